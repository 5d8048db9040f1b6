//! Why cooperatives are few though as efficient as other firms (a cellular automaton, "The scarcity of cooperatives"): owners gain
//! from a second plant, members do not.
//!
//! Places on a torus are empty or hold a plant, of owners or of members, equally productive. Each month a plant fails with chance B.
//! Then each plant left looks at one of its eight neighbouring places and, where it is empty, opens another plant there with chance x;
//! members, whose income another plant does not raise, with x (1 - gap). Among several one is drawn. Empty places left are taken by
//! founders with chance f, half of either form. Without a gap both forms are equally frequent. With `mixing` a plant looks at any
//! place, and shares follow c' = (1 - B) c + e [(1 - exp(-l)) l_c / l + exp(-l) f / 2], l_c = x (1 - gap) (1 - B) c, l = l_c + l_k,
//! e being the share of empty places. Left out: conversion, growth in place, differences in efficiency.
#pragma once

#include <array>
#include <tuple>

#include "sim/core/column.h"
#include "sim/core/ledger.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct FirmFormsWorld;

struct FirmForms {
  static constexpr std::string_view path = "textbook.firm_forms";
  enum Form : std::int8_t { empty, owners, members };

  struct Parameters {
    std::int64_t side;
    double bankruptcy;
    double expansion;
    double gap;
    double founding;
    bool mixing;
    void declare(sim::ParameterVisitor& parameter) {
      parameter(side, {.name = "side", .initial = 100, .unit = "1", .range = {3, 10'000}, .doc = "Places along each side of the torus", .source = "col-ex",
                       .at_setup = true});
      parameter(bankruptcy, {.name = "bankruptcy", .initial = 0.1, .unit = "1/month", .range = sim::share, .doc = "B: chance that a plant fails",
                             .source = "col-ex"});
      parameter(expansion, {.name = "expansion", .initial = 0.5, .unit = "1/month", .range = sim::share,
                            .doc = "x: chance that owners open another plant at an empty place they look at", .source = "assumption:expansion"});
      parameter(gap, {.name = "gap", .initial = 1.0, .unit = "1", .range = sim::share,
                      .doc = "Part of the incentive to expand that members lack; 0: none", .source = "col-ex"});
      parameter(founding, {.name = "founding", .initial = 0.05, .unit = "1/month", .range = sim::share,
                           .doc = "f: chance that founders take an empty place", .source = "assumption:expansion"});
      parameter(mixing, {.name = "mixing", .initial = false, .doc = "Plants look at any place, not only at neighbouring ones", .source = "assumption:expansion"});
    }
  } parameters;

  sim::Column<std::int8_t> form;     // [place]
  sim::Column<std::int16_t> claims, claims_of_members;  // [place] plants that want to open another here

  void declare(sim::ColumnVisitor& column) {
    column(form, {.name = "form", .per = "place", .unit = "1", .doc = "0 empty, 1 owners, 2 members"});
    column(claims, {.name = "claims", .per = "place", .unit = "1", .doc = "plants that want to open another here"});
    column(claims_of_members, {.name = "claims_of_members", .per = "place", .unit = "1", .doc = "those of members among them"});
  }
};

void fail_and_expand(FirmForms& own, const FirmFormsWorld& world, const sim::Month& month);
void take_places(FirmForms& own, const FirmFormsWorld& world, const sim::Month& month);
void observe(const FirmForms& own, const FirmFormsWorld& world, sim::Observer& show);

struct FirmFormsWorld {
  static constexpr std::string_view name = "firm-forms";
  static constexpr std::string_view summary = "Textbook: equally efficient cooperatives that have less to gain from expansion";
  static constexpr std::array<std::string_view, 2> headlines{"cooperative_share", "empty_share"};
  static constexpr sim::Purpose opening{1, "opening"}, failure{2, "failure"}, look{3, "look"}, expansion{4, "expansion"}, taker{5, "taker"},
      founder{6, "founder"};
  static constexpr std::array purposes{opening, failure, look, expansion, taker, founder};
  static std::span<const sim::Process<FirmFormsWorld>> schedule();

  FirmForms forms;
  auto rooms() { return std::tie(forms); }
  sim::Ledger ledger{{"people"}, 1u};

  std::size_t size(std::string_view dimension) const;
  void set_up(const sim::Month& month);
};

}  // namespace models
