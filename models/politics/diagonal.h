//! Diagonal politics: a local counter-economy wins say over what its district buys, and is fed by it.
//!
//! Say in district d moves towards the share c of jobs at the district's producers that are jobs in cooperatives,
//! s' = s + speed (c - s), as councillors, clerks and habits change slowly; it opens at their share of producers. The
//! district then reserves gain x s of its part of public
//! purchases for cooperatives (state/regulation), so that say feeds on what it buys. Off by default: the gain is 0. After the
//! Brazilian network Fora do Eixo, whose local circuits won municipal procurement; gain and speed are assumptions. Left out:
//! firms' own say (lobbying is politics/government), purchases from people, what municipalities pay themselves.
#pragma once

#include "sim/core/column.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct World;

struct Diagonal {
  static constexpr std::string_view path = "politics.diagonal";

  struct Parameters {
    double gain;
    double speed;
    void declare(sim::ParameterVisitor& parameter);
  } parameters;

  sim::Column<double> say;  // [district] 0 to 1

  //! Part of its public purchases that district d reserves for cooperatives.
  double reserved(std::size_t d) const { return parameters.gain * say[d]; }

  void declare(sim::ColumnVisitor& column);
};

void set_up(Diagonal& own, const World& world, const sim::Month& month);
void win_say(Diagonal& own, const World& world, const sim::Month& month);
void observe(const Diagonal& own, const World& world, sim::Observer& show);

}  // namespace models
