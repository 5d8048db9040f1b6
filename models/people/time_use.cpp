#include "models/people/time_use.h"

#include <algorithm>

#include "models/purposes.h"
#include "models/world.h"
#include "sim/core/few.h"
#include "sim/core/kernel.h"

namespace models {

void TimeUse::Parameters::declare(sim::ParameterVisitor& parameter) {
  parameter(available, {.name = "available", .initial = 420.0, .unit = "hour/month", .range = {200, 744},
                        .doc = "Time net of sleep (14 hours a day)", .source = "assumption:time"});
  parameter(care, {.name = "care", .initial = 100.0, .unit = "hour/month", .range = {0, 300},
                   .doc = "Care for household and family, the same for everybody", .source = "time-use"});
  parameter(least_leisure, {.name = "least_leisure", .initial = 148.0, .unit = "hour/month", .range = {0, 400},
                            .doc = "Leisure that nobody gives up; with care it makes desired hours 160 at the median wage",
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
  parameter(standard_jobs, {.name = "standard_jobs", .initial = 1.0, .unit = "1", .range = sim::share,
                            .doc = "Share of jobs offered with standard hours, to take or leave; the others have the hours wanted",
                            .source = "assumption:standard-jobs"});
  parameter(full_time, {.name = "full_time", .initial = 160.0, .unit = "hour/month", .range = {40, 300},
                        .doc = "Hours of a full-time job", .source = "assumption:full-time"});
  parameter(choice_noise, {.name = "choice_noise", .initial = 0.013, .unit = "1", .range = {0.001, 2},
                           .doc = "Scale of the logit over job offers; solved for a marginal propensity to earn of a_c - 1",
                           .source = "S45"});
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
  parameter(gig_hours_elasticity, {.name = "gig_hours_elasticity", .initial = 1.2, .unit = "1", .range = {0, 5},
                                   .doc = "Elasticity of gig hours offered in what a gig hour pays relative to wages; 0: they do not answer",
                                   .source = "gig-supply"});
  parameter(usual_gig_pay, {.name = "usual_gig_pay", .initial = 0.5, .unit = "1", .range = {0.01, 10},
                            .doc = "Pay of an effective gig hour relative to wages at which people offer these gig hours: that of the opening",
                            .source = "assumption:gig-hours"});
}

void TimeUse::declare(sim::ColumnVisitor& column) {
  column(desired_hours, {.name = "desired_hours", .per = "person", .unit = "hour/month", .doc = "paid hours wanted"});
  column(job_hours, {.name = "job_hours", .per = "person", .unit = "hour/month", .doc = "hours of the job held or sought"});
  column(volunteer_hours, {.name = "volunteer_hours", .per = "person", .unit = "hour/month", .doc = "unpaid hours given"});
  column(gig_hours, {.name = "gig_hours", .per = "person", .unit = "hour/month", .doc = "gig hours offered"});
}

namespace {

// The interior optimum; paid hours may be below none.
SIM_INLINE Hours interior_hours(const Preferences& person, double wage, double other_income) {
  const double free_time = person.time - person.least_leisure - person.committed_hours;
  const double full_income = wage * free_time + other_income - person.subsistence;
  const double in_hours = std::max(full_income, 0.0) / wage;
  Hours hours;
  hours.volunteer = person.committed_hours + person.volunteer_weight * in_hours;
  hours.leisure = person.least_leisure + person.leisure_weight * in_hours;
  hours.paid = person.time - hours.leisure - hours.volunteer;
  return hours;
}

}  // namespace

Hours desired_hours(const Preferences& person, double wage, double other_income) {
  Hours hours = interior_hours(person, wage, other_income);
  if (hours.paid < 0.0) {  // rich enough not to work: leisure and volunteering share the free time
    const double weights = std::max(person.leisure_weight + person.volunteer_weight, 1e-9);
    hours.volunteer = person.committed_hours + person.volunteer_weight / weights * (person.time - person.least_leisure - person.committed_hours);
    hours.leisure = person.time - hours.volunteer;
    hours.paid = 0.0;
  }
  return hours;
}

double answer_to_gig_pay(const TimeUse::Parameters& p, double pay_seen) {
  return sim::pow(pay_seen / p.usual_gig_pay, p.gig_hours_elasticity);
}

namespace {

// ln x, continued below `from` by its tangent, so that want has a price too.
SIM_INLINE double steady_log(double x, double from) {
  const bool below = x < from;
  return sim::log(below ? from : x) + (below ? (x - from) / from : 0.0);
}

constexpr std::size_t wide = 8;  // jobs and as many more as make the loops over them vectorise

// Utility of each job. Hours beyond those of the jobs are of no use.
SIM_KERNEL
void weigh_jobs(const Preferences& person, double wage, double other_income, double idle_income, const double* __restrict hours, double* __restrict value) {
  const double other_weight = person.leisure_weight + person.volunteer_weight, weight = 1.0 - other_weight, need = person.subsistence;
  const double most_free = person.time - person.least_leisure - person.committed_hours;
  for (std::size_t k = 0; k < wide; ++k) {
    const double consumption = wage * hours[k] + other_income + (k == 0 ? idle_income : 0.0) - need;
    value[k] = weight * steady_log(consumption, 0.1 * need) + other_weight * steady_log(most_free - hours[k], 5.0);
  }
}

SIM_KERNEL
void weigh_chances(double best, double noise, double* __restrict value) {
  for (std::size_t k = 0; k < wide; ++k) value[k] = sim::exp((value[k] - best) / noise);
}

}  // namespace

std::array<double, 5> choice_of_job(const Preferences& person, double wage, double other_income, double idle_income,
                                    double full_time, double noise) {
  std::array<double, wide> hours{}, value{};
  for (std::size_t k = 0; k < job_sizes.size(); ++k) hours[k] = job_sizes[k] * full_time;
  weigh_jobs(person, wage, other_income, idle_income, hours.data(), value.data());
  weigh_chances(*std::max_element(value.begin(), value.begin() + job_sizes.size()), noise, value.data());
  std::array<double, 5> chance{};
  double sum = 0.0;
  for (std::size_t k = 0; k < chance.size(); ++k) sum += chance[k] = value[k];
  for (double& one : chance) one /= sum;
  return chance;
}

namespace {

// What free riders would volunteer goes to leisure.
double leisure_weight(const TimeUse::Parameters& p, double volunteer_weight) {
  return std::max(1.0 - p.consumption_weight - volunteer_weight, 0.01);
}

// Part of free time beyond the committed hours that is volunteered.
double volunteer_part(const TimeUse::Parameters& p) { return p.volunteer_weight / (leisure_weight(p, p.volunteer_weight) + p.volunteer_weight); }

// Preferences of person i who has committed so many hours.
Preferences preferences(const TimeUse::Parameters& p, bool volunteers, double committed) {
  const double weight = volunteers ? p.volunteer_weight : 0.0;
  return {leisure_weight(p, weight), weight, p.available, p.least_leisure + p.care, committed, p.subsistence};
}

// Pay is weighed at what the last hour of full time bears: the tax below the bracket that is not due counts as other income.
SIM_INLINE double upper_rate(const TimeUse::Parameters& p, const World& world, double skill) {
  return world.taxes.upper_rate_on(world.labour_market.wage * skill * p.full_time);
}

// Who contributes to a project heeds the others there; who does not gives the usual hours to civic life.
double commitment(const World& world, std::size_t i) {
  if (!world.projects.is_active(i)) return static_cast<double>(world.motivation.committed_hours[i]);
  const double contribution = static_cast<double>(world.projects.contribution[i]);
  const double motive = world.royalties.earns(static_cast<std::size_t>(world.projects.project[i])) ? world.royalties.motive : 1.0;
  return motive * world.motivation.commitment(i, contribution, world.foundations.pays(contribution));
}

}  // namespace

void set_up(TimeUse& own, const World& world, const sim::Month&) {
  const TimeUse::Parameters& p = own.parameters;
  own.desired_hours.fill(static_cast<float>(p.full_time));
  own.job_hours.fill(static_cast<float>(p.full_time));
  own.gig_hours.fill(0.0f);
  const double natural = world.labour_market.parameters.natural_unemployment;
  for (std::size_t i = 0; i < own.volunteer_hours.size(); ++i) {
    const double committed = static_cast<double>(world.motivation.committed_hours[i]);
    const double free_time = p.available - p.least_leisure - p.care - committed;
    const double spare = (1.0 - natural) * std::max(free_time - p.full_time, 0.0) + natural * std::max(free_time, 0.0);
    own.volunteer_hours[i] = static_cast<float>(committed + (world.motivation.volunteers(i) ? volunteer_part(p) * spare : 0.0));
  }
}

void start_with_wanted_hours(TimeUse& own, const World& world) {
  const TimeUse::Parameters& p = own.parameters;
  const double net_wage = world.labour_market.wage * (1.0 - world.taxes.parameters.wage_rate);
  for (std::size_t i = 0; i < own.job_hours.size(); ++i) {
    const double committed = static_cast<double>(world.motivation.committed_hours[i]);
    const Preferences person = preferences(p, world.motivation.volunteers(i), committed);
    const double wage = net_wage * static_cast<double>(world.population.skill[i]);
    const double desired = std::min(desired_hours(person, wage, world.other_income(i)).paid, 200.0);
    own.desired_hours[i] = static_cast<float>(desired);
    own.job_hours[i] = static_cast<float>(std::clamp(desired, p.shortest_job, p.longest_job));
  }
}

namespace {

// What people know of themselves who divide their month, a cell each.
struct Lives {
  std::span<double> committed, other, answered;  // [hour/month]; [EUR/month] income beside pay; factor of gig hours
  const float* skill;
  const std::int8_t* type;
  const std::int32_t* employer;
};

SIM_KERNEL
void find_commitments(const World& world, const sim::Block& block, std::span<std::uint8_t> active, std::span<double> committed) {
  const float* usual = &world.motivation.committed_hours[block.first];
  const std::int32_t* project = &world.projects.project[block.first];
  for (std::size_t r = 0; r < committed.size(); ++r) committed[r] = static_cast<double>(usual[r]);
  for (std::size_t r = 0; r < active.size(); ++r) active[r] = project[r] >= 0;
  sim::each_marked(active, [&](std::size_t r) { committed[r] = commitment(world, block.first + r); });
}

SIM_KERNEL
void find_other_incomes(const World& world, const sim::Block& block, double* __restrict other) {
  for (std::size_t i = block.first; i < block.last; ++i) other[i - block.first] = world.other_income(i);
}

// The hours that people want, their job's, volunteered, and offered for gigs.
SIM_KERNEL
void divide_months(const TimeUse::Parameters& parameters, const Lives& lives, double gross_wage, double wage_rate, double bracket, double bracket_rate,
                   float* __restrict desired_hours, float* __restrict job_hours, float* __restrict volunteer_hours, float* __restrict gig_hours) {
  const TimeUse::Parameters p = parameters;
  const Lives own = lives;
  const double volunteered = volunteer_part(p), net_wage = gross_wage * (1.0 - wage_rate);  // [EUR/effective hour]
  const Preferences free_rider = preferences(p, false, 0.0), other_people = preferences(p, true, 0.0);
  const std::size_t people = own.committed.size();
  for (std::size_t r = 0; r < people; ++r) {
    const bool volunteers = own.type[r] != Motivation::free_rider;
    Preferences person = free_rider;
    person.leisure_weight = volunteers ? other_people.leisure_weight : free_rider.leisure_weight;
    person.volunteer_weight = volunteers ? other_people.volunteer_weight : free_rider.volunteer_weight;
    person.committed_hours = own.committed[r];
    const double skill = static_cast<double>(own.skill[r]);
    const double upper = gross_wage * skill * p.full_time > bracket ? bracket_rate : 0.0;
    const double desired = std::min(std::max(interior_hours(person, net_wage * skill - upper * gross_wage * skill, own.other[r] + upper * bracket).paid, 0.0), 200.0);
    const double wanted = std::min(std::max(desired, p.shortest_job), p.longest_job);
    const bool employed = own.employer[r] >= 0;
    const double job = static_cast<double>(job_hours[r]);
    const double hours = employed ? job + p.adjustment * (wanted - job) : wanted;
    const double free_time = person.time - person.least_leisure - person.committed_hours - (employed ? hours : 0.0);
    const bool idle = !employed & (desired > p.shortest_job);
    const double missing = employed ? 0.5 * std::max(desired - hours, 0.0) : 0.0;
    const double spare = idle ? p.gig_hours_unemployed : p.gig_hours + missing;
    desired_hours[r] = static_cast<float>(desired);
    job_hours[r] = static_cast<float>(hours);
    volunteer_hours[r] = static_cast<float>(person.committed_hours + (volunteers ? volunteered * std::max(free_time, 0.0) : 0.0));
    gig_hours[r] = static_cast<float>(std::min(spare * own.answered[r], std::max(spare, free_time)));
  }
}

}  // namespace

void choose_hours(TimeUse& own, const World& world, const sim::Month&, const sim::Block& block) {
  const std::size_t first = block.first, people = block.size();
  const Lives lives{block.scratch->take<double>(people), block.scratch->take<double>(people), block.scratch->take<double>(people),
                    &world.population.skill[first], &world.motivation.type[first], &world.labour_market.employer[first]};
  find_commitments(world, block, block.scratch->take<std::uint8_t>(people), lives.committed);
  find_other_incomes(world, block, lives.other.data());
  std::array<double, Adoption::most> answer{};  // by platform
  for (std::size_t k = 0; k < world.capture.pay_seen.size(); ++k) answer[k] = answer_to_gig_pay(own.parameters, world.capture.pay_seen[k]);
  const double answer_anywhere = answer_to_gig_pay(own.parameters, world.capture.pay_seen_anywhere);
  for (std::size_t r = 0; r < people; ++r)
    lives.answered[r] = world.adoption.several(first + r) ? answer_anywhere : answer[static_cast<std::size_t>(world.adoption.home[first + r])];
  const Taxes& taxes = world.taxes;
  divide_months(own.parameters, lives, world.labour_market.wage, taxes.wage_rate, taxes.parameters.upper_bracket, taxes.parameters.upper_rate,
                &own.desired_hours[first], &own.job_hours[first], &own.volunteer_hours[first], &own.gig_hours[first]);
}

void weigh_offers(TimeUse& own, const World& world, const sim::Month& month, const sim::Block& block) {
  const TimeUse::Parameters& p = own.parameters;
  if (p.standard_jobs == 0.0) return;
  const double net_wage = world.labour_market.wage * (1.0 - world.taxes.wage_rate);
  for (std::size_t i = block.first; i < block.last; ++i) {
    if (world.labour_market.employer[i] >= 0 || !own.seeks(i)) continue;
    if (month.draws.uniform(purpose::job_offer, month.number, i, 0) >= p.standard_jobs) continue;
    const Preferences person = preferences(p, world.motivation.volunteers(i), commitment(world, i));
    const double skill = static_cast<double>(world.population.skill[i]), upper = upper_rate(p, world, skill);
    const double wage = net_wage * skill - upper * world.labour_market.wage * skill;
    const double other = world.other_income(i) + upper * world.taxes.parameters.upper_bracket;
    const std::array<double, 5> chance =
        choice_of_job(person, wage, other, world.transfers.kept_on_refusal(world, i), p.full_time, p.choice_noise);
    double left = month.draws.uniform(purpose::job_offer, month.number, i, 1);
    std::size_t k = 0;
    while (k + 1 < chance.size() && left >= chance[k]) left -= chance[k++];
    own.job_hours[i] = static_cast<float>(job_sizes[k] * p.full_time);
  }
}

}  // namespace models
