//! Phyles: federations that give commoners a livelihood.
//!
//! Members pay dues as a share of expected income; cooperatives add their tithe. From the fund, less a reserve, a phyle
//! pays as many stipends as it can to members who contribute to the commons and earn little, ranked by contribution: pay
//! as you go, so it cannot promise what it does not have. Dues and tithe are called in full while the fund is below half of
//! so many months of the stipends asked for, and less and less up to all of them: phyles live, they do not hoard.
//! Joining follows orientation; members without a stipend leave now and then. A stipend is other income to its receiver, so
//! time use answers as to any income.
//! Left out so far: votes on rules, own market, reciprocity licence, founding, insolvency, federation, needs met in kind.
#pragma once

#include <vector>

#include "sim/core/column.h"
#include "sim/core/ledger.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct World;

struct Phyles {
  static constexpr std::string_view path = "cooperation.phyles";

  struct Parameters {
    double density;
    double dues;
    double stipend;
    double reserve;
    double fund_months;
    double least_contribution;
    double highest_income;
    double join;
    double join_orientation;
    double leave;
    double seed_share;
    void declare(sim::ParameterVisitor& parameter);
  } parameters;

  sim::Column<std::int32_t> phyle;   // [person] 0 to n-1, or -1
  sim::Column<sim::SmallMoney> stipend;   // [person] this month
  sim::Scatter members;              // [phyle]
  sim::Column<std::int32_t> supported;  // [phyle] stipends paid this month
  sim::Column<std::int32_t> asking;     // [phyle] members who qualified for one
  sim::Column<double> call;             // [phyle] part of dues and tithe that is called this month

  sim::Flow dues_paid, stipends;

  struct Candidate {
    std::int32_t phyle;
    float contribution;
    std::uint32_t person;
  };
  std::vector<std::vector<Candidate>> candidates;  // by worker, within one month

  void declare(sim::ColumnVisitor& column);
  void declare(sim::FlowVisitor& flow);
};

void set_up(Phyles& own, const World& world, const sim::Month& month);
void succeed(Phyles& own, const World& world, const sim::Month& month, std::size_t i);
void call_members(Phyles& own, const World& world, const sim::Month& month);
void join_and_leave(Phyles& own, const World& world, const sim::Month& month, const sim::Block& block);
void award_stipends(Phyles& own, const World& world, const sim::Month& month);
void observe(const Phyles& own, const World& world, sim::Observer& show);

}  // namespace models
