#include "models/state/public_debt.h"

#include "tests/catch.h"
#include "tests/models/small_world.h"

using sim::Money;
using test::Settings;
using test::SmallWorld;
using test::second_year;

TEST_CASE("public_debt: zero: without a ceiling, or with a rule of no strength, nothing is cut") {
  for (const Settings& settings : {Settings{}, Settings{{"state.public_debt.ceiling", 0.0}, {"state.public_debt.austerity", 0.0}}}) {
    SmallWorld small(settings);
    small.live(12);
    for (const double cut : small.series("transfer_cut")) CHECK(cut == 0.0);
  }
}

TEST_CASE("public_debt: by hand: the cut follows the distance to the ceiling") {
  // A debt of 0.8 years of GDP, ceiling 0.6, strength 0.1: 2 points a month, up to 3; below the ceiling it is taken back.
  SmallWorld small({{"state.public_debt.ceiling", 0.6}, {"state.public_debt.austerity", 0.1}, {"state.public_debt.highest_cut", 0.03}});
  auto& world = small.world();
  auto& own = world.public_debt;
  world.measures.gdp = small.ledger().public_debt().eur() / (12.0 * 0.8);
  small.once(models::set_cut, own, 1);
  CHECK(own.cut == Approx(0.02));
  small.once(models::set_cut, own, 2);
  CHECK(own.cut == Approx(0.03));
  world.measures.gdp *= 0.8 / 0.5;
  small.once(models::set_cut, own, 3);
  CHECK(own.cut == Approx(0.02));
  // Half of a benefit is cut.
  world.labour_market.net_pay[0] = 2'000.0f;
  own.cut = 0.0;
  const double due = world.transfers.due(world, 0);
  own.cut = 0.5;
  CHECK(world.transfers.due(world, 0) == Approx(0.5 * due));
}

TEST_CASE("public_debt: conserves: what is cut is neither paid nor owed") {
  SmallWorld small({{"state.public_debt.ceiling", 0.0}, {"state.public_debt.austerity", 10.0}, {"state.basic_income.amount", 100.0},
                    {"state.basic_income.funding", std::string("debt")}});
  small.live(3);
  double paid = 0.0;
  for (const auto& cell : small.ledger().month_flows())
    if (cell.name == "basic_income") paid += cell.amount.eur();
  CHECK(paid == Approx(400 * 0.5 * small.world().basic_income.parameters.amount).epsilon(1e-6));
}

TEST_CASE("public_debt: direction: a lower ceiling and a stronger rule cut more, and the poor have less") {
  const Settings soft{{"state.public_debt.ceiling", 0.3}, {"state.public_debt.austerity", 0.05}},
      low{{"state.public_debt.ceiling", 0.1}, {"state.public_debt.austerity", 0.05}},
      strong{{"state.public_debt.ceiling", 0.1}, {"state.public_debt.austerity", 0.5}};
  CHECK(second_year("transfer_cut", low) > second_year("transfer_cut", soft));
  CHECK(second_year("transfer_cut", strong) > second_year("transfer_cut", low));
  CHECK(second_year("benefits_to_gdp", strong) < second_year("benefits_to_gdp", {}));
  CHECK(second_year("below_subsistence", strong) > second_year("below_subsistence", {}));
}

TEST_CASE("public_debt: oracle: the cut is the rule's own sum, written out from the series of the debt") {
  SmallWorld small({{"people.count", std::int64_t{2'000}}, {"state.public_debt.ceiling", 0.3}, {"state.public_debt.austerity", 0.2}});
  small.live(24);
  const auto &debt = small.series("public_debt_to_gdp"), &cut = small.series("transfer_cut");
  double expected = 0.0;
  for (std::size_t t = 1; t < cut.size(); ++t) {
    expected = std::min(std::max(expected + 0.2 * (debt[t - 1] - 0.3), 0.0), 0.5);
    CHECK(cut[t] == Approx(expected).epsilon(1e-9).margin(1e-12));
  }
}
