#include "models/commons/licences.h"

#include <cmath>

#include "tests/catch.h"
#include "tests/models/small_world.h"

using models::Licences;
using sim::Money;
using test::Settings;
using test::SmallWorld;

namespace {

// Fees of a month in which every project is copyfair and every producer sells for 1,000 EUR.
Money fees(Settings settings, bool cooperatives = false, double call = 1.0) {
  settings.emplace("people.count", std::int64_t{2'000});
  settings.emplace("producers.demography.cooperative_share", cooperatives ? 1.0 : 0.0);
  settings.emplace("commons.licences.copyfair", 1.0);
  settings.emplace("commons.licences.copyleft", 0.0);
  settings.emplace("commons.licences.non_commercial", 0.0);
  settings.emplace("commons.licences.enforcement", 1.0);
  SmallWorld small(settings);
  auto& world = small.world();
  for (std::size_t j = 0; j < world.organisations.n_producers; ++j) {
    world.goods_market.revenue[j] = Money::of(1'000.0);
    small.ledger().lend(j, Money::of(1'000.0));
  }
  world.phyles.call.fill(call);
  const Money before = small.ledger().deposit(world.organisations.foundation());
  small.once(models::collect_licence_fees, world.licences);
  return small.ledger().deposit(world.organisations.foundation()) - before;
}

// Share of the stock of software by licence after `months` of choices alone.
Licences::Shares chosen(const Settings& settings, int months, double fee_part = 0.0) {
  Settings all = settings;
  all.emplace("people.count", std::int64_t{1'000});
  all.emplace("commons.projects.density", 20'000.0);
  all.emplace("commons.licences.choice", 0.5);
  SmallWorld small(all);
  small.world().knowledge.stock.fill(1.0);
  small.world().licences.fee_part = fee_part;
  for (int t = 0; t < months; ++t) small.once(models::choose_licences, small.world().licences, t);
  return small.world().licences.stock_share[models::Projects::software];
}

}  // namespace

TEST_CASE("licences: zero: where all is permissive everybody reaches everything and nobody owes anything") {
  SmallWorld small({{"commons.licences.copyleft", 0.0}, {"commons.licences.non_commercial", 0.0}, {"commons.licences.proprietary", 0.0}});
  small.live(12);
  const auto& own = small.world().licences;
  for (std::size_t d = 0; d < own.stock_share.size(); ++d)
    for (const double revealed : {0.0, 0.3, 1.0}) CHECK(own.reach(d, revealed) == Approx(1.0).epsilon(1e-12));
  for (const Money fee : own.fee) CHECK(fee == Money{});
}

TEST_CASE("licences: by hand: reach, reciprocity and fees") {
  const auto open = models::access(0.3, 0.5);
  CHECK(open[Licences::permissive] == 1.0);
  CHECK(open[Licences::copyleft] == Approx(0.65));
  CHECK(open[Licences::copyfair] == 1.0);
  CHECK(open[Licences::non_commercial] == 0.0);
  CHECK(open[Licences::proprietary] == 1.0);  // against royalties
  SmallWorld small({{"commons.projects.culture_share", 0.0}, {"commons.projects.design_share", 0.0},
                    {"commons.licences.strictness", 0.5}, {"producers.innovation.revealing", 0.3}, {"commons.projects.density", 100.0},
                    {"commons.licences.choice", 0.0}});
  auto& world = small.world();
  auto& own = world.licences;
  REQUIRE(own.licence.size() == 4);
  for (std::size_t k = 0; k < 4; ++k) {
    own.licence[k] = static_cast<std::int8_t>(k);
    world.knowledge.stock[k] = 1.0 + static_cast<double>(k);  // 1, 2, 3, 4 of 10
  }
  own.opening_reach.fill(0.8);
  small.once(models::choose_licences, own);
  CHECK(own.reach(models::Projects::software, 0.3) == Approx((0.1 + 0.2 * 0.65 + 0.3) / 0.8));
  // 1 % of 1,000 EUR of revenue, three tenths of the commons being copyfair.
  SmallWorld other({{"commons.licences.fee", 0.01}, {"commons.licences.enforcement", 1.0}, {"commons.licences.reciprocity", 0.02},
                    {"producers.demography.cooperative_share", 0.0}});
  auto& there = other.world();
  for (auto& shares : there.licences.stock_share) shares = {0.7, 0.0, 0.3, 0.0, 0.0};
  for (std::size_t j = 0; j < there.organisations.n_producers; ++j) {
    there.goods_market.revenue[j] = Money::of(1'000.0);
    there.foundations.donation[j] = {};
    other.ledger().lend(j, Money::of(100.0));
  }
  there.innovation.giving_share.fill(0.0);
  there.foundations.donation[0] = Money::of(20.0);  // gives back enough
  there.foundations.donation[1] = Money::of(19.0);  // not quite
  other.once(models::collect_licence_fees, there.licences);
  CHECK(there.licences.fee[0] == Money{});
  CHECK(there.licences.fee[1] == Money::of(3.0));
  CHECK(there.licences.fee[2] == Money::of(3.0));
}

TEST_CASE("licences: conserves: fees leave producers and reach the foundation; stock shares add up") {
  SmallWorld small({{"people.count", std::int64_t{1'000}}, {"commons.licences.copyfair", 0.5}});
  for (int t = 0; t < 12; ++t) {
    small.live(1);  // the month's books close
    const auto& own = small.world().licences;
    for (const Licences::Shares& shares : own.stock_share) {
      double sum = 0.0;
      for (const double share : shares) sum += share;
      CHECK(sum == Approx(1.0).epsilon(1e-12));
    }
  }
  CHECK(small.recent("licence_fees_to_gdp", 6) > 0.0);
}

TEST_CASE("licences: direction: fees, enforcement, reciprocity, strictness and what projects choose") {
  CHECK(fees({{"commons.licences.fee", 0.02}}) > fees({{"commons.licences.fee", 0.01}}));
  CHECK(fees({{"commons.licences.enforcement", 0.3}}) < fees({}));
  CHECK(fees({{"commons.licences.enforcement", 0.0}}) == Money{});
  CHECK(fees({}, true) == Money{});  // cooperatives owe nothing
  CHECK(fees({{"commons.licences.reciprocity", 0.0}}) == Money{});
  const auto reach = [](double strictness) {
    SmallWorld small({{"people.count", std::int64_t{1'000}}, {"commons.licences.strictness", strictness}, {"commons.licences.choice", 0.0}});
    small.once(models::choose_licences, small.world().licences);
    return small.world().licences.reach(models::Projects::software, 0.0);  // who reveals less than the usual firm reaches less
  };
  CHECK(reach(0.9) < reach(0.1));
  CHECK(reach(0.0) == Approx(1.0));
  const Settings mixed{{"commons.licences.copyfair", 0.2}};
  Settings eager = mixed;
  eager["commons.licences.fee_response"] = 5.0;
  CHECK(chosen(eager, 20, 0.5)[Licences::copyfair] > chosen(mixed, 20, 0.0)[Licences::copyfair]);
  // Where producers reveal more than at the start, more of them can use copyleft.
  const auto copyleft = [](double response) {
    SmallWorld small({{"people.count", std::int64_t{1'000}}, {"commons.projects.density", 20'000.0}, {"commons.licences.choice", 1.0},
                      {"commons.licences.strictness", 1.0}, {"commons.licences.reach_response", response}});
    small.world().knowledge.stock.fill(1.0);
    small.world().innovation.revealing_share.fill(1.0);
    small.once(models::choose_licences, small.world().licences);
    return small.world().licences.stock_share[models::Projects::software][Licences::copyleft];
  };
  CHECK(copyleft(3.0) > copyleft(0.0));
  CHECK(copyleft(0.0) > copyleft(-3.0));
}

TEST_CASE("licences: oracle: V1, shares of a logit, at the opening and after many choices") {
  // Weights .6, .3, .1 and advantages 1, .5, 0: exp(1) .6 : exp(.5) .3 : .1.
  const auto chance = models::chance_of_licence({0.6, 0.3, 0.1, 0.0, 0.0}, {1.0, 0.5, 0.0, 9.0, 9.0});
  const double sum = 0.6 * std::exp(1.0) + 0.3 * std::exp(0.5) + 0.1;
  CHECK(chance[0] == Approx(0.6 * std::exp(1.0) / sum).epsilon(1e-12));
  CHECK(chance[1] == Approx(0.3 * std::exp(0.5) / sum).epsilon(1e-12));
  CHECK(chance[2] == Approx(0.1 / sum).epsilon(1e-12));
  CHECK(chance[3] == 0.0);
  const auto equal = models::chance_of_licence({1.0 / 3, 1.0 / 3, 1.0 / 3, 0.0, 0.0}, {1.0, 0.5, 0.0, 0.0, 0.0});
  CHECK(equal[0] == Approx(0.50648).margin(1e-5));
  CHECK(equal[1] == Approx(0.30720).margin(1e-5));
  CHECK(equal[2] == Approx(0.18632).margin(1e-5));
  // 1,100 projects: four standard errors of a share of .35 are .058.
  for (const int months : {0, 40}) {
    const auto share = chosen({{"commons.licences.copyfair", 0.2}}, std::max(months, 1));
    CHECK(share[Licences::copyleft] == Approx(0.35).margin(0.058));
    CHECK(share[Licences::copyfair] == Approx(0.20).margin(0.049));
    CHECK(share[Licences::non_commercial] == Approx(0.02).margin(0.017));
    CHECK(share[Licences::proprietary] == 0.0);
  }
}

TEST_CASE("licences: direction: a shorter protection of works leaves fewer of them closed") {
  const auto closed = [](double term, double response) {
    SmallWorld small({{"people.count", std::int64_t{1'000}}, {"commons.projects.density", 20'000.0}, {"commons.licences.choice", 1.0},
                      {"commons.licences.fee_response", response}, {"commons.creation_rights.works_term", term}});
    small.world().knowledge.stock.fill(1.0);
    small.once(models::choose_licences, small.world().licences);
    return small.world().licences.stock_share[models::Projects::culture][Licences::proprietary];
  };
  CHECK(closed(95.0, 1.0) == Approx(0.5).margin(4.0 * std::sqrt(0.25 / 700.0)));
  CHECK(closed(5.0, 1.0) < closed(95.0, 1.0));
  CHECK(closed(0.0, 3.0) < closed(0.0, 1.0));
  CHECK(closed(0.0, 0.0) == closed(95.0, 0.0));
}

TEST_CASE("licences: by hand: a part of fees goes to the phyle of the payer's place, where there is one") {
  const Settings all{{"people.count", std::int64_t{2'000}}, {"cooperation.phyles.density", 10.0}};
  const auto with = [&](double share, double opening) {
    Settings settings = all;
    settings.emplace("commons.licences.phyle_share", share);
    settings.emplace("cooperation.phyles.opening_share", opening);
    return fees(settings);
  };
  const Money whole = with(0.0, 1.0);
  REQUIRE(whole > Money::of(10.0));
  CHECK(with(0.25, 1.0).eur() == Approx(0.75 * whole.eur()).epsilon(1e-5));
  CHECK(with(0.25, 0.0) == whole);
  Settings rich = all;  // whose funds are full call for nothing
  rich.emplace("commons.licences.phyle_share", 0.25);
  CHECK(fees(rich, false, 0.0) == whole);
}
