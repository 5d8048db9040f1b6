#include "models/producers/demography.h"

#include <algorithm>
#include <string>

#include "models/purposes.h"
#include "models/sectors.h"
#include "models/world.h"

namespace models {
namespace {

bool is_insolvent(const Demography& own, const World& world, const sim::Month& month, std::size_t j) {
  return month.ledger.loan(j).eur() > own.parameters.insolvent_loan * std::max(working_cost(world, j), 1.0);
}

bool closes(const Demography& own, const World& world, const sim::Month& month, std::size_t j) {
  const Demography::Parameters& p = own.parameters;
  const Organisations& roster = world.organisations;
  const bool is_young = month.number - roster.born[j] < p.young;
  const double hazard = p.exit_hazard + (is_young ? p.exit_hazard_young : 0.0);
  const bool by_chance = month.draws.uniform(purpose::exit, month.number, static_cast<std::uint64_t>(roster.id[j])) < hazard;
  const bool deserted = world.goods_market.market_share[j] < p.smallest_share * world.goods_market.mean_share(world.class_of_producer(j));
  return by_chance || deserted || is_insolvent(own, world, month, j);
}

void wind_up(const Demography& own, const World& world, const sim::Month& month, std::size_t j) {
  sim::Ledger& ledger = month.ledger;
  ledger.repay(j, std::min(ledger.loan(j), ledger.deposit(j)));
  ledger.write_off(world.credit.write_offs, j);
  const sim::Money rest = ledger.deposit(j);
  if (!world.organisations.is_cooperative(j)) {
    ledger.pay(world.ownership.liquidation, j, rest);
    return;
  }
  const std::size_t phyles = world.organisations.n_phyles;
  const std::size_t heir = phyles > 0 ? world.organisations.phyle(j % phyles) : world.organisations.foundation();
  ledger.transfer(own.reserves_left, j, heir, rest);
}

}  // namespace

void Demography::Parameters::declare(sim::ParameterVisitor& parameter) {
  parameter(density, {.name = "density", .initial = 500.0, .unit = "1", .range = {1, 5000},
                      .doc = "Producers per 10,000 people", .source = "S35", .at_setup = true});
  parameter(cooperative_share, {.name = "cooperative_share", .initial = 0.06, .unit = "1", .range = sim::share,
                                .doc = "Share of cooperatives among opening producers and entrants",
                                .source = "prototype"});
  parameter(exit_hazard, {.name = "exit_hazard", .initial = 0.0060, .unit = "1/month", .range = sim::share,
                          .doc = "Chance that a producer closes for no reason of the model", .source = "S34"});
  parameter(exit_hazard_young, {.name = "exit_hazard_young", .initial = 0.0066, .unit = "1/month", .range = sim::share,
                                .doc = "Further chance while it is young", .source = "S34"});
  parameter(young, {.name = "young", .initial = 48.0, .unit = "month", .range = {0, 600},
                    .doc = "Age up to which a producer is young", .source = "S34"});
  parameter(insolvent_loan, {.name = "insolvent_loan", .initial = 4.0, .unit = "month", .range = {0.1, 120},
                             .doc = "A producer whose loan exceeds so many months of wages and energy closes",
                             .source = "prototype"});
  parameter(smallest_share, {.name = "smallest_share", .initial = 0.08, .unit = "1", .range = sim::share,
                             .doc = "A producer below this part of the mean market share of its class closes", .source = "prototype"});
  parameter(entry_hazard, {.name = "entry_hazard", .initial = 0.33, .unit = "1/month", .range = sim::share,
                           .doc = "Chance that an empty slot is filled", .source = "assumption:entry"});
  parameter(entrant_productivity, {.name = "entrant_productivity", .initial = 0.97, .unit = "1", .range = {0.01, 10},
                                   .doc = "Median productivity of entrants, in shares of the mean",
                                   .source = "prototype"});
  parameter(opening_capital, {.name = "opening_capital", .initial = 0.5, .unit = "month", .range = {0, 24},
                              .doc = "Months of wages that founders pay in", .source = "prototype"});
}

void Demography::declare(sim::ColumnVisitor& column) {
  column(entrant_productivity, {.name = "entrant_productivity", .per = "producer", .unit = "item/hour",
                                .doc = "productivity that the founders brought"});
  column(entrant_quality, {.name = "entrant_quality", .per = "producer", .unit = "1", .doc = "quality they brought"});
  column(exits, {.name = "exits", .per = "", .unit = "1", .doc = "producers closed this month"});
  column(entries, {.name = "entries", .per = "", .unit = "1", .doc = "producers founded this month"});
}

void Demography::declare(sim::FlowVisitor& flow) {
  flow(reserves_left, {.name = "reserves_left", .from = sector::cooperatives, .to = sector::phyles | sector::foundations,
                       .mode = "commons", .doc = "indivisible reserves of closed cooperatives"});
  flow(seed_capital, {.name = "seed_capital", .from = sector::phyles, .to = sector::cooperatives, .mode = "commons",
                      .doc = "capital that phyles give to new cooperatives"});
}

void set_up(Demography& own, const World&, const sim::Month&) {
  own.entrant_productivity.fill(0.0);
  own.entrant_quality.fill(0.0);
}

void close_producers(Demography& own, const World& world, const sim::Month& month) {
  own.exits = 0;
  for (std::size_t j = 0; j < world.organisations.n_producers; ++j) {
    if (!world.organisations.trades(j) || !closes(own, world, month, j)) continue;
    if (is_insolvent(own, world, month, j))
      month.event("failure", (world.organisations.is_cooperative(j) ? "cooperative " : "firm ") + std::to_string(j) + " is insolvent");
    wind_up(own, world, month, j);
    own.deaths.push_back(j);
    ++own.exits;
  }
}

void found_producers(Demography& own, const World& world, const sim::Month& month) {
  const Demography::Parameters& p = own.parameters;
  double mean = 0.0, weight = 0.0;
  for (std::size_t j = 0; j < world.organisations.n_producers; ++j) {
    if (!world.organisations.trades(j)) continue;
    const double public_part = sim::exp(-world.creation_rights.withheld(j));
    mean += world.goods_market.market_share[j] * world.production.own_productivity[j] * public_part;
    weight += world.goods_market.market_share[j];
  }
  own.entries = 0;
  for (std::size_t j = 0; j < world.organisations.n_producers; ++j) {
    if (world.organisations.trades(j) || world.organisations.died[j] == month.number) continue;
    const auto id = static_cast<std::uint64_t>(Organisations::number(month.number, j));
    sim::Stream stream = month.draws.stream(purpose::entry, month.number, id);
    if (sim::uniform(stream) >= p.entry_hazard) continue;
    const double usual = weight > 0.0 ? mean / weight : world.production.parameters.opening_productivity;
    own.entrant_productivity[j] = usual * p.entrant_productivity *
                                  sim::lognormal(stream, 0.0, world.production.parameters.productivity_dispersion);
    own.entrant_quality[j] = sim::lognormal(stream, 0.0, world.firm_sizes.parameters.quality_dispersion);
    own.births.push_back(j);
    own.as_cooperative.push_back(sim::uniform(stream) < p.cooperative_share);
    ++own.entries;
  }
}

void pay_in_capital(Demography& own, const World& world, const sim::Month& month) {
  sim::Ledger& ledger = month.ledger;
  // Owners put up at most what they have just received, so that nobody must borrow to become an owner.
  const double dividends = ledger.awaiting_people(world.ownership.dividends).eur();
  sim::Money available = sim::Money::of(0.5 * (1.0 - world.taxes.parameters.dividend_rate) * dividends);
  for (std::size_t j = 0; j < world.organisations.n_producers; ++j) {
    if (!world.organisations.trades(j) || world.organisations.born[j] != month.number) continue;
    const double bill = world.labour_market.wage * world.production.labour_used[j];
    const sim::Money wanted = sim::Money::of(own.parameters.opening_capital * bill);
    if (!world.organisations.is_cooperative(j)) {
      const sim::Money paid = std::min(wanted, available);
      ledger.receive(world.ownership.new_capital, j, paid);
      available -= paid;
      continue;
    }
    sim::Money seed;
    if (world.organisations.n_phyles > 0) {
      const std::size_t phyle = world.organisations.phyle(j % world.organisations.n_phyles);
      seed = std::min(wanted, sim::Money::of(world.phyles.parameters.seed_share * ledger.deposit(phyle).eur()));
      ledger.transfer(own.seed_capital, phyle, j, seed);
    }
    ledger.lend(j, wanted - seed);
  }
}

void observe(const Demography& own, const World& world, sim::Observer& show) {
  std::int64_t trading = 0, cooperatives = 0;
  for (std::size_t j = 0; j < world.organisations.n_producers; ++j) {
    trading += world.organisations.trades(j);
    cooperatives += world.organisations.trades(j) && world.organisations.is_cooperative(j);
  }
  show.series({.name = "producers", .unit = "1", .long_name = "Producers that trade"}, static_cast<double>(trading));
  show.series({.name = "cooperatives", .unit = "1", .long_name = "Cooperatives among them"}, static_cast<double>(cooperatives));
  show.series({.name = "exit_rate", .unit = "1/year", .long_name = "Producers closed, at a yearly rate",
               .formula = "12 x closed in the month / slots"},
              12.0 * static_cast<double>(own.exits) / static_cast<double>(world.organisations.n_producers));
  show.series({.name = "entry_rate", .unit = "1/year", .long_name = "Producers founded, at a yearly rate"},
              12.0 * static_cast<double>(own.entries) / static_cast<double>(world.organisations.n_producers));
}

}  // namespace models
