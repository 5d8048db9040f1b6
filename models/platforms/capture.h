//! How platforms turn users into revenue.
//!
//! People buy gig services through their platform; it keeps the take rate and divides the rest among those who offered
//! hours there, by effective hours. Producers buy advertising with a share of their sales, divided among platforms by
//! users; that share is advertising_share x ((1 + K_open) / 2)^complement, K_open the open commons (opening = 1) that
//! bring people to search and feeds: the rent of a complement that platforms do not pay for (0 by default). Platforms
//! employ the staff that the quality they want takes, as far as revenue and a part of their deposits allow, and that
//! free hosting takes (platforms/hosting), pay profit tax and any levy, and pay out what exceeds a cushion; those that
//! belong to their members and those that are still rising (platforms/entry) pay nobody.
//! Sales of goods and of data are in platforms/marketplace.
#pragma once

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
  sim::Column<double> gig_rate;         // [EUR/effective hour] paid to those who offered hours
  sim::Column<double> commission;       // [EUR/month]
  sim::Column<double> advertising_sales;  // [EUR/month]
  sim::Column<double> revenue;          // [EUR/month] smoothed
  sim::Column<double> profit;           // [EUR/month] before tax
  double taxed_profit = 0.0;            // [EUR/month] of all, as far as the tax could be paid
  double gig_pay_total = 0.0;           // [EUR/month]

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
