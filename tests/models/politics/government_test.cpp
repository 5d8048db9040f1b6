#include "models/politics/government.h"

#include <cmath>

#include "tests/catch.h"
#include "tests/models/small_world.h"

using models::Government;
using test::Settings;
using test::SmallWorld;
using test::second_year;

TEST_CASE("government: zero: policy that answers to nobody stays where it is, and nothing breaks") {
  SmallWorld small;
  small.live(12);
  for (const char* name : {"policy_index", "rupture"})
    for (const double value : small.series(name)) CHECK(value == 0.0);
  for (const double law : {0.0, 0.3, 1.0}) {
    CHECK(small.world().government.take_rate_cap(law) == law);
    CHECK(small.world().government.grants(law) == law);
    CHECK(small.world().government.phyle_support(law) == law);
  }
}

TEST_CASE("government: by hand: appeal, pressure, a package and what piles up") {
  Government::Parameters p{};
  p.labour_grievance = 2.0;
  p.commons_orientation = 3.0;
  p.commons_youth = 1.5;
  p.commons_activity = 1.0;
  const auto weight = models::appeal(p, 0.5, 1.0 / 3.0, 25.0, true);  // labour e^1, commons e^(1 + 1)
  CHECK(weight[Government::establishment] == 1.0);
  CHECK(weight[Government::labour] == Approx(std::exp(1.0)));
  CHECK(weight[Government::commons] == Approx(std::exp(2.0)));
  // A tenth mobilised, a vote of 0.3, 0.02 opposed, no weight of rents: P = 0.5 + 0.02 (0.1 + 0.3 - 0.02) - 0.01 x 0.5 = 0.5026;
  // 0.1 - 0.5026 is less than patience: nothing piles up beyond 0.98 of what did. The cap is half-way between 1 and 0.1.
  SmallWorld small({{"politics.government.lobbying", 0.0}, {"politics.government.response", 0.02}});
  auto& own = small.world().government;
  own.policy = 0.5;
  own.blocked = 1.0;
  own.vote[Government::commons] = 0.3;
  small.world().mobilisation.by_district.totals()[0] = 40;
  small.once(models::govern, own, 1);
  CHECK(own.policy == Approx(0.5026));
  CHECK(own.blocked == Approx(0.98));
  own.policy = 0.5;
  CHECK(own.take_rate_cap(1.0) == Approx(0.55));
  CHECK(own.take_rate_cap(0.2) == 0.2);
  CHECK(own.grants(0.0001) == Approx(0.0001 + 0.5 * 0.001));
  // Leaning the other way, policy takes away half of what the law gives and goes half the way to no cap.
  own.policy = -0.5;
  CHECK(own.take_rate_cap(1.0) == 1.0);
  CHECK(own.take_rate_cap(0.2) == Approx(0.6));
  CHECK(own.grants(0.0001) == Approx(0.00005));
  CHECK(own.phyle_support(30.0) == Approx(15.0));
}

TEST_CASE("government: symmetric: equal pressure for and against moves policy equally far") {
  const auto after = [](double vote) {
    SmallWorld small({{"politics.government.lobbying", 0.0}, {"politics.government.response", 0.2}, {"politics.government.opposed", 0.5}});
    auto& own = small.world().government;
    own.vote[Government::commons] = vote;
    for (int t = 1; t <= 200; ++t)
      if (t % 48 != 0) small.once(models::govern, own, t);
    return own.policy;
  };
  CHECK(after(1.0) == 1.0);
  CHECK(after(0.0) == -1.0);
  CHECK(after(0.51) == Approx(-after(0.49)));
}

TEST_CASE("government: conserves: every vote is counted once, and shares add up to one") {
  SmallWorld small({{"people.count", std::int64_t{2'000}}, {"politics.government.term", std::int64_t{6}}});
  small.live(7);
  const auto& own = small.world().government;
  CHECK(own.votes[0] + own.votes[1] + own.votes[2] == 2'000);
  CHECK(own.vote[0] + own.vote[1] + own.vote[2] == Approx(1.0).epsilon(1e-12));
}

TEST_CASE("government: direction: votes, movements, lobbies, rents, ruptures and their reversal") {
  CHECK(second_year("vote_commons", {{"politics.government.commons_appeal", -1.0}}) > second_year("vote_commons", {}));
  CHECK(second_year("vote_commons_young", {}) > second_year("vote_commons", {}));
  CHECK(second_year("vote_labour", {{"politics.mobilisation.rights_grievance", 2.0}, {"politics.mobilisation.repression", 1.0}}) > second_year("vote_labour", {}));
  const auto policy = [](double appeal, double lobbying) {
    return second_year("policy_index", {{"politics.government.response", 0.02}, {"politics.government.commons_appeal", appeal},
                                 {"politics.government.lobbying", lobbying}});
  };
  CHECK(policy(0.0, 3.0) > policy(-2.3, 3.0));
  CHECK(policy(0.0, 20.0) < policy(0.0, 3.0));
  CHECK(policy(0.0, 0.0) > 0.0);
  CHECK(policy(-20.0, 3.0) < 0.0);
  const Settings angry{{"politics.mobilisation.threshold_mean", 0.0}, {"politics.government.rupture", 1.0}, {"politics.government.patience", 0.0}};
  CHECK(second_year("rupture", angry) > 0.0);
  Settings reverted = angry;
  reverted["politics.government.productive_base"] = 1.0;
  reverted["politics.government.reversal"] = 0.5;
  CHECK(second_year("rupture", reverted) < second_year("rupture", angry));
  CHECK(second_year("take_rate", angry) < second_year("take_rate", {}));
}

TEST_CASE("government: oracle: with constant pressure the index rests at response x pressure / decay") {
  // The rest of P' = a x - d P is a x / d, reached with (1 - d)^t: after 200 months at d = 0.05 within 4e-5 of it.
  SmallWorld small({{"politics.government.lobbying", 0.0}, {"politics.government.decay", 0.05}, {"politics.government.response", 0.02}});
  auto& own = small.world().government;
  own.vote[Government::commons] = 0.32;
  for (int t = 1; t <= 200; ++t)
    if (t % 48 != 0) small.once(models::govern, own, t);
  CHECK(own.policy == Approx(0.02 * (0.32 - 0.02) / 0.05).epsilon(1e-3));
}
