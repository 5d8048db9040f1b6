#include "models/textbook/oligopoly.h"

#include <algorithm>
#include <numeric>

namespace models {
namespace {

constexpr std::array trading_month{
    sim::once<&OligopolyWorld::market, choose_quantities>("choose_quantities", "firms move towards the best answer to what others made"),
};

double sum_of(const sim::Column<double>& values) { return std::accumulate(values.begin(), values.end(), 0.0); }

}  // namespace

std::span<const sim::Process<OligopolyWorld>> OligopolyWorld::schedule() { return trading_month; }

std::size_t OligopolyWorld::size(std::string_view dimension) const {
  return dimension == "firm" ? static_cast<std::size_t>(market.parameters.firms) : 0;
}

void OligopolyWorld::set_up(const sim::Month& start) {
  // Anything up to an equal part of the output at which the price would be the cost.
  const double part = 2.0 * best_quantity(market.parameters, 0.0) / static_cast<double>(market.quantity.size());
  for (std::size_t j = 0; j < market.quantity.size(); ++j)
    market.quantity[j] = part * start.draws.uniform(opening, start.number, j);
}

double best_quantity(const Oligopoly::Parameters& parameters, double others) {
  return std::max((parameters.highest_price - parameters.unit_cost) / parameters.slope - others, 0.0) / 2.0;
}

double market_price(const Oligopoly::Parameters& parameters, double output) {
  return std::max(parameters.highest_price - parameters.slope * output, 0.0);
}

void choose_quantities(Oligopoly& own, const OligopolyWorld&, const sim::Month&) {
  const double output = sum_of(own.quantity);
  for (double& quantity : own.quantity)
    quantity += (1.0 - own.parameters.inertia) * (best_quantity(own.parameters, output - quantity) - quantity);
}

void observe(const Oligopoly& own, const OligopolyWorld&, sim::Observer& show) {
  const Oligopoly::Parameters& p = own.parameters;
  const double output = sum_of(own.quantity), price = market_price(p, output), per_firm = output / static_cast<double>(own.quantity.size());
  const double bought = std::min(output, p.highest_price / p.slope);  // at a price of nothing the rest is not wanted
  show.series({.name = "quantity_per_firm", .unit = "item/month", .long_name = "Mean quantity that a firm makes"}, per_firm);
  show.series({.name = "price", .unit = "EUR", .long_name = "Price"}, price);
  show.series({.name = "profit_per_firm", .unit = "EUR/month", .long_name = "Mean profit of a firm"}, (price - p.unit_cost) * per_firm);
  show.series({.name = "consumers_gain", .unit = "EUR/month", .long_name = "What buyers would have paid above the price",
               .formula = "area below the demand curve"}, 0.5 * p.slope * bought * bought);
  show.series({.name = "margin", .unit = "1", .long_name = "Part of the price above the cost", .formula = "Lerner index; 0 at a price of 0"},
              price > 0.0 ? 1.0 - p.unit_cost / price : 0.0);
}

}  // namespace models
