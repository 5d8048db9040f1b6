#include "models/producers/demography.h"

#include <algorithm>
#include <array>
#include <limits>
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

// What is left goes to owners, or to the commons and to members.
void wind_up(Demography& own, const World& world, const sim::Month& month, std::size_t j) {
  sim::Ledger& ledger = month.ledger;
  ledger.repay(j, std::min(ledger.loan(j), ledger.deposit(j)));
  ledger.write_off(world.credit.write_offs, j);
  const sim::Money rest = ledger.deposit(j);
  if (!world.organisations.is_cooperative(j)) {
    ledger.pay(world.ownership.liquidation, j, rest);
    return;
  }
  const std::int64_t members = world.cooperatives.members_of(world, j);
  const sim::Money divisible = std::max(rest - world.cooperatives.reserve[j], sim::Money{});
  if (members > 0)
    own.parting[j] = sim::Money::floor((1.0 - world.cooperatives.parameters.indivisible) * divisible.eur() / static_cast<double>(members));
  const sim::Money parted = members * own.parting[j];
  ledger.pay(own.parted, j, parted);
  const std::size_t heir = world.phyles.exists_near(world, j) ? world.phyles.near(world, j) : world.organisations.foundation();
  ledger.transfer(own.reserves_left, j, heir, rest - parted);
}

// Owners put up at most half of what they have just received, so that nobody must borrow to become an owner.
sim::Money means_of_owners(const World& world, const sim::Month& month) {
  const double dividends = month.ledger.awaiting_people(world.ownership.dividends).eur();
  return sim::Money::of(0.5 * (1.0 - world.taxes.parameters.dividend_rate) * dividends) - month.ledger.awaiting_people(world.ownership.cooperatives_bought);
}

// Members of cooperative j sell it, if they consider it, want to, and owners can pay.
bool sell_out(Demography& own, const World& world, const sim::Month& month, std::size_t j) {
  const auto id = static_cast<std::uint64_t>(world.organisations.id[j]);
  if (!world.organisations.is_cooperative(j) || month.draws.uniform(purpose::sale, month.number, id) >= world.cooperatives.parameters.sale) return false;
  const sim::Money price = sim::Money::floor(offer_of_investors(world.cooperatives, world, j));
  if (price == sim::Money{} || price > means_of_owners(world, month) || !would_sell(world.cooperatives, world, j, price.eur())) return false;
  month.ledger.receive(world.ownership.cooperatives_bought, j, price);
  month.event("sale", "members of cooperative " + std::to_string(j) + " sell it for " + std::to_string(static_cast<std::int64_t>(price.eur())) + " EUR");
  ++own.sold;
  return true;
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
  parameter(entry_response, {.name = "entry_response", .initial = 5.0, .unit = "1", .range = {0, 50},
                             .doc = "Response of the logarithm of entry to profit over sales in the class, less the usual",
                             .source = "assumption:entry-response"});
  parameter(form_response, {.name = "form_response", .initial = 5.0, .unit = "1", .range = {0, 50},
                            .doc = "theta: response of the chosen form to differences of profit over sales",
                            .source = "assumption:form-response"});
  parameter(conversion, {.name = "conversion", .initial = 0.001, .unit = "1/month", .range = sim::share,
                         .doc = "Chance that a producer compares its legal form with another's", .source = "assumption:conversion"});
  parameter(exit_from_below, {.name = "exit_from_below", .initial = 0.0, .unit = "1/month", .range = sim::share,
                              .doc = "Chance that workers of the district's firms fill an empty slot with a cooperative",
                              .source = "assumption:exit-from-below"});
  parameter(founding_team, {.name = "founding_team", .initial = 5, .unit = "person", .range = {1, 1000},
                            .doc = "Workers who leave together", .source = "assumption:exit-from-below"});
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
  for (std::int64_t& closed : exits) column(closed, {.name = "exits", .per = "", .unit = "1", .doc = "closed this month: firms, cooperatives"});
  column(entries, {.name = "entries", .per = "", .unit = "1", .doc = "producers founded this month"});
  column(usual_return, {.name = "usual_return", .per = "", .unit = "1", .doc = "profit over sales, mean of a decade"});
  column(converted, {.name = "converted", .per = "", .unit = "1", .doc = "producers that changed their form this month"});
  column(sold, {.name = "sold", .per = "", .unit = "1", .doc = "cooperatives whose members sold them this month"});
  column(parting, {.name = "parting", .per = "producer", .unit = "EUR", .doc = "what a member receives of a cooperative wound up this month"});
  column(founded_by_workers, {.name = "founded_by_workers", .per = "", .unit = "1", .doc = "cooperatives founded from below this month"});
}

void Demography::declare(sim::FlowVisitor& flow) {
  flow(reserves_left, {.name = "reserves_left", .from = sector::cooperatives, .to = sector::phyles | sector::foundations,
                       .mode = "commons", .doc = "indivisible reserves of closed cooperatives"});
  flow(parted, {.name = "parted", .from = sector::cooperatives, .to = sector::people, .mode = "market",
                .doc = "what members receive of cooperatives that close or are sold"});
  flow(seed_capital, {.name = "seed_capital", .from = sector::phyles, .to = sector::cooperatives, .mode = "commons",
                      .doc = "capital that phyles give to new cooperatives"});
}

double chance_of_cooperative(double share, double response, double difference) {
  const double weight = share * sim::exp(response * difference);
  return weight / std::max(weight + (1.0 - share), 1e-300);
}

std::span<const std::uint32_t> Demography::team_of(std::size_t j) const {
  for (std::size_t k = 0; k < births.size(); ++k)
    if (births[k] == j) return teams[k];
  return {};
}

void close_producers(Demography& own, const World& world, const sim::Month& month) {
  own.exits = {};
  own.parting.fill({});
  for (std::size_t j = 0; j < world.organisations.n_producers; ++j) {
    if (!world.organisations.trades(j) || !closes(own, world, month, j)) continue;
    if (is_insolvent(own, world, month, j))
      month.event("failure", (world.organisations.is_cooperative(j) ? "cooperative " : "firm ") + std::to_string(j) + " is insolvent");
    wind_up(own, world, month, j);
    own.deaths.push_back(j);
    ++own.exits[world.organisations.is_cooperative(j) ? 1 : 0];
  }
}

namespace {

// Profit over sales, weighted by market share, over the producers that `counts`; 0 without any.
template <class Counts>
double mean_return(const World& world, Counts&& counts) {
  double sum = 0.0, weight = 0.0;
  for (std::size_t j = 0; j < world.organisations.n_producers; ++j) {
    if (!world.organisations.trades(j) || !counts(j)) continue;
    sum += world.goods_market.market_share[j] * world.innovation.profitability[j];
    weight += world.goods_market.market_share[j];
  }
  return weight > 0.0 ? sum / weight : 0.0;
}

// How much more cooperatives return than firms; 0 while one form is missing.
double advantage_of_cooperatives(const World& world) {
  const Organisations& roster = world.organisations;
  std::array<bool, 2> exists{};
  for (std::size_t j = 0; j < roster.n_producers; ++j)
    if (roster.trades(j)) exists[roster.is_cooperative(j) ? 1 : 0] = true;
  if (!exists[0] || !exists[1]) return 0.0;
  return mean_return(world, [&](std::size_t j) { return roster.is_cooperative(j); }) -
         mean_return(world, [&](std::size_t j) { return !roster.is_cooperative(j); });
}

// Entry to each class relative to the usual.
std::vector<double> pull_of_returns(Demography& own, const World& world) {
  std::vector<double> pull(world.n_classes, 1.0);
  own.usual_return += (mean_return(world, [](std::size_t) { return true; }) - own.usual_return) / 120.0;
  if (own.parameters.entry_response == 0.0) return pull;
  for (std::size_t g = 0; g < pull.size(); ++g) {
    const double here = mean_return(world, [&](std::size_t j) { return world.class_of_producer(j) == g; });
    pull[g] = sim::exp(std::clamp(own.parameters.entry_response * (here - own.usual_return), -3.0, 3.0));
  }
  return pull;
}

// Workers of the firms of a district who leave together: the first few from a random place on.
std::vector<std::uint32_t> gather_team(const Demography& own, const World& world, std::size_t d, double place) {
  std::vector<std::uint32_t> team;
  const std::size_t first = world.first_person_of(d), n = world.first_person_of(d + 1) - first;
  const auto offset = static_cast<std::size_t>(place * static_cast<double>(n));
  for (std::size_t k = 0; k < n && team.size() < static_cast<std::size_t>(own.parameters.founding_team); ++k) {
    const std::size_t i = first + (offset + k) % n;
    const std::int32_t j = world.labour_market.employer[i];
    if (j < 0 || static_cast<std::size_t>(j) >= world.organisations.n_producers) continue;
    const auto worker = static_cast<std::uint32_t>(i);
    const auto has_worker = [&](const std::vector<std::uint32_t>& other) { return std::find(other.begin(), other.end(), worker) != other.end(); };
    const bool is_free = !world.organisations.is_cooperative(static_cast<std::size_t>(j)) && std::none_of(own.teams.begin(), own.teams.end(), has_worker);
    if (is_free) team.push_back(worker);
  }
  return team;
}

// The mean productivity of producers without what protection withholds from entrants.
double public_productivity(const World& world) {
  double mean = 0.0, weight = 0.0;
  for (std::size_t j = 0; j < world.organisations.n_producers; ++j) {
    if (!world.organisations.trades(j)) continue;
    const double public_part = sim::exp(-world.creation_rights.withheld(j));
    mean += world.goods_market.market_share[j] * world.production.own_productivity[j] * public_part;
    weight += world.goods_market.market_share[j];
  }
  return weight > 0.0 ? mean / weight : world.production.parameters.opening_productivity;
}

}  // namespace

void set_up(Demography& own, const World& world, const sim::Month&) {
  own.entrant_productivity.fill(0.0);
  own.entrant_quality.fill(0.0);
  own.parting.fill({});
  own.usual_return = mean_return(world, [](std::size_t) { return true; });
}

void found_producers(Demography& own, const World& world, const sim::Month& month) {
  const Demography::Parameters& p = own.parameters;
  const double usual = public_productivity(world);
  const double share = chance_of_cooperative(p.cooperative_share, p.form_response, advantage_of_cooperatives(world));
  const std::vector<double> pull = pull_of_returns(own, world);
  own.entries = own.founded_by_workers = 0;
  for (std::size_t j = 0; j < world.organisations.n_producers; ++j) {
    if (world.organisations.trades(j) || world.organisations.died[j] == month.number) continue;
    const auto id = static_cast<std::uint64_t>(Organisations::number(month.number, j));
    sim::Stream stream = month.draws.stream(purpose::entry, month.number, id);
    const bool entrepreneurs = sim::uniform(stream) < p.entry_hazard * pull[world.class_of_producer(j)];
    const double productivity = sim::lognormal(stream, 0.0, world.production.parameters.productivity_dispersion);
    const double quality = sim::lognormal(stream, 0.0, world.firm_sizes.parameters.quality_dispersion);
    const bool cooperative = sim::uniform(stream) < share;
    const bool workers = !entrepreneurs && sim::uniform(stream) < p.exit_from_below;
    if (!entrepreneurs && !workers) continue;
    own.entrant_productivity[j] = usual * p.entrant_productivity * productivity;
    own.entrant_quality[j] = quality;
    own.births.push_back(j);
    own.as_cooperative.push_back(workers || cooperative);
    own.teams.push_back(workers ? gather_team(own, world, world.district_of_producer(j), sim::uniform(stream)) : std::vector<std::uint32_t>{});
    own.founded_by_workers += workers;
    ++own.entries;
  }
}

void convert_producers(Demography& own, const World& world, const sim::Month& month) {
  own.converted = own.sold = 0;
  const Peers peers(world);
  for (std::size_t j = 0; j < world.organisations.n_producers; ++j) {
    const Organisations& roster = world.organisations;
    if (!roster.trades(j) || roster.born[j] == month.number) continue;
    if (sell_out(own, world, month, j)) {
      wind_up(own, world, month, j);
      own.conversions.push_back(j);
      continue;
    }
    sim::Stream stream = month.draws.stream(purpose::conversion, month.number, static_cast<std::uint64_t>(roster.id[j]));
    if (sim::uniform(stream) >= own.parameters.conversion) continue;
    const std::size_t other = peers.another(world, j, sim::uniform(stream));
    const double better = world.innovation.profitability[other] - world.innovation.profitability[j];
    const bool takes_form = sim::uniform(stream) * (1.0 + sim::exp(-own.parameters.form_response * better)) < 1.0;
    if (roster.is_cooperative(other) == roster.is_cooperative(j) || !takes_form) continue;
    month.event("conversion", (roster.is_cooperative(j) ? "cooperative " : "firm ") + std::to_string(j) +
                                  (roster.is_cooperative(j) ? " becomes a firm" : " becomes a cooperative"));
    wind_up(own, world, month, j);
    own.conversions.push_back(j);
    ++own.converted;
  }
}

void pay_in_capital(Demography& own, const World& world, const sim::Month& month) {
  sim::Ledger& ledger = month.ledger;
  sim::Money available = means_of_owners(world, month);
  for (std::size_t j = 0; j < world.organisations.n_producers; ++j) {
    const bool converted = std::binary_search(own.conversions.begin(), own.conversions.end(), j);
    if (!world.organisations.trades(j) || (world.organisations.born[j] != month.number && !converted)) continue;
    const double bill = converted ? working_cost(world, j) : world.labour_market.wage * world.production.labour_used[j];
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
  own.conversions.clear();
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
              12.0 * static_cast<double>(own.closed()) / static_cast<double>(world.organisations.n_producers));
  const auto yearly = [](std::int64_t closed, std::int64_t left) {
    return closed + left > 0 ? 12.0 * static_cast<double>(closed) / static_cast<double>(closed + left) : std::numeric_limits<double>::quiet_NaN();
  };
  show.series({.name = "firm_exit_rate", .unit = "1/year", .long_name = "Firms closed, at a yearly rate", .formula = "12 x closed in the month / (closed + trading at its end)"},
              yearly(own.exits[0], trading - cooperatives));
  show.series({.name = "cooperative_exit_rate", .unit = "1/year", .long_name = "Cooperatives closed, at a yearly rate",
               .formula = "12 x closed in the month / (closed + trading at its end)"},
              yearly(own.exits[1], cooperatives));
  show.series({.name = "entry_rate", .unit = "1/year", .long_name = "Producers founded, at a yearly rate"},
              12.0 * static_cast<double>(own.entries) / static_cast<double>(world.organisations.n_producers));
  show.series({.name = "conversion_rate", .unit = "1/year", .long_name = "Producers that changed their legal form, at a yearly rate"},
              12.0 * static_cast<double>(own.converted) / static_cast<double>(world.organisations.n_producers));
  show.series({.name = "cooperatives_sold", .unit = "1/year", .long_name = "Cooperatives whose members sold them, at a yearly rate of cooperatives"},
              cooperatives > 0 ? 12.0 * static_cast<double>(own.sold) / static_cast<double>(cooperatives) : 0.0);
  show.series({.name = "founded_by_workers", .unit = "1/year", .long_name = "Cooperatives founded by workers who left firms, at a yearly rate"},
              12.0 * static_cast<double>(own.founded_by_workers) / static_cast<double>(world.organisations.n_producers));
}

}  // namespace models
