//! The engine's exp, log and pow beside SLEEF's bit-reproducible ones and the C library's: rates, and the worst error seen.
//!
//! Built where SLEEF is installed (Debian: libsleef-dev), by hand: ninja beachhead_math_bench. All take turns on the same
//! values, which stay in the first-level cache; rates are medians of rounds. Errors are against `long double`.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <vector>

#include "sim/core/kernel.h"
#include "sim/core/math.h"
#include "sim/core/random.h"
#include "tests/bench/sleef_rows.h"

namespace own {

// As the engine's kernels call them: with this machine's instruction set, and with SSE2 alone.
SIM_KERNEL void exp_any(const double* __restrict x, double* __restrict result, std::size_t n) {
  for (std::size_t k = 0; k < n; ++k) result[k] = sim::exp(x[k]);
}
SIM_KERNEL void log_any(const double* __restrict x, double* __restrict result, std::size_t n) {
  for (std::size_t k = 0; k < n; ++k) result[k] = sim::log(x[k]);
}
SIM_KERNEL void pow_any(const double* __restrict x, const double* __restrict y, double* __restrict result, std::size_t n) {
  for (std::size_t k = 0; k < n; ++k) result[k] = sim::pow(x[k], y[k]);
}
SIM_KERNEL void exp_float_any(const float* __restrict x, float* __restrict result, std::size_t n) {
  for (std::size_t k = 0; k < n; ++k) result[k] = sim::exp_float(x[k]);
}
void exp_sse2(const double* __restrict x, double* __restrict result, std::size_t n) {
  for (std::size_t k = 0; k < n; ++k) result[k] = sim::exp(x[k]);
}
void log_sse2(const double* __restrict x, double* __restrict result, std::size_t n) {
  for (std::size_t k = 0; k < n; ++k) result[k] = sim::log(x[k]);
}
void pow_sse2(const double* __restrict x, const double* __restrict y, double* __restrict result, std::size_t n) {
  for (std::size_t k = 0; k < n; ++k) result[k] = sim::pow(x[k], y[k]);
}
void exp_float_sse2(const float* __restrict x, float* __restrict result, std::size_t n) {
  for (std::size_t k = 0; k < n; ++k) result[k] = sim::exp_float(x[k]);
}

}  // namespace own

namespace {

constexpr std::size_t values = 1024, rounds = 31, repeats = 400;

template <class T>
struct Way {
  const char* name;
  std::function<void(const T*, const T*, T*)> fill;  // x, y, result
  std::vector<double> seconds{};
  std::vector<T> result = std::vector<T>(values);
};

template <class T>
double worst_error(const std::vector<T>& x, const std::vector<T>& y, const std::vector<T>& result, long double (*exact)(long double, long double)) {
  long double worst = 0.0L;
  for (std::size_t k = 0; k < values; ++k) {
    const long double truth = exact(x[k], y[k]);
    const T near = static_cast<T>(truth);
    const long double unit = std::abs(static_cast<long double>(std::nextafter(near, static_cast<T>(INFINITY))) - static_cast<long double>(near));
    worst = std::max(worst, std::abs(static_cast<long double>(result[k]) - truth) / unit);
  }
  return static_cast<double>(worst);
}

// Six ways: own, SLEEF's and SLEEF's fused at the widest, own and SLEEF's by SSE2, the C library's. The others are divided by the first.
template <class T>
void compare(const char* title, const std::vector<T>& x, const std::vector<T>& y, long double (*exact)(long double, long double), auto... fill) {
  static_assert(sizeof...(fill) == 6);
  const char* const names[] = {"own, widest", "SLEEF, same bits everywhere, AVX", "SLEEF, with fused multiply-add, AVX2", "own, SSE2",
                               "SLEEF, same bits everywhere, SSE2", "C library"};
  std::vector<Way<T>> ways;
  (ways.push_back({names[ways.size()], fill}), ...);
  for (std::size_t round = 0; round < rounds; ++round)
    for (Way<T>& way : ways) {
      const auto start = std::chrono::steady_clock::now();
      for (std::size_t k = 0; k < repeats; ++k) way.fill(x.data(), y.data(), way.result.data());
      way.seconds.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    }
  if (ways[0].result != ways[3].result || ways[1].result != ways[4].result) {
    std::fprintf(stderr, "math_bench: %s differs between instruction sets\n", title);
    std::exit(1);
  }
  const auto rate = [](Way<T>& way) {
    std::nth_element(way.seconds.begin(), way.seconds.begin() + rounds / 2, way.seconds.end());
    return values * repeats / way.seconds[rounds / 2] / 1e6;
  };
  std::printf("\n%-44s %14s %14s %14s\n", title, "million/s", "ratio", "error [ulp]");
  const double first = rate(ways.front());
  for (Way<T>& way : ways) std::printf("%-44s %14.0f %14.2f %14.2f\n", way.name, rate(way), rate(way) / first, worst_error(x, y, way.result, exact));
}

}  // namespace

int main() {
  const sim::Draws draws(1, 0);
  constexpr sim::Purpose purpose{1, "values"};
  std::vector<double> exponents(values), positives(values), powers(values);
  draws.uniforms(purpose, 0, 0, exponents, 0);
  draws.uniforms(purpose, 0, 0, positives, 1);
  draws.uniforms(purpose, 0, 0, powers, 2);
  for (double& x : exponents) x = 60.0 * (x - 0.5);
  for (double& x : positives) x = std::exp(40.0 * (x - 0.5));
  for (double& x : powers) x = 8.0 * (x - 0.5);
  const std::vector<float> floats(exponents.begin(), exponents.end());
  namespace sleef = beachhead::sleef;
  const auto of_one = [](auto function) { return [function](const double* x, const double*, double* result) { function(x, result, values); }; };
  const auto of_two = [](auto function) { return [function](const double* x, const double* y, double* result) { function(x, y, result, values); }; };
  const auto of_float = [](auto function) { return [function](const float* x, const float*, float* result) { function(x, result, values); }; };

  // The C library, one at a time.
  const auto each = [](auto function) { return [function](const auto* x, const auto* y, auto* result) { for (std::size_t k = 0; k < values; ++k) result[k] = function(x[k], y[k]); }; };

  compare<double>("exp, double", exponents, powers, [](long double x, long double) { return std::exp(x); },
                  of_one(own::exp_any), of_one(sleef::exp_avx), of_one(sleef::exp_fused), of_one(own::exp_sse2), of_one(sleef::exp_sse2),
                  each([](double x, double) { return std::exp(x); }));
  compare<double>("log, double", positives, powers, [](long double x, long double) { return std::log(x); },
                  of_one(own::log_any), of_one(sleef::log_avx), of_one(sleef::log_fused), of_one(own::log_sse2), of_one(sleef::log_sse2),
                  each([](double x, double) { return std::log(x); }));
  compare<double>("pow, double", positives, powers, [](long double x, long double y) { return std::pow(x, y); },
                  of_two(own::pow_any), of_two(sleef::pow_avx), of_two(sleef::pow_fused), of_two(own::pow_sse2), of_two(sleef::pow_sse2),
                  each([](double x, double y) { return std::pow(x, y); }));
  compare<float>("exp, single", floats, floats, [](long double x, long double) { return std::exp(x); },
                 of_float(own::exp_float_any), of_float(sleef::exp_float_avx), of_float(sleef::exp_float_fused), of_float(own::exp_float_sse2),
                 of_float(sleef::exp_float_sse2), each([](float x, float) { return std::exp(x); }));
  return 0;
}
