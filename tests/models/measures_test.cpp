#include "models/measures.h"

#include <cmath>

#include "tests/catch.h"
#include "tests/models/counted.h"
#include "tests/models/small_world.h"

using models::Histogram;
using models::Measures;
using test::Counted;
using test::Settings;
using test::slices;
using test::SmallWorld;

namespace {

double shown(const auto& room, const models::World& world, const std::string& name) {
  sim::io::Recorder recorder;
  observe(room, world, recorder);
  return recorder.find_series(name)->at(0);
}

}  // namespace

TEST_CASE("measures: zero: nobody, and people with nothing") {
  CHECK(Counted({}).summary.mean == 0.0);
  const Histogram::Summary nothing = Counted({0.0, 0.0, -5.0}).summary;
  CHECK(nothing.gini == 0.0);
  CHECK(Histogram::bin(0.0f) == 0);
  CHECK(Histogram::bin(-1.0f) == 0);
  CHECK(Histogram::bin(1e30f) == Histogram::n_bins - 1);
  CHECK(Counted(std::vector<double>(1'000, 250.0)).summary.gini == Approx(0.0).margin(1e-12));
}

TEST_CASE("measures: by hand: one to five") {
  // Gini of 1, 2, 3, 4, 5: 2 x 55 / (5 x 15) - 6/5 = .2667. A person fills two deciles.
  const Counted five({5.0, 3.0, 1.0, 4.0, 2.0});
  CHECK(five.summary.gini == Approx(4.0 / 15.0).epsilon(1e-12));
  CHECK(five.summary.mean == Approx(3.0));
  CHECK(five.summary.median == Approx(3.0));
  for (std::size_t d = 0; d < 10; ++d) CHECK(five.summary.decile_mean[d] == Approx(1.0 + static_cast<double>(d / 2)));
  CHECK(Histogram::share_below(five.counts, 3.5) == Approx(0.6));
  CHECK(Histogram::share_below(five.counts, 0.5) == 0.0);
}

TEST_CASE("measures: conserves: deciles add up to the whole, hours to the month, products to the flows") {
  SmallWorld small({{"people.count", std::int64_t{1'000}}});
  small.live(6);
  const auto& own = small.world().measures;
  double amounts = 0.0, flows = 0.0;
  for (const float income : small.world().livelihood.income) amounts += std::max(static_cast<double>(income), 0.0);
  for (const double mean : own.income.decile_mean) flows += 100.0 * mean;
  CHECK(flows == Approx(amounts).epsilon(1e-6));
  double hours = 0.0;
  for (std::size_t cell = 0; cell < Measures::n_uses * 10; ++cell) hours += own.hours[cell];
  CHECK(hours == Approx(1'000.0 * small.world().time_use.parameters.available).epsilon(1e-6));
  double gdp = 0.0;
  for (const auto& cell : small.ledger().month_flows()) {
    const bool sold = cell.name == "purchases" || cell.name == "public_purchases" || cell.name == "gig_purchases";
    if (sold || (cell.name == "wages" && cell.from == "state")) gdp += cell.amount.eur();
  }
  CHECK(own.gdp == Approx(gdp).epsilon(1e-12));
}

TEST_CASE("measures: direction: transfers and the poverty line") {
  const auto even = slices(1'000, [](double u) { return 1'000.0 + 1'000.0 * u; });
  auto regressive = even, progressive = even;
  regressive.front() -= 500.0;
  regressive.back() += 500.0;
  progressive.back() -= 500.0;
  progressive.front() += 500.0;
  CHECK(Counted(regressive).summary.gini > Counted(even).summary.gini);
  CHECK(Counted(progressive).summary.gini < Counted(even).summary.gini);
  const auto poverty = [](double line) {
    SmallWorld small({{"measures.poverty_line", line}, {"people.count", std::int64_t{2'000}}});
    small.each(models::measure_people, small.world().measures);
    small.once(models::summarise, small.world().measures);
    return small.world().measures.poverty;
  };
  CHECK(poverty(0.8) > poverty(0.5));
  CHECK(poverty(0.0) == 0.0);
}

TEST_CASE("measures: oracle: V29, concentration of J equals is 1/J") {
  SmallWorld small({{"people.count", std::int64_t{1'000}}, {"platforms.adoption.count", std::int64_t{4}}});
  auto& world = small.world();
  const auto n = static_cast<double>(world.organisations.n_producers);
  world.goods_market.market_share.fill(1.0 / n);
  for (std::int64_t& users : world.adoption.users.totals()) users = 250;
  CHECK(shown(world.goods_market, world, "producer_concentration") == Approx(1.0 / n).epsilon(1e-12));
  CHECK(shown(world.goods_market, world, "top10_sales_share") == Approx(10.0 / n).epsilon(1e-12));
  CHECK(shown(world.adoption, world, "platform_concentration") == Approx(0.25).epsilon(1e-12));
  CHECK(shown(world.adoption, world, "largest_platform_share") == Approx(0.25).epsilon(1e-12));
}
