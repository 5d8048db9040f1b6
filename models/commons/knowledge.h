//! Knowledge is a stock that contribution builds, use does not diminish and time wears away.
//!
//! For each project K' = (1 - omega - s max(0, 1 - n / n_c)) K + delta E^psi K^phi (Jones), E the output of its n contributors
//! (projects.h); with fewer than the critical mass n_c the stock is not maintained in full. The opening stocks are what decades of
//! contribution at the opening's rate have left behind (prehistory.h), and delta is scaled so that their mean is 1 = K0.
//! What paid staff of producers give goes to projects in proportion to their stocks, since they give to what they use.
//! Producers draw on the mean K: productivity is multiplied by (1 + a K/K0)^chi, where the absorptive capacity
//! a = 1 + a1 (own giving / mean giving - 1) has a mean of 1 (Cohen and Levinthal 1990). People draw free use value
//! v ln(1 + K/K0) from it, outside GDP. Who gave the stock is remembered, by hours: unpaid, paid by foundations, paid by
//! producers; the memory fades with the stock.
//! Left out so far: domains, licences that keep somebody out.
#pragma once

#include <array>

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
    double absorptive_gain;
    double critical_mass;
    double shortfall;
    double use_value;
    void declare(sim::ParameterVisitor& parameter);
  } parameters;

  sim::Column<double> stock;  // [project] opening mean = 1
  double efficiency = 0.0;    // delta
  double mean_stock = 1.0;    // K / K0
  enum Creator : std::size_t { unpaid, paid_by_foundations, paid_by_producers, n_creators };
  std::array<double, n_creators> creator_share{1.0, 0.0, 0.0};  // of the stock, by who gave it

  //! What the commons adds to the productivity of producer j: 1 without it.
  double productivity_factor(std::size_t j) const { return factor[j]; }
  sim::Column<double> factor;  // [producer]

  void declare(sim::ColumnVisitor& column);
};

//! Part of a stock lost a month because it lacks contributors who maintain it: s max(0, 1 - n / critical mass).
double maintenance_shortfall(const Knowledge::Parameters& p, double contributors);
//! The stock a month later, from this month's effort.
double grown(const Knowledge::Parameters& p, double efficiency, double stock, double effort, double shortfall = 0.0);
//! Scales stocks, grown at an efficiency of omega, to a mean of 1, and the efficiency with them.
void start_at_one(Knowledge& own, const World& world);

void set_up(Knowledge& own, const World& world, const sim::Month& month);
//! An entrant absorbs like the mean producer.
void enter(Knowledge& own, const World& world, std::size_t j);
void accumulate(Knowledge& own, const World& world, const sim::Month& month);
void observe(const Knowledge& own, const World& world, sim::Observer& show);

}  // namespace models
