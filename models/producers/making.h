//! Goods are made centrally or locally.
#pragma once

#include "sim/core/column.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct World;

struct Making {
  static constexpr std::string_view path = "producers.making";

  //! Share of the demand for class g in district d that is made locally.
  double local_share(std::size_t /*g*/, std::size_t /*d*/) const { return 0.0; }
};

void set_up(Making& own, const World& world, const sim::Month& month);

}  // namespace models
