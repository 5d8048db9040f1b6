//! Durable goods are lent to neighbours; ownership stays private.
//!
//! A person lends where trust x fee + warmth > wear + risk, all in shares of what a month's use of the thing is worth; warmth
//! differs between people (logistic), the fee may be a favour returned. Who would lend begins to of itself with chance alpha a
//! month, or when meeting a neighbour who does (chance beta at a meeting a month), and stops with chance gamma: sharing spreads as
//! in Bass's model (1969) and fades like a habit; without alpha it settles at a share 1 - gamma / beta of those who are willing.
//! Lenders borrow from each other, so that one thing serves m of them: where a share w of a district lends, its people need
//! 1 - part w (1 - 1/m) of the usual spending on classes with durable goods, and spend the rest on everything else.
//! Left out: fees in money, lending for hire through platforms, quality lost in shared use.
#pragma once

#include "sim/core/column.h"
#include "sim/core/observer.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct World;

struct Sharing {
  static constexpr std::string_view path = "people.sharing";

  struct Parameters {
    double opening_share;
    double spontaneity;
    double imitation;
    double lapse;
    double trust;
    double fee;
    double warmth;
    double warmth_dispersion;
    double wear;
    double risk;
    double people_per_thing;
    double durable_part;
    void declare(sim::ParameterVisitor& parameter);
    //! Share of people who would lend if they came to think of it.
    double willing_share() const;
  } parameters;

  enum Habit : std::int8_t { unwilling = -1, willing = 0, lends = 1 };
  sim::Column<std::int8_t> habit;    // [person]
  sim::Flags seen;                   // [person] lends, as neighbours see it
  sim::Scatter lenders;              // [district] people

  //! Spending that people of district d need on class g, relative to what they would need without lending.
  double need(const World& world, std::size_t g, std::size_t d) const;

  void declare(sim::ColumnVisitor& column);
};

void set_up(Sharing& own, const World& world, const sim::Month& month);
//! An heir has a mind of its own and no habit yet.
void succeed(Sharing& own, const World& world, const sim::Month& month, std::size_t i);
void recall_habits(Sharing& own, const World& world, const sim::Month& month);
void lend_things(Sharing& own, const World& world, const sim::Month& month, const sim::Block& block);
void count_lenders(Sharing& own, const World& world, const sim::Month& month);
void observe(const Sharing& own, const World& world, sim::Observer& show);

}  // namespace models
