#include "models/commons/royalties.h"

#include <array>
#include <cmath>
#include <numeric>

#include "tests/catch.h"
#include "tests/models/small_world.h"

using models::Licences;
using models::Projects;
using models::Royalties;
using sim::Money;
using test::Settings;
using test::SmallWorld;

namespace {

// A month of collecting and paying alone.
void collect_and_pay(SmallWorld& small, int month = 0) {
  Royalties& own = small.world().royalties;
  small.once(models::collect_royalties, own, month);
  small.each(models::weigh_creators, own, month);
  small.once(models::divide_royalties, own, month);
  small.each(models::pay_royalties, own, month);
  small.once(models::close_royalties, own, month);
}

double recent(const Settings& changes, const std::string& name) {
  Settings settings = changes;
  settings.emplace("people.count", std::int64_t{2'000});
  settings.emplace("commons.projects.density", 500.0);
  SmallWorld small(settings);
  small.live(24);
  return small.recent(name, 12);
}

}  // namespace

TEST_CASE("royalties: zero: without a rate, a term or closed works nobody pays") {
  CHECK(recent({{"commons.royalties.rate", 0.0}}, "royalties_to_gdp") == 0.0);
  CHECK(recent({{"commons.creation_rights.works_term", 0.0}}, "royalties_to_gdp") == 0.0);
  CHECK(recent({{"commons.licences.proprietary", 0.0}}, "royalties_to_gdp") == 0.0);
  CHECK(recent({{"commons.projects.culture_share", 0.0}}, "royalties_to_gdp") == 0.0);
  CHECK(recent({}, "royalties_to_gdp") > 0.0);
}

TEST_CASE("royalties: by hand: two projects, three creators") {
  // Protected stock 3 and 1. Producers have paid 100 EUR, 12 % stay: 66 and 22 for the projects. The first has creators of 2 and 1
  // effective hours: 44 and 22; the second one of 5: 22. A quarter is taxed.
  SmallWorld small({{"people.count", std::int64_t{2'000}}, {"commons.royalties.administration", 0.12}});
  auto& world = small.world();
  Royalties& own = world.royalties;
  own.protected_part.fill(0.0);
  own.protected_part[0] = 0.5;
  world.knowledge.stock[0] = 6.0;
  own.protected_part[1] = 0.25;
  world.knowledge.stock[1] = 4.0;
  world.projects.project.current.fill(-1);
  for (std::size_t i = 0; i < 3; ++i) {
    world.projects.project[i] = std::array{0, 0, 1}[i];
    world.projects.contribution[i] = std::array{2.0f, 1.0f, 5.0f}[i];
  }
  world.projects.project[3] = 2;  // an open project
  world.projects.contribution[3] = 9.0f;
  world.taxes.wage_rate = 0.25;
  own.collected = Money::of(100.0);
  small.ledger().endow(world.organisations.foundation(), Money::of(100.0));
  small.ledger().finish_opening();
  std::array<Money, 4> before{};
  for (std::size_t i = 0; i < 4; ++i) before[i] = small.ledger().deposit_of_person(i);
  small.each(models::weigh_creators, own);
  small.once(models::divide_royalties, own);
  small.each(models::pay_royalties, own);
  small.once(models::close_royalties, own);
  for (std::size_t i = 0; i < 4; ++i)
    CHECK((small.ledger().deposit_of_person(i) - before[i]).eur() == Approx(0.75 * std::array{44.0, 22.0, 22.0, 0.0}[i]).margin(1e-3));
  CHECK(own.administration == Money::of(12.0));
  CHECK(own.left.eur() == Approx(0.0).margin(1e-3));
}

TEST_CASE("royalties: by hand: what is protected, what expires") {
  // A stock of 10, of which 2 are fresh; half of the old is protected. At a term of 100 months one part in a hundred expires: a closed
  // project has (4 + 2) x .99 protected, an open one 4 x .99.
  SmallWorld small({{"commons.projects.density", 50.0}, {"commons.creation_rights.works_term", 100.0 / 12.0}});
  auto& world = small.world();
  REQUIRE(world.projects.domain.size() == 2);
  world.licences.licence[0] = Licences::proprietary;
  world.licences.licence[1] = Licences::permissive;
  world.knowledge.stock.fill(10.0);
  world.knowledge.fresh.fill(2.0);
  world.royalties.protected_part.fill(0.5);
  world.royalties.expired_part.fill(0.0);
  small.once(models::protect_works, world.royalties);
  CHECK(world.royalties.protected_part[0] == Approx(0.594));
  CHECK(world.royalties.expired_part[0] == Approx(0.006));
  CHECK(world.royalties.protected_part[1] == Approx(0.396));
  CHECK(world.royalties.expired_part[1] == Approx(0.004));
}

TEST_CASE("royalties: conserves: what producers pay is administration, pay and what is left, to the last count") {
  SmallWorld small({{"people.count", std::int64_t{2'000}}, {"commons.projects.density", 500.0}});
  small.live(12);
  Royalties& own = small.world().royalties;
  for (int t = 12; t < 24; ++t) {
    const Money left = own.left, all = small.all_money();
    const auto held = [&] { return std::accumulate(small.ledger().people().begin(), small.ledger().people().end(), Money{}); };
    const Money before = held();
    small.world().taxes.wage_rate = 0.0;
    collect_and_pay(small, t);
    Money paid;
    for (const Money by_producer : own.paid) paid += by_producer;
    CHECK(paid == own.collected);
    CHECK(own.collected + left == own.administration + (held() - before) + own.left);
    CHECK(own.left.counts() >= 0);
    CHECK(small.all_money() == all);
  }
  CHECK(own.collected > Money{});
}

TEST_CASE("royalties: direction: rate, term, enforcement and administration") {
  CHECK(recent({{"commons.royalties.rate", 0.10}}, "royalties_to_gdp") > recent({{"commons.royalties.rate", 0.05}}, "royalties_to_gdp"));
  CHECK(recent({{"commons.creation_rights.enforcement", 0.3}}, "royalties_to_gdp") < recent({}, "royalties_to_gdp"));
  CHECK(recent({{"commons.creation_rights.works_term", 14.0}}, "royalties_to_gdp") < recent({}, "royalties_to_gdp"));
  CHECK(recent({{"commons.creation_rights.works_term", 14.0}}, "public_domain_share") > recent({}, "public_domain_share"));
  CHECK(recent({{"commons.creation_rights.works_term", 0.0}}, "free_use_value") > recent({}, "free_use_value"));
  // The incentive may take either sign, and does nothing at the usual term.
  const auto motive = [](double incentive, double term) {
    SmallWorld small({{"commons.royalties.incentive", incentive}, {"commons.creation_rights.works_term", term}});
    small.once(models::protect_works, small.world().royalties);
    return small.world().royalties.motive;
  };
  CHECK(motive(0.5, 14.0) < 1.0);
  CHECK(motive(-0.5, 14.0) > 1.0);
  CHECK(motive(0.5, 95.0) == Approx(1.0).epsilon(1e-12));
  CHECK(motive(0.0, 14.0) == 1.0);
}

TEST_CASE("royalties: oracle: the public domain's share of works follows from term and obsolescence") {
  // Of a work of age a, protected with chance exp(-a/T), exp(-omega a) is still in use: omega / (omega + 1/T) is protected. S54 has
  // 19 % in the public domain at 95 years; at 14 + 14 and 15 years a constant hazard of expiry gives 44 % and 60 %.
  SmallWorld small({{"commons.projects.density", 50.0}});
  auto& world = small.world();
  const double wear = world.knowledge.parameters.obsolescence_of(Projects::culture);
  for (const double term : {95.0, 28.0, 15.0}) {
    world.creation_rights.parameters.works_term = term;
    const double expected = 1.0 / (1.0 + 12.0 * term * wear);
    world.royalties.protected_part.fill(0.0);
    world.royalties.expired_part.fill(0.0);
    world.licences.licence.fill(Licences::proprietary);
    world.knowledge.stock.fill(1.0);
    world.knowledge.fresh.fill(wear);  // a stock at rest
    for (int t = 0; t < 12'000; ++t) small.once(models::protect_works, world.royalties, t);
    const double closed = world.royalties.protected_part[0], expired = world.royalties.expired_part[0];
    CHECK(closed + expired == Approx(1.0).epsilon(1e-9));
    CHECK(expired == Approx(expected).margin(0.003));
    CHECK(closed == Approx(models::steady_protected_part(wear, 1.0 / (12.0 * term))).epsilon(1e-6));
    CHECK(expected == Approx(term == 95.0 ? 0.19 : term == 28.0 ? 0.44 : 0.60).margin(0.01));
  }
}
