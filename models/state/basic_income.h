//! Basic income: an equal amount a month for everybody or for those of a trial, paid for by named sources.
//!
//! The amount may grow over a phase-in. Receivers are everybody, whatever their age and work; or the people of some districts
//! drawn for a pilot; of these a saturation share, or a sample of a number of people, as in field trials. Draws belong to
//! the row of a person, so that who receives does not depend on the amount. They may be drawn from those without a job alone, in the
//! month that the payment begins; then only these take part, as receivers or as the others whom they are compared with.
//! The programme account is amount x receivers - benefits replaced. A first source pays for it, a second one for a share and
//! for what the first one's cap leaves. With a tax as source its rate rises until its extra revenue covers its part of the
//! account on last month's base; what it has missed so far is made up over the next quarter. Total rates are capped. Money
//! creation credits the state's account; `debt` just borrows, and so does whatever no cap lets through. The rates are outputs.
//! Where, from two years on, taxes have missed more than a thousandth of what they were to cover, an event says `infeasible`.
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

  //! The first are the taxes of Taxes::Kind, in its order.
  enum class Pool { everybody, without_job };
  enum Part : std::uint8_t { other, receiver, outside };
  enum class Funding { wage_tax, profit_tax, platform_levy, value_added_tax, wealth_tax, energy_tax, lump_sum_tax, money_creation, debt };

  struct Parameters {
    double amount;
    Funding funding;
    Funding second_funding;
    double second_share;
    bool replaces_benefits;
    double highest_rate;
    double phase_in;
    double pilot_districts;
    double saturation;
    std::int64_t sample;
    Pool drawn_from;
    void declare(sim::ParameterVisitor& parameter);
    //! Whether nobody takes part before the payment begins.
    bool waits() const { return drawn_from == Pool::without_job && amount == 0.0; }
    std::array<double, 5> reach() const {
      return {pilot_districts, saturation, static_cast<double>(sample), static_cast<double>(drawn_from), waits() ? 0.0 : 1.0};
    }
  } parameters;

  //! What is added up of receivers, and then of the others.
  enum Followed : std::size_t { heads, pay, hours, employed, n_measures, n_followed = 2 * n_measures };

  //! One of the two sources.
  struct Account {
    double charged = 0.0;  // rate it added this month
    double missed = 0.0;   // [EUR] not covered so far and still to be recovered
    bool at_cap = false;   // the cap binds: what is missing passes to the next source
  };

  sim::Column<std::uint8_t> part;                  // [person] a Part
  std::int64_t receivers = 0;
  std::array<double, 5> reach{};                   // parameters that chose them
  double now = 0.0;                                // [EUR/month] amount in force
  std::int64_t running = 0;                        // months that it has been paid
  std::array<double, Taxes::n_kinds> surcharge{};  // added to the rates of taxes
  std::array<Account, 2> accounts{};
  double cost = 0.0;                               // [EUR/month] net of benefits replaced, last month
  double to_cover = 0.0, uncovered = 0.0;          // [EUR] by taxes, since the start
  bool infeasible = false;
  sim::Tally followed{10};                         // receivers, then others

  sim::Flow basic_income;

  //! What person i receives. [EUR/month]
  double of(std::size_t i) const { return static_cast<double>(part[i] == receiver) * now; }  // no branch: kernels call it
  bool for_everybody() const { return receivers == static_cast<std::int64_t>(part.size()); }

  void declare(sim::ColumnVisitor& column);
  void declare(sim::FlowVisitor& flow);
};

void set_up(BasicIncome& own, const World& world, const sim::Month& month);
void choose_receivers(BasicIncome& own, const World& world, const sim::Month& month);
void set_surcharge(BasicIncome& own, const World& world, const sim::Month& month);
void pay_basic_income(BasicIncome& own, const World& world, const sim::Month& month, const sim::Block& block);
void follow_receivers(BasicIncome& own, const World& world, const sim::Month& month, const sim::Block& block);
void balance_programme(BasicIncome& own, const World& world, const sim::Month& month);
void observe(const BasicIncome& own, const World& world, sim::Observer& show);

}  // namespace models
