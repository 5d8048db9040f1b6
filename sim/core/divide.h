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

//! Hands out `left` counts, one each, to the parts with the largest fractions, none to those below 0; ties go to the lower index.
//! Returns what remains where there are more counts than parts.
inline Money hand_out(Money left, std::span<const double> fraction, std::span<Money> parts) {
  std::vector<std::size_t> order(parts.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto able = std::count_if(fraction.begin(), fraction.end(), [](double part) { return part >= 0.0; });
  const auto receivers = static_cast<std::ptrdiff_t>(std::min<std::int64_t>(left.counts(), able));
  std::nth_element(order.begin(), order.begin() + receivers, order.end(), [&](std::size_t a, std::size_t b) {
    return fraction[a] != fraction[b] ? fraction[a] > fraction[b] : a < b;
  });
  for (std::ptrdiff_t k = 0; k < receivers; ++k) parts[order[static_cast<std::size_t>(k)]] += Money::counts(1);
  return left - Money::counts(receivers);
}

//! Parts of `sum` in proportion to `weights` (>= 0, not all 0), by largest remainder; they add up to `sum` exactly.
//! Ties go to the lower index; without weight there is no part. `sum` must be >= 0.
inline std::vector<Money> divide(Money sum, std::span<const double> weights) {
  const double all = std::accumulate(weights.begin(), weights.end(), 0.0);
  ensure(all > 0.0 && sum >= Money{}, "a sum is divided among positive weights");
  std::vector<Money> parts(weights.size());
  std::vector<double> fraction(weights.size());
  Money left = sum;
  for (std::size_t k = 0; k < weights.size(); ++k) {
    // A hair less than the exact part, so that rounding in its computation never gives away more than there is.
    const double exact = static_cast<double>(sum.counts()) * (weights[k] / all) * (1.0 - 0x1p-48);
    parts[k] = Money::counts(static_cast<std::int64_t>(exact));
    fraction[k] = weights[k] > 0.0 ? exact - std::floor(exact) : -1.0;
    left -= parts[k];
  }
  ensure(left >= Money{}, "parts do not exceed the sum");
  const Money rest = hand_out(left, fraction, parts);
  parts[static_cast<std::size_t>(std::max_element(weights.begin(), weights.end()) - weights.begin())] += rest;
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
  ensure(left >= Money{} && left.counts() <= std::ssize(amounts), "rounding down leaves less than one count for each");
  hand_out(left, fraction, rounded);
  return rounded;
}

}  // namespace sim
