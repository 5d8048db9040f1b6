#include "models/cooperation/cooperatives.h"

#include <algorithm>
#include <array>
#include <limits>

#include "models/purposes.h"
#include "models/sectors.h"
#include "models/world.h"

namespace models {

void Cooperatives::Parameters::declare(sim::ParameterVisitor& parameter) {
  parameter(tithe, {.name = "tithe", .initial = 0.10, .unit = "1", .range = sim::share,
                    .doc = "Share of the surplus that goes to the phyles", .source = "S23"});
  parameter(income_weight, {.name = "income_weight", .initial = 1.0, .unit = "1", .range = {0, 10},
                            .doc = "alpha_y: what income per member counts for members", .source = "ward"});
  parameter(employment_weight, {.name = "employment_weight", .initial = 0.5, .unit = "1", .range = {0, 10},
                                .doc = "alpha_L: what the number of members counts; 0: Ward, Domar and Vanek's firm", .source = "assumption:employment-weight"});
  parameter(adjustment, {.name = "adjustment", .initial = 0.0, .unit = "1/month", .range = sim::share,
                         .doc = "Speed at which membership follows the objective; 0: cooperatives hire like firms", .source = "assumption:no-response"});
  parameter(pay_ratio, {.name = "pay_ratio", .initial = 0.0, .unit = "1", .range = {0, 1000},
                        .doc = "Highest pay of an hour, in that of whom one in twenty earns less than; 0: no limit. Mondragon: 4.5 to 9", .source = "S23"});
  parameter(resentment, {.name = "resentment", .initial = 0.05, .unit = "1/month", .range = sim::share,
                         .doc = "Chance that somebody leaves for the limit, times the share of pay that it takes", .source = "abramitzky"});
  parameter(membership, {.name = "membership", .initial = 0, .choices = {"everybody", "admitted"}, .doc = "Who is a member: everybody who works there, or those admitted",
                         .source = "ben-ner", .at_setup = true});
  parameter(admission, {.name = "admission", .initial = 1.0, .unit = "1/month", .range = sim::share,
                        .doc = "Chance that somebody hired is admitted in a month in which members want one more", .source = "assumption:admission"});
  parameter(sale, {.name = "sale", .initial = 0.0, .unit = "1/month", .range = sim::share,
                   .doc = "Chance that members consider what investors offer", .source = "assumption:no-sale"});
  parameter(required_return, {.name = "required_return", .initial = 0.10, .unit = "1/year", .range = {0.001, 1},
                              .doc = "r: rate at which investors and members discount what a producer earns", .source = "assumption:required-return"});
  parameter(attachment, {.name = "attachment", .initial = 0.0, .unit = "1", .range = {-1, 10},
                         .doc = "What membership is worth to members beyond its income, in shares of that", .source = "assumption:no-attachment"});
  parameter(indivisible, {.name = "indivisible", .initial = 1.0, .unit = "1", .range = sim::share,
                          .doc = "Part of what a cooperative leaves, or is sold for, that goes to the commons; its members receive the rest", .source = "indivisible"});
  parameter(reserve_share, {.name = "reserve_share", .initial = 0.0, .unit = "1", .range = sim::share,
                            .doc = "Part of the surplus kept in reserve. Mondragon: .2 to .45", .source = "S23"});
  parameter(reserve_months, {.name = "reserve_months", .initial = 3.0, .unit = "month", .range = {0, 240},
                             .doc = "Months of wages and energy at which the reserve is full", .source = "assumption:full-reserve"});
  parameter(commons_weight, {.name = "commons_weight", .initial = 0.0, .unit = "1", .range = {0, 1},
                             .doc = "alpha_C: what hours given to the commons count for members", .source = "assumption:no-commons-weight"});
  parameter(shared_designs, {.name = "shared_designs", .initial = 0.0, .unit = "1/month", .range = sim::share,
                             .doc = "Chance that a cooperative closes half the gap to the mean technique of cooperatives", .source = "assumption:no-shared-designs"});
}

void Cooperatives::declare(sim::ColumnVisitor& column) {
  column(per_member, {.name = "per_member", .per = "producer", .unit = "EUR/month", .doc = "surplus of one member"});
  column(restraint, {.name = "restraint", .per = "producer", .unit = "1", .doc = "members taken as a part of those that custom would employ"});
  column(expected_part, {.name = "expected_part", .per = "producer", .unit = "EUR/month", .doc = "surplus of one member, mean of a year"});
  column(reserve, {.name = "reserve", .per = "producer", .unit = "EUR", .doc = "part of deposits that is not divided"});
  column(belongs, {.name = "belongs", .per = "cooperator", .unit = "1", .doc = "cooperative a person was admitted to, or -1"});
  column(admitted, {.name = "admitted", .per = "producer", .unit = "person", .doc = "members, where they are admitted"});
  column(members, {.name = "members", .per = "in_cooperatives", .unit = "person", .doc = "people who work in cooperatives, and of them those who are not members"});
}

void Cooperatives::declare(sim::FlowVisitor& flow) {
  flow(cooperative_surplus, {.name = "cooperative_surplus", .from = sector::cooperatives, .to = sector::people,
                             .mode = "market", .doc = "surplus divided among members", .by_organisation = true});
  flow(cooperative_tithe, {.name = "cooperative_tithe", .from = sector::cooperatives, .to = sector::phyles,
                           .mode = "commons", .doc = "tithe of the surplus to the phyles"});
  flow(surplus_tax, {.name = "surplus_tax", .from = sector::people, .to = sector::state, .mode = "authority",
                     .doc = "tax on members' surplus, as on dividends"});
}

std::int64_t Cooperatives::members_of(const World& world, std::size_t j) const {
  return belongs.size() == 0 ? world.labour_market.headcount[j] : admitted[j];
}

double Cooperatives::highest_paid_skill(const World& world) const {
  if (parameters.pay_ratio == 0.0) return std::numeric_limits<double>::infinity();
  constexpr double foot = -1.6448536269514722;  // one in twenty of a normal distribution lies below
  return parameters.pay_ratio * sim::exp(foot * world.population.parameters.skill_dispersion);
}

double Cooperatives::giving() const {
  const double all = parameters.income_weight + parameters.commons_weight;
  return all > 0.0 ? parameters.commons_weight / all : 0.0;
}

bool wants_member(const Cooperatives::Parameters& p, double pay, double part) {
  return p.employment_weight * (pay + part) >= p.income_weight * part;
}

namespace {

double monthly(double yearly) { return yearly / 12.0; }

// What everybody expects producer j to earn, after taxes on profit and on what is paid out. [EUR/month]
double expected_profit(const World& world, std::size_t j) {
  const double profit = world.innovation.profitability[j] * world.goods_market.revenue[j].eur();
  return (1.0 - world.taxes.profit_rate) * (1.0 - world.taxes.parameters.dividend_rate) * std::max(profit, 0.0);
}

double tithe(const Cooperatives& own, const World& world, std::size_t j) {
  const std::size_t phyles = world.organisations.n_phyles;
  return phyles > 0 ? own.parameters.tithe * world.phyles.call[j % phyles] : 0.0;
}

// What the reserve of cooperative j lacks. [EUR]
double room_in_reserve(const Cooperatives& own, const World& world, std::size_t j) {
  return std::max(own.parameters.reserve_months * working_cost(world, j) - own.reserve[j].eur(), 0.0);
}

}  // namespace

double offer_of_investors(const Cooperatives& own, const World& world, std::size_t j) {
  const double paid_in = world.demography.parameters.opening_capital * working_cost(world, j);
  return std::max(expected_profit(world, j) / (monthly(own.parameters.required_return) + world.demography.parameters.exit_hazard) - paid_in, 0.0);
}

bool would_sell(const Cooperatives& own, const World& world, std::size_t j, double price) {
  const Cooperatives::Parameters& p = own.parameters;
  const auto members = static_cast<double>(own.members_of(world, j));
  if (members <= 0.0) return false;
  const double held = (world.ledger.deposit(j) - world.ledger.loan(j) - own.reserve[j]).eur();
  const double sold = (1.0 - p.indivisible) * std::max(price + held, 0.0) / members;
  const double ends = world.demography.parameters.exit_hazard + world.labour_market.parameters.separation;
  const double divided = (1.0 - tithe(own, world, j)) * (room_in_reserve(own, world, j) > 0.0 ? 1.0 - p.reserve_share : 1.0);
  const double kept = divided * expected_profit(world, j) / members / (monthly(p.required_return) + ends);
  return sold > (1.0 + p.attachment) * kept;
}

void set_up(Cooperatives& own, const World& world, const sim::Month&) {
  own.per_member.fill({});
  own.restraint.fill(1.0);
  own.expected_part.fill(0.0);
  own.reserve.fill({});
  for (std::size_t i = 0; i < own.belongs.size(); ++i) {
    const std::int32_t j = world.labour_market.employer[i];
    const bool member = j >= 0 && static_cast<std::size_t>(j) < world.organisations.n_producers && world.organisations.is_cooperative(static_cast<std::size_t>(j));
    own.belongs[i] = member ? j : -1;
    if (member) own.admitted.of(0)[j] += 1;
  }
  own.admitted.collect();
}

void enter(Cooperatives& own, const World& world, std::size_t j) {
  own.restraint[j] = 1.0;
  own.expected_part[j] = 0.0;
  own.reserve[j] = {};
  own.admitted.totals()[j] = 0;
  if (own.belongs.size() > 0 && world.organisations.is_cooperative(j))
    for (const std::uint32_t i : world.demography.team_of(j)) own.belongs[i] = static_cast<std::int32_t>(j);
}

double gain_of_members(const Cooperatives::Parameters& p, double elasticity, double revenue, double fixed_cost) {
  return p.income_weight * (elasticity * revenue / (revenue - fixed_cost) - 1.0) + p.employment_weight;
}

void weigh_membership(Cooperatives& own, const World& world, const sim::Month&) {
  const double elasticity = 1.0 - 1.0 / std::max(world.goods_market.parameters.price_elasticity, 1.0);
  for (std::size_t j = 0; j < world.organisations.n_producers; ++j) {
    const double energy = world.energy_cost_per_item(j) * world.production.output[j];
    const double revenue = world.goods_market.revenue[j].eur() - energy, fixed = world.credit.interest_paid[j];
    if (!world.organisations.trades(j) || !world.organisations.is_cooperative(j)) own.restraint[j] = 1.0;
    else if (revenue > fixed) {
      const double gain = std::clamp(gain_of_members(own.parameters, elasticity, revenue, fixed), -1.0, 1.0);
      own.restraint[j] = std::clamp(own.restraint[j] * (1.0 + own.parameters.adjustment * gain), 0.05, 1.0);
    }
  }
}

void admit_members(Cooperatives& own, const World& world, const sim::Month& month, const sim::Block& block) {
  if (own.belongs.size() == 0) return;
  const std::span<const float> chance = month.uniforms(purpose::admission, block);
  std::int64_t* admitted = own.admitted.of(block.worker);
  for (std::size_t i = block.first; i < block.last; ++i) {
    const std::int32_t employer = world.labour_market.employer[i];
    const bool producer = employer >= 0 && employer < static_cast<std::int32_t>(world.organisations.n_producers);
    if (!producer || !world.organisations.is_cooperative(static_cast<std::size_t>(employer))) {
      own.belongs[i] = -1;
      continue;
    }
    const auto j = static_cast<std::size_t>(employer);
    const double staff = std::max(static_cast<double>(world.labour_market.headcount[j]), 1.0);
    const double pay = sim::Money::counts(world.labour_market.bill[j]).eur() / staff;
    const bool asks = static_cast<double>(chance[i - block.first]) < own.parameters.admission;
    const bool member = own.is_member(i, j) || (asks && wants_member(own.parameters, pay, own.expected_part[j]));
    own.belongs[i] = member ? employer : -1;
    admitted[j] += member;
  }
}

namespace {

// Keeps what fills the reserve; returns what is left of a surplus to give and divide.
double keep_reserve(Cooperatives& own, const World& world, const sim::Month& month, std::size_t j, double surplus) {
  if (!world.organisations.trades(j) || !world.organisations.is_cooperative(j)) own.reserve[j] = {};
  own.reserve[j] = std::min(own.reserve[j], std::max(month.ledger.deposit(j), sim::Money{}));
  const sim::Money kept = sim::Money::floor(std::min(own.parameters.reserve_share * surplus, room_in_reserve(own, world, j)));
  own.reserve[j] += kept;
  return surplus - kept.eur();
}

}  // namespace

void divide_surplus(Cooperatives& own, const World& world, const sim::Month& month) {
  own.admitted.collect();
  for (std::size_t j = 0; j < world.organisations.n_producers; ++j) {
    own.per_member[j] = {};
    const double surplus = keep_reserve(own, world, month, j, world.earnings.surplus[j].eur());
    if (surplus > 0.0) {
      const double given = tithe(own, world, j) * surplus;
      if (world.organisations.n_phyles > 0) month.ledger.transfer(own.cooperative_tithe, j, world.phyles.near(world, j), sim::Money::floor(given));
      const auto members = static_cast<double>(own.members_of(world, j));
      if (members > 0.0) own.per_member[j] = sim::Money::floor((surplus - given) / members);
    }
    own.expected_part[j] += (own.per_member[j].eur() - own.expected_part[j]) / 12.0;
  }
}

sim::Money member_part(const Cooperatives& own, const World& world, std::size_t i, std::size_t j) {
  const bool receives = world.organisations.trades(j) && world.organisations.is_cooperative(j) && own.is_member(i, j);
  return receives ? own.per_member[j] : sim::Money{};
}

SIM_KERNEL
void pay_members(Cooperatives& own, const World& world, const sim::Month& month, const sim::Block& block) {
  auto pay = month.ledger.to_people_by_organisation(own.cooperative_surplus, block);
  auto pay_tax = month.ledger.from_people(own.surplus_tax, block, world.organisations.state());
  auto pay_parting = month.ledger.to_people(world.demography.parted, block);
  std::int64_t members = 0, hired = 0;
  for (std::size_t i = block.first; i < block.last; ++i) {
    const std::int32_t employer = world.labour_market.employer[i];
    if (employer < 0 || employer >= static_cast<std::int32_t>(world.organisations.n_producers)) continue;
    const auto j = static_cast<std::size_t>(employer);
    if (const sim::Money left = world.demography.parting[j]; left > sim::Money{} && own.is_member(i, j)) pay_parting.post(i, left);
    if (!world.organisations.trades(j) || !world.organisations.is_cooperative(j)) continue;
    ++members;
    hired += !own.is_member(i, j);
    const sim::Money part = member_part(own, world, i, j);
    pay.post(i, j, part);
    pay_tax.post(i, sim::Money::near(world.taxes.parameters.dividend_rate * part.eur()));
  }
  own.members.of(block.worker)[0] += members;
  own.members.of(block.worker)[1] += hired;
}

void count_members(Cooperatives& own, const World&, const sim::Month&) { own.members.collect(); }

namespace {

// Mean log productivity of cooperatives less that of firms; 0 while one form is missing.
double productivity_gap(const World& world) {
  std::array<double, 2> sum{}, n{};
  for (std::size_t j = 0; j < world.organisations.n_producers; ++j) {
    if (!world.organisations.trades(j)) continue;
    const std::size_t form = world.organisations.is_cooperative(j) ? 1 : 0;
    sum[form] += sim::log(world.production.productivity[j]);
    n[form] += 1.0;
  }
  return n[0] > 0.0 && n[1] > 0.0 ? sum[1] / n[1] - sum[0] / n[0] : 0.0;
}

}  // namespace

void observe(const Cooperatives& own, const World& world, sim::Observer& show) {
  show.series({.name = "cooperative_members", .unit = "1", .long_name = "People who work in cooperatives, share of people"},
              static_cast<double>(own.members[0]) / static_cast<double>(world.population.skill.size()));
  double restraint = 0.0, cooperatives = 0.0;
  for (std::size_t j = 0; j < own.restraint.size(); ++j) {
    if (!world.organisations.trades(j) || !world.organisations.is_cooperative(j)) continue;
    restraint += own.restraint[j];
    cooperatives += 1.0;
  }
  show.series({.name = "cooperative_hired", .unit = "1", .long_name = "Share of those who work in cooperatives and are not members"},
              own.members[0] > 0 ? static_cast<double>(own.members[1]) / static_cast<double>(own.members[0]) : 0.0);
  show.series({.name = "cooperative_productivity", .unit = "1", .long_name = "Log productivity of the mean cooperative less that of the mean firm"},
              productivity_gap(world));
  show.series({.name = "cooperative_restraint", .unit = "1", .long_name = "Members that cooperatives take, as a part of those whom custom would employ, mean"},
              cooperatives > 0.0 ? restraint / cooperatives : 1.0);
}

}  // namespace models
