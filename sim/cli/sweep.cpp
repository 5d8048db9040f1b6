// beachhead sweep: works off the runs of a study in a directory.
#include <unistd.h>

#include <atomic>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <set>
#include <thread>

#include <fmt/format.h>

#include "sim/cli/study_options.h"
#include "sim/core/error.h"
#include "sim/io/commit.h"
#include "sim/study/batch.h"
#include "sim/study/cost.h"
#include "sim/study/sweep.h"

namespace sim::cli {
namespace {

using Clock = std::chrono::steady_clock;

std::atomic<bool> stop_asked{false};

extern "C" void finish_runs_and_stop(int) {
  if (!stop_asked.exchange(true)) return;
  io::abandon_commits();
  _exit(interrupted);
}

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

po::options_description sweep_options() {
  po::options_description options = study_options("beachhead sweep STUDY.toml -o DIR", std::max(1u, std::thread::hardware_concurrency()));
  options.add_options()("shard", po::value<std::string>(),
                        "i/N: do every N-th run, from the i-th on; default: the place in a Slurm array")  //
      ("dry-run", "print the plan and what it would cost")                                                //
      ("quiet,q", "no progress, no summary");
  return options;
}

std::size_t whole_number(std::string_view text, const std::string& given) {
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) throw ScenarioError(fmt::format("--shard {}: expected i/N with 0 <= i < N", given));
  return value;
}

//! "2/8", or the place in a Slurm array job.
void read_shard(const po::variables_map& given, study::SweepOptions& options) {
  const char* task = std::getenv("SLURM_ARRAY_TASK_ID");
  const char* count = std::getenv("SLURM_ARRAY_TASK_COUNT");
  std::string shard;
  if (given.count("shard")) shard = given["shard"].as<std::string>();
  else if (task && count) shard = fmt::format("{}/{}", task, count);
  else return;
  const std::size_t slash = shard.find('/');
  options.shard = whole_number(std::string_view(shard).substr(0, slash), shard);
  options.shards = slash == shard.npos ? 0 : whole_number(std::string_view(shard).substr(slash + 1), shard);
  if (options.shard >= options.shards) throw ScenarioError(fmt::format("--shard {}: expected i/N with 0 <= i < N", shard));
}

study::SweepOptions read_sweep_options(const po::variables_map& given) {
  study::SweepOptions options;
  options.jobs = read_jobs(given);
  read_shard(given, options);
  options.retry_failed = given.count("retry-failed") > 0;
  options.limits = read_limits(given);
  options.stop = &stop_asked;
  return options;
}

//! A live line on a terminal, a plain one every ten seconds elsewhere.
class Watcher {
 public:
  explicit Watcher(bool quiet) : quiet_(quiet), terminal_(isatty(STDERR_FILENO) != 0) {}
  ~Watcher() {
    if (terminal_ && shown_) fmt::print(stderr, "\r\033[K");
  }
  void operator()(const study::SweepProgress& progress) {
    const double now = seconds_since(start_);
    if (quiet_ || now - last_ < (terminal_ ? 0.2 : 10.0)) return;
    last_ = now;
    shown_ = true;
    const std::size_t ended = progress.done + progress.failed;
    const std::size_t left = progress.planned - progress.found - ended;
    const double rate = static_cast<double>(ended) / now;
    const std::string line = fmt::format("{} of {} runs  {} failed  {:.1f} runs/s  {} left", progress.found + ended, progress.planned,
                                         progress.failed, rate, rate > 0.0 ? duration(static_cast<double>(left) / rate) : "?");
    if (terminal_) fmt::print(stderr, "\r\033[K{}", line);
    else fmt::print(stderr, "{}\n", line);
    std::fflush(stderr);
  }

 private:
  bool quiet_, terminal_, shown_ = false;
  double last_ = 0.0;
  Clock::time_point start_ = Clock::now();
};

void show_factors(const study::Plan& plan) {
  const study::Design& design = plan.design();
  for (std::size_t f = 0; f < design.factors.size(); ++f) {
    std::set<Value> values;
    for (const study::Point& point : design.points)
      if (point[f]) values.insert(point[f]->value);
    fmt::print("  {:<48} {} value{}, {} to {}\n", design.factors[f].name, values.size(), values.size() == 1 ? "" : "s",
               io::shown(*values.begin()), io::shown(*values.rbegin()));
  }
}

//! Some points of the plan, evenly spread, the first and the last among them.
std::vector<std::size_t> some_points(const study::Plan& plan, std::size_t most) {
  const std::size_t all = plan.design().points.size(), n = std::min(most, all);
  std::vector<std::size_t> chosen;
  for (std::size_t k = 0; k < n; ++k) chosen.push_back(n == 1 ? 0 : k * (all - 1) / (n - 1));
  return chosen;
}

//! What the plan is and would cost, from three runs that are timed. Throws ScenarioError where it cannot fit.
void show_plan(const study::Plan& plan, const Model& model, unsigned jobs, const std::string& directory) {
  const study::Design& design = plan.design();
  const auto runs = static_cast<double>(plan.runs().size());
  fmt::print("{} points x {} replicates = {} runs of {} months\n", design.points.size(), design.replicates, plan.runs().size(),
             plan.base().months());
  show_factors(plan);
  double memory = 0.0;
  for (const std::size_t point : some_points(plan, 1000)) memory = std::max(memory, predicted_bytes(model, plan.scenario(point)));
  const double there = static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGE_SIZE));
  if (memory * jobs > there)
    throw ScenarioError(fmt::format("cannot fit: {} runs at a time need {}, this machine has {}; fewer --jobs, or fewer people", jobs,
                                    human_bytes(memory * jobs), human_bytes(there)));
  study::Cost cost;
  const std::vector<std::size_t> timed = some_points(plan, 3);
  for (const std::size_t point : timed) {
    const study::Cost one = study::foresee(model, plan.scenario(point), design.record, 1.0);
    cost.seconds += one.seconds / static_cast<double>(timed.size());
    cost.bytes += one.bytes / static_cast<double>(timed.size());
  }
  fmt::print("one run takes {:.3g} s; all take {:.3g} core-hours, {} with --jobs {}, about {} before compression in {} files\n",
             cost.seconds, runs * cost.seconds / 3600.0, duration(runs * cost.seconds / jobs), jobs, human_bytes(cost.bytes * runs),
             1 + (plan.runs().size() + 255) / 256);
  std::error_code error;
  std::filesystem::path where = std::filesystem::absolute(directory);
  while (!std::filesystem::exists(where) && where.has_relative_path()) where = where.parent_path();
  const auto space = static_cast<double>(std::filesystem::space(where, error).available);
  if (!error && cost.bytes * runs > space)
    throw ScenarioError(
        fmt::format("cannot fit: {} runs of {} need {}, {} are free in '{}'; fewer points or replicates, or [design] record = [\"series\"]",
                    plan.runs().size(), human_bytes(cost.bytes), human_bytes(cost.bytes * runs), human_bytes(space), where.string()));
}

}  // namespace

int sweep(const Words& words, const ModelList& models, const std::string& command_line) {
  const po::options_description described = sweep_options();
  const po::variables_map given = parse(words, described, "study");
  if (given.count("help")) {
    std::cout << described;
    return done;
  }
  const bool dry = given.count("dry-run") > 0;
  const study::SweepOptions options = read_sweep_options(given);
  const study::Plan plan = read_plan(given, models, "sweep");
  if (!dry && !given.count("output")) throw ScenarioError("sweep: where to? beachhead sweep STUDY.toml -o DIR");
  const Model& model = find_model(models, plan.base().model());
  check_plan(plan, model);
  if (dry) {
    show_plan(plan, model, options.jobs, given.count("output") ? given["output"].as<std::string>() : ".");
    return done;
  }
  std::signal(SIGINT, finish_runs_and_stop);
  std::signal(SIGTERM, finish_runs_and_stop);
  const std::string directory = given["output"].as<std::string>();
  const auto start = Clock::now();
  study::SweepProgress last;
  bool whole = false;
  {
    Watcher watcher(given.count("quiet") > 0);
    whole = study::sweep(directory, plan, model, options, command_line, [&](const study::SweepProgress& progress) {
      last = progress;
      watcher(progress);
    });
  }
  if (!given.count("quiet")) {
    fmt::print(stderr, "{} runs in {:.1f} s, {} failed, {} were there already, in {}\njoin them: ./beachhead merge {} -o FILE.h5\n",
               last.done + last.failed, seconds_since(start), last.failed, last.found, directory, directory);
    if (last.foreign > 0)
      fmt::print(stderr, "{} runs here are of an earlier version of the study; they stay, and are left out of the merged file\n",
                 last.foreign);
  }
  if (!whole) {
    fmt::print(stderr, "interrupted{}; the same command goes on\n",
               last.set_aside > 0 ? fmt::format(" ({} runs in mid-course are kept)", last.set_aside) : "");
    return interrupted;
  }
  return last.failed > 0 ? run_failed : done;
}

}  // namespace sim::cli
