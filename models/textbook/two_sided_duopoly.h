//! Two platforms between two groups (Armstrong 2006): everybody is on one, and each group values the other's presence.
//!
//! A member of group g at x in [0, 1] joins platform 1 at 0 or platform 2 at 1: alpha_g n_h - p_g - t_g x, n_h being the other group's
//! members there. Two shares solve together
//!   n_g = 1/2 + (alpha_g (2 n_h - 1) - (p_g1 - p_g2)) / (2 t_g).
//! Each month the platforms move by a part 1 - inertia towards their best prices against the other's prices of last month; profit is
//! (p_1 - f) n_1 + (p_2 - f) n_2. They rest at p_g = f + t_g - alpha_h and share both groups equally: who is valued by the other group is
//! courted. Best answers exist while 4 t_1 t_2 > (alpha_1 + alpha_2)^2; with equal groups alpha > t tips everybody to one platform.
//! Left out: several homes, fixed members' fees beside charges by use, platforms that differ.
#pragma once

#include <array>
#include <tuple>

#include "sim/core/column.h"
#include "sim/core/ledger.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct TwoSidedDuopolyWorld;

struct TwoSidedDuopoly {
  static constexpr std::string_view path = "textbook.two_sided_duopoly";

  struct Parameters {
    double distance_1, distance_2, company_1, company_2, unit_cost, inertia, opening_share;
    void declare(sim::ParameterVisitor& parameter) {
      parameter(distance_1, {.name = "distance_1", .initial = 1.0, .unit = "EUR", .range = {1e-3, 1e3},
                             .doc = "t_1: what the whole way between the platforms costs members of group 1", .source = "armstrong"});
      parameter(distance_2, {.name = "distance_2", .initial = 1.0, .unit = "EUR", .range = {1e-3, 1e3},
                             .doc = "t_2: the same for group 2", .source = "armstrong"});
      parameter(company_1, {.name = "company_1", .initial = 0.4, .unit = "EUR", .range = {-1e3, 1e3},
                            .doc = "alpha_1: what all of group 2 are worth to a member of group 1", .source = "armstrong"});
      parameter(company_2, {.name = "company_2", .initial = 0.4, .unit = "EUR", .range = {-1e3, 1e3},
                            .doc = "alpha_2: what all of group 1 are worth to a member of group 2", .source = "armstrong"});
      parameter(unit_cost, {.name = "unit_cost", .initial = 0.0, .unit = "EUR", .range = sim::non_negative,
                            .doc = "f: cost of serving a member", .source = "armstrong"});
      parameter(inertia, {.name = "inertia", .initial = 0.5, .unit = "1", .range = sim::share,
                          .doc = "Part of the way to the best price, and of members to the better platform, that is not gone in a month",
                          .source = "armstrong"});
      parameter(opening_share, {.name = "opening_share", .initial = 0.6, .unit = "1", .range = sim::share,
                                .doc = "Share of both groups on platform 1 at the start", .source = "armstrong", .at_setup = true});
    }
  } parameters;

  sim::Column<double> price;  // [platform][group] [EUR]
  sim::Column<double> share;  // [group] on platform 1

  void declare(sim::ColumnVisitor& column) {
    column(price, {.name = "price", .per = "platform_by_group", .unit = "EUR", .doc = "price of membership"});
    column(share, {.name = "share", .per = "group", .unit = "1", .doc = "members on platform 1"});
  }
};

//! Prices of both groups that earn most against these of the other platform, members being where they want to be.
std::array<double, 2> best_prices(const TwoSidedDuopoly::Parameters& parameters, std::array<double, 2> others);

void set_prices(TwoSidedDuopoly& own, const TwoSidedDuopolyWorld& world, const sim::Month& month);
void join_platforms(TwoSidedDuopoly& own, const TwoSidedDuopolyWorld& world, const sim::Month& month);
void observe(const TwoSidedDuopoly& own, const TwoSidedDuopolyWorld& world, sim::Observer& show);

struct TwoSidedDuopolyWorld {
  static constexpr std::string_view name = "two-sided-duopoly";
  static constexpr std::string_view summary = "Textbook: two platforms between two groups that value each other's company";
  static constexpr std::array<std::string_view, 4> headlines{"price_1", "price_2", "share_1", "share_2"};
  static constexpr sim::Purpose opening{1, "opening"};
  static constexpr std::array purposes{opening};
  static std::span<const sim::Process<TwoSidedDuopolyWorld>> schedule();

  TwoSidedDuopoly market;
  auto rooms() { return std::tie(market); }
  sim::Ledger ledger{{"people"}, 1u};

  std::size_t size(std::string_view dimension) const;
  void set_up(const sim::Month& month);
};

}  // namespace models
