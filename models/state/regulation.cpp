#include "models/state/regulation.h"

#include <algorithm>

#include "models/sectors.h"
#include "models/world.h"

namespace models {

void Regulation::Parameters::declare(sim::ParameterVisitor& parameter) {
  parameter(take_rate_cap, {.name = "take_rate_cap", .initial = 1.0, .unit = "1", .range = sim::share,
                            .doc = "Highest share of sales that a platform may keep; 1: no cap", .source = "assumption:no-regulation"});
  parameter(interoperability, {.name = "interoperability", .initial = 0.0, .unit = "1", .range = sim::share,
                               .doc = "Part of the users of other platforms that can be reached from any platform",
                               .source = "assumption:no-regulation"});
  parameter(data_portability, {.name = "data_portability", .initial = 0.0, .unit = "1", .range = sim::share,
                               .doc = "Part of the cost of changing platforms that portable data save", .source = "assumption:no-regulation"});
  parameter(merger_threshold, {.name = "merger_threshold", .initial = 1.0, .unit = "1", .range = sim::share,
                               .doc = "Largest share of users that two platforms may have together after one buys the other; 1: no limit, "
                                      "0: no purchases", .source = "assumption:no-regulation"});
  parameter(advertising_cap, {.name = "advertising_cap", .initial = 1.0, .unit = "1", .range = sim::share,
                              .doc = "Highest share of sales that a producer may spend on advertising; 1: no cap",
                              .source = "assumption:no-regulation"});
  parameter(local_procurement, {.name = "local_procurement", .initial = 0.0, .unit = "1", .range = sim::share,
                                .doc = "Part of public purchases reserved for producers of each district", .source = "assumption:no-regulation"});
  parameter(cooperative_procurement, {.name = "cooperative_procurement", .initial = 0.0, .unit = "1", .range = sim::share,
                                      .doc = "Part of public purchases reserved for cooperatives; what is reserved locally comes first",
                                      .source = "assumption:no-regulation"});
  parameter(phyle_support, {.name = "phyle_support", .initial = 0.0, .unit = "EUR/month", .range = {0, 10'000},
                            .doc = "Public support of phyles, for each member", .source = "assumption:no-regulation",
                            .indexed = sim::Indexed::to_wages});
}

void Regulation::declare(sim::ColumnVisitor& column) {
  column(supported, {.name = "supported", .per = "", .unit = "EUR/month", .doc = "paid to phyles"});
}

void Regulation::declare(sim::FlowVisitor& flow) {
  flow(phyle_support, {.name = "phyle_support", .from = sector::state, .to = sector::phyles, .mode = "authority",
                       .doc = "public support of phyles, by members"});
}

double Regulation::reserved_for_cooperatives(const World& world, std::size_t d) const {
  return std::min(parameters.cooperative_procurement + world.diagonal.reserved(d), 1.0 - parameters.local_procurement);
}

double Regulation::take_rate_cap(const World& world) const { return world.government.take_rate_cap(parameters.take_rate_cap); }

void support_phyles(Regulation& own, const World& world, const sim::Month& month) {
  own.supported = 0.0;
  const sim::Money each = sim::Money::near(world.government.phyle_support(own.parameters.phyle_support));
  for (std::size_t y = 0; y < world.organisations.n_phyles; ++y) {
    const sim::Money due = world.phyles.members[y] * each;
    month.ledger.transfer(own.phyle_support, world.organisations.state(), world.organisations.phyle(y), due);
    own.supported += due.eur();
  }
}

void observe(const Regulation& own, const World& world, sim::Observer& show) {
  show.series({.name = "phyle_support_to_gdp", .unit = "1", .long_name = "Public support of phyles / GDP"}, own.supported / world.gdp());
}

}  // namespace models
