#include "models/producers/earnings.h"

#include <algorithm>

#include "models/sectors.h"
#include "models/world.h"

namespace models {

void Earnings::Parameters::declare(sim::ParameterVisitor& parameter) {
  parameter(cushion, {.name = "cushion", .initial = 1.0, .unit = "month", .range = {0, 24},
                      .doc = "Months of wages and energy that a producer keeps in deposits", .source = "prototype"});
  parameter(payout, {.name = "payout", .initial = 0.30, .unit = "1/month", .range = sim::share,
                     .doc = "Part of the deposits above the cushion that is paid out in a month",
                     .source = "prototype"});
}

void Earnings::declare(sim::ColumnVisitor& column) {
  column(taxed_profit, {.name = "taxed_profit", .per = "", .unit = "EUR/month", .doc = "profit on which tax was paid"});
  column(profit, {.name = "profit", .per = "producer", .unit = "EUR/month", .doc = "profit before tax"});
  column(surplus, {.name = "surplus", .per = "producer", .unit = "EUR/month", .doc = "surplus a cooperative divides"});
}

void Earnings::declare(sim::FlowVisitor& flow) {
  flow(profit_tax, {.name = "profit_tax", .from = sector::producers | sector::platforms, .to = sector::state,
                    .mode = "authority", .doc = "tax on profits"});
}

void set_up(Earnings& own, const World&, const sim::Month&) {
  own.profit.fill(0.0);
  own.surplus.fill({});
}

void enter(Earnings& own, const World&, std::size_t j) { own.profit[j] = 0.0; }

void leave(Earnings& own, const World&, std::size_t j) { own.surplus[j] = {}; }

double pay_profit_tax(const Earnings& earnings, const World& world, const sim::Month& month, std::size_t j, double profit) {
  const bool platform = j >= world.organisations.n_producers;
  const double borne = platform ? world.jurisdictions.borne_by_platforms() : 1.0, rate = borne * world.taxes.profit_rate;
  const double taxable = std::max(profit, 0.0);
  const sim::Money due = sim::Money::of(taxable * rate), paid = std::min(due, month.ledger.deposit(j));
  month.ledger.transfer(earnings.profit_tax, j, world.organisations.state(), paid);
  return borne * (due > sim::Money{} ? taxable * paid.eur() / due.eur() : taxable);
}

void divide_earnings(Earnings& own, const World& world, const sim::Month& month) {
  own.taxed_profit = 0.0;
  for (std::size_t j = 0; j < world.organisations.n_producers; ++j) {
    own.surplus[j] = {};
    own.profit[j] = 0.0;
    if (!world.organisations.trades(j)) continue;
    const double given = world.capture.advertising[j].eur() + world.foundations.donation[j].eur() + world.innovation.fee[j].eur() +
                         world.licences.fee[j].eur() + world.royalties.paid[j].eur() + world.marketplace.commission[j].eur() + world.marketplace.data[j].eur();
    const double cost = working_cost(world, j);
    own.profit[j] = world.goods_market.revenue[j].eur() - cost - given - world.credit.interest_paid[j];
    own.taxed_profit += pay_profit_tax(own, world, month, j, own.profit[j]);
    const double free = (month.ledger.deposit(j) - world.cooperatives.reserve[j]).eur() - own.parameters.cushion * cost;
    const sim::Money paid_out = sim::Money::of(own.parameters.payout * std::max(free, 0.0));
    if (world.organisations.is_cooperative(j)) own.surplus[j] = paid_out;
    else month.ledger.pay(world.ownership.dividends, j, paid_out);
  }
}

void observe(const Earnings& own, const World& world, sim::Observer& show) {
  double profit = 0.0;
  for (std::size_t j = 0; j < own.profit.size(); ++j) profit += own.profit[j];
  show.series({.name = "profit_share", .unit = "1", .long_name = "Producers' profit before tax / GDP"}, profit / world.gdp());
}

}  // namespace models
