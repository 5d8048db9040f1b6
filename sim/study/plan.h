//! The plan of a study: every run it asks for, named by its content.
//!
//! A run's identity is a hash of the resolved scenario, the design point, the seed, the replicate and the version of the
//! program, so that what is found in a directory is never mistaken for something else, however the study was edited. The
//! order of factors and of points is no part of it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/core/model.h"
#include "sim/io/result.h"
#include "sim/io/scenario.h"
#include "sim/study/arms.h"
#include "sim/study/design.h"

namespace sim::study {

struct PlannedRun {
  std::string id;
  std::size_t point = 0;
  std::uint32_t replicate = 0;
};

//! "0.1.0 1a2b3c": runs of one program version are never mixed with another's.
std::string program_identity();

class Plan {
 public:
  //! Reads the study file; `replicates`, where given, takes the place of the file's. Throws ScenarioError with every finding.
  Plan(io::Sources sources, io::Models models, std::optional<int> replicates = {});

  const io::Scenario& base() const { return base_.scenario; }  //!< the scenario without factors
  const Design& design() const { return design_; }
  const std::vector<PlannedRun>& runs() const { return runs_; }

  io::Scenario scenario(std::size_t point) const;
  std::uint32_t seed(std::size_t point) const;
  std::vector<Value> values(std::size_t point) const;  //!< of each factor
  std::vector<io::ResultFactor> factors() const;

  //! The arms of a comparison.
  std::vector<Arm> arms() const;
  bool is_comparison() const { return design_.kind == Design::Kind::comparison; }

  //! A result file of all runs before any of them is done: the points, the scenario, and no results.
  std::vector<io::Group> groups(const Model& model, const std::string& command_line) const;

 private:
  //! The scenario under some policies, and the hash of all its values.
  struct Patched {
    io::Scenario scenario;
    std::string hash;
  };
  Patched read(const io::Sources& sources) const;
  const Patched& with_policies(const Point& point) const;
  std::string identity(const Point& point) const;
  void check_arms() const;

  io::Sources sources_;
  io::Models models_;
  Patched base_;
  Design design_;
  mutable std::map<std::vector<std::string>, Patched> patched_;  //!< by policies
  std::vector<PlannedRun> runs_;
};

}  // namespace sim::study
