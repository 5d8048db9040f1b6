#include "models/textbook/logit_choice.h"

#include <algorithm>

#include "sim/core/kernel.h"
#include "sim/core/math.h"

namespace models {
namespace {

constexpr std::size_t options = LogitChoice::options, neighbours_each = LogitChoice::neighbours_each;

constexpr std::array month{
    sim::once<&LogitChoiceWorld::logit, recall_choices>("recall_choices", "last month's choices become what neighbours see"),
    sim::each_person<&LogitChoiceWorld::logit, choose_option>("choose_option", "people choose by taste, price and company"),
    sim::once<&LogitChoiceWorld::logit, count_choices>("count_choices", "choices are counted"),
};

}  // namespace

std::span<const sim::Process<LogitChoiceWorld>> LogitChoiceWorld::schedule() { return month; }

std::size_t LogitChoiceWorld::size(std::string_view dimension) const {
  const auto people = static_cast<std::size_t>(logit.parameters.count);
  if (dimension == "person") return people;
  if (dimension == "link") return people * neighbours_each;
  if (dimension == "taste") return people * options;
  return dimension == "option" ? options : 0;
}

void LogitChoiceWorld::set_up(const sim::Month& start) {
  const auto people = static_cast<std::uint64_t>(logit.parameters.count);
  for (std::size_t i = 0; i < people; ++i) {
    sim::Stream traits_of = start.draws.stream(traits, start.number, i);
    for (std::size_t k = 0; k < options; ++k)
      logit.taste[k * people + i] = static_cast<float>((2.0 * sim::uniform(traits_of) - 1.0) * logit.parameters.taste_dispersion);
    logit.sensitivity[i] = static_cast<float>(0.5 + sim::uniform(traits_of));
    sim::Stream links = start.draws.stream(neighbours, start.number, i);
    for (std::size_t k = 0; k < neighbours_each; ++k) {
      const std::uint64_t other = sim::integer(links, people - 1);
      logit.neighbours[i * neighbours_each + k] = static_cast<std::int32_t>(other < i ? other : other + 1);
    }
    sim::Stream first = start.draws.stream(opening, start.number, i);
    logit.choice[i] = logit.choice.previous[i] = static_cast<std::int8_t>(sim::integer(first, options));
  }
}

void logit_running_sums(const double* utility, std::size_t n, double* running) {
  double sum = 0.0;
  for (std::size_t k = 0; k < n; ++k) running[k] = sum += sim::exp(utility[k]);
  for (std::size_t k = 0; k < n; ++k) running[k] /= sum;
}

void recall_choices(LogitChoice& own, const LogitChoiceWorld&, const sim::Month&) { own.choice.turn(); }

namespace {

constexpr std::size_t tile = 256;  // people whose utilities stay in the first-level cache

// Neighbours of people first, first + 1, ... who chose each option last month: one byte per option.
SIM_INLINE void look_around(const LogitChoice& own, std::size_t first, std::size_t n, std::uint64_t* company) {
  for (std::size_t b = 0; b < n; ++b) {
    company[b] = 0;
    for (std::size_t k = 0; k < neighbours_each; ++k) {
      const auto neighbour = static_cast<std::size_t>(own.neighbours[(first + b) * neighbours_each + k]);
      company[b] += std::uint64_t{1} << (8 * static_cast<unsigned>(own.choice.previous[neighbour]));
    }
  }
}

}  // namespace

SIM_KERNEL
void choose_option(LogitChoice& own, const LogitChoiceWorld&, const sim::Month& month, const sim::Block& block) {
  const std::span<const float> uniform = month.uniforms(LogitChoiceWorld::choice, block);
  const std::size_t people = own.sensitivity.size();
  const auto step = static_cast<float>(own.parameters.price_step);
  const float influence = static_cast<float>(own.parameters.influence) / static_cast<float>(neighbours_each);
  std::int64_t* chosen = own.chosen.of(block.worker);
  for (std::size_t first = block.first; first < block.last; first += tile) {
    const std::size_t n = std::min(tile, block.last - first);
    std::uint64_t company[tile];
    float weight[options][tile], best[tile];
    std::int32_t option[tile]{};
    look_around(own, first, n, company);
    for (std::size_t k = 0; k < options; ++k) {
      const float *taste = &own.taste[k * people + first], *sensitivity = &own.sensitivity[first];
      for (std::size_t b = 0; b < n; ++b) {
        const auto others = static_cast<float>(static_cast<std::int32_t>(company[b] >> (8 * k) & 0xff));
        weight[k][b] = taste[b] + influence * others - sensitivity[b] * step * static_cast<float>(k);
        best[b] = k == 0 || weight[k][b] > best[b] ? weight[k][b] : best[b];
      }
    }
    // Weights relative to the best option's, as running sums.
    for (std::size_t k = 0; k < options; ++k)
      for (std::size_t b = 0; b < n; ++b) {
        const float relative = sim::exp_float(weight[k][b] - best[b]);
        weight[k][b] = k == 0 ? relative : weight[k - 1][b] + relative;
      }
    auto left = static_cast<std::int64_t>(n);
    for (std::size_t k = 0; k + 1 < options; ++k) {
      const float* drawn = &uniform[first - block.first];
      std::int32_t beyond = 0;
      for (std::size_t b = 0; b < n; ++b) {
        const std::int32_t further = weight[k][b] < drawn[b] * weight[options - 1][b];
        option[b] += further;
        beyond += further;
      }
      chosen[k] += left - beyond;
      left = beyond;
    }
    chosen[options - 1] += left;
    for (std::size_t b = 0; b < n; ++b) own.choice[first + b] = static_cast<std::int8_t>(option[b]);
  }
}

void count_choices(LogitChoice& own, const LogitChoiceWorld&, const sim::Month&) { own.chosen.collect(); }

void observe(const LogitChoice& own, const LogitChoiceWorld&, sim::Observer& show) {
  const auto people = static_cast<double>(own.sensitivity.size());
  double concentration = 0.0;
  for (std::size_t k = 0; k < options; ++k) {
    const double share = static_cast<double>(own.chosen[k]) / people;
    concentration += share * share;
    const std::string name = "share_of_option_" + std::to_string(k + 1);
    show.series({.name = name, .unit = "1", .long_name = "People who choose option " + std::to_string(k + 1)}, share);
  }
  show.series({.name = "concentration", .unit = "1", .long_name = "Concentration of choices", .formula = "Herfindahl-Hirschman index"}, concentration);
}

}  // namespace models
