//! Job scripts for a cluster: an array of tasks, each one shard of a sweep, and a job that merges what they leave.
//!
//! The scheduler is the engine: it starts, stops and starts again; a task only works off what is missing from its shard. The
//! scripts read well and run by hand or under any other scheduler, where the number of the shard is their first argument.
#pragma once

#include <string>
#include <vector>

namespace sim::study {

struct Job {
  std::string name;                //!< of the study
  std::string directory;           //!< of the sweep; scripts and logs go to its folder jobs/
  std::vector<std::string> sweep;  //!< the command of a task, without --shard
  std::vector<std::string> merge;  //!< the command of the last job
  std::size_t shards = 1;          //!< into how many the plan is dealt
  std::vector<std::size_t> tasks;  //!< those with something to do
  unsigned processors = 1;         //!< of a task
  unsigned minutes = 0;            //!< that a task may take; 0: what the partition allows
  std::string partition;           //!< empty: the cluster's own choice
};

//! For Slurm's sbatch. Paths may hold anything but line breaks.
std::string slurm_array_script(const Job& job);
std::string slurm_merge_script(const Job& job);

//! "0-5,7": as sbatch and people write lists of numbers.
std::string ranges(const std::vector<std::size_t>& numbers);
//! One word of a shell command.
std::string shell_word(const std::string& text);
std::string shell_command(const std::vector<std::string>& words);

}  // namespace sim::study
