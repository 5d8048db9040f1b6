//! Few firms in one market (Cournot 1838): each makes what is best for it, given what the others made last month.
//!
//! The price is a - b Q for an output of Q, an item costs c. Against others' Q_-j the best quantity is (a - c - b Q_-j) / 2 b;
//! firms move a part 1 - inertia of the way there, all at once. At rest q = (a - c) / (b (n + 1)): a monopoly for n = 1, near
//! competition for many. The market comes to rest while (1 - inertia) (n + 1) < 4; beyond that all over- and undershoot
//! together for ever (Theocharis 1960). Left out: capacity, entry, other conjectures about rivals.
#pragma once

#include <array>
#include <tuple>

#include "sim/core/column.h"
#include "sim/core/ledger.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct OligopolyWorld;

struct Oligopoly {
  static constexpr std::string_view path = "textbook.oligopoly";

  struct Parameters {
    std::int64_t firms;
    double highest_price, slope, unit_cost, inertia;
    void declare(sim::ParameterVisitor& parameter) {
      parameter(firms, {.name = "firms", .initial = 4, .unit = "firm", .range = {1, 1e6}, .doc = "n: firms in the market",
                        .source = "cournot", .at_setup = true});
      parameter(highest_price, {.name = "highest_price", .initial = 100.0, .unit = "EUR", .range = sim::non_negative,
                                .doc = "a: the price at which nobody buys", .source = "cournot"});
      parameter(slope, {.name = "slope", .initial = 1.0, .unit = "EUR", .range = {1e-6, 1e6},
                        .doc = "b: fall of the price for one more item a month", .source = "cournot"});
      parameter(unit_cost, {.name = "unit_cost", .initial = 20.0, .unit = "EUR", .range = sim::non_negative,
                            .doc = "c: cost of an item", .source = "cournot"});
      parameter(inertia, {.name = "inertia", .initial = 0.5, .unit = "1", .range = sim::share,
                          .doc = "Part of the way to the best quantity that a firm does not go in a month", .source = "cournot"});
    }
  } parameters;

  sim::Column<double> quantity;  // [firm] [item/month]

  void declare(sim::ColumnVisitor& column) {
    column(quantity, {.name = "quantity", .per = "firm", .unit = "item/month", .doc = "what the firm makes and sells"});
  }
};

//! The quantity that earns most against an output `others` of all other firms. [item/month]
double best_quantity(const Oligopoly::Parameters& parameters, double others);
//! The price at which an output is sold. [EUR]
double market_price(const Oligopoly::Parameters& parameters, double output);

void choose_quantities(Oligopoly& own, const OligopolyWorld& world, const sim::Month& month);
void observe(const Oligopoly& own, const OligopolyWorld& world, sim::Observer& show);

struct OligopolyWorld {
  static constexpr std::string_view name = "oligopoly";
  static constexpr std::string_view summary = "Textbook: Cournot's few firms, each answering what the others make";
  static constexpr std::array<std::string_view, 4> headlines{"quantity_per_firm", "price", "profit_per_firm", "consumers_gain"};
  static constexpr sim::Purpose opening{1, "opening"};
  static constexpr std::array purposes{opening};
  static std::span<const sim::Process<OligopolyWorld>> schedule();

  Oligopoly market;
  auto rooms() { return std::tie(market); }
  sim::Ledger ledger{{"people"}, 1u};

  std::size_t size(std::string_view dimension) const;
  void set_up(const sim::Month& month);
};

}  // namespace models
