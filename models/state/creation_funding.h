//! Money for projects that people choose, with public money beside it: matched gifts, vouchers, and voluntary associations.
//!
//! Quadratic funding (Buterin, Hitzig and Weyl 2019):
//! People whose orientation to the commons is above a bound give a small sum a month to their own project, or else to the one of the
//! first acquaintance who contributes to any. The state tops gifts c of project k up to the square of the sum of their roots,
//! (sum sqrt c)^2 - sum c, all in the same proportion where that exceeds its pool. Vouchers (Baker 2003, "artistic freedom vouchers"): everybody may
//! hand a sum of public money to such a project each month; who knows none lets it lapse. All this passes through the
//! foundation to the project's contributors in proportion to contribution, free of tax; what nobody can take stays with it.
//! Voluntary associations: people above that bound are asked for dues. They pay by their type (people/motivation):
//! free riders nothing, unconditional ones in full, conditional cooperators 1 + rho (s - 1) of it and hump-shaped ones
//! 1 - rho |s - 1|, s being the part of all dues asked that was paid, over about a year and at first 1. Who lacks the money pays
//! nothing. The state adds a subsidy to every EUR of dues, and crowding out lowers dues by so much for each EUR of it. With shares u, c,
//! h of the types s rests at (u + (c + h)(1 - rho)) / (1 - (c + h) rho). Both go to the foundation of the commons, which keeps
//! infrastructure and pays maintainers with them (commons/foundations).
//! Grants are the foundation's (commons/foundations), the collective licence is commons/collective_licence. No pool, no
//! voucher and no dues by default, and then nobody gives. Left out: collusion among donors, a trade in vouchers, associations that differ.
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
    double dues;
    double subsidy;
    double crowding_out;
    void declare(sim::ParameterVisitor& parameter);
  } parameters;

  sim::Scatter gifts;             // [project] [counts of money]
  sim::Scatter vouchers;          // [project] people who hand theirs to it
  sim::Tally roots{20};           // [project] sum of roots of gifts in EUR
  sim::Tally weight{20};          // [project] contributions [hour]
  sim::Column<double> pay_rate;   // [project] [EUR/hour]
  double given = 0.0, matched = 0.0, by_voucher = 0.0;  // [EUR/month]
  sim::Scatter dues;              // asked, paid [counts of money]
  double paid_part = 1.0;         // s: of dues asked, over about a year
  double subsidised = 0.0;        // [EUR/month]

  sim::Flow matched_gifts, match, voucher_money, funded_pay, association_dues, association_subsidy;

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
