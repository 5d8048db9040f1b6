#include "models/producers/goods_market.h"

#include <Eigen/Core>
#include <algorithm>
#include <numeric>
#include <vector>

#include "models/purposes.h"
#include "models/world.h"
#include "sim/core/divide.h"

namespace models {
namespace {

double draw_quality(const GoodsMarket& own, const sim::Month& month, std::uint64_t id) {
  sim::Stream stream = month.draws.stream(purpose::entry, month.number, id);
  return sim::lognormal(stream, 0.0, own.parameters.quality_dispersion);
}

Eigen::Map<Eigen::ArrayXd> array(sim::Column<double>& column) {
  return {column.data(), static_cast<Eigen::Index>(column.size())};
}

// Sums go one after the other: Eigen's own order depends on the width of the machine's registers.
double sum_of(const sim::Column<double>& column) { return std::accumulate(column.begin(), column.end(), 0.0); }

void normalise(sim::Column<double>& shares) {
  if (const double sum = sum_of(shares); sum > 0.0) array(shares) /= sum;
}

// Shares move towards what quality and price deserve.
void move_shares(GoodsMarket& own, const World& world) {
  const GoodsMarket::Parameters& p = own.parameters;
  const Production& production = world.production;
  for (std::size_t j = 0; j < own.deserved.size(); ++j) {
    const double dearness = production.price[j] / production.price_level;
    own.deserved[j] = world.organisations.trades(j) ? own.quality[j] * sim::exp(-p.price_elasticity * sim::log(dearness)) : 0.0;
  }
  if (sum_of(own.deserved) <= 0.0) return;
  normalise(own.deserved);
  array(own.market_share) += p.share_adjustment * (array(own.deserved) - array(own.market_share));
  normalise(own.market_share);
}

}  // namespace

void GoodsMarket::Parameters::declare(sim::ParameterVisitor& parameter) {
  parameter(classes, {.name = "classes", .initial = 6, .unit = "1", .range = {1, 50}, .doc = "Classes of goods",
                      .source = "assumption:goods-classes", .at_setup = true});
  parameter(share_adjustment, {.name = "share_adjustment", .initial = 0.05, .unit = "1/month", .range = sim::share,
                               .doc = "Part of the gap to the deserved market share closed in a month",
                               .source = "prototype"});
  parameter(price_elasticity, {.name = "price_elasticity", .initial = 3.0, .unit = "1", .range = {0, 20},
                               .doc = "Elasticity of the deserved share in the price relative to the mean",
                               .source = "prototype"});
  parameter(quality_dispersion, {.name = "quality_dispersion", .initial = 0.25, .unit = "1", .range = {0, 2},
                                 .doc = "Standard deviation of the logarithm of quality", .source = "prototype",
                                 .at_setup = true});
  parameter(entrant_share, {.name = "entrant_share", .initial = 0.5, .unit = "1", .range = sim::share,
                            .doc = "Market share of an entrant, in shares of the mean producer", .source = "prototype"});
}

void GoodsMarket::declare(sim::ColumnVisitor& column) {
  column(market_share, {.name = "market_share", .per = "producer", .unit = "1", .doc = "share of spending"});
  column(deserved, {.name = "deserved", .per = "producer", .unit = "1", .doc = "share that quality and price deserve"});
  column(quality, {.name = "quality", .per = "producer", .unit = "1", .doc = "attraction at equal price"});
  column(demanded, {.name = "demanded", .per = "producer", .unit = "item/month", .doc = "items asked for"});
  column(sold, {.name = "sold", .per = "producer", .unit = "item/month", .doc = "items sold"});
  column(revenue, {.name = "revenue", .per = "producer", .unit = "EUR/month", .doc = "sales before tax"});
  column(demand, {.name = "demand", .per = "", .unit = "EUR/month", .doc = "spending wanted"});
  column(served_share, {.name = "served_share", .per = "", .unit = "1", .doc = "served part of demand"});
  column(sales, {.name = "sales", .per = "", .unit = "EUR/month", .doc = "sales of all producers"});
}

void set_up(GoodsMarket& own, const World& world, const sim::Month& month) {
  const Production& production = world.production;
  own.deserved.fill(0.0);
  for (std::size_t j = 0; j < own.market_share.size(); ++j) {
    own.quality[j] = draw_quality(own, month, static_cast<std::uint64_t>(world.organisations.id[j]));
    own.market_share[j] = production.expected_sales[j] * production.price[j];
    own.demand += own.market_share[j];
    own.demanded[j] = own.sold[j] = production.expected_sales[j];
    own.revenue[j] = sim::Money::of(own.market_share[j]);
  }
  normalise(own.market_share);
}

void enter(GoodsMarket& own, const World& world, std::size_t j) {
  own.market_share[j] = own.parameters.entrant_share / static_cast<double>(own.market_share.size());
  own.quality[j] = world.demography.entrant_quality[j];
  own.demanded[j] = own.sold[j] = 0.0;
  own.revenue[j] = {};
}

void leave(GoodsMarket& own, const World&, std::size_t j) {
  own.market_share[j] = own.demanded[j] = own.sold[j] = 0.0;
  own.revenue[j] = {};
}

void clear_market(GoodsMarket& own, const World& world, const sim::Month&) {
  const Production& production = world.production;
  move_shares(own, world);
  const double private_demand = sim::Money::counts(world.livelihood.plans[0]).eur() / (1.0 + world.taxes.value_added_rate);
  own.demand = private_demand + world.public_sector.purchases_planned;
  double unserved = own.demand, left = 0.0;
  for (std::size_t j = 0; j < own.market_share.size(); ++j) {
    if (!world.organisations.trades(j)) continue;
    own.demanded[j] = own.market_share[j] * own.demand / production.price[j];
    own.sold[j] = std::min(production.inventory[j], own.demanded[j]);
    unserved -= own.sold[j] * production.price[j];
    left += (production.inventory[j] - own.sold[j]) * production.price[j];
  }
  const double passed_on = left > 0.0 ? std::clamp(unserved / left, 0.0, 1.0) : 0.0;
  double served = 0.0;
  for (std::size_t j = 0; j < own.market_share.size(); ++j) {
    if (!world.organisations.trades(j)) continue;
    own.sold[j] += passed_on * (production.inventory[j] - own.sold[j]);
    served += own.sold[j] * production.price[j];
  }
  own.served_share = own.demand > 0.0 ? std::min(served / own.demand, 1.0) : 1.0;
}

void settle_sales(GoodsMarket& own, const World& world, const sim::Month& month) {
  const sim::Money from_people = month.ledger.awaiting_organisations(world.livelihood.purchases);
  const sim::Money from_state = sim::Money::of(own.served_share * world.public_sector.purchases_planned);
  own.sales = from_people + from_state;
  std::vector<double> weights(own.market_share.size(), 0.0);
  double sum = 0.0;
  for (std::size_t j = 0; j < weights.size(); ++j)
    if (world.organisations.trades(j)) sum += weights[j] = own.sold[j] * world.production.price[j];
  if (sum <= 0.0) {
    sim::ensure(own.sales == sim::Money{}, "nothing was sold, yet somebody paid");
    return;
  }
  const std::vector<sim::Money> private_sales = sim::divide(from_people, weights);
  const std::vector<sim::Money> public_sales = sim::divide(from_state, weights);
  const std::size_t state = world.organisations.state();
  for (std::size_t j = 0; j < weights.size(); ++j) {
    own.revenue[j] = private_sales[j] + public_sales[j];
    if (weights[j] <= 0.0) continue;
    month.ledger.receive(world.livelihood.purchases, j, private_sales[j]);
    month.ledger.transfer(world.public_sector.public_purchases, state, j, public_sales[j]);
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
}

}  // namespace models
