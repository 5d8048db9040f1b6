#include "models/textbook/solow_growth.h"

#include <cmath>

#include "tests/catch.h"
#include "tests/models/textbook/textbook_world.h"

using models::SolowGrowth;
using Solow = test::TextbookWorld<models::SolowGrowthWorld>;

namespace {

test::Settings settings(double saving, double population_growth, double depreciation, double capital_share = 1.0 / 3.0, double opening = 1.0) {
  return {{"textbook.solow_growth.saving", saving},
          {"textbook.solow_growth.population_growth", population_growth},
          {"textbook.solow_growth.depreciation", depreciation},
          {"textbook.solow_growth.capital_share", capital_share},
          {"textbook.solow_growth.opening_capital", opening}};
}

double limit(const char* series, const test::Settings& changes) {
  Solow small(changes);
  small.pass(6'000);
  small.live(1);
  return small.series(series).back();
}

}  // namespace

TEST_CASE("solow_growth: zero: without saving capital only wears out, without wear and newcomers it stays") {
  Solow idle(settings(0.0, 0.0, 0.12));
  idle.live(24);
  CHECK(idle.series("capital_per_head").back() == Approx(std::pow(0.99, 24)).epsilon(1e-12));
  Solow still(settings(0.0, 0.0, 0.0));
  still.live(24);
  CHECK(still.series("capital_per_head").back() == 1.0);
  Solow nothing(settings(0.3, 0.0, 0.05, 1.0 / 3.0, 0.0));
  nothing.live(24);
  CHECK(nothing.series("output_per_head").back() == 0.0);
}

TEST_CASE("solow_growth: by hand: a month on the way and a month at rest") {
  // k = 1: output 1, of which .24 / 12 = .02 is saved and .05 / 12 wears out, for 1 + .01 / 12 people.
  Solow small(settings(0.24, 0.01, 0.05));
  small.live(1);
  CHECK(small.series("output_per_head").back() == Approx(1.0));
  CHECK(small.series("consumption_per_head").back() == Approx(0.76));
  CHECK(small.series("capital_per_head").back() == Approx((1.02 - 0.05 / 12.0) / (1.0 + 0.01 / 12.0)).epsilon(1e-14));
  // k = 8: output 2, saving .48 = (.01 + .05) x 8.
  Solow rest(settings(0.24, 0.01, 0.05, 1.0 / 3.0, 8.0));
  rest.live(12);
  CHECK(rest.series("capital_per_head").back() == Approx(8.0).epsilon(1e-13));
  CHECK(rest.series("output_per_head").back() == Approx(2.0).epsilon(1e-13));
}

TEST_CASE("solow_growth: conserves: output is consumed or becomes capital, of which some wears out") {
  Solow small(settings(0.3, 0.02, 0.08));
  const SolowGrowth& own = small.world().economy;
  for (int month = 0; month < 240; ++month) {
    const double capital = own.capital, people = own.people;
    small.live(1);
    const double output = std::cbrt(capital * people * people) / 12.0, consumed = own.consumption_per_head * people / 12.0;
    CHECK(own.capital - capital + 0.08 / 12.0 * capital == Approx(output - consumed).epsilon(1e-11));
    CHECK(own.people == Approx(std::pow(1.0 + 0.02 / 12.0, month + 1)).epsilon(1e-12));
  }
}

TEST_CASE("solow_growth: direction: saving and the share of capital raise it, newcomers and wear lower it, the opening is forgotten") {
  const double usual = limit("capital_per_head", settings(0.24, 0.01, 0.05));
  CHECK(limit("capital_per_head", settings(0.30, 0.01, 0.05)) > usual + 1.0);
  CHECK(limit("capital_per_head", settings(0.24, 0.01, 0.05, 0.4)) > usual + 1.0);
  CHECK(limit("capital_per_head", settings(0.24, 0.02, 0.05)) < usual - 1.0);
  CHECK(limit("capital_per_head", settings(0.24, 0.01, 0.08)) < usual - 1.0);
  CHECK(limit("capital_per_head", settings(0.24, 0.01, 0.05, 1.0 / 3.0, 30.0)) == Approx(usual).epsilon(1e-6));
  // The golden rule: people consume most in the end when they save a third.
  const double golden = limit("consumption_per_head", settings(1.0 / 3.0, 0.01, 0.05));
  CHECK(limit("consumption_per_head", settings(0.30, 0.01, 0.05)) < golden);
  CHECK(limit("consumption_per_head", settings(0.37, 0.01, 0.05)) < golden);
}

TEST_CASE("solow_growth: oracle: V33, the limit of capital per head") {
  for (const double s : {0.1, 0.24, 0.4})
    for (const double n : {0.0, 0.01, 0.03})
      for (const double d : {0.04, 0.08}) {
        const double k = std::pow(s / (n + d), 1.5);
        CHECK(limit("capital_per_head", settings(s, n, d)) == Approx(k).epsilon(1e-3));
        CHECK(limit("output_per_head", settings(s, n, d)) == Approx(std::cbrt(k)).epsilon(1e-3));
      }
}

TEST_CASE("solow_growth: oracle: the path to the limit in closed form") {
  // In continuous time k^(1 - a) nears s / (n + d) at a rate of (1 - a) (n + d). Months instead err by the order of a month's rate.
  const double s = 0.24, n = 0.01, d = 0.05, a = 1.0 / 3.0, end = s / (n + d);
  Solow small(settings(s, n, d, a, 0.2));
  small.live(2400);
  const std::vector<double>& capital = small.series("capital_per_head");
  double worst = 0.0;
  for (std::size_t month = 0; month < capital.size(); ++month) {
    const double years = static_cast<double>(month + 1) / 12.0;
    const double exact = std::pow(end + (std::pow(0.2, 1.0 - a) - end) * std::exp(-(1.0 - a) * (n + d) * years), 1.0 / (1.0 - a));
    worst = std::max(worst, std::abs(capital[month] / exact - 1.0));
  }
  CHECK(worst < 0.01);
}
