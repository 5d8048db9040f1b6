#include "models/state/transfers.h"

#include "tests/catch.h"
#include "tests/models/small_world.h"

using sim::Money;
using test::Settings;
using test::SmallWorld;

namespace {

// Benefits paid (first) and replaced (second) where every third person has no job and wants one. [EUR]
std::pair<double, double> benefits(const std::string& name, const sim::Value& value) {
  Settings settings{{"state.transfers.replacement", 0.5},
                    {"state.transfers.floor", 0.8},
                    {"people.time_use.subsistence", 800.0},
                    {"state.basic_income.amount", 300.0}};
  settings[name] = value;
  SmallWorld small(settings);
  auto& world = small.world();
  world.time_use.desired_hours.fill(160.0f);
  for (std::size_t i = 0; i < world.size("person"); ++i) world.labour_market.employer[i] = i % 3 == 0 ? -1 : 0;
  small.each(models::pay_benefits, world.transfers);
  small.once(models::count_benefits, world.transfers);
  return {Money::counts(world.transfers.benefits[0]).eur(), Money::counts(world.transfers.benefits[1]).eur()};
}

}  // namespace

TEST_CASE("transfers: zero: no replacement and no floor, no benefit") {
  SmallWorld small({{"state.transfers.replacement", 0.0}, {"state.transfers.floor", 0.0}});
  auto& world = small.world();
  world.labour_market.employer.fill(-1);
  const Money debt = small.ledger().public_debt();
  small.each(models::pay_benefits, world.transfers);
  small.once(models::count_benefits, world.transfers);
  CHECK(world.transfers.benefits[0] == 0);
  CHECK(small.ledger().public_debt() == debt);
}

TEST_CASE("transfers: by hand: four people") {
  // Last net pay 2,000: 60 % are 1,200 EUR. 1,000: 600, lifted to 1.05 x 800 = 840. One does not seek, one has a job.
  // A basic income of 900 leaves 300 and nothing, and has replaced 900 + 840.
  for (const double amount : {0.0, 900.0}) {
    SmallWorld small({{"people.count", std::int64_t{4}},
                      {"people.time_use.subsistence", 800.0},
                      {"state.transfers.replacement", 0.6},
                      {"state.transfers.floor", 1.05},
                      {"state.basic_income.amount", amount}});
    auto& world = small.world();
    const float net_pay[] = {2'000.0f, 1'000.0f, 2'000.0f, 2'000.0f};
    for (std::size_t i = 0; i < 4; ++i) {
      world.labour_market.net_pay[i] = net_pay[i];
      world.labour_market.employer[i] = i == 3 ? 0 : -1;
      world.time_use.desired_hours[i] = i == 2 ? 10.0f : 160.0f;
    }
    const double before[] = {small.ledger().deposit_of_person(0).eur(), small.ledger().deposit_of_person(1).eur()};
    small.each(models::pay_benefits, world.transfers);
    small.once(models::count_benefits, world.transfers);
    CHECK(small.ledger().deposit_of_person(0).eur() - before[0] == Approx(amount > 0.0 ? 300.0 : 1'200.0));
    CHECK(small.ledger().deposit_of_person(1).eur() - before[1] == Approx(amount > 0.0 ? 0.0 : 840.0));
    CHECK(world.transfers.benefits[0] == Money::of(amount > 0.0 ? 300.0 : 2'040.0).counts());
    CHECK(world.transfers.benefits[1] == Money::of(amount > 0.0 ? 1'740.0 : 0.0).counts());
  }
}

TEST_CASE("transfers: conserves: the state pays what people receive") {
  SmallWorld small({{"producers.labour_market.opening_employment", 0.6}});
  auto& world = small.world();
  const Money all = small.all_money(), debt = small.ledger().public_debt();
  Money before, after;
  for (const Money amount : small.ledger().people()) before += amount;
  small.each(models::pay_benefits, world.transfers);
  small.once(models::count_benefits, world.transfers);
  for (const Money amount : small.ledger().people()) after += amount;
  CHECK(after > before);
  CHECK(after - before == small.ledger().public_debt() - debt);
  CHECK((after - before).counts() == world.transfers.benefits[0]);
  CHECK(small.all_money() == all);
  small.ledger().close(0);
}

TEST_CASE("transfers: direction: replacement, floor and basic income") {
  const std::string replacement = "state.transfers.replacement", floor = "state.transfers.floor";
  CHECK(benefits(replacement, 0.8).first > benefits(replacement, 0.3).first);
  CHECK(benefits(floor, 1.5).first > benefits(floor, 0.5).first);
  CHECK(benefits("state.basic_income.amount", 500.0).first < benefits("state.basic_income.amount", 100.0).first);
  CHECK(benefits("state.basic_income.amount", 500.0).second > benefits("state.basic_income.amount", 100.0).second);
  CHECK(benefits("state.basic_income.replaces_benefits", false).first >
        benefits("state.basic_income.amount", 300.0).first);
  CHECK(benefits("state.basic_income.replaces_benefits", false).second == 0.0);
}

TEST_CASE("transfers: oracle: paid and replaced add up to the benefit without basic income") {
  const auto [paid, replaced] = benefits("state.basic_income.amount", 450.0);
  const auto [without, nothing] = benefits("state.basic_income.amount", 0.0);
  CHECK(nothing == 0.0);
  CHECK(paid + replaced == Approx(without).epsilon(1e-9));
  // The same from the people themselves, without the room: the third without a job, at max(.5 net pay, .8 x 800).
  SmallWorld small({{"people.time_use.subsistence", 800.0}});
  double expected = 0.0, left = 0.0;
  for (std::size_t i = 0; i < small.world().size("person"); i += 3) {
    const double half = 0.5 * static_cast<double>(small.world().labour_market.net_pay[i]),
                 due = half > 640.0 ? half : 640.0;
    expected += due;
    left += due > 450.0 ? due - 450.0 : 0.0;
  }
  CHECK(without == Approx(expected).margin(0.02));
  CHECK(paid == Approx(left).margin(0.02));
}
