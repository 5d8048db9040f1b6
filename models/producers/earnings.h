//! What producers do with their revenue: tax on profit, then owners or members.
//!
//! Profit = sales - wages - energy - advertising - donations - fees - interest. Deposits above a cushion of some months of working
//! cost are paid out in part each month: by firms to owners as dividends, by cooperatives as surplus (see
//! cooperation/cooperatives).
#pragma once

#include "sim/core/column.h"
#include "sim/core/ledger.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct World;

struct Earnings {
  static constexpr std::string_view path = "producers.earnings";

  struct Parameters {
    double cushion;
    double payout;
    void declare(sim::ParameterVisitor& parameter);
  } parameters;

  sim::Column<double> profit;        // [producer] [EUR/month] before tax
  sim::Column<sim::Money> surplus;   // [producer] what a cooperative divides this month
  double taxed_profit = 0.0;         // [EUR/month] of all, as far as the tax could be paid

  sim::Flow profit_tax;

  void declare(sim::ColumnVisitor& column);
  void declare(sim::FlowVisitor& flow);
};

void set_up(Earnings& own, const World& world, const sim::Month& month);
void enter(Earnings& own, const World& world, std::size_t j);
void leave(Earnings& own, const World& world, std::size_t j);
//! Organisation j pays tax on its profit, as far as its deposits reach; returns the profit that was taxed. [EUR/month]
double pay_profit_tax(const Earnings& earnings, const World& world, const sim::Month& month, std::size_t j, double profit);
void divide_earnings(Earnings& own, const World& world, const sim::Month& month);
void observe(const Earnings& own, const World& world, sim::Observer& show);

}  // namespace models
