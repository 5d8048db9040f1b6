//! Unions of employees, hierarchical and networked.
//!
//! Employees without a union now and then look around and join with a chance that rises with what a union is worth to them less
//! dues and with the share of members among their acquaintances; a part of those who join choose a networked union. Members
//! leave by chance; hierarchical unions lose members who lose their job, networked ones keep them. Density, members among
//! employees, sets the bargaining power of wages (producers/labour_market). Left out: strikes, coverage beyond members,
//! effects on gig pay.
#pragma once

#include "sim/core/column.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct World;

struct Unions {
  static constexpr std::string_view path = "politics.unions";

  enum Kind : std::uint8_t { none, hierarchical, networked };

  struct Parameters {
    double join;
    double worth;
    double neighbours;
    double leave;
    double lapse;
    double networked_share;
    void declare(sim::ParameterVisitor& parameter);
  } parameters;

  sim::Buffered<std::uint8_t> member;  // [person] a Kind
  sim::Scatter counts;                 // employees, members of each kind among them
  double density = 0.0;                // members among employees

  void declare(sim::ColumnVisitor& column);
};

void set_up(Unions& own, const World& world, const sim::Month& month);
void succeed(Unions& own, const World& world, const sim::Month& month, std::size_t i);
void recall_members(Unions& own, const World& world, const sim::Month& month);
void organise(Unions& own, const World& world, const sim::Month& month, const sim::Block& block);
void count_union_members(Unions& own, const World& world, const sim::Month& month);
void observe(const Unions& own, const World& world, sim::Observer& show);

}  // namespace models
