//! A sweep works a plan off in a directory: runs are packed into segments, and a segment is written whole or not at all.
//!
//!     DIR/plan              what is planned, in order: written first, checked by every driver, status and merge
//!     DIR/segment-HASH.h5   up to 256 runs in the layout of every result file
//!
//! There is nothing else: no journal that could contradict the segments. A run is done when a segment holds it. Segments
//! are closed after 256 runs or 30 seconds, so a driver that is killed loses at most what it did since; when it ends it
//! packs small segments together. The same run found twice counts once.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "sim/core/model.h"
#include "sim/study/plan.h"
#include "sim/study/pool.h"

namespace sim::study {

//! Where a run was found.
struct Committed {
  std::string segment;
  std::size_t row = 0;
  std::string failure;  //!< empty where the run is whole
};

//! What a directory holds.
class Directory {
 public:
  //! Reads the plan and looks into every segment. Throws FileError where there is no plan, or a segment is damaged.
  explicit Directory(std::string path);

  const std::string& path() const { return path_; }
  const std::vector<std::string>& planned() const { return planned_; }
  const std::string& program() const { return program_; }
  const Committed* find(const std::string& id) const;
  std::size_t foreign() const;  //!< runs of an earlier version of the study

  struct Count {
    std::size_t planned = 0, done = 0, failed = 0, missing = 0;
  };
  Count count() const;

  //! Writes the plan into a directory. Throws FileError where another program version began it, or it holds something else.
  static void prepare(const std::string& path, const Plan& plan);

  //! Looks at the segments again.
  void look();
  //! Joins segments of fewer than 256 runs, and drops runs that are there twice. Only while nobody else works here.
  void pack();
  //! Writes all planned runs that were found, in the plan's order, to one file.
  void merge(const std::string& output, const std::string& command_line, bool overwrite) const;

 private:
  std::string path_, program_;
  std::vector<std::string> planned_;
  std::map<std::string, Committed> committed_;
  std::map<std::string, std::size_t> sizes_;  //!< rows of each segment
};

struct SweepOptions {
  unsigned jobs = 1;
  std::size_t shard = 0, shards = 1;  //!< this driver does the runs whose number in the plan leaves `shard`
  bool retry_failed = false;
  Limits limits;
  const std::atomic<bool>* stop = nullptr;
};

//! What a watcher sees of a sweep.
struct SweepProgress {
  std::size_t planned = 0, found = 0, done = 0, failed = 0;
};

//! Works off what is missing. False where a stop was asked for. Throws FileError.
bool sweep(const std::string& directory, const Plan& plan, const Model& model, const SweepOptions& options,
           const std::string& command_line, const std::function<void(const SweepProgress&)>& watch);

}  // namespace sim::study
