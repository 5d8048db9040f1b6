//! Addressed random draws: every draw is a function of who draws, when, what for and under which seed.
//!
//! The generator is Philox4x32-10 (Salmon et al., SC11), a keyed bijection of 128-bit blocks, so no state is carried or
//! shared and any draw can be had alone, in any order, on any thread. Its address, frozen with the first release:
//!
//!     key      (seed, replicate)
//!     counter  c0 = wide << 31 | purpose id << 16 | index mod 2^16
//!              c1 = index / 2^16 << 16 | month + 1          (month -1 is the set-up)
//!              c2 = block mod 2^32,   c3 = block / 2^32
//!     narrow   wide = 0, block = agent / 4: one 32-bit word, number agent mod 4 of the block; index below 2^16
//!     wide     wide = 1, block = agent / 2: two words, 2 (agent mod 2) high and the next low; index below 2^32
//!
//! Purpose ids fill 15 bits, months 16, agents 64, and all bits of the counter are used once, so two addresses share a
//! word only where they are equal. `agent` is a persistent id, never a row.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>

namespace sim {

//! What a draw is for. Rooms declare each as `inline constexpr sim::Purpose`.
struct Purpose {
  std::uint16_t id;  //!< below 2^15, unique in the program, never reused
  std::string_view name;
};

//! Throws InternalError naming the first purpose whose id or name is taken twice, is empty or does not fit.
void check_unique(std::span<const Purpose> purposes);

//! One block of Philox4x32-10.
std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key);

//! The middle of the word's interval among 2^32 equal ones: exact, in (0, 1).
constexpr double to_uniform(std::uint32_t word) { return (static_cast<double>(word) + 0.5) * 0x1p-32; }

//! The middle of the word's interval among 2^23 equal ones: exact, in (0, 1). With 24 bits the largest would round
//! to 1.
constexpr float to_uniform_float(std::uint32_t word) {
  return (static_cast<float>(static_cast<std::int32_t>(word >> 9)) + 0.5F) * 0x1p-23F;
}

//! One agent's draws for one purpose in one month, taken in order from index 0. Made where used, never stored.
class Stream {
 public:
  //! The next 64 random bits. Throws InternalError after 2^32 draws.
  std::uint64_t bits();

 private:
  friend class Draws;
  Stream(std::array<std::uint32_t, 2> key, std::array<std::uint32_t, 4> counter, std::uint32_t word)
      : key_(key), counter_(counter), word_(word) {}

  std::array<std::uint32_t, 2> key_;
  std::array<std::uint32_t, 4> counter_;  //!< of index 0
  std::uint32_t word_;                    //!< 0 or 2: the agent's half of each block
  std::uint64_t index_ = 0;
};

//! All draws of one run. Every function throws InternalError where an address does not fit its bits.
class Draws {
 public:
  Draws(std::uint32_t seed, std::uint32_t replicate) : key_{seed, replicate} {}

  //! The 32 random bits at an address.
  std::uint32_t word(const Purpose& purpose, int month, std::uint64_t agent, std::uint32_t index = 0) const;

  //! to_uniform of the word at an address.
  double uniform(const Purpose& purpose, int month, std::uint64_t agent, std::uint32_t index = 0) const;

  //! The words of agents first_agent, first_agent + 1, ...; the same bits as word() of each, many times faster.
  void words(const Purpose& purpose, int month, std::uint64_t first_agent, std::span<std::uint32_t> out,
             std::uint32_t index = 0) const;

  //! to_uniform of the words of agents first_agent, first_agent + 1, ...
  void uniforms(const Purpose& purpose, int month, std::uint64_t first_agent, std::span<double> out,
                std::uint32_t index = 0) const;

  //! to_uniform_float of the words of agents first_agent, first_agent + 1, ...
  void uniforms(const Purpose& purpose, int month, std::uint64_t first_agent, std::span<float> out,
                std::uint32_t index = 0) const;

  //! A sequence of wide draws of one agent, for distributions that need an unknown number of them.
  Stream stream(const Purpose& purpose, int month, std::uint64_t agent) const;

 private:
  std::array<std::uint32_t, 2> key_;
};

//! The standard normal quantile of u in (0, 1), relative error about 1e-15. Source: Wichura, Applied Statistics 37
//! (1988), algorithm AS 241. With one uniform per normal draw, a small change of u changes the draw a little.
double normal_quantile(double u);

//! Uniform in (0, 1): the middles of 2^52 equal intervals, exact.
double uniform(Stream& stream);

//! Uniform among 0, 1, ..., n - 1, unbiased; n > 0. Source: Lemire, ACM TOMACS 29 (2019).
std::uint64_t integer(Stream& stream, std::uint64_t n);

double normal(Stream& stream, double mean = 0.0, double standard_deviation = 1.0);

double exponential(Stream& stream, double mean = 1.0);

//! exp of a normal with mean mu and standard deviation sigma.
double lognormal(Stream& stream, double mu, double sigma);

//! Mean shape * scale; shape > 0. Source: Marsaglia and Tsang, ACM TOMS 26 (2000). Underflows to 0 for tiny shapes.
double gamma(Stream& stream, double shape, double scale = 1.0);

//! Mean a / (a + b); a, b > 0. Within rounding may be 0 or 1 for tiny a or b.
double beta(Stream& stream, double a, double b);

//! Successes among n trials of probability p, for 0 <= n <= 2^50. Source: inversion up to 10 expected successes, above
//! that Hörmann's BTRS (J. Statist. Comput. Simulation 46, 1993) on Loader's exact probabilities (2000).
std::int64_t binomial(Stream& stream, std::int64_t n, double p);

//! Events with the given mean, 0 <= mean <= 2^50. Source: inversion up to a mean of 10, above that Hörmann's PTRS
//! (Insurance: Mathematics and Economics 12, 1993) on Loader's exact probabilities (2000).
std::int64_t poisson(Stream& stream, double mean);

//! Puts the items into an order uniform among all orders (Fisher and Yates).
template <class T, std::size_t Extent>
void shuffle(Stream& stream, std::span<T, Extent> items) {
  for (std::size_t left = items.size(); left > 1; --left) {
    std::swap(items[left - 1], items[static_cast<std::size_t>(integer(stream, left))]);
  }
}

}  // namespace sim
