//! Platforms that belong to their members: those who buy and sell through them.
//!
//! From a date on, the last `count` of the opening platforms are member-owned. Members want service as long as it is worth more to them than its
//! upkeep, q = value of quality / upkeep, and vote the take rate that covers cost and no more:
//!   take rate = (upkeep of q + free hosting + reserve - advertising, data and hosting) / sales,
//! raised while reserves are short of so many months of cost, lowered while they exceed it. There are no owners to pay out to.
//! What holds them back is capital: they cannot spend on service more than they receive plus a part of their reserves; the state
//! may give capital. They may take a part only of the advertising that is offered: less nuisance (platforms/adoption), and a take rate that must
//! cover what advertising does not. A nuisance of less than 1 EUR per EUR is worth taking, as far as members are of one mind. Sources: Scholz 2016 (platform cooperativism); S28.
//! Left out: demutualisation; members who differ, so that the median is the mean.
#pragma once

#include "sim/core/column.h"
#include "sim/core/ledger.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct World;

struct PlatformCooperatives {
  static constexpr std::string_view path = "cooperation.platform_cooperatives";

  struct Parameters {
    std::int64_t count;
    double reserve_months;
    double public_capital;
    double advertising;
    void declare(sim::ParameterVisitor& parameter);
  } parameters;

  // [platform] what the members want
  sim::Column<double> take_rate;
  sim::Column<double> quality;

  sim::Flow public_capital;

  //! Part of the advertising offered to its users that platform k takes.
  double advertising_taken(const World& world, std::size_t k) const;
  bool owned(const World& world, std::size_t k) const;

  void declare(sim::ColumnVisitor& column);
  void declare(sim::FlowVisitor& flow);
};

void set_up(PlatformCooperatives& own, const World& world, const sim::Month& month);
void members_vote(PlatformCooperatives& own, const World& world, const sim::Month& month);
void give_capital(PlatformCooperatives& own, const World& world, const sim::Month& month);
void observe(const PlatformCooperatives& own, const World& world, sim::Observer& show);

}  // namespace models
