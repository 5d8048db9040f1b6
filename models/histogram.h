//! Distributions are counted, not sorted: heads and amounts by bin, as integers, so that no order of agents matters.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>

#include "sim/core/column.h"

namespace models {

//! A distribution of non-negative amounts over people, counted into 64 equal bins of each doubling.
class Histogram {
 public:
  static constexpr int bins_per_doubling = 64, doublings = 32, lowest_exponent = -8;
  static constexpr std::size_t n_bins = bins_per_doubling * doublings;

  //! The bin of an amount [EUR]; bin 0 also holds nothing and debts.
  static std::size_t bin(float amount) {
    const std::uint32_t bits = std::bit_cast<std::uint32_t>(amount);
    const std::int32_t place = static_cast<std::int32_t>(bits >> 17) - ((127 + lowest_exponent) << 6);
    const std::int32_t kept = std::min(std::max<std::int32_t>(place, 0), static_cast<std::int32_t>(n_bins) - 1);
    return static_cast<std::size_t>(amount > 0.0f ? kept : 0);
  }

  //! Counts [n_bins] and sums [n_bins] of a month, as collected from people.
  struct Summary {
    double gini = 0.0;
    double mean = 0.0;
    double median = 0.0;
    double top_hundredth = 0.0, top_twentieth = 0.0;  // shares in the sum
    std::array<double, 10> decile_mean{};
    std::array<double, 10> decile_bound{};  // upper
  };
  static Summary summarise(const sim::Scatter& counts, const sim::Tally& sums);
  //! Share of people with less than `amount`.
  static double share_below(const sim::Scatter& counts, double amount);

  //! Calls `visit(bin)` for every bin in which there is somebody, in order. Most are empty: they are passed over together.
  template <class Visit>
  static void each_occupied(const sim::Scatter& counts, Visit&& visit) {
    constexpr std::size_t together = 16;
    static_assert(n_bins % together == 0);
    const std::int64_t* const heads = counts.totals().data();
    for (std::size_t first = 0; first < n_bins; first += together) {
      std::int64_t any = 0;
      for (std::size_t bin = first; bin < first + together; ++bin) any |= heads[bin];
      if (any == 0) continue;
      for (std::size_t bin = first; bin < first + together; ++bin)
        if (heads[bin] != 0) visit(bin);
    }
  }
};

}  // namespace models
