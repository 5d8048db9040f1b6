#include "models/people/population.h"

#include <cmath>

#include "models/purposes.h"
#include "models/world.h"

namespace models {

void set_up(Population& own, const World&, const sim::Month& month) {
  for (std::size_t i = 0; i < own.skill.size(); ++i) {
    const double normal = sim::normal_quantile(month.draws.uniform(purpose::skill, month.number, i));
    own.skill[i] = static_cast<float>(sim::exp(own.parameters.skill_dispersion * normal));
  }
}

void succeed(Population& own, const World& world, const sim::Month& month, std::size_t i) {
  const double kept = own.parameters.skill_inheritance;
  const double fresh = sim::normal_quantile(month.draws.uniform(purpose::skill, month_of_birth(world.generations.generation[i]), i));
  const double own_part = own.parameters.skill_dispersion * std::sqrt(1.0 - kept * kept) * fresh;
  own.skill[i] = static_cast<float>(sim::exp(kept * sim::log(static_cast<double>(own.skill[i])) + own_part));
}

}  // namespace models
