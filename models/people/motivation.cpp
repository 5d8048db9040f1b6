#include "models/people/motivation.h"

#include <algorithm>

#include "models/purposes.h"
#include "models/world.h"

namespace models {

void set_up(Motivation& own, const World&, const sim::Month& month) {
  const Motivation::Parameters& p = own.parameters;
  const auto normal = [&](sim::Purpose purpose, std::size_t i) {
    return sim::normal_quantile(month.draws.uniform(purpose, month.number, i));
  };
  const double log_mean_correction = 0.5 * p.output_dispersion * p.output_dispersion;
  for (std::size_t i = 0; i < own.committed_hours.size(); ++i) {
    const double hours = p.median_hours * sim::exp(p.hours_dispersion * normal(purpose::committed_hours, i));
    own.committed_hours[i] = static_cast<float>(std::min(hours, p.most_hours));
    const bool contributes = month.draws.uniform(purpose::contributor, month.number, i) < p.contributor_share;
    const double output = sim::exp(p.output_dispersion * normal(purpose::output_per_hour, i) - log_mean_correction);
    own.output_per_hour[i] = contributes ? static_cast<float>(output) : 0.0f;
  }
}

}  // namespace models
