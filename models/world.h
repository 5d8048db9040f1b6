//! The world of peer producers and platforms: one State per room, the rosters and the ledger.
//!
//! Only World creates agents: it sizes the rosters, sets the rooms up in order, and applies the births and deaths that rooms
//! request. A room reads the rest of the world and writes only itself.
#pragma once

#include <algorithm>
#include <span>
#include <string_view>
#include <tuple>

#include "models/commons/collective_licence.h"
#include "models/commons/creation_rights.h"
#include "models/commons/foundations.h"
#include "models/commons/knowledge.h"
#include "models/commons/licences.h"
#include "models/commons/projects.h"
#include "models/commons/royalties.h"
#include "models/cooperation/cooperatives.h"
#include "models/cooperation/local_exchange.h"
#include "models/cooperation/phyles.h"
#include "models/cooperation/platform_cooperatives.h"
#include "models/measures.h"
#include "models/organisations.h"
#include "models/people/generations.h"
#include "models/people/influence.h"
#include "models/people/livelihood.h"
#include "models/people/motivation.h"
#include "models/people/ownership.h"
#include "models/people/population.h"
#include "models/people/sharing.h"
#include "models/people/time_use.h"
#include "models/platforms/adoption.h"
#include "models/platforms/capture.h"
#include "models/platforms/entry.h"
#include "models/platforms/hosting.h"
#include "models/platforms/marketplace.h"
#include "models/platforms/strategy.h"
#include "models/politics/diagonal.h"
#include "models/politics/government.h"
#include "models/politics/mobilisation.h"
#include "models/politics/unions.h"
#include "models/producers/credit.h"
#include "models/producers/demography.h"
#include "models/producers/earnings.h"
#include "models/producers/energy.h"
#include "models/producers/firm_sizes.h"
#include "models/producers/goods_market.h"
#include "models/producers/innovation.h"
#include "models/producers/labour_market.h"
#include "models/producers/making.h"
#include "models/producers/production.h"
#include "models/purposes.h"
#include "models/sectors.h"
#include "models/state/basic_income.h"
#include "models/state/creation_funding.h"
#include "models/state/jurisdictions.h"
#include "models/state/public_debt.h"
#include "models/state/public_sector.h"
#include "models/state/regulation.h"
#include "models/state/taxes.h"
#include "models/state/transfers.h"
#include "models/value/created_captured.h"
#include "models/value/matched_members.h"
#include "sim/core/block.h"
#include "sim/core/kernel.h"
#include "sim/core/math.h"
#include "sim/core/schedule.h"

namespace models {

//! Levels at which the economy starts in balance. [EUR/month], output in [item/month]
struct Opening {
  static constexpr std::string_view path = "opening";
  double gdp = 0, wages = 0, private_output = 0, output = 0, purchases = 0, dividends = 0;

  void declare(sim::ColumnVisitor& column) {
    for (double* level : {&gdp, &wages, &private_output, &output, &purchases, &dividends})
      column(*level, {.name = "level", .per = "", .unit = "1/month", .doc = "level at the start"});
  }
};

struct World {
  static constexpr std::string_view name = "peer-production";
  static constexpr std::string_view summary = "Peer producers, platforms, cooperatives and phyles in a closed monthly economy";
  static constexpr std::array<std::string_view, 16> headlines{
      "unemployment_rate", "inflation",           "commoner_share",    "real_gdp",           "wage_share",     "gini_income",
      "poverty_rate",      "knowledge",           "capture_ratio",     "take_rate",          "exit_rate",      "cooperative_sales_share",
      "phyle_members",     "livelihood_autonomy", "public_debt_to_gdp", "platform_revenue_share"};
  static constexpr std::span<const sim::Purpose> purposes{purpose::all};
  static std::span<const sim::Process<World>> schedule();

  Organisations organisations;
  Opening opening;

  Population population;
  Ownership ownership;
  Motivation motivation;
  Influence influence;
  TimeUse time_use;
  Livelihood livelihood;
  Generations generations;
  Sharing sharing;

  Projects projects;
  Knowledge knowledge;
  Foundations foundations;
  CollectiveLicence collective_licence;
  Licences licences;
  CreationRights creation_rights;
  Royalties royalties;

  LabourMarket labour_market;
  FirmSizes firm_sizes;
  GoodsMarket goods_market;
  Production production;
  Innovation innovation;
  Making making;
  Energy energy;
  Credit credit;
  Earnings earnings;
  Demography demography;

  Adoption adoption;
  Strategy strategy;
  Capture capture;
  Entry entry;
  Hosting hosting;
  Marketplace marketplace;

  Cooperatives cooperatives;
  Phyles phyles;
  PlatformCooperatives platform_cooperatives;
  LocalExchange local_exchange;

  Taxes taxes;
  Transfers transfers;
  BasicIncome basic_income;
  PublicSector public_sector;
  Regulation regulation;
  PublicDebt public_debt;
  Jurisdictions jurisdictions;
  CreationFunding creation_funding;

  Mobilisation mobilisation;
  Unions unions;
  Government government;
  Diagonal diagonal;

  CreatedCaptured created_captured;
  MatchedMembers matched_members;
  Measures measures;

  //! Every room once, in the order in which parameters are listed, columns stored and organisations enter.
  auto rooms() {
    return std::tie(organisations, opening, population, ownership, motivation, influence, time_use, livelihood, generations, sharing,
                    projects, knowledge, foundations, collective_licence, licences, creation_rights, royalties, labour_market, firm_sizes,
                    goods_market, innovation, production, making, energy, credit, earnings, demography, adoption, strategy, capture, entry,
                    hosting, marketplace, cooperatives, phyles, platform_cooperatives, local_exchange, taxes, transfers, basic_income, public_sector, regulation,
                    public_debt, jurisdictions, creation_funding, mobilisation, unions, government, diagonal, created_captured,
                    matched_members, measures);
  }

  sim::Ledger ledger{sector::names(), sector::people};
  unsigned workers = 1;

  std::size_t n_circles = 0;  //!< of mutual credit; set by prepare()
  std::size_t n_districts = 1;  //!< set by prepare()
  std::size_t district_of_person(std::size_t i) const { return i * n_districts / population.skill.size(); }
  std::size_t first_person_of(std::size_t d) const { return (d * population.skill.size() + n_districts - 1) / n_districts; }
  std::size_t n_classes = 1;  //!< of goods; set by prepare()
  //! Where a producer's slot is, and what is made there: districts in turn, classes in turn from round to round.
  std::size_t district_of_producer(std::size_t j) const { return slots_[j].district; }
  std::size_t class_of_producer(std::size_t j) const { return slots_[j].goods; }
  //! Calls `work(first, last)` for runs of producers that threads share out. It may write what belongs to these producers alone.
  template <class Work>
  void share_out_producers(Work work) const {
    constexpr std::size_t enough = 256;  // a producer takes as long as many people
    sim::Workers(workers, enough).each_block(organisations.n_producers, [&](const sim::Block& run) { work(run.first, run.last); });
  }

  std::size_t size(std::string_view dimension) const;
  void prepare(unsigned workers_used);  //!< after parameters are known, before anything is sized
  void set_up(const sim::Month& month);
  void apply_requests(const sim::Month& month);

  // --- what several rooms ask of the world
  double price_index() const;  //!< start = 1
  double wage_index() const;   //!< start = 1
  double gdp() const { return std::max(measures.gdp, 1e-9); }
  //! Energy of an item that producer j makes. [EUR]
  double energy_cost_per_item(std::size_t j) const { return energy.opening_cost * energy.price * energy.intensity * making.energy_need(j); }
  //! What an hour of staff j does of an hour's making at the start: time for research and giving is lost, work
  //! that saves energy, and what making in this place takes more or less.
  double making_share(std::size_t j) const { return innovation.making_share(j) / (energy.labour_need * making.labour_need[j]); }
  std::int32_t staff_wanted(std::size_t j) const;
  //! What person i counts on beside pay for work, less the tax by head. [EUR/month]
  double other_income(std::size_t i) const {
    return (basic_income.of(i) - taxes.lump_sum) + static_cast<double>(ownership.expected_dividend[i]) + phyles.stipend[i].eur();
  }

 private:
  struct Slot {
    std::uint32_t district, goods;
  };
  std::vector<Slot> slots_;  // [producer] made by prepare(), since a division takes longer than a look
  void open_organisations(const sim::Month& month);
  void solve_opening();
};

}  // namespace models
