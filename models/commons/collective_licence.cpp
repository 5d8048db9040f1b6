#include "models/commons/collective_licence.h"

#include <algorithm>

#include "models/sectors.h"
#include "models/world.h"

namespace models {

void CollectiveLicence::Parameters::declare(sim::ParameterVisitor& parameter) {
  parameter(levy, {.name = "levy", .initial = 0.0, .unit = "EUR/month", .range = {0, 500},
                   .doc = "Levy per person; 0: there is no collective licence", .source = "assumption:collective-licence",
                   .indexed = sim::Indexed::to_wages});
  parameter(administration, {.name = "administration", .initial = 0.12, .unit = "1", .range = {0, 0.5},
                             .doc = "Part of the levies that administration takes", .source = "assumption:collective-licence"});
  parameter(use_exponent, {.name = "use_exponent", .initial = 1.0, .unit = "1", .range = {0, 1.5},
                           .doc = "zeta: creators are paid in proportion to use to this power", .source = "assumption:collective-licence"});
}

void CollectiveLicence::declare(sim::ColumnVisitor& column) {
  column(weight, {.name = "weight", .per = "", .unit = "1", .doc = "sum of use to the power zeta over contributors"});
  column(moved, {.name = "moved", .per = "plan", .unit = "EUR/month", .doc = "levies, payouts"});
  column(rate, {.name = "rate", .per = "", .unit = "EUR", .doc = "for a unit of use"});
  for (sim::Money* sum : {&fund, &left, &levies, &payouts, &administration})
    column(*sum, {.name = "sum", .per = "", .unit = "EUR", .doc = "of the fund"});
}

void CollectiveLicence::declare(sim::FlowVisitor& flow) {
  flow(licence_levies, {.name = "licence_levies", .from = sector::people, .to = sector::foundations, .mode = "authority",
                        .doc = "levies of the collective licence"});
  flow(creators_pay, {.name = "creators_pay", .from = sector::foundations, .to = sector::people, .mode = "commons",
                      .doc = "the collective licence pays creators by use"});
}

double CollectiveLicence::use_of(const World& world, std::size_t i) const {
  const double given = static_cast<double>(world.projects.contribution[i]);
  return given > 0.01 ? sim::pow(given, parameters.use_exponent) : 0.0;
}

void pay_levies(CollectiveLicence& own, const World& world, const sim::Month& month, const sim::Block& block) {
  if (own.parameters.levy == 0.0 && own.left == sim::Money{}) return;
  const sim::Money due = sim::Money::near(own.parameters.levy);
  const sim::Tally::Adder weight = own.weight.of(block.worker);
  auto pay = month.ledger.from_people(own.licence_levies, block, world.organisations.foundation());
  for (std::size_t i = block.first; i < block.last; ++i) {
    const sim::Money paid = std::min(due, month.ledger.deposit_of_person(i));
    pay.post(i, paid);
    own.moved.of(block.worker)[0] += paid.counts();
    if (const double use = own.use_of(world, i); use > 0.0) weight.add(0, use);
  }
}

void divide_fund(CollectiveLicence& own, const World&, const sim::Month&) {
  own.moved.collect();
  own.weight.collect();
  own.levies = sim::Money::counts(own.moved[0]);
  own.administration = sim::Money::floor(own.parameters.administration * own.levies.eur());
  own.fund = own.left + own.levies - own.administration;
  const double rounding_reserve = 1.0 - 1e-6;  // so that rounding of the sum never pays out more than there is
  own.rate = own.weight[0] > 0.0 ? rounding_reserve * own.fund.eur() / own.weight[0] : 0.0;
}

void pay_creators(CollectiveLicence& own, const World& world, const sim::Month& month, const sim::Block& block) {
  if (own.rate == 0.0) return;
  auto pay = month.ledger.to_people(own.creators_pay, block, world.organisations.foundation());
  auto pay_tax = month.ledger.from_people(world.taxes.wage_tax, block, world.organisations.state());
  for (std::size_t i = block.first; i < block.last; ++i) {
    const sim::Money earned = own.pay_of(world, i);
    if (earned == sim::Money{}) continue;
    pay.post(i, earned);
    pay_tax.post(i, sim::Money::near(world.taxes.wage_rate * earned.eur()));
    own.moved.of(block.worker)[1] += earned.counts();
  }
}

void close_fund(CollectiveLicence& own, const World&, const sim::Month&) {
  own.moved.collect();
  own.payouts = sim::Money::counts(own.moved[1]);
  own.left = own.fund - own.payouts;
}

void observe(const CollectiveLicence& own, const World& world, sim::Observer& show) {
  const auto people = static_cast<double>(world.population.skill.size());
  show.series({.name = "licence_levies", .unit = "EUR/month", .long_name = "Levies of the collective licence, per person"}, own.levies.eur() / people);
  show.series({.name = "creators_pay", .unit = "EUR/month", .long_name = "What it pays to creators, per person"}, own.payouts.eur() / people);
}

}  // namespace models
