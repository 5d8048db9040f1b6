#include "models/producers/production.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "models/purposes.h"
#include "models/world.h"

namespace models {

void Production::Parameters::declare(sim::ParameterVisitor& parameter) {
  parameter(opening_productivity, {.name = "opening_productivity", .initial = 24.0, .unit = "item/hour",
                                   .range = {1e-6, 1e9}, .doc = "Items made in an effective hour at the start",
                                   .source = "assumption:goods-unit", .at_setup = true});
  parameter(productivity_dispersion, {.name = "productivity_dispersion", .initial = 0.10, .unit = "1", .range = {0, 2},
                                      .doc = "Standard deviation of the logarithm of opening productivity",
                                      .source = "prototype", .at_setup = true});
  parameter(markup, {.name = "markup", .initial = 0.38, .unit = "1", .range = {0, 5},
                     .doc = "Usual mark-up on unit cost", .source = "S36"});
  parameter(lowest_markup, {.name = "lowest_markup", .initial = 0.15, .unit = "1", .range = {0, 5},
                            .doc = "Lowest mark-up", .source = "prototype"});
  parameter(highest_markup, {.name = "highest_markup", .initial = 0.90, .unit = "1", .range = {0, 20},
                             .doc = "Highest mark-up", .source = "prototype"});
  parameter(markup_sensitivity, {.name = "markup_sensitivity", .initial = 0.04, .unit = "1", .range = {0, 1},
                                 .doc = "Response of the mark-up to a change of market share", .source = "R5"});
  parameter(markup_pull, {.name = "markup_pull", .initial = 0.01, .unit = "1/month", .range = sim::share,
                          .doc = "Part of the distance to the usual mark-up closed in a month",
                          .source = "prototype"});
  parameter(stock_out_markup, {.name = "stock_out_markup", .initial = 0.0003, .unit = "1", .range = {0, 0.1},
                               .doc = "Rise of the mark-up, as a part of it, of a producer that has sold out",
                               .source = "assumption:stock-out"});
  parameter(price_adjustment, {.name = "price_adjustment", .initial = 0.15, .unit = "1/month", .range = sim::share,
                               .doc = "Part of the gap to the wanted price closed in a month", .source = "prototype"});
  parameter(inventories, {.name = "inventories", .initial = 0.3, .unit = "month", .range = {0, 12},
                          .doc = "Months of expected sales that a producer wants in store", .source = "prototype"});
  parameter(expectation, {.name = "expectation", .initial = 0.25, .unit = "1/month", .range = sim::share,
                          .doc = "Speed at which expected sales follow demand", .source = "prototype"});
}

void Production::declare(sim::ColumnVisitor& column) {
  const auto per_producer = [&](auto& values, std::string_view name, std::string_view unit, std::string_view doc) {
    column(values, {.name = name, .per = "producer", .unit = unit, .doc = doc});
  };
  per_producer(own_productivity, "own_productivity", "item/hour", "productivity without the commons");
  per_producer(productivity, "productivity", "item/hour", "items made in an effective hour");
  per_producer(price, "price", "EUR/item", "price before tax");
  per_producer(unit_cost, "unit_cost", "EUR/item", "wages and energy of an item");
  per_producer(twin_cost, "twin_cost", "EUR/item", "wages and energy of an item without the commons");
  per_producer(markup, "markup", "1", "mark-up on unit cost");
  per_producer(expected_sales, "expected_sales", "item/month", "sales counted on");
  per_producer(inventory, "inventory", "item", "items in store");
  per_producer(output, "output", "item/month", "items made");
  per_producer(labour_used, "labour_used", "hour/month", "effective hours worked last month");
  per_producer(share_before, "share_before", "1", "market share a month ago");
  per_producer(revenue_per_worker, "revenue_per_worker", "EUR/hour", "expected revenue of an effective hour");
  const auto single = [&](double& value, std::string_view name, std::string_view unit, std::string_view doc) {
    column(value, {.name = name, .per = "", .unit = unit, .doc = doc});
  };
  single(price_level, "price_level", "EUR/item", "share-weighted price");
  single(opening_price_level, "opening_price_level", "EUR/item", "price level at the start");
  single(monthly_inflation, "monthly_inflation", "1/month", "change of the price level");
  single(yearly_inflation, "yearly_inflation", "1/year", "change of the price level on a year ago");
  for (double& level : price_level_before) single(level, "price_level_before", "EUR/item", "price level a year ago");
  single(expected_inflation, "expected_inflation", "1/month", "smoothed inflation");
  single(mean_productivity, "mean_productivity", "item/hour", "share-weighted productivity");
  single(productivity_change, "productivity_change", "1/month", "change of mean productivity");
  single(median_revenue_per_worker, "median_revenue_per_worker", "EUR/hour", "median over producers");
}

void count_costs(Production& own, const World& world, std::size_t j, double offer) {
  const double making = world.making_share(j);
  own.unit_cost[j] = offer / (making * own.productivity[j]) + world.energy_cost_per_item(j);
  own.twin_cost[j] = offer / (making * own.own_productivity[j]) + world.energy_cost_per_item(j);
}

double draw_productivity(const Production& own, const sim::Month& month, std::size_t j) {
  const double normal = sim::normal_quantile(month.draws.uniform(purpose::opening_producer, month.number, j));
  return own.parameters.opening_productivity * sim::exp(own.parameters.productivity_dispersion * normal);
}

void set_up(Production& own, const World& world, const sim::Month& month) {
  const Production::Parameters& p = own.parameters;
  const std::size_t n = world.organisations.n_producers;
  for (std::size_t j = 0; j < n; ++j) {
    own.own_productivity[j] = draw_productivity(own, month, j);
    own.productivity[j] = own.own_productivity[j] * world.knowledge.productivity_factor(j);
    count_costs(own, world, j, world.labour_market.wage);
    own.markup[j] = p.markup;
    own.price[j] = (1.0 + p.markup) * own.unit_cost[j];
    own.labour_used[j] = world.labour_market.labour[j];
    own.output[j] = own.productivity[j] * world.making_share(j) * own.labour_used[j];
    own.expected_sales[j] = 0.98 * own.output[j];
    own.inventory[j] = p.inventories * own.expected_sales[j];
    own.revenue_per_worker[j] = 0.0;
    own.share_before[j] = 0.0;
  }
  own.expected_inflation = world.labour_market.parameters.anchored_inflation / 12.0;
  double revenue = 0.0;
  for (std::size_t j = 0; j < n; ++j) revenue += own.expected_sales[j] * own.price[j];
  for (std::size_t j = 0; j < n; ++j) {
    const double share = own.expected_sales[j] * own.price[j] / revenue;
    own.price_level += share * own.price[j];
    own.mean_productivity += share * own.productivity[j];
  }
  own.opening_price_level = own.price_level;
  // As if prices had risen at the anchored rate before.
  for (int ago = 1; ago <= 12; ++ago)
    own.price_level_before[static_cast<std::size_t>(12 - ago)] = own.price_level * (1.0 - own.expected_inflation * ago);
}

void enter(Production& own, const World& world, std::size_t j) {
  const Production::Parameters& p = own.parameters;
  own.own_productivity[j] = world.demography.entrant_productivity[j];
  own.productivity[j] = own.own_productivity[j] * world.knowledge.productivity_factor(j);
  count_costs(own, world, j, world.labour_market.wage);
  own.markup[j] = p.markup;
  own.price[j] = (1.0 + p.markup) * own.unit_cost[j];
  own.expected_sales[j] = world.goods_market.market_share[j] * world.goods_market.demand / own.price[j];
  own.inventory[j] = 0.0;
  own.output[j] = 0.0;
  own.labour_used[j] = own.expected_sales[j] / (own.productivity[j] * world.making_share(j));
  own.share_before[j] = world.goods_market.market_share[j];
  own.revenue_per_worker[j] = 0.0;
}

std::int32_t staff_wanted(const Production& own, const World& world, std::size_t j) {
  const double expected = own.expected_sales[j];
  const double gap = own.parameters.inventories * expected - own.inventory[j];
  const double output = std::max(expected + 0.2 * gap, 0.3 * expected);
  const double people = output / (own.productivity[j] * world.making_share(j)) / world.labour_market.hours_per_worker;
  return static_cast<std::int32_t>(std::clamp(std::ceil(people - 0.3), 1.0, 2e9));
}

void plan_output(Production& own, const World& world, const sim::Month&) {
  const std::size_t n = world.organisations.n_producers;
  double weighted = 0.0, shares = 0.0;
  std::vector<double> revenue;
  for (std::size_t j = 0; j < n; ++j) {
    if (!world.organisations.trades(j)) continue;
    own.productivity[j] = own.own_productivity[j] * world.knowledge.productivity_factor(j);
    own.revenue_per_worker[j] = own.expected_sales[j] * own.price[j] / std::max(own.labour_used[j], 1.0);
    revenue.push_back(own.revenue_per_worker[j]);
    weighted += world.goods_market.market_share[j] * own.productivity[j];
    shares += world.goods_market.market_share[j];
  }
  // Closures and entries of last month have left the shares of those who trade short of 1 or beyond it.
  if (shares > 0.0) weighted /= shares;
  if (weighted > 0.0) own.productivity_change = weighted / own.mean_productivity - 1.0;
  own.mean_productivity = weighted;
  if (revenue.empty()) return;
  std::nth_element(revenue.begin(), revenue.begin() + static_cast<std::ptrdiff_t>(revenue.size() / 2), revenue.end());
  own.median_revenue_per_worker = revenue[revenue.size() / 2];
}

void produce(Production& own, const World& world, const sim::Month& month) {
  const Production::Parameters& p = own.parameters;
  double level = 0.0, shares = 0.0;
  for (std::size_t j = 0; j < world.organisations.n_producers; ++j) {
    if (!world.organisations.trades(j)) continue;
    own.labour_used[j] = world.labour_market.labour[j];
    own.output[j] = own.productivity[j] * world.making_share(j) * own.labour_used[j];
    own.inventory[j] += own.output[j];
    count_costs(own, world, j, world.labour_market.offer[j]);
    own.price[j] += p.price_adjustment * ((1.0 + own.markup[j]) * own.unit_cost[j] - own.price[j]);
    level += world.goods_market.market_share[j] * own.price[j];
    shares += world.goods_market.market_share[j];
  }
  if (shares <= 0.0) return;
  level /= shares;
  own.monthly_inflation = level / own.price_level - 1.0;
  own.price_level = level;
  double& year_ago = own.price_level_before[static_cast<std::size_t>(month.number % 12)];
  own.yearly_inflation = level / year_ago - 1.0;
  year_ago = level;
  own.expected_inflation += 0.1 * (own.monthly_inflation - own.expected_inflation);
}

void learn_from_sales(Production& own, const World& world, const sim::Month&) {
  const Production::Parameters& p = own.parameters;
  const GoodsMarket& market = world.goods_market;
  for (std::size_t j = 0; j < world.organisations.n_producers; ++j) {
    if (!world.organisations.trades(j)) continue;
    own.inventory[j] = 0.995 * (own.inventory[j] - market.sold[j]);
    own.expected_sales[j] += p.expectation * (market.demanded[j] - own.expected_sales[j]);
    const double change = own.share_before[j] > 0.0 ? market.market_share[j] / own.share_before[j] - 1.0 : 0.0;
    const double sold_out = market.demanded[j] > market.sold[j] ? p.stock_out_markup : 0.0;
    own.markup[j] *= 1.0 + p.markup_sensitivity * std::clamp(change, -0.1, 0.1) + sold_out;
    own.markup[j] = std::clamp(own.markup[j] + p.markup_pull * (p.markup - own.markup[j]), p.lowest_markup, p.highest_markup);
    own.share_before[j] = market.market_share[j];
  }
}

void adopt_techniques(Production& own, const World& world, const sim::Month&) {
  for (std::size_t j = 0; j < world.organisations.n_producers; ++j)
    own.own_productivity[j] *= sim::exp(world.innovation.found[j] + world.innovation.learned[j]);
}

void observe(const Production& own, const World& world, sim::Observer& show) {
  show.series({.name = "price_level", .unit = "1", .long_name = "Price level, start = 1",
               .formula = "share-weighted price / its opening value"}, own.price_level / own.opening_price_level);
  show.series({.name = "inflation", .unit = "1/year", .long_name = "Inflation on the same month a year ago"}, own.yearly_inflation);
  show.series({.name = "productivity", .unit = "item/hour", .long_name = "Share-weighted productivity"}, own.mean_productivity);
  double markup = 0.0, output = 0.0;
  for (std::size_t j = 0; j < world.organisations.n_producers; ++j) {
    if (!world.organisations.trades(j)) continue;
    markup += world.goods_market.market_share[j] * own.markup[j];
    output += own.output[j];
  }
  show.series({.name = "markup", .unit = "1", .long_name = "Share-weighted mark-up"}, markup);
  show.series({.name = "output", .unit = "item/month", .long_name = "Goods made"}, output);
}

}  // namespace models
