//! The bank lends producers and platforms their working capital and lives on interest.
//!
//! Wages and energy are paid before sales. Whoever lacks the deposits borrows the difference. Producers finance a number of
//! months of their costs by loans for good: above it they repay a part each month, below it they borrow. Interest
//! on loans and on the public debt is the bank's; what exceeds its target for own funds goes to its owners. Losses come
//! out of own funds, and the state makes good what is missing.
//! Left out so far: credit limits, collateral, several banks.
#pragma once

#include "sim/core/column.h"
#include "sim/core/ledger.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct World;

struct Credit {
  static constexpr std::string_view path = "producers.credit";

  struct Parameters {
    double loan_rate;
    double leverage;
    double repayment;
    double own_funds;
    double payout;
    void declare(sim::ParameterVisitor& parameter);
  } parameters;

  sim::Column<double> interest_paid;  // [organisation] [EUR/month]

  sim::Flow interest, write_offs, recapitalisation;

  void declare(sim::ColumnVisitor& column) {
    column(interest_paid, {.name = "interest_paid", .per = "organisation", .unit = "EUR/month", .doc = "interest paid"});
  }
  void declare(sim::FlowVisitor& flow);
};

//! What producer or platform j pays before its sales this month: wages and energy. [EUR]
double working_cost(const World& world, std::size_t j);

void set_up(Credit& own, const World& world, const sim::Month& month);
void finance_production(Credit& own, const World& world, const sim::Month& month);
void service_loans(Credit& own, const World& world, const sim::Month& month);
void settle_bank(Credit& own, const World& world, const sim::Month& month);
void observe(const Credit& own, const World& world, sim::Observer& show);

}  // namespace models
