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
  parameter(upper_rate, {.name = "upper_rate", .initial = 0.0, .unit = "1", .range = {0, 0.9},
                         .doc = "Added to the tax on pay for a job above the upper bracket", .source = "assumption:one-bracket"});
  parameter(upper_bracket, {.name = "upper_bracket", .initial = 4000.0, .unit = "EUR/month", .range = sim::non_negative,
                            .doc = "Pay for a job above which it applies", .source = "assumption:one-bracket",
                            .indexed = sim::Indexed::to_wages});
  parameter(wealth_rate, {.name = "wealth_rate", .initial = 0.0, .unit = "1/year", .range = {0, 0.95},
                          .doc = "Tax on deposits above the exemption", .source = "assumption:no-wealth-tax"});
  parameter(wealth_exemption, {.name = "wealth_exemption", .initial = 20'000.0, .unit = "EUR", .range = sim::non_negative,
                               .doc = "Deposits that bear no tax", .source = "assumption:no-wealth-tax", .indexed = sim::Indexed::to_wages});
  parameter(energy_rate, {.name = "energy_rate", .initial = 0.0, .unit = "1", .range = {0, 10},
                          .doc = "Tax on energy, on the price before tax", .source = "assumption:no-energy-tax"});
  parameter(lump_sum, {.name = "lump_sum", .initial = 0.0, .unit = "EUR/month", .range = {0, 100'000},
                       .doc = "Tax by head, the same for everybody", .source = "assumption:no-lump-sum", .indexed = sim::Indexed::to_wages});
  parameter(credit_share, {.name = "credit_share", .initial = 0.0, .unit = "1", .range = sim::share,
                           .doc = "Most of the tax on pay that may be paid in mutual credit, at par", .source = "assumption:no-policy"});
}

void Taxes::declare(sim::ColumnVisitor& column) {
  column(wage_rate, {.name = "wage_rate", .per = "", .unit = "1", .doc = "tax on pay in force"});
  column(profit_rate, {.name = "profit_rate", .per = "", .unit = "1", .doc = "tax on profit in force"});
  column(value_added_rate, {.name = "value_added_rate", .per = "", .unit = "1", .doc = "value-added tax in force"});
  column(platform_levy_rate, {.name = "platform_levy_rate", .per = "", .unit = "1", .doc = "levy in force"});
  column(wealth_rate, {.name = "wealth_rate", .per = "", .unit = "1/year", .doc = "tax on deposits in force"});
  column(energy_rate, {.name = "energy_rate", .per = "", .unit = "1", .doc = "tax on energy in force"});
  column(lump_sum, {.name = "lump_sum", .per = "", .unit = "EUR/month", .doc = "tax by head in force"});
  column(levied, {.name = "levied", .per = "plan", .unit = "EUR", .doc = "deposits above the exemption, tax by head"});
  for (double& value : base_now) column(value, {.name = "base_now", .per = "", .unit = "EUR/month", .doc = "tax base"});
  for (double& value : base) column(value, {.name = "base", .per = "", .unit = "EUR/month", .doc = "tax base, smoothed"});
}

void Taxes::declare(sim::FlowVisitor& flow) {
  flow(wage_tax, {.name = "wage_tax", .from = sector::people, .to = sector::state, .mode = "authority",
                  .doc = "tax on pay, withheld"});
  flow(wealth_tax, {.name = "wealth_tax", .from = sector::people, .to = sector::state, .mode = "authority", .doc = "tax on deposits"});
  flow(lump_sum_tax, {.name = "lump_sum_tax", .from = sector::people, .to = sector::state, .mode = "authority", .doc = "tax by head"});
}

void set_up(Taxes& own, const World& world, const sim::Month&) {
  own.base[Taxes::on_wages] = world.opening.wages;
  own.base[Taxes::on_profit] = 0.2 * world.opening.gdp;
  own.base[Taxes::on_platforms] = 0.01 * world.opening.gdp;
  own.base[Taxes::on_value_added] = 0.6 * world.opening.gdp;
  own.base[Taxes::on_energy] = world.energy.parameters.cost_share * world.opening.private_output;
  own.base[Taxes::by_head] = static_cast<double>(world.population.skill.size());
  double above = 0.0;
  for (std::size_t i = 0; i < world.population.skill.size(); ++i)
    above += std::max(world.ledger.deposit_of_person(i).eur() - own.parameters.wealth_exemption, 0.0);
  own.base[Taxes::on_deposits] = above / 12.0;
}

double Taxes::usual(std::size_t kind) const {
  const Parameters& p = parameters;
  return std::array{p.wage_rate, p.profit_rate, p.platform_levy_rate, p.value_added_rate, p.wealth_rate, p.energy_rate, p.lump_sum}[kind];
}

void set_rates(Taxes& own, const World& world, const sim::Month&) {
  const Taxes::Parameters& p = own.parameters;
  const BasicIncome& income = world.basic_income;
  own.wage_rate = p.wage_rate + income.surcharge[Taxes::on_wages];
  own.profit_rate = p.profit_rate + income.surcharge[Taxes::on_profit];
  own.platform_levy_rate = p.platform_levy_rate + income.surcharge[Taxes::on_platforms];
  own.value_added_rate = p.value_added_rate + income.surcharge[Taxes::on_value_added];
  own.wealth_rate = p.wealth_rate + income.surcharge[Taxes::on_deposits];
  own.energy_rate = p.energy_rate + income.surcharge[Taxes::on_energy];
  own.lump_sum = p.lump_sum + income.surcharge[Taxes::by_head];
}

SIM_KERNEL
void withhold_tax(Taxes& own, const World& world, const sim::Month& month, const sim::Block& block) {
  auto tax = month.ledger.from_people(own.wage_tax, block, world.organisations.state());
  for (std::size_t i = block.first; i < block.last; ++i)
    tax.post(i, sim::Money::near(own.on_pay(world.labour_market.gross[i].eur())));
}

void levy_by_head(Taxes& own, const World& world, const sim::Month& month, const sim::Block& block) {
  if (own.lump_sum == 0.0) return;
  const sim::Money due = sim::Money::near(own.lump_sum);
  auto tax = month.ledger.from_people(own.lump_sum_tax, block, world.organisations.state());
  std::int64_t sum = 0;
  for (std::size_t i = block.first; i < block.last; ++i) {
    const sim::Money paid = std::min(due, std::max(month.ledger.deposit_of_person(i), sim::Money{}));
    tax.post(i, paid);
    sum += paid.counts();
  }
  own.levied.of(block.worker)[1] += sum;
}

SIM_KERNEL
void levy_wealth(Taxes& own, const World& world, const sim::Month& month, const sim::Block& block) {
  const double rate = own.wealth_rate / 12.0, exempt = own.parameters.wealth_exemption;
  auto tax = month.ledger.from_people(own.wealth_tax, block, world.organisations.state());
  std::int64_t sum = 0;
  for (std::size_t i = block.first; i < block.last; ++i) {
    const double above = std::max(month.ledger.deposit_of_person(i).eur() - exempt, 0.0);
    sum += sim::Money::near(above).counts();
    tax.post(i, sim::Money::near(rate * above));
  }
  own.levied.of(block.worker)[0] += sum;
}

void assess_bases(Taxes& own, const World& world, const sim::Month&) {
  own.levied.collect();
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
  now[Taxes::on_deposits] = sim::Money::counts(own.levied[0]).eur() / 12.0;  // so that a yearly rate raises it in a month
  now[Taxes::on_energy] = world.energy.sales.eur();
  const auto people = static_cast<double>(world.population.skill.size());
  now[Taxes::by_head] = own.lump_sum > 0.0 ? sim::Money::counts(own.levied[1]).eur() / own.lump_sum : people;
  for (std::size_t kind = 0; kind < Taxes::n_kinds; ++kind) own.base[kind] += (now[kind] - own.base[kind]) / 12.0;
}

void observe(const Taxes& own, const World& world, sim::Observer& show) {
  show.series({.name = "wage_tax_rate", .unit = "1", .long_name = "Tax rate on pay, surcharge included"}, own.wage_rate);
  show.series({.name = "wealth_tax_to_gdp", .unit = "1", .long_name = "Tax on deposits / GDP"},
              own.wealth_rate * own.base_now[Taxes::on_deposits] / world.gdp());
  show.series({.name = "energy_tax_to_gdp", .unit = "1", .long_name = "Tax on energy / GDP"},
              own.energy_rate * own.base_now[Taxes::on_energy] / world.gdp());
}

}  // namespace models
