#include "models/textbook/thresholds.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "tests/catch.h"
#include "tests/models/textbook/textbook_world.h"

using models::Thresholds;
using Crowd = test::TextbookWorld<models::ThresholdsWorld>;

namespace {

test::Settings normal(std::int64_t people, double mean, double dispersion) {
  return {{"textbook.thresholds.count", people}, {"textbook.thresholds.mean", mean}, {"textbook.thresholds.dispersion", dispersion}};
}
test::Settings uniform(std::int64_t people, std::int64_t second) {
  return {{"textbook.thresholds.count", people}, {"textbook.thresholds.rule", std::string("uniform")}, {"textbook.thresholds.second", second}};
}

double share_after(const test::Settings& settings, int months) {
  Crowd small(settings);
  small.live(months);
  return small.series("active_share").back();
}

// Part of a normal distribution at or below r.
double below(double r, double mean, double dispersion) { return 0.5 * std::erfc((mean - r) / (dispersion * std::sqrt(2.0))); }

// Where a crowd without end comes to rest: the lowest fixed point, from below.
double rest(double mean, double dispersion) {
  double r = 0.0;
  for (double next = below(r, mean, dispersion); next - r > 1e-14; next = below(r, mean, dispersion)) r = next;
  return r;
}

}  // namespace

TEST_CASE("thresholds: zero: nobody begins where all wait for others, everybody where nobody waits") {
  CHECK(share_after(normal(1000, 0.25, 0.0), 20) == 0.0);
  CHECK(share_after(normal(1000, 0.0, 0.0), 1) == 1.0);
}

TEST_CASE("thresholds: by hand: three people") {
  // Thresholds 1/2, 0 and 1/3: the second begins, the third sees 1/3 active and joins, then the first sees 2/3.
  Crowd small(normal(3, 1.0, 0.0));
  Thresholds& own = small.world().crowd;
  own.threshold[0] = 0.5, own.threshold[1] = 0.0, own.threshold[2] = 1.0 / 3.0;
  for (const auto& expected : {std::array{0, 1, 0}, std::array{0, 1, 1}, std::array{1, 1, 1}, std::array{1, 1, 1}}) {
    small.live(1);
    CHECK(std::equal(expected.begin(), expected.end(), own.active.begin()));
  }
  CHECK(small.series("active_share")[1] == Approx(2.0 / 3.0));
  CHECK(small.series("joined_share")[2] == Approx(1.0 / 3.0));
  CHECK(small.series("joined_share")[3] == 0.0);
}

TEST_CASE("thresholds: conserves: nobody leaves, and those who joined are those who are active") {
  Crowd small(normal(1001, 0.25, 0.13));
  const Thresholds& own = small.world().crowd;
  double joined = 0.0;
  std::vector<std::int8_t> before(1001, 0);
  for (int month = 0; month < 60; ++month) {
    small.live(1);
    for (std::size_t i = 0; i < before.size(); ++i) CHECK(own.active[i] >= before[i]);
    before.assign(own.active.begin(), own.active.end());
    joined += small.series("joined_share").back();
    CHECK(own.active_people[0] == std::accumulate(before.begin(), before.end(), std::int64_t{0}));
    CHECK(joined == Approx(static_cast<double>(own.active_people[0]) / 1001.0).epsilon(1e-12));
  }
}

TEST_CASE("thresholds: direction: high thresholds hold back, dispersion ignites, one person may be missing") {
  CHECK(share_after(normal(10'000, 0.30, 0.13), 300) < share_after(normal(10'000, 0.25, 0.13), 300) - 0.5);
  CHECK(share_after(normal(10'000, 0.25, 0.10), 300) < share_after(normal(10'000, 0.25, 0.11), 300));
  CHECK(share_after(uniform(50, 2), 60) < share_after(uniform(50, 1), 60));
  CHECK(share_after(uniform(50, 1), 20) < share_after(uniform(20, 1), 20));
}

TEST_CASE("thresholds: oracle: V4, the dispersion at which a crowd of hesitant people sets itself in motion") {
  double low = 0.10, high = 0.15;
  while (high - low > 1e-6) (rest(0.25, 0.5 * (low + high)) < 0.5 ? low : high) = 0.5 * (low + high);
  CHECK(low == Approx(0.1225).margin(0.0005));
  CHECK(rest(0.25, 0.122) == Approx(0.055).margin(0.0005));
  CHECK(rest(0.25, high) > 0.9999);

  for (const double dispersion : {0.11, 0.135}) {
    Crowd small(normal(100'000, 0.25, dispersion));
    small.live(200);
    const std::vector<double>& share = small.series("active_share");
    CHECK((dispersion < 0.12 ? share.back() < 0.06 : share.back() > 0.99));
    // The path of the crowd without end, r' = F(r). Chance in F is at most 1 / (2 sqrt N); each step carries it on by F', its slope.
    double r = 0.0, error = 0.0;
    for (std::size_t month = 0; month < 8; ++month) {
      const double slope = (below(r + 1e-6, 0.25, dispersion) - below(r, 0.25, dispersion)) / 1e-6;
      r = below(r, 0.25, dispersion);
      error = slope * error + std::sqrt(r * (1.0 - r) / 100'000.0);
      CHECK(share[month] == Approx(r).margin(4.0 * error));
    }
    CHECK(share.back() == Approx(rest(0.25, dispersion)).margin(0.003));
  }
}

TEST_CASE("thresholds: oracle: V5, of a hundred people one decides whether all follow or nobody does") {
  CHECK(share_after(uniform(100, 1), 99) == 0.99);
  CHECK(share_after(uniform(100, 1), 200) == 1.0);
  CHECK(share_after(uniform(100, 2), 200) == 0.01);
}
