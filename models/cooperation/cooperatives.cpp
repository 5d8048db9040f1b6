#include "models/cooperation/cooperatives.h"

#include <algorithm>

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
}

void Cooperatives::declare(sim::ColumnVisitor& column) {
  column(per_member, {.name = "per_member", .per = "producer", .unit = "EUR/month", .doc = "surplus of one member"});
  column(restraint, {.name = "restraint", .per = "producer", .unit = "1", .doc = "members taken as a part of those that custom would employ"});
  column(members, {.name = "members", .per = "", .unit = "person", .doc = "people who work in cooperatives"});
}

void Cooperatives::declare(sim::FlowVisitor& flow) {
  flow(cooperative_surplus, {.name = "cooperative_surplus", .from = sector::cooperatives, .to = sector::people,
                             .mode = "market", .doc = "surplus divided among members", .by_organisation = true});
  flow(cooperative_tithe, {.name = "cooperative_tithe", .from = sector::cooperatives, .to = sector::phyles,
                           .mode = "commons", .doc = "tithe of the surplus to the phyles"});
  flow(surplus_tax, {.name = "surplus_tax", .from = sector::people, .to = sector::state, .mode = "authority",
                     .doc = "tax on members' surplus, as on dividends"});
}

void set_up(Cooperatives& own, const World&, const sim::Month&) {
  own.per_member.fill({});
  own.restraint.fill(1.0);
}

void enter(Cooperatives& own, const World&, std::size_t j) { own.restraint[j] = 1.0; }

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

void divide_surplus(Cooperatives& own, const World& world, const sim::Month& month) {
  const Cooperatives::Parameters& p = own.parameters;
  const std::size_t phyles = world.organisations.n_phyles;
  for (std::size_t j = 0; j < world.organisations.n_producers; ++j) {
    own.per_member[j] = {};
    const double surplus = world.earnings.surplus[j].eur();
    if (surplus <= 0.0) continue;
    const double tithe = phyles > 0 ? p.tithe * world.phyles.call[j % phyles] * surplus : 0.0;
    if (phyles > 0)
      month.ledger.transfer(own.cooperative_tithe, j, world.organisations.phyle(j % phyles), sim::Money::floor(tithe));
    const auto members = static_cast<double>(world.labour_market.headcount[j]);
    if (members > 0.0) own.per_member[j] = sim::Money::floor((surplus - tithe) / members);
  }
}

sim::Money member_part(const Cooperatives& own, const World& world, std::size_t j) {
  return world.organisations.trades(j) && world.organisations.is_cooperative(j) ? own.per_member[j] : sim::Money{};
}

SIM_KERNEL
void pay_members(Cooperatives& own, const World& world, const sim::Month& month, const sim::Block& block) {
  auto pay = month.ledger.to_people_by_organisation(own.cooperative_surplus, block);
  auto pay_tax = month.ledger.from_people(own.surplus_tax, block, world.organisations.state());
  std::int64_t members = 0;
  for (std::size_t i = block.first; i < block.last; ++i) {
    const std::int32_t employer = world.labour_market.employer[i];
    if (employer < 0 || employer >= static_cast<std::int32_t>(world.organisations.n_producers)) continue;
    const auto j = static_cast<std::size_t>(employer);
    if (!world.organisations.trades(j) || !world.organisations.is_cooperative(j)) continue;
    ++members;
    const sim::Money part = own.per_member[j];
    pay.post(i, j, part);
    pay_tax.post(i, sim::Money::near(world.taxes.parameters.dividend_rate * part.eur()));
  }
  own.members.of(block.worker)[0] += members;
}

void count_members(Cooperatives& own, const World&, const sim::Month&) { own.members.collect(); }

void observe(const Cooperatives& own, const World& world, sim::Observer& show) {
  show.series({.name = "cooperative_members", .unit = "1", .long_name = "People who work in cooperatives, share of people"},
              static_cast<double>(own.members[0]) / static_cast<double>(world.population.skill.size()));
  double restraint = 0.0, cooperatives = 0.0;
  for (std::size_t j = 0; j < own.restraint.size(); ++j) {
    if (!world.organisations.trades(j) || !world.organisations.is_cooperative(j)) continue;
    restraint += own.restraint[j];
    cooperatives += 1.0;
  }
  show.series({.name = "cooperative_restraint", .unit = "1", .long_name = "Members that cooperatives take, as a part of those whom custom would employ, mean"},
              cooperatives > 0.0 ? restraint / cooperatives : 1.0);
}

}  // namespace models
