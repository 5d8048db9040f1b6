//! A sweep works a plan off in a directory: runs are packed into segments, and a segment is written whole or not at all.
//!
//!     DIR/plan.h5             what is planned, in order, with every point: a result file without results
//!     DIR/segment-HASH.h5     up to 256 runs in the layout of every result file
//!     DIR/run-ID.checkpoint   a long run that was interrupted and will go on
//!
//! There is nothing else: no journal that could contradict the segments. A run is done when a segment holds it; the plan can
//! be written anew from the study. Segments are closed after 256 runs or 30 seconds, so a driver that is killed loses at most
//! what it did since; when it ends it packs small segments together. The same run found twice counts once.
//!
//! Several drivers may work in one directory, also from several machines. Locks keep them from doing the same twice, but
//! nothing rests on them (some network file systems have none): a segment disappears only after another that holds all its
//! runs is safely written, and who meets a segment that has just disappeared looks again.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
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
  bool is_worked_in() const;    //!< by a driver that this machine knows of
  //! Where a run that was interrupted left its state; `has_checkpoint` as the directory was when it was looked at.
  std::string checkpoint_path(const std::string& id) const { return path_ + "/run-" + id + ".checkpoint"; }
  bool has_checkpoint(const std::string& id) const { return checkpoints_.contains(id); }

  struct Count {
    std::size_t planned = 0, done = 0, failed = 0, missing = 0;
    std::size_t interrupted = 0;  //!< of those missing, with a checkpoint
  };
  Count count() const;

  //! Makes the directory where there is none and writes the plan into it. Throws FileError where another program version began
  //! it, or it holds something else.
  static Directory prepare(const std::string& path, const Plan& plan, const Model& model, const std::string& command_line);

  //! Looks at the segments again.
  void look();
  //! Joins segments of fewer than 256 runs, drops runs that are there twice, and checkpoints that nobody needs.
  void pack();
  //! The same where nobody else works here.
  void pack_if_alone();
  //! Writes all planned runs that were found, in the plan's order, to one file. What is missing is said in /runs.
  void merge(const std::string& output, const std::string& command_line, bool overwrite);

 private:
  //! The runs of a segment as it was when it was read or written; while the file is the same it is not read again.
  struct Segment {
    std::array<std::int64_t, 4> file = {};
    std::vector<std::string> ids, failures;
  };
  const Segment& segment(const std::string& path);
  std::string write(std::vector<io::Group> groups);
  friend class Driver;

  void look_once();
  void pack_once();
  void merge_once(const std::string& output, const std::string& command_line, bool overwrite) const;

  std::string path_, program_;
  std::vector<io::Group> plan_;
  std::vector<std::string> planned_;
  std::map<std::string, Committed> committed_;
  std::map<std::string, Segment> segments_;  //!< by path
  std::set<std::string> checkpoints_;        //!< runs that have one
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
  std::size_t set_aside = 0;  //!< interrupted, with a checkpoint
  std::size_t foreign = 0;    //!< found, but of an earlier version of the study
};

//! Works off what is missing. False where a stop was asked for. Throws FileError.
bool sweep(const std::string& directory, const Plan& plan, const Model& model, const SweepOptions& options,
           const std::string& command_line, const std::function<void(const SweepProgress&)>& watch);

}  // namespace sim::study
