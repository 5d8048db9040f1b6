#include "models/producers/goods_market.h"

#include <algorithm>
#include <numeric>
#include <string>
#include <vector>

#include "models/purposes.h"
#include "models/world.h"
#include "sim/core/divide.h"

namespace models {
namespace {

// What a month's clearing adds up by class and by class and district. Spending in EUR a month, before tax.
struct Markets {
  explicit Markets(const World& world)
      : n_districts(world.n_districts), home_pull(world.n_classes * n_districts, 0.0), home(home_pull), elsewhere(home_pull),
        home_missing(home_pull), public_home(home_pull), pull(world.n_classes, 0.0), national(pull), missing(pull), left(pull),
        passed(pull), public_open(pull), reserved(pull), reserved_missing(pull), cooperative_share(pull),
        drawn(world.organisations.n_producers, 0.0) {}

  std::size_t at(std::size_t g, std::size_t d) const { return g * n_districts + d; }
  std::size_t home_of(const World& world, std::size_t j) const { return at(world.class_of_producer(j), world.district_of_producer(j)); }

  std::size_t n_districts;
  // [class][district]
  std::vector<double> home_pull;  // attraction of the producers there
  std::vector<double> home;       // what people and the state spend in a district
  std::vector<double> elsewhere;  // what they spend anywhere
  std::vector<double> home_missing;  // what finds no stock at its first producer
  std::vector<double> public_home;   // the state's part of spending in a district
  // [class]
  std::vector<double> pull, national, missing;
  std::vector<double> left;    // stock that first buyers leave
  std::vector<double> passed;  // served part of what is passed on
  std::vector<double> public_open;       // what the state buys from anybody
  std::vector<double> reserved;          // what it buys from cooperatives only
  std::vector<double> reserved_missing;  // what of it finds no stock at its first producer
  std::vector<double> cooperative_share; // cooperatives' parts of the national market, each times what its district reserves
  // [producer]
  std::vector<double> drawn;  // what phyles' own markets draw to it of national spending, or away
};

std::size_t people_in(const World& world, std::size_t d) { return world.first_person_of(d + 1) - world.first_person_of(d); }

// What legal form adds to a cooperative's attraction, for buyers of each district and, last, of the whole country.
std::vector<double> appeal_of_cooperatives(const GoodsMarket& own, const World& world) {
  const GoodsMarket::Parameters& p = own.parameters;
  std::vector<double> appeal(world.n_districts + 1);
  double everybody = 0.0;
  for (std::size_t d = 0; d < world.n_districts; ++d) {
    const auto people = static_cast<double>(std::max<std::size_t>(people_in(world, d), 1));
    appeal[d] = sim::exp(p.ethical_preference + p.ethical_orientation * own.orientation[d] / people);
    everybody += own.orientation[d];
  }
  const auto people = static_cast<double>(world.population.parameters.count);
  appeal.back() = sim::exp(p.ethical_preference + p.ethical_orientation * everybody / people);
  return appeal;
}

// Budget shares of classes in which somebody trades; the budget of the others passes to them.
void set_budgets(GoodsMarket& own, const World& world) {
  std::vector<double> spent(world.n_classes, 0.0), share(world.n_classes, 0.0);
  std::vector<bool> trades(world.n_classes, false);
  for (std::size_t j = 0; j < own.market_share.size(); ++j) {
    if (!world.organisations.trades(j)) continue;
    const std::size_t g = world.class_of_producer(j);
    spent[g] += own.market_share[j] * world.production.price[j];
    share[g] += own.market_share[j];
    trades[g] = true;
  }
  double sum = 0.0;
  for (std::size_t g = 0; g < world.n_classes; ++g) {
    if (share[g] > 0.0) own.class_price[g] = spent[g] / share[g];
    const double relative = trades[g] ? own.class_price[g] / own.opening_class_price[g] / world.price_index() : 1.0;
    own.budget[g] = trades[g] ? own.parameters.budget_weight(g) * sim::pow(relative, 1.0 - own.parameters.class_substitution) : 0.0;
    sum += own.budget[g];
  }
  for (double& part : own.budget) part = sum > 0.0 ? part / sum : 0.0;
}

void weigh_producers(GoodsMarket& own, const World& world) {
  const GoodsMarket::Parameters& p = own.parameters;
  double advertising = 0.0;
  for (std::size_t j = 0; j < own.attraction.size(); ++j)
    if (world.organisations.trades(j)) advertising += world.capture.advertising[j].eur() / static_cast<double>(own.attraction.size());
  const auto weigh = [&](std::size_t j) {
    own.attraction[j] = 0.0;
    if (!world.organisations.trades(j)) return;
    const double dearness = world.production.price[j] / world.production.price_level;
    own.attraction[j] = world.firm_sizes.quality[j] * sim::exp(-p.price_elasticity * sim::log(dearness));
    if (p.advertising_effect == 0.0 || advertising <= 0.0) return;
    own.attraction[j] *= sim::pow(1.0 + world.capture.advertising[j].eur() / advertising, p.advertising_effect);
  };
  world.share_out_producers([&](std::size_t first, std::size_t last) {
    for (std::size_t j = first; j < last; ++j) weigh(j);
  });
}

// Shares move towards attraction in the home market and nationwide; who closed leaves its part to the others.
void move_shares(GoodsMarket& own, const World& world, Markets& markets, double speed) {
  const std::vector<double> appeal = appeal_of_cooperatives(own, world);
  const auto home_pull = [&](std::size_t j) {
    return own.attraction[j] * (world.organisations.is_cooperative(j) ? appeal[world.district_of_producer(j)] : 1.0);
  };
  const auto pull = [&](std::size_t j) { return own.attraction[j] * (world.organisations.is_cooperative(j) ? appeal.back() : 1.0); };
  for (std::size_t j = 0; j < own.attraction.size(); ++j) {
    markets.home_pull[markets.home_of(world, j)] += home_pull(j);
    markets.pull[world.class_of_producer(j)] += pull(j);
  }
  std::vector<double> home_sum(markets.home_pull.size(), 0.0), sum(markets.pull.size(), 0.0);
  for (std::size_t j = 0; j < own.attraction.size(); ++j) {
    if (!world.organisations.trades(j)) continue;
    const std::size_t h = markets.home_of(world, j), g = world.class_of_producer(j);
    own.home_share[j] += speed * (home_pull(j) / markets.home_pull[h] - own.home_share[j]);
    own.national_share[j] += speed * (pull(j) / markets.pull[g] - own.national_share[j]);
    home_sum[h] += own.home_share[j];
    sum[g] += own.national_share[j];
  }
  for (std::size_t j = 0; j < own.attraction.size(); ++j) {
    if (!world.organisations.trades(j)) continue;
    own.home_share[j] /= home_sum[markets.home_of(world, j)];
    own.national_share[j] /= sum[world.class_of_producer(j)];
  }
}

// The share of spending that people of district d give to each class: things lent need not be bought.
std::vector<double> budgets_of(const GoodsMarket& own, const World& world, std::size_t d) {
  std::vector<double> budgets(world.n_classes);
  double sum = 0.0;
  for (std::size_t g = 0; g < budgets.size(); ++g) sum += budgets[g] = own.budget[g] * world.sharing.need(world, g, d);
  for (double& part : budgets) part = sum > 0.0 ? part / sum : 0.0;
  return budgets;
}

double part_of_people(const World& world, std::size_t d) {
  return static_cast<double>(people_in(world, d)) / static_cast<double>(world.population.parameters.count);
}

// Part of the public purchases for district d that only cooperatives may serve.
double reserved_in(const World& world, std::size_t d) { return world.regulation.reserved_for_cooperatives(world, d); }

// Divides what the state buys of class g into parts for districts, for cooperatives, and for anybody.
void reserve_purchases(const GoodsMarket& own, const World& world, Markets& markets, std::size_t g, double purchases) {
  const double of_class = own.budget[g] * purchases;
  const double locally = world.regulation.reserved_locally() * of_class;
  markets.public_open[g] = of_class;
  if (locally > 0.0)
    for (std::size_t d = 0; d < world.n_districts; ++d) {
      markets.public_home[markets.at(g, d)] = markets.home_pull[markets.at(g, d)] > 0.0 ? part_of_people(world, d) * locally : 0.0;
      markets.public_open[g] -= markets.public_home[markets.at(g, d)];
    }
  for (std::size_t j = 0; j < own.national_share.size(); ++j)
    if (world.class_of_producer(j) == g && world.organisations.trades(j) && world.organisations.is_cooperative(j))
      markets.cooperative_share[g] += own.national_share[j] * reserved_in(world, world.district_of_producer(j));
  if (markets.cooperative_share[g] <= 0.0) return;
  for (std::size_t d = 0; d < world.n_districts; ++d) markets.reserved[g] += part_of_people(world, d) * reserved_in(world, d) * of_class;
  markets.public_open[g] -= markets.reserved[g];
}

// What the state buys from producer j because it is a cooperative.
double reserved_for(const GoodsMarket& own, const World& world, const Markets& markets, std::size_t j) {
  const std::size_t g = world.class_of_producer(j);
  if (markets.reserved[g] == 0.0 || !world.organisations.trades(j) || !world.organisations.is_cooperative(j)) return 0.0;
  return markets.reserved[g] * own.national_share[j] * reserved_in(world, world.district_of_producer(j)) / markets.cooperative_share[g];
}

// Members of phyle y spend what they spend nationwide by shares that are exp(b) times as large for the cooperatives of y.
void hold_own_markets(const GoodsMarket& own, const World& world, Markets& markets, const std::vector<double>& plans) {
  const std::size_t phyles = world.organisations.n_phyles;
  const double all = std::accumulate(plans.begin(), plans.end(), 0.0), pull = sim::exp(world.phyles.parameters.own_market);
  if (pull == 1.0 || phyles == 0 || all <= 0.0) return;
  const auto belongs = [&](std::size_t j) { return world.organisations.trades(j) && world.organisations.is_cooperative(j); };
  for (std::size_t g = 0; g < world.n_classes; ++g) {
    std::vector<double> share(phyles, 0.0), spent(phyles);  // of each phyle's cooperatives in the class; members' spending over the new sum of shares
    for (std::size_t j = 0; j < markets.drawn.size(); ++j)
      if (world.class_of_producer(j) == g && belongs(j)) share[j % phyles] += own.national_share[j];
    double elsewhere = 0.0, gone = 0.0;
    for (std::size_t d = 0; d < world.n_districts; ++d) elsewhere += markets.elsewhere[markets.at(g, d)] / all;
    for (std::size_t y = 0; y < phyles; ++y) {
      const double plan = elsewhere * sim::Money::counts(own.members_plans[y]).eur() / (1.0 + world.taxes.value_added_rate);
      spent[y] = plan / (1.0 + (pull - 1.0) * share[y]);
      gone += plan - spent[y];
    }
    for (std::size_t j = 0; j < markets.drawn.size(); ++j)
      if (world.class_of_producer(j) == g) markets.drawn[j] = own.national_share[j] * ((belongs(j) ? (pull - 1.0) * spent[j % phyles] : 0.0) - gone);
  }
}

// Divides what people plan to spend (by district) and what the state buys over the markets.
void spread_spending(GoodsMarket& own, const World& world, Markets& markets, const std::vector<double>& plans, double purchases) {
  std::vector<std::vector<double>> budgets;
  for (std::size_t d = 0; d < world.n_districts; ++d) budgets.push_back(budgets_of(own, world, d));
  own.demand = 0.0;
  for (std::size_t g = 0; g < world.n_classes; ++g) {
    reserve_purchases(own, world, markets, g, purchases);
    markets.national[g] = markets.public_open[g];
    for (std::size_t d = 0; d < world.n_districts; ++d) {
      const std::size_t h = markets.at(g, d);
      const double wanted = plans[d] * budgets[d][g], bias = own.parameters.home_bias(g);
      own.made_locally[h] = markets.home_pull[h] > 0.0 ? (1.0 - bias) * world.making.share_of(world, g, d) * wanted : 0.0;
      const double at_home = markets.home_pull[h] > 0.0 ? bias * wanted + own.made_locally[h] : 0.0;
      markets.home[h] = at_home + markets.public_home[h];
      markets.elsewhere[h] = wanted - at_home;
      markets.national[g] += markets.elsewhere[h];
      own.demand += markets.home[h];
    }
    own.demand += markets.national[g] + markets.reserved[g];
  }
  hold_own_markets(own, world, markets, plans);
  for (std::size_t j = 0; j < own.market_share.size(); ++j)
    if (own.demand > 0.0)
      own.market_share[j] = (own.home_share[j] * markets.home[markets.home_of(world, j)] +
                             own.national_share[j] * markets.national[world.class_of_producer(j)] + markets.drawn[j] +
                             reserved_for(own, world, markets, j)) / own.demand;
}

// Buyers first ask the producer they chose; who finds no stock goes to others of the class, in proportion to their stock.
void sell_stock(GoodsMarket& own, const World& world, Markets& markets) {
  const Production& production = world.production;
  std::vector<double> missing(markets.missing.size(), 0.0);
  for (std::size_t j = 0; j < own.market_share.size(); ++j) {
    if (!world.organisations.trades(j)) continue;
    const std::size_t h = markets.home_of(world, j), g = world.class_of_producer(j);
    own.demanded[j] = own.market_share[j] * own.demand / production.price[j];
    own.sold[j] = std::min(production.inventory[j], own.demanded[j]);
    const double lacking = own.demanded[j] > 0.0 ? 1.0 - own.sold[j] / own.demanded[j] : 0.0;
    markets.home_missing[h] += lacking * own.home_share[j] * markets.home[h];
    markets.missing[g] += lacking * own.national_share[j] * markets.national[g] + lacking * markets.drawn[j];
    markets.reserved_missing[g] += lacking * reserved_for(own, world, markets, j);
    missing[g] += (own.demanded[j] - own.sold[j]) * production.price[j];
    markets.left[g] += (production.inventory[j] - own.sold[j]) * production.price[j];
  }
  for (std::size_t g = 0; g < missing.size(); ++g)
    markets.passed[g] = missing[g] > 0.0 ? std::min(markets.left[g] / missing[g], 1.0) : 1.0;
  for (std::size_t j = 0; j < own.market_share.size(); ++j) {
    const std::size_t g = world.class_of_producer(j);
    if (!world.organisations.trades(j) || missing[g] <= 0.0 || markets.left[g] <= 0.0) continue;
    own.sold[j] += std::min(missing[g] / markets.left[g], 1.0) * (production.inventory[j] - own.sold[j]);
  }
}

void count_served(GoodsMarket& own, const World& world, const Markets& markets, const std::vector<double>& plans, double purchases) {
  std::vector<double> bought(world.n_districts, 0.0);
  double by_state = 0.0, budgets = 0.0;
  for (std::size_t g = 0; g < world.n_classes; ++g) {
    const double lost = 1.0 - markets.passed[g];
    const double served = markets.national[g] > 0.0 ? 1.0 - lost * markets.missing[g] / markets.national[g] : 1.0;
    double of_reserved = markets.reserved[g] - lost * markets.reserved_missing[g];
    for (std::size_t d = 0; d < world.n_districts; ++d) {
      const std::size_t h = markets.at(g, d);
      const double at_home = markets.home[h] - lost * markets.home_missing[h];
      const double of_state = markets.home[h] > 0.0 ? markets.public_home[h] / markets.home[h] : 0.0;
      bought[d] += (1.0 - of_state) * at_home + markets.elsewhere[h] * served;
      of_reserved += of_state * at_home;
    }
    const double asked = own.budget[g] * purchases;
    by_state += own.budget[g] * (asked > 0.0 ? served * (markets.public_open[g] / asked) + of_reserved / asked : served);
    budgets += own.budget[g];
  }
  own.public_served = budgets > 0.0 ? std::min(by_state / budgets, 1.0) : 0.0;
  for (std::size_t d = 0; d < world.n_districts; ++d) own.served[d] = plans[d] > 0.0 ? std::min(bought[d] / plans[d], 1.0) : 1.0;
  const double all = std::accumulate(bought.begin(), bought.end(), own.public_served * purchases);
  own.served_share = own.demand > 0.0 ? std::min(all / own.demand, 1.0) : 1.0;
}

}  // namespace

double GoodsMarket::Parameters::budget_weight(std::size_t g) const {
  return std::array{budget_services, budget_food, budget_building, budget_household, budget_vehicles, budget_media}[kind_of(g)];
}

double GoodsMarket::Parameters::home_bias(std::size_t g) const {
  return std::array{home_services, home_food, home_building, home_household, home_vehicles, home_media}[kind_of(g)];
}

void GoodsMarket::Parameters::declare(sim::ParameterVisitor& parameter) {
  parameter(classes, {.name = "classes", .initial = 6, .unit = "1", .range = {1, 50}, .doc = "Classes of goods",
                      .source = "assumption:goods-classes", .at_setup = true});
  const sim::Range weight{0.001, 100};
  parameter(budget_services, {.name = "budget_services", .initial = 0.30, .unit = "1", .range = weight,
                              .doc = "Weight of local services (care, repair, meals, hair) in spending", .source = "coicop"});
  parameter(budget_food, {.name = "budget_food", .initial = 0.20, .unit = "1", .range = weight,
                          .doc = "Weight of food and everyday goods in spending", .source = "coicop"});
  parameter(budget_building, {.name = "budget_building", .initial = 0.14, .unit = "1", .range = weight,
                              .doc = "Weight of building, repair of homes and furniture in spending", .source = "coicop"});
  parameter(budget_household, {.name = "budget_household", .initial = 0.11, .unit = "1", .range = weight,
                               .doc = "Weight of clothing and household goods in spending", .source = "coicop"});
  parameter(budget_vehicles, {.name = "budget_vehicles", .initial = 0.14, .unit = "1", .range = weight,
                              .doc = "Weight of vehicles, machines and transport in spending", .source = "coicop"});
  parameter(budget_media, {.name = "budget_media", .initial = 0.11, .unit = "1", .range = weight,
                           .doc = "Weight of media, devices and communication in spending", .source = "coicop"});
  parameter(home_services, {.name = "home_services", .initial = 0.4, .unit = "1", .range = sim::share,
                            .doc = "Part of people's spending on local services that looks to the own district first",
                            .source = "assumption:home-bias"});
  parameter(home_food, {.name = "home_food", .initial = 0.2, .unit = "1", .range = sim::share,
                        .doc = "The same part for food and everyday goods", .source = "assumption:home-bias"});
  parameter(home_building, {.name = "home_building", .initial = 0.2, .unit = "1", .range = sim::share,
                            .doc = "The same part for building and furniture", .source = "assumption:home-bias"});
  parameter(home_household, {.name = "home_household", .initial = 0.1, .unit = "1", .range = sim::share,
                             .doc = "The same part for clothing and household goods", .source = "S52"});
  parameter(home_vehicles, {.name = "home_vehicles", .initial = 0.1, .unit = "1", .range = sim::share,
                            .doc = "The same part for vehicles and machines", .source = "S52"});
  parameter(home_media, {.name = "home_media", .initial = 0.05, .unit = "1", .range = sim::share,
                         .doc = "The same part for media and devices", .source = "assumption:home-bias"});
  parameter(class_substitution, {.name = "class_substitution", .initial = 1.0, .unit = "1", .range = {0, 10},
                                 .doc = "Elasticity of substitution between classes; 1: constant shares of spending",
                                 .source = "assumption:class-substitution"});
  parameter(share_adjustment, {.name = "share_adjustment", .initial = 0.05, .unit = "1/month", .range = sim::share,
                               .doc = "Part of the gap to the deserved market share closed in a month",
                               .source = "prototype"});
  parameter(price_elasticity, {.name = "price_elasticity", .initial = 3.0, .unit = "1", .range = {0, 20},
                               .doc = "Elasticity of the deserved share in the price relative to the mean",
                               .source = "prototype"});
  parameter(entrant_share, {.name = "entrant_share", .initial = 0.2, .unit = "1", .range = sim::share,
                            .doc = "Market share and quality of an entrant, in those of the mean producer of its class",
                            .source = "entrant-size"});
  parameter(ethical_preference, {.name = "ethical_preference", .initial = 0.0, .unit = "1", .range = {-2, 2},
                                 .doc = "Buyers' preference for goods of cooperatives, added to the logarithm of attraction",
                                 .source = "assumption:ethical-preference"});
  parameter(ethical_orientation, {.name = "ethical_orientation", .initial = 0.0, .unit = "1", .range = {-4, 4},
                                  .doc = "Growth of that preference in the mean orientation of the buyers",
                                  .source = "assumption:ethical-preference"});
  parameter(advertising_effect, {.name = "advertising_effect", .initial = 0.0, .unit = "1", .range = {-0.5, 0.5},
                                 .doc = "Exponent of 1 + advertising / mean advertising in attraction",
                                 .source = "assumption:advertising-effect"});
}

void GoodsMarket::declare(sim::ColumnVisitor& column) {
  column(market_share, {.name = "market_share", .per = "producer", .unit = "1", .doc = "share of spending"});
  column(home_share, {.name = "home_share", .per = "producer", .unit = "1", .doc = "share of its home market"});
  column(national_share, {.name = "national_share", .per = "producer", .unit = "1", .doc = "share of its class elsewhere"});
  column(attraction, {.name = "attraction", .per = "producer", .unit = "1", .doc = "by quality, price and advertising"});
  column(demanded, {.name = "demanded", .per = "producer", .unit = "item/month", .doc = "items asked for"});
  column(sold, {.name = "sold", .per = "producer", .unit = "item/month", .doc = "items sold"});
  column(revenue, {.name = "revenue", .per = "producer", .unit = "EUR/month", .doc = "sales before tax"});
  column(budget, {.name = "budget", .per = "class", .unit = "1", .doc = "share of spending"});
  column(class_price, {.name = "class_price", .per = "class", .unit = "EUR/item", .doc = "share-weighted price"});
  column(opening_class_price, {.name = "opening_class_price", .per = "class", .unit = "EUR/item", .doc = "at the start"});
  column(class_slots, {.name = "class_slots", .per = "class", .unit = "1", .doc = "slots of producers"});
  column(home_slots, {.name = "home_slots", .per = "class_by_district", .unit = "1", .doc = "slots of producers"});
  column(made_locally, {.name = "made_locally", .per = "class_by_district", .unit = "EUR/month", .doc = "spending on what is made locally"});
  column(served, {.name = "served", .per = "district", .unit = "1", .doc = "served part of people's plans"});
  column(orientation, {.name = "orientation", .per = "district", .unit = "1", .doc = "sum of people's orientation"});
  column(members_plans, {.name = "members_plans", .per = "phyle", .unit = "0.0001 EUR/month", .doc = "what members plan to spend, where heeded"});
  column(public_served, {.name = "public_served", .per = "", .unit = "1", .doc = "served part of the state's demand"});
  column(served_share, {.name = "served_share", .per = "", .unit = "1", .doc = "served part of demand"});
  column(demand, {.name = "demand", .per = "", .unit = "EUR/month", .doc = "spending wanted"});
  column(sales, {.name = "sales", .per = "", .unit = "EUR/month", .doc = "sales of all producers"});
  column(public_sales, {.name = "public_sales", .per = "", .unit = "EUR/month", .doc = "sales to the state"});
}

void open_market(GoodsMarket& own, const World& world, const sim::Month& month) {
  own.class_slots.fill(0);
  own.home_slots.fill(0);
  own.home_share.fill(0.0);
  own.national_share.fill(0.0);
  Markets markets(world);
  const double energy = world.energy.parameters.cost_share;
  for (std::size_t j = 0; j < own.attraction.size(); ++j) {
    ++own.class_slots[world.class_of_producer(j)];
    ++own.home_slots[markets.home_of(world, j)];
    const double usual = world.production.parameters.opening_productivity / draw_productivity(world.production, month, j);
    const double dearness = (1.0 - energy) * usual + energy;
    own.attraction[j] = world.firm_sizes.quality[j] * sim::exp(-own.parameters.price_elasticity * sim::log(dearness));
  }
  double sum = 0.0;
  for (std::size_t g = 0; g < world.n_classes; ++g) sum += own.budget[g] = own.class_slots[g] > 0 ? own.parameters.budget_weight(g) : 0.0;
  for (double& part : own.budget) part /= sum;
  move_shares(own, world, markets, 1.0);
  const double public_part = world.opening.purchases / world.opening.private_output;
  std::vector<double> plans(world.n_districts);
  for (std::size_t d = 0; d < plans.size(); ++d)
    plans[d] = (1.0 - public_part) * static_cast<double>(people_in(world, d)) / static_cast<double>(world.population.parameters.count);
  spread_spending(own, world, markets, plans, public_part);
}

double GoodsMarket::local_part(const World& world, std::size_t j) const {
  const std::size_t h = world.class_of_producer(j) * world.n_districts + world.district_of_producer(j);
  const double asked = market_share[j] * demand;
  return asked > 0.0 ? std::min(home_share[j] * made_locally[h] / asked, 1.0) : 0.0;
}

std::string class_name(std::size_t g) {
  return std::string(GoodsMarket::kinds[GoodsMarket::kind_of(g)]) + (g < GoodsMarket::n_kinds ? "" : std::to_string(g / GoodsMarket::n_kinds + 1));
}

void set_up(GoodsMarket& own, const World& world, const sim::Month&) {
  const Production& production = world.production;
  own.served.fill(1.0);
  own.class_price.fill(0.0);
  own.demand = 0.0;
  for (std::size_t j = 0; j < own.market_share.size(); ++j) {
    own.market_share[j] = production.expected_sales[j] * production.price[j];
    own.demand += own.market_share[j];
    own.demanded[j] = own.sold[j] = production.expected_sales[j];
    own.revenue[j] = sim::Money::of(own.market_share[j]);
  }
  std::vector<double> share(world.n_classes, 0.0);
  for (std::size_t j = 0; j < own.market_share.size(); ++j) {
    own.market_share[j] /= own.demand;
    share[world.class_of_producer(j)] += own.market_share[j];
    own.class_price[world.class_of_producer(j)] += own.market_share[j] * production.price[j];
  }
  for (std::size_t g = 0; g < world.n_classes; ++g)
    own.opening_class_price[g] = own.class_price[g] = share[g] > 0.0 ? own.class_price[g] / share[g] : 0.0;
}

void enter(GoodsMarket& own, const World& world, std::size_t j) {
  const std::size_t g = world.class_of_producer(j), h = g * world.n_districts + world.district_of_producer(j);
  own.home_share[j] = own.parameters.entrant_share / own.home_slots[h];
  own.national_share[j] = own.parameters.entrant_share / own.class_slots[g];
  own.market_share[j] = own.parameters.entrant_share * own.mean_share(g);
  own.demanded[j] = own.sold[j] = 0.0;
  own.revenue[j] = {};
}

void leave(GoodsMarket& own, const World&, std::size_t j) {
  own.market_share[j] = own.home_share[j] = own.national_share[j] = own.demanded[j] = own.sold[j] = 0.0;
  own.revenue[j] = {};
}

void sense_buyers(GoodsMarket& own, const World& world, const sim::Month&, const sim::Block& block) {
  if (own.parameters.ethical_orientation != 0.0) {
    const sim::Tally::Adder sum = own.orientation.of(block.worker);
    for (std::size_t i = block.first; i < block.last; ++i)
      sum.add(world.district_of_person(i), static_cast<double>(world.influence.orientation[i]));
  }
  if (world.phyles.parameters.own_market == 0.0) return;
  std::int64_t* plans = own.members_plans.of(block.worker);
  for (std::size_t i = block.first; i < block.last; ++i)
    if (const std::int32_t y = world.phyles.phyle[i]; y >= 0) plans[y] += world.livelihood.planned[i].counts();
}

void clear_market(GoodsMarket& own, const World& world, const sim::Month&) {
  const double kept = 1.0 / (1.0 + world.taxes.value_added_rate);
  const double purchases = world.public_sector.purchases_planned;
  std::vector<double> plans(world.n_districts);
  for (std::size_t d = 0; d < plans.size(); ++d) plans[d] = kept * sim::Money::counts(world.livelihood.plans_by_district[d]).eur();
  own.orientation.collect();
  own.members_plans.collect();
  Markets markets(world);
  set_budgets(own, world);
  weigh_producers(own, world);
  move_shares(own, world, markets, own.parameters.share_adjustment);
  spread_spending(own, world, markets, plans, purchases);
  sell_stock(own, world, markets);
  count_served(own, world, markets, plans, purchases);
}

void settle_sales(GoodsMarket& own, const World& world, const sim::Month& month) {
  const sim::Money from_people = month.ledger.awaiting_organisations(world.livelihood.purchases);
  own.public_sales = sim::Money::of(own.public_served * world.public_sector.purchases_planned);
  own.sales = from_people + own.public_sales;
  std::vector<double> weights(own.market_share.size(), 0.0);
  double sum = 0.0;
  for (std::size_t j = 0; j < weights.size(); ++j)
    if (world.organisations.trades(j)) sum += weights[j] = own.sold[j] * world.production.price[j];
  if (sum <= 0.0) {
    sim::ensure(own.sales == sim::Money{}, "nothing was sold, yet somebody paid");
    return;
  }
  const std::vector<sim::Money> private_parts = sim::divide(from_people, weights);
  const std::vector<sim::Money> public_parts = sim::divide(own.public_sales, weights);
  const std::size_t state = world.organisations.state();
  for (std::size_t j = 0; j < weights.size(); ++j) {
    own.revenue[j] = private_parts[j] + public_parts[j];
    if (weights[j] <= 0.0) continue;
    month.ledger.receive(world.livelihood.purchases, j, private_parts[j]);
    month.ledger.transfer(world.public_sector.public_purchases, state, j, public_parts[j]);
  }
}

void observe(const GoodsMarket& own, const World& world, sim::Observer& show) {
  double concentration = 0.0, cooperative = 0.0;
  std::vector<double> shares;
  for (std::size_t j = 0; j < own.market_share.size(); ++j) {
    concentration += own.market_share[j] * own.market_share[j];
    if (world.organisations.trades(j) && world.organisations.is_cooperative(j)) cooperative += own.market_share[j];
    shares.push_back(own.market_share[j]);
  }
  const std::size_t ten = std::min<std::size_t>(10, shares.size());
  std::partial_sort(shares.begin(), shares.begin() + static_cast<std::ptrdiff_t>(ten), shares.end(), std::greater<>());
  double top = 0.0;
  for (std::size_t k = 0; k < ten; ++k) top += shares[k];
  show.series({.name = "served_share", .unit = "1", .long_name = "Served part of the demand for goods"}, own.served_share);
  show.series({.name = "goods_sales", .unit = "EUR/month", .long_name = "Sales of goods, before tax"}, own.sales.eur());
  show.series({.name = "producer_concentration", .unit = "1", .long_name = "Concentration of sales among producers",
               .formula = "Herfindahl-Hirschman index"}, concentration);
  show.series({.name = "top10_sales_share", .unit = "1", .long_name = "Share of the ten largest producers in sales"}, top);
  show.series({.name = "cooperative_sales_share", .unit = "1", .long_name = "Share of cooperatives in sales"}, cooperative);
  std::vector<std::string> names;
  std::vector<double> prices, budgets;
  for (std::size_t g = 0; g < world.n_classes; ++g) {
    names.push_back(class_name(g));
    prices.push_back(own.opening_class_price[g] > 0.0 ? own.class_price[g] / own.opening_class_price[g] : 0.0);
    budgets.push_back(own.budget[g]);
  }
  const std::array axes{sim::Axis{"class", names, names.size()}};
  show.table("classes", {.name = "price", .unit = "1", .long_name = "Share-weighted price of a class of goods, start = 1"}, axes, prices);
  show.table("classes", {.name = "budget_share", .unit = "1", .long_name = "Share of a class in spending"}, axes, budgets);
}

}  // namespace models
