//! Unemployment benefit.
//!
//! Who has no job and seeks one receives a share of the last net pay, at least somewhat more than subsistence. Who refuses the
//! job on offer keeps a part that depends on how conditional the benefit is. A basic income replaces it up to its amount,
//! unless it is paid on top.
#pragma once

#include "sim/core/column.h"
#include "sim/core/ledger.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct World;

struct Transfers {
  static constexpr std::string_view path = "state.transfers";

  struct Parameters {
    double replacement;
    double floor;
    double conditionality;
    void declare(sim::ParameterVisitor& parameter);
  } parameters;

  sim::Scatter benefits;  // this month: 0 paid, 1 replaced by basic income [counts of money]

  sim::Flow unemployment_benefit;

  //! What person i is due while seeking a job. [EUR/month]
  double due(const World& world, std::size_t i) const;
  //! What is left of it, net of what a basic income replaces, for who refuses a job. [EUR/month]
  double kept_on_refusal(const World& world, std::size_t i) const;

  void declare(sim::ColumnVisitor& column);
  void declare(sim::FlowVisitor& flow);
};

void pay_benefits(Transfers& own, const World& world, const sim::Month& month, const sim::Block& block);
void count_benefits(Transfers& own, const World& world, const sim::Month& month);
void observe(const Transfers& own, const World& world, sim::Observer& show);

}  // namespace models
