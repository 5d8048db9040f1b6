#include "models/commons/knowledge.h"

#include <algorithm>

#include "models/world.h"

namespace models {
namespace {

void draw_together(Knowledge& own) {
  double sum = 0.0;
  for (const double stock : own.stock) sum += stock;
  own.mean_stock = sum / static_cast<double>(own.stock.size());
  own.factor = sim::pow(1.0 + own.mean_stock, own.parameters.elasticity);
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
  parameter(use_value, {.name = "use_value", .initial = 10.0, .unit = "EUR/month", .range = {0, 1000},
                        .doc = "Free use value to a person, per unit of ln(1 + K/K0)",
                        .source = "assumption:use-value", .indexed = sim::Indexed::to_prices});
}

void Knowledge::declare(sim::ColumnVisitor& column) {
  column(stock, {.name = "stock", .per = "project", .unit = "1", .doc = "knowledge, opening mean = 1"});
  column(efficiency, {.name = "efficiency", .per = "", .unit = "1", .doc = "delta"});
  column(mean_stock, {.name = "mean_stock", .per = "", .unit = "1", .doc = "K/K0"});
  column(unpaid_share, {.name = "unpaid_share", .per = "", .unit = "1", .doc = "part of the stock given unpaid"});
  column(factor, {.name = "factor", .per = "", .unit = "1", .doc = "multiplies productivity"});
}

double grown(const Knowledge::Parameters& p, double efficiency, double stock, double effort) {
  const double fresh = efficiency * sim::exp(p.duplication * sim::log(effort) + p.standing_on_shoulders * sim::log(stock));
  return (1.0 - p.obsolescence) * stock + fresh;
}

void start_at_one(Knowledge& own) {
  const auto n = static_cast<double>(own.stock.size());
  double mean = 0.0;
  for (const double stock : own.stock) mean += stock / n;
  if (mean > 0.0)
    for (double& stock : own.stock) stock /= mean;
  own.efficiency = mean > 0.0 ? own.parameters.obsolescence * sim::pow(mean, own.parameters.standing_on_shoulders - 1.0) : 0.0;
  draw_together(own);
}

void set_up(Knowledge& own, const World&, const sim::Month&) { own.stock.fill(1.0); }

void accumulate(Knowledge& own, const World& world, const sim::Month& month) {
  const Knowledge::Parameters& p = own.parameters;
  const Projects& projects = world.projects;
  for (std::size_t k = 0; k < own.stock.size(); ++k)
    own.stock[k] = grown(p, own.efficiency, own.stock[k], projects.effort[k]);
  const double hours = projects.given[0] + projects.given[1];
  if (hours > 0.0 && month.number == 0) own.unpaid_share = projects.given[0] / hours;
  if (hours > 0.0) own.unpaid_share += p.obsolescence * (projects.given[0] / hours - own.unpaid_share);
  draw_together(own);
}

void observe(const Knowledge& own, const World&, sim::Observer& show) {
  show.series({.name = "knowledge", .unit = "1", .long_name = "Commons knowledge, opening = 1", .formula = "mean of projects' stocks"},
              own.mean_stock);
  show.series({.name = "free_use_value", .unit = "EUR/month", .long_name = "Free use value of the commons, per person",
               .formula = "use_value x ln(1 + K/K0); outside GDP"},
              own.parameters.use_value * sim::log(1.0 + own.mean_stock));
}

}  // namespace models
