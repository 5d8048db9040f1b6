//! People choose the platform on which they buy and sell services.
//!
//! Some people reconsider each month. Utility, in EUR a month, of platform k for a person at home on h:
//! a ln q_k + theta n_k - s tau_k + stay [k = h], n_k the share of people there and s the mean spending
//! on gig services; a logit with its own noise. Switching cost is spread over the expected stay. The network strength is
//! stated in tipping points, theta = strength x theta*: below theta* J equal platforms stay equal when nothing else differs.
//! Without switching cost theta* = J x noise; a switching cost lowers it by 1 + (S - 1) / (S + J - 1), S = exp(stay / noise),
//! since whoever weighs staying doubly reacts to a difference on both sides of a move.
//! Equal platforms stay equal by default; unequal take rates are amplified five times and can tip the contest.
//! Left out so far: no platform at all, hosted commons (without the choice of no platform they would cancel),
//! multi-homing, other network laws, advertising nuisance.
#pragma once

#include <vector>

#include "sim/core/column.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct World;

struct Adoption {
  static constexpr std::string_view path = "platforms.adoption";

  struct Parameters {
    std::int64_t count;
    double noise;
    double network_strength;
    double quality_value;
    double switching_cost;
    double expected_stay;
    double reconsider;
    void declare(sim::ParameterVisitor& parameter);
  } parameters;

  sim::Column<std::int16_t> home;  // [person] platform 0 to J-1
  sim::Scatter users;              // [platform] people
  sim::Tally offered{30};          // [platform] effective gig hours offered
  std::vector<double> choice;      // running probabilities, [home][platform]

  double user_share(std::size_t k) const {
    return static_cast<double>(users[k]) / static_cast<double>(home.size());
  }

  void declare(sim::ColumnVisitor& column);
};

//! theta*: the network weight at which equal platforms begin to tip. [EUR/month]
double tipping_point(const Adoption::Parameters& parameters);

void set_up(Adoption& own, const World& world, const sim::Month& month);
void weigh_platforms(Adoption& own, const World& world, const sim::Month& month);
void choose_platform(Adoption& own, const World& world, const sim::Month& month, const sim::Block& block);
void count_users(Adoption& own, const World& world, const sim::Month& month);
void observe(const Adoption& own, const World& world, sim::Observer& show);

}  // namespace models
