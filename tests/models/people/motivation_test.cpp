#include "models/people/motivation.h"

#include <algorithm>
#include <cmath>

#include "tests/catch.h"
#include "tests/models/small_world.h"

using models::Motivation;
using test::SmallWorld;

namespace {

constexpr Motivation::Parameters usual{.contributor_share = 0.3,
                                       .median_hours = 2.0,
                                       .hours_dispersion = 1.0,
                                       .output_dispersion = 0.8,
                                       .most_hours = 60.0,
                                       .free_riders = 0.0,
                                       .conditional_cooperators = 0.6,
                                       .hump_shaped = 0.1,
                                       .reciprocity = 0.0,
                                       .group_size = 0.0,
                                       .use_value = 0.0,
                                       .reputation = 0.0,
                                       .crowding_out = 0.0,
                                       .autonomous_pay = 0.0,
                                       .after_support = 0.0};

// Traits alone, without the rest of a world of that size.
Motivation traits(const Motivation::Parameters& parameters, std::size_t people) {
  SmallWorld small({{"people.count", std::int64_t{50}}, {"commons.projects.reserve", 0.0}});
  Motivation own;
  own.parameters = parameters;
  own.committed_hours.allocate(people);
  own.output_per_hour.allocate(people);
  own.type.allocate(people);
  models::set_up(own, small.world(), small.month(-1));
  return own;
}

double mean(const sim::Column<float>& column) {
  double sum = 0.0;
  for (const float value : column) sum += static_cast<double>(value);
  return sum / static_cast<double>(column.size());
}

long contributors(const Motivation& own) {
  return std::count_if(own.output_per_hour.begin(), own.output_per_hour.end(),
                       [](float output) { return output > 0.0f; });
}

double normal_below(double z) { return 0.5 * std::erfc(-z / std::sqrt(2.0)); }

}  // namespace

TEST_CASE("motivation: zero: a contributor share or median hours of zero leave the commons without givers") {
  Motivation::Parameters none = usual;
  none.contributor_share = 0.0;
  CHECK(contributors(traits(none, 500)) == 0);
  Motivation::Parameters idle = usual;
  idle.median_hours = 0.0;
  for (const float hours : traits(idle, 500).committed_hours) CHECK(hours == 0.0f);
}

TEST_CASE("motivation: by hand: without dispersion three people give the median hours at an output of one") {
  // Hours: the median of 5; at a median of 50 the cap of 20. Output per hour exp(0 z - 0) = 1, its mean.
  Motivation::Parameters plain = usual;
  plain.contributor_share = 1.0;
  plain.median_hours = 5.0;
  plain.hours_dispersion = plain.output_dispersion = 0.0;
  plain.most_hours = 20.0;
  Motivation::Parameters busy = plain;
  busy.contributor_share = 0.0;
  busy.median_hours = 50.0;
  const Motivation three = traits(plain, 3), capped = traits(busy, 3);
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(three.committed_hours[i] == 5.0f);
    CHECK(three.output_per_hour[i] == 1.0f);
    CHECK(three.contributes(i));
    CHECK(capped.committed_hours[i] == 20.0f);
    CHECK_FALSE(capped.contributes(i));
  }
}

TEST_CASE("motivation: zero: without responses everybody commits what was drawn, whatever the others do") {
  SmallWorld small({{"people.motivation.reciprocity", 0.0},
                    {"people.motivation.group_size", 0.0},
                    {"people.motivation.use_value", 0.0},
                    {"people.motivation.reputation", 0.0},
                    {"people.motivation.crowding_out", 0.0}});
  small.live(30);
  const auto& world = small.world();
  for (std::size_t i = 0; i < world.size("person"); ++i) {
    const double drawn = static_cast<double>(world.motivation.committed_hours[i]);
    CHECK(world.motivation.commitment(i, 0.0, true) == drawn);
    CHECK(world.motivation.commitment(i, 1e6, false) == drawn);
  }
}

TEST_CASE("motivation: by hand: what types, recognition, the group and pay do to hours") {
  SmallWorld small({{"people.motivation.reciprocity", 0.5},
                    {"people.motivation.group_size", 0.5},
                    {"people.motivation.use_value", 1.0},
                    {"people.motivation.reputation", 0.25},
                    {"people.motivation.crowding_out", 0.4},
                    {"people.motivation.autonomous_pay", 0.5}});
  auto& world = small.world();
  Motivation& own = world.motivation;
  // A year's view of a third less than usual: after one month own.given moves a twelfth of the way.
  own.opening_given = 120.0;
  own.given = 120.0;
  own.opening_contributors = 64.0;
  own.opening_pay = 12.0;  // of a wage of 16: halfway between what preserves autonomy and the wage
  world.projects.given.of(0).add(0, 20.0);  // software
  world.projects.given.of(0).add(1, 4.0);
  world.projects.given.collect();
  std::fill_n(world.projects.members.of(0), world.projects.members.size(), 0);
  world.projects.members.of(0)[0] = 16;
  world.projects.members.collect();
  world.knowledge.mean_stock = 1.5;
  world.labour_market.wage = 20.0;
  world.foundations.pay_rate = 40.0;
  small.once(models::weigh_motives, own, 1);
  // given = 120 - 96/12 = 112, relative 14/15; group (1/4)^.5 = .5; use value 1.5.
  CHECK(own.given == Approx(112.0));
  CHECK(own.motive[Motivation::unconditional] == Approx(0.75));
  CHECK(own.motive[Motivation::conditional] == Approx(0.75 * (1.0 - 0.5 / 15.0)));
  CHECK(own.motive[Motivation::hump_shaped] == Approx(0.75 * (1.0 - 0.5 / 15.0)));
  CHECK(own.paid_motive == Approx((1.0 - 0.4) / (1.0 - 0.4 * 0.5)));
  own.given = 360.0;
  small.once(models::weigh_motives, own, 1);  // 360 - 336/12 = 332
  CHECK(own.motive[Motivation::conditional] > own.motive[Motivation::unconditional]);
  CHECK(own.motive[Motivation::hump_shaped] == Approx(std::max(0.75 * (1.0 - 0.5 * (332.0 / 120.0 - 1.0)), 0.0)));
  // A contributor of 10 committed hours and an output of 2 who has given 5 of 20 effective hours, in a fallen motive.
  own.committed_hours[0] = 10.0f;
  own.output_per_hour[0] = 2.0f;
  own.type[0] = Motivation::unconditional;
  own.usual_recognition = 1.25;  // everybody was known at the start
  const double recognition = (1.0 + 0.25 * 0.25) / 1.25;
  CHECK(own.commitment(0, 5.0, false) == Approx(7.5 * recognition));
  CHECK(own.commitment(0, 5.0, true) == Approx(7.5 * recognition * 0.75));
  CHECK(own.commitment(0, 500.0, false) == Approx(7.5));
  own.output_per_hour[0] = 0.0f;  // civic life has none of this
  CHECK(own.commitment(0, 5.0, true) == 10.0);
  CHECK(models::felt_control(4.0, 16.0, 0.5) == 0.0);
  CHECK(models::felt_control(12.0, 16.0, 0.5) == Approx(0.5));
  CHECK(models::felt_control(99.0, 16.0, 0.5) == 1.0);
}

TEST_CASE("motivation: conserves: types come in the stated shares and free riders give nothing") {
  constexpr std::size_t people = 40'000;
  Motivation::Parameters mixed = usual;
  mixed.free_riders = 0.33;
  mixed.conditional_cooperators = 0.50;
  mixed.hump_shaped = 0.14;
  const Motivation own = traits(mixed, people);
  std::array<double, Motivation::n_types> share{};
  for (std::size_t i = 0; i < people; ++i) {
    share[static_cast<std::size_t>(own.type[i])] += 1.0 / people;
    if (own.volunteers(i)) continue;
    CHECK(own.committed_hours[i] == 0.0f);
    CHECK_FALSE(own.contributes(i));
  }
  const std::array expected{0.03, 0.50, 0.14, 0.33};
  for (std::size_t k = 0; k < share.size(); ++k)
    CHECK(std::abs(share[k] - expected[k]) < 4.0 * std::sqrt(expected[k] * (1.0 - expected[k]) / people));
  CHECK(std::abs(static_cast<double>(contributors(own)) / people - 0.3) < 4.0 * std::sqrt(0.3 * 0.7 / people));
}

TEST_CASE("motivation: oracle: conditional cooperation multiplies a loss by 1 / (1 - share x rho)") {
  // Contributors of equal hours, a share m of them conditional with response rho: if the others stop giving a part d of all
  // hours, hours settle at s = 1 - d + m rho (s - 1), hence 1 - s = d / (1 - m rho) (a year's view, so after some years).
  const auto settled = [](double rho) {
    SmallWorld small({{"people.count", std::int64_t{1'000}},
                      {"people.motivation.reciprocity", rho},
                      {"people.motivation.group_size", 0.0},
                      {"people.motivation.reputation", 0.0},
                      {"people.motivation.crowding_out", 0.0}});
    auto& world = small.world();
    Motivation& own = world.motivation;
    own.opening_given = own.given = 1'000.0;
    for (int month = 1; month <= 400; ++month) {
      // 700 hours of conditional cooperators, 300 of others, of which 100 cease.
      const double hours = 700.0 * own.motive[Motivation::conditional] + 200.0 * own.motive[Motivation::unconditional];
      world.projects.given.of(0).add(0, hours);
      world.projects.given.collect();
      small.once(models::weigh_motives, own, month);
    }
    return own.given / own.opening_given;
  };
  CHECK(1.0 - settled(0.0) == Approx(0.1).epsilon(1e-6));
  CHECK(1.0 - settled(0.5) == Approx(0.1 / (1.0 - 0.35)).epsilon(1e-4));
  CHECK(1.0 - settled(0.8) == Approx(0.1 / (1.0 - 0.56)).epsilon(1e-4));
}

TEST_CASE("motivation: by hand: people give in place of staff who are no longer paid, or as much less besides") {
  for (const double part : {1.0, -0.5}) {
    SmallWorld small({{"people.motivation.reciprocity", 0.0},
                      {"people.motivation.group_size", 0.0},
                      {"people.motivation.after_support", part},
                      {"producers.innovation.corporate_support", 0.25}});
    auto& world = small.world();
    Motivation& own = world.motivation;
    // Staff of one producer would give a tenth of 400 hours; three quarters of that, 30, are lost. People give 120.
    world.innovation.giving_share.fill(0.0);
    world.innovation.giving_share[3] = 0.1;
    REQUIRE(world.organisations.trades(3));
    world.labour_market.labour.of(0).add(3, 400.0);
    world.labour_market.labour.collect();
    const double factor = 1.0 + part * 30.0 / 120.0;
    for (int month = 1; month < 3; ++month) {
      world.projects.effort.of(0).add(0, 120.0 * own.replacement);
      world.projects.effort.collect();
      small.once(models::weigh_motives, own, month);
      CHECK(own.replacement == Approx(factor));  // and stays there, though their effort answers
      CHECK(own.motive[Motivation::unconditional] == Approx(factor));
    }
  }
}

TEST_CASE("motivation: oracle: people make up for the end of support as far as they are asked to, or lose as much again") {
  const auto effort = [](double support, double part) {
    SmallWorld small({{"people.count", std::int64_t{2'000}},
                      {"people.motivation.group_size", 0.0},
                      {"people.motivation.reciprocity", 0.0},
                      {"people.motivation.after_support", part},
                      {"commons.projects.exit_experience", 0.0},  // who gives more would stay longer
                      {"people.motivation.most_hours", 300.0},
                      {"producers.innovation.giving", 0.001},
                      {"producers.innovation.corporate_support", support}});
    small.live(36);
    double sum = 0.0;
    for (std::size_t k = 0; k < small.world().projects.effort.size(); ++k)
      sum += small.world().projects.effort[k] + small.world().knowledge.staff_hours[k];
    return sum;
  };
  // Only what people committed answers, not the sixth of their hours that depends on their income.
  const double supported = effort(1.0, 1.0), lost = supported - effort(0.0, 0.0);
  const double given_instead = effort(0.0, 1.0) - effort(0.0, 0.0), lost_besides = effort(0.0, 0.0) - effort(0.0, -1.0);
  REQUIRE(lost > 0.1 * supported);
  CHECK((given_instead > 0.75 * lost && given_instead < lost));
  CHECK(lost_besides == Approx(given_instead).epsilon(0.15));  // neither answer is favoured, but for that sixth, which is in what the factor divides by
}

TEST_CASE("motivation: oracle: a smaller group gives less as on the Chinese Wikipedia, and pay crowds out as in experiments") {
  // S10: the block of 2005 left those who were not blocked giving 42.8 % less; with eta = .5 a group of a third does that.
  SmallWorld small({{"people.motivation.reciprocity", 0.0}, {"people.motivation.group_size", 0.5}, {"people.motivation.crowding_out", 0.36}});
  auto& world = small.world();
  Motivation& own = world.motivation;
  own.opening_contributors = 10'000.0;
  own.opening_pay = 0.0;
  std::fill_n(world.projects.members.of(0), world.projects.members.size(), 0);
  world.projects.members.of(0)[0] = 3'272;  // .572 squared
  world.projects.members.collect();
  world.foundations.pay_rate = 1e3;
  small.once(models::weigh_motives, own, 1);
  CHECK(own.motive[Motivation::unconditional] == Approx(0.572).epsilon(1e-4));
  CHECK(own.paid_motive == Approx(0.64));
}

TEST_CASE("motivation: conserves: what is drawn depends neither on pay nor on time") {
  SmallWorld poor({{"producers.labour_market.opening_wage", 10.0}}),
      rich({{"producers.labour_market.opening_wage", 20.0}});
  const Motivation opening = poor.world().motivation;
  rich.live(2);
  const Motivation& later = rich.world().motivation;
  CHECK(std::equal(opening.committed_hours.begin(), opening.committed_hours.end(), later.committed_hours.begin()));
  CHECK(std::equal(opening.output_per_hour.begin(), opening.output_per_hour.end(), later.output_per_hour.begin()));
  const Motivation many = traits(usual, 5000);
  CHECK(*std::max_element(many.committed_hours.begin(), many.committed_hours.end()) == 60.0f);
  CHECK(*std::min_element(many.committed_hours.begin(), many.committed_hours.end()) > 0.0f);
}

TEST_CASE("motivation: direction: shares add contributors, medians and caps hours, dispersions spread") {
  const Motivation normal = traits(usual, 2000);
  const auto with = [](double Motivation::Parameters::*member, double value) {
    Motivation::Parameters changed = usual;
    changed.*member = value;
    return traits(changed, 2000);
  };
  const auto highest = [](const sim::Column<float>& column) { return *std::max_element(column.begin(), column.end()); };
  CHECK(contributors(with(&Motivation::Parameters::contributor_share, 0.5)) > contributors(normal));
  CHECK(mean(with(&Motivation::Parameters::median_hours, 3.0).committed_hours) > mean(normal.committed_hours));
  CHECK(mean(with(&Motivation::Parameters::hours_dispersion, 1.3).committed_hours) > mean(normal.committed_hours));
  CHECK(highest(with(&Motivation::Parameters::output_dispersion, 1.2).output_per_hour) >
        highest(normal.output_per_hour));
  CHECK(highest(with(&Motivation::Parameters::most_hours, 100.0).committed_hours) > highest(normal.committed_hours));
  CHECK(mean(with(&Motivation::Parameters::most_hours, 4.0).committed_hours) < mean(normal.committed_hours));
}

TEST_CASE("motivation: oracle: moments of output and of hours cut at a cap") {
  // Output per hour has mean 1 at any dispersion b, variance exp(b^2) - 1. Hours min(m exp(s z), c) have mean
  // m exp(s^2/2) Phi(ln(c/m)/s - s) + c (1 - Phi(ln(c/m)/s)); below c. Tolerances are four standard errors.
  constexpr std::size_t people = 40'000;
  const double n = people;
  Motivation::Parameters all = usual;
  all.contributor_share = 1.0;
  const Motivation own = traits(all, people);
  CHECK(std::abs(mean(own.output_per_hour) - 1.0) < 4.0 * std::sqrt((std::exp(0.64) - 1.0) / n));
  const double z = std::log(60.0 / 2.0);
  const double expected = 2.0 * std::exp(0.5) * normal_below(z - 1.0) + 60.0 * (1.0 - normal_below(z));
  CHECK(std::abs(mean(own.committed_hours) - expected) <
        4.0 * 2.0 * std::sqrt((std::exp(1.0) - 1.0) * std::exp(1.0) / n));
  const auto contributing = static_cast<double>(contributors(traits(usual, people)));
  CHECK(std::abs(contributing / n - 0.3) < 4.0 * std::sqrt(0.3 * 0.7 / n));
}
