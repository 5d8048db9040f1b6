//! People divide the month among paid work, the commons (or civic life) and leisure.
//!
//! Stone-Geary with committed hours: maximise a_c ln(c - c0) + a_l ln(l - l0) + a_g ln(g - gamma), with
//! a_c + a_l + a_g = 1. Full income M = w (T - l0 - gamma) + y - c0 at net wage w and other income y gives
//! volunteer hours g = gamma + a_g M / w, leisure l = l0 + a_l M / w, paid work h = T - l - g. The marginal propensity to
//! earn is -(1 - a_c): this, not an assumption about virtue, is what a basic income does to work.
//! A job's hours close a part of the gap to the desired ones each month. Whoever works other hours than desired divides
//! the time that is left in the ratio a_l : a_g. Everybody offers some gig hours, who seeks a job more, and who wants a longer
//! job half the hours that are missing.
//! Left out so far: discrete job offers with a logit choice, care, generations.
#pragma once

#include "sim/core/column.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct World;

//! Preferences of one person; the consumption weight is 1 - leisure_weight - volunteer_weight.
struct Preferences {
  double leisure_weight;
  double volunteer_weight;
  double time;             // [hour/month] net of sleep
  double least_leisure;    // [hour/month]
  double committed_hours;  // [hour/month]
  double subsistence;      // [EUR/month]
};

//! How a person would divide the month. [hour/month]
struct Hours {
  double paid, volunteer, leisure;
};

//! The interior optimum, or with no paid work the optimum over leisure and volunteering. `wage` is net. [EUR/hour] > 0
Hours desired_hours(const Preferences& person, double wage, double other_income);

struct TimeUse {
  static constexpr std::string_view path = "people.time_use";

  struct Parameters {
    double available;
    double least_leisure;
    double subsistence;
    double consumption_weight;
    double volunteer_weight;
    double adjustment;
    double shortest_job;
    double longest_job;
    double gig_hours;
    double gig_hours_unemployed;
    void declare(sim::ParameterVisitor& parameter);
  } parameters;

  sim::Column<float> desired_hours;    // [person] [hour/month] of paid work
  sim::Column<float> job_hours;        // [person] [hour/month] of the job held, or wanted
  sim::Column<float> volunteer_hours;  // [person] [hour/month]
  sim::Column<float> gig_hours;        // [person] [hour/month] offered



  void declare(sim::ColumnVisitor& column);
};

void set_up(TimeUse& own, const World& world, const sim::Month& month);
//! Jobs have the hours that their holders want, given what they own.
void start_with_wanted_hours(TimeUse& own, const World& world);
void choose_hours(TimeUse& own, const World& world, const sim::Month& month, const sim::Block& block);

}  // namespace models
