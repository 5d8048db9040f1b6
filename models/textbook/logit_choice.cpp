#include "models/textbook/logit_choice.h"

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
      logit.taste[i * options + k] = static_cast<float>((2.0 * sim::uniform(traits_of) - 1.0) * logit.parameters.taste_dispersion);
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

SIM_KERNEL
void choose_option(LogitChoice& own, const LogitChoiceWorld&, const sim::Month& month, const sim::Block& block) {
  const std::size_t n = block.size();
  const std::span<const float> uniform = month.uniforms(LogitChoiceWorld::choice, block);
  const std::span<double> weight = block.scratch->take<double>(n * options);  // option by option, so that exp vectorises
  const double step = own.parameters.price_step;
  const float influence = static_cast<float>(own.parameters.influence) / static_cast<float>(neighbours_each);
  for (std::size_t b = 0; b < n; ++b) {
    const std::size_t i = block.first + b;
    std::uint64_t company = 0;  // one byte per option
    for (std::size_t k = 0; k < neighbours_each; ++k) {
      const auto neighbour = static_cast<std::size_t>(own.neighbours[i * neighbours_each + k]);
      company += std::uint64_t{1} << (8 * static_cast<unsigned>(own.choice.previous[neighbour]));
    }
    for (std::size_t k = 0; k < options; ++k) {
      const float others = static_cast<float>(company >> (8 * k) & 0xff);
      weight[k * n + b] = static_cast<double>(own.taste[i * options + k] + influence * others) -
                          static_cast<double>(own.sensitivity[i]) * step * static_cast<double>(k);
    }
  }
  for (double& value : weight) value = sim::exp(value);
  std::int64_t* chosen = own.chosen.of(block.worker);
  for (std::size_t b = 0; b < n; ++b) {
    double sum = 0.0;
    for (std::size_t k = 0; k < options; ++k) sum += weight[k * n + b];
    const double target = static_cast<double>(uniform[b]) * sum;
    double running = 0.0;
    std::size_t option = 0;
    for (std::size_t k = 0; k + 1 < options; ++k) {
      running += weight[k * n + b];
      option += running < target;
    }
    own.choice[block.first + b] = static_cast<std::int8_t>(option);
    ++chosen[option];
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
