#include "models/textbook/thresholds.h"

#include "sim/core/kernel.h"

namespace models {
namespace {

constexpr std::array crowded_month{
    sim::each_person<&ThresholdsWorld::crowd, join>("join", "who sees enough others active is active too"),
    sim::once<&ThresholdsWorld::crowd, count_active>("count_active", "those who are active are counted"),
};

}  // namespace

std::span<const sim::Process<ThresholdsWorld>> ThresholdsWorld::schedule() { return crowded_month; }

std::size_t ThresholdsWorld::size(std::string_view dimension) const {
  if (dimension == "person") return static_cast<std::size_t>(crowd.parameters.count);
  return dimension == "crowd";
}

void ThresholdsWorld::set_up(const sim::Month& start) {
  const Thresholds::Parameters& p = crowd.parameters;
  const auto people = static_cast<double>(p.count);
  for (std::size_t i = 0; i < crowd.threshold.size(); ++i)
    crowd.threshold[i] = p.rule == Thresholds::Rule::uniform
                             ? static_cast<double>(i) / people
                             : p.mean + p.dispersion * sim::normal_quantile(start.draws.uniform(opening, start.number, i));
  if (p.rule == Thresholds::Rule::uniform) crowd.threshold[1] = static_cast<double>(p.second) / people;
  crowd.active.fill(0);
}

SIM_KERNEL
void join(Thresholds& own, const ThresholdsWorld&, const sim::Month&, const sim::Block& block) {
  const double share = own.share;
  std::int64_t active = 0;
  for (std::size_t i = block.first; i < block.last; ++i) {
    own.active[i] = own.threshold[i] <= share;
    active += own.active[i];
  }
  *own.active_people.of(block.worker) += active;
}

void count_active(Thresholds& own, const ThresholdsWorld&, const sim::Month&) {
  own.active_people.collect();
  const double share = static_cast<double>(own.active_people[0]) / static_cast<double>(own.active.size());
  own.joined = share - own.share;
  own.share = share;
}

void observe(const Thresholds& own, const ThresholdsWorld&, sim::Observer& show) {
  show.series({.name = "active_share", .unit = "1", .long_name = "People who are active"}, own.share);
  show.series({.name = "joined_share", .unit = "1", .long_name = "People who became active this month"}, own.joined);
}

}  // namespace models
