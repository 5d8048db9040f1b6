#include "models/textbook/public_good.h"

#include <cmath>
#include <numeric>

#include "tests/catch.h"
#include "tests/models/textbook/textbook_world.h"

using models::PublicGood;
using Givers = test::TextbookWorld<models::PublicGoodWorld>;

namespace {

const std::string section = "textbook.public_good.";

test::Settings settings(std::int64_t people, double public_weight, double warm_glow, test::Settings others = {}) {
  others[section + "count"] = people;
  others[section + "public_weight"] = public_weight;
  others[section + "warm_glow"] = warm_glow;
  return others;
}

// Until nothing moves any more.
void bring_to_rest(Givers& small) {
  small.pass(999);
  small.live(2);
  const std::vector<double>& good = small.series("public_good");
  REQUIRE(good[1] == Approx(good[0]).epsilon(1e-12));
}
double rest(const char* series, const test::Settings& changes) {
  Givers small(changes);
  bring_to_rest(small);
  return small.series(series).back();
}

}  // namespace

TEST_CASE("public_good: zero: who values neither the good nor giving gives nothing") {
  CHECK(rest("public_good", settings(10, 0.0, 0.0)) == 0.0);
  CHECK(rest("givers", settings(10, 0.0, 0.0)) == 0.0);
  CHECK(rest("private_goods", settings(10, 0.0, 0.0)) == Approx(1000.0).epsilon(1e-12));
}

TEST_CASE("public_good: by hand: two people in turn, and one alone") {
  // a = 1/2, 1000 each: the first gives 500, the second 500 - 250 = 250, the first 500 - 125 = 375, the second 312.5; at last 1000/3.
  Givers two(settings(2, 0.5, 0.0, {{section + "income_dispersion", 0.0}}));
  two.live(1);
  CHECK(two.world().commons.gift[0] == Approx(500.0));
  CHECK(two.world().commons.gift[1] == Approx(250.0));
  two.live(1);
  CHECK(two.world().commons.gift[0] == Approx(375.0));
  CHECK(two.world().commons.gift[1] == Approx(312.5));
  CHECK(two.series("provision").back() == Approx(687.5 / 1000.0));
  two.live(60);
  CHECK(two.world().commons.gift[0] == Approx(1000.0 / 3.0));
  // Alone: (1 - a) / (m - g) = (a + w) / g, g = (a + w) / (1 + w) m = 750 for a = 1/2, w = 1. A tax of 200 leaves 600 for g + 150,
  // and g from 2 g^2 - 900 g - 160,000 = 0, as (1 - a + w) 200 - (a + w) 800 = -900 and w 800 x 200 = 160,000.
  CHECK(rest("gifts", settings(1, 0.5, 1.0)) == Approx(750.0));
  CHECK(rest("gifts", settings(1, 0.5, 1.0, {{section + "tax", 200.0}})) == Approx((900.0 + std::sqrt(810'000.0 + 8.0 * 160'000.0)) / 4.0));
  // Who is taxed of everything has nothing to give.
  CHECK(rest("gifts", settings(3, 0.5, 1.0, {{section + "tax", 1e6}})) == 0.0);
}

TEST_CASE("public_good: conserves: all income is private goods, gifts or taxes, and redistribution moves it only") {
  for (const double redistribution : {0.0, 0.4, 1.0}) {
    Givers small(settings(15, 0.6, 0.2, {{section + "redistribution", redistribution}, {section + "income_dispersion", 1.0}, {section + "tax", 30.0}}));
    for (int month = 0; month < 20; ++month) {
      small.live(1);
      const PublicGood& own = small.world().commons;
      double gifts = 0.0, private_goods = 0.0;
      for (std::size_t i = 0; i < 15; ++i) {
        CHECK(own.gift[i] >= 0.0);
        CHECK(own.gift[i] + own.taxed(i) <= own.income(i));
        gifts += own.gift[i];
        private_goods += own.income(i) - own.taxed(i) - own.gift[i];
      }
      CHECK(small.series("gifts").back() == Approx(gifts).epsilon(1e-12));
      CHECK(small.series("public_good").back() == Approx(small.series("gifts").back() + small.series("taxes").back()).epsilon(1e-12));
      CHECK(private_goods + small.series("public_good").back() == Approx(15'000.0).epsilon(1e-12));
      CHECK(15.0 * small.series("private_goods").back() == Approx(private_goods).epsilon(1e-12));
    }
  }
}

TEST_CASE("public_good: direction: preferences, warm glow and income add, company takes away") {
  const double usual = rest("public_good", settings(10, 0.8, 0.0));
  CHECK(rest("public_good", settings(10, 0.9, 0.0)) > usual + 1.0);
  CHECK(rest("public_good", settings(10, 0.8, 0.1)) > usual + 1.0);
  CHECK(rest("public_good", settings(10, 0.8, 0.0, {{section + "mean_income", 2000.0}})) == Approx(2.0 * usual).epsilon(1e-9));
  CHECK(rest("provision", settings(20, 0.8, 0.0)) < rest("provision", settings(10, 0.8, 0.0)) - 0.05);
  // Where incomes differ much, only the rich give, and levelling takes from them: the good becomes less, givers more.
  const test::Settings unequal{{section + "income_dispersion", 1.0}}, levelled{{section + "income_dispersion", 1.0}, {section + "redistribution", 1.0}};
  CHECK(rest("givers", settings(10, 0.8, 0.0, unequal)) < 0.8);
  CHECK(rest("givers", settings(10, 0.8, 0.0, levelled)) == 1.0);
  CHECK(rest("public_good", settings(10, 0.8, 0.0, unequal)) > rest("public_good", settings(10, 0.8, 0.0, levelled)) + 100.0);
  // A tax beyond what people would give of themselves adds.
  CHECK(rest("public_good", settings(10, 0.8, 0.0, {{section + "tax", 400.0}})) > usual + 100.0);
}

TEST_CASE("public_good: oracle: the best gift, by trying all") {
  for (const double a : {0.2, 0.8})
    for (const double w : {0.0, 0.05, 1.0})
      for (const double others : {0.5, 100.0, 3000.0}) {
        double best = 0.0, most = -1e300;
        for (double g = 0.0; g < 1000.0; g += 0.01) {
          const double utility = (1.0 - a) * std::log(1000.0 - g) + a * std::log(g + others) + (w > 0.0 ? w * std::log(g) : 0.0);
          if (utility > most) most = utility, best = g;
        }
        PublicGood::Parameters parameters{};
        parameters.public_weight = a, parameters.warm_glow = w;
        CHECK(models::best_gift(parameters, 1000.0, others) == Approx(best).margin(0.011));
      }
}

TEST_CASE("public_good: oracle: V28, redistribution and taxes among givers change nothing, unless giving itself is enjoyed") {
  // All give: a g_i = a m_i - (1 - a) (G - g_i), so G = a M / (a + n (1 - a)) for incomes M, however divided.
  const double neutral = 0.8 * 10'000.0 / (0.8 + 10.0 * 0.2);
  for (const double redistribution : {0.0, 0.5, 1.0})
    for (const double tax : {0.0, 20.0, 50.0}) {
      Givers small(settings(10, 0.8, 0.0, {{section + "redistribution", redistribution}, {section + "tax", tax}}));
      bring_to_rest(small);
      REQUIRE(small.series("givers").back() == 1.0);
      CHECK(small.series("public_good").back() == Approx(neutral).epsilon(1e-6));
      CHECK(small.series("gifts").back() == Approx(neutral - 10.0 * tax).epsilon(1e-6));
    }
  // With warm glow and equal incomes all give the g of (1 - a) / (m - t - g) = a / (n (g + t)) + w / g, here by halving.
  for (const double w : {0.02, 0.1, 0.5}) {
    const auto symmetric = [&](double tax) {
      double low = 0.0, high = 1000.0 - tax;
      for (int k = 0; k < 100; ++k) {
        const double g = 0.5 * (low + high);
        (0.2 / (1000.0 - tax - g) < 0.8 / (10.0 * (g + tax)) + w / g ? low : high) = g;
      }
      return 10.0 * low;
    };
    const auto gifts = [&](double tax) { return rest("gifts", settings(10, 0.8, w, {{section + "income_dispersion", 0.0}, {section + "tax", tax}})); };
    CHECK(gifts(0.0) == Approx(symmetric(0.0)).epsilon(1e-6));
    CHECK(gifts(50.0) == Approx(symmetric(50.0)).epsilon(1e-6));
    const double answered = (gifts(0.0) - gifts(50.0)) / 500.0;
    CHECK(answered > 0.0);
    CHECK(answered < 0.95);
  }
}
