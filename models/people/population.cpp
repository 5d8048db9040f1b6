#include "models/people/population.h"

#include "models/purposes.h"
#include "models/world.h"

namespace models {

void set_up(Population& own, const World&, const sim::Month& month) {
  for (std::size_t i = 0; i < own.skill.size(); ++i) {
    const double normal = sim::normal_quantile(month.draws.uniform(purpose::skill, month.number, i));
    own.skill[i] = static_cast<float>(sim::exp(own.parameters.skill_dispersion * normal));
  }
}

}  // namespace models
