// beachhead sweep, status and merge: the runs of a study in a directory.
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <boost/program_options.hpp>
#include <chrono>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <iostream>
#include <thread>

#include <fmt/format.h>

#include "sim/cli/command_line.h"
#include "sim/core/error.h"
#include "sim/study/batch.h"
#include "sim/study/sweep.h"

namespace sim::cli {
namespace {

namespace po = boost::program_options;
using Clock = std::chrono::steady_clock;

std::atomic<bool> stop_asked{false};

extern "C" void finish_runs_and_stop(int) {
  if (stop_asked.exchange(true)) _exit(interrupted);
}

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

po::options_description sweep_options() {
  po::options_description options("beachhead sweep STUDY.toml -o DIR");
  options.add_options()("help,h", "this text")                                                            //
      ("study", po::value<std::string>(), "study file: a scenario with [design] and [[factor]]")           //
      ("output,o", po::value<std::string>(), "directory of the sweep; the same command again goes on in it")  //
      ("policy", po::value<Words>()->composing(), "policy file, a patch of the scenario; later ones win")  //
      ("set", po::value<Words>()->composing(), "path=value, applied after policies")                       //
      ("jobs,j", po::value<unsigned>()->default_value(std::max(1u, std::thread::hardware_concurrency())), "runs at a time")                       //
      ("shard", po::value<std::string>(), "i/N: do every N-th run, from the i-th on; default: the place in a Slurm array")                        //
      ("retry-failed", "do failed runs again")                                                             //
      ("time-limit", po::value<double>()->default_value(0.0), "seconds that one run may take, 0: any")      //
      ("memory-limit", po::value<std::uint64_t>()->default_value(0), "megabytes that one run may take, 0: any")  //
      ("dry-run", "print the plan and what it would cost")                                                 //
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
  options.jobs = given["jobs"].as<unsigned>();
  if (options.jobs < 1 || options.jobs > 4096) throw ScenarioError("--jobs: expected 1 to 4096");
  read_shard(given, options);
  options.retry_failed = given.count("retry-failed") > 0;
  options.limits = {given["time-limit"].as<double>(), given["memory-limit"].as<std::uint64_t>()};
  if (!(options.limits.seconds >= 0.0)) throw ScenarioError("--time-limit: expected 0 or more seconds");
  options.stop = &stop_asked;
  return options;
}

std::string duration(double seconds) {
  if (seconds < 120.0) return fmt::format("{:.0f} s", seconds);
  return seconds < 7200.0 ? fmt::format("{:.0f} min", seconds / 60.0) : fmt::format("{:.1f} h", seconds / 3600.0);
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

//! What the plan is and would cost, from one run that is timed.
void show_plan(const study::Plan& plan, const Model& model, unsigned jobs) {
  const study::Design& design = plan.design();
  fmt::print("{} points x {} replicates = {} runs of {} months\n", design.points.size(), design.replicates, plan.runs().size(), plan.base().months());
  for (const study::Factor& factor : design.factors) fmt::print("  {}\n", factor.name);
  const auto start = Clock::now();
  study::Batch batch(model, {{"study", plan.scenario(plan.runs().front().point)}}, 1, {});
  study::Progress progress;
  batch.work(progress);
  const double seconds = seconds_since(start);
  double values = 0.0;
  for (const io::Recorded& recorded : batch.runs().front().record.all())
    values += std::visit([](const auto& all) { return static_cast<double>(all.size()); }, recorded.values);
  const auto runs = static_cast<double>(plan.runs().size());
  fmt::print("one run took {:.3g} s; all take {:.3g} core-hours, {} with --jobs {}, about {} before compression\n", seconds, runs * seconds / 3600.0,
             duration(runs * seconds / jobs), jobs, human_bytes(8.0 * values * runs));
}

void show_status(const study::Directory& directory, bool json) {
  const study::Directory::Count count = directory.count();
  if (json) {
    fmt::print(R"({{"planned": {}, "done": {}, "failed": {}, "missing": {}, "foreign": {}}})" "\n", count.planned, count.done, count.failed, count.missing,
               directory.foreign());
    return;
  }
  fmt::print("planned {:>8}\ndone    {:>8}\nfailed  {:>8}\nmissing {:>8}\n", count.planned, count.done, count.failed, count.missing);
  if (directory.foreign() > 0) fmt::print("{} runs of an earlier version of the study are left out\n", directory.foreign());
  std::map<std::string, std::vector<std::size_t>> causes;
  for (std::size_t run = 0; run < directory.planned().size(); ++run)
    if (const study::Committed* found = directory.find(directory.planned()[run]); found && !found->failure.empty()) causes[found->failure].push_back(run);
  for (const auto& [cause, runs] : causes) fmt::print("{} failed, the first of them run {}: {}\n", runs.size(), runs.front(), cause);
}

po::variables_map parse(const Words& words, const po::options_description& described, const char* positional) {
  po::variables_map given;
  po::store(po::command_line_parser(words).options(described).positional(po::positional_options_description().add(positional, 1)).run(), given);
  po::notify(given);
  return given;
}

}  // namespace

int sweep(const Words& words, const ModelList& models, const std::string& command_line) {
  const po::options_description described = sweep_options();
  const po::variables_map given = parse(words, described, "study");
  if (given.count("help")) {
    std::cout << described;
    return done;
  }
  if (!given.count("study")) throw ScenarioError("sweep: which study? beachhead sweep STUDY.toml -o DIR");
  const bool dry = given.count("dry-run") > 0;
  if (!dry && !given.count("output")) throw ScenarioError("sweep: where to? beachhead sweep STUDY.toml -o DIR");
  io::Sources sources{given["study"].as<std::string>(), {}, {}};
  if (given.count("policy"))
    for (const std::string& path : given["policy"].as<Words>()) sources.policies.push_back({path});
  if (given.count("set")) sources.sets = given["set"].as<Words>();
  const study::SweepOptions options = read_sweep_options(given);
  const study::Plan plan(sources, known(models));
  const Model& model = find_model(models, plan.base().model());
  check_size(model, plan.base());
  if (dry) {
    show_plan(plan, model, options.jobs);
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
  if (!given.count("quiet"))
    fmt::print(stderr, "{} runs in {:.1f} s, {} failed, in {}\njoin them: ./beachhead merge {} -o FILE.h5\n", last.done + last.failed, seconds_since(start),
               last.failed, directory, directory);
  if (!whole) {
    fmt::print(stderr, "interrupted; the same command goes on\n");
    return interrupted;
  }
  return last.failed > 0 ? run_failed : done;
}

int status(const Words& words) {
  po::options_description described("beachhead status DIR");
  described.add_options()("help,h", "this text")("directory", po::value<std::string>(), "directory of a sweep")("json", "for programs");
  const po::variables_map given = parse(words, described, "directory");
  if (given.count("help")) {
    std::cout << described;
    return done;
  }
  if (!given.count("directory")) throw ScenarioError("status: of which directory? beachhead status DIR");
  show_status(study::Directory(given["directory"].as<std::string>()), given.count("json") > 0);
  return done;
}

int merge(const Words& words, const std::string& command_line) {
  po::options_description described("beachhead merge DIR -o FILE.h5");
  described.add_options()("help,h", "this text")("directory", po::value<std::string>(), "directory of a sweep")  //
      ("output,o", po::value<std::string>(), "result file")("force", "replace an existing result file")("quiet,q", "say nothing");
  const po::variables_map given = parse(words, described, "directory");
  if (given.count("help")) {
    std::cout << described;
    return done;
  }
  if (!given.count("directory") || !given.count("output")) throw ScenarioError("merge: what, and where to? beachhead merge DIR -o FILE.h5");
  const study::Directory directory(given["directory"].as<std::string>());
  const std::string output = given["output"].as<std::string>();
  directory.merge(output, command_line, given.count("force") > 0);
  const study::Directory::Count count = directory.count();
  if (given.count("quiet")) return done;
  fmt::print(stderr, "{} of {} runs written to {}\n", count.done + count.failed, count.planned, output);
  if (count.missing > 0) fmt::print(stderr, "{} runs are missing: sweep the study to its end and merge again\n", count.missing);
  if (count.failed > 0) fmt::print(stderr, "{} runs failed; beachhead status {} says why\n", count.failed, directory.path());
  return done;
}

}  // namespace sim::cli
