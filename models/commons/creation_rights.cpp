#include "models/commons/creation_rights.h"

#include "models/world.h"

namespace models {

void CreationRights::Parameters::declare(sim::ParameterVisitor& parameter) {
  parameter(term, {.name = "term", .initial = 20.0, .unit = "year", .range = {0, 1000},
                   .doc = "T: mean time for which findings are protected; 0: not at all", .source = "trips"});
  parameter(works_term, {.name = "works_term", .initial = 95.0, .unit = "year", .range = {0, 1000},
                         .doc = "Mean time for which works of culture are protected; 0: not at all", .source = "S54"});
  parameter(usual_works_term, {.name = "usual_works_term", .initial = 95.0, .unit = "year", .range = {0.1, 1000},
                               .doc = "Term of protection of works under which creators choose the usual licences", .source = "S54"});
  parameter(enforcement, {.name = "enforcement", .initial = 0.7, .unit = "1", .range = sim::share,
                          .doc = "Part of protected findings that cannot be imitated, and of protected works that cannot be used for free, in spite of the law",
                          .source = "assumption:enforcement"});
  parameter(breadth, {.name = "breadth", .initial = 0.05, .unit = "1", .range = {0, 2},
                      .doc = "k: each living claim per producer divides success of search by 1 + k",
                      .source = "assumption:anticommons"});
}

void CreationRights::declare(sim::ColumnVisitor& column) {
  column(protected_gain, {.name = "protected_gain", .per = "producer", .unit = "1", .doc = "protected part of log productivity"});
  column(claims, {.name = "claims", .per = "producer", .unit = "1", .doc = "protected findings alive"});
  column(mean_claims, {.name = "mean_claims", .per = "", .unit = "1", .doc = "protected findings alive, per producer"});
}

double steady_claims(const World& world, double term) {
  const Innovation::Parameters& search = world.innovation.parameters;
  const double gains = 0.5;  // of symmetric steps
  const double rate = search.research > 0.0 ? (1.0 - sim::exp(-search.success)) * gains * (1.0 - search.revealing) : 0.0;
  const double ends = CreationRights::expiry(term) + world.demography.parameters.exit_hazard;
  return rate * (1.0 - CreationRights::expiry(term)) / ends;
}

void set_up(CreationRights& own, const World& world, const sim::Month&) {
  const double mean_gain = 0.3125 * world.innovation.parameters.largest_step;  // of a Beta(3, 3) step, where it is a gain
  own.mean_claims = steady_claims(world, own.parameters.term);
  own.claims.fill(own.mean_claims);
  own.protected_gain.fill(own.mean_claims * mean_gain);
}

void enter(CreationRights& own, const World& world, std::size_t j) { leave(own, world, j); }

void leave(CreationRights& own, const World&, std::size_t j) { own.protected_gain[j] = own.claims[j] = 0.0; }

void protect_and_expire(CreationRights& own, const World& world, const sim::Month&) {
  const double kept = 1.0 - own.expiry();
  double claims = 0.0, trading = 0.0;
  for (std::size_t j = 0; j < own.claims.size(); ++j) {
    const double fresh = world.innovation.found[j] * (1.0 - world.innovation.revealing_share[j]);
    const double made = fresh > 0.0 ? 1.0 - world.innovation.revealing_share[j] : 0.0;
    own.protected_gain[j] = kept * (own.protected_gain[j] + fresh);
    own.claims[j] = kept * (own.claims[j] + made);
    if (!world.organisations.trades(j)) continue;
    claims += own.claims[j];
    ++trading;
  }
  own.mean_claims = trading > 0.0 ? claims / trading : 0.0;
}

void observe(const CreationRights& own, const World& world, sim::Observer& show) {
  double hidden = 0.0, shares = 0.0;
  for (std::size_t j = 0; j < own.claims.size(); ++j) {
    if (!world.organisations.trades(j)) continue;
    hidden += world.goods_market.market_share[j] * own.protected_gain[j];
    shares += world.goods_market.market_share[j];
  }
  show.series({.name = "protected_knowledge", .unit = "1", .long_name = "Protected part of log productivity", .formula = "share-weighted"},
              shares > 0.0 ? hidden / shares : 0.0);
  show.series({.name = "living_claims", .unit = "1", .long_name = "Protected findings alive, per producer"}, own.mean_claims);
}

}  // namespace models
