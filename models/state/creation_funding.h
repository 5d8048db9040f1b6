//! Public money for projects that people choose: matched gifts, and vouchers.
//!
//! Quadratic funding (Buterin, Hitzig and Weyl 2019):
//! People whose orientation to the commons is above a bound give a small sum a month to their own project, or else to the one of the
//! first acquaintance who contributes to any. The state tops gifts c of project k up to the square of the sum of their roots,
//! (sum sqrt c)^2 - sum c, all in the same proportion where that exceeds its pool. Vouchers (Baker 2003, "artistic freedom vouchers"): everybody may
//! hand a sum of public money to such a project each month; who knows none lets it lapse. All this passes through the
//! foundation to the project's contributors in proportion to contribution, free of tax; what nobody can take stays with it.
//! Grants are the foundation's (commons/foundations), the collective licence is commons/collective_licence. No pool and
//! no voucher by default, and then nobody gives. Left out: collusion among donors, a trade in vouchers.
#pragma once

#include "sim/core/column.h"
#include "sim/core/ledger.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct World;

struct CreationFunding {
  static constexpr std::string_view path = "state.creation_funding";

  struct Parameters {
    double pool;
    double gift;
    double donor_orientation;
    double voucher;
    void declare(sim::ParameterVisitor& parameter);
  } parameters;

  sim::Scatter gifts;             // [project] [counts of money]
  sim::Scatter vouchers;          // [project] people who hand theirs to it
  sim::Tally roots{20};           // [project] sum of roots of gifts in EUR
  sim::Tally weight{20};          // [project] contributions [hour]
  sim::Column<double> pay_rate;   // [project] [EUR/hour]
  double given = 0.0, matched = 0.0, by_voucher = 0.0;  // [EUR/month]

  sim::Flow matched_gifts, match, voucher_money, funded_pay;

  bool acts() const { return parameters.pool > 0.0 || parameters.voucher > 0.0; }

  void declare(sim::ColumnVisitor& column);
  void declare(sim::FlowVisitor& flow);
};

void set_up(CreationFunding& own, const World& world, const sim::Month& month);
void give(CreationFunding& own, const World& world, const sim::Month& month, const sim::Block& block);
void match_gifts(CreationFunding& own, const World& world, const sim::Month& month);
void pay_funded(CreationFunding& own, const World& world, const sim::Month& month, const sim::Block& block);
void observe(const CreationFunding& own, const World& world, sim::Observer& show);

}  // namespace models
