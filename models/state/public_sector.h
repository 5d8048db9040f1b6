//! The state as employer and buyer.
//!
//! It employs a share of people and buys goods for a share of what private producers would make at the natural rate of
//! unemployment. The opening scale of purchases is solved so that demand meets supply in the first month (a level to be solved,
//! not a stabiliser to be hoped for); from then on purchases and jobs lean a little against unemployment.
//! It pays interest on the public debt. Services it gets for taxes paid in mutual credit (cooperation/local_exchange) it need not buy.
#pragma once

#include "sim/core/column.h"
#include "sim/core/ledger.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct World;

struct PublicSector {
  static constexpr std::string_view path = "state.public_sector";

  struct Parameters {
    double jobs_share;
    double purchases_scale;
    double stabiliser;
    double debt_rate;
    void declare(sim::ParameterVisitor& parameter);
  } parameters;

  double purchases_share = 0.0;    // of private output at the natural rate
  double jobs = 0.0;               // share of people
  double purchases_planned = 0.0;  // [EUR/month]

  sim::Flow public_purchases, debt_interest;

  void declare(sim::ColumnVisitor& column);
  void declare(sim::FlowVisitor& flow);
};

void set_up(PublicSector& own, const World& world, const sim::Month& month);
std::int32_t staff_wanted(const PublicSector& own, const World& world);
void plan_budget(PublicSector& own, const World& world, const sim::Month& month);
void serve_debt(PublicSector& own, const World& world, const sim::Month& month);
void observe(const PublicSector& own, const World& world, sim::Observer& show);

}  // namespace models
