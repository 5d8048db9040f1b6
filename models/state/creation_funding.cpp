#include "models/state/creation_funding.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "models/sectors.h"
#include "models/world.h"

namespace models {
namespace {

constexpr double rounding_reserve = 1.0 - 1e-6;  // so that parts rounded from a tally never exceed the whole
constexpr double least_weight = 1.0;             // [hour/month] less cannot be divided by
enum Dues : std::size_t { asked, paid };

// The project that person i would give to, or -1.
std::int32_t project_known_to(const World& world, std::size_t i) {
  if (world.projects.project.previous[i] >= 0) return world.projects.project.previous[i];
  for (std::size_t k = 0; k < Influence::acquaintances; ++k) {
    const auto friend_of = static_cast<std::size_t>(world.influence.neighbours[i * Influence::acquaintances + k]);
    if (world.projects.project.previous[friend_of] >= 0) return world.projects.project.previous[friend_of];
  }
  return -1;
}

}  // namespace

void CreationFunding::Parameters::declare(sim::ParameterVisitor& parameter) {
  parameter(pool, {.name = "pool", .initial = 0.0, .unit = "1", .range = {0, 0.05},
                   .doc = "Most that the state adds to gifts, as a share of GDP; 0: no matching and no gifts", .source = "assumption:quadratic-funding"});
  parameter(gift, {.name = "gift", .initial = 5.0, .unit = "EUR/month", .range = {0, 1000}, .doc = "Gift of a donor",
                   .source = "assumption:quadratic-funding", .indexed = sim::Indexed::to_prices});
  parameter(donor_orientation, {.name = "donor_orientation", .initial = 0.4, .unit = "1", .range = sim::share,
                                .doc = "Orientation above which people give", .source = "assumption:quadratic-funding"});
  parameter(voucher, {.name = "voucher", .initial = 0.0, .unit = "EUR/month", .range = {0, 1000},
                      .doc = "Public money that everybody may hand to a project; 0: none", .source = "assumption:vouchers",
                      .indexed = sim::Indexed::to_prices});
  parameter(dues, {.name = "dues", .initial = 0.0, .unit = "EUR/month", .range = {0, 1000},
                   .doc = "Dues that voluntary associations ask of people of a donor's orientation; 0: none", .source = "assumption:associations",
                   .indexed = sim::Indexed::to_prices});
  parameter(subsidy, {.name = "subsidy", .initial = 0.0, .unit = "1", .range = {0, 20},
                      .doc = "Public money that the state adds to an EUR of dues", .source = "salamon-revenue"});
  parameter(crowding_out, {.name = "crowding_out", .initial = 0.0, .unit = "1", .range = {-1, 1},
                           .doc = "Part of the dues that an EUR of subsidy to an EUR of dues takes away", .source = "assumption:no-response"});
}

void CreationFunding::declare(sim::ColumnVisitor& column) {
  column(gifts, {.name = "gifts", .per = "project", .unit = "EUR/month", .doc = "gifts"});
  column(vouchers, {.name = "vouchers", .per = "project", .unit = "person", .doc = "who hands a voucher to it"});
  column(roots, {.name = "roots", .per = "project", .unit = "1", .doc = "sum of roots of gifts"});
  column(weight, {.name = "weight", .per = "project", .unit = "hour/month", .doc = "contributions"});
  column(pay_rate, {.name = "pay_rate", .per = "project", .unit = "EUR/hour", .doc = "for an hour contributed"});
  column(given, {.name = "given", .per = "", .unit = "EUR/month", .doc = "gifts of all"});
  column(matched, {.name = "matched", .per = "", .unit = "EUR/month", .doc = "added by the state"});
  column(by_voucher, {.name = "by_voucher", .per = "", .unit = "EUR/month", .doc = "handed to projects by voucher"});
  column(dues, {.name = "dues", .per = "plan", .unit = "EUR/month", .doc = "dues of associations: asked, paid"});
  column(paid_part, {.name = "paid_part", .per = "", .unit = "1", .doc = "part of dues asked that is paid, over about a year"});
  column(subsidised, {.name = "subsidised", .per = "", .unit = "EUR/month", .doc = "added by the state to dues"});
}

void CreationFunding::declare(sim::FlowVisitor& flow) {
  flow(matched_gifts, {.name = "matched_gifts", .from = sector::people, .to = sector::foundations, .mode = "gift", .doc = "gifts to projects"});
  flow(match, {.name = "gift_match", .from = sector::state, .to = sector::foundations, .mode = "authority", .doc = "the state tops gifts up"});
  flow(voucher_money, {.name = "vouchers", .from = sector::state, .to = sector::foundations, .mode = "authority",
                       .doc = "public money that people hand to projects"});
  flow(funded_pay, {.name = "funded_pay", .from = sector::foundations, .to = sector::people, .mode = "commons",
                    .doc = "gifts, their match and vouchers, to contributors"});
  flow(association_dues, {.name = "association_dues", .from = sector::people, .to = sector::foundations, .mode = "gift",
                          .doc = "members of voluntary associations pay for the commons"});
  flow(association_subsidy, {.name = "association_subsidy", .from = sector::state, .to = sector::foundations, .mode = "authority",
                             .doc = "the state adds to their dues"});
}

void set_up(CreationFunding& own, const World&, const sim::Month&) {
  own.pay_rate.fill(0.0);
  own.paid_part = 1.0;
}

namespace {

// Part of the dues asked that people of each type pay where others pay `s`.
std::array<double, Motivation::n_types> dues_by_type(const CreationFunding& own, const World& world) {
  const CreationFunding::Parameters& p = own.parameters;
  const double rho = world.motivation.parameters.reciprocity, s = own.paid_part;
  const double left = std::max(1.0 - p.crowding_out * p.subsidy, 0.0);
  std::array<double, Motivation::n_types> part{};
  part[Motivation::unconditional] = left;
  part[Motivation::conditional] = left * (1.0 + rho * (s - 1.0));
  part[Motivation::hump_shaped] = left * std::max(1.0 - rho * std::abs(s - 1.0), 0.0);
  return part;
}

void pay_dues(CreationFunding& own, const World& world, const sim::Month& month, const sim::Block& block) {
  if (own.parameters.dues == 0.0) return;
  auto pay = month.ledger.from_people(own.association_dues, block, world.organisations.foundation());
  std::array<sim::Money, Motivation::n_types> due{};
  const std::array<double, Motivation::n_types> parts = dues_by_type(own, world);
  for (std::size_t type = 0; type < due.size(); ++type) due[type] = sim::Money::near(parts[type] * own.parameters.dues);
  std::int64_t heads = 0, sum = 0;
  for (std::size_t i = block.first; i < block.last; ++i) {
    if (static_cast<double>(world.influence.orientation[i]) <= own.parameters.donor_orientation) continue;
    ++heads;
    const sim::Money amount = due[static_cast<std::size_t>(world.motivation.type[i])];
    if (month.ledger.deposit_of_person(i) < amount) continue;
    pay.post(i, amount);
    sum += amount.counts();
  }
  own.dues.of(block.worker)[asked] += heads * sim::Money::near(own.parameters.dues).counts();
  own.dues.of(block.worker)[paid] += sum;
}

// What associations collected is topped up; people see how many pay.
void subsidise(CreationFunding& own, const World& world, const sim::Month& month) {
  own.dues.collect();
  const double collected = sim::Money::counts(own.dues[paid]).eur();
  const sim::Money subsidy = sim::Money::of(own.parameters.subsidy * collected);
  month.ledger.transfer(own.association_subsidy, world.organisations.state(), world.organisations.foundation(), subsidy);
  own.subsidised = subsidy.eur();
  if (own.dues[asked] > 0) own.paid_part += (collected / sim::Money::counts(own.dues[asked]).eur() - own.paid_part) / 12.0;
}

}  // namespace

void give(CreationFunding& own, const World& world, const sim::Month& month, const sim::Block& block) {
  pay_dues(own, world, month, block);
  if (!own.acts()) return;
  const sim::Money gift = sim::Money::near(own.parameters.gift);
  auto pay = month.ledger.from_people(own.matched_gifts, block, world.organisations.foundation());
  std::int64_t *gifts = own.gifts.of(block.worker), *vouchers = own.vouchers.of(block.worker);
  const sim::Tally::Adder roots = own.roots.of(block.worker), weight = own.weight.of(block.worker);
  for (std::size_t i = block.first; i < block.last; ++i) {
    if (world.projects.is_active(i))
      weight.add(static_cast<std::size_t>(world.projects.project[i]), static_cast<double>(world.projects.contribution[i]));
    const bool donor = own.parameters.pool > 0.0 && static_cast<double>(world.influence.orientation[i]) > own.parameters.donor_orientation;
    if (!donor && own.parameters.voucher == 0.0) continue;
    const std::int32_t k = project_known_to(world, i);
    if (k < 0) continue;
    vouchers[k] += 1;
    if (!donor || month.ledger.deposit_of_person(i) < gift) continue;
    pay.post(i, gift);
    gifts[k] += gift.counts();
    roots.add(static_cast<std::size_t>(k), std::sqrt(gift.eur()));
  }
}

void match_gifts(CreationFunding& own, const World& world, const sim::Month& month) {
  own.gifts.collect();
  own.vouchers.collect();
  own.roots.collect();
  own.weight.collect();
  subsidise(own, world, month);
  own.given = own.matched = own.by_voucher = 0.0;
  own.pay_rate.fill(0.0);
  if (!own.acts()) return;
  std::vector<double> wanted(own.pay_rate.size());
  double sum = 0.0;
  std::int64_t vouchers = 0;
  for (std::size_t k = 0; k < wanted.size(); ++k) {
    vouchers += own.vouchers[k];
    const double gifts = sim::Money::counts(own.gifts[k]).eur();
    own.given += gifts;
    sum += wanted[k] = std::max(own.roots[k] * own.roots[k] - gifts, 0.0);
  }
  const double pool = own.parameters.pool * world.gdp(), scale = sum > pool ? pool / sum : 1.0;
  const sim::Money paid = sim::Money::of(scale * sum);
  month.ledger.transfer(own.match, world.organisations.state(), world.organisations.foundation(), paid);
  own.matched = paid.eur();
  const sim::Money voucher = sim::Money::near(own.parameters.voucher);
  month.ledger.transfer(own.voucher_money, world.organisations.state(), world.organisations.foundation(), vouchers * voucher);
  own.by_voucher = (vouchers * voucher).eur();
  for (std::size_t k = 0; k < wanted.size(); ++k)
    if (own.weight[k] >= least_weight)
      own.pay_rate[k] = rounding_reserve *
                        (sim::Money::counts(own.gifts[k]).eur() + scale * wanted[k] + (own.vouchers[k] * voucher).eur()) / own.weight[k];
}

void pay_funded(CreationFunding& own, const World& world, const sim::Month& month, const sim::Block& block) {
  if (!own.acts()) return;
  auto pay = month.ledger.to_people(own.funded_pay, block, world.organisations.foundation());
  for (std::size_t i = block.first; i < block.last; ++i) {
    if (!world.projects.is_active(i)) continue;
    const double rate = own.pay_rate[static_cast<std::size_t>(world.projects.project[i])];
    pay.post(i, sim::Money::floor(rate * static_cast<double>(world.projects.contribution[i])));
  }
}

void observe(const CreationFunding& own, const World& world, sim::Observer& show) {
  show.series({.name = "matched_gifts_to_gdp", .unit = "1", .long_name = "Gifts to projects / GDP"}, own.given / world.gdp());
  show.series({.name = "gift_match_to_gdp", .unit = "1", .long_name = "What the state adds to gifts / GDP"}, own.matched / world.gdp());
  show.series({.name = "association_dues_to_gdp", .unit = "1", .long_name = "Dues of voluntary associations / GDP"},
              sim::Money::counts(own.dues[paid]).eur() / world.gdp());
  show.series({.name = "association_subsidy_to_gdp", .unit = "1", .long_name = "What the state adds to these dues / GDP"}, own.subsidised / world.gdp());
  show.series({.name = "dues_paid_part", .unit = "1", .long_name = "Part of the dues asked that is paid, over about a year"}, own.paid_part);
  show.series({.name = "vouchers_to_gdp", .unit = "1", .long_name = "Public money that people hand to projects / GDP"}, own.by_voucher / world.gdp());
}

}  // namespace models
