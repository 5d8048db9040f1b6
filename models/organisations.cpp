#include "models/organisations.h"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>

#include "models/world.h"

namespace models {
namespace {

constexpr std::size_t shown_producers = 10;  // of each form
constexpr double not_applicable = std::numeric_limits<double>::quiet_NaN();

// The largest producers of one form by market share, padded with nobody.
std::vector<std::optional<std::size_t>> largest(const World& world, bool cooperatives) {
  std::vector<std::size_t> found;
  for (std::size_t j = 0; j < world.organisations.n_producers; ++j)
    if (world.organisations.trades(j) && world.organisations.is_cooperative(j) == cooperatives) found.push_back(j);
  std::stable_sort(found.begin(), found.end(),
                   [&](std::size_t a, std::size_t b) { return world.goods_market.market_share[a] > world.goods_market.market_share[b]; });
  std::vector<std::optional<std::size_t>> slots(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(std::min(found.size(), shown_producers)));
  slots.resize(shown_producers);
  return slots;
}

// One row per slot, one column per variable of the group.
struct Slots {
  std::vector<std::int64_t> id, kind;
  std::vector<double> take_rate, users, members, funds, market_share;

  void add(const World& world, std::optional<std::size_t> j, std::int64_t which) {
    const bool platform = which == 0, phyle = which == 1;
    const Organisations& roster = world.organisations;
    const std::size_t k = !j ? 0 : platform ? *j - roster.n_producers : phyle ? *j - roster.n_borrowers() : *j;
    id.push_back(j ? roster.id[*j] : -1);
    kind.push_back(which);
    take_rate.push_back(platform && j ? world.strategy.take_rate[k] : not_applicable);
    users.push_back(platform && j ? static_cast<double>(world.adoption.users[k]) : not_applicable);
    const double staff = j ? static_cast<double>(world.labour_market.headcount[*j]) : not_applicable;
    members.push_back(phyle ? static_cast<double>(world.phyles.members[k]) : staff);
    funds.push_back(j ? world.ledger.deposit(*j).eur() : not_applicable);
    market_share.push_back(j && which >= 2 ? world.goods_market.market_share[*j] : not_applicable);
  }
};

}  // namespace

Peers::Peers(const World& world) : by_class_(world.n_classes), place_(world.organisations.n_producers) {
  for (std::size_t j = 0; j < place_.size(); ++j) {
    if (!world.organisations.trades(j)) continue;
    std::vector<std::size_t>& peers = by_class_[world.class_of_producer(j)];
    place_[j] = peers.size();
    peers.push_back(j);
  }
}

std::size_t Peers::another(const World& world, std::size_t j, double uniform) const {
  const std::vector<std::size_t>& peers = by_class_[world.class_of_producer(j)];
  const std::size_t others = peers.size() - 1;
  if (others == 0) return j;
  const auto drawn = static_cast<std::size_t>(uniform * static_cast<double>(others));
  return peers[drawn < place_[j] ? drawn : drawn + 1];
}

void observe(const Organisations& own, const World& world, sim::Observer& show) {
  Slots slots;
  for (std::size_t k = 0; k < own.n_platforms; ++k) slots.add(world, own.trades(own.platform(k)) ? std::optional(own.platform(k)) : std::nullopt, 0);
  for (std::size_t y = 0; y < own.n_phyles; ++y) slots.add(world, own.phyle(y), 1);
  for (const auto j : largest(world, false)) slots.add(world, j, 2);
  for (const auto j : largest(world, true)) slots.add(world, j, 3);
  const std::array axes{sim::Axis{"slot", {}, slots.id.size()}};
  const auto table = [&](std::string_view name, std::string_view unit, std::string_view long_name, const auto& values) {
    show.table("organisations", {.name = name, .unit = unit, .long_name = long_name}, axes, std::span(values.data(), values.size()));
  };
  table("id", "1", "Persistent number; -1 where the slot is empty", slots.id);
  table("kind", "1", "0 platform, 1 phyle, 2 firm, 3 cooperative", slots.kind);
  table("take_rate", "1", "Take rate of a platform", slots.take_rate);
  table("users", "person", "People at home on a platform", slots.users);
  table("members", "person", "Members of a phyle, staff of others", slots.members);
  table("funds", "EUR", "Deposits", slots.funds);
  table("market_share", "1", "Share of goods sales", slots.market_share);
}

}  // namespace models
