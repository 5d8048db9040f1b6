#include "sim/cli/study_options.h"

#include <fmt/format.h>

#include "sim/core/error.h"

namespace sim::cli {

po::options_description study_options(const std::string& usage, unsigned jobs) {
  po::options_description options(usage);
  options.add_options()("help,h", "this text")                                                                //
      ("study", po::value<std::string>(), "study file: a scenario with [design] and [[factor]], or a comparison")  //
      ("output,o", po::value<std::string>(), "directory of the sweep; the same command again goes on in it")  //
      ("policy", po::value<Words>()->composing(), "policy file, a patch of the scenario; later ones win")     //
      ("set", po::value<Words>()->composing(), "path=value, applied after policies")                          //
      ("replicates", po::value<int>(), "runs of each point or arm that differ by their draws only; default: the file's")  //
      ("jobs,j", po::value<unsigned>()->default_value(jobs), "runs at a time")                                //
      ("retry-failed", "do failed runs again")                                                                //
      ("time-limit", po::value<double>()->default_value(0.0), "seconds that one run may take, 0: any")        //
      ("memory-limit", po::value<std::uint64_t>()->default_value(0), "megabytes that one run may take, 0: any");
  return options;
}

po::variables_map parse(const Words& words, const po::options_description& described, const char* positional) {
  po::variables_map given;
  po::store(po::command_line_parser(words).options(described).positional(po::positional_options_description().add(positional, 1)).run(),
            given);
  po::notify(given);
  return given;
}

study::Plan read_plan(const po::variables_map& given, const ModelList& models, const std::string& command) {
  if (!given.count("study")) throw ScenarioError(fmt::format("{0}: which study? beachhead {0} STUDY.toml -o DIR", command));
  io::Sources sources{given["study"].as<std::string>(), {}, {}};
  if (given.count("policy"))
    for (const std::string& path : given["policy"].as<Words>()) sources.policies.push_back({path});
  if (given.count("set")) sources.sets = given["set"].as<Words>();
  std::optional<int> replicates;
  if (given.count("replicates")) {
    replicates = given["replicates"].as<int>();
    if (*replicates < 1 || *replicates > 1'000'000) throw ScenarioError("--replicates: expected 1 to 1000000");
  }
  return {sources, known(models), replicates};
}

void check_plan(const study::Plan& plan, const Model& model) {
  check_size(model, plan.base());
  const study::Design& design = plan.design();
  if (plan.is_comparison()) study::check_arms(model, plan.arms(), design.outcomes, design.outcomes_at);
  else if (!design.outcomes.empty()) study::check_arms(model, {{"study", plan.base()}}, design.outcomes, design.outcomes_at);
}

unsigned read_jobs(const po::variables_map& given) {
  const auto jobs = given["jobs"].as<unsigned>();
  if (jobs < 1 || jobs > 4096) throw ScenarioError("--jobs: expected 1 to 4096");
  return jobs;
}

study::Limits read_limits(const po::variables_map& given) {
  const study::Limits limits{given["time-limit"].as<double>(), given["memory-limit"].as<std::uint64_t>()};
  if (!(limits.seconds >= 0.0)) throw ScenarioError("--time-limit: expected 0 or more seconds");
  return limits;
}

std::string duration(double seconds) {
  if (seconds < 120.0) return fmt::format("{:.0f} s", seconds);
  return seconds < 7200.0 ? fmt::format("{:.0f} min", seconds / 60.0) : fmt::format("{:.1f} h", seconds / 3600.0);
}

}  // namespace sim::cli
