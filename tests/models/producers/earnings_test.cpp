#include "models/producers/earnings.h"

#include <cmath>

#include "tests/catch.h"
#include "tests/models/small_world.h"

using sim::Money;
using test::Settings;
using test::SmallWorld;

namespace {

// One producer with pay of `bill`, sales of `revenue`, deposits of 2,000 EUR and no loan.
std::unique_ptr<SmallWorld> one_producer(Settings settings, double bill, double revenue) {
  settings["people.count"] = std::int64_t{3};
  auto small = std::make_unique<SmallWorld>(settings);
  auto& world = small->world();
  world.organisations.worker_owned[0] = 0;
  world.labour_market.bill.of(0)[0] = Money::of(bill).counts();
  world.labour_market.bill.collect();
  world.energy.opening_cost = 0.0;
  world.goods_market.revenue[0] = Money::of(revenue);
  small->ledger().endow(0, Money::of(2'000.0) - small->ledger().deposit(0));
  small->ledger().endow_loan(0, -small->ledger().loan(0));
  return small;
}

double kept(const std::string& name, double value) {
  Settings settings{{"producers.earnings.cushion", 1.0}, {"producers.earnings.payout", 0.3}};
  settings["producers.earnings." + name] = value;
  const auto small = one_producer(settings, 500.0, 700.0);
  small->once(models::divide_earnings, small->world().earnings);
  return small->ledger().deposit(0).eur();
}

}  // namespace

TEST_CASE("earnings: zero: without payout and tax every producer keeps its deposits") {
  SmallWorld small({{"producers.earnings.payout", 0.0}, {"state.taxes.profit_rate", 0.0}});
  auto& world = small.world();
  std::vector<Money> before;
  for (std::size_t j = 0; j < world.organisations.count(); ++j) before.push_back(small.ledger().deposit(j));
  small.once(models::divide_earnings, world.earnings);
  CHECK(world.earnings.profit[0] > 0.0);
  for (std::size_t j = 0; j < before.size(); ++j) CHECK(small.ledger().deposit(j) == before[j]);
}

TEST_CASE("earnings: by hand: from sales to what is left") {
  // 1,000 sales - 600 pay - 10 advertising - 20 donated - 10 interest paid = 360 profit, a quarter of it tax.
  // 2,000 - 90 = 1,910; above a cushion of one month's 600 EUR are 1,310, of which a half, 655, is paid out.
  const Settings settings{
      {"producers.earnings.cushion", 1.0}, {"producers.earnings.payout", 0.5}, {"producers.credit.loan_rate", 0.05}};
  for (const bool cooperative : {false, true}) {
    const auto small = one_producer(settings, 600.0, 1'000.0);
    auto& world = small->world();
    world.organisations.worker_owned[0] = cooperative;
    world.capture.advertising[0] = Money::of(10.0);
    world.foundations.donation[0] = Money::of(20.0);
    world.taxes.profit_rate = 0.25;
    world.credit.interest_paid[0] = 10.0;
    small->once(models::divide_earnings, world.earnings);
    CHECK(world.earnings.profit[0] == Approx(360.0));
    CHECK(world.earnings.surplus[0] == Money::of(cooperative ? 655.0 : 0.0));  // still to be divided among members
    CHECK(small->ledger().deposit(0) == Money::of(cooperative ? 1'910.0 : 1'255.0));
    CHECK(small->ledger().awaiting_people(world.ownership.dividends) == Money::of(cooperative ? 0.0 : 655.0));
  }
}

TEST_CASE("earnings: conserves: tax and dividends add up") {
  SmallWorld small({{"producers.demography.cooperative_share", 0.3}, {"producers.earnings.cushion", 0.1}});
  auto& world = small.world();
  small.once(models::set_rates, world.taxes);
  small.each(models::work, world.labour_market);
  small.once(models::count_labour, world.labour_market);
  const Money all = small.all_money(), debt = small.ledger().public_debt();
  Money before, after;
  for (std::size_t j = 0; j < world.organisations.n_producers; ++j) before += small.ledger().deposit(j);
  small.once(models::divide_earnings, world.earnings);
  double largest = 0.0, tax = 0.0;
  for (std::size_t j = 0; j < world.organisations.n_producers; ++j) {
    after += small.ledger().deposit(j);
    const double loss = std::min(world.earnings.profit[j], 0.0);
    tax += world.taxes.profit_rate * (world.earnings.profit[j] - loss);
    largest = std::max(largest, std::max(-small.ledger().deposit(j).eur(), 0.0));
  }
  CHECK(largest == 0.0);
  const Money paid = debt - small.ledger().public_debt();
  CHECK(paid.eur() == Approx(tax).margin(1e-4 * static_cast<double>(world.organisations.n_producers)));
  CHECK(before - after == paid + small.ledger().awaiting_people(world.ownership.dividends));
  small.each(models::settle_with_owners, world.ownership);
  CHECK(small.all_money() == all);
  small.ledger().close(0);
}

TEST_CASE("earnings: direction: a cushion is kept, a higher payout leaves less") {
  CHECK(kept("cushion", 2.0) > kept("cushion", 0.5));
  CHECK(kept("payout", 0.8) < kept("payout", 0.2));
  CHECK(kept("cushion", 10.0) == kept("cushion", 20.0));  // nothing above the cushion: all kept
}

TEST_CASE("earnings: oracle: without new sales deposits fall geometrically to the cushion") {
  // D(t) = C + (1 - payout)^t (D(0) - C), C = cushion x cost = 1.5 x 400 EUR.
  const auto small =
      one_producer({{"producers.earnings.cushion", 1.5}, {"producers.earnings.payout", 0.3}}, 400.0, 0.0);
  for (int t = 1; t <= 40; ++t) {
    small->once(models::divide_earnings, small->world().earnings, t);
    CHECK(small->ledger().deposit(0).eur() == Approx(600.0 + std::pow(0.7, t) * 1'400.0).margin(5e-4));
    CHECK(small->world().earnings.profit[0] == Approx(-400.0));
  }
}
