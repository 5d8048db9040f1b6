#include "models/platforms/marketplace.h"

#include <cmath>

#include "tests/catch.h"
#include "tests/models/small_world.h"

using sim::Money;
using test::Settings;
using test::SmallWorld;

namespace {

const std::string sales_share = "platforms.marketplace.sales_share",
                  relative_rate = "platforms.marketplace.relative_rate", data_rent = "platforms.marketplace.data_rent";

Money sum(const sim::Column<Money>& parts) {
  Money all;
  for (const Money part : parts) all += part;
  return all;
}

Money sum(const sim::Column<double>& parts) {
  Money all;
  for (const double part : parts) all += Money::of(part);
  return all;
}

// Charges both once, on what was sold in a month of the economy.
void charge(SmallWorld& small) {
  small.once(models::charge_commission, small.world().marketplace);
  small.once(models::sell_data, small.world().marketplace);
}

struct Result {
  double commission, data;
};
Result result(const Settings& changes) {
  Settings settings = changes;
  settings.emplace("people.count", std::int64_t{1'000});
  SmallWorld small(settings);
  small.live(1);
  return {sum(small.world().marketplace.commission).eur(), sum(small.world().marketplace.data).eur()};
}

// What a platform asks and gives, mean over users, in the eighth year.
struct Terms {
  double take_rate, quality;
};
Terms terms(double share) {
  SmallWorld small({{"people.count", std::int64_t{1'000}}, {sales_share, share}});
  small.live(96);
  return {small.recent("take_rate", 12), small.recent("platform_quality", 12)};
}

}  // namespace

TEST_CASE("marketplace: zero: nothing is charged by default, without sales or without take rates") {
  CHECK(result({}).commission == 0.0);
  CHECK(result({}).data == 0.0);
  CHECK(result({{sales_share, 0.5}, {relative_rate, 0.0}}).commission == 0.0);
  SmallWorld small({{sales_share, 0.5}, {data_rent, 5.0}});
  auto& world = small.world();
  world.goods_market.sales = world.goods_market.public_sales = {};
  world.goods_market.revenue.fill({});
  charge(small);
  CHECK(sum(world.marketplace.commission) + sum(world.marketplace.data) == Money{});
  CHECK(sum(world.marketplace.commission_sales) + sum(world.marketplace.data_sales) == Money{});
}

TEST_CASE("marketplace: by hand: two producers, two platforms") {
  // Of 1,000 EUR 800 are sold to people, half of it through platforms: with 250 and 150 of 400 people and take rates of
  // .2 and .4 they would keep .625 x .2 + .375 x .4 = .275 of services and .6 of that here: 400 x .165 = 66 EUR, of
  // which the first producer, with 700 EUR of sales, pays 46.20; the platforms receive it as 5 to 6. Data on 400 users
  // at 2 EUR are 800 EUR: 560 and 240, received as 5 to 3.
  SmallWorld small(
      {{sales_share, 0.5}, {relative_rate, 0.6}, {data_rent, 2.0}, {"platforms.adoption.count", std::int64_t{2}}});
  auto& world = small.world();
  world.goods_market.sales = Money::of(1'000.0);
  world.goods_market.public_sales = Money::of(200.0);
  world.goods_market.revenue.fill({});
  for (const std::size_t j : {0, 1}) {
    world.goods_market.revenue[j] = Money::of(j == 0 ? 700.0 : 300.0);
    small.ledger().endow(j, Money::of(2'000.0) - small.ledger().deposit(j));
  }
  world.adoption.users.totals()[0] = 250;
  world.adoption.users.totals()[1] = 150;
  world.strategy.take_rate[0] = 0.2;
  world.strategy.take_rate[1] = 0.4;
  const Money before = small.ledger().deposit(world.organisations.platform(0));
  charge(small);
  const auto& own = world.marketplace;
  CHECK(own.commission[0] == Money::of(46.2));
  CHECK(own.commission[1] == Money::of(19.8));
  CHECK(own.commission_sales[0] == Approx(30.0).margin(1e-4));
  CHECK(own.commission_sales[1] == Approx(36.0).margin(1e-4));
  CHECK(own.data[0] == Money::of(560.0));
  CHECK(own.data_sales[1] == Approx(300.0).margin(1e-4));
  CHECK(small.ledger().deposit(0) == Money::of(2'000.0 - 46.2 - 560.0));
  CHECK((small.ledger().deposit(world.organisations.platform(0)) - before).eur() == Approx(530.0).margin(2e-4));
  CHECK(own.charged_per_user(world) == Approx(0.6 * 0.5 * 800.0 / 400.0));
  // Who has nothing pays nothing.
  small.ledger().endow(0, Money{} - small.ledger().deposit(0));
  charge(small);
  CHECK(own.commission[0] + own.data[0] == Money{});
  CHECK(sum(own.commission) == Money::of(19.8));
}

TEST_CASE("marketplace: conserves: what producers pay platforms receive, and profit is less by it") {
  SmallWorld small({{"people.count", std::int64_t{2'000}}, {sales_share, 0.3}, {data_rent, 10.0}});
  auto& world = small.world();
  for (int t = 0; t < 12; ++t) {
    small.live(1);
    const auto& own = world.marketplace;
    CHECK(sum(own.commission) == sum(own.commission_sales));
    CHECK(sum(own.data) == sum(own.data_sales));
    CHECK(small.flow("marketplace_commission") == Approx(sum(own.commission).eur()));
    CHECK(small.flow("data_rent") == Approx(sum(own.data).eur()));
  }
  CHECK(small.flow("marketplace_commission") > 0.0);
  const Money all = small.all_money();
  charge(small);
  CHECK(small.all_money() == all);
  small.once(models::divide_earnings, world.earnings);
  const double with = world.earnings.profit[0],
               paid = (world.marketplace.commission[0] + world.marketplace.data[0]).eur();
  world.marketplace.commission.fill({});
  world.marketplace.data.fill({});
  small.once(models::divide_earnings, world.earnings);
  CHECK(world.earnings.profit[0] - with == Approx(paid));
  CHECK(paid > 0.0);
}

TEST_CASE("marketplace: direction: share of sales, rate and price of data; owners who sell goods take more, and give more") {
  CHECK(result({{sales_share, 0.2}}).commission > result({{sales_share, 0.1}}).commission);
  CHECK(result({{sales_share, 0.2}, {relative_rate, 0.9}}).commission > result({{sales_share, 0.2}}).commission);
  CHECK(result({{data_rent, 4.0}}).data > result({{data_rent, 2.0}}).data);
  const Terms with = terms(0.3), without = terms(0.0);
  CHECK(with.take_rate > without.take_rate + 0.02);
  CHECK(with.quality > without.quality);  // and court users who bring so much more
  const auto platforms = [](const Settings& changes) { return test::second_year("platform_revenue_share", changes); };
  CHECK(platforms({{sales_share, 0.3}}) > platforms({}));
  CHECK(platforms({{data_rent, 5.0}}) > platforms({}));
  // Members who sell goods on their platform need a lower take rate to cover its cost, and one that bears free hosting
  // a higher one.
  const auto voted = [](const Settings& changes) {
    Settings settings = changes;
    settings.emplace("people.count", std::int64_t{2'000});
    settings.emplace("cooperation.platform_cooperatives.count", std::int64_t{1});
    settings.emplace("platforms.capture.advertising_share", 0.0);
    SmallWorld small(settings);
    small.live(12);
    return small.world().platform_cooperatives.take_rate[2];
  };
  CHECK(voted({{sales_share, 0.3}}) < voted({}));
  CHECK(voted({{"platforms.hosting.offered", 1.0}}) > voted({}));
}

TEST_CASE("marketplace: oracle: producer by producer from what people bought") {
  SmallWorld small({{"people.count", std::int64_t{2'000}}, {sales_share, 0.25}, {data_rent, 3.0}});
  small.live(3);
  const auto& world = small.world();
  double taken = 0.0, bought = 0.0, sold = 0.0;
  for (std::size_t i = 0; i < world.size("person"); ++i)
    taken += world.strategy.take_rate[static_cast<std::size_t>(world.adoption.home[i])] / 2'000.0;
  for (std::size_t i = 0; i < world.size("person"); ++i)
    bought += world.livelihood.planned[i].eur() / (1.0 + world.taxes.value_added_rate);
  for (const Money revenue : world.goods_market.revenue) sold += revenue.eur();
  double worst = 0.0;
  for (std::size_t j = 0; j < world.organisations.n_producers; ++j) {
    const double part = world.goods_market.revenue[j].eur() / sold;
    worst = std::max(worst, std::abs(world.marketplace.commission[j].eur() - 0.6 * 0.25 * taken * bought * part));
    worst = std::max(
        worst, std::abs(world.marketplace.data[j].eur() - world.marketplace.parameters.data_rent * 2'000.0 * part));
  }
  CHECK(sum(world.marketplace.commission).eur() > 100.0);
  CHECK(worst < 0.01);  // tax is rounded person by person
}
