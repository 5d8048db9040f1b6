#include "models/people/livelihood.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "tests/catch.h"
#include "tests/models/small_world.h"

using models::Livelihood;
using sim::Money;
using test::Settings;
using test::SmallWorld;

namespace {

const Settings plain{{"people.livelihood.from_income", 0.8},      {"people.livelihood.from_deposits", 0.05},
                     {"people.livelihood.expectation", 0.15},     {"people.livelihood.gig_share", 0.1},
                     {"people.livelihood.gig_elasticity", 0.0},   {"people.livelihood.confidence_persistence", 0.9},
                     {"people.livelihood.confidence_shock", 0.0}, {"people.time_use.subsistence", 500.0}};

Settings with(Settings changes) {
  changes.insert(plain.begin(), plain.end());
  return changes;
}

// Three people who expect 1000, 200 and 1000 EUR and hold 2000, 1000 and 300 EUR.
struct ThreePeople : SmallWorld {
  explicit ThreePeople(Settings changes = {}) : SmallWorld(three(std::move(changes))) {
    Livelihood& own = world().livelihood;
    for (std::size_t i = 0; i < 3; ++i) {
      own.expected_income[i] = own.income[i] = std::array{1000.0f, 200.0f, 1000.0f}[i];
      const Money held = Money::of(std::array{2000.0, 1000.0, 300.0}[i]);
      own.before.set(i, held.counts());
      ledger().endow_person(i, held - ledger().deposit_of_person(i));
    }
    ledger().finish_opening();
  }
  static Settings three(Settings changes) {
    changes.emplace("people.count", std::int64_t{3});
    return with(std::move(changes));
  }
};

void plan(SmallWorld& small) {
  small.each(models::plan_spending, small.world().livelihood);
  small.once(models::sum_plans, small.world().livelihood);
}

double planned(SmallWorld& small, std::size_t plan) {
  return Money::counts(small.world().livelihood.plans[plan]).eur();
}

}  // namespace

TEST_CASE("livelihood: zero: without propensities and needs nobody spends, without shocks confidence rests") {
  ThreePeople idle({{"people.livelihood.from_income", 0.0},
                    {"people.livelihood.from_deposits", 0.0},
                    {"people.time_use.subsistence", 0.0}});
  plan(idle);
  CHECK(planned(idle, 0) == 0.0);
  CHECK(planned(idle, 1) == 0.0);
  for (int month = 0; month < 24; ++month) idle.once(models::sway_confidence, idle.world().livelihood, month);
  CHECK(idle.world().livelihood.confidence == 0.0);
  ThreePeople offline({{"people.livelihood.gig_share", 0.0}});
  plan(offline);
  CHECK(planned(offline, 0) > 0.0);
  CHECK(planned(offline, 1) == 0.0);
}

TEST_CASE("livelihood: by hand: three people plan, buy and take stock") {
  // Wishes .8 Y + .05 D: 900, 210 -> the subsistence of 500, 815 -> the 300 held. A tenth of it buys gigs.
  // Half is served; tax of 25 % on the price is a fifth of what is spent. The first spends 405: 324 and 81 tax.
  ThreePeople small;
  auto& world = small.world();
  plan(small);
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(world.livelihood.planned[i] == Money::of(std::array{810.0, 450.0, 270.0}[i]));
    CHECK(world.livelihood.planned_gigs[i] == Money::of(std::array{90.0, 50.0, 30.0}[i]));
  }
  CHECK(planned(small, 0) == 1530.0);
  CHECK(planned(small, 1) == 170.0);
  world.goods_market.served.fill(0.5);
  world.taxes.value_added_rate = 0.25;
  const Money state = small.ledger().deposit(world.organisations.state());
  small.each(models::buy_goods, world.livelihood);
  CHECK(small.ledger().deposit_of_person(0) == Money::of(2000.0 - 405.0));
  CHECK(small.ledger().deposit(world.organisations.state()) - state == Money::of(0.2 * (405.0 + 225.0 + 135.0)));
  // Nobody bought gigs, and the second found 60 EUR: incomes 0, 60, 0. Expectations close .15 of the gap, the year
  // 1/12.
  world.livelihood.planned_gigs.fill({});
  small.ledger().endow_person(1, Money::of(60.0));
  small.each(models::take_stock, world.livelihood);
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(static_cast<double>(world.livelihood.expected_income[i]) == Approx(std::array{850.0, 179.0, 850.0}[i]));
    CHECK(static_cast<double>(world.livelihood.income[i]) ==
          Approx(std::array{1000.0, 188.33333, 1000.0}[i] * (i == 1 ? 1.0 : 11.0 / 12.0)));
    CHECK(world.livelihood.gained(i, small.ledger().deposit_of_person(i)) == Money{});
  }
}

TEST_CASE("livelihood: edges: what moves too much in a month to be told apart is refused, in either direction") {
  const auto moves = [](std::int64_t counts) {
    SmallWorld small({{"people.count", std::int64_t{50}}});
    auto& world = small.world();
    world.livelihood.before.set(3, small.ledger().deposit_of_person(3).counts() - counts);
    small.each(models::take_stock, world.livelihood, 0);
  };
  constexpr std::int64_t most = models::Livelihood::most_gained.counts();
  CHECK_NOTHROW(moves(most));
  CHECK_NOTHROW(moves(-most));
  CHECK_THROWS_AS(moves(most + 1), sim::AccountingError);
  CHECK_THROWS_AS(moves(-most - 1), sim::AccountingError);
  CHECK_THROWS_AS(moves(2 * most + 5), sim::AccountingError);  // beyond half of what is stored: seen with the wrong sign
}

TEST_CASE("livelihood: conserves: what people pay arrives, and no flow escapes income") {
  SmallWorld small(with({{"people.livelihood.expectation", 1.0}}));
  auto& world = small.world();
  for (int month = 0; month < 6; ++month) {
    small.live(1);  // throws where the books do not balance
    double received = 0.0, in_flows = 0.0;
    for (const float income : world.livelihood.expected_income) received += static_cast<double>(income);
    for (const sim::Ledger::Cell& cell : small.ledger().month_flows()) {
      const bool spending = cell.name == "purchases" || cell.name == "gig_purchases" || cell.name == "value_added_tax";
      if (cell.to == "people") in_flows += cell.amount.eur();
      if (cell.from == "people" && !spending) in_flows -= cell.amount.eur();
    }
    CHECK(received == Approx(in_flows).epsilon(1e-6));
    int differing = 0;
    for (std::size_t i = 0; i < world.size("person"); ++i)
      differing += world.livelihood.gained(i, small.ledger().deposit_of_person(i)) != Money{};
    CHECK(differing == 0);
  }
}

TEST_CASE("livelihood: direction: propensities, gig share, take rate, expectation, persistence and shocks") {
  const auto plans = [](const char* parameter, double value, std::size_t kind, double dearer = 0.0) {
    ThreePeople small({{parameter, value}});
    auto& world = small.world();
    world.strategy.take_rate.fill(world.strategy.parameters.opening_take_rate + dearer);
    plan(small);
    return planned(small, kind);
  };
  CHECK(plans("people.livelihood.from_income", 0.9, 0) > plans("people.livelihood.from_income", 0.8, 0));
  CHECK(plans("people.livelihood.from_deposits", 0.1, 0) > plans("people.livelihood.from_deposits", 0.05, 0));
  CHECK(plans("people.livelihood.gig_share", 0.2, 1) > plans("people.livelihood.gig_share", 0.1, 1));
  CHECK(plans("people.livelihood.gig_share", 0.2, 0) < plans("people.livelihood.gig_share", 0.1, 0));
  CHECK(plans("people.livelihood.gig_elasticity", 0.0, 1, 0.2) == 170.0);
  CHECK(plans("people.livelihood.gig_elasticity", 1.0, 1, 0.2) == Approx(0.8 * 170.0));
  CHECK(plans("people.livelihood.gig_elasticity", 5.0, 1, 0.3) == 0.0);
  const auto expected = [](double expectation) {
    ThreePeople small({{"people.livelihood.expectation", expectation}});
    for (auto* plans_of : {&small.world().livelihood.planned, &small.world().livelihood.planned_gigs})
      plans_of->fill({});
    small.each(models::take_stock, small.world().livelihood);  // a month without income
    return small.world().livelihood.expected_income[0];
  };
  CHECK(expected(0.3) < expected(0.1));
  const auto confidence = [](double persistence, double shock) {
    ThreePeople small(
        {{"people.livelihood.confidence_persistence", persistence}, {"people.livelihood.confidence_shock", shock}});
    double squares = 0.0;
    for (int month = 0; month < 500; ++month) {
      small.once(models::sway_confidence, small.world().livelihood, month);
      squares += small.world().livelihood.confidence * small.world().livelihood.confidence;
    }
    return squares;
  };
  CHECK(confidence(0.9, 0.02) > confidence(0.9, 0.01));
  CHECK(confidence(0.95, 0.01) > confidence(0.5, 0.01));
}

TEST_CASE("livelihood: oracle: deposits settle where spending equals income") {
  // With income y a month, H deposits before spending: y = a1 y + a2 H, so H* = y (1 - a1) / a2 = 1500 (.2) / .05 =
  // 6000, and the distance to it shrinks by 1 - a2 a month.
  ThreePeople small;
  auto& world = small.world();
  world.goods_market.served.fill(1.0);
  world.livelihood.parameters.gig_share = 0.0;
  small.ledger().endow_person(0, Money::of(500.0));  // from 2000 + 500 + 1500 on
  world.livelihood.expected_income[0] = 1500.0f;
  for (int month = 0; month < 60; ++month) {
    small.ledger().endow_person(0, Money::of(1500.0));
    const double expected = 6000.0 - 2000.0 * std::pow(0.95, month);
    CHECK(small.ledger().deposit_of_person(0).eur() == Approx(expected).margin(0.002));
    plan(small);
    small.each(models::buy_goods, world.livelihood, month);
  }
}

TEST_CASE("livelihood: oracle: confidence is an AR(1)") {
  // rho = .9: standard deviation s / sqrt(1 - rho^2), autocorrelation rho. 40,000 months are worth some 4,200
  // independent ones: four standard errors are 4.4 % of the deviation and .009 of the correlation.
  ThreePeople small({{"people.livelihood.confidence_shock", 0.01}});
  constexpr int months = 40'000;
  double squares = 0.0, products = 0.0, before = 0.0;
  for (int month = 0; month < months; ++month) {
    small.once(models::sway_confidence, small.world().livelihood, month);
    const double now = small.world().livelihood.confidence;
    squares += now * now;
    products += now * before;
    before = now;
  }
  CHECK(std::sqrt(squares / months) == Approx(0.01 / std::sqrt(1.0 - 0.81)).epsilon(0.044));
  CHECK(products / squares == Approx(0.9).margin(0.009));
}

TEST_CASE("livelihood: by hand: needs covered and people without a buffer") {
  SmallWorld small({{"people.count", std::int64_t{4}}, {"people.livelihood.buffer", 2.0}, {"people.time_use.subsistence", 500.0}});
  auto& world = small.world();
  const std::array spent{0.0, 250.0, 500.0, 4'000.0};
  for (std::size_t i = 0; i < 4; ++i) {
    world.livelihood.planned[i] = sim::Money::of(0.8 * spent[i]);
    world.livelihood.planned_gigs[i] = sim::Money::of(0.2 * spent[i]);
    world.livelihood.before.set(i, 0);
  }
  std::size_t poor = 0;
  for (std::size_t i = 0; i < 4; ++i) poor += small.ledger().deposit_of_person(i).eur() < 1'000.0;
  small.each(models::take_stock, world.livelihood);
  small.once(models::count_hardship, world.livelihood);
  CHECK(world.livelihood.covered[0] == Approx(0.0 + 0.5 + 1.0 + 1.0));
  CHECK(world.livelihood.precarious[0] == static_cast<std::int64_t>(poor));
  SmallWorld careful({{"people.livelihood.buffer", 50.0}}), careless({{"people.livelihood.buffer", 0.0}});
  careful.live(1);
  careless.live(1);
  CHECK(careful.recent("precarity_rate", 1) > 0.9);
  CHECK(careless.recent("precarity_rate", 1) == 0.0);
}
