#include "models/producers/innovation.h"

#include <cmath>
#include <numeric>

#include "tests/catch.h"
#include "tests/models/small_world.h"

using models::Innovation;
using test::Settings;
using test::SmallWorld;

namespace {

const std::string section = "producers.innovation.";

Settings with(const std::string& name, sim::Value value, Settings others = {}) {
  others[section + name] = std::move(value);
  return others;
}

// Mean gains of producers by search and by imitation over some months, productivity left as it is.
struct Gains {
  double found = 0.0, learned = 0.0;
};
Gains gains(Settings settings, int months = 60) {
  settings.emplace("people.count", std::int64_t{4'000});
  SmallWorld small(settings);
  Innovation& own = small.world().innovation;
  Gains sum;
  for (int month = 0; month < months; ++month) {
    small.once(models::search_and_imitate, own, month);
    sum.found += std::accumulate(own.found.begin(), own.found.end(), 0.0);
    sum.learned += std::accumulate(own.learned.begin(), own.learned.end(), 0.0);
  }
  return sum;
}

double research_after(Settings settings, int months) {
  SmallWorld small(settings);
  Innovation& own = small.world().innovation;
  for (int month = 0; month < months; ++month) small.once(models::revise_strategies, own, month);
  return own.research_share[0];
}

}  // namespace

TEST_CASE("innovation: zero: without success and imitation nobody learns, without giving and pools nothing is given or paid") {
  const Gains none = gains({{section + "success", 0.0}, {section + "imitation", 0.0}, {section + "pool_imitation", 0.0}});
  CHECK(none.found == 0.0);
  CHECK(none.learned == 0.0);
  CHECK(gains({{section + "research", 0.0}, {section + "imitation", 0.0}, {section + "pool_share", 0.0}}).found == 0.0);
  for (const Settings& settings : {with("giving", 0.0), with("corporate_support", 0.0)}) {
    SmallWorld small(with("pool_share", 0.0, settings));
    small.live(2);
    CHECK(small.series("paid_contribution_hours").back() == 0.0);
    CHECK(small.series("pool_share").back() == 0.0);
    for (const sim::Money fee : small.world().innovation.fee) CHECK(fee == sim::Money{});
  }
}

TEST_CASE("innovation: by hand: an imitator, a pool and a gift") {
  // Two producers with equal shares at 8 and 18 items an hour; of the better one's log productivity ln 2.25 is protected and
  // enforcement is 1/2: what can be imitated is (ln 8 + ln 18 - ln 1.5) / 2 = ln sqrt 96. The first closes half the gap:
  // 8 -> sqrt(8 sqrt 96) = 8.8536. In a pool it sees sqrt(144) = 12 and gets to sqrt(96) = 9.798.
  for (const bool pooled : {false, true}) {
    SmallWorld small({{"people.count", std::int64_t{50}}, {"producers.goods_market.classes", std::int64_t{1}}, {"producers.demography.density", 400.0},
                      {section + "success", 0.0}, {section + "imitation", 1.0}, {section + "pool_imitation", 1.0},
                      {"commons.creation_rights.enforcement", 0.5}});
    models::World& world = small.world();
    REQUIRE(world.organisations.n_producers == 2);
    world.production.own_productivity[0] = 8.0;
    world.production.own_productivity[1] = 18.0;
    world.goods_market.market_share.fill(0.5);
    world.creation_rights.protected_gain[0] = 0.0;
    world.creation_rights.protected_gain[1] = std::log(2.25);
    world.innovation.in_pool.fill(pooled);
    small.once(models::search_and_imitate, world.innovation);
    CHECK(8.0 * std::exp(world.innovation.learned[0]) == Approx(pooled ? std::sqrt(96.0) : std::sqrt(8.0 * std::sqrt(96.0))).epsilon(1e-12));
    CHECK(world.innovation.learned[1] == 0.0);
    // 1,000 hours, of which 2 % are given and half of that support is withdrawn: 10.
    world.labour_market.labour.of(0).add(0, 1000.0);
    world.labour_market.labour.collect();
    world.innovation.giving_share.fill(0.02);
    world.innovation.parameters.corporate_support = 0.5;
    small.once(models::give_to_commons, world.innovation);
    CHECK(world.innovation.contributed_hours[0] == Approx(10.0));
    CHECK(world.innovation.making_share(0) == Approx(1.0 - world.innovation.research_share[0] - 0.01));
  }
}

TEST_CASE("innovation: conserves: pool fees reach the foundation, and strategies stay in bounds") {
  SmallWorld small({{section + "pool_share", 1.0}, {section + "pool_fee", 0.01}, {section + "revision", 0.5}, {section + "variation", 0.5}});
  models::World& world = small.world();
  small.live(1);
  const sim::Money before = small.all_money(), foundation = small.ledger().deposit(world.organisations.foundation());
  small.once(models::pay_pool_fees, world.innovation, 1);
  sim::Money paid;
  for (const sim::Money fee : world.innovation.fee) paid += fee;
  CHECK(paid > sim::Money{});
  CHECK(small.ledger().deposit(world.organisations.foundation()) == foundation + paid);
  CHECK(small.all_money() == before);
  small.live(60);
  for (std::size_t j = 0; j < world.organisations.n_producers; ++j) {
    CHECK((world.innovation.revealing_share[j] > 0.0 && world.innovation.revealing_share[j] <= 1.0));
    CHECK((world.innovation.making_share(j) > 0.0 && world.innovation.making_share(j) <= 1.0));
  }
}

TEST_CASE("innovation: direction: search, imitation and protection") {
  const Gains usual = gains({});
  CHECK(gains(with("success", 0.1)).found > usual.found);
  CHECK(gains(with("largest_step", 0.4)).found > usual.found);
  CHECK(gains(with("imitation", 0.2)).learned > usual.learned);
  CHECK(gains({{"commons.creation_rights.breadth", 2.0}}).found < usual.found);
  CHECK(gains({{"commons.creation_rights.enforcement", 0.0}}).learned > gains({{"commons.creation_rights.enforcement", 1.0}}).learned);
  CHECK(gains(with("pool_imitation", 0.2, with("pool_share", 1.0))).learned > usual.learned);
  // More of a gain stays with who found it: longer terms, less revealing and less imitation call for more research.
  CHECK(research_after({{"commons.creation_rights.term", 95.0}}, 60) > research_after({}, 60));
  CHECK(research_after({{"commons.creation_rights.term", 0.0}}, 60) < research_after({}, 60));
  CHECK(research_after({{"commons.creation_rights.term", 0.0}, {section + "usual_term", 0.0}}, 60) == Approx(0.04).epsilon(1e-3));
  CHECK(research_after({{section + "research", 0.08}}, 0) > research_after({}, 0));
  // Large producers find more often where research has a scale.
  SmallWorld scaled({{section + "research_scale", 1.0}, {section + "success", 0.1}, {"people.count", std::int64_t{4'000}}});
  models::World& world = scaled.world();
  double found[2]{};
  for (int month = 0; month < 200; ++month) {
    scaled.once(models::search_and_imitate, world.innovation, month);
    for (std::size_t j = 0; j < world.organisations.n_producers; ++j) found[world.labour_market.headcount[j] > 14] += world.innovation.found[j] > 0.0;
  }
  std::int64_t large = 0;
  for (std::size_t j = 0; j < world.organisations.n_producers; ++j) large += world.labour_market.headcount[j] > 14;
  const auto n = static_cast<double>(world.organisations.n_producers);
  CHECK(found[1] / static_cast<double>(large) > 1.1 * found[0] / (n - static_cast<double>(large)));
}

TEST_CASE("innovation: direction: profitable strategies spread, others do not, and without sensitivity only chance does") {
  const auto spread = [](double sensitivity, double sign) {
    SmallWorld small({{"people.count", std::int64_t{4'000}}, {"producers.goods_market.classes", std::int64_t{1}}, {section + "revision", 0.2},
                      {section + "variation", 0.0}, {section + "profit_sensitivity", sensitivity}});
    models::World& world = small.world();
    const std::size_t n = world.organisations.n_producers;
    for (std::size_t j = 0; j < n; ++j) world.innovation.revealing_share[j] = j % 2 == 0 ? 0.9 : 0.1;
    for (int month = 0; month < 24; ++month) {
      for (std::size_t j = 0; j < n; ++j) world.innovation.profitability[j] = sign * world.innovation.revealing_share[j] * 0.2;
      small.once(models::revise_strategies, world.innovation, month);
    }
    return std::accumulate(world.innovation.revealing_share.begin(), world.innovation.revealing_share.end(), 0.0) / static_cast<double>(n);
  };
  CHECK(spread(100.0, 1.0) > 0.8);
  CHECK(spread(100.0, -1.0) < 0.2);
  CHECK(spread(0.0, 1.0) == Approx(0.5).margin(0.12));
}

TEST_CASE("innovation: oracle: the mean step, and research where its marginal return is its cost") {
  // E ln(1 + max(2 B - 1, 0) s) for B of Beta(3, 3), by the midpoint rule; at a certain success each producer gains it a month.
  const double s = 0.1;
  double mean = 0.0;
  for (int k = 0; k < 100'000; ++k) {
    const double b = (k + 0.5) / 100'000;
    mean += 30.0 * b * b * (1.0 - b) * (1.0 - b) * std::log(1.0 + std::max(2.0 * b - 1.0, 0.0) * s) / 100'000;
  }
  const Gains certain = gains({{section + "success", 5.0}, {section + "imitation", 0.0}, {section + "largest_step", s},
                               {"commons.creation_rights.breadth", 0.0}}, 24);
  const double tries = 24.0 * 200.0 * (1.0 - std::exp(-5.0));
  CHECK(certain.found / tries == Approx(mean).epsilon(0.06));  // 4 standard errors: .055

  // Profit of research V (r / r0)^a D - r: its maximum by search over r, against the rule that producers follow.
  SmallWorld small({{"commons.creation_rights.term", 60.0}, {"commons.creation_rights.breadth", 0.0}, {section + "research_elasticity", 0.4}});
  models::World& world = small.world();
  const double usual = models::Advantage(world, 20.0).of(0.3), now = models::Advantage(world, 60.0).of(0.3);
  CHECK(now > usual);
  const double r0 = 0.04, a = 0.4, value = r0 / (a * usual);  // so that r0 is best under the usual term
  double best = 0.0, most = -1.0;
  for (double r = 1e-4; r < 0.4; r += 1e-6) {
    const double profit = value * std::pow(r / r0, a) * now - r;
    if (profit > most) most = profit, best = r;
  }
  CHECK(models::wanted_research(world.innovation.parameters, world.innovation.revealing_share[0], models::appropriation(world.innovation, world)) == Approx(best).epsilon(1e-3));
}

TEST_CASE("innovation: oracle: how long a gain stays an advantage") {
  // A walk through the stages month by month: protected, then open, then lost; closure ends it at any time.
  SmallWorld small({{section + "imitation", 0.06}, {"producers.demography.exit_hazard", 0.01}, {"commons.creation_rights.enforcement", 0.8}});
  const auto walked = [](double term, double withheld) {
    const double expiry = term > 0.0 ? 1.0 / (12.0 * term) : 1.0, step = 0.01;
    double behind = withheld, open = 1.0 - withheld, sum = 0.0;
    for (double t = 0.0; t < 20'000.0; t += step) {
      sum += (behind + open) * step;
      const double expires = behind * expiry * step, closes = 0.01 * step;
      open += expires - open * (0.03 * step + closes);
      behind -= expires + behind * closes;
    }
    return sum;
  };
  for (const double term : {0.0, 5.0, 20.0, 95.0})
    for (const double revealing : {0.0, 0.5, 1.0})
      CHECK(models::Advantage(small.world(), term).of(revealing) == Approx(walked(term, 0.8 * (1.0 - revealing))).epsilon(2e-3));
}
