#include "models/producers/energy.h"

#include <cmath>

#include "tests/catch.h"
#include "tests/models/small_world.h"

using test::Settings;
using test::SmallWorld;

namespace {

// Price of energy after `months`, a fifth of the reserves being gone.
double price(const std::string& name, double value, int months = 24) {
  Settings settings{{"producers.energy.price_growth", 0.02},
                    {"producers.energy.depletion_elasticity", 0.5},
                    {"producers.energy.shock", 0.0}};
  settings["producers.energy." + name] = value;
  SmallWorld small(settings);
  small.world().energy.extracted = 0.2;
  small.once(models::price_energy, small.world().energy, months);
  return small.world().energy.price;
}

// Standard deviation of the logarithm of the price over many months.
double spread(double shock) {
  SmallWorld small({{"producers.energy.shock", shock}, {"producers.energy.price_growth", 0.0}});
  double sum = 0.0, squares = 0.0;
  const int months = 50'000;
  for (int t = 0; t < months; ++t) {
    small.once(models::price_energy, small.world().energy, t);
    const double log_price = std::log(small.world().energy.price);
    sum += log_price;
    squares += log_price * log_price;
  }
  return std::sqrt(squares / months - std::pow(sum / months, 2));
}

}  // namespace

TEST_CASE("energy: zero: without a share in cost nobody pays, without trends the price is the price level") {
  SmallWorld small({{"producers.energy.cost_share", 0.0},
                    {"producers.energy.price_growth", 0.0},
                    {"producers.energy.depletion_elasticity", 0.0},
                    {"producers.energy.shock", 0.0}});
  auto& world = small.world();
  world.production.opening_price_level = 2.0;
  world.production.price_level = 3.0;
  world.energy.extracted = 0.5;
  small.once(models::price_energy, world.energy, 100);
  CHECK(world.energy.price == 1.5);
  small.once(models::sell_energy, world.energy);
  CHECK(small.ledger().deposit(world.organisations.energy()) == sim::Money{});
}

TEST_CASE("energy: by hand: price and cost of a month") {
  SmallWorld small({{"producers.innovation.research", 0.0},
                    {"producers.innovation.giving", 0.0},
                    {"people.count", std::int64_t{3}},
                    {"producers.labour_market.opening_wage", 12.0},
                    {"producers.production.opening_productivity", 24.0},
                    {"producers.energy.cost_share", 0.2},
                    {"producers.energy.price_growth", 0.1},
                    {"producers.energy.price_factor", 2.0},
                    {"producers.energy.depletion_elasticity", 0.5},
                    {"producers.energy.short_elasticity", 0.0},
                    {"producers.energy.long_elasticity", 0.0},
                    {"producers.energy.reserves", 10.0}});
  auto& world = small.world();
  CHECK(world.energy.opening_cost == Approx(0.125));  // a fifth of unit cost: .2 / .8 x 12 / 24
  world.energy.extracted = 0.36;
  small.once(models::price_energy, world.energy, 24);
  CHECK(world.energy.price == Approx(2.0 * 1.21 * 1.25));  // 1.1^2, .64^-.5
  // 1,000 items: 1,000 x .125 x 3.025 = 378.125 EUR; a month's opening use of 120 months' reserves.
  world.production.output.fill(1'000.0);
  world.opening.output = 1'000.0;
  small.ledger().lend(0, sim::Money::of(1'000.0));
  small.once(models::sell_energy, world.energy);
  CHECK(small.ledger().deposit(world.organisations.energy()) == sim::Money::of(378.125));
  CHECK(world.energy.extracted == Approx(0.36 + 1.0 / 120.0));
}

TEST_CASE("energy: conserves: what producers pay, owners receive") {
  SmallWorld small({{"producers.energy.cost_share", 0.1}});
  auto& world = small.world();
  small.once(models::finance_production, world.credit);
  const std::size_t owner = world.organisations.energy();
  const sim::Money all = small.all_money();
  sim::Money before, after;
  for (std::size_t j = 0; j < world.organisations.n_producers; ++j) before += small.ledger().deposit(j);
  small.once(models::sell_energy, world.energy);
  for (std::size_t j = 0; j < world.organisations.n_producers; ++j) after += small.ledger().deposit(j);
  const sim::Money rent = small.ledger().deposit(owner);
  CHECK(rent > sim::Money{});
  CHECK(before - after == rent);
  small.once(models::pay_out_rent, world.energy);
  CHECK(small.ledger().deposit(owner) == sim::Money{});
  CHECK(small.ledger().awaiting_people(world.ownership.dividends) == rent);
  small.each(models::settle_with_owners, world.ownership);
  CHECK(small.all_money() == all);
  small.ledger().close(0);
}

TEST_CASE("energy: direction: growth, factor, depletion and shocks raise the price or its swings") {
  CHECK(price("price_growth", 0.05) > price("price_growth", 0.0));
  CHECK(price("price_factor", 2.0) > price("price_factor", 1.0));
  CHECK(price("depletion_elasticity", 1.0) > price("depletion_elasticity", 0.5));
  const auto opening_cost = [](double share) {
    return SmallWorld({{"producers.energy.cost_share", share}}).world().energy.opening_cost;
  };
  CHECK(opening_cost(0.2) > opening_cost(0.1));
  const auto extracted = [](double reserves) {
    SmallWorld small({{"producers.energy.reserves", reserves}, {"producers.energy.cost_share", 0.0}});
    small.once(models::sell_energy, small.world().energy);
    return small.world().energy.extracted;
  };
  CHECK(extracted(100.0) < extracted(50.0));
  CHECK(price("shock", 0.1) != price("shock", 0.0));
}

TEST_CASE("energy: oracle: constant use gives (1 - t x)^-eps (1 + g)^(t/12), shocks an AR(1)") {
  SmallWorld small({{"producers.energy.price_growth", 0.03},
                    {"producers.energy.depletion_elasticity", 0.7},
                    {"producers.energy.cost_share", 0.0},
                    {"producers.energy.reserves", 10.0},
                    {"producers.energy.short_elasticity", 0.0},
                    {"producers.energy.long_elasticity", 0.0},
                    {"producers.energy.shock", 0.0}});
  auto& world = small.world();
  double output = 0.0;
  for (const double items : world.production.output) output += items;
  const double use = output / world.opening.output / 120.0;
  for (int t = 0; t < 60; ++t) {
    small.once(models::price_energy, world.energy, t);
    CHECK(world.energy.price == Approx(std::pow(1.0 - t * use, -0.7) * std::pow(1.03, t / 12.0)).epsilon(1e-10));
    small.once(models::sell_energy, world.energy, t);
  }
  // x' = .98 x + s n has the standard deviation s / sqrt(1 - .98^2); 50,000 months are worth about 500 draws.
  CHECK(spread(0.05) == Approx(0.05 / std::sqrt(1.0 - 0.98 * 0.98)).epsilon(0.12));
}

TEST_CASE("energy: zero: without elasticities producers use what they always used") {
  SmallWorld small({{"producers.energy.short_elasticity", 0.0}, {"producers.energy.long_elasticity", 0.0}, {"producers.energy.price_factor", 7.0}});
  for (int t = 0; t < 50; ++t) small.once(models::price_energy, small.world().energy, t);
  CHECK(small.world().energy.intensity == 1.0);
  CHECK(small.world().energy.labour_need == 1.0);
}

TEST_CASE("energy: oracle: S53, a dearer price saves .2 per log point at once and .6 in the end; the saving costs its area") {
  SmallWorld small({{"producers.energy.price_factor", 2.0}, {"producers.energy.cost_share", 0.2}, {"producers.energy.depletion_elasticity", 0.0}});
  auto& energy = small.world().energy;
  energy.usual_log = 0.0;
  small.once(models::price_energy, energy, 0);
  CHECK(std::log(energy.intensity) / std::log(2.0) == Approx(-0.2 - 0.4 * 0.015).epsilon(1e-10));
  for (int t = 1; t < 2'000; ++t) small.once(models::price_energy, energy, t);
  CHECK(std::log(energy.intensity) / std::log(2.0) == Approx(-0.6).epsilon(1e-6));
  // Work replaces energy where it costs less: the labour added is the area under the demand curve from e to 1.
  double area = 0.0;
  const int steps = 200'000;
  for (int k = 0; k < steps; ++k) {
    const double e = energy.intensity + (1.0 - energy.intensity) * (k + 0.5) / steps;
    area += std::pow(e, -1.0 / 0.6) * (1.0 - energy.intensity) / steps;
  }
  CHECK(energy.labour_need == Approx(1.0 + 0.25 * area).epsilon(1e-8));
  // A producer who minimises cost would choose just this intensity: its cost is lower than slightly to either side.
  const auto cost = [](double e) { return models::labour_for_intensity(e, 0.6, 0.25) + 0.25 * 2.0 * e; };
  CHECK(cost(energy.intensity) < cost(0.99 * energy.intensity));
  CHECK(cost(energy.intensity) < cost(1.01 * energy.intensity));
}

TEST_CASE("energy: direction: who can adapt uses less and makes goods cheaper after a shock") {
  const auto after = [](double elasticity, const char* series) {
    SmallWorld small({{"people.count", std::int64_t{1'000}}, {"producers.energy.price_factor", 4.0}, {"producers.energy.cost_share", 0.1},
                      {"producers.energy.short_elasticity", 0.0}, {"producers.energy.long_elasticity", elasticity}});
    small.live(48);
    return small.recent(series, 12);
  };
  CHECK(after(0.6, "energy_intensity") < after(0.2, "energy_intensity"));
  CHECK(after(0.6, "energy_extracted") < after(0.2, "energy_extracted"));
  CHECK(after(0.0, "energy_intensity") == 1.0);
}
