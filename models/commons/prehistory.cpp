#include "models/commons/prehistory.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "models/purposes.h"
#include "models/world.h"

namespace models {
namespace {

constexpr int prehistory_months = 1200;  // a multiple of 12, so that cohorts keep their places

// Where contributors are, while only a few of them move each month.
class Whereabouts {
 public:
  Whereabouts(Projects& projects, const World& world, const Knowledge& knowledge)
      : projects_(projects), world_(world), knowledge_(knowledge), members_(projects.members.size(), 0), core_left_(members_.size(), 0),
        settled_(projects.since.size(), 0), effort_(members_.size(), 0.0) {}

  void fill_urns() {
    projects_.urns = project_urns(members_, projects_.parameters.initial_attractiveness, appeals(projects_, knowledge_));
  }

  void leave(std::size_t i, int now) {
    settle_contribution(i, now);
    const std::int32_t from = projects_.project[i];
    projects_.project[i] = -1;
    if (from < 0) return;
    const auto k = static_cast<std::size_t>(from);
    --members_[k];
    effort_[k] -= effective_capacity(world_, i);
    core_left_[k] -= projects_.core[i];
    projects_.core[i] = 0;
  }

  // Person i goes to a project, from another one or from none.
  void choose(std::size_t i, int now, sim::Stream& stream) {
    leave(i, now);
    const double friendly = sim::uniform(stream), urn = sim::uniform(stream);
    projects_.project[i] = choose_project(projects_, world_, projects_.project.current, i, friendly, urn);
    const auto k = static_cast<std::size_t>(projects_.project[i]);
    ++members_[k];
    effort_[k] += effective_capacity(world_, i);
  }

  void take_up(std::size_t i, int now, sim::Stream& stream) {
    choose(i, now, stream);
    projects_.since[i] = static_cast<std::int16_t>(now - prehistory_months);
    if (now >= prehistory_months - 12) ++projects_.cohorts[static_cast<std::size_t>(now % 12)];
  }

  // Cores are lost, and members of closed projects choose anew, at their experience.
  void lose_and_rescue(const sim::Draws& draws, int now) {
    std::copy(core_left_.begin(), core_left_.end(), projects_.core_left.of(0));
    projects_.core_left.collect();
    change_conditions(projects_, draws, purpose::past_fate, now);
    if (std::count(projects_.condition.begin(), projects_.condition.end(), Projects::vacant) == 0) return;
    fill_urns();
    for (std::size_t i = 0; i < projects_.since.size(); ++i) {
      if (!projects_.is_active(i) || projects_.condition[static_cast<std::size_t>(projects_.project[i])] != Projects::vacant) continue;
      sim::Stream stream = draws.stream(purpose::past_fate, now, i);
      choose(i, now, stream);
    }
  }

  void find_cores(int now) {
    std::vector<Projects::Giver> givers;
    for (std::size_t i = 0; i < projects_.since.size(); ++i) {
      if (!projects_.is_active(i)) continue;
      settle_contribution(i, now);
      givers.push_back({projects_.project[i], projects_.contribution[i], static_cast<std::uint32_t>(i)});
    }
    models::find_cores(projects_, givers);
    for (std::size_t k = 0; k < core_left_.size(); ++k) core_left_[k] = projects_.core_size[k];
  }

  double output(std::size_t k) const {  // differences may leave a trace below zero
    if (projects_.condition[k] != Projects::working) return 0.0;
    return team_output(projects_.parameters, std::max(effort_[k], 0.0), contributors(k));
  }
  double contributors(std::size_t k) const { return static_cast<double>(members_[k]); }

  void hand_over() {
    std::copy(members_.begin(), members_.end(), projects_.members.of(0));
    projects_.members.collect();
    for (std::size_t k = 0; k < effort_.size(); ++k) projects_.effort.of(0).add(k, std::max(effort_[k], 0.0));
    projects_.effort.collect();
    for (std::size_t i = 0; i < settled_.size(); ++i)
      if (world_.motivation.contributes(i)) settle_contribution(i, prehistory_months);
    take_for_usual(projects_, world_);
  }

 private:
  // The mean of the year moves by a twelfth of the gap each month that the person was there, or was not.
  void settle_contribution(std::size_t i, int now) {
    const double gives = effective_hours(world_, i);
    const double gap = static_cast<double>(projects_.contribution[i]) - gives;
    projects_.contribution[i] = static_cast<float>(gives + gap * sim::exp((now - settled_[i]) * sim::log(11.0 / 12.0)));
    settled_[i] = static_cast<std::int16_t>(now);
  }

  Projects& projects_;
  const World& world_;
  const Knowledge& knowledge_;
  std::vector<std::int64_t> members_, core_left_;
  std::vector<std::int16_t> settled_;  // [month] to which the person's contribution is brought up to date
  std::vector<double> effort_;
};

// How long the inclined contribute to a project, and how long they are dormant.
class Calendar {
 public:
  Calendar(const Projects& projects, const World& world)
      : stints_(usual_stints(projects.parameters, usual_death(world))), arrival_(projects.arrival) {}

  // Months that a stint lasts.
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
    where.lose_and_rescue(month.draws, now);
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
    if (now % Projects::census_period == 0) where.find_cores(now);
  }
  where.hand_over();
  start_at_one(knowledge, world);
}

}  // namespace models
