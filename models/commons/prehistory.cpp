#include "models/commons/prehistory.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "models/purposes.h"
#include "models/world.h"

namespace models {
namespace {

constexpr int prehistory_months = 600;  // a multiple of 12, so that cohorts keep their places

// Where contributors are, while only a few of them move each month.
class Whereabouts {
 public:
  Whereabouts(Projects& projects, const World& world, const Knowledge& knowledge)
      : projects_(projects), world_(world), knowledge_(knowledge), members_(projects.members.size(), 0), effort_(members_.size(), 0.0) {}

  void fill_urns() {
    double mean = 0.0;
    for (const double stock : knowledge_.stock) mean += stock / static_cast<double>(knowledge_.stock.size());
    std::vector<double> appeal(members_.size(), 1.0);
    for (std::size_t k = 0; k < appeal.size() && mean > 0.0; ++k)
      appeal[k] = sim::pow(knowledge_.stock[k] / mean, projects_.parameters.quality_pull);
    projects_.urns = project_urns(members_, projects_.parameters.initial_attractiveness, appeal);
  }

  void leave(std::size_t i, int now) {
    const std::int32_t from = projects_.project[i];
    settle_contribution(i, now);
    projects_.project[i] = -1;
    if (from < 0) return;
    --members_[static_cast<std::size_t>(from)];
    effort_[static_cast<std::size_t>(from)] -= effective_capacity(world_, i);
  }

  void take_up(std::size_t i, int now, sim::Stream& stream) {
    leave(i, now);
    const double friendly = sim::uniform(stream), urn = sim::uniform(stream);
    const std::int32_t to = choose_project(projects_, world_, projects_.project.current, i, friendly, urn);
    ++members_[static_cast<std::size_t>(to)];
    effort_[static_cast<std::size_t>(to)] += effective_capacity(world_, i);
    projects_.project[i] = to;
    if (now >= prehistory_months - 12) ++projects_.cohorts[static_cast<std::size_t>(now % 12)];
  }

  // The mean of the year moves by a twelfth of the gap each month that the person was there, or was not.
  void settle_contribution(std::size_t i, int now) {
    const double gives = effective_hours(world_, i), months = now - (projects_.since[i] + prehistory_months);
    const double gap = static_cast<double>(projects_.contribution[i]) - gives;
    projects_.contribution[i] = static_cast<float>(gives + gap * sim::exp(months * sim::log(11.0 / 12.0)));
    projects_.since[i] = static_cast<std::int16_t>(now - prehistory_months);
  }

  double output(std::size_t k) const {  // differences may leave a trace below zero
    return team_output(projects_.parameters, std::max(effort_[k], 0.0), contributors(k));
  }
  double contributors(std::size_t k) const { return static_cast<double>(members_[k]); }

  void hand_over() {
    std::copy(members_.begin(), members_.end(), projects_.members.of(0));
    projects_.members.collect();
    for (std::size_t k = 0; k < effort_.size(); ++k) projects_.effort.of(0).add(k, std::max(effort_[k], 0.0));
    projects_.effort.collect();
    for (std::size_t i = 0; i < projects_.since.size(); ++i) {
      const std::int16_t since = projects_.since[i];
      if (world_.motivation.contributes(i)) settle_contribution(i, prehistory_months);
      projects_.since[i] = since;
    }
    take_for_usual(projects_, world_);
  }

 private:
  Projects& projects_;
  const World& world_;
  const Knowledge& knowledge_;
  std::vector<std::int64_t> members_;
  std::vector<double> effort_;
};

// How long the inclined contribute to a project, and how long they are dormant.
class Calendar {
 public:
  Calendar(const Projects& projects, const World& world)
      : stints_(usual_stints(projects.parameters, usual_death(world))), arrival_(projects.arrival) {}

  // Smallest n with as many stints ended. [month]
  int stint(double uniform) const {
    const auto end = std::partition_point(stints_.lasting.begin() + 1, stints_.lasting.end(), [&](double lasting) { return lasting > uniform; });
    return static_cast<int>(end - stints_.lasting.begin());
  }
  bool leaves(int months, double uniform) const { return uniform < stints_.leaving[static_cast<std::size_t>(months)]; }
  int wait(sim::Stream& stream) const {
    if (arrival_ >= 1.0) return 1;
    return 1 + static_cast<int>(std::min(sim::exponential(stream, -1.0 / sim::log(1.0 - std::max(arrival_, 1e-9))), 1e6));
  }
  // Share of the inclined who contribute.
  double active_share() const {
    const double leaving = stints_.leaving_share / stints_.mean;
    return arrival_ >= 1.0 ? 1.0 : arrival_ / (arrival_ + leaving);
  }

 private:
  Stints stints_;
  double arrival_;
};

}  // namespace

void live_through_prehistory(Projects& projects, Knowledge& knowledge, const World& world, const sim::Month& month) {
  const Knowledge::Parameters& p = knowledge.parameters;
  const Calendar calendar(projects, world);
  std::vector<std::vector<std::size_t>> moving(prehistory_months);  // who takes up a project or ends a stint in each month
  Whereabouts where(projects, world, knowledge);
  const auto next = [&](std::size_t i, int when) {
    if (when < prehistory_months) moving[static_cast<std::size_t>(when)].push_back(i);
  };
  const auto take_up = [&](std::size_t i, int now, sim::Stream& stream) {
    where.take_up(i, now, stream);
    next(i, now + calendar.stint(sim::uniform(stream)));
  };
  where.fill_urns();
  projects.since.fill(-prehistory_months);
  std::size_t settled = 0;
  for (std::size_t i = 0; i < projects.since.size(); ++i) {
    if (!world.motivation.contributes(i)) continue;
    sim::Stream stream = month.draws.stream(purpose::prehistory, 0, i);
    if (sim::uniform(stream) >= calendar.active_share()) {
      next(i, calendar.wait(stream));
      continue;
    }
    take_up(i, 0, stream);
    if (++settled % 8 == 0) where.fill_urns();
  }
  double mean_output = 0.0;
  for (std::size_t k = 0; k < knowledge.stock.size(); ++k) mean_output += where.output(k) / static_cast<double>(knowledge.stock.size());
  knowledge.stock.fill(sim::pow(mean_output, p.duplication / (1.0 - p.standing_on_shoulders)));  // where equal projects rest
  for (int now = 1; now < prehistory_months; ++now) {
    where.fill_urns();
    for (const std::size_t i : moving[static_cast<std::size_t>(now)]) {
      sim::Stream stream = month.draws.stream(purpose::prehistory, now, i);
      const int months = now - (projects.since[i] + prehistory_months);
      if (!projects.is_active(i) || !calendar.leaves(months, sim::uniform(stream))) {
        take_up(i, now, stream);
        continue;
      }
      where.leave(i, now);
      next(i, now + calendar.wait(stream));
    }
    for (std::size_t k = 0; k < knowledge.stock.size(); ++k)
      knowledge.stock[k] = grown(p, p.obsolescence, knowledge.stock[k], where.output(k), maintenance_shortfall(p, where.contributors(k)));
  }
  where.hand_over();
  start_at_one(knowledge, world);
}

}  // namespace models
