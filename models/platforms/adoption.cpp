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

double company(const Adoption::Parameters& p, double share) {
  const double equal = 1.0 / static_cast<double>(p.count);
  constexpr double bend = 9.0;  // log law: the last tenth of people adds a tenth of what the first adds
  switch (p.network_law) {
    case Adoption::Network::linear: return share;
    case Adoption::Network::logarithmic: return sim::log(1.0 + bend * share) * (1.0 + bend * equal) / bend;
    case Adoption::Network::power: return sim::pow(std::max(share, 1e-9), p.network_exponent) * sim::pow(equal, 1.0 - p.network_exponent) / p.network_exponent;
  }
  return share;
}

double network_value(const Adoption::Parameters& p, double interoperability, double share) {
  return p.network_strength * tipping_point(p) *
         ((1.0 - interoperability) * company(p, share) + interoperability * company(p, 1.0));
}

double staying_value(const Adoption::Parameters& p, double portability) { return (1.0 - portability) * p.switching_cost / p.expected_stay; }

void Adoption::Parameters::declare(sim::ParameterVisitor& parameter) {
  parameter(count, {.name = "count", .initial = 3, .unit = "1", .range = {1, Adoption::most}, .doc = "Platforms at the start",
                    .source = "assumption:platforms", .at_setup = true});
  parameter(noise, {.name = "noise", .initial = 12.0, .unit = "EUR/month", .range = {0.01, 1000},
                    .doc = "Scale of the unobserved part of a platform's value to a person", .source = "prototype",
                    .indexed = sim::Indexed::to_wages});
  parameter(network_law, {.name = "network_law", .choices = {"linear", "logarithmic", "power"},
                          .doc = "How the value of a platform grows with the share of people there", .source = "V13"});
  parameter(network_exponent, {.name = "network_exponent", .initial = 0.5, .unit = "1", .range = {0.05, 2},
                               .doc = "Exponent of the power law of company", .source = "assumption:network-law"});
  parameter(network_strength, {.name = "network_strength", .initial = 0.8, .unit = "1", .range = {0, 5},
                               .doc = "Network effect in tipping points: above 1 equal platforms tip",
                               .source = "V13"});
  parameter(quality_value, {.name = "quality_value", .initial = 12.0, .unit = "EUR/month", .range = sim::non_negative,
                            .doc = "Value of one unit of the logarithm of quality", .source = "prototype",
                            .indexed = sim::Indexed::to_wages});
  parameter(switching_cost, {.name = "switching_cost", .initial = 720.0, .unit = "EUR", .range = sim::non_negative,
                             .doc = "Cost of moving to another platform", .source = "assumption:switching-cost",
                             .indexed = sim::Indexed::to_wages});
  parameter(expected_stay, {.name = "expected_stay", .initial = 12.0, .unit = "month", .range = {1, 600},
                            .doc = "Months over which a person spreads the cost of switching",
                            .source = "assumption:expected-stay"});
  parameter(opening_lock_in, {.name = "opening_lock_in", .initial = 0.0, .unit = "1", .range = sim::share,
                              .doc = "How far users are locked in at the start: 0 where platforms are young",
                              .source = "assumption:lock-in", .at_setup = true});
  parameter(lock_in_months, {.name = "lock_in_months", .initial = 60.0, .unit = "month", .range = {1, 1200},
                             .doc = "Time in which users grow into two thirds of the switching cost",
                             .source = "assumption:lock-in"});
  parameter(multi_homing, {.name = "multi_homing", .initial = 0.1, .unit = "1", .range = sim::share,
                           .doc = "Share of people who use several platforms: they pay nothing to move their custom and offer gig hours on all",
                           .source = "assumption:multi-homing"});
  parameter(member_bonus, {.name = "member_bonus", .initial = 0.0, .unit = "EUR/month", .range = {-100, 100},
                           .doc = "What it is worth to people of full orientation that a platform belongs to its members",
                           .source = "assumption:no-response", .indexed = sim::Indexed::to_wages});
  parameter(nuisance, {.name = "nuisance", .initial = 0.0, .unit = "1", .range = {-10, 10},
                       .doc = "What advertising takes from a user, per EUR that is paid for it; below 0 it informs", .source = "assumption:no-nuisance"});
  parameter(reconsider, {.name = "reconsider", .initial = 0.05, .unit = "1/month", .range = sim::share,
                         .doc = "Share of people who reconsider their platform in a month", .source = "prototype"});
}

void Adoption::declare(sim::ColumnVisitor& column) {
  column(home, {.name = "home", .per = "person", .unit = "1", .doc = "platform at which a person is at home"});
  column(variety, {.name = "variety", .per = "person", .unit = "1/65536", .doc = "who is below multi_homing uses several platforms"});
  column(arrivals, {.name = "arrivals", .per = "platform", .unit = "person", .doc = "people who came this month"});
  column(heir, {.name = "heir", .per = "platform", .unit = "1", .doc = "platform at which its users are at home; -1: none yet"});
  column(lock_in, {.name = "lock_in", .per = "platform", .unit = "1", .doc = "how far people at home there are locked in"});
  column(users, {.name = "users", .per = "platform", .unit = "person", .doc = "people at home there"});
  column(offered, {.name = "offered", .per = "platform", .unit = "hour/month", .doc = "effective gig hours offered there alone"});
  column(offered_anywhere, {.name = "offered_anywhere", .per = "", .unit = "hour/month", .doc = "effective gig hours offered on all platforms"});
}

void set_up(Adoption& own, const World&, const sim::Month& month) {
  const auto platforms = static_cast<std::uint64_t>(own.parameters.count);
  for (std::size_t i = 0; i < own.home.size(); ++i) {
    sim::Stream stream = month.draws.stream(purpose::opening_platform, month.number, i);
    own.home[i] = static_cast<std::int16_t>(sim::integer(stream, platforms));
    own.users.of(0)[own.home[i]] += 1;
    own.variety[i] = static_cast<std::uint16_t>(Adoption::varieties * month.draws.uniform(purpose::multi_homing, month.number, i));
  }
  own.users.collect();
  own.lock_in.fill(own.parameters.opening_lock_in);
  for (std::size_t k = 0; k < own.heir.size(); ++k) own.heir[k] = static_cast<std::int16_t>(k);
}

void enter_platform(Adoption& own, const World&, const sim::Month&, std::size_t k) {
  own.heir[k] = static_cast<std::int16_t>(k);
  own.lock_in[k] = 0.0;
}

void leave_platform(Adoption& own, const World& world, const sim::Month&, std::size_t k) {
  const std::size_t buyer = world.entry.buyer_of(k);
  const auto users = own.users.totals();
  own.heir[k] = buyer == nobody ? std::int16_t{-1} : static_cast<std::int16_t>(buyer);
  if (buyer != nobody) {
    own.lock_in[buyer] = joint_lock_in(own, k, buyer);
    users[buyer] += users[k];
  }
  users[k] = 0;
  own.lock_in[k] = 0.0;
}

double joint_lock_in(const Adoption& own, std::size_t k, std::size_t other) {
  const auto here = static_cast<double>(own.users[k]), there = static_cast<double>(own.users[other]);
  return (here * own.lock_in[k] + there * own.lock_in[other]) / std::max(here + there, 1.0);
}

double nuisance(const Adoption& own, const World& world, std::size_t k) {
  return own.parameters.nuisance * world.platform_cooperatives.advertising_taken(world, k) * world.capture.advertising_offered(world);
}

void weigh_platforms(Adoption& own, const World& world, const sim::Month&) {
  const Adoption::Parameters& p = own.parameters;
  const std::size_t n = world.organisations.n_platforms;
  const double spending = sim::Money::counts(world.livelihood.plans[1]).eur() / static_cast<double>(own.home.size());
  std::vector<double> value(n);
  for (std::size_t k = 0; k < n; ++k)
    value[k] = p.quality_value * sim::log(world.strategy.quality[k]) + network_value(p, world.regulation.parameters.interoperability, own.user_share(k)) -
               spending * world.strategy.take_rate[k] + world.hosting.appeal(k) - nuisance(own, world, k);
  own.choice.resize(Adoption::orientation_classes * 2 * n * n);
  auto cell = own.choice.begin();
  for (std::size_t o = 0; o < Adoption::orientation_classes; ++o) {
    const double bonus = p.member_bonus * (static_cast<double>(o) + 0.5) / static_cast<double>(Adoption::orientation_classes);
    for (const double held : {staying_value(p, world.regulation.parameters.data_portability), 0.0})
      for (std::size_t home = 0; home < n; ++home) {
        const auto row = cell;
        double sum = 0.0;
        for (std::size_t k = 0; k < n; ++k) {
          const double stay = k == home ? held * own.lock_in[home] : 0.0;
          const double owned = world.platform_cooperatives.owned(world, k) ? bonus : 0.0;
          if (world.organisations.trades(world.organisations.platform(k))) sum += sim::exp((value[k] + stay + owned) / p.noise);
          *cell++ = sum;
        }
        for (auto at = row; at != cell; ++at) *at /= sum;
      }
  }
}

SIM_KERNEL
void choose_platform(Adoption& own, const World& world, const sim::Month& month, const sim::Block& block) {
  const std::size_t n = world.organisations.n_platforms;
  const std::span<const float> chance = month.uniforms(purpose::reconsider, block);
  std::int64_t* users = own.users.of(block.worker);
  std::int64_t* arrivals = own.arrivals.of(block.worker);
  constexpr auto classes = static_cast<float>(Adoption::orientation_classes);
  const sim::Tally::Adder offered = own.offered.of(block.worker), anywhere = own.offered_anywhere.of(block.worker);
  for (std::size_t i = block.first; i < block.last; ++i) {
    const std::int16_t heir = own.heir[static_cast<std::size_t>(own.home[i])];
    if (heir >= 0) own.home[i] = heir;
    if (heir < 0 || static_cast<double>(chance[i - block.first]) < own.parameters.reconsider) {
      const double taste = month.draws.uniform(purpose::platform_taste, month.number, i);
      const auto o = static_cast<std::size_t>(std::clamp(world.influence.orientation[i] * classes, 0.0f, classes - 1.0f));
      const auto home = static_cast<std::size_t>(own.home[i]);
      const double* row = &own.choice[((o * 2 + own.several(i)) * n + home) * n];
      std::size_t k = 0;
      while (k + 1 < n && row[k] <= taste) ++k;
      arrivals[k] += k != home;
      own.home[i] = static_cast<std::int16_t>(k);
    }
    const auto k = static_cast<std::size_t>(own.home[i]);
    users[k] += 1;
    const double hours = static_cast<double>(world.time_use.gig_hours[i]) * static_cast<double>(world.population.skill[i]);
    if (own.several(i)) anywhere.add(0, hours);
    else offered.add(k, hours);
  }
}

void count_users(Adoption& own, const World&, const sim::Month&) {
  own.users.collect();
  own.arrivals.collect();
  own.offered.collect();
  own.offered_anywhere.collect();
  for (std::size_t k = 0; k < own.lock_in.size(); ++k) {
    const double staying = own.users[k] > 0 ? 1.0 - static_cast<double>(own.arrivals[k]) / static_cast<double>(own.users[k]) : 0.0;
    own.lock_in[k] = staying * (own.lock_in[k] + (1.0 - own.lock_in[k]) / own.parameters.lock_in_months);
  }
}

void observe(const Adoption& own, const World&, sim::Observer& show) {
  double concentration = 0.0, largest = 0.0, lock_in = 0.0;
  for (std::size_t k = 0; k < own.users.size(); ++k) {
    concentration += own.user_share(k) * own.user_share(k);
    largest = std::max(largest, own.user_share(k));
    lock_in += own.user_share(k) * own.lock_in[k];
  }
  show.series({.name = "platform_concentration", .unit = "1", .long_name = "Concentration of platforms' users",
               .formula = "Herfindahl-Hirschman index"}, concentration);
  show.series({.name = "lock_in", .unit = "1", .long_name = "Part of the switching cost that platforms' users have grown into"}, lock_in);
  show.series({.name = "largest_platform_share", .unit = "1", .long_name = "Users of the largest platform"}, largest);
}

}  // namespace models
