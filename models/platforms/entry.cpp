#include "models/platforms/entry.h"

#include <algorithm>
#include <string>

#include "models/purposes.h"
#include "models/sectors.h"
#include "models/world.h"

namespace models {

void Entry::Parameters::declare(sim::ParameterVisitor& parameter) {
  parameter(places, {.name = "places", .initial = 4, .unit = "1", .range = {0, Adoption::most / 2}, .doc = "Vacant places that rising platforms may take",
                     .source = "assumption:platform-entry", .at_setup = true});
  parameter(hazard, {.name = "hazard", .initial = 0.02, .unit = "1/month", .range = sim::share,
                     .doc = "Chance that a vacant place is filled where a platform is worth far more than the capital it takes",
                     .source = "assumption:platform-entry"});
  parameter(capital, {.name = "capital", .initial = 6.0, .unit = "month", .range = {0, 120},
                      .doc = "Months of the mean platform's revenue that founders pay in", .source = "assumption:platform-entry"});
  parameter(rising, {.name = "rising", .initial = 60.0, .unit = "month", .range = {0, 600},
                     .doc = "Age up to which a platform rises: it pays nothing out, may be bought, and is not closed for want of users",
                     .source = "assumption:platform-entry"});
  parameter(sellers_part, {.name = "sellers_part", .initial = 0.5, .unit = "1", .range = sim::share,
                           .doc = "Part of what a purchase gains that goes to the owners of the platform bought", .source = "nash"});
  parameter(insolvent_loan, {.name = "insolvent_loan", .initial = 4.0, .unit = "month", .range = {0.1, 120},
                             .doc = "A platform whose loan exceeds so many months of revenue closes", .source = "assumption:platform-exit"});
  parameter(smallest_share, {.name = "smallest_share", .initial = 0.08, .unit = "1", .range = sim::share,
                             .doc = "A platform below this part of the mean number of users closes once it no longer rises",
                             .source = "assumption:platform-exit"});
}

void Entry::declare(sim::ColumnVisitor& column) {
  column(entries, {.name = "entries", .per = "", .unit = "1", .doc = "platforms founded this month"});
  column(exits, {.name = "exits", .per = "", .unit = "1", .doc = "platforms closed this month"});
  column(acquisitions, {.name = "acquisitions", .per = "", .unit = "1", .doc = "platforms bought this month"});
  column(price_paid, {.name = "price_paid", .per = "", .unit = "EUR/month", .doc = "paid for platforms"});
}

void Entry::declare(sim::FlowVisitor& flow) {
  flow(takeovers, {.name = "takeovers", .from = sector::platforms, .to = sector::platforms, .mode = "market",
                   .doc = "platforms buy rising ones"});
  flow(reserves_left, {.name = "platform_reserves_left", .from = sector::platforms, .to = sector::foundations, .mode = "commons",
                       .doc = "what is left of closed platforms that belonged to their members"});
}

std::size_t Entry::buyer_of(std::size_t k) const {
  const auto at = std::find(deaths.begin(), deaths.end(), k);
  return at == deaths.end() ? nobody : buyers[static_cast<std::size_t>(at - deaths.begin())];
}

bool Entry::is_rising(const World& world, std::size_t k, int month) const {
  const std::int32_t born = world.organisations.born[world.organisations.platform(k)];
  return born >= 0 && month - born < parameters.rising;
}

double chance_of_entry(const Entry::Parameters& parameters, double worth, double capital) {
  return worth > capital ? parameters.hazard * (1.0 - capital / worth) : 0.0;
}

namespace {

bool trades(const World& world, std::size_t k) { return world.organisations.trades(world.organisations.platform(k)); }

double trading(const World& world) {
  double sum = 0.0;
  for (std::size_t k = 0; k < world.organisations.n_platforms; ++k) sum += trades(world, k);
  return sum;
}

// Loans are repaid or written off, owners receive the rest.
void wind_up(Entry& own, const World& world, const sim::Month& month, std::size_t k, std::size_t buyer) {
  const std::size_t j = world.organisations.platform(k);
  sim::Ledger& ledger = month.ledger;
  ledger.repay(j, std::min(ledger.loan(j), ledger.deposit(j)));
  ledger.write_off(world.credit.write_offs, j);
  const sim::Money rest = ledger.deposit(j);
  if (world.platform_cooperatives.owned(world, k)) ledger.transfer(own.reserves_left, j, world.organisations.foundation(), rest);
  else ledger.pay(world.ownership.liquidation, j, rest);
  own.deaths.push_back(k);
  own.buyers.push_back(buyer);
}

struct Offer {
  std::size_t buyer = nobody;
  double gain = 0.0;  // [EUR]
};

// The owner to whom platform k's users are worth most, and how much.
Offer best_offer(const World& world, std::size_t k) {
  Offer best;
  for (std::size_t other = 0; other < world.organisations.n_platforms; ++other) {
    if (other == k || !trades(world, other) || world.platform_cooperatives.owned(world, other)) continue;
    const double share = world.adoption.user_share(other), together = share + world.adoption.user_share(k);
    const double threshold = world.regulation.parameters.merger_threshold;
    if (threshold < 1.0 && together > threshold) continue;
    const double gain = worth_to_owner(world.strategy, world, other, together, joint_lock_in(world.adoption, k, other), k) -
                        worth_to_owner(world.strategy, world, other, share, world.adoption.lock_in[other]);
    if (gain > best.gain) best = {other, gain};
  }
  return best;
}

}  // namespace

void close_platforms(Entry& own, const World& world, const sim::Month& month) {
  own.exits = 0;
  const double fewest = own.parameters.smallest_share * static_cast<double>(world.adoption.home.size()) / std::max(trading(world), 1.0);
  for (std::size_t k = 0; k < world.organisations.n_platforms; ++k) {
    if (!trades(world, k) || trading(world) - static_cast<double>(own.exits) < 2.0) continue;
    const bool insolvent = month.ledger.loan(world.organisations.platform(k)).eur() > own.parameters.insolvent_loan * std::max(world.capture.revenue[k], 1.0);
    const bool deserted = static_cast<double>(world.adoption.users[k]) < fewest && !own.is_rising(world, k, month.number);
    if (!insolvent && !deserted) continue;
    month.event("exit", "platform " + std::to_string(k) + (insolvent ? " is insolvent" : " has lost its users"));
    wind_up(own, world, month, k, nobody);
    ++own.exits;
  }
}

void buy_rising_platforms(Entry& own, const World& world, const sim::Month& month) {
  own.acquisitions = 0;
  own.price_paid = 0.0;
  if (world.strategy.parameters.law != Strategy::Law::foresight) return;
  for (std::size_t k = 0; k < world.organisations.n_platforms; ++k) {
    const std::int64_t age = month.number - world.organisations.born[world.organisations.platform(k)];
    const bool asked = age > 0 && age % world.strategy.parameters.period == 0;
    if (!trades(world, k) || !own.is_rising(world, k, month.number) || !asked || own.acquisitions > 0) continue;
    const double worth = std::max(worth_to_owner(world.strategy, world, k, world.adoption.user_share(k), world.adoption.lock_in[k]), 0.0);
    const Offer offer = best_offer(world, k);
    if (offer.gain <= worth) continue;
    const sim::Money price = sim::Money::of(worth + own.parameters.sellers_part * (offer.gain - worth));
    const std::size_t j = world.organisations.platform(k), buyer = world.organisations.platform(offer.buyer);
    const sim::Money cash = std::min(price, sim::Money::floor(world.capture.free_deposits(world, offer.buyer)));
    month.ledger.receive(world.ownership.new_capital, buyer, price - cash);
    month.ledger.transfer(own.takeovers, buyer, j, price);
    month.event("acquisition", "platform " + std::to_string(offer.buyer) + " buys platform " + std::to_string(k));
    wind_up(own, world, month, k, offer.buyer);
    own.price_paid += price.eur();
    ++own.acquisitions;
  }
}

void found_platforms(Entry& own, const World& world, const sim::Month& month) {
  own.entries = 0;
  if (world.strategy.parameters.law != Strategy::Law::foresight) return;
  double revenue = 0.0;
  for (const double each : world.capture.revenue) revenue += each;
  const double capital = own.parameters.capital * revenue / std::max(trading(world), 1.0);
  const sim::Money dividends = month.ledger.awaiting_people(world.ownership.dividends);
  sim::Money available = sim::Money::of(0.5 * (1.0 - world.taxes.parameters.dividend_rate) * dividends.eur()) -
                         month.ledger.awaiting_people(world.ownership.new_capital) -
                         month.ledger.awaiting_people(world.ownership.cooperatives_bought);
  for (std::size_t k = 0; k < world.organisations.n_platforms; ++k) {
    const std::size_t j = world.organisations.platform(k);
    if (trades(world, k) || world.organisations.died[j] == month.number || available <= sim::Money{}) continue;
    const std::span<const double> future(&world.strategy.worth[k * Foresight::states], Foresight::states);
    const double worth = Foresight::worth_of(future, 0.0, 0.0) * world.labour_market.wage * static_cast<double>(world.adoption.home.size());
    const auto id = static_cast<std::uint64_t>(Organisations::number(month.number, j));
    if (month.draws.uniform(purpose::platform_entry, month.number, id) >= chance_of_entry(own.parameters, worth, capital)) continue;
    const sim::Money paid = std::min(sim::Money::of(capital), available);
    month.ledger.receive(world.ownership.new_capital, j, paid);
    available -= paid;
    month.event("entry", "platform " + std::to_string(k) + " is founded");
    own.births.push_back(k);
    ++own.entries;
  }
}

void observe(const Entry& own, const World& world, sim::Observer& show) {
  const double platforms = trading(world);
  double users = 0.0;
  for (std::size_t k = 0; k < world.organisations.n_platforms; ++k)
    if (own.is_rising(world, k, show.month)) users += world.adoption.user_share(k);
  show.series({.name = "platforms", .unit = "1", .long_name = "Platforms that trade"}, platforms);
  show.series({.name = "platform_entries", .unit = "1/month", .long_name = "Platforms founded"}, static_cast<double>(own.entries));
  show.series({.name = "platform_exits", .unit = "1/month", .long_name = "Platforms closed"}, static_cast<double>(own.exits));
  show.series({.name = "platform_acquisitions", .unit = "1/month", .long_name = "Rising platforms bought"}, static_cast<double>(own.acquisitions));
  show.series({.name = "platform_exit_rate", .unit = "1/year", .long_name = "Hazard of closing", .formula = "12 x closed in the month / platforms before"},
              12.0 * static_cast<double>(own.exits) / std::max(platforms - static_cast<double>(own.entries - own.exits - own.acquisitions), 1.0));
  show.series({.name = "rising_platform_users", .unit = "1", .long_name = "Share of people at home on rising platforms"}, users);
  show.series({.name = "acquisitions_to_gdp", .unit = "1", .long_name = "Paid for rising platforms / GDP"}, own.price_paid / world.gdp());
}

}  // namespace models
