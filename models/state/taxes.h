//! Taxes: their rates this month, the tax on pay, and the bases they are raised on.
//!
//! Each rate is its parameter plus the surcharge that funds a basic income from it. Bases are remembered over about a year,
//! so that a rate can be set for a stated revenue.
//! Left out so far: brackets, wealth and energy taxes, payment in mutual credit.
#pragma once

#include <array>

#include "sim/core/column.h"
#include "sim/core/ledger.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct World;

struct Taxes {
  static constexpr std::string_view path = "state.taxes";

  //! The taxes that can be named to fund something.
  enum Kind : std::size_t { on_wages, on_profit, on_platforms, on_value_added, n_kinds };

  struct Parameters {
    double wage_rate;
    double profit_rate;
    double value_added_rate;
    double dividend_rate;
    double platform_levy_rate;
    void declare(sim::ParameterVisitor& parameter);
  } parameters;

  // Rates in force this month, surcharges included.
  double wage_rate = 0.0, profit_rate = 0.0, value_added_rate = 0.0, platform_levy_rate = 0.0;
  std::array<double, n_kinds> base{};      // [EUR/month] mean of about a year
  std::array<double, n_kinds> base_now{};  // [EUR/month] this month

  sim::Flow wage_tax;

  void declare(sim::ColumnVisitor& column);
  void declare(sim::FlowVisitor& flow);
};

void set_up(Taxes& own, const World& world, const sim::Month& month);
void set_rates(Taxes& own, const World& world, const sim::Month& month);
void withhold_tax(Taxes& own, const World& world, const sim::Month& month, const sim::Block& block);
void assess_bases(Taxes& own, const World& world, const sim::Month& month);
void observe(const Taxes& own, const World& world, sim::Observer& show);

}  // namespace models
