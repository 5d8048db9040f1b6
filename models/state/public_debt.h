//! A ceiling on the public debt and what is cut above it.
//!
//! While the debt in years of GDP is above the ceiling, unemployment benefit and basic income are cut by a part that grows with
//! the distance, month by month, up to a bound; below it the cut is taken back at the same speed: an austerity rule,
//! cut' = cut + austerity x (debt/GDP - ceiling). No ceiling acts by default. Interest on the debt is the public sector's
//! (state/public_sector). Left out: cuts of jobs and purchases, risk premia, default.
#pragma once

#include "sim/core/column.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct World;

struct PublicDebt {
  static constexpr std::string_view path = "state.public_debt";

  struct Parameters {
    double ceiling;
    double austerity;
    double highest_cut;
    void declare(sim::ParameterVisitor& parameter);
  } parameters;

  double cut = 0.0;  // part of transfers that is not paid

  void declare(sim::ColumnVisitor& column);
};

void set_cut(PublicDebt& own, const World& world, const sim::Month& month);
void observe(const PublicDebt& own, const World& world, sim::Observer& show);

}  // namespace models
