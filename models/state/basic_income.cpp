#include "models/state/basic_income.h"

#include <algorithm>

#include "models/sectors.h"
#include "models/world.h"

namespace models {

void BasicIncome::Parameters::declare(sim::ParameterVisitor& parameter) {
  parameter(amount, {.name = "amount", .initial = 0.0, .unit = "EUR/month", .range = {0, 100'000},
                     .doc = "Amount for everybody", .source = "S42", .indexed = sim::Indexed::to_wages});
  parameter(funding, {.name = "funding", .initial = 0,
                      .choices = {"wage_tax", "profit_tax", "platform_levy", "value_added_tax", "money_creation", "debt"},
                      .doc = "What pays for it", .source = "assumption:funding"});
  parameter(replaces_benefits, {.name = "replaces_benefits", .initial = true,
                                .doc = "Whether unemployment benefit falls by the amount",
                                .source = "assumption:replaces-benefits"});
  parameter(highest_rate, {.name = "highest_rate", .initial = 0.7, .unit = "1", .range = {0, 0.95},
                           .doc = "Cap of the named tax's total rate; the rest is borrowed", .source = "prototype"});
}

void BasicIncome::declare(sim::ColumnVisitor& column) {
  for (double& rate : surcharge) column(rate, {.name = "surcharge", .per = "", .unit = "1", .doc = "added to a tax rate"});
  column(cost, {.name = "cost", .per = "", .unit = "EUR/month", .doc = "cost net of benefits replaced"});
  column(at_cap, {.name = "at_cap", .per = "", .unit = "1", .doc = "whether the cap binds"});
  column(missed, {.name = "missed", .per = "", .unit = "EUR", .doc = "cost not covered so far"});
}

void BasicIncome::declare(sim::FlowVisitor& flow) {
  flow(basic_income, {.name = "basic_income", .from = sector::state, .to = sector::people, .mode = "authority",
                      .doc = "an equal amount for everybody"});
}

void set_surcharge(BasicIncome& own, const World& world, const sim::Month& month) {
  own.surcharge.fill(0.0);
  own.at_cap = false;
  const BasicIncome::Parameters& p = own.parameters;
  const auto kind = static_cast<std::size_t>(p.funding);
  if (p.amount <= 0.0 || kind >= Taxes::n_kinds) return;
  const auto people = static_cast<double>(world.population.skill.size());
  const double replaced = p.replaces_benefits ? world.labour_market.unemployment * people * p.amount : 0.0;
  const double expected = own.cost > 0.0 ? own.cost : p.amount * people - replaced;
  // The tax will be raised on about last month's base; before the first month only the remembered one is known.
  const double base = month.number > 0 ? world.taxes.base_now[kind] : world.taxes.base[kind];
  const double rate = (expected + own.missed / 3.0) / std::max(base, 1.0);
  const Taxes::Parameters& taxes = world.taxes.parameters;
  const double usual[] = {taxes.wage_rate, taxes.profit_rate, taxes.platform_levy_rate, taxes.value_added_rate};
  const double highest = std::max(p.highest_rate - usual[kind], 0.0);
  own.at_cap = rate > highest;
  own.surcharge[kind] = std::clamp(rate, 0.0, highest);
}

SIM_KERNEL
void pay_basic_income(BasicIncome& own, const World& world, const sim::Month& month, const sim::Block& block) {
  const sim::Money amount = sim::Money::near(own.parameters.amount);
  if (amount == sim::Money{}) return;
  auto pay = month.ledger.to_people(own.basic_income, block, world.organisations.state());
  for (std::size_t i = block.first; i < block.last; ++i) pay.post(i, amount);
}

void balance_programme(BasicIncome& own, const World& world, const sim::Month& month) {
  const auto people = static_cast<double>(world.population.skill.size());
  const double paid = sim::Money::near(own.parameters.amount).eur() * people;
  own.cost = paid - sim::Money::counts(world.transfers.benefits[1]).eur();
  if (own.parameters.amount <= 0.0) own.cost = own.missed = 0.0;
  const auto kind = static_cast<std::size_t>(own.parameters.funding);
  if (kind < Taxes::n_kinds) {
    const double covered = own.surcharge[kind] * world.taxes.base_now[kind];
    if (!own.at_cap) own.missed += own.cost - covered;
  } else if (own.parameters.funding == BasicIncome::Funding::money_creation && paid > 0.0) {
    month.ledger.create_money(world.organisations.state(), sim::Money::of(std::max(own.cost, 0.0)));
  }
}

void observe(const BasicIncome& own, const World& world, sim::Observer& show) {
  double rate = 0.0;
  for (const double surcharge : own.surcharge) rate += surcharge;
  show.series({.name = "basic_income", .unit = "EUR/month", .long_name = "Basic income, at the prices of the month"}, own.parameters.amount);
  show.series({.name = "basic_income_cost_to_gdp", .unit = "1", .long_name = "Cost of the basic income net of benefits replaced / GDP"},
              own.cost / world.gdp());
  show.series({.name = "basic_income_rate", .unit = "1", .long_name = "Rate added to the tax that funds the basic income"}, rate);
}

}  // namespace models
