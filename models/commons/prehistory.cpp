#include "models/commons/prehistory.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "models/purposes.h"
#include "models/world.h"

namespace models {
namespace {

constexpr std::size_t prehistory_months = 600;

// Where contributors are, while only a few of them move each month.
class Whereabouts {
 public:
  explicit Whereabouts(Projects& projects) : projects_(projects), members_(projects.members.size(), 0), effort_(members_.size(), 0.0) {}

  void fill_urns() { projects_.urns = project_urns(members_); }

  void move(std::size_t i, double uniform) {
    const double given = static_cast<double>(projects_.contribution[i]);
    const std::int32_t from = projects_.project[i];
    const std::int32_t to = projects_.draw(uniform);
    if (from >= 0) {
      --members_[static_cast<std::size_t>(from)];
      effort_[static_cast<std::size_t>(from)] -= given;
    }
    ++members_[static_cast<std::size_t>(to)];
    effort_[static_cast<std::size_t>(to)] += given;
    projects_.project[i] = to;
  }
  void tell_members() {
    std::copy(members_.begin(), members_.end(), projects_.members.of(0));
    projects_.members.collect();
  }
  double effort(std::size_t k) const { return std::max(effort_[k], 0.0); }  // differences may leave a trace below zero

 private:
  Projects& projects_;
  std::vector<std::int64_t> members_;
  std::vector<double> effort_;
};

}  // namespace

void live_through_prehistory(Projects& projects, Knowledge& knowledge, const World& world, const sim::Month& month) {
  const double stays = 1.0 - std::min(projects.parameters.turnover, 0.999);
  const double mean_stay = stays < 1.0 ? -1.0 / sim::log(stays) : 1e9;  // [month]
  std::vector<std::vector<std::size_t>> moving(prehistory_months);      // who moves in each month
  Whereabouts where(projects);
  where.fill_urns();
  const auto take_up = [&](std::size_t i, std::size_t now) {
    sim::Stream stream = month.draws.stream(purpose::prehistory, static_cast<int>(now), i);
    where.move(i, sim::uniform(stream));
    const double next = static_cast<double>(now) + 1.0 + std::floor(sim::exponential(stream, mean_stay));
    if (next < static_cast<double>(prehistory_months)) moving[static_cast<std::size_t>(next)].push_back(i);
  };
  std::size_t settled = 0;
  for (std::size_t i = 0; i < projects.project.size(); ++i) {
    if (!world.motivation.contributes(i)) continue;
    take_up(i, 0);
    if (++settled % 8 == 0) where.fill_urns();
  }
  const Knowledge::Parameters& p = knowledge.parameters;
  double mean_effort = 0.0;
  for (std::size_t k = 0; k < knowledge.stock.size(); ++k) mean_effort += where.effort(k) / static_cast<double>(knowledge.stock.size());
  knowledge.stock.fill(sim::pow(mean_effort, p.duplication / (1.0 - p.standing_on_shoulders)));  // where equal projects rest
  for (std::size_t now = 1; now < prehistory_months; ++now) {
    where.fill_urns();
    for (const std::size_t i : moving[now]) take_up(i, now);
    for (std::size_t k = 0; k < knowledge.stock.size(); ++k)
      knowledge.stock[k] = grown(p, p.obsolescence, knowledge.stock[k], where.effort(k));
  }
  where.tell_members();
  start_at_one(knowledge, world);
}

}  // namespace models
