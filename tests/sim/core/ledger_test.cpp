#include "sim/core/ledger.h"

#include "tests/catch.h"

using sim::AccountingError;
using sim::Block;
using sim::Flow;
using sim::Ledger;
using sim::Money;

namespace {

constexpr sim::SectorSet people = 1, firms = 2, bank = 4, state = 8;

Money eur(double amount) { return Money::of(amount); }

//! Three people with 100 EUR each; organisations: two firms, a bank, a state.
struct Books {
  Ledger ledger{{"people", "firms", "bank", "state"}, people};
  Flow wages, purchases, tax, interest, lost;
  sim::Workers alone;
  sim::Scratch scratch;
  Block all{0, 3, 0, &scratch};

  Books() {
    wages = ledger.declare({.name = "wages", .from = firms | state, .to = people, .mode = "authority", .doc = "pay", .by_organisation = true});
    purchases = ledger.declare({.name = "purchases", .from = people, .to = firms, .mode = "market", .doc = "goods"});
    tax = ledger.declare({.name = "tax", .from = people, .to = state, .mode = "authority", .doc = "tax"});
    interest = ledger.declare({.name = "interest", .from = firms | state, .to = bank, .mode = "market", .doc = "interest"});
    lost = ledger.declare({.name = "lost", .from = bank, .to = firms, .mode = "market", .doc = "write-offs"});
    ledger.open(3, 4, alone);
    ledger.assign(0, firms);
    ledger.assign(1, firms);
    ledger.assign(2, bank);
    ledger.assign(3, state);
    ledger.appoint_bank(2);
    ledger.appoint_sovereign(3);
    for (std::size_t i = 0; i < 3; ++i) ledger.endow_person(i, eur(100));
    ledger.endow(0, eur(50));
    ledger.endow_loan(0, eur(20));
    ledger.endow(2, eur(5));
    ledger.finish_opening();
  }
};

}  // namespace

TEST_CASE("ledger: the opening's public debt balances the sheet") {
  Books books;
  // deposits 300 + 50, net worth 5, loans 20: debt 335.
  CHECK(books.ledger.public_debt() == eur(335));
  CHECK(books.ledger.residual() == Money{});
}

TEST_CASE("ledger: people's postings reach one organisation, many, or wait for them") {
  Books books;
  Ledger& ledger = books.ledger;
  {
    auto tax = ledger.from_people(books.tax, books.all, 3);
    auto spend = ledger.from_people(books.purchases, books.all);
    auto pay = ledger.to_people_by_organisation(books.wages, books.all);
    for (std::size_t i = 0; i < 3; ++i) {
      tax.post(i, eur(10));
      spend.post(i, eur(20));
    }
    pay.post(0, 0, eur(7));
    pay.post(1, 3, eur(8));
  }
  ledger.settle(0);
  CHECK(ledger.public_debt() == eur(335 - 30 + 8));
  CHECK(ledger.deposit(0) == eur(43));
  CHECK(ledger.awaiting_organisations(books.purchases) == eur(60));
  ledger.receive(books.purchases, 0, eur(45));
  ledger.receive(books.purchases, 1, eur(15));
  ledger.close(0);
  const auto cells = ledger.month_flows();
  CHECK(cells[0].from == "firms");
  CHECK(cells[0].amount == eur(7));
  CHECK(cells[1].from == "state");
  CHECK(cells[1].amount == eur(8));
  CHECK(ledger.sector_deposits(0) == eur(300 - 90 + 15));
}

TEST_CASE("ledger: whichever worker posts, what a group posted is settled with it, once, and again in the next") {
  Books books;
  Ledger& ledger = books.ledger;
  sim::Workers two(2);
  ledger.open(3, 4, two);  // accounts anew
  ledger.assign(0, firms);
  ledger.assign(1, firms);
  ledger.assign(2, bank);
  ledger.assign(3, state);
  for (std::size_t i = 0; i < 3; ++i) ledger.endow_person(i, eur(100));
  ledger.finish_opening();
  const Block first{0, 2, 0, &books.scratch}, second{2, 3, 1, &books.scratch};
  for (int group = 0; group < 3; ++group) {
    ledger.from_people(books.tax, second, 3).post(2, eur(10));
    if (group == 1) ledger.from_people(books.tax, first, 3).post(0, eur(1));
    ledger.settle(0);
    CHECK(ledger.public_debt() == eur(300 - 10 * (group + 1) - (group > 0)));
  }
  ledger.settle(0);
  CHECK(ledger.public_debt() == eur(269));
  ledger.close(0);
}

TEST_CASE("ledger: a flow that is paid and not received stops the run by its name") {
  Books books;
  {
    auto spend = books.ledger.from_people(books.purchases, books.all);
    spend.post(0, eur(20));
  }
  books.ledger.settle(4);
  try {
    books.ledger.close(4);
    FAIL("the books closed");
  } catch (const AccountingError& error) {
    CHECK(std::string(error.what()).find("month 5") != std::string::npos);
    CHECK(std::string(error.what()).find("'purchases' was paid 20.0000 EUR and received 0.0000 EUR") != std::string::npos);
  }
}

TEST_CASE("ledger: one count too many is noticed") {
  Books books;
  {
    auto spend = books.ledger.from_people(books.purchases, books.all);
    spend.post(0, eur(20));
  }
  books.ledger.settle(0);
  books.ledger.receive(books.purchases, 0, eur(20) + Money::counts(1));
  CHECK_THROWS_AS(books.ledger.close(0), AccountingError);
}

TEST_CASE("ledger: nobody but the sovereign and the bank may go below zero") {
  Books books;
  CHECK_THROWS_AS(books.ledger.transfer(books.interest, 1, 2, eur(1)), AccountingError);
  books.ledger.transfer(books.interest, 3, 2, eur(1'000));
  CHECK(books.ledger.public_debt() == eur(1'335));
  Books others;
  {
    auto spend = others.ledger.from_people(others.purchases, others.all);
    spend.post(2, eur(100.01));
  }
  CHECK_THROWS_AS(others.ledger.settle(0), AccountingError);
}

TEST_CASE("ledger: lending, repayment, write-off and money creation keep the sheet in balance") {
  Books books;
  Ledger& ledger = books.ledger;
  ledger.lend(1, eur(30));
  ledger.repay(0, eur(15));
  CHECK(ledger.loan(0) == eur(5));
  ledger.write_off(books.lost, 0);
  CHECK(ledger.bank_net_worth() == Money{});
  CHECK(ledger.loan(0) == Money{});
  ledger.create_money(3, eur(335));
  CHECK(ledger.public_debt() == Money{});
  ledger.close(0);
  CHECK(ledger.residual() == Money{});
  CHECK(ledger.central_bank_money() == eur(335));
}

TEST_CASE("ledger: a flow is refused where its sectors are not declared, and so is a second of its name") {
  Books books;
  CHECK_THROWS_AS(books.ledger.transfer(books.interest, 2, 0, eur(1)), sim::InternalError);
  CHECK_THROWS_AS(books.ledger.declare({.name = "tax", .from = people, .to = state, .mode = "authority", .doc = "again"}), sim::InternalError);
  CHECK_THROWS_AS(books.ledger.declare({.name = "many", .from = people | firms, .to = bank | state, .mode = "market", .doc = "no"}), sim::InternalError);
}
