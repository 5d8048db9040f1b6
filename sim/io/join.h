//! Joins the contents of result files along `run`: how shards become one file, and single runs a shard.
#pragma once

#include <cstddef>
#include <vector>

#include "sim/io/variable.h"

namespace sim::io {

//! One run of one of the parts.
struct RunAddress {
  std::size_t part = 0;
  std::size_t row = 0;
};

//! The groups of a file that holds these runs, in this order. Everything that does not belong to a run is taken from the
//! first part that has it. Numbered axes (no labels) of different lengths, and runs that failed and recorded nothing, are
//! filled up: NaN, 0, -1 for identities, or an empty text. Throws FileError where parts contradict each other.
std::vector<Group> join_runs(const std::vector<std::vector<Group>>& parts, const std::vector<RunAddress>& runs);

}  // namespace sim::io
