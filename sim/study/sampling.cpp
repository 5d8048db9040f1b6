#include "sim/study/sampling.h"

#include <algorithm>
#include <boost/random/sobol.hpp>
#include <cmath>
#include <numeric>

#include "sim/core/error.h"
#include "sim/core/math.h"
#include "sim/core/random.h"

namespace sim::study {
namespace {

constexpr Purpose strata{1, "study.latin_hypercube"}, within_stratum{2, "study.latin_hypercube.within"}, walks{3, "study.morris"};

}  // namespace

double Distribution::quantile(double u) const {
  switch (kind) {
    case Kind::uniform: return a + u * (b - a);
    case Kind::log_uniform: return a * sim::pow(b / a, u);
    case Kind::normal: return a + b * normal_quantile(u);
    case Kind::lognormal: return a * sim::exp(b * normal_quantile(u));
    case Kind::triangular: {
      const double below = (mode - a) / (b - a);
      return u < below ? a + std::sqrt(u * (b - a) * (mode - a)) : b - std::sqrt((1.0 - u) * (b - a) * (b - mode));
    }
  }
  throw InternalError("unknown distribution");
}

std::vector<std::vector<double>> latin_hypercube(std::size_t n, std::size_t groups, std::uint32_t seed) {
  const Draws draws(seed, 0);
  std::vector<std::vector<double>> rows(n, std::vector<double>(groups));
  std::vector<std::size_t> order(n);
  for (std::size_t g = 0; g < groups; ++g) {
    std::iota(order.begin(), order.end(), std::size_t{0});
    Stream stream = draws.stream(strata, 0, g);
    shuffle(stream, std::span(order));
    Stream places = draws.stream(within_stratum, 0, g);
    for (std::size_t k = 0; k < n; ++k) rows[k][g] = (static_cast<double>(order[k]) + uniform(places)) / static_cast<double>(n);
  }
  return rows;
}

std::vector<std::vector<double>> sobol(std::size_t n, std::size_t groups) {
  boost::random::sobol engine(groups);
  std::vector<std::vector<double>> rows(n, std::vector<double>(groups));
  for (std::vector<double>& row : rows)
    for (double& value : row) value = std::max(static_cast<double>(engine() >> 11) * 0x1p-53, 0x1p-54);
  return rows;
}

std::vector<std::vector<double>> morris(std::size_t trajectories, std::size_t groups, std::size_t levels, std::uint32_t seed) {
  const Draws draws(seed, 0);
  const std::size_t step = levels / 2;
  std::vector<std::vector<double>> rows;
  const auto to_unit = [&](const std::vector<std::size_t>& place) {
    std::vector<double> row;
    for (const std::size_t level : place) row.push_back((static_cast<double>(level) + 0.5) / static_cast<double>(levels));
    return row;
  };
  for (std::size_t t = 0; t < trajectories; ++t) {
    Stream stream = draws.stream(walks, 0, t);
    std::vector<std::size_t> place(groups), order(groups);
    for (std::size_t& level : place) level = integer(stream, levels);
    std::iota(order.begin(), order.end(), std::size_t{0});
    shuffle(stream, std::span(order));
    rows.push_back(to_unit(place));
    for (const std::size_t g : order) {
      place[g] = place[g] < step ? place[g] + step : place[g] - step;  // the only move of this length that stays on the grid
      rows.push_back(to_unit(place));
    }
  }
  return rows;
}

}  // namespace sim::study
