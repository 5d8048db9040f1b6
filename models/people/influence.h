//! Orientation to the commons spreads between acquaintances.
//!
//! DeGroot with stubbornness: x' = s x0 + (1 - s) (x/2 + mean of neighbours' x / 2), every few months, on a small-world
//! network of eight acquaintances, most of them near in number, some anywhere (Watts-Strogatz).
//! Orientation starts as Beta(2, 4) and shifts who joins a phyle; it moves no price and no productivity.
//! Left out so far: bounded confidence, response to unemployment and inequality, new friendships.
#pragma once

#include "sim/core/column.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct World;

struct Influence {
  static constexpr std::string_view path = "people.influence";
  static constexpr std::size_t acquaintances = 8;

  struct Parameters {
    double stubbornness;
    double rewired;
    std::int64_t reach;
    std::int64_t period;
    void declare(sim::ParameterVisitor& parameter) {
      parameter(stubbornness, {.name = "stubbornness", .initial = 0.3, .unit = "1", .range = sim::share,
                               .doc = "Weight of a person's first orientation", .source = "assumption:stubbornness"});
      parameter(rewired, {.name = "rewired", .initial = 0.1, .unit = "1", .range = sim::share,
                          .doc = "Share of acquaintances who may live anywhere", .source = "assumption:small-world",
                          .at_setup = true});
      parameter(reach, {.name = "reach", .initial = 24, .unit = "person", .range = {1, 10'000},
                        .doc = "Other acquaintances are at most this many rows away",
                        .source = "assumption:small-world", .at_setup = true});
      parameter(period, {.name = "period", .initial = 3, .unit = "month", .range = {1, 120},
                         .doc = "Months between two rounds of influence", .source = "prototype"});
    }
  } parameters;

  sim::Buffered<float> orientation;      // [person] 0 to 1
  sim::Column<float> first_orientation;  // [person] 0 to 1
  sim::Column<std::int32_t> neighbours;  // [person][8] rows of acquaintances

  void declare(sim::ColumnVisitor& column) {
    column(orientation, {.name = "orientation", .per = "person", .unit = "1", .doc = "orientation to the commons"});
    column(first_orientation, {.name = "first_orientation", .per = "person", .unit = "1",
                               .doc = "orientation that a stubborn person returns to"});
    column(neighbours, {.name = "neighbours", .per = "link", .unit = "1", .doc = "rows of eight acquaintances"});
  }
};

void set_up(Influence& own, const World& world, const sim::Month& month);
//! An heir has the parent's acquaintances and, in so far as it is not stubborn, the parent's orientation at first.
void succeed(Influence& own, const World& world, const sim::Month& month, std::size_t i);

//! What people believed so far becomes what their acquaintances see.
void recall_orientation(Influence& own, const World& world, const sim::Month& month);
void spread_orientation(Influence& own, const World& world, const sim::Month& month, const sim::Block& block);
void observe(const Influence& own, const World& world, sim::Observer& show);

}  // namespace models
