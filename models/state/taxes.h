//! Taxes: their rates this month, the taxes on pay, on deposits and by head, and the bases they are raised on.
//!
//! Each rate is its parameter plus the surcharge that funds a basic income from it. Pay for a job above a bracket bears more.
//! Deposits above an exemption bear a yearly rate, month by month; shares in firms have no price here and are not taxed.
//! A tax by head is the same amount for everybody who has it. Energy is taxed in its price (producers/energy), deposits of
//! the dead when they are inherited (people/generations). Bases are remembered over about a year, so that a rate can be set
//! for a stated revenue. A share of the tax on pay may be paid in mutual credit (cooperation/local_exchange), where law has it so.
//! Left out: evasion, capital gains.
#pragma once

#include <algorithm>
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
  enum Kind : std::size_t { on_wages, on_profit, on_platforms, on_value_added, on_deposits, on_energy, by_head, n_kinds };

  struct Parameters {
    double wage_rate;
    double profit_rate;
    double value_added_rate;
    double dividend_rate;
    double platform_levy_rate;
    double upper_rate;
    double upper_bracket;
    double wealth_rate;
    double wealth_exemption;
    double energy_rate;
    double lump_sum;
    double credit_share;
    void declare(sim::ParameterVisitor& parameter);
  } parameters;

  // Rates in force this month, surcharges included.
  double wage_rate = 0.0, profit_rate = 0.0, value_added_rate = 0.0, platform_levy_rate = 0.0, wealth_rate = 0.0, energy_rate = 0.0;
  double lump_sum = 0.0;                   // [EUR/month] by head
  sim::Scatter levied;                     // deposits above the exemption, tax by head [counts of money]
  std::array<double, n_kinds> base{};      // [EUR/month] mean of about a year
  std::array<double, n_kinds> base_now{};  // [EUR/month] this month

  sim::Flow wage_tax, wealth_tax, lump_sum_tax;

  //! The rate that law sets, surcharges left out.
  double usual(std::size_t kind) const;
  //! What person i's last EUR of pay for full time bears beyond the common rate. [1]
  double upper_rate_on(double full_time_pay) const { return full_time_pay > parameters.upper_bracket ? parameters.upper_rate : 0.0; }
  //! Tax that was withheld on so much pay for a job. [EUR/month]
  double on_pay(double gross) const { return wage_rate * gross + above_bracket(gross); }
  //! What pay for a job bears beyond the common rate. [EUR/month]
  double above_bracket(double gross) const { return parameters.upper_rate * std::max(gross - parameters.upper_bracket, 0.0); }

  void declare(sim::ColumnVisitor& column);
  void declare(sim::FlowVisitor& flow);
};

void set_up(Taxes& own, const World& world, const sim::Month& month);
void set_rates(Taxes& own, const World& world, const sim::Month& month);
void withhold_tax(Taxes& own, const World& world, const sim::Month& month, const sim::Block& block);
void levy_by_head(Taxes& own, const World& world, const sim::Month& month, const sim::Block& block);
void levy_wealth(Taxes& own, const World& world, const sim::Month& month, const sim::Block& block);
void assess_bases(Taxes& own, const World& world, const sim::Month& month);
void observe(const Taxes& own, const World& world, sim::Observer& show);

}  // namespace models
