#include "models/producers/making.h"

#include <cmath>

#include "tests/catch.h"
#include "tests/models/small_world.h"

using test::Settings;
using test::SmallWorld;

namespace {

Settings with(const std::string& name, double value) {
  return {{"people.count", std::int64_t{1'000}}, {"producers.making." + name, value}};
}

// Share of spending made locally after ten years, crowdfunding being plentiful unless a test says otherwise.
double local_share(Settings settings, int months = 120) {
  settings.emplace("producers.making.pledge", 0.2);
  SmallWorld small(std::move(settings));
  small.live(months);
  return small.recent("local_making_share", 1);
}

}  // namespace

TEST_CASE("making: zero: without machines nothing is made locally, without scale effects labour stays as it was") {
  SmallWorld small({{"people.count", std::int64_t{1'000}}, {"producers.making.pledge", 0.0}, {"producers.making.scale_elasticity", 0.0}});
  small.live(30);
  const auto& making = small.world().making;
  CHECK(small.recent("local_making_share", 30) == 0.0);
  for (std::size_t j = 0; j < small.world().organisations.n_producers; ++j) {
    CHECK(making.labour_need[j] == 1.0);
    CHECK(making.energy_need(j) == 1.0);
  }
}

TEST_CASE("making: by hand: a month of one district and one class") {
  // Two classes, services and food, in one district. Central plants are 5.0625 times larger: 5.0625^.25 = 1.5.
  SmallWorld small({{"people.count", std::int64_t{1'000}},
                    {"people.district_density", 10.0},
                    {"producers.goods_market.classes", std::int64_t{2}},
                    {"producers.goods_market.home_food", 0.2},
                    {"producers.energy.cost_share", 0.1},
                    {"producers.energy.short_elasticity", 0.0},
                    {"producers.energy.long_elasticity", 0.0},
                    {"producers.making.scale_elasticity", 0.25},
                    {"producers.making.plants_food", 5.0625},
                    {"producers.making.learning_rate", 0.2},
                    {"producers.making.prior_experience", 4.0},
                    {"producers.making.open_designs", 0.0},
                    {"producers.making.cost_sensitivity", 2.0},
                    {"producers.making.adjustment", 0.5},
                    {"producers.making.transport", 0.5},
                    {"producers.making.pledge", 0.06},
                    {"producers.making.machine_cost", 10.0},
                    {"producers.making.wear", 0.1}});
  auto& world = small.world();
  auto& making = world.making;
  REQUIRE(world.n_districts == 1);
  small.once(models::make_locally, making, 0);  // takes this month for the start
  const double first_machines = making.machines[1];
  CHECK(first_machines == Approx(0.06 / (0.8 * 10.0)));
  making.machines[1] = 0.2;
  making.share[1] = 0.1;
  making.experience[1] = 12.0;
  making.central_output[1] = 1.0;
  world.energy.price = 2.0 * world.price_index();  // real price of energy
  small.once(models::make_locally, making, 1);
  // Experience 12 on 4 is two doublings: labour 1.5 x .8^2 = .96. A twelfth of the way from 1 to 1 - .8 x .1 made centrally.
  const double central_output = 1.0 - 0.08 / 12.0;
  const double central = 0.9 * std::pow(central_output, -0.25) + 0.1 * 2.0, local = 0.9 * 0.96 + 0.1 * 0.5 * 2.0;
  CHECK(making.central_output[1] == Approx(central_output));
  CHECK(making.local_cost[1] == Approx(local / central));
  const double wanted = 1.0 / (1.0 + std::pow(local / central, 2.0));
  CHECK(models::wanted_local_share(local, central, 2.0, 0.0) == Approx(wanted));
  CHECK(making.machines[1] == Approx(0.9 * 0.2 + 0.0075));
  CHECK(making.share[1] == Approx(0.1 + 0.5 * (0.1875 - 0.1)));
  CHECK(making.experience[1] == Approx(12.08));
  CHECK(making.share[0] == 0.0);  // services are always made on the spot
}

TEST_CASE("making: conserves: labour and energy of producers follow what they make in which way") {
  SmallWorld small({{"people.count", std::int64_t{2'000}}, {"producers.making.pledge", 0.2}, {"producers.making.plants_building", 1.0}});
  small.live(60);  // every month closes its books
  const auto& world = small.world();
  double locally = 0.0, shares = 0.0;
  for (std::size_t j = 0; j < world.organisations.n_producers; ++j) {
    if (!world.organisations.trades(j)) continue;
    const double part = world.making.local_part[j];
    CHECK((part >= 0.0 && part <= 1.0));
    CHECK(world.making.energy_need(j) == Approx(1.0 - world.making.parameters.transport * part));
    CHECK(world.energy_cost_per_item(j) == Approx(world.energy.opening_cost * world.energy.price * world.energy.intensity * world.making.energy_need(j)));
    locally += world.goods_market.market_share[j] * part;
    shares += world.goods_market.market_share[j];
  }
  // What all producers make locally is what districts asked for: people's part of demand times the share of their spending.
  double asked = 0.0;
  for (const double spending : world.goods_market.made_locally) asked += spending;
  CHECK(locally / shares == Approx(asked / world.goods_market.demand).epsilon(0.02));
  CHECK(locally > 0.01);
}

TEST_CASE("making: direction: cost, learning, open designs, energy, crowdfunding and variety") {
  const double usual = local_share({{"people.count", std::int64_t{1'000}}});
  CHECK(usual > 0.0);
  CHECK(local_share(with("scale_elasticity", 0.6)) < local_share(with("scale_elasticity", 0.0)));
  CHECK(local_share(with("plants_building", 1.5)) > usual);
  CHECK(local_share(with("plants_food", 1.5)) > usual);
  CHECK(local_share(with("plants_household", 1.5)) > usual);
  CHECK(local_share(with("plants_vehicles", 1.5)) > usual);
  CHECK(local_share(with("plants_media", 1.5)) > usual);
  CHECK(local_share(with("learning_rate", 0.4)) > local_share(with("learning_rate", 0.0)));
  CHECK(local_share(with("prior_experience", 1.0)) > local_share(with("prior_experience", 500.0)));
  CHECK(local_share(with("variety", 1.0)) > local_share(with("variety", -1.0)));
  CHECK(local_share(with("pledge", 0.2)) > local_share(with("pledge", 0.005)));
  CHECK(local_share(with("machine_cost", 120.0)) < local_share(with("machine_cost", 1.0)));
  CHECK(local_share(with("wear", 0.5)) < local_share(with("wear", 0.001)));
  CHECK(local_share(with("cost_sensitivity", 12.0)) < local_share(with("cost_sensitivity", 2.0)));
  CHECK(local_share(with("adjustment", 0.005)) < local_share(with("adjustment", 0.2)));
  Settings dear = with("transport", 0.9), cheap = with("transport", 0.0);
  for (Settings* settings : {&dear, &cheap}) (*settings)["producers.energy.price_factor"] = 10.0;
  CHECK(local_share(dear) > local_share(cheap));
}

TEST_CASE("making: direction: designs that are open carry experience from one district to the others") {
  const auto share_of_beginners = [](double open) {
    SmallWorld small({{"people.count", std::int64_t{2'000}}, {"people.district_density", 20.0}, {"producers.making.open_designs", open}, {"producers.making.pledge", 0.2}, {"producers.making.machine_cost", 0.1}});
    auto& making = small.world().making;
    const std::size_t building = 2, districts = small.world().n_districts;
    REQUIRE(districts > 1);
    making.experience[building * districts] = 60.0;  // one district has made a great deal
    small.live(24);
    return making.share[building * districts + 1];
  };
  CHECK(share_of_beginners(1.0) > share_of_beginners(0.2));
  CHECK(share_of_beginners(0.2) > share_of_beginners(0.0));
}

TEST_CASE("making: direction: districts that begin late find cost lower where designs are open") {
  // With a chance of .05 a month districts begin months apart; who begins last has then made as much by itself, but others more.
  const auto made = [](double begin, double open) {
    SmallWorld small({{"people.count", std::int64_t{3'000}},
                      {"people.district_density", 40.0},
                      {"producers.making.begin", begin},
                      {"producers.making.open_designs", open},
                      {"producers.making.pledge", 0.2},  // ample machines: cost decides
                      {"producers.making.machine_cost", 0.1},
                      {"producers.making.learning_rate", 0.3}});
    small.live(120);
    return small.world().making.local_share;
  };
  CHECK(made(0.0, 0.5) == 0.0);
  CHECK(made(0.01, 0.0) < made(1.0, 0.0));
  CHECK(made(0.01, 1.0) > 1.002 * made(0.01, 0.0));
  CHECK(made(1.0, 1.0) == Approx(made(1.0, 0.0)).epsilon(1e-6));  // districts that begin together have the same experience
}

TEST_CASE("making: oracle: V26, Wright's law") {
  // A learning rate of 20 %: b = .3219, ten doublings leave .1074 of the cost.
  CHECK(models::wright_cost(1.0, 1.0, 0.2) == Approx(0.8).epsilon(1e-12));
  CHECK(-std::log2(models::wright_cost(1.0, 1.0, 0.2)) == Approx(0.3219280949).epsilon(1e-9));
  CHECK(models::wright_cost(1023.0, 1.0, 0.2) == Approx(0.1073741824).epsilon(1e-9));
  CHECK(models::wright_cost(1023.0, 1.0, 0.0) == 1.0);
}

TEST_CASE("making: oracle: with ample machines a district settles where the logit of cost and Wright's law meet") {
  // Held at its price and designs closed, share s solves s = 1 / (1 + (cost(X))^mu) at the experience reached.
  SmallWorld small({{"people.count", std::int64_t{1'000}},
                    {"producers.making.scale_elasticity", 0.0},
                    {"producers.making.pledge", 0.2},
                    {"producers.making.machine_cost", 0.1},
                    {"producers.making.wear", 0.0},
                    {"producers.making.adjustment", 1.0},
                    {"producers.making.learning_rate", 0.25},
                    {"producers.making.open_designs", 0.0}});
  auto& world = small.world();
  auto& making = world.making;
  const std::size_t h = 2 * world.n_districts;  // building, first district
  double experience = 0.0, share = 0.0;
  const double e = world.energy.parameters.cost_share, away = 1.0 - world.goods_market.parameters.home_building;
  for (int month = 0; month < 200; ++month) {
    const double labour = std::pow(1.0 + experience / 20.0, std::log2(0.75));
    const double cost = (1.0 - e) * labour + e * 0.7;  // without gains from scale both start at the same labour
    const double wanted = 1.0 / (1.0 + std::pow(cost, 6.0));
    small.once(models::make_locally, making, month);
    experience += away * share;
    share = wanted;
  }
  CHECK(making.experience[h] == Approx(experience).epsilon(1e-9));
  CHECK(making.share[h] == Approx(share).epsilon(1e-9));
}
