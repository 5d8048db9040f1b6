#include "models/commons/creation_rights.h"

#include <cmath>

#include "tests/catch.h"
#include "tests/models/small_world.h"

using models::CreationRights;
using test::Settings;
using test::SmallWorld;

namespace {

const std::string section = "commons.creation_rights.";

// A month in which every producer finds `gain` and reveals `revealing` of it.
void find(SmallWorld& small, double gain, double revealing, int number = 0) {
  models::World& world = small.world();
  world.innovation.found.fill(gain);
  world.innovation.revealing_share.fill(revealing);
  small.once(models::protect_and_expire, world.creation_rights, number);
}

}  // namespace

TEST_CASE("creation_rights: zero: a term of 0 is open access, and who reveals everything holds no claim") {
  SmallWorld open({{section + "term", 0.0}});
  find(open, 0.1, 0.0);
  CHECK(open.world().creation_rights.protected_gain[0] == 0.0);
  CHECK(open.world().creation_rights.withheld(0) == 0.0);
  CHECK(open.world().creation_rights.anticommons() == 1.0);
  SmallWorld generous;
  CreationRights& own = generous.world().creation_rights;
  own.protected_gain.fill(0.0);
  own.claims.fill(0.0);
  find(generous, 0.1, 1.0);
  CHECK(own.protected_gain[0] == 0.0);
  CHECK(own.claims[0] == 0.0);
  SmallWorld lawless({{section + "enforcement", 0.0}});
  find(lawless, 0.1, 0.0);
  CHECK(lawless.world().creation_rights.withheld(0) == 0.0);
}

TEST_CASE("creation_rights: by hand: two months of one producer") {
  // A term of 10 years: 1/120 expires a month. .2 + .75 x .08 = .26, of which 119/120 stay: .257833; the next month without
  // a finding .255685. Claims 2 + .75 -> 2.727083. Enforcement .6 withholds .6 of it. Breadth .1: 1.1^mean claims.
  SmallWorld small({{section + "term", 10.0}, {section + "enforcement", 0.6}, {section + "breadth", 0.1}});
  CreationRights& own = small.world().creation_rights;
  own.protected_gain.fill(0.2);
  own.claims.fill(2.0);
  find(small, 0.08, 0.25);
  CHECK(own.protected_gain[0] == Approx(0.257833333).epsilon(1e-8));
  CHECK(own.claims[0] == Approx(2.727083333).epsilon(1e-8));
  CHECK(own.anticommons() == Approx(std::pow(1.1, 2.727083333)).epsilon(1e-8));
  CHECK(own.withheld(0) == Approx(0.6 * 0.257833333).epsilon(1e-8));
  find(small, 0.0, 0.25, 1);
  CHECK(own.protected_gain[0] == Approx(0.255684722).epsilon(1e-8));
}

TEST_CASE("creation_rights: conserves: protection never exceeds what was found, and closes with its holder") {
  SmallWorld small({{"producers.innovation.success", 0.2}, {"producers.demography.exit_hazard", 0.05}});
  models::World& world = small.world();
  CreationRights& own = world.creation_rights;
  for (int month = 0; month < 36; ++month) {
    std::vector<double> before(own.protected_gain.begin(), own.protected_gain.end());
    small.live(1);
    for (std::size_t j = 0; j < before.size(); ++j) {
      const bool renewed = world.organisations.born[j] == month || world.organisations.died[j] == month;
      if (renewed) CHECK(own.protected_gain[j] == 0.0);
      else CHECK(own.protected_gain[j] <= before[j] + world.innovation.found[j]);
      CHECK(own.protected_gain[j] >= 0.0);
    }
  }
}

TEST_CASE("creation_rights: direction: longer terms protect more, breadth hinders, enforcement withholds") {
  const auto after = [](const std::string& name, double value) {
    SmallWorld small({{section + name, value}});
    for (int month = 0; month < 60; ++month) find(small, month % 12 == 0 ? 0.05 : 0.0, 0.3, month);
    return small.world().creation_rights;
  };
  CHECK(after("term", 50.0).protected_gain[0] > after("term", 10.0).protected_gain[0]);
  CHECK(after("term", 50.0).mean_claims > after("term", 10.0).mean_claims);
  CHECK(after("breadth", 0.2).anticommons() > after("breadth", 0.1).anticommons());
  CHECK(after("enforcement", 0.9).withheld(0) > after("enforcement", 0.5).withheld(0));
}

TEST_CASE("creation_rights: oracle: half-life of protection, and the steady state of inflow and expiry") {
  SmallWorld small({{section + "term", 15.0}});
  CreationRights& own = small.world().creation_rights;
  own.protected_gain.fill(1.0);
  const double half_life = std::log(0.5) / std::log(1.0 - 1.0 / 180.0);  // 124.4 months
  int months = 0;
  for (; own.protected_gain[0] > 0.5; ++months) find(small, 0.0, 0.0, months);
  CHECK(months == static_cast<int>(std::ceil(half_life)));
  // K' = (1 - h) (K + I) rests at I (1 - h) / h = 179 I.
  for (int month = 0; month < 4000; ++month) find(small, 0.01, 0.0, month);
  CHECK(own.protected_gain[0] == Approx(1.79).epsilon(1e-6));
}
