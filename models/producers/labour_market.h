//! Who works where, and for what wage.
//!
//! Employers (producers, platforms, the state) post vacancies; whoever seeks draws one in proportion to vacancies, in the home
//! district or, for a share of searches, anywhere; an employer with more applicants than jobs takes those with the smallest
//! draws (balls in urns), twice a month. Producers are at home in one district, platforms and the state hire in all. Jobs end by
//! chance, by firing a part of the excess, when the employer closes, or when the hours wanted fall too low.
//! One wage index W per effective hour follows a Phillips curve, convex near full employment:
//! W'/W = phi u* (u*/u - 1) + productivity trend + half anchored, half adaptive inflation, never below a floor.
//! A producer pays what a Nash bargain gives: the wage outside W plus gamma of what its worker brings above it,
//! W (1 + gamma (r - 1)), r being its revenue per worker over the median, kept within 0.7 to 1.4. Workers' power is
//! gamma = gamma0 u^xi with union density u. Cooperatives may limit the pay of high skill (cooperation/cooperatives). Left out: moves between districts, search on the job.
#pragma once

#include <algorithm>
#include <vector>

#include "sim/core/column.h"
#include "sim/core/ledger.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct World;

struct LabourMarket {
  static constexpr std::string_view path = "producers.labour_market";

  struct Parameters {
    double opening_wage;
    double opening_employment;
    double separation;
    double firing;
    double quit_below;
    double phillips_slope;
    double natural_unemployment;
    double anchored_inflation;
    double wage_floor;
    double bargaining_power;
    double union_density;
    double density_effect;
    double nationwide;
    void declare(sim::ParameterVisitor& parameter);
  } parameters;

  sim::Column<std::int32_t> employer;  // [person] organisation, or -1
  sim::Column<sim::SmallMoney> gross;       // [person] pay this month
  sim::Column<float> net_pay;          // [person] [EUR/month] pay after tax when last employed, smoothed

  sim::Column<double> offer;           // [organisation] [EUR/effective hour]
  sim::Column<std::int32_t> wanted;    // [organisation] people
  sim::Column<std::int32_t> vacancies;
  sim::Scatter headcount;              // [organisation] people
  sim::Tally labour;                   // [organisation] effective hours this month
  sim::Scatter bill;                   // [organisation] pay this month [counts of money]
  sim::Scatter force;                  // people: 0 in the labour force, 1 employed
  std::int64_t hires = 0;              // people who started a job this month

  double wage = 0.0;                // W [EUR/effective hour]
  double unemployment = 0.0;        // share of the labour force
  double hours_per_worker = 160.0;  // effective hours of the mean employed person
  double productivity_growth = 0.0;  // [1/month] smoothed

  sim::Flow wages;

  //! A person's draw for a job; the employer takes the smallest.
  struct Application {
    std::uint32_t employer, key, person;
    auto operator<=>(const Application&) const = default;
  };
  std::vector<std::vector<Application>> applications;  // by worker, within one round
  std::vector<std::uint32_t> jobs;                     // the employer of every open job, district by district
  std::vector<std::size_t> jobs_before;                // [district + 1] open jobs in earlier districts

  //! Whom a kernel meets some rows after person i, so that it can ask for what it will look up there; 0 for nobody.
  SIM_INLINE std::size_t employer_ahead(std::size_t i, const sim::Block& block) const {
    constexpr std::size_t soon = 16;
    return static_cast<std::size_t>(std::max(employer[std::min(i + soon, block.last - 1)], 0));
  }

  void declare(sim::ColumnVisitor& column);
  void declare(sim::FlowVisitor& flow);
};

//! How far unions of density u have the power that they would have if all were members: u^xi.
double power_of_density(const LabourMarket::Parameters& parameters, double density);
//! The outcome of a Nash bargain over a worker's product, for workers of relative power 0 to 1.
double nash_wage(double outside, double product, double power);

void set_up(LabourMarket& own, const World& world, const sim::Month& month);
//! Adds up hours and staff of the opening jobs.
void count_opening_labour(LabourMarket& own, const World& world);
//! Workers who found a producer leave their jobs for it.
void enter(LabourMarket& own, const World& world, std::size_t j);

//! An heir starts without a job and without pay to reckon a benefit from.
void succeed(LabourMarket& own, const World& world, const sim::Month& month, std::size_t i);

void set_wages(LabourMarket& own, const World& world, const sim::Month& month);
void part_from_employers(LabourMarket& own, const World& world, const sim::Month& month, const sim::Block& block);
void post_vacancies(LabourMarket& own, const World& world, const sim::Month& month);
template <std::uint32_t round>
void search(LabourMarket& own, const World& world, const sim::Month& month, const sim::Block& block);
void match(LabourMarket& own, const World& world, const sim::Month& month);
void work(LabourMarket& own, const World& world, const sim::Month& month, const sim::Block& block);
void count_labour(LabourMarket& own, const World& world, const sim::Month& month);
void pay_wages(LabourMarket& own, const World& world, const sim::Month& month, const sim::Block& block);
void observe(const LabourMarket& own, const World& world, sim::Observer& show);

}  // namespace models
