//! Who may use the commons, on what terms.
#pragma once

#include "sim/core/column.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct World;

struct Licences {
  static constexpr std::string_view path = "commons.licences";
};

void set_up(Licences& own, const World& world, const sim::Month& month);

}  // namespace models
