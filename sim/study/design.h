//! Designs of experiments: which values of which factors a study visits.
//!
//! A study is a scenario file with a table [design] and tables [[factor]]:
//!
//!     [design]
//!     kind = "latin_hypercube"    # grid | list | one_at_a_time | latin_hypercube | sobol | morris | file
//!     points = 200                # of sampled kinds; trajectories of morris
//!     replicates = 20
//!     [[factor]]
//!     path = "state.basic_income.amount"
//!     linspace = { from = 0.0, to = 840.0, points = 7 }
//!
//! A factor has values, range = { from, to, step }, linspace or logspace = { from, to, points }, distribution = { kind, ... }, or
//! policies = [[...], ...]; `coupled` names a group of factors that move together. `record = ["series"]` keeps single groups
//! of the result file, so that a study of very many runs stays small. Grids, lists and one at a time visit levels;
//! sampled kinds (sampling.h) map a number in (0, 1) to a value: linspace and logspace then mean everything between their ends.
//! `outcomes` names the series that the study asks about.
//!
//! A comparison is a scenario file with a table [comparison] and tables [[arm]]; its points are the arms of the result file,
//! first `baseline`, the scenario itself:
//!
//!     [comparison]
//!     replicates = 30
//!     confidence = 0.95           # of intervals
//!     outcomes = ["real_gdp"]     # what the answer is about; empty: the model's headlines
//!     budget_neutral = true       # whether arms are to leave the public budget as it was; said where they do not
//!     [[arm]]
//!     name = "basic income"
//!     policies = ["../policies/basic-income-560.toml"]
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/io/scenario.h"
#include "sim/study/sampling.h"

namespace sim::study {

//! What one factor is set to: a parameter's value, or a set of policies.
struct Level {
  Value value;                     //!< a text that names the set, where the factor is one of policies
  std::vector<io::Patch> patches;  //!< in order of application
};

struct Factor {
  std::string name;                          //!< of its variable in /runs
  std::string path;                          //!< of a parameter; empty where levels are sets of policies
  std::string group;                         //!< factors of a group move together; by default a factor's own name
  std::vector<Level> levels;                 //!< empty where a distribution is sampled
  std::optional<Distribution> distribution;  //!< of linspace, logspace and distribution
  bool whole = false;                        //!< the parameter takes whole numbers

  //! The level that a number in (0, 1) falls into.
  Level at(double u) const;
};

//! One point of a design: for each factor a level, or nothing where the scenario's own value stays.
using Point = std::vector<std::optional<Level>>;

struct Design {
  enum class Kind { grid, list, one_at_a_time, latin_hypercube, sobol, morris, file, comparison };
  Kind kind = Kind::grid;
  std::vector<Factor> factors;
  std::vector<Point> points;
  int replicates = 1;
  std::uint32_t seed = 1;             //!< of the draws of latin_hypercube and morris
  std::vector<std::string> outcomes;  //!< series that the study asks about; empty: all
  std::string outcomes_at;            //!< where `outcomes` stands: "file:line:column"
  std::vector<std::string> record;    //!< groups of the result file that its runs keep; empty: all
  // --- of a comparison only
  std::vector<std::string> arms;      //!< names, one for each point
  double confidence = 0.95;
  bool budget_neutral = false;
};

//! Reads the design of a study file and lays out its points. `base` is the scenario that the study varies.
//! Throws ScenarioError with every finding, FileError where the file of points cannot be read.
Design read_design(const std::string& path, const io::Scenario& base);

}  // namespace sim::study
