#include "models/cooperation/cooperatives.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "tests/catch.h"
#include "tests/models/small_world.h"

using models::Cooperatives;
using sim::Money;
using test::Settings;
using test::SmallWorld;

namespace {

// A world in which every producer is a cooperative; a test says what surplus they divide among whom.
struct CooperativeWorld : SmallWorld {
  explicit CooperativeWorld(Settings changes = {}) : SmallWorld(all_cooperatives(std::move(changes))) {
    world().labour_market.employer.fill(-1);
    world().earnings.surplus.fill({});
  }
  static Settings all_cooperatives(Settings changes) {
    const Settings usual{{"producers.demography.cooperative_share", 1.0},
                         {"cooperation.cooperatives.tithe", 0.1},
                         {"state.taxes.dividend_rate", 0.25},
                         {"cooperation.phyles.density", 10.0}};
    changes.insert(usual.begin(), usual.end());
    return changes;
  }
  Cooperatives& own() { return world().cooperatives; }
  //! Cooperative j has `surplus` to divide; people `first` up to `last` work there.
  void give(std::size_t j, Money surplus, std::size_t first, std::size_t last) {
    world().earnings.surplus[j] = surplus;
    ledger().endow(j, surplus);
    ledger().finish_opening();
    for (std::size_t i = first; i < last; ++i) world().labour_market.employer[i] = static_cast<std::int32_t>(j);
    for (std::size_t k = 0; k < world().organisations.n_producers; ++k)
      world().labour_market.headcount.of(0)[k] = std::count(
          world().labour_market.employer.begin(), world().labour_market.employer.end(), static_cast<std::int32_t>(k));
    world().labour_market.headcount.collect();
  }
  void divide() {
    once(models::divide_surplus, own());
    each(models::pay_members, own());
    once(models::count_members, own());
  }
  Money of_phyle(std::size_t j) {
    return ledger().deposit(world().organisations.phyle(j % world().organisations.n_phyles));
  }
};

// What a member, the phyle and the cooperative gain from a surplus of 1000 EUR divided between two.
std::array<double, 3> gains(const char* parameter, double value) {
  CooperativeWorld small({{parameter, value}});
  const Money cooperative = small.ledger().deposit(0), phyle = small.of_phyle(0),
              member = small.ledger().deposit_of_person(0);
  small.give(0, Money::of(1000.0), 0, 2);
  small.divide();
  return {(small.ledger().deposit_of_person(0) - member).eur(), (small.of_phyle(0) - phyle).eur(),
          (small.ledger().deposit(0) - cooperative).eur()};
}

}  // namespace

TEST_CASE("cooperatives: zero: without surplus nobody is paid, without tithe the phyles receive nothing") {
  CooperativeWorld idle;
  idle.give(0, Money{}, 0, 3);
  const sim::Column<Money> before = idle.ledger().people();
  idle.divide();
  CHECK(std::equal(before.begin(), before.end(), idle.ledger().people().begin()));
  CHECK(idle.own().members[0] == 3);
  CHECK(gains("cooperation.cooperatives.tithe", 0.0)[1] == 0.0);
  SmallWorld capitalist({{"producers.demography.cooperative_share", 0.0}});
  capitalist.live(2);
  CHECK(capitalist.series("cooperative_members").front() == 0.0);
}

TEST_CASE("cooperatives: by hand: three members divide 1000 EUR") {
  // Tithe 100; 900 divided by three is 300 each, taxed at 25 %: 225 stay.
  CooperativeWorld small({{"people.count", std::int64_t{3}}});
  const sim::Column<Money> before = small.ledger().people();
  const Money phyle = small.of_phyle(0), held = small.ledger().deposit(0);
  small.give(0, Money::of(1000.0), 0, 3);
  const Money state = small.ledger().deposit(small.world().organisations.state());
  small.divide();
  CHECK(small.own().per_member[0] == Money::of(300.0));
  for (std::size_t i = 0; i < 3; ++i) CHECK(small.ledger().deposit_of_person(i) - before[i] == Money::of(225.0));
  CHECK(small.of_phyle(0) - phyle == Money::of(100.0));
  CHECK(small.ledger().deposit(0) == held);
  CHECK(small.ledger().deposit(small.world().organisations.state()) - state == Money::of(225.0));
  CHECK(small.own().members[0] == 3);
  small.ledger().close(0);
}

TEST_CASE("cooperatives: conserves: members and phyles share the whole surplus") {
  CooperativeWorld small;
  REQUIRE(small.world().organisations.n_producers >= 3);
  std::array<Money, 3> held;
  for (std::size_t j = 0; j < 3; ++j) held[j] = small.ledger().deposit(j);
  small.give(0, Money::counts(10'000'001), 0, 7);
  small.give(1, Money::counts(3), 7, 20);
  small.give(2, Money::of(123'456.7891), 20, 31);
  const Money money = small.all_money();
  small.divide();
  small.ledger().close(0);
  CHECK(small.all_money() == money);
  for (std::size_t j = 0; j < 3; ++j) {
    const std::int64_t members = std::array<std::int64_t, 3>{7, 13, 11}[j];
    const Money surplus = small.world().earnings.surplus[j], kept = small.ledger().deposit(j) - held[j];
    const Money tithe = surplus - kept - members * small.own().per_member[j];
    CHECK(kept >= Money{});
    CHECK(kept <= Money::counts(members));  // what cannot be divided
    CHECK(tithe == Money::floor(0.1 * surplus.eur()));
  }
  CHECK(small.own().members[0] == 31);
  small.live(6);  // and in whole months, from wherever the books are
}

TEST_CASE("cooperatives: direction: a tithe goes to phyles at the expense of members") {
  const auto low = gains("cooperation.cooperatives.tithe", 0.05), high = gains("cooperation.cooperatives.tithe", 0.2);
  CHECK(high[1] > low[1]);
  CHECK(high[0] < low[0]);
  CHECK(high[2] == Approx(low[2]).margin(1e-3));
}

TEST_CASE("cooperatives: oracle: parts are those of 128-bit integer division") {
  // With a tithe of 1/8 a member gets floor(7 S / (8 n)) counts of S; where 8 n divides 7 S, floating point may lose
  // that last count, but never gives one too many.
  __extension__ using Wide = __int128;
  CooperativeWorld small({{"cooperation.cooperatives.tithe", 0.125}});
  for (const std::int64_t counts :
       {std::int64_t{8}, std::int64_t{10'000'019}, std::int64_t{77'777'777'777}, std::int64_t{9'876'543'210'987}})
    for (const std::int64_t members : {1, 3, 7, 100, 399}) {
      small.world().labour_market.employer.fill(-1);
      small.give(0, Money::counts(counts), 0, static_cast<std::size_t>(members));
      small.once(models::divide_surplus, small.own());
      const Wide pool = static_cast<Wide>(counts) * 7, parts = static_cast<Wide>(members) * 8;
      const auto exact = static_cast<std::int64_t>(pool / parts);
      const std::int64_t part = small.own().per_member[0].counts();
      CHECK((part == exact || (part == exact - 1 && pool % parts == 0)));
    }
}

TEST_CASE("cooperatives: oracle: V18, Ward, Domar and Vanek's firm shrinks when its price rises") {
  // Output 10 L^.5, fixed cost 20: (F / (p A (1 - a)))^(1/a) = 16 members at a price of 1, 13.22 at 1.1. A twin that pays the wage at which it
  // has 16 at a price of 1 goes to 16 x 1.1^2 = 19.36. Weight on employment up to that of income, and members are as many as wanted.
  const auto members = [](double price, double employment_weight) {
    Cooperatives::Parameters p{.tithe = 0.0, .income_weight = 1.0, .employment_weight = employment_weight, .adjustment = 0.1};
    double number = 8.0;
    for (int t = 0; t < 5'000; ++t) number *= 1.0 + p.adjustment * models::gain_of_members(p, 0.5, price * 10.0 * std::sqrt(number), 20.0);
    return number;
  };
  CHECK(members(1.0, 0.0) == Approx(16.0).epsilon(0.005));
  CHECK(members(1.1, 0.0) == Approx(13.22).epsilon(0.005));
  // In general a R / (R - F) = 1 - alpha_L / alpha_y: at .2 R = 20 x .8 / .3, at 1 (10 L^.5 = 53.33) L = 28.44.
  CHECK(members(1.0, 0.2) == Approx(28.44).epsilon(0.005));
  CHECK(members(1.1, 0.2) < members(1.0, 0.2));
}

TEST_CASE("cooperatives: direction: members who count income only turn custom away, those who count jobs hire like a firm") {
  const auto restraint = [](double income, double employment, double speed) {
    SmallWorld small({{"people.count", std::int64_t{1'000}}, {"producers.demography.cooperative_share", 0.5},
                      {"cooperation.cooperatives.income_weight", income}, {"cooperation.cooperatives.employment_weight", employment},
                      {"cooperation.cooperatives.adjustment", speed}});
    small.live(12);
    for (std::size_t j = 0; j < small.world().organisations.n_producers; ++j)
      if (!small.world().organisations.is_cooperative(j)) CHECK(small.world().cooperatives.restraint[j] == 1.0);
    return small.series("cooperative_restraint").back();
  };
  CHECK(restraint(1.0, 0.5, 0.05) == 1.0);  // 1/2 > 1/eta = 1/3
  CHECK(restraint(1.0, 0.0, 0.0) == 1.0);
  CHECK(restraint(1.0, 0.0, 0.05) < 0.9);
  CHECK(restraint(1.0, 0.2, 0.05) > restraint(1.0, 0.0, 0.05));
  CHECK(restraint(0.5, 0.2, 0.05) > restraint(1.0, 0.2, 0.05));
}
