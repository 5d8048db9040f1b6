#include "models/platforms/adoption.h"

#include <algorithm>

#include "models/purposes.h"
#include "models/world.h"

namespace models {

double tipping_point(const Adoption::Parameters& p) {
  const auto platforms = static_cast<double>(p.count);
  const double stay = sim::exp(p.switching_cost / p.expected_stay / p.noise);
  return platforms * p.noise / (1.0 + (stay - 1.0) / (stay + platforms - 1.0));
}

void Adoption::Parameters::declare(sim::ParameterVisitor& parameter) {
  parameter(count, {.name = "count", .initial = 3, .unit = "1", .range = {1, 64}, .doc = "Platforms",
                    .source = "assumption:platforms", .at_setup = true});
  parameter(noise, {.name = "noise", .initial = 4.5, .unit = "EUR/month", .range = {0.01, 1000},
                    .doc = "Scale of the unobserved part of a platform's value to a person", .source = "prototype",
                    .indexed = sim::Indexed::to_prices});
  parameter(network_strength, {.name = "network_strength", .initial = 0.8, .unit = "1", .range = {0, 5},
                               .doc = "Network effect in tipping points: above 1 equal platforms tip",
                               .source = "V13"});
  parameter(quality_value, {.name = "quality_value", .initial = 4.5, .unit = "EUR/month", .range = sim::non_negative,
                            .doc = "Value of one unit of the logarithm of quality", .source = "prototype",
                            .indexed = sim::Indexed::to_prices});
  parameter(switching_cost, {.name = "switching_cost", .initial = 108.0, .unit = "EUR", .range = sim::non_negative,
                             .doc = "Cost of moving to another platform", .source = "assumption:switching-cost",
                             .indexed = sim::Indexed::to_prices});
  parameter(expected_stay, {.name = "expected_stay", .initial = 12.0, .unit = "month", .range = {1, 600},
                            .doc = "Months over which a person spreads the cost of switching",
                            .source = "assumption:expected-stay"});
  parameter(reconsider, {.name = "reconsider", .initial = 0.08, .unit = "1/month", .range = sim::share,
                         .doc = "Share of people who reconsider their platform in a month", .source = "prototype"});
}

void Adoption::declare(sim::ColumnVisitor& column) {
  column(home, {.name = "home", .per = "person", .unit = "1", .doc = "platform at which a person is at home"});
  column(users, {.name = "users", .per = "platform", .unit = "person", .doc = "people at home there"});
  column(offered, {.name = "offered", .per = "platform", .unit = "hour/month", .doc = "effective gig hours offered"});
}

void set_up(Adoption& own, const World&, const sim::Month& month) {
  const auto platforms = static_cast<std::uint64_t>(own.parameters.count);
  for (std::size_t i = 0; i < own.home.size(); ++i) {
    sim::Stream stream = month.draws.stream(purpose::opening_platform, month.number, i);
    own.home[i] = static_cast<std::int16_t>(sim::integer(stream, platforms));
    own.users.of(0)[own.home[i]] += 1;
  }
  own.users.collect();
}

void weigh_platforms(Adoption& own, const World& world, const sim::Month&) {
  const Adoption::Parameters& p = own.parameters;
  const auto n = static_cast<std::size_t>(p.count);
  const double network = p.network_strength * tipping_point(p);
  const double spending = sim::Money::counts(world.livelihood.plans[1]).eur() / static_cast<double>(own.home.size());
  own.choice.assign(n * n, 0.0);
  for (std::size_t home = 0; home < n; ++home) {
    double sum = 0.0;
    for (std::size_t k = 0; k < n; ++k) {
      const double stay = k == home ? p.switching_cost / p.expected_stay : 0.0;
      const double value = p.quality_value * sim::log(world.strategy.quality[k]) + network * own.user_share(k) -
                           spending * world.strategy.take_rate[k] + stay;
      sum += sim::exp(value / p.noise);
      own.choice[home * n + k] = sum;
    }
    for (std::size_t k = 0; k < n; ++k) own.choice[home * n + k] /= sum;
  }
}

SIM_KERNEL
void choose_platform(Adoption& own, const World& world, const sim::Month& month, const sim::Block& block) {
  const auto n = static_cast<std::size_t>(own.parameters.count);
  const std::span<const float> chance = month.uniforms(purpose::reconsider, block);
  std::int64_t* users = own.users.of(block.worker);
  const sim::Tally::Adder offered = own.offered.of(block.worker);
  for (std::size_t i = block.first; i < block.last; ++i) {
    if (static_cast<double>(chance[i - block.first]) < own.parameters.reconsider) {
      const double taste = month.draws.uniform(purpose::platform_taste, month.number, i);
      const double* row = &own.choice[static_cast<std::size_t>(own.home[i]) * n];
      std::size_t k = 0;
      while (k + 1 < n && row[k] < taste) ++k;
      own.home[i] = static_cast<std::int16_t>(k);
    }
    const auto k = static_cast<std::size_t>(own.home[i]);
    users[k] += 1;
    offered.add(k, static_cast<double>(world.time_use.gig_hours[i]) * static_cast<double>(world.population.skill[i]));
  }
}

void count_users(Adoption& own, const World&, const sim::Month&) {
  own.users.collect();
  own.offered.collect();
}

void observe(const Adoption& own, const World&, sim::Observer& show) {
  double concentration = 0.0, largest = 0.0;
  for (std::size_t k = 0; k < own.users.size(); ++k) {
    concentration += own.user_share(k) * own.user_share(k);
    largest = std::max(largest, own.user_share(k));
  }
  show.series({.name = "platform_concentration", .unit = "1", .long_name = "Concentration of platforms' users",
               .formula = "Herfindahl-Hirschman index"}, concentration);
  show.series({.name = "largest_platform_share", .unit = "1", .long_name = "Users of the largest platform"}, largest);
}

}  // namespace models
