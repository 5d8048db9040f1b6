//! A public good paid for by gifts (Bergstrom, Blume and Varian 1986), with warm glow (Andreoni 1990).
//!
//! Person i divides what the lump-sum tax leaves of income, m, between private goods and a gift g to the public good G, the sum of
//! all gifts and taxes, so that (1 - a) ln(m - g) + a ln G + w ln g is greatest. Each month people choose in turn, given what
//! the others give, until nothing moves. Without warm glow (w = 0) only G counts, and income moved among givers, or taxed from
//! them for the good, is answered one for one by gifts: G stays. With warm glow the own gift is worth something in itself and
//! gives way by less. G falls short of the efficient a x all income, the more so the more people. Left out: reciprocity, fairness.
#pragma once

#include <algorithm>
#include <array>
#include <tuple>

#include "sim/core/column.h"
#include "sim/core/ledger.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct PublicGoodWorld;

struct PublicGood {
  static constexpr std::string_view path = "textbook.public_good";

  struct Parameters {
    std::int64_t count;
    double mean_income, income_dispersion, public_weight, warm_glow, redistribution, tax;
    void declare(sim::ParameterVisitor& parameter) {
      parameter(count, {.name = "count", .initial = 10, .unit = "person", .range = {1, 1e6}, .doc = "People", .source = "bergstrom-blume-varian",
                        .at_setup = true});
      parameter(mean_income, {.name = "mean_income", .initial = 1000.0, .unit = "EUR/month", .range = {1e-6, 1e12}, .doc = "Mean income",
                              .source = "bergstrom-blume-varian"});
      parameter(income_dispersion, {.name = "income_dispersion", .initial = 0.1, .unit = "1", .range = {0, 3},
                                    .doc = "Standard deviation of the logarithm of income", .source = "bergstrom-blume-varian", .at_setup = true});
      parameter(public_weight, {.name = "public_weight", .initial = 0.8, .unit = "1", .range = {0, 0.999},
                                .doc = "a: weight of the public good, against private goods", .source = "bergstrom-blume-varian"});
      parameter(warm_glow, {.name = "warm_glow", .initial = 0.0, .unit = "1", .range = {0, 100},
                            .doc = "w: weight of the own gift for its own sake", .source = "warm-glow"});
      parameter(redistribution, {.name = "redistribution", .initial = 0.0, .unit = "1", .range = sim::share,
                                 .doc = "Part of the distance to the mean income that is levelled", .source = "bergstrom-blume-varian"});
      parameter(tax, {.name = "tax", .initial = 0.0, .unit = "EUR/month", .range = sim::non_negative,
                      .doc = "Taken from everybody for the public good, at most the income", .source = "bergstrom-blume-varian"});
    }
  } parameters;

  sim::Column<double> luck;  // [person] income over mean income, before redistribution
  sim::Column<double> gift;  // [person] [EUR/month]

  //! What person i has before the tax, and what of it is taxed. [EUR/month]
  double income(std::size_t i) const { return parameters.mean_income * (luck[i] + parameters.redistribution * (1.0 - luck[i])); }
  double taxed(std::size_t i) const { return std::min(parameters.tax, income(i)); }

  void declare(sim::ColumnVisitor& column) {
    column(luck, {.name = "luck", .per = "person", .unit = "1", .doc = "income over mean income, before redistribution"});
    column(gift, {.name = "gift", .per = "person", .unit = "EUR/month", .doc = "given to the public good"});
  }
};

//! The best gift of who has `means` where all others, taxes included, pay `others` for the public good. [EUR/month]
double best_gift(const PublicGood::Parameters& parameters, double means, double others);

void give_in_turn(PublicGood& own, const PublicGoodWorld& world, const sim::Month& month);
void observe(const PublicGood& own, const PublicGoodWorld& world, sim::Observer& show);

struct PublicGoodWorld {
  static constexpr std::string_view name = "public-good";
  static constexpr std::string_view summary = "Textbook: gifts to a public good, which taxes and redistribution crowd out";
  static constexpr std::array<std::string_view, 5> headlines{"public_good", "gifts", "taxes", "givers", "provision"};
  static constexpr sim::Purpose opening{1, "opening"};
  static constexpr std::array purposes{opening};
  static std::span<const sim::Process<PublicGoodWorld>> schedule();

  PublicGood commons;
  auto rooms() { return std::tie(commons); }
  sim::Ledger ledger{{"people"}, 1u};

  std::size_t size(std::string_view dimension) const;
  void set_up(const sim::Month& month);
};

}  // namespace models
