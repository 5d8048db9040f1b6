#include "sim/study/plan.h"

#include <fmt/format.h>

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

Plan::Plan(io::Sources sources, io::Models models)
    : sources_(std::move(sources)),
      models_(std::move(models)),
      base_(io::read_scenario(sources_, models_, io::Design::allowed)),
      design_(read_design(sources_.scenario, base_)) {
  for (std::size_t point = 0; point < design_.points.size(); ++point) {
    const std::string identified = identity(design_.points[point]);
    for (int replicate = 0; replicate < design_.replicates; ++replicate)
      runs_.push_back({io::sha256(fmt::format("{}\n{}", identified, replicate)).substr(0, 32), point, static_cast<std::uint32_t>(replicate)});
  }
}

const io::Scenario& Plan::with_policies(const Point& point) const {
  std::vector<std::string> key;
  io::Sources sources = sources_;
  for (const io::Patch& patch : patches_of(point)) {
    key.push_back(patch.path + (patch.from ? "@" + to_string(*patch.from) : ""));
    sources.policies.push_back(patch);
  }
  if (key.empty()) return base_;
  const auto found = patched_.find(key);
  if (found != patched_.end()) return found->second;
  return patched_.emplace(key, io::read_scenario(sources, models_, io::Design::allowed)).first->second;
}

std::string Plan::identity(const Point& point) const {
  const io::Scenario& patched = with_policies(point);
  std::string text = fmt::format("beachhead-run-1\n{}\n{}\n", program_identity(), patched.complete_toml());
  for (std::size_t f = 0; f < point.size(); ++f)
    if (point[f] && !design_.factors[f].path.empty())
      text += fmt::format("{} = {}\n", design_.factors[f].path, io::toml_literal(point[f]->value));
  return text;
}

io::Scenario Plan::scenario(std::size_t number) const {
  const Point& point = design_.points.at(number);
  io::Scenario scenario = with_policies(point);
  for (std::size_t f = 0; f < point.size(); ++f)
    if (point[f] && !design_.factors[f].path.empty()) scenario = scenario.with(design_.factors[f].path, point[f]->value);
  return scenario;
}

std::uint32_t Plan::seed(std::size_t number) const {
  const Point& point = design_.points.at(number);
  for (std::size_t f = 0; f < point.size(); ++f)
    if (point[f] && design_.factors[f].path == "run.seed") return static_cast<std::uint32_t>(std::get<std::int64_t>(point[f]->value));
  return with_policies(point).seed();
}

std::vector<Value> Plan::values(std::size_t number) const {
  const Point& point = design_.points.at(number);
  std::vector<Value> values;
  for (std::size_t f = 0; f < point.size(); ++f) {
    const Factor& factor = design_.factors[f];
    if (point[f]) values.push_back(point[f]->value);
    else values.push_back(factor.path.empty() ? Value(std::string("none")) : base_.timeline(factor.path).initial);
  }
  return values;
}

std::vector<io::ResultFactor> Plan::factors() const {
  std::vector<io::ResultFactor> all;
  for (const Factor& factor : design_.factors) {
    io::ResultFactor& added = all.emplace_back(io::ResultFactor{factor.name, "1", "Set of policies"});
    for (const Parameter& parameter : base_.parameters())
      if (parameter.path == factor.path) added = {factor.name, parameter.unit, parameter.doc};
  }
  return all;
}

}  // namespace sim::study
