#include "models/people/generations.h"

#include <cmath>
#include <numeric>

#include "tests/catch.h"
#include "tests/models/small_world.h"

using models::Generations;
using test::SmallWorld;

namespace {

// A month of ageing by hand, and the heirs take their places.
void pass_month(SmallWorld& small, int number) {
  Generations& own = small.world().generations;
  small.once(models::look_up_mortality, own, number);
  small.each(models::grow_old, own, number);
  small.once(models::name_heirs, own, number);
}

const std::string section = "people.generations.";

}  // namespace

TEST_CASE("generations: zero: without mortality nobody dies before the oldest age, without renewal nobody ages") {
  SmallWorld immortal({{section + "mortality", 0.0}, {section + "oldest", 85.0}});
  Generations& own = immortal.world().generations;
  own.months_old.fill(0);
  for (int month = 0; month < 780; ++month) {
    pass_month(immortal, month);
    CHECK(own.deaths == 0);
    own.heirs.clear();
  }
  pass_month(immortal, 780);
  CHECK(own.deaths == 400);
  SmallWorld ageless({{section + "renewal", false}});
  const std::vector<std::int16_t> before(ageless.world().generations.months_old.begin(), ageless.world().generations.months_old.end());
  ageless.live(3);
  CHECK(std::equal(before.begin(), before.end(), ageless.world().generations.months_old.begin()));
}

TEST_CASE("generations: by hand: one heir") {
  SmallWorld small({{section + "mortality", 0.0}, {section + "inheritance_tax", 0.25}});
  models::World& world = small.world();
  Generations& own = world.generations;
  own.months_old.fill(100);
  own.months_old[7] = 780;  // 85 years: dies
  const sim::Money estate = small.ledger().deposit_of_person(7);
  const std::int64_t holding = world.ownership.bound[7];
  world.labour_market.employer[7] = 0;
  world.phyles.phyle[7] = 0;
  pass_month(small, 0);
  REQUIRE(own.heirs == std::vector<std::uint32_t>{7});
  CHECK(own.months_old[7] == 0);
  CHECK(own.generation[7] == 1);
  CHECK(own.months_old[8] == 101);
  CHECK(own.generation[8] == 0);
  CHECK(small.ledger().deposit_of_person(7) == estate - sim::Money::near(0.25 * estate.eur()));
  const float skill = world.population.skill[7];
  world.apply_requests(small.month());
  CHECK(own.heirs.empty());
  CHECK(world.labour_market.employer[7] == -1);
  CHECK(world.labour_market.net_pay[7] == 0.0f);
  CHECK(world.phyles.phyle[7] == -1);
  CHECK(world.ownership.bound[7] == holding);
  CHECK(world.livelihood.gained(7, small.ledger().deposit_of_person(7)) == sim::Money{});
  CHECK(world.population.skill[7] != skill);
  CHECK((world.projects.project[7] >= 0) == world.motivation.contributes(7));
}

TEST_CASE("generations: conserves: estates go to heirs and the state, people stay as many, ages match births") {
  SmallWorld small({{section + "mortality", 0.05}, {section + "inheritance_tax", 0.4}});
  Generations& own = small.world().generations;
  for (int month = 0; month < 60; ++month) {
    const std::vector<std::int16_t> ages(own.months_old.begin(), own.months_old.end());
    const sim::Money before = small.all_money();
    pass_month(small, month);
    CHECK(small.all_money() == before);
    std::size_t heirs = 0;
    for (std::size_t i = 0; i < ages.size(); ++i) {
      const bool is_heir = own.months_old[i] == 0;
      heirs += is_heir;
      if (!is_heir) CHECK(own.months_old[i] == ages[i] + 1);
    }
    CHECK(static_cast<std::int64_t>(heirs) == own.deaths);
    small.world().apply_requests(small.month(month));
  }
  CHECK(std::accumulate(own.generation.begin(), own.generation.end(), 0) > 30);
}

TEST_CASE("generations: direction: mortality, its growth, the oldest age and inheritance of skill") {
  const auto deaths = [](const test::Settings& changes) {
    SmallWorld small(changes);
    small.world().generations.months_old.fill(480);
    std::int64_t sum = 0;
    for (int month = 0; month < 120; ++month) {
      pass_month(small, month);
      sum += small.world().generations.deaths;
      small.world().generations.heirs.clear();
    }
    return sum;
  };
  const std::int64_t usual = deaths({});
  CHECK(deaths({{section + "mortality", 0.005}}) > usual);
  CHECK(deaths({{section + "mortality_growth", 0.02}}) < usual);
  CHECK(deaths({{section + "oldest", 65.0}}) >= 400);
  const auto correlation = [](double inheritance) {
    SmallWorld small({{"people.skill_inheritance", inheritance}, {"people.count", std::int64_t{5000}}});
    models::World& world = small.world();
    double product = 0.0, square = 0.0;
    for (std::size_t i = 0; i < 5000; ++i) {
      const double parent = std::log(static_cast<double>(world.population.skill[i]));
      ++world.generations.generation[i];
      models::succeed(world.population, world, small.month(), i);
      product += parent * std::log(static_cast<double>(world.population.skill[i]));
      square += parent * parent;
    }
    return product / square;
  };
  CHECK(correlation(0.0) == Approx(0.0).margin(0.06));
  CHECK(correlation(0.4) == Approx(0.4).margin(0.06));
  CHECK(correlation(1.0) == Approx(1.0).margin(1e-4));
}

TEST_CASE("generations: oracle: Gompertz' survival and the stationary ages of a renewed population") {
  // S(a) = exp(-(m / g) (exp(g a) - 1)), a years beyond 20.
  const double m = 0.0005, g = 0.085;
  const auto survival = [&](double a) { return std::exp(-(m / g) * (std::exp(g * a) - 1.0)); };
  SmallWorld small({{section + "oldest", 100.0}, {"people.count", std::int64_t{20'000}}});
  Generations& own = small.world().generations;
  double mean = 0.0, years = 0.0;
  for (double a = 0.0; a < 80.0; a += 1.0 / 12.0) {
    mean += survival(a) * a;
    years += survival(a);
  }
  double opening = 0.0;
  for (const std::int16_t age : own.months_old) opening += age / 12.0 / 20'000;
  CHECK(opening == Approx(mean / years).margin(4.0 * 19.0 / std::sqrt(20'000.0)));
  own.months_old.fill(0);
  std::vector<bool> alive(20'000, true);
  for (int month = 0; month < 720; ++month) {
    pass_month(small, month);
    for (const std::uint32_t i : own.heirs) alive[i] = false;
    own.heirs.clear();
    if (month % 240 == 239) {
      const double expected = survival((month + 1) / 12.0);
      const double found = static_cast<double>(std::count(alive.begin(), alive.end(), true)) / 20'000;
      CHECK(found == Approx(expected).margin(4.0 * std::sqrt(expected * (1.0 - expected) / 20'000)));
    }
  }
}

TEST_CASE("generations: a policy never changes who is born") {
  // Draws stand at (person, generation), whatever the month of birth and whatever the wealth.
  SmallWorld early, late;
  for (SmallWorld* small : {&early, &late}) {
    models::World& world = small->world();
    ++world.generations.generation[3];
    models::succeed(world.motivation, world, small->month(small == &early ? 5 : 300), 3);
    models::succeed(world.population, world, small->month(small == &early ? 5 : 300), 3);
  }
  CHECK(early.world().motivation.committed_hours[3] == late.world().motivation.committed_hours[3]);
  CHECK(early.world().population.skill[3] == late.world().population.skill[3]);
}
