//! Knowledge is a stock that contribution builds, use does not diminish and time wears away.
//!
//! For each project K' = (1 - omega - s max(0, 1 - n / n_c)) K + delta E^psi K^phi (Jones), E the output of its n contributors
//! (projects.h); with fewer than the critical mass n_c the stock is not maintained in full, nor where infrastructure is not
//! kept (foundations.h). Software, works of culture and designs wear away at their own omega. The opening stocks are what decades
//! of contribution at the opening's rate have left behind (prehistory.h), and delta is scaled so that their mean is 1.
//! What paid staff of producers give goes to projects in proportion to their stocks, in the domains that the producer uses.
//! K_d is the mean stock of a domain, opening = 1. A producer of class g draws on sum_d u_gd K_d, as far as licences let it:
//! productivity is multiplied by (1 + a sum_d u_gd reach_d K_d)^chi, where the absorptive capacity a = 1 + a1 (own giving /
//! mean giving - 1) has a mean of 1 (Cohen and Levinthal 1990): who contributes makes more of the commons, a user-innovator.
//! Everybody uses software; who makes things uses designs, media use culture. People draw free use value v sum_d share_d
//! ln(1 + open K_d) from it, outside GDP. Who gave the stock is remembered by domain and hours: unpaid, paid by foundations,
//! paid by producers; the memory fades with the stock.
//! Left out: quality of contributions, dependence of projects on each other.
#pragma once

#include <array>
#include <span>

#include "models/commons/projects.h"
#include "sim/core/column.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct World;

struct Knowledge {
  static constexpr std::string_view path = "commons.knowledge";
  using ByDomain = std::array<double, Projects::n_domains>;

  struct Parameters {
    double obsolescence, culture_obsolescence, design_obsolescence;
    double standing_on_shoulders;
    double duplication;
    double elasticity;
    double absorptive_gain;
    double critical_mass;
    double shortfall;
    double design_use, culture_use;
    double use_value;
    void declare(sim::ParameterVisitor& parameter);
    double obsolescence_of(std::size_t domain) const;
  } parameters;

  enum Creator : std::size_t { unpaid, paid_by_foundations, paid_by_producers, n_creators };

  sim::Column<double> stock;  // [project] opening mean = 1
  sim::Column<double> fresh;  // [project] gained this month
  sim::Column<double> staff_hours;  // [project] [effective hour/month] given by producers' paid staff
  ByDomain efficiency{};      // delta
  ByDomain opening_stock{};   // mean of the domain's projects; 0: there are none
  double mean_stock = 1.0;    // K / K0, of all domains together
  ByDomain domain_stock{};    // K_d, opening = 1
  std::array<std::array<double, n_creators>, Projects::n_domains> creator_share{};  // of the stock, by who gave it

  //! What the commons adds to the productivity of producer j: 1 without it.
  double productivity_factor(std::size_t j) const { return factor[j]; }
  sim::Column<double> factor;  // [producer]

  //! Weights of the domains in what class g draws on; their sum is 1, and a domain without projects has none.
  ByDomain use(const World& world, std::size_t g) const;
  //! What producer j can use of each domain: u_gd reach_d K_d.
  ByDomain usable(const World& world, std::size_t j) const;

  void declare(sim::ColumnVisitor& column);
};

//! Part of a stock lost a month because it is not maintained in full: s max(0, 1 - n / critical mass), and s where no
//! infrastructure is kept.
double maintenance_shortfall(const Knowledge::Parameters& p, double contributors, double kept = 1.0);
//! The stock that a month's effort adds.
double gained(const Knowledge::Parameters& p, double efficiency, double stock, double effort);
//! What each project's effort adds to its stock, at an efficiency of one.
void gain_each(const Knowledge::Parameters& p, std::span<const double> stock, std::span<const double> effort, std::span<double> gain);
//! Part of a stock of a domain that is still there a month later.
double kept_part(const Knowledge::Parameters& p, std::size_t domain, double shortfall);
//! The stock a month later, from this month's effort.
double grown(const Knowledge::Parameters& p, std::size_t domain, double efficiency, double stock, double effort, double shortfall = 0.0);
//! Scales stocks, grown at an efficiency of omega, to a mean of 1, and the efficiency with them.
void start_at_one(Knowledge& own, const World& world);

void set_up(Knowledge& own, const World& world, const sim::Month& month);
//! An entrant absorbs like the mean producer.
void enter(Knowledge& own, const World& world, std::size_t j);
void accumulate(Knowledge& own, const World& world, const sim::Month& month);
void observe(const Knowledge& own, const World& world, sim::Observer& show);

}  // namespace models
