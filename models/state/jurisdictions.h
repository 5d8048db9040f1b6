//! Several regulators, and profit booked where it is taxed least.
//!
//! R regulators tax profit at the law's rate times factors from 1 down to 1 - spread (R - 1) / R, evenly spaced. Platforms book a
//! movable part of their profit with the laxest, so that they bear the rate times 1 - movable spread (R - 1) / R. Every four years
//! regulators vote on a common rate, each for it by chance; with all in favour (unanimity) or more than half (majority) there
//! is one, and nothing is gained by moving. One regulator by default. Left out: regulators that compete for tax bases.
#pragma once

#include "sim/core/column.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct World;

struct Jurisdictions {
  static constexpr std::string_view path = "state.jurisdictions";

  enum class Rule { majority, unanimity };

  struct Parameters {
    std::int64_t regulators;
    double spread;
    double movable;
    Rule rule;
    double willing;
    std::int64_t period;
    void declare(sim::ParameterVisitor& parameter);
  } parameters;

  bool common = false;  // a common rate is in force

  //! What platforms bear of the law's rate on profit. [1]
  double borne_by_platforms() const;

  void declare(sim::ColumnVisitor& column);
};

void agree(Jurisdictions& own, const World& world, const sim::Month& month);
void observe(const Jurisdictions& own, const World& world, sim::Observer& show);

}  // namespace models
