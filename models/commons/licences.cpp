#include "models/commons/licences.h"

#include <algorithm>
#include <string>
#include <vector>

#include "models/purposes.h"
#include "models/sectors.h"
#include "models/world.h"

namespace models {

using Shares = std::array<double, Licences::n_licences>;

void Licences::Parameters::declare(sim::ParameterVisitor& parameter) {
  parameter(copyleft, {.name = "copyleft", .initial = 0.35, .unit = "1", .range = sim::share,
                       .doc = "Usual share of projects under copyleft licences; permissive ones have the rest", .source = "licence-shares"});
  parameter(copyfair, {.name = "copyfair", .initial = 0.0, .unit = "1", .range = sim::share,
                       .doc = "Usual share of projects under copyfair (reciprocal) licences", .source = "licence-shares"});
  parameter(non_commercial, {.name = "non_commercial", .initial = 0.02, .unit = "1", .range = sim::share,
                             .doc = "Usual share of projects closed to commercial use", .source = "licence-shares"});
  parameter(strictness, {.name = "strictness", .initial = 0.1, .unit = "1", .range = sim::share,
                         .doc = "Part of copyleft projects that are of no use to a producer who reveals nothing (0: use as a service suffices)",
                         .source = "assumption:strictness"});
  parameter(reciprocity, {.name = "reciprocity", .initial = 0.01, .unit = "1", .range = sim::share,
                          .doc = "Part of revenue that must be given back to use copyfair projects for free", .source = "assumption:copyfair"});
  parameter(fee, {.name = "fee", .initial = 0.01, .unit = "1", .range = {0, 0.2},
                  .doc = "Fee as a share of revenue, if all the commons were copyfair; else in proportion to its copyfair part",
                  .source = "assumption:copyfair"});
  parameter(enforcement, {.name = "enforcement", .initial = 0.5, .unit = "1", .range = sim::share,
                          .doc = "Chance that a fee that is owed is paid", .source = "assumption:copyfair"});
  parameter(choice, {.name = "choice", .initial = 0.01, .unit = "1/month", .range = sim::share,
                     .doc = "Chance that a project chooses its licence anew", .source = "assumption:licence-choice"});
  parameter(reach_response, {.name = "reach_response", .initial = 1.0, .unit = "1", .range = {-10, 10},
                             .doc = "a: response of the choice to changes of how many producers can use a licence",
                             .source = "assumption:licence-choice"});
  parameter(fee_response, {.name = "fee_response", .initial = 1.0, .unit = "1", .range = {-10, 10},
                           .doc = "b: response of the choice of copyfair to what fees bring", .source = "assumption:licence-choice"});
}

Shares Licences::Parameters::usual() const {
  const double others = copyleft + copyfair + non_commercial, scale = 1.0 / std::max(others, 1.0);
  return {std::max(1.0 - others, 0.0), scale * copyleft, scale * copyfair, scale * non_commercial};
}

void Licences::declare(sim::ColumnVisitor& column) {
  column(licence, {.name = "licence", .per = "project", .unit = "1", .doc = "0 permissive, 1 copyleft, 2 copyfair, 3 non-commercial"});
  column(reach, {.name = "reach", .per = "producer", .unit = "1", .doc = "stock that may be used, relative to a usual firm at the start"});
  column(fee, {.name = "fee", .per = "producer", .unit = "EUR/month", .doc = "licence fee of the month"});
  for (double& share : stock_share) column(share, {.name = "stock_share", .per = "", .unit = "1", .doc = "of all stock"});
  for (double& part : opening_access) column(part, {.name = "opening_access", .per = "", .unit = "1", .doc = "mean of producers"});
  column(opening_reach, {.name = "opening_reach", .per = "", .unit = "1", .doc = "of a usual firm at the start"});
  column(fee_part, {.name = "fee_part", .per = "", .unit = "1", .doc = "of the foundation's income, mean of a year"});
}

void Licences::declare(sim::FlowVisitor& flow) {
  flow(licence_fees, {.name = "licence_fees", .from = sector::producers, .to = sector::foundations, .mode = "commons",
                      .doc = "fees for copyfair projects by who does not give back"});
}

Shares access(double revealed, double strictness) { return {1.0, 1.0 - strictness * (1.0 - revealed), 1.0, 0.0}; }

Shares chance_of_licence(const Shares& usual, const Shares& advantage) {
  Shares chance{};
  double sum = 0.0;
  for (std::size_t l = 0; l < chance.size(); ++l) sum += chance[l] = usual[l] * sim::exp(advantage[l]);
  for (double& part : chance) part /= sum;
  return chance;
}

bool reciprocates(const Licences& own, const World& world, std::size_t j) {
  if (world.organisations.is_cooperative(j)) return true;
  const double staff_time = world.innovation.given_share(j) * sim::Money::counts(world.labour_market.bill[j]).eur();
  return staff_time + world.foundations.donation[j].eur() >= own.parameters.reciprocity * world.goods_market.revenue[j].eur();
}

namespace {

std::int8_t draw_licence(const Shares& chance, double place) {
  std::size_t l = 0;
  while (l + 1 < chance.size() && place >= chance[l]) place -= chance[l++];
  return static_cast<std::int8_t>(l);
}

void weigh_stock(Licences& own, const World& world) {
  double all = 0.0;
  own.stock_share.fill(0.0);
  for (std::size_t k = 0; k < own.licence.size(); ++k) {
    own.stock_share[static_cast<std::size_t>(own.licence[k])] += world.knowledge.stock[k];
    all += world.knowledge.stock[k];
  }
  for (double& share : own.stock_share) share /= std::max(all, 1e-300);
}

double reach_at(const Licences& own, double revealed) {
  const Shares open = access(revealed, own.parameters.strictness);
  double sum = 0.0;
  for (std::size_t l = 0; l < open.size(); ++l) sum += own.stock_share[l] * open[l];
  return sum;
}

// What the mean producer may use under each licence.
Shares mean_access(const Licences& own, const World& world) {
  Shares sum{};
  double shares = 0.0;
  for (std::size_t j = 0; j < own.reach.size(); ++j) {
    if (!world.organisations.trades(j)) continue;
    const Shares open = access(world.innovation.revealing_share[j], own.parameters.strictness);
    for (std::size_t l = 0; l < sum.size(); ++l) sum[l] += world.goods_market.market_share[j] * open[l];
    shares += world.goods_market.market_share[j];
  }
  for (double& part : sum) part = shares > 0.0 ? part / shares : 0.0;
  return sum;
}

void find_reach(Licences& own, const World& world) {
  for (std::size_t j = 0; j < own.reach.size(); ++j)
    own.reach[j] = reach_at(own, world.innovation.revealing_share[j]) / std::max(own.opening_reach, 1e-9);
}

}  // namespace

void set_up(Licences& own, const World& world, const sim::Month& month) {
  const Shares usual = own.parameters.usual();
  for (std::size_t k = 0; k < own.licence.size(); ++k)
    own.licence[k] = draw_licence(usual, month.draws.uniform(purpose::licence, month.number, k, 0));
  weigh_stock(own, world);
  const double revealed = world.innovation.parameters.revealing;
  own.opening_reach = reach_at(own, revealed);
  own.opening_access = access(revealed, own.parameters.strictness);
  own.reach.fill(1.0);
  own.fee.fill({});
}

void enter(Licences& own, const World& world, std::size_t j) {
  own.reach[j] = reach_at(own, world.innovation.parameters.revealing) / std::max(own.opening_reach, 1e-9);
  own.fee[j] = {};
}

void choose_licences(Licences& own, const World& world, const sim::Month& month) {
  const Licences::Parameters& p = own.parameters;
  const Shares now = mean_access(own, world);
  Shares advantage{};
  for (std::size_t l = 0; l < now.size(); ++l) advantage[l] = p.reach_response * (now[l] - own.opening_access[l]);
  advantage[Licences::copyfair] += p.fee_response * own.fee_part;
  const Shares chance = chance_of_licence(p.usual(), advantage);
  for (std::size_t k = 0; k < own.licence.size(); ++k) {
    if (month.draws.uniform(purpose::licence, month.number, k, 0) >= p.choice) continue;
    own.licence[k] = draw_licence(chance, month.draws.uniform(purpose::licence, month.number, k, 1));
  }
  weigh_stock(own, world);
  find_reach(own, world);
}

void collect_licence_fees(Licences& own, const World& world, const sim::Month& month) {
  const Licences::Parameters& p = own.parameters;
  double fees = 0.0, others = 0.0;
  for (std::size_t j = 0; j < own.fee.size(); ++j) {
    own.fee[j] = {};
    if (!world.organisations.trades(j)) continue;
    others += world.foundations.donation[j].eur();
    const double owed = p.fee * own.stock_share[Licences::copyfair] * world.goods_market.revenue[j].eur();
    if (owed <= 0.0 || reciprocates(own, world, j)) continue;
    const auto id = static_cast<std::uint64_t>(world.organisations.id[j]);
    if (month.draws.uniform(purpose::licence_fee, month.number, id) >= p.enforcement) continue;
    own.fee[j] = std::min(sim::Money::of(owed), month.ledger.deposit(j));
    month.ledger.transfer(own.licence_fees, j, world.organisations.foundation(), own.fee[j]);
    fees += own.fee[j].eur();
  }
  const double part = fees > 0.0 ? fees / (fees + others) : 0.0;
  own.fee_part += (part - own.fee_part) / 12.0;
}

void observe(const Licences& own, const World& world, sim::Observer& show) {
  double fees = 0.0, reach = 0.0, shares = 0.0;
  for (std::size_t j = 0; j < own.fee.size(); ++j) {
    if (!world.organisations.trades(j)) continue;
    fees += own.fee[j].eur();
    reach += world.goods_market.market_share[j] * own.reach[j];
    shares += world.goods_market.market_share[j];
  }
  show.series({.name = "licence_fees_to_gdp", .unit = "1", .long_name = "Licence fees for copyfair projects / GDP"}, fees / world.gdp());
  show.series({.name = "commons_reach", .unit = "1", .long_name = "Stock that producers may use, relative to a usual firm at the start",
               .formula = "weighted by market share"}, shares > 0.0 ? reach / shares : 0.0);
  const std::vector<std::string> names(Licences::names.begin(), Licences::names.end());
  const std::array axes{sim::Axis{"licence", names, names.size()}};
  show.table("licences", {.name = "stock_share", .unit = "1", .long_name = "Share of the commons' stock by licence"}, axes, own.stock_share);
}

}  // namespace models
