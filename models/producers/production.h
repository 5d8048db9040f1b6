//! What producers make, with what, and at what price.
//!
//! Productivity is A = A0 (1 + K/K0)^chi of commons knowledge K that a producer may draw on. It makes
//! Q = A L from effective hours L and energy in proportion to Q. Unit cost u = w/A + energy price x intensity; the price
//! closes a part of the gap to (1 + m) u each month. The mark-up follows the market share,
//! m' = m (1 + v change of share + s if sold out), and is pulled back to its usual level. Staff wanted follows expected sales and the
//! inventory gap. Only a part s of staff time makes goods (producers/innovation says what the rest does): A stands for A s where
//! labour is concerned. A0 rises by what search and imitation find.
//! Left out so far: investment in capital.
#pragma once

#include <array>

#include "sim/core/column.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct World;

struct Production {
  static constexpr std::string_view path = "producers.production";

  struct Parameters {
    double opening_productivity;
    double productivity_dispersion;
    double markup;
    double lowest_markup;
    double highest_markup;
    double markup_sensitivity;
    double markup_pull;
    double stock_out_markup;
    double price_adjustment;
    double inventories;
    double expectation;
    void declare(sim::ParameterVisitor& parameter);
  } parameters;

  // [producer]
  sim::Column<double> own_productivity;  // A0 [item/effective hour]
  sim::Column<double> productivity;      // A [item/effective hour]
  sim::Column<double> price;             // [EUR/item] before value-added tax
  sim::Column<double> unit_cost;         // [EUR/item]
  sim::Column<double> twin_cost;         // [EUR/item] what it would be without the commons
  sim::Column<double> markup;
  sim::Column<double> expected_sales;    // [item/month]
  sim::Column<double> inventory;         // [item]
  sim::Column<double> output;            // [item/month]
  sim::Column<double> labour_used;       // [effective hour/month]
  sim::Column<double> share_before;      // market share at the last revision of the mark-up
  sim::Column<double> revenue_per_worker;  // [EUR/effective hour]

  double price_level = 0.0;             // [EUR/item] share-weighted
  double opening_price_level = 0.0;
  double monthly_inflation = 0.0;
  std::array<double, 12> price_level_before{};  // [EUR/item] of the last twelve months, by month of the year
  double yearly_inflation = 0.0;        // [1/year] on the same month a year ago
  double expected_inflation = 0.0;      // [1/month] smoothed
  double mean_productivity = 0.0;       // share-weighted A
  double productivity_change = 0.0;     // [1/month] of mean_productivity
  double median_revenue_per_worker = 0.0;

  void declare(sim::ColumnVisitor& column);
};

//! Sets the unit costs of producer j at wage `offer`. [EUR/effective hour]
void count_costs(Production& own, const World& world, std::size_t j, double offer);

//! Productivity that producer j starts with. [item/effective hour]
double draw_productivity(const Production& own, const sim::Month& month, std::size_t j);

void set_up(Production& own, const World& world, const sim::Month& month);
void enter(Production& own, const World& world, std::size_t j);

//! Staff that producer j wants. [person]
std::int32_t staff_wanted(const Production& own, const World& world, std::size_t j);

void plan_output(Production& own, const World& world, const sim::Month& month);
void produce(Production& own, const World& world, const sim::Month& month);
void adopt_techniques(Production& own, const World& world, const sim::Month& month);
void learn_from_sales(Production& own, const World& world, const sim::Month& month);
void observe(const Production& own, const World& world, sim::Observer& show);

}  // namespace models
