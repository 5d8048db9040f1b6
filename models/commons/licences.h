//! Who may use the commons, on what terms.
//!
//! A project's licence is permissive (everybody may do everything), copyleft (who builds on it shares what is built: a producer
//! that keeps a part of its own gains secret can use less), copyfair (free for cooperatives and for whoever gives back at least
//! a part of revenue; others owe a fee, paid as far as it is enforced), non-commercial (closed to producers) or, for works of
//! culture, proprietary (used against royalties as long as they are protected, commons/royalties). A producer reaches of a domain
//!   reach_d = sum over licences of stock share x access,  access = 1, 1 - strictness (1 - revealed), 1, 0, 1,
//! relative to that of a usual firm at the start; fees go to the foundation, and a part, none by default, to the phyle of the payer's place. Projects choose anew from time to time, by a logit
//! around the usual shares: u_l exp(a (access_l - opening access_l) + b (fees / income of the foundation)[copyfair]
//! + b (what protection is worth - 1)[proprietary]).
//! Left out: proprietary software and designs (they are producers' own findings, producers/innovation, which producers reveal or
//! keep for profit), incompatible licences, law suits.
#pragma once

#include <array>

#include "models/commons/projects.h"
#include "sim/core/column.h"
#include "sim/core/ledger.h"
#include "sim/core/observer.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct World;

struct Licences {
  static constexpr std::string_view path = "commons.licences";

  enum Licence : std::size_t { permissive, copyleft, copyfair, non_commercial, proprietary, n_licences };
  static constexpr std::array<std::string_view, n_licences> names{"permissive", "copyleft", "copyfair", "non_commercial", "proprietary"};
  using Shares = std::array<double, n_licences>;

  struct Parameters {
    double copyleft, copyfair, non_commercial, proprietary;
    double strictness;
    double reciprocity;
    double fee;
    double enforcement;
    double phyle_share;
    double choice;
    double reach_response;
    double fee_response;
    void declare(sim::ParameterVisitor& parameter);
    //! Usual share of each licence among projects of a domain; permissive ones have what the others leave.
    Shares usual(std::size_t domain) const;
  } parameters;

  sim::Column<std::int8_t> licence;   // [project]
  sim::Column<sim::Money> fee;        // [producer] this month
  std::array<Shares, Projects::n_domains> stock_share{};      // of all stock of the domain
  std::array<double, Projects::n_domains> opening_reach{};    // of a usual firm
  Shares opening_access{};                                    // mean of producers
  double fee_part = 0.0;                                      // of the foundation's income, mean of a year

  //! What a producer that reveals this part of its gains may use of a domain, relative to a usual firm at the start.
  double reach(std::size_t domain, double revealed) const;

  sim::Flow licence_fees, reciprocity_income;

  void declare(sim::ColumnVisitor& column);
  void declare(sim::FlowVisitor& flow);
};

//! What a producer may use under each licence that reveals this part of its own gains.
Licences::Shares access(double revealed, double strictness);
//! Chances of the licences for a project that chooses. `advantage` in logarithms.
Licences::Shares chance_of_licence(const Licences::Shares& usual, const Licences::Shares& advantage);
//! Whether producer j gives back enough to use copyfair projects for free.
bool reciprocates(const Licences& own, const World& world, std::size_t j);

void set_up(Licences& own, const World& world, const sim::Month& month);
void enter(Licences& own, const World& world, std::size_t j);
void choose_licences(Licences& own, const World& world, const sim::Month& month);
void collect_licence_fees(Licences& own, const World& world, const sim::Month& month);
void observe(const Licences& own, const World& world, sim::Observer& show);

}  // namespace models
