#include "models/commons/royalties.h"

#include <algorithm>

#include "models/sectors.h"
#include "models/world.h"

namespace models {
namespace {

// The least share of the fund that rounding of the sums may cost.
constexpr double rounding_reserve = 1.0 - 1e-6;

bool is_proprietary(const World& world, std::size_t k) { return world.licences.licence[k] == Licences::proprietary; }

}  // namespace

void Royalties::Parameters::declare(sim::ParameterVisitor& parameter) {
  parameter(rate, {.name = "rate", .initial = 0.05, .unit = "1", .range = {0, 0.5},
                   .doc = "Royalties as a share of revenue, if all that a producer uses of the commons were protected works of culture",
                   .source = "assumption:royalty-rate"});
  parameter(administration, {.name = "administration", .initial = 0.12, .unit = "1", .range = {0, 0.9},
                             .doc = "Part of royalties that the collecting society keeps for its work", .source = "assumption:collective-licence"});
  parameter(incentive, {.name = "incentive", .initial = 0.0, .unit = "1", .range = {-1, 1},
                        .doc = "Elasticity of committed hours of those who earn royalties in what protection is worth",
                        .source = "assumption:no-response"});
}

void Royalties::declare(sim::ColumnVisitor& column) {
  column(protected_part, {.name = "protected_part", .per = "project", .unit = "1", .doc = "protected part of the stock"});
  column(expired_part, {.name = "expired_part", .per = "project", .unit = "1", .doc = "part of the stock that was protected once"});
  column(paid, {.name = "paid", .per = "producer", .unit = "EUR/month", .doc = "royalties of the month"});
  column(weight, {.name = "weight", .per = "project", .unit = "hour/month", .doc = "effective hours by those who share in royalties"});
  column(moved, {.name = "moved", .per = "", .unit = "EUR/month", .doc = "counts of money paid to creators"});
  column(pay_rate, {.name = "pay_rate", .per = "project", .unit = "EUR", .doc = "royalties for an effective hour a month"});
  for (sim::Money* sum : {&collected, &administration, &fund, &paid_out, &left})
    column(*sum, {.name = "sum", .per = "", .unit = "EUR", .doc = "collected, administration, fund, paid out, left"});
  column(motive, {.name = "motive", .per = "", .unit = "1", .doc = "committed hours of who earns royalties"});
}

void Royalties::declare(sim::FlowVisitor& flow) {
  flow(royalties, {.name = "royalties", .from = sector::producers, .to = sector::foundations, .mode = "market",
                   .doc = "producers pay for the use of protected works"});
  flow(creators_royalties, {.name = "creators_royalties", .from = sector::foundations, .to = sector::people, .mode = "market",
                            .doc = "creators of protected works receive their royalties"});
}

double steady_protected_part(double obsolescence, double expiry) { return (1.0 - expiry) * obsolescence / (1.0 - (1.0 - expiry) * (1.0 - obsolescence)); }

double Royalties::protected_share(const World& world, std::size_t domain) const {
  double closed = 0.0, all = 0.0;
  for (std::size_t k = 0; k < protected_part.size(); ++k) {
    if (world.projects.domain_of(k) != domain) continue;
    closed += protected_part[k] * world.knowledge.stock[k];
    all += world.knowledge.stock[k];
  }
  return all > 0.0 ? closed / all : 0.0;
}

double Royalties::closed_part(const World& world, std::size_t domain) const {
  return world.creation_rights.parameters.enforcement * protected_share(world, domain);
}

double Royalties::worth(const World& world) const {
  const double obsolescence = world.knowledge.parameters.obsolescence_of(Projects::culture);
  const CreationRights::Parameters& law = world.creation_rights.parameters;
  return steady_protected_part(obsolescence, CreationRights::expiry(law.works_term)) /
         steady_protected_part(obsolescence, CreationRights::expiry(law.usual_works_term));
}

void set_up(Royalties& own, const World& world, const sim::Month&) {
  const double obsolescence = world.knowledge.parameters.obsolescence_of(Projects::culture);
  const double steady = steady_protected_part(obsolescence, CreationRights::expiry(world.creation_rights.parameters.works_term));
  for (std::size_t k = 0; k < own.protected_part.size(); ++k) {
    own.protected_part[k] = is_proprietary(world, k) ? steady : 0.0;
    own.expired_part[k] = is_proprietary(world, k) ? 1.0 - steady : 0.0;
  }
  own.paid.fill({});
  own.pay_rate.fill(0.0);
}

void enter(Royalties& own, const World&, std::size_t j) { own.paid[j] = {}; }

void protect_works(Royalties& own, const World& world, const sim::Month&) {
  const double expiry = CreationRights::expiry(world.creation_rights.parameters.works_term);
  for (std::size_t k = 0; k < own.protected_part.size(); ++k) {
    const double stock = world.knowledge.stock[k], old = stock > 0.0 ? 1.0 - world.knowledge.fresh[k] / stock : 1.0;
    const double closed = own.protected_part[k] * old + (is_proprietary(world, k) ? 1.0 - old : 0.0);
    own.protected_part[k] = (1.0 - expiry) * closed;
    own.expired_part[k] = own.expired_part[k] * old + expiry * closed;
  }
  own.motive = own.parameters.incentive == 0.0 ? 1.0 : sim::pow(std::max(own.worth(world), 1e-3), own.parameters.incentive);
}

void collect_royalties(Royalties& own, const World& world, const sim::Month& month) {
  const double protected_culture = own.closed_part(world, Projects::culture);
  own.collected = {};
  for (std::size_t j = 0; j < own.paid.size(); ++j) {
    own.paid[j] = {};
    if (!world.organisations.trades(j)) continue;
    const double used = world.knowledge.use(world, world.class_of_producer(j))[Projects::culture] * protected_culture;
    const double owed = own.parameters.rate * used * world.goods_market.revenue[j].eur();
    own.paid[j] = std::min(sim::Money::of(owed), month.ledger.deposit(j));
    if (own.paid[j] == sim::Money{}) continue;
    month.ledger.transfer(own.royalties, j, world.organisations.foundation(), own.paid[j]);
    own.collected += own.paid[j];
  }
}

void weigh_creators(Royalties& own, const World& world, const sim::Month&, const sim::Block& block) {
  const sim::Tally::Adder weight = own.weight.of(block.worker);
  for (std::size_t i = block.first; i < block.last; ++i) {
    if (!world.projects.is_active(i)) continue;
    const auto k = static_cast<std::size_t>(world.projects.project[i]);
    if (own.earns(k)) weight.add(k, static_cast<double>(world.projects.contribution[i]));
  }
}

void divide_royalties(Royalties& own, const World& world, const sim::Month&) {
  own.weight.collect();
  own.administration = sim::Money::floor(own.parameters.administration * own.collected.eur());
  own.fund = own.left + own.collected - own.administration;
  double stock = 0.0;
  const auto shares_in = [&](std::size_t k) { return own.earns(k) && own.weight[k] > 1e-3; };
  for (std::size_t k = 0; k < own.pay_rate.size(); ++k)
    if (shares_in(k)) stock += own.protected_part[k] * world.knowledge.stock[k];
  for (std::size_t k = 0; k < own.pay_rate.size(); ++k) {
    const double part = shares_in(k) ? own.protected_part[k] * world.knowledge.stock[k] / stock : 0.0;
    own.pay_rate[k] = part > 0.0 ? rounding_reserve * own.fund.eur() * part / own.weight[k] : 0.0;
  }
}

void pay_royalties(Royalties& own, const World& world, const sim::Month& month, const sim::Block& block) {
  if (own.fund == sim::Money{}) return;
  auto pay = month.ledger.to_people(own.creators_royalties, block, world.organisations.foundation());
  auto pay_tax = month.ledger.from_people(world.taxes.wage_tax, block, world.organisations.state());
  std::int64_t sum = 0;
  for (std::size_t i = block.first; i < block.last; ++i) {
    if (!world.projects.is_active(i)) continue;
    const double rate = own.pay_rate[static_cast<std::size_t>(world.projects.project[i])];
    const sim::Money earned = sim::Money::floor(rate * static_cast<double>(world.projects.contribution[i]));
    if (earned == sim::Money{}) continue;
    pay.post(i, earned);
    pay_tax.post(i, sim::Money::near(world.taxes.wage_rate * earned.eur()));
    sum += earned.counts();
  }
  own.moved.of(block.worker)[0] += sum;
}

void close_royalties(Royalties& own, const World&, const sim::Month&) {
  own.moved.collect();
  own.paid_out = sim::Money::counts(own.moved[0]);
  own.left = own.fund - own.paid_out;
}

void observe(const Royalties& own, const World& world, sim::Observer& show) {
  show.series({.name = "royalties_to_gdp", .unit = "1", .long_name = "Royalties for protected works / GDP"}, own.collected.eur() / world.gdp());
  double closed = 0.0, expired = 0.0;
  for (std::size_t k = 0; k < own.protected_part.size(); ++k) {
    closed += own.protected_part[k] * world.knowledge.stock[k];
    expired += own.expired_part[k] * world.knowledge.stock[k];
  }
  show.series({.name = "public_domain_share", .unit = "1", .long_name = "Works in the public domain, among those that were ever protected",
               .formula = "by stock; 1 where none was"}, closed + expired > 0.0 ? expired / (closed + expired) : 1.0);
}

}  // namespace models
