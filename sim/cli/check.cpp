// beachhead check: reads, resolves and checks scenarios without running them.
#include <boost/program_options.hpp>
#include <cstdio>
#include <iostream>

#include <fmt/format.h>

#include "sim/cli/command_line.h"
#include "sim/core/error.h"
#include "sim/study/cost.h"

namespace sim::cli {
namespace {

namespace po = boost::program_options;

// Runs a few months of the scenario to foresee the time it takes and the size of its file.
void print_forecast(const Model& model, const io::Scenario& scenario) {
  const double bytes = predicted_bytes(model, scenario);
  fmt::print(stderr, "{}: memory about {}", scenario.path(), human_bytes(bytes));
  if (bytes > 2e9) {
    fmt::print(stderr, " (too large to time here)\n");
    return;
  }
  const study::Cost cost = study::foresee(model, scenario, {}, 0.0);
  const double replicates = scenario.replicates();
  fmt::print(stderr, ", time about {:.1f} s on one thread, file at most {}\n", cost.seconds * replicates,
             human_bytes(cost.bytes * replicates));
}

}  // namespace

int check(const Words& words, const ModelList& models) {
  po::options_description described("beachhead check SCENARIO.toml...");
  described.add_options()("help,h", "this text")("scenario", po::value<Words>(), "scenario files")(
      "policy", po::value<Words>()->composing(), "policy file, later ones win")(
      "set", po::value<Words>()->composing(), "path=value, applied last")("minimal", "print only what differs from the defaults");
  po::variables_map given;
  po::store(po::command_line_parser(words).options(described).positional(po::positional_options_description().add("scenario", -1)).run(), given);
  if (given.count("help")) {
    std::cout << described;
    return done;
  }
  if (!given.count("scenario")) throw ScenarioError("check: which scenario? beachhead check SCENARIO.toml");
  for (const std::string& path : given["scenario"].as<Words>()) {
    io::Sources sources{path, {}, {}};
    if (given.count("policy"))
      for (const std::string& policy : given["policy"].as<Words>()) sources.policies.push_back({policy});
    if (given.count("set")) sources.sets = given["set"].as<Words>();
    const io::Scenario scenario = io::read_scenario(sources, known(models));
    const Model& model = find_model(models, scenario.model());
    check_size(model, scenario);
    for (const std::string& note : scenario.notes()) fmt::print(stderr, "note: {}\n", note);
    fmt::print("{}", given.count("minimal") ? scenario.minimal_toml() : scenario.complete_toml());
    print_forecast(model, scenario);
  }
  return done;
}

}  // namespace sim::cli
