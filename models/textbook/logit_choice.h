//! Logit choice with social influence (Brock and Durlauf 2001): five options, private tastes, prices and neighbours.
//!
//! Utility of option k to person i: taste[i][k] - sensitivity[i] price[k] + J x share of i's eight neighbours who chose k last
//! month. Everybody chooses anew each month, with the probabilities of a logit of unit noise.
#pragma once

#include <array>
#include <tuple>

#include "sim/core/column.h"
#include "sim/core/ledger.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct LogitChoiceWorld;

struct LogitChoice {
  static constexpr std::string_view path = "textbook.logit_choice";
  static constexpr std::size_t options = 5, neighbours_each = 8;

  struct Parameters {
    std::int64_t count;
    double influence;
    double taste_dispersion;
    double price_step;
    void declare(sim::ParameterVisitor& parameter) {
      parameter(count, {.name = "count", .initial = 10'000, .unit = "person", .range = {2, 1e9}, .doc = "People",
                        .source = "assumption:size", .at_setup = true});
      parameter(influence, {.name = "influence", .initial = 1.0, .unit = "1", .range = {0, 100},
                            .doc = "J: weight of neighbours' choices", .source = "brock-durlauf"});
      parameter(taste_dispersion, {.name = "taste_dispersion", .initial = 0.5, .unit = "1", .range = {0, 10},
                                   .doc = "Half-width of uniform tastes", .source = "brock-durlauf", .at_setup = true});
      parameter(price_step, {.name = "price_step", .initial = 0.1, .unit = "1", .range = {0, 10},
                             .doc = "Option k costs k times this", .source = "brock-durlauf"});
    }
  } parameters;

  sim::Column<float> taste;                 // [5][person]
  sim::Column<float> sensitivity;           // [person]
  sim::Column<std::int32_t> neighbours;     // [person][8]
  sim::Buffered<std::int8_t> choice;        // [person] 0 to 4
  sim::Scatter chosen;                      // [option] people

  void declare(sim::ColumnVisitor& column) {
    column(taste, {.name = "taste", .per = "taste", .unit = "1", .doc = "taste for an option, option by option"});
    column(sensitivity, {.name = "sensitivity", .per = "person", .unit = "1", .doc = "weight of the price"});
    column(neighbours, {.name = "neighbours", .per = "link", .unit = "1", .doc = "rows of eight neighbours"});
    column(choice, {.name = "choice", .per = "person", .unit = "1", .doc = "option chosen"});
    column(chosen, {.name = "chosen", .per = "option", .unit = "person", .doc = "people who chose it"});
  }
};

//! Probabilities of a logit of unit noise over `n` utilities, written as running sums.
void logit_running_sums(const double* utility, std::size_t n, double* running);

void recall_choices(LogitChoice& own, const LogitChoiceWorld& world, const sim::Month& month);
void choose_option(LogitChoice& own, const LogitChoiceWorld& world, const sim::Month& month, const sim::Block& block);
void count_choices(LogitChoice& own, const LogitChoiceWorld& world, const sim::Month& month);
void observe(const LogitChoice& own, const LogitChoiceWorld& world, sim::Observer& show);

struct LogitChoiceWorld {
  static constexpr std::string_view name = "logit-choice";
  static constexpr std::string_view summary = "Textbook: people choose among five options under social influence";
  static constexpr std::array<std::string_view, 3> headlines{"share_of_option_1", "share_of_option_5", "concentration"};
  static constexpr sim::Purpose traits{1, "traits"}, neighbours{2, "neighbours"}, opening{3, "opening"}, choice{4, "choice"};
  static constexpr std::array purposes{traits, neighbours, opening, choice};
  static std::span<const sim::Process<LogitChoiceWorld>> schedule();

  LogitChoice logit;
  auto rooms() { return std::tie(logit); }
  sim::Ledger ledger{{"people"}, 1u};

  std::size_t size(std::string_view dimension) const;
  void set_up(const sim::Month& month);
};

}  // namespace models
