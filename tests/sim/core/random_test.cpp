#include "sim/core/random.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <functional>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include "sim/core/error.h"
#include "sim/core/math.h"
#include "tests/catch.h"

namespace {

constexpr sim::Purpose first{0, "first"};
constexpr sim::Purpose trial{7, "trial"};
constexpr sim::Purpose last{0x7fff, "last"};
constexpr int n_draws = 100'000;

using Counter = std::array<std::uint32_t, 4>;

//! A draw's address and the layout of random.h, written again from its text.
struct Address {
  bool wide;
  std::uint32_t purpose, index;
  int month;
  std::uint64_t agent;
  bool operator==(const Address&) const = default;
};

struct Place {
  Counter counter;
  unsigned word;
};

Place packed(const Address& a) {
  const std::uint64_t block = a.agent / (a.wide ? 2 : 4);
  const std::uint32_t c0 = (a.wide ? 0x80000000U : 0U) + a.purpose * 0x10000U + a.index % 0x10000U;
  const std::uint32_t c1 = a.index / 0x10000U * 0x10000U + static_cast<std::uint32_t>(a.month + 1);
  return {{c0, c1, static_cast<std::uint32_t>(block % 0x100000000U), static_cast<std::uint32_t>(block / 0x100000000U)},
          static_cast<unsigned>(a.wide ? a.agent % 2 * 2 : a.agent % 4)};
}

Address unpacked(const Place& p) {
  const bool wide = p.counter[0] >= 0x80000000U;
  const std::uint64_t block = p.counter[3] * 0x100000000U + p.counter[2];
  return {wide, p.counter[0] / 0x10000U % 0x8000U, p.counter[1] / 0x10000U * 0x10000U + p.counter[0] % 0x10000U,
          static_cast<int>(p.counter[1] % 0x10000U) - 1, block * (wide ? 2 : 4) + (wide ? p.word / 2 : p.word)};
}

using Sampler = std::function<double(sim::Stream&)>;

std::vector<double> sample(const Sampler& draw, std::uint64_t agent = 0) {
  sim::Stream stream = sim::Draws(2024, 1).stream(trial, 3, agent);
  std::vector<double> values(n_draws);
  for (double& value : values) value = draw(stream);
  return values;
}

//! Kolmogorov and Smirnov's statistic times the root of n: above 1.95 once in a thousand.
double kolmogorov_smirnov(std::vector<double> values, const std::function<double(double)>& cumulative) {
  std::sort(values.begin(), values.end());
  const double n = static_cast<double>(values.size());
  double distance = 0.0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double p = cumulative(values[i]);
    distance = std::max({distance, p - static_cast<double>(i) / n, static_cast<double>(i + 1) / n - p});
  }
  return distance * std::sqrt(n);
}
constexpr double ks_limit = 1.95;

//! Pearson's statistic of whole numbers in cells [low, low + width), ..., standardised: (X^2 - cells) / sqrt(2 cells).
//! Neighbouring cells are joined until at least 10 draws are expected, and both tails belong to the outermost cells.
double chi_square(const std::vector<double>& values, double low, double width, int n_cells,
                  const std::function<double(double)>& probability) {
  std::vector<double> seen(static_cast<std::size_t>(n_cells)), expected(seen.size());
  for (const double value : values) {
    const double cell = std::floor((value - low) / width);
    seen[static_cast<std::size_t>(std::clamp(cell, 0.0, n_cells - 1.0))] += 1.0;
  }
  double total = 0.0;
  for (std::size_t c = 0; c < expected.size(); ++c) {
    for (double k = 0; k < width; ++k) expected[c] += n_draws * probability(low + static_cast<double>(c) * width + k);
    total += expected[c];
  }
  double sum = 0.0, joined_seen = 0.0, joined_expected = 0.0;
  int n_joined = 0;
  const auto add = [&] {
    sum += (joined_seen - joined_expected) * (joined_seen - joined_expected) / joined_expected;
    ++n_joined;
    joined_seen = joined_expected = 0.0;
  };
  double left = n_draws;
  for (std::size_t c = 0; c < expected.size(); ++c) {
    joined_seen += seen[c];
    joined_expected += expected[c];
    left -= expected[c];
    if (joined_expected >= 10.0 && left >= 10.0) add();
  }
  joined_expected += n_draws - total;
  if (joined_expected > 0.0) add();
  return (sum - n_joined) / std::sqrt(2.0 * n_joined);
}
constexpr double chi_square_limit = 4.0;

double binomial_probability(double k, double n, double p) {
  if (k < 0.0 || k > n) return 0.0;
  const long double log_ways = std::lgamma(n + 1.0L) - std::lgamma(k + 1.0L) - std::lgamma(n - k + 1.0L);
  return static_cast<double>(std::exp(log_ways + k * std::log(static_cast<long double>(p)) +
                                      (n - k) * std::log1p(-static_cast<long double>(p))));
}

double poisson_probability(double k, double mean) {
  if (k < 0.0) return 0.0;
  return static_cast<double>(std::exp(k * std::log(static_cast<long double>(mean)) - mean - std::lgamma(k + 1.0L)));
}

double normal_cumulative(double x) { return 0.5 * std::erfc(-x / std::sqrt(2.0)); }

double mean_of(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

}  // namespace

TEST_CASE("Philox gives Random123's known answers", "[random]") {
  CHECK(sim::philox({0, 0, 0, 0}, {0, 0}) == Counter{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  constexpr std::uint32_t ones = 0xffffffff;
  CHECK(sim::philox({ones, ones, ones, ones}, {ones, ones}) == Counter{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
  CHECK(sim::philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
        Counter{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("Addresses are frozen", "[random]") {
  const sim::Draws zero(0, 0);
  CHECK(zero.word(first, -1, 0) == 0x6627e8d5);
  CHECK(zero.word(first, -1, 3) == 0x9b00dbd8);
  const sim::Draws draws(42, 7);
  CHECK(draws.word(trial, 0, 0) == 0x3eacc09d);
  CHECK(draws.word(trial, 0, 1) == 0x06ee55c1);
  CHECK(draws.word(trial, 0, 0, 1) == 0xc0caed32);
  CHECK(draws.word(trial, 119, 1'000'001, 2) == 0xde5c5995);
  CHECK(draws.word(last, 65533, 0xffffffffffffffff, 0xffff) == 0x1df45c81);
  CHECK(draws.stream(trial, 0, 0).bits() == 0xf50628e40c4e30c2);
  CHECK(draws.stream(trial, 0, 1).bits() == 0x1c58a15f07b8e0d3);
  CHECK(draws.stream(last, 65533, 0xffffffffffffffff).bits() == 0xb9d4ff857401e53d);
  sim::Stream stream = draws.stream(trial, 12, 5);
  for (int i = 0; i < 70'000; ++i) stream.bits();
  CHECK(stream.bits() == 0xd83c4f6e34f64e2a);  // index 70,000: beyond 16 bits
}

TEST_CASE("Different addresses take different words", "[random]") {
  // A left inverse of the packing exists, and the packing is the one in use: so it is injective.
  std::mt19937_64 engine(3);
  const sim::Draws draws(1, 2);
  int wrong = 0;
  for (int i = 0; i < 1'000'000; ++i) {
    const std::uint64_t bits = engine();
    Address a{(bits & 1) != 0, static_cast<std::uint32_t>(bits >> 1) & 0x7fff, static_cast<std::uint32_t>(bits >> 32),
              static_cast<int>((bits >> 16) % 0xffff) - 1, engine() >> (i % 64)};
    if (!a.wide) a.index &= 0xffff;
    const Place place = packed(a);
    wrong += !(unpacked(place) == a);
    const sim::Purpose purpose{static_cast<std::uint16_t>(a.purpose), "any"};
    const Counter block = sim::philox(place.counter, {1, 2});
    if (!a.wide) {
      wrong += draws.word(purpose, a.month, a.agent, a.index) != block[place.word];
    } else if (a.index < 0x10000 || i % 2 == 1) {
      a.index = 0;
      const Counter start = sim::philox(packed(a).counter, {1, 2});
      wrong += draws.stream(purpose, a.month, a.agent).bits() !=
               (std::uint64_t{start[place.word]} << 32 | start[place.word + 1]);
    }
  }
  CHECK(wrong == 0);
  sim::Stream stream = draws.stream(trial, 5, 9);
  for (std::uint32_t index = 0; index < 140'000; ++index) {
    const Place place = packed({true, trial.id, index, 5, 9});
    const Counter block = sim::philox(place.counter, {1, 2});
    wrong += stream.bits() != (std::uint64_t{block[place.word]} << 32 | block[place.word + 1]);
  }
  CHECK(wrong == 0);
}

TEST_CASE("Addresses that do not fit are refused", "[random]") {
  const sim::Draws draws(1, 1);
  std::vector<double> out(4);
  CHECK_THROWS_AS(draws.word(trial, 0, 0, 0x10000), sim::InternalError);
  CHECK_THROWS_AS(draws.uniforms(trial, 0, 0, out, 0x10000), sim::InternalError);
  CHECK_THROWS_AS(draws.word(trial, -2, 0), sim::InternalError);
  CHECK_THROWS_AS(draws.word(trial, 65534, 0), sim::InternalError);
  CHECK_THROWS_AS(draws.stream(trial, -2, 0), sim::InternalError);
  CHECK_THROWS_AS(draws.word(sim::Purpose{0x8000, "too large"}, 0, 0), sim::InternalError);
}

TEST_CASE("Purposes are unique", "[random]") {
  using sim::Purpose;
  const auto complaint = [](std::vector<Purpose> purposes) -> std::string {
    try {
      sim::check_unique(purposes);
    } catch (const sim::InternalError& error) {
      return error.what();
    }
    return "";
  };
  CHECK(complaint({}) == "");
  CHECK(complaint({{0, "a"}, {1, "b"}, {0x7fff, "c"}}) == "");
  CHECK(complaint({{0, "a"}, {1, "b"}, {0, "c"}}) == "random purposes 'a' and 'c' share the id 0");
  CHECK(complaint({{0, "a"}, {1, "a"}}) == "random purpose 'a' is declared twice");
  CHECK(complaint({{0x8000, "a"}}) == "random purpose 'a': its id is not below 32768");
  CHECK(complaint({{0, ""}}) == "a random purpose has no name");
}

TEST_CASE("Draws of a block of agents are the draws of each", "[random]") {
  const sim::Draws draws(99, 4);
  int wrong = 0;
  const auto compare = [&](std::uint64_t start, std::size_t n) {
    std::vector<std::uint32_t> words(n);
    std::vector<double> doubles(n);
    std::vector<float> floats(n);
    draws.words(trial, 11, start, words, 3);
    draws.uniforms(trial, 11, start, doubles, 3);
    draws.uniforms(trial, 11, start, floats, 3);
    for (std::size_t i = 0; i < n; ++i) {
      const std::uint32_t word = draws.word(trial, 11, start + i, 3);
      wrong += words[i] != word;
      wrong += doubles[i] != draws.uniform(trial, 11, start + i, 3);
      wrong += floats[i] != sim::to_uniform_float(word);
    }
  };
  for (std::uint64_t start = 0; start < 9; ++start) {
    for (const std::size_t n : {0U, 1U, 2U, 3U, 4U, 5U, 7U, 255U, 256U, 257U, 260U, 511U, 512U, 1031U})
      compare(start, n);
  }
  for (std::uint64_t start = 0x3'ffff'ff00; start < 0x3'ffff'ff05; ++start) compare(start, 1000);  // across c2's end
  compare(0xffff'ffff'ffff'ff00, 255);
  CHECK(wrong == 0);
}

TEST_CASE("Uniforms lie strictly between 0 and 1", "[random]") {
  CHECK(sim::to_uniform(0) == 0x1p-33);
  CHECK(sim::to_uniform(0xffffffff) == 1.0 - 0x1p-33);
  CHECK(sim::to_uniform_float(0) == 0x1p-24F);
  CHECK(sim::to_uniform_float(0xffffffff) == 1.0F - 0x1p-24F);
  const float bad = (static_cast<float>(0xffffffff >> 8) + 0.5F) * 0x1p-24F;  // 24 bits and a half do not fit
  CHECK(bad == 1.0F);
}

TEST_CASE("Uniform draws are uniform and neighbours independent", "[random]") {
  const auto identity = [](double x) { return x; };
  const std::vector<double> values = sample([](sim::Stream& s) { return sim::uniform(s); });
  CHECK(kolmogorov_smirnov(values, identity) < ks_limit);
  CHECK(kolmogorov_smirnov(values, [](double x) { return x * x; }) > ks_limit);
  std::vector<double> narrow(n_draws);
  const sim::Draws draws(5, 0);
  draws.uniforms(trial, 0, 1, narrow);
  CHECK(kolmogorov_smirnov(narrow, identity) < ks_limit);
  // Serial correlation at distances within and across blocks, between months and between purposes.
  std::vector<double> next_month(n_draws), other_purpose(n_draws);
  draws.uniforms(trial, 1, 1, next_month);
  draws.uniforms(last, 0, 1, other_purpose);
  const auto correlation = [](const std::vector<double>& x, const std::vector<double>& y, std::size_t lag) {
    double sum = 0.0;
    for (std::size_t i = 0; i + lag < x.size(); ++i) sum += (x[i] - 0.5) * (y[i + lag] - 0.5) * 12.0;
    return std::abs(sum) / std::sqrt(static_cast<double>(x.size()));
  };
  for (const std::size_t lag : {1U, 2U, 3U, 4U, 8U, 256U}) CHECK(correlation(narrow, narrow, lag) < 4.0);
  CHECK(correlation(narrow, next_month, 0) < 4.0);
  CHECK(correlation(narrow, other_purpose, 0) < 4.0);
  CHECK(correlation(narrow, narrow, 0) > 4.0);
}

TEST_CASE("Integers are unbiased", "[random]") {
  const auto die = [](double k) { return k >= 0.0 && k < 6.0 ? 1.0 / 6.0 : 0.0; };
  const auto draw = [](std::uint64_t n) {
    return [n](sim::Stream& s) { return static_cast<double>(sim::integer(s, n)); };
  };
  CHECK(chi_square(sample(draw(6)), 0, 1, 6, die) < chi_square_limit);
  CHECK(chi_square(sample(draw(7)), 0, 1, 6, die) > chi_square_limit);
  CHECK(chi_square(sample(draw(5)), 0, 1, 6, die) > chi_square_limit);
  // Of 3 * 2^62 numbers the remainder of 64 bits favours the first third twofold.
  const std::uint64_t large = std::uint64_t{3} << 62;
  const auto thirds = [](double k) { return k >= 0.0 && k < 3.0 ? 1.0 / 3.0 : 0.0; };
  const Sampler good = [=](sim::Stream& s) { return static_cast<double>(sim::integer(s, large) >> 62); };
  const Sampler bad = [=](sim::Stream& s) { return static_cast<double>(s.bits() % large >> 62); };
  CHECK(chi_square(sample(good), 0, 1, 3, thirds) < chi_square_limit);
  CHECK(chi_square(sample(bad), 0, 1, 3, thirds) > chi_square_limit);
  sim::Stream stream = sim::Draws(1, 1).stream(trial, 0, 0);
  CHECK(sim::integer(stream, 1) == 0);
  CHECK_THROWS_AS(sim::integer(stream, 0), sim::InternalError);
}

TEST_CASE("The normal quantile inverts the cumulated normal", "[random]") {
  CHECK(sim::normal_quantile(0.5) == 0.0);
  double worst = 0.0;
  int uneven = 0;
  for (double u = 0x1p-53; u < 0.5; u *= 1.003) {
    const double z = sim::normal_quantile(u);
    const long double back = 0.5L * std::erfc(-static_cast<long double>(z) / std::sqrt(2.0L));
    const long double density = std::exp(-0.5L * z * z) / std::sqrt(6.283185307179586476925L);
    worst = std::max(worst, static_cast<double>(std::abs((back - u) / (density * z))));
    const double mirrored = 1.0 - (1.0 - u);  // representable on both sides
    uneven += mirrored > 0.0 && sim::normal_quantile(1.0 - mirrored) != -sim::normal_quantile(mirrored);
  }
  CHECK(worst < 2e-15);
  CHECK(uneven == 0);
  CHECK_THROWS_AS(sim::normal_quantile(0.0), sim::InternalError);
  CHECK_THROWS_AS(sim::normal_quantile(1.0), sim::InternalError);
}

TEST_CASE("Normal, exponential and lognormal draws", "[random]") {
  const std::vector<double> normals = sample([](sim::Stream& s) { return sim::normal(s); });
  CHECK(kolmogorov_smirnov(normals, normal_cumulative) < ks_limit);
  CHECK(kolmogorov_smirnov(normals, [](double x) { return normal_cumulative(x + 0.02); }) > ks_limit);
  const std::vector<double> moved = sample([](sim::Stream& s) { return sim::normal(s, 3.0, 2.0); });
  CHECK(kolmogorov_smirnov(moved, [](double x) { return normal_cumulative((x - 3.0) / 2.0); }) < ks_limit);

  const std::vector<double> waits = sample([](sim::Stream& s) { return sim::exponential(s, 2.0); });
  CHECK(kolmogorov_smirnov(waits, [](double x) { return -std::expm1(-x / 2.0); }) < ks_limit);
  CHECK(kolmogorov_smirnov(waits, [](double x) { return -std::expm1(-x / 2.1); }) > ks_limit);

  const std::vector<double> incomes = sample([](sim::Stream& s) { return sim::lognormal(s, 1.0, 0.5); });
  CHECK(kolmogorov_smirnov(incomes, [](double x) { return normal_cumulative((std::log(x) - 1.0) / 0.5); }) < ks_limit);
  CHECK(std::abs(mean_of(incomes) / std::exp(1.125) - 1.0) < 4.0 * std::sqrt(std::expm1(0.25) / n_draws));
}

TEST_CASE("Gamma draws", "[random]") {
  const auto draw = [](double shape, double scale) {
    return [=](sim::Stream& s) { return sim::gamma(s, shape, scale); };
  };
  const auto half = [](double x) { return std::erf(std::sqrt(x)); };
  const auto three = [](double x) { return 1.0 - std::exp(-x / 2.0) * (1.0 + x / 2.0 + x * x / 8.0); };
  CHECK(kolmogorov_smirnov(sample(draw(0.5, 1.0)), half) < ks_limit);
  CHECK(kolmogorov_smirnov(sample(draw(1.0, 1.0)), [](double x) { return -std::expm1(-x); }) < ks_limit);
  CHECK(kolmogorov_smirnov(sample(draw(3.0, 2.0)), three) < ks_limit);
  CHECK(kolmogorov_smirnov(sample(draw(3.1, 2.0)), three) > ks_limit);
  const Sampler unboosted = [](sim::Stream& s) { return sim::gamma(s, 1.5) * sim::uniform(s); };  // power 1/shape lost
  CHECK(kolmogorov_smirnov(sample(unboosted), half) > ks_limit);
  const std::vector<double> large = sample(draw(400.0, 0.5));
  CHECK(std::abs(mean_of(large) - 200.0) < 4.0 * 10.0 / std::sqrt(n_draws));
  sim::Stream stream = sim::Draws(1, 1).stream(trial, 0, 0);
  CHECK_THROWS_AS(sim::gamma(stream, 0.0), sim::InternalError);
}

TEST_CASE("Beta draws", "[random]") {
  const auto draw = [](double a, double b) { return [=](sim::Stream& s) { return sim::beta(s, a, b); }; };
  const auto two_three = [](double x) { return x * x * (6.0 - 8.0 * x + 3.0 * x * x); };
  const auto arcsine = [](double x) { return 2.0 / 3.141592653589793 * std::asin(std::sqrt(x)); };
  CHECK(kolmogorov_smirnov(sample(draw(2.0, 3.0)), two_three) < ks_limit);
  CHECK(kolmogorov_smirnov(sample(draw(3.0, 2.0)), two_three) > ks_limit);
  CHECK(kolmogorov_smirnov(sample(draw(2.0, 3.1)), two_three) > ks_limit);
  CHECK(kolmogorov_smirnov(sample(draw(0.5, 0.5)), arcsine) < ks_limit);
  CHECK(kolmogorov_smirnov(sample(draw(0.05, 1.0)), [](double x) { return std::pow(x, 0.05); }) < ks_limit);
}

TEST_CASE("Binomial draws", "[random]") {
  const auto draw = [](std::int64_t n, double p, double moved = 0.0) {
    return [=](sim::Stream& s) { return static_cast<double>(sim::binomial(s, n, p)) + moved; };
  };
  const auto fit = [&](double n, double p, double low, double width, int n_cells, double moved = 0.0) {
    return chi_square(sample(draw(static_cast<std::int64_t>(n), p, moved)), low, width, n_cells,
                      [=](double k) { return binomial_probability(k, n, p); });
  };
  CHECK(fit(20, 0.3, 0, 1, 21) < chi_square_limit);
  CHECK(fit(20, 0.3, 0, 1, 21, 1.0) > chi_square_limit);
  CHECK(fit(100, 0.1, 0, 1, 40) < chi_square_limit);  // where rejection takes over
  CHECK(fit(100, 0.4, 0, 1, 101) < chi_square_limit);
  CHECK(fit(100, 0.4, 0, 1, 101, 1.0) > chi_square_limit);
  CHECK(fit(100, 0.97, 0, 1, 101) < chi_square_limit);
  CHECK(fit(20'000, 0.25, 4500, 1, 1000) < chi_square_limit);
  CHECK(fit(20'000, 0.25, 4500, 1, 1000, 5.0) > chi_square_limit);
  CHECK(chi_square(sample(draw(std::int64_t{1} << 50, 0x1p-48)), 0, 1, 20,
                   [](double k) { return poisson_probability(k, 4.0); }) < chi_square_limit);
  const double n = 0x1p50;
  const double deviation = std::sqrt(n * 0.3 * 0.7);
  CHECK(kolmogorov_smirnov(sample(draw(std::int64_t{1} << 50, 0.3)),
                           [=](double k) { return normal_cumulative((k - n * 0.3) / deviation); }) < ks_limit);
  sim::Stream stream = sim::Draws(1, 1).stream(trial, 0, 0);
  CHECK(sim::binomial(stream, 0, 0.5) == 0);
  CHECK(sim::binomial(stream, 50, 0.0) == 0);
  CHECK(sim::binomial(stream, 50, 1.0) == 50);
  CHECK_THROWS_AS(sim::binomial(stream, -1, 0.5), sim::InternalError);
  CHECK_THROWS_AS(sim::binomial(stream, 1, 1.5), sim::InternalError);
}

TEST_CASE("Poisson draws", "[random]") {
  const auto fit = [](double mean, double low, int n_cells, double moved = 0.0) {
    return chi_square(sample([=](sim::Stream& s) { return static_cast<double>(sim::poisson(s, mean)) + moved; }), low,
                      1, n_cells, [=](double k) { return poisson_probability(k, mean); });
  };
  CHECK(fit(0.7, 0, 15) < chi_square_limit);
  CHECK(fit(0.7, 0, 15, 1.0) > chi_square_limit);
  CHECK(fit(9.9, 0, 40) < chi_square_limit);
  CHECK(fit(10.0, 0, 40) < chi_square_limit);
  CHECK(fit(10.0, 0, 40, 1.0) > chi_square_limit);
  CHECK(fit(5000.0, 4500, 1000) < chi_square_limit);
  CHECK(fit(5000.0, 4500, 1000, 5.0) > chi_square_limit);
  const std::vector<double> large = sample([](sim::Stream& s) { return static_cast<double>(sim::poisson(s, 1e12)); });
  CHECK(kolmogorov_smirnov(large, [](double k) { return normal_cumulative((k - 1e12) / 1e6); }) < ks_limit);
  sim::Stream stream = sim::Draws(1, 1).stream(trial, 0, 0);
  CHECK(sim::poisson(stream, 0.0) == 0);
  CHECK_THROWS_AS(sim::poisson(stream, -1.0), sim::InternalError);
}

TEST_CASE("Shuffles are uniform", "[random]") {
  const auto order_of = [](const std::array<int, 4>& items) {
    return items[0] * 6.0 + (items[1] - (items[1] > items[0])) * 2.0 + (items[2] > items[3]);
  };
  const auto even = [](double k) { return k >= 0.0 && k < 24.0 ? 1.0 / 24.0 : 0.0; };
  const Sampler good = [=](sim::Stream& s) {
    std::array<int, 4> items{0, 1, 2, 3};
    sim::shuffle(s, std::span(items));
    return order_of(items);
  };
  const Sampler bad = [=](sim::Stream& s) {  // every item swapped with any: 4^4 ways do not share out among 24
    std::array<int, 4> items{0, 1, 2, 3};
    for (std::size_t i = 0; i < 4; ++i) std::swap(items[i], items[static_cast<std::size_t>(sim::integer(s, 4))]);
    return order_of(items);
  };
  CHECK(chi_square(sample(good), 0, 1, 24, even) < chi_square_limit);
  CHECK(chi_square(sample(bad), 0, 1, 24, even) > chi_square_limit);
  std::vector<int> many(100'000);  // more than 16 bits of index
  std::iota(many.begin(), many.end(), 0);
  sim::Stream stream = sim::Draws(1, 1).stream(trial, 0, 0);
  sim::shuffle(stream, std::span(many));
  CHECK(many[0] != 0);
  std::sort(many.begin(), many.end());
  CHECK(many[99'999] == 99'999);
}

TEST_CASE("Logit choices by Gumbel draws have the logit's shares", "[random]") {
  // Utility 1, 0.5, 0 plus a standard Gumbel each: shares e^V / sum = 0.50648, 0.30720, 0.18632.
  const sim::Draws draws(2012, 0);
  std::array<std::vector<double>, 3> u;
  for (std::uint32_t j = 0; j < 3; ++j) {
    u[j].resize(n_draws);
    draws.uniforms(trial, 0, 0, u[j], j);
  }
  constexpr std::array<double, 3> share{0.50648, 0.30720, 0.18632};
  const auto largest_miss = [&](std::array<double, 3> utility) {  // in standard errors
    std::array<double, 3> chosen{};
    for (std::size_t i = 0; i < n_draws; ++i) {
      std::array<double, 3> total{};
      for (std::size_t j = 0; j < 3; ++j) total[j] = utility[j] - sim::log(-sim::log(u[j][i]));
      chosen[static_cast<std::size_t>(std::max_element(total.begin(), total.end()) - total.begin())] += 1.0;
    }
    double worst = 0.0;
    for (std::size_t j = 0; j < 3; ++j) {
      const double error = std::sqrt(share[j] * (1.0 - share[j]) / n_draws);
      worst = std::max(worst, std::abs(chosen[j] / n_draws - share[j]) / error);
    }
    return worst;
  };
  CHECK(largest_miss({1.0, 0.5, 0.0}) < 4.0);
  CHECK(largest_miss({1.0, 0.5, 0.05}) > 4.0);
  CHECK(largest_miss({0.5, 1.0, 0.0}) > 4.0);
}

TEST_CASE("Every distribution gives the same frozen bits", "[random]") {
  std::uint64_t hash = 0xcbf29ce484222325;
  const auto add = [&](double value) { hash = (hash ^ std::bit_cast<std::uint64_t>(value)) * 0x100000001b3; };
  const sim::Draws draws(20'120'101, 3);
  std::vector<float> floats(4096);
  std::vector<double> doubles(4096);
  for (int month = -1; month < 10; ++month) {
    draws.uniforms(trial, month, 12'345, floats);
    draws.uniforms(trial, month, 12'345, doubles, 1);
    for (const float value : floats) add(value);
    for (const double value : doubles) add(sim::normal_quantile(value));
  }
  sim::Stream s = draws.stream(trial, 0, 17);
  for (int i = 0; i < 5000; ++i) {
    const double x = 0.01 + 3.0 * sim::uniform(s);
    add(sim::normal(s));
    add(sim::exponential(s));
    add(sim::lognormal(s, 0.1, 0.7));
    add(sim::gamma(s, x, 2.0));
    add(sim::beta(s, x, 1.3));
    add(static_cast<double>(sim::integer(s, 1'000'003)));
    add(static_cast<double>(sim::binomial(s, 1 + i * 7, x / 3.1)));
    add(static_cast<double>(sim::poisson(s, x * i)));
  }
  CHECK(hash == 0x6d9bb8194f1e87ca);
}
