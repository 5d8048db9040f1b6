#include "models/people/time_use.h"

#include "tests/catch.h"
#include "tests/models/small_world.h"

using models::desired_hours;
using models::Hours;
using models::Preferences;
using test::SmallWorld;

TEST_CASE("time_use: zero: without a weight on volunteering nobody volunteers beyond the committed hours") {
  SmallWorld small({{"people.time_use.volunteer_weight", 0.0}});
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
