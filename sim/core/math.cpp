#include "sim/core/math.h"

#include <algorithm>
#include <cstddef>

namespace sim {
namespace {

constexpr std::size_t at_once = 64;

// With one exponent for all of them, g++ 12 does not vectorise.
SIM_KERNEL void raise_each(double* __restrict value, const double* __restrict exponent, std::size_t n) {
  for (std::size_t k = 0; k < n; ++k) value[k] = pow(value[k], exponent[k]);
}

}  // namespace

void raise(std::span<double> values, double exponent) {
  double exponents[at_once];
  std::fill_n(exponents, at_once, exponent);
  for (std::size_t first = 0; first < values.size(); first += at_once)
    raise_each(values.data() + first, exponents, std::min(at_once, values.size() - first));
}

}  // namespace sim
