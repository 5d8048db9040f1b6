//! Why a few producers are large and most are small: buyers' regard for a producer grows and shrinks by chance.
//!
//! In a month a producer's quality takes a step with some chance: q' = q exp(x), x Laplace, whatever its size (Gibrat's law).
//! Qualities are then divided by their mean over the class, and none falls below a part of that mean or holds more than a
//! part of the class; entrants begin with a part of the mean, and who has lost its market closes. So sizes come to follow a
//! power law: 1 / (1 - floor) is its exponent with the floor alone (Gabaix 1999), near 1 where entrants are small (Luttmer
//! 2007). Rare steps of Laplace's form make yearly growth rates peaked with fat tails, as observed (Bottazzi and Secchi 2006).
//! Left out: growth by mergers, less variable growth of large producers, persistence of growth.
#pragma once

#include <span>

#include "sim/core/column.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct World;

struct FirmSizes {
  static constexpr std::string_view path = "producers.firm_sizes";

  struct Parameters {
    double quality_dispersion;
    double growth_dispersion;
    double growth_chance;
    double lowest_quality;
    double largest_part;
    double opening_exponent;
    void declare(sim::ParameterVisitor& parameter);
    bool is_growing() const { return growth_dispersion > 0.0; }
  } parameters;

  // [producer]
  sim::Column<double> quality;         // attraction at equal price
  sim::Column<double> share_year_ago;  // of all spending; 0 where the slot was empty

  double growth_deviation = 0.0;  // standard deviation of the last year's growth of market shares, in logarithms
  double growth_shape = 0.0;      // mean absolute deviation over standard deviation

  void declare(sim::ColumnVisitor& column);
};

//! Exponent of the upper tail by Hill's estimate over the largest `part` of the positive `sizes`; 0 for fewer than 20.
double tail_exponent(std::span<const double> sizes, double part = 0.1);

void set_up(FirmSizes& own, const World& world, const sim::Month& month);
void enter(FirmSizes& own, const World& world, std::size_t j);
void leave(FirmSizes& own, const World& world, std::size_t j);

void grow(FirmSizes& own, const World& world, const sim::Month& month);
void compare_with_last_year(FirmSizes& own, const World& world, const sim::Month& month);
void observe(const FirmSizes& own, const World& world, sim::Observer& show);

}  // namespace models
