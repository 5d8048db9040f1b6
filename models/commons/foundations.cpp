#include "models/commons/foundations.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "models/sectors.h"
#include "models/world.h"
#include "sim/core/divide.h"

namespace models {
namespace {

constexpr double rounding_reserve = 1.0 - 1e-6;  // so that parts rounded from a tally never exceed the whole

}  // namespace

void Foundations::Parameters::declare(sim::ParameterVisitor& parameter) {
  parameter(donated_share, {.name = "donated_share", .initial = 0.0005, .unit = "1", .range = {0, 0.1},
                            .doc = "Share of sales that producers donate", .source = "prototype"});
  parameter(grant_share, {.name = "grant_share", .initial = 0.0001, .unit = "1", .range = {0, 0.05},
                          .doc = "Public grants as a share of GDP", .source = "S9"});
  parameter(infrastructure, {.name = "infrastructure", .initial = 1.0, .unit = "EUR/month", .range = {0, 1000},
                             .doc = "Cost of the infrastructure that projects need, for each contributor", .source = "assumption:infrastructure",
                             .indexed = sim::Indexed::to_prices});
  parameter(payout, {.name = "payout", .initial = 0.5, .unit = "1/month", .range = sim::share,
                     .doc = "Part of the funds paid to maintainers in a month", .source = "prototype"});
  parameter(core_hours, {.name = "core_hours", .initial = 40.0, .unit = "hour/month", .range = {0, 1000},
                         .doc = "Effective hours above which a contributor is a maintainer to be paid",
                         .source = "assumption:core-hours"});
  parameter(highest_pay, {.name = "highest_pay", .initial = 2.0, .unit = "1", .range = {0.01, 100},
                          .doc = "Maintainers' pay for an effective hour is at most so many times the wage",
                          .source = "assumption:highest-pay"});
}

void Foundations::declare(sim::ColumnVisitor& column) {
  column(donation, {.name = "donation", .per = "producer", .unit = "EUR/month", .doc = "donated this month"});
  column(core_effort, {.name = "core_effort", .per = "", .unit = "hour/month", .doc = "effective hours of maintainers"});
  column(affordable_rate, {.name = "affordable_rate", .per = "", .unit = "EUR/hour", .doc = "pay that funds would allow"});
  column(kept, {.name = "kept", .per = "", .unit = "1", .doc = "part of the infrastructure that could be paid for"});
  column(hosting_paid, {.name = "hosting_paid", .per = "", .unit = "EUR/month", .doc = "paid for infrastructure"});
  column(core_bound, {.name = "core_bound", .per = "", .unit = "hour/month", .doc = "effective hours above which contributors are paid"});
  column(pay_rate, {.name = "pay_rate", .per = "", .unit = "EUR/hour", .doc = "maintainers' pay"});
}

void Foundations::declare(sim::FlowVisitor& flow) {
  flow(donations, {.name = "donations", .from = sector::producers, .to = sector::foundations, .mode = "gift",
                   .doc = "producers donate to the commons"});
  flow(grants, {.name = "grants", .from = sector::state, .to = sector::foundations, .mode = "authority",
                .doc = "public funding of the commons"});
  flow(hosting, {.name = "hosting", .from = sector::foundations, .to = sector::platforms, .mode = "market",
                 .doc = "foundations pay for the infrastructure of projects"});
  flow(maintainers_pay, {.name = "maintainers_pay", .from = sector::foundations, .to = sector::people, .mode = "commons",
                         .doc = "core contributors are paid for their work"});
}

sim::Money Foundations::own_funds(const World& world, const sim::Ledger& ledger) const {
  return ledger.deposit(world.organisations.foundation()) - world.royalties.left - world.collective_licence.left;
}

void set_up(Foundations& own, const World&, const sim::Month&) {
  own.donation.fill({});
  own.core_bound = own.parameters.core_hours;
}

void collect_donations(Foundations& own, const World& world, const sim::Month& month) {
  own.core_bound = own.affordable_rate > own.pay_rate ? 0.98 * own.core_bound : std::min(1.02 * own.core_bound, own.parameters.core_hours);
  const std::size_t foundation = world.organisations.foundation();
  for (std::size_t j = 0; j < world.organisations.n_producers; ++j) {
    const sim::Money wish = sim::Money::of(own.parameters.donated_share * world.goods_market.revenue[j].eur());
    own.donation[j] = std::min(wish, month.ledger.deposit(j));
    if (own.donation[j] > sim::Money{}) month.ledger.transfer(own.donations, j, foundation, own.donation[j]);
  }
  const sim::Money grant = sim::Money::of(world.government.grants(own.parameters.grant_share) * world.gdp());
  month.ledger.transfer(own.grants, world.organisations.state(), foundation, grant);
}

void keep_infrastructure(Foundations& own, const World& world, const sim::Month& month) {
  double contributors = 0.0;
  for (std::size_t k = 0; k < world.projects.members.size(); ++k)
    if (!world.hosting.is_free(k)) contributors += static_cast<double>(world.projects.members[k]);
  const std::size_t foundation = world.organisations.foundation();
  const sim::Money due = sim::Money::of(own.parameters.infrastructure * contributors);
  own.hosting_paid = std::min(due, own.own_funds(world, month.ledger));
  own.kept = due > sim::Money{} ? own.hosting_paid.eur() / due.eur() : 1.0;
  if (own.hosting_paid == sim::Money{}) return;
  std::vector<double> users(world.organisations.n_platforms);
  for (std::size_t k = 0; k < users.size(); ++k) users[k] = world.adoption.user_share(k);
  month.ledger.pay(own.hosting, foundation, own.hosting_paid);
  const std::vector<sim::Money> parts = sim::divide(own.hosting_paid, users);
  for (std::size_t k = 0; k < parts.size(); ++k) month.ledger.receive(own.hosting, world.organisations.platform(k), parts[k]);
}

void count_core(Foundations& own, const World& world, const sim::Month&, const sim::Block& block) {
  const sim::Tally::Adder core = own.core_effort.of(block.worker);
  for (std::size_t i = block.first; i < block.last; ++i)
    if (const double hours = effective_hours(world, i); own.is_core(hours)) core.add(0, hours);
}

void set_pay_rate(Foundations& own, const World& world, const sim::Month& month) {
  own.core_effort.collect();
  const double fund = own.parameters.payout * own.own_funds(world, month.ledger).eur();
  own.affordable_rate = own.core_effort[0] > 1.0 ? rounding_reserve * fund / own.core_effort[0] : 0.0;
  const double highest = own.parameters.highest_pay * world.labour_market.wage;
  own.pay_rate = std::min(own.affordable_rate, highest);
}

void pay_maintainers(Foundations& own, const World& world, const sim::Month& month, const sim::Block& block) {
  auto pay = month.ledger.to_people(own.maintainers_pay, block, world.organisations.foundation());
  auto pay_tax = month.ledger.from_people(world.taxes.wage_tax, block, world.organisations.state());
  for (std::size_t i = block.first; i < block.last; ++i)
    if (const double hours = effective_hours(world, i); own.is_core(hours)) {
      const sim::Money earned = sim::Money::floor(own.pay_rate * hours);
      pay.post(i, earned);
      pay_tax.post(i, sim::Money::near(world.taxes.wage_rate * earned.eur()));
    }
}

void observe(const Foundations& own, const World& world, sim::Observer& show) {
  show.series({.name = "foundation_funds", .unit = "EUR", .long_name = "Funds of commons foundations, per person"},
              world.ledger.deposit(world.organisations.foundation()).eur() / static_cast<double>(world.population.skill.size()));
  show.series({.name = "infrastructure_kept", .unit = "1", .long_name = "Part of projects' infrastructure that could be paid for"}, own.kept);
  show.series({.name = "maintainer_bound", .unit = "hour/month", .long_name = "Effective hours above which contributors are paid"}, own.core_bound);
  show.series({.name = "maintainer_pay_rate", .unit = "EUR/hour", .long_name = "Maintainers' pay for an effective hour"}, own.pay_rate);
}

}  // namespace models
