//! Producers are founded and close.
//!
//! A producer closes by chance (more often when young), when its loan outgrows its cost, or when its market has
//! left it. What it holds repays its loan; the bank writes off the rest; what remains goes to its owners, or in a
//! cooperative (indivisible reserve) to the phyles. An empty slot draws an entrant after a while: near average
//! productivity, small, a cooperative with some chance, with capital paid in by owners of capital, or for a cooperative by
//! the phyles as far as they can and by the bank.
//! Left out so far: entry by expected return, conversion between forms.
#pragma once

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
    double entrant_productivity;
    double opening_capital;
    void declare(sim::ParameterVisitor& parameter);
  } parameters;

  // [producer] what the founders of a slot bring
  sim::Column<double> entrant_productivity;  // [item/effective hour]
  sim::Column<double> entrant_quality;

  std::int64_t exits = 0, entries = 0;  // this month

  //! Requests that World applies after the process that made them.
  std::vector<std::size_t> deaths, births;
  std::vector<bool> as_cooperative;  // for each birth

  sim::Flow reserves_left, seed_capital;

  void declare(sim::ColumnVisitor& column);
  void declare(sim::FlowVisitor& flow);
};

void set_up(Demography& own, const World& world, const sim::Month& month);
void close_producers(Demography& own, const World& world, const sim::Month& month);
void found_producers(Demography& own, const World& world, const sim::Month& month);
void pay_in_capital(Demography& own, const World& world, const sim::Month& month);
void observe(const Demography& own, const World& world, sim::Observer& show);

}  // namespace models
