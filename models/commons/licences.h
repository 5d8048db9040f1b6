//! Who may use the commons, on what terms.
//!
//! A project's licence is permissive (everybody may do everything), copyleft (who builds on it shares what is built: a producer
//! that keeps a part of its own gains secret can use less), copyfair (free for cooperatives and for whoever gives back at least
//! a part of revenue; others owe a fee, paid as far as it is enforced) or non-commercial (closed to producers). A producer
//! reaches the stock of the projects open to it,
//!   reach = sum over licences of stock share x access,  access = 1, 1 - strictness (1 - revealed), 1, 0,
//! relative to that of a usual firm at the start; fees go to the foundation. Projects choose anew from time to time, by a logit
//! around the usual shares: u_l exp(a (reach_l - opening reach_l) + b (fees / income of the foundation)[copyfair]).
//! Left out: proprietary projects (their results are producers' own productivity), incompatible licences, law suits.
#pragma once

#include <array>

#include "sim/core/column.h"
#include "sim/core/ledger.h"
#include "sim/core/observer.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct World;

struct Licences {
  static constexpr std::string_view path = "commons.licences";

  enum Licence : std::size_t { permissive, copyleft, copyfair, non_commercial, n_licences };
  static constexpr std::array<std::string_view, n_licences> names{"permissive", "copyleft", "copyfair", "non_commercial"};

  struct Parameters {
    double copyleft, copyfair, non_commercial;
    double strictness;
    double reciprocity;
    double fee;
    double enforcement;
    double choice;
    double reach_response;
    double fee_response;
    void declare(sim::ParameterVisitor& parameter);
    //! Usual share of each licence; permissive ones have what the others leave.
    std::array<double, n_licences> usual() const;
  } parameters;

  sim::Column<std::int8_t> licence;   // [project]
  sim::Column<double> reach;          // [producer] relative to a usual firm at the start
  sim::Column<sim::Money> fee;        // [producer] this month
  std::array<double, n_licences> stock_share{};     // of all stock
  std::array<double, n_licences> opening_access{};  // mean of producers
  double opening_reach = 1.0;                       // of a usual firm
  double fee_part = 0.0;                            // of the foundation's income, mean of a year

  sim::Flow licence_fees;

  void declare(sim::ColumnVisitor& column);
  void declare(sim::FlowVisitor& flow);
};

//! What a producer may use under each licence that reveals this part of its own gains.
std::array<double, Licences::n_licences> access(double revealed, double strictness);
//! Chances of the licences for a project that chooses. `advantage` in logarithms.
std::array<double, Licences::n_licences> chance_of_licence(const std::array<double, Licences::n_licences>& usual,
                                                           const std::array<double, Licences::n_licences>& advantage);
//! Whether producer j gives back enough to use copyfair projects for free.
bool reciprocates(const Licences& own, const World& world, std::size_t j);

void set_up(Licences& own, const World& world, const sim::Month& month);
void enter(Licences& own, const World& world, std::size_t j);
void choose_licences(Licences& own, const World& world, const sim::Month& month);
void collect_licence_fees(Licences& own, const World& world, const sim::Month& month);
void observe(const Licences& own, const World& world, sim::Observer& show);

}  // namespace models
