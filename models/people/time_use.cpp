#include "models/people/time_use.h"

#include <algorithm>

#include "models/world.h"

namespace models {

void TimeUse::Parameters::declare(sim::ParameterVisitor& parameter) {
  parameter(available, {.name = "available", .initial = 420.0, .unit = "hour/month", .range = {200, 744},
                        .doc = "Time net of sleep (14 hours a day)", .source = "assumption:time"});
  parameter(least_leisure, {.name = "least_leisure", .initial = 248.0, .unit = "hour/month", .range = {0, 400},
                            .doc = "Leisure and care that nobody gives up; makes desired hours 160 at the median wage",
                            .source = "S43"});
  parameter(subsistence, {.name = "subsistence", .initial = 810.0, .unit = "EUR/month", .range = sim::non_negative,
                          .doc = "Spending that nobody wants to go below: 45 % of the median net wage of a full-time job",
                          .source = "assumption:subsistence", .indexed = sim::Indexed::to_wages});
  parameter(consumption_weight, {.name = "consumption_weight", .initial = 0.88, .unit = "1", .range = {0.05, 0.99},
                                 .doc = "Weight of consumption; the marginal propensity to earn is this less 1",
                                 .source = "S45"});
  parameter(volunteer_weight, {.name = "volunteer_weight", .initial = 0.003, .unit = "1", .range = {0, 0.06},
                               .doc = "Weight of volunteer hours beyond the committed ones",
                               .source = "assumption:marginal-volunteering"});
  parameter(adjustment, {.name = "adjustment", .initial = 0.05, .unit = "1/month", .range = sim::share,
                         .doc = "Part of the gap to desired hours that a job closes in a month", .source = "prototype"});
  parameter(shortest_job, {.name = "shortest_job", .initial = 60.0, .unit = "hour/month", .range = {0, 200},
                           .doc = "Nobody seeks a job of fewer hours", .source = "prototype"});
  parameter(longest_job, {.name = "longest_job", .initial = 190.0, .unit = "hour/month", .range = {100, 400},
                          .doc = "No job has more hours", .source = "prototype"});
  parameter(gig_hours, {.name = "gig_hours", .initial = 4.0, .unit = "hour/month", .range = {0, 100},
                        .doc = "Gig hours that everybody offers", .source = "assumption:gig-hours"});
  parameter(gig_hours_unemployed, {.name = "gig_hours_unemployed", .initial = 40.0, .unit = "hour/month",
                                   .range = {0, 200}, .doc = "Gig hours offered by a person who seeks a job",
                                   .source = "prototype"});
}

void TimeUse::declare(sim::ColumnVisitor& column) {
  column(desired_hours, {.name = "desired_hours", .per = "person", .unit = "hour/month", .doc = "paid hours wanted"});
  column(job_hours, {.name = "job_hours", .per = "person", .unit = "hour/month", .doc = "hours of the job held or sought"});
  column(volunteer_hours, {.name = "volunteer_hours", .per = "person", .unit = "hour/month", .doc = "unpaid hours given"});
  column(gig_hours, {.name = "gig_hours", .per = "person", .unit = "hour/month", .doc = "gig hours offered"});
}

Hours desired_hours(const Preferences& person, double wage, double other_income) {
  const double free_time = person.time - person.least_leisure - person.committed_hours;
  const double full_income = wage * free_time + other_income - person.subsistence;
  const double in_hours = std::max(full_income, 0.0) / wage;
  Hours hours;
  hours.volunteer = person.committed_hours + person.volunteer_weight * in_hours;
  hours.leisure = person.least_leisure + person.leisure_weight * in_hours;
  hours.paid = person.time - hours.leisure - hours.volunteer;
  if (hours.paid < 0.0) {  // rich enough not to work: leisure and volunteering share the free time
    const double weights = std::max(person.leisure_weight + person.volunteer_weight, 1e-9);
    hours.volunteer = person.committed_hours + person.volunteer_weight / weights * free_time;
    hours.leisure = person.time - hours.volunteer;
    hours.paid = 0.0;
  }
  return hours;
}

namespace {

double leisure_weight(const TimeUse::Parameters& p) { return std::max(1.0 - p.consumption_weight - p.volunteer_weight, 0.01); }

// Part of free time beyond the committed hours that is volunteered.
double volunteer_part(const TimeUse::Parameters& p) { return p.volunteer_weight / (leisure_weight(p) + p.volunteer_weight); }

}  // namespace

void set_up(TimeUse& own, const World& world, const sim::Month&) {
  own.desired_hours.fill(160.0f);
  own.job_hours.fill(160.0f);
  own.gig_hours.fill(0.0f);
  const TimeUse::Parameters& p = own.parameters;
  const double natural = world.labour_market.parameters.natural_unemployment;
  for (std::size_t i = 0; i < own.volunteer_hours.size(); ++i) {
    const double committed = static_cast<double>(world.motivation.committed_hours[i]);
    const double free_time = p.available - p.least_leisure - committed;
    const double spare = (1.0 - natural) * std::max(free_time - 160.0, 0.0) + natural * std::max(free_time, 0.0);
    own.volunteer_hours[i] = static_cast<float>(committed + volunteer_part(p) * spare);
  }
}

void start_with_wanted_hours(TimeUse& own, const World& world) {
  const TimeUse::Parameters& p = own.parameters;
  const double net_wage = world.labour_market.wage * (1.0 - world.taxes.parameters.wage_rate);
  for (std::size_t i = 0; i < own.job_hours.size(); ++i) {
    const double committed = static_cast<double>(world.motivation.committed_hours[i]);
    const Preferences person{leisure_weight(p), p.volunteer_weight, p.available, p.least_leisure, committed, p.subsistence};
    const double wage = net_wage * static_cast<double>(world.population.skill[i]);
    const double desired = std::min(desired_hours(person, wage, world.other_income(i)).paid, 200.0);
    own.desired_hours[i] = static_cast<float>(desired);
    own.job_hours[i] = static_cast<float>(std::clamp(desired, p.shortest_job, p.longest_job));
  }
}

SIM_KERNEL
void choose_hours(TimeUse& own, const World& world, const sim::Month&, const sim::Block& block) {
  const TimeUse::Parameters& p = own.parameters;
  const double leisure = leisure_weight(p), volunteered = volunteer_part(p);
  const double net_wage = world.labour_market.wage * (1.0 - world.taxes.wage_rate);  // [EUR/effective hour]
  for (std::size_t i = block.first; i < block.last; ++i) {
    const double committed = static_cast<double>(world.motivation.committed_hours[i]);
    const Preferences person{leisure, p.volunteer_weight, p.available, p.least_leisure, committed, p.subsistence};
    const double wage = net_wage * static_cast<double>(world.population.skill[i]);
    const double other_income = world.other_income(i);
    const double desired = std::min(desired_hours(person, wage, other_income).paid, 200.0);
    const double wanted = std::clamp(desired, p.shortest_job, p.longest_job);
    const bool employed = world.labour_market.employer[i] >= 0;
    const double job = static_cast<double>(own.job_hours[i]);
    const double hours = employed ? job + p.adjustment * (wanted - job) : wanted;
    const double free_time = p.available - p.least_leisure - committed - (employed ? hours : 0.0);
    const bool seeks = desired > p.shortest_job;
    const double missing = employed ? 0.5 * std::max(desired - hours, 0.0) : 0.0;
    const double spare = !employed && seeks ? p.gig_hours_unemployed : p.gig_hours + missing;
    own.desired_hours[i] = static_cast<float>(desired);
    own.job_hours[i] = static_cast<float>(hours);
    own.volunteer_hours[i] = static_cast<float>(committed + volunteered * std::max(free_time, 0.0));
    own.gig_hours[i] = static_cast<float>(spare);
  }
}

}  // namespace models
