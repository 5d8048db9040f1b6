#include "models/state/transfers.h"

#include <algorithm>

#include "models/sectors.h"
#include "models/world.h"

namespace models {

void Transfers::Parameters::declare(sim::ParameterVisitor& parameter) {
  parameter(replacement, {.name = "replacement", .initial = 0.60, .unit = "1", .range = {0, 1},
                          .doc = "Unemployment benefit as a share of the last net pay", .source = "prototype"});
  parameter(floor, {.name = "floor", .initial = 1.05, .unit = "1", .range = {0, 5},
                    .doc = "Lowest benefit, in shares of subsistence", .source = "prototype"});
  parameter(conditionality, {.name = "conditionality", .initial = 1.0, .unit = "1", .range = sim::share,
                             .doc = "Part of the benefit that is lost for a month by who refuses a job",
                             .source = "assumption:conditionality"});
}

void Transfers::declare(sim::ColumnVisitor& column) {
  column(benefits, {.name = "benefits", .per = "benefit", .unit = "EUR/month", .doc = "benefits: paid, replaced"});
}

void Transfers::declare(sim::FlowVisitor& flow) {
  flow(unemployment_benefit, {.name = "unemployment_benefit", .from = sector::state, .to = sector::people,
                              .mode = "authority", .doc = "benefit to people who seek a job"});
}

namespace {

double replaced_by_basic_income(const World& world, std::size_t i) {
  return world.basic_income.parameters.replaces_benefits ? world.basic_income.of(i) : 0.0;
}

}  // namespace

double Transfers::due(const World& world, std::size_t i) const {
  const double lowest = parameters.floor * world.time_use.parameters.subsistence;
  return (1.0 - world.public_debt.cut) * std::max(parameters.replacement * static_cast<double>(world.labour_market.net_pay[i]), lowest);
}

double Transfers::kept_on_refusal(const World& world, std::size_t i) const {
  return std::max((1.0 - parameters.conditionality) * due(world, i) - replaced_by_basic_income(world, i), 0.0);
}

SIM_KERNEL
void pay_benefits(Transfers& own, const World& world, const sim::Month& month, const sim::Block& block) {
  const double shortest = world.time_use.parameters.shortest_job;
  const double kept = 1.0 - own.parameters.conditionality;
  auto pay = month.ledger.to_people(own.unemployment_benefit, block, world.organisations.state());
  std::int64_t paid = 0, replaced = 0;
  for (std::size_t i = block.first; i < block.last; ++i) {
    const bool entitled = world.labour_market.employer[i] < 0 && static_cast<double>(world.time_use.desired_hours[i]) > shortest;
    if (!entitled) continue;
    const double due = (world.time_use.seeks(i) ? 1.0 : kept) * own.due(world, i);
    const sim::Money full = sim::Money::near(due);
    const sim::Money benefit = sim::Money::near(std::max(due - replaced_by_basic_income(world, i), 0.0));
    pay.post(i, benefit);
    paid += benefit.counts();
    replaced += (full - benefit).counts();
  }
  own.benefits.of(block.worker)[0] += paid;
  own.benefits.of(block.worker)[1] += replaced;
}

void count_benefits(Transfers& own, const World&, const sim::Month&) { own.benefits.collect(); }

void observe(const Transfers& own, const World& world, sim::Observer& show) {
  show.series({.name = "benefits_to_gdp", .unit = "1", .long_name = "Unemployment benefits / GDP"},
              sim::Money::counts(own.benefits[0]).eur() / world.gdp());
}

}  // namespace models
