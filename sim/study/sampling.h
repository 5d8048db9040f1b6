//! Where the sampled designs look: numbers in (0, 1), one row per point and one column per group of factors, and the
//! distributions that turn them into values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace sim::study {

//! A continuous range of values, by its quantiles.
struct Distribution {
  enum class Kind { uniform, log_uniform, normal, lognormal, triangular } kind = Kind::uniform;
  double a = 0.0, b = 1.0, mode = 0.5;  //!< from and to; mean or median, and standard deviation (of the logarithm)
  double quantile(double u) const;      //!< for u in (0, 1)
};

//! Every column visits each of n equal intervals once. Source: McKay, Beckman and Conover, Technometrics 21 (1979).
std::vector<std::vector<double>> latin_hypercube(std::size_t n, std::size_t groups, std::uint32_t seed);
//! The Sobol sequence without its first point, zero. Source: Joe and Kuo, ACM TOMS 29 (2003), by Boost.Random.
std::vector<std::vector<double>> sobol(std::size_t n, std::size_t groups);
//! `trajectories` walks of groups + 1 points, each step moves one group by levels / (2 (levels - 1)) on a grid of `levels`
//! values. Source: Morris, Technometrics 33 (1991). Values are the middles of `levels` equal intervals of (0, 1).
std::vector<std::vector<double>> morris(std::size_t trajectories, std::size_t groups, std::size_t levels, std::uint32_t seed);

}  // namespace sim::study
