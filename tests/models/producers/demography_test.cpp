#include "models/producers/demography.h"

#include <cmath>

#include "tests/catch.h"
#include "tests/models/small_world.h"

using sim::Money;
using test::Settings;
using test::SmallWorld;

namespace {

// A demography where nothing happens but what a test asks for.
Settings calm(Settings changes = {}) {
  for (const char* name : {"exit_hazard", "exit_hazard_young", "smallest_share", "entry_hazard", "conversion"})
    changes.emplace(std::string("producers.demography.") + name, 0.0);
  changes.emplace("producers.demography.insolvent_loan", 1e9);
  return changes;
}

std::int64_t trading(const models::World& world) {
  std::int64_t sum = 0;
  for (std::size_t j = 0; j < world.organisations.n_producers; ++j) sum += world.organisations.trades(j);
  return sum;
}

// Closes producers for `months`; founds new ones too where asked. Returns the number that then trade.
std::int64_t survive(SmallWorld& small, int months, bool found = false) {
  for (int t = 0; t < months; ++t) {
    small.once(models::close_producers, small.world().demography, t);
    small.world().apply_requests(small.month(t));
    if (!found) continue;
    small.once(models::found_producers, small.world().demography, t);
    small.world().apply_requests(small.month(t));
    small.once(models::pay_in_capital, small.world().demography, t);
  }
  return trading(small.world());
}

std::int64_t survivors(Settings settings) {
  settings.emplace("people.count", std::int64_t{4'000});
  SmallWorld small(calm(settings));
  return survive(small, 12);
}

// One producer with these accounts closes. Returns what owners or heirs are due (first) and the bank's loss (second).
std::pair<Money, Money> closed(double deposit, double loan, bool cooperative) {
  SmallWorld small(calm({{"people.count", std::int64_t{3}}, {"producers.demography.exit_hazard", 1.0}}));
  auto& world = small.world();
  auto& ledger = small.ledger();
  const std::size_t heir =
      world.organisations.n_phyles > 0 ? world.organisations.phyle(0) : world.organisations.foundation();
  ledger.endow(0, -ledger.deposit(0));
  ledger.endow_loan(0, -ledger.loan(0));
  if (cooperative) ledger.assign(0, models::sector::cooperatives);
  else ledger.assign(0, models::sector::firms);
  world.organisations.worker_owned[0] = cooperative;
  ledger.endow(0, Money::of(deposit));
  ledger.endow_loan(0, Money::of(loan));
  const Money worth = ledger.bank_net_worth(), inherited = ledger.deposit(heir);
  small.once(models::close_producers, world.demography);
  CHECK(ledger.deposit(0) == Money{});
  CHECK(ledger.loan(0) == Money{});
  const Money left =
      cooperative ? ledger.deposit(heir) - inherited : ledger.awaiting_people(world.ownership.liquidation);
  return {left, worth - ledger.bank_net_worth()};
}

// Half the producers close, then some open: the sum of `value` over those.
template <class Value>
double newcomers(const std::string& name, double number, Value&& value) {
  Settings settings{{"producers.demography.exit_hazard", 0.5},
                    {"producers.demography.entry_hazard", 0.5},
                    {"people.count", std::int64_t{4'000}}};
  settings["producers.demography." + name] = number;
  SmallWorld small(calm(settings));
  auto& world = small.world();
  small.once(models::close_producers, world.demography, 0);
  world.apply_requests(small.month(0));
  small.once(models::found_producers, world.demography, 1);
  world.apply_requests(small.month(1));
  small.once(models::pay_in_capital, world.demography, 1);
  double sum = 0.0;
  for (std::size_t j = 0; j < world.organisations.n_producers; ++j)
    if (world.organisations.born[j] == 1) sum += value(small, j);
  return sum;
}

}  // namespace

TEST_CASE("demography: zero: without hazards and limits nobody closes, without entry nobody opens") {
  SmallWorld small(calm());
  const std::int64_t start = trading(small.world());
  CHECK(survive(small, 24, true) == start);
  small.world().demography.deaths = {0, 1, 2};
  small.world().apply_requests(small.month(24));
  CHECK(survive(small, 24, true) == start - 3);
}

TEST_CASE("demography: by hand: winding up") {
  // 500 EUR repay a part of 800, the bank loses 300. 900 EUR repay 400, owners or the phyles inherit 500.
  for (const bool cooperative : {false, true}) {
    CHECK(closed(500.0, 800.0, cooperative) == std::pair(Money{}, Money::of(300.0)));
    CHECK(closed(900.0, 400.0, cooperative) == std::pair(Money::of(500.0), Money{}));
  }
}

TEST_CASE("demography: conserves: slots, loans and money through births and deaths") {
  SmallWorld small({{"people.count", std::int64_t{1'000}},
                    {"producers.demography.exit_hazard", 0.1},
                    {"producers.demography.entry_hazard", 0.5},
                    {"producers.demography.cooperative_share", 0.4}});
  auto& world = small.world();
  std::int64_t before = trading(world);
  for (int t = 0; t < 12; ++t) {  // closing the month proves the books
    small.live(1);
    CHECK(trading(world) == before - world.demography.closed() + world.demography.entries);
    const double cooperatives = small.series("cooperatives").back(), firms = small.series("producers").back() - cooperatives;
    const auto firm_exits = static_cast<double>(world.demography.exits[0]), cooperative_exits = static_cast<double>(world.demography.exits[1]);
    CHECK(small.series("firm_exit_rate").back() == Approx(12.0 * firm_exits / (firms + firm_exits)));
    CHECK(small.series("cooperative_exit_rate").back() == Approx(12.0 * cooperative_exits / (cooperatives + cooperative_exits)));
    before = trading(world);
    for (std::size_t j = 0; j < world.organisations.n_producers; ++j) {
      const bool member = small.ledger().sector(j) == models::sector::cooperatives;
      if (world.organisations.trades(j)) CHECK(member == world.organisations.is_cooperative(j));
      else CHECK((small.ledger().deposit(j) == Money{} && small.ledger().loan(j) == Money{}));
    }
  }
  CHECK(before > 0);
}

TEST_CASE("demography: direction: more exit, more entry, more capital") {
  const auto with = [](const std::string& name, double value) {
    return Settings{{"producers.demography." + name, value}};
  };
  CHECK(survivors(with("exit_hazard", 0.05)) < survivors(with("exit_hazard", 0.01)));
  Settings young = with("exit_hazard_young", 0.05), old = young;
  young["producers.demography.young"] = 600.0;
  old["producers.demography.young"] = 1.0;
  CHECK(survivors(young) < survivors(old));
  CHECK(survivors(young) < survivors(with("exit_hazard_young", 0.0)));
  CHECK(survivors(with("smallest_share", 0.9)) < survivors(with("smallest_share", 0.1)));
  CHECK(survivors(with("insolvent_loan", 0.1)) < survivors(with("insolvent_loan", 1e9)));
  CHECK(survivors(with("density", 1'000.0)) > survivors(with("density", 500.0)));
  CHECK(newcomers("entry_hazard", 0.9, [](auto&, std::size_t) { return 1.0; }) >
        newcomers("entry_hazard", 0.2, [](auto&, std::size_t) { return 1.0; }));
  const auto skill = [](SmallWorld& small, std::size_t j) { return small.world().production.own_productivity[j]; };
  CHECK(newcomers("entrant_productivity", 1.2, skill) > newcomers("entrant_productivity", 0.8, skill));
  const auto form = [](SmallWorld& small, std::size_t j) {
    return 1.0 * small.world().organisations.is_cooperative(j);
  };
  CHECK(newcomers("cooperative_share", 0.6, form) > newcomers("cooperative_share", 0.1, form));
  const auto capital = [](SmallWorld& small, std::size_t j) { return small.ledger().deposit(j).eur(); };
  CHECK(newcomers("opening_capital", 2.0, capital) > newcomers("opening_capital", 0.5, capital));
  CHECK(newcomers("opening_capital", 0.0, capital) == 0.0);
}

TEST_CASE("demography: oracle: V30, survival under a constant hazard") {
  // (1 - .017)^24 = 66.3 %, (1 - .017)^48 = 43.9 %; with 20,000 producers the standard error is .35 points.
  SmallWorld small(calm({{"people.count", std::int64_t{400}},
                         {"producers.demography.density", 500'000.0},
                         {"producers.demography.exit_hazard", 0.017}}));
  const auto start = static_cast<double>(trading(small.world()));
  REQUIRE(start == 20'000.0);
  CHECK(static_cast<double>(survive(small, 24)) / start == Approx(0.663).margin(0.01));
  std::int64_t left = trading(small.world());
  for (int t = 24; t < 48; ++t) {
    small.once(models::close_producers, small.world().demography, t);
    small.world().apply_requests(small.month(t));
    CHECK(trading(small.world()) + small.world().demography.closed() == left);
    left = trading(small.world());
  }
  CHECK(static_cast<double>(left) / start == Approx(0.439).margin(0.01));
}

namespace {

// Producers of a form after `months` of conversions alone.
std::int64_t cooperatives_after(SmallWorld& small, int months) {
  auto& world = small.world();
  for (int t = 0; t < months; ++t) {
    small.once(models::convert_producers, world.demography, t);
    world.apply_requests(small.month(t));
    small.once(models::pay_in_capital, world.demography, t);
  }
  std::int64_t sum = 0;
  for (std::size_t j = 0; j < world.organisations.n_producers; ++j)
    sum += world.organisations.trades(j) && world.organisations.is_cooperative(j);
  return sum;
}

// Gives cooperatives a profit over sales of `cooperative`, firms one of `firm`.
void set_returns(models::World& world, double cooperative, double firm) {
  for (std::size_t j = 0; j < world.organisations.n_producers; ++j)
    world.innovation.profitability[j] = world.organisations.is_cooperative(j) ? cooperative : firm;
}

}  // namespace

TEST_CASE("demography: by hand: a firm that converts keeps staff and customers, its owners get what it held") {
  SmallWorld small(calm({{"people.count", std::int64_t{1'000}},
                         {"producers.goods_market.classes", std::int64_t{1}},
                         {"producers.demography.cooperative_share", 0.5},
                         {"producers.demography.conversion", 1.0}}));
  auto& world = small.world();
  set_returns(world, 1.0, -1.0);  // cooperatives look far better
  std::vector<std::size_t> firms;
  for (std::size_t j = 0; j < world.organisations.n_producers; ++j)
    if (!world.organisations.is_cooperative(j)) firms.push_back(j);
  const auto share = world.goods_market.market_share;
  const auto headcount = world.labour_market.headcount.totals()[0];
  Money held;
  std::vector<Money> deposit;
  for (std::size_t j = 0; j < world.organisations.n_producers; ++j) deposit.push_back(small.ledger().deposit(j) - small.ledger().loan(j));
  small.once(models::convert_producers, world.demography, 3);
  REQUIRE(!world.demography.conversions.empty());
  for (const std::size_t j : world.demography.conversions) {
    CHECK(!world.organisations.is_cooperative(j));  // none goes the other way
    held += std::max(deposit[j], Money{});
  }
  CHECK(small.ledger().awaiting_people(world.ownership.liquidation) == held);
  const std::vector<std::size_t> converted = world.demography.conversions;
  world.apply_requests(small.month(3));
  small.once(models::pay_in_capital, world.demography, 3);
  for (const std::size_t j : converted) {
    CHECK(world.organisations.is_cooperative(j));
    CHECK(small.ledger().sector(j) == models::sector::cooperatives);
    CHECK(world.goods_market.market_share[j] == share[j]);
    CHECK(small.ledger().deposit(j).eur() == Approx(0.5 * models::working_cost(world, j)).margin(0.01));
  }
  CHECK(world.labour_market.headcount.totals()[0] == headcount);
}

TEST_CASE("demography: conserves: whole months with conversions and workers' foundings keep the books") {
  SmallWorld small({{"people.count", std::int64_t{2'000}},
                    {"producers.demography.conversion", 0.2},
                    {"producers.demography.exit_hazard", 0.03},
                    {"producers.demography.exit_from_below", 0.3},
                    {"producers.demography.cooperative_share", 0.3}});
  small.live(36);
  const auto sum = [&](const char* name) {
    double all = 0.0;
    for (const double value : small.series(name)) all += value;
    return all;
  };
  CHECK(sum("conversion_rate") > 0.0);
  CHECK(sum("founded_by_workers") > 0.0);
}

TEST_CASE("demography: direction: returns draw entrants, the better form grows, workers leave with their jobs") {
  const auto entrants = [](double return_here, double response) {
    SmallWorld small(calm({{"people.count", std::int64_t{8'000}},
                           {"producers.demography.entry_hazard", 0.3},
                           {"producers.demography.exit_hazard", 0.5},
                           {"producers.demography.entry_response", response}}));
    auto& world = small.world();
    small.once(models::close_producers, world.demography, 0);
    world.apply_requests(small.month(0));
    world.demography.usual_return = 0.1;
    world.innovation.profitability.fill(return_here);
    small.once(models::found_producers, world.demography, 1);
    return world.demography.entries;
  };
  CHECK(entrants(0.2, 8.0) > entrants(0.1, 8.0));
  CHECK(entrants(0.1, 8.0) > entrants(0.0, 8.0));
  CHECK(entrants(0.2, 0.0) == entrants(0.0, 0.0));
  CHECK(models::chance_of_cooperative(0.06, 5.0, 0.0) == Approx(0.06));
  CHECK(models::chance_of_cooperative(0.06, 5.0, 0.1) > 0.06);
  CHECK(models::chance_of_cooperative(0.06, 0.0, 0.1) == Approx(0.06));
  CHECK(models::chance_of_cooperative(0.0, 5.0, 1.0) == 0.0);
  CHECK(models::chance_of_cooperative(1.0, 5.0, -1.0) == 1.0);
  SmallWorld small(calm({{"people.count", std::int64_t{2'000}}, {"producers.demography.exit_hazard", 0.3}, {"producers.demography.exit_from_below", 1.0},
                         {"producers.demography.founding_team", std::int64_t{4}}}));
  auto& world = small.world();
  small.once(models::close_producers, world.demography, 0);
  world.apply_requests(small.month(0));
  small.each(models::part_from_employers, world.labour_market, 1);  // the staff of closed producers
  small.once(models::found_producers, world.demography, 1);
  REQUIRE(world.demography.founded_by_workers > 0);
  const auto births = world.demography.births;
  world.apply_requests(small.month(1));
  for (const std::size_t j : births) {
    CHECK(world.organisations.is_cooperative(j));
    std::int64_t staff = 0;
    for (std::size_t i = 0; i < world.size("person"); ++i) {
      if (world.labour_market.employer[i] != static_cast<std::int32_t>(j)) continue;
      ++staff;
      CHECK(world.district_of_person(i) == world.district_of_producer(j));
    }
    CHECK(staff == 4);
  }
}

TEST_CASE("demography: oracle: with equal returns conversion favours neither form") {
  // Each look meets the other form with the chance of the voter model and is copied half of the time, so that the expected
  // number of cooperatives stays. Over 40 worlds of 400 producers, 12 months at a chance of .1.
  double change = 0.0, squares = 0.0;
  constexpr int worlds = 40;
  for (std::uint32_t seed = 1; seed <= worlds; ++seed) {
    SmallWorld small(calm({{"people.count", std::int64_t{100}},
                           {"producers.demography.density", 40'000.0},
                           {"producers.demography.cooperative_share", 0.3},
                           {"producers.demography.conversion", 0.1}}), seed);
    auto& world = small.world();
    world.innovation.profitability.fill(0.1);
    const auto before = static_cast<double>(cooperatives_after(small, 0));
    const double moved = static_cast<double>(cooperatives_after(small, 12)) - before;
    change += moved / worlds;
    squares += moved * moved / worlds;
  }
  CHECK(squares > 10.0);  // there is movement
  CHECK(std::abs(change) < 4.0 * std::sqrt(squares / worlds));
}
