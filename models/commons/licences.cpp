#include "models/commons/licences.h"

#include <algorithm>
#include <string>
#include <vector>

#include "models/purposes.h"
#include "models/sectors.h"
#include "models/world.h"

namespace models {

using Shares = Licences::Shares;

void Licences::Parameters::declare(sim::ParameterVisitor& parameter) {
  parameter(copyleft, {.name = "copyleft", .initial = 0.35, .unit = "1", .range = sim::share,
                       .doc = "Usual share of projects under copyleft licences; permissive ones have the rest", .source = "licence-shares"});
  parameter(copyfair, {.name = "copyfair", .initial = 0.0, .unit = "1", .range = sim::share,
                       .doc = "Usual share of projects under copyfair (reciprocal) licences", .source = "licence-shares"});
  parameter(non_commercial, {.name = "non_commercial", .initial = 0.02, .unit = "1", .range = sim::share,
                             .doc = "Usual share of projects closed to commercial use", .source = "licence-shares"});
  parameter(proprietary, {.name = "proprietary", .initial = 0.5, .unit = "1", .range = sim::share,
                          .doc = "Usual share of projects of culture whose works are protected and used against royalties",
                          .source = "assumption:proprietary-culture"});
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
  parameter(phyle_share, {.name = "phyle_share", .initial = 0.0, .unit = "1", .range = sim::share,
                          .doc = "Part of copyfair fees that goes to phyles (reciprocity licence), as far as one nearby calls for it", .source = "assumption:copyfair"});
  parameter(choice, {.name = "choice", .initial = 0.01, .unit = "1/month", .range = sim::share,
                     .doc = "Chance that a project chooses its licence anew", .source = "assumption:licence-choice"});
  parameter(reach_response, {.name = "reach_response", .initial = 1.0, .unit = "1", .range = {-10, 10},
                             .doc = "a: response of the choice to changes of how many producers can use a licence",
                             .source = "assumption:licence-choice"});
  parameter(fee_response, {.name = "fee_response", .initial = 1.0, .unit = "1", .range = {-10, 10},
                           .doc = "b: response of the choice of copyfair to what fees bring, and of proprietary to what protection is worth", .source = "assumption:licence-choice"});
}

Shares Licences::Parameters::usual(std::size_t domain) const {
  const double closed = domain == Projects::culture ? proprietary : 0.0;
  const double others = copyleft + copyfair + non_commercial, scale = (1.0 - closed) / std::max(others, 1.0);
  return {std::max(1.0 - others, 0.0) * (1.0 - closed), scale * copyleft, scale * copyfair, scale * non_commercial, closed};
}

double Licences::reach(std::size_t domain, double revealed) const {
  if (opening_reach[domain] <= 0.0) return 1.0;
  const Shares open = access(revealed, parameters.strictness);
  double sum = 0.0;
  for (std::size_t l = 0; l < open.size(); ++l) sum += stock_share[domain][l] * open[l];
  return sum / opening_reach[domain];
}

void Licences::declare(sim::ColumnVisitor& column) {
  column(licence, {.name = "licence", .per = "project", .unit = "1", .doc = "0 permissive, 1 copyleft, 2 copyfair, 3 non-commercial, 4 proprietary"});
  column(fee, {.name = "fee", .per = "producer", .unit = "EUR/month", .doc = "licence fee of the month"});
  column(stock_share, {.name = "stock_share", .per = "", .unit = "1", .doc = "of all stock of a domain"});
  column(opening_access, {.name = "opening_access", .per = "", .unit = "1", .doc = "mean of producers"});
  column(opening_reach, {.name = "opening_reach", .per = "", .unit = "1", .doc = "of a usual firm at the start, by domain"});
  column(fee_part, {.name = "fee_part", .per = "", .unit = "1", .doc = "of the foundation's income, mean of a year"});
}

void Licences::declare(sim::FlowVisitor& flow) {
  flow(licence_fees, {.name = "licence_fees", .from = sector::producers, .to = sector::foundations, .mode = "commons",
                      .doc = "fees for copyfair projects by who does not give back"});
  flow(reciprocity_income, {.name = "reciprocity_income", .from = sector::producers, .to = sector::phyles, .mode = "commons",
                            .doc = "the part of these fees that goes to phyles"});
}

Shares access(double revealed, double strictness) { return {1.0, 1.0 - strictness * (1.0 - revealed), 1.0, 0.0, 1.0}; }

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
  std::size_t last = 0;  // of those with a chance
  for (std::size_t l = 0; l < chance.size(); ++l) {
    if (chance[l] <= 0.0) continue;
    last = l;
    if (place < chance[l]) break;
    place -= chance[l];
  }
  return static_cast<std::int8_t>(last);
}

void weigh_stock(Licences& own, const World& world) {
  for (Shares& shares : own.stock_share) shares.fill(0.0);
  std::array<double, Projects::n_domains> all{};
  for (std::size_t k = 0; k < own.licence.size(); ++k) {
    const std::size_t d = world.projects.domain_of(k);
    own.stock_share[d][static_cast<std::size_t>(own.licence[k])] += world.knowledge.stock[k] * (1.0 - world.hosting.enclosed[k]);
    all[d] += world.knowledge.stock[k];
  }
  for (std::size_t d = 0; d < all.size(); ++d)
    for (double& share : own.stock_share[d]) share /= std::max(all[d], 1e-300);
}

// What the mean producer may use under each licence.
Shares mean_access(const Licences& own, const World& world) {
  Shares sum{};
  double shares = 0.0;
  for (std::size_t j = 0; j < own.fee.size(); ++j) {
    if (!world.organisations.trades(j)) continue;
    const Shares open = access(world.innovation.revealing_share[j], own.parameters.strictness);
    for (std::size_t l = 0; l < sum.size(); ++l) sum[l] += world.goods_market.market_share[j] * open[l];
    shares += world.goods_market.market_share[j];
  }
  for (double& part : sum) part = shares > 0.0 ? part / shares : 0.0;
  return sum;
}

}  // namespace

void set_up(Licences& own, const World& world, const sim::Month& month) {
  for (std::size_t k = 0; k < own.licence.size(); ++k)
    own.licence[k] = draw_licence(own.parameters.usual(world.projects.domain_of(k)), month.draws.uniform(purpose::licence, month.number, k, 0));
  weigh_stock(own, world);
  const double revealed = world.innovation.parameters.revealing;
  own.opening_access = access(revealed, own.parameters.strictness);
  own.opening_reach.fill(1.0);
  for (std::size_t d = 0; d < own.opening_reach.size(); ++d) own.opening_reach[d] = own.reach(d, revealed);
  own.fee.fill({});
}

void enter(Licences& own, const World&, std::size_t j) { own.fee[j] = {}; }

void choose_licences(Licences& own, const World& world, const sim::Month& month) {
  const Licences::Parameters& p = own.parameters;
  Shares now = mean_access(own, world);
  now[Licences::permissive] *= 1.0 - world.hosting.exposed;
  Shares advantage{};
  for (std::size_t l = 0; l < now.size(); ++l) advantage[l] = p.reach_response * (now[l] - own.opening_access[l]);
  advantage[Licences::copyfair] += p.fee_response * own.fee_part;
  advantage[Licences::proprietary] += p.fee_response * (world.royalties.worth(world) - 1.0);
  std::array<Shares, Projects::n_domains> chance;
  for (std::size_t d = 0; d < chance.size(); ++d) chance[d] = chance_of_licence(p.usual(d), advantage);
  for (std::size_t k = 0; k < own.licence.size(); ++k) {
    if (month.draws.uniform(purpose::licence, month.number, k, 0) >= p.choice) continue;
    own.licence[k] = draw_licence(chance[world.projects.domain_of(k)], month.draws.uniform(purpose::licence, month.number, k, 1));
  }
  weigh_stock(own, world);
}

void collect_licence_fees(Licences& own, const World& world, const sim::Month& month) {
  const Licences::Parameters& p = own.parameters;
  double fees = 0.0, others = 0.0;
  for (std::size_t j = 0; j < own.fee.size(); ++j) {
    own.fee[j] = {};
    if (!world.organisations.trades(j)) continue;
    others += world.foundations.donation[j].eur();
    const Knowledge::ByDomain use = world.knowledge.use(world, world.class_of_producer(j));
    double copyfair = 0.0;
    for (std::size_t d = 0; d < use.size(); ++d) copyfair += use[d] * own.stock_share[d][Licences::copyfair];
    const double owed = p.fee * copyfair * world.goods_market.revenue[j].eur();
    if (owed <= 0.0 || reciprocates(own, world, j)) continue;
    const auto id = static_cast<std::uint64_t>(world.organisations.id[j]);
    if (month.draws.uniform(purpose::licence_fee, month.number, id) >= p.enforcement) continue;
    own.fee[j] = std::min(sim::Money::of(owed), month.ledger.deposit(j));
    const double called = world.phyles.exists_near(world, j) ? world.phyles.call[j % world.phyles.call.size()] : 0.0;
    const sim::Money to_phyle = sim::Money::floor(p.phyle_share * called * own.fee[j].eur());
    if (to_phyle > sim::Money{}) month.ledger.transfer(own.reciprocity_income, j, world.phyles.near(world, j), to_phyle);
    month.ledger.transfer(own.licence_fees, j, world.organisations.foundation(), own.fee[j] - to_phyle);
    fees += (own.fee[j] - to_phyle).eur();
  }
  const double part = fees > 0.0 ? fees / (fees + others) : 0.0;
  own.fee_part += (part - own.fee_part) / 12.0;
}

void observe(const Licences& own, const World& world, sim::Observer& show) {
  double fees = 0.0, reach = 0.0, shares = 0.0;
  for (std::size_t j = 0; j < own.fee.size(); ++j) {
    if (!world.organisations.trades(j)) continue;
    fees += own.fee[j].eur();
    const Knowledge::ByDomain use = world.knowledge.use(world, world.class_of_producer(j));
    for (std::size_t d = 0; d < use.size(); ++d)
      reach += world.goods_market.market_share[j] * use[d] * own.reach(d, world.innovation.revealing_share[j]);
    shares += world.goods_market.market_share[j];
  }
  show.series({.name = "licence_fees_to_gdp", .unit = "1", .long_name = "Licence fees for copyfair projects / GDP"}, fees / world.gdp());
  show.series({.name = "commons_reach", .unit = "1", .long_name = "Stock that producers may use, relative to a usual firm at the start",
               .formula = "weighted by market share"}, shares > 0.0 ? reach / shares : 0.0);
  const std::vector<std::string> names(Licences::names.begin(), Licences::names.end());
  const std::vector<std::string> domains(Projects::domain_names.begin(), Projects::domain_names.end());
  const std::array axes{sim::Axis{"domain", domains, domains.size()}, sim::Axis{"licence", names, names.size()}};
  std::vector<double> share;
  for (const Shares& of_domain : own.stock_share) share.insert(share.end(), of_domain.begin(), of_domain.end());
  show.table("licences", {.name = "stock_share", .unit = "1", .long_name = "Share of the commons' stock by domain and licence"}, axes, share);
}

}  // namespace models
