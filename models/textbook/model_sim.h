//! Model SIM (Godley and Lavoie 2007, chapter 3): the simplest economy with consistent stocks and flows.
//!
//! The government spends G; households earn Y, pay tax theta Y, consume C = alpha1 (1 - theta) Y + alpha2 H of their money H.
//! Y = G + C gives Y = (G + alpha2 H) / (1 - alpha1 (1 - theta)) and in the end Y* = G / theta. Spending is stated in
//! millions, so that counts of 1/10,000 are exact to eleven digits.
#pragma once

#include <array>
#include <tuple>

#include "sim/core/column.h"
#include "sim/core/ledger.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct ModelSimWorld;

struct ModelSim {
  static constexpr std::string_view path = "textbook.model_sim";
  enum Account : std::size_t { households, producers, government, n_accounts };

  struct Parameters {
    double spending, tax_rate, from_income, from_wealth;
    void declare(sim::ParameterVisitor& parameter) {
      parameter(spending, {.name = "spending", .initial = 20e6, .unit = "EUR/month", .range = {0, 1e12},
                           .doc = "G: what the government spends in a period", .source = "V20"});
      parameter(tax_rate, {.name = "tax_rate", .initial = 0.2, .unit = "1", .range = {0.001, 1}, .doc = "theta",
                           .source = "V20"});
      parameter(from_income, {.name = "from_income", .initial = 0.6, .unit = "1", .range = {0, 0.999}, .doc = "alpha1",
                              .source = "V20"});
      parameter(from_wealth, {.name = "from_wealth", .initial = 0.4, .unit = "1", .range = {0, 1}, .doc = "alpha2",
                              .source = "V20"});
    }
  } parameters;

  double income = 0.0, consumption = 0.0;  // [EUR/month]
  sim::Flow public_spending, wages, taxes, purchases;

  void declare(sim::ColumnVisitor& column) {
    column(income, {.name = "income", .per = "", .unit = "EUR/month", .doc = "Y"});
    column(consumption, {.name = "consumption", .per = "", .unit = "EUR/month", .doc = "C"});
  }
  void declare(sim::FlowVisitor& flow);
};

void spend_and_earn(ModelSim& own, const ModelSimWorld& world, const sim::Month& month);
void observe(const ModelSim& own, const ModelSimWorld& world, sim::Observer& show);

struct ModelSimWorld {
  static constexpr std::string_view name = "model-sim";
  static constexpr std::string_view summary = "Textbook: Godley and Lavoie's model SIM";
  static constexpr std::array<std::string_view, 3> headlines{"income", "consumption", "money"};
  static constexpr std::array<sim::Purpose, 0> purposes{};
  static std::span<const sim::Process<ModelSimWorld>> schedule();

  ModelSim economy;
  auto rooms() { return std::tie(economy); }
  sim::Ledger ledger{{"people", "households", "producers", "government"}, 1u};

  std::size_t size(std::string_view dimension) const { return dimension == "organisation" ? std::size_t{ModelSim::n_accounts} : dimension.empty(); }
  void set_up(const sim::Month& month);
};

}  // namespace models
