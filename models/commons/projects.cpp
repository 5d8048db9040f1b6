#include "models/commons/projects.h"

#include <algorithm>

#include "models/purposes.h"
#include "models/world.h"

namespace models {
std::int32_t Projects::draw(double uniform) const {
  const auto urn = std::upper_bound(urns.begin() + 1, urns.end() - 1, uniform * urns.back());
  return static_cast<std::int32_t>(urn - urns.begin() - 1);
}

std::vector<double> project_urns(std::span<const std::int64_t> members) {
  std::vector<double> urns(members.size() + 1, 0.0);
  for (std::size_t k = 0; k < members.size(); ++k) urns[k + 1] = urns[k] + static_cast<double>(members[k] + 1);
  return urns;
}

void Projects::Parameters::declare(sim::ParameterVisitor& parameter) {
  parameter(density, {.name = "density", .initial = 150.0, .unit = "1", .range = {0.1, 5000},
                      .doc = "Commons projects per 10,000 people", .source = "assumption:projects", .at_setup = true});
  parameter(turnover, {.name = "turnover", .initial = 0.02, .unit = "1/month", .range = sim::share,
                       .doc = "Chance that a contributor leaves the project for another",
                       .source = "assumption:turnover"});
  parameter(commoner_hours, {.name = "commoner_hours", .initial = 3.0, .unit = "hour/month", .range = {0, 200},
                             .doc = "Effective hours above which a contributor counts as a commoner",
                             .source = "assumption:commoner"});
}

void Projects::declare(sim::ColumnVisitor& column) {
  column(project, {.name = "project", .per = "person", .unit = "1", .doc = "project contributed to, or -1"});
  column(contribution, {.name = "contribution", .per = "person", .unit = "hour/month", .doc = "effective hours given"});
  column(members, {.name = "members", .per = "project", .unit = "person", .doc = "contributors"});
  column(effort, {.name = "effort", .per = "project", .unit = "hour/month", .doc = "effective hours"});
  column(given, {.name = "given", .per = "given", .unit = "hour/month", .doc = "hours: unpaid, by paid maintainers"});
  column(commoners, {.name = "commoners", .per = "", .unit = "person", .doc = "number of commoners"});
}

void set_up(Projects& own, const World& world, const sim::Month&) {
  for (std::size_t i = 0; i < own.project.size(); ++i) {
    const double hours = static_cast<double>(world.time_use.volunteer_hours[i]);
    own.project[i] = -1;
    own.contribution[i] = static_cast<float>(hours) * world.motivation.output_per_hour[i];
  }
}

void succeed(Projects& own, const World& world, const sim::Month& month, std::size_t i) {
  own.contribution[i] = 0.0f;
  own.project[i] = -1;
  if (!world.motivation.contributes(i)) return;
  fill_urns(own, world, month);
  own.project[i] = own.draw(month.draws.uniform(purpose::heir_project, month.number, i));
}

void fill_urns(Projects& own, const World&, const sim::Month&) { own.urns = project_urns(own.members.totals()); }

void contribute(Projects& own, const World& world, const sim::Month& month, const sim::Block& block) {
  const sim::Tally::Adder effort = own.effort.of(block.worker);
  const sim::Tally::Adder given = own.given.of(block.worker);
  std::int64_t commoners = 0;
  for (std::size_t i = block.first; i < block.last; ++i) {
    if (own.project[i] < 0) continue;
    if (month.draws.uniform(purpose::turnover, month.number, i) < own.parameters.turnover)
      own.project[i] = own.draw(month.draws.uniform(purpose::project, month.number, i));
    const auto k = static_cast<std::size_t>(own.project[i]);
    const double hours = static_cast<double>(world.time_use.volunteer_hours[i]);
    const double effective = hours * static_cast<double>(world.motivation.output_per_hour[i]);
    own.contribution[i] += (static_cast<float>(effective) - own.contribution[i]) / 12.0f;
    own.members.of(block.worker)[k] += 1;
    effort.add(k, effective);
    given.add(world.foundations.pays(effective) ? 1 : 0, hours);
    commoners += own.is_commoner(i);
  }
  own.commoners.of(block.worker)[0] += commoners;
}

void count_projects(Projects& own, const World&, const sim::Month&) {
  own.members.collect();
  own.effort.collect();
  own.given.collect();
  own.commoners.collect();
}

void observe(const Projects& own, const World&, sim::Observer& show) {
  const auto people = static_cast<double>(own.project.size());
  std::int64_t largest = 0, members = 0;
  for (std::size_t k = 0; k < own.members.size(); ++k) {
    largest = std::max(largest, own.members[k]);
    members += own.members[k];
  }
  show.series({.name = "commoner_share", .unit = "1", .long_name = "Commoners among people",
               .formula = "more than commons.projects.commoner_hours effective hours a month over a year"},
              static_cast<double>(own.commoners[0]) / people);
  show.series({.name = "commons_hours", .unit = "hour/month", .long_name = "Hours given to the commons, per person"},
              (own.given[0] + own.given[1]) / people);
  show.series({.name = "paid_commons_hours_share", .unit = "1", .long_name = "Share of these by paid maintainers"},
              own.given[1] / std::max(own.given[0] + own.given[1], 1e-9));
  show.series({.name = "largest_project_share", .unit = "1", .long_name = "Share of contributors in the largest project"},
              static_cast<double>(largest) / static_cast<double>(std::max<std::int64_t>(members, 1)));
}

}  // namespace models
