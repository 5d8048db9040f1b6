//! Promises kept, as by the engine: everybody chooses at once, seeing last month's choices; every draw is a function of
//! (seed, month, person), one block of Philox4x32-10 serving four people, so that the outcome depends on no order;
//! sums are integers. One thread, plain arrays, one file, no ledger, no columns by name, nothing recorded.
//! Single precision throughout, with an exponential of its own (relative error below 3e-7): tastes are floats and
//! uniforms have 23 bits, so an able programmer would not pay for doubles; the engine, by the house rules, does.
//! Shares only Random123's header with the engine. Built for the machine at hand (-march=native).
#include "tests/bench/rival_logit_choice.h"

#include <Random123/philox.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <stdexcept>

namespace rival {
namespace {

constexpr std::size_t options = LogitChoice::options;
constexpr std::size_t tile = 256, blocks = tile / 4;  // people who draw together, and the blocks that serve them
constexpr float influence = 1.0F / 8.0F, taste_dispersion = 0.5F, price_step = 0.1F;
enum Purpose : std::uint32_t { links, traits, openings, choices };

// Words of a tile: person 64 w + b of it takes word w of block b. Rounds over arrays, so that they vectorise.
void draw(std::uint32_t seed, Purpose purpose, std::uint32_t month, std::size_t number, std::uint32_t* __restrict out) {
  std::uint32_t *x0 = out, *x1 = out + blocks, *x2 = out + 2 * blocks, *x3 = out + 3 * blocks;
  for (std::size_t b = 0; b < blocks; ++b) {
    x0[b] = static_cast<std::uint32_t>(number * blocks + b);
    x1[b] = static_cast<std::uint32_t>((number * blocks + b) >> 32);
    x2[b] = month;
    x3[b] = purpose;
  }
  std::uint32_t k0 = seed, k1 = 0;
  for (int round = 0; round < 10; ++round, k0 += PHILOX_W32_0, k1 += PHILOX_W32_1)
    for (std::size_t b = 0; b < blocks; ++b) {
      const auto high0 = static_cast<std::uint32_t>(std::uint64_t{x0[b]} * PHILOX_M4x32_0 >> 32);
      const auto high1 = static_cast<std::uint32_t>(std::uint64_t{x2[b]} * PHILOX_M4x32_1 >> 32);
      const std::uint32_t low0 = x0[b] * PHILOX_M4x32_0, low1 = x2[b] * PHILOX_M4x32_1;
      x0[b] = high1 ^ x1[b] ^ k0;
      x1[b] = low1;
      x2[b] = high0 ^ x3[b] ^ k1;
      x3[b] = low0;
    }
}

float uniform(std::uint32_t word) {
  return (static_cast<float>(static_cast<std::int32_t>(word >> 9)) + 0.5F) * 0x1p-23F;
}

// e^x for |x| < 80: 2^k times a polynomial in what is left.
float exponential(float x) {
  const float shifted = x * 0x1.715476p+0F + 0x1.8p23F;
  const float k = shifted - 0x1.8p23F;
  const float r = (x - k * 0x1.62e4p-1F) - k * 0x1.7f7d1cp-20F;
  float q = 1.0F / 720.0F;
  q = q * r + 1.0F / 120.0F;
  q = q * r + 1.0F / 24.0F;
  q = q * r + 1.0F / 6.0F;
  q = q * r + 0.5F;
  q = q * r + 1.0F;
  q = q * r + 1.0F;
  return std::bit_cast<float>(std::bit_cast<std::uint32_t>(q) + (std::bit_cast<std::uint32_t>(shifted) << 23));
}

void check() {
  // The engine chooses its instruction set at start; a rival built for a lesser one would flatter it.
#if defined(__x86_64__)
#ifndef __AVX2__
  if (__builtin_cpu_supports("avx2")) throw std::logic_error("build the rivals with -march=native");
#endif
#ifndef __AVX512F__
  if (__builtin_cpu_supports("avx512f")) throw std::logic_error("build the rivals with -march=native");
#endif
#endif
  std::uint32_t words[tile];
  draw(7, choices, 11, 3, words);
  const auto block = r123::Philox4x32{}({{3 * blocks + 5, 0, 11, choices}}, {{7, 0}});
  for (std::size_t w = 0; w < 4; ++w)
    if (words[w * blocks + 5] != block[w]) throw std::logic_error("the rival's generator is not Philox4x32-10");
  for (float x = -20.0F; x < 20.0F; x += 0.001F)
    if (std::abs(static_cast<double>(exponential(x)) / std::exp(static_cast<double>(x)) - 1.0) > 3e-7)
      throw std::logic_error("the rival's exponential is off");
}

}  // namespace

LogitChoice::LogitChoice(std::size_t people, std::uint32_t seed)
    : people_(people),
      padded_((people + tile - 1) / tile * tile),
      seed_(seed),
      sensitivity_(padded_),
      neighbours_(8 * padded_),
      shift_(padded_),
      next_shift_(padded_) {
  check();
  std::uint32_t words[tile];
  const auto for_everybody = [&](Purpose purpose, std::size_t index, auto&& fill) {
    for (std::size_t first = 0; first < people; first += tile) {
      draw(seed, purpose, static_cast<std::uint32_t>(index), first / tile, words);
      for (std::size_t i = first; i < std::min(first + tile, people); ++i) fill(i, words[i - first]);
    }
  };
  for (std::size_t k = 0; k < options; ++k) {
    taste_[k].resize(padded_);
    for_everybody(traits, k, [&](std::size_t i, std::uint32_t word) {
      taste_[k][i] = (2.0F * uniform(word) - 1.0F) * taste_dispersion;
    });
  }
  for_everybody(traits, options, [&](std::size_t i, std::uint32_t word) { sensitivity_[i] = 0.5F + uniform(word); });
  for_everybody(openings, 0, [&](std::size_t i, std::uint32_t word) {
    shift_[i] = static_cast<std::uint8_t>(8 * (std::uint64_t{word} * options >> 32));
  });
  for (std::size_t k = 0; k < 8; ++k)
    for_everybody(links, k, [&](std::size_t i, std::uint32_t word) {
      const std::size_t other = std::uint64_t{word} * (people - 1) >> 32;  // anybody but i
      neighbours_[8 * i + k] = static_cast<std::int32_t>(other < i ? other : other + 1);
    });
}

void LogitChoice::step() {
  beyond_.fill(0);
  const std::uint8_t* __restrict shift = shift_.data();
  for (std::size_t first = 0; first < padded_; first += tile) {
    std::uint32_t words[tile];
    std::uint64_t company[tile];  // a byte per option: neighbours who chose it
    float running[options][tile];
    draw(seed_, choices, month_, first / tile, words);
    const std::int32_t* neighbour = &neighbours_[8 * first];
    for (std::size_t b = 0; b < tile; ++b) {
      std::uint64_t counts = 0;
      for (std::size_t k = 0; k < 8; ++k) counts += std::uint64_t{1} << shift[neighbour[8 * b + k]];
      company[b] = counts;
    }
    const float* sensitivity = &sensitivity_[first];
    for (std::size_t k = 0; k < options; ++k) {
      const float* taste = &taste_[k][first];
      const float price = price_step * static_cast<float>(k);
      for (std::size_t b = 0; b < tile; ++b) {
        const auto others = static_cast<float>(static_cast<std::int32_t>(company[b] >> (8 * k) & 0xff));
        const float weight = exponential(taste[b] + influence * others - sensitivity[b] * price);
        running[k][b] = k == 0 ? weight : running[k - 1][b] + weight;
      }
    }
    const std::size_t present = std::min(tile, people_ - first);
    std::uint8_t* __restrict chosen = &next_shift_[first];
    std::int32_t beyond[options]{};
    float target[tile];
    std::int32_t option[tile]{};
    for (std::size_t b = 0; b < tile; ++b) target[b] = uniform(words[b]) * running[options - 1][b];
    for (std::size_t k = 0; k + 1 < options; ++k) {
      for (std::size_t b = 0; b < tile; ++b) option[b] += running[k][b] < target[b];
      std::int32_t sum = 0;
      for (std::size_t b = 0; b < present; ++b) sum += running[k][b] < target[b];
      beyond[k] = sum;
    }
    for (std::size_t b = 0; b < tile; ++b) chosen[b] = static_cast<std::uint8_t>(8 * option[b]);
    for (std::size_t k = 0; k < options; ++k) beyond_[k] += beyond[k];
  }
  std::swap(shift_, next_shift_);
  ++month_;
}

double LogitChoice::share(std::size_t option) const {
  const std::int64_t from = option == 0 ? static_cast<std::int64_t>(people_) : beyond_[option - 1];
  return static_cast<double>(from - beyond_[option]) / static_cast<double>(people_);
}

}  // namespace rival
