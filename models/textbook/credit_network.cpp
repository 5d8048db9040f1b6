#include "models/textbook/credit_network.h"

#include <algorithm>

#include "sim/core/error.h"

namespace models {
namespace {

constexpr std::array paying_month{
    sim::once<&CreditNetworkWorld::network, pay>("pay", "payments go over lines that have credit left"),
};

std::size_t nodes_of(const CreditNetwork& own) { return static_cast<std::size_t>(own.parameters.count); }

bool trust(const CreditNetwork::Parameters& p, const sim::Month& start, std::size_t u, std::size_t v) {
  switch (p.shape) {
    case CreditNetwork::Shape::complete: return true;
    case CreditNetwork::Shape::star: return u == 0;
    case CreditNetwork::Shape::line: return v == u + 1;
    case CreditNetwork::Shape::random: break;
  }
  return start.draws.uniform(CreditNetworkWorld::lines, start.number, u * static_cast<std::size_t>(p.count) + v) < p.density;
}

}  // namespace

std::span<const sim::Process<CreditNetworkWorld>> CreditNetworkWorld::schedule() { return paying_month; }

std::size_t CreditNetworkWorld::size(std::string_view dimension) const {
  const std::size_t n = nodes_of(network);
  return dimension == "pair" ? n * n : dimension.empty();
}

void CreditNetworkWorld::set_up(const sim::Month& start) {
  const std::size_t n = nodes_of(network);
  const auto capacity = static_cast<std::uint64_t>(network.parameters.capacity);
  network.credit.fill(0);
  for (std::size_t u = 0; u < n; ++u)
    for (std::size_t v = u + 1; v < n; ++v) {
      if (!trust(network.parameters, start, u, v)) continue;
      sim::Stream stream = start.draws.stream(opening, start.number, u * n + v);
      const auto used = static_cast<std::int16_t>(sim::integer(stream, capacity + 1));
      network.credit[u * n + v] = used;
      network.credit[v * n + u] = static_cast<std::int16_t>(static_cast<std::int16_t>(capacity) - used);
    }
}

std::vector<std::size_t> path_with_credit(const CreditNetwork& network, std::size_t payer, std::size_t receiver) {
  const std::size_t n = nodes_of(network);
  std::vector<std::size_t> before(n, n), reached{payer};  // breadth first
  before[payer] = payer;
  for (std::size_t k = 0; k < reached.size() && before[receiver] == n; ++k)
    for (std::size_t v = 0; v < n; ++v)
      if (before[v] == n && network.credit[reached[k] * n + v] > 0) {
        before[v] = reached[k];
        reached.push_back(v);
      }
  if (before[receiver] == n) return {};
  std::vector<std::size_t> path{receiver};
  while (path.back() != payer) path.push_back(before[path.back()]);
  std::reverse(path.begin(), path.end());
  return path;
}

void pay(CreditNetwork& own, const CreditNetworkWorld&, const sim::Month& month) {
  const std::size_t n = nodes_of(own);
  // In a star the centre is a bank: it neither buys nor sells.
  const std::size_t first = own.parameters.shape == CreditNetwork::Shape::star && n > 2;
  sim::Stream stream = month.draws.stream(CreditNetworkWorld::payments, month.number, 0);
  own.failed = 0;
  for (std::int64_t k = 0; k < own.parameters.payments; ++k) {
    const std::size_t payer = first + sim::integer(stream, n - first), other = first + sim::integer(stream, n - first - 1);
    const std::vector<std::size_t> path = path_with_credit(own, payer, other < payer ? other : other + 1);
    own.failed += path.empty();
    for (std::size_t step = 0; step + 1 < path.size(); ++step) {
      --own.credit[path[step] * n + path[step + 1]];
      ++own.credit[path[step + 1] * n + path[step]];
    }
  }
}

void observe(const CreditNetwork& own, const CreditNetworkWorld&, sim::Observer& show) {
  show.series({.name = "failure_rate", .unit = "1", .long_name = "Payments that fail"},
              static_cast<double>(own.failed) / static_cast<double>(own.parameters.payments));
  show.series({.name = "first_can_pay_last", .unit = "1", .long_name = "1 where the first node could pay the last at the end of the month"},
              path_with_credit(own, 0, nodes_of(own) - 1).empty() ? 0.0 : 1.0);
}

}  // namespace models
