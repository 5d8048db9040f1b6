#include "models/state/public_sector.h"

#include <algorithm>
#include <cmath>

#include "models/sectors.h"
#include "models/world.h"

namespace models {
namespace {

// Value of private output if only the natural share of the private labour force were out of work. [EUR/month]
double output_at_natural_rate(const World& world, double jobs) {
  const auto people = static_cast<double>(world.population.skill.size());
  const auto force = static_cast<double>(world.labour_market.force[0]);
  const double private_workers = std::max(force * (1.0 - world.labour_market.parameters.natural_unemployment) - jobs * people, 0.0);
  return private_workers * world.labour_market.hours_per_worker * world.production.mean_productivity *
         world.production.price_level;
}

}  // namespace

void PublicSector::Parameters::declare(sim::ParameterVisitor& parameter) {
  parameter(jobs_share, {.name = "jobs_share", .initial = 0.20, .unit = "1", .range = {0, 0.9},
                         .doc = "People employed by the state at the start, share of all", .source = "prototype",
                         .at_setup = true});
  parameter(purchases_scale, {.name = "purchases_scale", .initial = 1.0, .unit = "1", .range = {0, 5},
                              .doc = "Multiplies public purchases; 1 is the scale solved at the opening",
                              .source = "assumption:fiscal-scale"});
  parameter(stabiliser, {.name = "stabiliser", .initial = 0.004, .unit = "1/month", .range = {0, 0.1},
                         .doc = "Monthly change of purchases and jobs (as shares) per unit of the unemployment rate above "
                                "the natural one", .source = "prototype"});
  parameter(debt_rate, {.name = "debt_rate", .initial = 0.02, .unit = "1/year", .range = {0, 0.5},
                        .doc = "Interest on the public debt", .source = "prototype"});
}

void PublicSector::declare(sim::ColumnVisitor& column) {
  column(purchases_share, {.name = "purchases_share", .per = "", .unit = "1", .doc = "purchases / natural output"});
  column(jobs, {.name = "jobs", .per = "", .unit = "1", .doc = "public jobs, share of people"});
  column(purchases_planned, {.name = "purchases_planned", .per = "", .unit = "EUR/month", .doc = "planned purchases"});
}

void PublicSector::declare(sim::FlowVisitor& flow) {
  flow(public_purchases, {.name = "public_purchases", .from = sector::state, .to = sector::producers,
                          .mode = "authority", .doc = "the state buys goods"});
  flow(debt_interest, {.name = "debt_interest", .from = sector::state, .to = sector::bank, .mode = "market",
                       .doc = "interest on the public debt"});
}

void set_up(PublicSector& own, const World& world, const sim::Month&) {
  own.jobs = own.parameters.jobs_share;
  own.purchases_share = world.opening.purchases / world.opening.private_output;
}

std::int32_t staff_wanted(const PublicSector& own, const World& world) {
  return static_cast<std::int32_t>(std::round(own.jobs * static_cast<double>(world.population.skill.size())));
}

void plan_budget(PublicSector& own, const World& world, const sim::Month&) {
  const double gap = world.labour_market.unemployment - world.labour_market.parameters.natural_unemployment;
  own.purchases_share = std::clamp(own.purchases_share + own.parameters.stabiliser * gap, 0.0, 0.6);
  own.jobs = std::clamp(own.jobs + own.parameters.stabiliser * gap, 0.5 * own.parameters.jobs_share, 1.5 * own.parameters.jobs_share);
  const double wanted = own.parameters.purchases_scale * own.purchases_share * output_at_natural_rate(world, own.jobs);
  own.purchases_planned = std::max(wanted - world.local_exchange.served_to_state(), 0.0);
}

void serve_debt(PublicSector& own, const World& world, const sim::Month& month) {
  const double interest = month.ledger.public_debt().eur() * own.parameters.debt_rate / 12.0;
  month.ledger.transfer(own.debt_interest, world.organisations.state(), world.organisations.bank(), sim::Money::of(interest));
}

void observe(const PublicSector& own, const World& world, sim::Observer& show) {
  show.series({.name = "public_debt_to_gdp", .unit = "1", .long_name = "Public debt / yearly GDP"},
              world.ledger.public_debt().eur() / (12.0 * world.gdp()));
  show.series({.name = "public_purchases_to_gdp", .unit = "1", .long_name = "Public purchases / GDP"},
              world.goods_market.public_sales.eur() / world.gdp());
  show.series({.name = "public_jobs", .unit = "1", .long_name = "Public jobs, share of people"}, own.jobs);
}

}  // namespace models
