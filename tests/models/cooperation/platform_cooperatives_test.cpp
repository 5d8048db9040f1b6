#include "models/cooperation/platform_cooperatives.h"

#include "tests/catch.h"
#include "tests/models/small_world.h"

using test::Settings;
using test::SmallWorld;

namespace {

Settings member_owned(std::int64_t count, Settings changes = {}) {
  changes["cooperation.platform_cooperatives.count"] = count;
  return changes;
}

// What the members of the last platform vote, of 300 users with sales of 10 EUR each.
models::PlatformCooperatives voted(const std::string& name, const sim::Value& value, double held = 0.0) {
  Settings settings = member_owned(1, {{"people.count", std::int64_t{300}},
                                       {"cooperation.platform_cooperatives.reserve_months", 1.0},
                                       {"platforms.adoption.quality_value", 4.0}});
  settings[name] = value;
  SmallWorld small(settings);
  auto& world = small.world();
  const std::size_t k = world.organisations.n_platforms - 1, j = world.organisations.platform(k);
  world.adoption.users.totals()[k] = 300;
  world.capture.gig_sales.totals()[k] = sim::Money::of(6'000.0).counts();
  world.capture.revenue[k] = 5'000.0;
  world.capture.commission[k] = 100.0;
  world.capture.advertising_sales[k] = 600.0;
  world.labour_market.wage = 10.0;
  world.labour_market.hours_per_worker = 100.0;
  world.strategy.parameters.usual_spending = 0.004;  // upkeep 4 EUR a user
  small.ledger().endow(j, sim::Money::of(held) - small.ledger().deposit(j));
  small.once(models::members_vote, world.platform_cooperatives);
  return world.platform_cooperatives;
}

sim::Money held_by_platforms(SmallWorld& small) {
  sim::Money sum;
  for (std::size_t k = 0; k < small.world().organisations.n_platforms; ++k) sum += small.ledger().deposit(small.world().organisations.platform(k));
  return sum;
}

}  // namespace

TEST_CASE("platform cooperatives: zero: without any nothing is owned, voted or given") {
  SmallWorld small(member_owned(0, {{"cooperation.platform_cooperatives.public_capital", 10.0}}));
  auto& world = small.world();
  const auto before = world.platform_cooperatives;
  const sim::Money held = held_by_platforms(small);
  small.once(models::members_vote, world.platform_cooperatives);
  small.once(models::give_capital, world.platform_cooperatives);
  for (std::size_t k = 0; k < world.organisations.n_platforms; ++k) {
    CHECK_FALSE(world.platform_cooperatives.owned(world, k));
    CHECK(world.platform_cooperatives.take_rate[k] == before.take_rate[k]);
  }
  CHECK(held_by_platforms(small) == held);
}

TEST_CASE("platform cooperatives: by hand: service worth its upkeep, a take rate that covers cost") {
  // Quality 4 / 4 = 1 costs 1,200 EUR; one month of it is to be in reserve and nothing is, so 100 EUR a month are put by; advertising
  // brings 600 (no hosting): 700 of 6,000 EUR of sales.
  const models::PlatformCooperatives poor = voted("platforms.adoption.quality_value", 4.0);
  CHECK(poor.quality[2] == Approx(1.0));
  CHECK(poor.take_rate[2] == Approx(700.0 / 6'000.0).epsilon(1e-9));
  // With 6,000 EUR in hand 400 a month are given back.
  CHECK(voted("platforms.adoption.quality_value", 4.0, 6'000.0).take_rate[2] == Approx(200.0 / 6'000.0).epsilon(1e-9));
}

TEST_CASE("platform cooperatives: conserves: the state's capital arrives, divided among them") {
  SmallWorld small(member_owned(2, {{"people.count", std::int64_t{1'000}}, {"cooperation.platform_cooperatives.public_capital", 3.0}}));
  auto& world = small.world();
  const std::size_t owners = world.organisations.platform(0);
  const sim::Money held = held_by_platforms(small), all = small.all_money(), of_owners = small.ledger().deposit(owners);
  small.once(models::give_capital, world.platform_cooperatives);
  CHECK(held_by_platforms(small) - held == sim::Money::of(3'000.0));
  CHECK(small.ledger().deposit(owners) == of_owners);
  CHECK(small.all_money() == all);
}

TEST_CASE("platform cooperatives: direction: valued service, reserves, capital") {
  CHECK(voted("platforms.adoption.quality_value", 8.0).quality[2] > voted("platforms.adoption.quality_value", 4.0).quality[2]);
  CHECK(voted("cooperation.platform_cooperatives.reserve_months", 6.0).take_rate[2] > voted("cooperation.platform_cooperatives.reserve_months", 1.0).take_rate[2]);
  // Who has no capital cannot spend on service: 5,000 EUR of revenue allow 4.17, deposits more.
  CHECK(voted("platforms.adoption.quality_value", 40.0).quality[2] == Approx(5'000.0 / 1'200.0));
  CHECK(voted("platforms.adoption.quality_value", 40.0, 12'000.0).quality[2] == Approx(6'000.0 / 1'200.0));
}

TEST_CASE("platform cooperatives: oracle: in the whole economy members pay cost, owners' users more, and nobody is paid out to") {
  const Settings settings{{"people.count", std::int64_t{3'000}}, {"cooperation.platform_cooperatives.count", std::int64_t{1}}};
  SmallWorld small(settings);
  auto& world = small.world();
  double owners = 0.0, members = 0.0;  // summed over the ends of fifteen years
  for (int year = 0; year < 15; ++year) {
    small.live(12);
    for (std::size_t k = 0; k + 1 < world.organisations.n_platforms; ++k) owners += world.strategy.take_rate[k] / 2.0;
    members += world.strategy.take_rate[2];
  }
  CHECK(members < owners);
}
