#include "models/people/time_use.h"

#include <cmath>
#include <numeric>
#include <set>
#include <vector>

#include "tests/catch.h"
#include "tests/models/small_world.h"

using models::desired_hours;
using models::Hours;
using models::Preferences;
using test::SmallWorld;

TEST_CASE("time_use: zero: without a weight on volunteering nobody volunteers beyond the committed hours") {
  SmallWorld small({{"people.time_use.volunteer_weight", 0.0}, {"people.motivation.reputation", 0.0}});
  auto& world = small.world();
  small.each(models::choose_hours, world.time_use);
  for (std::size_t i = 0; i < world.size("person"); ++i)
    CHECK(world.time_use.volunteer_hours[i] == world.motivation.committed_hours[i]);
}

TEST_CASE("time_use: by hand: the adjustment of a job closes its part of the gap") {
  SmallWorld small({{"people.count", std::int64_t{50}}, {"people.time_use.adjustment", 0.25}});
  auto& world = small.world();
  world.labour_market.employer.fill(0);
  world.time_use.job_hours.fill(100.0f);
  small.each(models::choose_hours, world.time_use);
  for (std::size_t i = 0; i < world.size("person"); ++i) {
    const double wanted = std::clamp(static_cast<double>(world.time_use.desired_hours[i]), 60.0, 190.0);
    CHECK(static_cast<double>(world.time_use.job_hours[i]) == Approx(100.0 + 0.25 * (wanted - 100.0)).epsilon(1e-6));
  }
}

TEST_CASE("time_use: conserves: the hours of a month are all there") {
  for (const double other_income : {0.0, 500.0, 5'000.0, 50'000.0}) {
    const Hours hours = desired_hours({0.117, 0.003, 420.0, 248.0, 2.0, 810.0}, 11.2, other_income);
    CHECK(hours.paid + hours.volunteer + hours.leisure == Approx(420.0).epsilon(1e-12));
    CHECK(hours.paid >= 0.0);
  }
}

TEST_CASE("time_use: direction: income takes from work, weights and needs push it") {
  const Preferences person{0.117, 0.003, 420.0, 248.0, 2.0, 810.0};
  const double usual = desired_hours(person, 11.2, 100.0).paid;
  CHECK(desired_hours(person, 11.2, 600.0).paid < usual);
  Preferences needy = person;
  needy.subsistence = 1000.0;
  CHECK(desired_hours(needy, 11.2, 100.0).paid > usual);
  Preferences committed = person;
  committed.committed_hours = 20.0;
  CHECK(desired_hours(committed, 11.2, 100.0).paid < usual);
  CHECK(desired_hours(committed, 11.2, 100.0).volunteer > desired_hours(person, 11.2, 100.0).volunteer);
}

TEST_CASE("time_use: oracle: V24, the closed form of the linear expenditure system") {
  // T = 486.6 hours, w = 15, c0 = 600, weights .6, .38, .02.
  const Preferences person{0.38, 0.02, 486.6, 0.0, 0.0, 600.0};
  const double without = desired_hours(person, 15.0, 0.0).paid, with = desired_hours(person, 15.0, 1000.0).paid;
  CHECK(without == Approx(307.96).epsilon(1e-12));
  CHECK(with == Approx(281.29333333333333).epsilon(1e-12));
  CHECK((with - without) * 15.0 / 1000.0 == Approx(-(1.0 - 0.6)).epsilon(1e-9));  // marginal propensity to earn
}

TEST_CASE("time_use: zero: without standard jobs who seeks wants the hours desired") {
  SmallWorld small({{"people.time_use.standard_jobs", 0.0}});
  auto& world = small.world();
  world.labour_market.employer.fill(-1);
  small.each(models::choose_hours, world.time_use);
  const std::vector<float> wanted(world.time_use.job_hours.begin(), world.time_use.job_hours.end());
  small.each(models::weigh_offers, world.time_use);
  CHECK(std::equal(wanted.begin(), wanted.end(), world.time_use.job_hours.begin()));
}

TEST_CASE("time_use: by hand: offers are the standard ones and only for who seeks") {
  SmallWorld small({{"people.count", std::int64_t{2'000}}, {"people.time_use.full_time", 150.0}});
  auto& world = small.world();
  small.each(models::choose_hours, world.time_use);
  const std::vector<float> before(world.time_use.job_hours.begin(), world.time_use.job_hours.end());
  small.each(models::weigh_offers, world.time_use);
  std::set<float> offers;
  for (std::size_t i = 0; i < before.size(); ++i) {
    if (world.labour_market.employer[i] >= 0) CHECK(world.time_use.job_hours[i] == before[i]);
    else if (static_cast<double>(world.time_use.desired_hours[i]) > 60.0) offers.insert(world.time_use.job_hours[i]);
  }
  for (const float hours : offers) CHECK(std::set<float>{0.0f, 75.0f, 112.5f, 150.0f, 180.0f}.contains(hours));
  CHECK(offers.contains(150.0f));
}

TEST_CASE("time_use: direction: benefits that survive a refusal, and wealth, keep people from taking jobs") {
  const Preferences person{0.117, 0.003, 420.0, 248.0, 2.0, 810.0};
  const auto refuses = [&](double wage, double other, double idle) { return models::choice_of_job(person, wage, other, idle, 160.0, 0.042)[0]; };
  CHECK(refuses(11.2, 0.0, 0.0) < 1e-6);
  CHECK(refuses(6.0, 0.0, 955.0) > 0.9);  // full-time pay of 960 against a benefit of 955
  CHECK(refuses(11.2, 0.0, 1'700.0) > refuses(11.2, 0.0, 1'075.0));
  CHECK(refuses(11.2, 30'000.0, 0.0) > refuses(11.2, 3'000.0, 0.0));
  const auto seekers = [](double conditionality) {
    SmallWorld small({{"people.count", std::int64_t{3'000}}, {"state.transfers.conditionality", conditionality}});
    auto& world = small.world();
    world.labour_market.employer.fill(-1);
    small.each(models::choose_hours, world.time_use);
    small.each(models::weigh_offers, world.time_use);
    std::size_t seeking = 0;
    for (std::size_t i = 0; i < world.size("person"); ++i) seeking += world.time_use.seeks(i);
    return seeking;
  };
  CHECK(seekers(1.0) > seekers(0.5));
  CHECK(seekers(0.5) > seekers(0.0));
}

TEST_CASE("time_use: conserves: care takes its hours from everybody") {
  SmallWorld small;
  small.live(1);
  const auto& hours = small.world().measures.hours;
  double care = 0.0, all = 0.0;
  for (std::size_t d = 0; d < 10; ++d) {
    care += hours[models::Measures::care * 10 + d];
    for (std::size_t use = 0; use < models::Measures::n_uses; ++use) all += hours[use * 10 + d];
  }
  CHECK(care == Approx(100.0 * 400.0).epsilon(1e-6));
  CHECK(all == Approx(420.0 * 400.0).epsilon(1e-6));
}

TEST_CASE("time_use: oracle: V1, the logit over offers takes the shares of its formula") {
  // Utilities 1, .5, 0 at a noise of 1 give .50648, .30720, .18632; here those of three sizes are solved for by hand.
  const Preferences person{0.117, 0.003, 420.0, 248.0, 2.0, 810.0};
  const auto chance = models::choice_of_job(person, 11.2, 200.0, 0.0, 160.0, 0.5);
  const auto value = [&](double size) {
    const double hours = 160.0 * size;
    return 0.88 * std::log(11.2 * hours + 200.0 - 810.0) + 0.12 * std::log(170.0 - hours);
  };
  CHECK(chance[1] / chance[3] == Approx(std::exp((value(0.5) - value(1.0)) / 0.5)).epsilon(1e-12));
  CHECK(chance[2] / chance[3] == Approx(std::exp((value(0.75) - value(1.0)) / 0.5)).epsilon(1e-12));
  CHECK(std::accumulate(chance.begin(), chance.end(), 0.0) == Approx(1.0).epsilon(1e-14));
}

TEST_CASE("time_use: oracle: the noise of job offers has the marginal propensity to earn of the continuous choice") {
  // Mean over people of (hours with 50 EUR more - hours) x wage / 50; the closed form has -(1 - a_c) = -.12 where work is
  // interior and hours are not at a bound.
  SmallWorld small({{"people.count", std::int64_t{20'000}}});
  const auto& world = small.world();
  const auto& p = world.time_use.parameters;
  const auto propensity = [&](double noise) {
    double sum = 0.0;
    for (std::size_t i = 0; i < world.size("person"); ++i) {
      const Preferences person{1.0 - p.consumption_weight - p.volunteer_weight, p.volunteer_weight, p.available,
                               p.least_leisure + p.care, static_cast<double>(world.motivation.committed_hours[i]), p.subsistence};
      const double wage = 11.2 * static_cast<double>(world.population.skill[i]), other = world.other_income(i);
      const auto hours = [&](double income) {
        const auto chance = models::choice_of_job(person, wage, income, 0.0, p.full_time, noise);
        double mean = 0.0;
        for (std::size_t k = 0; k < chance.size(); ++k) mean += chance[k] * models::job_sizes[k] * p.full_time;
        return mean;
      };
      sum += (hours(other + 50.0) - hours(other)) * wage / 50.0;
    }
    return sum / static_cast<double>(world.size("person"));
  };
  CHECK(propensity(p.choice_noise) == Approx(-(1.0 - p.consumption_weight)).margin(0.003));
  CHECK(propensity(0.1) < -0.16);   // what the prototype used responds half as much again
  CHECK(propensity(0.005) > propensity(p.choice_noise));
}

TEST_CASE("time_use: by hand: gig hours answer to what a gig hour pays, within the time that is left") {
  // Forty hours of who seeks a job; .5 of the wage is usual. At .6, twice the usual, and an elasticity of 1.2: 40 x 2^1.2 = 91.9. Time left
  // is 420 - 248 less committed hours, which bounds the answer to ten times the usual.
  const auto offers = [](double elasticity, double seen) {
    SmallWorld small({{"people.time_use.gig_hours_elasticity", elasticity}, {"people.time_use.usual_gig_pay", 0.3},
                      {"platforms.adoption.multi_homing", 0.0}, {"people.motivation.contributor_share", 0.0}});
    auto& world = small.world();
    world.labour_market.employer.fill(-1);
    world.motivation.committed_hours.fill(2.0f);
    world.capture.pay_seen.fill(seen);
    world.ownership.expected_dividend.fill(0.0f);
    small.each(models::choose_hours, world.time_use);
    return static_cast<double>(world.time_use.gig_hours[0]);
  };
  CHECK(offers(1.2, 0.3) == 40.0);
  CHECK(offers(1.2, 0.6) == Approx(40.0 * std::pow(2.0, 1.2)).epsilon(1e-6));
  CHECK(offers(1.2, 0.15) == Approx(40.0 / std::pow(2.0, 1.2)).epsilon(1e-6));
  CHECK(offers(1.2, 3.0) == Approx(170.0).epsilon(1e-6));
  CHECK(offers(1.2, 0.0) == 0.0);
  for (const double seen : {0.0, 0.15, 3.0}) CHECK(offers(0.0, seen) == 40.0);
}

TEST_CASE("time_use: direction: who works on several platforms heeds what is paid anywhere, others what their own pays") {
  SmallWorld small({{"people.count", std::int64_t{2'000}}, {"platforms.adoption.multi_homing", 0.5}});
  auto& world = small.world();
  world.labour_market.employer.fill(-1);
  const auto hours = [&] {
    small.each(models::choose_hours, world.time_use);
    return std::vector<float>(world.time_use.gig_hours.begin(), world.time_use.gig_hours.end());
  };
  const std::vector<float> usual = hours();
  world.capture.pay_seen[0] *= 0.8;
  const std::vector<float> dear = hours();
  world.capture.pay_seen_anywhere *= 1.1;
  const std::vector<float> free = hours();
  for (std::size_t i = 0; i < usual.size(); ++i) {
    CHECK((dear[i] < usual[i]) == (!world.adoption.several(i) && world.adoption.home[i] == 0));
    CHECK((free[i] > dear[i]) == world.adoption.several(i));
  }
}
