//! What people live on: plans for spending, income received, and who falls short.
//!
//! Planned spending C = max(alpha1 expected income + alpha2 deposits, c0), never above deposits; a part of it buys gig
//! services through platforms, the rest goods. Confidence is one AR(1) disturbance of wishes to spend, common to everybody.
//! Income of a month is what deposits gained before spending: one definition that no flow can escape.
//! Deposits act as a buffer: they settle where (1 - alpha1) income = alpha2 deposits, and carry a person through loss of income.
//! Needs are covered as far as spending reaches subsistence; a person whose deposits would not last a few months is precarious.
//! Left out: need coverage by kind, borrowing by people.
#pragma once

#include "sim/core/column.h"
#include "sim/core/ledger.h"
#include "sim/core/observer.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct World;

struct Livelihood {
  static constexpr std::string_view path = "people.livelihood";

  struct Parameters {
    double from_income;
    double from_deposits;
    double expectation;
    double gig_share;
    double gig_elasticity;
    double buffer;
    double confidence_persistence;
    double confidence_shock;
    void declare(sim::ParameterVisitor& parameter);
  } parameters;

  sim::Column<float> expected_income;     // [person] [EUR/month] after tax, smoothed
  sim::Column<float> income;              // [person] [EUR/month] after tax, mean of about a year
  sim::SixBytes before;                  // [person] deposits at the end of last month
  sim::Column<sim::SmallMoney> planned;        // [person] spending on goods, tax included
  sim::Column<sim::SmallMoney> planned_gigs;   // [person] spending on gig services, tax included
  double confidence = 0.0;                // disturbance of the propensity to spend
  sim::Scatter plans;                     // 0: goods, 1: gig services [counts of money]
  sim::Scatter plans_by_district;         // goods [counts of money]
  sim::Scatter precarious;                // people
  sim::Tally covered{20};                 // spending in shares of subsistence, at most 1 each

  sim::Flow purchases, value_added_tax;

  //! More than this in a month is refused: `before` tells amounts apart that differ by less than four times as much.
  static constexpr sim::Money most_gained = sim::Money::counts(std::int64_t{1} << (sim::SixBytes::bits - 2));
  //! What person i who holds `held` has more than at the end of last month.
  sim::Money gained(std::size_t i, sim::Money held) const { return sim::Money::counts(before.since(i, held.counts())); }

  void declare(sim::ColumnVisitor& column);
  void declare(sim::FlowVisitor& flow);
};

//! Share of spending that goes to gig services where the take rate is so much above its opening.
double gig_share(const Livelihood::Parameters& parameters, double dearer);

void set_up(Livelihood& own, const World& world, const sim::Month& month);
//! An heir counts on the least that people live on and on the dividends of what was inherited.
void succeed(Livelihood& own, const World& world, const sim::Month& month, std::size_t i);
void sway_confidence(Livelihood& own, const World& world, const sim::Month& month);
void plan_spending(Livelihood& own, const World& world, const sim::Month& month, const sim::Block& block);
void sum_plans(Livelihood& own, const World& world, const sim::Month& month);
void buy_goods(Livelihood& own, const World& world, const sim::Month& month, const sim::Block& block);
void take_stock(Livelihood& own, const World& world, const sim::Month& month, const sim::Block& block);
void count_hardship(Livelihood& own, const World& world, const sim::Month& month);
void observe(const Livelihood& own, const World& world, sim::Observer& show);

}  // namespace models
