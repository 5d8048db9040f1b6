#include "models/textbook/pairwise_trade.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace models {
namespace {

constexpr std::array trading_month{
    sim::once<&PairwiseTradeWorld::trade, meet>("meet", "people meet in random pairs and trade"),
    sim::once<&PairwiseTradeWorld::trade, redistribute>("redistribute", "a tax on wealth is paid back in equal parts"),
};

}  // namespace

std::span<const sim::Process<PairwiseTradeWorld>> PairwiseTradeWorld::schedule() { return trading_month; }

std::size_t PairwiseTradeWorld::size(std::string_view dimension) const {
  return dimension == "person" ? static_cast<std::size_t>(trade.parameters.count) : 0;
}

void PairwiseTradeWorld::set_up(const sim::Month&) {
  trade.wealth.fill(1.0);
  std::iota(trade.order.begin(), trade.order.end(), std::int64_t{0});
}

double wealth_after(const PairwiseTrade::Parameters& parameters, double first, double second, double luck) {
  if (parameters.rule == PairwiseTrade::Rule::split)
    return parameters.saving * first + luck * (1.0 - parameters.saving) * (first + second);
  const double stake = parameters.stake * std::min(first, second);
  return luck < 0.5 ? first + stake : first - stake;
}

void meet(PairwiseTrade& own, const PairwiseTradeWorld&, const sim::Month& month) {
  sim::Stream stream = month.draws.stream(PairwiseTradeWorld::meeting, month.number, 0);
  sim::shuffle(stream, std::span(own.order.data(), own.order.size()));
  for (std::size_t k = 0; k + 1 < own.order.size(); k += 2) {
    double& first = own.wealth[static_cast<std::size_t>(own.order[k])];
    double& second = own.wealth[static_cast<std::size_t>(own.order[k + 1])];
    const double after = wealth_after(own.parameters, first, second, month.draws.uniform(PairwiseTradeWorld::luck, month.number, k));
    second += first - after;
    first = after;
  }
}

void redistribute(PairwiseTrade& own, const PairwiseTradeWorld&, const sim::Month&) {
  const double mean = std::accumulate(own.wealth.begin(), own.wealth.end(), 0.0) / static_cast<double>(own.wealth.size());
  for (double& wealth : own.wealth) wealth += own.parameters.redistribution * (mean - wealth);
}

void observe(const PairwiseTrade& own, const PairwiseTradeWorld&, sim::Observer& show) {
  std::vector<double> sorted(own.wealth.begin(), own.wealth.end());
  std::sort(sorted.begin(), sorted.end());
  double area = 0.0, below = 0.0;
  for (const double wealth : sorted) {
    area += 2.0 * below + wealth;
    below += wealth;
  }
  const auto people = static_cast<double>(sorted.size());
  show.series({.name = "gini_wealth", .unit = "1", .long_name = "Gini coefficient of wealth"}, 1.0 - area / (people * below));
  show.series({.name = "largest_share", .unit = "1", .long_name = "Share of the richest person in all wealth"}, sorted.back() / below);
}

}  // namespace models
