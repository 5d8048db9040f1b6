//! Do members of phyles stay longer in the commons, and live more on it, than others like them?
//!
//! Once a year every commoner falls into a cell of hours given, income and orientation to the commons (three steps each), as a
//! member of a phyle or not. A year later those who are commoners still have stayed; over the year the income of all is followed and
//! what of it came from phyle, cooperative and foundation. Others are weighted to members' cells (exact matching, the effect
//! on the treated): stay of others = sum of n_members(cell) x stay_others(cell) / n_members, over cells that hold both.
//! Left out: traits that no cell holds; who joins may differ in them. The dead are not counted.
#pragma once

#include "sim/core/column.h"
#include "sim/core/observer.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct World;

struct MatchedMembers {
  static constexpr std::string_view path = "value.matched_members";
  static constexpr std::size_t n_cells = 27 * 2;  //!< by hours, income, orientation and membership

  struct Parameters {
    double hours_step;
    double income_step;
    double orientation_step;
    void declare(sim::ParameterVisitor& parameter);
  } parameters;

  sim::Column<std::uint8_t> cell;  // [follower] 1 + cell at the last yearly count, 0 for who is not followed
  // [matched]
  sim::Scatter followed, stayed;   // people, counted when a year ends
  sim::Tally received{10}, autonomous{10};      // [EUR] of a month: income, and the part from the commons sector
  sim::Column<double> year_received, year_autonomous;  // since the last count

  struct Compared {
    double stay = 0.0, livelihood = 0.0;
  } members, others;       // of the last full year; not numbers where nobody could be matched
  double matched = 0.0;    // share of members in cells that hold both

  void declare(sim::ColumnVisitor& column);
};

void set_up(MatchedMembers& own, const World& world, const sim::Month& month);
void succeed(MatchedMembers& own, const World& world, const sim::Month& month, std::size_t i);
void follow_members(MatchedMembers& own, const World& world, const sim::Month& month, const sim::Block& block);
void compare_members(MatchedMembers& own, const World& world, const sim::Month& month);
void observe(const MatchedMembers& own, const World& world, sim::Observer& show);

}  // namespace models
