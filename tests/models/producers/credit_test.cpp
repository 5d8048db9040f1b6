#include "models/producers/credit.h"

#include <cmath>

#include "tests/catch.h"
#include "tests/models/small_world.h"

using sim::Money;
using test::Settings;
using test::SmallWorld;

namespace {

// Accounts as a test wants them; the books of the month are then not closed.
void set_deposit(sim::Ledger& ledger, std::size_t j, double eur) {
  ledger.endow(j, Money::of(eur) - ledger.deposit(j));
}
void set_loan(sim::Ledger& ledger, std::size_t j, double eur) { ledger.endow_loan(j, Money::of(eur) - ledger.loan(j)); }

// Pay of producer 0 this month; energy costs nothing.
void set_bill(models::World& world, double eur) {
  world.labour_market.bill.of(0)[0] = Money::of(eur).counts();
  world.labour_market.bill.collect();
  world.energy.opening_cost = 0.0;
}

// Loan of a producer with costs of 1,000 EUR (first) and the bank's gain (second) after a month of service.
std::pair<double, double> serviced(const std::string& name, double value) {
  Settings settings{{"producers.credit.leverage", 1.0}, {"producers.credit.repayment", 0.25}};
  settings["producers.credit." + name] = value;
  SmallWorld small(settings);
  set_bill(small.world(), 1'000.0);
  set_deposit(small.ledger(), 0, 10'000.0);
  set_loan(small.ledger(), 0, 2'000.0);
  const Money before = small.ledger().bank_net_worth();
  small.once(models::service_loans, small.world().credit);
  return {small.ledger().loan(0).eur(), (small.ledger().bank_net_worth() - before).eur()};
}

double paid_by_bank(const std::string& name, double value) {
  Settings settings{{"producers.credit.own_funds", 0.05}, {"producers.credit.payout", 0.3}};
  settings["producers.credit." + name] = value;
  SmallWorld small(settings);
  set_deposit(small.ledger(), small.world().organisations.bank(), 1e6);
  small.once(models::settle_bank, small.world().credit);
  return small.ledger().awaiting_people(small.world().ownership.dividends).eur();
}

}  // namespace

TEST_CASE("credit: zero: without interest and repayment loans and deposits stay, without payout the bank keeps all") {
  SmallWorld small(
      {{"producers.credit.loan_rate", 0.0}, {"producers.credit.repayment", 0.0}, {"producers.credit.payout", 0.0}});
  auto& world = small.world();
  std::vector<Money> before;
  for (std::size_t j = 0; j < world.organisations.count(); ++j) before.push_back(small.ledger().deposit(j));
  const Money loan = small.ledger().loan(0);
  small.once(models::service_loans, world.credit);
  small.once(models::settle_bank, world.credit);
  for (std::size_t j = 0; j < before.size(); ++j) CHECK(small.ledger().deposit(j) == before[j]);
  CHECK(loan > Money{});
  CHECK(small.ledger().loan(0) == loan);
}

TEST_CASE("credit: by hand: one producer and the bank") {
  SmallWorld small({{"people.count", std::int64_t{3}},
                    {"producers.credit.loan_rate", 0.05},
                    {"producers.credit.leverage", 1.0},
                    {"producers.credit.repayment", 0.25},
                    {"producers.credit.own_funds", 0.1},
                    {"producers.credit.payout", 0.5}});
  auto& world = small.world();
  auto& ledger = small.ledger();
  set_bill(world, 1'000.0);
  set_deposit(ledger, 0, 300.0);
  small.once(models::finance_production, world.credit);
  CHECK(ledger.deposit(0) == Money::of(1'000.0) + Money::counts(1));  // borrows 700 and one count for rounding
  set_loan(ledger, 0, 1'200.0);
  set_deposit(ledger, 0, 2'000.0);
  const std::size_t bank = world.organisations.bank();
  set_deposit(ledger, bank, 0.0);
  small.once(models::service_loans, world.credit);  // interest 1,200 x .05 / 12 = 5; a quarter of 1,200 - 1,000 repaid
  CHECK(ledger.loan(0) == Money::of(1'150.0));
  CHECK(ledger.deposit(0) == Money::of(1'945.0));
  CHECK(ledger.deposit(bank) == Money::of(5.0));
  // Loans 1,150 and debt 3,850 want own funds of 500; of 800 a half of the 300 above goes out.
  set_deposit(ledger, world.organisations.state(), -3'850.0);
  set_deposit(ledger, bank, 800.0);
  small.once(models::settle_bank, world.credit);
  CHECK(ledger.deposit(bank) == Money::of(650.0));
  // A bank that has lost 40 EUR more than it had is made whole, and pays nothing out.
  set_deposit(ledger, bank, -40.0);
  small.once(models::settle_bank, world.credit);
  CHECK(ledger.deposit(bank) == Money{});
  CHECK(ledger.public_debt() == Money::of(3'890.0));
}

TEST_CASE("credit: conserves: money changes by lending alone") {
  SmallWorld small({{"producers.credit.leverage", 2.0}, {"producers.earnings.cushion", 0.0}});
  auto& world = small.world();
  small.each(models::work, world.labour_market);
  small.once(models::count_labour, world.labour_market);
  const auto loans = [&] {
    Money sum;
    for (std::size_t j = 0; j < world.organisations.count(); ++j) sum += small.ledger().loan(j);
    return sum;
  };
  const Money money = small.all_money(), lent = loans();
  small.once(models::finance_production, world.credit);
  CHECK(loans() > lent);
  CHECK(small.all_money() - money == loans() - lent);
  for (std::size_t j = 0; j < world.organisations.n_borrowers(); ++j)
    CHECK(small.ledger().deposit(j).eur() >= models::working_cost(world, j));
  small.once(models::service_loans, world.credit);
  small.once(models::settle_bank, world.credit);
  small.each(models::settle_with_owners, world.ownership);
  CHECK(small.all_money() - money == loans() - lent);
  small.ledger().close(0);
}

TEST_CASE("credit: direction: interest, leverage, repayment, own funds, payout") {
  CHECK(serviced("loan_rate", 0.1).second > serviced("loan_rate", 0.02).second);
  CHECK(serviced("leverage", 1.5).first > serviced("leverage", 0.5).first);
  CHECK(serviced("leverage", 4.0).first > 2'000.0);
  CHECK(serviced("repayment", 0.8).first < serviced("repayment", 0.1).first);
  CHECK(paid_by_bank("own_funds", 0.2) < paid_by_bank("own_funds", 0.02));
  CHECK(paid_by_bank("payout", 0.6) > paid_by_bank("payout", 0.2));
}

TEST_CASE("credit: oracle: a loan goes to its wanted size geometrically and interest follows") {
  // L(t) = L* + (1 - r)^t (L(0) - L*), interest sum of L(t) i / 12; deposits ample. Each step rounds to 1e-4 EUR.
  for (const double start : {0.0, 9'000.0}) {
    SmallWorld small({{"people.count", std::int64_t{3}},
                      {"producers.credit.loan_rate", 0.06},
                      {"producers.credit.leverage", 2.0},
                      {"producers.credit.repayment", 0.2}});
    set_bill(small.world(), 1'500.0);
    set_deposit(small.ledger(), 0, 1e5);
    set_loan(small.ledger(), 0, start);
    const Money worth = small.ledger().bank_net_worth();
    double interest = 0.0;
    for (int t = 0; t < 36; ++t) {
      interest += (3'000.0 + std::pow(0.8, t) * (start - 3'000.0)) * 0.06 / 12.0;
      small.once(models::service_loans, small.world().credit, t);
      const double expected = 3'000.0 + std::pow(0.8, t + 1) * (start - 3'000.0);
      CHECK(small.ledger().loan(0).eur() == Approx(expected).margin(5e-4));
      CHECK((small.ledger().bank_net_worth() - worth).eur() == Approx(interest).margin(5e-3));
      CHECK(small.ledger().deposit(0).eur() == Approx(1e5 - start + expected - interest).margin(5e-3));
    }
  }
}
