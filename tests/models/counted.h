//! Amounts counted as the model counts them, and the same by sorting, for tests of distributions.
#pragma once

#include <algorithm>
#include <vector>

#include "models/histogram.h"

namespace test {

using models::Histogram;

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
inline double sorted_gini(std::vector<double> amounts) {
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

}  // namespace test
