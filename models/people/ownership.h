//! Who owns capital: shares of firms, platforms, the bank and the energy owner.
//!
//! A share `own_nothing` of people own none; the rest hold in proportion to a Pareto draw, cut at a high quantile. Holdings
//! are whole numbers laid end to end, [bound[i], bound[i+1]) of 2^40, so a sum of money is divided by giving person i
//! floor(sum bound[i+1]) - floor(sum bound[i]): the parts add up to the sum exactly, with no remainder.
//! Owners receive dividends and the remainders of closed firms, and pay in the capital of new ones and the price of cooperatives whose
//! members sell, all in one pass.
//! Left out so far: trade in shares.
#pragma once

#include "sim/core/column.h"
#include "sim/core/ledger.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct World;

struct Ownership {
  static constexpr std::string_view path = "people.ownership";
  static constexpr int share_bits = 40;

  struct Parameters {
    double own_nothing;
    double pareto_exponent;
    void declare(sim::ParameterVisitor& parameter) {
      parameter(own_nothing, {.name = "own_nothing", .initial = 0.40, .unit = "1", .range = {0, 0.99},
                              .doc = "Share of people who own no capital", .source = "S39", .at_setup = true});
      parameter(pareto_exponent, {.name = "pareto_exponent", .initial = 1.5, .unit = "1", .range = {1.01, 10},
                                  .doc = "Pareto exponent of capital holdings, cut at the 99.9th percentile",
                                  .source = "S39", .at_setup = true});
    }
  } parameters;

  sim::Rising bound;                     // [person] holdings of everybody before person i, in 2^-40 of all capital
  sim::Column<float> expected_dividend;  // [person] [EUR/month] smoothed, net of tax

  sim::Flow dividends, liquidation, new_capital, cooperatives_bought, dividend_tax;

  void declare(sim::ColumnVisitor& column) {
    column(bound, {.name = "bound", .per = "person", .unit = "1", .doc = "holdings of all people before this one"});
    column(expected_dividend, {.name = "expected_dividend", .per = "person", .unit = "EUR/month",
                               .doc = "dividends a person counts on: smoothed, after tax"});
  }
  void declare(sim::FlowVisitor& flow);

  //! Upper bound of person i's holding.
  std::int64_t upper(std::size_t i) const { return i + 1 < bound.size() ? bound[i + 1] : std::int64_t{1} << share_bits; }
  //! What everybody below `bound` receives of `sum`, rounded down.
  static std::int64_t portion(sim::Money sum, std::int64_t bound) {
    __extension__ using Wide = __int128;
    return static_cast<std::int64_t>(static_cast<Wide>(sum.counts()) * bound >> share_bits);
  }
  //! Person i's exact part of `sum`.
  sim::Money part(std::size_t i, sim::Money sum) const { return sim::Money::counts(portion(sum, upper(i)) - portion(sum, bound[i])); }
  //! Part of all capital that person i owns.
  double share(std::size_t i) const {
    return static_cast<double>(upper(i) - bound[i]) / static_cast<double>(std::int64_t{1} << share_bits);
  }
};

void set_up(Ownership& own, const World& world, const sim::Month& month);

//! People count on their part of the opening's dividends. [EUR/month] after tax
void start_with_dividends(Ownership& own, double dividends);

//! Owners receive this month's pools, pay tax on dividends, and pay in new capital.
void settle_with_owners(Ownership& own, const World& world, const sim::Month& month, const sim::Block& block);

}  // namespace models
