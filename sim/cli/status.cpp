// beachhead status and merge: what the directory of a sweep holds, and all of it as one file.
#include <iostream>
#include <map>

#include <fmt/format.h>

#include "sim/cli/study_options.h"
#include "sim/core/error.h"
#include "sim/study/sweep.h"

namespace sim::cli {
namespace {

//! Runs by why they failed.
std::map<std::string, std::vector<std::size_t>> failures_of(const study::Directory& directory) {
  std::map<std::string, std::vector<std::size_t>> causes;
  for (std::size_t run = 0; run < directory.planned().size(); ++run)
    if (const study::Committed* found = directory.find(directory.planned()[run]); found && !found->failure.empty())
      causes[found->failure].push_back(run);
  return causes;
}

void show_status(const study::Directory& directory) {
  const study::Directory::Count count = directory.count();
  fmt::print("planned   {:>8}\ncommitted {:>8}\nfailed    {:>8}\nmissing   {:>8}\n", count.planned, count.done, count.failed,
             count.missing);
  if (count.interrupted > 0) fmt::print("{} of the missing were interrupted and will go on from a checkpoint\n", count.interrupted);
  if (directory.is_worked_in())
    fmt::print("a sweep is running here; what it has finished since its last segment still counts as missing\n");
  if (directory.foreign() > 0) fmt::print("{} runs of an earlier version of the study are left out\n", directory.foreign());
  for (const auto& [cause, runs] : failures_of(directory))
    fmt::print("{} failed, the first of them run {}: {}\n", runs.size(), runs.front(), cause);
}

std::string json_text(const std::string& text) {
  std::string safe = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') safe += '\\';
    if (static_cast<unsigned char>(c) < 0x20) safe += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    else safe += c;
  }
  return safe + '"';
}

void show_status_as_json(const study::Directory& directory) {
  const study::Directory::Count count = directory.count();
  std::string failures;
  for (const auto& [cause, runs] : failures_of(directory)) {
    std::string numbers;
    for (const std::size_t run : runs) numbers += fmt::format("{}{}", numbers.empty() ? "" : ", ", run);
    failures += fmt::format("{}{{\"cause\": {}, \"runs\": [{}]}}", failures.empty() ? "" : ", ", json_text(cause), numbers);
  }
  fmt::print(
      "{{\"planned\": {}, \"committed\": {}, \"failed\": {}, \"missing\": {}, \"interrupted\": {}, \"foreign\": {}, \"running\": {}, "
      "\"failures\": [{}]}}\n",
      count.planned, count.done, count.failed, count.missing, count.interrupted, directory.foreign(), directory.is_worked_in(), failures);
}

}  // namespace

int status(const Words& words) {
  po::options_description described("beachhead status DIR");
  described.add_options()("help,h", "this text")("directory", po::value<std::string>(), "directory of a sweep")("json", "for programs");
  const po::variables_map given = parse(words, described, "directory");
  if (given.count("help")) {
    std::cout << described;
    return done;
  }
  if (!given.count("directory")) throw ScenarioError("status: of which directory? beachhead status DIR");
  const study::Directory directory(given["directory"].as<std::string>());
  given.count("json") ? show_status_as_json(directory) : show_status(directory);
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
  study::Directory directory(given["directory"].as<std::string>());
  const std::string output = given["output"].as<std::string>();
  directory.pack_if_alone();
  directory.merge(output, command_line, given.count("force") > 0);
  const study::Directory::Count count = directory.count();
  if (given.count("quiet")) return done;
  fmt::print(stderr, "{} of {} runs written to {}\n", count.done + count.failed, count.planned, output);
  if (count.missing > 0) fmt::print(stderr, "{} runs are missing: sweep the study to its end and merge again\n", count.missing);
  if (count.failed > 0) fmt::print(stderr, "{} runs failed; beachhead status {} says why\n", count.failed, directory.path());
  return done;
}

}  // namespace sim::cli
