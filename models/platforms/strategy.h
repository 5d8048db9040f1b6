//! Owners of platforms set the take rate and the quality of service.
//!
//! Once a period each owner decides, by one of two laws. With foresight it maximises discounted profit over the users it holds and how
//! far they are locked in (models/platforms/foresight.h); owners differ in patience. The myopic hill climb moves the take rate by a
//! step of random length in the direction that last raised profit (in wages), turns round when it fell, and spends a fixed share of
//! revenue on staff. A platform that belongs to its members covers cost instead (cooperation/platform_cooperatives). Quality follows
//! staff per user. Where unions bargain with platforms the take rate is less than what the owner asks (politics/unions).
//! Whoever might take a vacant place thinks as owners do, at no users (platforms/entry).
#pragma once

#include <span>

#include "models/organisations.h"
#include "models/platforms/foresight.h"
#include "sim/core/column.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct World;

struct Strategy {
  static constexpr std::string_view path = "platforms.strategy";

  enum class Law { foresight, hill_climb };

  struct Parameters {
    Law law;
    double discount_rate;
    double patience_spread;
    double opening_take_rate;
    double largest_change;
    double step;
    double highest_take_rate;
    std::int64_t period;
    double usual_spending;
    void declare(sim::ParameterVisitor& parameter);
  } parameters;

  // [platform]
  sim::Column<double> asked;        // take rate that the owner asks
  sim::Column<double> take_rate;    // in force, after unions have bargained
  sim::Column<double> quality;
  sim::Column<double> wanted_quality;
  sim::Column<double> discount;     // [1/year] rate at which the owner discounts profit
  sim::Column<double> direction;    // +1 or -1
  sim::Column<double> last_profit;  // in effective hours, over the last period
  sim::Column<double> profit_so_far;
  sim::Column<double> worth;        // [platform][state] expected discounted profit, in hours for each person of the economy
  sim::Column<double> offer;        // [platform][state] what users would get by the best plan, in hours a month

  double mean_take_rate = 0.0;  // weighted by users
  double mean_quality = 0.0;

  void declare(sim::ColumnVisitor& column);
};

void set_up(Strategy& own, const World& world, const sim::Month& month);
void enter_platform(Strategy& own, const World& world, const sim::Month& month, std::size_t k);
void leave_platform(Strategy& own, const World& world, const sim::Month& month, std::size_t k);
//! What owners may take: their own bound, or the law's.
double highest_take_rate(const Strategy& own, const World& world);
//! What the owner of platform k knows, money in effective hours' pay; as if platform `gone` were not there.
Market market_of(const Strategy& own, const World& world, std::size_t k, std::size_t gone = nobody);
//! What platform k with this share of users, so far locked in, is worth to its owner, thought through anew. [EUR]
double worth_to_owner(const Strategy& own, const World& world, std::size_t k, double share, double lock_in, std::size_t gone = nobody);
void set_take_rates(Strategy& own, const World& world, const sim::Month& month);
void observe(const Strategy& own, const World& world, sim::Observer& show);

}  // namespace models
