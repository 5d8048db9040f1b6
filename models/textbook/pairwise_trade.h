//! Trade in random pairs, with saving or with stakes, and with redistribution.
//!
//! Each month everybody meets one other person. By `split` the two pool what they do not save and divide it at random
//! (Chakraborti and Chakrabarti 2000; without saving the exponential distribution of Dragulescu and Yakovenko 2000). By
//! `yard_sale` one of them, by a fair coin, wins a part of what the poorer one owns (Chakraborti 2002): all wealth ends up
//! with one person, unless a flat tax on wealth is paid back in equal parts. Wealth is conserved, up to rounding.
#pragma once

#include <array>
#include <tuple>

#include "sim/core/column.h"
#include "sim/core/ledger.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct PairwiseTradeWorld;

struct PairwiseTrade {
  static constexpr std::string_view path = "textbook.pairwise_trade";

  enum class Rule { split, yard_sale };

  struct Parameters {
    std::int64_t count;
    Rule rule;
    double saving;
    double stake;
    double redistribution;
    void declare(sim::ParameterVisitor& parameter) {
      parameter(count, {.name = "count", .initial = 2'000, .unit = "person", .range = {2, 1e7}, .doc = "People",
                        .source = "yakovenko", .at_setup = true});
      parameter(rule, {.name = "rule", .choices = {"split", "yard_sale"}, .doc = "How two who meet trade",
                       .source = "yakovenko"});
      parameter(saving, {.name = "saving", .initial = 0.0, .unit = "1", .range = {0, 0.999},
                         .doc = "Share of wealth that people keep out of a split", .source = "yakovenko"});
      parameter(stake, {.name = "stake", .initial = 0.1, .unit = "1", .range = {0, 1},
                        .doc = "Share of the poorer one's wealth that a yard sale moves", .source = "yard-sale"});
      parameter(redistribution, {.name = "redistribution", .initial = 0.0, .unit = "1/month", .range = sim::share,
                                 .doc = "Tax on wealth, paid back in equal parts", .source = "yard-sale"});
    }
  } parameters;

  sim::Column<double> wealth;       // [person] mean 1
  sim::Column<std::int64_t> order;  // [person] rows 2 k and 2 k + 1 of it meet

  void declare(sim::ColumnVisitor& column) {
    column(wealth, {.name = "wealth", .per = "person", .unit = "1", .doc = "wealth, mean 1"});
    column(order, {.name = "order", .per = "person", .unit = "1", .doc = "people in the order in which they meet"});
  }
};

//! What the first of two people owns after they traded; the second has the rest. `luck` is uniform in (0, 1).
double wealth_after(const PairwiseTrade::Parameters& parameters, double first, double second, double luck);

void meet(PairwiseTrade& own, const PairwiseTradeWorld& world, const sim::Month& month);
void redistribute(PairwiseTrade& own, const PairwiseTradeWorld& world, const sim::Month& month);
void observe(const PairwiseTrade& own, const PairwiseTradeWorld& world, sim::Observer& show);

struct PairwiseTradeWorld {
  static constexpr std::string_view name = "pairwise-trade";
  static constexpr std::string_view summary = "Textbook: people trade in random pairs, with saving, stakes and redistribution";
  static constexpr std::array<std::string_view, 2> headlines{"gini_wealth", "largest_share"};
  static constexpr sim::Purpose meeting{1, "meeting"}, luck{2, "luck"};
  static constexpr std::array purposes{meeting, luck};
  static std::span<const sim::Process<PairwiseTradeWorld>> schedule();

  PairwiseTrade trade;
  auto rooms() { return std::tie(trade); }
  sim::Ledger ledger{{"people"}, 1u};

  std::size_t size(std::string_view dimension) const;
  void set_up(const sim::Month& month);
};

}  // namespace models
