//! How platforms turn users into revenue.
//!
//! People buy gig services through their platform; it keeps the take rate and divides the rest among those who worked there, by
//! effective hours. Who uses one platform works there. Who uses several takes hours to where they earn most, which levels pay as far
//! as those hours reach: with net pay D_k, hours S_k of those bound to k and M of those who go anywhere, hours m_k >= 0 that add up
//! to M make D_k / (S_k + m_k) = w wherever m_k > 0, and D_k / S_k <= w elsewhere. What people have seen an hour earn of late, by
//! the expectation of people.livelihood, is what their hours answer to (people/time_use). Left out: buyers who heed how many offer, so
//! hours that leave a platform cost its owner nothing and owners' foresight need not count with them. Producers buy advertising
//! with a share of their sales, divided among platforms by users; that share is advertising_share x ((1 + K_open) / 2)^complement,
//! K_open the open commons (opening = 1) that bring people to search and feeds: the rent of a complement that platforms do not pay
//! for (0 by default). Platforms employ the staff that the quality they want takes, as far as revenue and a part of their deposits
//! allow, and that free hosting takes (platforms/hosting), pay profit tax and any levy, and pay out what exceeds a cushion; those that
//! belong to their members and those that are still rising (platforms/entry) pay nobody.
//! Sales of goods and of data are in platforms/marketplace.
#pragma once

#include <span>

#include "sim/core/column.h"
#include "sim/core/ledger.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct World;

struct Capture {
  static constexpr std::string_view path = "platforms.capture";

  struct Parameters {
    double advertising_share;
    double complement;
    double staff_share;
    double payout;
    void declare(sim::ParameterVisitor& parameter);
  } parameters;

  sim::Column<sim::Money> advertising;  // [producer] bought this month
  // [platform]
  sim::Scatter gig_sales;               // this month, before tax [counts of money]
  sim::Column<double> gig_rate;         // [EUR/effective hour] paid to those who worked there
  sim::Column<double> worked;           // [effective hour/month]
  sim::Column<double> roaming;          // part of the hours of those who use several platforms
  sim::Column<double> pay_seen;         // pay of an effective gig hour there / wage, as seen of late
  sim::Column<double> commission;       // [EUR/month]
  sim::Column<double> advertising_sales;  // [EUR/month]
  sim::Column<double> revenue;          // [EUR/month] smoothed
  sim::Column<double> profit;           // [EUR/month] before tax
  double taxed_profit = 0.0;            // [EUR/month] of all, as far as the tax could be paid
  double gig_pay_total = 0.0;           // [EUR/month]
  double pay_anywhere = 0.0;            // [EUR/effective hour] of who uses several platforms
  double pay_seen_anywhere = 0.0;       // the same / wage, as seen of late

  sim::Flow gig_purchases, gig_pay, advertising_purchases, platform_levy;

  //! Share of sales that producers spend on advertising where the open commons are so large, as the law allows.
  double share_advertised(const World& world, double open_stock) const;
  //! Part of the advertising offered to people that their platforms take.
  double advertising_taken(const World& world) const;
  //! Advertising offered for a person, as it was bought last. [EUR/month]
  double advertising_offered(const World& world) const;
  //! Deposits of platform k beyond what it keeps for wages and bad months. [EUR]
  double free_deposits(const World& world, std::size_t k) const;
  //! Take rate at which platform k would just have covered cost last month; 1 where it sold nothing.
  double break_even(const World& world, std::size_t k) const;
  //! What platform k receives this month and may keep. [EUR/month]
  double received(const World& world, std::size_t k) const;

  void declare(sim::ColumnVisitor& column);
  void declare(sim::FlowVisitor& flow);
};

//! Divides hours that go anywhere so that pay per hour is level as far as they reach, and returns that level. `pay` is what a platform
//! divides [EUR], `bound` the hours of those who work there alone, `parts` receives the parts of the hours.
double level_pay(std::span<const double> pay, std::span<const double> bound, double anywhere, std::span<double> parts);

void set_up(Capture& own, const World& world, const sim::Month& month);
void leave_platform(Capture& own, const World& world, const sim::Month& month, std::size_t k);

//! Staff that platform k wants. [person]
std::int32_t staff_wanted(const Capture& own, const World& world, std::size_t k);

void buy_gigs(Capture& own, const World& world, const sim::Month& month, const sim::Block& block);
void price_gigs(Capture& own, const World& world, const sim::Month& month);
void pay_gigs(Capture& own, const World& world, const sim::Month& month, const sim::Block& block);
void sell_advertising(Capture& own, const World& world, const sim::Month& month);
void divide_platform_profit(Capture& own, const World& world, const sim::Month& month);
void observe(const Capture& own, const World& world, sim::Observer& show);

}  // namespace models
