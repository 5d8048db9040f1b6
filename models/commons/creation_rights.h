//! What the law protects, how widely and for how long.
//!
//! What a producer finds and does not reveal is protected for a term of T years on average: each month a part 1 / (12 T) of
//! its protected knowledge falls into the public domain (T = 0: at once). As long as it is protected, others cannot imitate it,
//! save where enforcement fails. Claims that live stand in the way of search: with n of them per producer success is divided by
//! (1 + k)^n, the anticommons. Both sides of a long term are here: what appropriation brings to those who search, and what it
//! costs those who come later; which one weighs more is found by the economy. Works of culture have a term of their own; what it
//! protects and brings is in commons/royalties.
//! Left out: royalties and licensing between producers.
#pragma once

#include "sim/core/column.h"
#include "sim/core/math.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct World;

struct CreationRights {
  static constexpr std::string_view path = "commons.creation_rights";

  struct Parameters {
    double term;
    double works_term;
    double usual_works_term;
    double enforcement;
    double breadth;
    void declare(sim::ParameterVisitor& parameter);
  } parameters;

  sim::Column<double> protected_gain;  // [producer] part of log productivity that is protected
  sim::Column<double> claims;          // [producer] protected findings alive
  double mean_claims = 0.0;            // per producer that trades

  //! Part of producer j's log productivity that others cannot get at.
  double withheld(std::size_t j) const { return parameters.enforcement * protected_gain[j]; }
  //! What divides the chance of success of search.
  double anticommons() const { return anticommons(mean_claims); }
  double anticommons(double claims_per_producer) const { return sim::exp(claims_per_producer * sim::log(1.0 + parameters.breadth)); }
  //! Part of protected knowledge that becomes public in a month. [1/month]
  double expiry() const { return expiry(parameters.term); }
  static double expiry(double term) { return term > 1.0 / 12.0 ? 1.0 / (12.0 * term) : 1.0; }

  void declare(sim::ColumnVisitor& column);
};

//! Claims alive per producer where search goes on at its usual rate, under a term of protection.
double steady_claims(const World& world, double term);

void set_up(CreationRights& own, const World& world, const sim::Month& month);
void enter(CreationRights& own, const World& world, std::size_t j);
void leave(CreationRights& own, const World& world, std::size_t j);
//! This month's findings are protected, older ones expire.
void protect_and_expire(CreationRights& own, const World& world, const sim::Month& month);
void observe(const CreationRights& own, const World& world, sim::Observer& show);

}  // namespace models
