//! Owners of platforms set the take rate and the quality of service.
//!
//! Once a period each owner moves the take rate by a step of random length in the direction that last raised profit (in
//! wages), and turns round when it fell: a myopic hill climb. Quality follows spending per user.
//! Left out so far: patience and the locked-in base as an asset, so enabling before extracting need not emerge.
#pragma once

#include "sim/core/column.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct World;

struct Strategy {
  static constexpr std::string_view path = "platforms.strategy";

  struct Parameters {
    double opening_take_rate;
    double step;
    double highest_take_rate;
    std::int64_t period;
    double usual_spending;
    void declare(sim::ParameterVisitor& parameter);
  } parameters;

  // [platform]
  sim::Column<double> take_rate;
  sim::Column<double> quality;
  sim::Column<double> direction;    // +1 or -1
  sim::Column<double> last_profit;  // in effective hours, over the last period
  sim::Column<double> profit_so_far;

  double mean_take_rate = 0.0;  // weighted by users

  void declare(sim::ColumnVisitor& column);
};

void set_up(Strategy& own, const World& world, const sim::Month& month);
void set_take_rates(Strategy& own, const World& world, const sim::Month& month);
void observe(const Strategy& own, const World& world, sim::Observer& show);

}  // namespace models
