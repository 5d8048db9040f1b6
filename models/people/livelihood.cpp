#include "models/people/livelihood.h"

#include <algorithm>
#include <array>

#include "models/purposes.h"
#include "models/sectors.h"
#include "models/world.h"

namespace models {

void Livelihood::Parameters::declare(sim::ParameterVisitor& parameter) {
  parameter(from_income, {.name = "from_income", .initial = 0.82, .unit = "1", .range = {0, 1.2},
                          .doc = "Propensity to spend out of expected income", .source = "prototype"});
  parameter(from_deposits, {.name = "from_deposits", .initial = 0.035, .unit = "1/month", .range = {0, 1},
                            .doc = "Propensity to spend out of deposits", .source = "prototype"});
  parameter(expectation, {.name = "expectation", .initial = 0.15, .unit = "1/month", .range = sim::share,
                          .doc = "Speed at which expected income follows income", .source = "prototype"});
  parameter(gig_share, {.name = "gig_share", .initial = 0.03, .unit = "1", .range = {0, 0.5},
                        .doc = "Share of spending that buys gig services through platforms, at the usual take rate",
                        .source = "prototype"});
  parameter(gig_elasticity, {.name = "gig_elasticity", .initial = 0.5, .unit = "1", .range = {0, 5},
                             .doc = "Fall of that share for each point the take rate exceeds its opening value",
                             .source = "S31"});
  parameter(buffer, {.name = "buffer", .initial = 3.0, .unit = "month", .range = {0, 60},
                     .doc = "Deposits of fewer months of subsistence make a person precarious", .source = "asset-poverty"});
  parameter(confidence_persistence, {.name = "confidence_persistence", .initial = 0.98, .unit = "1", .range = {0, 0.999},
                                     .doc = "Monthly persistence of the common disturbance of spending",
                                     .source = "assumption:confidence"});
  parameter(confidence_shock, {.name = "confidence_shock", .initial = 0.007, .unit = "1", .range = {0, 0.1},
                               .doc = "Standard deviation of its monthly innovation, as a share of spending",
                               .source = "assumption:confidence"});
}

void Livelihood::declare(sim::ColumnVisitor& column) {
  column(expected_income, {.name = "expected_income", .per = "person", .unit = "EUR/month", .doc = "income counted on"});
  column(income, {.name = "income", .per = "person", .unit = "EUR/month", .doc = "income after tax, mean of a year"});
  column(before, {.name = "before", .per = "person", .unit = "EUR", .doc = "deposits at the end of last month"});
  column(planned, {.name = "planned", .per = "person", .unit = "EUR/month", .doc = "planned spending on goods"});
  column(planned_gigs, {.name = "planned_gigs", .per = "person", .unit = "EUR/month", .doc = "planned gig services"});
  column(confidence, {.name = "confidence", .per = "", .unit = "1", .doc = "disturbance of spending"});
  column(plans, {.name = "plans", .per = "plan", .unit = "EUR/month", .doc = "planned spending: goods, gig services"});
  column(plans_by_district, {.name = "plans_by_district", .per = "district", .unit = "EUR/month",
                             .doc = "planned spending on goods"});
  column(precarious, {.name = "precarious", .per = "", .unit = "person", .doc = "people without a buffer"});
  column(covered, {.name = "covered", .per = "", .unit = "person", .doc = "spending in shares of subsistence"});
}

void Livelihood::declare(sim::FlowVisitor& flow) {
  flow(purchases, {.name = "purchases", .from = sector::people, .to = sector::producers, .mode = "market",
                   .doc = "people buy goods, tax excluded"});
  flow(value_added_tax, {.name = "value_added_tax", .from = sector::people, .to = sector::state, .mode = "authority",
                         .doc = "tax on goods and gig services"});
}

void set_up(Livelihood& own, const World& world, const sim::Month& month) {
  const Livelihood::Parameters& p = own.parameters;
  const double wage = world.labour_market.wage * (1.0 - world.taxes.parameters.wage_rate);
  for (std::size_t i = 0; i < own.income.size(); ++i) {
    const bool employed = world.labour_market.employer[i] >= 0;
    const double hours = static_cast<double>(world.time_use.job_hours[i]) * (employed ? 1.0 : 0.5);
    const double earned = hours * wage * static_cast<double>(world.population.skill[i]);
    const double income = std::max(earned, world.time_use.parameters.subsistence) +
                          world.ownership.share(i) * world.opening.dividends;
    own.expected_income[i] = own.income[i] = static_cast<float>(income);
    // At this level of deposits a person spends exactly the income.
    const sim::Money deposit = sim::Money::near(income * (1.0 - p.from_income) / std::max(p.from_deposits, 0.005));
    month.ledger.endow_person(i, deposit);
    own.before.set(i, deposit.counts());
    own.planned[i] = own.planned_gigs[i] = sim::SmallMoney{};
  }
}

void succeed(Livelihood& own, const World& world, const sim::Month& month, std::size_t i) {
  const double income = world.time_use.parameters.subsistence + static_cast<double>(world.ownership.expected_dividend[i]);
  own.expected_income[i] = own.income[i] = static_cast<float>(income);
  own.before.set(i, month.ledger.deposit_of_person(i).counts());
}

void sway_confidence(Livelihood& own, const World&, const sim::Month& month) {
  const double normal = sim::normal_quantile(month.draws.uniform(purpose::confidence, month.number, 0));
  own.confidence = own.parameters.confidence_persistence * own.confidence + own.parameters.confidence_shock * normal;
}

double gig_share(const Livelihood::Parameters& p, double dearer) {
  return std::clamp(p.gig_share * (1.0 - p.gig_elasticity * dearer), 0.0, 1.0);
}

SIM_KERNEL
void plan_spending(Livelihood& own, const World& world, const sim::Month& month, const sim::Block& block) {
  const Livelihood::Parameters& p = own.parameters;
  const double subsistence = world.time_use.parameters.subsistence;
  std::array<double, Adoption::most> gigs{};  // share of spending, by platform
  for (std::size_t k = 0; k < world.strategy.take_rate.size(); ++k) gigs[k] = gig_share(p, world.strategy.take_rate[k] - world.strategy.parameters.opening_take_rate);
  const double mood = 1.0 + own.confidence;
  std::int64_t goods_sum = 0, gig_sum = 0;
  const std::span<double> replaced = block.scratch->take<double>(block.size());  // [EUR]
  const std::size_t begin = block.first, end = block.last;
  for (std::size_t i = begin; i < end; ++i) replaced[i - begin] = world.local_exchange.replaced(i).eur();
  for (std::size_t i = begin; i < end; ++i) {
    const sim::Money held = month.ledger.deposit_of_person(i);
    const double wish = mood * (p.from_income * static_cast<double>(own.expected_income[i]) + p.from_deposits * held.eur_of_person());
    const double needed = std::max(std::max(wish, subsistence) - replaced[i - begin], 0.0);
    const double spending = std::min(needed, held.eur_of_person());
    const std::int64_t nearest = sim::Money::near(spending).counts();
    const sim::Money all = sim::Money::counts(nearest < held.counts() ? nearest : held.counts());
    own.planned_gigs[i] = sim::Money::near(gigs[static_cast<std::size_t>(world.adoption.home[i])] * spending);
    own.planned[i] = all - own.planned_gigs[i];
    goods_sum += own.planned[i].counts();
    gig_sum += own.planned_gigs[i].counts();
  }
  own.plans.of(block.worker)[0] += goods_sum;
  own.plans.of(block.worker)[1] += gig_sum;
  std::int64_t* by_district = own.plans_by_district.of(block.worker);
  for (std::size_t first = block.first; first < block.last;) {
    const std::size_t d = world.district_of_person(first), last = std::min(world.first_person_of(d + 1), block.last);
    for (std::size_t i = first; i < last; ++i) by_district[d] += own.planned[i].counts();
    first = last;
  }
}

void sum_plans(Livelihood& own, const World&, const sim::Month&) {
  own.plans.collect();
  own.plans_by_district.collect();
}

SIM_KERNEL
void buy_goods(Livelihood& own, const World& world, const sim::Month& month, const sim::Block& block) {
  const double tax_part = world.taxes.value_added_rate / (1.0 + world.taxes.value_added_rate);
  const std::span<sim::Money> taxes = block.scratch->take<sim::Money>(block.size());
  auto pay_seller = month.ledger.from_people(own.purchases, block);
  auto pay_tax = month.ledger.from_people(own.value_added_tax, block, world.organisations.state());
  for (std::size_t first = block.first; first < block.last;) {
    const std::size_t d = world.district_of_person(first), last = std::min(world.first_person_of(d + 1), block.last);
    const double served = world.goods_market.served[d];
    for (std::size_t i = first; i < last; ++i) {
      const double spent = served * own.planned[i].eur();
      taxes[i - block.first] = sim::Money::floor_of_person(tax_part * spent);
      const std::int64_t nearest = sim::Money::near(spent).counts(), most = own.planned[i].counts();
      own.planned[i] = sim::Money::counts(nearest < most ? nearest : most);
    }
    for (std::size_t i = first; i < last; ++i) pay_seller.post(i, sim::Money(own.planned[i]) - taxes[i - block.first]);
    for (std::size_t i = first; i < last; ++i) pay_tax.post(i, taxes[i - block.first]);
    first = last;
  }
}

SIM_KERNEL
void take_stock(Livelihood& own, const World& world, const sim::Month& month, const sim::Block& block) {
  const auto speed = static_cast<float>(own.parameters.expectation);
  const double subsistence = world.time_use.parameters.subsistence;
  const double per_need = 1.0 / std::max(subsistence, 1e-6), buffer = own.parameters.buffer * subsistence;
  const sim::Tally::Adder covered = own.covered.of(block.worker);
  const std::size_t begin = block.first, end = block.last;
  std::int64_t precarious = 0, coverage = 0;
  bool beyond = false;
  const std::span<std::int64_t> gained = block.scratch->take<std::int64_t>(block.size());    // [counts of money]
  const std::span<std::int64_t> received = block.scratch->take<std::int64_t>(block.size());  // services, likewise
  for (std::size_t i = begin; i < end; ++i) gained[i - begin] = own.gained(i, month.ledger.deposit_of_person(i)).counts();
  for (std::size_t i = begin; i < end; ++i) received[i - begin] = world.local_exchange.received(i).counts();
  for (std::size_t i = begin; i < end; ++i) own.before.set(i, month.ledger.deposit_of_person(i).counts());
  for (const std::int64_t amount : gained) beyond |= (amount > Livelihood::most_gained.counts()) | (-amount > Livelihood::most_gained.counts());
  for (std::size_t i = begin; i < end; ++i) {
    const sim::Money held = month.ledger.deposit_of_person(i);
    const sim::Money spent = own.planned[i] + own.planned_gigs[i];
    const auto income = static_cast<float>((sim::Money::counts(gained[i - begin]) + spent).eur_of_person());
    own.expected_income[i] += speed * (income - own.expected_income[i]);
    own.income[i] += (income - own.income[i]) / 12.0f;
    precarious += held.eur_of_person() < buffer;
    coverage += covered.counts(std::min(per_need * (spent + sim::Money::counts(received[i - begin])).eur_of_person(), 1.0));
  }
  covered.add_counts(0, coverage);
  own.precarious.of(block.worker)[0] += precarious;
  if (beyond) throw sim::AccountingError("people.livelihood: somebody's deposits moved by more than 7,000 million EUR in month " + std::to_string(month.number) +
                                         ", more than is told apart: prices have risen too far");
}

void count_hardship(Livelihood& own, const World&, const sim::Month&) {
  own.precarious.collect();
  own.covered.collect();
}

void observe(const Livelihood& own, const World& world, sim::Observer& show) {
  // With demand linear in the take rate, up to where nobody buys, what buyers would have paid beyond what they pay.
  const double dearer = world.strategy.mean_take_rate - world.strategy.parameters.opening_take_rate, elasticity = own.parameters.gig_elasticity;
  show.series({.name = "gig_surplus", .unit = "1", .long_name = "Consumer surplus of gig services, per EUR spent on them; 0 without elasticity",
               .formula = "(1 - elasticity x rise of the take rate) / (2 elasticity)"},
              elasticity > 0.0 ? std::max(1.0 - elasticity * dearer, 0.0) / (2.0 * elasticity) : 0.0);
  const auto people = static_cast<double>(own.income.size());
  show.series({.name = "need_coverage", .unit = "1", .long_name = "Spending in shares of subsistence, at most 1 each, mean of people"},
              own.covered[0] / people);
  show.series({.name = "precarity_rate", .unit = "1", .long_name = "Share of people whose deposits last fewer months than the buffer",
               .formula = "deposits < people.livelihood.buffer x subsistence"},
              static_cast<double>(own.precarious[0]) / people);
}

}  // namespace models
