// beachhead run: works a scenario through its months and writes one result file.
#include <csignal>
#include <unistd.h>

#include <atomic>
#include <boost/program_options.hpp>
#include <chrono>
#include <cstdio>
#include <iostream>
#include <thread>

#include <fmt/format.h>

#include "sim/cli/command_line.h"
#include "sim/cli/outcomes.h"
#include "sim/cli/progress.h"
#include "sim/core/error.h"
#include "sim/io/checkpoint.h"
#include "sim/io/commit.h"
#include "sim/io/hdf5.h"
#include "sim/io/result.h"
#include "sim/study/batch.h"

namespace sim::cli {
namespace {

namespace po = boost::program_options;

std::atomic<bool> stop_asked{false};

// The first time: save and leave. The second time: leave at once.
extern "C" void ask_to_stop(int) {
  if (!stop_asked.exchange(true)) return;
  io::abandon_commits();
  _exit(interrupted);
}

struct RunOptions {
  io::Sources sources;
  std::string output;
  bool paired = false, resume = false, force = false, quiet = false, verbose = false;
  study::Options batch;
};

po::options_description described_options() {
  po::options_description options("beachhead run SCENARIO.toml");
  options.add_options()("help,h", "this text")                                                                      //
      ("scenario", po::value<std::string>(), "scenario file")                                                       //
      ("output,o", po::value<std::string>(), "result file; default: the scenario's name with .h5, in this folder")  //
      ("policy", po::value<Words>()->composing(), "policy file, a patch of the scenario; later ones win")           //
      ("paired", "also run the scenario without the policies, under the same draws")                                //
      ("set", po::value<Words>()->composing(), "path=value, applied last")                                          //
      ("seed", po::value<std::string>(), "seed")                                                                    //
      ("replicates", po::value<std::string>(), "runs that differ by their draws only")                              //
      ("months", po::value<std::string>(), "length of the run")                                                     //
      ("threads", po::value<unsigned>()->default_value(std::max(1u, std::thread::hardware_concurrency())), "threads; results do not depend on it")  //
      ("block-size", po::value<std::size_t>()->default_value(0), "people in a block, 0 chooses; results do not depend on it")                      //
      ("checkpoint-every", po::value<int>()->default_value(0), "months between checkpoints")                        //
      ("resume", "go on from the checkpoint")                                                                       //
      ("force", "replace an existing result file")                                                                  //
      ("quiet,q", "no progress, no table")                                                                          //
      ("verbose,v", "also show the time taken by each process");
  return options;
}

RunOptions read_options(const po::variables_map& given) {
  RunOptions options;
  if (!given.count("scenario")) throw ScenarioError("run: which scenario? beachhead run SCENARIO.toml");
  options.sources.scenario = given["scenario"].as<std::string>();
  if (given.count("policy"))
    for (const std::string& path : given["policy"].as<Words>()) options.sources.policies.push_back({path});
  if (given.count("set")) options.sources.sets = given["set"].as<Words>();
  for (const char* key : {"seed", "replicates", "months"})
    if (given.count(key)) options.sources.sets.push_back(fmt::format("run.{}={}", key, given[key].as<std::string>()));
  if (given.count("output")) options.output = given["output"].as<std::string>();
  options.paired = given.count("paired") > 0;
  options.resume = given.count("resume") > 0;
  options.force = given.count("force") > 0;
  options.quiet = given.count("quiet") > 0;
  options.verbose = given.count("verbose") > 0;
  options.batch.threads = given["threads"].as<unsigned>();
  options.batch.block_size = given["block-size"].as<std::size_t>();
  options.batch.checkpoint_every = given["checkpoint-every"].as<int>();
  if (options.batch.threads < 1 || options.batch.threads > 1024) throw ScenarioError("--threads: expected 1 to 1024");
  if (options.batch.checkpoint_every < 0) throw ScenarioError("--checkpoint-every: expected 0 or more months");
  return options;
}

std::vector<study::Arm> make_arms(const RunOptions& options, const ModelList& models) {
  std::vector<study::Arm> arms;
  if (options.paired) {
    if (options.sources.policies.empty()) throw ScenarioError("--paired compares policies with the scenario: give --policy FILE");
    io::Sources without = options.sources;
    without.policies.clear();
    arms.push_back({"baseline", io::read_scenario(without, known(models))});
  }
  const io::Scenario scenario = io::read_scenario(options.sources, known(models));
  for (const std::string& note : scenario.notes()) fmt::print(stderr, "note: {}\n", note);
  arms.push_back({options.paired ? "policy" : "baseline", scenario});
  if (options.paired)
    for (const char* path : {"run.start", "run.months", "run.seed", "run.model"})
      if (!(arms[0].scenario.timeline(path) == arms[1].scenario.timeline(path)))
        throw ScenarioError(fmt::format("--paired: a policy may not change {}", path));
  return arms;
}

void write_result(const study::Batch& batch, const RunOptions& options, const std::string& command_line, double seconds) {
  std::vector<io::ResultArm> arms;
  for (const study::Arm& arm : batch.arms()) arms.push_back({arm.name, &arm.scenario});
  std::vector<io::ResultRun> runs;
  io::Provenance provenance{command_line, seconds, {}, options.batch.threads};
  for (const study::Run& run : batch.runs()) {
    runs.push_back({batch.arms()[run.arm].name, run.arm, batch.arms()[run.arm].scenario.seed(), run.replicate, run.failure, &run.record});
    if (provenance.timings.empty()) provenance.timings = run.timings;
    else
      for (std::size_t row = 0; row < run.timings.size(); ++row) provenance.timings[row].seconds += run.timings[row].seconds;
  }
  io::write_file(options.output, io::result_groups(batch.model(), arms, runs, provenance), options.force || options.resume);
}

void show_timings(const study::Batch& batch) {
  double all = 0.0;
  for (const Timing& timing : batch.runs().front().timings) all += timing.seconds;
  for (const Timing& timing : batch.runs().front().timings)
    fmt::print(stderr, "{:<50} {:8.3f} s {:5.1f} %\n", timing.process, timing.seconds, 100.0 * timing.seconds / all);
}

}  // namespace

int run(const Words& words, const ModelList& models, const std::string& command_line) {
  po::variables_map given;
  const po::options_description described = described_options();
  po::store(po::command_line_parser(words).options(described).positional(po::positional_options_description().add("scenario", 1)).run(), given);
  po::notify(given);
  if (given.count("help")) {
    std::cout << described;
    return done;
  }
  RunOptions options = read_options(given);
  std::signal(SIGINT, ask_to_stop);
  std::signal(SIGTERM, ask_to_stop);
  const std::vector<study::Arm> arms = make_arms(options, models);
  const io::Scenario& scenario = arms.back().scenario;
  const Model& model = find_model(models, scenario.model());
  check_size(model, scenario);
  if (options.output.empty()) options.output = scenario.name() + ".h5";
  io::check_writable(options.output, options.force || options.resume);
  options.batch.checkpoint_path = options.output + ".checkpoint";
  options.batch.stop = &stop_asked;
  if (options.paired) study::check_arms(model, arms);
  study::Batch batch(model, arms, scenario.replicates(), options.batch);
  if (options.resume)
    for (const std::string& reason : batch.resume()) fmt::print(stderr, "note: {}; going on from the one before it\n", reason);
  const auto start = std::chrono::steady_clock::now();
  study::Progress progress;
  bool whole = false;
  {
    const ProgressLine line(progress, batch.months_planned(), model.headlines(), options.quiet);
    whole = batch.work(progress);
  }
  if (!whole) {
    fmt::print(stderr, "interrupted; go on with the same command and --resume (checkpoint: {})\n", options.batch.checkpoint_path);
    return interrupted;
  }
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  try {
    write_result(batch, options, command_line, seconds);
  } catch (const FileError& error) {
    const bool can_resume = ::access(options.batch.checkpoint_path.c_str(), R_OK) == 0;
    throw FileError(fmt::format("{}{}", error.what(), can_resume ? "\nwhen there is room, go on from the checkpoint: the same command and --resume" : ""));
  }
  io::remove_checkpoints(options.batch.checkpoint_path);
  if (options.verbose) show_timings(batch);
  if (options.quiet) return done;
  fmt::print("{}\n", options.paired ? paired_table(batch) : outcome_table(batch, 0));
  fmt::print(stderr, "{} runs of {} months in {:.1f} s, written to {}\nsee it as a page: ./beachhead report {}\n", batch.runs().size(),
             scenario.months(), seconds, options.output, options.output);
  return done;
}

}  // namespace sim::cli
