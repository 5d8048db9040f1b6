//! Who takes part in protest and occupations.
//!
//! Grievance adds up having no job, income below the median, what platforms keep, and rights denied (repression, transfers cut).
//! Now and then a person looks around and joins where the share of active acquaintances, the grievance and what templates from
//! elsewhere make easier reach the person's own threshold, a normal draw (Granovetter 1978). Active people tire and leave;
//! phyles feed them out of their funds, which lets them stay; repression drives them off, and adds to everybody's grievance.
//! Templates, ready ways of doing things, are worked out where people are active, copied between districts, and forgotten:
//! t' = t + (invention a + copying mean(t)) (1 - t) - forgetting t. Left out: violence, media, counter-protest.
#pragma once

#include "sim/core/column.h"
#include "sim/core/ledger.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct World;

struct Mobilisation {
  static constexpr std::string_view path = "politics.mobilisation";

  struct Parameters {
    double threshold_mean;
    double threshold_sd;
    double attention;
    double unemployment_grievance;
    double income_grievance;
    double capture_grievance;
    double rights_grievance;
    double fatigue;
    double repression;
    double repression_effect;
    double template_effect;
    double invention;
    double copying;
    double forgetting;
    double provisioning;
    double need;
    double relief;
    void declare(sim::ParameterVisitor& parameter);
  } parameters;

  sim::Column<std::uint8_t> active;    // [person] 1 who takes part
  sim::Flags seen;                     // [person] active, as acquaintances see it
  sim::Column<double> templates;       // [district] 0 to 1
  sim::Scatter by_district;            // active people
  sim::Scatter by_phyle;               // active people near each phyle
  sim::Column<double> meal;            // [phyle] paid to each active person this month [EUR/month]
  sim::Tally grievances{20};           // sum over people

  sim::Flow provisions;

  //! What person i has to complain of. [1]
  double grievance(const World& world, std::size_t i) const;
  //! Active people, share of all.
  double share() const;

  void declare(sim::ColumnVisitor& column);
  void declare(sim::FlowVisitor& flow);
};

void set_up(Mobilisation& own, const World& world, const sim::Month& month);
void succeed(Mobilisation& own, const World& world, const sim::Month& month, std::size_t i);
void spread_templates(Mobilisation& own, const World& world, const sim::Month& month);
void mobilise(Mobilisation& own, const World& world, const sim::Month& month, const sim::Block& block);
void count_active(Mobilisation& own, const World& world, const sim::Month& month);
void feed_active(Mobilisation& own, const World& world, const sim::Month& month, const sim::Block& block);
void observe(const Mobilisation& own, const World& world, sim::Observer& show);

}  // namespace models
