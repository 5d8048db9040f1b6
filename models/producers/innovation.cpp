#include "models/producers/innovation.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

#include "models/purposes.h"
#include "models/sectors.h"
#include "models/world.h"

namespace models {

void Innovation::Parameters::declare(sim::ParameterVisitor& parameter) {
  parameter(research, {.name = "research", .initial = 0.04, .unit = "1", .range = {0, 0.5},
                       .doc = "Share of staff time that producers spend on research at the start", .source = "R5"});
  parameter(research_elasticity, {.name = "research_elasticity", .initial = 0.5, .unit = "1", .range = {0.05, 0.9},
                                  .doc = "a: elasticity of success in the research share", .source = "research-elasticity"});
  parameter(research_adjustment, {.name = "research_adjustment", .initial = 0.03, .unit = "1/month", .range = sim::share,
                                  .doc = "Part of the gap to the wanted research share closed in a month",
                                  .source = "assumption:research-adjustment"});
  parameter(usual_term, {.name = "usual_term", .initial = 20.0, .unit = "year", .range = {0, 1000},
                         .doc = "Term of protection under which producers do the usual research", .source = "trips"});
  parameter(success, {.name = "success", .initial = 0.028, .unit = "1/month", .range = {0, 5},
                      .doc = "zeta: hazard of finding something at the usual research", .source = "assumption:growth"});
  parameter(research_scale, {.name = "research_scale", .initial = 0.0, .unit = "1", .range = {-1, 1},
                             .doc = "Elasticity of success in a producer's size at equal research share",
                             .source = "assumption:research-scale"});
  parameter(largest_step, {.name = "largest_step", .initial = 0.15, .unit = "1", .range = {0, 0.9},
                           .doc = "Half-width of the Beta(3, 3) steps; only gains are adopted", .source = "R5"});
  parameter(imitation, {.name = "imitation", .initial = 0.02, .unit = "1/month", .range = sim::share,
                        .doc = "Chance of closing half the gap to the mean of what can be imitated", .source = "prototype"});
  parameter(revealing, {.name = "revealing", .initial = 0.3, .unit = "1", .range = sim::share,
                        .doc = "Part of gains that producers reveal at the start", .source = "assumption:revealing"});
  parameter(giving, {.name = "giving", .initial = 0.0006, .unit = "1", .range = {0, 0.2},
                     .doc = "Share of staff time that producers give to the commons at the start", .source = "osm"});
  parameter(corporate_support, {.name = "corporate_support", .initial = 1.0, .unit = "1", .range = sim::share,
                                .doc = "Part of this giving that takes place; 0 withdraws it", .source = "assumption:corporate-support"});
  parameter(revision, {.name = "revision", .initial = 0.03, .unit = "1/month", .range = sim::share,
                       .doc = "Chance that a producer looks at another one's strategies", .source = "assumption:revision"});
  parameter(profit_sensitivity, {.name = "profit_sensitivity", .initial = 20.0, .unit = "1", .range = {0, 1000},
                                 .doc = "Slope of the logit by which more profitable strategies are copied",
                                 .source = "assumption:revision"});
  parameter(variation, {.name = "variation", .initial = 0.05, .unit = "1", .range = {0, 1},
                        .doc = "Standard deviation of the logarithm by which strategies vary at a revision",
                        .source = "assumption:revision"});
  parameter(pool_share, {.name = "pool_share", .initial = 0.05, .unit = "1", .range = sim::share,
                         .doc = "Share of producers in a design pool at the start; 0: there are none", .source = "assumption:pools",
                         .at_setup = true});
  parameter(pool_fee, {.name = "pool_fee", .initial = 0.001, .unit = "1", .range = {0, 0.5},
                       .doc = "Fee of a pool, as a share of sales", .source = "assumption:pools"});
  parameter(pool_imitation, {.name = "pool_imitation", .initial = 0.02, .unit = "1/month", .range = sim::share,
                             .doc = "Chance that a member closes half the gap to the mean of its pool", .source = "assumption:pools"});
}

void Innovation::declare(sim::ColumnVisitor& column) {
  const auto per_producer = [&](auto& values, std::string_view name, std::string_view unit, std::string_view doc) {
    column(values, {.name = name, .per = "producer", .unit = unit, .doc = doc});
  };
  per_producer(research_share, "research_share", "1", "share of staff time for research");
  per_producer(revealing_share, "revealing_share", "1", "part of gains revealed at once");
  per_producer(giving_share, "giving_share", "1", "share of staff time given to the commons");
  per_producer(own_giving, "own_giving", "1", "share of staff time that members give to the commons for its own sake");
  per_producer(in_pool, "in_pool", "1", "1 for members of a design pool");
  per_producer(found, "found", "1", "gain in log productivity by search this month");
  per_producer(learned, "learned", "1", "gain in log productivity by imitation this month");
  per_producer(contributed_hours, "contributed_hours", "hour/month", "effective hours that paid staff give to the commons");
  per_producer(fee, "fee", "EUR/month", "paid to the pool");
  per_producer(profitability, "profitability", "1", "profit / sales, smoothed");
  for (double& sum : research_hours) column(sum, {.name = "research_hours", .per = "", .unit = "hour", .doc = "faded sum by membership"});
  for (double& sum : gains) column(sum, {.name = "gains", .per = "", .unit = "1", .doc = "faded sum of gains by membership"});
}

void Innovation::declare(sim::FlowVisitor& flow) {
  flow(pool_fees, {.name = "pool_fees", .from = sector::producers, .to = sector::foundations, .mode = "commons",
                   .doc = "members pay the foundation that keeps their design pool"});
}

Advantage::Advantage(const World& world, double term) : enforcement(world.creation_rights.parameters.enforcement) {
  const double closure = world.demography.parameters.exit_hazard;
  open = 1.0 / std::max(0.5 * world.innovation.parameters.imitation + closure, 1e-3);
  const double expiry = CreationRights::expiry(term);
  behind_the_law = (1.0 + expiry * open) / (expiry + closure);
}

Appropriation appropriation(const Innovation& own, const World& world) {
  const Innovation::Parameters& p = own.parameters;
  const CreationRights& rights = world.creation_rights;
  return {Advantage(world, p.usual_term).of(p.revealing) / rights.anticommons(steady_claims(world, p.usual_term)), rights.anticommons(),
          Advantage(world, rights.parameters.term)};
}

namespace {

// What producers who reveal so much want.
void want_research(const Innovation::Parameters& p, const Appropriation& all, std::span<double> revealing) {
  for (double& value : revealing) value = all.now.of(value) / all.anticommons / all.usual;
  sim::raise(revealing, 1.0 / (1.0 - p.research_elasticity));
  for (double& value : revealing) value = std::min(p.research * value, 0.4);
}

}  // namespace

double wanted_research(const Innovation::Parameters& p, double revealing_share, const Appropriation& all) {
  double wanted = revealing_share;
  want_research(p, all, {&wanted, 1});
  return wanted;
}

namespace {

void care_for_commons(Innovation& own, const World& world) {
  for (std::size_t j = 0; j < own.own_giving.size(); ++j)
    own.own_giving[j] = world.organisations.is_cooperative(j) ? world.cooperatives.giving() : 0.0;
}

}  // namespace

void set_up(Innovation& own, const World& world, const sim::Month& month) {
  const Innovation::Parameters& p = own.parameters;
  for (std::size_t j = 0; j < own.found.size(); ++j) {
    const auto id = static_cast<std::uint64_t>(world.organisations.id[j]);
    own.in_pool[j] = month.draws.uniform(purpose::opening_pool, month.number, id) < p.pool_share;
  }
  own.revealing_share.fill(p.revealing);
  own.giving_share.fill(p.giving);
  care_for_commons(own, world);
  own.found.fill(0.0);
  own.learned.fill(0.0);
  own.contributed_hours.fill(0.0);
  own.fee.fill({});
  const double markup = world.production.parameters.markup;
  own.profitability.fill(markup / (1.0 + markup) - world.capture.parameters.advertising_share - world.foundations.parameters.donated_share);
  const Appropriation all = appropriation(own, world);
  for (std::size_t j = 0; j < own.found.size(); ++j) own.research_share[j] = wanted_research(p, own.revealing_share[j], all);
}

void enter(Innovation& own, const World& world, const sim::Month& month, std::size_t j) {
  const Innovation::Strategies& mean = own.mean_strategies;
  own.research_share[j] = mean.research;
  own.revealing_share[j] = mean.revealing;
  own.giving_share[j] = mean.giving;
  own.own_giving[j] = world.organisations.is_cooperative(j) ? world.cooperatives.giving() : 0.0;
  own.profitability[j] = mean.profitability;
  const auto id = static_cast<std::uint64_t>(world.organisations.id[j]);
  own.in_pool[j] = month.draws.uniform(purpose::opening_pool, month.number, id) < mean.pooled;
  leave(own, world, j);
}

void leave(Innovation& own, const World&, std::size_t j) {
  own.found[j] = own.learned[j] = own.contributed_hours[j] = 0.0;
  own.fee[j] = {};
}

void give_to_commons(Innovation& own, const World& world, const sim::Month&) {
  for (std::size_t j = 0; j < own.contributed_hours.size(); ++j)
    own.contributed_hours[j] = world.organisations.trades(j) ? own.given_share(j) * world.labour_market.labour[j] : 0.0;
}

void pay_pool_fees(Innovation& own, const World& world, const sim::Month& month) {
  for (std::size_t j = 0; j < own.fee.size(); ++j) {
    const double due = own.in_pool[j] && world.organisations.trades(j) ? own.parameters.pool_fee * world.goods_market.revenue[j].eur() : 0.0;
    own.fee[j] = std::min(sim::Money::of(due), month.ledger.deposit(j));
    if (own.fee[j] > sim::Money{}) month.ledger.transfer(own.pool_fees, j, world.organisations.foundation(), own.fee[j]);
  }
}

namespace {

// Share-weighted means of log productivity: of what everybody may imitate, of cooperatives, and of the members of each class's pool.
struct Frontiers {
  double open = 0.0;
  double cooperatives = 0.0;
  std::vector<double> pool;  // [class] NaN without members
};

Frontiers look_around(const Innovation& own, const World& world) {
  Frontiers seen;
  seen.pool.assign(world.n_classes, 0.0);
  std::vector<double> pool_weight(world.n_classes, 0.0);
  double weight = 0.0, of_cooperatives = 0.0;
  for (std::size_t j = 0; j < own.found.size(); ++j) {
    if (!world.organisations.trades(j)) continue;
    const double share = world.goods_market.market_share[j];
    const double level = sim::log(world.production.own_productivity[j]);
    seen.open += share * (level - world.creation_rights.withheld(j));
    weight += share;
    if (world.organisations.is_cooperative(j)) seen.cooperatives += share * level, of_cooperatives += share;
    if (!own.in_pool[j]) continue;
    seen.pool[world.class_of_producer(j)] += share * level;
    pool_weight[world.class_of_producer(j)] += share;
  }
  if (weight > 0.0) seen.open /= weight;
  if (of_cooperatives > 0.0) seen.cooperatives /= of_cooperatives;
  for (std::size_t g = 0; g < seen.pool.size(); ++g) seen.pool[g] = pool_weight[g] > 0.0 ? seen.pool[g] / pool_weight[g] : std::nan("");
  return seen;
}

// The chance of success of producers from `first` on, by research share and staff.
void find_chances(const Innovation& own, const World& world, std::size_t first, double mean_staff, std::span<double> chance) {
  const Innovation::Parameters& p = own.parameters;
  if (p.research == 0.0) return std::fill(chance.begin(), chance.end(), 0.0);
  std::vector<double> staff(chance.size());
  for (std::size_t n = 0; n < staff.size(); ++n) {
    chance[n] = own.research_share[first + n] / p.research;
    staff[n] = std::max(static_cast<double>(world.labour_market.headcount[first + n]), 1.0) / mean_staff;
  }
  sim::raise(chance, p.research_elasticity);
  sim::raise(staff, p.research_scale);
  const double anticommons = world.creation_rights.anticommons();
  for (std::size_t n = 0; n < staff.size(); ++n) chance[n] = (1.0 - sim::exp(-p.success * (chance[n] * staff[n]))) / anticommons;
}

double gain_by_search(const Innovation& own, const World& world, const sim::Month& month, std::size_t j, double chance) {
  sim::Stream luck = month.draws.stream(purpose::innovation, month.number, static_cast<std::uint64_t>(world.organisations.id[j]));
  if (sim::uniform(luck) >= chance) return 0.0;
  return sim::log(1.0 + std::max((2.0 * sim::beta(luck, 3.0, 3.0) - 1.0) * own.parameters.largest_step, 0.0));
}

double gain_by_imitation(const Innovation& own, const World& world, const sim::Month& month, std::size_t j, const Frontiers& seen) {
  const auto id = static_cast<std::uint64_t>(world.organisations.id[j]);
  const auto half_the_gap = [&](double chance, double frontier, std::uint32_t index) {
    if (month.draws.uniform(purpose::imitation, month.number, id, index) >= chance) return 0.0;
    const double level = sim::log(world.production.own_productivity[j]);
    return frontier > level ? 0.5 * (frontier - level) : 0.0;
  };
  const double open = half_the_gap(own.parameters.imitation, seen.open, 0);
  const double pooled = own.in_pool[j] ? half_the_gap(own.parameters.pool_imitation, seen.pool[world.class_of_producer(j)], 1) : 0.0;
  const bool shares = world.organisations.is_cooperative(j);
  const double shared = shares ? half_the_gap(world.cooperatives.parameters.shared_designs, seen.cooperatives, 2) : 0.0;
  return std::max({open, pooled, shared});
}

}  // namespace

void search_and_imitate(Innovation& own, const World& world, const sim::Month& month) {
  const Frontiers seen = look_around(own, world);
  double staff = 0.0, trading = 0.0;
  for (std::size_t j = 0; j < own.found.size(); ++j)
    if (world.organisations.trades(j)) staff += static_cast<double>(world.labour_market.headcount[j]), ++trading;
  const double mean_staff = std::max(staff / std::max(trading, 1.0), 1.0);
  for (int member = 0; member < 2; ++member) own.research_hours[member] *= 59.0 / 60.0, own.gains[member] *= 59.0 / 60.0;
  world.share_out_producers([&](std::size_t first, std::size_t last) {
    find_chances(own, world, first, mean_staff, {&own.found[first], last - first});
    for (std::size_t j = first; j < last; ++j) {
      const bool trades = world.organisations.trades(j);
      own.found[j] = trades ? gain_by_search(own, world, month, j, own.found[j]) : 0.0;  // was its chance
      own.learned[j] = trades ? gain_by_imitation(own, world, month, j, seen) : 0.0;
    }
  });
  for (std::size_t j = 0; j < own.found.size(); ++j) {
    if (!world.organisations.trades(j)) continue;
    const int member = own.in_pool[j];
    own.research_hours[member] += own.research_share[j] * world.labour_market.labour[j];
    own.gains[member] += own.found[j] + own.learned[j];
  }
}

namespace {

// What those who trade do, on average: what entrants of the month take up.
Innovation::Strategies mean_strategies(const Innovation& own, const World& world) {
  const Innovation::Parameters& p = own.parameters;
  Innovation::Strategies sum;
  double n = 0.0;
  for (std::size_t j = 0; j < own.found.size(); ++j) {
    if (!world.organisations.trades(j)) continue;
    sum.research += own.research_share[j];
    sum.revealing += own.revealing_share[j];
    sum.giving += own.giving_share[j];
    sum.profitability += own.profitability[j];
    sum.pooled += own.in_pool[j];
    ++n;
  }
  if (n == 0.0) return {p.research, p.revealing, p.giving, 0.0, 0.0};
  return {sum.research / n, sum.revealing / n, sum.giving / n, sum.profitability / n, sum.pooled / n};
}

// What a limit on pay saves a cooperative: taken from its own people, not earned, so that forms are compared without it. [EUR/month]
double saved_pay(const World& world, std::size_t j) {
  if (world.cooperatives.parameters.pay_ratio == 0.0 || !world.organisations.is_cooperative(j)) return 0.0;
  const LabourMarket& labour = world.labour_market;
  return labour.offer[j] * labour.labour[j] - sim::Money::counts(labour.bill[j]).eur();
}

}  // namespace

void follow_profit(Innovation& own, const World& world, const sim::Month&) {
  for (std::size_t j = 0; j < own.found.size(); ++j) {
    if (!world.organisations.trades(j)) continue;
    const double sales = world.goods_market.revenue[j].eur();
    const double profit = sales > 0.0 ? std::clamp((world.earnings.profit[j] - saved_pay(world, j)) / sales, -1.0, 1.0) : 0.0;
    own.profitability[j] += (profit - own.profitability[j]) / 12.0;
  }
  own.mean_strategies = mean_strategies(own, world);
}

void revise_strategies(Innovation& own, const World& world, const sim::Month& month) {
  const Innovation::Parameters& p = own.parameters;
  const Appropriation all = appropriation(own, world);
  care_for_commons(own, world);
  world.share_out_producers([&](std::size_t first, std::size_t last) {
    std::vector<double> wanted(&own.revealing_share[first], &own.revealing_share[first] + (last - first));
    want_research(p, all, wanted);
    for (std::size_t j = first; j < last; ++j)
      if (world.organisations.trades(j)) own.research_share[j] += p.research_adjustment * (wanted[j - first] - own.research_share[j]);
  });
  const sim::Column<double> revealing = own.revealing_share, giving = own.giving_share;
  const sim::Column<std::int8_t> in_pool = own.in_pool;  // as they were: all look at the same moment
  const Peers peers(world);
  const auto revise = [&](std::size_t j) {
    if (!world.organisations.trades(j)) return;
    const auto id = static_cast<std::uint64_t>(world.organisations.id[j]);
    if (month.draws.uniform(purpose::revision, month.number, id) >= p.revision) return;
    sim::Stream stream = month.draws.stream(purpose::strategy, month.number, id);
    const std::size_t other = peers.another(world, j, sim::uniform(stream));
    const double better = p.profit_sensitivity * (own.profitability[other] - own.profitability[j]);
    const bool copies = sim::uniform(stream) * (1.0 + sim::exp(-better)) < 1.0;
    const std::size_t model = copies ? other : j;
    const auto varied = [&](double value) { return value * sim::exp(p.variation * sim::normal(stream)); };
    own.revealing_share[j] = std::min(varied(revealing[model]), 1.0);
    own.giving_share[j] = std::min(varied(giving[model]), 0.1);
    own.in_pool[j] = in_pool[model];
  };
  world.share_out_producers([&](std::size_t first, std::size_t last) {
    for (std::size_t j = first; j < last; ++j) revise(j);
  });
}

void observe(const Innovation& own, const World& world, sim::Observer& show) {
  double research = 0.0, revealing = 0.0, pooled = 0.0, shares = 0.0, given = 0.0, found = 0.0, learned = 0.0;
  for (std::size_t j = 0; j < own.found.size(); ++j) {
    if (!world.organisations.trades(j)) continue;
    const double share = world.goods_market.market_share[j];
    shares += share;
    research += share * own.research_share[j];
    revealing += share * own.revealing_share[j];
    pooled += share * own.in_pool[j];
    given += own.contributed_hours[j];
    found += share * own.found[j];
    learned += share * own.learned[j];
  }
  const double weight = std::max(shares, 1e-12);
  show.series({.name = "research_share", .unit = "1", .long_name = "Share of staff time for research"}, research / weight);
  show.series({.name = "revealing_share", .unit = "1", .long_name = "Part of gains in productivity that producers reveal"}, revealing / weight);
  show.series({.name = "pool_share", .unit = "1", .long_name = "Share of design pools' members in sales"}, pooled / weight);
  show.series({.name = "paid_contribution_hours", .unit = "hour/month", .long_name = "Hours that paid staff give to the commons, per person"},
              given / static_cast<double>(world.population.skill.size()));
  show.series({.name = "innovation", .unit = "1/month", .long_name = "Gain in log productivity by search", .formula = "share-weighted"}, found / weight);
  show.series({.name = "imitation", .unit = "1/month", .long_name = "Gain in log productivity by imitation", .formula = "share-weighted"}, learned / weight);
  const auto cost = [&](int member) { return own.gains[member] > 0.0 ? own.research_hours[member] / own.gains[member] : std::nan(""); };
  show.series({.name = "pool_research_cost", .unit = "1", .long_name = "Research hours per gain in productivity, pools' members / others",
               .formula = "faded over five years; gains by search and imitation"}, cost(1) / cost(0));
}

}  // namespace models
