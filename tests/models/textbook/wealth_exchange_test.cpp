#include "models/textbook/wealth_exchange.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "tests/catch.h"
#include "tests/models/textbook/textbook_world.h"

using models::WealthExchange;
using Exchange = test::TextbookWorld<models::WealthExchangeWorld>;

namespace {

constexpr std::size_t links = WealthExchange::neighbours_each;

test::Settings settings(std::int64_t people, std::int64_t wealth) {
  return {{"textbook.wealth_exchange.count", people}, {"textbook.wealth_exchange.opening_wealth", wealth}};
}

// Everybody gives to eight others and eight others give to everybody: neighbour k of person i is i + step k on a ring.
void mix_well(WealthExchange& own) {
  const std::size_t people = own.wealth.size();
  for (std::size_t i = 0; i < people; ++i)
    for (std::size_t k = 0; k < links; ++k)
      own.neighbours[i * links + k] = static_cast<std::int32_t>(
          (i + std::array<std::size_t, 8>{1, 37, 211, 503, 719, 1103, 1409, 1777}[k]) % people);
}

// Mean absolute difference of all pairs over twice the mean.
double gini_of_pairs(const sim::Column<std::int32_t>& wealth) {
  double differences = 0.0, sum = 0.0;
  for (const std::int32_t one : wealth) {
    sum += one;
    for (const std::int32_t other : wealth) differences += std::abs(one - other);
  }
  return differences / (2.0 * static_cast<double>(wealth.size()) * sum);
}

double mean_of(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

}  // namespace

TEST_CASE("wealth_exchange: zero: who owns nothing gives nothing") {
  Exchange small(settings(100, 0));
  small.live(5);
  for (std::size_t i = 0; i < 100; ++i) {
    CHECK(small.world().exchange.wealth[i] == 0);
    CHECK(small.world().exchange.gift[i] % 2 == 0);
  }
  CHECK(small.series("gini_wealth").back() == 0.0);
}

TEST_CASE("wealth_exchange: by hand: three people in a circle") {
  // Each gives to the next. (2, 0, 0) -> (1, 1, 0) -> (0, 1, 1) -> (1, 0, 1): all at once, and nobody gives what
  // arrives. Gini of (1, 1, 0): pairs differ by 1 in four of nine, over 2 x 2/3: 4/9 / (4/3) = 1/3.
  Exchange small(settings(3, 0));
  WealthExchange& own = small.world().exchange;
  for (std::size_t k = 0; k < 3 * links; ++k) own.neighbours[k] = static_cast<std::int32_t>((k / links + 1) % 3);
  own.wealth[0] = 2;
  for (const auto& expected : {std::array{1, 1, 0}, std::array{0, 1, 1}, std::array{1, 0, 1}}) {
    small.live(1);
    CHECK(std::equal(expected.begin(), expected.end(), own.wealth.begin()));
  }
  CHECK(small.series("gini_wealth")[0] == Approx(1.0 / 3.0).epsilon(1e-12));
  CHECK(small.series("without_wealth")[0] == Approx(1.0 / 3.0).epsilon(1e-12));
  CHECK(small.series("mean_wealth")[0] == Approx(2.0 / 3.0).epsilon(1e-12));
}

TEST_CASE("wealth_exchange: conserves: no unit is made or lost and nobody owes any") {
  Exchange small(settings(777, 3));
  const auto& wealth = small.world().exchange.wealth;
  for (int month = 0; month < 200; ++month) {
    small.pass(1);
    REQUIRE(std::accumulate(wealth.begin(), wealth.end(), std::int64_t{0}) == 3 * 777);
    REQUIRE(*std::min_element(wealth.begin(), wealth.end()) >= 0);
  }
  small.live(1);
  CHECK(small.series("gini_wealth").back() == Approx(gini_of_pairs(wealth)).epsilon(1e-12));
  for (std::size_t k = 0; k < small.world().exchange.neighbours.size(); ++k)
    REQUIRE(small.world().exchange.neighbours[k] != static_cast<std::int32_t>(k / links));
}

TEST_CASE("wealth_exchange: direction: more to begin with leaves fewer without, count adds people") {
  const auto without = [](std::int64_t wealth) {
    Exchange small(settings(2000, wealth));
    small.live(300);
    return small.series("without_wealth").back();
  };
  CHECK(without(1) > without(3));
  CHECK(without(3) > without(10));
  CHECK(Exchange(settings(50, 1)).world().exchange.wealth.size() == 50);
  CHECK(Exchange(settings(60, 1)).world().exchange.neighbours.size() == 60 * links);
}

TEST_CASE("wealth_exchange: oracle: V7, a Gini coefficient of one half where everybody is as well connected") {
  // A person is a queue: one unit leaves if there is any, the number arriving is near Binomial(8, r/8), r the share of
  // people who own something. Pollaczek and Khinchin: mean wealth = r + E[A (A - 1)] / (2 (1 - r)) = r + 7/16 r^2 / (1
  // - r). For 1 unit each r = .60190. For many it is exponential: 1 - r near 7/16 / mean, a Gini of 1/2 in the limit.
  const double r = (2.0 - std::sqrt(4.0 - 4.0 * 0.5625)) / (2.0 * 0.5625);  // 9/16 r^2 - 2 r + 1 = 0
  Exchange poor(settings(2000, 1));
  mix_well(poor.world().exchange);
  poor.pass(500);
  poor.live(500);
  CHECK(1.0 - mean_of(poor.series("without_wealth")) == Approx(r).margin(0.005));
  Exchange rich(settings(2000, 10));
  mix_well(rich.world().exchange);
  rich.pass(12'000);
  rich.live(4'000);
  CHECK(mean_of(rich.series("gini_wealth")) == Approx(0.5).margin(0.02));
}
