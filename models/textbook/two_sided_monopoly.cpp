#include "models/textbook/two_sided_monopoly.h"

#include <algorithm>

#include "sim/core/math.h"

namespace models {
namespace {

constexpr std::array pricing_month{
    sim::once<&TwoSidedMonopolyWorld::platform, set_prices>(
        "set_prices", "the platform moves both prices towards the best at the other"),
};

}  // namespace

std::span<const sim::Process<TwoSidedMonopolyWorld>> TwoSidedMonopolyWorld::schedule() { return pricing_month; }

void TwoSidedMonopolyWorld::set_up(const sim::Month&) {
  const TwoSidedMonopoly::Parameters& p = platform.parameters;
  platform.price.fill(0.5 *
                      std::min({p.cost, p.buyers_highest, p.sellers_highest}));  // each side bears a half of the cost
}

double joining(const TwoSidedMonopoly::Side& side, double price) {
  return sim::pow(std::max(1.0 - price / side.highest, 1e-300), side.curvature);
}

double best_price(const TwoSidedMonopoly::Side& side, double other, double cost) {
  return (side.highest - side.curvature * (other - cost)) / (1.0 + side.curvature);
}

void set_prices(TwoSidedMonopoly& own, const TwoSidedMonopolyWorld&, const sim::Month&) {
  const TwoSidedMonopoly::Parameters& p = own.parameters;
  const double step = 1.0 - p.inertia, buyers = best_price(p.buyers(), own.price[1], p.cost),
               sellers = best_price(p.sellers(), own.price[0], p.cost);
  own.price[0] += step * (buyers - own.price[0]);
  own.price[1] += step * (sellers - own.price[1]);
}

void observe(const TwoSidedMonopoly& own, const TwoSidedMonopolyWorld&, sim::Observer& show) {
  const TwoSidedMonopoly::Parameters& p = own.parameters;
  const double transactions = joining(p.buyers(), own.price[0]) * joining(p.sellers(), own.price[1]);
  show.series({.name = "buyers_price", .unit = "EUR", .long_name = "Price of a transaction to the buyer"},
              own.price[0]);
  show.series({.name = "sellers_price", .unit = "EUR", .long_name = "Price of a transaction to the seller"},
              own.price[1]);
  show.series({.name = "transactions", .unit = "1", .long_name = "Transactions, relative to those at prices of zero"},
              transactions);
  show.series({.name = "profit", .unit = "EUR", .long_name = "Profit, per transaction at prices of zero"},
              (own.price[0] + own.price[1] - p.cost) * transactions);
}

}  // namespace models
