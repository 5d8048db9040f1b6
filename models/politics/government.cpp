#include "models/politics/government.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "models/purposes.h"
#include "models/world.h"

namespace models {

void Government::Parameters::declare(sim::ParameterVisitor& parameter) {
  const sim::Range weight{-20, 20};
  parameter(term, {.name = "term", .initial = 48, .unit = "month", .range = {1, 480}, .doc = "Months between two elections",
                   .source = "assumption:elections"});
  parameter(labour_appeal, {.name = "labour_appeal", .initial = -0.2, .unit = "1", .range = weight,
                            .doc = "Appeal of labour to people without grievance; the establishment's is 0", .source = "assumption:elections"});
  parameter(labour_grievance, {.name = "labour_grievance", .initial = 3.0, .unit = "1", .range = weight,
                               .doc = "Appeal of labour for each unit of grievance", .source = "assumption:elections"});
  parameter(commons_appeal, {.name = "commons_appeal", .initial = -2.3, .unit = "1", .range = weight,
                             .doc = "Appeal of the commons party at an orientation of a third and an age of 45", .source = "S58"});
  parameter(commons_orientation, {.name = "commons_orientation", .initial = 4.0, .unit = "1", .range = weight,
                                  .doc = "Its appeal for each unit of orientation", .source = "assumption:elections"});
  parameter(commons_youth, {.name = "commons_youth", .initial = 2.0, .unit = "1", .range = weight,
                            .doc = "Its appeal for thirty years of youth", .source = "S58"});
  parameter(commons_activity, {.name = "commons_activity", .initial = 1.0, .unit = "1", .range = weight,
                               .doc = "Its appeal to who is active in protest", .source = "assumption:elections"});
  parameter(response, {.name = "response", .initial = 0.0, .unit = "1/month", .range = sim::share,
                       .doc = "Speed at which policy answers to movements, votes and lobbies; 0: the law stays as it is", .source = "assumption:policy-response"});
  parameter(opposed, {.name = "opposed", .initial = 0.02, .unit = "1", .range = sim::share, .doc = "Share of people who oppose the commons' demands",
                      .source = "assumption:policy-response"});
  parameter(lobbying, {.name = "lobbying", .initial = 3.0, .unit = "1", .range = {0, 100},
                       .doc = "Weight of the rents of platforms and finance, as a share of GDP", .source = "assumption:lobbying"});
  parameter(decay, {.name = "decay", .initial = 0.01, .unit = "1/month", .range = sim::share,
                    .doc = "Part of policy that lapses in a month", .source = "assumption:policy-response"});
  parameter(grants, {.name = "grants", .initial = 0.001, .unit = "1", .range = {0, 0.05},
                     .doc = "Grants to the commons that a full response adds, share of GDP", .source = "assumption:package"});
  parameter(phyle_support, {.name = "phyle_support", .initial = 20.0, .unit = "EUR/month", .range = {0, 10'000},
                            .doc = "Support of phyles for each member that a full response adds", .source = "assumption:package",
                            .indexed = sim::Indexed::to_wages});
  parameter(take_rate_cap, {.name = "take_rate_cap", .initial = 0.1, .unit = "1", .range = sim::share,
                            .doc = "Cap on take rates of a full response", .source = "assumption:package"});
  parameter(patience, {.name = "patience", .initial = 0.05, .unit = "1", .range = sim::share,
                       .doc = "Mobilisation beyond the policy index that piles up nothing", .source = "assumption:rupture"});
  parameter(memory, {.name = "memory", .initial = 0.98, .unit = "1/month", .range = sim::share,
                     .doc = "Part of the demand that piled up which is not forgotten in a month", .source = "assumption:rupture"});
  parameter(rupture, {.name = "rupture", .initial = 0.0, .unit = "1/month", .range = {0, 10},
                      .doc = "Hazard of a rupture for each unit of demand that has piled up; 0: none", .source = "assumption:rupture"});
  parameter(rupture_take_rate_cap, {.name = "rupture_take_rate_cap", .initial = 0.03, .unit = "1", .range = sim::share,
                                    .doc = "Cap on take rates after a rupture: platforms in public or member hands", .source = "assumption:rupture"});
  parameter(productive_base, {.name = "productive_base", .initial = 0.10, .unit = "1", .range = sim::share,
                              .doc = "Share of people who live mainly on commons and cooperatives that makes a rupture last", .source = "assumption:rupture"});
  parameter(reversal, {.name = "reversal", .initial = 0.02, .unit = "1/month", .range = sim::share,
                       .doc = "Chance that a rupture without that base is reverted", .source = "assumption:rupture"});
}

void Government::declare(sim::ColumnVisitor& column) {
  column(votes, {.name = "votes", .per = "vote", .unit = "person", .doc = "votes by party, then of people below 30"});
  for (double& part : vote) column(part, {.name = "vote", .per = "", .unit = "1", .doc = "share in the last election"});
  column(young_commons, {.name = "young_commons", .per = "", .unit = "1", .doc = "share of the commons party below 30"});
  column(policy, {.name = "policy", .per = "", .unit = "1", .doc = "policy index"});
  column(rents, {.name = "rents", .per = "", .unit = "1", .doc = "of platforms and finance, share of GDP"});
  column(blocked, {.name = "blocked", .per = "", .unit = "1", .doc = "demand that policy has not answered"});
  column(ruptured, {.name = "ruptured", .per = "", .unit = "1", .doc = "whether a rupture is in force"});
}

double Government::take_rate_cap(double law) const {
  if (ruptured) return std::min(law, parameters.rupture_take_rate_cap);
  if (policy < 0.0) return law - policy * (1.0 - law);
  return std::min(law, 1.0 - policy * (1.0 - parameters.take_rate_cap));
}

std::array<double, Government::n_parties> appeal(const Government::Parameters& p, double grievance, double orientation, double age, bool active) {
  const double commons = p.commons_appeal + p.commons_orientation * (orientation - 1.0 / 3.0) + p.commons_youth * (45.0 - age) / 30.0 +
                         (active ? p.commons_activity : 0.0);
  return {1.0, sim::exp(p.labour_appeal + p.labour_grievance * grievance), sim::exp(commons)};
}

void cast_votes(Government& own, const World& world, const sim::Month& month, const sim::Block& block) {
  if (!month.every(static_cast<int>(own.parameters.term))) return;
  const std::span<const float> luck = month.uniforms(purpose::vote, block);
  for (std::size_t i = block.first; i < block.last; ++i) {
    const double age = Generations::adult + static_cast<double>(world.generations.months_old[i]) / 12.0;
    const std::array weight = appeal(own.parameters, world.mobilisation.grievance(world, i), static_cast<double>(world.influence.orientation[i]), age,
                                     world.mobilisation.active[i] != 0);
    double left = static_cast<double>(luck[i - block.first]) * (weight[0] + weight[1] + weight[2]);
    std::size_t party = 0;
    while (party + 1 < weight.size() && left >= weight[party]) left -= weight[party++];
    own.votes.of(block.worker)[party] += 1;
    if (age < 30.0) own.votes.of(block.worker)[Government::n_parties + party] += 1;
  }
}

namespace {

void count_votes(Government& own, const sim::Month& month) {
  own.votes.collect();
  double all = 0.0, young = 0.0;
  for (std::size_t k = 0; k < Government::n_parties; ++k) {
    all += static_cast<double>(own.votes[k]);
    young += static_cast<double>(own.votes[Government::n_parties + k]);
  }
  for (std::size_t k = 0; k < Government::n_parties; ++k) own.vote[k] = static_cast<double>(own.votes[k]) / std::max(all, 1.0);
  own.young_commons = static_cast<double>(own.votes[Government::n_parties + Government::commons]) / std::max(young, 1.0);
  const auto percent = [](double part) { return std::to_string(static_cast<int>(std::round(100.0 * part))) + " %"; };
  month.event("election", "establishment " + percent(own.vote[0]) + ", labour " + percent(own.vote[1]) + ", commons " + percent(own.vote[2]));
}

// Profit of platforms and interest on loans and public debt, as a share of GDP.
double rents_of(const World& world, const sim::Ledger& ledger) {
  double rents = ledger.public_debt().eur() * world.public_sector.parameters.debt_rate / 12.0;
  for (std::size_t k = 0; k < world.organisations.n_platforms; ++k) rents += std::max(world.capture.profit[k], 0.0);
  for (std::size_t j = 0; j < world.organisations.n_borrowers(); ++j) rents += world.credit.interest_paid[j];
  return rents / world.gdp();
}

void break_or_revert(Government& own, const World& world, const sim::Month& month) {
  const Government::Parameters& p = own.parameters;
  const double chance = month.draws.uniform(purpose::rupture, month.number, 0);
  if (!own.ruptured && chance < p.rupture * own.blocked) {
    own.ruptured = true;
    month.event("rupture", "institutions break: platforms pass into public or member hands");
  } else if (own.ruptured) {
    const double base = static_cast<double>(world.created_captured.core[0]) / static_cast<double>(world.population.skill.size());
    if (base >= p.productive_base || chance >= p.reversal) return;
    own.ruptured = false;
    own.policy = own.blocked = 0.0;
    month.event("reversal", "what the rupture changed is reverted: too few live on what they make themselves");
  }
}

}  // namespace

void govern(Government& own, const World& world, const sim::Month& month) {
  const Government::Parameters& p = own.parameters;
  if (month.every(static_cast<int>(p.term))) count_votes(own, month);
  const double mobilised = world.mobilisation.share();
  own.rents = rents_of(world, month.ledger);
  const double pressure = mobilised + own.vote[Government::commons] - p.opposed - p.lobbying * own.rents;
  own.policy = std::clamp(own.policy + p.response * pressure - p.decay * own.policy, -1.0, 1.0);
  own.blocked = p.memory * own.blocked + std::max(mobilised - own.policy - p.patience, 0.0);
  break_or_revert(own, world, month);
  if (own.ruptured) own.policy = 1.0;
}

void observe(const Government& own, const World&, sim::Observer& show) {
  show.series({.name = "vote_establishment", .unit = "1", .long_name = "Share of the establishment in the last election"}, own.vote[0]);
  show.series({.name = "vote_labour", .unit = "1", .long_name = "Share of labour in the last election"}, own.vote[1]);
  show.series({.name = "vote_commons", .unit = "1", .long_name = "Share of the commons party in the last election"}, own.vote[2]);
  show.series({.name = "vote_commons_young", .unit = "1", .long_name = "Share of the commons party among people below 30"}, own.young_commons);
  show.series({.name = "policy_index", .unit = "1", .long_name = "Lean of policy to the commons (1) or away from it (-1)"}, own.policy);
  show.series({.name = "rents_to_gdp", .unit = "1", .long_name = "Rents of platforms and finance / GDP"}, own.rents);
  show.series({.name = "blocked_demand", .unit = "1", .long_name = "Demand that policy has not answered"}, own.blocked);
  show.series({.name = "rupture", .unit = "1", .long_name = "Whether a rupture is in force"}, own.ruptured ? 1.0 : 0.0);
}

}  // namespace models
