#include "models/platforms/capture.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <vector>

#include "models/sectors.h"
#include "models/world.h"
#include "sim/core/divide.h"

namespace models {

void Capture::Parameters::declare(sim::ParameterVisitor& parameter) {
  parameter(advertising_share, {.name = "advertising_share", .initial = 0.008, .unit = "1", .range = {0, 0.2},
                                .doc = "Share of sales that producers spend on advertising", .source = "prototype"});
  parameter(complement, {.name = "complement", .initial = 0.0, .unit = "1", .range = {0, 2},
                         .doc = "Elasticity of advertising in 1 + K/K0 of the open commons, a complement of platforms",
                         .source = "assumption:complement"});
  parameter(staff_share, {.name = "staff_share", .initial = 0.55, .unit = "1", .range = {0, 1},
                          .doc = "Share of a platform's revenue spent on staff, where its owner climbs hills", .source = "prototype"});
  parameter(payout, {.name = "payout", .initial = 0.30, .unit = "1/month", .range = sim::share,
                     .doc = "Part of a platform's deposits above its cushion paid out in a month",
                     .source = "prototype"});
}

void Capture::declare(sim::ColumnVisitor& column) {
  column(advertising, {.name = "advertising", .per = "producer", .unit = "EUR/month", .doc = "advertising bought"});
  column(gig_sales, {.name = "gig_sales", .per = "platform", .unit = "EUR/month", .doc = "gig services sold"});
  const auto per_platform = [&](sim::Column<double>& values, std::string_view name, std::string_view unit, std::string_view doc) {
    column(values, {.name = name, .per = "platform", .unit = unit, .doc = doc});
  };
  per_platform(gig_rate, "gig_rate", "EUR/hour", "pay for an effective hour");
  per_platform(worked, "worked", "hour/month", "effective gig hours worked there");
  per_platform(roaming, "roaming", "1", "part of the gig hours of those who use several platforms");
  per_platform(pay_seen, "pay_seen", "1", "pay of an effective gig hour / wage, as seen of late");
  per_platform(commission, "commission", "EUR/month", "kept of gig sales");
  per_platform(advertising_sales, "advertising_sales", "EUR/month", "advertising sold");
  per_platform(revenue, "revenue", "EUR/month", "commission, advertising, data and hosting, smoothed");
  column(taxed_profit, {.name = "taxed_profit", .per = "", .unit = "EUR/month", .doc = "profit on which tax was paid"});
  per_platform(profit, "profit", "EUR/month", "profit before tax");
  column(gig_pay_total, {.name = "gig_pay_total", .per = "", .unit = "EUR/month", .doc = "paid to gig workers"});
  column(pay_anywhere, {.name = "pay_anywhere", .per = "", .unit = "EUR/hour", .doc = "pay for an effective hour of those who use several platforms"});
  column(pay_seen_anywhere, {.name = "pay_seen_anywhere", .per = "", .unit = "1", .doc = "the same / wage, as seen of late"});
}

void Capture::declare(sim::FlowVisitor& flow) {
  flow(gig_purchases, {.name = "gig_purchases", .from = sector::people, .to = sector::platforms, .mode = "market",
                       .doc = "people buy services through platforms, tax excluded", .by_organisation = true});
  flow(gig_pay, {.name = "gig_pay", .from = sector::platforms, .to = sector::people, .mode = "market",
                 .doc = "platforms pay those who worked, before tax", .by_organisation = true});
  flow(advertising_purchases, {.name = "advertising", .from = sector::producers, .to = sector::platforms,
                               .mode = "market", .doc = "producers buy advertising"});
  flow(platform_levy, {.name = "platform_levy", .from = sector::platforms, .to = sector::state, .mode = "authority",
                       .doc = "levy on platforms' revenue"});
}

double Capture::received(const World& world, std::size_t k) const {
  return commission[k] + advertising_sales[k] + world.foundations.hosting_paid.eur() * world.adoption.user_share(k) +
         world.marketplace.received(k);
}

double Capture::share_advertised(const World& world, double open_stock) const {
  return std::min(parameters.advertising_share * sim::pow(0.5 * (1.0 + open_stock), parameters.complement),
                  world.regulation.parameters.advertising_cap);
}

double Capture::advertising_taken(const World& world) const {
  double taken = 0.0, people = 0.0;
  for (std::size_t k = 0; k < revenue.size(); ++k) {
    taken += world.platform_cooperatives.advertising_taken(world, k) * world.adoption.user_share(k);
    people += world.adoption.user_share(k);
  }
  return people > 0.0 ? taken / people : 1.0;
}

double Capture::advertising_offered(const World& world) const {
  const double sold = std::accumulate(advertising_sales.begin(), advertising_sales.end(), 0.0);
  return sold > 0.0 ? sold / advertising_taken(world) / static_cast<double>(world.adoption.home.size()) : 0.0;
}

double Capture::break_even(const World& world, std::size_t k) const {
  const std::size_t j = world.organisations.platform(k);
  const double sales = sim::Money::counts(gig_sales[k]).eur(), kept = 1.0 - world.taxes.platform_levy_rate;
  const double cost = sim::Money::counts(world.labour_market.bill[j]).eur() + world.credit.interest_paid[j];
  return sales > 0.0 ? std::clamp((cost / kept - (received(world, k) - commission[k])) / sales, 0.0, 1.0) : 1.0;
}

double Capture::free_deposits(const World& world, std::size_t k) const {
  const std::size_t j = world.organisations.platform(k);
  const double pay = sim::Money::counts(world.labour_market.bill[j]).eur();
  return std::max(world.ledger.deposit(j).eur() - 3.0 * pay - 0.2 * revenue[k], 0.0);
}

void set_up(Capture& own, const World& world, const sim::Month& month) {
  own.advertising.fill({});
  own.gig_rate.fill(0.0);
  own.worked.fill(0.0);
  own.roaming.fill(0.0);
  own.pay_seen.fill(world.time_use.parameters.usual_gig_pay);
  own.pay_seen_anywhere = world.time_use.parameters.usual_gig_pay;
  own.commission.fill(0.0);
  own.advertising_sales.fill(0.0);
  own.profit.fill(0.0);
  const double each = 0.010 * world.opening.gdp / static_cast<double>(world.adoption.parameters.count);
  own.revenue.fill(0.0);
  for (std::size_t k = 0; k < own.revenue.size(); ++k) {
    if (!world.organisations.trades(world.organisations.platform(k))) continue;
    own.revenue[k] = each;
    own.roaming[k] = 1.0 / static_cast<double>(world.adoption.parameters.count);
    month.ledger.endow(world.organisations.platform(k), sim::Money::of(each));
  }
}

void leave_platform(Capture& own, const World&, const sim::Month&, std::size_t k) {
  own.gig_rate[k] = own.worked[k] = own.roaming[k] = own.commission[k] = own.advertising_sales[k] = own.revenue[k] = own.profit[k] = 0.0;
}

std::int32_t staff_wanted(const Capture& own, const World& world, std::size_t k) {
  const double pay = world.labour_market.wage * world.labour_market.hours_per_worker;
  double spent = own.parameters.staff_share * own.revenue[k];
  if (world.strategy.parameters.law == Strategy::Law::foresight || world.platform_cooperatives.owned(world, k)) {
    const double held = world.ledger.deposit(world.organisations.platform(k)).eur();
    const double wanted = world.strategy.wanted_quality[k] * world.strategy.parameters.usual_spending * pay * static_cast<double>(world.adoption.users[k]);
    spent = std::min(wanted, own.revenue[k] + std::max(held, 0.0) / 12.0);
  }
  return static_cast<std::int32_t>(std::max(std::round(spent / pay + world.hosting.staff(world, k)), 0.0));
}

SIM_KERNEL
void buy_gigs(Capture& own, const World& world, const sim::Month& month, const sim::Block& block) {
  const double tax_part = world.taxes.value_added_rate / (1.0 + world.taxes.value_added_rate);
  auto pay_platform = month.ledger.from_people_by_organisation(own.gig_purchases, block);
  auto pay_tax = month.ledger.from_people(world.livelihood.value_added_tax, block, world.organisations.state());
  std::int64_t* sales = own.gig_sales.of(block.worker);
  for (std::size_t i = block.first; i < block.last; ++i) {
    const sim::Money spent = world.livelihood.planned_gigs[i];
    const sim::Money tax = sim::Money::near(tax_part * spent.eur());
    const auto k = static_cast<std::size_t>(world.adoption.home[i]);
    pay_platform.post(i, world.organisations.platform(k), spent - tax);
    pay_tax.post(i, tax);
    sales[k] += (spent - tax).counts();
  }
}

double level_pay(std::span<const double> pay, std::span<const double> bound, double anywhere, std::span<double> parts) {
  std::fill(parts.begin(), parts.end(), 0.0);
  if (anywhere <= 0.0) return 0.0;
  double level = 0.0;
  for (double next = 0.0;; level = next) {  // who pays less than the level is left, which raises it
    double due = 0.0, hours = anywhere;
    for (std::size_t k = 0; k < pay.size(); ++k)
      if (pay[k] > level * bound[k]) due += pay[k], hours += bound[k];
    next = due / hours;
    if (next <= level) break;
  }
  double sum = 0.0;
  for (std::size_t k = 0; k < pay.size(); ++k)
    if (level > 0.0) sum += parts[k] = std::max(pay[k] / level - bound[k], 0.0);
  for (double& part : parts)
    if (sum > 0.0) part /= sum;
  return level;
}

void price_gigs(Capture& own, const World& world, const sim::Month&) {
  constexpr double rounding_reserve = 1.0 - 1e-9;  // so that parts rounded down never exceed the whole
  constexpr double least = 1.0;                    // [hour] less cannot be divided by
  own.gig_sales.collect();
  const std::size_t n = own.revenue.size();
  const double anywhere = world.adoption.offered_anywhere[0];
  std::array<double, Adoption::most> net, bound;
  for (std::size_t k = 0; k < n; ++k) {
    net[k] = (1.0 - world.strategy.take_rate[k]) * sim::Money::counts(own.gig_sales[k]).eur();
    bound[k] = world.adoption.offered[k];
  }
  own.pay_anywhere = level_pay(std::span(net).first(n), std::span(bound).first(n), anywhere, own.roaming);
  own.gig_pay_total = 0.0;
  double worked = 0.0;
  for (std::size_t k = 0; k < n; ++k) {
    const double sales = sim::Money::counts(own.gig_sales[k]).eur();
    worked += own.worked[k] = bound[k] + own.roaming[k] * anywhere;
    const bool anybody = own.worked[k] > least;
    const double kept = anybody ? world.strategy.take_rate[k] : 1.0;
    own.commission[k] = kept * sales;
    own.gig_rate[k] = anybody ? rounding_reserve * (1.0 - kept) * sales / own.worked[k] : 0.0;
    own.gig_pay_total += (1.0 - kept) * sales;
  }
  if (worked <= least) return;
  const double speed = world.livelihood.parameters.expectation, wage = world.labour_market.wage, mean = own.gig_pay_total / worked;
  for (std::size_t k = 0; k < n; ++k) own.pay_seen[k] += speed * ((own.worked[k] > least ? own.gig_rate[k] : mean) / wage - own.pay_seen[k]);
  own.pay_seen_anywhere += speed * ((anywhere > least ? own.pay_anywhere : mean) / wage - own.pay_seen_anywhere);
}

SIM_KERNEL
void pay_gigs(Capture& own, const World& world, const sim::Month& month, const sim::Block& block) {
  auto pay = month.ledger.to_people_by_organisation(own.gig_pay, block);
  auto pay_tax = month.ledger.from_people(world.taxes.wage_tax, block, world.organisations.state());
  for (std::size_t i = block.first; i < block.last; ++i) {
    const double hours = static_cast<double>(world.time_use.gig_hours[i]) * static_cast<double>(world.population.skill[i]);
    sim::Money earned;
    const auto work_at = [&](std::size_t k, double part) {
      const sim::Money there = sim::Money::floor(own.gig_rate[k] * part * hours);
      pay.post(i, world.organisations.platform(k), there);
      earned += there;
    };
    if (!world.adoption.several(i)) work_at(static_cast<std::size_t>(world.adoption.home[i]), 1.0);
    else
      for (std::size_t k = 0; k < own.roaming.size(); ++k) work_at(k, own.roaming[k]);
    pay_tax.post(i, sim::Money::near(world.taxes.wage_rate * earned.eur()));
  }
}

void sell_advertising(Capture& own, const World& world, const sim::Month& month) {
  std::vector<double> users(own.revenue.size());
  for (std::size_t k = 0; k < users.size(); ++k) users[k] = world.adoption.user_share(k) * world.platform_cooperatives.advertising_taken(world, k);
  sim::Money bought;
  const double share = own.share_advertised(world, world.hosting.open_stock) * own.advertising_taken(world);
  for (std::size_t j = 0; j < world.organisations.n_producers; ++j) {
    const sim::Money wish = sim::Money::of(share * world.goods_market.revenue[j].eur());
    own.advertising[j] = std::min(wish, month.ledger.deposit(j));
    if (own.advertising[j] == sim::Money{}) continue;
    month.ledger.pay(own.advertising_purchases, j, own.advertising[j]);
    bought += own.advertising[j];
  }
  own.advertising_sales.fill(0.0);
  if (bought == sim::Money{}) return;
  const std::vector<sim::Money> parts = sim::divide(bought, users);
  for (std::size_t k = 0; k < parts.size(); ++k) {
    month.ledger.receive(own.advertising_purchases, world.organisations.platform(k), parts[k]);
    own.advertising_sales[k] = parts[k].eur();
  }
}

void divide_platform_profit(Capture& own, const World& world, const sim::Month& month) {
  const std::size_t state = world.organisations.state();
  own.taxed_profit = 0.0;
  for (std::size_t k = 0; k < own.revenue.size(); ++k) {
    const std::size_t j = world.organisations.platform(k);
    if (!world.organisations.trades(j)) continue;
    const double received = own.received(world, k);
    const double pay = sim::Money::counts(world.labour_market.bill[j]).eur();
    const sim::Money levy = std::min(sim::Money::of(world.taxes.platform_levy_rate * received), month.ledger.deposit(j));
    month.ledger.transfer(own.platform_levy, j, state, levy);
    own.revenue[k] += 0.15 * (received - own.revenue[k]);
    own.profit[k] = received - pay - levy.eur() - world.credit.interest_paid[j];
    own.taxed_profit += pay_profit_tax(world.earnings, world, month, j, own.profit[k]);
    if (world.platform_cooperatives.owned(world, k) || world.entry.is_rising(world, k, month.number)) continue;
    month.ledger.pay(world.ownership.dividends, j, sim::Money::of(own.parameters.payout * own.free_deposits(world, k)));
  }
}

void observe(const Capture& own, const World& world, sim::Observer& show) {
  double revenue = 0.0, profit = 0.0;
  for (std::size_t k = 0; k < own.revenue.size(); ++k) {
    revenue += own.received(world, k);
    profit += own.profit[k];
  }
  show.series({.name = "platform_revenue_share", .unit = "1", .long_name = "Platforms' revenue / GDP",
               .formula = "(commission + advertising + data + hosting) / GDP"}, revenue / world.gdp());
  show.series({.name = "platform_profit_share", .unit = "1", .long_name = "Platforms' profit before tax / GDP"}, profit / world.gdp());
  double hours = 0.0, bound = 0.0, bound_pay = 0.0, squares = 0.0;
  for (std::size_t k = 0; k < own.revenue.size(); ++k) {
    hours += own.worked[k];
    bound += world.adoption.offered[k];
    bound_pay += world.adoption.offered[k] * own.gig_rate[k];
  }
  const double mean = own.gig_pay_total / std::max(hours, 1e-9);
  for (std::size_t k = 0; k < own.revenue.size(); ++k) squares += own.worked[k] * (own.gig_rate[k] - mean) * (own.gig_rate[k] - mean);
  show.series({.name = "gig_pay_to_wage", .unit = "1", .long_name = "Pay of an effective gig hour / wage index"}, mean / world.labour_market.wage);
  show.series({.name = "gig_pay_dispersion", .unit = "1", .long_name = "Dispersion of the pay of a gig hour across platforms",
               .formula = "standard deviation by hours worked / mean"}, mean > 0.0 ? std::sqrt(squares / hours) / mean : 0.0);
  show.series({.name = "gig_pay_of_several", .unit = "1",
               .long_name = "Pay of a gig hour of who uses several platforms / of who uses one; 1 where there are none"},
              own.pay_anywhere > 0.0 && bound_pay > 0.0 ? own.pay_anywhere * bound / bound_pay : 1.0);
  show.series({.name = "gig_pay_share", .unit = "1", .long_name = "Pay of gig workers / GDP"}, own.gig_pay_total / world.gdp());
}

}  // namespace models
