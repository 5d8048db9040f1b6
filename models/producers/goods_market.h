//! Where people and the state buy goods: classes of goods, districts and the whole country.
//!
//! Each class g takes its budget share b_g (P_g / P)^(1 - sigma) of all spending. People spend a part of it, the home bias, in
//! their own district; the rest, and all the state buys, goes to producers everywhere. In each of these markets shares move a
//! part of the way a month towards quality x price^-eta x (1 + advertising / mean)^a x exp((theta + theta_o o) cooperative),
//! o being the buyers' mean orientation: sign and size of the last two are open, 0 by default. What members of a phyle spend nationwide is
//! spread by shares that are exp(b) times as large for their phyle's cooperatives, b the pull of phyles' own markets. Who runs out of stock passes
//! buyers on to those of the class with stock left; what is left unserved stays unspent. Revenue is divided exactly.
//! Source: replicator dynamics slowed (prototype), home bias from gravity (S52).
//! Left out: travel of buyers between neighbouring districts, taste for variety, goods of several qualities.
#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "sim/core/column.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct World;

struct GoodsMarket {
  static constexpr std::string_view path = "producers.goods_market";
  enum Kind : std::size_t { services, food, building, household, vehicles, media, n_kinds };
  static constexpr std::array<std::string_view, n_kinds> kinds{"services", "food", "building", "household", "vehicles", "media"};
  //! Classes beyond the kinds repeat them.
  static constexpr Kind kind_of(std::size_t g) { return static_cast<Kind>(g < n_kinds ? g : g % n_kinds); }

  struct Parameters {
    std::int64_t classes;
    double budget_services, budget_food, budget_building, budget_household, budget_vehicles, budget_media;
    double home_services, home_food, home_building, home_household, home_vehicles, home_media;
    double class_substitution;
    double share_adjustment;
    double price_elasticity;
    double entrant_share;
    double ethical_preference;
    double ethical_orientation;
    double advertising_effect;
    void declare(sim::ParameterVisitor& parameter);
    double budget_weight(std::size_t g) const;
    //! Part of people's spending on class g that looks to the own district first.
    double home_bias(std::size_t g) const;
  } parameters;

  // [producer]
  sim::Column<double> market_share;    // of all spending; adds up to 1 once the market has cleared
  sim::Column<double> home_share;      // of what its district spends at home on its class
  sim::Column<double> national_share;  // of what everybody spends on its class everywhere
  sim::Column<double> attraction;      // what quality, price and advertising make of it, whoever the buyer
  sim::Column<double> demanded;        // [item/month]
  sim::Column<double> sold;            // [item/month]
  sim::Column<sim::Money> revenue;     // this month, before tax

  // [class]
  sim::Column<double> budget;          // share of spending; 0 where nobody trades
  sim::Column<double> class_price;     // [EUR/item] share-weighted
  sim::Column<double> opening_class_price;
  sim::Column<std::int32_t> class_slots;  // producers' slots
  sim::Column<std::int32_t> home_slots;   // [class_by_district] the same

  sim::Column<double> made_locally;       // [class_by_district] [EUR/month] asked of home producers in place of central ones
  sim::Column<double> served;          // [district] part of people's plans that producers serve
  sim::Tally orientation{20};          // [district] sum over people
  sim::Scatter members_plans;          // [phyle] what members plan to spend, where phyles have markets of their own [counts of money]

  double public_served = 1.0;  // of the state's demand
  double served_share = 1.0;   // of all demand
  double demand = 0.0;         // [EUR/month] before tax
  sim::Money sales, public_sales;  // this month; public ones are a part of all

  //! Share of spending on goods that goes to class g.
  double budget_share(std::size_t g) const { return budget[g]; }
  //! Part of what is asked of producer j that is made locally in place of centrally.
  double local_part(const World& world, std::size_t j) const;
  //! Market share of the mean producer of class g.
  double mean_share(std::size_t g) const { return budget[g] / std::max(class_slots[g], 1); }

  void declare(sim::ColumnVisitor& column);
};

//! "services", ..., "services2", ... as a seventh class repeats the first.
std::string class_name(std::size_t g);

//! Market shares that quality and opening cost deserve; acts before people take their first jobs.
void open_market(GoodsMarket& own, const World& world, const sim::Month& month);
void set_up(GoodsMarket& own, const World& world, const sim::Month& month);
void enter(GoodsMarket& own, const World& world, std::size_t j);
void leave(GoodsMarket& own, const World& world, std::size_t j);

void sense_buyers(GoodsMarket& own, const World& world, const sim::Month& month, const sim::Block& block);
void clear_market(GoodsMarket& own, const World& world, const sim::Month& month);
void settle_sales(GoodsMarket& own, const World& world, const sim::Month& month);
void observe(const GoodsMarket& own, const World& world, sim::Observer& show);

}  // namespace models
