//! Producers search, imitate, reveal and contribute.
#pragma once

#include "sim/core/column.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct World;

struct Innovation {
  static constexpr std::string_view path = "producers.innovation";
};

void set_up(Innovation& own, const World& world, const sim::Month& month);

}  // namespace models
