#include "models/politics/diagonal.h"

#include <algorithm>

#include "models/world.h"

namespace models {
namespace {

// Cooperatives' share of what producers of district d have of something.
double share_of_cooperatives(const World& world, std::size_t d, auto&& of_producer) {
  std::int64_t all = 0, in_cooperatives = 0;
  for (std::size_t j = d; j < world.organisations.n_producers; j += world.n_districts) {
    all += of_producer(j);
    if (world.organisations.is_cooperative(j)) in_cooperatives += of_producer(j);
  }
  return static_cast<double>(in_cooperatives) / static_cast<double>(std::max<std::int64_t>(all, 1));
}

}  // namespace

void Diagonal::Parameters::declare(sim::ParameterVisitor& parameter) {
  parameter(gain, {.name = "gain", .initial = 0.0, .unit = "1", .range = sim::share,
                   .doc = "Part of its public purchases that a district of nothing but cooperatives reserves for them; 0: no say",
                   .source = "assumption:diagonal"});
  parameter(speed, {.name = "speed", .initial = 0.02, .unit = "1/month", .range = sim::share,
                    .doc = "Part of the gap between say and share of jobs closed in a month", .source = "assumption:diagonal"});
}

void Diagonal::declare(sim::ColumnVisitor& column) {
  column(say, {.name = "say", .per = "district", .unit = "1", .doc = "of cooperatives in what the district buys"});
}

void set_up(Diagonal& own, const World& world, const sim::Month&) {
  for (std::size_t d = 0; d < own.say.size(); ++d) own.say[d] = share_of_cooperatives(world, d, [](std::size_t) { return 1; });
}

void win_say(Diagonal& own, const World& world, const sim::Month&) {
  for (std::size_t d = 0; d < own.say.size(); ++d) {
    const double jobs = share_of_cooperatives(world, d, [&](std::size_t j) { return world.labour_market.headcount[j]; });
    own.say[d] += own.parameters.speed * (jobs - own.say[d]);
  }
}

void observe(const Diagonal& own, const World&, sim::Observer& show) {
  double mean = 0.0;
  for (const double say : own.say) mean += say / static_cast<double>(own.say.size());
  show.series({.name = "local_say", .unit = "1", .long_name = "Say of cooperatives in what districts buy, mean over districts"}, mean);
}

}  // namespace models
