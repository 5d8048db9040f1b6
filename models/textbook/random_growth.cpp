#include "models/textbook/random_growth.h"

#include <algorithm>
#include <functional>
#include <numeric>
#include <vector>

#include "models/producers/firm_sizes.h"
#include "sim/core/kernel.h"
#include "sim/core/math.h"

namespace models {
namespace {

constexpr std::array growing_month{
    sim::each_person<&RandomGrowthWorld::growing, grow_by_chance>("grow_by_chance", "sizes grow and shrink by chance and are held up from below"),
};

}  // namespace

std::span<const sim::Process<RandomGrowthWorld>> RandomGrowthWorld::schedule() { return growing_month; }

std::size_t RandomGrowthWorld::size(std::string_view dimension) const {
  return dimension == "person" ? static_cast<std::size_t>(growing.parameters.count) : 0;
}

void RandomGrowthWorld::set_up(const sim::Month&) { growing.size.fill(1.0); }

SIM_KERNEL
void grow_by_chance(RandomGrowth& own, const RandomGrowthWorld&, const sim::Month& month, const sim::Block& block) {
  const RandomGrowth::Parameters& p = own.parameters;
  const std::span<double> luck = block.scratch->take<double>(block.size());
  month.draws.uniforms(RandomGrowthWorld::growth, month.number, block.first, luck);
  for (double& value : luck) value = p.drift + p.dispersion * sim::normal_quantile(value);
  for (double& value : luck) value = sim::exp(value);
  for (std::size_t i = block.first; i < block.last; ++i)
    own.size[i] = std::max(luck[i - block.first] * own.size[i] + p.addition, p.lowest);
}

void observe(const RandomGrowth& own, const RandomGrowthWorld&, sim::Observer& show) {
  std::vector<double> sizes(own.size.begin(), own.size.end());
  const auto people = static_cast<double>(sizes.size());
  const auto top = static_cast<std::ptrdiff_t>(RandomGrowth::top * people);
  std::nth_element(sizes.begin(), sizes.begin() + top, sizes.end(), std::greater<>());
  const double largest = std::accumulate(sizes.begin(), sizes.begin() + top, 0.0);
  const double all = std::accumulate(sizes.begin() + top, sizes.end(), largest);
  show.series({.name = "tail_exponent", .unit = "1", .long_name = "Exponent of the upper tail",
               .formula = "Hill's estimate over the largest hundredth; 0 where all are equal"}, tail_exponent(sizes, RandomGrowth::top));
  show.series({.name = "top_share", .unit = "1", .long_name = "Share of the largest hundredth in the sum of sizes"}, largest / all);
  show.series({.name = "mean_size", .unit = "1", .long_name = "Mean size"}, all / people);
}

}  // namespace models
