//! Peer production: contributors gather in projects.
//!
//! Contributors stay with a project or, with some chance a month, leave and take up another, drawn in proportion to its
//! members plus one (preferential attachment). A project's effort is the sum of its members' hours times output per
//! hour. A commoner gives more than a few effective hours a month, averaged over a year.
//! Left out so far: friends, rejection, core loss and rescue, governance, team size effects, licences.
#pragma once

#include "sim/core/column.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct World;

struct Projects {
  static constexpr std::string_view path = "commons.projects";

  struct Parameters {
    double density;
    double turnover;
    double commoner_hours;
    void declare(sim::ParameterVisitor& parameter);
  } parameters;

  sim::Column<std::int32_t> project;   // [person] or -1
  sim::Column<float> contribution;     // [person] [effective hour/month] mean of about a year
  sim::Scatter members;                // [project]
  sim::Tally effort{20};               // [project] effective hours this month
  sim::Tally given{20};                // hours: 0 commons unpaid, 1 commons by paid maintainers
  sim::Scatter commoners;              // one cell
  std::vector<double> urns;            // running weights of projects

  //! The project that a uniform draw falls into.
  std::int32_t draw(double uniform) const;

  bool is_commoner(std::size_t i) const {
    return static_cast<double>(contribution[i]) > parameters.commoner_hours;
  }

  void declare(sim::ColumnVisitor& column);
};

//! Running weights by which projects attract: members plus one.
std::vector<double> project_urns(std::span<const std::int64_t> members);

void set_up(Projects& own, const World& world, const sim::Month& month);
//! An heir starts afresh, in a project of its own choice where it contributes at all.
void succeed(Projects& own, const World& world, const sim::Month& month, std::size_t i);
void fill_urns(Projects& own, const World& world, const sim::Month& month);
void contribute(Projects& own, const World& world, const sim::Month& month, const sim::Block& block);
void count_projects(Projects& own, const World& world, const sim::Month& month);
void observe(const Projects& own, const World& world, sim::Observer& show);

}  // namespace models
