//! Durable goods are lent to neighbours.
#pragma once

#include "sim/core/column.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct World;

struct Sharing {
  static constexpr std::string_view path = "people.sharing";
};

void set_up(Sharing& own, const World& world, const sim::Month& month);

}  // namespace models
