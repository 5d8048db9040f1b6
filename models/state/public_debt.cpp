#include "models/state/public_debt.h"

#include <algorithm>

#include "models/world.h"

namespace models {

void PublicDebt::Parameters::declare(sim::ParameterVisitor& parameter) {
  parameter(ceiling, {.name = "ceiling", .initial = 100.0, .unit = "year", .range = {0, 100},
                      .doc = "Public debt, in years of GDP, above which transfers are cut; 100: no ceiling", .source = "assumption:no-ceiling"});
  parameter(austerity, {.name = "austerity", .initial = 0.1, .unit = "1/month", .range = {0, 10},
                        .doc = "Monthly change of the cut for each year of GDP that the debt is above the ceiling", .source = "assumption:austerity"});
  parameter(highest_cut, {.name = "highest_cut", .initial = 0.5, .unit = "1", .range = sim::share,
                          .doc = "Largest part of transfers that is cut", .source = "assumption:austerity"});
}

void PublicDebt::declare(sim::ColumnVisitor& column) {
  column(cut, {.name = "cut", .per = "", .unit = "1", .doc = "part of transfers that is not paid"});
}

void set_cut(PublicDebt& own, const World& world, const sim::Month& month) {
  if (month.number == 0) return;  // no month has a GDP yet
  const double years = month.ledger.public_debt().eur() / (12.0 * world.gdp());
  own.cut = std::clamp(own.cut + own.parameters.austerity * (years - own.parameters.ceiling), 0.0, own.parameters.highest_cut);
}

void observe(const PublicDebt& own, const World&, sim::Observer& show) {
  show.series({.name = "transfer_cut", .unit = "1", .long_name = "Part of transfers cut because of the public debt"}, own.cut);
}

}  // namespace models
