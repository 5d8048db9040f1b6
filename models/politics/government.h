//! Elections, and how policy answers to movements, votes and lobbies; rupture where it does not.
//!
//! Every few years people vote for one of three parties by a logit: the establishment, labour (by grievance), or the commons
//! (by orientation, youth and activity). Policy leans to the commons (+) or away from it (-) by an index P in [-1, 1],
//!     P' = response x (mobilised + commons vote - opposed - lobbying x rents / GDP) - decay x P,
//! with the rents of platforms (profit) and of finance (interest on loans and public debt). Of grants to the commons, support
//! for phyles and the cap on take rates, P = 1 adds a package that a scenario states and P = -1 takes away what the law
//! gives. Demand that P does not answer, beyond what people bear, piles up as B and is slowly forgotten; with hazard
//! rupture x B institutions break: P is 1 and the cap is that of a rupture. Without a productive base, the share of people
//! who live mainly on the commons and cooperatives, a rupture is reverted by chance. By default policy answers nobody
//! and nothing breaks: the law stays as the scenario states it. Left out: coalitions, corruption, other countries.
#pragma once

#include <array>

#include "sim/core/column.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct World;

struct Government {
  static constexpr std::string_view path = "politics.government";

  enum Party : std::size_t { establishment, labour, commons, n_parties };

  struct Parameters {
    std::int64_t term;
    double labour_appeal;
    double labour_grievance;
    double commons_appeal;
    double commons_orientation;
    double commons_youth;
    double commons_activity;
    double response;
    double opposed;
    double lobbying;
    double decay;
    double grants;
    double phyle_support;
    double take_rate_cap;
    double patience;
    double memory;
    double rupture;
    double rupture_take_rate_cap;
    double productive_base;
    double reversal;
    void declare(sim::ParameterVisitor& parameter);
  } parameters;

  sim::Scatter votes;                    // by party, then of people below 30
  std::array<double, n_parties> vote{};  // shares in the last election
  double young_commons = 0.0;            // share of the commons party among people below 30
  double policy = 0.0;                   // P in [-1, 1]
  double rents = 0.0;                    // of platforms and finance, share of GDP
  double blocked = 0.0;                  // B
  bool ruptured = false;

  //! What the commons gets where the law gives `law`: the package is added as P goes to 1, the law's part taken away as P goes to -1.
  double grants(double law) const { return leaning(law, parameters.grants); }                       // [1] share of GDP
  double phyle_support(double law) const { return leaning(law, parameters.phyle_support); }         // [EUR/month] a member
  //! Cap on platforms' take rates where the law's is `law`: towards the package's, or towards none. [1]
  double take_rate_cap(double law) const;

  void declare(sim::ColumnVisitor& column);

 private:
  double leaning(double law, double package) const { return policy < 0.0 ? (1.0 + policy) * law : law + policy * package; }
};

//! Weights of the parties' logit for a person.
std::array<double, Government::n_parties> appeal(const Government::Parameters& p, double grievance, double orientation, double age, bool active);

void cast_votes(Government& own, const World& world, const sim::Month& month, const sim::Block& block);
void govern(Government& own, const World& world, const sim::Month& month);
void observe(const Government& own, const World& world, sim::Observer& show);

}  // namespace models
