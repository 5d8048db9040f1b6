#include "models/state/regulation.h"

#include <cmath>

#include "tests/catch.h"
#include "tests/models/small_world.h"

using sim::Money;
using test::Settings;
using test::SmallWorld;
using test::second_year;

TEST_CASE("regulation: zero: without instruments nothing is capped, reserved or paid") {
  SmallWorld small;
  small.live(3);
  CHECK(small.flow("phyle_support") == 0.0);
  CHECK(small.world().regulation.reserved_locally() == 0.0);
  CHECK(small.world().regulation.reserved_for_cooperatives(small.world(), 0) == 0.0);
  CHECK(small.world().strategy.take_rate[0] > 0.0);
}

TEST_CASE("regulation: by hand: support by members; what is reserved never exceeds all") {
  SmallWorld small({{"state.regulation.phyle_support", 12.5},
                    {"state.regulation.local_procurement", 0.7},
                    {"state.regulation.cooperative_procurement", 0.5}});
  auto& world = small.world();
  world.phyles.members.totals()[0] = 8;
  const Money before = small.ledger().deposit(world.organisations.phyle(0));
  small.once(models::support_phyles, world.regulation);
  CHECK(small.ledger().deposit(world.organisations.phyle(0)) - before == Money::of(100.0));
  CHECK(world.regulation.reserved_for_cooperatives(world, 0) == Approx(0.3));
}

TEST_CASE("regulation: conserves: support is the state's loss, and all that is planned is bought from somebody") {
  SmallWorld small({{"people.count", std::int64_t{2'000}}, {"state.regulation.phyle_support", 100.0},
                    {"state.regulation.local_procurement", 0.4}, {"state.regulation.cooperative_procurement", 0.3}});
  for (int t = 0; t < 6; ++t) {
    small.live(1);
    auto& market = small.world().goods_market;
    small.once(models::clear_market, market);  // since then producers came and went
    double asked = 0.0;
    for (const double share : market.market_share) asked += share;
    CHECK(asked == Approx(1.0).epsilon(1e-12));
    CHECK(market.public_served <= 1.0);
  }
  CHECK(small.flow("phyle_support") > 0.0);
}

TEST_CASE("regulation: direction: each instrument moves what it names") {
  const Settings none;
  CHECK(second_year("take_rate", {{"state.regulation.take_rate_cap", 0.05}}) < second_year("take_rate", none));
  CHECK(second_year("platform_revenue_share", {{"state.regulation.advertising_cap", 0.001}}) < second_year("platform_revenue_share", none));
  CHECK(second_year("cooperative_sales_share", {{"state.regulation.cooperative_procurement", 0.3}}) >
        second_year("cooperative_sales_share", none));
  CHECK(second_year("phyle_funds", {{"state.regulation.phyle_support", 200.0}}) > second_year("phyle_funds", none));
  CHECK(second_year("phyle_support_to_gdp", {{"state.regulation.phyle_support", 200.0}}) > 0.0);
}

TEST_CASE("regulation: oracle: cooperatives gain what is reserved for them, less what the state would have bought there anyway") {
  // Of demand D the state asks P. Reserving a part r of P for cooperatives, whose part of the one market is c, moves r P (1 - c) to them.
  const auto clear = [](double reserved) {
    auto small = std::make_unique<SmallWorld>(Settings{{"people.count", std::int64_t{4'000}},
                                                       {"producers.demography.cooperative_share", 0.3},
                                                       {"producers.goods_market.classes", std::int64_t{1}}});
    small->live(1);
    small->world().regulation.parameters.cooperative_procurement = reserved;
    small->once(models::clear_market, small->world().goods_market);
    return small;
  };
  const auto of_cooperatives = [](SmallWorld& small, const auto& shares) {
    double sum = 0.0;
    for (std::size_t j = 0; j < shares.size(); ++j)
      if (small.world().organisations.is_cooperative(j)) sum += shares[j];
    return sum;
  };
  const auto without = clear(0.0), with = clear(0.4);
  const auto& market = with->world().goods_market;
  const double asked_by_state = with->world().public_sector.purchases_planned / market.demand;
  const double gained = of_cooperatives(*with, market.market_share) - of_cooperatives(*without, without->world().goods_market.market_share);
  CHECK(gained == Approx(0.4 * asked_by_state * (1.0 - of_cooperatives(*with, market.national_share))).epsilon(1e-9));
}
