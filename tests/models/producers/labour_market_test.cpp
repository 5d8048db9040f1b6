#include "models/producers/labour_market.h"

#include <cmath>

#include "tests/catch.h"
#include "tests/models/small_world.h"

using test::Settings;
using test::SmallWorld;

namespace {

std::int64_t employed(const models::World& world) {
  std::int64_t sum = 0;
  for (const std::int32_t j : world.labour_market.employer) sum += j >= 0;
  return sum;
}

// Jobs left after a month in which employers want half their staff and everybody wants 120 hours.
std::int64_t jobs_left(Settings settings) {
  settings.emplace("people.count", std::int64_t{4'000});
  SmallWorld small(settings);
  auto& world = small.world();
  world.time_use.desired_hours.fill(120.0f);
  for (std::size_t j = 0; j < world.organisations.count(); ++j)
    world.labour_market.wanted[j] = static_cast<std::int32_t>(world.labour_market.headcount[j] / 2);
  small.each(models::part_from_employers, world.labour_market);
  return employed(world);
}

// The wage index (first) and the offer of a producer with twice the median revenue per worker, a month after 10
// EUR/hour.
std::pair<double, double> wages(const Settings& settings, double unemployment) {
  SmallWorld small(settings);
  auto& world = small.world();
  world.labour_market.wage = 10.0;
  world.labour_market.unemployment = unemployment;
  world.labour_market.productivity_growth = world.production.productivity_change = 0.0;
  world.production.expected_inflation = 0.0;
  world.production.median_revenue_per_worker = 50.0;
  world.production.revenue_per_worker.fill(50.0);
  world.production.revenue_per_worker[0] = 100.0;
  small.once(models::set_wages, world.labour_market);
  return {world.labour_market.wage, world.labour_market.offer[0]};
}

// Jobs taken in one round when `seekers` people draw among vacancies 4, 1, 1, ..., mean over many months.
double mean_matches(SmallWorld& small, std::size_t seekers, int months) {
  auto& world = small.world();
  std::int64_t taken = 0;
  for (int t = 0; t < months; ++t) {
    world.labour_market.employer.fill(-1);
    world.labour_market.wanted.fill(0);
    for (std::size_t j = 0; j < world.organisations.n_producers; ++j) world.labour_market.wanted[j] = j == 0 ? 4 : 1;
    for (std::size_t i = 0; i < world.size("person"); ++i)
      world.time_use.desired_hours[i] = i < seekers ? 160.0f : 0.0f;
    small.each(models::part_from_employers, world.labour_market, t);
    small.once(models::post_vacancies, world.labour_market, t);
    small.each(models::search<0>, world.labour_market, t);
    small.once(models::match, world.labour_market, t);
    taken += employed(world);
  }
  return static_cast<double>(taken) / months;
}

// E min(n, jobs) for n of `seekers` balls that each fall here with chance p.
double expected_in_urn(int jobs, std::size_t seekers, double p) {
  double expected = jobs, term = std::pow(1.0 - p, static_cast<double>(seekers));
  for (int n = 0; n < jobs; ++n) {
    expected -= (jobs - n) * term;
    term *= (static_cast<double>(seekers) - n) / (n + 1) * p / (1.0 - p);
  }
  return expected;
}

}  // namespace

TEST_CASE("labour_market: zero: without separation, firing and quitting nobody loses a job") {
  SmallWorld small({{"producers.labour_market.separation", 0.0},
                    {"producers.labour_market.firing", 0.0},
                    {"producers.labour_market.quit_below", 0.0}});
  auto& world = small.world();
  world.labour_market.wanted.fill(0);
  const std::vector<std::int32_t> before(world.labour_market.employer.begin(), world.labour_market.employer.end());
  small.each(models::part_from_employers, world.labour_market);
  CHECK(std::equal(before.begin(), before.end(), world.labour_market.employer.begin()));
}

TEST_CASE("labour_market: by hand: pay of three people, and the Phillips curve") {
  // Skills 1, 2, 0.5 and jobs of 100, 100, 160 hours: 100 + 200 + 80 = 380 effective hours, at 10 EUR 3,800 EUR.
  SmallWorld small({{"people.count", std::int64_t{3}}});
  auto& world = small.world();
  const float skills[] = {1.0f, 2.0f, 0.5f}, hours[] = {100.0f, 100.0f, 160.0f};
  for (std::size_t i = 0; i < 3; ++i) {
    world.population.skill[i] = skills[i];
    world.time_use.job_hours[i] = hours[i];
  }
  world.labour_market.employer.fill(0);
  world.labour_market.offer.fill(10.0);
  small.each(models::work, world.labour_market);
  small.once(models::count_labour, world.labour_market);
  CHECK(world.labour_market.labour[0] == 380.0);
  CHECK(world.labour_market.bill[0] == 38'000'000);
  CHECK(world.labour_market.unemployment == 0.0);
  CHECK(world.labour_market.hours_per_worker == Approx(380.0 / 3.0));
  world.labour_market.employer[2] = -1;
  world.time_use.desired_hours.fill(160.0f);
  small.each(models::work, world.labour_market);
  small.once(models::count_labour, world.labour_market);
  CHECK(world.labour_market.unemployment == Approx(1.0 / 3.0));
  // u* = 5 %, phi = .01: at u = 10 % the wage moves by .01 x .05 x (.05/.10 - 1) = -.025 %, at 2.5 % by +.05 %.
  const Settings curve{{"producers.labour_market.natural_unemployment", 0.05},
                       {"producers.labour_market.phillips_slope", 0.01},
                       {"producers.labour_market.anchored_inflation", 0.0},
                       {"producers.labour_market.wage_floor", -0.1},
                       {"producers.labour_market.bargaining_power", 0.5},
                       {"producers.labour_market.union_density", 0.25},
                       {"producers.labour_market.density_effect", 0.5}};
  CHECK(wages(curve, 0.10).first == Approx(9.9975).epsilon(1e-12));
  CHECK(wages(curve, 0.025).first == Approx(10.005).epsilon(1e-12));
  CHECK(wages(curve, 0.05).second ==
        Approx(11.0).epsilon(1e-12));  // 10 (1 + .25 (1.4 - 1)): twice the median, cut at 1.4
}

TEST_CASE("labour_market: conserves: every job has a holder and every wage a payer") {
  SmallWorld small({{"people.count", std::int64_t{2'000}}, {"producers.labour_market.separation", 0.2}});
  auto& world = small.world();
  auto& market = world.labour_market;
  small.once(models::set_wages, market);
  small.each(models::part_from_employers, market);
  small.once(models::post_vacancies, market);
  const std::int64_t open = std::ssize(market.jobs), before = employed(world);
  for (const auto search : {models::search<0>, models::search<1>}) {
    small.each(search, market);
    small.once(models::match, market);
  }
  CHECK(employed(world) > before);
  CHECK(employed(world) - before == open - std::ssize(market.jobs));
  std::vector<std::int64_t> staff(world.organisations.count());
  for (const std::int32_t j : market.employer)
    if (j >= 0) ++staff[static_cast<std::size_t>(j)];
  for (std::size_t j = 0; j < staff.size(); ++j) {
    CHECK(staff[j] == market.headcount[j]);
    CHECK(
        (market.vacancies[j] >= 0 && (market.vacancies[j] == 0 || staff[j] + market.vacancies[j] == market.wanted[j])));
  }
  small.each(models::work, market);
  small.once(models::count_labour, market);
  small.once(models::finance_production, world.credit);
  const sim::Money all = small.all_money();
  small.each(models::pay_wages, market);
  CHECK(small.all_money() == all);
  small.ledger().close(0);
}

TEST_CASE("labour_market: direction: hazards end jobs, tightness, expectation and rents raise wages") {
  const std::string path = "producers.labour_market.";
  const Settings calm{{path + "separation", 0.02},     {path + "firing", 0.1},
                      {path + "quit_below", 50.0},     {path + "natural_unemployment", 0.05},
                      {path + "phillips_slope", 0.01}, {path + "anchored_inflation", 0.0},
                      {path + "wage_floor", -0.1},     {path + "bargaining_power", 0.1}};
  const auto with = [&](const std::string& name, double value) {
    Settings settings = calm;
    settings[path + name] = value;
    return settings;
  };
  CHECK(jobs_left(with("separation", 0.4)) < jobs_left(calm));
  CHECK(jobs_left(with("firing", 0.8)) < jobs_left(calm));
  CHECK(jobs_left(with("quit_below", 130.0)) < jobs_left(calm));
  CHECK(jobs_left(with("opening_employment", 0.5)) < jobs_left(calm));
  CHECK(wages(with("phillips_slope", 0.02), 0.03).first > wages(calm, 0.03).first);
  CHECK(wages(with("phillips_slope", 0.02), 0.09).first < wages(calm, 0.09).first);
  CHECK(wages(with("natural_unemployment", 0.08), 0.05).first > wages(calm, 0.05).first);
  CHECK(wages(with("anchored_inflation", 0.04), 0.05).first > wages(calm, 0.05).first);
  CHECK(wages(with("wage_floor", 0.0), 0.09).first > wages(calm, 0.09).first);
  CHECK(wages(with("bargaining_power", 0.3), 0.05).second > wages(calm, 0.05).second);
  CHECK(wages(with("bargaining_power", 0.0), 0.05).second == wages(calm, 0.05).first);
  CHECK(SmallWorld(with("opening_wage", 20.0)).world().labour_market.offer[0] == 20.0);
}

TEST_CASE("labour_market: oracle: balls in urns") {
  // 400 people make 20 producers: urns of 4, 1, ..., 1 of 23 jobs. With one job each it would be V (1 - (1 - 1/V)^S).
  SmallWorld small({{"people.count", std::int64_t{400}},
                    {"producers.demography.density", 500.0},
                    {"producers.labour_market.nationwide", 1.0}});
  for (const std::size_t seekers : {std::size_t{5}, std::size_t{23}, std::size_t{60}}) {
    const double expected = expected_in_urn(4, seekers, 4.0 / 23.0) + 19.0 * expected_in_urn(1, seekers, 1.0 / 23.0);
    CHECK(mean_matches(small, seekers, 1'500) == Approx(expected).margin(0.15));  // 4 standard errors
  }
}

TEST_CASE("labour_market: by hand: searches at home meet the district's jobs, employers of all districts spread theirs") {
  // 16 districts of 100 people; producer 3 is at home in the fourth and has ten jobs, the state 16.
  SmallWorld small({{"people.count", std::int64_t{1'600}}, {"people.district_density", 100.0}, {"producers.labour_market.nationwide", 0.0}});
  auto& world = small.world();
  auto& market = world.labour_market;
  REQUIRE(world.n_districts == 16);
  market.employer.fill(-1);
  market.wanted.fill(0);
  market.wanted[3] = 10;
  market.wanted[world.organisations.state()] = 16;
  world.time_use.desired_hours.fill(160.0f);
  world.time_use.job_hours.fill(160.0f);
  small.each(models::part_from_employers, market);
  small.once(models::post_vacancies, market);
  REQUIRE(market.jobs.size() == 26);
  for (std::size_t d = 0; d < 16; ++d) CHECK(market.jobs_before[d + 1] - market.jobs_before[d] == (d == 3 ? 11 : 1));
  small.each(models::search<0>, market);
  small.once(models::match, market);
  std::int64_t hired = 0;
  for (std::size_t i = 0; i < 1'600; ++i) {
    if (market.employer[i] < 0) continue;
    ++hired;
    if (market.employer[i] == 3) CHECK(world.district_of_person(i) == 3);
  }
  CHECK(hired == 26);
}

TEST_CASE("labour_market: oracle: V27, the Nash wage, and the power of unions") {
  CHECK(models::nash_wage(60.0, 100.0, 0.3) == Approx(72.0).epsilon(1e-14));
  const auto offer = [](double density) {
    return wages({{"producers.labour_market.union_density", density}, {"producers.labour_market.wage_floor", -0.1}}, 0.065).second;
  };
  CHECK(offer(0.8) > offer(0.2));
  CHECK(offer(0.2) > offer(0.0));
}
