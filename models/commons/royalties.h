//! Royalties: works of culture that are protected are used against payment to those who made them.
//!
//! What a project adds to its stock while its licence is proprietary (commons/licences) is protected until it falls into the public
//! domain, after the works' term on the average (commons/creation_rights); what it adds under another licence is open. Producers owe
//!   rate x weight of culture in what they use x protected part of its stock x revenue,
//! paid as far as the law is enforced, to a collecting society that the foundation runs. Less administration it goes to
//! projects in proportion to their protected stock, and within a project to its contributors by what they gave in the last
//! year, taxed like other pay. Parts are rounded down and what is left is paid out next month: royalties collected + left
//! before = administration + paid + left, to the last count. People use protected works only as far as the law fails.
//! What protection is worth, relative to the usual term, weighs on the choice of licence and, where a study sets it, on effort.
//! Left out: publishers, contracts of creators, royalties that people pay beside those in the price of media.
#pragma once

#include "sim/core/column.h"
#include "sim/core/ledger.h"
#include "sim/core/observer.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct World;

struct Royalties {
  static constexpr std::string_view path = "commons.royalties";

  struct Parameters {
    double rate;
    double administration;
    double incentive;
    void declare(sim::ParameterVisitor& parameter);
  } parameters;

  sim::Column<double> protected_part;  // [project] of its stock
  sim::Column<double> expired_part;    // [project] of its stock, once protected
  sim::Column<sim::Money> paid;        // [producer] this month
  sim::Tally weight{30};               // [project] effective hours by those who share in royalties
  sim::Scatter moved;                  // one cell: counts of money paid to creators
  sim::Column<double> pay_rate;        // [project] [EUR] for an effective hour a month
  sim::Money collected, administration, fund, paid_out, left;  // this month
  double motive = 1.0;                 // committed hours of who earns royalties, relative to the usual term

  sim::Flow royalties, creators_royalties;

  //! Whether project k's works earn royalties.
  bool earns(std::size_t k) const { return protected_part[k] > 0.0; }
  //! Protected part of a domain's stock.
  double protected_share(const World& world, std::size_t domain) const;
  //! Part of a domain's stock that people may not use for free.
  double closed_part(const World& world, std::size_t domain) const;
  //! Protected part of a proprietary project's stock in the long run, relative to that under the usual term.
  double worth(const World& world) const;

  void declare(sim::ColumnVisitor& column);
  void declare(sim::FlowVisitor& flow);
};

//! Protected part in the long run of a stock that wears away, where protection expires. Both rates a month.
double steady_protected_part(double obsolescence, double expiry);

void set_up(Royalties& own, const World& world, const sim::Month& month);
void enter(Royalties& own, const World& world, std::size_t j);
void protect_works(Royalties& own, const World& world, const sim::Month& month);
void collect_royalties(Royalties& own, const World& world, const sim::Month& month);
void weigh_creators(Royalties& own, const World& world, const sim::Month& month, const sim::Block& block);
void divide_royalties(Royalties& own, const World& world, const sim::Month& month);
void pay_royalties(Royalties& own, const World& world, const sim::Month& month, const sim::Block& block);
void close_royalties(Royalties& own, const World& world, const sim::Month& month);
void observe(const Royalties& own, const World& world, sim::Observer& show);

}  // namespace models
