//! Wealth exchange on a random network (Dragulescu and Yakovenko 2000, on a graph).
//!
//! Everybody has eight fixed random neighbours. Each month whoever owns something gives one unit to one of them, all at
//! once. Wealth is conserved. Everybody gives to eight but receives from a random number, so wealth condenses on those with
//! many givers; where all have equally many and many units, it tends to the exponential distribution, a Gini of one half.
#pragma once

#include <array>
#include <tuple>

#include "sim/core/column.h"
#include "sim/core/ledger.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct WealthExchangeWorld;

struct WealthExchange {
  static constexpr std::string_view path = "textbook.wealth_exchange";
  static constexpr std::size_t neighbours_each = 8;

  struct Parameters {
    std::int64_t count;
    std::int64_t opening_wealth;
    void declare(sim::ParameterVisitor& parameter) {
      parameter(count, {.name = "count", .initial = 10'000, .unit = "person", .range = {2, 1e9}, .doc = "People",
                        .source = "assumption:size", .at_setup = true});
      parameter(opening_wealth, {.name = "opening_wealth", .initial = 1, .unit = "1", .range = {0, 1e6},
                                 .doc = "Units of wealth that everybody starts with", .source = "yakovenko",
                                 .at_setup = true});
    }
  } parameters;

  sim::Column<std::int32_t> wealth;      // [person] units
  sim::Column<std::int32_t> neighbours;  // [person][8]
  sim::Column<std::uint32_t> gift;       // [person] twice the row of the neighbour drawn, plus 1 where a unit is given
  sim::Column<std::uint8_t> gain;        // [person] units on their way

  void declare(sim::ColumnVisitor& column) {
    column(wealth, {.name = "wealth", .per = "person", .unit = "1", .doc = "units owned"});
    column(neighbours, {.name = "neighbours", .per = "link", .unit = "1", .doc = "rows of eight neighbours"});
    column(gift, {.name = "gift", .per = "person", .unit = "1", .doc = "twice the neighbour's row, plus 1 for a gift"});
    column(gain, {.name = "gain", .per = "person", .unit = "1", .doc = "units on their way"});
  }
};

void choose_receiver(WealthExchange& own, const WealthExchangeWorld& world, const sim::Month& month, const sim::Block& block);
void hand_over(WealthExchange& own, const WealthExchangeWorld& world, const sim::Month& month);
void observe(const WealthExchange& own, const WealthExchangeWorld& world, sim::Observer& show);

struct WealthExchangeWorld {
  static constexpr std::string_view name = "wealth-exchange";
  static constexpr std::string_view summary = "Textbook: people give units of wealth to random neighbours";
  static constexpr std::array<std::string_view, 3> headlines{"gini_wealth", "without_wealth", "mean_wealth"};
  static constexpr sim::Purpose neighbours{1, "neighbours"}, receiver{2, "receiver"};
  static constexpr std::array purposes{neighbours, receiver};
  static std::span<const sim::Process<WealthExchangeWorld>> schedule();

  WealthExchange exchange;
  auto rooms() { return std::tie(exchange); }
  sim::Ledger ledger{{"people"}, 1u};

  std::size_t size(std::string_view dimension) const;
  void set_up(const sim::Month& month);
};

}  // namespace models
