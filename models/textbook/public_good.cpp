#include "models/textbook/public_good.h"

#include <cmath>
#include <numeric>

#include "sim/core/math.h"

namespace models {
namespace {

constexpr std::array giving_month{
    sim::once<&PublicGoodWorld::commons, give_in_turn>("give_in_turn", "one after the other, people give what is best for them"),
};

}  // namespace

std::span<const sim::Process<PublicGoodWorld>> PublicGoodWorld::schedule() { return giving_month; }

std::size_t PublicGoodWorld::size(std::string_view dimension) const {
  return dimension == "person" ? static_cast<std::size_t>(commons.parameters.count) : 0;
}

void PublicGoodWorld::set_up(const sim::Month& start) {
  double sum = 0.0;
  for (std::size_t i = 0; i < commons.luck.size(); ++i)
    sum += commons.luck[i] = sim::exp(commons.parameters.income_dispersion * sim::normal_quantile(start.draws.uniform(opening, start.number, i)));
  for (double& luck : commons.luck) luck *= static_cast<double>(commons.luck.size()) / sum;
  commons.gift.fill(0.0);
}

double best_gift(const PublicGood::Parameters& parameters, double means, double others) {
  // The first-order condition (1 - a) / (m - g) = a / (g + H) + w / g is (1 + w) g^2 + B g - w m H = 0; without warm glow its
  // larger root is max(a m - (1 - a) H, 0).
  const double a = parameters.public_weight, w = parameters.warm_glow;
  const double b = (1.0 - a + w) * others - (a + w) * means, c = w * means * others;
  const double root = std::sqrt(b * b + 4.0 * (1.0 + w) * c);
  return b < 0.0 ? (root - b) / (2.0 * (1.0 + w)) : c > 0.0 ? 2.0 * c / (root + b) : 0.0;  // no difference of near numbers
}

void give_in_turn(PublicGood& own, const PublicGoodWorld&, const sim::Month&) {
  double all = std::accumulate(own.gift.begin(), own.gift.end(), 0.0);
  for (std::size_t i = 0; i < own.gift.size(); ++i) all += own.taxed(i);
  for (std::size_t i = 0; i < own.gift.size(); ++i) {
    const double others = std::max(all - own.gift[i], 0.0);
    own.gift[i] = best_gift(own.parameters, own.income(i) - own.taxed(i), others);
    all = others + own.gift[i];
  }
}

void observe(const PublicGood& own, const PublicGoodWorld&, sim::Observer& show) {
  double gifts = 0.0, taxes = 0.0, givers = 0.0, incomes = 0.0;
  for (std::size_t i = 0; i < own.gift.size(); ++i) {
    gifts += own.gift[i];
    taxes += own.taxed(i);
    givers += own.gift[i] > 0.0;
    incomes += own.income(i);
  }
  const auto people = static_cast<double>(own.gift.size());
  const double efficient = own.parameters.public_weight * incomes;
  show.series({.name = "public_good", .unit = "EUR/month", .long_name = "The public good", .formula = "gifts and taxes"}, gifts + taxes);
  show.series({.name = "gifts", .unit = "EUR/month", .long_name = "Gifts of all people"}, gifts);
  show.series({.name = "taxes", .unit = "EUR/month", .long_name = "Taxes for the public good"}, taxes);
  show.series({.name = "givers", .unit = "1", .long_name = "People who give"}, givers / people);
  show.series({.name = "private_goods", .unit = "EUR/month", .long_name = "Mean private consumption"}, (incomes - taxes - gifts) / people);
  show.series({.name = "provision", .unit = "1", .long_name = "The public good over its efficient level",
               .formula = "Samuelson's level without warm glow, a x all income"}, efficient > 0.0 ? (gifts + taxes) / efficient : 0.0);
}

}  // namespace models
