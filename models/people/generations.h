//! People age, die and are succeeded.
#pragma once

#include "sim/core/column.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct World;

struct Generations {
  static constexpr std::string_view path = "people.generations";
};

void set_up(Generations& own, const World& world, const sim::Month& month);

}  // namespace models
