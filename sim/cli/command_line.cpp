#include "sim/cli/command_line.h"

#include <unistd.h>

#include <algorithm>
#include <boost/program_options/errors.hpp>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <iostream>

#include <boost/algorithm/string/join.hpp>
#include <fmt/format.h>

#include "sim/core/error.h"
#include "sim/io/result.h"

namespace sim::cli {
namespace {

constexpr const char* overview =
    R"(beachhead: peer producers and netarchical platforms in an agent-based laboratory

  beachhead run SCENARIO.toml [-o FILE.h5] [--policy FILE]... [--paired] [--set path=value]...
                              [--seed N] [--replicates R] [--months T] [--threads N]
                              [--checkpoint-every MONTHS] [--resume] [--force] [-q | -v]
  beachhead sweep STUDY.toml -o DIR [--jobs N] [--shard i/N] [--retry-failed] [--dry-run]
  beachhead submit STUDY.toml -o DIR [--launcher slurm] [--array N] [--time MIN] [--partition P]
                                         the same on a cluster: an array job, then a merge
  beachhead compare COMPARISON.toml | --baseline SCENARIO.toml --policy FILE...
                    [--replicates R | --until-halfwidth OUTCOME=WIDTH] [-o FILE.h5|DIR] [--jobs N]
                    [--shard i/N] [--csv FILE.csv]   policies against a baseline: table, page, file
  beachhead status DIR [--json]          what of a sweep is done, failed, missing
  beachhead merge DIR -o FILE.h5         the runs of a sweep as one result file
  beachhead check SCENARIO.toml...       read and check; print the resolved scenario, memory, time, size
  beachhead describe [parameters|columns|series|schedule|flows|format|models]
                     [--model NAME] [--format text|markdown|json]
  beachhead report FILE.h5 [-o PAGE.html]   one page with the figures that tell the story
  beachhead scorecard FILE.h5 [--json]      the runs beside facts about the world: in, near or out
  beachhead export FILE.h5 --csv DIR        tidy tables for people without HDF5
  beachhead digest FILE.h5...               HASH  FILE lines: equal hash, equal content
  beachhead bench [--people N] [--quick]    speed against hand-written rivals, growth and memory: one table
  beachhead version | help [COMMAND]

Results go to files, tables to standard output, everything else to standard error.
Exit codes: 0 done, 1 internal fault, 2 bad input, 3 a run failed or the books do not balance,
            4 file system, 130 interrupted after a checkpoint.
)";

int dispatch(const std::string& command, const Words& words, const ModelList& models, const std::string& line) {
  if (command == "run") return run(words, models, line);
  if (command == "sweep") return sweep(words, models, line);
  if (command == "submit") return submit(words, models, line);
  if (command == "status") return status(words);
  if (command == "merge") return merge(words, line);
  if (command == "check") return check(words, models);
  if (command == "describe") return describe(words, models);
  if (command == "digest") return digest(words);
  if (command == "export") return export_tables(words);
  if (command == "version" || command == "--version") {
    fmt::print("beachhead {} ({})\n{}\n", io::program_version(), io::git_revision(), io::build_description());
    return done;
  }
  if (command == "help" && !words.empty() && words[0] != "help") return dispatch(words[0], {"--help"}, models, line);
  if (command == "help" || command == "--help" || command == "-h") {
    fmt::print("{}", overview);
    return done;
  }
  if (command == "report" || command == "scorecard" || command == "compare" || command == "bench")
    throw ScenarioError(fmt::format("this is the launcher's: ./beachhead {}", command));
  const std::vector<std::string> near = io::nearest(command, {"run", "compare", "sweep", "submit", "status", "merge", "check", "describe", "report",
                                                              "scorecard", "export", "digest", "bench", "version", "help"});
  throw ScenarioError(fmt::format("unknown command '{}'{}; 'beachhead help' lists them", command,
                                  near.empty() ? "" : fmt::format("; nearest: {}", boost::algorithm::join(near, ", "))));
}

}  // namespace

int run_command(int argc, char** argv, const ModelList& models) {
  std::string line = "beachhead";
  for (int k = 1; k < argc; ++k) line += std::string(" ") + argv[k];
  const auto complain = [](const std::string& what, int code) {
    std::fflush(stdout);
    std::fputs((what + "\n").c_str(), stderr);
    return code;
  };
  const auto unsaid = [&] { return complain(std::string("cannot write standard output: ") + std::strerror(errno), file_system); };
  try {
    if (argc < 2) fmt::print("{}", overview);
    const int code = argc < 2 ? done : dispatch(argv[1], Words(argv + 2, argv + argc), models, line);
    std::cout.flush();
    return std::fflush(stdout) != 0 || std::ferror(stdout) || !std::cout ? unsaid() : code;
  } catch (const ScenarioError& error) {
    return complain(error.what(), bad_input);
  } catch (const boost::program_options::error& error) {
    return complain(error.what(), bad_input);
  } catch (const FileError& error) {
    return complain(error.what(), file_system);
  } catch (const std::filesystem::filesystem_error& error) {
    return complain(error.what(), file_system);
  } catch (const AccountingError& error) {
    return complain(error.what(), run_failed);
  } catch (const std::bad_alloc&) {
    return complain("not enough memory", run_failed);
  } catch (const std::exception& error) {
    if (std::ferror(stdout)) return unsaid();
    return complain(std::string("internal fault: ") + error.what(), internal_fault);
  }
}

io::Models known(const ModelList& models) {
  io::Models found;
  for (const Model* model : models) found.names.emplace_back(model->name());
  found.declared = [models](std::string_view name) -> const std::vector<Parameter>* {
    for (const Model* model : models)
      if (model->name() == name) return &model->parameters();
    return nullptr;
  };
  return found;
}

const Model& find_model(const ModelList& models, std::string_view name) {
  for (const Model* model : models)
    if (model->name() == name) return *model;
  std::vector<std::string> names;
  for (const Model* model : models) names.emplace_back(model->name());
  throw ScenarioError(fmt::format("unknown model '{}'; the models are {}", name, boost::algorithm::join(names, ", ")));
}

double predicted_bytes(const Model& model, const io::Scenario& scenario) {
  Setup setup;
  for (const Parameter& parameter : model.parameters()) setup.settings.push_back(&scenario.timeline(parameter.path));
  setup.start = scenario.start();
  return model.predicted_bytes(setup);
}

void check_size(const Model& model, const io::Scenario& scenario) {
  const double needed = predicted_bytes(model, scenario);
  const double there = static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGE_SIZE));
  if (needed > there)
    throw ScenarioError(fmt::format("{}: a run needs {}, this machine has {}; reduce the number of people",
                                    scenario.path(), human_bytes(needed), human_bytes(there)));
}

std::string human_bytes(double bytes) {
  const char* units[] = {"B", "kB", "MB", "GB", "TB", "PB"};
  std::size_t unit = 0;
  while (bytes >= 1000.0 && unit + 1 < std::size(units)) {
    bytes /= 1000.0;
    ++unit;
  }
  return fmt::format("{:.{}f} {}", bytes, unit == 0 ? 0 : 1, units[unit]);
}

}  // namespace sim::cli
