#include "models/producers/labour_market.h"

#include <algorithm>

#include "models/purposes.h"
#include "models/sectors.h"
#include "models/world.h"
#include "sim/core/divide.h"

namespace models {
namespace {

// Gives everybody who starts with a private job an employer: so many each as its market share asks for, at random.
void deal_opening_jobs(LabourMarket& own, const World& world, const sim::Month& month) {
  const auto state = static_cast<std::int32_t>(world.organisations.state());
  const auto is_private = [&](std::int32_t j) { return j >= 0 && j != state; };
  const auto jobs = std::count_if(own.employer.begin(), own.employer.end(), is_private);
  std::vector<std::int32_t> employers;
  employers.reserve(static_cast<std::size_t>(jobs));
  const std::vector<sim::Money> staff = sim::divide(sim::Money::counts(jobs), world.goods_market.market_share);
  for (std::size_t j = 0; j < staff.size(); ++j)
    employers.insert(employers.end(), static_cast<std::size_t>(staff[j].counts()), static_cast<std::int32_t>(j));
  sim::Stream stream = month.draws.stream(purpose::opening_staff, month.number, 0);
  sim::shuffle(stream, std::span(employers));
  auto next = employers.begin();
  for (std::int32_t& employer : own.employer)
    if (is_private(employer)) employer = *next++;
}

}  // namespace

void LabourMarket::Parameters::declare(sim::ParameterVisitor& parameter) {
  parameter(opening_wage, {.name = "opening_wage", .initial = 16.0, .unit = "EUR/hour", .range = {0.1, 1000},
                           .doc = "Wage of an effective hour at the start: median net pay of 1,792 EUR a month",
                           .source = "assumption:currency", .at_setup = true});
  parameter(opening_employment, {.name = "opening_employment", .initial = 0.935, .unit = "1", .range = {0.1, 1},
                                 .doc = "Share of people employed at the start", .source = "prototype",
                                 .at_setup = true});
  parameter(separation, {.name = "separation", .initial = 0.012, .unit = "1/month", .range = sim::share,
                         .doc = "Chance that a job ends for no reason of the model", .source = "S35"});
  parameter(firing, {.name = "firing", .initial = 0.25, .unit = "1/month", .range = sim::share,
                     .doc = "Part of the excess staff that an employer lets go", .source = "prototype"});
  parameter(quit_below, {.name = "quit_below", .initial = 50.0, .unit = "hour/month", .range = {0, 200},
                         .doc = "People who want fewer paid hours give up their job within the year",
                         .source = "prototype"});
  parameter(phillips_slope, {.name = "phillips_slope", .initial = 0.012, .unit = "1/month", .range = {0, 1},
                             .doc = "Response of wage growth to unemployment, at the natural rate",
                             .source = "prototype"});
  parameter(natural_unemployment, {.name = "natural_unemployment", .initial = 0.065, .unit = "1", .range = {0.005, 0.5},
                                   .doc = "Unemployment at which real wages follow productivity",
                                   .source = "prototype"});
  parameter(anchored_inflation, {.name = "anchored_inflation", .initial = 0.02, .unit = "1/year", .range = {-0.1, 0.5},
                                 .doc = "Inflation that wage setters half expect whatever happens",
                                 .source = "prototype"});
  parameter(wage_floor, {.name = "wage_floor", .initial = -0.0005, .unit = "1/month", .range = {-0.1, 0.1},
                         .doc = "The wage index never grows more slowly", .source = "prototype"});
  parameter(bargaining_power, {.name = "bargaining_power", .initial = 0.3, .unit = "1", .range = {0, 0.6},
                               .doc = "gamma0: part of above-median revenue per worker that goes into wages where everybody is organised",
                               .source = "assumption:bargaining-power"});
  parameter(union_density, {.name = "union_density", .initial = 0.20, .unit = "1", .range = sim::share,
                            .doc = "u: share of people in unions at the start", .source = "S41", .at_setup = true});
  parameter(density_effect, {.name = "density_effect", .initial = 0.5, .unit = "1", .range = {0, 2},
                             .doc = "xi: elasticity of bargaining power in union density", .source = "assumption:density-effect"});
  parameter(nationwide, {.name = "nationwide", .initial = 0.3, .unit = "1", .range = sim::share,
                         .doc = "Share of job searches that are not confined to the home district",
                         .source = "assumption:nationwide"});
}

void LabourMarket::declare(sim::ColumnVisitor& column) {
  column(employer, {.name = "employer", .per = "person", .unit = "1", .doc = "row of the employer, or -1"});
  column(gross, {.name = "gross", .per = "person", .unit = "EUR/month", .doc = "pay before tax"});
  column(net_pay, {.name = "net_pay", .per = "person", .unit = "EUR/month", .doc = "net pay when last employed"});
  column(offer, {.name = "offer", .per = "organisation", .unit = "EUR/hour", .doc = "wage of an effective hour"});
  column(wanted, {.name = "wanted", .per = "organisation", .unit = "person", .doc = "staff wanted"});
  column(vacancies, {.name = "vacancies", .per = "organisation", .unit = "person", .doc = "jobs open"});
  column(headcount, {.name = "headcount", .per = "organisation", .unit = "person", .doc = "staff"});
  column(labour, {.name = "labour", .per = "organisation", .unit = "hour/month", .doc = "effective hours worked"});
  column(bill, {.name = "bill", .per = "organisation", .unit = "EUR/month", .doc = "pay of all staff"});
  column(force, {.name = "force", .per = "force", .unit = "person", .doc = "labour force, employed"});
  column(hires, {.name = "hires", .per = "", .unit = "person", .doc = "people who started a job this month"});
  column(wage, {.name = "wage", .per = "", .unit = "EUR/hour", .doc = "wage index"});
  column(unemployment, {.name = "unemployment", .per = "", .unit = "1", .doc = "unemployed share of the labour force"});
  column(hours_per_worker, {.name = "hours_per_worker", .per = "", .unit = "hour/month", .doc = "mean effective hours"});
  column(productivity_growth, {.name = "productivity_growth", .per = "", .unit = "1/month", .doc = "trend"});
}

void LabourMarket::declare(sim::FlowVisitor& flow) {
  flow(wages, {.name = "wages", .from = sector::producers | sector::platforms | sector::state, .to = sector::people,
               .mode = "authority", .doc = "pay for work under command, before tax", .by_organisation = true});
}

void set_up(LabourMarket& own, const World& world, const sim::Month& month) {
  const LabourMarket::Parameters& p = own.parameters;
  const Organisations& roster = world.organisations;
  own.wage = p.opening_wage;
  own.unemployment = p.natural_unemployment;
  own.offer.fill(p.opening_wage);
  own.wanted.fill(0);
  own.vacancies.fill(0);
  own.gross.fill({});
  const double public_share = world.public_sector.parameters.jobs_share;
  for (std::size_t i = 0; i < own.employer.size(); ++i) {
    sim::Stream stream = month.draws.stream(purpose::opening_job, month.number, i);
    const double place = sim::uniform(stream);
    const double skill = static_cast<double>(world.population.skill[i]);
    own.employer[i] = -1;
    if (place < public_share) own.employer[i] = static_cast<std::int32_t>(roster.state());
    else if (place < p.opening_employment) own.employer[i] = 0;
    own.net_pay[i] = static_cast<float>(160.0 * skill * own.wage * (1.0 - world.taxes.parameters.wage_rate));
  }
  deal_opening_jobs(own, world, month);
  count_opening_labour(own, world);
}

void count_opening_labour(LabourMarket& own, const World& world) {
  double effective_hours = 0.0;
  std::int64_t employed = 0;
  for (std::size_t i = 0; i < own.employer.size(); ++i) {
    if (own.employer[i] < 0) continue;
    const auto j = static_cast<std::size_t>(own.employer[i]);
    const double hours = static_cast<double>(world.population.skill[i]) * static_cast<double>(world.time_use.job_hours[i]);
    own.headcount.of(0)[j] += 1;
    own.labour.of(0).add(j, hours);
    effective_hours += hours;
    ++employed;
  }
  own.headcount.collect();
  own.labour.collect();
  own.force.of(0)[0] = static_cast<std::int64_t>(own.employer.size());
  own.force.of(0)[1] = employed;
  own.force.collect();
  own.hours_per_worker = effective_hours / static_cast<double>(std::max<std::int64_t>(employed, 1));
}

void enter(LabourMarket& own, const World& world, std::size_t j) {
  own.offer[j] = own.wage;
  for (const std::uint32_t i : world.demography.team_of(j)) own.employer[i] = static_cast<std::int32_t>(j);
}

double power_of_density(const LabourMarket::Parameters& p, double density) { return sim::pow(std::max(density, 1e-9), p.density_effect); }

double nash_wage(double outside, double product, double power) { return outside + power * (product - outside); }

void succeed(LabourMarket& own, const World&, const sim::Month&, std::size_t i) {
  own.employer[i] = -1;
  own.gross[i] = sim::Money{};
  own.net_pay[i] = 0.0f;
}

void set_wages(LabourMarket& own, const World& world, const sim::Month&) {
  const LabourMarket::Parameters& p = own.parameters;
  const Production& production = world.production;
  own.productivity_growth += 0.02 * (production.productivity_change - own.productivity_growth);
  const double tightness = p.natural_unemployment / std::max(own.unemployment, 0.015) - 1.0;
  const double inflation = 0.5 * p.anchored_inflation / 12.0 + 0.5 * production.expected_inflation;
  const double growth = p.phillips_slope * p.natural_unemployment * tightness + own.productivity_growth + inflation;
  own.wage *= 1.0 + std::max(growth, p.wage_floor);
  const double median = production.median_revenue_per_worker;
  const double power = p.bargaining_power * power_of_density(p, world.unions.density);
  for (std::size_t j = 0; j < world.organisations.count(); ++j) {
    double relative = 1.0;
    if (j < world.organisations.n_producers && median > 0.0)
      relative = std::clamp(production.revenue_per_worker[j] / median, 0.7, 1.4);
    own.offer[j] = nash_wage(own.wage, own.wage * relative, power);
    own.wanted[j] = world.staff_wanted(j);
  }
}

SIM_KERNEL
void part_from_employers(LabourMarket& own, const World& world, const sim::Month& month, const sim::Block& block) {
  const LabourMarket::Parameters& p = own.parameters;
  const std::span<const float> chance = month.uniforms(purpose::separation, block);
  std::int64_t* headcount = own.headcount.of(block.worker);
  const double highest_paid = world.cooperatives.highest_paid_skill(world);
  const bool limits = world.cooperatives.parameters.pay_ratio > 0.0;
  for (std::size_t i = block.first; i < block.last; ++i) {
    const std::size_t ahead = own.employer_ahead(i, block);
    sim::foresee(&own.headcount.totals()[ahead]);
    sim::foresee(&own.wanted[ahead]);
    sim::foresee(headcount + ahead);
    const std::int32_t j = own.employer[i];
    if (j < 0) continue;
    const auto at = static_cast<std::size_t>(j);
    const double staff = static_cast<double>(own.headcount[at]);
    const double excess = std::max(staff - static_cast<double>(own.wanted[at]), 0.0) / std::max(staff, 1.0);
    double leaves = std::max(p.separation, p.firing * excess);
    if (static_cast<double>(world.time_use.desired_hours[i]) < p.quit_below) leaves += 0.1;
    if (limits && world.organisations.is_cooperative(at))
      leaves += world.cooperatives.parameters.resentment * std::max(1.0 - highest_paid / static_cast<double>(world.population.skill[i]), 0.0);
    if (static_cast<double>(chance[i - block.first]) < leaves || !world.organisations.trades(at)) own.employer[i] = -1;
    else headcount[at] += 1;
  }
}

namespace {

// District by district; employers who hire everywhere spread their jobs evenly.
void list_jobs(LabourMarket& own, const World& world) {
  const std::size_t districts = world.n_districts, producers = world.organisations.n_producers;
  own.jobs.clear();
  own.jobs_before.assign(1, 0);
  const auto add = [&](std::size_t j, std::size_t jobs) { own.jobs.insert(own.jobs.end(), jobs, static_cast<std::uint32_t>(j)); };
  std::vector<std::size_t> everywhere;
  for (std::size_t j = producers; j < own.vacancies.size(); ++j)
    if (own.vacancies[j] > 0) everywhere.push_back(j);
  for (std::size_t d = 0; d < districts; ++d) {
    for (std::size_t j = d; j < producers; j += districts) add(j, static_cast<std::size_t>(own.vacancies[j]));
    for (const std::size_t j : everywhere) {
      const auto open = static_cast<std::size_t>(own.vacancies[j]);
      add(j, open * (d + 1) / districts - open * d / districts);
    }
    own.jobs_before.push_back(own.jobs.size());
  }
}

// Applications by employer, each employer's in order of the key: a counting sort, then small sorts.
std::vector<LabourMarket::Application> gather_applications(LabourMarket& own, const World& world) {
  std::vector<std::size_t> place(own.vacancies.size() + 1, 0);
  for (const auto& part : own.applications)
    for (const auto& application : part) ++place[application.employer + 1];
  for (std::size_t j = 0; j + 1 < place.size(); ++j) place[j + 1] += place[j];
  std::vector<LabourMarket::Application> all(place.back());
  std::vector<std::size_t> next(place.begin(), place.end() - 1);
  for (auto& part : own.applications) {
    for (const auto& application : part) all[next[application.employer]++] = application;
    part.clear();
  }
  const auto sort = [&](std::size_t first, std::size_t last) {
    for (std::size_t j = first; j < last; ++j)
      std::sort(all.begin() + static_cast<std::ptrdiff_t>(place[j]), all.begin() + static_cast<std::ptrdiff_t>(place[j + 1]));
  };
  world.share_out_producers(sort);
  sort(world.organisations.n_producers, own.vacancies.size());
  return all;
}

}  // namespace

void post_vacancies(LabourMarket& own, const World& world, const sim::Month&) {
  own.hires = 0;
  own.headcount.collect();
  for (std::size_t j = 0; j < world.organisations.count(); ++j) {
    const std::int64_t open = world.organisations.trades(j) ? own.wanted[j] - own.headcount[j] : 0;
    own.vacancies[j] = static_cast<std::int32_t>(std::max<std::int64_t>(open, 0));
  }
  list_jobs(own, world);
  own.applications.resize(world.workers);
}

template <std::uint32_t round>
void search(LabourMarket& own, const World& world, const sim::Month& month, const sim::Block& block) {
  if (own.jobs.empty()) return;
  constexpr std::uint32_t n_draws = 3;
  for (std::size_t i = block.first; i < block.last; ++i) {
    if (own.employer[i] >= 0 || !world.time_use.seeks(i)) continue;
    const std::size_t d = world.district_of_person(i);
    const bool at_home = month.draws.uniform(purpose::search, month.number, i, n_draws * round) >= own.parameters.nationwide;
    const std::size_t first = at_home ? own.jobs_before[d] : 0, last = at_home ? own.jobs_before[d + 1] : own.jobs.size();
    if (first == last) continue;
    const double ball = month.draws.uniform(purpose::search, month.number, i, n_draws * round + 1) * static_cast<double>(last - first);
    const std::uint32_t j = own.jobs[first + static_cast<std::size_t>(ball)];
    const std::uint32_t key = month.draws.word(purpose::search, month.number, i, n_draws * round + 2);
    own.applications[block.worker].push_back({j, key, static_cast<std::uint32_t>(i)});
  }
}
template void search<0>(LabourMarket&, const World&, const sim::Month&, const sim::Block&);
template void search<1>(LabourMarket&, const World&, const sim::Month&, const sim::Block&);

void match(LabourMarket& own, const World& world, const sim::Month&) {
  const std::vector<LabourMarket::Application> all = gather_applications(own, world);
  constexpr std::size_t soon = 16;
  for (std::size_t n = 0; n < all.size(); ++n) {
    if (n + soon < all.size()) sim::foresee(&own.employer[all[n + soon].person]);
    const auto& [j, key, i] = all[n];
    if (own.vacancies[j] == 0) continue;
    own.employer[i] = static_cast<std::int32_t>(j);
    --own.vacancies[j];
    own.headcount.of(0)[j] += 1;
    ++own.hires;
  }
  for (std::size_t j = 0; j < own.headcount.size(); ++j) own.headcount.of(0)[j] += own.headcount[j];
  own.headcount.collect();
  list_jobs(own, world);
}

SIM_KERNEL
void work(LabourMarket& own, const World& world, const sim::Month&, const sim::Block& block) {
  const sim::Tally::Adder labour = own.labour.of(block.worker);
  std::int64_t* bill = own.bill.of(block.worker);
  std::int64_t employed = 0, seeking = 0;
  const double highest_paid = world.cooperatives.highest_paid_skill(world);
  for (std::size_t i = block.first; i < block.last; ++i) {
    const std::size_t ahead = own.employer_ahead(i, block);
    sim::foresee(&own.offer[ahead]);
    sim::foresee(own.labour.scatter.of(block.worker) + ahead);
    sim::foresee(bill + ahead);
    const std::int32_t j = own.employer[i];
    own.gross[i] = sim::Money{};
    if (j < 0) {
      seeking += world.time_use.seeks(i);
      continue;
    }
    const double skill = static_cast<double>(world.population.skill[i]), job = static_cast<double>(world.time_use.job_hours[i]);
    const double hours = skill * job;
    const bool limited = skill > highest_paid && world.organisations.is_cooperative(static_cast<std::size_t>(j));
    own.gross[i] = sim::Money::near(own.offer[static_cast<std::size_t>(j)] * (limited ? highest_paid * job : hours));
    labour.add(static_cast<std::size_t>(j), hours);
    bill[j] += own.gross[i].counts();
    ++employed;
  }
  own.force.of(block.worker)[0] += employed + seeking;
  own.force.of(block.worker)[1] += employed;
}

void count_labour(LabourMarket& own, const World& world, const sim::Month&) {
  own.labour.collect();
  own.bill.collect();
  own.force.collect();
  own.unemployment = static_cast<double>(own.force[0] - own.force[1]) / static_cast<double>(std::max<std::int64_t>(own.force[0], 1));
  double effective_hours = 0.0;
  for (std::size_t j = 0; j < world.organisations.count(); ++j) effective_hours += own.labour[j];
  if (own.force[1] > 0) own.hours_per_worker = effective_hours / static_cast<double>(own.force[1]);
}

SIM_KERNEL
void pay_wages(LabourMarket& own, const World& world, const sim::Month& month, const sim::Block& block) {
  auto wages = month.ledger.to_people_by_organisation(own.wages, block);
  const double kept = 1.0 - world.taxes.wage_rate;
  for (std::size_t i = block.first; i < block.last; ++i) {
    if (own.employer[i] < 0) continue;
    const double gross = own.gross[i].eur(), net = kept * gross - world.taxes.above_bracket(gross);
    wages.post(i, static_cast<std::size_t>(own.employer[i]), own.gross[i]);
    own.net_pay[i] += 0.1f * (static_cast<float>(net) - own.net_pay[i]);
  }
}

void observe(const LabourMarket& own, const World& world, sim::Observer& show) {
  const auto people = static_cast<double>(own.employer.size());
  show.series({.name = "unemployment_rate", .unit = "1", .long_name = "Unemployment rate",
               .formula = "people without a job who seek one / labour force"}, own.unemployment);
  show.series({.name = "employment_rate", .unit = "1", .long_name = "Employed share of people"},
              static_cast<double>(own.force[1]) / people);
  show.series({.name = "participation_rate", .unit = "1", .long_name = "Labour force share of people"},
              static_cast<double>(own.force[0]) / people);
  show.series({.name = "hiring_rate", .unit = "1/month", .long_name = "People who start a job in a month / employed people"},
              static_cast<double>(own.hires) / static_cast<double>(std::max<std::int64_t>(own.force[1], 1)));
  show.series({.name = "wage", .unit = "EUR/hour", .long_name = "Wage index, per effective hour"}, own.wage);
  show.series({.name = "hours_per_worker", .unit = "hour/month", .long_name = "Effective hours of the mean worker"},
              own.hours_per_worker);
  std::int64_t open = 0;
  for (std::size_t j = 0; j < world.organisations.count(); ++j) open += own.vacancies[j];
  show.series({.name = "vacancy_rate", .unit = "1", .long_name = "Open jobs after matching / labour force"},
              static_cast<double>(open) / static_cast<double>(std::max<std::int64_t>(own.force[0], 1)));
}

}  // namespace models
