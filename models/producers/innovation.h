//! Producers search, imitate, reveal and contribute.
#pragma once

#include "sim/core/column.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct World;

struct Innovation {
  static constexpr std::string_view path = "producers.innovation";

  sim::Column<double> contributed_hours;  // [producer] [effective hour/month] that paid staff give to the commons

  void declare(sim::ColumnVisitor& column) {
    column(contributed_hours, {.name = "contributed_hours", .per = "producer", .unit = "hour/month",
                               .doc = "effective hours that paid staff give to the commons"});
  }
};

void set_up(Innovation& own, const World& world, const sim::Month& month);

}  // namespace models
