//! For-benefit foundations keep the commons going: donations and grants in, maintainers' pay out.
//!
//! Producers donate a share of their sales and owe licence fees (commons/licences), the state grants a share of GDP. Half of the
//! funds a month goes to core contributors, in proportion to effective contribution, taxed like other pay. Nobody is paid more
//! than a multiple of the wage: while there is money for more, the bound above which contributors are paid falls a little each
//! month, else it returns to its usual level. Before anybody is paid, the infrastructure that projects need (servers, builds, domains) is
//! paid for, to the platforms that host it; where funds do not suffice it is kept in part only, and knowledge wears away faster
//! (commons/knowledge); what a platform hosts for free (platforms/hosting) need not be paid for. What is not paid out stays
//! with the foundation.
//! Left out: several foundations.
#pragma once

#include "sim/core/column.h"
#include "sim/core/ledger.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct World;

struct Foundations {
  static constexpr std::string_view path = "commons.foundations";

  struct Parameters {
    double donated_share;
    double grant_share;
    double infrastructure;
    double payout;
    double core_hours;
    double highest_pay;
    void declare(sim::ParameterVisitor& parameter);
  } parameters;

  sim::Column<sim::Money> donation;  // [producer] this month
  sim::Tally core_effort{30};        // effective hours of core contributors
  double pay_rate = 0.0;             // [EUR/effective hour]
  double affordable_rate = 0.0;      // [EUR/effective hour] that the funds would allow
  double core_bound = 0.0;           // [effective hour/month] in force
  double kept = 1.0;                 // part of the infrastructure that could be paid for
  sim::Money hosting_paid;           // this month, for infrastructure

  sim::Flow donations, grants, hosting, maintainers_pay;

  bool is_core(double effective_hours) const { return effective_hours > core_bound; }
  bool pays(double effective_hours) const { return pay_rate > 0.0 && is_core(effective_hours); }

  //! What the foundation holds, less what it keeps for creators until next month. [EUR]
  sim::Money own_funds(const World& world, const sim::Ledger& ledger) const;

  void declare(sim::ColumnVisitor& column);
  void declare(sim::FlowVisitor& flow);
};

void set_up(Foundations& own, const World& world, const sim::Month& month);
void collect_donations(Foundations& own, const World& world, const sim::Month& month);
void keep_infrastructure(Foundations& own, const World& world, const sim::Month& month);
void count_core(Foundations& own, const World& world, const sim::Month& month, const sim::Block& block);
void set_pay_rate(Foundations& own, const World& world, const sim::Month& month);
void pay_maintainers(Foundations& own, const World& world, const sim::Month& month, const sim::Block& block);
void observe(const Foundations& own, const World& world, sim::Observer& show);

}  // namespace models
