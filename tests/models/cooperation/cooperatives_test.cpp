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

// Members who weigh employment so much against income.
Cooperatives::Parameters weighing(double employment) {
  Cooperatives::Parameters p{};
  p.income_weight = 1.0;
  p.employment_weight = employment;
  return p;
}

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
    Cooperatives::Parameters p = weighing(employment_weight);
    p.adjustment = 0.1;
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

namespace {

const std::string section = "cooperation.cooperatives.";

// Pay of person 0, of a skill of so many limits, in a cooperative at 10 EUR for an hour of effective work and 100 hours. [EUR]
double pay_of(double skill_in_limits, const Settings& settings, bool cooperative = true) {
  SmallWorld small(settings);
  auto& world = small.world();
  const double limit = 2.0 * std::exp(-1.6448536269514722 * world.population.parameters.skill_dispersion);
  world.organisations.worker_owned[0] = cooperative;
  world.labour_market.employer[0] = 0;
  world.population.skill[0] = static_cast<float>(skill_in_limits * limit);
  world.time_use.job_hours[0] = 100.0f;
  world.labour_market.offer[0] = 10.0;
  small.each(models::work, world.labour_market);
  return world.labour_market.gross[0].eur() / (limit * 1'000.0);
}

// Part of 4,000 people, all of three times the skill that is paid at most, who stay with a cooperative or a firm for a month.
double stay(double resentment, bool cooperative) {
  SmallWorld small({{"people.count", std::int64_t{4'000}}, {section + "pay_ratio", 2.0}, {section + "resentment", resentment},
                    {"producers.labour_market.separation", 0.0}, {"producers.labour_market.firing", 0.0}, {"producers.labour_market.quit_below", 0.0}});
  auto& world = small.world();
  world.organisations.worker_owned[0] = cooperative;
  world.labour_market.employer.fill(0);
  world.population.skill.fill(static_cast<float>(3.0 * world.cooperatives.highest_paid_skill(world)));
  small.each(models::part_from_employers, world.labour_market);
  return static_cast<double>(std::count(world.labour_market.employer.begin(), world.labour_market.employer.end(), 0)) / 4'000.0;
}

// A cooperative of ten with a profit of 1,000 EUR a month.
struct Offer {
  explicit Offer(double indivisible, double attachment = 0.0, double tithe = 0.0, double reserved = 0.0)
      : small({{section + "indivisible", indivisible}, {section + "attachment", attachment}, {section + "tithe", tithe}, {section + "reserve_share", reserved}, {"producers.demography.opening_capital", 0.0},
               {"producers.demography.cooperative_share", 1.0}}) {
    auto& world = small.world();
    world.labour_market.employer.fill(-1);
    for (std::size_t i = 0; i < 10; ++i) world.labour_market.employer[i] = 0;
    for (std::size_t j = 0; j < world.organisations.n_producers; ++j) world.labour_market.headcount.of(0)[j] = j == 0 ? 10 : 0;
    world.labour_market.headcount.collect();
    world.innovation.profitability[0] = 0.1;
    world.goods_market.revenue[0] = Money::of(10'000.0);
    small.ledger().endow(0, -small.ledger().deposit(0));
    small.ledger().endow_loan(0, -small.ledger().loan(0));
  }
  double price() { return models::offer_of_investors(small.world().cooperatives, small.world(), 0); }
  bool accepted() { return models::would_sell(small.world().cooperatives, small.world(), 0, price()); }
  SmallWorld small;
};

Settings admitting(double employment_weight, double admission, Settings others = {}) {
  others.emplace("people.count", std::int64_t{800});
  others.emplace("producers.demography.cooperative_share", 0.5);
  others.emplace(section + "membership", std::string("admitted"));
  others.emplace(section + "employment_weight", employment_weight);
  others.emplace(section + "admission", admission);
  return others;
}

}  // namespace

TEST_CASE("cooperatives: by hand: the pay of high skill is limited, in cooperatives only, and its hours count in full") {
  const Settings limited{{section + "pay_ratio", 2.0}};
  CHECK(pay_of(3.0, limited) == Approx(1.0).epsilon(1e-6));
  CHECK(pay_of(0.5, limited) == Approx(0.5).epsilon(1e-6));
  CHECK(pay_of(3.0, limited, false) == Approx(3.0).epsilon(1e-6));
  CHECK(pay_of(3.0, {}) == Approx(3.0).epsilon(1e-6));
}

TEST_CASE("cooperatives: oracle: who is paid a third leaves with two thirds of the chance of who is paid nothing") {
  // Binomial with 4,000 draws: a standard deviation of .0074.
  CHECK(stay(0.6, true) == Approx(0.6).margin(0.03));
  CHECK(stay(0.6, false) == 1.0);
  CHECK(stay(0.0, true) == 1.0);
}

TEST_CASE("cooperatives: by hand: pay that is saved is surplus, but no reason to copy the form") {
  // Profit over sales as it is seen is that of the same cooperative without a limit.
  const auto seen = [](double ratio) {
    SmallWorld small({{section + "pay_ratio", ratio}});
    auto& world = small.world();
    world.organisations.worker_owned[0] = 1;
    world.labour_market.employer.fill(0);
    small.each(models::work, world.labour_market);
    small.once(models::count_labour, world.labour_market);
    const double bill = Money::counts(world.labour_market.bill[0]).eur();
    world.goods_market.revenue[0] = Money::of(1e7);
    world.earnings.profit[0] = 1e6 - bill;
    small.once(models::follow_profit, world.innovation);
    return std::pair(bill, world.innovation.profitability[0]);
  };
  const auto limited = seen(2.0), free = seen(0.0);
  CHECK(limited.first < 0.9 * free.first);
  CHECK(limited.second == Approx(free.second).epsilon(1e-6));
}

TEST_CASE("cooperatives: oracle: members want one more where the objective grows") {
  for (const double part : {10.0, 200.0, 900.0, 3'000.0})
    for (const double weight : {0.05, 0.2, 0.5, 1.5}) {
      const Cooperatives::Parameters p = weighing(weight);
      const double pay = 1'500.0, n = 40.0, surplus = n * part;
      const auto objective = [&](double members) { return std::log(pay + surplus / members) + weight * std::log(members); };
      CHECK(models::wants_member(p, pay, part) == (objective(n + 1e-4) > objective(n - 1e-4)));
    }
}

TEST_CASE("cooperatives: by hand: those hired without membership receive no surplus") {
  CooperativeWorld small({{section + "membership", std::string("admitted")}, {section + "admission", 0.0}, {"cooperation.cooperatives.tithe", 0.0}});
  small.give(0, Money::of(900.0), 0, 4);
  for (std::size_t i = 0; i < 3; ++i) small.own().belongs[i] = 0;
  small.own().belongs[3] = -1;
  small.own().admitted.totals()[0] = 3;  // of last month
  const Money hired = small.ledger().deposit_of_person(3);
  small.each(models::admit_members, small.own());
  small.divide();
  CHECK(small.own().per_member[0] == Money::of(300.0));
  CHECK(small.ledger().deposit_of_person(3) == hired);
  CHECK(small.own().members[0] == 4);
  CHECK(small.own().members[1] == 1);
  // Who leaves and comes back is no member any more.
  for (const std::int32_t employer : {-1, 0}) {
    small.world().labour_market.employer[0] = employer;
    small.each(models::admit_members, small.own());
    small.own().admitted.collect();
    CHECK(small.own().admitted[0] == 2);
  }
  // A cooperative without members takes those who work there.
  for (std::size_t i = 0; i < 3; ++i) small.world().labour_market.employer[i] = -1;
  small.each(models::admit_members, small.own());
  small.own().admitted.collect();
  CHECK(small.own().admitted[0] == 0);
  small.each(models::admit_members, small.own());
  small.own().admitted.collect();
  CHECK(small.own().admitted[0] == 1);
}

TEST_CASE("cooperatives: zero: where everybody is admitted at once, all is as without admission") {
  SmallWorld everybody({{"people.count", std::int64_t{800}}, {"producers.demography.cooperative_share", 0.5}, {section + "employment_weight", 10.0}});
  SmallWorld admitted(admitting(10.0, 1.0));
  everybody.live(36);
  admitted.live(36);
  for (const char* name : {"real_gdp", "gini_income", "livelihood_autonomy", "cooperative_sales_share"}) CHECK(admitted.series(name) == everybody.series(name));
  for (const double hired : admitted.series("cooperative_hired")) CHECK(hired == 0.0);
  CHECK(SmallWorld().world().cooperatives.belongs.size() == 0);
}

TEST_CASE("cooperatives: direction: members who count income only hire, and the fewer they take the fewer share") {
  const auto hired = [](double weight, double admission) {
    SmallWorld small(admitting(weight, admission));
    small.live(36);
    return small.series("cooperative_hired").back();
  };
  const double none = hired(0.0, 1.0), slow = hired(10.0, 0.02), quick = hired(10.0, 0.2);
  CHECK(none > slow);
  CHECK(slow > quick);
  CHECK(quick > 0.0);
}

TEST_CASE("cooperatives: oracle: the indivisible part that keeps members from selling is leaving / (r + h + leaving)") {
  // .012 / (.1 / 12 + .006 + .012) = .456, with equal income; members who care for membership take less to be kept.
  CHECK(Offer(0.45).accepted());
  CHECK_FALSE(Offer(0.46).accepted());
  // What is tithed or kept members would not miss: 1 - .9 x .8 x .544 = .608 with a tenth and a fifth.
  CHECK(Offer(0.60, 0.0, 0.1, 0.2).accepted());
  CHECK_FALSE(Offer(0.61, 0.0, 0.1, 0.2).accepted());
  CHECK_FALSE(Offer(0.0, 0.85).accepted());  // 1 / (1 - .456) = 1.837
  CHECK(Offer(0.0, 0.83).accepted());
  Offer offer(0.0);
  const auto& taxes = offer.small.world().taxes;
  const double kept = (1.0 - taxes.profit_rate) * (1.0 - taxes.parameters.dividend_rate);
  CHECK(offer.price() == Approx(kept * 1'000.0 / (0.1 / 12.0 + 0.006)).epsilon(1e-9));
}

TEST_CASE("cooperatives: by hand: owners buy a cooperative out of dividends, once, and members divide the price") {
  // Two cooperatives of the same price. What owners may put up reaches for one and a half: one is sold, and 90 % of its price goes to ten members.
  Offer first(0.1);
  SmallWorld& small = first.small;
  auto& world = small.world();
  world.cooperatives.parameters.sale = 1.0;
  world.demography.parameters.conversion = 0.0;
  const double price = first.price();
  for (std::size_t j = 1; j < world.organisations.n_producers; ++j) world.innovation.profitability[j] = j == 1 ? 0.1 : 0.0;
  world.goods_market.revenue[1] = world.goods_market.revenue[0];
  world.labour_market.headcount.of(0)[0] = world.labour_market.headcount.of(0)[1] = 10;
  world.labour_market.headcount.collect();
  small.ledger().endow(1, -small.ledger().deposit(1));
  small.ledger().endow_loan(1, -small.ledger().loan(1));
  const double kept = 1.0 - world.taxes.parameters.dividend_rate;
  const auto convert_with = [&](double means) {
    const std::size_t payer = world.organisations.energy();
    const Money dividends = Money::of(2.0 * means / kept) - small.ledger().awaiting_people(world.ownership.dividends);
    small.ledger().endow(payer, dividends);
    small.ledger().pay(world.ownership.dividends, payer, dividends);
    small.once(models::convert_producers, world.demography, 3);
    return world.demography.sold;
  };
  CHECK(convert_with(0.9 * price) == 0);
  CHECK(convert_with(1.5 * price) == 1);
  CHECK(world.demography.conversions == std::vector<std::size_t>{0});
  CHECK(small.ledger().awaiting_people(world.ownership.cooperatives_bought).eur() == Approx(price).epsilon(1e-6));
  CHECK(world.demography.parting[0].eur() == Approx(0.9 * price / 10.0).epsilon(1e-6));
  CHECK(small.ledger().deposit(0) == Money{});
}

TEST_CASE("cooperatives: by hand: members receive the divisible part of what is left, the commons the reserve and the rest") {
  // Of 1,000 EUR 200 are reserve; of 800 a quarter is indivisible: 600 for ten members, 400 for the commons.
  Offer closing(0.25);
  SmallWorld& small = closing.small;
  auto& world = small.world();
  world.cooperatives.reserve[0] = Money::of(200.0);
  small.ledger().endow(0, Money::of(1'000.0));
  world.demography.parameters.exit_hazard = 1.0;
  const std::size_t heir = world.organisations.n_phyles > 0 ? world.organisations.phyle(0) : world.organisations.foundation();
  const Money before = small.ledger().deposit_of_person(3);
  small.once(models::close_producers, world.demography);
  CHECK(world.demography.parting[0] == Money::of(60.0));
  CHECK(small.ledger().deposit(0) == Money{});
  CHECK(small.ledger().deposit(heir) >= Money::of(400.0));
  small.each(models::pay_members, world.cooperatives);
  CHECK(small.ledger().deposit_of_person(3) - before == Money::of(60.0));
}

TEST_CASE("cooperatives: by hand: a reserve fills up to months of cost, before tithe and members") {
  CooperativeWorld small({{section + "reserve_share", 0.3}});
  small.give(0, Money::of(1'000.0), 0, 3);
  small.divide();
  CHECK(small.own().reserve[0] == Money::of(300.0));
  CHECK(small.own().per_member[0] == Money::of(210.0));
  CooperativeWorld full({{section + "reserve_share", 0.3}, {section + "reserve_months", 0.0}});
  full.give(0, Money::of(1'000.0), 0, 3);
  full.divide();
  CHECK(full.own().reserve[0] == Money{});
  CHECK(full.own().per_member[0] == Money::of(300.0));
}

TEST_CASE("cooperatives: conserves: whole months of sales, hired workers, limits, reserves and gifts keep the books") {
  Settings all = admitting(0.0, 0.1, {{section + "sale", 0.05}, {section + "indivisible", 0.1}, {section + "reserve_share", 0.3},
                                      {section + "pay_ratio", 2.0}, {section + "commons_weight", 0.02}, {section + "shared_designs", 0.05}});
  SmallWorld small(all);  // every month's books are proved
  small.live(60);
  double sold = 0.0;
  for (const double rate : small.series("cooperatives_sold")) sold += rate;
  CHECK(sold > 0.0);
  Settings locked = all;
  locked[section + "indivisible"] = 1.0;
  SmallWorld kept(locked);
  kept.live(60);
  for (const double rate : kept.series("cooperatives_sold")) CHECK(rate == 0.0);
  CHECK(kept.series("cooperatives").back() > small.series("cooperatives").back());
}

TEST_CASE("cooperatives: oracle: time given to the commons maximises the objective, is not copied and is no firm's") {
  for (const double weight : {0.005, 0.05, 0.4}) {
    SmallWorld small({{section + "commons_weight", weight}, {"producers.demography.cooperative_share", 0.5}, {"producers.innovation.corporate_support", 0.0}});
    auto& world = small.world();
    double best = 0.0, most = -1e9;
    for (double c = 1e-5; c < 1.0; c += 1e-5)
      if (const double value = std::log(1.0 - c) + weight * std::log(c); value > most) most = value, best = c;
    for (std::size_t j = 0; j < world.organisations.n_producers; ++j)
      CHECK(world.innovation.given_share(j) == Approx(world.organisations.is_cooperative(j) ? best : 0.0).margin(2e-5));
  }
  SmallWorld small({{section + "commons_weight", 0.05}, {"producers.demography.cooperative_share", 0.5}});
  small.live(24);
  for (std::size_t j = 0; j < small.world().organisations.n_producers; ++j)
    if (small.world().organisations.trades(j)) CHECK((small.world().innovation.own_giving[j] > 0.0) == small.world().organisations.is_cooperative(j));
}

TEST_CASE("cooperatives: by hand: shared designs close half the gap to the mean cooperative, not for firms") {
  // Cooperatives at 8 and 18 items an hour with equal shares: 8 -> sqrt(8 x 12); a firm at 8 stays.
  SmallWorld small({{section + "shared_designs", 1.0}, {"producers.innovation.success", 0.0}, {"producers.innovation.imitation", 0.0},
                    {"producers.innovation.pool_share", 0.0}});
  auto& world = small.world();
  for (std::size_t j = 0; j < world.organisations.n_producers; ++j) {
    world.organisations.worker_owned[j] = j < 2;
    world.production.own_productivity[j] = j == 1 ? 18.0 : 8.0;
    world.goods_market.market_share[j] = 1.0;
  }
  small.once(models::search_and_imitate, world.innovation);
  CHECK(world.innovation.learned[0] == Approx(0.5 * std::log(12.0 / 8.0)).epsilon(1e-9));
  CHECK(world.innovation.learned[1] == 0.0);
  CHECK(world.innovation.learned[2] == 0.0);
}
