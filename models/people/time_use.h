//! People divide the month among paid work, the commons (or civic life) and leisure.
//!
//! Stone-Geary with committed hours: maximise a_c ln(c - c0) + a_l ln(l - l0) + a_g ln(g - gamma), with
//! a_c + a_l + a_g = 1. Full income M = w (T - l0 - gamma) + y - c0 at net wage w and other income y gives
//! volunteer hours g = gamma + a_g M / w, leisure l = l0 + a_l M / w, paid work h = T - l - g. The marginal propensity to
//! earn is -(1 - a_c): this, not an assumption about virtue, is what a basic income does to work.
//! Care takes the same hours from everybody. Who seeks a job is offered one of half, three quarters, full or 1.2 times full
//! time, or none, and chooses by a logit of that utility; hours that leave less than subsistence count as linearly worse. The
//! noise is solved so that the choice has the same marginal propensity to earn. Who refuses a job does not seek that month.
//! A job's hours close a part of the gap to the desired ones each month. Whoever works other hours than desired divides
//! the time that is left in the ratio a_l : a_g. Everybody offers some gig hours, who seeks a job more, and who wants a longer
//! job half the hours that are missing: times (pay of a gig hour / usual pay)^elasticity, both relative to wages, as people have seen
//! it of late where they work (platforms/capture), and never beyond the time that is left.
//! Left out: hours of local exchange, jobs refused for their pay alone, couples who decide together.
#pragma once

#include <array>

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

//! Jobs offered, in parts of full time; the first is none.
inline constexpr std::array<double, 5> job_sizes{0.0, 0.5, 0.75, 1.0, 1.2};

//! Chances that each of `job_sizes` is chosen. `wage` is net [EUR/hour], `idle_income` what one has without a job beside
//! `other_income` [EUR/month], `noise` the scale of the logit.
std::array<double, 5> choice_of_job(const Preferences& person, double wage, double other_income, double idle_income,
                                    double full_time, double noise);

struct TimeUse {
  static constexpr std::string_view path = "people.time_use";

  struct Parameters {
    double available;
    double care;
    double least_leisure;
    double subsistence;
    double consumption_weight;
    double volunteer_weight;
    double standard_jobs;
    double full_time;
    double choice_noise;
    double adjustment;
    double shortest_job;
    double longest_job;
    double gig_hours;
    double gig_hours_unemployed;
    double gig_hours_elasticity;
    double usual_gig_pay;
    void declare(sim::ParameterVisitor& parameter);
  } parameters;

  sim::Column<float> desired_hours;    // [person] [hour/month] of paid work
  sim::Column<float> job_hours;        // [person] [hour/month] of the job held, or wanted
  sim::Column<float> volunteer_hours;  // [person] [hour/month]
  sim::Column<float> gig_hours;        // [person] [hour/month] offered

  //! Whether a person without a job wants one this month.
  bool seeks(std::size_t i) const {
    return job_hours[i] > 0.0f && static_cast<double>(desired_hours[i]) > parameters.shortest_job;
  }

  void declare(sim::ColumnVisitor& column);
};

//! How gig hours answer to what one has seen, pay of an effective gig hour / wage.
double answer_to_gig_pay(const TimeUse::Parameters& parameters, double pay_seen);

void set_up(TimeUse& own, const World& world, const sim::Month& month);
//! Jobs have the hours that their holders want, given what they own.
void start_with_wanted_hours(TimeUse& own, const World& world);
void choose_hours(TimeUse& own, const World& world, const sim::Month& month, const sim::Block& block);
void weigh_offers(TimeUse& own, const World& world, const sim::Month& month, const sim::Block& block);

}  // namespace models
