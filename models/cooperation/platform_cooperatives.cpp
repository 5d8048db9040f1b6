#include "models/cooperation/platform_cooperatives.h"

#include <algorithm>

#include "models/sectors.h"
#include "models/world.h"

namespace models {

void PlatformCooperatives::Parameters::declare(sim::ParameterVisitor& parameter) {
  parameter(count, {.name = "count", .initial = 0, .unit = "1", .range = {0, Adoption::most},
                    .doc = "Platforms that belong to their members, the last of all", .source = "scholz"});
  parameter(reserve_months, {.name = "reserve_months", .initial = 3.0, .unit = "month", .range = {0, 60},
                             .doc = "Months of cost that members want in reserve", .source = "assumption:cooperative-reserve"});
  parameter(public_capital, {.name = "public_capital", .initial = 0.0, .unit = "EUR/month", .range = sim::non_negative,
                             .doc = "Capital that the state gives member-owned platforms, for each person of the economy",
                             .source = "assumption:no-policy", .indexed = sim::Indexed::to_wages});
  parameter(advertising, {.name = "advertising", .initial = 1.0, .unit = "1", .range = sim::share,
                          .doc = "Part of the advertising offered to their users that member-owned platforms take", .source = "assumption:no-nuisance"});
}

void PlatformCooperatives::declare(sim::ColumnVisitor& column) {
  column(take_rate, {.name = "take_rate", .per = "platform", .unit = "1", .doc = "share of gig sales that covers cost"});
  column(quality, {.name = "quality", .per = "platform", .unit = "1", .doc = "service quality that members want and can pay"});
}

void PlatformCooperatives::declare(sim::FlowVisitor& flow) {
  flow(public_capital, {.name = "platform_capital", .from = sector::state, .to = sector::platforms, .mode = "authority",
                        .doc = "the state gives member-owned platforms capital"});
}

bool PlatformCooperatives::owned(const World& world, std::size_t k) const {
  const auto opening = static_cast<std::size_t>(world.adoption.parameters.count);
  return k < opening && k + static_cast<std::size_t>(parameters.count) >= opening;
}

double PlatformCooperatives::advertising_taken(const World& world, std::size_t k) const {
  return owned(world, k) ? parameters.advertising : 1.0;
}

void set_up(PlatformCooperatives& own, const World& world, const sim::Month&) {
  own.take_rate.fill(world.strategy.parameters.opening_take_rate);
  own.quality.fill(1.0);
}

void members_vote(PlatformCooperatives& own, const World& world, const sim::Month&) {
  const LabourMarket& labour = world.labour_market;
  const double upkeep = world.strategy.parameters.usual_spending * labour.wage * labour.hours_per_worker;  // [EUR/month] of a user
  for (std::size_t k = 0; k < own.take_rate.size(); ++k) {
    if (!own.owned(world, k)) continue;
    const double users = std::max(static_cast<double>(world.adoption.users[k]), 1.0);
    const double sales = sim::Money::counts(world.capture.gig_sales[k]).eur() + world.marketplace.charged_per_user(world) * users;
    const double held = world.ledger.deposit(world.organisations.platform(k)).eur();
    const double other = world.capture.received(world, k) - world.capture.commission[k] - world.marketplace.commission_sales[k];
    const double wanted = world.adoption.parameters.quality_value / std::max(upkeep, 1e-9);
    const double affordable = (world.capture.revenue[k] + held / 12.0) / std::max(upkeep * users, 1e-9);
    own.quality[k] = std::clamp(wanted, 0.0, std::max(affordable, 0.05));
    const double cost = own.quality[k] * upkeep * users + world.hosting.cost[k];
    const double short_of = own.parameters.reserve_months * cost - held;
    const double needed = (cost + short_of / 12.0 - other) / std::max(sales, 1e-9);
    own.take_rate[k] = std::clamp(needed, 0.0, world.strategy.parameters.highest_take_rate);
  }
}

void give_capital(PlatformCooperatives& own, const World& world, const sim::Month& month) {
  const auto count = static_cast<double>(std::min<std::size_t>(static_cast<std::size_t>(own.parameters.count), own.take_rate.size()));
  for (std::size_t k = 0; k < own.take_rate.size(); ++k)
    if (own.owned(world, k))
      month.ledger.transfer(own.public_capital, world.organisations.state(), world.organisations.platform(k),
                            sim::Money::of(own.parameters.public_capital * static_cast<double>(world.adoption.home.size()) / count));
}

void observe(const PlatformCooperatives& own, const World& world, sim::Observer& show) {
  double users = 0.0;
  for (std::size_t k = 0; k < own.take_rate.size(); ++k)
    if (own.owned(world, k)) users += world.adoption.user_share(k);
  show.series({.name = "platform_cooperative_users", .unit = "1", .long_name = "Share of people at home on member-owned platforms"}, users);
}

}  // namespace models
