#include "models/producers/energy.h"

#include <algorithm>

#include "models/purposes.h"
#include "models/sectors.h"
#include "models/world.h"

namespace models {

void Energy::Parameters::declare(sim::ParameterVisitor& parameter) {
  parameter(cost_share, {.name = "cost_share", .initial = 0.05, .unit = "1", .range = {0, 0.5},
                         .doc = "Share of energy in unit cost at the start", .source = "assumption:energy-share",
                         .at_setup = true});
  parameter(price_growth, {.name = "price_growth", .initial = 0.0, .unit = "1/year", .range = {-0.2, 0.5},
                           .doc = "Growth of the real price of energy", .source = "assumption:energy-growth"});
  parameter(price_factor, {.name = "price_factor", .initial = 1.0, .unit = "1", .range = {0.01, 100},
                           .doc = "Multiplies the price of energy; dated values make shocks",
                           .source = "assumption:energy-factor"});
  parameter(reserves, {.name = "reserves", .initial = 400.0, .unit = "year", .range = {1, 1e6},
                       .doc = "Opening reserves, in years of opening use", .source = "assumption:reserves",
                       .at_setup = true});
  parameter(depletion_elasticity, {.name = "depletion_elasticity", .initial = 0.5, .unit = "1", .range = {0, 5},
                                   .doc = "Rise of the price as reserves fall", .source = "assumption:depletion"});
  parameter(shock, {.name = "shock", .initial = 0.0, .unit = "1", .range = {0, 0.5},
                    .doc = "Standard deviation of monthly shocks to the logarithm of the price (oil: 0.097)",
                    .source = "brent"});
  parameter(short_elasticity, {.name = "short_elasticity", .initial = 0.2, .unit = "1", .range = {0, 0.95},
                               .doc = "s: elasticity of energy use in the real price, at once", .source = "S53"});
  parameter(long_elasticity, {.name = "long_elasticity", .initial = 0.6, .unit = "1", .range = {0, 0.95},
                              .doc = "l: the same when techniques have been adapted; never below the short one", .source = "S53"});
  parameter(adaptation, {.name = "adaptation", .initial = 0.015, .unit = "1/month", .range = sim::share,
                         .doc = "Part of the way to a new price that techniques are adapted in a month", .source = "assumption:adaptation"});
}

void Energy::declare(sim::ColumnVisitor& column) {
  column(opening_cost, {.name = "opening_cost", .per = "", .unit = "EUR/item", .doc = "energy cost at the start"});
  column(price, {.name = "price", .per = "", .unit = "1", .doc = "price of energy, start = 1"});
  column(shock_log, {.name = "shock_log", .per = "", .unit = "1", .doc = "logarithm of the price shock"});
  column(usual_log, {.name = "usual_log", .per = "", .unit = "1", .doc = "logarithm of the usual real price"});
  column(intensity, {.name = "intensity", .per = "", .unit = "1", .doc = "energy for an item, start = 1"});
  column(labour_need, {.name = "labour_need", .per = "", .unit = "1", .doc = "labour for an item, start = 1"});
  column(sales, {.name = "sales", .per = "", .unit = "EUR/month", .doc = "energy sold, tax excluded"});
  column(extracted, {.name = "extracted", .per = "", .unit = "1", .doc = "extracted part of the reserves"});
}

void Energy::declare(sim::FlowVisitor& flow) {
  flow(energy_purchases, {.name = "energy_purchases", .from = sector::producers, .to = sector::energy, .mode = "market",
                          .doc = "producers buy energy, tax excluded"});
  flow(energy_tax, {.name = "energy_tax", .from = sector::producers, .to = sector::state, .mode = "authority", .doc = "tax on energy"});
}

double labour_for_intensity(double intensity, double elasticity, double ratio) {
  if (elasticity == 0.0) return 1.0;
  const double exponent = (1.0 - elasticity) / elasticity;
  return 1.0 + ratio / exponent * (sim::pow(intensity, -exponent) - 1.0);
}

void set_up(Energy& own, const World& world, const sim::Month&) {
  const Innovation::Parameters& strategy = world.innovation.parameters;
  const double making = 1.0 - strategy.research - strategy.corporate_support * strategy.giving;
  const double productivity = world.production.parameters.opening_productivity * world.knowledge.productivity_factor(0) * making;
  const double wage_cost = world.labour_market.wage / productivity;
  own.opening_cost = own.parameters.cost_share / (1.0 - own.parameters.cost_share) * wage_cost;
}

void price_energy(Energy& own, const World& world, const sim::Month& month) {
  const Energy::Parameters& p = own.parameters;
  const double normal = sim::normal_quantile(month.draws.uniform(purpose::energy_shock, month.number, 0));
  own.shock_log = 0.98 * own.shock_log + p.shock * normal;
  const double growth = sim::pow(1.0 + p.price_growth, month.number / 12.0);
  const double left = std::max(1.0 - own.extracted, 1e-3);
  own.price = world.price_index() * p.price_factor * growth * sim::pow(left, -p.depletion_elasticity) *
              sim::exp(own.shock_log) * (1.0 + world.taxes.energy_rate);
  const double real_log = sim::log(own.price / world.price_index()), long_run = std::max(p.long_elasticity, p.short_elasticity);
  own.usual_log += p.adaptation * (real_log - own.usual_log);
  own.intensity = sim::exp(-p.short_elasticity * real_log - (long_run - p.short_elasticity) * own.usual_log);
  own.labour_need = labour_for_intensity(own.intensity, long_run, p.cost_share / (1.0 - p.cost_share));
}

void sell_energy(Energy& own, const World& world, const sim::Month& month) {
  double used = 0.0;
  const double tax_part = world.taxes.energy_rate / (1.0 + world.taxes.energy_rate);
  own.sales = {};
  for (std::size_t j = 0; j < world.organisations.n_producers; ++j) {
    if (!world.organisations.trades(j)) continue;
    const sim::Money owed = sim::Money::of(world.energy_cost_per_item(j) * world.production.output[j]);
    const sim::Money tax = sim::Money::of(tax_part * owed.eur());
    month.ledger.transfer(own.energy_purchases, j, world.organisations.energy(), owed - tax);
    month.ledger.transfer(own.energy_tax, j, world.organisations.state(), tax);
    own.sales += owed - tax;
    used += own.intensity * world.making.energy_need(j) * world.production.output[j];
  }
  own.extracted += used / (12.0 * own.parameters.reserves * world.opening.output);
}

void pay_out_rent(Energy&, const World& world, const sim::Month& month) {
  const std::size_t owner = world.organisations.energy();
  month.ledger.pay(world.ownership.dividends, owner, month.ledger.deposit(owner));
}

void observe(const Energy& own, const World& world, sim::Observer& show) {
  show.series({.name = "energy_price", .unit = "1", .long_name = "Real price of energy, start = 1",
               .formula = "price of energy, tax included / price level"}, own.price / world.price_index());
  show.series({.name = "energy_intensity", .unit = "1", .long_name = "Energy for an item, start = 1"}, own.intensity);
  show.series({.name = "energy_extracted", .unit = "1", .long_name = "Extracted part of the energy reserves"}, own.extracted);
}

}  // namespace models
