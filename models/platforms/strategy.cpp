#include "models/platforms/strategy.h"

#include <algorithm>

#include "models/purposes.h"
#include "models/world.h"

namespace models {

void Strategy::Parameters::declare(sim::ParameterVisitor& parameter) {
  parameter(opening_take_rate, {.name = "opening_take_rate", .initial = 0.10, .unit = "1", .range = sim::share,
                                .doc = "Share of gig sales that platforms keep at the start", .source = "S25",
                                .at_setup = true});
  parameter(step, {.name = "step", .initial = 0.02, .unit = "1", .range = {0, 0.5},
                   .doc = "Mean change of the take rate in a period", .source = "assumption:take-step"});
  parameter(highest_take_rate, {.name = "highest_take_rate", .initial = 0.6, .unit = "1", .range = sim::share,
                                .doc = "No platform takes more, whatever the law allows", .source = "prototype"});
  parameter(period, {.name = "period", .initial = 12, .unit = "month", .range = {1, 120},
                     .doc = "Months between two decisions", .source = "prototype"});
  parameter(usual_spending, {.name = "usual_spending", .initial = 0.004, .unit = "1", .range = {1e-6, 1},
                             .doc = "Staff per user, as a share of a full-time job, that gives quality 1",
                             .source = "prototype"});
}

void Strategy::declare(sim::ColumnVisitor& column) {
  const auto per_platform = [&](sim::Column<double>& values, std::string_view name, std::string_view unit, std::string_view doc) {
    column(values, {.name = name, .per = "platform", .unit = unit, .doc = doc});
  };
  per_platform(take_rate, "take_rate", "1", "share of gig sales kept");
  per_platform(quality, "quality", "1", "service quality");
  per_platform(direction, "direction", "1", "of the last change: +1 or -1");
  per_platform(last_profit, "last_profit", "hour", "profit of the last period in effective hours' pay");
  per_platform(profit_so_far, "profit_so_far", "hour", "profit of this period");
  column(mean_take_rate, {.name = "mean_take_rate", .per = "", .unit = "1", .doc = "take rate of the mean user"});
}

void set_up(Strategy& own, const World& world, const sim::Month& month) {
  own.take_rate.fill(own.parameters.opening_take_rate);
  own.quality.fill(1.0);
  for (std::size_t k = 0; k < own.direction.size(); ++k)
    own.direction[k] = month.draws.uniform(purpose::take_step, month.number, world.organisations.platform(k)) < 0.5 ? -1.0 : 1.0;
  own.last_profit.fill(0.0);
  own.profit_so_far.fill(0.0);
  own.mean_take_rate = own.parameters.opening_take_rate;
}

void set_take_rates(Strategy& own, const World& world, const sim::Month& month) {
  const Strategy::Parameters& p = own.parameters;
  const bool decides = month.number > 0 && month.every(static_cast<int>(p.period));
  own.mean_take_rate = 0.0;
  for (std::size_t k = 0; k < own.take_rate.size(); ++k) {
    const std::size_t j = world.organisations.platform(k);
    own.profit_so_far[k] += world.capture.profit[k] / world.labour_market.wage;
    if (decides) {
      if (own.profit_so_far[k] < own.last_profit[k]) own.direction[k] = -own.direction[k];
      const double length = 0.5 + month.draws.uniform(purpose::take_step, month.number, j);
      own.take_rate[k] += own.direction[k] * p.step * length;
      own.last_profit[k] = own.profit_so_far[k];
      own.profit_so_far[k] = 0.0;
    }
    own.take_rate[k] = std::clamp(own.take_rate[k], 0.0, std::min(p.highest_take_rate, world.regulation.take_rate_cap(world)));
    const double staff = static_cast<double>(world.labour_market.headcount[j]);
    const double users = std::max(static_cast<double>(world.adoption.users[k]), 1.0);
    const double spending = std::max(staff, 0.05) / users / p.usual_spending;
    own.quality[k] = std::max(own.quality[k] + 0.1 * (spending - own.quality[k]), 0.05);
    own.mean_take_rate += world.adoption.user_share(k) * own.take_rate[k];
  }
}

void observe(const Strategy& own, const World&, sim::Observer& show) {
  show.series({.name = "take_rate", .unit = "1", .long_name = "Platforms' take rate, mean over users"}, own.mean_take_rate);
  show.series({.name = "highest_take_rate", .unit = "1", .long_name = "Highest take rate of a platform"},
              *std::max_element(own.take_rate.begin(), own.take_rate.end()));
}

}  // namespace models
