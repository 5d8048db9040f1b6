//! A platform alone between two sides that pay for each transaction (Rochet and Tirole 2003).
//!
//! A transaction takes a buyer and a seller. Those to whom it is worth its price are, relative to those at a price of nought,
//!   D_i(p) = (1 - p / v_i)^s_i,   with the elasticity eta_i = -p D_i' / D_i = s_i p / (v_i - p),
//! and every buyer who joins meets every seller who does: profit is (p_B + p_S - c) D_B D_S. Each month the platform moves each price a
//! part 1 - inertia of the way to the best one at the other's price. It rests where one more EUR taken from either side loses as much:
//!   p_B + p_S - c = p_B / eta_B = p_S / eta_S,
//! so that the side which answers less to its price pays more, whatever the side costs. In closed form the margin is
//!   m = (v_B + v_S - c) / (1 + s_B + s_S),   p_i = v_i - s_i m.
//! Left out: fees for membership, competing platforms (textbook.two_sided_duopoly), several homes.
#pragma once

#include <array>
#include <tuple>

#include "sim/core/column.h"
#include "sim/core/ledger.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct TwoSidedMonopolyWorld;

struct TwoSidedMonopoly {
  static constexpr std::string_view path = "textbook.two_sided_monopoly";

  //! Buyers, and likewise sellers.
  struct Side {
    double highest;    //!< v [EUR] what a transaction is worth to the keenest
    double curvature;  //!< s
  };

  struct Parameters {
    double buyers_highest, buyers_curvature, sellers_highest, sellers_curvature;
    double cost;
    double inertia;
    void declare(sim::ParameterVisitor& parameter) {
      parameter(buyers_highest, {.name = "buyers_highest", .initial = 3.0, .unit = "EUR", .range = {1e-3, 1e3},
                                 .doc = "v_B: what a transaction is worth to the keenest buyer", .source = "rochet-tirole"});
      parameter(buyers_curvature, {.name = "buyers_curvature", .initial = 1.0, .unit = "1", .range = {0.05, 20},
                                   .doc = "s_B: how fast buyers fall off as their price rises; 1: what it is worth is uniform",
                                   .source = "rochet-tirole"});
      parameter(sellers_highest, {.name = "sellers_highest", .initial = 2.0, .unit = "EUR", .range = {1e-3, 1e3},
                                  .doc = "v_S: what a transaction is worth to the keenest seller", .source = "rochet-tirole"});
      parameter(sellers_curvature, {.name = "sellers_curvature", .initial = 0.5, .unit = "1", .range = {0.05, 20},
                                    .doc = "s_S: how fast sellers fall off as their price rises", .source = "rochet-tirole"});
      parameter(cost, {.name = "cost", .initial = 0.5, .unit = "EUR", .range = sim::non_negative,
                       .doc = "c: what a transaction costs the platform", .source = "rochet-tirole"});
      parameter(inertia, {.name = "inertia", .initial = 0.5, .unit = "1", .range = sim::share,
                          .doc = "Part of the way to the best price that is not gone in a month", .source = "rochet-tirole"});
    }
    Side buyers() const { return {buyers_highest, buyers_curvature}; }
    Side sellers() const { return {sellers_highest, sellers_curvature}; }
  } parameters;

  std::array<double, 2> price{};  // [EUR] of buyers, of sellers

  void declare(sim::ColumnVisitor& column) { column(price, {.name = "price", .per = "", .unit = "EUR", .doc = "of buyers, of sellers"}); }
};

//! Those of a side who join at a price, relative to those who would for nothing; at a price below zero there are more.
double joining(const TwoSidedMonopoly::Side& side, double price);
//! The price of a side that earns most while the other pays `other`.
double best_price(const TwoSidedMonopoly::Side& side, double other, double cost);

void set_prices(TwoSidedMonopoly& own, const TwoSidedMonopolyWorld& world, const sim::Month& month);
void observe(const TwoSidedMonopoly& own, const TwoSidedMonopolyWorld& world, sim::Observer& show);

struct TwoSidedMonopolyWorld {
  static constexpr std::string_view name = "two-sided-monopoly";
  static constexpr std::string_view summary = "Textbook: a platform alone between buyers and sellers who pay for each transaction";
  static constexpr std::array<std::string_view, 4> headlines{"buyers_price", "sellers_price", "transactions", "profit"};
  static constexpr sim::Purpose opening{1, "opening"};
  static constexpr std::array purposes{opening};
  static std::span<const sim::Process<TwoSidedMonopolyWorld>> schedule();

  TwoSidedMonopoly platform;
  auto rooms() { return std::tie(platform); }
  sim::Ledger ledger{{"people"}, 1u};

  std::size_t size(std::string_view dimension) const { return dimension == "" ? 1 : 0; }
  void set_up(const sim::Month& month);
};

}  // namespace models
