//! Why sizes follow power laws: growth by chance, whatever the size, with something that holds up the small.
//!
//! A size x is multiplied each month by A, ln A normal with mean mu < 0 and standard deviation sigma. With something added,
//! x' = A x + b (Kesten 1973), or with a lower bound, x' = max(A x, lowest) (Gabaix 1999), sizes come to follow a power law whose
//! exponent alpha solves E[A^alpha] = 1: alpha = -2 mu / sigma^2, whichever of the two holds them up and however much. With
//! neither, all sizes shrink to nothing. Sizes are those of cities, firms or fortunes; people own one each.
#pragma once

#include <array>
#include <tuple>

#include "sim/core/column.h"
#include "sim/core/ledger.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct RandomGrowthWorld;

struct RandomGrowth {
  static constexpr std::string_view path = "textbook.random_growth";
  static constexpr double top = 0.01;  // of all people: the tail that is looked at

  struct Parameters {
    std::int64_t count;
    double drift;
    double dispersion;
    double addition;
    double lowest;
    void declare(sim::ParameterVisitor& parameter) {
      parameter(count, {.name = "count", .initial = 10'000, .unit = "person", .range = {200, 1e9}, .doc = "People",
                        .source = "kesten", .at_setup = true});
      parameter(drift, {.name = "drift", .initial = -0.01, .unit = "1/month", .range = {-1, 1},
                        .doc = "mu: mean of the logarithm of growth", .source = "kesten"});
      parameter(dispersion, {.name = "dispersion", .initial = 0.1, .unit = "1/month", .range = {0, 1},
                             .doc = "sigma: standard deviation of the logarithm of growth", .source = "kesten"});
      parameter(addition, {.name = "addition", .initial = 0.01, .unit = "1/month", .range = {0, 1e6},
                           .doc = "b: added to every size", .source = "kesten"});
      parameter(lowest, {.name = "lowest", .initial = 0.0, .unit = "1", .range = {0, 1e6},
                         .doc = "No size falls below this", .source = "kesten"});
    }
  } parameters;

  sim::Column<double> size;  // [person] 1 at the start

  void declare(sim::ColumnVisitor& column) {
    column(size, {.name = "size", .per = "person", .unit = "1", .doc = "size, 1 at the start"});
  }
};

void grow_by_chance(RandomGrowth& own, const RandomGrowthWorld& world, const sim::Month& month, const sim::Block& block);
void observe(const RandomGrowth& own, const RandomGrowthWorld& world, sim::Observer& show);

struct RandomGrowthWorld {
  static constexpr std::string_view name = "random-growth";
  static constexpr std::string_view summary = "Textbook: sizes that grow by chance come to follow a power law";
  static constexpr std::array<std::string_view, 3> headlines{"tail_exponent", "top_share", "mean_size"};
  static constexpr sim::Purpose growth{1, "growth"};
  static constexpr std::array purposes{growth};
  static std::span<const sim::Process<RandomGrowthWorld>> schedule();

  RandomGrowth growing;
  auto rooms() { return std::tie(growing); }
  sim::Ledger ledger{{"people"}, 1u};

  std::size_t size(std::string_view dimension) const;
  void set_up(const sim::Month& month);
};

}  // namespace models
