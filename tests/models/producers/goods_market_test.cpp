#include "models/producers/goods_market.h"

#include <array>
#include <cmath>
#include <numeric>

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

// One class of goods, sold nationwide: the room's simplest case.
Settings one_market(Settings settings = {}) {
  settings.emplace("producers.goods_market.classes", std::int64_t{1});
  settings.emplace("producers.goods_market.home_services", 0.0);
  return settings;
}

void set_plans(SmallWorld& small, const std::vector<double>& by_district) {
  auto& plans = small.world().livelihood.plans_by_district;
  for (std::size_t d = 0; d < by_district.size(); ++d) plans.of(0)[d] = sim::Money::of(by_district[d]).counts();
  plans.collect();
}

// Sum of the market shares of all cooperatives, after years in which every second producer is one.
double cooperative_share(const Settings& settings, double orientation = 0.5) {
  Settings all = settings;
  all.emplace("producers.firm_sizes.growth_dispersion", 0.0);
  SmallWorld small(all);
  auto& world = small.world();
  plan(small, 1'000.0);
  for (std::size_t j = 0; j < world.organisations.n_producers; ++j) world.organisations.worker_owned[j] = j / world.n_classes % 2 == 0;
  world.influence.orientation.current.fill(static_cast<float>(orientation));
  double sum = 0.0;
  for (int month = 0; month < 120; ++month) {
    small.each(models::sense_buyers, world.goods_market, month);
    small.once(models::clear_market, world.goods_market, month);
  }
  for (std::size_t j = 0; j < world.organisations.n_producers; ++j)
    if (world.organisations.is_cooperative(j)) sum += world.goods_market.market_share[j];
  return sum;
}

}  // namespace

TEST_CASE("goods_market: zero: without adjustment market shares stay") {
  SmallWorld small({{"producers.goods_market.share_adjustment", 0.0}});
  plan(small, 1'000.0);
  auto& market = small.world().goods_market;
  small.world().firm_sizes.quality[0] = 100.0;
  small.once(models::clear_market, market);
  const std::vector<double> before(market.market_share.begin(), market.market_share.end());
  small.world().production.price[1] *= 2.0;
  small.once(models::clear_market, market);
  for (std::size_t j = 0; j < before.size(); ++j) CHECK(market.market_share[j] == Approx(before[j]).epsilon(1e-12));
}

TEST_CASE("goods_market: zero: by default neither legal form nor orientation nor advertising counts") {
  const auto shares = [](bool marked) {
    SmallWorld small;
    auto& world = small.world();
    plan(small, 1'000.0);
    for (std::size_t j = 0; j < world.organisations.n_producers; ++j) {
      world.organisations.worker_owned[j] = marked && j % 2 == 0;
      world.capture.advertising[j] = sim::Money::of(marked ? 10.0 * static_cast<double>(j) : 0.0);
    }
    small.each(models::sense_buyers, world.goods_market);
    small.once(models::clear_market, world.goods_market);
    return std::vector<double>(world.goods_market.market_share.begin(), world.goods_market.market_share.end());
  };
  CHECK(shares(true) == shares(false));
}

TEST_CASE("goods_market: by hand: who runs out of stock passes buyers on") {
  // 1,200 EUR with tax of 20 % are 1,000 EUR before tax, half for each of two producers at 10 and 5 EUR: 50 and 100
  // items.
  SmallWorld small(one_market({{"people.count", std::int64_t{3}},
                               {"producers.demography.density", 2.0 / 3.0 * 1e4},
                               {"producers.goods_market.share_adjustment", 0.0}}));
  auto& world = small.world();
  REQUIRE(world.organisations.n_producers == 2);
  world.goods_market.national_share.fill(0.5);
  world.taxes.value_added_rate = 0.2;
  world.public_sector.purchases_planned = 0.0;
  world.production.price_level = 7.5;
  world.production.price[0] = 10.0;
  world.production.price[1] = 5.0;
  world.production.inventory[0] = 20.0;
  const auto sell = [&](double stock) {
    world.production.inventory[1] = stock;
    set_plans(small, {1'200.0});
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

TEST_CASE("goods_market: by hand: two classes, two districts and the state") {
  // People plan 1,000 and 3,000 EUR net in the two districts, the state 1,000. Class 0 takes .6 of it, half of people's part
  // at home, where each district has one producer: 300 and 900 EUR; nationwide 300 + 900 + 600, of which the two serve 1/4
  // and 3/4. They are asked for 750 and 2,250 EUR; stock is worth 500 and 2,350. Of 250 EUR missing, 100 find stock at the
  // other: .6 of what is missing stays unspent. District 0 misses 100 EUR at home and everybody 150 of 1,800 nationwide.
  // Class 1 takes .4 of 5,000 EUR, all nationwide, and has stock enough.
  SmallWorld small({{"people.count", std::int64_t{100}},
                    {"people.district_density", 200.0},
                    {"producers.demography.density", 400.0},
                    {"producers.goods_market.classes", std::int64_t{2}},
                    {"producers.goods_market.budget_services", 3.0},
                    {"producers.goods_market.budget_food", 2.0},
                    {"producers.goods_market.home_services", 0.5},
                    {"producers.goods_market.home_food", 0.0},
                    {"producers.goods_market.share_adjustment", 0.0}});
  auto& world = small.world();
  auto& market = world.goods_market;
  REQUIRE(world.organisations.n_producers == 4);
  REQUIRE(world.n_districts == 2);
  const std::array national{0.25, 0.75, 0.5, 0.5}, price{10.0, 10.0, 5.0, 5.0}, stock{50.0, 235.0, 900.0, 900.0};
  for (std::size_t j = 0; j < 4; ++j) {
    market.home_share[j] = 1.0;
    market.national_share[j] = national[j];
    world.production.price[j] = price[j];
    world.production.inventory[j] = stock[j];
  }
  world.production.price_level = 8.0;
  world.taxes.value_added_rate = 0.25;
  world.public_sector.purchases_planned = 1'000.0;
  set_plans(small, {1'250.0, 3'750.0});
  small.once(models::clear_market, market);
  CHECK(market.demand == Approx(5'000.0));
  CHECK(market.budget_share(0) == Approx(0.6));
  CHECK(market.mean_share(0) == Approx(0.3));
  const std::array shares{0.15, 0.45, 0.2, 0.2}, sold{50.0, 235.0, 200.0, 200.0};
  for (std::size_t j = 0; j < 4; ++j) {
    CHECK(market.market_share[j] == Approx(shares[j]));
    CHECK(market.demanded[j] == Approx(5'000.0 * shares[j] / price[j]));
    CHECK(market.sold[j] == Approx(sold[j]));
  }
  CHECK(market.served[0] == Approx(0.925));  // 300 - 60 at home, 300 x .95 and 400 elsewhere
  CHECK(market.served[1] == Approx(0.985));  // 900, 900 x .95 and 1,200
  CHECK(market.public_served == Approx(0.97));
  CHECK(market.served_share == Approx(0.97));
  // Where the only producer of a district closes, its people buy elsewhere; where a whole class has none, its budget passes on.
  world.organisations.alive[0] = 0;
  models::leave(market, world, 0);
  world.production.inventory[1] = 500.0;
  small.once(models::clear_market, market);
  CHECK(market.market_share[1] == Approx(0.6));
  CHECK(market.served[0] == Approx(1.0));
  world.organisations.alive[1] = 0;
  models::leave(market, world, 1);
  small.once(models::clear_market, market);
  CHECK(market.budget_share(0) == 0.0);
  CHECK(market.market_share[2] + market.market_share[3] == Approx(1.0));
}

TEST_CASE("goods_market: conserves: what people and the state pay, producers receive") {
  for (const double stock : {0.4, 3.0}) {  // months of sales in store: with and without rationing
    SmallWorld small({{"producers.production.inventories", stock}, {"people.count", std::int64_t{4'000}}});
    auto& world = small.world();
    plan(small, 50'000.0);
    small.once(models::clear_market, world.goods_market);
    double served = world.goods_market.public_served * 50'000.0;
    for (std::size_t d = 0; d < world.n_districts; ++d)
      served += world.goods_market.served[d] * sim::Money::counts(world.livelihood.plans_by_district[d]).eur() /
                (1.0 + world.taxes.value_added_rate);
    CHECK(sim::Money::counts(world.livelihood.plans[0]) ==
          sim::Money::counts(std::accumulate(world.livelihood.plans_by_district.totals().begin(),
                                             world.livelihood.plans_by_district.totals().end(), std::int64_t{0})));
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
    CHECK(revenue == spent - tax + world.goods_market.public_sales);
    CHECK(world.goods_market.public_sales == sim::Money::of(world.goods_market.public_served * 50'000.0));
    CHECK(revenue == world.goods_market.sales);
    CHECK(revenue.eur() == Approx(unit).epsilon(1e-6));
    CHECK(served == Approx(unit).epsilon(1e-12));
    CHECK(shares == Approx(1.0).epsilon(1e-12));
    CHECK((stock < 1.0) == (world.goods_market.served_share < 1.0 - 1e-9));
    CHECK(small.all_money() == all);
    small.ledger().close(0);
  }
}

TEST_CASE("goods_market: direction: price, speed and entrants") {
  const auto gain = [](double elasticity, double adjustment) {
    return share_of_cheap({{"producers.goods_market.price_elasticity", elasticity},
                           {"producers.goods_market.share_adjustment", adjustment}});
  };
  CHECK(gain(8.0, 0.05) > gain(3.0, 0.05));
  CHECK(std::abs(gain(3.0, 0.4) - 1.0) > std::abs(gain(3.0, 0.05) - 1.0));  // more of the gap, whichever way it points
  const auto entrant = [](double share) {
    SmallWorld small({{"producers.goods_market.entrant_share", share}});
    models::enter(small.world().goods_market, small.world(), 0);
    return small.world().goods_market.market_share[0] / small.world().goods_market.mean_share(0);
  };
  CHECK(entrant(0.25) == Approx(0.25));
  CHECK(entrant(0.75) == Approx(0.75));
}

TEST_CASE("goods_market: direction: cooperatives' goods and advertising may attract or repel") {
  const auto theta = [](double value) { return cooperative_share({{"producers.goods_market.ethical_preference", value}}); };
  CHECK(theta(0.5) > theta(0.0));
  CHECK(theta(0.0) > theta(-0.5));
  const auto heeded = [](double value, double orientation) {
    return cooperative_share({{"producers.goods_market.ethical_orientation", value}}, orientation);
  };
  CHECK(heeded(1.0, 0.5) > heeded(1.0, 0.2));
  CHECK(heeded(-1.0, 0.5) < heeded(-1.0, 0.2));
  CHECK(heeded(1.0, 0.5) == Approx(theta(0.5)).epsilon(1e-5));  // exp(1 x .5) either way
  const auto advertiser = [](double effect) {
    SmallWorld small(one_market({{"producers.goods_market.advertising_effect", effect}}));
    plan(small, 0.0);
    small.world().capture.advertising.fill(sim::Money::of(1.0));
    small.world().capture.advertising[0] = sim::Money::of(10.0);
    small.once(models::clear_market, small.world().goods_market);
    return small.world().goods_market.attraction[0] / small.world().goods_market.attraction[1];
  };
  CHECK(advertiser(0.3) > advertiser(0.0));
  CHECK(advertiser(0.0) > advertiser(-0.3));
}

TEST_CASE("goods_market: direction: budgets, home bias and substitution between classes") {
  const auto services = [](const Settings& changes, double dearer) {
    SmallWorld small(changes);
    auto& world = small.world();
    plan(small, 0.0);
    for (std::size_t j = 0; j < world.organisations.n_producers; ++j)
      if (world.class_of_producer(j) == 0) world.production.price[j] *= dearer;
    small.once(models::clear_market, world.goods_market);
    return world.goods_market.budget_share(0);
  };
  const auto substitution = [&](double elasticity) {
    return services({{"producers.goods_market.class_substitution", elasticity}}, 1.5);
  };
  CHECK(services({{"producers.goods_market.budget_services", 0.6}}, 1.0) > services({}, 1.0));
  CHECK(substitution(1.0) == Approx(services({}, 1.0)));
  CHECK(substitution(3.0) < substitution(1.0));
  CHECK(substitution(0.0) > substitution(1.0));
  // A district that spends more than the others buys more from its own producers, the more the stronger the home bias.
  const auto own_producers = [](double bias) {
    SmallWorld small({{"people.count", std::int64_t{4'000}}, {"producers.goods_market.home_services", bias}});
    auto& world = small.world();
    plan(small, 0.0);
    set_plans(small, {900.0, 100.0, 100.0, 100.0, 100.0, 100.0});
    small.once(models::clear_market, world.goods_market);
    double sum = 0.0;
    for (std::size_t j = 0; j < world.organisations.n_producers; ++j)
      if (world.class_of_producer(j) == 0 && world.district_of_producer(j) == 0) sum += world.goods_market.market_share[j];
    return sum;
  };
  CHECK(own_producers(0.8) > own_producers(0.4));
  CHECK(own_producers(0.4) > own_producers(0.0));
}

TEST_CASE("goods_market: oracle: shares approach quality x price^-eta at the declared speed") {
  // With prices fixed, s(t) = s* + (1 - a)^t (s(0) - s*), s* = q p^-eta / sum; the level of prices does not matter.
  SmallWorld small(one_market(
      {{"producers.goods_market.share_adjustment", 0.1}, {"producers.goods_market.price_elasticity", 2.5}}));
  auto& world = small.world();
  plan(small, 0.0);
  const std::size_t n = world.organisations.n_producers;
  std::vector<double> start(n), goal(n);
  double sum = 0.0;
  for (std::size_t j = 0; j < n; ++j) {
    world.production.price[j] = 0.5 + 0.05 * static_cast<double>(j);
    start[j] = world.goods_market.national_share[j];
    sum += goal[j] = world.firm_sizes.quality[j] * std::pow(world.production.price[j], -2.5);
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

TEST_CASE("goods_market: by hand: who closes leaves its market to the others") {
  SmallWorld small({{"people.count", std::int64_t{4'000}}, {"producers.goods_market.share_adjustment", 0.0}});
  auto& world = small.world();
  auto& market = world.goods_market;
  plan(small, 1'000.0);
  small.once(models::clear_market, market);
  const auto neighbour = [&](std::size_t j) { return j + world.n_classes * world.n_districts; };  // same class, same district
  const double home = market.home_share[neighbour(3)], closed = market.home_share[3];
  const double national = market.national_share[neighbour(3)], closed_national = market.national_share[3];
  world.organisations.alive[3] = 0;
  models::leave(market, world, 3);
  small.once(models::clear_market, market);
  CHECK(market.home_share[neighbour(3)] == Approx(home / (1.0 - closed)).epsilon(1e-12));
  CHECK(market.national_share[neighbour(3)] == Approx(national / (1.0 - closed_national)).epsilon(1e-12));
  CHECK(std::accumulate(market.market_share.begin(), market.market_share.end(), 0.0) == Approx(1.0).epsilon(1e-12));
}

TEST_CASE("goods_market: oracle: preference for cooperatives multiplies the odds, by the buyers' orientation") {
  // At once in equilibrium, the odds of a cooperative against a firm of the same market are those of quality and price times
  // exp(theta + theta_o o), o being .8 in the first of six districts and .2 elsewhere.
  SmallWorld small({{"people.count", std::int64_t{4'000}},
                    {"people.district_density", 15.0},
                    {"producers.goods_market.share_adjustment", 1.0},
                    {"producers.goods_market.ethical_preference", -0.3},
                    {"producers.goods_market.ethical_orientation", 1.5}});
  auto& world = small.world();
  auto& market = world.goods_market;
  plan(small, 1'000.0);
  REQUIRE(world.n_districts == 6);
  for (std::size_t i = 0; i < world.size("person"); ++i)
    world.influence.orientation[i] = world.district_of_person(i) == 0 ? 0.8f : 0.2f;
  const std::size_t step = world.n_classes * world.n_districts;
  for (std::size_t j = 0; j < 2 * step; ++j) world.organisations.worker_owned[j] = j < step;
  small.each(models::sense_buyers, market);
  small.once(models::clear_market, market);
  const double first = static_cast<double>(world.first_person_of(1)) / 4'000.0;
  for (std::size_t j = 0; j < step; ++j) {
    const double odds = market.attraction[j] / market.attraction[j + step];
    const double here = world.district_of_producer(j) == 0 ? 0.8 : 0.2;
    CHECK(market.home_share[j] / market.home_share[j + step] == Approx(odds * std::exp(-0.3 + 1.5 * here)).epsilon(1e-5));
    CHECK(market.national_share[j] / market.national_share[j + step] ==
          Approx(odds * std::exp(-0.3 + 1.5 * (0.2 + 0.6 * first))).epsilon(1e-5));
  }
}

TEST_CASE("goods_market: oracle: V16, Bertrand's prices among J equals") {
  // With spending fixed and shares s = p^-eta / sum, sales fall by 1 + eta (1 - s) per cent for a price one per cent higher,
  // so that where nobody gains by another price (p - c) / p = 1 / (1 + eta (1 - 1/J)). The logit's margin x beta = J / (J - 1)
  // is the same law for shares that are exponential in price and count items; here they are powers and count money.
  constexpr double eta = 3.0, cost = 1.0;
  for (const std::size_t J : {2u, 3u, 10u}) {
    SmallWorld small(one_market({{"people.count", std::int64_t{100}},
                                 {"producers.demography.density", 100.0 * static_cast<double>(J)},
                                 {"producers.goods_market.price_elasticity", eta},
                                 {"producers.goods_market.share_adjustment", 1.0}}));
    auto& world = small.world();
    REQUIRE(world.organisations.n_producers == J);
    plan(small, 0.0);
    world.firm_sizes.quality.fill(1.0);
    world.production.inventory.fill(1e9);
    const auto profit = [&](double price) {
      world.production.price[0] = price;
      small.once(models::clear_market, world.goods_market);
      return (price - cost) * world.goods_market.sold[0];
    };
    double price = 1.2;
    for (int round = 0; round < 60; ++round) {
      for (std::size_t j = 1; j < J; ++j) world.production.price[j] = price;
      double low = cost, high = 4.0;
      while (high - low > 1e-7) {
        const double left = low + 0.381966 * (high - low), right = low + 0.618034 * (high - low);
        if (profit(left) < profit(right)) low = left;
        else high = right;
      }
      price = 0.5 * (low + high);
    }
    const auto n = static_cast<double>(J);
    CHECK((price - cost) / price == Approx(1.0 / (1.0 + eta * (1.0 - 1.0 / n))).epsilon(1e-4));
  }
}

TEST_CASE("goods_market: oracle: budgets of classes are those of constant elasticity of substitution") {
  // Quantities q_g maximise sum (b_g)^(1/s) q_g^((s-1)/s) at prices P: spending b_g P_g^(1-s), up to a common factor.
  SmallWorld small({{"producers.goods_market.class_substitution", 2.5}});
  auto& world = small.world();
  plan(small, 0.0);
  std::vector<double> expected(world.n_classes);
  double sum = 0.0;
  for (std::size_t j = 0; j < world.organisations.n_producers; ++j)
    world.production.price[j] *= 1.0 + 0.2 * static_cast<double>(world.class_of_producer(j));
  for (std::size_t g = 0; g < expected.size(); ++g)
    sum += expected[g] = world.goods_market.parameters.budget_weight(g) * std::pow(1.0 + 0.2 * static_cast<double>(g), -1.5);
  small.once(models::clear_market, world.goods_market);
  for (std::size_t g = 0; g < expected.size(); ++g)
    CHECK(world.goods_market.budget_share(g) == Approx(expected[g] / sum).epsilon(1e-9));
}

TEST_CASE("goods_market: oracle: opening jobs follow what producers will sell in the long run") {
  SmallWorld small({{"people.count", std::int64_t{10'000}}, {"producers.goods_market.share_adjustment", 1.0}});
  auto& world = small.world();
  std::vector<double> opening(world.organisations.n_producers, 0.0);
  double jobs = 0.0, gap = 0.0;
  for (std::size_t j = 0; j < opening.size(); ++j) jobs += opening[j] = static_cast<double>(world.labour_market.headcount[j]);
  plan(small, world.opening.purchases);
  world.production.price_level = world.production.opening_price_level;
  small.once(models::clear_market, world.goods_market);
  for (std::size_t j = 0; j < opening.size(); ++j) gap += std::abs(opening[j] / jobs - world.goods_market.market_share[j]);
  CHECK(gap < 0.05);  // of all jobs: rounding to whole people, and districts that do not earn quite the same
}

namespace {

// What cooperatives of phyle 0 gain by its own market among members who plan 600 of the 1,000 EUR, tax included, that are spent; first what is gained by all
// producers together.
std::pair<double, double> gained(double pull, double price_of_cooperatives = 1.0) {
  const auto demanded = [&](double b) {
    auto small = std::make_unique<SmallWorld>(one_market({{"producers.goods_market.share_adjustment", 0.0}, {"cooperation.phyles.density", 50.0},
                                                          {"cooperation.phyles.own_market", b}}));
    auto& world = small->world();
    const std::size_t phyles = world.organisations.n_phyles;
    REQUIRE(phyles == 2);
    world.taxes.value_added_rate = 0.0;
    world.public_sector.purchases_planned = 0.0;
    world.production.price_level = world.production.price[0];
    double sum = 0.0;
    for (std::size_t j = 0; j < world.organisations.n_producers; ++j) {
      world.organisations.worker_owned[j] = j < 4;
      world.goods_market.national_share[j] = (j < 4 ? price_of_cooperatives : 1.0);
      sum += world.goods_market.national_share[j];
      world.production.inventory[j] = 1e9;
    }
    for (double& share : world.goods_market.national_share) share /= sum;
    std::vector<double> plans(world.n_districts, 1'000.0 / static_cast<double>(world.n_districts));
    set_plans(*small, plans);
    for (std::size_t i = 0; i < world.livelihood.planned.size(); ++i) {
      world.phyles.phyle[i] = i < 60 ? 0 : -1;
      world.livelihood.planned[i] = sim::Money::of(10.0);
    }
    small->each(models::sense_buyers, world.goods_market);
    small->once(models::clear_market, world.goods_market);
    return small;
  };
  const auto off = demanded(0.0), on = demanded(pull);
  std::pair<double, double> sum{0.0, 0.0};
  for (std::size_t j = 0; j < on->world().organisations.n_producers; ++j) {
    const double more = on->world().goods_market.market_share[j] * on->world().goods_market.demand - off->world().goods_market.market_share[j] * off->world().goods_market.demand;
    sum.first += more;
    if (j < 4 && j % 2 == 0) sum.second += more;
  }
  return sum;
}

}  // namespace

TEST_CASE("goods_market: oracle: members of a phyle spend e^b N / (1 + (e^b - 1) N) at its cooperatives, of N otherwise") {
  const double n = 20.0;  // producers of 400 people
  for (const double b : {-1.0, 0.5, 1.5}) {
    const double share = 2.0 / n, e = std::exp(b);
    const auto [all, own] = gained(b);
    CHECK(all == Approx(0.0).margin(1e-9));
    CHECK(own == Approx(600.0 * (e * share / (1.0 + (e - 1.0) * share) - share)).epsilon(1e-9));
  }
  CHECK(gained(1.5, 0.2).second < gained(1.5).second);  // cooperatives of little attraction gain less
}
