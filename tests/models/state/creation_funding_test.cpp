#include "models/state/creation_funding.h"

#include <cmath>

#include "tests/catch.h"
#include "tests/models/small_world.h"

using sim::Money;
using test::Settings;
using test::SmallWorld;
using test::second_year;

TEST_CASE("creation_funding: zero: without a pool and vouchers nobody gives and nothing is added") {
  SmallWorld small;
  small.live(3);
  for (const char* name : {"matched_gifts", "gift_match", "vouchers", "funded_pay", "association_dues", "association_subsidy"}) CHECK(small.flow(name) == 0.0);
}

TEST_CASE("creation_funding: by hand: dues by type, where half of them was paid, and who has no money") {
  // s = 1/2 and rho = 0.4: 10 from the unconditional, 8 from conditional cooperators and hump-shaped, nothing from free riders; the sixth is not
  // asked, the fifth, unconditional, holds 9 EUR. 50 are asked, 26 paid; the state adds half, 13.
  SmallWorld small({{"state.creation_funding.dues", 10.0}, {"state.creation_funding.subsidy", 0.5}, {"people.motivation.reciprocity", 0.4}});
  auto& world = small.world();
  auto& own = world.creation_funding;
  world.influence.orientation.current.fill(0.0f);
  for (std::size_t i = 0; i < 5; ++i) {
    world.influence.orientation.current[i] = 0.9f;
    world.motivation.type[i] = static_cast<std::int8_t>(i % models::Motivation::n_types);
    small.ledger().endow_person(i, Money::of(i < 4 ? 100.0 : 9.0) - small.ledger().deposit_of_person(i));
  }
  own.paid_part = 0.5;
  const Money before = small.ledger().deposit(world.organisations.foundation());
  small.each(models::give, own);
  small.once(models::match_gifts, own);
  CHECK((small.ledger().deposit(world.organisations.foundation()) - before) == Money::of(39.0));
  CHECK(small.ledger().deposit_of_person(0) == Money::of(90.0));
  CHECK(small.ledger().deposit_of_person(1) == Money::of(92.0));
  CHECK(small.ledger().deposit_of_person(2) == Money::of(92.0));
  CHECK(small.ledger().deposit_of_person(3) == Money::of(100.0));
  CHECK(small.ledger().deposit_of_person(4) == Money::of(9.0));
  CHECK(own.paid_part == Approx(0.5 + (26.0 / 50.0 - 0.5) / 12.0));
}

TEST_CASE("creation_funding: by hand: four gifts of nine to one project, one to another, and a pool that is too small") {
  // Project 0: roots 4 x 3 = 12, match 144 - 36 = 108. Project 1: match 9 - 9 = 0. A pool of 54 halves it: 36 + 54 = 90 EUR over
  // 30 hours is 3 EUR an hour.
  SmallWorld small({{"state.creation_funding.pool", 0.01}});
  auto& world = small.world();
  auto& own = world.creation_funding;
  world.measures.gdp = 5'400.0;
  for (int k = 0; k < 5; ++k) {
    const std::size_t project = k < 4 ? 0 : 1;
    own.gifts.of(0)[project] += Money::of(9.0).counts();
    own.roots.of(0).add(project, 3.0);
  }
  own.weight.of(0).add(0, 30.0);
  const Money before = small.ledger().deposit(world.organisations.foundation());
  small.once(models::match_gifts, own);
  CHECK(own.given == Approx(45.0));
  CHECK(own.matched == Approx(54.0));
  CHECK((small.ledger().deposit(world.organisations.foundation()) - before).eur() == Approx(54.0));
  CHECK(own.pay_rate[0] == Approx(3.0).epsilon(2e-6));
  CHECK(own.pay_rate[1] == 0.0);
}

TEST_CASE("creation_funding: by hand: vouchers of three people reach two projects, whatever they think of the commons") {
  // Two vouchers of 10 over 5 hours are 4 EUR an hour, one over 20 hours 0.50.
  SmallWorld small({{"state.creation_funding.voucher", 10.0}});
  auto& world = small.world();
  auto& own = world.creation_funding;
  own.vouchers.of(0)[0] = 2;
  own.vouchers.of(0)[1] = 1;
  own.weight.of(0).add(0, 5.0);
  own.weight.of(0).add(1, 20.0);
  const Money before = small.ledger().deposit(world.organisations.foundation());
  small.once(models::match_gifts, own);
  CHECK((small.ledger().deposit(world.organisations.foundation()) - before) == Money::of(30.0));
  CHECK(own.by_voucher == Approx(30.0));
  CHECK(own.pay_rate[0] == Approx(4.0).epsilon(2e-6));
  CHECK(own.pay_rate[1] == Approx(0.5).epsilon(2e-6));
  CHECK(own.given + own.matched == 0.0);
}

TEST_CASE("creation_funding: conserves: contributors receive gifts, match and vouchers, but for rounding and what nobody can take") {
  SmallWorld small({{"people.count", std::int64_t{4'000}}, {"state.creation_funding.pool", 0.001}, {"state.creation_funding.voucher", 5.0}});
  for (int t = 0; t < 6; ++t) {
    small.live(1);  // the books close or throw
    const double in = small.flow("matched_gifts") + small.flow("gift_match") + small.flow("vouchers"), out = small.flow("funded_pay");
    CHECK(out <= in);
    CHECK(out > 0.5 * in);
  }
}

TEST_CASE("creation_funding: conserves: dues and their subsidy reach the foundation, and nothing else of it moves") {
  SmallWorld small({{"people.count", std::int64_t{2'000}}, {"state.creation_funding.dues", 3.0}, {"state.creation_funding.subsidy", 2.0}});
  for (int t = 0; t < 4; ++t) {
    small.live(1);  // the books close or throw
    CHECK(small.flow("association_dues") > 0.0);
    CHECK(small.flow("association_subsidy") == Approx(2.0 * small.flow("association_dues")).margin(1e-3));
  }
}

TEST_CASE("creation_funding: direction: dues, subsidies and fellow feeling fund more; crowding out takes it away, crowding in adds") {
  const auto dues = [](Settings changes) {
    changes.emplace("state.creation_funding.dues", 3.0);
    changes.emplace("state.creation_funding.subsidy", 1.0);
    return second_year("association_dues_to_gdp", changes);
  };
  const double usual = dues({});
  CHECK(dues({{"state.creation_funding.dues", 6.0}}) > usual);
  CHECK(dues({{"state.creation_funding.donor_orientation", 0.6}}) < usual);
  CHECK(dues({{"people.motivation.reciprocity", 0.9}}) < usual);  // who sees that others do not pay pays less
  CHECK(dues({{"state.creation_funding.crowding_out", 0.5}}) < usual);
  CHECK(dues({{"state.creation_funding.crowding_out", -0.5}}) > usual);
  const auto funds = [](double dues_asked) { return second_year("maintainer_pay_rate", {{"state.creation_funding.dues", dues_asked}}); };
  CHECK(funds(3.0) > funds(0.0));
}

TEST_CASE("creation_funding: oracle: the part that pays rests where what people see is what they do") {
  // Everybody is asked and can pay: s = (u + (c + h)(1 - rho)) / (1 - (c + h) rho) = (0.03 + 0.64 x 0.2) / (1 - 0.64 x 0.8) = 0.324.
  SmallWorld small({{"people.count", std::int64_t{8'000}}, {"state.creation_funding.dues", 0.1}, {"state.creation_funding.donor_orientation", 0.0},
                    {"people.motivation.reciprocity", 0.8}, {"people.motivation.free_riders", 0.33}, {"people.motivation.conditional_cooperators", 0.5},
                    {"people.motivation.hump_shaped", 0.14}});
  auto& own = small.world().creation_funding;
  for (int month = 0; month < 240; ++month) {
    small.each(models::give, own, month);
    small.once(models::match_gifts, own, month);
  }
  CHECK(own.paid_part == Approx(0.324).margin(0.012));
}

TEST_CASE("creation_funding: direction: larger pools and gifts and more donors fund more") {
  const auto funded = [](const char* series, double pool, double gift, double bound) {
    return second_year(series, {{"state.creation_funding.pool", pool}, {"state.creation_funding.gift", gift},
                                {"state.creation_funding.donor_orientation", bound}});
  };
  CHECK(funded("gift_match_to_gdp", 0.002, 5.0, 0.4) > funded("gift_match_to_gdp", 0.0002, 5.0, 0.4));
  CHECK(funded("matched_gifts_to_gdp", 0.001, 10.0, 0.4) > funded("matched_gifts_to_gdp", 0.001, 5.0, 0.4));
  CHECK(second_year("vouchers_to_gdp", {{"state.creation_funding.voucher", 20.0}}) > second_year("vouchers_to_gdp", {{"state.creation_funding.voucher", 5.0}}));
  CHECK(second_year("vouchers_to_gdp", {{"state.creation_funding.voucher", 5.0}}) > 0.0);
  CHECK(funded("matched_gifts_to_gdp", 0.001, 5.0, 0.6) < funded("matched_gifts_to_gdp", 0.001, 5.0, 0.4));
}

TEST_CASE("creation_funding: oracle: n equal gifts of c are topped up by c n (n - 1) while the pool suffices") {
  SmallWorld small({{"people.count", std::int64_t{2'000}}, {"state.creation_funding.pool", 0.05}});
  small.live(1);
  const auto& own = small.world().creation_funding;
  const double gift = Money::near(own.parameters.gift).eur();
  double expected = 0.0;
  for (std::size_t k = 0; k < own.pay_rate.size(); ++k) {
    const double n = std::round(Money::counts(own.gifts[k]).eur() / gift);
    expected += gift * n * (n - 1.0);
  }
  REQUIRE(expected > 0.0);
  CHECK(own.matched == Approx(std::min(expected, 0.05 * small.world().gdp())).epsilon(1e-4));
}
