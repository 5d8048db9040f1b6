#include "models/measures.h"

#include <cmath>

#include "tests/catch.h"
#include "tests/models/small_world.h"

using models::Histogram;
using models::Measures;
using test::Settings;
using test::SmallWorld;

namespace {

// Amounts counted as the model counts them.
struct Counted {
  explicit Counted(const std::vector<double>& amounts) {
    counts.allocate(Histogram::n_bins, 1);
    sums.scatter.allocate(Histogram::n_bins, 1);
    for (const double amount : amounts) {
      counts.of(0)[Histogram::bin(static_cast<float>(amount))] += 1;
      sums.of(0).add(Histogram::bin(static_cast<float>(amount)), amount);
    }
    counts.collect();
    sums.collect();
    summary = Histogram::summarise(counts, sums);
  }
  sim::Scatter counts;
  sim::Tally sums{10};
  Histogram::Summary summary;
};

// Gini = 2 sum of k x(k) / (n sum of x) - (n + 1) / n over sorted amounts.
double sorted_gini(std::vector<double> amounts) {
  std::sort(amounts.begin(), amounts.end());
  const auto n = static_cast<double>(amounts.size());
  double ranked = 0.0, sum = 0.0;
  for (std::size_t k = 0; k < amounts.size(); ++k) {
    ranked += static_cast<double>(k + 1) * amounts[k];
    sum += amounts[k];
  }
  return 2.0 * ranked / (n * sum) - (n + 1.0) / n;
}

// `n` amounts at the middles of equal slices of a distribution with this quantile function.
template <class Quantile>
std::vector<double> slices(std::size_t n, Quantile&& quantile) {
  std::vector<double> amounts(n);
  for (std::size_t k = 0; k < n; ++k) amounts[k] = quantile((static_cast<double>(k) + 0.5) / static_cast<double>(n));
  return amounts;
}

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

TEST_CASE("measures: oracle: V29, closed forms, and sorting instead of counting") {
  const auto lognormal = [](double u) { return 1'500.0 * std::exp(sim::normal_quantile(u)); };
  const auto exponential = [](double u) { return -1'500.0 * std::log(1.0 - u); };
  const auto pareto = [](double u) { return 500.0 * std::pow(1.0 - u, -1.0 / 1.5); };
  CHECK(Counted(slices(1'000'000, lognormal)).summary.gini == Approx(0.5205).margin(5e-4));
  CHECK(Counted(slices(1'000'000, exponential)).summary.gini == Approx(0.5).margin(5e-4));
  CHECK(Counted(slices(1'000'000, pareto)).summary.gini ==
        Approx(0.5).margin(5e-3));  // what lies beyond the last slice
  std::vector<double> amounts = slices(30'000, lognormal);
  for (const auto& quantile : {slices(20'000, pareto), slices(10'000, exponential)})
    amounts.insert(amounts.end(), quantile.begin(), quantile.end());
  const Counted counted(amounts);
  CHECK(counted.summary.gini == Approx(sorted_gini(amounts)).epsilon(1e-3));
  std::sort(amounts.begin(), amounts.end());
  CHECK(counted.summary.median == Approx(amounts[30'000]).epsilon(0.01));
  for (std::size_t d = 0; d < 10; ++d) {
    const auto first = amounts.begin() + static_cast<std::ptrdiff_t>(d * 6'000);
    CHECK(counted.summary.decile_mean[d] == Approx(std::accumulate(first, first + 6'000, 0.0) / 6'000.0).epsilon(2e-3));
    CHECK(counted.summary.decile_bound[d] == Approx(*(first + 5'999)).epsilon(d == 9 ? 0.02 : 0.016));
  }
  const auto below = std::lower_bound(amounts.begin(), amounts.end(), 900.0) - amounts.begin();
  CHECK(Histogram::share_below(counted.counts, 900.0) == Approx(static_cast<double>(below) / 60'000.0).margin(5e-3));
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
