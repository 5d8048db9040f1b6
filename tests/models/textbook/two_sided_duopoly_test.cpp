#include "models/textbook/two_sided_duopoly.h"

#include <cmath>

#include "tests/catch.h"
#include "tests/models/textbook/textbook_world.h"

using models::TwoSidedDuopoly;
using Duopoly = test::TextbookWorld<models::TwoSidedDuopolyWorld>;

namespace {

test::Settings numbers(const test::Settings& changes = {}) {
  test::Settings settings;
  for (const auto& [name, value] : changes) settings["textbook.two_sided_duopoly." + name] = value;
  return settings;
}

double settled(const char* series, const test::Settings& changes) {
  Duopoly small(numbers(changes));
  small.live(400);
  return small.series(series).back();
}

// Shares at which members of both groups are where they want to be, by going there in small steps; profit of platform 1.
double profit_at(const TwoSidedDuopoly::Parameters& p, std::array<double, 2> price, std::array<double, 2> others) {
  double one = 0.5, two = 0.5;
  for (int step = 0; step < 500; ++step) {
    one = 0.5 + (p.company_1 * (2.0 * two - 1.0) - price[0] + others[0]) / (2.0 * p.distance_1);
    two = 0.5 + (p.company_2 * (2.0 * one - 1.0) - price[1] + others[1]) / (2.0 * p.distance_2);
  }
  return (price[0] - p.unit_cost) * one + (price[1] - p.unit_cost) * two;
}

}  // namespace

TEST_CASE("two_sided_duopoly: zero: without company each group pays its distance, as in Hotelling's town") {
  CHECK(settled("price_1", {{"company_1", 0.0}, {"company_2", 0.0}}) == Approx(1.0).epsilon(1e-6));
  CHECK(settled("price_2", {{"company_1", 0.0}, {"company_2", 0.0}, {"distance_2", 3.0}}) == Approx(3.0).epsilon(1e-6));
  Duopoly still(numbers({{"inertia", 1.0}}));
  still.live(3);
  CHECK(still.series("share_1").back() == 0.6);
  CHECK(still.series("price_1").back() == 0.0);
}

TEST_CASE("two_sided_duopoly: by hand: a month") {
  // Prices .5 and .7 for group 1, .6 and .6 for group 2, shares .6 and .5; nobody moves prices. Group 1 wants 1/2 + (.4 x 0 + .2)/2 = .6,
  // group 2 1/2 + (.4 x .2 - 0)/2 = .54; half of the way is .6 and .52. Profit .5 x .6 + .6 x .52 = .612.
  Duopoly small(numbers());
  TwoSidedDuopoly& own = small.world().market;
  own.price[0] = 0.5, own.price[1] = 0.6, own.price[2] = 0.7, own.price[3] = 0.6;
  own.share[0] = 0.6, own.share[1] = 0.5;
  sim::Draws draws(1, 0);
  models::join_platforms(own, small.world(), {0, {}, draws, small.world().ledger, nullptr});
  CHECK(own.share[0] == Approx(0.6).epsilon(1e-14));
  CHECK(own.share[1] == Approx(0.52).epsilon(1e-14));
}

TEST_CASE("two_sided_duopoly: conserves: shares stay between nobody and everybody, both platforms ask alike when they start alike") {
  Duopoly small(numbers({{"company_1", 1.5}, {"company_2", 1.5}}));
  for (int month = 0; month < 60; ++month) {
    small.live(1);
    for (const double share : small.world().market.share) CHECK((share >= 0.0 && share <= 1.0));
    CHECK(small.world().market.price[0] == small.world().market.price[2]);
  }
}

TEST_CASE("two_sided_duopoly: direction: distance and cost raise prices, company lowers the price of the group that is valued") {
  CHECK(settled("price_1", {{"distance_1", 1.5}}) > settled("price_1", {}) + 0.1);
  CHECK(settled("price_1", {{"unit_cost", 1.0}}) > settled("price_1", {}) + 0.1);
  CHECK(settled("price_2", {{"company_1", 0.7}}) < settled("price_2", {}) - 0.1);
  CHECK(settled("price_1", {{"company_1", 0.7}}) == Approx(settled("price_1", {})).margin(1e-6));
  Duopoly fast(numbers({{"inertia", 0.2}})), slow(numbers({{"inertia", 0.95}}));
  fast.live(5);
  slow.live(5);
  CHECK(slow.series("share_1").back() > fast.series("share_1").back());
  CHECK(settled("share_1", {{"opening_share", 0.4}, {"company_1", 1.2}, {"company_2", 1.2}}) < 0.01);
}

TEST_CASE("two_sided_duopoly: oracle: V14, Armstrong's prices, shares and tipping") {
  CHECK(settled("price_1", {}) == Approx(0.6).margin(0.01));
  CHECK(settled("price_2", {}) == Approx(0.6).margin(0.01));
  CHECK(settled("share_1", {}) == Approx(0.5).margin(0.01));
  // p_g = f + t_g - alpha of the other group; profit (t_1 + t_2 - alpha_1 - alpha_2) / 2.
  const test::Settings uneven{{"distance_1", 1.0}, {"distance_2", 2.0}, {"company_1", 0.3}, {"company_2", 1.2}, {"unit_cost", 0.5}};
  CHECK(settled("price_1", uneven) == Approx(0.5 + 1.0 - 1.2).margin(1e-6));
  CHECK(settled("price_2", uneven) == Approx(0.5 + 2.0 - 0.3).margin(1e-6));
  CHECK(settled("profit", uneven) == Approx(0.75).margin(1e-6));
  // Equal groups tip where alpha > t, at any prices that are alike.
  for (const double company : {0.8, 0.95, 1.05, 1.5}) {
    const double share = settled("share_1", {{"company_1", company}, {"company_2", company}, {"opening_share", 0.51}});
    if (company < 1.0) CHECK(share == Approx(0.5).margin(0.01));
    else CHECK(share > 0.99);
  }
  // The best prices against any others: no better ones are found by trying.
  const Duopoly small(numbers(uneven));
  const TwoSidedDuopoly::Parameters& p = const_cast<Duopoly&>(small).world().market.parameters;
  for (const std::array<double, 2> others : {std::array{0.3, 2.2}, std::array{0.0, 3.0}, std::array{1.0, 1.0}}) {
    const std::array<double, 2> best = models::best_prices(p, others);
    const double most = profit_at(p, best, others);
    for (const double one : {-0.05, 0.0, 0.05})
      for (const double two : {-0.05, 0.0, 0.05}) CHECK(profit_at(p, {best[0] + one, best[1] + two}, others) <= most + 1e-12);
  }
}
