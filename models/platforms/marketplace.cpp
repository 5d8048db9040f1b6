#include "models/platforms/marketplace.h"

#include <algorithm>
#include <numeric>
#include <vector>

#include "models/sectors.h"
#include "models/world.h"
#include "sim/core/divide.h"

namespace models {

void Marketplace::Parameters::declare(sim::ParameterVisitor& parameter) {
  parameter(sales_share, {.name = "sales_share", .initial = 0.0, .unit = "1", .range = sim::share,
                          .doc = "Share of people's spending on goods that passes through platforms", .source = "assumption:marketplace"});
  parameter(relative_rate, {.name = "relative_rate", .initial = 0.6, .unit = "1", .range = sim::share,
                            .doc = "Commission on goods as a part of the take rate on services", .source = "S25"});
  parameter(data_rent, {.name = "data_rent", .initial = 0.0, .unit = "EUR/month", .range = sim::non_negative,
                        .doc = "What producers pay for the data on a user of a platform", .source = "assumption:data-rent",
                        .indexed = sim::Indexed::to_wages});
}

void Marketplace::declare(sim::ColumnVisitor& column) {
  const auto per = [&](auto& values, std::string_view entity, std::string_view name, std::string_view doc) {
    column(values, {.name = name, .per = entity, .unit = "EUR/month", .doc = doc});
  };
  per(commission, "producer", "commission", "commission paid on goods sold through platforms");
  per(data, "producer", "data", "paid for data on users");
  per(commission_sales, "platform", "commission_sales", "commission on goods received");
  per(data_sales, "platform", "data_sales", "data sold");
}

void Marketplace::declare(sim::FlowVisitor& flow) {
  flow(commissions, {.name = "marketplace_commission", .from = sector::producers, .to = sector::platforms, .mode = "market",
                     .doc = "platforms keep a part of what goods are sold for through them"});
  flow(data_purchases, {.name = "data_rent", .from = sector::producers, .to = sector::platforms, .mode = "market",
                        .doc = "producers buy data on users"});
}

namespace {

double sales_to_people(const World& world) {
  return (world.goods_market.sales - world.goods_market.public_sales).eur();
}

double everybody(const World& world) { return static_cast<double>(world.adoption.home.size()); }

// Collects `part` of every producer's sales and divides it among platforms by weight.
void collect(const World& world, const sim::Month& month, sim::Flow flow, double part, std::span<const double> weights,
             sim::Column<sim::Money>& paid, sim::Column<double>& received) {
  sim::Money sum;
  received.fill(0.0);
  const double any = std::accumulate(weights.begin(), weights.end(), 0.0);
  for (std::size_t j = 0; j < paid.size(); ++j) {
    paid[j] = any > 0.0 ? std::min(sim::Money::of(part * world.goods_market.revenue[j].eur()), month.ledger.deposit(j))
                        : sim::Money{};
    if (paid[j] == sim::Money{}) continue;
    month.ledger.pay(flow, j, paid[j]);
    sum += paid[j];
  }
  if (sum == sim::Money{}) return;
  const std::vector<sim::Money> parts = sim::divide(sum, weights);
  for (std::size_t k = 0; k < parts.size(); ++k) {
    month.ledger.receive(flow, world.organisations.platform(k), parts[k]);
    received[k] = parts[k].eur();
  }
}

}  // namespace

double Marketplace::charged_per_user(const World& world) const {
  return parameters.relative_rate * parameters.sales_share * sales_to_people(world) / everybody(world);
}

void set_up(Marketplace& own, const World&, const sim::Month&) {
  own.commission.fill({});
  own.data.fill({});
  own.commission_sales.fill(0.0);
  own.data_sales.fill(0.0);
}

void leave_platform(Marketplace& own, const World&, const sim::Month&, std::size_t k) {
  own.commission_sales[k] = own.data_sales[k] = 0.0;
}

void charge_commission(Marketplace& own, const World& world, const sim::Month& month) {
  std::vector<double> taken(own.commission_sales.size());  // of what is sold through any platform
  for (std::size_t k = 0; k < taken.size(); ++k) taken[k] = world.adoption.user_share(k) * world.strategy.take_rate[k];
  const double sales = world.goods_market.sales.eur();
  const double charged = sales > 0.0 ? own.charged_per_user(world) * everybody(world) / sales : 0.0;
  collect(world, month, own.commissions, charged * std::accumulate(taken.begin(), taken.end(), 0.0), taken,
          own.commission, own.commission_sales);
}

void sell_data(Marketplace& own, const World& world, const sim::Month& month) {
  std::vector<double> users(own.data_sales.size());
  for (std::size_t k = 0; k < users.size(); ++k) users[k] = world.adoption.user_share(k);
  const double sales = world.goods_market.sales.eur();
  collect(world, month, own.data_purchases, sales > 0.0 ? own.parameters.data_rent * everybody(world) / sales : 0.0,
          users, own.data, own.data_sales);
}

void observe(const Marketplace& own, const World& world, sim::Observer& show) {
  const auto sum = [](const sim::Column<double>& parts) { return std::accumulate(parts.begin(), parts.end(), 0.0); };
  show.series({.name = "marketplace_commission_to_gdp",
               .unit = "1",
               .long_name = "Platforms' commission on sales of goods / GDP"},
              sum(own.commission_sales) / world.gdp());
  show.series({.name = "data_rent_to_gdp", .unit = "1", .long_name = "Sales of data on users / GDP"},
              sum(own.data_sales) / world.gdp());
}

}  // namespace models
