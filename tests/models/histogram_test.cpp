#include "models/histogram.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "sim/core/math.h"
#include "sim/core/random.h"
#include "tests/catch.h"
#include "tests/models/counted.h"

using models::Histogram;
using test::Counted;
using test::slices;
using test::sorted_gini;

namespace {

// A hundred people of whom the first has `most` and the others one each.
Histogram::Summary one_above_others(double most) {
  std::vector<double> amounts(100, 1.0);
  amounts[0] = most;
  return Counted(amounts).summary;
}

}  // namespace

TEST_CASE("histogram: zero: nobody, and people with nothing") {
  CHECK(Counted({}).summary.mean == 0.0);
  CHECK(Counted({}).summary.top_hundredth == 0.0);
  CHECK(Counted({0.0, 0.0}).summary.top_twentieth == 0.0);
  CHECK(Counted({0.0, 0.0}).summary.gini == 0.0);
}

TEST_CASE("histogram: by hand: the top hundredth and twentieth of a hundred people") {
  // One has 101, ninety-nine have 1: 101 of 200, and with four of the others 105 of 200.
  CHECK(one_above_others(101.0).top_hundredth == Approx(0.505).epsilon(1e-12));
  CHECK(one_above_others(101.0).top_twentieth == Approx(0.525).epsilon(1e-12));
  CHECK(Counted(std::vector<double>(100, 7.0)).summary.top_hundredth == Approx(0.01).epsilon(1e-12));
  // Of ten people the top hundredth is a tenth of one person.
  CHECK(Counted({1, 1, 1, 1, 1, 1, 1, 1, 1, 11}).summary.top_hundredth == Approx(0.055).epsilon(1e-12));
}

TEST_CASE("histogram: conserves: heads and amounts are all in some bin") {
  const std::vector<double> amounts = slices(1'000, [](double u) { return 1e9 * std::pow(u, 8.0); });
  const Counted counted(amounts);
  std::int64_t heads = 0;
  double sum = 0.0;
  for (std::size_t bin = 0; bin < Histogram::n_bins; ++bin) {
    heads += counted.counts[bin];
    sum += counted.sums[bin];
  }
  CHECK(heads == 1'000);
  CHECK(sum == Approx(std::accumulate(amounts.begin(), amounts.end(), 0.0)).margin(1'000 * 0x1p-10));
  CHECK(std::accumulate(counted.summary.decile_mean.begin(), counted.summary.decile_mean.end(), 0.0) / 10.0 == Approx(counted.summary.mean).epsilon(1e-9));
}

TEST_CASE("histogram: direction: who has more raises the top's share and the Gini coefficient") {
  CHECK(one_above_others(50.0).top_hundredth > one_above_others(20.0).top_hundredth);
  CHECK(one_above_others(50.0).gini > one_above_others(20.0).gini);
  CHECK(one_above_others(50.0).top_twentieth > one_above_others(50.0).top_hundredth);
}

TEST_CASE("histogram: oracle: V29, closed forms, and sorting instead of counting") {
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

TEST_CASE("histogram: oracle: the top's share of a Pareto distribution") {
  // The top p of a Pareto distribution of exponent 2 have p^(1/2).
  const Histogram::Summary pareto = Counted(slices(1'000'000, [](double u) { return std::pow(1.0 - u, -0.5); })).summary;
  CHECK(pareto.top_hundredth == Approx(0.1).margin(1e-3));
  CHECK(pareto.top_twentieth == Approx(std::sqrt(0.05)).margin(1e-3));
}
