#include "models/platforms/strategy.h"

#include <algorithm>
#include <array>
#include <utility>

#include "models/purposes.h"
#include "models/world.h"

namespace models {

void Strategy::Parameters::declare(sim::ParameterVisitor& parameter) {
  parameter(law, {.name = "law", .choices = {"foresight", "hill_climb"},
                  .doc = "How owners decide: for discounted profit over a locked-in base, or by steps towards profit now",
                  .source = "klemperer"});
  parameter(discount_rate, {.name = "discount_rate", .initial = 0.30, .unit = "1/year", .range = {0.001, 10},
                            .doc = "Rate at which the median owner discounts profit", .source = "assumption:patience"});
  parameter(patience_spread, {.name = "patience_spread", .initial = 0.5, .unit = "1", .range = {0, 3},
                              .doc = "Standard deviation of the logarithm of owners' discount rates",
                              .source = "assumption:patience", .at_setup = true});
  parameter(opening_take_rate, {.name = "opening_take_rate", .initial = 0.10, .unit = "1", .range = sim::share,
                                .doc = "Share of gig sales that platforms keep at the start", .source = "S25",
                                .at_setup = true});
  parameter(largest_change, {.name = "largest_change", .initial = 0.03, .unit = "1", .range = sim::share,
                             .doc = "Foresight: most that a take rate moves in a period, up or down, as published schedules of fees do",
                             .source = "S26"});
  parameter(step, {.name = "step", .initial = 0.02, .unit = "1", .range = {0, 0.5},
                   .doc = "Hill climb: mean change of the take rate in a period",
                   .source = "assumption:take-step"});
  parameter(highest_take_rate, {.name = "highest_take_rate", .initial = 0.6, .unit = "1", .range = sim::share,
                                .doc = "No platform takes more, whatever the law allows", .source = "prototype"});
  parameter(period, {.name = "period", .initial = 12, .unit = "month", .range = {1, 120},
                     .doc = "Months between two decisions", .source = "prototype"});
  parameter(usual_spending, {.name = "usual_spending", .initial = 0.004, .unit = "1", .range = {1e-6, 1},
                             .doc = "Staff per user, as a share of a full-time job, that gives quality 1",
                             .source = "prototype"});
}

void Strategy::declare(sim::ColumnVisitor& column) {
  const auto per_platform = [&](sim::Column<double>& values, std::string_view name, std::string_view unit, std::string_view doc) {
    column(values, {.name = name, .per = "platform", .unit = unit, .doc = doc});
  };
  per_platform(asked, "asked", "1", "share of gig sales that the owner asks for");
  per_platform(take_rate, "take_rate", "1", "share of gig sales kept");
  per_platform(quality, "quality", "1", "service quality");
  per_platform(wanted_quality, "wanted_quality", "1", "service quality that the owner pays for");
  per_platform(discount, "discount", "1/year", "rate at which the owner discounts profit");
  per_platform(direction, "direction", "1", "of the last change: +1 or -1");
  per_platform(last_profit, "last_profit", "hour", "profit of the last period in effective hours' pay");
  per_platform(profit_so_far, "profit_so_far", "hour", "profit of this period");
  column(worth, {.name = "worth", .per = "platform_state", .unit = "hour", .doc = "expected discounted profit per person of the economy, by share of users and lock-in"});
  column(offer, {.name = "offer", .per = "platform_state", .unit = "hour/month", .doc = "what users would get by the best plan, by share of users and lock-in"});
  column(mean_take_rate, {.name = "mean_take_rate", .per = "", .unit = "1", .doc = "take rate of the mean user"});
  column(mean_quality, {.name = "mean_quality", .per = "", .unit = "1", .doc = "quality for the mean user"});
}

double highest_take_rate(const Strategy& own, const World& world) {
  return std::min(own.parameters.highest_take_rate, world.regulation.take_rate_cap(world));
}

namespace {

// Spending on services for a person at the usual take rate, sales of goods that pay it, what advertising and data bring for a user, and
// the upkeep of quality 1. [EUR/month]
struct UserMonth { double spending, goods, advertising, upkeep; };

UserMonth per_user(const Strategy& own, const World& world) {
  const auto people = static_cast<double>(world.adoption.home.size());
  const double tax = 1.0 + world.taxes.value_added_rate, taken = world.capture.advertising_taken(world);
  double advertising = 0.0, usual = 0.0;
  for (std::size_t k = 0; k < own.take_rate.size(); ++k) {
    if (world.capture.advertising_sales[k] > 0.0) advertising += world.capture.advertising_sales[k] / taken;
    advertising += world.marketplace.data_sales[k];
    usual += world.adoption.user_share(k) *
             gig_share(world.livelihood.parameters, own.take_rate[k] - own.parameters.opening_take_rate);
  }
  const double spent = sim::Money::counts(world.livelihood.plans[1]).eur() / people / tax;
  const double at_usual = usual > 0.0 ? spent * world.livelihood.parameters.gig_share / usual : 0.0;
  return {at_usual, world.marketplace.charged_per_user(world), advertising / people,
          own.parameters.usual_spending * world.labour_market.wage * world.labour_market.hours_per_worker};
}

}  // namespace

Market market_of(const Strategy& own, const World& world, std::size_t k, std::size_t gone) {
  const Strategy::Parameters& p = own.parameters;
  const Adoption::Parameters& people = world.adoption.parameters;
  const double hour = world.labour_market.wage;
  const UserMonth money = per_user(own, world);
  Market market;
  market.platforms = 1.0;
  market.period = static_cast<double>(p.period);
  market.spending = money.spending / hour;
  market.goods = money.goods / hour;
  market.usual_take = p.opening_take_rate;
  market.elasticity = world.livelihood.parameters.gig_elasticity;
  market.advertising = money.advertising / hour * (1.0 - world.taxes.platform_levy_rate);
  market.upkeep = money.upkeep / hour;
  market.quality_value = people.quality_value / hour;
  market.noise = people.noise / hour;
  market.stay = staying_value(people, world.regulation.parameters.data_portability) / hour;
  market.several = people.multi_homing;
  market.reconsider = 1.0 - sim::pow(1.0 - people.reconsider, market.period);
  market.growth = 1.0 - sim::pow(1.0 - 1.0 / people.lock_in_months, market.period);
  market.highest_take = highest_take_rate(own, world);
  market.discount = sim::exp(-own.discount[k] * market.period / 12.0);
  double users = 0.0;
  for (std::size_t other = 0; other < own.take_rate.size(); ++other) {
    if (other == k || other == gone || !world.organisations.trades(world.organisations.platform(other))) continue;
    market.platforms += 1.0;
    const double weight = world.adoption.user_share(other) + 1e-9;
    users += weight;
    market.rival_value += weight * (market.quality_value * sim::log(own.quality[other]) - market.spending * own.take_rate[other] +
                                    (world.hosting.appeal(other) - nuisance(world.adoption, world, other)) / hour);
    market.rival_lock_in += weight * world.adoption.lock_in[other];
  }
  if (users > 0.0) market.rival_value /= users, market.rival_lock_in /= users;
  market.rival_value -= (world.hosting.appeal(k) - nuisance(world.adoption, world, k)) / hour;  // as only the difference counts
  market.share = world.adoption.user_share(k);
  market.about = &world;
  market.company = [](const void* about, double share) {
    const World& economy = *static_cast<const World*>(about);
    return network_value(economy.adoption.parameters, economy.regulation.parameters.interoperability, share) / economy.labour_market.wage;
  };
  return market;
}

namespace {

constexpr int first_thoughts = 15, afterthoughts = 2;

// The founders' discount rate of whoever owns platform k, or will.
double patience(const Strategy& own, const World& world, const sim::Month& month, std::size_t k) {
  const double normal = sim::normal_quantile(month.draws.uniform(purpose::patience, month.number, world.organisations.platform(k)));
  return own.parameters.discount_rate * sim::exp(own.parameters.patience_spread * normal);
}

}  // namespace

double worth_to_owner(const Strategy& own, const World& world, std::size_t k, double share, double lock_in, std::size_t gone) {
  std::array<double, Foresight::states> worth, offer;
  std::copy_n(&own.worth[k * Foresight::states], Foresight::states, worth.begin());
  std::copy_n(&own.offer[k * Foresight::states], Foresight::states, offer.begin());
  Market market = market_of(own, world, k, gone);
  market.share = share;
  Foresight(market).improve(worth, offer, first_thoughts);
  return Foresight::worth_of(worth, share, lock_in) * world.labour_market.wage * static_cast<double>(world.adoption.home.size());
}

void set_up(Strategy& own, const World& world, const sim::Month& month) {
  own.asked.fill(own.parameters.opening_take_rate);
  own.take_rate.fill(own.parameters.opening_take_rate);
  own.quality.fill(1.0);
  own.wanted_quality.fill(1.0);
  own.worth.fill(0.0);
  own.offer.fill(0.0);
  for (std::size_t k = 0; k < own.direction.size(); ++k) {
    const std::size_t j = world.organisations.platform(k);
    own.direction[k] = month.draws.uniform(purpose::take_step, month.number, j) < 0.5 ? -1.0 : 1.0;
    own.discount[k] = patience(own, world, month, k);
  }
  own.last_profit.fill(0.0);
  own.profit_so_far.fill(0.0);
  own.mean_take_rate = own.parameters.opening_take_rate;
  own.mean_quality = 1.0;
}

void enter_platform(Strategy& own, const World&, const sim::Month&, std::size_t k) {
  own.quality[k] = own.wanted_quality[k];
  own.last_profit[k] = own.profit_so_far[k] = 0.0;
}

void leave_platform(Strategy& own, const World& world, const sim::Month& month, std::size_t k) {
  own.discount[k] = patience(own, world, month, k);
}

namespace {

// At every decision owners think the future through a little further, on what they now know; at first from nothing.
void look_ahead(Strategy& own, const World& world, const sim::Month& month, std::size_t k) {
  const Foresight foresight(market_of(own, world, k));
  const std::span<double> worth(&own.worth[k * Foresight::states], Foresight::states);
  const std::span<double> offer(&own.offer[k * Foresight::states], Foresight::states);
  foresight.improve(worth, offer, month.number == own.parameters.period ? first_thoughts : afterthoughts);
  const Plan plan = foresight.best(worth, world.adoption.user_share(k), world.adoption.lock_in[k]);
  const double most = world.organisations.trades(world.organisations.platform(k)) ? own.parameters.largest_change : 1.0;
  own.asked[k] += std::clamp(plan.take_rate - own.asked[k], -most, most);
  own.wanted_quality[k] = plan.quality;
}

void climb(Strategy& own, const World& world, const sim::Month& month, std::size_t k) {
  if (own.profit_so_far[k] < own.last_profit[k]) own.direction[k] = -own.direction[k];
  const double length = 0.5 + month.draws.uniform(purpose::take_step, month.number, world.organisations.platform(k));
  own.asked[k] += own.direction[k] * own.parameters.step * length;
}

}  // namespace

void set_take_rates(Strategy& own, const World& world, const sim::Month& month) {
  const Strategy::Parameters& p = own.parameters;
  const bool decides = month.number > 0 && month.every(static_cast<int>(p.period));
  for (std::size_t k = 0; k < own.take_rate.size(); ++k) {
    own.profit_so_far[k] += world.capture.profit[k] / world.labour_market.wage;
    if (world.platform_cooperatives.owned(world, k)) {
      own.asked[k] = world.platform_cooperatives.take_rate[k];
      own.wanted_quality[k] = world.platform_cooperatives.quality[k];
    } else if (decides) {
      if (p.law == Strategy::Law::foresight) look_ahead(own, world, month, k);
      else climb(own, world, month, k);
    }
    if (decides) own.last_profit[k] = std::exchange(own.profit_so_far[k], 0.0);
    own.asked[k] = std::clamp(own.asked[k], 0.0, highest_take_rate(own, world));
    const double power = world.platform_cooperatives.owned(world, k) ? 0.0 : world.unions.power_over(world, k);
    own.take_rate[k] = own.asked[k] - power * std::max(own.asked[k] - world.capture.break_even(world, k), 0.0);
  }
  own.mean_take_rate = own.mean_quality = 0.0;
  for (std::size_t k = 0; k < own.take_rate.size(); ++k) {
    if (world.adoption.users[k] == 0) continue;  // whoever nobody uses yet keeps the service that was prepared
    const double headcount = static_cast<double>(world.labour_market.headcount[world.organisations.platform(k)]);
    const double staff = headcount - world.hosting.staff(world, k);
    const double spending = std::max(staff, 0.05) / static_cast<double>(world.adoption.users[k]) / p.usual_spending;
    own.quality[k] = std::max(own.quality[k] + 0.1 * (spending - own.quality[k]), 0.05);
    own.mean_take_rate += world.adoption.user_share(k) * own.take_rate[k];
    own.mean_quality += world.adoption.user_share(k) * own.quality[k];
  }
}

void observe(const Strategy& own, const World& world, sim::Observer& show) {
  double highest = 0.0;
  for (std::size_t k = 0; k < own.take_rate.size(); ++k)
    if (world.organisations.trades(world.organisations.platform(k))) highest = std::max(highest, own.take_rate[k]);
  show.series({.name = "take_rate", .unit = "1", .long_name = "Platforms' take rate, mean over users"}, own.mean_take_rate);
  show.series({.name = "highest_take_rate", .unit = "1", .long_name = "Highest take rate of a platform"},
              highest);
  show.series({.name = "platform_quality", .unit = "1", .long_name = "Platforms' quality of service, mean over users"}, own.mean_quality);
}

}  // namespace models
