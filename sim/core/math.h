//! exp, log and pow with the same bits on every compiler and instruction set, and rounding to integers.
//!
//! Branch-free sums, products, quotients and bit moves of doubles, so that a plain loop over arrays vectorises. Needs
//! round-to-nearest, -ffp-contract=off and -fno-trapping-math; no fused multiply-add, no libm. Exactly rounded
//! products of doubles are Dekker's (T. J. Dekker, Numer. Math. 18, 1971), range reductions and the coefficients of
//! log are those of fdlibm (Sun Microsystems, 1993).
#pragma once

#include <bit>
#include <cstdint>
#include <limits>
#include <span>

#include "sim/core/kernel.h"

#ifdef __FAST_MATH__
#error "sim/core/math.h needs IEEE arithmetic: build without -ffast-math"
#endif

namespace sim {

namespace math {

inline constexpr double infinity = std::numeric_limits<double>::infinity();
inline constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
inline constexpr double integer_shift = 0x1.8p52;  //!< adding it leaves the nearest integer in the low mantissa bits
inline constexpr double inverse_ln2 = 0x1.71547652b82fep+0;
inline constexpr double ln2_high = 0x1.62e42feep-1;  //!< 32 bits, so its product with any exponent is exact
inline constexpr double ln2_low = 0x1.a39ef35793c76p-33;

//! The unevaluated sum high + low, |low| at most half a unit in the last place of high.
struct Pair {
  double high;
  double low;
};

//! a + b without error, for |a| >= |b| or a = 0.
SIM_INLINE constexpr Pair sum_of(double a, double b) {
  const double high = a + b;
  return {high, (a - high) + b};
}

//! Two halves of at most 26 bits each, for |a| < 2^996.
SIM_INLINE constexpr Pair split(double a) {
  const double shifted = a * 0x1.0000002p27;
  const double high = shifted - (shifted - a);
  return {high, a - high};
}

//! a * b without error, unless the product comes near the range's ends.
SIM_INLINE constexpr Pair product_of(double a, double b) {
  const Pair x = split(a);
  const Pair y = split(b);
  const double high = a * b;
  return {high, ((x.high * y.high - high) + x.high * y.low + x.low * y.high) + x.low * y.low};
}

//! a * b to about 2^-102.
SIM_INLINE constexpr Pair product_of(Pair a, Pair b) {
  const Pair p = product_of(a.high, b.high);
  return sum_of(p.high, p.low + (a.high * b.low + a.low * b.high));
}

//! exp(x + low) for |low| far below |x|. Factors 2^k in two halves, so that subnormal results round only once.
SIM_INLINE constexpr double exp_of_sum(double x, double low) {
  const bool outside = (x < -746.0) | (x > 710.0);
  double clamped = x < -746.0 ? -746.0 : x;
  clamped = clamped > 710.0 ? 710.0 : clamped;
  low = outside ? 0.0 : low;

  const double shifted = clamped * inverse_ln2 + integer_shift;
  const double k = shifted - integer_shift;
  const double r_high = clamped - k * ln2_high;
  const double r_low = low - k * ln2_low;
  const double r = r_high + r_low;
  const double rest = (r_high - r) + r_low;

  // exp(r) = 1 + r + r^2 q(r), |r| <= ln(2) / 2: Taylor's series to r^13 / 13! errs by less than 2^-57.
  double q = 1.0 / 6227020800.0;
  q = q * r + 1.0 / 479001600.0;
  q = q * r + 1.0 / 39916800.0;
  q = q * r + 1.0 / 3628800.0;
  q = q * r + 1.0 / 362880.0;
  q = q * r + 1.0 / 40320.0;
  q = q * r + 1.0 / 5040.0;
  q = q * r + 1.0 / 720.0;
  q = q * r + 1.0 / 120.0;
  q = q * r + 1.0 / 24.0;
  q = q * r + 1.0 / 6.0;
  q = q * r + 0.5;
  const Pair linear = sum_of(1.0, r);
  const double mantissa = linear.high + (linear.low + (q * r * r + rest));

  const std::uint64_t power = std::bit_cast<std::uint64_t>(shifted) + 2046;  // low 12 bits: k + 2046, never negative
  const std::uint64_t biased = power & 0xfff;
  const std::uint64_t half = biased >> 1;
  const double result = mantissa * std::bit_cast<double>(half << 52) * std::bit_cast<double>((biased - half) << 52);
  return x != x ? x : result;
}

//! A positive number as 2^k m with m between sqrt(1/2) and sqrt(2).
struct Scaled {
  double k;
  double m;
};

SIM_INLINE constexpr Scaled scaled(double x) {
  constexpr std::uint64_t root_half = std::bit_cast<std::uint64_t>(0x1.6a09e667f3bcdp-1);
  constexpr std::uint64_t one = std::bit_cast<std::uint64_t>(1.0);
  const bool subnormal = x < 0x1p-1022;
  const double normal = subnormal ? x * 0x1p54 : x;
  const std::uint64_t moved = std::bit_cast<std::uint64_t>(normal) + (one - root_half);
  const double exponent = std::bit_cast<double>((moved >> 52) | std::bit_cast<std::uint64_t>(0x1p52));
  const double m = std::bit_cast<double>((moved & 0x000fffffffffffff) + root_half);
  return {exponent - (subnormal ? 0x1p52 + 1023.0 + 54.0 : 0x1p52 + 1023.0), m};
}

//! log(x) to about 2^-65 of its size, for positive finite x: with s = (m - 1) / (m + 1),
//! log(m) = 2 s (1 + s^2 / 3 + s^4 / 5 + ...), the first two terms as pairs.
SIM_INLINE constexpr Pair log_pair(double x) {
  const Scaled part = scaled(x);
  const double f = part.m - 1.0;
  const Pair divisor = sum_of(1.0, part.m);
  const double s_high = f / divisor.high;
  const Pair back = product_of(s_high, divisor.high);
  const Pair s = {s_high, (((f - back.high) - back.low) - s_high * divisor.low) / divisor.high};
  const Pair z = product_of(s, s);

  double tail = 1.0 / 27.0;
  tail = tail * z.high + 1.0 / 25.0;
  tail = tail * z.high + 1.0 / 23.0;
  tail = tail * z.high + 1.0 / 21.0;
  tail = tail * z.high + 1.0 / 19.0;
  tail = tail * z.high + 1.0 / 17.0;
  tail = tail * z.high + 1.0 / 15.0;
  tail = tail * z.high + 1.0 / 13.0;
  tail = tail * z.high + 1.0 / 11.0;
  tail = tail * z.high + 1.0 / 9.0;
  tail = tail * z.high + 1.0 / 7.0;
  tail = tail * z.high + 1.0 / 5.0;
  tail = tail * z.high;
  constexpr Pair third = {0x1.5555555555555p-2, 0x1.5555555555555p-56};
  const Pair slope = sum_of(third.high, tail);
  const Pair bend = product_of(s, product_of(z, {slope.high, slope.low + third.low}));

  const Pair half = sum_of(s.high, bend.high);
  const Pair whole = sum_of(part.k * ln2_high, 2.0 * half.high);
  return sum_of(whole.high, whole.low + (2.0 * (half.low + (s.low + bend.low)) + part.k * ln2_low));
}

}  // namespace math

//! e to the power x, within 1 ulp. Infinity above 709.78, gradual underflow to 0 below -708.4; NaN passes through.
SIM_INLINE constexpr double exp(double x) { return math::exp_of_sum(x, 0.0); }

//! Natural logarithm, within 1 ulp. Minus infinity at 0, NaN below 0, infinity at infinity; NaN passes through.
SIM_INLINE constexpr double log(double x) {
  const math::Scaled part = math::scaled(x);
  const double f = part.m - 1.0;
  const double s = f / (2.0 + f);
  const double z = s * s;
  double r = 1.479819860511658591e-01;
  r = r * z + 1.531383769920937332e-01;
  r = r * z + 1.818357216161805012e-01;
  r = r * z + 2.222219843214978396e-01;
  r = r * z + 2.857142874366239149e-01;
  r = r * z + 3.999999999940941908e-01;
  r = r * z + 6.666666666666735130e-01;
  r = r * z;
  const double half_square = 0.5 * f * f;
  double result = part.k * math::ln2_high - ((half_square - (s * (half_square + r) + part.k * math::ln2_low)) - f);
  result = x == math::infinity ? math::infinity : result;
  result = x == 0.0 ? -math::infinity : result;
  result = x < 0.0 ? math::not_a_number : result;
  return x != x ? x : result;
}

//! x to the power y for x >= 0, within 2 ulp. pow(x, 0) = 1 for every x, NaN included; else NaN passes through and
//! x < 0 gives NaN. pow(0, y) is 0 or infinity by the sign of y, pow(infinity, y) the reverse, pow(1, y) = 1 for every
//! number y; -0 counts as 0. Infinity above the range, gradual underflow to 0 below it.
SIM_INLINE constexpr double pow(double x, double y) {
  double power = y < -0x1p65 ? -0x1p65 : y;  // beyond this only x = 1 has a finite, nonzero power
  power = power > 0x1p65 ? 0x1p65 : power;
  const math::Pair l = math::log_pair(x);
  const math::Pair p = math::product_of(power, l.high);
  const math::Pair e = math::sum_of(p.high, p.low + power * l.low);
  double result = math::exp_of_sum(e.high, e.low);
  const double large = y > 0.0 ? math::infinity : 0.0;
  const double small = y > 0.0 ? 0.0 : math::infinity;
  result = x == math::infinity ? large : result;
  result = x == 0.0 ? small : result;
  result = x < 0.0 ? math::not_a_number : result;
  result = x != x ? x : result;
  result = y != y ? y : result;
  return y == 0.0 ? 1.0 : result;
}

//! e to the power x in single precision, within 2 ulp, for -87 <= x <= 88; beyond these it stays at their values. NaN passes
//! through. Twice as many at a time as doubles, and fewer steps each.
SIM_INLINE constexpr float exp_float(float x) {
  float clamped = x < -87.0F ? -87.0F : x;
  clamped = clamped > 88.0F ? 88.0F : clamped;
  const float shifted = clamped * 0x1.715476p+0F + 0x1.8p23F;
  const float k = shifted - 0x1.8p23F;
  const float r = (clamped - k * 0x1.62e4p-1F) - k * 0x1.7f7d1cp-20F;
  // Taylor's series to r^7 / 7!, |r| <= ln(2) / 2, errs by less than 2^-27.
  float q = 1.0F / 5040.0F;
  q = q * r + 1.0F / 720.0F;
  q = q * r + 1.0F / 120.0F;
  q = q * r + 1.0F / 24.0F;
  q = q * r + 1.0F / 6.0F;
  q = q * r + 0.5F;
  const float mantissa = 1.0F + (q * r * r + r);
  const std::uint32_t power = std::bit_cast<std::uint32_t>(shifted) + 127;  // low 9 bits: k + 127, between 1 and 254
  return mantissa * std::bit_cast<float>(power << 23);
}

//! The nearest integer, a tie to the even one, for |x| < 2^51; beyond that, and for NaN, a meaningless number.
SIM_INLINE constexpr std::int64_t round_to_integer(double x) {
  return static_cast<std::int64_t>(std::bit_cast<std::uint64_t>(x + math::integer_shift) -
                                   std::bit_cast<std::uint64_t>(math::integer_shift));
}

//! An integer as a double, exact for |x| < 2^51; beyond that a meaningless number. Unlike a cast it vectorises everywhere.
SIM_INLINE constexpr double to_double(std::int64_t x) {
  return std::bit_cast<double>(static_cast<std::uint64_t>(x) + std::bit_cast<std::uint64_t>(math::integer_shift)) - math::integer_shift;
}

//! pow of each of the values, in their place, several at a time.
void raise(std::span<double> values, double exponent);

}  // namespace sim
