//! From records to the groups of a result file (format "beachhead-results", version 1).
#pragma once

#include <string>
#include <vector>

#include "sim/core/model.h"
#include "sim/io/recorder.h"
#include "sim/io/scenario.h"
#include "sim/io/variable.h"

namespace sim::io {

//! One row of the dimension `run`.
struct ResultRun {
  std::string arm;
  std::size_t arm_index = 0;
  std::uint32_t seed = 0, replicate = 0;
  std::string failure;
  const Recorder* record = nullptr;
  std::string id = {};               //!< in a study; otherwise derived from scenario, replicate and version
  std::vector<Value> factors = {};   //!< what the study set, as its factors are named
};

//! What a study varies: a variable of /runs.
struct ResultFactor {
  std::string name, unit, long_name;
};

struct ResultArm {
  std::string name;
  const Scenario* scenario = nullptr;
};

//! What is volatile and belongs to /provenance only.
struct Provenance {
  std::string command_line;
  double wall_seconds = 0.0;
  std::vector<Timing> timings;
  unsigned threads = 1;
};

//! The groups of a file. All runs have the same start and horizon; numbered axes (people, slots) may differ in length.
std::vector<Group> result_groups(const Model& model, const std::vector<ResultArm>& arms,
                                 const std::vector<ResultRun>& runs, const Provenance& provenance,
                                 const std::vector<ResultFactor>& factors = {});

//! The group /provenance alone.
Group provenance_group(const Provenance& provenance);

//! "0.1.0", the git revision and whether the sources differed from it, the compiler and its flags.
std::string program_version();
std::string git_revision();
std::string build_description();

}  // namespace sim::io
