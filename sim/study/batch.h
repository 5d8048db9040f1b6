//! A batch: the runs of one result file (arms x replicates), worked off by threads, stopped and resumed exactly.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/core/model.h"
#include "sim/io/checkpoint.h"
#include "sim/io/recorder.h"
#include "sim/io/scenario.h"
#include "sim/study/arms.h"

namespace sim::study {

struct Run {
  std::size_t arm = 0;
  std::uint32_t replicate = 0;
  io::Recorder record;
  std::string failure;  //!< empty where the run is whole
  std::vector<Timing> timings;
  bool finished = false;
  std::string saved;  //!< world and record as they stood when this unfinished run was last saved
};

struct Options {
  unsigned threads = 1;
  std::size_t block_size = 0;
  std::uint32_t first_replicate = 0;
  std::vector<std::string> record = {};  //!< groups of the result file that are kept; empty: all
  int checkpoint_every = 0;        //!< [month] 0: only when interrupted
  std::string checkpoint_path;     //!< ends in .checkpoint
  const std::atomic<bool>* stop = nullptr;  //!< set from a signal handler: save and leave
};

//! What a watcher of the batch may see, from another thread.
struct Progress {
  std::atomic<std::int64_t> months_done{0};
  std::atomic<double> indicator[3] = {};
};

class Batch {
 public:
  Batch(const Model& model, std::vector<Arm> arms, int replicates, Options options);

  //! Continues from the newest checkpoint that is whole and belongs to this batch; answers why a newer one was refused.
  //! Throws FileError with the reasons where there is none.
  std::vector<std::string> resume();

  //! Works until every run is done or a stop is asked for; then a checkpoint is left behind and the answer is false.
  //! Throws AccountingError of the first run whose books do not balance.
  bool work(Progress& progress);

  const std::vector<Arm>& arms() const { return arms_; }
  const std::vector<Run>& runs() const { return runs_; }
  const Model& model() const { return model_; }
  std::int64_t months_planned() const;

 private:
  void work_off(Run& run, unsigned threads, Progress& progress);
  Setup setup_of(const Run& run, unsigned threads) const;
  bool stopping() const { return options_.stop && options_.stop->load(); }
  io::Checkpoints& checkpoints();
  void write_checkpoint();
  io::Checkpoints::Owner owner() const;

  const Model& model_;
  std::vector<Arm> arms_;
  std::vector<Run> runs_;
  Options options_;
  std::optional<io::Checkpoints> checkpoints_;
  struct Shared;
  std::shared_ptr<Shared> shared_;
};

//! Everything a simulation must remember, as bytes; load(save(x)) gives x, and save(load(bytes)) the same bytes.
std::string save_state(Simulation& simulation);
void load_state(Simulation& simulation, std::string_view bytes);

}  // namespace sim::study
