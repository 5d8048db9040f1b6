//! Joins the contents of result files along `run`: how shards become one file, and single runs a shard.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "sim/io/variable.h"

namespace sim::io {

//! One run of one of the parts.
struct RunAddress {
  std::size_t part = 0;
  std::size_t row = 0;
};

//! The content of a file that holds some runs of some parts, in a given order. Everything that does not belong to a run is
//! taken from the part that knows most groups. Numbered axes (no labels) of different lengths, and runs that failed and
//! recorded nothing, are filled up: NaN, 0, -1 for identities, or an empty text. Of the parts it keeps lengths and events.
class Join {
 public:
  explicit Join(std::vector<RunAddress> runs) : runs_(std::move(runs)) {}

  //! The next part. Its groups may leave out values along `run`; `rows`, which are kept, give them. Throws FileError where
  //! parts contradict each other.
  void add(std::vector<Group> groups, Rows rows);

  //! The groups; of variables along `run` only those of one dimension have their values.
  std::vector<Group> heads() const;
  //! Values of a variable of `heads` along `run`, for so many runs.
  Numbers rows(const Group& group, const Variable& variable, std::size_t first, std::size_t count) const;

 private:
  struct Part {
    std::map<std::string, std::vector<Dimension>> dimensions;  //!< by group
    Group events;
    Rows rows;
  };
  Group joined(const Group& pattern) const;
  Group joined_events(const Group& pattern) const;

  std::vector<RunAddress> runs_;
  std::vector<Part> parts_;
  std::vector<Group> pattern_;  //!< of the part with most groups, which knows them all: one in which some run was whole
};

//! All of it in memory.
std::vector<Group> join_runs(const std::vector<std::vector<Group>>& parts, const std::vector<RunAddress>& runs);

}  // namespace sim::io
