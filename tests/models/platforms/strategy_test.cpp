#include "models/platforms/strategy.h"

#include <cmath>

#include "models/purposes.h"
#include "tests/catch.h"
#include "tests/models/small_world.h"

using test::Settings;
using test::SmallWorld;

namespace {

Settings monthly(Settings changes = {}) {
  changes.emplace("platforms.strategy.period", std::int64_t{1});
  changes.emplace("platforms.strategy.law", std::string("hill_climb"));
  changes.emplace("platforms.strategy.opening_take_rate", 0.1);
  return changes;
}

// Take rate of platform 0 in `months` of ever higher profit.
double raised(const std::string& name, const sim::Value& value, int months = 6) {
  Settings settings = monthly({{"platforms.strategy.step", 0.01}, {"platforms.strategy.highest_take_rate", 0.9}});
  settings["platforms.strategy." + name] = value;
  SmallWorld small(settings);
  small.world().strategy.direction.fill(1.0);
  for (int t = 0; t < months; ++t) {
    small.world().capture.profit.fill(1'000.0 * (t + 1));
    small.once(models::set_take_rates, small.world().strategy, t);
  }
  return small.world().strategy.take_rate[0];
}

// Where a climb on the profit tau e^(-beta tau) / (e^(-beta tau) + e^(-beta (V - u0))) goes round, V = 1, u0 = .3.
double climbed(double beta) {
  SmallWorld small(monthly({{"platforms.strategy.step", 0.01}, {"platforms.strategy.highest_take_rate", 0.95}}));
  auto& own = small.world().strategy;
  double sum = 0.0;
  for (int t = 0; t < 600; ++t) {
    for (std::size_t k = 0; k < own.take_rate.size(); ++k)
      small.world().capture.profit[k] =
          1e5 * own.take_rate[k] / (1.0 + std::exp(-beta * (1.0 - own.take_rate[k] - 0.3)));
    small.once(models::set_take_rates, own, t);
    if (t >= 200) sum += own.take_rate[0];
  }
  return sum / 400.0;
}

}  // namespace

TEST_CASE("strategy: zero: without a step take rates stay") {
  SmallWorld small(monthly({{"platforms.strategy.step", 0.0}}));
  auto& own = small.world().strategy;
  for (int t = 0; t < 24; ++t) {
    small.world().capture.profit.fill(t % 3 * 100.0);
    small.once(models::set_take_rates, own, t);
    for (const double take_rate : own.take_rate) CHECK(take_rate == 0.1);
    CHECK(own.mean_take_rate == Approx(0.1).epsilon(1e-12));
  }
}

TEST_CASE("strategy: by hand: a climb, a turn and the quality of service") {
  SmallWorld small(monthly({{"people.count", std::int64_t{3}},
                            {"platforms.adoption.count", std::int64_t{1}},
                            {"platforms.strategy.step", 0.02},
                            {"platforms.strategy.usual_spending", 0.004}}));
  auto& world = small.world();
  const auto length = [&](int t) {
    return 0.02 * (0.5 + small.month(t).draws.uniform(models::purpose::take_step, t, world.organisations.platform(0)));
  };
  // Profit of 160, 320, 160 EUR at 16 EUR an hour are 10, 20, 10 hours: up, up, and down again.
  world.labour_market.wage = 16.0;
  world.strategy.direction.fill(1.0);
  double expected = 0.1;
  const double profits[] = {160.0, 320.0, 160.0}, signs[] = {1.0, 1.0, -1.0};
  for (int t = 1; t <= 3; ++t) {
    world.capture.profit.fill(profits[t - 1]);
    small.once(models::set_take_rates, world.strategy, t);
    expected += signs[t - 1] * length(t);
    CHECK(world.strategy.take_rate[0] == Approx(expected).epsilon(1e-12));
    CHECK(world.strategy.last_profit[0] == Approx(profits[t - 1] / 16.0));
  }
  // 8 staff for 100 users are .08 or 20 times the usual .004; quality goes a tenth of the way from 1 to 20.
  world.strategy.quality.fill(1.0);
  world.labour_market.headcount.totals()[world.organisations.platform(0)] = 8;
  world.adoption.users.totals()[0] = 100;
  small.once(models::set_take_rates, world.strategy, 0);
  CHECK(world.strategy.quality[0] == Approx(2.9));
}

TEST_CASE("strategy: conserves: profit of the months is profit of the period, take rates stay within bounds") {
  SmallWorld small(monthly({{"platforms.strategy.period", std::int64_t{5}},
                            {"platforms.strategy.step", 0.4},
                            {"platforms.strategy.highest_take_rate", 0.5}}));
  auto& own = small.world().strategy;
  const double wage = small.world().labour_market.wage;
  double so_far = 0.0, last = 0.0, mean = 0.0;
  for (int t = 0; t < 60; ++t) {
    const double profit = 1'000.0 * std::sin(t);
    small.world().capture.profit.fill(profit);
    small.once(models::set_take_rates, own, t);
    so_far += profit / wage;
    if (t > 0 && t % 5 == 0) last = std::exchange(so_far, 0.0);
    mean = 0.0;
    for (std::size_t k = 0; k < own.take_rate.size(); ++k) {
      CHECK((own.take_rate[k] >= 0.0 && own.take_rate[k] <= 0.5));
      CHECK(own.last_profit[k] == Approx(last).margin(1e-9));
      CHECK(own.profit_so_far[k] == Approx(so_far).margin(1e-9));
      mean += own.take_rate[k] * small.world().adoption.user_share(k);
    }
    CHECK(own.mean_take_rate == Approx(mean).epsilon(1e-12));
  }
}

TEST_CASE("strategy: direction: longer steps, caps, rarer decisions, dearer quality") {
  CHECK(raised("step", 0.04) > raised("step", 0.01));
  CHECK(raised("highest_take_rate", 0.12) == 0.12);
  CHECK(raised("highest_take_rate", 0.13) > raised("highest_take_rate", 0.12));
  CHECK(raised("period", std::int64_t{3}) < raised("period", std::int64_t{1}));
  CHECK(raised("opening_take_rate", 0.2) > raised("opening_take_rate", 0.1));
  const auto quality = [](double usual_spending) {
    SmallWorld small(monthly({{"platforms.strategy.usual_spending", usual_spending}}));
    small.world().labour_market.headcount.totals()[small.world().organisations.platform(0)] = 5;
    small.once(models::set_take_rates, small.world().strategy);
    return small.world().strategy.quality[0];
  };
  CHECK(quality(0.01) < quality(0.001));
}

TEST_CASE("strategy: direction: with foresight the take rate grows with lock-in, less where accounts are portable") {
  const auto late = [](double portability, const char* law = "foresight", double highest = 0.6) {
    SmallWorld small({{"people.count", std::int64_t{6'000}},
                      {"platforms.strategy.law", std::string(law)},
                      {"platforms.strategy.patience_spread", 0.0},
                      {"platforms.strategy.highest_take_rate", highest},
                      {"state.regulation.data_portability", portability}});
    small.live(241);
    CHECK(small.recent("lock_in", 1) > small.series("lock_in")[1] + 0.2);
    return small.recent("take_rate", 60);
  };
  const double locked = late(0.0);
  CHECK(locked > 0.2);  // from 0.1
  CHECK(late(1.0) < locked - 0.05);
  CHECK(late(0.0, "foresight", 0.15) == Approx(0.15).epsilon(1e-12));
}

TEST_CASE("strategy: by hand: a take rate moves by no more than the largest change, and patience differs between owners") {
  SmallWorld small({{"platforms.strategy.period", std::int64_t{12}}, {"platforms.strategy.largest_change", 0.01}});
  auto& own = small.world().strategy;
  CHECK(own.discount[0] != own.discount[1]);
  small.live(13);
  for (const double take_rate : own.take_rate) CHECK(std::abs(take_rate - 0.1) <= 0.01 + 1e-12);
  SmallWorld alike({{"platforms.strategy.patience_spread", 0.0}, {"platforms.strategy.discount_rate", 0.2}});
  for (const double rate : alike.world().strategy.discount) CHECK(rate == Approx(0.2));
}

TEST_CASE("strategy: oracle: V15, the climb finds a monopoly's optimal take") {
  CHECK(climbed(5.0) == Approx(0.5745).margin(0.02));
  CHECK(climbed(10.0) == Approx(0.5497).margin(0.02));
}
