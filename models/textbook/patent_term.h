//! How long a patent should last (Nordhaus 1969): a longer term calls forth more research, whose fruits are free later.
//!
//! Research R, once spent, lowers the cost of an item by B = b R^a. For T years the inventor takes B on each item as a royalty:
//! the price stays, one item a year is sold. Afterwards the price falls by B, and demand, a line, grows by slope x B. With interest
//! r and D = (1 - exp(-rT)) / r the inventor earns B D - R and chooses R = (a b D)^(1 / (1 - a)); consumers gain
//! (B + slope B^2 / 2) exp(-rT) / r. The law moves by a step a month to the term with the greater sum of both. The steeper demand
//! answers the price, the shorter the best term: exp(-r T*) = (1 - a) x / ((1 - a) x + 2 a (1 + x)), x = slope B. Left out:
//! drastic inventions, which lower the price at once; imitation, races, inventions that build on inventions.
#pragma once

#include <array>
#include <tuple>

#include "sim/core/column.h"
#include "sim/core/ledger.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct PatentTermWorld;

struct PatentTerm {
  static constexpr std::string_view path = "textbook.patent_term";

  struct Parameters {
    double opening_term, reform_step, interest, effectiveness, elasticity, slope;
    void declare(sim::ParameterVisitor& parameter) {
      parameter(opening_term, {.name = "opening_term", .initial = 20.0, .unit = "year", .range = {0, 1000}, .doc = "T at the start",
                               .source = "trips", .at_setup = true});
      parameter(reform_step, {.name = "reform_step", .initial = 0.1, .unit = "year", .range = {0, 100},
                              .doc = "By this much the law may change in a month; 0: it stays", .source = "nordhaus"});
      parameter(interest, {.name = "interest", .initial = 0.05, .unit = "1/year", .range = {1e-4, 1}, .doc = "r", .source = "nordhaus"});
      parameter(effectiveness, {.name = "effectiveness", .initial = 0.2, .unit = "1", .range = {0, 1e3},
                                .doc = "b: what one unit of research takes off the cost of an item", .source = "nordhaus"});
      parameter(elasticity, {.name = "elasticity", .initial = 0.3, .unit = "1", .range = {0.01, 0.9},
                             .doc = "a: elasticity of the fall of cost in research", .source = "nordhaus"});
      parameter(slope, {.name = "slope", .initial = 1.0, .unit = "1", .range = {0, 1e3},
                        .doc = "Items by which demand grows when the price falls by one unit", .source = "nordhaus"});
    }
  } parameters;

  double term = 0.0;  // T [year]

  void declare(sim::ColumnVisitor& column) { column(term, {.name = "term", .per = "", .unit = "year", .doc = "T"}); }
};

//! What a term of protection brings about: present values, in the unit of research.
struct TermOutcome {
  double research, cost_fall, inventors_profit, consumers_gain;
  double welfare() const { return inventors_profit + consumers_gain; }
};
TermOutcome outcome_of(const PatentTerm::Parameters& parameters, double term);

void reform(PatentTerm& own, const PatentTermWorld& world, const sim::Month& month);
void observe(const PatentTerm& own, const PatentTermWorld& world, sim::Observer& show);

struct PatentTermWorld {
  static constexpr std::string_view name = "patent-term";
  static constexpr std::string_view summary = "Textbook: Nordhaus's best term of patents";
  static constexpr std::array<std::string_view, 5> headlines{"term", "research", "inventors_profit", "consumers_gain", "welfare"};
  static constexpr std::array<sim::Purpose, 0> purposes{};
  static std::span<const sim::Process<PatentTermWorld>> schedule();

  PatentTerm law;
  auto rooms() { return std::tie(law); }
  sim::Ledger ledger{{"people"}, 1u};

  std::size_t size(std::string_view dimension) const { return dimension.empty(); }
  void set_up(const sim::Month& month);
};

}  // namespace models
