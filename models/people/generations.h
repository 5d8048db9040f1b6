//! People age, die and are succeeded.
//!
//! The hazard of death grows exponentially with age (Gompertz), mu(a) = mu20 exp(g (a - 20)) a year; nobody outlives the
//! oldest age. An heir of 20 takes the row at once, so the number of people is constant: the heir inherits deposits, less
//! inheritance tax, and capital, and starts without job, phyle and project. Traits are drawn anew at the address (person,
//! generation), so a policy never changes who is born; log skill keeps a part of the parent's (rooms say what else stays).
//! Left out: households, childhood, pensions (people work as long as they live), several heirs.
#pragma once

#include <array>
#include <vector>

#include "sim/core/column.h"
#include "sim/core/ledger.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct World;

struct Generations {
  static constexpr std::string_view path = "people.generations";
  static constexpr int adult = 20;  // [year]

  struct Parameters {
    bool renewal;
    double mortality;
    double mortality_growth;
    double oldest;
    double inheritance_tax;
    void declare(sim::ParameterVisitor& parameter);
  } parameters;

  sim::Column<std::int16_t> months_old;  // [person] beyond 20 years
  sim::Column<std::int16_t> generation;  // [person] 0: the people of the opening

  std::vector<double> chance_of_death;           // this month, by month of age beyond 20
  std::array<double, 3> looked_up = {};          // the parameters that these chances are of
  std::vector<std::vector<std::uint32_t>> dead;  // by worker, of this month
  std::vector<std::uint32_t> heirs;              // rows that World hands to heirs, after the process that named them
  std::int64_t deaths = 0;                       // this month
  sim::Scatter ages;                             // one cell: months beyond 20 of all people

  sim::Flow inheritance_tax;

  double age(std::size_t i) const { return adult + months_old[i] / 12.0; }  //!< [year]

  void declare(sim::ColumnVisitor& column);
  void declare(sim::FlowVisitor& flow);
};

//! The month under which traits of a generation are drawn: that of the set-up for the people of the opening.
inline int month_of_birth(std::int64_t generation) { return static_cast<int>(generation) - 1; }

//! Chance of dying within a month at each month of age beyond 20, the last one 1. [1/month]
std::vector<double> mortality_table(const Generations::Parameters& parameters);

void set_up(Generations& own, const World& world, const sim::Month& month);
void look_up_mortality(Generations& own, const World& world, const sim::Month& month);
void grow_old(Generations& own, const World& world, const sim::Month& month, const sim::Block& block);
void name_heirs(Generations& own, const World& world, const sim::Month& month);
void observe(const Generations& own, const World& world, sim::Observer& show);

}  // namespace models
