//! Platforms rise, are bought, and close.
//!
//! There is a fixed number of places beside the opening platforms, vacant at first. Founders of a vacant place look ahead as owners do
//! (models/platforms/foresight.h): V(0, 0) is what a platform without users is worth to them. The capital C they need is so many months
//! of the mean platform's revenue, paid in by owners of capital as far as dividends allow. Somebody enters a place in a month with chance
//!   hazard x max(0, 1 - C / V(0, 0)):
//! nobody where V < C, and the whole hazard where a platform is worth far more than it takes (free entry as in Ericson and Pakes 1995).
//! It opens with the take rate and the quality that its founders think best. While it rises it pays nothing out, and it may be bought:
//! once a period of its life every owner asks what its platform would be worth with the rising one's users and without that rival, less what it is
//! worth now. The best buyer pays the rising one's own worth and a part of what is gained beyond it; no deal where nothing is gained
//! (Gilbert and Newbery 1982; Kamepalli, Rajan and Zingales 2020). It pays out of deposits that it would pay out anyway, and for the
//! rest in new shares: its owners put up what they receive. The law may forbid what makes buyer and bought too large together
//! (state/regulation.merger_threshold). A platform closes when its loan outgrows its revenue, or, risen, when users have left it. What it
//! holds repays its loan; the rest goes to its owners, from members to the foundation; its users choose anew.
//! Owners by hill climb do not look ahead: they neither enter nor buy.
//! Left out: purchases among risen platforms, staff that moves along, entry by firms with users of their own.
#pragma once

#include <vector>

#include "models/organisations.h"
#include "sim/core/column.h"
#include "sim/core/ledger.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct World;

struct Entry {
  static constexpr std::string_view path = "platforms.entry";

  struct Parameters {
    std::int64_t places;
    double hazard;
    double capital;
    double rising;
    double sellers_part;
    double insolvent_loan;
    double smallest_share;
    void declare(sim::ParameterVisitor& parameter);
  } parameters;

  std::int64_t entries = 0, exits = 0, acquisitions = 0;  // this month
  double price_paid = 0.0;                                // [EUR/month] by buyers of platforms

  //! Requests that World applies after the process that made them; for each death the buyer, or nobody.
  std::vector<std::size_t> deaths, buyers, births;

  sim::Flow takeovers, reserves_left;

  //! Who buys platform k, while World applies its death.
  std::size_t buyer_of(std::size_t k) const;
  //! Whether platform k was founded in the run and is still young.
  bool is_rising(const World& world, std::size_t k, int month) const;

  void declare(sim::ColumnVisitor& column);
  void declare(sim::FlowVisitor& flow);
};

//! Chance that a place worth V to its founders is filled in a month.
double chance_of_entry(const Entry::Parameters& parameters, double worth, double capital);

void close_platforms(Entry& own, const World& world, const sim::Month& month);
void buy_rising_platforms(Entry& own, const World& world, const sim::Month& month);
void found_platforms(Entry& own, const World& world, const sim::Month& month);
void observe(const Entry& own, const World& world, sim::Observer& show);

}  // namespace models
