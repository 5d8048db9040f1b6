#include "models/textbook/two_sided_duopoly.h"

#include <algorithm>

namespace models {
namespace {

using Parameters = TwoSidedDuopoly::Parameters;

constexpr std::array trading_month{
    sim::once<&TwoSidedDuopolyWorld::market, set_prices>("set_prices", "platforms move towards their best prices against the other's"),
    sim::once<&TwoSidedDuopolyWorld::market, join_platforms>("join_platforms", "members move towards the platform that is better for them"),
};

// d(share_g) / d(price difference of group h), where members are where they want to be: -(T - A)^-1 / 2, with T the distances and A the company.
struct Response {
  double own_1, own_2, cross_1, cross_2;  // of group 1 to price 1, of 2 to 2, of 1 to price 2, of 2 to price 1
};

Response response(const Parameters& p) {
  const double room = p.distance_1 * p.distance_2 - p.company_1 * p.company_2;
  return {-p.distance_2 / (2.0 * room), -p.distance_1 / (2.0 * room), -p.company_1 / (2.0 * room), -p.company_2 / (2.0 * room)};
}

}  // namespace

std::span<const sim::Process<TwoSidedDuopolyWorld>> TwoSidedDuopolyWorld::schedule() { return trading_month; }

std::size_t TwoSidedDuopolyWorld::size(std::string_view dimension) const {
  return dimension == "platform_by_group" ? 4 : dimension == "group" ? 2 : 0;
}

void TwoSidedDuopolyWorld::set_up(const sim::Month&) {
  market.price.fill(market.parameters.unit_cost);
  market.share.fill(market.parameters.opening_share);
}

std::array<double, 2> best_prices(const Parameters& p, std::array<double, 2> others) {
  // With d = p - others, shares 1/2 + R d: the gradient of (p_1 - f) n_1 + (p_2 - f) n_2 is 0 where
  //   1/2 + R d + R^T (d + others - f) = 0, two linear equations in d.
  const Response r = response(p);
  const double cross = r.cross_1 + r.cross_2, over_1 = others[0] - p.unit_cost, over_2 = others[1] - p.unit_cost;
  const double right_1 = -0.5 - r.own_1 * over_1 - r.cross_2 * over_2, right_2 = -0.5 - r.cross_1 * over_1 - r.own_2 * over_2;
  const double determinant = 4.0 * r.own_1 * r.own_2 - cross * cross;
  return {others[0] + (2.0 * r.own_2 * right_1 - cross * right_2) / determinant, others[1] + (2.0 * r.own_1 * right_2 - cross * right_1) / determinant};
}

void set_prices(TwoSidedDuopoly& own, const TwoSidedDuopolyWorld&, const sim::Month&) {
  const std::array<double, 2> first{own.price[0], own.price[1]}, second{own.price[2], own.price[3]};
  const std::array<double, 2> best_1 = best_prices(own.parameters, second), best_2 = best_prices(own.parameters, first);
  const double step = 1.0 - own.parameters.inertia;
  for (std::size_t g = 0; g < 2; ++g) {
    own.price[g] += step * (best_1[g] - own.price[g]);
    own.price[2 + g] += step * (best_2[g] - own.price[2 + g]);
  }
}

void join_platforms(TwoSidedDuopoly& own, const TwoSidedDuopolyWorld&, const sim::Month&) {
  const Parameters& p = own.parameters;
  const auto wanted = [](double company, double others, double dearer, double distance) {
    return std::clamp(0.5 + (company * (2.0 * others - 1.0) - dearer) / (2.0 * distance), 0.0, 1.0);
  };
  const double one = wanted(p.company_1, own.share[1], own.price[0] - own.price[2], p.distance_1);
  const double two = wanted(p.company_2, own.share[0], own.price[1] - own.price[3], p.distance_2);
  own.share[0] += (1.0 - p.inertia) * (one - own.share[0]);
  own.share[1] += (1.0 - p.inertia) * (two - own.share[1]);
}

void observe(const TwoSidedDuopoly& own, const TwoSidedDuopolyWorld&, sim::Observer& show) {
  const double cost = own.parameters.unit_cost;
  show.series({.name = "price_1", .unit = "EUR", .long_name = "Price of platform 1 for group 1"}, own.price[0]);
  show.series({.name = "price_2", .unit = "EUR", .long_name = "Price of platform 1 for group 2"}, own.price[1]);
  show.series({.name = "share_1", .unit = "1", .long_name = "Members of group 1 on platform 1"}, own.share[0]);
  show.series({.name = "share_2", .unit = "1", .long_name = "Members of group 2 on platform 1"}, own.share[1]);
  show.series({.name = "profit", .unit = "EUR", .long_name = "Profit of platform 1, per member of a group"},
              (own.price[0] - cost) * own.share[0] + (own.price[1] - cost) * own.share[1]);
}

}  // namespace models
