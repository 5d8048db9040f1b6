#include "models/textbook/two_sided_monopoly.h"

#include <cmath>

#include "tests/catch.h"
#include "tests/models/textbook/textbook_world.h"

using models::best_price;
using models::joining;
using models::TwoSidedMonopoly;
using Monopoly = test::TextbookWorld<models::TwoSidedMonopolyWorld>;

namespace {

test::Settings numbers(const test::Settings& changes = {}) {
  test::Settings settings;
  for (const auto& [name, value] : changes) settings["textbook.two_sided_monopoly." + name] = value;
  return settings;
}

double settled(const char* series, const test::Settings& changes = {}) {
  Monopoly small(numbers(changes));
  small.live(400);
  return small.series(series).back();
}

// Measured on the demand itself.
double elasticity(const TwoSidedMonopoly::Side& side, double price) {
  const double step = 1e-5;
  return -price * (joining(side, price + step) - joining(side, price - step)) / (2.0 * step) / joining(side, price);
}

}  // namespace

TEST_CASE("two_sided_monopoly: zero: sides alike pay alike, and a platform at rest stays") {
  const test::Settings alike{{"buyers_highest", 2.0},
                             {"sellers_highest", 2.0},
                             {"buyers_curvature", 1.0},
                             {"sellers_curvature", 1.0},
                             {"cost", 1.0}};
  CHECK(settled("buyers_price", alike) == Approx(1.0).epsilon(1e-9));
  CHECK(settled("sellers_price", alike) == Approx(1.0).epsilon(1e-9));
  Monopoly still(numbers({{"inertia", 1.0}}));
  still.live(3);
  CHECK(still.series("buyers_price").back() == 0.25);
}

TEST_CASE("two_sided_monopoly: by hand: a month") {
  // At .25 each: the best price of buyers is (3 - 1 x (.25 - .5)) / 2 = 1.625, of sellers (2 - .5 x (.25 - .5)) / 1.5
  // = 1.41667; half of the way is .9375 and .83333. Transactions (1 - .3125) x (1 - .416667)^(1/2) = .525,
  // profit 1.270833 x .525.
  Monopoly small(numbers());
  small.live(1);
  CHECK(small.series("buyers_price").back() == Approx(0.9375).epsilon(1e-12));
  CHECK(small.series("sellers_price").back() == Approx(0.25 + 0.5 * (2.125 / 1.5 - 0.25)).epsilon(1e-12));
  CHECK(small.series("transactions").back() == Approx(0.6875 * std::sqrt(1.0 - 0.416667)).epsilon(1e-5));
  CHECK(small.series("profit").back() == Approx(1.270833 * 0.6875 * std::sqrt(1.0 - 0.416667)).epsilon(1e-5));
}

TEST_CASE("two_sided_monopoly: conserves: nobody joins above what the keenest would pay, nobody more than would for nothing") {
  const TwoSidedMonopoly::Side side{2.0, 0.7};
  CHECK(joining(side, 2.0) < 1e-100);
  CHECK(joining(side, 5.0) < 1e-100);
  CHECK(joining(side, 0.0) == 1.0);
  Monopoly small(numbers());
  small.live(60);
  for (const double part : small.series("transactions")) CHECK((part > 0.0 && part <= 1.0));
}

TEST_CASE("two_sided_monopoly: direction: who answers less pays more, and the other side less") {
  CHECK(settled("buyers_price", {{"buyers_highest", 4.0}}) > settled("buyers_price"));
  CHECK(settled("sellers_price", {{"buyers_highest", 4.0}}) < settled("sellers_price"));
  CHECK(settled("sellers_price", {{"sellers_highest", 0.5}}) < 0.0);  // paid for coming
  CHECK(settled("buyers_price", {{"buyers_curvature", 2.0}}) < settled("buyers_price"));
  CHECK(settled("sellers_price", {{"sellers_curvature", 2.0}}) < settled("sellers_price"));
  CHECK(settled("buyers_price", {{"cost", 1.0}}) > settled("buyers_price"));
  Monopoly fast(numbers({{"inertia", 0.2}})), slow(numbers({{"inertia", 0.9}}));
  fast.live(3);
  slow.live(3);
  CHECK(fast.series("buyers_price").back() > slow.series("buyers_price").back());
}

TEST_CASE("two_sided_monopoly: oracle: V32, prices in proportion to elasticities") {
  // Rochet and Tirole: p_B / eta_B = p_S / eta_S within 1 %, with elasticities measured on the demand; both are the
  // margin.
  for (const double buyers : {1.5, 3.0, 6.0})
    for (const double curvature : {0.5, 1.0, 2.5}) {
      Monopoly small(numbers({{"buyers_highest", buyers}, {"buyers_curvature", curvature}}));
      small.live(400);
      const TwoSidedMonopoly::Parameters& p = small.world().platform.parameters;
      const double one = small.series("buyers_price").back(), two = small.series("sellers_price").back();
      const double margin = one + two - p.cost;
      CHECK(one / elasticity(p.buyers(), one) == Approx(two / elasticity(p.sellers(), two)).epsilon(0.01));
      CHECK(one / elasticity(p.buyers(), one) == Approx(margin).epsilon(0.01));
      CHECK(margin ==
            Approx((buyers + p.sellers_highest - p.cost) / (1.0 + curvature + p.sellers_curvature)).epsilon(1e-9));
      // No other pair of prices earns more.
      const auto profit = [&](double a, double b) {
        return (a + b - p.cost) * joining(p.buyers(), a) * joining(p.sellers(), b);
      };
      for (const double a : {-0.1, 0.0, 0.1})
        for (const double b : {-0.1, 0.0, 0.1}) CHECK(profit(one + a, two + b) <= profit(one, two) * (1.0 + 1e-12));
    }
}
