//! Growth by saving (Solow 1956): capital per head grows until saving only replaces what wears out and equips newcomers.
//!
//! Output is Y = K^a L^(1 - a) a year. A share s of it becomes capital, of which d wears out in a year, while people grow by n.
//! Per head, k comes to rest where s k^a = (n + d) k, at k* = (s / (n + d))^(1 / (1 - a)), with any opening. Consumption per head
//! is greatest for a saving of a (the golden rule). Years are cut into months. Left out: technical progress, unemployment, prices.
#pragma once

#include <array>
#include <tuple>

#include "sim/core/column.h"
#include "sim/core/ledger.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct SolowGrowthWorld;

struct SolowGrowth {
  static constexpr std::string_view path = "textbook.solow_growth";

  struct Parameters {
    double saving, population_growth, depreciation, capital_share, opening_capital;
    void declare(sim::ParameterVisitor& parameter) {
      parameter(saving, {.name = "saving", .initial = 0.24, .unit = "1", .range = sim::share, .doc = "s: share of output that is saved",
                         .source = "solow"});
      parameter(population_growth, {.name = "population_growth", .initial = 0.01, .unit = "1/year", .range = {-0.1, 0.1}, .doc = "n",
                                    .source = "solow"});
      parameter(depreciation, {.name = "depreciation", .initial = 0.05, .unit = "1/year", .range = sim::share,
                               .doc = "d: part of capital that wears out", .source = "solow"});
      parameter(capital_share, {.name = "capital_share", .initial = 1.0 / 3.0, .unit = "1", .range = {0, 0.99},
                                .doc = "a: elasticity of output in capital", .source = "solow"});
      parameter(opening_capital, {.name = "opening_capital", .initial = 1.0, .unit = "1", .range = {0, 1e6},
                                  .doc = "Capital per head at the start", .source = "solow", .at_setup = true});
    }
  } parameters;

  double capital = 0.0, people = 0.0;                            // people: 1 at the start
  double output_per_head = 0.0, consumption_per_head = 0.0;  // [1/year] at this month's rate

  void declare(sim::ColumnVisitor& column) {
    column(capital, {.name = "capital", .per = "", .unit = "1", .doc = "K"});
    column(people, {.name = "people", .per = "", .unit = "1", .doc = "L: 1 at the start"});
    column(output_per_head, {.name = "output_per_head", .per = "", .unit = "1/year", .doc = "Y / L"});
    column(consumption_per_head, {.name = "consumption_per_head", .per = "", .unit = "1/year", .doc = "output per head that is not saved"});
  }
};

void produce_and_save(SolowGrowth& own, const SolowGrowthWorld& world, const sim::Month& month);
void observe(const SolowGrowth& own, const SolowGrowthWorld& world, sim::Observer& show);

struct SolowGrowthWorld {
  static constexpr std::string_view name = "solow-growth";
  static constexpr std::string_view summary = "Textbook: Solow's growth by saving, up to a limit";
  static constexpr std::array<std::string_view, 3> headlines{"capital_per_head", "output_per_head", "consumption_per_head"};
  static constexpr std::array<sim::Purpose, 0> purposes{};
  static std::span<const sim::Process<SolowGrowthWorld>> schedule();

  SolowGrowth economy;
  auto rooms() { return std::tie(economy); }
  sim::Ledger ledger{{"people"}, 1u};

  std::size_t size(std::string_view dimension) const { return dimension.empty(); }
  void set_up(const sim::Month& month);
};

}  // namespace models
