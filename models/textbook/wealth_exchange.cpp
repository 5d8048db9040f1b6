#include "models/textbook/wealth_exchange.h"

#include <algorithm>
#include <vector>

#include "sim/core/error.h"
#include "sim/core/kernel.h"

namespace models {
namespace {

constexpr std::array month{
    sim::each_person<&WealthExchangeWorld::exchange, choose_receiver>("choose_receiver", "who owns something gives one unit to a neighbour"),
    sim::once<&WealthExchangeWorld::exchange, hand_over>("hand_over", "the units arrive"),
};

}  // namespace

std::span<const sim::Process<WealthExchangeWorld>> WealthExchangeWorld::schedule() { return month; }

std::size_t WealthExchangeWorld::size(std::string_view dimension) const {
  const auto people = static_cast<std::size_t>(exchange.parameters.count);
  if (dimension == "person") return people;
  return dimension == "link" ? people * WealthExchange::neighbours_each : 0;
}

void WealthExchangeWorld::set_up(const sim::Month& start) {
  const auto people = static_cast<std::uint64_t>(exchange.parameters.count);
  exchange.wealth.fill(static_cast<std::int32_t>(exchange.parameters.opening_wealth));
  exchange.gift.fill(0);
  exchange.gain.fill(0);
  std::vector<std::int32_t> givers(people, 0);
  for (std::size_t i = 0; i < people; ++i) {
    sim::Stream stream = start.draws.stream(neighbours, start.number, i);
    for (std::size_t k = 0; k < WealthExchange::neighbours_each; ++k) {
      const std::uint64_t other = sim::integer(stream, people - 1);  // anybody but i
      const std::uint64_t row = other < i ? other : other + 1;
      exchange.neighbours[i * WealthExchange::neighbours_each + k] = static_cast<std::int32_t>(row);
      ++givers[row];
    }
  }
  sim::ensure(*std::max_element(givers.begin(), givers.end()) <= 255, "a month's gain fits in a byte");
}

SIM_KERNEL
void choose_receiver(WealthExchange& own, const WealthExchangeWorld&, const sim::Month& month, const sim::Block& block) {
  const std::span<std::uint32_t> words = block.scratch->take<std::uint32_t>(block.size());
  month.draws.words(WealthExchangeWorld::receiver, month.number, block.first, words);
  for (std::size_t i = block.first; i < block.last; ++i) {
    const bool gives = own.wealth[i] > 0;
    const std::size_t chosen = words[i - block.first] >> 29;  // one of eight
    const std::int32_t neighbour = own.neighbours[i * WealthExchange::neighbours_each + chosen];
    own.gift[i] = static_cast<std::uint32_t>(neighbour) * 2 + gives;
    own.wealth[i] -= gives;
  }
}

void hand_over(WealthExchange& own, const WealthExchangeWorld&, const sim::Month&) {
  // Without a branch, and into bytes that stay in cache: whether somebody gives is anybody's guess.
  for (const std::uint32_t gift : own.gift) own.gain[gift >> 1] = static_cast<std::uint8_t>(own.gain[gift >> 1] + (gift & 1));
  for (std::size_t i = 0; i < own.wealth.size(); ++i) own.wealth[i] += own.gain[i];
  own.gain.fill(0);
}

void observe(const WealthExchange& own, const WealthExchangeWorld&, sim::Observer& show) {
  const std::int32_t most = *std::max_element(own.wealth.begin(), own.wealth.end());
  std::vector<std::int64_t> people_with(static_cast<std::size_t>(most) + 1, 0);
  for (const std::int32_t wealth : own.wealth) ++people_with[static_cast<std::size_t>(wealth)];
  double area = 0.0, below = 0.0;
  for (std::size_t wealth = 0; wealth < people_with.size(); ++wealth) {
    const double owned = static_cast<double>(people_with[wealth]) * static_cast<double>(wealth);
    area += static_cast<double>(people_with[wealth]) * (2.0 * below + owned);
    below += owned;
  }
  const auto people = static_cast<double>(own.wealth.size());
  show.series({.name = "gini_wealth", .unit = "1", .long_name = "Gini coefficient of wealth"}, below > 0.0 ? 1.0 - area / (people * below) : 0.0);
  show.series({.name = "without_wealth", .unit = "1", .long_name = "People who own nothing"}, static_cast<double>(people_with[0]) / people);
  show.series({.name = "mean_wealth", .unit = "1", .long_name = "Mean wealth"}, below / people);
}

}  // namespace models
