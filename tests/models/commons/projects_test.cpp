#include "models/commons/projects.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "tests/catch.h"
#include "tests/models/small_world.h"

using models::Projects;
using test::Settings;
using test::SmallWorld;

namespace {

void one_month(SmallWorld& small, int month = 0) {
  Projects& own = small.world().projects;
  small.once(models::fill_urns, own, month);
  small.each(models::contribute, own, month);
  small.once(models::count_projects, own, month);
}

// Who contributes to which project, counted anew.
std::vector<std::int64_t> members(const Projects& own) {
  std::vector<std::int64_t> count(own.members.size(), 0);
  for (const std::int32_t k : own.project)
    if (k >= 0) ++count[static_cast<std::size_t>(k)];
  return count;
}

double mean_square(std::span<const std::int64_t> count) {
  double sum = 0.0;
  for (const std::int64_t n : count) sum += static_cast<double>(n * n);
  return sum / static_cast<double>(count.size());
}

// Mean of n_k^2 over P projects when each of N contributors leaves with chance t and joins k with chance (n_k + 1) / (N
// + P). Given n, next month's count is a sum of independent stays and arrivals with mean a n + b and variance n t (1-t)
// - 2 n w t (1-t) + N t w - N t^2 w^2, w = (n + 1)/S; taking expectations gives a linear equation.
double stationary_mean_square(double N, double P, double t) {
  const double S = N + P, mean = N / P, b = N * t / S, a = 1.0 - t + b, stay = t * (1.0 - t);
  const double known = 2.0 * a * b * mean + b * b + stay * mean - 2.0 * stay * mean / S + N * t * (mean + 1.0) / S -
                       N * t * t * (2.0 * mean + 1.0) / (S * S);
  return known / (1.0 - a * a + 2.0 * stay / S + N * t * t / (S * S));
}

}  // namespace

TEST_CASE("projects: zero: without turnover nobody changes project, without contributors there is no effort") {
  SmallWorld loyal({{"commons.projects.turnover", 0.0}, {"people.motivation.contributor_share", 0.5}});
  const sim::Column<std::int32_t> before = loyal.world().projects.project;
  for (int month = 0; month < 12; ++month) one_month(loyal, month);
  CHECK(std::equal(before.begin(), before.end(), loyal.world().projects.project.begin()));
  SmallWorld civic({{"people.motivation.contributor_share", 0.0}});
  one_month(civic);
  for (std::size_t k = 0; k < civic.world().projects.effort.size(); ++k) CHECK(civic.world().projects.effort[k] == 0.0);
  CHECK(civic.world().projects.commoners[0] == 0);
}

TEST_CASE("projects: by hand: two contributors, one civic volunteer, two projects") {
  // Effective hours 10 x 1 and 4 x .5; the first is core (above 8) and paid. A month adds a twelfth of the gap: .8333
  // and .1667, so that with a bound of .5 the first is a commoner. Next month's urns are the members plus one: 2 and 2.
  SmallWorld small({{"people.count", std::int64_t{3}},
                    {"commons.projects.density", 20'000.0 / 3.0},
                    {"commons.projects.turnover", 0.0},
                    {"commons.projects.commoner_hours", 0.5},
                    {"commons.foundations.core_hours", 8.0}});
  auto& world = small.world();
  Projects& own = world.projects;
  REQUIRE(own.members.size() == 2);
  own.contribution.fill(0.0f);
  world.foundations.pay_rate = 1.0;
  for (std::size_t i = 0; i < 3; ++i) {
    own.project[i] = std::array{0, 1, -1}[i];
    world.time_use.volunteer_hours[i] = std::array{10.0f, 4.0f, 2.0f}[i];
    world.motivation.output_per_hour[i] = std::array{1.0f, 0.5f, 0.0f}[i];
  }
  one_month(small);
  CHECK(own.effort[0] == 10.0);
  CHECK(own.effort[1] == 2.0);
  CHECK(own.given[0] == 4.0);
  CHECK(own.given[1] == 10.0);
  CHECK(static_cast<double>(own.contribution[0]) == Approx(10.0 / 12.0));
  CHECK(static_cast<double>(own.contribution[1]) == Approx(2.0 / 12.0));
  CHECK(own.contribution[2] == 0.0f);
  CHECK(own.commoners[0] == 1);
  CHECK(models::project_urns(own.members.totals()) == std::vector<double>{0.0, 2.0, 4.0});
  // Members 3, 0, 1: weights 4, 1, 2 of 7. A draw of .5 is 3.5, of .6 is 4.2, of .72 is 5.04.
  own.urns = models::project_urns(std::array<std::int64_t, 3>{3, 0, 1});
  CHECK(own.draw(0.5) == 0);
  CHECK(own.draw(0.6) == 1);
  CHECK(own.draw(0.72) == 2);
  CHECK(own.draw(1.0 - 1e-9) == 2);
}

TEST_CASE("projects: conserves: every contributor is in one project and all effort is counted there") {
  SmallWorld small({{"commons.projects.turnover", 0.2}, {"people.motivation.contributor_share", 0.5}});
  auto& world = small.world();
  for (int month = 0; month < 6; ++month) {
    small.live(1);
    std::vector<double> effort(world.projects.effort.size(), 0.0);
    double hours = 0.0, worst = 0.0;
    for (std::size_t i = 0; i < world.size("person"); ++i) {
      REQUIRE((world.projects.project[i] >= 0) == world.motivation.contributes(i));
      if (!world.motivation.contributes(i)) continue;
      const double given = static_cast<double>(world.time_use.volunteer_hours[i]);
      hours += given;
      effort[static_cast<std::size_t>(world.projects.project[i])] +=
          given * static_cast<double>(world.motivation.output_per_hour[i]);
    }
    const std::vector<std::int64_t> counted = members(world.projects);
    CHECK(std::equal(counted.begin(), counted.end(), world.projects.members.totals().begin()));
    for (std::size_t k = 0; k < effort.size(); ++k)
      worst = std::max(worst, std::abs(effort[k] - world.projects.effort[k]));
    CHECK(worst < 400 * 0x1p-20);  // each person is rounded to 2^-20 hours
    CHECK(world.projects.given[0] + world.projects.given[1] == Approx(hours).margin(400 * 0x1p-20));
  }
}

TEST_CASE("projects: direction: density founds projects, turnover mixes, a higher bound leaves fewer commoners") {
  CHECK(SmallWorld({{"commons.projects.density", 500.0}}).world().projects.members.size() == 20);
  CHECK(SmallWorld({{"commons.projects.density", 1000.0}}).world().projects.members.size() == 40);
  const auto movers = [](double turnover) {
    SmallWorld small({{"commons.projects.turnover", turnover},
                      {"commons.projects.density", 1000.0},
                      {"people.motivation.contributor_share", 0.8}});
    const sim::Column<std::int32_t> before = small.world().projects.project;
    one_month(small);
    int moved = 0;
    for (std::size_t i = 0; i < before.size(); ++i) moved += before[i] != small.world().projects.project[i];
    return moved;
  };
  CHECK(movers(0.1) > movers(0.01));
  CHECK(movers(1.0) > movers(0.1));
  const auto commoners = [](double bound) {
    SmallWorld small({{"commons.projects.commoner_hours", bound}, {"people.motivation.contributor_share", 0.8}});
    one_month(small);
    return small.world().projects.commoners[0];
  };
  CHECK(commoners(0.0) > commoners(2.0));
  CHECK(commoners(2.0) > commoners(50.0));
}

TEST_CASE("projects: oracle: sizes under preferential attachment have their exact stationary second moment") {
  // At little turnover every composition of N people into P projects is equally likely (Bose-Einstein): near 1 + 2 m
  // for m.
  CHECK(stationary_mean_square(100.0, 20.0, 1e-9) == Approx(25.0 + 100.0 * 0.05 * 0.95 * 120.0 / 21.0).epsilon(1e-6));
  SmallWorld small({{"people.count", std::int64_t{100}},
                    {"commons.projects.density", 2000.0},
                    {"commons.projects.turnover", 0.3},
                    {"people.motivation.free_riders", 0.0},
                    {"people.motivation.contributor_share", 1.0}});
  Projects& own = small.world().projects;
  constexpr int months = 20'000, settling = 200;  // memory fades by S / (t P) = 20 months
  double sum = 0.0;
  for (int month = 0; month < months + settling; ++month) {
    one_month(small, month);
    if (month >= settling) sum += mean_square(own.members.totals());
  }
  // About 500 independent snapshots, each of a relative deviation near 1/5: .009.
  CHECK(sum / months == Approx(stationary_mean_square(100.0, 20.0, 0.3)).epsilon(0.035));
}

TEST_CASE("projects: conserves: the first month's urns are those of the members that prehistory left") {
  SmallWorld small({{"commons.projects.density", 250.0}, {"people.motivation.contributor_share", 0.5}});
  const std::vector<std::int64_t> count = members(small.world().projects);
  small.once(models::fill_urns, small.world().projects);
  CHECK(small.world().projects.urns == models::project_urns(count));
}

TEST_CASE("projects: oracle: prehistory leaves sizes as the months would") {
  const Settings settings{{"people.count", std::int64_t{1500}},
                          {"commons.projects.density", 1000.0},
                          {"commons.projects.turnover", 0.02},
                          {"people.motivation.contributor_share", 0.5}};
  constexpr std::uint32_t worlds = 8;
  double mean = 0.0, expected = 0.0;
  for (std::uint32_t seed = 1; seed <= worlds; ++seed) {
    SmallWorld small(settings, seed);
    const std::vector<std::int64_t> count = members(small.world().projects);
    const auto people = static_cast<double>(std::accumulate(count.begin(), count.end(), std::int64_t{0}));
    mean += mean_square(count) / worlds;
    expected += stationary_mean_square(people, static_cast<double>(count.size()), 0.02) / worlds;
  }
  CHECK(mean == Approx(expected).epsilon(0.25));  // four standard errors
}
