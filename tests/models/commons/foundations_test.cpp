#include "models/commons/foundations.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "tests/catch.h"
#include "tests/models/small_world.h"

using models::Foundations;
using sim::Money;
using test::Settings;
using test::SmallWorld;

namespace {

// One foundation in a world whose GDP was 1,000,000 EUR.
struct OneFoundation : SmallWorld {
  explicit OneFoundation(const Settings& settings) : SmallWorld(settings) { world().measures.gdp = 1e6; }
  Foundations& own() { return world().foundations; }
  Money funds() { return ledger().deposit(world().organisations.foundation()); }
  //! Person i is active and gives effective hours.
  void give(std::size_t i, float hours, float output) {
    world().time_use.volunteer_hours[i] = hours;
    world().motivation.output_per_hour[i] = output;
    world().projects.project[i] = 0;
  }
  void collect(int number = 0) { once(models::collect_donations, own(), number); }
  void pay(int number = 0) {
    each(models::count_core, own(), number);
    once(models::set_pay_rate, own(), number);
    each(models::pay_maintainers, own(), number);
  }
};

const Settings grants_only{{"commons.foundations.donated_share", 0.0},
                           {"commons.foundations.grant_share", 0.001},
                           {"commons.foundations.payout", 0.5},
                           {"commons.foundations.core_hours", 40.0}};

Settings with(Settings changes) {
  changes.insert(grants_only.begin(), grants_only.end());
  return changes;
}

}  // namespace

TEST_CASE("foundations: zero: without donations and grants no money comes in, without payout none goes out") {
  OneFoundation poor(with({{"commons.foundations.grant_share", 0.0}, {"commons.royalties.rate", 0.0}}));
  poor.live(3);
  CHECK(poor.funds() == Money{});
  CHECK(poor.series("maintainer_pay_rate").back() == 0.0);
  OneFoundation miser(with({{"commons.foundations.payout", 0.0}}));
  miser.give(0, 10.0f, 10.0f);
  miser.collect();
  const Money before = miser.ledger().deposit_of_person(0);
  miser.pay();
  CHECK(miser.ledger().deposit_of_person(0) == before);
  CHECK(miser.funds() == Money::of(1000.0));
}

TEST_CASE("foundations: by hand: a donation, a grant and three volunteers, two of them core") {
  // 5 % of 2000 EUR of sales and .1 % of GDP: 100 + 1000. Half of it, 550, goes to 10 x 5 = 50 and 30 x 3 = 90
  // effective hours, not to 10 x 1: 550/140 = 3.92857 EUR an hour, so 196.4285 and 353.5714, and what cannot be divided
  // stays. A wage tax of 20 % leaves 157.1428 and 282.8571 of it.
  OneFoundation small(with({{"people.count", std::int64_t{3}}, {"commons.foundations.donated_share", 0.05}}));
  auto& world = small.world();
  world.taxes.wage_rate = 0.2;
  world.goods_market.revenue.fill({});
  world.goods_market.revenue[0] = Money::of(2000.0);
  small.ledger().endow(0, Money::of(2000.0));
  small.ledger().finish_opening();
  for (std::size_t i = 0; i < 3; ++i)
    small.give(i, std::array{10.0f, 30.0f, 10.0f}[i], std::array{5.0f, 3.0f, 1.0f}[i]);
  const sim::Column<Money> before = small.ledger().people();
  small.collect();
  CHECK(small.own().donation[0] == Money::of(100.0));
  CHECK(small.funds() == Money::of(1100.0));
  small.pay();
  CHECK(small.own().pay_rate == Approx(550.0 / 140.0).epsilon(2e-6));
  double net = 0.0;
  for (std::size_t i = 0; i < 3; ++i) {
    const double gain = (small.ledger().deposit_of_person(i) - before[i]).eur();
    CHECK(gain == Approx(std::array{157.1428, 282.8571, 0.0}[i]).epsilon(0).margin(5e-4));
    net += gain;
  }
  CHECK(small.funds() >= Money::of(550.0));
  CHECK(small.funds().eur() == Approx(1100.0 - net / 0.8).epsilon(0).margin(2e-4));
  small.ledger().close(0);
}

TEST_CASE("foundations: conserves: funds move by what comes in less what maintainers receive, and no donor overdraws") {
  SmallWorld small(with({{"commons.foundations.donated_share", 0.01},
                         {"commons.foundations.core_hours", 3.0},
                         {"people.motivation.contributor_share", 0.6}}));
  const std::size_t foundation = small.world().organisations.foundation();
  for (int month = 0; month < 6; ++month) {
    Money expected = small.ledger().deposit(foundation);
    small.live(1);  // closes the books
    for (const sim::Ledger::Cell& cell : small.ledger().month_flows()) {
      if (cell.to == "foundations") expected += cell.amount;
      if (cell.from == "foundations") expected -= cell.amount;
    }
    CHECK(small.ledger().deposit(foundation) == expected);
    CHECK(small.ledger().deposit(foundation) > Money{});
  }
  OneFoundation bold(with({{"commons.foundations.donated_share", 0.1}}));
  const Money held = bold.ledger().deposit(0);
  bold.world().goods_market.revenue.fill({});
  bold.world().goods_market.revenue[0] = Money::of(1e9);
  bold.collect();
  CHECK(bold.own().donation[0] == held);
  CHECK(bold.ledger().deposit(0) == Money{});
}

TEST_CASE("foundations: conserves: maintainers of very few hours cannot be paid more than there is") {
  for (const std::size_t core : {3, 400}) {  // .0003 hours together, and 1.2
    OneFoundation small(with({{"commons.foundations.grant_share", 0.05},
                              {"commons.foundations.payout", 1.0},
                              {"commons.foundations.core_hours", 0.0}}));
    small.world().motivation.output_per_hour.fill(0.0f);
    for (std::size_t i = 0; i < core; ++i) small.give(i, core == 3 ? 0.0001f : 0.003f, 1.0f);
    small.collect();
    CHECK_NOTHROW(small.pay());
    CHECK(small.funds() >= Money{});
  }
}

TEST_CASE("foundations: direction: shares bring money in, payout pays it out, a higher bound pays fewer more") {
  const auto after = [](const char* parameter, double value) {
    OneFoundation small(with({{parameter, value}}));
    small.world().motivation.output_per_hour.fill(0.0f);
    small.give(0, 50.0f, 1.0f);
    small.give(1, 90.0f, 1.0f);
    small.collect();
    const double collected = small.funds().eur();
    small.pay();
    return std::array{collected, small.own().pay_rate};
  };
  CHECK(after("commons.foundations.donated_share", 0.02)[0] > after("commons.foundations.donated_share", 0.01)[0]);
  CHECK(after("commons.foundations.grant_share", 0.002)[0] ==
        Approx(2.0 * after("commons.foundations.grant_share", 0.001)[0]));
  CHECK(after("commons.foundations.payout", 0.8)[1] == Approx(2.0 * after("commons.foundations.payout", 0.4)[1]));
  CHECK(after("commons.foundations.core_hours", 60.0)[1] ==
        Approx(after("commons.foundations.core_hours", 40.0)[1] * 140.0 / 90.0));
}

TEST_CASE("foundations: oracle: with a constant grant funds settle where the payout equals the grant") {
  // F' = (1 - p)(F + G): after t months F = F* (1 - (1 - p)^t) with F* = G (1 - p) / p = 1000 x .75 / .25 = 3000.
  OneFoundation small(with({{"commons.foundations.payout", 0.25}}));
  small.world().motivation.output_per_hour.fill(0.0f);
  for (std::size_t i = 0; i < 7; ++i) small.give(i, 50.0f + 7.0f * static_cast<float>(i), 1.3f);
  for (int month = 0; month < 60; ++month) {
    CHECK(small.funds().eur() == Approx(3000.0 * (1.0 - std::pow(0.75, month))).margin(0.01));
    small.collect(month);
    small.pay(month);
  }
}

TEST_CASE("foundations: direction: money beyond the highest pay reaches more contributors, and the bound returns") {
  SmallWorld small({{"people.count", std::int64_t{2'000}}, {"people.motivation.contributor_share", 0.6}, {"commons.foundations.highest_pay", 1.5}});
  auto& world = small.world();
  small.live(1);
  const double usual = world.foundations.parameters.core_hours;
  CHECK(world.foundations.core_bound == usual);
  small.ledger().lend(world.organisations.foundation(), sim::Money::of(1e8));
  small.live(12);
  CHECK(world.foundations.core_bound == Approx(usual * std::pow(0.98, 12.0)).epsilon(0.03));
  CHECK(world.foundations.pay_rate <= 1.5 * world.labour_market.wage * (1.0 + 1e-12));
  CHECK(world.foundations.pay_rate > 1.4 * world.labour_market.wage);
}

TEST_CASE("foundations: by hand: infrastructure is paid for first, as far as the money goes") {
  // Ten contributors at 3 EUR: 30. A fund of 40 pays it in full and keeps 10; one of 12 pays two fifths.
  for (const double fund : {40.0, 12.0, 0.0}) {
    OneFoundation small(with({{"commons.foundations.infrastructure", 3.0}, {"commons.projects.density", 25.0}}));
    auto& projects = small.world().projects;
    REQUIRE(projects.members.size() == 1);
    projects.members.of(0)[0] = 10;
    projects.members.collect();
    small.ledger().endow(small.world().organisations.foundation(), Money::of(fund));
    small.ledger().finish_opening();
    Money platforms;
    for (std::size_t k = 0; k < small.world().organisations.n_platforms; ++k) platforms -= small.ledger().deposit(small.world().organisations.platform(k));
    small.once(models::keep_infrastructure, small.own());
    for (std::size_t k = 0; k < small.world().organisations.n_platforms; ++k) platforms += small.ledger().deposit(small.world().organisations.platform(k));
    CHECK(small.own().kept == Approx(std::min(fund / 30.0, 1.0)));
    CHECK(small.funds() == Money::of(std::max(fund - 30.0, 0.0)));
    CHECK(platforms == Money::of(std::min(fund, 30.0)));
  }
}

TEST_CASE("foundations: direction: a dear infrastructure leaves less for maintainers and, unpaid, wears knowledge away") {
  const auto after = [](double cost) {
    SmallWorld small({{"people.count", std::int64_t{2'000}}, {"commons.foundations.infrastructure", cost}});
    small.live(24);
    return std::array{small.recent("infrastructure_kept", 1), small.recent("maintainer_pay_rate", 12), small.recent("knowledge", 1)};
  };
  const auto free = after(0.0), cheap = after(1.0), dear = after(200.0);
  CHECK(free[0] == 1.0);
  CHECK(dear[0] < 1.0);
  CHECK(cheap[1] < free[1]);
  CHECK(dear[1] < cheap[1]);
  CHECK(dear[2] < cheap[2]);
}
