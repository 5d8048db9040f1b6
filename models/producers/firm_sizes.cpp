#include "models/producers/firm_sizes.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>
#include <vector>

#include "models/purposes.h"
#include "models/world.h"

namespace models {
namespace {

// The logarithm of a step: Laplace's distribution with scale b, by inversion.
double laplace_step(double uniform, double b) {
  const double centred = uniform - 0.5;
  return -std::copysign(b, centred) * sim::log(1.0 - 2.0 * std::abs(centred));
}

// Divides qualities by their mean over the class, then lifts those below the floor and cuts those above the ceiling. Where few
// trade, three times the mean is always allowed.
void rescale(FirmSizes& own, const World& world) {
  std::vector<double> sum(world.n_classes, 0.0);
  std::vector<std::int64_t> trading(world.n_classes, 0);
  for (std::size_t j = 0; j < own.quality.size(); ++j) {
    if (!world.organisations.trades(j)) continue;
    sum[world.class_of_producer(j)] += own.quality[j];
    ++trading[world.class_of_producer(j)];
  }
  for (std::size_t j = 0; j < own.quality.size(); ++j) {
    if (!world.organisations.trades(j)) continue;
    const std::size_t g = world.class_of_producer(j);
    const auto n = static_cast<double>(trading[g]);
    const double highest = std::max(own.parameters.largest_part * n, 3.0);
    own.quality[j] = std::clamp(own.quality[j] * n / sum[g], own.parameters.lowest_quality, highest);
  }
}

// Qualities of a power law, one for each equal slice of probability and class, dealt at random.
void deal_power_law(FirmSizes& own, const World& world, const sim::Month& month) {
  const std::size_t n = own.quality.size();
  std::vector<std::vector<std::pair<double, std::size_t>>> draws(world.n_classes);
  for (std::size_t j = 0; j < n; ++j)
    draws[world.class_of_producer(j)].emplace_back(
        month.draws.uniform(purpose::opening_quality, month.number, static_cast<std::uint64_t>(world.organisations.id[j])), j);
  for (auto& of_class : draws) {
    std::sort(of_class.begin(), of_class.end());
    for (std::size_t rank = 0; rank < of_class.size(); ++rank) {
      const double above = (static_cast<double>(rank) + 0.5) / static_cast<double>(of_class.size());
      own.quality[of_class[rank].second] = sim::pow(above, -1.0 / own.parameters.opening_exponent);
    }
  }
  rescale(own, world);
}

}  // namespace

void FirmSizes::Parameters::declare(sim::ParameterVisitor& parameter) {
  parameter(quality_dispersion, {.name = "quality_dispersion", .initial = 0.25, .unit = "1", .range = {0, 2},
                                 .doc = "Standard deviation of the logarithm of an entrant's quality",
                                 .source = "prototype"});
  parameter(growth_dispersion, {.name = "growth_dispersion", .initial = 0.5, .unit = "1", .range = {0, 0.6},
                                .doc = "Standard deviation of a year's growth of quality, in logarithms; 0: quality stays",
                                .source = "growth-rates"});
  parameter(growth_chance, {.name = "growth_chance", .initial = 1.0 / 12.0, .unit = "1/month", .range = {0.02, 1},
                            .doc = "Chance of a step of quality in a month", .source = "assumption:growth-chance"});
  parameter(lowest_quality, {.name = "lowest_quality", .initial = 0.08, .unit = "1", .range = {0, 0.9},
                             .doc = "Quality never falls below this part of the mean of the class",
                             .source = "S33"});
  parameter(largest_part, {.name = "largest_part", .initial = 0.2, .unit = "1", .range = sim::share,
                           .doc = "No producer's quality exceeds this part of the sum over its class",
                           .source = "assumption:largest-part"});
  parameter(opening_exponent, {.name = "opening_exponent", .initial = 1.1, .unit = "1", .range = {1.01, 10},
                               .doc = "Exponent of the power law of quality at the start", .source = "S33",
                               .at_setup = true});
}

void FirmSizes::declare(sim::ColumnVisitor& column) {
  column(quality, {.name = "quality", .per = "producer", .unit = "1", .doc = "attraction at equal price"});
  column(share_year_ago, {.name = "share_year_ago", .per = "producer", .unit = "1", .doc = "market share a year ago"});
  column(growth_deviation, {.name = "growth_deviation", .per = "", .unit = "1", .doc = "of growth in a year"});
  column(growth_shape, {.name = "growth_shape", .per = "", .unit = "1", .doc = "mean absolute over standard deviation"});
}

double tail_exponent(std::span<const double> sizes, double part) {
  std::vector<double> positive;
  for (const double size : sizes)
    if (size > 0.0) positive.push_back(size);
  if (positive.size() < 20) return 0.0;
  const auto largest = static_cast<std::ptrdiff_t>(part * static_cast<double>(positive.size()));
  std::nth_element(positive.begin(), positive.begin() + largest, positive.end(), std::greater<>());
  const double threshold = positive[static_cast<std::size_t>(largest)];
  double sum = 0.0;
  for (std::ptrdiff_t k = 0; k < largest; ++k) sum += sim::log(positive[static_cast<std::size_t>(k)] / threshold);
  return sum > 0.0 ? static_cast<double>(largest) / sum : 0.0;
}

void set_up(FirmSizes& own, const World& world, const sim::Month& month) {
  own.share_year_ago.fill(0.0);
  if (own.parameters.is_growing()) return deal_power_law(own, world, month);
  for (std::size_t j = 0; j < own.quality.size(); ++j) {
    sim::Stream stream = month.draws.stream(purpose::entry, month.number, static_cast<std::uint64_t>(world.organisations.id[j]));
    own.quality[j] = sim::lognormal(stream, 0.0, own.parameters.quality_dispersion);
  }
}

void enter(FirmSizes& own, const World& world, std::size_t j) {
  // Where quality grows, founders begin with the regard that goes with an entrant's share; else they are like everybody.
  const double part = own.parameters.is_growing() ? world.goods_market.parameters.entrant_share : 1.0;
  own.quality[j] = part * world.demography.entrant_quality[j];
  own.share_year_ago[j] = 0.0;
}

void leave(FirmSizes& own, const World&, std::size_t j) { own.share_year_ago[j] = 0.0; }

void grow(FirmSizes& own, const World& world, const sim::Month& month) {
  const FirmSizes::Parameters& p = own.parameters;
  if (!p.is_growing()) return;
  // So many steps of variance 2 b^2 a year give the stated variance.
  const double b = p.growth_dispersion / std::sqrt(24.0 * p.growth_chance);
  for (std::size_t j = 0; j < own.quality.size(); ++j) {
    if (!world.organisations.trades(j)) continue;
    const auto id = static_cast<std::uint64_t>(world.organisations.id[j]);
    if (month.draws.uniform(purpose::quality_step, month.number, id, 0) >= p.growth_chance) continue;
    own.quality[j] *= sim::exp(laplace_step(month.draws.uniform(purpose::quality_step, month.number, id, 1), b));
  }
  rescale(own, world);
}

void compare_with_last_year(FirmSizes& own, const World& world, const sim::Month& month) {
  if (!month.every(12)) return;
  std::vector<double> growth;
  for (std::size_t j = 0; j < own.quality.size(); ++j) {
    const double now = world.organisations.trades(j) ? world.goods_market.market_share[j] : 0.0;
    if (own.share_year_ago[j] > 0.0 && now > 0.0) growth.push_back(sim::log(now / own.share_year_ago[j]));
    own.share_year_ago[j] = now;
  }
  double mean = 0.0, squares = 0.0, absolute = 0.0;
  for (const double change : growth) mean += change / static_cast<double>(growth.size());
  for (const double change : growth) {
    squares += (change - mean) * (change - mean);
    absolute += std::abs(change - mean);
  }
  const auto n = static_cast<double>(std::max<std::size_t>(growth.size(), 1));
  own.growth_deviation = std::sqrt(squares / n);
  own.growth_shape = own.growth_deviation > 0.0 ? absolute / n / own.growth_deviation : 0.0;
}

void observe(const FirmSizes& own, const World& world, sim::Observer& show) {
  std::vector<double> staff;
  for (std::size_t j = 0; j < own.quality.size(); ++j)
    if (world.organisations.trades(j)) staff.push_back(static_cast<double>(world.labour_market.headcount[j]));
  show.series({.name = "producer_size_exponent", .unit = "1", .long_name = "Exponent of the upper tail of producers' staff",
               .formula = "Hill's estimate over the largest tenth; 0 for fewer than 20 producers"}, tail_exponent(staff));
  show.series({.name = "producer_growth_deviation", .unit = "1", .long_name = "Standard deviation of producers' growth in a year",
               .formula = "of the change of the logarithm of market share, over producers that traded a year ago"}, own.growth_deviation);
  show.series({.name = "producer_growth_shape", .unit = "1", .long_name = "Mean absolute over standard deviation of that growth",
               .formula = "0.80 for normal growth rates, 0.71 for Laplace's distribution"}, own.growth_shape);
}

}  // namespace models
