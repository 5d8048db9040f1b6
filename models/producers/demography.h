//! Producers are founded and close.
//!
//! A producer closes by chance (more often when young), when its loan outgrows its cost, or when its market has
//! left it. What it holds repays its loan; the bank writes off the rest; what remains goes to its owners, or in a
//! cooperative to the phyles, its indivisible part, and for the rest to its members. An empty slot draws an entrant after a while, sooner where its class
//! returns more than usual: near average productivity, small, with capital paid in by owners of capital, or for a cooperative
//! by the phyles as far as they can and by the bank. Its form is chosen by a logit in which cooperatives have their usual
//! share when both forms return the same: share exp(theta D) / (1 - share + share exp(theta D)), D being the difference of
//! profit over sales. Three further ways lead from one form to the other:
//!   conversion ("from above"): some producers look at another of their class and take its form with probability
//!     1 / (1 + exp(-theta D)), D now between the two. The old body is wound up, the new one keeps staff, customers and
//!     technique. The rule is the same both ways, so it favours neither form;
//!   sale: members of a cooperative sell it to owners of capital, if they want (cooperation/cooperatives) and these can pay;
//!   exit ("from below"): workers of a district's firms leave together and found a cooperative in an empty slot.
//! Left out: founders' own skill, spin-offs that take the technique along, bids of several investors.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "sim/core/column.h"
#include "sim/core/ledger.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct World;

struct Demography {
  static constexpr std::string_view path = "producers.demography";

  struct Parameters {
    double density;
    double cooperative_share;
    double exit_hazard;
    double exit_hazard_young;
    double young;
    double insolvent_loan;
    double smallest_share;
    double entry_hazard;
    double entry_response;
    double form_response;
    double conversion;
    double exit_from_below;
    std::int64_t founding_team;
    double entrant_productivity;
    double opening_capital;
    void declare(sim::ParameterVisitor& parameter);
  } parameters;

  // [producer] what the founders of a slot bring
  sim::Column<double> entrant_productivity;  // [item/effective hour]
  sim::Column<double> entrant_quality;

  std::int64_t entries = 0;                        // this month
  std::array<std::int64_t, 2> exits{};             // this month: firms, cooperatives
  std::int64_t closed() const { return exits[0] + exits[1]; }

  //! Requests that World applies after the process that made them.
  std::vector<std::size_t> deaths, births;
  std::vector<bool> as_cooperative;  // for each birth
  std::vector<std::size_t> conversions;                // producers that take the other form
  std::vector<std::vector<std::uint32_t>> teams;       // for each birth, workers who leave their jobs for it
  double usual_return = 0.0;                           // profit over sales, mean of a decade
  std::int64_t converted = 0, sold = 0, founded_by_workers = 0;  // this month
  sim::Column<sim::Money> parting;                     // [producer] what a member receives of a cooperative wound up this month

  //! The workers who found producer j, while World applies its birth.
  std::span<const std::uint32_t> team_of(std::size_t j) const;

  sim::Flow reserves_left, parted, seed_capital;

  void declare(sim::ColumnVisitor& column);
  void declare(sim::FlowVisitor& flow);
};

//! Chance that an entrant is a cooperative: `share` where both forms return the same. `difference` of profit over sales.
double chance_of_cooperative(double share, double response, double difference);

void set_up(Demography& own, const World& world, const sim::Month& month);
void close_producers(Demography& own, const World& world, const sim::Month& month);
void found_producers(Demography& own, const World& world, const sim::Month& month);
void convert_producers(Demography& own, const World& world, const sim::Month& month);
void pay_in_capital(Demography& own, const World& world, const sim::Month& month);
void observe(const Demography& own, const World& world, sim::Observer& show);

}  // namespace models
