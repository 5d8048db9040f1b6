//! Where people and the state buy goods.
//!
//! Market shares move a part of the way each month towards quality x (price / mean price)^-eta. Demand is the spending of
//! people (net of tax) and of the state, divided by market share; who runs out of stock passes buyers on to those with
//! stock left; if all run out, every buyer is served the same share. Revenue is divided exactly, by largest remainder.
//! Left out so far: classes of goods, districts, ethical preference, advertising's effect on shares.
#pragma once

#include "sim/core/column.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct World;

struct GoodsMarket {
  static constexpr std::string_view path = "producers.goods_market";

  struct Parameters {
    std::int64_t classes;
    double share_adjustment;
    double price_elasticity;
    double quality_dispersion;
    double entrant_share;
    void declare(sim::ParameterVisitor& parameter);
  } parameters;

  // [producer]
  sim::Column<double> market_share;  // of spending; adds up to 1 once the market has cleared
  sim::Column<double> deserved;      // share that quality and price would give in the long run
  sim::Column<double> quality;
  sim::Column<double> demanded;      // [item/month]
  sim::Column<double> sold;          // [item/month]
  sim::Column<sim::Money> revenue;   // this month, before tax

  //! Share of spending on goods that goes to class g.
  double budget_share(std::size_t /*g*/) const { return 1.0 / static_cast<double>(parameters.classes); }

  double demand = 0.0;        // [EUR/month] before tax
  double served_share = 1.0;  // of demand
  sim::Money sales;           // this month

  void declare(sim::ColumnVisitor& column);
};

void set_up(GoodsMarket& own, const World& world, const sim::Month& month);
void enter(GoodsMarket& own, const World& world, std::size_t j);
void leave(GoodsMarket& own, const World& world, std::size_t j);

void clear_market(GoodsMarket& own, const World& world, const sim::Month& month);
void settle_sales(GoodsMarket& own, const World& world, const sim::Month& month);
void observe(const GoodsMarket& own, const World& world, sim::Observer& show);

}  // namespace models
