#include "sim/study/plan.h"

#include <set>

#include <fmt/format.h>
#include <boost/algorithm/string/join.hpp>

#include "sim/io/digest.h"
#include "sim/io/toml.h"

namespace sim::study {
namespace {

std::vector<io::Patch> patches_of(const Point& point) {
  std::vector<io::Patch> all;
  for (const std::optional<Level>& level : point)
    if (level) all.insert(all.end(), level->patches.begin(), level->patches.end());
  return all;
}

}  // namespace

std::string program_identity() { return io::program_version() + " " + io::git_revision(); }

Plan::Plan(io::Sources sources, io::Models models, std::optional<int> replicates)
    : sources_(std::move(sources)),
      models_(std::move(models)),
      base_(read(sources_)),
      design_(read_design(sources_.scenario, base_.scenario)) {
  if (replicates) design_.replicates = *replicates;
  if (is_comparison()) check_arms();
  for (std::size_t point = 0; point < design_.points.size(); ++point) {
    const std::string identified = identity(design_.points[point]);
    for (int replicate = 0; replicate < design_.replicates; ++replicate)
      runs_.push_back({io::sha256(fmt::format("{}{}", identified, replicate)).substr(0, 32), point, static_cast<std::uint32_t>(replicate)});
  }
}

//! Arms share their months and draws, or nothing could be paired.
void Plan::check_arms() const {
  for (std::size_t arm = 1; arm < design_.points.size(); ++arm) {
    const io::Scenario patched = scenario(arm);
    for (const char* path : {"run.start", "run.months", "run.burn_in", "run.seed", "run.model"})
      if (!(patched.timeline(path) == base().timeline(path)))
        throw ScenarioError(fmt::format("{}: arm '{}': a policy of a comparison may not change {}", patched.where(path), design_.arms[arm], path));
  }
}

Plan::Patched Plan::read(const io::Sources& sources) const {
  io::Scenario scenario = io::read_scenario(sources, models_, io::Design::allowed);
  std::string hash = io::sha256(scenario.complete_toml());
  return {std::move(scenario), std::move(hash)};
}

const Plan::Patched& Plan::with_policies(const Point& point) const {
  std::vector<std::string> key;
  io::Sources sources = sources_;
  for (const io::Patch& patch : patches_of(point)) {
    key.push_back(patch.path + (patch.from ? "@" + to_string(*patch.from) : ""));
    sources.policies.push_back(patch);
  }
  if (key.empty()) return base_;
  const auto found = patched_.find(key);
  if (found != patched_.end()) return found->second;
  return patched_.emplace(key, read(sources)).first->second;
}

std::string Plan::identity(const Point& point) const {
  std::set<std::string> lines;
  for (std::size_t f = 0; f < point.size(); ++f)
    if (point[f] && !design_.factors[f].path.empty())
      lines.insert(fmt::format("{} = {}\n", design_.factors[f].path, io::toml_literal(point[f]->value)));
  return fmt::format("beachhead-run-2\n{}\n{}\n{}record = {}\n", program_identity(), with_policies(point).hash,
                     boost::algorithm::join(lines, ""), boost::algorithm::join(design_.record, ", "));
}

io::Scenario Plan::scenario(std::size_t number) const {
  const Point& point = design_.points.at(number);
  io::Scenario scenario = with_policies(point).scenario;
  for (std::size_t f = 0; f < point.size(); ++f)
    if (point[f] && !design_.factors[f].path.empty()) scenario.set(design_.factors[f].path, point[f]->value);
  return scenario;
}

std::uint32_t Plan::seed(std::size_t number) const {
  const Point& point = design_.points.at(number);
  for (std::size_t f = 0; f < point.size(); ++f)
    if (point[f] && design_.factors[f].path == "run.seed") return static_cast<std::uint32_t>(std::get<std::int64_t>(point[f]->value));
  return with_policies(point).scenario.seed();
}

std::vector<Value> Plan::values(std::size_t number) const {
  if (is_comparison()) return {};
  const Point& point = design_.points.at(number);
  std::vector<Value> values;
  for (std::size_t f = 0; f < point.size(); ++f) {
    const Factor& factor = design_.factors[f];
    if (point[f]) values.push_back(point[f]->value);
    else values.push_back(factor.path.empty() ? Value(std::string("none")) : base().timeline(factor.path).initial);
  }
  return values;
}

std::vector<io::ResultFactor> Plan::factors() const {
  if (is_comparison()) return {};
  std::vector<io::ResultFactor> all;
  for (const Factor& factor : design_.factors) {
    io::ResultFactor& added = all.emplace_back(io::ResultFactor{factor.name, "1", "Set of policies"});
    for (const Parameter& parameter : base().parameters())
      if (parameter.path == factor.path) added = {factor.name, parameter.unit, parameter.doc};
  }
  return all;
}

std::vector<Arm> Plan::arms() const {
  std::vector<Arm> all;
  for (std::size_t arm = 0; arm < design_.arms.size(); ++arm) all.push_back({design_.arms[arm], scenario(arm)});
  return all;
}

std::vector<io::Group> Plan::groups(const Model& model, const std::string& command_line) const {
  static const io::Recorder nothing;
  std::vector<io::ResultRun> rows;
  const std::vector<Arm> compared = is_comparison() ? this->arms() : std::vector<Arm>{{"study", base()}};
  std::vector<io::ResultArm> arms;
  for (const Arm& arm : compared) arms.push_back({arm.name, &arm.scenario});
  for (const PlannedRun& run : runs_) {
    const std::size_t arm = is_comparison() ? run.point : 0;
    rows.push_back({arms[arm].name, arm, seed(run.point), run.replicate, "not done yet", &nothing, run.id, values(run.point)});
  }
  std::vector<io::Group> groups = io::result_groups(model, arms, rows, {command_line, 0.0, {}, 1}, factors());
  if (is_comparison()) {
    io::Attributes& root = groups.front().attributes;
    root.emplace_back("comparison_confidence", design_.confidence);
    root.emplace_back("comparison_budget_neutral", static_cast<std::int64_t>(design_.budget_neutral));
    if (!design_.outcomes.empty()) root.emplace_back("comparison_outcomes", design_.outcomes);
  }
  return groups;
}

}  // namespace sim::study
