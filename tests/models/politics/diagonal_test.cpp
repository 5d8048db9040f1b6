#include "models/politics/diagonal.h"

#include <algorithm>
#include <cmath>

#include "tests/catch.h"
#include "tests/models/small_world.h"

using models::Diagonal;
using test::Settings;
using test::SmallWorld;
using test::second_year;

TEST_CASE("diagonal: zero: without a gain no district reserves anything, whoever has the jobs") {
  SmallWorld small({{"producers.demography.cooperative_share", 0.5}});
  small.live(3);
  CHECK(small.world().diagonal.say[0] > 0.0);
  for (std::size_t d = 0; d < small.world().n_districts; ++d) CHECK(small.world().regulation.reserved_for_cooperatives(small.world(), d) == 0.0);
}

TEST_CASE("diagonal: by hand: say is the share of jobs at the district's producers, and adds to the law's reserve") {
  SmallWorld small({{"people.count", std::int64_t{2'000}}, {"politics.diagonal.gain", 0.5}, {"politics.diagonal.speed", 1.0},
                    {"state.regulation.cooperative_procurement", 0.1}, {"state.regulation.local_procurement", 0.6}});
  auto& world = small.world();
  const std::size_t step = world.n_districts;
  REQUIRE(world.organisations.n_producers >= 2 * step);
  std::ranges::fill(world.labour_market.headcount.totals(), 0);
  world.labour_market.headcount.totals()[0] = 30;     // both of district 0
  world.labour_market.headcount.totals()[step] = 10;
  world.organisations.worker_owned[0] = 0;
  world.organisations.worker_owned[step] = 1;
  small.once(models::win_say, world.diagonal);
  CHECK(world.diagonal.say[0] == Approx(0.25));
  CHECK(world.regulation.reserved_for_cooperatives(world, 0) == Approx(0.1 + 0.5 * 0.25));
  world.diagonal.say[0] = 1.0;
  CHECK(world.regulation.reserved_for_cooperatives(world, 0) == Approx(0.4));  // what is reserved locally comes first
}

TEST_CASE("diagonal: conserves: all that is planned is bought from somebody") {
  SmallWorld small({{"people.count", std::int64_t{2'000}}, {"politics.diagonal.gain", 1.0}, {"producers.demography.cooperative_share", 0.3}});
  for (int t = 0; t < 6; ++t) {
    small.live(1);
    auto& market = small.world().goods_market;
    small.once(models::clear_market, market);  // since then producers came and went
    double asked = 0.0;
    for (const double share : market.market_share) asked += share;
    CHECK(asked == Approx(1.0).epsilon(1e-12));
    CHECK(market.public_served <= 1.0);
  }
}

TEST_CASE("diagonal: direction: where say is worth something, cooperatives sell more and win more of it") {
  const auto with_gain = [](const char* series, double gain) {
    return second_year(series, {{"politics.diagonal.gain", gain}, {"producers.demography.cooperative_share", 0.2}});
  };
  CHECK(with_gain("cooperative_sales_share", 1.0) > with_gain("cooperative_sales_share", 0.0));
  CHECK(with_gain("local_say", 1.0) > with_gain("local_say", 0.0));
}

TEST_CASE("diagonal: oracle: say comes to a constant share of jobs as c (1 - (1 - speed)^t)") {
  SmallWorld small({{"politics.diagonal.speed", 0.02}});
  auto& world = small.world();
  auto& own = world.diagonal;
  own.say.fill(0.0);
  double share = 0.0, jobs = 0.0;
  for (std::size_t j = 0; j < world.organisations.n_producers; j += world.n_districts) {
    world.organisations.worker_owned[j] = j % (2 * world.n_districts) == 0;
    jobs += static_cast<double>(world.labour_market.headcount[j]);
    if (world.organisations.is_cooperative(j)) share += static_cast<double>(world.labour_market.headcount[j]);
  }
  REQUIRE(jobs > 0.0);
  for (int t = 0; t < 50; ++t) small.once(models::win_say, own);
  CHECK(own.say[0] == Approx(share / jobs * (1.0 - std::pow(0.98, 50))).epsilon(1e-12));
}
