#include "sim/core/random.h"

#include <Random123/philox.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "sim/core/error.h"
#include "sim/core/kernel.h"
#include "sim/core/math.h"

namespace sim {

namespace {

using Key = std::array<std::uint32_t, 2>;
using Counter = std::array<std::uint32_t, 4>;

constexpr std::uint32_t wide = std::uint32_t{1} << 31;
constexpr int last_month = 0xfffe;
constexpr std::size_t words_per_block = 4;
constexpr std::size_t blocks_per_tile = 64;  // measured best of 16 to 128
constexpr std::size_t words_per_tile = words_per_block * blocks_per_tile;

void require_fit(const Purpose& purpose, int month) {
  ensure(purpose.id < 0x8000, "a random purpose's id is below 32768");
  ensure(month >= -1 && month < last_month, "a random draw's month is between -1 and 65533");
}

Counter address(const Purpose& purpose, int month, std::uint64_t block, std::uint32_t index) {
  require_fit(purpose, month);
  ensure(index < 0x10000, "a random draw's index is below 65536");
  return {static_cast<std::uint32_t>(purpose.id) << 16 | index, static_cast<std::uint32_t>(month + 1),
          static_cast<std::uint32_t>(block), static_cast<std::uint32_t>(block >> 32)};
}

SIM_INLINE Counter block_of(const Counter& counter, const Key& key) {
  const r123::Philox4x32::ctr_type in = {{counter[0], counter[1], counter[2], counter[3]}};
  const r123::Philox4x32::key_type with = {{key[0], key[1]}};
  const auto out = r123::Philox4x32{}(in, with);
  return {out[0], out[1], out[2], out[3]};
}

struct AsWord {
  SIM_INLINE std::uint32_t operator()(std::uint32_t word) const { return word; }
};
struct AsDouble {
  SIM_INLINE double operator()(std::uint32_t word) const { return to_uniform(word); }
};
struct AsFloat {
  SIM_INLINE float operator()(std::uint32_t word) const { return to_uniform_float(word); }
};

//! A tile of consecutive blocks, converted, in the order of agents. Counters and words lie apart in four arrays, so
//! that each round is a plain loop over blocks; the halves of the products are computed apart, which g++ turns into
//! 32-bit lanes and twice the speed on AVX2.
template <class Convert, class Number>
SIM_INLINE void fill_tile(Key key, std::uint32_t c0, std::uint32_t c1, std::uint64_t first_block, Number* out) {
  constexpr std::uint32_t m0 = 0xD2511F53;
  constexpr std::uint32_t m1 = 0xCD9E8D57;
  std::uint32_t x0[blocks_per_tile], x1[blocks_per_tile], x2[blocks_per_tile], x3[blocks_per_tile];
  for (std::size_t b = 0; b < blocks_per_tile; ++b) {
    const std::uint64_t block = first_block + b;
    x0[b] = c0;
    x1[b] = c1;
    x2[b] = static_cast<std::uint32_t>(block);
    x3[b] = static_cast<std::uint32_t>(block >> 32);
  }
  for (int round = 0; round < 10; ++round) {
    for (std::size_t b = 0; b < blocks_per_tile; ++b) {
      const std::uint32_t low0 = x0[b] * m0;
      const std::uint32_t low1 = x2[b] * m1;
      const auto high0 = static_cast<std::uint32_t>(std::uint64_t{x0[b]} * m0 >> 32);
      const auto high1 = static_cast<std::uint32_t>(std::uint64_t{x2[b]} * m1 >> 32);
      x0[b] = high1 ^ x1[b] ^ key[0];
      x1[b] = low1;
      x2[b] = high0 ^ x3[b] ^ key[1];
      x3[b] = low0;
    }
    key[0] += 0x9E3779B9U;
    key[1] += 0xBB67AE85U;
  }
  for (std::size_t b = 0; b < blocks_per_tile; ++b) {
    out[4 * b] = Convert{}(x0[b]);
    out[4 * b + 1] = Convert{}(x1[b]);
    out[4 * b + 2] = Convert{}(x2[b]);
    out[4 * b + 3] = Convert{}(x3[b]);
  }
}

//! Whole tiles straight into `out`, what begins or ends inside a tile by way of a buffer.
template <class Convert, class Number>
SIM_INLINE void fill(Key key, std::uint32_t c0, std::uint32_t c1, std::uint64_t agent, Number* out, std::size_t n) {
  Number buffer[words_per_tile];
  while (n > 0) {
    const std::size_t skipped = agent % words_per_block;
    const std::size_t taken = std::min(n, words_per_tile - skipped);
    if (taken == words_per_tile) {
      fill_tile<Convert>(key, c0, c1, agent / words_per_block, out);
    } else {
      fill_tile<Convert>(key, c0, c1, agent / words_per_block, buffer);
      std::copy_n(buffer + skipped, taken, out);
    }
    agent += taken;
    out += taken;
    n -= taken;
  }
}

SIM_KERNEL void fill_words(Key key, std::uint32_t c0, std::uint32_t c1, std::uint64_t agent, std::uint32_t* out,
                           std::size_t n) {
  fill<AsWord>(key, c0, c1, agent, out, n);
}

SIM_KERNEL void fill_doubles(Key key, std::uint32_t c0, std::uint32_t c1, std::uint64_t agent, double* out,
                             std::size_t n) {
  fill<AsDouble>(key, c0, c1, agent, out, n);
}

SIM_KERNEL void fill_floats(Key key, std::uint32_t c0, std::uint32_t c1, std::uint64_t agent, float* out,
                            std::size_t n) {
  fill<AsFloat>(key, c0, c1, agent, out, n);
}

double polynomial(double x, std::span<const double> coefficients) {
  double sum = 0.0;
  for (const double coefficient : coefficients) sum = sum * x + coefficient;
  return sum;
}

//! log(1 + x) for -1 < x <= 0; the quotient makes good the rounding of 1 + x (W. Kahan's device).
double log_of_one_plus(double x) {
  const double rounded = 1.0 + x;
  return rounded == 1.0 ? x : log(rounded) * (x / (rounded - 1.0));
}

//! log(n!) less Stirling's formula, n >= 1 a whole number.
double stirling_error(double n) {
  static constexpr double exact[16] = {
      0.0,
      0.08106146679532726,
      0.0413406959554093,
      0.02767792568499834,
      0.020790672103765093,
      0.016644691189821193,
      0.013876128823070748,
      0.01189670994589177,
      0.010411265261972096,
      0.009255462182712733,
      0.00833056343336287,
      0.007573675487951841,
      0.00694284010720953,
      0.006408994188004207,
      0.0059513701127588475,
      0.005554733551962801,
  };
  if (n < 16.0) return exact[static_cast<int>(n)];
  static constexpr double series[] = {1.0 / 1188, -1.0 / 1680, 1.0 / 1260, -1.0 / 360, 1.0 / 12};
  return polynomial(1.0 / (n * n), series) / n;
}

//! x log(x / m) + m - x for positive x and m, without cancellation where they are close.
double deviance(double x, double m) {
  if (std::abs(x - m) >= 0.1 * (x + m)) return x * log(x / m) + m - x;
  const double v = (x - m) / (x + m);
  double sum = (x - m) * v;
  double term = 2.0 * x * v;
  for (int j = 1; j < 1000; ++j) {
    term *= v * v;
    const double next = sum + term / (2 * j + 1);
    if (next == sum) break;
    sum = next;
  }
  return sum;
}

constexpr double two_pi = 0x1.921fb54442d18p+2;

double log_poisson_probability(double k, double mean) {
  if (k == 0.0) return -mean;
  return -stirling_error(k) - deviance(k, mean) - 0.5 * log(two_pi * k);
}

double log_binomial_probability(double k, double n, double p) {
  if (k == 0.0) return n * log_of_one_plus(-p);
  if (k == n) return n * log(p);
  return stirling_error(n) - stirling_error(k) - stirling_error(n - k) - deviance(k, n * p) -
         deviance(n - k, n * (1.0 - p)) + 0.5 * log(n / (two_pi * k * (n - k)));
}

//! The smallest k whose cumulated probability reaches a uniform; `ratio(k)` leads from the probability of k to k + 1.
template <class Ratio>
std::int64_t inverted(Stream& stream, double probability_of_zero, Ratio ratio) {
  double left = uniform(stream);
  double probability = probability_of_zero;
  std::int64_t k = 0;
  while (left > probability && probability > 0x1p-64) {  // uniforms are 2^-52 apart: no smaller term can be the last
    left -= probability;
    probability *= ratio(static_cast<double>(k));
    ++k;
  }
  return k;
}

//! Hörmann's transformed rejection: a proposal k = floor((2 a / (1/2 - |u|) + b) u + c) and its acceptance.
struct Proposal {
  double a, b, c, sure;  //!< `sure`: the part of the unit square accepted without looking, as a bound on v
};

template <class LogAcceptance>
double rejected_until(Stream& stream, Proposal shape, double last, LogAcceptance log_acceptance) {
  while (true) {
    const double u = uniform(stream) - 0.5;
    const double v = uniform(stream);
    const double edge = 0.5 - std::abs(u);
    const double k = std::floor((2.0 * shape.a / edge + shape.b) * u + shape.c);
    if (edge >= 0.07 && v <= shape.sure) return k;
    if (k < 0.0 || k > last) continue;
    if (log(v / (shape.a / (edge * edge) + shape.b)) <= log_acceptance(k)) return k;
  }
}

//! A gamma draw of shape >= 1.
double large_gamma(Stream& stream, double shape) {
  const double d = shape - 1.0 / 3.0;
  const double c = 1.0 / std::sqrt(9.0 * d);
  while (true) {
    const double x = normal(stream);
    const double root = 1.0 + c * x;
    if (root <= 0.0) continue;
    const double v = root * root * root;
    if (log(uniform(stream)) < 0.5 * x * x + d * (1.0 - v + log(v))) return d * v;
  }
}

//! The logarithm of a gamma draw: small shapes give numbers below the range of a double.
double log_gamma_draw(Stream& stream, double shape) {
  ensure(shape > 0.0 && shape < math::infinity, "a gamma shape is positive");
  if (shape >= 1.0) return log(large_gamma(stream, shape));
  const double boosted = log(large_gamma(stream, shape + 1.0));
  return boosted + log(uniform(stream)) / shape;
}

}  // namespace

void check_unique(std::span<const Purpose> purposes) {
  for (std::size_t i = 0; i < purposes.size(); ++i) {
    const std::string name(purposes[i].name);
    if (name.empty()) throw InternalError("a random purpose has no name");
    if (purposes[i].id >= 0x8000) throw InternalError("random purpose '" + name + "': its id is not below 32768");
    for (std::size_t j = 0; j < i; ++j) {
      if (purposes[j].name == purposes[i].name) throw InternalError("random purpose '" + name + "' is declared twice");
      if (purposes[j].id == purposes[i].id) {
        throw InternalError("random purposes '" + std::string(purposes[j].name) + "' and '" + name + "' share the id " +
                            std::to_string(purposes[i].id));
      }
    }
  }
}

std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key) { return block_of(counter, key); }

std::uint64_t Stream::bits() {
  ensure(index_ >> 32 == 0, "a random stream holds 2^32 draws");
  Counter counter = counter_;
  counter[0] |= static_cast<std::uint32_t>(index_ & 0xffff);
  counter[1] |= static_cast<std::uint32_t>(index_ >> 16) << 16;
  ++index_;
  const Counter block = block_of(counter, key_);
  return std::uint64_t{block[word_]} << 32 | block[word_ + 1];
}

std::uint32_t Draws::word(const Purpose& purpose, int month, std::uint64_t agent, std::uint32_t index) const {
  return block_of(address(purpose, month, agent / words_per_block, index), key_)[agent % words_per_block];
}

double Draws::uniform(const Purpose& purpose, int month, std::uint64_t agent, std::uint32_t index) const {
  return to_uniform(word(purpose, month, agent, index));
}

void Draws::words(const Purpose& purpose, int month, std::uint64_t first_agent, std::span<std::uint32_t> out,
                  std::uint32_t index) const {
  const Counter counter = address(purpose, month, 0, index);
  fill_words(key_, counter[0], counter[1], first_agent, out.data(), out.size());
}

void Draws::uniforms(const Purpose& purpose, int month, std::uint64_t first_agent, std::span<double> out,
                     std::uint32_t index) const {
  const Counter counter = address(purpose, month, 0, index);
  fill_doubles(key_, counter[0], counter[1], first_agent, out.data(), out.size());
}

void Draws::uniforms(const Purpose& purpose, int month, std::uint64_t first_agent, std::span<float> out,
                     std::uint32_t index) const {
  const Counter counter = address(purpose, month, 0, index);
  fill_floats(key_, counter[0], counter[1], first_agent, out.data(), out.size());
}

Stream Draws::stream(const Purpose& purpose, int month, std::uint64_t agent) const {
  Counter counter = address(purpose, month, agent / 2, 0);
  counter[0] |= wide;
  return Stream(key_, counter, static_cast<std::uint32_t>(agent % 2) * 2);
}

double normal_quantile(double u) {
  // Numerators and denominators of AS 241, highest power first.
  static constexpr double a[] = {2.5090809287301226727e+3, 3.3430575583588128105e+4, 6.7265770927008700853e+4,
                                 4.5921953931549871457e+4, 1.3731693765509461125e+4, 1.9715909503065514427e+3,
                                 1.3314166789178437745e+2, 3.3871328727963666080e+0};
  static constexpr double b[] = {
      5.2264952788528545610e+3, 2.8729085735721942674e+4, 3.9307895800092710610e+4, 2.1213794301586595867e+4,
      5.3941960214247511077e+3, 6.8718700749205790830e+2, 4.2313330701600911252e+1, 1.0};
  static constexpr double c[] = {7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1,
                                 1.27045825245236838258e+0, 3.64784832476320460504e+0, 5.76949722146069140550e+0,
                                 4.63033784615654529590e+0, 1.42343711074968357734e+0};
  static constexpr double d[] = {
      1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2, 1.48103976427480074590e-1,
      6.89767334985100004550e-1, 1.67638483018380384940e+0, 2.05319162663775882187e+0, 1.0};
  static constexpr double e[] = {2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3,
                                 2.65321895265761230930e-2, 2.96560571828504891230e-1, 1.78482653991729133580e+0,
                                 5.46378491116411436990e+0, 6.65790464350110377720e+0};
  static constexpr double f[] = {
      2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5, 7.86869131145613259100e-4,
      1.48753612908506148525e-2,  1.36929880922735805310e-1, 5.99832206555887937690e-1, 1.0};
  ensure(u > 0.0 && u < 1.0, "a quantile's probability is between 0 and 1");
  const double q = u - 0.5;
  if (std::abs(q) <= 0.425) {
    const double r = 0.180625 - q * q;
    return q * polynomial(r, a) / polynomial(r, b);
  }
  const double r = std::sqrt(-log(q < 0.0 ? u : 1.0 - u));
  const double size =
      r <= 5.0 ? polynomial(r - 1.6, c) / polynomial(r - 1.6, d) : polynomial(r - 5.0, e) / polynomial(r - 5.0, f);
  return q < 0.0 ? -size : size;
}

double uniform(Stream& stream) {
  return (static_cast<double>(static_cast<std::int64_t>(stream.bits() >> 12)) + 0.5) * 0x1p-52;
}

std::uint64_t integer(Stream& stream, std::uint64_t n) {
  ensure(n > 0, "a random integer comes from at least one");
  __extension__ using Product = unsigned __int128;
  while (true) {
    const Product product = static_cast<Product>(stream.bits()) * n;
    const auto low = static_cast<std::uint64_t>(product);
    // 2^64 mod n of the low parts would count once too often; the first test spares most draws the division.
    if (low >= n || low >= (0 - n) % n) return static_cast<std::uint64_t>(product >> 64);
  }
}

double normal(Stream& stream, double mean, double standard_deviation) {
  return mean + standard_deviation * normal_quantile(uniform(stream));
}

double exponential(Stream& stream, double mean) { return -mean * log(uniform(stream)); }

double lognormal(Stream& stream, double mu, double sigma) { return exp(normal(stream, mu, sigma)); }

double gamma(Stream& stream, double shape, double scale) {
  if (shape >= 1.0 && shape < math::infinity) return scale * large_gamma(stream, shape);
  return scale * exp(log_gamma_draw(stream, shape));
}

double beta(Stream& stream, double a, double b) {
  const double log_x = log_gamma_draw(stream, a);
  const double log_y = log_gamma_draw(stream, b);
  return 1.0 / (1.0 + exp(log_y - log_x));
}

std::int64_t binomial(Stream& stream, std::int64_t n, double p) {
  ensure(n >= 0 && n <= std::int64_t{1} << 50, "a binomial's trials are between 0 and 2^50");
  ensure(p >= 0.0 && p <= 1.0, "a binomial's probability is between 0 and 1");
  if (p > 0.5) return n - binomial(stream, n, 1.0 - p);
  if (n == 0 || p == 0.0) return 0;
  const double trials = static_cast<double>(n);
  const double odds = p / (1.0 - p);
  if (trials * p < 10.0) {
    return inverted(stream, exp(trials * log_of_one_plus(-p)),
                    [=](double k) { return (trials - k) / (k + 1.0) * odds; });
  }
  const double deviation = std::sqrt(trials * p * (1.0 - p));
  const double b = 1.15 + 2.53 * deviation;
  const Proposal shape = {-0.0873 + 0.0248 * b + 0.01 * p, b, trials * p + 0.5, 0.92 - 4.2 / b};
  const double mode = std::floor((trials + 1.0) * p);
  const double top = log_binomial_probability(mode, trials, p) + log((2.83 + 5.1 / b) * deviation);
  return static_cast<std::int64_t>(
      rejected_until(stream, shape, trials, [=](double k) { return log_binomial_probability(k, trials, p) - top; }));
}

std::int64_t poisson(Stream& stream, double mean) {
  ensure(mean >= 0.0 && mean <= 0x1p50, "a Poisson mean is between 0 and 2^50");
  if (mean < 10.0) {
    return inverted(stream, exp(-mean), [=](double k) { return mean / (k + 1.0); });
  }
  const double b = 0.931 + 2.53 * std::sqrt(mean);
  const Proposal shape = {-0.059 + 0.02483 * b, b, mean + 0.43, 0.9277 - 3.6224 / (b - 2.0)};
  const double top = log(1.1239 + 1.1328 / (b - 3.4));
  return static_cast<std::int64_t>(
      rejected_until(stream, shape, math::infinity, [=](double k) { return log_poisson_probability(k, mean) - top; }));
}

}  // namespace sim
