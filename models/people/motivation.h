//! What moves people to contribute.
//!
//! A share of volunteers give their hours to knowledge commons, the others to civic life. Each volunteer has committed
//! hours (lognormal) that do not depend on pay, and a small marginal weight on further hours, the same for all. Output per
//! hour is lognormal with mean 1: most contribution comes from few. Level and dispersion sit in the committed hours, so a
//! basic income does not raise contribution by functional form alone.
//! Left out so far: crowding out, reputation, group size, conditional cooperation.
#pragma once

#include "sim/core/column.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct World;

struct Motivation {
  static constexpr std::string_view path = "people.motivation";

  struct Parameters {
    double contributor_share;
    double median_hours;
    double hours_dispersion;
    double output_dispersion;
    double most_hours;
    void declare(sim::ParameterVisitor& parameter) {
      parameter(contributor_share,
                {.name = "contributor_share", .initial = 0.10, .unit = "1", .range = sim::share,
                 .doc = "Share of people who contribute to knowledge commons at the opening; commons.projects.reserve adds those dormant",
                 .source = "S19", .at_setup = true});
      parameter(median_hours, {.name = "median_hours", .initial = 0.97, .unit = "hour/month", .range = {0, 50},
                               .doc = "Median of committed volunteer hours", .source = "S19", .at_setup = true});
      parameter(hours_dispersion, {.name = "hours_dispersion", .initial = 1.6, .unit = "1", .range = {0, 3},
                                   .doc = "Standard deviation of the logarithm of committed hours", .source = "S1",
                                   .at_setup = true});
      parameter(output_dispersion, {.name = "output_dispersion", .initial = 1.9, .unit = "1", .range = {0, 3},
                                    .doc = "Standard deviation of the logarithm of output per hour", .source = "S1",
                                    .at_setup = true});
      parameter(most_hours, {.name = "most_hours", .initial = 120.0, .unit = "hour/month", .range = {1, 300},
                             .doc = "No one commits more hours than this", .source = "assumption:most-hours",
                             .at_setup = true});
    }
  } parameters;

  sim::Column<float> committed_hours;  // [person] [hour/month]
  sim::Column<float> output_per_hour;  // [person] contribution-hours equivalent per hour; 0: gives to civic life instead

  bool contributes(std::size_t i) const { return output_per_hour[i] > 0.0f; }

  void declare(sim::ColumnVisitor& column) {
    column(committed_hours, {.name = "committed_hours", .per = "person", .unit = "hour/month",
                             .doc = "volunteer hours that do not depend on pay"});
    column(output_per_hour, {.name = "output_per_hour", .per = "person", .unit = "1",
                             .doc = "effective contribution of an hour; 0 for those who give to civic life"});
  }
};

void set_up(Motivation& own, const World& world, const sim::Month& month);
void succeed(Motivation& own, const World& world, const sim::Month& month, std::size_t i);

}  // namespace models
