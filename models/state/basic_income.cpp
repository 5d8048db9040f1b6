#include "models/state/basic_income.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "models/purposes.h"
#include "models/sectors.h"
#include "models/world.h"

namespace models {

void BasicIncome::Parameters::declare(sim::ParameterVisitor& parameter) {
  const std::vector<std::string_view> sources{"wage_tax",   "profit_tax",   "platform_levy",  "value_added_tax", "wealth_tax",
                                              "energy_tax", "lump_sum_tax", "money_creation", "debt"};
  parameter(amount, {.name = "amount", .initial = 0.0, .unit = "EUR/month", .range = {0, 100'000},
                     .doc = "Amount for every receiver", .source = "S42", .indexed = sim::Indexed::to_wages});
  parameter(funding, {.name = "funding", .initial = 0, .choices = sources, .doc = "What pays for it", .source = "assumption:funding"});
  parameter(second_funding, {.name = "second_funding", .initial = 8, .choices = sources,
                             .doc = "What pays for its share and for what the cap of the first leaves", .source = "assumption:funding"});
  parameter(second_share, {.name = "second_share", .initial = 0.0, .unit = "1", .range = sim::share,
                           .doc = "Share of the cost that the second source pays", .source = "assumption:funding"});
  parameter(replaces_benefits, {.name = "replaces_benefits", .initial = true,
                                .doc = "Whether unemployment benefit falls by the amount", .source = "assumption:replaces-benefits"});
  parameter(highest_rate, {.name = "highest_rate", .initial = 0.7, .unit = "1", .range = {0, 0.95},
                           .doc = "Cap of a named tax's total rate; a tax by head has none", .source = "prototype"});
  parameter(phase_in, {.name = "phase_in", .initial = 0.0, .unit = "month", .range = {0, 480},
                       .doc = "Months over which the amount grows to its full height", .source = "assumption:everybody"});
  parameter(pilot_districts, {.name = "pilot_districts", .initial = 1.0, .unit = "1", .range = sim::share,
                              .doc = "Share of districts whose people receive it, drawn by lot", .source = "assumption:everybody"});
  parameter(saturation, {.name = "saturation", .initial = 1.0, .unit = "1", .range = sim::share,
                         .doc = "Share of people of these districts who receive it, drawn by lot", .source = "assumption:everybody"});
  parameter(sample, {.name = "sample", .initial = 0, .unit = "person", .range = {0, 1'000'000},
                     .doc = "Number of people who receive it, drawn from these by lot; 0: all of them", .source = "assumption:everybody"});
  parameter(drawn_from, {.name = "drawn_from", .initial = 0, .choices = {"everybody", "without_job"},
                         .doc = "Who takes part: everybody, or those without a job in the month that the payment begins", .source = "S42"});
}

void BasicIncome::declare(sim::ColumnVisitor& column) {
  column(part, {.name = "part", .per = "person", .unit = "1", .doc = "1 for who is to receive it, 2 for who takes no part in the trial"});
  column(receivers, {.name = "receivers", .per = "", .unit = "person", .doc = "people who are to receive it"});
  column(reach, {.name = "reach", .per = "", .unit = "1", .doc = "parameters that chose the receivers"});
  column(now, {.name = "now", .per = "", .unit = "EUR/month", .doc = "amount in force"});
  column(running, {.name = "running", .per = "", .unit = "month", .doc = "months that it has been paid"});
  for (double& rate : surcharge) column(rate, {.name = "surcharge", .per = "", .unit = "1", .doc = "added to a tax rate"});
  for (Account& account : accounts) {
    column(account.charged, {.name = "charged", .per = "", .unit = "1", .doc = "rate a source added"});
    column(account.missed, {.name = "missed", .per = "", .unit = "EUR", .doc = "cost not covered so far"});
    column(account.at_cap, {.name = "at_cap", .per = "", .unit = "1", .doc = "whether the cap binds"});
  }
  column(cost, {.name = "cost", .per = "", .unit = "EUR/month", .doc = "cost net of benefits replaced"});
  column(to_cover, {.name = "to_cover", .per = "", .unit = "EUR", .doc = "cost that taxes were to cover"});
  column(uncovered, {.name = "uncovered", .per = "", .unit = "EUR", .doc = "what they did not cover"});
  column(infeasible, {.name = "infeasible", .per = "", .unit = "1", .doc = "whether that has been told"});
  column(followed, {.name = "followed", .per = "trial", .unit = "1", .doc = "sums over receivers and others"});
}

void BasicIncome::declare(sim::FlowVisitor& flow) {
  flow(basic_income, {.name = "basic_income", .from = sector::state, .to = sector::people, .mode = "authority",
                      .doc = "an equal amount for every receiver"});
}

namespace {

// Who takes part: the people of districts with the lowest lots; of these a share or a number with the lowest lots.
void draw_receivers(BasicIncome& own, const World& world, const sim::Month& month) {
  const BasicIncome::Parameters& p = own.parameters;
  std::vector<std::pair<double, std::size_t>> lots;
  for (std::size_t d = 0; d < world.n_districts; ++d) lots.emplace_back(month.draws.uniform(purpose::pilot_district, -1, d), d);
  std::sort(lots.begin(), lots.end());
  std::vector<bool> takes_part(world.n_districts, false);
  const auto n = static_cast<std::size_t>(std::round(p.pilot_districts * static_cast<double>(lots.size())));
  for (std::size_t k = 0; k < n; ++k) takes_part[lots[k].second] = true;
  lots.clear();
  const bool jobless_only = p.drawn_from == BasicIncome::Pool::without_job;
  for (std::size_t i = 0; i < own.part.size(); ++i) {
    const double lot = month.draws.uniform(purpose::pilot, -1, i);
    const bool is_outside = p.waits() || (jobless_only && world.labour_market.employer[i] >= 0);
    own.part[i] = is_outside ? BasicIncome::outside : BasicIncome::other;
    if (!is_outside && takes_part[world.district_of_person(i)] && lot < p.saturation) lots.emplace_back(lot, i);
  }
  if (p.sample > 0) {
    std::sort(lots.begin(), lots.end());
    lots.resize(std::min(lots.size(), static_cast<std::size_t>(p.sample)));
  }
  for (const auto& [lot, i] : lots) own.part[i] = BasicIncome::receiver;
  own.receivers = static_cast<std::int64_t>(lots.size());
}

double share_of(const BasicIncome::Parameters& p, std::size_t k) { return k == 0 ? 1.0 - p.second_share : p.second_share; }

std::size_t source(const BasicIncome::Parameters& p, std::size_t k) { return static_cast<std::size_t>(k == 0 ? p.funding : p.second_funding); }

}  // namespace

void set_up(BasicIncome& own, const World& world, const sim::Month& month) {
  own.reach = own.parameters.reach();
  draw_receivers(own, world, month);
  own.now = own.parameters.phase_in > 0.0 ? 0.0 : own.parameters.amount;
}

void choose_receivers(BasicIncome& own, const World& world, const sim::Month& month) {
  if (own.reach != own.parameters.reach()) {
    own.reach = own.parameters.reach();
    draw_receivers(own, world, month);
  }
  own.running = own.parameters.amount > 0.0 ? own.running + 1 : 0;
  const double grown = own.parameters.phase_in > 0.0 ? std::min(static_cast<double>(own.running) / own.parameters.phase_in, 1.0) : 1.0;
  own.now = own.parameters.amount * grown * (1.0 - world.public_debt.cut);
}

void set_surcharge(BasicIncome& own, const World& world, const sim::Month& month) {
  const BasicIncome::Parameters& p = own.parameters;
  own.surcharge.fill(0.0);
  for (BasicIncome::Account& account : own.accounts) account.charged = 0.0, account.at_cap = false;
  if (own.now <= 0.0) return;
  const auto people = static_cast<double>(own.receivers);
  const double replaced = p.replaces_benefits ? world.labour_market.unemployment * people * own.now : 0.0;
  const double expected = own.cost > 0.0 ? own.cost : own.now * people - replaced;
  double rest = 0.0;  // what the cap of the first source leaves
  for (std::size_t k = 0; k < own.accounts.size(); ++k) {
    BasicIncome::Account& account = own.accounts[k];
    const std::size_t kind = source(p, k);
    if (kind >= Taxes::n_kinds) continue;
    // The tax will be raised on about last month's base; before the first month only the remembered one is known.
    const double base = std::max(month.number > 0 ? world.taxes.base_now[kind] : world.taxes.base[kind], 1.0);
    const double rate = (share_of(p, k) * expected + rest + account.missed / 3.0) / base;
    const double room = std::max(p.highest_rate - world.taxes.usual(kind) - own.surcharge[kind], 0.0);
    const double highest = kind == Taxes::by_head ? std::numeric_limits<double>::infinity() : room;
    account.at_cap = rate > highest;
    account.charged = std::clamp(rate, 0.0, highest);
    own.surcharge[kind] += account.charged;
    rest = (rate - account.charged) * base;
  }
}

SIM_KERNEL
void pay_basic_income(BasicIncome& own, const World& world, const sim::Month& month, const sim::Block& block) {
  const sim::Money amount = sim::Money::near(own.now);
  if (amount == sim::Money{}) return;
  auto pay = month.ledger.to_people(own.basic_income, block, world.organisations.state());
  for (std::size_t i = block.first; i < block.last; ++i) pay.post(i, own.part[i] == BasicIncome::receiver ? amount : sim::Money{});
}

void follow_receivers(BasicIncome& own, const World& world, const sim::Month&, const sim::Block& block) {
  if (own.for_everybody()) return;
  const sim::Tally::Adder sum = own.followed.of(block.worker);
  for (std::size_t i = block.first; i < block.last; ++i) {
    if (own.part[i] == BasicIncome::outside) continue;
    const std::size_t at = own.part[i] == BasicIncome::receiver ? std::size_t{0} : std::size_t{BasicIncome::n_measures};
    const bool works = world.labour_market.employer[i] >= 0;
    sum.add(at + BasicIncome::heads, 1.0);
    sum.add(at + BasicIncome::pay, world.labour_market.gross[i].eur());
    sum.add(at + BasicIncome::hours, works ? static_cast<double>(world.time_use.job_hours[i]) : 0.0);
    sum.add(at + BasicIncome::employed, works ? 1.0 : 0.0);
  }
}

void balance_programme(BasicIncome& own, const World& world, const sim::Month& month) {
  const BasicIncome::Parameters& p = own.parameters;
  own.followed.collect();
  const double paid = sim::Money::near(own.now).eur() * static_cast<double>(own.receivers);
  own.cost = paid - sim::Money::counts(world.transfers.benefits[1]).eur();
  if (own.now <= 0.0) {
    own.cost = own.to_cover = own.uncovered = 0.0;
    for (BasicIncome::Account& account : own.accounts) account.missed = 0.0;
    own.infeasible = false;
  }
  double passed_on = 0.0;
  for (std::size_t k = 0; k < own.accounts.size(); ++k) {
    BasicIncome::Account& account = own.accounts[k];
    const double part = share_of(p, k) * own.cost + passed_on;
    const std::size_t kind = source(p, k);
    passed_on = 0.0;
    if (kind < Taxes::n_kinds) {
      const double short_of = part - account.charged * world.taxes.base_now[kind];
      own.to_cover += share_of(p, k) * own.cost;
      if (account.at_cap) passed_on = short_of;
      else account.missed += short_of;
    } else if (kind == static_cast<std::size_t>(BasicIncome::Funding::money_creation) && paid > 0.0) {
      month.ledger.create_money(world.organisations.state(), sim::Money::of(std::max(part, 0.0)));
    } else if (k == 1 && own.accounts[0].at_cap) {
      own.uncovered += part - share_of(p, k) * own.cost;
    }
  }
  own.uncovered += passed_on;  // what no cap let through is borrowed
  const double missed = own.uncovered + own.accounts[0].missed + own.accounts[1].missed;
  if (own.running < 24 || own.infeasible || std::abs(missed) <= 1e-3 * own.to_cover) return;
  own.infeasible = true;
  month.event("infeasible", "the taxes that are to pay for the basic income do not cover it");
}

void observe(const BasicIncome& own, const World& world, sim::Observer& show) {
  double rate = 0.0;
  for (std::size_t kind = 0; kind < Taxes::by_head; ++kind) rate += own.surcharge[kind];
  show.series({.name = "basic_income", .unit = "EUR/month", .long_name = "Basic income, at the prices of the month"}, own.now);
  show.series({.name = "basic_income_cost_to_gdp", .unit = "1", .long_name = "Cost of the basic income net of benefits replaced / GDP"},
              own.cost / world.gdp());
  show.series({.name = "basic_income_rate", .unit = "1", .long_name = "Rates added to taxes that fund the basic income"}, rate);
  const double missed = own.uncovered + own.accounts[0].missed + own.accounts[1].missed;
  show.series({.name = "basic_income_residual", .unit = "1", .long_name = "Part of what taxes were to cover so far that they did not",
               .formula = "(missed + borrowed because of caps) / cost assigned to taxes, since the start"},
              own.to_cover > 0.0 ? missed / own.to_cover : 0.0);
  const auto mean = [&](std::size_t measure, std::size_t of) {
    const double n = own.followed[of + BasicIncome::heads];
    return n > 0.0 ? own.followed[of + measure] / n : 0.0;
  };
  const std::array<std::string, 2> who{"receivers", "others"};
  for (std::size_t k = 0; k < 2; ++k) {
    const std::size_t of = k * BasicIncome::n_measures;
    show.series({.name = "pay_of_" + who[k], .unit = "EUR/month", .long_name = "Mean pay before tax in a trial of a basic income: " + who[k]},
                mean(BasicIncome::pay, of));
    show.series({.name = "job_hours_of_" + who[k], .unit = "hour/month", .long_name = "Mean hours of jobs in a trial: " + who[k]},
                mean(BasicIncome::hours, of));
    show.series({.name = "employment_of_" + who[k], .unit = "1", .long_name = "Employed share in a trial: " + who[k]},
                mean(BasicIncome::employed, of));
  }
}

}  // namespace models
