#include "models/commons/collective_licence.h"

#include <cmath>
#include <vector>

#include "tests/catch.h"
#include "tests/models/small_world.h"

using sim::Money;
using test::Settings;
using test::SmallWorld;

namespace {

// A month of the fund alone.
void collect_and_pay(SmallWorld& small, int month = 0) {
  auto& own = small.world().collective_licence;
  small.each(models::pay_levies, own, month);
  small.once(models::divide_fund, own, month);
  small.each(models::pay_creators, own, month);
  small.once(models::close_fund, own, month);
}

// What person 0 of three contributors is paid after tax.
double pay_of_first(double exponent) {
  SmallWorld small({{"commons.collective_licence.levy", 1.0}, {"commons.collective_licence.use_exponent", exponent}});
  auto& world = small.world();
  world.projects.contribution.fill(0.0f);
  world.taxes.wage_rate = 0.3;
  world.projects.contribution[0] = 100.0f;
  world.projects.contribution[1] = 10.0f;
  world.projects.contribution[2] = 1.0f;
  const Money before = small.ledger().deposit_of_person(0);
  collect_and_pay(small);
  return (small.ledger().deposit_of_person(0) - before).eur() + 1.0;  // the levy was paid too
}

}  // namespace

TEST_CASE("collective_licence: zero: without a levy nothing moves") {
  SmallWorld small;
  const std::vector<Money> before(small.ledger().people().begin(), small.ledger().people().end());
  collect_and_pay(small);
  CHECK(std::equal(before.begin(), before.end(), small.ledger().people().begin()));
  CHECK(small.world().collective_licence.payouts == Money{});
}

TEST_CASE("collective_licence: by hand: four hundred levies, three creators") {
  SmallWorld small({{"commons.collective_licence.levy", 2.0}, {"commons.collective_licence.administration", 0.1}});
  auto& world = small.world();
  world.taxes.wage_rate = 0.25;
  world.projects.contribution.fill(0.0f);
  for (std::size_t i = 0; i < 3; ++i) world.projects.contribution[i] = static_cast<float>(i + 1);
  const Money before = small.ledger().deposit_of_person(2);
  collect_and_pay(small);
  // 800 EUR, 80 for administration; the third gets 3/6 of 720 less a quarter of tax, and has paid 2.
  CHECK((small.ledger().deposit_of_person(2) - before).eur() == Approx(0.75 * 360.0 - 2.0).epsilon(1e-5));
}

TEST_CASE("collective_licence: conserves: levies are payouts, administration and what is left, to the last count") {
  SmallWorld small({{"people.count", std::int64_t{3'000}}, {"commons.collective_licence.levy", 3.3}});
  Money before;
  for (int t = 0; t < 24; ++t) {
    small.live(1);  // the books of the month close
    const auto& own = small.world().collective_licence;
    CHECK(before + own.levies == own.payouts + own.administration + own.left);
    CHECK(own.left.eur() < 1e-5 * own.levies.eur() + 1.0);
    CHECK(own.payouts > Money{});
    before = own.left;
  }
}

TEST_CASE("collective_licence: direction: levy, administration and the exponent of use") {
  const auto payouts = [](const char* name, double value) {
    Settings settings{{"people.count", std::int64_t{1'000}}, {"commons.collective_licence.levy", 2.0}};
    settings[std::string("commons.collective_licence.") + name] = value;
    SmallWorld small(settings);
    small.live(1);
    return small.world().collective_licence.payouts;
  };
  CHECK(payouts("levy", 5.0) > payouts("levy", 2.0));
  CHECK(payouts("administration", 0.25) < payouts("administration", 0.05));
  CHECK(pay_of_first(1.0) > pay_of_first(0.5));
  CHECK(pay_of_first(0.5) > pay_of_first(0.0));
}

TEST_CASE("collective_licence: oracle: parts of the fund go as use to the power zeta") {
  // 400 people pay 1 EUR, 12 % is administration, pay is taxed at 30 %: 100^z / (100^z + 10^z + 1) of 352 EUR.
  for (const double z : {0.0, 0.5, 1.0}) {
    const double part = std::pow(100.0, z) / (std::pow(100.0, z) + std::pow(10.0, z) + 1.0);
    CHECK(pay_of_first(z) == Approx(0.7 * 352.0 * part).epsilon(1e-5));
  }
}
