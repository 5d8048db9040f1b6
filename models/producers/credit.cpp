#include "models/producers/credit.h"

#include <algorithm>

#include "models/sectors.h"
#include "models/world.h"

namespace models {

void Credit::Parameters::declare(sim::ParameterVisitor& parameter) {
  parameter(loan_rate, {.name = "loan_rate", .initial = 0.04, .unit = "1/year", .range = {0, 1},
                        .doc = "Interest on loans to producers", .source = "prototype"});
  parameter(leverage, {.name = "leverage", .initial = 1.0, .unit = "month", .range = {0, 60},
                       .doc = "Months of wages and energy that a producer finances by loans",
                       .source = "assumption:leverage"});
  parameter(repayment, {.name = "repayment", .initial = 0.33, .unit = "1/month", .range = sim::share,
                        .doc = "Part of the distance to the wanted loan closed in a month",
                         .source = "assumption:repayment"});
  parameter(own_funds, {.name = "own_funds", .initial = 0.08, .unit = "1", .range = {0, 1},
                        .doc = "Own funds the bank keeps, as a share of loans and public debt",
                        .source = "assumption:own-funds"});
  parameter(payout, {.name = "payout", .initial = 0.30, .unit = "1/month", .range = sim::share,
                     .doc = "Part of own funds above the target that goes to owners in a month", .source = "prototype"});
}

void Credit::declare(sim::FlowVisitor& flow) {
  flow(interest, {.name = "interest", .from = sector::producers | sector::platforms, .to = sector::bank,
                  .mode = "market", .doc = "interest on loans"});
  flow(write_offs, {.name = "write_offs", .from = sector::bank, .to = sector::producers | sector::platforms, .mode = "market",
                    .doc = "loans of closed producers and platforms that the bank gives up"});
  flow(recapitalisation, {.name = "recapitalisation", .from = sector::state, .to = sector::bank, .mode = "authority",
                          .doc = "the state makes good a bank's negative net worth"});
}

double working_cost(const World& world, std::size_t j) {
  const double energy = j < world.organisations.n_producers ? world.energy_cost_per_item(j) * world.production.output[j] : 0.0;
  return sim::Money::counts(world.labour_market.bill[j]).eur() + energy;
}

void set_up(Credit& own, const World& world, const sim::Month& month) {
  own.interest_paid.fill(0.0);
  double loans = 0.0;
  for (std::size_t j = 0; j < world.organisations.n_producers; ++j) {
    const double cost = world.labour_market.wage * world.production.labour_used[j] / (1.0 - world.energy.parameters.cost_share);
    month.ledger.endow(j, sim::Money::of(world.earnings.parameters.cushion * cost));
    month.ledger.endow_loan(j, sim::Money::of(own.parameters.leverage * cost));
    loans += own.parameters.leverage * cost;
  }
  month.ledger.endow(world.organisations.bank(), sim::Money::of(own.parameters.own_funds * (loans + 4.0 * world.opening.gdp)));
}

void finance_production(Credit&, const World& world, const sim::Month& month) {
  for (std::size_t j = 0; j < world.organisations.n_borrowers(); ++j) {
    if (!world.organisations.trades(j)) continue;
    // One count more than the parts may round to.
    const sim::Money need = sim::Money::of(working_cost(world, j)) + sim::Money::counts(1);
    if (month.ledger.deposit(j) < need) month.ledger.lend(j, need - month.ledger.deposit(j));
  }
}

void service_loans(Credit& own, const World& world, const sim::Month& month) {
  const Credit::Parameters& p = own.parameters;
  for (std::size_t j = 0; j < world.organisations.n_borrowers(); ++j) {
    if (!world.organisations.trades(j)) continue;
    const double loan = month.ledger.loan(j).eur();
    const sim::Money due = std::min(sim::Money::of(loan * p.loan_rate / 12.0), month.ledger.deposit(j));
    month.ledger.transfer(own.interest, j, world.organisations.bank(), due);
    own.interest_paid[j] = due.eur();
    const double wanted = j < world.organisations.n_producers ? p.leverage * working_cost(world, j) : 0.0;
    const double change = p.repayment * (wanted - loan);
    if (change > 0.0) month.ledger.lend(j, sim::Money::of(change));
    else month.ledger.repay(j, std::min({sim::Money::of(-change), month.ledger.loan(j), month.ledger.deposit(j)}));
  }
}

void settle_bank(Credit& own, const World& world, const sim::Month& month) {
  const std::size_t bank = world.organisations.bank();
  sim::Money assets = month.ledger.public_debt();
  for (std::size_t j = 0; j < world.organisations.n_borrowers(); ++j) assets += month.ledger.loan(j);
  const sim::Money worth = month.ledger.bank_net_worth();
  if (worth < sim::Money{}) month.ledger.transfer(own.recapitalisation, world.organisations.state(), bank, -worth);
  const double above = worth.eur() - own.parameters.own_funds * assets.eur();
  if (above > 0.0) month.ledger.pay(world.ownership.dividends, bank, sim::Money::of(own.parameters.payout * above));
}

void observe(const Credit&, const World& world, sim::Observer& show) {
  sim::Money loans;
  for (std::size_t j = 0; j < world.organisations.n_borrowers(); ++j) loans += world.ledger.loan(j);
  show.series({.name = "loans_to_gdp", .unit = "1", .long_name = "Loans to producers / yearly GDP"},
              loans.eur() / (12.0 * world.gdp()));
  show.series({.name = "bank_net_worth_to_gdp", .unit = "1", .long_name = "Net worth of the bank / yearly GDP"},
              world.ledger.bank_net_worth().eur() / (12.0 * world.gdp()));
}

}  // namespace models
