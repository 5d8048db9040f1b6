#include "models/platforms/capture.h"

#include <cmath>

#include "tests/catch.h"
#include "tests/models/small_world.h"

using sim::Money;
using test::Settings;
using test::SmallWorld;

namespace {

// A month of gig services and advertising, up to where platforms divide their profit.
void trade(SmallWorld& small) {
  auto& world = small.world();
  small.once(models::set_rates, world.taxes);
  small.each(models::choose_hours, world.time_use);
  small.once(models::weigh_platforms, world.adoption);
  small.each(models::choose_platform, world.adoption);
  small.once(models::count_users, world.adoption);
  small.each(models::plan_spending, world.livelihood);
  small.each(models::buy_gigs, world.capture);
  small.once(models::price_gigs, world.capture);
  small.each(models::pay_gigs, world.capture);
  small.once(models::sell_advertising, world.capture);
}

struct Result {
  double commission, advertising, gig_pay, dividends, levy;
  std::int32_t staff;
};
Result result(const std::string& name, double value) {
  SmallWorld small({{"people.count", std::int64_t{2'000}}, {"platforms.strategy.law", std::string("hill_climb")}, {name, value}});
  auto& world = small.world();
  trade(small);
  const double debt = small.ledger().public_debt().eur();
  world.taxes.profit_rate = 0.0;
  small.once(models::divide_platform_profit, world.capture);
  return {world.capture.commission[0],
          world.capture.advertising_sales[0],
          world.capture.gig_pay_total,
          small.ledger().awaiting_people(world.ownership.dividends).eur(),
          debt - small.ledger().public_debt().eur(),
          models::staff_wanted(world.capture, world, 0)};
}

}  // namespace

TEST_CASE("capture: zero: without take rate, advertising and plans platforms earn nothing") {
  SmallWorld small({{"platforms.strategy.opening_take_rate", 0.0},
                    {"platforms.capture.advertising_share", 0.0},
                    {"platforms.capture.payout", 0.0}});
  trade(small);
  small.once(models::divide_platform_profit, small.world().capture);
  for (std::size_t k = 0; k < small.world().organisations.n_platforms; ++k) {
    CHECK(small.world().capture.commission[k] == 0.0);
    CHECK(small.world().capture.advertising_sales[k] == 0.0);
    CHECK(small.world().capture.profit[k] == 0.0);
  }
  CHECK(small.world().capture.gig_pay_total > 0.0);
}

TEST_CASE("capture: by hand: three people, one platform") {
  // 120, 60, 60 EUR with tax of 20 % are sales of 200; a quarter, 50, is kept, 150 EUR go to 4 + 2 + 4 effective hours.
  SmallWorld small({{"people.count", std::int64_t{3}},
                    {"platforms.adoption.count", std::int64_t{1}},
                    {"platforms.capture.payout", 0.5}});
  auto& world = small.world();
  const double spent[] = {120.0, 60.0, 60.0};
  const float hours[] = {4.0f, 1.0f, 8.0f}, skills[] = {1.0f, 2.0f, 0.5f};
  for (std::size_t i = 0; i < 3; ++i) {
    world.livelihood.planned_gigs[i] = Money::of(spent[i]);
    world.time_use.gig_hours[i] = hours[i];
    world.population.skill[i] = skills[i];
  }
  world.strategy.take_rate.fill(0.25);
  world.taxes.value_added_rate = 0.2;
  world.taxes.wage_rate = world.taxes.profit_rate = world.taxes.platform_levy_rate = 0.0;
  small.each(models::choose_platform, world.adoption);
  small.once(models::count_users, world.adoption);
  const std::size_t j = world.organisations.platform(0);
  small.ledger().endow(j, -small.ledger().deposit(j));
  small.each(models::buy_gigs, world.capture);
  CHECK(small.ledger().deposit(j) == Money::of(200.0));
  small.once(models::price_gigs, world.capture);
  CHECK(world.capture.commission[0] == Approx(50.0));
  CHECK(world.capture.gig_rate[0] == Approx(15.0));
  const Money before = small.ledger().deposit_of_person(1);
  small.each(models::pay_gigs, world.capture);
  CHECK((small.ledger().deposit_of_person(1) - before).eur() == Approx(30.0).margin(1.01e-4));
  // Received 50 + 30, pay 16, levy .1 x 80 = 8, profit 56, tax 14; of 150 EUR held there remain 128. Revenue is
  // smoothed to 80; above 3 x 16 + .2 x 80 = 64 are 64 EUR, half of which is paid out.
  world.capture.advertising_sales.fill(30.0);
  world.capture.revenue.fill(80.0);
  world.labour_market.bill.totals()[j] = Money::of(16.0).counts();
  world.taxes.profit_rate = 0.25;
  world.taxes.platform_levy_rate = 0.1;
  small.ledger().endow(j, Money::of(150.0) - small.ledger().deposit(j));
  small.once(models::divide_platform_profit, world.capture);
  CHECK(world.capture.profit[0] == Approx(56.0));
  CHECK(small.ledger().deposit(j) == Money::of(96.0));
}

TEST_CASE("capture: by hand: open commons as a complement") {
  // Twice the open commons with an elasticity of 1/2: a factor sqrt(3/2); none of them: sqrt(1/2). The law's cap comes last.
  SmallWorld small({{"platforms.capture.complement", 0.5}, {"platforms.capture.advertising_share", 0.01}});
  auto& world = small.world();
  CHECK(world.capture.share_advertised(world, 1.0) == Approx(0.01));
  CHECK(world.capture.share_advertised(world, 2.0) == Approx(0.01 * std::sqrt(1.5)));
  CHECK(world.capture.share_advertised(world, 0.0) == Approx(0.01 * std::sqrt(0.5)));
  world.regulation.parameters.advertising_cap = 0.011;
  CHECK(world.capture.share_advertised(world, 2.0) == 0.011);
  CHECK(SmallWorld().world().capture.share_advertised(world, 2.0) == 0.008);
}

TEST_CASE("capture: by hand: hours that go anywhere level pay as far as they reach") {
  // 60, 30 and 10 EUR, hours bound 2, 3 and 10: pay 30, 10 and 1. Seven hours level the first two at 90 / (5 + 7) = 7.5: six and one.
  const std::vector<double> pay{60.0, 30.0, 10.0}, bound{2.0, 3.0, 10.0};
  std::vector<double> parts(3);
  CHECK(models::level_pay(pay, bound, 7.0, parts) == Approx(7.5));
  CHECK(parts[0] == Approx(6.0 / 7.0));
  CHECK(parts[1] == Approx(1.0 / 7.0));
  CHECK(parts[2] == 0.0);
  // Two hours reach one platform only, 385 all three, at 100 / 400.
  CHECK(models::level_pay(pay, bound, 2.0, parts) == Approx(15.0));
  CHECK(parts == std::vector<double>{1.0, 0.0, 0.0});
  CHECK(models::level_pay(pay, bound, 385.0, parts) == Approx(0.25));
  CHECK(parts[2] == Approx(30.0 / 385.0));
  // Edges: no hours, no pay, nobody bound, platforms that are alike.
  CHECK(models::level_pay(pay, bound, 0.0, parts) == 0.0);
  CHECK(parts == std::vector<double>(3, 0.0));
  CHECK(models::level_pay(std::vector<double>(3, 0.0), bound, 7.0, parts) == 0.0);
  CHECK(parts == std::vector<double>(3, 0.0));
  CHECK(models::level_pay(pay, std::vector<double>(3, 0.0), 50.0, parts) == Approx(2.0));
  CHECK(parts[0] == Approx(0.6));
  CHECK(models::level_pay(std::vector<double>(3, 0.3), std::vector<double>(3, 0.7), 1e-9, parts) == Approx(0.3 / 0.7));
  CHECK(parts[0] + parts[1] + parts[2] == Approx(1.0));
}

TEST_CASE("capture: by hand: what people have seen an hour earn follows what it earned") {
  SmallWorld small({{"platforms.adoption.count", std::int64_t{1}}, {"people.livelihood.expectation", 0.25}, {"people.time_use.usual_gig_pay", 0.5},
                    {"platforms.adoption.multi_homing", 0.0}});
  auto& world = small.world();
  CHECK(world.capture.pay_seen[0] == 0.5);
  world.labour_market.wage = 20.0;
  world.strategy.take_rate.fill(0.2);
  const auto sell = [&](double sales, double hours) {
    world.capture.gig_sales.of(0)[0] = Money::of(sales).counts();
    world.adoption.offered.of(0).add(0, hours);
    world.adoption.offered.collect();
    small.once(models::price_gigs, world.capture);
  };
  sell(500.0, 25.0);  // 16 EUR an hour, .8 of the wage
  CHECK(world.capture.pay_seen[0] == Approx(0.5 + 0.25 * 0.3));
  CHECK(world.capture.pay_seen_anywhere == Approx(0.575));  // nobody works anywhere: the mean is what is seen
  sell(500.0, 0.0);  // nothing is seen where nobody works, and the platform keeps all
  CHECK(world.capture.pay_seen[0] == Approx(0.575));
  CHECK(world.capture.commission[0] == Approx(500.0));
}

TEST_CASE("capture: conserves: who works on several platforms is paid by each, and what is paid is what platforms give") {
  for (const double several : {0.3, 1.0}) {
    SmallWorld small({{"people.count", std::int64_t{2'000}}, {"state.taxes.wage_rate", 0.0}, {"platforms.adoption.multi_homing", several}});
    auto& world = small.world();
    const Money all = small.all_money();
    world.strategy.take_rate[0] = 0.4;
    trade(small);
    CHECK(small.all_money() == all - small.ledger().awaiting_people(world.ownership.dividends));
    const double anywhere = world.adoption.offered_anywhere[0];
    double worst = 0.0, paid = 0.0, worked = 0.0, offered = anywhere;
    for (std::size_t i = 0; i < 2'000; ++i) {
      const double hours = static_cast<double>(world.time_use.gig_hours[i]) * static_cast<double>(world.population.skill[i]);
      const double rate = world.adoption.several(i) ? world.capture.pay_anywhere : world.capture.gig_rate[static_cast<std::size_t>(world.adoption.home[i])];
      const double earned = (world.livelihood.gained(i, small.ledger().deposit_of_person(i)) + world.livelihood.planned_gigs[i]).eur();
      worst = std::max(worst, std::abs(earned - rate * hours));
      paid += earned;
    }
    CHECK(worst < 4e-4);  // one count from each platform
    CHECK(paid == Approx(world.capture.gig_pay_total).epsilon(1e-4));
    CHECK(paid <= world.capture.gig_pay_total);
    for (std::size_t k = 0; k < world.organisations.n_platforms; ++k) {
      worked += world.capture.worked[k];
      offered += world.adoption.offered[k];
    }
    CHECK(worked == Approx(offered).epsilon(1e-12));
    small.ledger().close(0);
  }
}

TEST_CASE("capture: direction: a higher take rate drives away hours that can go, and only those") {
  const auto worked = [](double several, double take_rate) {
    SmallWorld small({{"people.count", std::int64_t{2'000}}, {"platforms.adoption.multi_homing", several}, {"platforms.adoption.reconsider", 0.0},
                      {"people.livelihood.gig_elasticity", 0.0}});
    small.world().strategy.take_rate[0] = take_rate;
    trade(small);
    return small.world().capture.worked[0];
  };
  CHECK(worked(0.3, 0.2) < worked(0.3, 0.1));
  CHECK(worked(0.3, 0.4) < worked(0.3, 0.2));
  CHECK(worked(0.0, 0.4) == worked(0.0, 0.1));
}

TEST_CASE("capture: oracle: where everybody works on several platforms an hour earns the same on all") {
  SmallWorld small({{"people.count", std::int64_t{2'000}}, {"platforms.adoption.multi_homing", 1.0}});
  auto& world = small.world();
  for (std::size_t k = 0; k < 3; ++k) world.strategy.take_rate[k] = 0.1 + 0.2 * static_cast<double>(k);
  trade(small);
  double net = 0.0, hours = 0.0;
  for (std::size_t k = 0; k < 3; ++k) net += (1.0 - world.strategy.take_rate[k]) * Money::counts(world.capture.gig_sales[k]).eur();
  for (std::size_t i = 0; i < 2'000; ++i) hours += static_cast<double>(world.time_use.gig_hours[i]) * static_cast<double>(world.population.skill[i]);
  for (std::size_t k = 0; k < 3; ++k) CHECK(world.capture.gig_rate[k] == Approx(net / hours).epsilon(1e-6));
}

TEST_CASE("capture: oracle: pay of a gig hour settles where hours answer to it") {
  // H hours where an hour pays what is usual, D to divide, elasticity e: H (w/u)^e w = D, so w = u (D / (H u))^(1/(1+e)).
  const double elasticity = 1.0, usual = 0.5;
  SmallWorld small({{"platforms.adoption.count", std::int64_t{1}}, {"people.livelihood.expectation", 0.3}, {"people.time_use.usual_gig_pay", usual},
                    {"people.time_use.gig_hours_elasticity", elasticity}});
  auto& world = small.world();
  world.labour_market.employer.fill(-1);
  world.strategy.take_rate.fill(0.0);
  const double due = 4'000.0;
  double base = 0.0;
  for (int t = 0; t < 60; ++t) {
    small.each(models::choose_hours, world.time_use);
    small.once(models::weigh_platforms, world.adoption);
    small.each(models::choose_platform, world.adoption);
    small.once(models::count_users, world.adoption);
    world.capture.gig_sales.of(0)[0] = Money::of(due * world.labour_market.wage).counts();
    small.once(models::price_gigs, world.capture);
    if (t == 0) base = world.capture.worked[0];
  }
  CHECK(world.capture.gig_rate[0] / world.labour_market.wage == Approx(usual * std::pow(due / (base * usual), 1.0 / (1.0 + elasticity))).epsilon(1e-6));
}

TEST_CASE("capture: conserves: what buyers pay reaches workers, platforms and the state") {
  SmallWorld small({{"people.count", std::int64_t{2'000}}, {"state.taxes.platform_levy_rate", 0.1}});
  auto& world = small.world();
  const Money all = small.all_money();
  trade(small);
  Money sales;
  for (std::size_t k = 0; k < world.organisations.n_platforms; ++k) sales += Money::counts(world.capture.gig_sales[k]);
  double commission = 0.0;
  for (const double part : world.capture.commission) commission += part;
  CHECK(commission + world.capture.gig_pay_total == Approx(sales.eur()).epsilon(1e-12));
  Money bought, sold;
  for (const Money amount : world.capture.advertising) bought += amount;
  for (const double amount : world.capture.advertising_sales) sold += Money::of(amount);
  CHECK(bought == sold);
  CHECK(bought > Money{});
  small.once(models::divide_platform_profit, world.capture);
  small.each(models::settle_with_owners, world.ownership);
  CHECK(small.all_money() == all);
  small.ledger().close(0);
}

TEST_CASE("capture: direction: take rate, advertising, staff, payout and levy") {
  const std::string take = "platforms.strategy.opening_take_rate", advertising = "platforms.capture.advertising_share";
  CHECK(result(take, 0.3).commission > result(take, 0.1).commission);
  CHECK(result(take, 0.3).gig_pay < result(take, 0.1).gig_pay);
  CHECK(result(advertising, 0.02).advertising > result(advertising, 0.01).advertising);
  const std::string staff = "platforms.capture.staff_share", payout = "platforms.capture.payout";
  CHECK(result(staff, 1.0).staff > result(staff, 0.1).staff);
  CHECK(result(payout, 0.6).dividends > result(payout, 0.2).dividends);
  // Claim 59: with the commons as a complement, platforms earn more where there is more of it.
  const auto advertising_at = [](double complement, double open) {
    SmallWorld small({{"people.count", std::int64_t{2'000}}, {"platforms.capture.complement", complement}});
    small.world().hosting.open_stock = open;
    trade(small);
    return small.world().capture.advertising_sales[0];
  };
  CHECK(advertising_at(0.5, 2.0) > advertising_at(0.5, 1.0));
  CHECK(advertising_at(1.0, 2.0) > advertising_at(0.5, 2.0));
  CHECK(advertising_at(0.0, 2.0) == advertising_at(0.0, 1.0));
  const std::string levy = "state.taxes.platform_levy_rate";
  CHECK(result(levy, 0.2).levy > result(levy, 0.1).levy);
  CHECK(result(levy, 0.0).levy == 0.0);
}

TEST_CASE("capture: oracle: without people on several platforms, gig pay by effective hours, advertising by users") {
  SmallWorld small({{"people.count", std::int64_t{2'000}}, {"state.taxes.wage_rate", 0.0}, {"platforms.adoption.multi_homing", 0.0}});
  auto& world = small.world();
  trade(small);
  const std::size_t n = world.organisations.n_platforms;
  std::vector<double> sales(n), hours(n), paid(n), users(n);
  double worst = 0.0, bought = 0.0;
  const auto offered = [&](std::size_t i) {
    return static_cast<double>(world.time_use.gig_hours[i]) * static_cast<double>(world.population.skill[i]);
  };
  const double before_tax = 1.0 / (1.0 + world.taxes.value_added_rate);
  for (std::size_t i = 0; i < world.size("person"); ++i) {
    const auto k = static_cast<std::size_t>(world.adoption.home[i]);
    sales[k] += world.livelihood.planned_gigs[i].eur() * before_tax;
    hours[k] += offered(i);
    users[k] += 1.0;
  }
  for (std::size_t i = 0; i < world.size("person"); ++i) {
    const auto k = static_cast<std::size_t>(world.adoption.home[i]);
    const double fair = (1.0 - world.strategy.take_rate[k]) * sales[k] * offered(i) / hours[k];
    const Money received = world.livelihood.gained(i, small.ledger().deposit_of_person(i)) + world.livelihood.planned_gigs[i];
    worst = std::max(worst, std::abs(received.eur() - fair));
  }
  CHECK(worst < 2e-4);  // one count, and the rounding of tax in sales
  for (const Money amount : world.capture.advertising) bought += amount.eur();
  for (std::size_t k = 0; k < n; ++k)
    CHECK(world.capture.advertising_sales[k] == Approx(bought * users[k] / 2'000.0).margin(1e-4 * 100.0));
}
