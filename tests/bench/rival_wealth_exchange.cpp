//! Promises kept, as by the engine: everybody gives at once, out of the wealth of the month's beginning; every draw is
//! a function of (seed, month, person), one block of Philox4x32-10 serving four people, so that the outcome depends on
//! no order; sums are integers. One thread, plain arrays, one file, no ledger, no columns by name, nothing recorded.
//! Shares only Random123's header with the engine. Built for the machine at hand (-march=native).
#include "tests/bench/rival_wealth_exchange.h"

#include <Random123/philox.h>

#include <algorithm>
#include <stdexcept>

namespace rival {
namespace {

constexpr std::size_t tile = 256, blocks = tile / 4;  // people who draw together, and the blocks that serve them
enum Purpose : std::uint32_t { links, gifts };

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
  draw(7, gifts, 11, 3, words);
  const auto block = r123::Philox4x32{}({{3 * blocks + 5, 0, 11, gifts}}, {{7, 0}});
  for (std::size_t w = 0; w < 4; ++w)
    if (words[w * blocks + 5] != block[w]) throw std::logic_error("the rival's generator is not Philox4x32-10");
}

}  // namespace

WealthExchange::WealthExchange(std::size_t people, std::uint32_t seed)
    : people_(people),
      padded_((people + tile - 1) / tile * tile),
      seed_(seed),
      wealth_(padded_),
      neighbours_(8 * padded_),
      gain_(padded_) {
  check();
  std::vector<std::int32_t> in_degree(people);
  std::uint32_t words[tile];
  std::fill_n(wealth_.begin(), people, 1);
  for (std::size_t k = 0; k < 8; ++k)
    for (std::size_t first = 0; first < people; first += tile) {
      draw(seed, links, static_cast<std::uint32_t>(k), first / tile, words);
      for (std::size_t i = first; i < std::min(first + tile, people); ++i) {
        const std::size_t other = std::uint64_t{words[i - first]} * (people - 1) >> 32;  // anybody but i
        neighbours_[8 * i + k] = static_cast<std::int32_t>(other < i ? other : other + 1);
        ++in_degree[static_cast<std::size_t>(neighbours_[8 * i + k])];
      }
    }
  if (*std::max_element(in_degree.begin(), in_degree.end()) > 255)
    throw std::logic_error("a gain may not fit in a byte");
}

void WealthExchange::step() {
  std::int32_t* __restrict wealth = wealth_.data();
  const std::int32_t* __restrict neighbours = neighbours_.data();
  std::uint8_t* __restrict gain = gain_.data();
  for (std::size_t first = 0; first < padded_; first += tile) {
    std::uint32_t words[tile];
    draw(seed_, gifts, month_, first / tile, words);
    for (std::size_t b = 0; b < tile; ++b) {
      const bool gives = wealth[first + b] > 0;
      const auto to = static_cast<std::size_t>(neighbours[8 * (first + b) + (words[b] >> 29)]);
      gain[to] = static_cast<std::uint8_t>(gain[to] + gives);
      wealth[first + b] -= gives;
    }
  }
  for (std::size_t i = 0; i < padded_; ++i) {
    wealth[i] += gain[i];
    gain[i] = 0;
  }
  ++month_;
}

double WealthExchange::gini() const {
  std::vector<double> people_with(static_cast<std::size_t>(*std::max_element(wealth_.begin(), wealth_.end())) + 1, 0.0);
  for (std::size_t i = 0; i < people_; ++i) people_with[static_cast<std::size_t>(wealth_[i])] += 1.0;
  double area = 0.0, below = 0.0;
  for (std::size_t w = 0; w < people_with.size(); ++w) {
    const double owned = people_with[w] * static_cast<double>(w);
    area += people_with[w] * (2.0 * below + owned);
    below += owned;
  }
  return 1.0 - area / (static_cast<double>(people_) * below);
}

}  // namespace rival
