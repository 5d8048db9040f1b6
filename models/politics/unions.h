//! Unions of employees and of those who work through platforms, hierarchical and networked.
//!
//! Employees without a union now and then look around and join with a chance that rises with what a union is worth to them less
//! dues and with the share of members among their acquaintances; a part of those who join choose a networked union. Members
//! leave by chance; hierarchical unions lose members who lose their job, networked ones keep them. Density, members among
//! employees, sets the bargaining power of wages (producers/labour_market). Where unions reach out, people who work through a
//! platform without having a job join networked ones as well; hierarchical ones organise at an employer's.
//! Where law lets unions bargain with platforms, those who offer hours at platform k win the part gamma_k of what its take rate
//! yields beyond cost, as a Nash bargain gives employees a part of what they bring:
//!   take rate = asked - gamma_k max(asked - break-even, 0),   gamma_k = gamma_p u_k^xi,
//! u_k being members' part of the effective hours offered there last month, each kind at its standing, and xi that of wages.
//! A platform that belongs to its members takes what covers cost and does not bargain.
//! Left out: strikes, coverage beyond members, owners who ask for more in view of the bargain.
#pragma once

#include "sim/core/column.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct World;

struct Unions {
  static constexpr std::string_view path = "politics.unions";

  enum Kind : std::uint8_t { none, hierarchical, networked, n_kinds };

  struct Parameters {
    double join;
    double worth;
    double neighbours;
    double leave;
    double lapse;
    double networked_share;
    double outreach;
    double platform_power;
    double hierarchical_standing;
    void declare(sim::ParameterVisitor& parameter);
  } parameters;

  sim::Column<std::uint8_t> member;    // [person] a Kind
  sim::Flags seen;                     // [person] in a union, as acquaintances see it
  sim::Scatter counts;                 // employees, members of each kind among them
  double density = 0.0;                // members among employees
  sim::Tally gig_hours{20};            // [platform by Kind] effective hours worked last month, where unions bargain with platforms

  //! Part of the effective hours offered at platform k that members give, each kind at its standing.
  double density_at(std::size_t k) const;
  //! gamma_k: part of what platform k takes beyond cost that its workers win.
  double power_over(const World& world, std::size_t k) const;

  void declare(sim::ColumnVisitor& column);
};

void set_up(Unions& own, const World& world, const sim::Month& month);
void succeed(Unions& own, const World& world, const sim::Month& month, std::size_t i);
void recall_members(Unions& own, const World& world, const sim::Month& month);
void organise(Unions& own, const World& world, const sim::Month& month, const sim::Block& block);
void count_union_members(Unions& own, const World& world, const sim::Month& month);
void observe(const Unions& own, const World& world, sim::Observer& show);

}  // namespace models
