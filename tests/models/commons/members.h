//! How many contribute to which project, and how many should in the long run.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "tests/models/small_world.h"

namespace test {

// Nobody comes or leaves, projects attract by members alone and never lose their core.
inline Settings fixed_members(Settings more = {}) {
  more.merge(Settings{{"commons.projects.exit_hazard", 0.0},
                      {"commons.projects.turnover", 0.0},
                      {"commons.projects.friend_pull", 0.0},
                      {"commons.projects.quality_pull", 0.0},
                      {"commons.projects.initial_attractiveness", 1.0},
                      {"commons.projects.core_loss", false},
                      {"people.generations.renewal", false}});
  return more;
}

// Who contributes to which project, counted anew.
inline std::vector<std::int64_t> members(const models::Projects& own) {
  std::vector<std::int64_t> count(own.members.size(), 0);
  for (const std::int32_t k : own.project.current)
    if (k >= 0) ++count[static_cast<std::size_t>(k)];
  return count;
}

inline double mean_square(std::span<const std::int64_t> count) {
  double sum = 0.0;
  for (const std::int64_t n : count) sum += static_cast<double>(n * n);
  return sum / static_cast<double>(count.size());
}

// Mean of n_k^2 over P projects when each of N contributors leaves with chance t and joins k with chance (n_k + 1) / (N
// + P). Given n, next month's count is a sum of independent stays and arrivals with mean a n + b and variance n t (1-t)
// - 2 n w t (1-t) + N t w - N t^2 w^2, w = (n + 1)/S; taking expectations gives a linear equation.
inline double stationary_mean_square(double N, double P, double t) {
  const double S = N + P, mean = N / P, b = N * t / S, a = 1.0 - t + b, stay = t * (1.0 - t);
  const double known = 2.0 * a * b * mean + b * b + stay * mean - 2.0 * stay * mean / S + N * t * (mean + 1.0) / S -
                       N * t * t * (2.0 * mean + 1.0) / (S * S);
  return known / (1.0 - a * a + 2.0 * stay / S + N * t * t / (S * S));
}

}  // namespace test
