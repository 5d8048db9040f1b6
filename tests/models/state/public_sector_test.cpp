#include "models/state/public_sector.h"

#include <cmath>

#include "tests/catch.h"
#include "tests/models/small_world.h"

using sim::Money;
using test::Settings;
using test::SmallWorld;

namespace {

// The budget after a month at this unemployment, the natural rate being 5 %.
models::PublicSector planned(const std::string& name, double value, double unemployment) {
  Settings settings{{"state.public_sector.jobs_share", 0.2},
                    {"state.public_sector.stabiliser", 0.01},
                    {"producers.labour_market.natural_unemployment", 0.05}};
  settings["state.public_sector." + name] = value;
  SmallWorld small(settings);
  auto& world = small.world();
  world.labour_market.unemployment = unemployment;
  world.production.mean_productivity = 24.0;
  world.production.price_level = 1.0;
  small.once(models::plan_budget, world.public_sector);
  return world.public_sector;
}

}  // namespace

TEST_CASE("public_sector: zero: no stabiliser, no scale, no interest") {
  CHECK(planned("stabiliser", 0.0, 0.5).jobs == 0.2);
  CHECK(planned("stabiliser", 0.0, 0.5).purchases_share == planned("stabiliser", 0.0, 0.01).purchases_share);
  CHECK(planned("purchases_scale", 0.0, 0.1).purchases_planned == 0.0);
  SmallWorld small({{"state.public_sector.debt_rate", 0.0}});
  const Money debt = small.ledger().public_debt();
  small.once(models::serve_debt, small.world().public_sector);
  CHECK(debt > Money{});
  CHECK(small.ledger().public_debt() == debt);
}

TEST_CASE("public_sector: by hand: a budget for three people") {
  // Unemployment 10 points above the natural 5 %: shares rise by .01 x .1. Private workers at the natural rate
  // 3 x .95 - 3 x .201 = 2.247, times 160 hours, 10 items, .5 EUR = 1,797.6 EUR, of which .301 are 541.0776.
  SmallWorld small({{"people.count", std::int64_t{3}},
                    {"state.public_sector.jobs_share", 0.2},
                    {"state.public_sector.stabiliser", 0.01},
                    {"state.public_sector.debt_rate", 0.03},
                    {"producers.labour_market.natural_unemployment", 0.05}});
  auto& world = small.world();
  world.public_sector.purchases_share = 0.3;
  world.labour_market.unemployment = 0.15;
  world.labour_market.hours_per_worker = 160.0;
  world.production.mean_productivity = 10.0;
  world.production.price_level = 0.5;
  small.once(models::plan_budget, world.public_sector);
  CHECK(world.public_sector.purchases_share == Approx(0.301));
  CHECK(world.public_sector.jobs == Approx(0.201));
  CHECK(world.public_sector.purchases_planned == Approx(541.0776));
  CHECK(models::staff_wanted(world.public_sector, world) == 1);
  // 120,000 EUR at 3 % a year cost 300 EUR a month.
  const std::size_t state = world.organisations.state();
  small.ledger().endow(state, Money::of(-120'000.0) - small.ledger().deposit(state));
  small.once(models::serve_debt, world.public_sector);
  CHECK(small.ledger().public_debt() == Money::of(120'300.0));
}

TEST_CASE("public_sector: conserves: interest goes to the bank, purchases to producers") {
  SmallWorld small({{"state.public_sector.debt_rate", 0.05}});
  const Money all = small.all_money(), debt = small.ledger().public_debt(), worth = small.ledger().bank_net_worth();
  small.once(models::serve_debt, small.world().public_sector);
  const Money interest = small.ledger().public_debt() - debt;
  CHECK(interest.eur() == Approx(debt.eur() * 0.05 / 12.0).margin(1e-4));
  CHECK(small.ledger().bank_net_worth() - worth == interest);
  CHECK(small.all_money() == all);
  small.ledger().close(0);
  SmallWorld living;
  for (int t = 0; t < 6; ++t) {
    living.live(1);
    const double wanted = living.world().goods_market.public_served * living.world().public_sector.purchases_planned;
    CHECK(living.flow("public_purchases") == Approx(wanted).margin(1e-4));
  }
}

TEST_CASE("public_sector: direction: it leans against unemployment, and debt costs") {
  CHECK(planned("stabiliser", 0.05, 0.1).jobs > planned("stabiliser", 0.01, 0.1).jobs);
  CHECK(planned("stabiliser", 0.05, 0.1).purchases_share > planned("stabiliser", 0.01, 0.1).purchases_share);
  CHECK(planned("stabiliser", 0.05, 0.01).jobs < planned("stabiliser", 0.01, 0.01).jobs);
  CHECK(planned("jobs_share", 0.3, 0.05).jobs > planned("jobs_share", 0.2, 0.05).jobs);
  CHECK(planned("purchases_scale", 1.5, 0.05).purchases_planned >
        planned("purchases_scale", 1.0, 0.05).purchases_planned);
  const auto debt = [](double rate) {
    SmallWorld small({{"state.public_sector.debt_rate", rate}});
    small.once(models::serve_debt, small.world().public_sector);
    return small.ledger().public_debt();
  };
  CHECK(debt(0.06) > debt(0.02));
}

TEST_CASE("public_sector: oracle: debt left alone grows by compound interest") {
  SmallWorld small({{"state.public_sector.debt_rate", 0.06}});
  const double start = small.ledger().public_debt().eur();
  for (int t = 0; t < 240; ++t) small.once(models::serve_debt, small.world().public_sector, t);
  CHECK(small.ledger().public_debt().eur() == Approx(start * std::pow(1.005, 240)).epsilon(1e-8));
}

TEST_CASE("public_sector: oracle: the opening purchases are made in the first month already") {
  // Demand meets supply at the opening: the first month buys what was solved for, up to what a month changes.
  SmallWorld small({{"people.count", std::int64_t{4'000}}});
  const double solved = small.world().opening.purchases;
  small.live(1);
  CHECK(solved > 0.0);
  CHECK(small.world().public_sector.purchases_planned == Approx(solved).epsilon(0.1));
}
