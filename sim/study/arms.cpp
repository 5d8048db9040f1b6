#include "sim/study/arms.h"

#include <algorithm>

#include <boost/algorithm/string/join.hpp>
#include <fmt/format.h>

#include "sim/core/error.h"

namespace sim::study {
namespace {

//! What the arm sets otherwise than the first, and where: "producers.goods_market.classes = 1 (goods-classes.toml:3:1)".
std::string changes(const io::Scenario& base, const io::Scenario& arm) {
  std::vector<std::string> all;
  for (const Parameter& parameter : arm.parameters())
    if (!(arm.timeline(parameter.path) == base.timeline(parameter.path)))
      all.push_back(fmt::format("{} = {} ({})", parameter.path, io::shown(arm.timeline(parameter.path).initial), arm.where(parameter.path)));
  return boost::algorithm::join(all, ", ");
}

std::string names(const io::Recorded::Axis& axis) {
  return axis.labels.empty() ? fmt::format("{} without names", axis.length) : boost::algorithm::join(axis.labels, ", ");
}

//! What of `arm` does not fit beside `base`; "" where all of it does.
std::string misfit(const io::Recorder& base, const io::Recorder& arm) {
  for (const io::Recorded& recorded : arm.all()) {
    const auto same = std::find_if(base.all().begin(), base.all().end(), [&](const io::Recorded& other) {
      return other.group == recorded.group && other.name == recorded.name;
    });
    if (same == base.all().end()) return fmt::format("/{}/{} besides", recorded.group, recorded.name);
    if (same->axes.size() != recorded.axes.size()) return fmt::format("/{}/{} along other axes", recorded.group, recorded.name);
    for (std::size_t k = 0; k < recorded.axes.size(); ++k)
      if (same->axes[k].name != recorded.axes[k].name || same->axes[k].labels != recorded.axes[k].labels)
        return fmt::format("/{}/{} by {} {{{}}}, where the others have {{{}}}", recorded.group, recorded.name, recorded.axes[k].name,
                           names(recorded.axes[k]), names(same->axes[k]));
  }
  return arm.all().size() < base.all().size() ? "fewer observables" : "";
}

}  // namespace

io::Recorder first_month(const Model& model, const io::Scenario& scenario) {
  Setup setup;
  for (const Parameter& parameter : model.parameters()) setup.settings.push_back(&scenario.timeline(parameter.path));
  setup.start = scenario.start();
  setup.seed = scenario.seed();
  const std::unique_ptr<Simulation> simulation = model.create(setup);
  io::Recorder record;
  simulation->set_up();
  simulation->step(record);
  simulation->observe(record);
  record.books(simulation->ledger());
  record.end_month();
  return record;
}

void check_arms(const Model& model, const std::vector<Arm>& arms, const std::vector<std::string>& outcomes, const std::string& place) {
  const io::Recorder base = first_month(model, arms.front().scenario);
  std::vector<std::string> findings, series;
  for (const io::Recorded& recorded : base.all())
    if (recorded.group == "series") series.push_back(recorded.name);
  for (const std::string& outcome : outcomes)
    if (std::find(series.begin(), series.end(), outcome) == series.end()) {
      const std::vector<std::string> near = io::nearest(outcome, series);
      findings.push_back(fmt::format("{}: outcomes: the model shows no series '{}'{}", place, outcome,
                                     near.empty() ? "" : fmt::format("; nearest: '{}'", near[0])));
    }
  for (std::size_t arm = 1; arm < arms.size(); ++arm)
    if (const std::string what = misfit(base, first_month(model, arms[arm].scenario)); !what.empty())
      findings.push_back(fmt::format("arm '{}' cannot stand beside '{}': it records {}. It sets {}; run it by itself, or leave that out",
                                     arms[arm].name, arms[0].name, what, changes(arms[0].scenario, arms[arm].scenario)));
  if (!findings.empty()) throw ScenarioError(boost::algorithm::join(findings, "\n"));
}

}  // namespace sim::study
