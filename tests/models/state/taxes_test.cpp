#include "models/state/taxes.h"

#include <cmath>

#include "tests/catch.h"
#include "tests/models/small_world.h"

using models::Taxes;
using sim::Money;
using test::Settings;
using test::SmallWorld;

namespace {

//! What the state received of a flow in the month that closed. [EUR]
double received(SmallWorld& small, const std::string& flow) {
  double sum = 0.0;
  for (const auto& cell : small.ledger().month_flows())
    if (cell.name == flow) sum += cell.amount.eur();
  return sum;
}

// Receipts of the third month with one rate changed.
double receipts(const std::string& rate, double value, const std::string& flow) {
  SmallWorld small({{"state.taxes." + rate, value}});
  small.live(3);
  return received(small, flow);
}

}  // namespace

TEST_CASE("taxes: zero: rates of zero raise nothing") {
  SmallWorld small({{"state.taxes.wage_rate", 0.0},
                    {"state.taxes.profit_rate", 0.0},
                    {"state.taxes.value_added_rate", 0.0},
                    {"state.taxes.dividend_rate", 0.0},
                    {"state.taxes.platform_levy_rate", 0.0}});
  small.live(2);
  for (const char* tax : {"wage_tax", "profit_tax", "value_added_tax", "dividend_tax", "platform_levy", "surplus_tax", "wealth_tax", "energy_tax", "lump_sum_tax"})
    CHECK(received(small, tax) == 0.0);
  for (const double base : small.world().taxes.base_now) CHECK(base > 0.0);
}

TEST_CASE("taxes: by hand: tax on pay and the rates in force") {
  // 30 % and a surcharge of 5 points of 1,000, 2,000 and 0.0151 EUR: 350, 700 and 0.005285, rounded to 53 counts.
  SmallWorld small(
      {{"people.count", std::int64_t{3}}, {"state.taxes.wage_rate", 0.3}, {"state.taxes.profit_rate", 0.2}});
  auto& world = small.world();
  world.basic_income.surcharge.fill(0.0);
  world.basic_income.surcharge[Taxes::on_wages] = 0.05;
  small.once(models::set_rates, world.taxes);
  CHECK(world.taxes.wage_rate == Approx(0.35));
  CHECK(world.taxes.profit_rate == 0.2);
  const double gross[] = {1'000.0, 2'000.0, 0.0151};
  std::vector<Money> before;
  for (std::size_t i = 0; i < 3; ++i) {
    world.labour_market.gross[i] = Money::of(gross[i]);
    small.ledger().endow_person(i, Money::of(1'000.0));
    before.push_back(small.ledger().deposit_of_person(i));
  }
  small.each(models::withhold_tax, world.taxes);
  const std::int64_t taxes[] = {3'500'000, 7'000'000, 53};
  for (std::size_t i = 0; i < 3; ++i) CHECK((before[i] - small.ledger().deposit_of_person(i)).counts() == taxes[i]);
}

TEST_CASE("taxes: conserves: what people lose the state gains") {
  SmallWorld small({{"state.taxes.wage_rate", 0.3}});
  auto& world = small.world();
  small.once(models::set_rates, world.taxes);
  for (std::size_t i = 0; i < world.size("person"); ++i)
    world.labour_market.gross[i] = Money::counts(12'345 + 777 * static_cast<std::int64_t>(i));
  const Money all = small.all_money(), debt = small.ledger().public_debt();
  Money before, after;
  for (const Money amount : small.ledger().people()) before += amount;
  small.each(models::withhold_tax, world.taxes);
  for (const Money amount : small.ledger().people()) after += amount;
  CHECK(before > after);
  CHECK(before - after == debt - small.ledger().public_debt());
  CHECK(small.all_money() == all);
  small.ledger().close(0);
}

TEST_CASE("taxes: direction: a higher rate raises more") {
  CHECK(receipts("wage_rate", 0.35, "wage_tax") > receipts("wage_rate", 0.25, "wage_tax"));
  CHECK(receipts("profit_rate", 0.3, "profit_tax") > receipts("profit_rate", 0.1, "profit_tax"));
  CHECK(receipts("value_added_rate", 0.2, "value_added_tax") > receipts("value_added_rate", 0.1, "value_added_tax"));
  CHECK(receipts("dividend_rate", 0.4, "dividend_tax") > receipts("dividend_rate", 0.1, "dividend_tax"));
  CHECK(receipts("wealth_rate", 0.02, "wealth_tax") > receipts("wealth_rate", 0.01, "wealth_tax"));
  CHECK(receipts("energy_rate", 0.5, "energy_tax") > receipts("energy_rate", 0.1, "energy_tax"));
  CHECK(receipts("lump_sum", 50.0, "lump_sum_tax") > receipts("lump_sum", 10.0, "lump_sum_tax"));
  CHECK(receipts("upper_rate", 0.2, "wage_tax") > receipts("upper_rate", 0.0, "wage_tax"));
  CHECK(receipts("platform_levy_rate", 0.2, "platform_levy") > receipts("platform_levy_rate", 0.1, "platform_levy"));
}

TEST_CASE("taxes: oracle: the bases are what the ledger's receipts say, also where producers close") {
  // Receipts of a month / rate, from the flows of the books. Rounding per person and producer stays below 1e-6.
  SmallWorld small({{"people.count", std::int64_t{4'000}},
                    {"producers.demography.exit_hazard", 0.05},
                    {"state.taxes.platform_levy_rate", 0.1}, {"state.taxes.wealth_rate", 0.01}, {"state.taxes.energy_rate", 0.2}, {"state.taxes.lump_sum", 20.0}});
  for (int t = 0; t < 12; ++t) {
    const std::array<double, Taxes::n_kinds> before = small.world().taxes.base;
    small.live(1);
    const Taxes& own = small.world().taxes;
    CHECK(own.base_now[Taxes::on_wages] == Approx(received(small, "wage_tax") / own.wage_rate).epsilon(1e-6));
    CHECK(own.base_now[Taxes::on_value_added] ==
          Approx(received(small, "value_added_tax") / own.value_added_rate).epsilon(1e-6));
    CHECK(own.base_now[Taxes::on_platforms] ==
          Approx(received(small, "platform_levy") / own.platform_levy_rate).epsilon(1e-6));
    CHECK(own.base_now[Taxes::on_profit] == Approx(received(small, "profit_tax") / own.profit_rate).epsilon(1e-6));
    CHECK(own.base_now[Taxes::on_deposits] == Approx(received(small, "wealth_tax") / own.wealth_rate).epsilon(1e-3));  // rounding by person
    CHECK(own.base_now[Taxes::on_energy] == Approx(received(small, "energy_tax") / own.energy_rate).epsilon(1e-6));
    CHECK(own.base_now[Taxes::by_head] == Approx(received(small, "lump_sum_tax") / own.lump_sum).epsilon(1e-9));
    for (std::size_t kind = 0; kind < Taxes::n_kinds; ++kind)
      CHECK(own.base[kind] == Approx(before[kind] * 11.0 / 12.0 + own.base_now[kind] / 12.0).epsilon(1e-12));
  }
}

TEST_CASE("taxes: by hand: bracket, deposits and heads") {
  // Pay of 5,000 EUR with 30 % and 10 points above 4,000: 1,500 + 100. Deposits of 32,000 with 20,000 exempt at 6 % a year: 60 a month.
  // 40 EUR by head, from who has 25 only those.
  SmallWorld small({{"people.count", std::int64_t{3}}, {"state.taxes.wage_rate", 0.3}, {"state.taxes.upper_rate", 0.1},
                    {"state.taxes.wealth_rate", 0.06}, {"state.taxes.lump_sum", 40.0}});
  auto& world = small.world();
  auto& own = world.taxes;
  small.once(models::set_rates, own);
  const double gross[] = {5'000.0, 4'000.0, 0.0}, deposit[] = {32'000.0, 20'000.0, 25.0}, taxes[] = {1'600.0, 1'200.0, 0.0},
               on_deposits[] = {60.0, 0.0, 0.0}, by_head[] = {40.0, 40.0, 25.0};
  const auto change = [&](auto process, const double (&expected)[3]) {
    std::vector<Money> before;
    for (std::size_t i = 0; i < 3; ++i) {
      small.ledger().endow_person(i, Money::of(deposit[i]) - small.ledger().deposit_of_person(i));
      before.push_back(small.ledger().deposit_of_person(i));
    }
    small.each(process, own);
    for (std::size_t i = 0; i < 3; ++i) CHECK((before[i] - small.ledger().deposit_of_person(i)).eur() == Approx(expected[i]).margin(1e-4));
  };
  for (std::size_t i = 0; i < 3; ++i) world.labour_market.gross[i] = Money::of(gross[i]);
  change(models::withhold_tax, taxes);
  change(models::levy_wealth, on_deposits);
  change(models::levy_by_head, by_head);
  CHECK(own.upper_rate_on(4'500.0) == 0.1);
  CHECK(own.upper_rate_on(3'500.0) == 0.0);
}
