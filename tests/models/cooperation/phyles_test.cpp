#include "models/cooperation/phyles.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <string>

#include "tests/catch.h"
#include "tests/models/small_world.h"

using models::Phyles;
using sim::Money;
using test::Settings;
using test::SmallWorld;

namespace {

// Phyles that nobody joins or leaves by chance, unless a test says so.
struct PhyleWorld : SmallWorld {
  explicit PhyleWorld(Settings changes = {}) : SmallWorld(usual(std::move(changes))) {}
  static Settings usual(Settings changes) {
    const Settings settings{{"cooperation.phyles.density", 50.0},
                            {"cooperation.phyles.dues", 0.05},
                            {"cooperation.phyles.stipend", 100.0},
                            {"cooperation.phyles.reserve", 0.25},
                            {"cooperation.phyles.least_contribution", 3.0},
                            {"cooperation.phyles.highest_income", 2500.0},
                            {"cooperation.phyles.join", 0.0},
                            {"cooperation.phyles.join_orientation", 0.35},
                            {"cooperation.phyles.leave", 0.0},
                            {"cooperation.phyles.fund_months", 12.0}};
    changes.insert(settings.begin(), settings.end());
    return changes;
  }
  Phyles& own() { return world().phyles; }
  Money fund(std::size_t y) { return ledger().deposit(world().organisations.phyle(y)); }
  void orient(float orientation) { world().influence.orientation.current.fill(orientation); }
  void join_and_leave(int number = 0) {
    once(models::call_members, own(), number);
    each(models::join_and_leave, own(), number);
  }
  void one_month(int number = 0) {
    join_and_leave(number);
    once(models::award_stipends, own(), number);
  }
  double member_share() {
    return static_cast<double>(std::count(own().phyle.begin(), own().phyle.end(), 0)) /
           static_cast<double>(own().phyle.size());
  }
};

// One phyle, three members: incomes 1000, 2000 and 3000 EUR, contributions 5, 9 and 20 hours.
struct ThreeMembers : PhyleWorld {
  explicit ThreeMembers(Settings changes = {}) : PhyleWorld(three(std::move(changes))) {
    own().phyle.fill(0);
    for (std::size_t i = 0; i < 3; ++i) {
      world().livelihood.expected_income[i] = std::array{1000.0f, 2000.0f, 3000.0f}[i];
      world().projects.contribution[i] = world().time_use.volunteer_hours[i] = std::array{5.0f, 9.0f, 20.0f}[i];
      world().projects.project[i] = 0;
      ledger().endow_person(i, Money::of(1000.0) - ledger().deposit_of_person(i));
    }
    ledger().finish_opening();
  }
  static Settings three(Settings changes) {
    changes.emplace("people.count", std::int64_t{3});
    return changes;
  }
};

std::int32_t supported(const char* parameter, double value) {
  ThreeMembers small({{parameter, value}});
  small.one_month();
  return small.own().supported[0];
}

}  // namespace

TEST_CASE("phyles: zero: without density there are none, without dues no fund, without stipend no support") {
  PhyleWorld none({{"cooperation.phyles.density", 0.0}, {"cooperation.phyles.join", 1.0}});
  none.live(3);
  CHECK(none.world().organisations.n_phyles == 0);
  CHECK(none.series("phyle_members").back() == 0.0);
  ThreeMembers free({{"cooperation.phyles.dues", 0.0}});
  const sim::Column<Money> before = free.ledger().people();
  free.one_month();
  CHECK(free.fund(0) == Money{});
  CHECK(std::equal(before.begin(), before.end(), free.ledger().people().begin()));
  CHECK(supported("cooperation.phyles.stipend", 0.0) == 0);
  PhyleWorld closed;  // nobody joins
  closed.orient(1.0f);
  closed.one_month();
  CHECK(closed.own().members[0] + closed.own().members[1] == 0);
}

TEST_CASE("phyles: by hand: three members, two stipends") {
  // Dues 50 + 100 + 150 = 300; less a reserve of a quarter 225 pay two stipends of 100. The third earns too much. With
  // half kept back 150 pay one: to the second, who contributes more than the first.
  ThreeMembers small, careful({{"cooperation.phyles.reserve", 0.5}});
  small.one_month();
  CHECK(small.fund(0) == Money::of(100.0));
  CHECK(small.own().members[0] == 3);
  CHECK(small.own().supported[0] == 2);
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(small.own().stipend[i] == Money::of(std::array{100.0, 100.0, 0.0}[i]));
    CHECK(small.ledger().deposit_of_person(i) == Money::of(std::array{1050.0, 1000.0, 850.0}[i]));
  }
  small.ledger().close(0);
  careful.one_month();
  CHECK(careful.own().supported[0] == 1);
  CHECK(careful.own().stipend[0] == Money{});
  CHECK(careful.own().stipend[1] == Money::of(100.0));
}

TEST_CASE("phyles: by hand: a fund that fills calls less") {
  // Two ask for 100 EUR and ten months of that are 2000. Dues of 300 are called in full up to 1000, at 1500 half of
  // them, at 2000 none. As many months more would be 4000, of which 1500 is less than half.
  const auto called = [](double fund, double fund_months) {
    ThreeMembers small({{"cooperation.phyles.fund_months", fund_months}});
    small.own().asking[0] = 2;
    small.ledger().endow(small.world().organisations.phyle(0), Money::of(fund));
    small.ledger().finish_opening();
    small.join_and_leave();
    return (small.fund(0) - Money::of(fund)).eur();
  };
  CHECK(called(900.0, 10.0) == 300.0);
  CHECK(called(1500.0, 10.0) == 150.0);
  CHECK(called(1500.0, 20.0) == 300.0);
  CHECK(called(2000.0, 10.0) == 0.0);
  CHECK(called(9000.0, 10.0) == 0.0);
}

TEST_CASE("phyles: edges: more phyles than can be numbered are refused before anything is made") {
  const auto world = [](double density) { SmallWorld small({{"people.count", std::int64_t{100}}, {"cooperation.phyles.density", density}}); };
  CHECK_NOTHROW(world(500.0));
  models::World many;
  many.population.parameters.count = 100'000'000;
  many.goods_market.parameters.classes = 6;
  many.phyles.parameters.density = 3.2767;
  CHECK_NOTHROW(many.prepare(1));
  many.phyles.parameters.density = 3.2768;
  CHECK_THROWS_AS(many.prepare(1), sim::ScenarioError);
}

TEST_CASE("phyles: conserves: funds move by dues less stipends and never pay what they do not have") {
  PhyleWorld small({{"cooperation.phyles.join", 0.2},
                    {"cooperation.phyles.leave", 0.1},
                    {"cooperation.phyles.density", 100.0},
                    {"cooperation.phyles.join_orientation", 0.1},
                    {"people.motivation.contributor_share", 0.8}});
  auto& world = small.world();
  const std::size_t n = world.organisations.n_phyles;
  REQUIRE(n == 4);
  for (int month = 0; month < 8; ++month) {
    std::vector<Money> expected, with_dues;
    const sim::Column<Money> before = small.ledger().people();
    for (std::size_t y = 0; y < n; ++y) expected.push_back(small.fund(y));
    small.join_and_leave(month);
    for (std::size_t i = 0; i < world.size("person"); ++i) {
      const Money paid = before[i] - small.ledger().deposit_of_person(i);
      if (small.own().phyle[i] >= 0) expected[static_cast<std::size_t>(small.own().phyle[i])] += paid;
      else CHECK(paid == Money{});
    }
    for (std::size_t y = 0; y < n; ++y) CHECK(small.fund(y) == expected[y]);
    small.once(models::award_stipends, small.own(), month);
    for (std::size_t y = 0; y < n; ++y) {
      CHECK(expected[y] - small.fund(y) == std::int64_t{small.own().supported[y]} * Money::of(100.0));
      CHECK(small.fund(y).eur() >= 0.25 * expected[y].eur());
      CHECK(small.own().members[y] ==
            std::count(small.own().phyle.begin(), small.own().phyle.end(), static_cast<std::int16_t>(y)));
    }
    small.ledger().close(month);
  }
  CHECK(std::count_if(small.own().stipend.begin(), small.own().stipend.end(), [](Money s) { return s > Money{}; }) > 0);
}

TEST_CASE("phyles: direction: dues and bounds of support, joining and leaving") {
  CHECK(supported("cooperation.phyles.dues", 0.05) > supported("cooperation.phyles.dues", 0.03));
  CHECK(supported("cooperation.phyles.stipend", 200.0) < supported("cooperation.phyles.stipend", 100.0));
  CHECK(supported("cooperation.phyles.reserve", 0.9) < supported("cooperation.phyles.reserve", 0.5));
  CHECK(supported("cooperation.phyles.least_contribution", 8.0) <
        supported("cooperation.phyles.least_contribution", 3.0));
  CHECK(supported("cooperation.phyles.highest_income", 1500.0) <
        supported("cooperation.phyles.highest_income", 2500.0));
  const auto members = [](Settings changes, bool all_at_first) {
    changes.emplace("cooperation.phyles.density", 25.0);  // one phyle
    PhyleWorld small(std::move(changes));
    small.own().phyle.fill(all_at_first ? 0 : -1);
    small.orient(0.5f);
    for (int month = 0; month < 6; ++month) small.join_and_leave(month);
    return small.member_share();
  };
  const auto joining = [&](double join, double from) {
    return members({{"cooperation.phyles.join", join}, {"cooperation.phyles.join_orientation", from}}, false);
  };
  CHECK(joining(0.1, 0.35) > joining(0.02, 0.35));
  CHECK(joining(0.1, 0.45) < joining(0.1, 0.35));
  CHECK(joining(0.1, 0.55) == 0.0);
  CHECK(members({{"cooperation.phyles.leave", 0.2}}, true) < members({{"cooperation.phyles.leave", 0.02}}, true));
  CHECK(PhyleWorld({{"cooperation.phyles.density", 100.0}}).world().organisations.n_phyles == 4);
}

TEST_CASE("phyles: oracle: membership follows joining and leaving to its steady state") {
  // At an orientation of 1/2 a = join = .06 join a month and b = leave / 2 = .04 leave: m = a/(a+b) (1 - (1-a-b)^t),
  // from none; in the set-up a/(a+b) of those of the same orientation. Tolerances are four standard errors.
  PhyleWorld small({{"people.count", std::int64_t{4000}},
                    {"cooperation.phyles.density", 2.5},
                    {"cooperation.phyles.join", 0.06},
                    {"cooperation.phyles.leave", 0.08},
                    {"cooperation.phyles.stipend", 0.0},
                    {"cooperation.phyles.dues", 0.0}});
  const double margin = 4.0 * std::sqrt(0.25 / 4000.0);
  REQUIRE(small.world().organisations.n_phyles == 1);
  small.own().phyle.fill(-1);
  small.orient(0.5f);
  for (int month = 0; month < 40; ++month) {
    small.one_month(month);
    const double expected = 0.6 * (1.0 - std::pow(0.9, month + 1));
    if (month % 5 == 0) CHECK(small.member_share() == Approx(expected).margin(margin));
    CHECK(small.own().members[0] == std::count(small.own().phyle.begin(), small.own().phyle.end(), 0));
  }
  small.own().members.collect();
  models::set_up(small.own(), small.world(), small.month(-1));
  CHECK(small.member_share() == Approx(0.6).margin(margin));
}

TEST_CASE("phyles: by hand: the median of members' wishes sets the dues") {
  // Orientations 0, .5 and 1; the first two ask for a stipend, s = 2/3. Wishes: 1, 1/2 x 2/3 + 1/2 = 5/6, 2/3: above a highest of 1/2 all
  // want it. Where nobody asks all wish 0. With one of three who asks, o = .6 for all: .6/3 + .4 = .6 for that one, .2 for the others.
  const auto voted = [](std::array<float, 3> orientation, float least_income, Settings changes) {
    changes.emplace("cooperation.phyles.vote_every", std::int64_t{1});
    changes.emplace("cooperation.phyles.highest_dues", 0.5);
    ThreeMembers small(std::move(changes));
    for (std::size_t i = 0; i < 3; ++i) {
      small.world().influence.orientation[i] = orientation[i];
      small.world().livelihood.expected_income[i] += least_income;
    }
    small.one_month(0);  // asks
    small.one_month(1);  // wishes
    small.one_month(2);  // the vote
    return small.own().dues[0];
  };
  const double step = 0.5 / (Phyles::n_wishes - 1);
  CHECK(voted({0.0f, 0.5f, 1.0f}, 0.0f, {}) == 0.5);
  CHECK(voted({0.0f, 0.5f, 1.0f}, 5000.0f, {}) == 0.0);
  CHECK(voted({0.6f, 0.6f, 0.6f}, 1000.0f, {}) == Approx(0.2).margin(0.51 * step));
  CHECK(voted({0.6f, 0.6f, 0.6f}, 1000.0f, {{"cooperation.phyles.highest_dues", 0.1}}) == Approx(0.1));
  ThreeMembers fixed;  // without votes dues are what they were
  fixed.one_month(0);
  fixed.one_month(1);
  CHECK(fixed.own().dues[0] == 0.05);
}

TEST_CASE("phyles: by hand: who comes first, by contribution, by need, or as those who ask vote") {
  // Money for one stipend. The first two ask: 5 hours and 1000 EUR against 9 hours and 2000 EUR.
  const auto first = [](Settings changes, std::array<float, 3> contribution = {5.0f, 9.0f, 20.0f}) {
    changes.emplace("cooperation.phyles.reserve", 0.5);
    changes.emplace("cooperation.phyles.highest_income", 5000.0);
    changes.emplace("cooperation.phyles.vote_every", std::int64_t{0});
    ThreeMembers small(std::move(changes));
    for (std::size_t i = 0; i < 3; ++i) small.world().projects.contribution[i] = contribution[i];
    small.one_month();
    for (std::size_t i = 0; i < 3; ++i)
      if (small.own().stipend[i] > Money{}) return i;
    return models::nobody;
  };
  CHECK(first({}) == 2);
  CHECK(first({{"cooperation.phyles.order", std::string("need")}}) == 0);
  // Ranks by contribution 3, 2, 1 and by need 1, 2, 3: one votes for need, one for contribution, one is indifferent: contribution stays.
  CHECK(first({{"cooperation.phyles.vote_every", std::int64_t{1}}}) == 2);
  // Contributions 9, 5, 20: ranks 2, 3, 1 against 1, 2, 3: two of three gain by need.
  CHECK(first({{"cooperation.phyles.vote_every", std::int64_t{1}}}, {9.0f, 5.0f, 20.0f}) == 0);
}

TEST_CASE("phyles: by hand: three contributors found a phyle where they can pay for it") {
  // Each has 1000 EUR and pledges a tenth; the third earns too much to be a founder. 200 EUR pay for one month of two stipends.
  const auto founded = [](Settings changes) {
    changes.emplace("cooperation.phyles.opening_share", 0.0);
    changes.emplace("cooperation.phyles.pledge", 0.1);
    changes.emplace("cooperation.phyles.founders", std::int64_t{2});
    changes.emplace("cooperation.phyles.dues", 0.0);
    ThreeMembers small(std::move(changes));
    CHECK(small.own().state[0] == Phyles::absent);
    small.one_month(0);
    CHECK(small.own().members[0] == 0);
    const Money before = small.ledger().deposit_of_person(0);
    small.one_month(1);
    const bool exists = small.own().state[0] == Phyles::exists;
    CHECK(small.own().members[0] == (exists ? 2 : 0));
    if (exists) CHECK(before - small.ledger().deposit_of_person(0) + Money(small.own().stipend[0]) == Money::of(100.0));
    small.ledger().close(1);
    return exists;
  };
  CHECK(founded({}));
  CHECK_FALSE(founded({{"cooperation.phyles.founders", std::int64_t{3}}}));
  CHECK_FALSE(founded({{"cooperation.phyles.pledge", 0.09}}));
  CHECK_FALSE(founded({{"cooperation.phyles.founding_months", 2.0}}));
}

TEST_CASE("phyles: by hand: a phyle too small or one that broke its promise dissolves, and the foundation has its fund") {
  const auto dissolves = [](Settings changes) {
    ThreeMembers small(std::move(changes));
    const std::size_t foundation = small.world().organisations.foundation();
    small.own().members.of(0)[0] = 3;
    small.own().members.collect();
    small.one_month(0);
    const Money fund = small.fund(0), held = small.ledger().deposit(foundation);
    small.one_month(1);
    const bool gone = small.own().state[0] == Phyles::absent;
    CHECK((small.ledger().deposit(foundation) - held == fund) == gone);
    if (gone) CHECK(*std::max_element(small.own().phyle.begin(), small.own().phyle.end()) == -1);
    return gone;
  };
  CHECK_FALSE(dissolves({}));
  CHECK(dissolves({{"cooperation.phyles.least_members", std::int64_t{4}}}));
  CHECK_FALSE(dissolves({{"cooperation.phyles.least_members", std::int64_t{3}}}));
  // Dues of 300 keep the promise of two stipends of 100, not of 200.
  CHECK_FALSE(dissolves({{"cooperation.phyles.promise", true}}));
  CHECK(dissolves({{"cooperation.phyles.promise", true}, {"cooperation.phyles.stipend", 200.0}}));
  CHECK_FALSE(dissolves({{"cooperation.phyles.stipend", 200.0}}));
}

TEST_CASE("phyles: by hand: a rich phyle gives a part of what it has beyond a full fund to one that is short") {
  const auto given = [](double part) {
    PhyleWorld small({{"cooperation.phyles.federation", part}});
    REQUIRE(small.world().organisations.n_phyles == 2);
    small.own().asking[0] = 2;  // full at 12 x 2 x 100 EUR
    small.own().supported[0] = 2;
    small.own().asking[1] = 9;
    small.own().supported[1] = 4;  // short of five stipends
    const Money rich = Money::of(3400.0) - small.fund(0), poor = small.fund(1);
    small.ledger().endow(small.world().organisations.phyle(0), rich);
    small.ledger().finish_opening();
    small.once(models::call_members, small.own());
    const Money gained = small.fund(1) - poor;
    CHECK(small.fund(0) + gained == Money::of(3400.0));
    return gained.eur();
  };
  CHECK(given(0.0) == 0.0);
  CHECK(given(0.1) == 100.0);
  CHECK(given(1.0) == 500.0);  // no more than is lacking
}

TEST_CASE("phyles: conserves: founded, voting, federated and dissolved phyles keep the books") {
  SmallWorld small({{"people.count", std::int64_t{2'000}}, {"cooperation.phyles.density", 50.0}, {"cooperation.phyles.opening_share", 0.5},
                    {"cooperation.phyles.founders", std::int64_t{3}}, {"cooperation.phyles.promise", true},
                    {"cooperation.phyles.vote_every", std::int64_t{6}}, {"cooperation.phyles.federation", 0.2},
                    {"cooperation.phyles.founding_months", 0.1}});
  const double opening = static_cast<double>(std::count(small.world().phyles.state.begin(), small.world().phyles.state.end(), static_cast<std::int8_t>(Phyles::exists)));
  small.live(60);  // closes the books of each month
  const auto& existing = small.series("phyles");
  CHECK(*std::max_element(existing.begin(), existing.end()) > opening);
  CHECK(std::adjacent_find(existing.begin(), existing.end(), std::greater<>()) != existing.end());  // some dissolved
}

TEST_CASE("phyles: by hand: what membership would bring") {
  // A chance of 1/2 of 100 EUR against dues of 50 and 100; the third earns too much and, a tenth being out of work, gains 5 and pays 150.
  ThreeMembers small({{"people.time_use.subsistence", 800.0}, {"cooperation.phyles.stipend", 100.0}});
  auto& world = small.world();
  world.labour_market.unemployment = 0.1;
  small.own().chance[0] = 0.5;
  const auto gain = [&](std::size_t i) { return models::gain(small.own(), world, i, 0); };
  CHECK(gain(0) == 0.0);
  CHECK(gain(1) == Approx(-50.0 / 2000.0));
  CHECK(gain(2) == Approx(-145.0 / 3000.0));
  small.own().call[0] = 0.0;
  CHECK(gain(0) == Approx(0.05));
  world.time_use.volunteer_hours[0] = 2.0f;  // too few to qualify
  CHECK(gain(0) == 0.0);
  small.own().call[0] = 1.0;
  CHECK(gain(0) == Approx(-0.05));
  world.livelihood.expected_income[0] = 400.0f;  // what one lives on is not less than subsistence
  CHECK(gain(0) == Approx(-20.0 / 800.0));
  // No gain is more than one's income, whatever the stipend.
  world.time_use.volunteer_hours[0] = 5.0f;
  small.own().parameters.stipend = 1e6;
  CHECK(gain(0) == 1.0);
  world.time_use.parameters.subsistence = 0.0;
  world.livelihood.expected_income[0] = 0.0f;
  CHECK(gain(0) == 1.0);
  small.own().parameters.stipend = 0.0;
  CHECK(gain(0) == 0.0);
}

TEST_CASE("phyles: by hand: the share of those who ask that is supported") {
  const auto chance = [](Settings changes) {
    ThreeMembers small(std::move(changes));
    small.one_month();
    return small.own().chance[0];
  };
  CHECK(chance({}) == 1.0);
  CHECK(chance({{"cooperation.phyles.reserve", 0.5}}) == 0.5);
  // Nobody asks: dues of 300 would pay one stipend, dues of nothing none.
  CHECK(chance({{"cooperation.phyles.highest_income", 500.0}}) == 1.0);
  CHECK(chance({{"cooperation.phyles.highest_income", 500.0}, {"cooperation.phyles.dues", 0.0}}) == 0.0);
}

TEST_CASE("phyles: direction: a gain makes people join and stay, a loss keeps them away, without response neither") {
  const auto members = [](double response, double chance, bool all_at_first) {
    PhyleWorld small({{"people.count", std::int64_t{2'000}}, {"cooperation.phyles.density", 5.0}, {"cooperation.phyles.response", response},
                      {"cooperation.phyles.stipend", 400.0}, {"cooperation.phyles.join", 0.02}, {"cooperation.phyles.leave", 0.04}});
    auto& world = small.world();
    world.projects.project.current.fill(0);
    world.time_use.volunteer_hours.fill(5.0f);
    world.livelihood.expected_income.fill(1000.0f);
    small.orient(0.5f);
    small.own().phyle.fill(all_at_first ? 0 : -1);
    for (int month = 0; month < 12; ++month) {
      small.own().chance.fill(chance);
      small.own().asking.fill(2'000);  // so that dues are called
      small.join_and_leave(month);
    }
    return small.member_share();
  };
  for (const bool all : {false, true}) {
    const double neutral = members(0.0, 1.0, all);
    CHECK(members(0.0, 0.0, all) == neutral);
    CHECK(members(2.0, 1.0, all) > neutral);
    CHECK(members(4.0, 1.0, all) > members(2.0, 1.0, all));
    CHECK(members(4.0, 0.0, all) < neutral);
  }
}

TEST_CASE("phyles: oracle: membership at a given gain settles at joining over joining and leaving") {
  // Nobody contributes enough and dues of .05 are called: g = -.05. At a response of 10 a = .06 exp(-.5) and b = .04 exp(.5); without it a/(a+b) = .6.
  const auto settled = [](double response, bool at_setup) {
    PhyleWorld small({{"people.count", std::int64_t{4'000}}, {"cooperation.phyles.density", 2.5}, {"cooperation.phyles.response", response},
                      {"cooperation.phyles.join", 0.06}, {"cooperation.phyles.leave", 0.08}, {"cooperation.phyles.least_contribution", 200.0},
                      {"cooperation.phyles.stipend", 1e6}});
    small.orient(0.5f);
    if (at_setup) models::set_up(small.own(), small.world(), small.month(-1));
    else
      for (int month = 0; month < 60; ++month) {
        small.world().livelihood.expected_income.fill(1000.0f);
        small.one_month(month);
      }
    return small.member_share();
  };
  const double joins = 0.06 * std::exp(-0.5), leaves = 0.04 * std::exp(0.5), margin = 4.0 * std::sqrt(0.25 / 4'000.0);
  for (const bool at_setup : {false, true}) {
    CHECK(settled(10.0, at_setup) == Approx(joins / (joins + leaves)).margin(margin));
    CHECK(settled(0.0, at_setup) == Approx(0.6).margin(margin));
  }
}

TEST_CASE("phyles: oracle: among equals who all qualify membership brings nothing at the start, whatever the stipend") {
  // What all pay is divided among all: a chance of dues / stipend of a stipend, for dues. A stipend below the dues leaves a loss of .01.
  const auto opening = [](double stipend) {
    PhyleWorld small({{"people.count", std::int64_t{2'000}}, {"cooperation.phyles.density", 5.0}, {"cooperation.phyles.stipend", stipend},
                      {"cooperation.phyles.response", 20.0}, {"cooperation.phyles.join", 0.06}, {"cooperation.phyles.leave", 0.08}});
    auto& world = small.world();
    world.projects.project.current.fill(0);
    world.time_use.volunteer_hours.fill(5.0f);
    world.livelihood.expected_income.fill(1000.0f);
    small.orient(0.5f);
    models::set_up(small.own(), world, small.month(-1));
    return std::pair(small.own().chance[0], models::gain(small.own(), world, 0, 0));
  };
  CHECK(opening(200.0).first == Approx(0.25));
  CHECK(opening(200.0).second == Approx(0.0).margin(1e-12));
  CHECK(opening(1'000.0).second == Approx(0.0).margin(1e-12));
  CHECK(opening(40.0).first == 1.0);
  CHECK(opening(40.0).second == Approx(-0.01));
}
