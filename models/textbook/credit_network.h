//! Payments over lines of credit between acquaintances (Dandekar, Goel, Govindan and Post 2011): liquidity without a bank.
//!
//! Nodes trust some others up to a capacity c. Now and then somebody has to pay somebody one unit: it goes along a shortest path on
//! which every line has credit left, each node owing the next, and fails where there is none. A line of capacity c is somewhere
//! among 0, ..., c; where lines form no cycle all these states are equally likely in the long run, so that a payment over one
//! fails with 1 / (c + 1) and over k in a row goes through with (c / (c + 1))^k. With many lines or much credit failures vanish;
//! a `star` is a bank: everybody's credit with one centre. Left out: prices of credit, defaults, payments larger than one.
#pragma once

#include <array>
#include <tuple>
#include <vector>

#include "sim/core/column.h"
#include "sim/core/ledger.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct CreditNetworkWorld;

struct CreditNetwork {
  static constexpr std::string_view path = "textbook.credit_network";
  enum class Shape { complete, random, star, line };

  struct Parameters {
    std::int64_t count;
    Shape shape;
    double density;
    std::int64_t capacity;
    std::int64_t payments;
    void declare(sim::ParameterVisitor& parameter) {
      parameter(count, {.name = "count", .initial = 30, .unit = "1", .range = {2, 2000}, .doc = "Nodes", .source = "dandekar", .at_setup = true});
      parameter(shape, {.name = "shape", .initial = 1, .choices = {"complete", "random", "star", "line"}, .doc = "Who trusts whom",
                        .source = "dandekar", .at_setup = true});
      parameter(density, {.name = "density", .initial = 0.2, .unit = "1", .range = sim::share,
                          .doc = "Random shape: chance that two nodes trust each other", .source = "dandekar", .at_setup = true});
      parameter(capacity, {.name = "capacity", .initial = 4, .unit = "1", .range = {1, 30'000}, .doc = "c: units that a line carries, both ways together",
                           .source = "V25", .at_setup = true});
      parameter(payments, {.name = "payments", .initial = 100, .unit = "1/month", .range = {1, 1e9}, .doc = "Payments that fall due", .source = "dandekar"});
    }
  } parameters;

  sim::Column<std::int16_t> credit;  // [node][node] units that the first can still pay the second
  std::int64_t failed = 0;           // payments of this month

  void declare(sim::ColumnVisitor& column) {
    column(credit, {.name = "credit", .per = "pair", .unit = "1", .doc = "units that the first node can still pay the second"});
    column(failed, {.name = "failed", .per = "", .unit = "1/month", .doc = "payments that failed"});
  }
};

//! Nodes of a shortest path with credit, from the payer to the receiver; empty where there is none.
std::vector<std::size_t> path_with_credit(const CreditNetwork& network, std::size_t payer, std::size_t receiver);

void pay(CreditNetwork& own, const CreditNetworkWorld& world, const sim::Month& month);
void observe(const CreditNetwork& own, const CreditNetworkWorld& world, sim::Observer& show);

struct CreditNetworkWorld {
  static constexpr std::string_view name = "credit-network";
  static constexpr std::string_view summary = "Textbook: payments over lines of credit between acquaintances";
  static constexpr std::array<std::string_view, 2> headlines{"failure_rate", "first_can_pay_last"};
  static constexpr sim::Purpose lines{1, "lines"}, opening{2, "opening"}, payments{3, "payments"};
  static constexpr std::array purposes{lines, opening, payments};
  static std::span<const sim::Process<CreditNetworkWorld>> schedule();

  CreditNetwork network;
  auto rooms() { return std::tie(network); }
  sim::Ledger ledger{{"people"}, 1u};

  std::size_t size(std::string_view dimension) const;
  void set_up(const sim::Month& month);
};

}  // namespace models
