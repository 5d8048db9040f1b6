#include "models/producers/production.h"

#include <cmath>

#include "tests/catch.h"
#include "tests/models/small_world.h"

using test::Settings;
using test::SmallWorld;

namespace {

const Settings no_turnover{{"producers.demography.exit_hazard", 0.0},
                           {"producers.demography.exit_hazard_young", 0.0},
                           {"producers.demography.smallest_share", 0.0},
                           {"producers.demography.insolvent_loan", 1e9},
                           {"producers.demography.entry_hazard", 0.0}};

// A producer after a month: sales were 1.5 times what it expected, its market share grew by 5 %.
models::Production after_a_good_month(const std::string& name, double value) {
  SmallWorld small({{"producers.production." + name, value}});
  auto& world = small.world();
  world.production.markup.fill(0.5);
  for (std::size_t j = 0; j < world.organisations.n_producers; ++j) {
    world.production.share_before[j] = world.goods_market.market_share[j] / 1.05;
    world.goods_market.demanded[j] = 1.5 * world.production.expected_sales[j];
    world.goods_market.sold[j] = 0.0;
  }
  small.once(models::produce, world.production);
  small.once(models::learn_from_sales, world.production);
  return world.production;
}

}  // namespace

TEST_CASE("production: zero: without expectation and price adjustment nothing is revised") {
  SmallWorld small({{"producers.production.expectation", 0.0},
                    {"producers.production.markup_sensitivity", 0.0},
                    {"producers.production.markup_pull", 0.0},
                    {"producers.production.stock_out_markup", 0.0},
                    {"producers.production.price_adjustment", 0.0}});
  auto& own = small.world().production;
  own.price[0] *= 2.0;
  own.markup[0] = 0.8;
  const models::Production before = own;
  small.once(models::produce, own);
  small.once(models::learn_from_sales, own);
  for (std::size_t j = 0; j < own.price.size(); ++j) {
    CHECK(own.own_productivity[j] == before.own_productivity[j]);
    CHECK(own.expected_sales[j] == before.expected_sales[j]);
    CHECK(own.markup[j] == before.markup[j]);
    CHECK(own.price[j] == before.price[j]);
  }
}

TEST_CASE("production: by hand: a month of one producer") {
  SmallWorld small({{"people.count", std::int64_t{3}},
                    {"producers.production.price_adjustment", 0.25},
                    {"producers.production.inventories", 0.5},
                    {"producers.production.expectation", 0.5},
                    {"producers.innovation.research", 0.2},
                    {"producers.innovation.giving", 0.05}});
  auto& world = small.world();
  auto& own = world.production;
  // A fifth of time is research, a twentieth goes to the commons: 75 of 100 hours make 32 items each, 2,400 items. Unit cost
  // 12 / (.75 x 32) + .1 = .6, wanted price 1.5 x .6 = .9; a quarter of the way from .8 is .825.
  world.labour_market.labour.of(0).add(0, 100.0);
  world.labour_market.labour.collect();
  world.labour_market.offer.fill(12.0);
  world.labour_market.hours_per_worker = 10.0;
  world.energy.opening_cost = 0.1;
  world.energy.price = 1.0;
  own.productivity.fill(32.0);
  world.innovation.research_share.fill(0.2);
  own.markup.fill(0.5);
  own.price.fill(0.8);
  own.inventory.fill(100.0);
  own.expected_sales.fill(2'200.0);
  small.once(models::produce, own);
  CHECK(own.output[0] == Approx(2'400.0));
  CHECK(own.unit_cost[0] == Approx(0.6));
  CHECK(own.price[0] == Approx(0.825));
  CHECK(own.price_level == Approx(0.825));
  // 2,500 items less 2,000 sold, less .5 % spoilt: 497.5. Demand of 2,600 lifts expected sales half-way to 2,400.
  world.goods_market.demanded.fill(2'600.0);
  world.goods_market.sold.fill(2'000.0);
  small.once(models::learn_from_sales, own);
  CHECK(own.inventory[0] == Approx(497.5));
  CHECK(own.expected_sales[0] == Approx(2'400.0));
  // Wanted output 2,400 + .2 (1,200 - 497.5) = 2,540.5 items: 105.85 hours, 10.585 people, of whom 11 are wanted.
  CHECK(models::staff_wanted(own, world, 0) == 11);
}

TEST_CASE("production: conserves: stores move by output less sales less what spoils") {
  SmallWorld small(no_turnover);
  auto& own = small.world().production;
  double largest = 0.0;
  for (int t = 0; t < 12; ++t) {
    const std::vector<double> before(own.inventory.begin(), own.inventory.end());
    small.live(1);
    for (std::size_t j = 0; j < before.size(); ++j) {
      const double available = before[j] + own.output[j], sold = small.world().goods_market.sold[j];
      CHECK(sold <= available * (1.0 + 1e-12));
      largest = std::max(largest, std::abs(own.inventory[j] - 0.995 * (available - sold)) / available);
    }
  }
  CHECK(largest < 1e-14);
}

TEST_CASE("production: direction: prices, mark-ups, stores and expectations") {
  const auto with = [](const std::string& name, double low, double high, auto&& result) {
    return result(after_a_good_month(name, high)) - result(after_a_good_month(name, low));
  };
  const auto markup = [](const models::Production& own) { return own.markup[0]; };
  const auto price = [](const models::Production& own) { return own.price[0]; };
  CHECK(with("markup", 0.2, 0.6, markup) > 0.0);
  CHECK(with("markup_sensitivity", 0.0, 0.1, markup) > 0.0);
  CHECK(with("markup_pull", 0.0, 0.2, markup) < 0.0);  // usual mark-up below .5
  CHECK(with("stock_out_markup", 0.0, 0.05, markup) > 0.0);
  CHECK(with("lowest_markup", 0.1, 0.7, markup) > 0.0);
  CHECK(with("highest_markup", 0.4, 0.9, markup) > 0.0);
  CHECK(with("price_adjustment", 0.1, 0.5, price) > 0.0);  // mark-up above the one that made the opening price
  CHECK(with("opening_productivity", 12.0, 24.0, price) < 0.0);
  CHECK(with("expectation", 0.1, 0.5, [](const auto& own) { return own.expected_sales[0]; }) > 0.0);
  const auto staff = [](double inventories) {
    SmallWorld small({{"producers.production.inventories", inventories}, {"people.count", std::int64_t{4'000}}});
    small.world().production.inventory.fill(0.0);
    std::int64_t sum = 0;
    for (std::size_t j = 0; j < small.world().organisations.n_producers; ++j)
      sum += models::staff_wanted(small.world().production, small.world(), j);
    return sum;
  };
  CHECK(staff(2.0) > staff(0.2));
  // What search and imitation find is adopted.
  SmallWorld small;
  models::Production& own = small.world().production;
  const double before = own.own_productivity[0];
  small.world().innovation.found[0] = 0.05;
  small.world().innovation.learned[0] = 0.02;
  small.once(models::adopt_techniques, own);
  CHECK(own.own_productivity[0] == Approx(before * std::exp(0.07)).epsilon(1e-12));
}

TEST_CASE("production: oracle: the price goes to (1 + m) u") {
  SmallWorld small({{"producers.production.price_adjustment", 0.2}, {"people.count", std::int64_t{1'000}}});
  auto& own = small.world().production;
  const std::vector<double> start(own.price.begin(), own.price.end());
  own.markup.fill(0.25);
  small.world().labour_market.offer.fill(20.0);
  for (int t = 1; t <= 30; ++t) {
    small.once(models::produce, own);
    double largest = 0.0;
    for (std::size_t j = 0; j < start.size(); ++j) {
      const double making = small.world().innovation.making_share(j);
      const double goal = 1.25 * (20.0 / (making * own.productivity[j]) + small.world().energy_cost_per_item(j));
      largest = std::max(largest, std::abs(own.price[j] / (goal + std::pow(0.8, t) * (start[j] - goal)) - 1.0));
    }
    CHECK(largest < 1e-13);
  }
}
