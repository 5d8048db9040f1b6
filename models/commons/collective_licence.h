//! A collective licence: everybody pays a levy, may use all works freely, and the fund goes to the commons' creators by use.
//!
//! Each person pays the levy of the month as far as deposits allow. The fund, less a part for administration that stays with the
//! foundation which runs it, goes to contributors in proportion to what they gave in the last year to the power zeta: 1 pays by
//! use, less spreads the money more evenly, 0 pays everybody the same. Parts are rounded down and what is left is paid out
//! next month, so that levies = payouts + administration + what is left, to the last count. Taxed like other pay.
//! Left out: that such pay may crowd out, measuring use by samples, works made outside the commons, collecting societies that compete.
#pragma once

#include "sim/core/column.h"
#include "sim/core/ledger.h"
#include "sim/core/observer.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct World;

struct CollectiveLicence {
  static constexpr std::string_view path = "commons.collective_licence";

  struct Parameters {
    double levy;
    double administration;
    double use_exponent;
    void declare(sim::ParameterVisitor& parameter);
  } parameters;

  sim::Tally weight{30};        // one cell: sum of use^zeta over contributors
  sim::Scatter moved;           // counts of money this month: 0 levies, 1 payouts
  sim::Money fund;              // to be paid out this month
  double rate = 0.0;            // [EUR] for a unit of use to the power zeta
  sim::Money left;              // of the last payout, not divisible
  sim::Money levies, payouts, administration;  // this month

  sim::Flow licence_levies, creators_pay;

  //! What contributor i's part of the fund is reckoned by.
  double use_of(const World& world, std::size_t i) const;
  //! What contributor i is paid this month, before tax.
  sim::Money pay_of(const World& world, std::size_t i) const { return sim::Money::floor(rate * use_of(world, i)); }

  void declare(sim::ColumnVisitor& column);
  void declare(sim::FlowVisitor& flow);
};

void pay_levies(CollectiveLicence& own, const World& world, const sim::Month& month, const sim::Block& block);
void divide_fund(CollectiveLicence& own, const World& world, const sim::Month& month);
void pay_creators(CollectiveLicence& own, const World& world, const sim::Month& month, const sim::Block& block);
void close_fund(CollectiveLicence& own, const World& world, const sim::Month& month);
void observe(const CollectiveLicence& own, const World& world, sim::Observer& show);

}  // namespace models
