#include "models/people/motivation.h"

#include <algorithm>

#include "models/purposes.h"
#include "models/world.h"

namespace models {

namespace {

// Traits of the generation that is born under a month (people/generations).
void draw_traits(Motivation& own, const World& world, const sim::Month& month, int born, std::size_t i) {
  const Motivation::Parameters& p = own.parameters;
  const auto normal = [&](sim::Purpose purpose) { return sim::normal_quantile(month.draws.uniform(purpose, born, i)); };
  const double hours = p.median_hours * sim::exp(p.hours_dispersion * normal(purpose::committed_hours));
  own.committed_hours[i] = static_cast<float>(std::min(hours, p.most_hours));
  const bool contributes = month.draws.uniform(purpose::contributor, born, i) <
                           p.contributor_share * world.projects.inclined_per_contributor();
  const double log_mean_correction = 0.5 * p.output_dispersion * p.output_dispersion;
  const double output = sim::exp(p.output_dispersion * normal(purpose::output_per_hour) - log_mean_correction);
  own.output_per_hour[i] = contributes ? static_cast<float>(output) : 0.0f;
}

}  // namespace

void set_up(Motivation& own, const World& world, const sim::Month& month) {
  for (std::size_t i = 0; i < own.committed_hours.size(); ++i) draw_traits(own, world, month, month.number, i);
}

void succeed(Motivation& own, const World& world, const sim::Month& month, std::size_t i) {
  draw_traits(own, world, month, month_of_birth(world.generations.generation[i]), i);
}

}  // namespace models
