//! Knowledge is a stock that contribution builds, use does not diminish and time wears away.
//!
//! For each project K' = (1 - omega) K + delta E^psi K^phi (Jones), E its effort. The opening stocks are what decades of
//! contribution at the opening's rate have left behind (prehistory.h), and delta is scaled so that their mean is 1 = K0. All producers draw on the mean: productivity is multiplied by
//! (1 + K/K0)^chi. People draw free use value v ln(1 + K/K0) from it, outside GDP.
//! The part of the stock that was given unpaid is remembered, by hours; the memory fades with the stock.
//! Left out so far: domains, absorptive capacity, critical mass, licences that keep somebody out.
#pragma once

#include "sim/core/column.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct World;

struct Knowledge {
  static constexpr std::string_view path = "commons.knowledge";

  struct Parameters {
    double obsolescence;
    double standing_on_shoulders;
    double duplication;
    double elasticity;
    double use_value;
    void declare(sim::ParameterVisitor& parameter);
  } parameters;

  sim::Column<double> stock;  // [project] opening mean = 1
  double efficiency = 0.0;    // delta
  double mean_stock = 1.0;    // K / K0
  double unpaid_share = 1.0;  // of the stock, by who gave it

  //! What the commons adds to the productivity of producer j: 1 without it.
  double productivity_factor(std::size_t /*j*/) const { return factor; }
  double factor = 1.0;

  void declare(sim::ColumnVisitor& column);
};

//! The stock a month later, from this month's effort.
double grown(const Knowledge::Parameters& p, double efficiency, double stock, double effort);
//! Scales stocks, grown at an efficiency of omega, to a mean of 1, and the efficiency with them.
void start_at_one(Knowledge& own);

void set_up(Knowledge& own, const World& world, const sim::Month& month);
void accumulate(Knowledge& own, const World& world, const sim::Month& month);
void observe(const Knowledge& own, const World& world, sim::Observer& show);

}  // namespace models
