#include "models/state/taxes.h"

#include <algorithm>

#include "models/sectors.h"
#include "models/world.h"

namespace models {

void Taxes::Parameters::declare(sim::ParameterVisitor& parameter) {
  parameter(wage_rate, {.name = "wage_rate", .initial = 0.30, .unit = "1", .range = {0, 0.95},
                        .doc = "Tax on pay for work", .source = "prototype"});
  parameter(profit_rate, {.name = "profit_rate", .initial = 0.22, .unit = "1", .range = {0, 0.95},
                          .doc = "Tax on profits of producers and platforms", .source = "prototype"});
  parameter(value_added_rate, {.name = "value_added_rate", .initial = 0.12, .unit = "1", .range = {0, 1},
                               .doc = "Tax on what people buy, on the price before tax", .source = "prototype"});
  parameter(dividend_rate, {.name = "dividend_rate", .initial = 0.22, .unit = "1", .range = {0, 0.95},
                            .doc = "Tax on dividends and on members' surplus", .source = "prototype"});
  parameter(platform_levy_rate, {.name = "platform_levy_rate", .initial = 0.0, .unit = "1", .range = {0, 0.95},
                                 .doc = "Levy on platforms' revenue", .source = "assumption:platform-levy"});
}

void Taxes::declare(sim::ColumnVisitor& column) {
  column(wage_rate, {.name = "wage_rate", .per = "", .unit = "1", .doc = "tax on pay in force"});
  column(profit_rate, {.name = "profit_rate", .per = "", .unit = "1", .doc = "tax on profit in force"});
  column(value_added_rate, {.name = "value_added_rate", .per = "", .unit = "1", .doc = "value-added tax in force"});
  column(platform_levy_rate, {.name = "platform_levy_rate", .per = "", .unit = "1", .doc = "levy in force"});
  for (double& value : base_now) column(value, {.name = "base_now", .per = "", .unit = "EUR/month", .doc = "tax base"});
  for (double& value : base) column(value, {.name = "base", .per = "", .unit = "EUR/month", .doc = "tax base, smoothed"});
}

void Taxes::declare(sim::FlowVisitor& flow) {
  flow(wage_tax, {.name = "wage_tax", .from = sector::people, .to = sector::state, .mode = "authority",
                  .doc = "tax on pay, withheld"});
}

void set_up(Taxes& own, const World& world, const sim::Month&) {
  own.base[Taxes::on_wages] = world.opening.wages;
  own.base[Taxes::on_profit] = 0.2 * world.opening.gdp;
  own.base[Taxes::on_platforms] = 0.01 * world.opening.gdp;
  own.base[Taxes::on_value_added] = 0.6 * world.opening.gdp;
}

void set_rates(Taxes& own, const World& world, const sim::Month&) {
  const Taxes::Parameters& p = own.parameters;
  const BasicIncome& income = world.basic_income;
  own.wage_rate = p.wage_rate + income.surcharge[Taxes::on_wages];
  own.profit_rate = p.profit_rate + income.surcharge[Taxes::on_profit];
  own.platform_levy_rate = p.platform_levy_rate + income.surcharge[Taxes::on_platforms];
  own.value_added_rate = p.value_added_rate + income.surcharge[Taxes::on_value_added];
}

SIM_KERNEL
void withhold_tax(Taxes& own, const World& world, const sim::Month& month, const sim::Block& block) {
  auto tax = month.ledger.from_people(own.wage_tax, block, world.organisations.state());
  for (std::size_t i = block.first; i < block.last; ++i)
    tax.post(i, sim::Money::near(own.wage_rate * world.labour_market.gross[i].eur()));
}

void assess_bases(Taxes& own, const World& world, const sim::Month&) {
  std::array<double, Taxes::n_kinds>& now = own.base_now;
  now.fill(0.0);
  for (std::size_t j = 0; j < world.organisations.count(); ++j)
    now[Taxes::on_wages] += sim::Money::counts(world.labour_market.bill[j]).eur();
  now[Taxes::on_wages] += world.capture.gig_pay_total + world.foundations.pay_rate * world.foundations.core_effort[0] +
                          world.collective_licence.payouts.eur() + world.royalties.paid_out.eur();
  now[Taxes::on_profit] = world.earnings.taxed_profit + world.capture.taxed_profit;
  for (std::size_t k = 0; k < world.organisations.n_platforms; ++k) now[Taxes::on_platforms] += world.capture.received(world, k);
  const double gigs = sim::Money::counts(world.livelihood.plans[1]).eur() / (1.0 + own.value_added_rate);
  now[Taxes::on_value_added] = (world.goods_market.sales - world.goods_market.public_sales).eur() + gigs;
  for (std::size_t kind = 0; kind < Taxes::n_kinds; ++kind) own.base[kind] += (now[kind] - own.base[kind]) / 12.0;
}

void observe(const Taxes& own, const World&, sim::Observer& show) {
  show.series({.name = "wage_tax_rate", .unit = "1", .long_name = "Tax rate on pay, surcharge included"}, own.wage_rate);
}

}  // namespace models
