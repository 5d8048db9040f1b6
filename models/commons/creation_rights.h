//! What the law protects, how widely and for how long.
#pragma once

#include "sim/core/column.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct World;

struct CreationRights {
  static constexpr std::string_view path = "commons.creation_rights";
};

void set_up(CreationRights& own, const World& world, const sim::Month& month);

}  // namespace models
