#include "models/producers/goods_market.h"

#include <cmath>

#include "tests/catch.h"
#include "tests/models/small_world.h"

using test::Settings;
using test::SmallWorld;

namespace {

// Ready for the market: price level known, people and the state with plans.
void plan(SmallWorld& small, double public_purchases) {
  auto& world = small.world();
  world.production.price_level = world.production.price[0];
  world.public_sector.purchases_planned = public_purchases;
  small.once(models::set_rates, world.taxes);
  small.each(models::plan_spending, world.livelihood);
  small.once(models::sum_plans, world.livelihood);
}

// Market share after a month of the producer whose price is cut by a tenth.
double share_of_cheap(const Settings& settings) {
  SmallWorld small(settings);
  plan(small, 0.0);
  small.world().production.price[0] *= 0.9;
  const double before = small.world().goods_market.market_share[0];
  small.once(models::clear_market, small.world().goods_market);
  return small.world().goods_market.market_share[0] / before;
}

double spread_of_quality(double dispersion) {
  SmallWorld small({{"producers.goods_market.quality_dispersion", dispersion}});
  const auto& quality = small.world().goods_market.quality;
  return *std::max_element(quality.begin(), quality.end()) / *std::min_element(quality.begin(), quality.end());
}

}  // namespace

TEST_CASE("goods_market: zero: without adjustment market shares stay") {
  SmallWorld small({{"producers.goods_market.share_adjustment", 0.0}});
  plan(small, 1'000.0);
  auto& market = small.world().goods_market;
  market.quality[0] = 100.0;
  const std::vector<double> before(market.market_share.begin(), market.market_share.end());
  small.once(models::clear_market, market);
  for (std::size_t j = 0; j < before.size(); ++j) CHECK(market.market_share[j] == Approx(before[j]).epsilon(1e-12));
}

TEST_CASE("goods_market: by hand: who runs out of stock passes buyers on") {
  // 1,200 EUR with tax of 20 % are 1,000 EUR before tax, half for each of two producers at 10 and 5 EUR: 50 and 100
  // items.
  SmallWorld small({{"people.count", std::int64_t{3}},
                    {"producers.demography.density", 2.0 / 3.0 * 1e4},
                    {"producers.goods_market.share_adjustment", 0.0}});
  auto& world = small.world();
  REQUIRE(world.organisations.n_producers == 2);
  world.goods_market.market_share.fill(0.5);
  world.taxes.value_added_rate = 0.2;
  world.public_sector.purchases_planned = 0.0;
  world.production.price_level = 7.5;
  world.production.price[0] = 10.0;
  world.production.price[1] = 5.0;
  world.production.inventory[0] = 20.0;
  const auto sell = [&](double stock) {
    world.production.inventory[1] = stock;
    world.livelihood.plans.of(0)[0] = 12'000'000;
    world.livelihood.plans.collect();
    small.once(models::clear_market, world.goods_market);
  };
  sell(200.0);  // 30 items or 300 EUR are passed on to one who has 100 items or 500 EUR left
  CHECK(world.goods_market.sold[0] == Approx(20.0));
  CHECK(world.goods_market.sold[1] == Approx(160.0));
  CHECK(world.goods_market.served_share == Approx(1.0));
  sell(140.0);  // only 200 EUR are left: all is sold, 900 of 1,000 EUR served
  CHECK(world.goods_market.sold[1] == Approx(140.0));
  CHECK(world.goods_market.served_share == Approx(0.9));
  sell(80.0);  // both run out: 200 + 400 EUR
  CHECK(world.goods_market.served_share == Approx(0.6));
}

TEST_CASE("goods_market: conserves: what people and the state pay, producers receive") {
  for (const double stock : {0.4, 3.0}) {  // months of sales in store: with and without rationing
    SmallWorld small({{"producers.production.inventories", stock}, {"people.count", std::int64_t{1'000}}});
    auto& world = small.world();
    plan(small, 50'000.0);
    small.once(models::clear_market, world.goods_market);
    const sim::Money all = small.all_money(), debt = small.ledger().public_debt();
    sim::Money spent, tax, revenue;
    small.each(models::buy_goods, world.livelihood);
    for (const sim::Money amount : world.livelihood.planned) spent += amount;
    tax = debt - small.ledger().public_debt();
    small.once(models::settle_sales, world.goods_market);
    double unit = 0.0, largest = 0.0, shares = 0.0;
    for (std::size_t j = 0; j < world.organisations.n_producers; ++j) {
      revenue += world.goods_market.revenue[j];
      unit += world.goods_market.sold[j] * world.production.price[j];
      shares += world.goods_market.market_share[j];
      CHECK(world.goods_market.sold[j] <= world.production.inventory[j] * (1.0 + 1e-12));
    }
    for (std::size_t j = 0; j < world.organisations.n_producers; ++j) {
      const double fair = world.goods_market.sold[j] * world.production.price[j] * revenue.eur() / unit;
      largest = std::max(largest, std::abs(world.goods_market.revenue[j].eur() - fair));
    }
    CHECK(largest < 2e-4);  // two counts
    CHECK(revenue == spent - tax + sim::Money::of(world.goods_market.served_share * 50'000.0));
    CHECK(revenue.eur() == Approx(unit).epsilon(1e-6));
    CHECK(shares == Approx(1.0).epsilon(1e-12));
    CHECK((stock < 1.0) == (world.goods_market.served_share < 1.0));
    CHECK(small.all_money() == all);
    small.ledger().close(0);
  }
}

TEST_CASE("goods_market: direction: price, speed, quality and entrants") {
  const auto gain = [](double elasticity, double adjustment) {
    return share_of_cheap({{"producers.goods_market.quality_dispersion", 0.0},
                           {"producers.goods_market.price_elasticity", elasticity},
                           {"producers.goods_market.share_adjustment", adjustment}});
  };
  CHECK(gain(8.0, 0.05) > gain(3.0, 0.05));
  CHECK(std::abs(gain(3.0, 0.4) - 1.0) > std::abs(gain(3.0, 0.05) - 1.0));  // more of the gap, whichever way it points
  CHECK(spread_of_quality(0.5) > spread_of_quality(0.1));
  CHECK(spread_of_quality(0.0) == 1.0);
  const auto entrant = [](double share) {
    SmallWorld small({{"producers.goods_market.entrant_share", share}});
    models::enter(small.world().goods_market, small.world(), 0);
    return small.world().goods_market.market_share[0] * static_cast<double>(small.world().organisations.n_producers);
  };
  CHECK(entrant(0.25) == Approx(0.25));
  CHECK(entrant(0.75) == Approx(0.75));
}

TEST_CASE("goods_market: oracle: shares approach quality x price^-eta at the declared speed") {
  // With prices fixed, s(t) = s* + (1 - a)^t (s(0) - s*), s* = q p^-eta / sum; the level of prices does not matter.
  SmallWorld small(
      {{"producers.goods_market.share_adjustment", 0.1}, {"producers.goods_market.price_elasticity", 2.5}});
  auto& world = small.world();
  plan(small, 0.0);
  const std::size_t n = world.organisations.n_producers;
  std::vector<double> start(n), goal(n);
  double sum = 0.0;
  for (std::size_t j = 0; j < n; ++j) {
    world.production.price[j] = 0.5 + 0.05 * static_cast<double>(j);
    start[j] = world.goods_market.market_share[j];
    sum += goal[j] = world.goods_market.quality[j] * std::pow(world.production.price[j], -2.5);
  }
  for (int t = 1; t <= 40; ++t) {
    world.production.price_level = 0.5 * t;
    small.once(models::clear_market, world.goods_market);
    double largest = 0.0;
    for (std::size_t j = 0; j < n; ++j) {
      const double expected = goal[j] / sum + std::pow(0.9, t) * (start[j] - goal[j] / sum);
      largest = std::max(largest, std::abs(world.goods_market.market_share[j] - expected));
    }
    CHECK(largest < 1e-12);
  }
}
