//! Orientation to the commons spreads between acquaintances.
//!
//! Every few months people listen, on a small-world network of eight acquaintances, most of them near in number, some anywhere
//! (Watts-Strogatz). By `degroot` they move half-way to the mean of what their acquaintances think (DeGroot 1974); by
//! `bounded_confidence` each meets one acquaintance and moves towards it only where they differ by less than a bound (Deffuant
//! and others 2000). Stubbornness keeps a part of the first orientation in every round: x' = s x0 + (1 - s) heard.
//! Conditions may move everybody: x' + a (unemployment - natural) + b (Gini - its opening); both responses are 0 unless a
//! study sets them, of either sign. Orientation starts as Beta(2, 4) and shifts who joins a phyle; it moves no price and no
//! productivity.
//! Left out so far: new friendships.
#pragma once

#include "sim/core/column.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct World;

struct Influence {
  static constexpr std::string_view path = "people.influence";
  static constexpr std::size_t acquaintances = 8;

  enum class Law { degroot, bounded_confidence };

  struct Parameters {
    Law law;
    double confidence;
    double compromise;
    double unemployment_response;
    double inequality_response;
    double stubbornness;
    double rewired;
    std::int64_t reach;
    std::int64_t period;
    void declare(sim::ParameterVisitor& parameter) {
      parameter(law, {.name = "law", .choices = {"degroot", "bounded_confidence"},
                      .doc = "How people listen: to the mean of acquaintances, or to one that is near in opinion",
                      .source = "degroot"});
      parameter(confidence, {.name = "confidence", .initial = 0.25, .unit = "1", .range = sim::share,
                             .doc = "Bounded confidence: distance of opinions beyond which people do not listen",
                             .source = "deffuant"});
      parameter(compromise, {.name = "compromise", .initial = 0.5, .unit = "1", .range = {0, 0.5},
                             .doc = "Bounded confidence: part of the distance by which one who listens moves",
                             .source = "deffuant"});
      parameter(unemployment_response, {.name = "unemployment_response", .initial = 0.0, .unit = "1", .range = {-2, 2},
                                        .doc = "Shift of orientation in a round per unit of unemployment above the natural rate",
                                        .source = "assumption:no-response"});
      parameter(inequality_response, {.name = "inequality_response", .initial = 0.0, .unit = "1", .range = {-2, 2},
                                      .doc = "Shift of orientation in a round per unit of the Gini of incomes above its opening",
                                      .source = "assumption:no-response"});
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
  double opening_gini = 0.0;             // of incomes, of the first month
  double shift = 0.0;                    // of everybody's orientation in this round

  void declare(sim::ColumnVisitor& column) {
    column(orientation, {.name = "orientation", .per = "person", .unit = "1", .doc = "orientation to the commons"});
    column(first_orientation, {.name = "first_orientation", .per = "person", .unit = "1",
                               .doc = "orientation that a stubborn person returns to"});
    column(opening_gini, {.name = "opening_gini", .per = "", .unit = "1", .doc = "Gini of incomes in the first month"});
    column(shift, {.name = "shift", .per = "", .unit = "1", .doc = "shift of orientation in this round"});
    column(neighbours, {.name = "neighbours", .per = "link", .unit = "1", .doc = "rows of eight acquaintances"});
  }
};

void set_up(Influence& own, const World& world, const sim::Month& month);
//! An heir has the parent's acquaintances and, in so far as it is not stubborn, the parent's orientation at first.
void succeed(Influence& own, const World& world, const sim::Month& month, std::size_t i);

//! The opinion of one who hears another: nearer by a part of the distance where that is within the bound (Deffuant).
inline double compromise(double own, double other, double confidence, double part) {
  const double distance = other - own;
  return distance < confidence && -distance < confidence ? own + part * distance : own;
}

//! What people believed so far becomes what their acquaintances see; conditions may shift it.
void recall_orientation(Influence& own, const World& world, const sim::Month& month);
void spread_orientation(Influence& own, const World& world, const sim::Month& month, const sim::Block& block);
void observe(const Influence& own, const World& world, sim::Observer& show);

}  // namespace models
