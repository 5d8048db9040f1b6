//! Rules the state sets for markets and platforms, and its support for phyles: the instruments of a partner state.
//!
//! Every instrument is a parameter that dated values of a policy change, and none acts by default. Platforms read the cap on
//! take rates, interoperability, portability of data and the threshold of mergers; producers' advertising is capped as a share of
//! sales. Of public purchases a share is reserved for producers of each district, in proportion to the people there, and a share
//! for cooperatives, with what their say in a district adds (politics/diagonal); where none of them trades in a class of goods, that part
//! is bought from anybody. The state pays phyles an
//! amount for each member.
//! Left out: evasion and the cost of enforcement.
#pragma once

#include "sim/core/column.h"
#include "sim/core/ledger.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct World;

struct Regulation {
  static constexpr std::string_view path = "state.regulation";

  struct Parameters {
    double take_rate_cap;
    double interoperability;
    double data_portability;
    double merger_threshold;
    double advertising_cap;
    double local_procurement;
    double cooperative_procurement;
    double phyle_support;
    void declare(sim::ParameterVisitor& parameter);
  } parameters;

  double supported = 0.0;  // [EUR/month] paid to phyles this month

  sim::Flow phyle_support;

  //! Highest share of sales that platforms may keep: the law's, as policy under pressure bends it.
  double take_rate_cap(const World& world) const;
  //! Parts of the public purchases for district d that are reserved; both together at most all of them.
  double reserved_locally() const { return parameters.local_procurement; }
  double reserved_for_cooperatives(const World& world, std::size_t d) const;

  void declare(sim::ColumnVisitor& column);
  void declare(sim::FlowVisitor& flow);
};

void support_phyles(Regulation& own, const World& world, const sim::Month& month);
void observe(const Regulation& own, const World& world, sim::Observer& show);

}  // namespace models
