#include "models/cooperation/local_exchange.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <numeric>

#include "tests/catch.h"
#include "tests/models/small_world.h"

using models::LocalExchange;
using sim::Money;
using test::Settings;
using test::SmallWorld;

namespace {

const std::string section = "cooperation.local_exchange.";

// One circle in which everybody is a member, wants services every month, pays them in credit and finds them; nobody leaves unless a test
// says so.
struct Circle : SmallWorld {
  explicit Circle(std::int64_t people, Settings changes = {}) : SmallWorld(usual(people, std::move(changes))) {
    own().member.fill(1);
    own().found.fill(static_cast<std::int32_t>(people));
    world().labour_market.employer.fill(-1);
    world().labour_market.wage = 20.0;
    world().population.skill.fill(1.0f);
    world().livelihood.expected_income.fill(1000.0f);
  }
  static Settings usual(std::int64_t people, Settings changes) {
    const Settings settings{{"people.count", people},
                            {section + "density", 1e-3},
                            {section + "leave", 0.0},
                            {section + "default_rate", 0.0},
                            {section + "occasion", 1.0},
                            {section + "leakage", 0.0},
                            {section + "variety", 0.0},
                            {section + "order", std::string("credit_first")},
                            {section + "want", 0.1},
                            {section + "hours_without_job", 10.0},
                            {section + "credit_line", 0.05},
                            {section + "balance_cap", 0.05}};
    changes.insert(settings.begin(), settings.end());
    return changes;
  }
  LocalExchange& own() { return world().local_exchange; }
  void one_month(int number = 0) {
    each(models::pay_taxes, own(), number);
    each(models::offer_services, own(), number);
    once(models::clear_circles, own(), number);
    each(models::exchange_services, own(), number);
    once(models::close_circles, own(), number);
  }
  double traded() {
    double sum = 0.0;
    for (const auto got : own().got) sum += got.eur();
    return sum;
  }
  double balance(std::size_t i) { return Money::counts(own().balance[i]).eur(); }
};

// Two people who offer services worth 200 and want some worth 100 and 300; up to 120 may be owed or held.
struct Two : Circle {
  explicit Two(const Settings& changes = {}) : Circle(2, changes) { world().livelihood.expected_income[1] = 3000.0f; }
};

// Services exchanged in a month among people of unlike incomes, after some months.
double exchanged(Settings changes, int months = 1) {
  Circle small(200, std::move(changes));
  for (std::size_t i = 0; i < 200; ++i) small.world().livelihood.expected_income[i] = static_cast<float>(20 * i);
  for (int month = 0; month < months; ++month) small.one_month(month);
  return small.traded();
}

}  // namespace

TEST_CASE("local_exchange: zero: off it takes no memory, and circles that nobody joins leave no trace") {
  SmallWorld off({{section + "join", 1.0}}), empty({{section + "density", 50.0}});
  off.live(6);
  empty.live(6);
  CHECK(off.world().local_exchange.member.size() == 0);
  CHECK(empty.world().local_exchange.common.size() == 2);
  CHECK(off.series("circle_members").back() == 0.0);
  for (const char* name : {"real_gdp", "unemployment_rate", "gini_consumption", "hours_leisure", "need_coverage"})
    CHECK(std::memcmp(off.series(name).data(), empty.series(name).data(), 6 * sizeof(double)) == 0);
  CHECK(exchanged({{section + "want", 0.0}}) == 0.0);
  CHECK(exchanged({{section + "hours_without_job", 0.0}}) == 0.0);
}

TEST_CASE("local_exchange: by hand: what is both wanted and offered is set off, the rest is owed") {
  // The first wants 100 and offers 200: 100 are set off, 100 offered on. The second sets 200 off and wants 100 more. Ten hours each.
  Two cleared;
  cleared.one_month();
  CHECK(cleared.balance(0) == 100.0);
  CHECK(cleared.balance(1) == -100.0);
  for (std::size_t i = 0; i < 2; ++i) {
    CHECK(cleared.own().got[i].eur() == std::array{100.0, 300.0}[i]);
    CHECK(cleared.own().hours[i] == Approx(10.0));
  }
  // Without it 100 and 120 are wanted, 120 offered by each, of which 220/240 is taken.
  Two gross(Settings{{section + "clearing", false}});
  gross.one_month();
  CHECK(gross.balance(0) == Approx(10.0).margin(1e-3));
  CHECK(gross.balance(1) == Approx(-10.0).margin(1e-3));
  // The second leaves in debt: the first bears it, a month later.
  cleared.own().parameters.leave = 0.0;
  cleared.own().parameters.default_rate = 1.0;
  cleared.one_month(1);
  CHECK(cleared.own().member[1] == 0);
  CHECK(cleared.own().common[0] == Money::of(-100.0));
  CHECK(cleared.balance(0) == 100.0);  // alone in the circle, nobody serves or is served
  cleared.own().parameters.default_rate = 0.0;
  cleared.one_month(2);
  CHECK(cleared.balance(0) == 0.0);
  CHECK(cleared.own().common[0] == Money{});
}

TEST_CASE("local_exchange: by hand: gifts, a time bank and the order of spending") {
  Two gifts(Settings{{section + "gift_share", 1.0}});
  gifts.one_month();
  CHECK(gifts.traded() == 400.0);
  CHECK(gifts.balance(1) == 0.0);
  // A skill of two: the market counts ten hours as 400, the time bank as 200.
  for (const bool equal : {false, true}) {
    Two bank({{section + "equal_hours", equal}, {section + "credit_line", 1.0}, {section + "balance_cap", 1.0}});
    bank.world().population.skill[0] = 2.0f;
    bank.one_month();
    CHECK(bank.balance(0) == 100.0);
    CHECK(bank.own().hours[0] == Approx(equal ? 10.0 : 5.0));
  }
  // Money first: only what deposits do not reach is wanted, at most the usual, and no spending is replaced.
  Two money_first(Settings{{section + "order", std::string("state_money_first")}});
  const double subsistence = money_first.world().time_use.parameters.subsistence;
  money_first.ledger().endow_person(0, Money::of(subsistence + 1.0) - money_first.ledger().deposit_of_person(0));
  money_first.ledger().endow_person(1, Money::of(subsistence - 50.0) - money_first.ledger().deposit_of_person(1));
  money_first.one_month();
  CHECK(money_first.own().got[0].eur() == 0.0);
  CHECK(money_first.own().got[1].eur() == 50.0);
  CHECK(money_first.own().replaced(1) == Money{});
  // By cost: at a trust of 1/2 and a scale of 1/10 a part 1/(1 + e^-5) is wanted, and 1/2 offered where leisure is worth 1/2.
  Two by_cost(Settings{{section + "order", std::string("by_cost")}, {section + "clearing", false}, {section + "credit_line", 9.0}});
  by_cost.one_month();
  CHECK(by_cost.traded() == Approx(200.0).margin(1e-3));
  CHECK(by_cost.own().bought_part[0] == Approx(200.0 / (400.0 / (1.0 + std::exp(-5.0)))).epsilon(1e-6));
}

TEST_CASE("local_exchange: zero: where law does not take credit for taxes, or nobody is a member, none is paid in it") {
  SmallWorld no_law({{section + "density", 50.0}, {section + "join", 0.2}}), no_members({{section + "density", 50.0}, {"state.taxes.credit_share", 1.0}});
  for (SmallWorld* small : {&no_law, &no_members}) {
    small->live(6);
    CHECK(small->series("taxes_in_credit").back() == 0.0);
    CHECK(small->series("credit_held_by_state").back() == 0.0);
    CHECK(small->flow("tax_returned") == 0.0);
  }
}

TEST_CASE("local_exchange: by hand: half of the tax on pay in credit, as far as limits allow, spent again by the state") {
  // Taxes of 300 and 60: 150 and 30 may be paid in credit; the first may owe 120 only. The first sets off 100, offers 100 more and may not
  // spend; the second sets off 200 and may spend 90. With the 150 of the state 240 are wanted, 100 offered: the state gets 62.5, the second 37.5.
  Two small(Settings{{"state.taxes.credit_share", 0.5}});
  auto& world = small.world();
  world.taxes.wage_rate = 0.3;
  world.labour_market.gross[0] = Money::of(1000.0);
  world.labour_market.gross[1] = Money::of(200.0);
  const Money before = small.ledger().deposit_of_person(0), state = small.ledger().deposit(world.organisations.state());
  small.one_month();
  CHECK((small.ledger().deposit_of_person(0) - before) == Money::of(120.0));
  CHECK((small.ledger().deposit(world.organisations.state()) - state) == Money::of(-150.0));
  CHECK(small.balance(0) == Approx(-20.0).margin(1e-3));
  CHECK(small.balance(1) == Approx(-67.5).margin(1e-3));
  CHECK(small.own().serves_state[0].eur() == Approx(62.5).margin(1e-3));
  CHECK(small.own().held_by_state[0].eur() == Approx(87.5).margin(1e-3));
  CHECK(small.own().hours[0] == Approx(10.0));
  // What it got it need not buy.
  const models::PublicSector plans = world.public_sector;
  small.once(models::plan_budget, world.public_sector, 1);
  const double less = world.public_sector.purchases_planned;
  REQUIRE(less > 0.0);
  world.public_sector = plans;
  small.own().serves_state[0] = Money{};
  small.once(models::plan_budget, world.public_sector, 1);
  CHECK(world.public_sector.purchases_planned - less == Approx(62.5).margin(1e-3));
}

TEST_CASE("local_exchange: conserves: taxes in credit leave circles at zero and are returned in EUR to the count") {
  SmallWorld small({{section + "density", 100.0}, {section + "join", 0.2}, {section + "leave", 0.05}, {section + "variety", 5.0},
                    {"state.taxes.credit_share", 0.5}, {"people.generations.mortality", 0.05}});
  LocalExchange& own = small.world().local_exchange;
  std::int64_t held = 0;
  for (int month = 0; month < 24; ++month) {
    small.live(1);  // books and circles close or throw
    std::int64_t sum = 0, taxed = 0;
    for (const std::int32_t balance : own.balance) sum += balance;
    for (std::size_t y = 0; y < own.common.size(); ++y) {
      sum += (own.common[y] + own.held_by_state[y]).counts();
      taxed += own.of(y, LocalExchange::taxed);
      held += own.held_by_state[y].counts();
    }
    CHECK(sum == 0);
    CHECK(Money::of(small.flow("tax_returned")) == Money::counts(taxed));
  }
  CHECK(held > 0);
  Two cheated(Settings{{"state.taxes.credit_share", 0.5}});
  cheated.one_month();
  cheated.own().held_by_state[0] += Money::counts(1);
  CHECK_THROWS_AS(cheated.one_month(1), sim::AccountingError);
}

TEST_CASE("local_exchange: direction: taxes payable in credit make for more exchange and more trust, the more the larger the share") {
  const auto after = [](double share, std::string_view order) {
    Circle small(200, {{section + "order", std::string(order)}, {"state.taxes.credit_share", share}, {section + "hours_without_job", 20.0}});
    small.world().taxes.wage_rate = 0.3;
    small.world().labour_market.gross.fill(sim::SmallMoney(Money::of(1000.0)));
    double served = 0.0;
    for (int month = 0; month < 12; ++month) small.one_month(month), served += small.traded() + small.own().serves_state[0].eur();
    return std::pair{served, small.own().trust(0)};
  };
  for (const char* order : {"by_cost", "credit_first"}) {
    CHECK(after(0.2, order).first > after(0.0, order).first);
    CHECK(after(0.4, order).first > after(0.2, order).first);
  }
  CHECK(after(0.2, "by_cost").second > after(0.0, "by_cost").second);
}

TEST_CASE("local_exchange: oracle: where hours suffice the state holds nothing over, and taxes paid are promises kept") {
  // Fifty members pay 20 each, want services for 100 and offer 400: all are served every month, a = 2 + 4 (50 + 50), b = 2.
  Circle small(50, {{section + "memory", 4.0}, {section + "hours_without_job", 20.0}, {"state.taxes.credit_share", 0.1}});
  small.world().taxes.wage_rate = 0.2;
  small.world().labour_market.gross.fill(sim::SmallMoney(Money::of(1000.0)));
  for (int month = 0; month < 200; ++month) {
    small.one_month(month);
    REQUIRE(small.own().serves_state[0].eur() == Approx(1000.0).margin(1e-3));
    REQUIRE(small.own().held_by_state[0].eur() == Approx(0.0).margin(1e-2));
  }
  CHECK(small.own().trust(0) == Approx(402.0 / 404.0).epsilon(1e-9));
}

TEST_CASE("local_exchange: conserves: balances add up to zero in every circle, and the euro ledger knows nothing of them") {
  SmallWorld small({{section + "density", 100.0}, {section + "join", 0.2}, {section + "leave", 0.05}, {section + "default_rate", 0.05},
                    {section + "variety", 5.0}, {section + "gift_share", 0.1}, {"people.generations.mortality", 0.05}});
  LocalExchange& own = small.world().local_exchange;
  REQUIRE(own.common.size() == 4);
  std::int64_t moved = 0, left = 0;
  for (int month = 0; month < 36; ++month) {
    small.live(1);
    std::array<std::int64_t, 4> sum{};
    for (std::size_t i = 0; i < own.balance.size(); ++i) {
      sum[i * 4 / own.balance.size()] += own.balance[i];
      moved += std::abs(own.balance[i]);
      if (!own.member[i]) REQUIRE(own.balance[i] == 0);
    }
    for (std::size_t y = 0; y < 4; ++y) {
      CHECK(sum[y] + own.common[y].counts() == 0);
      left += std::abs(own.of(y, LocalExchange::left));
    }
  }
  CHECK(moved > 0);
  CHECK(left > 0);
  // A single count too many is found.
  Two cheated;
  cheated.one_month();
  ++cheated.own().balance[0];
  CHECK_THROWS_AS(cheated.one_month(1), sim::AccountingError);
}

TEST_CASE("local_exchange: conserves: nobody trades beyond the limits, and service got is service given") {
  Circle small(100, {{section + "clearing", false}, {section + "occasion", 0.2}});
  for (int month = 0; month < 24; ++month) {
    small.one_month(month);
    double given = 0.0;
    for (std::size_t i = 0; i < 100; ++i) {
      REQUIRE(std::abs(small.balance(i)) <= 120.0);
      given += 20.0 * static_cast<double>(small.own().hours[i]);
    }
    CHECK(given == Approx(small.traded()).margin(0.02));
  }
}

TEST_CASE("local_exchange: direction: what makes for more exchange") {
  const double usual = exchanged({});
  CHECK(usual > 0.0);
  CHECK(exchanged({{section + "want", 0.2}}) > usual);
  CHECK(exchanged({{section + "leakage", 0.5}}) < usual);
  CHECK(exchanged({{section + "variety", 100.0}}) < usual);
  CHECK(exchanged({{section + "hours_without_job", 20.0}}) > usual);
  CHECK(exchanged({{section + "clearing", false}}) < usual);
  CHECK(exchanged({{section + "credit_line", 0.0}}, 3) < exchanged({}, 3));
  CHECK(exchanged({{section + "balance_cap", 0.0}}, 3) < exchanged({}, 3));
  const auto by_cost = [](Settings changes) {
    changes.emplace(section + "order", std::string("by_cost"));
    return exchanged(std::move(changes));
  };
  CHECK(by_cost({{section + "reservation_without_job", 0.7}}) < by_cost({}));
  CHECK(by_cost({{section + "reservation_without_job", 0.7}, {section + "choice_noise", 1.0}}) > by_cost({{section + "reservation_without_job", 0.7}}));
  CHECK(by_cost({{section + "prior_broken", 8.0}}) < by_cost({}));
  CHECK(by_cost({{section + "prior_kept", 8.0}}) > by_cost({}));
  const auto trust_after = [](Settings changes) {
    Circle small(100, std::move(changes));
    for (int month = 0; month < 24; ++month) small.one_month(month);
    return small.own().trust(0);
  };
  CHECK(trust_after({{section + "hours_without_job", 1.0}}) < trust_after({}));  // refused too often
  CHECK(trust_after({{section + "memory", 2.0}}) < trust_after({}));             // the prior weighs more
}

TEST_CASE("local_exchange: direction: who joins and leaves, with a job and without") {
  const auto members = [](Settings changes) {
    Circle small(400, std::move(changes));
    small.own().member.fill(0);
    for (std::size_t i = 0; i < 400; i += 2) small.world().livelihood.expected_income[i] = 4000.0f;
    for (int month = 0; month < 12; ++month) small.one_month(month);
    return std::accumulate(small.own().member.begin(), small.own().member.end(), 0);
  };
  CHECK(members({}) == 0);
  CHECK(members({{section + "join", 0.2}}) > members({{section + "join", 0.05}}));
  CHECK(members({{section + "join", 0.2}, {section + "leave", 0.3}}) < members({{section + "join", 0.2}}));
  CHECK(members({{section + "join", 0.2}, {section + "default_rate", 0.9}}) < members({{section + "join", 0.2}}));
  const auto offered_with_job = [](Settings changes) {
    Circle small(10, std::move(changes));
    small.world().labour_market.employer.fill(0);
    small.one_month();
    return small.own().of(0, LocalExchange::set_off) + small.own().of(0, LocalExchange::offered);
  };
  CHECK(offered_with_job({{section + "hours", 8.0}}) > offered_with_job({{section + "hours", 4.0}}));
  const Settings by_cost{{section + "order", std::string("by_cost")}, {section + "reservation", 0.9}};
  CHECK(offered_with_job(by_cost) < offered_with_job({{section + "order", std::string("by_cost")}}));
}

TEST_CASE("local_exchange: oracle: without credit everybody can still trade what others want of them, if all is set off at once") {
  // L = U = 0: the whole of sum min(want, offer) is traded with clearing and nothing without.
  const Settings none{{section + "credit_line", 0.0}, {section + "balance_cap", 0.0}};
  double expected = 0.0;
  for (int i = 0; i < 200; ++i) expected += std::min(0.1 * 20.0 * i, 200.0);
  CHECK(exchanged(none, 5) == Approx(expected).margin(0.02));
  Settings gross = none;
  gross.emplace(section + "clearing", false);
  CHECK(exchanged(gross, 5) == 0.0);
}

TEST_CASE("local_exchange: oracle: trust settles at the mean of its Beta") {
  // Fifty members who are always served, and who remember m = 4 months: a = 2 + 4 x 50, b = 2.
  Circle served(50, {{section + "memory", 4.0}});
  for (int month = 0; month < 200; ++month) served.one_month(month);
  CHECK(served.own().trust(0) == Approx(202.0 / 204.0).epsilon(1e-9));
  // Offers of half of what is wanted, on credit without end: half of it is refused; a = b = 2 + 4 x 25.
  Circle refused(50, {{section + "memory", 4.0}, {section + "hours_without_job", 2.5}, {section + "clearing", false}, {section + "credit_line", 9e0},
                      {section + "balance_cap", 9e0}});
  for (int month = 0; month < 200; ++month) refused.one_month(month);
  CHECK(refused.own().trust(0) == Approx(0.5).epsilon(1e-6));
  CHECK(refused.own().kept[0] == Approx(102.0).epsilon(1e-6));
}
