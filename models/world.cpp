#include "models/world.h"

#include <cmath>

#include "models/commons/prehistory.h"
#include "models/schedule.h"
#include "sim/core/run.h"

namespace models {
namespace {

std::size_t scaled(double per_10000, std::int64_t people) {
  return static_cast<std::size_t>(std::max(std::round(per_10000 * static_cast<double>(people) / 1e4), per_10000 > 0.0 ? 1.0 : 0.0));
}

}  // namespace

std::span<const sim::Process<World>> World::schedule() { return month_schedule; }

void World::prepare(unsigned workers_used) {
  workers = workers_used;
  const std::int64_t people = population.parameters.count;
  n_districts = std::max<std::size_t>(scaled(population.parameters.district_density, people), 1);
  n_classes = static_cast<std::size_t>(goods_market.parameters.classes);
  organisations.n_producers = scaled(demography.parameters.density, people);
  organisations.n_platforms = static_cast<std::size_t>(adoption.parameters.count + entry.parameters.places);
  organisations.n_phyles = scaled(phyles.parameters.density, people);
  n_circles = scaled(local_exchange.parameters.density, people);
  if (organisations.n_phyles > Phyles::most)
    throw sim::ScenarioError("cooperation.phyles.density: " + std::to_string(organisations.n_phyles) + " phyles at this number of people, of " +
                             std::to_string(Phyles::most) + " at most");
  slots_.resize(organisations.n_producers);
  for (std::size_t j = 0; j < slots_.size(); ++j)
    slots_[j] = {static_cast<std::uint32_t>(j % n_districts), static_cast<std::uint32_t>(j / n_districts % n_classes)};
}

std::size_t World::size(std::string_view dimension) const {
  const auto people = static_cast<std::size_t>(population.parameters.count);
  if (dimension == "person") return people;
  if (dimension == "link") return people * Influence::acquaintances;
  if (dimension == "organisation") return organisations.count();
  if (dimension == "district") return n_districts;
  if (dimension == "class") return n_classes;
  if (dimension == "class_by_district") return n_classes * n_districts;
  if (dimension == "producer") return organisations.n_producers;
  if (dimension == "platform_state") return organisations.n_platforms * Foresight::states;
  if (dimension == "platform_union") return organisations.n_platforms * Unions::n_kinds;
  if (dimension == "platform") return organisations.n_platforms;
  if (dimension == "exchanger") return n_circles > 0 ? people : 0;
  if (dimension == "cooperator") return cooperatives.parameters.membership == Cooperatives::Membership::admitted ? people : 0;
  if (dimension == "circle") return n_circles;
  if (dimension == "circle_offer") return n_circles * LocalExchange::n_offers;
  if (dimension == "circle_book") return n_circles * LocalExchange::n_books;
  if (dimension == "phyle_wish") return organisations.n_phyles * Phyles::n_wishes;
  if (dimension == "follower") return organisations.n_phyles > 0 ? people : 0;
  if (dimension == "matched") return MatchedMembers::n_cells;
  if (dimension == "phyle") return organisations.n_phyles;
  if (dimension == "project") return std::max<std::size_t>(scaled(projects.parameters.density, population.parameters.count), 1);
  if (dimension == "bin") return Histogram::n_bins;
  if (dimension == "use_by_decile") return Measures::n_uses * 10;
  if (dimension == "") return 1;
  if (dimension == "three") return 3;
  if (dimension == "given_by_domain") return Projects::n_domains * 2;
  if (dimension == "trial") return BasicIncome::n_followed;
  if (dimension == "vote") return 2 * Government::n_parties;
  if (dimension == "seen") return Projects::n_seen;
  if (dimension == "turn") return sim::Rising::most_turns;
  sim::ensure(dimension == "plan" || dimension == "force" || dimension == "given" || dimension == "benefit" || dimension == "in_cooperatives", "unknown dimension");
  return 2;
}

void World::open_organisations(const sim::Month& month) {
  organisations.born.fill(-1);
  organisations.died.fill(-2);
  organisations.alive.fill(1);
  organisations.worker_owned.fill(0);
  for (std::size_t j = 0; j < organisations.count(); ++j) organisations.id[j] = Organisations::number(-1, j);
  for (std::size_t j = 0; j < organisations.n_producers; ++j) {
    const auto id = static_cast<std::uint64_t>(organisations.id[j]);
    sim::Stream stream = month.draws.stream(purpose::opening_form, month.number, id);
    const bool cooperative = sim::uniform(stream) < demography.parameters.cooperative_share;
    organisations.worker_owned[j] = cooperative;
    // As old as the hazard of old age leaves them.
    organisations.born[j] = -1 - static_cast<std::int32_t>(std::min(sim::exponential(stream, 1.0 / std::max(demography.parameters.exit_hazard, 1e-4)), 1e6));
    ledger.assign(j, cooperative ? sector::cooperatives : sector::firms);
  }
  for (std::size_t k = 0; k < organisations.n_platforms; ++k) {
    organisations.alive[organisations.platform(k)] = k < static_cast<std::size_t>(adoption.parameters.count);
    ledger.assign(organisations.platform(k), sector::platforms);
  }
  for (std::size_t y = 0; y < organisations.n_phyles; ++y) ledger.assign(organisations.phyle(y), sector::phyles);
  ledger.assign(organisations.foundation(), sector::foundations);
  ledger.assign(organisations.energy(), sector::energy);
  ledger.assign(organisations.bank(), sector::bank);
  ledger.assign(organisations.state(), sector::state);
  ledger.appoint_bank(organisations.bank());
  ledger.appoint_sovereign(organisations.state());
}

// Levels that make the first month like the ones to come: demand meets supply, income meets spending.
void World::solve_opening() {
  const auto people = static_cast<double>(population.parameters.count);
  const double natural = labour_market.parameters.natural_unemployment;
  const double private_workers = people * (1.0 - natural - public_sector.parameters.jobs_share);
  const double wages_per_worker = labour_market.parameters.opening_wage * labour_market.hours_per_worker;
  const double wage_bill = private_workers * wages_per_worker;
  const double unit_cost = 1.0 / (1.0 - energy.parameters.cost_share);
  opening.private_output = wage_bill * unit_cost * (1.0 + production.parameters.markup);
  opening.output = private_workers * labour_market.hours_per_worker * production.parameters.opening_productivity *
                   knowledge.productivity_factor(0) *
                   (1.0 - innovation.parameters.research - innovation.parameters.corporate_support * innovation.parameters.giving);
  opening.wages = wage_bill + people * public_sector.parameters.jobs_share * wages_per_worker;
  opening.gdp = (opening.private_output + opening.wages - wage_bill) / (1.0 - 0.5 * livelihood.parameters.gig_share);
  const double profit = opening.private_output - wage_bill * unit_cost;
  opening.dividends = (profit * (1.0 - taxes.parameters.profit_rate) + wage_bill * (unit_cost - 1.0)) *
                      (1.0 - taxes.parameters.dividend_rate) * (1.0 - demography.parameters.cooperative_share);
  // Spending out of steady income: pay, benefits and dividends after tax, what advertising and gigs bring back to people,
  // interest on the debt that the opening deposits stand against; less what deposits must grow with prices.
  const double kept = 1.0 - taxes.parameters.wage_rate;
  const double benefits = people * natural * transfers.parameters.replacement * wages_per_worker * kept;
  const double advertising = capture.parameters.advertising_share * opening.private_output;
  const double months_held = (1.0 - livelihood.parameters.from_income) / std::max(livelihood.parameters.from_deposits, 0.005);
  const double interest_part = months_held * public_sector.parameters.debt_rate / 12.0 * (1.0 - taxes.parameters.dividend_rate);
  const double saving_part = months_held * labour_market.parameters.anchored_inflation / 12.0;
  const double gig_part = livelihood.parameters.gig_share * (1.0 - strategy.parameters.opening_take_rate) * kept /
                          (1.0 + taxes.parameters.value_added_rate);
  const double spending = (opening.wages * kept + benefits + opening.dividends + advertising * kept) /
                          (1.0 - gig_part - interest_part + saving_part);
  const double on_goods = spending * (1.0 - livelihood.parameters.gig_share) / (1.0 + taxes.parameters.value_added_rate);
  opening.purchases = std::max(opening.private_output - on_goods, 0.0);
}

void World::set_up(const sim::Month& month) {
  open_organisations(month);
  models::set_up(population, *this, month);
  models::set_up(generations, *this, month);
  models::set_up(ownership, *this, month);
  models::set_up(motivation, *this, month);
  models::set_up(influence, *this, month);
  models::set_up(time_use, *this, month);
  models::set_up(projects, *this, month);
  models::set_up(knowledge, *this, month);
  models::set_up(hosting, *this, month);
  live_through_prehistory(projects, knowledge, *this, month);
  models::set_up(licences, *this, month);
  models::set_up(royalties, *this, month);
  models::set_up(sharing, *this, month);
  models::set_up(making, *this, month);
  solve_opening();
  models::set_up(firm_sizes, *this, month);
  models::set_up(diagonal, *this, month);
  open_market(goods_market, *this, month);
  models::set_up(labour_market, *this, month);
  models::set_up(energy, *this, month);
  phyles.stipend.fill({});
  models::set_up(basic_income, *this, month);
  taxes.lump_sum = taxes.parameters.lump_sum;
  solve_opening();
  start_with_dividends(ownership, opening.dividends);
  start_with_wanted_hours(time_use, *this);
  count_opening_labour(labour_market, *this);
  solve_opening();
  models::set_up(creation_rights, *this, month);
  models::set_up(innovation, *this, month);
  models::set_up(production, *this, month);
  models::set_up(goods_market, *this, month);
  models::set_up(earnings, *this, month);
  models::set_up(foundations, *this, month);
  models::set_up(demography, *this, month);
  models::set_up(adoption, *this, month);
  models::set_up(strategy, *this, month);
  models::set_up(capture, *this, month);
  models::set_up(marketplace, *this, month);
  models::set_up(platform_cooperatives, *this, month);
  models::set_up(cooperatives, *this, month);
  models::set_up(taxes, *this, month);
  models::set_up(public_sector, *this, month);
  models::set_up(livelihood, *this, month);
  models::set_up(phyles, *this, month);
  models::set_up(local_exchange, *this, month);
  models::set_up(creation_funding, *this, month);
  models::set_up(mobilisation, *this, month);
  models::set_up(unions, *this, month);
  models::set_up(created_captured, *this, month);
  models::set_up(matched_members, *this, month);
  models::set_up(measures, *this, month);
  models::set_up(credit, *this, month);
  take_for_usual(motivation, *this);
}

void World::apply_requests(const sim::Month& month) {
  const auto tell = [&](auto&& message) { sim::for_each_room(*this, message); };
  for (const std::size_t j : demography.deaths) {
    organisations.alive[j] = 0;
    organisations.died[j] = month.number;
    tell([&](auto& room) {
      if constexpr (requires { leave(room, *this, j); }) leave(room, *this, j);
    });
  }
  for (std::size_t k = 0; k < demography.births.size(); ++k) {
    const std::size_t j = demography.births[k];
    const bool cooperative = demography.as_cooperative[k];
    organisations.alive[j] = 1;
    organisations.worker_owned[j] = cooperative;
    organisations.born[j] = month.number;
    organisations.id[j] = Organisations::number(month.number, j);
    ledger.assign(j, cooperative ? sector::cooperatives : sector::firms);
    tell([&](auto& room) {
      if constexpr (requires { enter(room, *this, month, j); }) enter(room, *this, month, j);
      else if constexpr (requires { enter(room, *this, j); }) enter(room, *this, j);
    });
  }
  for (const std::size_t j : demography.conversions) {
    organisations.worker_owned[j] = !organisations.is_cooperative(j);
    ledger.assign(j, organisations.is_cooperative(j) ? sector::cooperatives : sector::firms);
  }
  for (const std::size_t k : entry.deaths) {
    const std::size_t j = organisations.platform(k);
    organisations.alive[j] = 0;
    organisations.died[j] = month.number;
    tell([&](auto& room) {
      if constexpr (requires { leave_platform(room, *this, month, k); }) leave_platform(room, *this, month, k);
    });
  }
  for (const std::size_t k : entry.births) {
    const std::size_t j = organisations.platform(k);
    organisations.alive[j] = 1;
    organisations.born[j] = month.number;
    organisations.id[j] = Organisations::number(month.number, j);
    tell([&](auto& room) {
      if constexpr (requires { enter_platform(room, *this, month, k); }) enter_platform(room, *this, month, k);
    });
  }
  entry.deaths.clear();
  entry.buyers.clear();
  entry.births.clear();
  for (const std::uint32_t i : generations.heirs)
    tell([&](auto& room) {
      if constexpr (requires { succeed(room, *this, month, std::size_t{i}); }) succeed(room, *this, month, std::size_t{i});
    });
  generations.heirs.clear();
  demography.deaths.clear();
  demography.births.clear();
  demography.as_cooperative.clear();
  demography.teams.clear();
}

double World::price_index() const {
  return production.opening_price_level > 0.0 ? production.price_level / production.opening_price_level : 1.0;
}

double World::wage_index() const {
  return labour_market.wage > 0.0 ? labour_market.wage / labour_market.parameters.opening_wage : 1.0;
}

std::int32_t World::staff_wanted(std::size_t j) const {
  if (!organisations.trades(j)) return 0;
  if (j < organisations.n_producers)
    return std::max(static_cast<std::int32_t>(cooperatives.restraint[j] * models::staff_wanted(production, *this, j) + 0.5), 1);
  if (j < organisations.n_borrowers()) return models::staff_wanted(capture, *this, j - organisations.n_producers);
  return j == organisations.state() ? models::staff_wanted(public_sector, *this) : 0;
}

}  // namespace models
