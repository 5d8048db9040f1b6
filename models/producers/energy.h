//! Energy comes from one finite resource whose owner takes the rent.
//!
//! Price per unit p_E = f P (1 + g)^t (R0/R)^eps x shock, f being a factor that scenarios set, P being the price level of goods (start = 1), so that in calm times
//! energy keeps its share of cost. A unit is what one item needs at the start. Extraction lowers the remaining
//! resource R; the log-normal shock is a random walk that is pulled back. All receipts are the owner's.
//! Left out so far: substitution, labour in extraction.
#pragma once

#include "sim/core/column.h"
#include "sim/core/ledger.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct World;

struct Energy {
  static constexpr std::string_view path = "producers.energy";

  struct Parameters {
    double cost_share;
    double price_growth;
    double price_factor;
    double reserves;
    double depletion_elasticity;
    double shock;
    void declare(sim::ParameterVisitor& parameter);
  } parameters;

  double opening_cost = 0.0;  // [EUR/item] at the start
  double price = 1.0;         // relative to the start, price level included
  double shock_log = 0.0;
  double extracted = 0.0;     // part of the opening reserves

  sim::Flow energy_purchases;

  void declare(sim::ColumnVisitor& column);
  void declare(sim::FlowVisitor& flow);
};

void set_up(Energy& own, const World& world, const sim::Month& month);
void price_energy(Energy& own, const World& world, const sim::Month& month);
void sell_energy(Energy& own, const World& world, const sim::Month& month);
void pay_out_rent(Energy& own, const World& world, const sim::Month& month);
void observe(const Energy& own, const World& world, sim::Observer& show);

}  // namespace models
