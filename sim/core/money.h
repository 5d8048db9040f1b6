//! Money is an integer: a 64-bit count of 1/10,000 currency unit, so that books close exactly.
#pragma once

#include <bit>
#include <cmath>
#include <compare>
#include <cstdint>

#include "sim/core/error.h"
#include "sim/core/math.h"

namespace sim {

class Money {
 public:
  static constexpr std::int64_t per_unit = 10'000;  //!< counts in one currency unit

  constexpr Money() = default;
  static constexpr Money counts(std::int64_t value) {
    Money money;
    money.counts_ = value;
    return money;
  }
  //! Nearest amount, for person-sized sums in kernels. [EUR] Exact rounding below 2e11 EUR.
  static Money near(double eur) { return counts(round_to_integer(eur * static_cast<double>(per_unit))); }
  //! Largest amount not above `eur` >= 0, for parts of a sum that may not exceed it. [EUR]
  static Money floor(double eur) { return counts(static_cast<std::int64_t>(eur * static_cast<double>(per_unit))); }
  //! The same for person-sized sums in kernels, where it vectorises: for amounts below 2e11 EUR.
  static Money floor_of_person(double eur) {
    const double exact = eur * static_cast<double>(per_unit);
    const std::int64_t nearest = round_to_integer(exact);
    return counts(nearest - static_cast<std::int64_t>(to_double(nearest) > exact));
  }
  //! Nearest amount, for sums of any size. [EUR] Throws InternalError where it is not finite or beyond 64 bits.
  static Money of(double eur) {
    const double rounded = std::floor(eur * static_cast<double>(per_unit) + 0.5);
    ensure(std::abs(rounded) < 9.0e18, "an amount of money must be finite and fit in 64 bits");
    return counts(static_cast<std::int64_t>(rounded));
  }

  constexpr std::int64_t counts() const { return counts_; }
  constexpr double eur() const { return static_cast<double>(counts_) / static_cast<double>(per_unit); }
  //! The same for person-sized sums in kernels, where it vectorises: for amounts below 2e11 EUR.
  constexpr double eur_of_person() const { return to_double(counts_) / static_cast<double>(per_unit); }

  constexpr auto operator<=>(const Money&) const = default;
  constexpr Money& operator+=(Money other) { return counts_ += other.counts_, *this; }
  constexpr Money& operator-=(Money other) { return counts_ -= other.counts_, *this; }
  friend constexpr Money operator+(Money a, Money b) { return a += b; }
  friend constexpr Money operator-(Money a, Money b) { return a -= b; }
  friend constexpr Money operator-(Money a) { return Money{} - a; }
  friend constexpr Money operator*(std::int64_t times, Money a) { return counts(times * a.counts_); }

 private:
  std::int64_t counts_ = 0;
};

//! An amount of money not below 0 in four bytes, for columns of people: the leading 24 bits of its counts, the rest dropped. Exact up
//! to 1,677 EUR, above to 6e-8 of it. What is stored is what is paid, so a dropped part stays with the payer and books close.
//! For amounts below 2e11 EUR.
class SmallMoney {
 public:
  constexpr SmallMoney() = default;
  explicit constexpr SmallMoney(Money amount) {
    const double exact = to_double(amount.counts());
    const auto nearest = static_cast<float>(exact);
    counts_ = std::bit_cast<float>(std::bit_cast<std::uint32_t>(nearest) - static_cast<std::uint32_t>(static_cast<double>(nearest) > exact));
  }
  constexpr SmallMoney& operator=(Money amount) { return *this = SmallMoney(amount); }
  constexpr operator Money() const { return Money::counts(counts()); }
  constexpr std::int64_t counts() const { return round_to_integer(static_cast<double>(counts_)); }
  constexpr double eur() const { return static_cast<double>(counts_) / static_cast<double>(Money::per_unit); }
  friend constexpr Money operator+(SmallMoney a, SmallMoney b) { return Money(a) + Money(b); }

 private:
  float counts_ = 0.0f;
};

}  // namespace sim
