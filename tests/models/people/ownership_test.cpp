#include "models/people/ownership.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "tests/catch.h"
#include "tests/models/small_world.h"

using sim::Money;
using test::SmallWorld;

namespace {

constexpr std::int64_t all_shares = std::int64_t{1} << models::Ownership::share_bits;

// Holdings alone, without the rest of a world of that size.
models::Ownership holdings(double own_nothing, double pareto_exponent, std::size_t people) {
  SmallWorld small({{"people.count", std::int64_t{50}}});
  models::Ownership own;
  own.parameters = {.own_nothing = own_nothing, .pareto_exponent = pareto_exponent};
  own.bound.low.allocate(people);
  own.bound.turns.allocate(sim::Rising::most_turns);
  own.expected_dividend.allocate(people);
  models::set_up(own, small.world(), small.month(-1));
  return own;
}

std::vector<double> sorted_shares(const models::Ownership& own) {
  std::vector<double> shares;
  for (std::size_t i = 0; i < own.bound.size(); ++i) shares.push_back(own.share(i));
  std::sort(shares.begin(), shares.end());
  return shares;
}

double gini(const std::vector<double>& sorted) {
  double weighted = 0.0, sum = 0.0;
  const auto n = static_cast<double>(sorted.size());
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    weighted += (2.0 * static_cast<double>(i + 1) - n - 1.0) * sorted[i];
    sum += sorted[i];
  }
  return weighted / (n * sum);
}

}  // namespace

TEST_CASE("ownership: zero: where nothing is paid out nothing moves, and with own_nothing at zero everybody owns") {
  SmallWorld small({{"people.ownership.own_nothing", 0.0}});
  auto& world = small.world();
  const sim::Column<Money> before = small.ledger().people();
  small.each(models::settle_with_owners, world.ownership);
  CHECK(std::equal(before.begin(), before.end(), small.ledger().people().begin()));
  CHECK(sorted_shares(world.ownership).front() > 0.0);
  CHECK(sorted_shares(holdings(0.5, 1.5, 400)).front() == 0.0);
}

TEST_CASE("ownership: by hand: three owners of 1/4, 1/2 and 1/4") {
  // 10 EUR of dividends: 2.50, 5.00, 2.50, taxed at 20 %: 0.50, 1.00, 0.50. 4 EUR left of a closed firm: 1, 2, 1,
  // untaxed. 8 EUR of new capital: 2, 4, 2. Net 1, 2, 1; a tenth of it is what owners count on from a start of 0.
  SmallWorld small({{"people.count", std::int64_t{3}},
                    {"state.taxes.dividend_rate", 0.2},
                    {"producers.demography.cooperative_share", 0.0}});
  auto& world = small.world();
  auto& ledger = small.ledger();
  for (std::size_t i = 0; i < 3; ++i) world.ownership.bound.set(i, all_shares / 4 * std::array{0, 1, 3}[i]);
  world.ownership.expected_dividend.fill(0.0f);
  ledger.endow(0, Money::of(4.0));
  ledger.finish_opening();
  const sim::Column<Money> before = ledger.people();
  ledger.pay(world.ownership.dividends, world.organisations.bank(), Money::of(10.0));
  ledger.pay(world.ownership.liquidation, 0, Money::of(4.0));
  ledger.receive(world.ownership.new_capital, 0, Money::of(8.0));
  small.each(models::settle_with_owners, world.ownership);
  ledger.close(0);
  for (std::size_t i = 0; i < 3; ++i) {
    const double net = std::array{1.0, 2.0, 1.0}[i];
    CHECK(ledger.deposit_of_person(i) - before[i] == Money::of(net));
    CHECK(static_cast<double>(world.ownership.expected_dividend[i]) == Approx(0.1 * net).epsilon(1e-6));
  }
}

TEST_CASE("ownership: conserves: whatever is paid out arrives to the last count") {
  for (const std::int64_t counts : {std::int64_t{1}, std::int64_t{9'999}, std::int64_t{123'456'789}, all_shares + 1}) {
    SmallWorld small({{"people.count", std::int64_t{301}}, {"state.taxes.dividend_rate", 0.2}});
    auto& world = small.world();
    const std::size_t state = world.organisations.state();
    const Money state_before = small.ledger().deposit(state);
    Money people_before, people_after;
    for (const Money amount : small.ledger().people()) people_before += amount;
    small.ledger().pay(world.ownership.dividends, world.organisations.bank(), Money::counts(counts));
    small.each(models::settle_with_owners, world.ownership);
    small.ledger().close(0);  // throws where received differs from paid
    CHECK(small.ledger().awaiting_people(world.ownership.dividends) == Money{});
    for (const Money amount : small.ledger().people()) people_after += amount;
    const Money tax = small.ledger().deposit(state) - state_before;
    CHECK(people_after - people_before == Money::counts(counts) - tax);
    CHECK(tax.eur() == Approx(0.2e-4 * static_cast<double>(counts)).margin(301 * 0.5e-4));
  }
}

TEST_CASE("ownership: direction: own_nothing leaves fewer owners, a higher exponent makes them more alike") {
  const auto owners = [](double own_nothing) {
    const std::vector<double> shares = sorted_shares(holdings(own_nothing, 1.5, 2000));
    return std::count_if(shares.begin(), shares.end(), [](double share) { return share > 0.0; });
  };
  CHECK(owners(0.2) > owners(0.4));
  CHECK(owners(0.4) > owners(0.8));
  CHECK(static_cast<double>(owners(0.4)) / 2000 == Approx(0.6).margin(4.0 * std::sqrt(0.24 / 2000)));
  const std::vector<double> steep = sorted_shares(holdings(0.4, 2.5, 2000)),
                            flat = sorted_shares(holdings(0.4, 1.2, 2000));
  CHECK(flat.back() > steep.back());
  CHECK(gini(flat) > gini(steep));
}

TEST_CASE("ownership: oracle: parts are those of 128-bit long division") {
  __extension__ using Wide = unsigned __int128;
  const models::Ownership own = holdings(0.4, 1.5, 5000);
  for (const std::uint64_t sum :
       {std::uint64_t{7}, std::uint64_t{99'999'999'999}, std::uint64_t{1'234'567'890'123'456'789}}) {
    std::uint64_t given = 0;
    int differing = 0;
    for (std::size_t i = 0; i < own.bound.size(); ++i) {
      const std::int64_t upper = i + 1 < own.bound.size() ? own.bound[i + 1] : all_shares;
      const auto up_to = [&](std::int64_t bound) {  // floor(sum bound / 2^40), bit by bit
        Wide remainder = 0, quotient = 0;
        const Wide product = static_cast<Wide>(sum) * static_cast<std::uint64_t>(bound);
        for (int bit = 127; bit >= 0; --bit) {
          remainder = remainder * 2 + static_cast<unsigned>(product >> bit & 1u);
          quotient = quotient * 2 + (remainder >= static_cast<Wide>(all_shares) ? 1u : 0u);
          if (quotient & 1u) remainder -= static_cast<Wide>(all_shares);
        }
        return static_cast<std::int64_t>(quotient);
      };
      const Money part = own.part(i, Money::counts(static_cast<std::int64_t>(sum)));
      differing += part.counts() != up_to(upper) - up_to(own.bound[i]);
      given += static_cast<std::uint64_t>(part.counts());
    }
    CHECK(differing == 0);
    CHECK(given == sum);
  }
}

TEST_CASE(
    "ownership: oracle: Gini coefficient of a Pareto distribution of exponent 1.5, cut at its 99.9th percentile") {
  // Uncut it is 1 / (2 a - 1) = .5. Cut at h = .001^(-1/a) = 100: mean 1 + (1 - h^(1-a)) / (a - 1) = 2.8, integral of
  // the squared survival 1 + (1 - h^(1-2a)) / (2 a - 1) = 1.49995, Gini 1 - 1.49995 / 2.8 = .46430. If 40 % own nothing
  // it is .4 + .6 x .46430 = .67858. The standard error at 50,000 people is about .003.
  CHECK(gini(sorted_shares(holdings(0.0, 1.5, 50'000))) == Approx(0.46430).margin(0.012));
  CHECK(gini(sorted_shares(holdings(0.4, 1.5, 50'000))) == Approx(0.67858).margin(0.012));
}
