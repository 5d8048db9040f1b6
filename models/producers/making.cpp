#include "models/producers/making.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "models/purposes.h"
#include "models/world.h"

namespace models {

double Making::Parameters::opening_cost(std::size_t g) const {
  const double plants = std::array{0.0, plants_food, plants_building, plants_household, plants_vehicles, plants_media}[GoodsMarket::kind_of(g)];
  return plants > 0.0 ? sim::pow(plants, scale_elasticity) : 0.0;
}

void Making::Parameters::declare(sim::ParameterVisitor& parameter) {
  parameter(scale_elasticity, {.name = "scale_elasticity", .initial = 0.2, .unit = "1", .range = {0, 0.6},
                               .doc = "sigma: fall of labour for an item as more is made centrally", .source = "assumption:scale-elasticity"});
  const sim::Range ratio{1, 1e6};
  parameter(plants_food, {.name = "plants_food", .initial = 10.0, .unit = "1", .range = ratio,
                          .doc = "How many times what a local workshop makes comes out of a central plant: food and everyday goods",
                          .source = "assumption:plant-size"});
  parameter(plants_building, {.name = "plants_building", .initial = 5.0, .unit = "1", .range = ratio,
                              .doc = "The same for building and furniture", .source = "assumption:plant-size"});
  parameter(plants_household, {.name = "plants_household", .initial = 30.0, .unit = "1", .range = ratio,
                               .doc = "The same for clothing and household goods", .source = "assumption:plant-size"});
  parameter(plants_vehicles, {.name = "plants_vehicles", .initial = 250.0, .unit = "1", .range = ratio,
                              .doc = "The same for vehicles and machines", .source = "assumption:plant-size"});
  parameter(plants_media, {.name = "plants_media", .initial = 250.0, .unit = "1", .range = ratio,
                           .doc = "The same for media and devices", .source = "assumption:plant-size"});
  parameter(learning_rate, {.name = "learning_rate", .initial = 0.18, .unit = "1", .range = {0, 0.5},
                            .doc = "Fall of the labour of local making at each doubling of experience", .source = "S51"});
  parameter(prior_experience, {.name = "prior_experience", .initial = 20.0, .unit = "month", .range = {0.001, 1000},
                               .doc = "X0: local making before the start, in months of the class's opening demand",
                               .source = "assumption:prior-experience"});
  parameter(open_designs, {.name = "open_designs", .initial = 0.5, .unit = "1", .range = sim::share,
                           .doc = "Part of experience that open designs carry to all districts, at the opening's stock of designs and in proportion to it",
                           .source = "assumption:open-designs"});
  parameter(cost_sensitivity, {.name = "cost_sensitivity", .initial = 6.0, .unit = "1", .range = {0.1, 50},
                               .doc = "mu: elasticity of local over central making in relative cost", .source = "assumption:making-choice"});
  parameter(variety, {.name = "variety", .initial = 0.0, .unit = "1", .range = {-2, 2},
                      .doc = "v: what buyers see in local goods beside their cost, in logarithms of cost times mu",
                      .source = "assumption:making-choice"});
  parameter(adjustment, {.name = "adjustment", .initial = 0.03, .unit = "1/month", .range = sim::share,
                         .doc = "Part of the gap to the wanted local share closed in a month", .source = "assumption:making-choice"});
  parameter(transport, {.name = "transport", .initial = 0.3, .unit = "1", .range = sim::share,
                        .doc = "theta: part of the energy in a centrally made item that local making saves", .source = "assumption:transport"});
  parameter(pledge, {.name = "pledge", .initial = 0.01, .unit = "1", .range = {0, 0.2},
                     .doc = "Part of spending on a class that goes into the district's machines for it while these are short",
                     .source = "assumption:pledge"});
  parameter(machine_cost, {.name = "machine_cost", .initial = 12.0, .unit = "month", .range = {0.1, 600},
                           .doc = "Months of the output of a machine that it costs", .source = "assumption:machine-cost"});
  parameter(wear, {.name = "wear", .initial = 0.01, .unit = "1/month", .range = sim::share,
                   .doc = "Part of machines worn out in a month", .source = "assumption:machine-cost"});
  parameter(begin, {.name = "begin", .initial = 1.0, .unit = "1/month", .range = sim::share,
                    .doc = "Chance that a district which makes nothing locally yet begins to; 1: all begin at once", .source = "assumption:begin"});
}

void Making::declare(sim::ColumnVisitor& column) {
  column(share, {.name = "share", .per = "class_by_district", .unit = "1", .doc = "made locally, of what is not bought at home anyway"});
  column(experience, {.name = "experience", .per = "class_by_district", .unit = "month", .doc = "in months of opening demand"});
  column(machines, {.name = "machines", .per = "class_by_district", .unit = "1", .doc = "capacity, in shares of demand"});
  column(has_begun, {.name = "has_begun", .per = "district", .unit = "1", .doc = "1: machines are bought there"});
  column(central_output, {.name = "central_output", .per = "class", .unit = "1", .doc = "a head, mean of a year, start = 1"});
  column(opening_items, {.name = "opening_items", .per = "class", .unit = "item/month", .doc = "bought at the start"});
  column(local_cost, {.name = "local_cost", .per = "class", .unit = "1", .doc = "relative to the central one"});
  column(local_part, {.name = "local_part", .per = "producer", .unit = "1", .doc = "of its sales, made locally"});
  column(labour_need, {.name = "labour_need", .per = "producer", .unit = "1", .doc = "labour for an item, start = 1"});
  column(local_share, {.name = "local_share", .per = "", .unit = "1", .doc = "of spending, made locally"});
}

double Making::share_of(const World& world, std::size_t g, std::size_t d) const { return share[g * world.n_districts + d]; }

double wright_cost(double experience, double prior, double learning_rate) {
  const double exponent = sim::log(1.0 - learning_rate) / sim::log(2.0);
  return sim::pow(1.0 + experience / prior, exponent);
}

double wanted_local_share(double local_cost, double central_cost, double sensitivity, double variety) {
  return 1.0 / (1.0 + sim::pow(local_cost / central_cost, sensitivity) * sim::exp(-variety));
}

void set_up(Making& own, const World&, const sim::Month&) {
  own.share.fill(0.0);
  own.experience.fill(0.0);
  own.machines.fill(0.0);
  own.has_begun.fill(0);
  own.central_output.fill(1.0);
  own.local_cost.fill(0.0);
  own.local_part.fill(0.0);
  own.labour_need.fill(1.0);
  own.opening_items.fill(0.0);
  own.local_share = 0.0;
}

void enter(Making& own, const World& world, std::size_t j) {
  own.local_part[j] = 0.0;
  own.labour_need[j] = sim::pow(own.central_output[world.class_of_producer(j)], -own.parameters.scale_elasticity);
}

namespace {

// What people and the state are served of class g. [item/month]
double items_of_class(const World& world, std::size_t g) {
  const GoodsMarket& market = world.goods_market;
  return market.class_price[g] > 0.0 ? market.served_share * market.budget[g] * market.demand / market.class_price[g] : 0.0;
}

// Experience that counts in district d: its own, and as far as designs are open what the mean of all has beyond it.
double usable_experience(const Making& own, const World& world, std::size_t g, std::size_t d, double mean) {
  const double open = std::min(own.parameters.open_designs * world.knowledge.domain_stock[Projects::design] * (1.0 - world.hosting.closed[Projects::design]), 1.0);
  const double here = own.experience[g * world.n_districts + d];
  return here + open * std::max(mean - here, 0.0);
}

// Labour for an item made locally, start and centrally made = 1.
double local_labour(const Making& own, const World& world, std::size_t g, std::size_t d, double mean) {
  const Making::Parameters& p = own.parameters;
  return p.opening_cost(g) * wright_cost(usable_experience(own, world, g, d, mean), p.prior_experience, p.learning_rate);
}

}  // namespace

void make_locally(Making& own, const World& world, const sim::Month& month) {
  const Making::Parameters& p = own.parameters;
  const GoodsMarket& market = world.goods_market;
  const double e = world.energy.parameters.cost_share;
  const double q = world.energy.price * world.energy.intensity / world.price_index();
  std::vector<double> labour(world.n_classes * world.n_districts, 0.0), scale(world.n_classes, 1.0);
  own.local_share = 0.0;
  for (std::size_t d = 0; d < world.n_districts; ++d)
    if (!own.has_begun[d]) own.has_begun[d] = month.draws.uniform(purpose::first_workshop, month.number, d) < p.begin;
  for (std::size_t g = 0; g < world.n_classes; ++g) {
    if (market.budget[g] <= 0.0) continue;
    if (month.number == 0) own.opening_items[g] = items_of_class(world, g);
    const double away = 1.0 - market.parameters.home_bias(g);
    const double bought = own.opening_items[g] > 0.0 ? items_of_class(world, g) / own.opening_items[g] : 0.0;
    double mean = 0.0, local = 0.0;
    for (std::size_t d = 0; d < world.n_districts; ++d) {
      mean += own.experience[g * world.n_districts + d] / static_cast<double>(world.n_districts);
      local += away * own.share_of(world, g, d) / static_cast<double>(world.n_districts);
    }
    own.local_share += market.budget[g] * local;
    own.central_output[g] += (std::max(bought * (1.0 - local), 1e-3) - own.central_output[g]) / 12.0;
    scale[g] = sim::pow(own.central_output[g], -p.scale_elasticity);
    own.local_cost[g] = 0.0;
    if (p.opening_cost(g) <= 0.0) continue;
    const double central = (1.0 - e) * scale[g] + e * q;
    for (std::size_t d = 0; d < world.n_districts; ++d) {
      const std::size_t h = g * world.n_districts + d;
      labour[h] = local_labour(own, world, g, d, mean);
      const double cost = (1.0 - e) * labour[h] + e * (1.0 - p.transport) * q;
      own.local_cost[g] += cost / central / static_cast<double>(world.n_districts);
      const double wanted = wanted_local_share(cost, central, p.cost_sensitivity, p.variety);
      own.experience[h] += away * own.share[h] * bought;
      const double missing = std::max(wanted - (1.0 - p.wear) * own.machines[h], 0.0);
      const double pledge = own.has_begun[d] ? p.pledge : 0.0;
      own.machines[h] += std::min(pledge / (away * p.machine_cost), missing) - p.wear * own.machines[h];
      own.share[h] += p.adjustment * (std::min(wanted, own.machines[h]) - own.share[h]);
    }
  }
  world.share_out_producers([&](std::size_t first, std::size_t last) {
    for (std::size_t j = first; j < last; ++j) {
      if (!world.organisations.trades(j)) continue;
      const std::size_t g = world.class_of_producer(j), h = g * world.n_districts + world.district_of_producer(j);
      own.local_part[j] = market.local_part(world, j);
      own.labour_need[j] = own.local_part[j] > 0.0 ? (1.0 - own.local_part[j]) * scale[g] + own.local_part[j] * labour[h] : scale[g];
    }
  });
}

void observe(const Making& own, const World& world, sim::Observer& show) {
  show.series({.name = "local_making_share", .unit = "1", .long_name = "Share of spending on goods made locally in place of centrally"}, own.local_share);
  std::vector<std::string> names;
  std::vector<double> shares, costs, machines;
  double made = 0.0, cheaper = 0.0, vehicles = 0.0;
  for (std::size_t g = 0; g < world.n_classes; ++g) {
    names.push_back(class_name(g));
    double share = 0.0, capacity = 0.0;
    for (std::size_t d = 0; d < world.n_districts; ++d) {
      share += own.share_of(world, g, d) / static_cast<double>(world.n_districts);
      capacity += own.machines[g * world.n_districts + d] / static_cast<double>(world.n_districts);
    }
    shares.push_back(share);
    machines.push_back(capacity);
    costs.push_back(own.local_cost[g]);
    if (GoodsMarket::kind_of(g) == GoodsMarket::vehicles) vehicles = share;
    made += own.local_cost[g] > 0.0;
    cheaper += share > 0.0 && own.local_cost[g] < 1.0;
  }
  show.series({.name = "local_classes_share", .unit = "1", .long_name = "Classes of things that are made locally, and cost less so than centrally",
               .formula = "mean of districts; services are left out"}, made > 0.0 ? cheaper / made : 0.0);
  show.series({.name = "local_vehicles_share", .unit = "1", .long_name = "Part of vehicles and machines not bought at home anyway that is made locally"}, vehicles);
  const std::array axes{sim::Axis{"class", names, names.size()}};
  show.table("classes", {.name = "local_share", .unit = "1", .long_name = "Part of what is not bought at home anyway that is made locally"}, axes, shares);
  show.table("classes", {.name = "local_cost", .unit = "1", .long_name = "Unit cost of local over central making; 0 for services"}, axes, costs);
  show.table("classes", {.name = "machines", .unit = "1", .long_name = "Capacity of local machines, in shares of demand"}, axes, machines);
}

}  // namespace models
