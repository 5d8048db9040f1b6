//! What moves people to contribute.
//!
//! A share of people are free riders who give nothing; the others volunteer. Some of these give their hours to knowledge
//! commons, the rest to civic life. A volunteer has committed hours (lognormal) and a small marginal weight on further
//! hours, the same for all. Output per hour is lognormal with mean 1: most contribution comes from few. Level and dispersion
//! sit in the committed hours, so a basic income does not raise contribution by functional form alone.
//! Committed hours of contributors are those given at the opening; from there they move by
//!   the type: conditional cooperators give in step with what others give, 1 + rho (s - 1) with s the hours of all relative
//!     to the opening; hump-shaped ones give less whenever s departs from 1; unconditional ones do not care (Fischbacher,
//!     Gaechter and Fehr 2001);
//!   the group: (contributors / opening)^eta (Zhang and Zhu 2011), and the use value got back, (K / K0)^v;
//!   staff: where producers' staff are no longer paid to give, 1 + kappa_s lost / given by people, kappa_s from -1 (as much again is lost) to
//!     1 (people give it in their place);
//!   reputation: (1 + v_R seen) / mean of it at the opening, seen being the part of the own capacity given in the last year;
//!   pay: who is paid gives (1 - kappa x) / (1 - kappa x0) of it, x being how far pay exceeds what preserves autonomy, x0 at
//!     the opening (Deci, Koestner and Ryan 1999).
//! Left out: praise, careers built on reputation, motives that differ by kind of project.
#pragma once

#include <algorithm>
#include <array>

#include "sim/core/column.h"
#include "sim/core/observer.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct World;

struct Motivation {
  static constexpr std::string_view path = "people.motivation";

  enum Type : std::size_t { unconditional, conditional, hump_shaped, free_rider, n_types };

  struct Parameters {
    double contributor_share;
    double median_hours;
    double hours_dispersion;
    double output_dispersion;
    double most_hours;
    double free_riders;
    double conditional_cooperators;
    double hump_shaped;
    double reciprocity;
    double group_size;
    double use_value;
    double reputation;
    double crowding_out;
    double autonomous_pay;
    double after_support;
    void declare(sim::ParameterVisitor& parameter);
  } parameters;

  sim::Column<float> committed_hours;  // [person] [hour/month] at the opening's motives
  sim::Column<float> output_per_hour;  // [person] contribution-hours equivalent per hour; 0: gives to civic life or nothing
  sim::Column<std::int8_t> type;       // [person]

  double opening_given = 0.0;         // [hour/month] given to the commons at the start, all people
  double opening_contributors = 0.0;  // [person]
  double opening_pay = 0.0;           // [EUR/effective hour] of maintainers, in steady state
  double given = 0.0;                 // [hour/month] as people have come to see it
  std::array<double, n_types> motive{1.0, 1.0, 1.0, 1.0};  // committed hours relative to the opening, by type
  double replacement = 1.0;           // what people give, relative to what they would with staff paid as before
  double usual_recognition = 1.0;     // mean of contributors at the start, from 1 for who is unknown
  double paid_motive = 1.0;           // further factor for those who are paid

  bool contributes(std::size_t i) const { return output_per_hour[i] > 0.0f; }
  bool volunteers(std::size_t i) const { return type[i] != free_rider; }

  //! Part of what person i can give that others have seen in the last year.
  double seen(std::size_t i, double contribution) const {
    const double capacity = static_cast<double>(committed_hours[i]) * static_cast<double>(output_per_hour[i]);
    return std::min(contribution, capacity) / std::max(capacity, 1e-9);
  }
  //! Committed hours of person i, a contributor, this month. `contribution`: effective hours a month, mean of the last year.
  double commitment(std::size_t i, double contribution, bool is_paid) const {
    const auto usual = static_cast<double>(committed_hours[i]);
    const double capacity = usual * static_cast<double>(output_per_hour[i]);
    const double recognition = (1.0 + parameters.reputation * seen(i, contribution)) / usual_recognition;
    const double moved = usual * motive[static_cast<std::size_t>(type[i])] * recognition * (is_paid ? paid_motive : 1.0);
    return capacity > 0.0 ? std::min(moved, parameters.most_hours) : usual;
  }

  void declare(sim::ColumnVisitor& column);
};

//! How far `pay` lies between what preserves autonomy, a part of `wage`, and the wage: 0 to 1.
double felt_control(double pay, double wage, double autonomous_part);

void set_up(Motivation& own, const World& world, const sim::Month& month);
//! Takes the opening for the usual state, from which motives move.
void take_for_usual(Motivation& own, const World& world);
void succeed(Motivation& own, const World& world, const sim::Month& month, std::size_t i);
void weigh_motives(Motivation& own, const World& world, const sim::Month& month);
void observe(const Motivation& own, const World& world, sim::Observer& show);

}  // namespace models
