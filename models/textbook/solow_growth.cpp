#include "models/textbook/solow_growth.h"

#include "sim/core/math.h"

namespace models {
namespace {

constexpr std::array growing_month{
    sim::once<&SolowGrowthWorld::economy, produce_and_save>("produce_and_save", "output is consumed or becomes capital, capital wears out, people multiply"),
};

}  // namespace

std::span<const sim::Process<SolowGrowthWorld>> SolowGrowthWorld::schedule() { return growing_month; }

void SolowGrowthWorld::set_up(const sim::Month&) {
  economy.people = 1.0;
  economy.capital = economy.parameters.opening_capital;
}

void produce_and_save(SolowGrowth& own, const SolowGrowthWorld&, const sim::Month&) {
  const SolowGrowth::Parameters& p = own.parameters;
  own.output_per_head = sim::pow(own.capital / own.people, p.capital_share);
  own.consumption_per_head = (1.0 - p.saving) * own.output_per_head;
  own.capital += (own.people * (own.output_per_head - own.consumption_per_head) - p.depreciation * own.capital) / 12.0;
  own.people *= 1.0 + p.population_growth / 12.0;
}

void observe(const SolowGrowth& own, const SolowGrowthWorld&, sim::Observer& show) {
  show.series({.name = "capital_per_head", .unit = "1", .long_name = "k: capital per head"}, own.capital / own.people);
  show.series({.name = "output_per_head", .unit = "1/year", .long_name = "y: output per head, at the month's rate"}, own.output_per_head);
  show.series({.name = "consumption_per_head", .unit = "1/year", .long_name = "Consumption per head, at the month's rate"},
              own.consumption_per_head);
}

}  // namespace models
