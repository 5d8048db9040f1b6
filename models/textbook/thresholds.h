//! Thresholds of collective behaviour (Granovetter 1978): people join once enough others have.
//!
//! Everybody has a threshold, the share of all who must be active before this person is. Each month all look at last month's
//! share r and are active where it has reached their threshold: r' = F(r), F being the distribution of thresholds, and the
//! crowd rests at the lowest r with r = F(r). Thresholds are normal, where a little more dispersion turns a riot of 6 % into
//! one of all; or `uniform`, 0, 1, ..., N - 1 people, where each brings in the next and one person can stop all others.
#pragma once

#include <array>
#include <tuple>

#include "sim/core/column.h"
#include "sim/core/ledger.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct ThresholdsWorld;

struct Thresholds {
  static constexpr std::string_view path = "textbook.thresholds";

  enum class Rule { normal, uniform };

  struct Parameters {
    std::int64_t count;
    Rule rule;
    double mean;
    double dispersion;
    std::int64_t second;
    void declare(sim::ParameterVisitor& parameter) {
      parameter(count, {.name = "count", .initial = 100'000, .unit = "person", .range = {2, 1e9}, .doc = "People",
                        .source = "granovetter", .at_setup = true});
      parameter(rule, {.name = "rule", .choices = {"normal", "uniform"}, .doc = "Distribution of thresholds", .source = "granovetter",
                       .at_setup = true});
      parameter(mean, {.name = "mean", .initial = 0.25, .unit = "1", .range = {-10, 10},
                       .doc = "Mean of normal thresholds, as a share of all people", .source = "granovetter", .at_setup = true});
      parameter(dispersion, {.name = "dispersion", .initial = 0.122, .unit = "1", .range = {0, 10},
                             .doc = "Standard deviation of normal thresholds", .source = "granovetter", .at_setup = true});
      parameter(second, {.name = "second", .initial = 1, .unit = "person", .range = {0, 1e9},
                         .doc = "Uniform thresholds: that of the second person; at 2 nobody follows the first",
                         .source = "granovetter", .at_setup = true});
    }
  } parameters;

  sim::Column<double> threshold;     // [person] share of all people; at or below 0: begins unasked
  sim::Column<std::int8_t> active;   // [person] 0 or 1
  sim::Scatter active_people;        // [crowd]
  double share = 0.0, joined = 0.0;  // of all people: active at the end of the month, and become so in it

  void declare(sim::ColumnVisitor& column) {
    column(threshold, {.name = "threshold", .per = "person", .unit = "1", .doc = "share of active people that makes this one active"});
    column(active, {.name = "active", .per = "person", .unit = "1", .doc = "1 where active"});
    column(active_people, {.name = "active_people", .per = "crowd", .unit = "person", .doc = "active people"});
    column(share, {.name = "share", .per = "", .unit = "1", .doc = "share of people who are active"});
    column(joined, {.name = "joined", .per = "", .unit = "1", .doc = "share of people who became active this month"});
  }
};

void join(Thresholds& own, const ThresholdsWorld& world, const sim::Month& month, const sim::Block& block);
void count_active(Thresholds& own, const ThresholdsWorld& world, const sim::Month& month);
void observe(const Thresholds& own, const ThresholdsWorld& world, sim::Observer& show);

struct ThresholdsWorld {
  static constexpr std::string_view name = "thresholds";
  static constexpr std::string_view summary = "Textbook: people join a crowd once enough others have";
  static constexpr std::array<std::string_view, 2> headlines{"active_share", "joined_share"};
  static constexpr sim::Purpose opening{1, "opening"};
  static constexpr std::array purposes{opening};
  static std::span<const sim::Process<ThresholdsWorld>> schedule();

  Thresholds crowd;
  auto rooms() { return std::tie(crowd); }
  sim::Ledger ledger{{"people"}, 1u};

  std::size_t size(std::string_view dimension) const;
  void set_up(const sim::Month& month);
};

}  // namespace models
