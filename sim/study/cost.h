//! What a run costs, foreseen from its first months.
#pragma once

#include <string>
#include <vector>

#include "sim/core/model.h"
#include "sim/io/scenario.h"

namespace sim::study {

struct Cost {
  double seconds = 0.0;  //!< of one core
  double bytes = 0.0;    //!< of results, before compression
};

//! Works until `patience` seconds have passed or the run is over; three months at least. `record`: the groups that are kept, or
//! empty for all.
Cost foresee(const Model& model, const io::Scenario& scenario, const std::vector<std::string>& record, double patience);

}  // namespace sim::study
