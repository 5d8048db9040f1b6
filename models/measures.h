//! Measures of the whole economy at the end of a month: GDP, distribution of income, consumption and wealth, livelihoods.
//!
//! Distributions are counted, not sorted: every person falls into one of 64 equal bins of each doubling of the amount, where heads
//! and amounts are summed as integers. Gini, deciles and poverty follow from the bins, to better than one part in a thousand.
//! GDP = sales of goods before tax + gig services before tax + pay of public employees.
#pragma once

#include <array>

#include "models/histogram.h"
#include "sim/core/column.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct World;

struct Measures {
  static constexpr std::string_view path = "measures";

  struct Parameters {
    double poverty_line;
    std::int64_t panel_size;
    std::int64_t panel_period;
    void declare(sim::ParameterVisitor& parameter) {
      parameter(poverty_line, {.name = "poverty_line", .initial = 0.5, .unit = "1", .range = sim::share,
                               .doc = "Relative poverty line, as a share of median income", .source = "S40"});
      parameter(panel_size, {.name = "panel_size", .initial = 200, .unit = "person", .range = {0, 100'000},
                             .doc = "People followed through time in the panel", .source = "assumption:panel",
                             .at_setup = true});
      parameter(panel_period, {.name = "panel_period", .initial = 12, .unit = "month", .range = {1, 1200},
                               .doc = "Months between two visits to the panel", .source = "assumption:panel",
                               .at_setup = true});
    }
  } parameters;

  //! Uses of time and sources of income that are told apart.
  enum Use : std::size_t { wage_work, cooperative_work, public_work, gig_work, commons_paid, commons, civic, local_exchange, care, leisure, n_uses };

  sim::Scatter income_counts, wealth_counts, consumption_counts;  // [bin]
  sim::Tally income_sums{10}, wealth_sums{10}, consumption_sums{10};
  sim::Tally hours{12};           // [use][decile of income]
  std::array<std::uint8_t, Histogram::n_bins> decile_of_bin{};

  Histogram::Summary income, wealth, consumption;
  double poverty = 0.0;           // share of people below the relative line
  double below_subsistence = 0.0;
  double gdp = 0.0;               // [EUR/month]
  double wages = 0.0;             // [EUR/month] all pay for work under command
  double public_pay = 0.0;

  void declare(sim::ColumnVisitor& column);
};

void set_up(Measures& own, const World& world, const sim::Month& month);
void measure_people(Measures& own, const World& world, const sim::Month& month, const sim::Block& block);
void summarise(Measures& own, const World& world, const sim::Month& month);
void measure_hours(Measures& own, const World& world, const sim::Month& month, const sim::Block& block);
void sum_hours(Measures& own, const World& world, const sim::Month& month);
void observe(const Measures& own, const World& world, sim::Observer& show);

}  // namespace models
