//! Hierarchy or network: which coordinates more cheaply, at what size (the claim of "peak hierarchy").
//!
//! An organisation of N people with span of control s has log_s N levels, each of which costs everybody c_h hours a month:
//! C_h = c_h N log_s N. In a network everybody keeps up with others directly, C_n = c_n N^(1 + x): x = 0 where each has a bounded
//! number of contacts, x = 1 where all must talk to all. Networks are cheaper between two sizes, the roots of
//! c_h ln N / ln s = c_n N^x, or nowhere: for x = 0 above N* = s^(c_n / c_h) alone, for x > 0 only if c_n < c_h / (e x ln s). As
//! talk gets cheaper (c_n falls by a rate) the smaller root falls and the larger rises. Organisations are of Pareto sizes; each month some
//! look at both costs and take the cheaper form. Left out: what either form achieves, power, the cost of changing.
#pragma once

#include <array>
#include <tuple>

#include "sim/core/column.h"
#include "sim/core/ledger.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct CoordinationWorld;

struct Coordination {
  static constexpr std::string_view path = "textbook.coordination";

  struct Parameters {
    std::int64_t count;
    double size_exponent;
    double largest;
    double span;
    double level_cost;
    double talk_cost;
    double crowding;
    double cheapening;
    double revision;
    void declare(sim::ParameterVisitor& parameter);
  } parameters;

  sim::Column<double> size;           // [organisation] people
  sim::Column<std::uint8_t> network;  // [organisation] 1 for a network
  double talk = 0.0;                  // c_n now [hour/month]

  void declare(sim::ColumnVisitor& column);
};

//! Hours that coordination costs each member a month, in either form.
double cost_of_hierarchy(const Coordination::Parameters& p, double people);
double cost_of_network(const Coordination::Parameters& p, double talk, double people);
//! Sizes between which a network is cheaper, by bisection; both 0 where it never is. The larger is at most `largest`.
std::array<double, 2> network_sizes(const Coordination::Parameters& p, double talk);

void revise_form(Coordination& own, const CoordinationWorld& world, const sim::Month& month, const sim::Block& block);
void make_talk_cheaper(Coordination& own, const CoordinationWorld& world, const sim::Month& month);
void observe(const Coordination& own, const CoordinationWorld& world, sim::Observer& show);

struct CoordinationWorld {
  static constexpr std::string_view name = "coordination";
  static constexpr std::string_view summary = "Textbook: hierarchies and networks, and the sizes at which either coordinates more cheaply";
  static constexpr std::array<std::string_view, 3> headlines{"smallest_network", "network_share", "coordination_cost"};
  static constexpr sim::Purpose draw_size{1, "size"}, reconsider{2, "reconsider"};
  static constexpr std::array purposes{draw_size, reconsider};
  static std::span<const sim::Process<CoordinationWorld>> schedule();

  Coordination coordinating;
  auto rooms() { return std::tie(coordinating); }
  sim::Ledger ledger{{"people"}, 1u};

  std::size_t size(std::string_view dimension) const;
  void set_up(const sim::Month& month);
};

}  // namespace models
