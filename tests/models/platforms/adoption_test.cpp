#include "models/platforms/adoption.h"

#include <cmath>

#include "tests/catch.h"
#include "tests/models/small_world.h"

using test::Settings;
using test::SmallWorld;

namespace {

// Two or more platforms that differ in nothing but what a test sets.
Settings platforms(std::int64_t count, Settings changes = {}) {
  changes["platforms.adoption.count"] = count;
  for (const char* name : {"network_strength", "quality_value", "switching_cost"})
    changes.emplace(std::string("platforms.adoption.") + name, 0.0);
  changes.emplace("platforms.adoption.noise", 5.0);
  changes.emplace("platforms.adoption.opening_lock_in", 1.0);
  changes.emplace("platforms.adoption.multi_homing", 0.0);
  return changes;
}

void set_users(SmallWorld& small, const std::vector<double>& shares) {
  const auto people = static_cast<double>(small.world().size("person"));
  const auto totals = small.world().adoption.users.totals();
  for (std::size_t k = 0; k < shares.size(); ++k) totals[k] = static_cast<std::int64_t>(std::round(people * shares[k]));
}

// Chance that somebody at home on `home` chooses k.
double chance(const models::Adoption& own, std::size_t home, std::size_t k) {
  const auto n = static_cast<std::size_t>(own.parameters.count);
  return own.choice[home * n + k] - (k > 0 ? own.choice[home * n + k - 1] : 0.0);
}

// Chance that somebody at home on platform 0 chooses 1, which has quality 2, all users but a quarter and a take rate
// .05 lower.
double chance_of_better(const std::string& name, double value) {
  Settings settings{{"platforms.adoption.quality_value", 5.0},
                    {"platforms.adoption.switching_cost", 60.0},
                    {"platforms.adoption.expected_stay", 12.0},
                    {"platforms.adoption.network_strength", 0.5}};
  settings["platforms.adoption." + name] = value;
  SmallWorld small(platforms(2, settings));
  small.world().strategy.quality[1] = 2.0;
  set_users(small, {0.25, 0.75});
  small.once(models::weigh_platforms, small.world().adoption);
  return chance(small.world().adoption, 0, 1);
}

// Share of platform 0 where everybody keeps reconsidering, starting from `share`, the others being equal.
double settled_share(const Settings& settings, double share, int months) {
  SmallWorld small(settings);
  auto& own = small.world().adoption;
  const auto n = static_cast<std::size_t>(own.parameters.count);
  for (int t = 0; t < months; ++t) {
    const double other = (1.0 - share) / static_cast<double>(n - 1);
    std::vector<double> shares(n, other);
    set_users(small, (shares[0] = share, shares));
    small.once(models::weigh_platforms, own);
    share = share * chance(own, 0, 0) + (1.0 - share) * chance(own, 1, 0);
  }
  return share;
}

}  // namespace

TEST_CASE("adoption: zero: who does not reconsider stays, what does not differ does not matter") {
  SmallWorld small(platforms(3, {{"platforms.adoption.reconsider", 0.0}}));
  auto& own = small.world().adoption;
  const std::vector<std::int16_t> before(own.home.begin(), own.home.end());
  set_users(small, {0.7, 0.2, 0.1});
  small.once(models::weigh_platforms, own);
  small.each(models::choose_platform, own);
  CHECK(std::equal(before.begin(), before.end(), own.home.begin()));
  for (std::size_t k = 0; k < 3; ++k) CHECK(chance(own, 1, k) == Approx(1.0 / 3.0).epsilon(1e-12));
}

TEST_CASE("adoption: by hand: three people, two platforms") {
  // Odds by exp(value / noise): quality 2 doubles them where its value is the noise; two of three users give platform 0
  // exp(strength x 2 noise x (2/3 - 1/3) / noise) = exp(2/3 strength) = 2 at strength 1.5 ln 2; both together even out.
  Settings settings = platforms(2, {{"people.count", std::int64_t{3}}, {"platforms.adoption.quality_value", 5.0}});
  const auto first = [&](std::size_t home, double dearer) {
    SmallWorld small(settings);
    small.world().strategy.quality[1] = 2.0;
    set_users(small, {2.0 / 3.0, 1.0 / 3.0});
    small.world().livelihood.plans.of(0)[1] = sim::Money::of(300.0).counts();
    small.world().livelihood.plans.collect();
    small.world().strategy.take_rate.fill(0.1);
    small.world().strategy.take_rate[0] += dearer;
    small.once(models::weigh_platforms, small.world().adoption);
    return chance(small.world().adoption, home, 0);
  };
  CHECK(first(0, 0.0) == Approx(1.0 / 3.0));
  settings["platforms.adoption.network_strength"] = 1.5 * std::log(2.0);
  CHECK(first(0, 0.0) == Approx(0.5));
  settings["platforms.adoption.network_strength"] = 0.0;
  settings["platforms.adoption.expected_stay"] = 10.0;
  settings["platforms.adoption.switching_cost"] = 50.0 * std::log(3.0);  // staying triples the odds
  CHECK(first(0, 0.0) == Approx(3.0 / 5.0));
  CHECK(first(1, 0.0) == Approx(1.0 / 7.0));
  settings["platforms.adoption.switching_cost"] = 0.0;  // five points more of 100 EUR a month: odds e times worse
  CHECK(first(0, 0.05) == Approx(1.0 / (1.0 + 2.0 * std::exp(1.0))));
}

TEST_CASE("adoption: by hand: portability, several homes, interoperability and what belongs to members") {
  // Staying triples the odds of who is fully locked in: 3/5 with quality 2 against 1 and company aside.
  Settings settings = platforms(2, {{"platforms.adoption.expected_stay", 10.0}, {"platforms.adoption.switching_cost", 50.0 * std::log(3.0)}});
  const auto stays = [&](std::size_t row, Settings changes) {
    changes.insert(settings.begin(), settings.end());
    SmallWorld small(changes);
    set_users(small, {0.5, 0.5});
    small.once(models::weigh_platforms, small.world().adoption);
    return small.world().adoption.choice[row * 2];
  };
  CHECK(stays(0, {}) == Approx(0.75));
  CHECK(stays(0, {{"state.regulation.data_portability", 1.0}}) == Approx(0.5));
  CHECK(stays(0, {{"state.regulation.data_portability", 0.5}}) == Approx(std::sqrt(3.0) / (1.0 + std::sqrt(3.0))));
  CHECK(stays(2, {}) == Approx(0.5));  // of those with several homes
  const Settings half{{"platforms.adoption.opening_lock_in", 0.5}};
  CHECK(stays(0, half) == Approx(std::sqrt(3.0) / (1.0 + std::sqrt(3.0))));
  // Platform 1 belongs to its members: worth 7/8 of the bonus to the highest of four classes of orientation, at home on 0.
  const Settings owned{{"cooperation.platform_cooperatives.count", std::int64_t{1}}, {"platforms.adoption.member_bonus", 5.0 * std::log(3.0) * 8.0 / 7.0}};
  CHECK(stays(3 * 4, owned) == Approx(0.5));
  // Where all users can be met from anywhere, unequal shares are no reason to move.
  for (const double interoperability : {0.0, 1.0}) {
    SmallWorld small(platforms(2, {{"platforms.adoption.network_strength", 0.9}, {"state.regulation.interoperability", interoperability}}));
    set_users(small, {0.75, 0.25});
    small.once(models::weigh_platforms, small.world().adoption);
    if (interoperability == 1.0) CHECK(chance(small.world().adoption, 0, 0) == Approx(0.5));
    else CHECK(chance(small.world().adoption, 0, 0) > 0.6);
  }
}

TEST_CASE("adoption: by hand: users grow into being locked in, newcomers are not") {
  SmallWorld small(platforms(2, {{"platforms.adoption.lock_in_months", 10.0}, {"platforms.adoption.opening_lock_in", 0.0}}));
  auto& own = small.world().adoption;
  own.users.of(0)[0] = 100, own.users.of(0)[1] = 50, own.arrivals.of(0)[1] = 10;
  own.lock_in[1] = 0.5;
  small.once(models::count_users, own);
  CHECK(own.lock_in[0] == Approx(0.1));
  CHECK(own.lock_in[1] == Approx(0.8 * 0.55));
}

TEST_CASE("adoption: oracle: every law of company has slope 1 at equal shares") {
  for (const char* law : {"linear", "logarithmic", "power"}) {
    SmallWorld small(platforms(4, {{"platforms.adoption.network_law", std::string(law)}, {"platforms.adoption.network_exponent", 0.4}}));
    const auto& p = small.world().adoption.parameters;
    CHECK((models::company(p, 0.25 + 1e-6) - models::company(p, 0.25 - 1e-6)) / 2e-6 == Approx(1.0).epsilon(1e-5));
  }
}

TEST_CASE("adoption: conserves: everybody is at home on one platform and offers hours there or anywhere") {
  SmallWorld small({{"people.count", std::int64_t{2'000}}, {"platforms.adoption.reconsider", 0.6}, {"platforms.adoption.multi_homing", 0.25}});
  auto& world = small.world();
  small.each(models::choose_hours, world.time_use);
  small.once(models::weigh_platforms, world.adoption);
  small.each(models::choose_platform, world.adoption);
  small.once(models::count_users, world.adoption);
  std::vector<std::int64_t> users(world.organisations.n_platforms);
  std::vector<double> hours(users.size());
  double anywhere = 0.0, several = 0.0;
  for (std::size_t i = 0; i < world.size("person"); ++i) {
    const auto k = static_cast<std::size_t>(world.adoption.home[i]);
    REQUIRE(k < users.size());
    ++users[k];
    several += world.adoption.several(i);
    (world.adoption.several(i) ? anywhere : hours[k]) += static_cast<double>(world.time_use.gig_hours[i]) * static_cast<double>(world.population.skill[i]);
  }
  for (std::size_t k = 0; k < users.size(); ++k) {
    CHECK(users[k] == world.adoption.users[k]);
    CHECK(world.adoption.offered[k] == Approx(hours[k]).epsilon(1e-9));
    CHECK(world.adoption.choice[(k + 1) * users.size() - 1] == Approx(1.0).epsilon(1e-12));
  }
  CHECK(world.adoption.offered_anywhere[0] == Approx(anywhere).epsilon(1e-9));
  CHECK(several / 2'000.0 == Approx(0.25).margin(4.0 * std::sqrt(0.25 * 0.75 / 2'000.0)));
}

TEST_CASE("adoption: direction: quality and company attract, switching costs hold, noise blurs") {
  CHECK(chance_of_better("quality_value", 10.0) > chance_of_better("quality_value", 5.0));
  CHECK(chance_of_better("network_strength", 1.0) > chance_of_better("network_strength", 0.5));
  CHECK(chance_of_better("switching_cost", 120.0) < chance_of_better("switching_cost", 60.0));
  CHECK(chance_of_better("expected_stay", 24.0) > chance_of_better("expected_stay", 12.0));
  const double clear = chance_of_better("noise", 2.0), blurred = chance_of_better("noise", 20.0);
  CHECK(std::abs(blurred - 0.5) < std::abs(clear - 0.5));
  const auto moved = [](double reconsider) {
    SmallWorld small(platforms(3, {{"platforms.adoption.reconsider", reconsider}}));
    auto& own = small.world().adoption;
    const std::vector<std::int16_t> before(own.home.begin(), own.home.end());
    small.once(models::weigh_platforms, own);
    small.each(models::choose_platform, own);
    return std::inner_product(before.begin(), before.end(), own.home.begin(), 0, std::plus<>(), std::not_equal_to<>());
  };
  CHECK(moved(0.5) > moved(0.1));
}

TEST_CASE("adoption: oracle: V13, two platforms tip where beta theta > 2") {
  // Without switching cost theta* = 2 noise, so beta theta is twice the network strength.
  const std::pair<double, double> leaders[] = {{1.9, 0.5}, {2.1, 0.685}, {2.5, 0.855}, {3.0, 0.929}, {4.0, 0.979}};
  for (const auto& [beta_theta, leader] : leaders) {
    const Settings settings = platforms(
        2, {{"people.count", std::int64_t{4'000}}, {"platforms.adoption.network_strength", beta_theta / 2.0}});
    CHECK(settled_share(settings, 0.6, 400) == Approx(leader).margin(0.01));
  }
}

TEST_CASE("adoption: oracle: the tipping point with switching costs, and draws that follow the logit") {
  for (const std::int64_t count : {2, 3, 5}) {
    for (const double switching_cost : {0.0, 60.0, 150.0}) {
      Settings settings = platforms(count, {{"people.count", std::int64_t{4'000}},
                                            {"platforms.adoption.expected_stay", 12.0},
                                            {"platforms.adoption.switching_cost", switching_cost}});
      const double equal = 1.0 / static_cast<double>(count), start = equal + 0.02;
      settings["platforms.adoption.network_strength"] = 0.9;
      CHECK(std::abs(settled_share(settings, start, 400) - equal) < 0.01);
      settings["platforms.adoption.network_strength"] = 1.1;
      CHECK(settled_share(settings, start, 400) > equal + 0.05);
    }
  }
  // V1: values 1, .5, 0 of noise 1 (here quality e, e^.5, 1) attract .50648, .30720, .18632 of 20,000 people.
  SmallWorld small(platforms(3, {{"people.count", std::int64_t{20'000}},
                                 {"platforms.adoption.quality_value", 5.0},
                                 {"platforms.adoption.reconsider", 1.0}}));
  for (std::size_t k = 0; k < 3; ++k) small.world().strategy.quality[k] = std::exp(1.0 - 0.5 * static_cast<double>(k));
  small.once(models::weigh_platforms, small.world().adoption);
  small.each(models::choose_platform, small.world().adoption);
  small.once(models::count_users, small.world().adoption);
  CHECK(small.world().adoption.user_share(0) == Approx(0.50648).margin(0.014));  // 4 standard errors
  CHECK(small.world().adoption.user_share(1) == Approx(0.30720).margin(0.013));
  CHECK(small.world().adoption.user_share(2) == Approx(0.18632).margin(0.011));
}

namespace {

// Odds of the member-owned platform 1 against 0, equal otherwise, where it takes a part of the advertising of 4 EUR offered for a person.
double odds_of_members(double nuisance, double taken, std::int64_t owned = 1) {
  SmallWorld small(platforms(2, {{"people.count", std::int64_t{400}}, {"platforms.adoption.nuisance", nuisance},
                                 {"cooperation.platform_cooperatives.count", owned}, {"cooperation.platform_cooperatives.advertising", taken}}));
  auto& world = small.world();
  set_users(small, {0.5, 0.5});
  world.capture.advertising_sales[0] = 800.0;
  world.capture.advertising_sales[1] = 800.0 * (owned == 1 ? taken : 1.0);
  small.once(models::weigh_platforms, world.adoption);
  return chance(world.adoption, 0, 1) / chance(world.adoption, 0, 0);
}

}  // namespace

TEST_CASE("adoption: oracle: who is spared advertising moves by exp(nuisance x what is spared / noise)") {
  CHECK(odds_of_members(0.0, 0.0) == Approx(1.0));
  CHECK(odds_of_members(0.5, 1.0) == Approx(1.0));     // alike in it, it cancels
  CHECK(odds_of_members(0.5, 0.0, 0) == Approx(1.0));  // owners take all
  CHECK(odds_of_members(0.5, 0.0) == Approx(std::exp(0.5 * 4.0 / 5.0)).epsilon(1e-9));
  CHECK(odds_of_members(0.5, 0.25) == Approx(std::exp(0.5 * 3.0 / 5.0)).epsilon(1e-9));
  CHECK(odds_of_members(-0.5, 0.0) == Approx(std::exp(-0.5 * 4.0 / 5.0)).epsilon(1e-9));
}

TEST_CASE("adoption: by hand: what a platform does not take of advertising is not bought, and others' users bring what they brought") {
  const auto world_with = [](double taken) {
    auto small = std::make_unique<SmallWorld>(platforms(2, {{"people.count", std::int64_t{400}}, {"cooperation.platform_cooperatives.count", std::int64_t{1}},
                                                            {"cooperation.platform_cooperatives.advertising", taken}}));
    set_users(*small, {0.75, 0.25});
    small->once(models::sell_advertising, small->world().capture);
    return small;
  };
  const auto all = world_with(1.0), some = world_with(0.4);
  const auto &a = all->world().capture, &b = some->world().capture;
  CHECK(b.advertising_sales[0] == Approx(a.advertising_sales[0]).epsilon(1e-6));
  CHECK(b.advertising_sales[1] == Approx(0.4 * a.advertising_sales[1]).epsilon(1e-6));
  CHECK(b.advertising_offered(some->world()) == Approx(a.advertising_offered(all->world())).epsilon(1e-6));
  CHECK(models::market_of(some->world().strategy, some->world(), 0).advertising ==
        Approx(models::market_of(all->world().strategy, all->world(), 0).advertising).epsilon(1e-6));
}
