//! Energy comes from one finite resource whose owner takes the rent.
//!
//! Price per unit p_E = f P (1 + g)^t (R0/R)^eps x shock, f being a factor that scenarios set, P being the price level of goods (start = 1), so that in calm times
//! energy keeps its share of cost. A unit is what one item needs at the start. Extraction lowers the remaining
//! resource R; the log-normal shock is a random walk that is pulled back. All receipts are the owner's.
//! Producers answer with the energy they use for an item, relative to the start: e = q^-s qbar^-(l - s), q being the real
//! price, qbar the price they are used to, s and l the elasticities in the short and the long run. What is saved is made up by
//! work, along the curve of best techniques on which energy of intensity e is worth e^(-1/l): the labour for an item grows by
//! r l / (1 - l) (e^(-(1 - l) / l) - 1), with r the cost of energy over that of labour at the start.
//! Left out: labour in extraction, kinds of energy, substitution that differs between classes of goods.
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
    double short_elasticity;
    double long_elasticity;
    double adaptation;
    void declare(sim::ParameterVisitor& parameter);
  } parameters;

  double opening_cost = 0.0;  // [EUR/item] at the start
  double price = 1.0;         // relative to the start, price level and tax included
  double shock_log = 0.0;
  double extracted = 0.0;     // part of the opening reserves
  double usual_log = 0.0;     // logarithm of the real price that producers are used to
  double intensity = 1.0;     // energy for an item, start = 1
  sim::Money sales;           // this month, tax excluded
  double labour_need = 1.0;   // labour for an item, start = 1

  sim::Flow energy_purchases, energy_tax;

  void declare(sim::ColumnVisitor& column);
  void declare(sim::FlowVisitor& flow);
};

//! Labour for an item where it takes `intensity` of the energy of the start; `ratio` of energy cost to labour cost at the start.
double labour_for_intensity(double intensity, double elasticity, double ratio);

void set_up(Energy& own, const World& world, const sim::Month& month);
void price_energy(Energy& own, const World& world, const sim::Month& month);
void sell_energy(Energy& own, const World& world, const sim::Month& month);
void pay_out_rent(Energy& own, const World& world, const sim::Month& month);
void observe(const Energy& own, const World& world, sim::Observer& show);

}  // namespace models
