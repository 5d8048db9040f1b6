#include "models/commons/prehistory.h"

#include <cmath>
#include <numeric>
#include <vector>

#include "tests/catch.h"
#include "tests/models/commons/members.h"

using models::Projects;
using test::fixed_members;
using test::mean_square;
using test::members;
using test::Settings;
using test::SmallWorld;
using test::stationary_mean_square;

TEST_CASE("prehistory: oracle: before the first month people leave when hazards add up") {
  Projects::Parameters p{};
  p.exit_hazard = 0.3;
  for (const double b1 : {0.0, 0.5, 1.0, 1.5}) {
    p.exit_experience = b1;
    for (const double rate : {0.0, 0.1, 3.0}) {
      const double months = models::months_until_leaving(p, 4.0, rate, 0.05);
      double sum = 0.0;  // of the hazard, by the midpoint rule
      constexpr int steps = 100'000;
      for (int k = 0; k < steps; ++k) sum += 0.3 * std::pow(4.0 + rate * months * (k + 0.5) / steps, -b1) * months / steps;
      CHECK(sum == Approx(0.05).epsilon(1e-6));
    }
  }
  p.exit_experience = 1.5;  // the hazard falls so fast that it never adds up to more than h0 / (r (b1 - 1) 4^.5) = .1
  CHECK(std::isinf(models::months_until_leaving(p, 4.0, 3.0, 0.11)));
  p.exit_hazard = 0.0;
  CHECK(std::isinf(models::months_until_leaving(p, 4.0, 3.0, 0.1)));
}

TEST_CASE("prehistory: oracle: arrivals keep the opening's contributors, and their experience") {
  SmallWorld small({{"people.count", std::int64_t{10'000}}});
  const Projects& own = small.world().projects;
  const auto known = [&] {  // share of contributors who have made ten contributions or more
    double count = 0.0, of_ten = 0.0;
    for (std::size_t i = 0; i < own.since.size(); ++i)
      if (own.is_active(i)) ++count, of_ten += own.contributions[i] >= 10.0f;
    CHECK(count / 10'000.0 == Approx(0.10).margin(0.012));  // four deviations
    return of_ten / count;
  };
  const double opening = known();
  CHECK(opening > 0.05);
  CHECK(opening < 0.95);
  small.live(120);
  CHECK(known() == Approx(opening).margin(0.06));  // four deviations of a difference of two such shares
}

TEST_CASE("prehistory: conserves: the first month's urns are those of the members that it left") {
  SmallWorld small({{"commons.projects.density", 250.0}, {"people.motivation.contributor_share", 0.5},
                    {"commons.projects.quality_pull", 0.0}, {"commons.projects.core_loss", false}});
  const std::vector<std::int64_t> count = members(small.world().projects);
  small.once(models::fill_urns, small.world().projects);
  CHECK(small.world().projects.urns == models::project_urns(count, small.world().projects.parameters.initial_attractiveness));
}

TEST_CASE("prehistory: oracle: it leaves sizes as the months would") {
  const Settings settings = fixed_members({{"people.count", std::int64_t{1500}},
                                           {"commons.projects.density", 1000.0},
                                           {"commons.projects.turnover", 0.02},
                                           {"people.motivation.contributor_share", 0.5}});
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
