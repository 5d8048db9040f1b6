//! Basic income: an equal amount a month for everybody, from a date on, paid for by a named source.
//!
//! With a tax as the source, the rate of that tax rises until its extra revenue covers the programme account, amount x
//! people - benefits replaced, on last month's base; what it has missed so far is made up over the next quarter.
//! The total rate is capped, the rest is borrowed. Money creation credits the state's account instead; `debt` just
//! borrows. The rate is an output.
//! Left out so far: eligibility, phase-in, pilots, mixes of sources.
#pragma once

#include <array>

#include "models/state/taxes.h"
#include "sim/core/column.h"
#include "sim/core/ledger.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct World;

struct BasicIncome {
  static constexpr std::string_view path = "state.basic_income";

  //! The first four are the taxes of Taxes::Kind, in its order.
  enum class Funding { wage_tax, profit_tax, platform_levy, value_added_tax, money_creation, debt };

  struct Parameters {
    double amount;
    Funding funding;
    bool replaces_benefits;
    double highest_rate;
    void declare(sim::ParameterVisitor& parameter);
  } parameters;

  std::array<double, Taxes::n_kinds> surcharge{};  // added to the rates of taxes
  double cost = 0.0;     // [EUR/month] net of benefits replaced, last month
  double missed = 0.0;   // [EUR] cost not covered so far and still to be recovered
  bool at_cap = false;   // the cap binds: what is missing is borrowed for good

  sim::Flow basic_income;

  void declare(sim::ColumnVisitor& column);
  void declare(sim::FlowVisitor& flow);
};

void set_surcharge(BasicIncome& own, const World& world, const sim::Month& month);
void pay_basic_income(BasicIncome& own, const World& world, const sim::Month& month, const sim::Block& block);
void balance_programme(BasicIncome& own, const World& world, const sim::Month& month);
void observe(const BasicIncome& own, const World& world, sim::Observer& show);

}  // namespace models
