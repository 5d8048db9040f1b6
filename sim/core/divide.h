//! Dividing an integer amount among many without losing or making any.
#pragma once

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>
#include <vector>

#include "sim/core/error.h"
#include "sim/core/money.h"

namespace sim {

//! Parts of `sum` in proportion to `weights` (>= 0, not all 0), by largest remainder; they add up to `sum` exactly.
//! Ties go to the lower index. `sum` must be >= 0.
inline std::vector<Money> divide(Money sum, std::span<const double> weights) {
  const double all = std::accumulate(weights.begin(), weights.end(), 0.0);
  ensure(all > 0.0 && sum >= Money{}, "a sum is divided among positive weights");
  std::vector<Money> parts(weights.size());
  std::vector<double> fraction(weights.size());
  Money left = sum;
  for (std::size_t k = 0; k < weights.size(); ++k) {
    const double exact = static_cast<double>(sum.counts()) * (weights[k] / all);
    parts[k] = Money::counts(static_cast<std::int64_t>(exact));
    fraction[k] = exact - std::floor(exact);
    left -= parts[k];
  }
  std::vector<std::size_t> order(weights.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return fraction[a] > fraction[b]; });
  // Rounding of `exact` can leave a few counts more than there are parts, or a few too many given; either way one by one.
  for (std::size_t k = 0; left != Money{}; k = (k + 1) % order.size()) {
    Money& part = parts[order[k]];
    const Money one = Money::counts(left > Money{} ? 1 : -1);
    if (weights[order[k]] <= 0.0 || part + one < Money{}) continue;
    part += one;
    left -= one;
  }
  return parts;
}

//! Amounts of either sign [EUR] rounded to counts that add up to the rounded sum, by largest remainder.
inline std::vector<Money> round_together(std::span<const double> amounts) {
  std::vector<Money> rounded(amounts.size());
  std::vector<double> fraction(amounts.size());
  Money left = Money::of(std::accumulate(amounts.begin(), amounts.end(), 0.0));
  for (std::size_t k = 0; k < amounts.size(); ++k) {
    const double exact = amounts[k] * static_cast<double>(Money::per_unit);
    rounded[k] = Money::counts(static_cast<std::int64_t>(std::floor(exact)));
    fraction[k] = exact - std::floor(exact);
    left -= rounded[k];
  }
  std::vector<std::size_t> order(amounts.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return fraction[a] > fraction[b]; });
  for (std::size_t k = 0; left != Money{}; k = (k + 1) % order.size()) {
    const Money one = Money::counts(left > Money{} ? 1 : -1);
    rounded[order[k]] += one;
    left -= one;
  }
  return rounded;
}

}  // namespace sim
