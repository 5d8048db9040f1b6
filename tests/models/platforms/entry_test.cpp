#include "models/platforms/entry.h"

#include <cmath>

#include "tests/catch.h"
#include "tests/models/small_world.h"

using models::Foresight;
using sim::Money;
using test::Settings;
using test::SmallWorld;

namespace {

Settings with_places(std::int64_t places, Settings changes = {}) {
  changes.emplace("people.count", std::int64_t{2'000});
  changes.emplace("platforms.entry.places", places);
  return changes;
}

std::size_t row(SmallWorld& small, std::size_t k) { return small.world().organisations.platform(k); }

// A platform in place k, founded in month 0, to which the first `users` people have moved.
void found(SmallWorld& small, std::size_t k, std::size_t users) {
  auto& world = small.world();
  world.entry.births = {k};
  world.apply_requests(small.month(0));
  for (std::size_t i = 0; i < users; ++i) world.adoption.home[i] = static_cast<std::int16_t>(k);
  world.adoption.users.collect();
  for (const std::int16_t home : world.adoption.home) world.adoption.users.totals()[static_cast<std::size_t>(home)] += 1;
}

double sum(SmallWorld& small, const std::string& series) {
  double all = 0.0;
  for (const double value : small.series(series)) all += value;
  return all;
}

double over_years(const std::string& series, Settings changes) {
  SmallWorld small(with_places(4, std::move(changes)));
  small.live(180);
  return sum(small, series);
}

// Months of 4,000 in which somebody enters a place worth V = 400 EUR of which the mean platform's revenue takes `capital` months.
double entered(double hazard, double capital) {
  SmallWorld small(with_places(1, {{"platforms.entry.hazard", hazard}, {"platforms.entry.capital", capital}}));
  auto& world = small.world();
  for (std::size_t k = 0; k < 3; ++k) world.capture.revenue[k] = 100.0;
  world.strategy.worth.fill(400.0 / world.labour_market.wage / 2'000.0);
  int months = 0;
  for (int t = 1; t <= 4'000; ++t) {
    small.ledger().endow(row(small, 0), Money::of(2'000.0));  // owners always have the means
    small.ledger().pay(world.ownership.dividends, row(small, 0), Money::of(2'000.0));
    small.once(models::found_platforms, world.entry, t);
    months += !world.entry.births.empty();
    world.entry.births.clear();
  }
  return months / 4'000.0;
}

}  // namespace

TEST_CASE("entry: zero: without vacant places, a hazard or owners who look ahead nobody rises and nobody is bought") {
  for (const Settings& off : {with_places(0), with_places(3, {{"platforms.entry.hazard", 0.0}}),
                              with_places(3, {{"platforms.strategy.law", std::string("hill_climb")}})}) {
    SmallWorld small(off);
    small.live(60);
    CHECK(sum(small, "platform_entries") == 0.0);
    CHECK(sum(small, "platform_exits") == 0.0);
    CHECK(sum(small, "platform_acquisitions") == 0.0);
    CHECK(small.series("platforms").back() == 3.0);
  }
}

TEST_CASE("entry: zero: vacant places that nobody takes change nothing") {
  SmallWorld without(with_places(0)), with(with_places(3, {{"platforms.entry.hazard", 0.0}}));
  without.live(30);
  with.live(30);
  for (const std::string name : {"take_rate", "platform_concentration", "real_gdp", "unemployment_rate", "platform_quality"})
    CHECK(without.series(name) == with.series(name));
}

TEST_CASE("entry: by hand: founders pay in so many months of revenue, and open as they thought best") {
  // Three platforms of 100 EUR a month; 2.5 months are 250 EUR. Worth 400 to its founders: .8 x (1 - 250/400) = .3 a month.
  SmallWorld small(with_places(1, {{"platforms.entry.hazard", 0.8}, {"platforms.entry.capital", 2.5}}));
  auto& world = small.world();
  CHECK(models::chance_of_entry(world.entry.parameters, 400.0, 250.0) == Approx(0.3));
  CHECK(models::chance_of_entry(world.entry.parameters, 250.0, 250.0) == 0.0);
  CHECK(models::chance_of_entry(world.entry.parameters, -1.0, 0.0) == 0.0);
  world.entry.parameters.hazard = 1.0;
  for (std::size_t k = 0; k < 3; ++k) world.capture.revenue[k] = 100.0;
  world.strategy.worth.fill(1e9);
  world.strategy.wanted_quality[3] = 1.7;
  small.ledger().pay(world.ownership.dividends, row(small, 0), Money::of(10.0));
  small.once(models::found_platforms, world.entry, 5);
  REQUIRE(world.entry.births == std::vector<std::size_t>{3});
  // Owners of capital put up half of what they get after tax, here less than the 250 EUR.
  const double most = 0.5 * (1.0 - world.taxes.parameters.dividend_rate) * 10.0;
  CHECK(small.ledger().deposit(row(small, 3)).eur() == Approx(most).margin(1e-4));
  world.apply_requests(small.month(5));
  CHECK(world.organisations.trades(row(small, 3)));
  CHECK(world.entry.is_rising(world, 3, 64));
  CHECK_FALSE(world.entry.is_rising(world, 3, 65));
  CHECK_FALSE(world.entry.is_rising(world, 0, 5));
  CHECK(world.strategy.quality[3] == 1.7);
  CHECK(world.adoption.users[3] == 0);
}

TEST_CASE("entry: by hand: the price lies between what seller and buyer lose and gain; users are the buyer's") {
  SmallWorld small(with_places(1, {{"platforms.adoption.count", std::int64_t{1}}, {"platforms.entry.sellers_part", 0.25}}));
  auto& world = small.world();
  found(small, 1, 600);
  world.adoption.lock_in[0] = 0.8;
  world.adoption.lock_in[1] = 0.1;
  world.livelihood.plans.totals()[1] = Money::of(60.0 * 2'000).counts();
  const double own_worth = models::worth_to_owner(world.strategy, world, 1, 0.3, 0.1);
  const double gain = models::worth_to_owner(world.strategy, world, 0, 1.0, 0.59, 1) - models::worth_to_owner(world.strategy, world, 0, 0.7, 0.8);
  REQUIRE(gain > own_worth);
  const double price = own_worth + 0.25 * (gain - own_worth);
  const Money held = small.ledger().deposit(row(small, 1)), buyers = small.ledger().deposit(row(small, 0));
  const double cash = std::min(price, world.capture.free_deposits(world, 0));
  small.once(models::buy_rising_platforms, world.entry, 11);
  CHECK(world.entry.acquisitions == 0);  // it is asked once a period, in its month
  small.once(models::buy_rising_platforms, world.entry, 12);
  REQUIRE(world.entry.acquisitions == 1);
  CHECK(small.ledger().awaiting_people(world.ownership.liquidation).eur() == Approx(price + held.eur()).margin(1e-3));
  CHECK((buyers - small.ledger().deposit(row(small, 0))).eur() == Approx(cash).margin(1e-3));
  CHECK(small.ledger().awaiting_people(world.ownership.new_capital).eur() == Approx(price - cash).margin(1e-3));
  CHECK(small.ledger().deposit(row(small, 1)) == Money{});
  world.apply_requests(small.month(12));
  CHECK_FALSE(world.organisations.trades(row(small, 1)));
  CHECK(world.adoption.users[0] == 2'000);
  CHECK(world.adoption.lock_in[0] == Approx(0.7 * 0.8 + 0.3 * 0.1));
  small.once(models::weigh_platforms, world.adoption, 13);
  small.each(models::choose_platform, world.adoption, 13);
  for (const std::int16_t home : world.adoption.home) CHECK(home == 0);
}

TEST_CASE("entry: conserves: what closed platforms hold goes to the bank and to owners; users find another; books close for years") {
  SmallWorld small(with_places(1));
  auto& world = small.world();
  world.capture.revenue[1] = 50.0;
  small.ledger().lend(row(small, 1), Money::of(300.0) + small.ledger().deposit(row(small, 1)));
  small.ledger().pay(world.ownership.dividends, row(small, 1), small.ledger().deposit(row(small, 1)) - Money::of(40.0));
  const Money all = small.all_money();
  const Money lost = small.ledger().loan(row(small, 1)) - Money::of(40.0), bank = small.ledger().bank_net_worth();
  small.once(models::close_platforms, world.entry, 1);
  CHECK(world.entry.deaths == std::vector<std::size_t>{1});
  CHECK(small.ledger().loan(row(small, 1)) == Money{});
  CHECK(bank - small.ledger().bank_net_worth() == lost);
  CHECK(all - small.all_money() == lost + Money::of(40.0));  // repaid loans are money no more
  world.apply_requests(small.month(1));
  small.once(models::weigh_platforms, world.adoption, 2);
  small.each(models::choose_platform, world.adoption, 2);
  small.once(models::count_users, world.adoption, 2);
  CHECK(world.adoption.users[1] == 0);
  CHECK(world.adoption.users[0] + world.adoption.users[2] == 2'000);

  SmallWorld rich(with_places(4, {{"platforms.entry.hazard", 0.2}, {"platforms.entry.rising", 24.0}, {"platforms.entry.smallest_share", 0.8}}));
  for (int year = 0; year < 12; ++year) {
    rich.live(12);
    std::int64_t users = 0;
    for (std::size_t k = 0; k < 7; ++k) {
      users += rich.world().adoption.users[k];
      if (!rich.world().organisations.trades(row(rich, k))) CHECK(rich.ledger().deposit(row(rich, k)) == Money{});
    }
    CHECK(users <= 2'000);
  }
  CHECK(sum(rich, "platform_exits") > 0.0);
  CHECK(sum(rich, "platform_entries") > 2.0);
}

TEST_CASE("entry: direction: hazard and capital, law, size at which platforms close") {
  const double usual = over_years("platform_entries", {});
  CHECK(usual > 0.0);
  CHECK(over_years("platform_entries", {{"platforms.entry.hazard", 0.2}}) > usual);
  CHECK(over_years("platform_entries", {{"platforms.entry.hazard", 0.2}, {"platforms.entry.capital", 120.0}}) <
        over_years("platform_entries", {{"platforms.entry.hazard", 0.2}}));
  const Settings often{{"platforms.entry.hazard", 0.2}};
  Settings forbidden = often, limited = often, strict = often;
  forbidden.emplace("state.regulation.merger_threshold", 0.0);
  limited.emplace("state.regulation.merger_threshold", 0.3);
  strict.emplace("platforms.entry.smallest_share", 0.9);
  CHECK(over_years("platform_acquisitions", often) > 0.0);
  CHECK(over_years("platform_acquisitions", forbidden) == 0.0);
  CHECK(over_years("platform_acquisitions", limited) < over_years("platform_acquisitions", often));
  CHECK(over_years("platform_exits", strict) > over_years("platform_exits", often));
  // Rivals lower what platforms take.
  CHECK(over_years("take_rate", often) < over_years("take_rate", {{"platforms.entry.hazard", 0.0}}));
}

TEST_CASE("entry: oracle: months to entry are geometric") {
  // .1 x (1 - 100/400) = .075; four standard errors of 4,000 trials.
  CHECK(entered(0.1, 1.0) == Approx(0.075).margin(4.0 * std::sqrt(0.075 * 0.925 / 4'000.0)));
  CHECK(entered(0.1, 3.0) == Approx(0.025).margin(4.0 * std::sqrt(0.025 * 0.975 / 4'000.0)));
  CHECK(entered(0.1, 5.0) == 0.0);
}

TEST_CASE("entry: oracle: alone in the market a platform is worth its best margin for ever") {
  SmallWorld small(with_places(0, {{"platforms.adoption.count", std::int64_t{2}}}));
  auto& world = small.world();
  world.livelihood.plans.totals()[1] = Money::of(60.0 * 2'000).counts();
  for (const std::size_t k : {0, 1}) {
    const models::Market m = models::market_of(world.strategy, world, k, 1 - k);
    CHECK(m.platforms == 1.0);
    double best = 0.0;  // [hour/month] per user, over the grid of take rates; the least quality
    for (int t = 0; t <= 12; ++t) {
      const double take_rate = m.highest_take * t / 12.0;
      best = std::max(best, take_rate * m.spending * (1.0 - m.elasticity * (take_rate - m.usual_take)) + m.advertising - m.upkeep / 8.0);
    }
    const double years = (1.0 - std::pow(m.discount, 15)) / (1.0 - m.discount);  // fifteen sweeps from nothing
    CHECK(models::worth_to_owner(world.strategy, world, k, 1.0, 0.5, 1 - k) == Approx(12.0 * best * years * world.labour_market.wage * 2'000.0).epsilon(1e-9));
  }
}
