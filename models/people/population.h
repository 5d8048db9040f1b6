//! How many people there are and what their work is worth.
//!
//! Skill is the effective hours that one hour of a person's paid work counts for: lognormal with median 1. People are
//! rows in a fixed order, so neighbours by number are neighbours in memory and in the small world of `people.influence`.
//! Population is constant (people/generations renews it). Districts are equal runs of rows, so the people of one are neighbours.
#pragma once

#include "sim/core/column.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct World;

struct Population {
  static constexpr std::string_view path = "people";

  struct Parameters {
    std::int64_t count;
    double district_density;
    double skill_dispersion;
    double skill_inheritance;
    void declare(sim::ParameterVisitor& parameter) {
      parameter(count, {.name = "count", .initial = 10'000, .unit = "person", .range = {50, 1e8},
                        .doc = "People in the economy", .source = "assumption:size", .at_setup = true});
      parameter(district_density,
                {.name = "district_density", .initial = 16.0, .unit = "1", .range = {0.01, 200},
                 .doc = "Districts per 10,000 people: neighbourhoods of work and community",
                 .source = "assumption:districts", .at_setup = true});
      parameter(skill_dispersion,
                {.name = "skill_dispersion", .initial = 0.64, .unit = "1", .range = {0, 2},
                 .doc = "Standard deviation of the logarithm of skill (effective hours per hour)",
                 .source = "S40", .at_setup = true});
      parameter(skill_inheritance,
                {.name = "skill_inheritance", .initial = 0.4, .unit = "1", .range = sim::share,
                 .doc = "Correlation of the logarithms of an heir's and a parent's skill",
                 .source = "intergenerational"});
    }
  } parameters;

  sim::Column<float> skill;

  void declare(sim::ColumnVisitor& column) {
    column(skill, {.name = "skill", .per = "person", .unit = "1", .doc = "effective hours per hour of paid work"});
  }
};

void set_up(Population& own, const World& world, const sim::Month& month);
//! An heir's skill: with the same distribution, correlated with the parent's.
void succeed(Population& own, const World& world, const sim::Month& month, std::size_t i);

}  // namespace models
