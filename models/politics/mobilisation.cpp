#include "models/politics/mobilisation.h"

#include <algorithm>

#include "models/purposes.h"
#include "models/sectors.h"
#include "models/world.h"
#include "sim/core/few.h"

namespace models {

void Mobilisation::Parameters::declare(sim::ParameterVisitor& parameter) {
  const sim::Range weight{0, 2};
  parameter(threshold_mean, {.name = "threshold_mean", .initial = 0.25, .unit = "1", .range = {-1, 5},
                             .doc = "Mean threshold: share of active acquaintances that makes one without grievance join",
                             .source = "S56", .at_setup = true});
  parameter(threshold_sd, {.name = "threshold_sd", .initial = 0.10, .unit = "1", .range = {0, 1},
                           .doc = "Standard deviation of thresholds", .source = "granovetter", .at_setup = true});
  parameter(attention, {.name = "attention", .initial = 0.1, .unit = "1/month", .range = sim::share,
                        .doc = "Chance that who is not active looks around in a month; 0: no mobilisation", .source = "assumption:mobilisation"});
  parameter(unemployment_grievance, {.name = "unemployment_grievance", .initial = 0.08, .unit = "1", .range = weight,
                                     .doc = "Grievance of having no job", .source = "assumption:grievance"});
  parameter(income_grievance, {.name = "income_grievance", .initial = 0.08, .unit = "1", .range = weight,
                               .doc = "Grievance for each unit of income that is missing to the median", .source = "assumption:grievance"});
  parameter(capture_grievance, {.name = "capture_grievance", .initial = 0.05, .unit = "1", .range = weight,
                                .doc = "Grievance for what platforms keep, as a share of sales", .source = "assumption:grievance"});
  parameter(rights_grievance, {.name = "rights_grievance", .initial = 0.10, .unit = "1", .range = weight,
                               .doc = "Grievance for repression and for the part of transfers that is cut", .source = "assumption:grievance"});
  parameter(fatigue, {.name = "fatigue", .initial = 0.3, .unit = "1/month", .range = sim::share,
                      .doc = "Chance that an active person without provisions leaves", .source = "assumption:mobilisation"});
  parameter(repression, {.name = "repression", .initial = 0.0, .unit = "1", .range = sim::share, .doc = "Repression of protest",
                         .source = "assumption:no-repression"});
  parameter(repression_effect, {.name = "repression_effect", .initial = 0.3, .unit = "1/month", .range = sim::share,
                                .doc = "Chance of leaving that full repression adds", .source = "assumption:no-repression"});
  parameter(template_effect, {.name = "template_effect", .initial = 0.01, .unit = "1", .range = {0, 1},
                              .doc = "Fall of thresholds where templates are complete", .source = "assumption:templates"});
  parameter(invention, {.name = "invention", .initial = 0.5, .unit = "1/month", .range = {0, 10},
                        .doc = "Templates worked out in a month if everybody is active", .source = "assumption:templates"});
  parameter(copying, {.name = "copying", .initial = 0.01, .unit = "1/month", .range = sim::share,
                      .doc = "Part of other districts' templates copied in a month", .source = "assumption:templates"});
  parameter(forgetting, {.name = "forgetting", .initial = 0.02, .unit = "1/month", .range = sim::share,
                         .doc = "Part of templates forgotten in a month", .source = "assumption:templates"});
  parameter(provisioning, {.name = "provisioning", .initial = 0.02, .unit = "1/month", .range = sim::share,
                           .doc = "Part of their funds that phyles spend on active people", .source = "assumption:provisioning"});
  parameter(need, {.name = "need", .initial = 100.0, .unit = "EUR/month", .range = {0.01, 10'000},
                   .doc = "Provisions that an active person needs", .source = "assumption:provisioning", .indexed = sim::Indexed::to_prices});
  parameter(relief, {.name = "relief", .initial = 0.5, .unit = "1", .range = sim::share,
                     .doc = "Part of fatigue that full provisions take away", .source = "assumption:provisioning"});
}

void Mobilisation::declare(sim::ColumnVisitor& column) {
  column(active, {.name = "active", .per = "person", .unit = "1", .doc = "1 for who takes part in protest"});
  column(templates, {.name = "templates", .per = "district", .unit = "1", .doc = "ready ways of doing things"});
  column(by_district, {.name = "by_district", .per = "district", .unit = "person", .doc = "active people"});
  column(by_phyle, {.name = "by_phyle", .per = "phyle", .unit = "person", .doc = "active people near a phyle"});
  column(meal, {.name = "meal", .per = "phyle", .unit = "EUR/month", .doc = "provisions of each active person"});
  column(grievances, {.name = "grievances", .per = "", .unit = "1", .doc = "sum of grievances"});
}

void Mobilisation::declare(sim::FlowVisitor& flow) {
  flow(provisions, {.name = "provisions", .from = sector::phyles, .to = sector::people, .mode = "commons",
                    .doc = "phyles feed who takes part in occupations", .by_organisation = true});
}

namespace {

// What it takes person i to join: one value for life, drawn each time that it is asked for.
float threshold(const Mobilisation& own, const World& world, const sim::Month& month, std::size_t i) {
  const double normal = sim::normal_quantile(month.draws.uniform(purpose::threshold, month_of_birth(world.generations.generation[i]), i));
  return static_cast<float>(own.parameters.threshold_mean + own.parameters.threshold_sd * normal);
}

// What makes up grievances: what is the same for everybody this month, and the columns in which people differ.
struct Complaints {
  Complaints(const Mobilisation& own, const World& world)
      : of_unemployment(own.parameters.unemployment_grievance), of_income(own.parameters.income_grievance),
        of_capture(own.parameters.capture_grievance * world.strategy.mean_take_rate),
        of_rights(own.parameters.rights_grievance * (own.parameters.repression + world.public_debt.cut)), median(world.measures.income.median),
        shortest_job(world.time_use.parameters.shortest_job), employer(world.labour_market.employer.data()),
        income(world.livelihood.income.data()), desired_hours(world.time_use.desired_hours.data()) {}

  SIM_INLINE double of(std::size_t i) const {
    const double below = 1.0 - static_cast<double>(income[i]) / median;  // of no use before the first month has been measured: median 0
    const double missing = median > 0.0 ? std::min(std::max(below, 0.0), 1.0) : 0.0;
    const bool jobless = (employer[i] < 0) & (static_cast<double>(desired_hours[i]) > shortest_job);
    return of_unemployment * (jobless ? 1.0 : 0.0) + of_income * missing + of_capture + of_rights;
  }

  double of_unemployment, of_income, of_capture, of_rights, median, shortest_job;
  const std::int32_t* employer;
  const float *income, *desired_hours;
};

// Everybody's grievance and their sum; marks who is active, who tires or stays, and who looks around. People first to last.
SIM_KERNEL
void complain(const Complaints complaints, const sim::Tally::Adder sum, double attention, const std::uint8_t* __restrict active,
              const float* __restrict luck, std::size_t first, std::size_t people, double* __restrict grievance, std::uint8_t* __restrict marks) {
  for (std::size_t k = 0; k < people; ++k) grievance[k] = complaints.of(first + k);
  std::int64_t counts = 0;
  for (std::size_t k = 0; k < people; ++k) counts += sum.counts(grievance[k]);
  sum.add_counts(0, counts);
  for (std::size_t k = 0; k < people; ++k)
    marks[k] = static_cast<std::uint8_t>((active[first + k] != 0) | (static_cast<double>(luck[k]) < attention));
}

std::size_t phyle_near(const World& world, std::size_t i) { return i * world.organisations.n_phyles / world.population.skill.size(); }

}  // namespace

double Mobilisation::grievance(const World& world, std::size_t i) const {
  return Complaints(*this, world).of(i);
}

double Mobilisation::share() const {
  std::int64_t sum = 0;
  for (std::size_t d = 0; d < by_district.size(); ++d) sum += by_district[d];
  return static_cast<double>(sum) / static_cast<double>(active.size());
}

namespace {

void let_see(Mobilisation& own) {
  own.seen.take(own.active, [](std::uint8_t active) { return active != 0; });
}

}  // namespace

void set_up(Mobilisation& own, const World&, const sim::Month&) {
  own.active.fill(0);
  own.templates.fill(0.0);
  own.meal.fill(0.0);
  let_see(own);
}

void succeed(Mobilisation& own, const World&, const sim::Month&, std::size_t i) { own.active[i] = 0; }

void spread_templates(Mobilisation& own, const World& world, const sim::Month&) {
  const Mobilisation::Parameters& p = own.parameters;
  let_see(own);
  double mean = 0.0;
  for (std::size_t d = 0; d < own.templates.size(); ++d) mean += own.templates[d] / static_cast<double>(own.templates.size());
  for (std::size_t d = 0; d < own.templates.size(); ++d) {
    const auto people = static_cast<double>(std::max<std::size_t>(world.first_person_of(d + 1) - world.first_person_of(d), 1));
    const double gained = p.invention * static_cast<double>(own.by_district[d]) / people + p.copying * mean;
    own.templates[d] = std::clamp(own.templates[d] + gained * (1.0 - own.templates[d]) - p.forgetting * own.templates[d], 0.0, 1.0);
  }
}

void mobilise(Mobilisation& own, const World& world, const sim::Month& month, const sim::Block& block) {
  const Mobilisation::Parameters& p = own.parameters;
  if (p.attention == 0.0) return;
  const std::span<const float> luck = month.uniforms(purpose::protest, block);
  const std::span<double> grievances = block.scratch->take<double>(block.size());
  const std::span<std::uint8_t> marks = block.scratch->take<std::uint8_t>(block.size());
  complain(Complaints(own, world), own.grievances.of(block.worker), p.attention, own.active.data(), luck.data(), block.first, block.size(),
           grievances.data(), marks.data());
  sim::each_marked(marks, [&](std::size_t row) {
    const std::size_t i = block.first + row;
    const double chance = static_cast<double>(luck[row]), grievance = grievances[row];
    if (own.active[i] != 0) {
      const double fed = world.organisations.n_phyles > 0 ? own.meal[phyle_near(world, i)] / p.need : 0.0;
      own.active[i] = chance >= p.fatigue * (1.0 - p.relief * fed) + p.repression_effect * p.repression;
    } else {
      int others = 0;
      for (std::size_t k = 0; k < Influence::acquaintances; ++k)
        others += own.seen[static_cast<std::size_t>(world.influence.neighbours[i * Influence::acquaintances + k])];
      const double around = static_cast<double>(others) / static_cast<double>(Influence::acquaintances);
      own.active[i] = around + grievance + p.template_effect * own.templates[world.district_of_person(i)] >= static_cast<double>(threshold(own, world, month, i));
    }
    if (own.active[i] == 0) return;
    own.by_district.of(block.worker)[world.district_of_person(i)] += 1;
    if (world.organisations.n_phyles > 0) own.by_phyle.of(block.worker)[phyle_near(world, i)] += 1;
  });
}

void count_active(Mobilisation& own, const World& world, const sim::Month& month) {
  own.by_district.collect();
  own.by_phyle.collect();
  own.grievances.collect();
  for (std::size_t y = 0; y < own.meal.size(); ++y) {
    const double fund = own.parameters.provisioning * std::max(month.ledger.deposit(world.organisations.phyle(y)).eur(), 0.0);
    own.meal[y] = own.by_phyle[y] > 0 ? std::min(own.parameters.need, fund / static_cast<double>(own.by_phyle[y])) : 0.0;
  }
}

void feed_active(Mobilisation& own, const World& world, const sim::Month& month, const sim::Block& block) {
  if (own.parameters.provisioning == 0.0 || world.organisations.n_phyles == 0) return;
  auto pay = month.ledger.to_people_by_organisation(own.provisions, block);
  for (std::size_t i = block.first; i < block.last; ++i) {
    if (own.active[i] == 0) continue;
    const std::size_t y = phyle_near(world, i);
    pay.post(i, world.organisations.phyle(y), sim::Money::floor(own.meal[y]));
  }
}

void observe(const Mobilisation& own, const World&, sim::Observer& show) {
  const auto people = static_cast<double>(own.active.size());
  double templates = 0.0;
  std::size_t awake = 0;
  for (std::size_t d = 0; d < own.templates.size(); ++d) {
    templates += own.templates[d] / static_cast<double>(own.templates.size());
    awake += static_cast<double>(own.by_district[d]) * static_cast<double>(own.templates.size()) > 0.1 * people;
  }
  show.series({.name = "mobilised", .unit = "1", .long_name = "People active in protest, share of all"}, own.share());
  show.series({.name = "grievance", .unit = "1", .long_name = "Mean grievance"}, own.grievances[0] / people);
  show.series({.name = "protest_templates", .unit = "1", .long_name = "Templates of protest, mean over districts"}, templates);
  show.series({.name = "districts_mobilised", .unit = "1", .long_name = "Districts in which more than a tenth of people are active"},
              static_cast<double>(awake) / static_cast<double>(own.templates.size()));
}

}  // namespace models
