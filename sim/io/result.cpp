#include "sim/io/result.h"

#include <sys/resource.h>
#include <sys/utsname.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <ctime>

#include <boost/algorithm/string/join.hpp>
#include <fmt/chrono.h>
#include <fmt/format.h>

#include "sim/core/calendar.h"
#include "sim/core/error.h"
#include "sim/io/digest.h"
#include "sim/io/join.h"

#ifndef BEACHHEAD_VERSION
#define BEACHHEAD_VERSION "unknown"
#endif
#ifndef BEACHHEAD_REVISION
#define BEACHHEAD_REVISION "unknown"
#endif
#ifndef BEACHHEAD_FLAGS
#define BEACHHEAD_FLAGS "unknown"
#endif

namespace sim::io {
namespace {

Attributes described(const std::string& unit, const std::string& long_name, const std::string& formula = {}) {
  Attributes attributes{{"units", unit}, {"long_name", long_name}};
  if (!formula.empty()) attributes.emplace_back("formula", formula);
  return attributes;
}

Variable run_coordinate(std::size_t runs) {
  std::vector<std::int64_t> numbers(runs);
  for (std::size_t r = 0; r < runs; ++r) numbers[r] = static_cast<std::int64_t>(r);
  return {"run", {"run"}, std::move(numbers), described("1", "Number of the run; see /runs")};
}

Variable time_coordinate(const std::string& name, const std::vector<std::int32_t>& months, Date start) {
  std::vector<std::int32_t> days;
  for (const std::int32_t month : months) days.push_back(days_to_end_of(start, month));
  Variable time{name, {name}, std::move(days), {}};
  time.attributes = {{"units", "days since " + to_string(start) + "-01"}, {"calendar", std::string("proleptic_gregorian")},
                     {"standard_name", std::string("time")}, {"long_name", std::string("Last day of the month")}};
  return time;
}

void add_dimension(Group& group, const Recorded::Axis& axis) {
  for (const Dimension& known : group.dimensions)
    if (known.name == axis.name) {
      ensure(known.length == axis.length, "two tables of a group disagree about an axis");
      return;
    }
  group.dimensions.push_back({axis.name, axis.length, false});
  if (axis.labels.empty()) return;
  group.variables.push_back({axis.name, {axis.name}, axis.labels, described("1", axis.name)});
}

// Runs one after another; a run without the observable (it failed early) is filled up.
template <class T>
std::vector<T> gathered(const std::vector<ResultRun>& runs, std::size_t index, std::size_t per_run) {
  std::vector<T> all;
  all.reserve(runs.size() * per_run);
  for (const ResultRun& run : runs) {
    const auto& values = std::get<std::vector<T>>(run.record->all().at(index).values);
    all.insert(all.end(), values.begin(), values.end());
    ensure(values.size() == per_run, "a record does not fill its axes");
  }
  return all;
}

Group& group_named(std::vector<Group>& groups, const std::string& path, const std::vector<ResultRun>& runs, Date start) {
  for (Group& group : groups)
    if (group.path == path) return group;
  Group& added = groups.emplace_back();
  added.path = path;
  std::vector<std::int32_t> months = runs.front().record->months_of(path);
  const auto all = static_cast<std::size_t>(runs.front().record->months());
  if (path == "series" || months.empty()) {
    months.resize(all);
    for (std::size_t t = 0; t < all; ++t) months[t] = static_cast<std::int32_t>(t);
  }
  const std::string clock = months.size() == all ? "time" : "sample_time";
  added.dimensions = {{"run", runs.size(), false}, {clock, months.size(), false}};
  added.variables = {run_coordinate(runs.size()), time_coordinate(clock, months, start)};
  return added;
}

void add_observables(std::vector<Group>& groups, const std::vector<ResultRun>& runs, Date start) {
  const std::vector<Recorded>& all = runs.front().record->all();
  for (std::size_t index = 0; index < all.size(); ++index) {
    const Recorded& recorded = all[index];
    Group& group = group_named(groups, recorded.group, runs, start);
    Variable variable{recorded.name, {"run", group.dimensions[1].name}, {}, described(recorded.unit, recorded.long_name, recorded.formula)};
    std::size_t per_run = group.dimensions[1].length;
    for (const Recorded::Axis& axis : recorded.axes) {
      add_dimension(group, axis);
      variable.dimensions.push_back(axis.name);
      per_run *= axis.length;
    }
    if (recorded.values.index() == 0) variable.values = gathered<double>(runs, index, per_run);
    else variable.values = gathered<std::int64_t>(runs, index, per_run);
    group.variables.push_back(std::move(variable));
  }
}

Group events_group(const std::vector<ResultRun>& runs, Date start) {
  std::vector<std::int32_t> run_number, days;
  Text kind, text;
  for (std::size_t r = 0; r < runs.size(); ++r)
    for (const Event& event : runs[r].record->events()) {
      run_number.push_back(static_cast<std::int32_t>(r));
      days.push_back(days_to_end_of(start, event.month));
      kind.push_back(event.kind);
      text.push_back(event.text);
    }
  Group group{.path = "events", .dimensions = {{"event", kind.size(), true}}, .variables = {}, .attributes = {}};
  Variable time = time_coordinate("time", {}, start);
  time.dimensions = {"event"};
  time.values = days;
  group.variables = {{"run", {"event"}, run_number, described("1", "Number of the run")}, std::move(time),
                     {"kind", {"event"}, kind, described("1", "Kind of event")},
                     {"text", {"event"}, text, described("1", "What happened")}};
  return group;
}

// A factor's values over the runs: all of one kind, as the parameter is.
Variable factor_variable(const std::vector<ResultRun>& runs, const ResultFactor& factor, std::size_t index) {
  Variable variable{factor.name, {"run"}, {}, described(factor.unit, factor.long_name)};
  const auto fill = [&]<class Stored, class Given>(Stored, Given) {
    std::vector<Stored> values;
    for (const ResultRun& run : runs) values.push_back(static_cast<Stored>(std::get<Given>(run.factors.at(index))));
    variable.values = std::move(values);
  };
  switch (runs.front().factors.at(index).index()) {
    case 0: fill(std::int8_t{}, bool{}); break;
    case 1: fill(std::int64_t{}, std::int64_t{}); break;
    case 2: fill(double{}, double{}); break;
    default: fill(std::string{}, std::string{});
  }
  return variable;
}

Group runs_group(const std::vector<ResultArm>& arms, const std::vector<ResultRun>& runs, const std::vector<ResultFactor>& factors) {
  std::vector<std::int32_t> arm;
  std::vector<std::int64_t> seed, replicate;
  std::vector<std::int8_t> status;
  Text failure, run_id, arm_names;
  for (const ResultArm& each : arms) arm_names.push_back(each.name);
  for (const ResultRun& run : runs) {
    arm.push_back(static_cast<std::int32_t>(run.arm_index));
    seed.push_back(run.seed);
    replicate.push_back(run.replicate);
    status.push_back(run.failure.empty() ? 0 : 1);
    failure.push_back(run.failure);
    const auto identity = [&] {
      return program_version() + "\n" + arms[run.arm_index].scenario->complete_toml() + "\n" + std::to_string(run.replicate);
    };
    run_id.push_back(run.id.empty() ? sha256(identity()).substr(0, 32) : run.id);
  }
  Group group{.path = "runs", .dimensions = {{"run", runs.size(), false}, {"arm_name", arm_names.size(), false}}, .variables = {}, .attributes = {}};
  const Attributes statuses{{"units", std::string("1")}, {"long_name", std::string("Whether the run is whole")},
                            {"flag_values", std::vector<std::int8_t>{0, 1}}, {"flag_meanings", std::string("done failed")}};
  group.variables = {run_coordinate(runs.size()),
                     {"arm_name", {"arm_name"}, arm_names, described("1", "Names of the arms")},
                     {"arm", {"run"}, arm, described("1", "Arm: row of arm_name")},
                     {"replicate", {"run"}, replicate, described("1", "Replicate; equal ones share every draw")},
                     {"seed", {"run"}, seed, described("1", "Seed")},
                     {"status", {"run"}, status, statuses},
                     {"failure", {"run"}, failure, described("1", "Why a run failed")},
                     {"run_id", {"run"}, run_id, described("1", "Hash of scenario, seed, replicate and version")}};
  for (std::size_t k = 0; k < factors.size(); ++k) group.variables.push_back(factor_variable(runs, factors[k], k));
  return group;
}

Group scenario_group(const std::vector<ResultArm>& arms) {
  Text names, complete, minimal;
  for (const ResultArm& arm : arms) {
    names.push_back(arm.name);
    complete.push_back(arm.scenario->complete_toml());
    minimal.push_back(arm.scenario->minimal_toml());
  }
  return {.path = "scenario", .dimensions = {{"arm", arms.size(), false}},
          .variables = {{"arm", {"arm"}, names, described("1", "Arm")},
                        {"complete", {"arm"}, complete, described("1", "Every parameter, as a scenario file")},
                        {"minimal", {"arm"}, minimal, described("1", "What differs from the defaults, as a scenario file")}},
          .attributes = {}};
}

std::string over_time(const Timeline& timeline) {
  std::string all = shown(timeline.initial);
  for (const Timeline::Step& step : timeline.steps) all += fmt::format("; {}: {}", to_string(step.from), shown(step.value));
  return all;
}

Group parameters_group(const std::vector<ResultArm>& arms) {
  const std::vector<Parameter>& parameters = arms.front().scenario->parameters();
  Text path, value, unit, range, meaning, source;
  for (const Parameter& parameter : parameters) {
    path.push_back(parameter.path);
    unit.push_back(parameter.unit);
    const bool bounded = parameter.kind == Kind::real || parameter.kind == Kind::integer;
    range.push_back(bounded ? fmt::format("[{:g}, {:g}]", parameter.range.low, parameter.range.high) : boost::algorithm::join(parameter.choices, " | "));
    meaning.push_back(parameter.doc);
    source.push_back(parameter.source);
  }
  Text names;
  for (const ResultArm& arm : arms) {
    names.push_back(arm.name);
    for (const Parameter& parameter : parameters) value.push_back(over_time(arm.scenario->timeline(parameter.path)));
  }
  return {.path = "parameters", .dimensions = {{"arm", arms.size(), false}, {"parameter", path.size(), false}},
          .variables = {{"arm", {"arm"}, names, described("1", "Arm")},
                        {"parameter", {"parameter"}, path, described("1", "Path of the parameter")},
                        {"value", {"arm", "parameter"}, value, described("1", "Value; dated values after semicolons")},
                        {"unit", {"parameter"}, unit, described("1", "Unit")},
                        {"range", {"parameter"}, range, described("1", "Range or choices")},
                        {"meaning", {"parameter"}, meaning, described("1", "Meaning")},
                        {"source", {"parameter"}, source, described("1", "Source: a key of docs/sources.md")}},
          .attributes = {}};
}

Group schedule_group(const Model& model) {
  Text process, sentence, kind;
  for (const ScheduleRow& row : model.schedule()) {
    process.push_back(row.process);
    sentence.push_back(row.sentence);
    kind.push_back(row.kind);
  }
  return {.path = "schedule", .dimensions = {{"process", process.size(), false}},
          .variables = {{"process", {"process"}, process, described("1", "Process, in the order of the month")},
                        {"sentence", {"process"}, sentence, described("1", "What happens")},
                        {"kind", {"process"}, kind, described("1", "Runs for each person, or once")}},
          .attributes = {}};
}

void mark_burn_in(std::vector<Group>& groups, int burn_in) {
  for (Group& group : groups) {
    if (group.path != "series") continue;
    std::vector<std::int8_t> marked(group.dimensions[1].length);
    for (std::size_t t = 0; t < marked.size(); ++t) marked[t] = static_cast<int>(t) < burn_in;
    group.variables.push_back({"burn_in", {"time"}, marked, described("1", "1 in the months before the economy has settled")});
  }
}

}  // namespace

Group provenance_group(const Provenance& provenance) {
  Text names;
  std::vector<double> seconds;
  for (const Timing& timing : provenance.timings) {
    names.push_back(timing.process);
    seconds.push_back(timing.seconds);
  }
  utsname host{};
  uname(&host);
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  Group group{.path = "provenance", .dimensions = {{"process", names.size(), false}}, .variables = {}, .attributes = {}};
  group.variables = {{"process", {"process"}, names, described("1", "Process")},
                     {"seconds", {"process"}, seconds, described("s", "Time taken, all threads together")}};
  group.attributes = {{"program_version", program_version()}, {"git_revision", git_revision()},
                      {"build", build_description()}, {"command_line", provenance.command_line},
                      {"host", fmt::format("{} {} {}", host.sysname, host.release, host.machine)},
                      {"created", fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)))},
                      {"threads", static_cast<std::int64_t>(provenance.threads)},
                      {"wall_seconds", provenance.wall_seconds},
                      {"peak_bytes", static_cast<std::int64_t>(usage.ru_maxrss) * 1024}};
  return group;
}

std::string program_version() { return BEACHHEAD_VERSION; }
std::string git_revision() { return BEACHHEAD_REVISION; }
std::string build_description() { return fmt::format("{} {}", __VERSION__, BEACHHEAD_FLAGS); }

namespace {

//! Of runs whose records have the same shape.
std::vector<Group> groups_of_alike(const Model& model, const std::vector<ResultArm>& arms, const std::vector<ResultRun>& runs,
                                   const Provenance& provenance, const std::vector<ResultFactor>& factors) {
  const Scenario& scenario = *arms.front().scenario;
  std::vector<Group> groups(1);
  groups[0].attributes = {{"format", std::string("beachhead-results")}, {"version", std::int64_t{1}},
                          {"Conventions", std::string("CF-1.8")}, {"title", scenario.name()},
                          {"question", scenario.question()}, {"model", std::string(model.name())},
                          {"headlines", model.headlines()}};
  groups.push_back(provenance_group(provenance));
  groups.push_back(runs_group(arms, runs, factors));
  groups.push_back(scenario_group(arms));
  add_observables(groups, runs, scenario.start());
  mark_burn_in(groups, scenario.burn_in());
  groups.push_back(events_group(runs, scenario.start()));
  groups.push_back(parameters_group(arms));
  groups.push_back(schedule_group(model));
  return groups;
}

}  // namespace

std::vector<Group> result_groups(const Model& model, const std::vector<ResultArm>& arms, const std::vector<ResultRun>& runs,
                                 const Provenance& provenance, const std::vector<ResultFactor>& factors) {
  std::vector<std::vector<Group>> parts;
  std::vector<RunAddress> rows;
  for (auto first = runs.begin(); first != runs.end();) {
    const auto last = std::find_if_not(first, runs.end(), [&](const ResultRun& run) { return run.record->has_shape_of(*first->record); });
    for (auto run = first; run != last; ++run) rows.push_back({parts.size(), static_cast<std::size_t>(run - first)});
    parts.push_back(groups_of_alike(model, arms, {first, last}, provenance, factors));
    first = last;
  }
  return parts.size() == 1 ? std::move(parts.front()) : join_runs(parts, rows);
}

}  // namespace sim::io
