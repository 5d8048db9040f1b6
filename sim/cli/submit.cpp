// beachhead submit: hands a sweep to a cluster's scheduler, as an array job and a job that merges when it has ended.
#include <sys/wait.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <sstream>

#include <fmt/format.h>
#include <boost/algorithm/string/trim.hpp>

#include "sim/cli/study_options.h"
#include "sim/core/error.h"
#include "sim/io/commit.h"
#include "sim/io/toml.h"
#include "sim/study/job.h"
#include "sim/study/sweep.h"

namespace sim::cli {
namespace {

constexpr std::size_t usual_tasks = 16;
constexpr std::size_t usual_array_limit = 1001;  // Slurm's own MaxArraySize

po::options_description submit_options() {
  po::options_description options = study_options("beachhead submit STUDY.toml -o DIR", 1);
  options.add_options()("launcher", po::value<std::string>()->default_value("slurm"), "scheduler: slurm")                                 //
      ("array", po::value<std::size_t>(), fmt::format("tasks among which the runs are dealt; default: at most {}", usual_tasks).c_str())  //
      ("time", po::value<unsigned>()->default_value(0), "minutes that a task may take, 0: what the partition allows")                     //
      ("partition", po::value<std::string>()->default_value(""), "partition of the cluster");
  return options;
}

struct Answer {
  int code = 0;
  std::string text;
};

//! Runs a command and takes what it says.
Answer ask(const std::vector<std::string>& words) {
  std::FILE* pipe = ::popen((study::shell_command(words) + " 2>&1").c_str(), "r");
  if (!pipe) throw FileError("cannot start " + words.front());
  Answer answer;
  char part[4096];
  while (const std::size_t size = std::fread(part, 1, sizeof part, pipe)) answer.text.append(part, size);
  const int status = ::pclose(pipe);
  answer.code = WIFEXITED(status) ? WEXITSTATUS(status) : 1;
  boost::algorithm::trim(answer.text);
  return answer;
}

//! How many tasks an array may have on this cluster.
std::size_t array_limit() {
  std::istringstream lines(ask({"scontrol", "show", "config"}).text);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string name, equals;
    std::size_t value = 0;
    if (words >> name >> equals >> value && name == "MaxArraySize") return value;
  }
  return usual_array_limit;
}

std::string absolute(const std::string& path) { return std::filesystem::absolute(path).lexically_normal().string(); }

//! What a task calls: this program, with absolute paths.
std::vector<std::string> sweep_command(const po::variables_map& given, const std::string& program, const std::string& directory) {
  std::vector<std::string> words{program, "sweep", absolute(given["study"].as<std::string>()), "-o", directory};
  if (given.count("policy"))
    for (const std::string& path : given["policy"].as<Words>()) words.insert(words.end(), {"--policy", absolute(path)});
  if (given.count("set"))
    for (const std::string& set : given["set"].as<Words>()) words.insert(words.end(), {"--set", set});
  if (given.count("replicates")) words.insert(words.end(), {"--replicates", std::to_string(given["replicates"].as<int>())});
  words.insert(words.end(), {"--jobs", std::to_string(read_jobs(given))});
  const study::Limits limits = read_limits(given);
  if (limits.seconds > 0.0) words.insert(words.end(), {"--time-limit", fmt::format("{}", limits.seconds)});
  if (limits.megabytes > 0) words.insert(words.end(), {"--memory-limit", std::to_string(limits.megabytes)});
  if (given.count("retry-failed")) words.push_back("--retry-failed");
  return words;
}

//! How many runs are to be done, and, where the plan is dealt to `shards`, by which of them.
struct Demand {
  std::size_t runs = 0;
  std::vector<std::size_t> shards;
};

Demand demand_of(const study::Directory& directory, std::size_t shards, bool retry_failed) {
  Demand demand;
  std::vector<bool> has_work(shards, false);
  for (std::size_t run = 0; run < directory.planned().size(); ++run) {
    const study::Committed* found = directory.find(directory.planned()[run]);
    if (found && (found->failure.empty() || !retry_failed)) continue;
    ++demand.runs;
    has_work[run % shards] = true;
  }
  for (std::size_t shard = 0; shard < shards; ++shard)
    if (has_work[shard]) demand.shards.push_back(shard);
  return demand;
}

std::size_t tasks_of(const po::variables_map& given, std::size_t runs) {
  const std::size_t limit = array_limit();
  if (!given.count("array")) return std::min({usual_tasks, runs, limit});
  const auto asked = given["array"].as<std::size_t>();
  if (asked < 1) throw ScenarioError("--array: expected at least 1 task");
  if (asked > limit)
    throw ScenarioError(fmt::format(
        "--array {}: this cluster takes at most {} tasks in an array (MaxArraySize); every task works off many runs", asked, limit));
  return std::min(asked, runs);
}

//! A job of this sweep that has not ended yet would do the same runs once more.
void refuse_while_queued(const std::string& record) {
  if (!std::filesystem::exists(record)) return;
  std::istringstream jobs(io::read_text(record));
  for (std::string job; jobs >> job;) {
    const Answer queue = ask({"squeue", "--noheader", "--jobs", job});
    if (queue.code == 0 && !queue.text.empty())
      throw ScenarioError(fmt::format("job {0} of this sweep is still in the queue; wait for it, or: scancel {0}", job));
  }
}

std::string submitted(const std::vector<std::string>& words) {
  const Answer answer = ask(words);
  if (answer.code != 0) throw FileError(fmt::format("{}: {}", study::shell_command(words), answer.text));
  const std::string last = answer.text.substr(answer.text.rfind('\n') + 1);  // after what a site may have to say
  return last.substr(0, last.find(';'));
}

}  // namespace

int submit(const Words& words, const ModelList& models, const std::string& command_line) {
  const po::options_description described = submit_options();
  const po::variables_map given = parse(words, described, "study");
  if (given.count("help")) {
    std::cout << described;
    return done;
  }
  const study::Plan plan = read_plan(given, models, "submit");
  if (!given.count("output")) throw ScenarioError("submit: where to? beachhead submit STUDY.toml -o DIR");
  if (given["launcher"].as<std::string>() != "slurm")
    throw ScenarioError("--launcher: expected slurm; under another scheduler call the script jobs/sweep.sh with the number of a shard");
  std::string path = absolute(given["output"].as<std::string>());
  if (path.size() > 1 && path.back() == '/') path.pop_back();
  const std::string program = std::filesystem::read_symlink("/proc/self/exe").string();
  study::Job job{.name = plan.base().name(),
                 .directory = path,
                 .sweep = sweep_command(given, program, path),
                 .merge = {program, "merge", path, "-o", path + ".h5", "--force"},
                 .shards = 1,
                 .tasks = {},
                 .processors = read_jobs(given),
                 .minutes = given["time"].as<unsigned>(),
                 .partition = given["partition"].as<std::string>()};
  if ((path + job.partition).find('\n') != path.npos) throw ScenarioError("submit: a line break in a name does not go into a job script");
  const std::string folder = path + "/jobs", sweep_script = folder + "/sweep.sh", merge_script = folder + "/merge.sh",
                    record = folder + "/submitted";
  refuse_while_queued(record);
  const Model& model = find_model(models, plan.base().model());
  check_plan(plan, model);
  study::Directory directory = study::Directory::prepare(path, plan, model, command_line);
  const bool retry_failed = given.count("retry-failed") > 0;
  const std::size_t runs = demand_of(directory, 1, retry_failed).runs;
  if (runs == 0) {
    fmt::print(stderr, "nothing is missing; join the runs: {}\n", study::shell_command({"beachhead", "merge", path, "-o", path + ".h5"}));
    return done;
  }
  job.shards = tasks_of(given, runs);
  job.tasks = demand_of(directory, job.shards, retry_failed).shards;

  std::filesystem::create_directories(folder);
  io::commit_file(sweep_script, {study::slurm_array_script(job)}, true);
  io::commit_file(merge_script, {study::slurm_merge_script(job)}, true);
  if (ask({"command", "-v", "sbatch"}).code != 0) {
    fmt::print(stderr,
               "no sbatch here: the scripts are written, nothing is submitted. Where there is Slurm:\n  sbatch {}\n  sbatch "
               "--dependency=afterany:JOB {}\n",
               study::shell_word(sweep_script), study::shell_word(merge_script));
    return file_system;
  }
  const std::string array = submitted({"sbatch", "--parsable", sweep_script});
  io::commit_file(record, {array, "\n"}, true);
  const std::string merging = submitted({"sbatch", "--parsable", "--dependency=afterany:" + array, merge_script});
  io::commit_file(record, {array, "\n", merging, "\n"}, true);
  fmt::print("{} runs in {} tasks: job {}; then job {} writes {}.h5\nscripts and logs: {}\nhow far it is: beachhead status {}\n", runs,
             job.tasks.size(), array, merging, path, folder, study::shell_word(path));
  return done;
}

}  // namespace sim::cli
