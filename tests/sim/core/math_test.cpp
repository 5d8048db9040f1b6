#include "sim/core/math.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

#include "sim/core/kernel.h"
#include "tests/catch.h"

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

//! Numbers for tests, from the one generator whose output the standard fixes.
class Numbers {
 public:
  double between(double low, double high) {
    return low + (high - low) * (static_cast<double>(engine_() >> 11) * 0x1p-53);
  }
  //! Any positive finite number, every exponent as likely as the next, subnormals included.
  double any_positive() {
    return std::bit_cast<double>(engine_() % std::bit_cast<std::uint64_t>(infinity)) + 0x1p-1074;
  }

 private:
  std::mt19937_64 engine_{1};
};

//! Distance from the true value in units of its last place as a double.
double ulps(double got, long double truth) {
  if (std::isinf(static_cast<double>(truth))) return got == static_cast<double>(truth) ? 0.0 : infinity;
  int exponent = 0;
  std::frexp(truth, &exponent);
  const long double unit = std::ldexp(1.0L, std::max(exponent, -1021) - 53);
  return static_cast<double>(std::abs(static_cast<long double>(got) - truth) / unit);
}

SIM_KERNEL void exp_all(const double* x, double* out, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) out[i] = sim::exp(x[i]);
}
SIM_KERNEL void log_all(const double* x, double* out, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) out[i] = sim::log(x[i]);
}
SIM_KERNEL void pow_all(const double* x, const double* y, double* out, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) out[i] = sim::pow(x[i], y[i]);
}
SIM_KERNEL void round_all(const double* x, std::int64_t* out, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) out[i] = sim::round_to_integer(x[i]);
}
SIM_KERNEL void multiply_and_add(const double* x, const double* y, const double* z, double* out, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) out[i] = x[i] * y[i] + z[i];
}

std::uint64_t hashed(std::uint64_t hash, std::uint64_t bits) { return (hash ^ bits) * 0x100000001b3; }

static_assert(sim::exp(0.0) == 1.0 && sim::log(1.0) == 0.0 && sim::pow(2.0, 10.0) == 1024.0);
static_assert(sim::round_to_integer(2.5) == 2 && sim::round_to_integer(-3.5) == -4);

}  // namespace

TEST_CASE("exp is within 1 ulp", "[math]") {
  Numbers numbers;
  double worst = 0.0;
  for (int i = 0; i < 150'000; ++i) {
    for (const double x : {numbers.between(-745.2, 709.8), numbers.between(-1.0, 1.0), numbers.between(-1e-9, 1e-9)}) {
      worst = std::max(worst, ulps(sim::exp(x), std::exp(static_cast<long double>(x))));
    }
  }
  CHECK(worst < 0.8);
  double worst_bad = 0.0;  // a reduction without the low part of ln 2 is seen
  for (int i = 0; i < 1000; ++i) {
    const double x = numbers.between(-700.0, 700.0);
    const double k = std::nearbyint(x * sim::math::inverse_ln2);
    const double bad = std::ldexp(std::exp(x - k * 0x1.62e42fefa39efp-1), static_cast<int>(k));
    worst_bad = std::max(worst_bad, ulps(bad, std::exp(static_cast<long double>(x))));
  }
  CHECK(worst_bad > 10.0);
}

TEST_CASE("log is within 1 ulp", "[math]") {
  Numbers numbers;
  double worst = 0.0;
  for (int i = 0; i < 150'000; ++i) {
    for (const double x : {numbers.any_positive(), numbers.between(0.4, 2.5), 1.0 + numbers.between(-1e-9, 1e-9)}) {
      worst = std::max(worst, ulps(sim::log(x), std::log(static_cast<long double>(x))));
    }
  }
  CHECK(worst < 0.9);
}

TEST_CASE("pow is within 2 ulp", "[math]") {
  Numbers numbers;
  double worst = 0.0;
  const auto look = [&](double x, double y) {
    const long double truth = std::pow(static_cast<long double>(x), static_cast<long double>(y));
    worst = std::max(worst, ulps(sim::pow(x, y), truth));
  };
  for (int i = 0; i < 100'000; ++i) {
    look(numbers.between(0.0, 10.0), numbers.between(-5.0, 5.0));
    const double anywhere = numbers.any_positive();
    look(anywhere, numbers.between(-745.0, 709.0) / std::log(anywhere));
    const double near_one = numbers.between(0.5, 2.0);
    look(near_one, numbers.between(-708.0, 709.0) / std::log(near_one));
    const double very_near_one = 1.0 + numbers.between(-1e-6, 1e-6);
    look(very_near_one, numbers.between(-708.0, 709.0) / std::log(very_near_one));
  }
  CHECK(worst < 1.0);
  const double plain = sim::exp(300.0 * sim::log(7.3));  // without the pair: far off
  CHECK(ulps(plain, std::pow(7.3L, 300.0L)) > 10.0);
}

TEST_CASE("raise has the bits of pow, however many values there are", "[math]") {
  for (const std::size_t n : {0u, 1u, 3u, 64u, 65u, 300u}) {
    std::vector<double> values(n), expected(n);
    for (std::size_t k = 0; k < n; ++k) {
      values[k] = 0.01 + 0.37 * static_cast<double>(k);
      expected[k] = sim::pow(values[k], -0.7);
    }
    sim::raise(values, -0.7);
    CHECK(values == expected);
  }
}

TEST_CASE("exp_float is within 2 ulp and stays at the values of its ends", "[math]") {
  for (int step = -87 * 4096; step <= 88 * 4096; ++step) {
    const float x = static_cast<float>(step) * 0x1p-12F;
    const double exact = std::exp(static_cast<double>(x));
    const double ulp = std::ldexp(1.0, std::ilogb(exact) - 23);
    REQUIRE(std::abs(static_cast<double>(sim::exp_float(x)) - exact) <= 2.0 * ulp);
  }
  CHECK(sim::exp_float(0.0F) == 1.0F);
  CHECK(sim::exp_float(-1e4F) == sim::exp_float(-87.0F));
  CHECK(sim::exp_float(1e30F) == sim::exp_float(88.0F));
  CHECK(std::isnan(sim::exp_float(std::numeric_limits<float>::quiet_NaN())));
}

TEST_CASE("exp, log and pow at the edges", "[math]") {
  CHECK(sim::exp(0.0) == 1.0);
  CHECK(sim::exp(-0.0) == 1.0);
  CHECK(sim::exp(710.0) == infinity);
  CHECK(sim::exp(infinity) == infinity);
  CHECK(std::isfinite(sim::exp(0x1.62e42fefa39efp+9)));  // the largest that does not overflow
  CHECK(sim::exp(-745.13) == 0x1p-1074);
  CHECK(sim::exp(-745.14) == 0.0);
  CHECK(sim::exp(-infinity) == 0.0);
  CHECK(std::isnan(sim::exp(not_a_number)));

  CHECK(sim::log(1.0) == 0.0);
  CHECK(sim::log(0.0) == -infinity);
  CHECK(sim::log(-0.0) == -infinity);
  CHECK(std::isnan(sim::log(-1.0)));
  CHECK(std::isnan(sim::log(-infinity)));
  CHECK(sim::log(infinity) == infinity);
  CHECK(std::isnan(sim::log(not_a_number)));
  CHECK(ulps(sim::log(0x1p-1074), std::log(0x1p-1074L)) < 1.0);

  for (const double y : {0.0, -0.0}) {
    for (const double x : {0.0, 1.0, 3.0, infinity, not_a_number, -1.0}) CHECK(sim::pow(x, y) == 1.0);
  }
  for (const double y : {1e-300, 0.5, 3.0, 1e300, infinity}) {
    CHECK(sim::pow(0.0, y) == 0.0);
    CHECK(sim::pow(0.0, -y) == infinity);
    CHECK(sim::pow(infinity, y) == infinity);
    CHECK(sim::pow(infinity, -y) == 0.0);
    CHECK(sim::pow(1.0, y) == 1.0);
    CHECK(sim::pow(1.0, -y) == 1.0);
  }
  CHECK(sim::pow(0.999, infinity) == 0.0);
  CHECK(sim::pow(0.999, -infinity) == infinity);
  CHECK(sim::pow(2.0, 1023.0) == 0x1p1023);
  CHECK(sim::pow(2.0, 1024.0) == infinity);
  CHECK(sim::pow(2.0, -1074.0) == 0x1p-1074);
  CHECK(sim::pow(std::nextafter(1.0, 2.0), 0x1p62) == infinity);
  CHECK(sim::pow(0x1p-1074, 0.5) == 0x1p-537);
  CHECK(std::isnan(sim::pow(-1.0, 2.0)));
  CHECK(std::isnan(sim::pow(2.0, not_a_number)));
  CHECK(std::isnan(sim::pow(not_a_number, 2.0)));
}

TEST_CASE("round_to_integer rounds to nearest, ties to even", "[math]") {
  CHECK(sim::round_to_integer(0.0) == 0);
  CHECK(sim::round_to_integer(-0.49) == 0);
  CHECK(sim::round_to_integer(0.5) == 0);
  CHECK(sim::round_to_integer(1.5) == 2);
  CHECK(sim::round_to_integer(-2.5) == -2);
  CHECK(sim::round_to_integer(-2.500001) == -3);
  CHECK(sim::round_to_integer(0x1p51 - 0.75) == (std::int64_t{1} << 51) - 1);
  CHECK(sim::round_to_integer(-(0x1p51 - 0.75)) == 1 - (std::int64_t{1} << 51));
  Numbers numbers;
  int wrong = 0;
  for (int i = 0; i < 200'000; ++i) {
    const double x = std::ldexp(numbers.between(-1.0, 1.0), i % 52);
    wrong += sim::round_to_integer(x) != std::llrint(x);
  }
  CHECK(wrong == 0);
}

TEST_CASE("Products and sums are never fused", "[math]") {
  // (1 + 2^-30) (1 - 2^-30) = 1 - 2^-60 rounds to 1; fused with the sum, 2^-60 would remain.
  const std::vector<double> x(100, 1.0 + 0x1p-30), y(100, 1.0 - 0x1p-30), z(100, -1.0);
  std::vector<double> out(100);
  multiply_and_add(x.data(), y.data(), z.data(), out.data(), out.size());
  CHECK(std::count(out.begin(), out.end(), 0.0) == 100);
  CHECK(std::fma(x[0], y[0], z[0]) == -0x1p-60);
}

TEST_CASE("Vector and scalar code give the same frozen bits", "[math]") {
  Numbers numbers;
  constexpr std::size_t n = 100'003;
  std::vector<double> x(n), y(n), positive(n), exps(n), logs(n), pows(n);
  std::vector<std::int64_t> rounded(n);
  for (std::size_t i = 0; i < n; ++i) {
    x[i] = numbers.between(-760.0, 720.0);
    positive[i] = i % 2 == 0 ? numbers.any_positive() : numbers.between(0.0, 3.0);
    y[i] = numbers.between(-3.0, 3.0);
  }
  exp_all(x.data(), exps.data(), n);
  log_all(positive.data(), logs.data(), n);
  pow_all(positive.data(), y.data(), pows.data(), n);
  round_all(x.data(), rounded.data(), n);
  std::uint64_t hash = 0xcbf29ce484222325;
  int different = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const volatile double one_x = x[i], one_positive = positive[i], one_y = y[i];
    different += std::bit_cast<std::uint64_t>(sim::exp(one_x)) != std::bit_cast<std::uint64_t>(exps[i]);
    different += std::bit_cast<std::uint64_t>(sim::log(one_positive)) != std::bit_cast<std::uint64_t>(logs[i]);
    different += std::bit_cast<std::uint64_t>(sim::pow(one_positive, one_y)) != std::bit_cast<std::uint64_t>(pows[i]);
    different += sim::round_to_integer(one_x) != rounded[i];
    for (const double value : {exps[i], logs[i], pows[i]}) hash = hashed(hash, std::bit_cast<std::uint64_t>(value));
    hash = hashed(hash, static_cast<std::uint64_t>(rounded[i]));
  }
  CHECK(different == 0);
  CHECK(hash == 0xf22821c545832650);
  CHECK(std::bit_cast<std::uint64_t>(sim::exp(1.0)) == 0x4005bf0a8b145769);
  CHECK(std::bit_cast<std::uint64_t>(sim::exp(-0.1)) == 0x3fecf46d99d52b3a);
  CHECK(std::bit_cast<std::uint64_t>(sim::log(10.0)) == 0x40026bb1bbb55516);
  CHECK(std::bit_cast<std::uint64_t>(sim::log(0.7)) == 0xbfd6d3c324e13f50);
  CHECK(std::bit_cast<std::uint64_t>(sim::pow(2.0, 0.5)) == 0x3ff6a09e667f3bcd);
  CHECK(std::bit_cast<std::uint64_t>(sim::pow(1.0037, 12.0)) == 0x3ff0b99bfcd2a648);
}
