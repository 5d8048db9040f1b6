//! Producers search for better techniques, imitate each other, reveal, pool and give.
//!
//! A share r of staff time is research, another c goes to the commons that the producer depends on; neither makes goods.
//! Search succeeds in a month with chance (1 - exp(-zeta R)) / anticommons, R = (r / usual r)^a (staff / mean staff)^s, and
//! finds a step Beta(3, 3) on +-largest_step, of which only gains are adopted (Dosi, Fagiolo and Roventini 2010). A part rho of
//! each gain is revealed: free for all at once; the rest is protected as long as the law says (commons/creation_rights). An
//! imitator closes half the gap to the mean of what can be imitated. Members of a design pool pay a fee and imitate each
//! other's techniques without waiting; cooperatives may share designs among themselves without a fee, and give time to the commons for its own
//! sake (cooperation/cooperatives).
//! Research moves towards the share at which its marginal return is its cost, r = usual r (D / D usual)^(1 / (1 - a)), where D
//! is the time for which a gain stays an advantage, over the anticommons. Revealing, giving and pools are strategies: now and
//! then a producer looks at another of its class, is the likelier to copy the more profitable that one is, and varies what it
//! does a little. Whether openness pays is therefore found by the economy, not said here.
//! Left out: search in directions, spillovers by distance, patent races.
#pragma once

#include <algorithm>
#include <cstdint>

#include "sim/core/column.h"
#include "sim/core/ledger.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct World;

struct Innovation {
  static constexpr std::string_view path = "producers.innovation";

  struct Parameters {
    double research;
    double research_elasticity;
    double research_adjustment;
    double usual_term;
    double success;
    double research_scale;
    double largest_step;
    double imitation;
    double revealing;
    double giving;
    double corporate_support;
    double revision;
    double profit_sensitivity;
    double variation;
    double pool_share;
    double pool_fee;
    double pool_imitation;
    void declare(sim::ParameterVisitor& parameter);
  } parameters;

  // [producer] strategies
  sim::Column<double> research_share;   // of staff time
  sim::Column<double> revealing_share;  // of gains
  sim::Column<double> giving_share;     // of staff time, to the commons
  sim::Column<std::int8_t> in_pool;     // 1: member of its class's design pool
  sim::Column<double> own_giving;       // of staff time to the commons, wanted for its own sake; no strategy, so nobody copies it

  // [producer] this month
  sim::Column<double> found;              // gain in log productivity by own search
  sim::Column<double> learned;            // gain in log productivity by imitation
  sim::Column<double> contributed_hours;  // [effective hour/month] that paid staff give to the commons
  sim::Column<sim::Money> fee;            // paid to the pool
  sim::Column<double> profitability;      // profit / sales, smoothed

  // Running sums of members (1) and others (0) of pools, faded over five years: research hours and gains in log productivity.
  double research_hours[2]{}, gains[2]{};

  struct Strategies {
    double research = 0.0, revealing = 0.0, giving = 0.0, profitability = 0.0, pooled = 0.0;
  };
  Strategies mean_strategies;  // of those who trade, before they revise them; for entrants of the month

  sim::Flow pool_fees;

  //! Part of producer j's staff time that makes goods.
  double making_share(std::size_t j) const { return 1.0 - research_share[j] - given_share(j); }
  double given_share(std::size_t j) const { return std::max(parameters.corporate_support * giving_share[j], own_giving[j]); }

  void declare(sim::ColumnVisitor& column);
  void declare(sim::FlowVisitor& flow);
};

//! Time for which a gain stays an advantage, under a term of protection. [month]
struct Advantage {
  double enforcement;
  double behind_the_law, open;  //!< where the gain is protected and the law enforced, and where it is not

  Advantage(const World& world, double term);
  //! Of a producer that reveals a part.
  double of(double revealing_share) const {
    const double withheld = (1.0 - revealing_share) * enforcement;
    return withheld * behind_the_law + (1.0 - withheld) * open;
  }
};
//! What is the same for all producers: the advantage, less the anticommons, that the usual research answers; the anticommons now.
struct Appropriation {
  double usual, anticommons;
  Advantage now;
};
Appropriation appropriation(const Innovation& own, const World& world);
//! The research share at which marginal return is cost. [of staff time]
double wanted_research(const Innovation::Parameters& parameters, double revealing_share, const Appropriation& all);

void set_up(Innovation& own, const World& world, const sim::Month& month);
//! An entrant takes up the mean strategies.
void enter(Innovation& own, const World& world, const sim::Month& month, std::size_t j);
void leave(Innovation& own, const World& world, std::size_t j);

void give_to_commons(Innovation& own, const World& world, const sim::Month& month);
void pay_pool_fees(Innovation& own, const World& world, const sim::Month& month);
void search_and_imitate(Innovation& own, const World& world, const sim::Month& month);
//! Profit over sales as the last year showed it, and what those who trade do on average.
void follow_profit(Innovation& own, const World& world, const sim::Month& month);
void revise_strategies(Innovation& own, const World& world, const sim::Month& month);
void observe(const Innovation& own, const World& world, sim::Observer& show);

}  // namespace models
