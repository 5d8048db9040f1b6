#include "models/commons/knowledge.h"

#include <algorithm>

#include "models/world.h"

namespace models {
namespace {

double factor_at(const Knowledge& own, double absorptive_capacity, double reach = 1.0) {
  return sim::pow(1.0 + std::max(absorptive_capacity, 0.0) * reach * own.mean_stock, own.parameters.elasticity);
}

void take_mean(Knowledge& own) {
  double sum = 0.0;
  for (const double stock : own.stock) sum += stock;
  own.mean_stock = sum / static_cast<double>(own.stock.size());
}

// What producers can make of the mean stock.
void absorb(Knowledge& own, const World& world) {
  double given = 0.0, trading = 0.0;
  for (std::size_t j = 0; j < own.factor.size(); ++j)
    if (world.organisations.trades(j)) given += world.innovation.given_share(j), ++trading;
  for (std::size_t j = 0; j < own.factor.size(); ++j) {
    const double relative = given > 0.0 ? world.innovation.given_share(j) * trading / given : 1.0;
    own.factor[j] = factor_at(own, 1.0 + own.parameters.absorptive_gain * (std::min(relative, 5.0) - 1.0), world.licences.reach[j]);
  }
}

// Effective hours that producers' staff give at the opening, relative to those of people. Labour is that of set-up.
double opening_support(const World& world) {
  const Innovation::Parameters& p = world.innovation.parameters;
  const double employed = world.labour_market.parameters.opening_employment - world.public_sector.parameters.jobs_share;
  double labour = 0.0, people = 0.0;
  for (std::size_t i = 0; i < world.population.skill.size(); ++i) {
    labour += 160.0 * employed * static_cast<double>(world.population.skill[i]);
    people += effective_hours(world, i);
  }
  return people > 0.0 ? p.corporate_support * p.giving * labour / people : 0.0;
}

}  // namespace

void Knowledge::Parameters::declare(sim::ParameterVisitor& parameter) {
  parameter(obsolescence, {.name = "obsolescence", .initial = 0.0125, .unit = "1/month", .range = {1e-4, 1},
                           .doc = "omega: part of a stock that time wears away", .source = "assumption:obsolescence"});
  parameter(standing_on_shoulders, {.name = "standing_on_shoulders", .initial = 0.5, .unit = "1", .range = {0, 0.95},
                                    .doc = "phi: exponent of the stock in new knowledge", .source = "jones"});
  parameter(duplication, {.name = "duplication", .initial = 0.8, .unit = "1", .range = {0.1, 1},
                          .doc = "psi: exponent of effort in new knowledge", .source = "jones"});
  parameter(elasticity, {.name = "elasticity", .initial = 0.05, .unit = "1", .range = {0, 0.5},
                         .doc = "chi: elasticity of producers' productivity in 1 + K/K0", .source = "S9"});
  parameter(absorptive_gain, {.name = "absorptive_gain", .initial = 0.2, .unit = "1", .range = {0, 1},
                              .doc = "a1: absorptive capacity gained by giving as much again as the mean producer",
                              .source = "assumption:absorptive-capacity"});
  parameter(critical_mass, {.name = "critical_mass", .initial = 2.0, .unit = "person", .range = {0, 1000},
                            .doc = "Contributors below whom a project's stock is not maintained in full; 0: none are needed",
                            .source = "assumption:critical-mass"});
  parameter(shortfall, {.name = "shortfall", .initial = 0.0125, .unit = "1/month", .range = {0, 0.5},
                        .doc = "Further part of a stock that time wears away where nobody maintains it",
                        .source = "assumption:critical-mass"});
  parameter(use_value, {.name = "use_value", .initial = 10.0, .unit = "EUR/month", .range = {0, 1000},
                        .doc = "Free use value to a person, per unit of ln(1 + K/K0)",
                        .source = "assumption:use-value", .indexed = sim::Indexed::to_prices});
}

void Knowledge::declare(sim::ColumnVisitor& column) {
  column(stock, {.name = "stock", .per = "project", .unit = "1", .doc = "knowledge, opening mean = 1"});
  column(efficiency, {.name = "efficiency", .per = "", .unit = "1", .doc = "delta"});
  column(mean_stock, {.name = "mean_stock", .per = "", .unit = "1", .doc = "K/K0"});
  for (double& share : creator_share)
    column(share, {.name = "creator_share", .per = "", .unit = "1", .doc = "part of the stock by who gave it"});
  column(factor, {.name = "factor", .per = "producer", .unit = "1", .doc = "multiplies productivity"});
}

double maintenance_shortfall(const Knowledge::Parameters& p, double contributors) {
  return contributors < p.critical_mass ? p.shortfall * (1.0 - contributors / p.critical_mass) : 0.0;
}

double grown(const Knowledge::Parameters& p, double efficiency, double stock, double effort, double shortfall) {
  const double fresh = efficiency * sim::exp(p.duplication * sim::log(effort) + p.standing_on_shoulders * sim::log(stock));
  return std::max(1.0 - p.obsolescence - shortfall, 0.0) * stock + fresh;
}

void start_at_one(Knowledge& own, const World& world) {
  const auto n = static_cast<double>(own.stock.size());
  double mean = 0.0;
  for (const double stock : own.stock) mean += stock / n;
  if (mean > 0.0)
    for (double& stock : own.stock) stock /= mean;
  own.efficiency = mean > 0.0 ? own.parameters.obsolescence * sim::pow(mean, own.parameters.standing_on_shoulders - 1.0) : 0.0;
  own.efficiency *= sim::pow(world.projects.team_scale * (1.0 + opening_support(world)), -own.parameters.duplication);
  take_mean(own);
  own.factor.fill(factor_at(own, 1.0));
}

void set_up(Knowledge& own, const World&, const sim::Month&) { own.stock.fill(1.0); }

void enter(Knowledge& own, const World&, std::size_t j) { own.factor[j] = factor_at(own, 1.0); }

void accumulate(Knowledge& own, const World& world, const sim::Month& month) {
  const Knowledge::Parameters& p = own.parameters;
  const Projects& projects = world.projects;
  double supported = 0.0;  // [effective hour/month]
  for (const double hours : world.innovation.contributed_hours) supported += hours;
  const double per_stock = own.mean_stock > 0.0 ? supported / (static_cast<double>(own.stock.size()) * own.mean_stock) : 0.0;
  for (std::size_t k = 0; k < own.stock.size(); ++k) {
    const double shortfall = maintenance_shortfall(p, static_cast<double>(projects.members[k]));
    own.stock[k] = grown(p, own.efficiency, own.stock[k], projects.output[k] + per_stock * own.stock[k], shortfall);
  }
  const double hours[] = {projects.given[0], projects.given[1], supported};
  const double all = hours[0] + hours[1] + hours[2];
  const double fading = month.number == 0 ? 1.0 : p.obsolescence;
  for (std::size_t c = 0; c < Knowledge::n_creators && all > 0.0; ++c) own.creator_share[c] += fading * (hours[c] / all - own.creator_share[c]);
  take_mean(own);
  absorb(own, world);
}

void observe(const Knowledge& own, const World&, sim::Observer& show) {
  show.series({.name = "knowledge", .unit = "1", .long_name = "Commons knowledge, opening = 1", .formula = "mean of projects' stocks"},
              own.mean_stock);
  show.series({.name = "free_use_value", .unit = "EUR/month", .long_name = "Free use value of the commons, per person",
               .formula = "use_value x ln(1 + K/K0); outside GDP"},
              own.parameters.use_value * sim::log(1.0 + own.mean_stock));
}

}  // namespace models
