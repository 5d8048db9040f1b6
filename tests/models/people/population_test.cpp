#include "models/people/population.h"

#include <algorithm>
#include <cmath>

#include "models/purposes.h"
#include "tests/catch.h"
#include "tests/models/small_world.h"

using test::SmallWorld;

namespace {

// The skills of `people` alone, without the rest of a world of that size.
sim::Column<float> skills(double dispersion, std::size_t people) {
  SmallWorld small({{"people.count", std::int64_t{50}}});
  models::Population population;
  population.parameters = {.count = static_cast<std::int64_t>(people), .district_density = 16.0, .skill_dispersion = dispersion, .skill_inheritance = 0.4};
  population.skill.allocate(people);
  models::set_up(population, small.world(), small.month(-1));
  return population.skill;
}

double log_skill(float skill) { return std::log(static_cast<double>(skill)); }

}  // namespace

TEST_CASE("population: zero: without dispersion everybody is equally skilled") {
  SmallWorld small({{"people.skill_dispersion", 0.0}});
  for (const float skill : small.world().population.skill) CHECK(skill == 1.0f);
}

TEST_CASE("population: by hand: three people stand at the quantile that they drew") {
  // Whoever draws u has skill exp(s z) with Phi(z) = u, so Phi(ln(skill) / s) gives back u: .8413 at a skill of exp(s),
  // .5 at 1. Phi(z) = erfc(-z / sqrt 2) / 2.
  SmallWorld small({{"people.count", std::int64_t{3}}, {"people.skill_dispersion", 0.8}}, 7);
  const sim::Draws draws(7, 0);
  for (std::size_t i = 0; i < 3; ++i) {
    const double z = log_skill(small.world().population.skill[i]) / 0.8;
    CHECK(0.5 * std::erfc(-z / std::sqrt(2.0)) == Approx(draws.uniform(models::purpose::skill, -1, i)).epsilon(1e-6));
  }
}

TEST_CASE("population: conserves: nobody is added, lost or changed, in time or by the number of the others") {
  SmallWorld small({{"people.count", std::int64_t{300}}, {"people.skill_dispersion", 0.55}});
  const sim::Column<float> opening = small.world().population.skill;
  small.live(3);
  CHECK(small.world().population.skill.size() == 300);
  CHECK(small.ledger().people().size() == 300);
  CHECK(std::equal(opening.begin(), opening.end(), small.world().population.skill.begin()));
  const sim::Column<float> more = skills(0.55, 1000);
  CHECK(std::equal(opening.begin(), opening.end(), more.begin()));
}

TEST_CASE("population: direction: dispersion spreads skills about the same median, count adds people") {
  const sim::Column<float> narrow = skills(0.3, 500), wide = skills(0.6, 500);
  for (std::size_t i = 0; i < 500; ++i) {
    if (narrow[i] > 1.0f) CHECK(wide[i] > narrow[i]);
    if (narrow[i] < 1.0f) CHECK(wide[i] < narrow[i]);
  }
  CHECK(SmallWorld({{"people.count", std::int64_t{60}}}).world().population.skill.size() == 60);
  CHECK(SmallWorld({{"people.count", std::int64_t{70}}}).world().size("person") == 70);
}

TEST_CASE("population: oracle: lognormal moments") {
  // s = 1/2: ln skill has mean 0 and variance 1/4, skill has mean exp(1/8) and variance (exp(1/4) - 1) exp(1/4).
  // Tolerances are four standard errors.
  constexpr std::size_t people = 40'000;
  const double n = people, mean = std::exp(0.125), variance = (std::exp(0.25) - 1.0) * std::exp(0.25);
  double sum = 0.0, log_sum = 0.0, log_squares = 0.0;
  for (const float skill : skills(0.5, people)) {
    sum += static_cast<double>(skill);
    log_sum += log_skill(skill);
    log_squares += log_skill(skill) * log_skill(skill);
  }
  CHECK(std::abs(sum / n - mean) < 4.0 * std::sqrt(variance / n));
  CHECK(std::abs(log_sum / n) < 4.0 * 0.5 / std::sqrt(n));
  CHECK(std::abs(log_squares / n - 0.25) < 4.0 * 0.25 * std::sqrt(2.0 / n));
}
