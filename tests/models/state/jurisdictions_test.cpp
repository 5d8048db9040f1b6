#include "models/state/jurisdictions.h"

#include <cmath>

#include "tests/catch.h"
#include "tests/models/small_world.h"

using models::Jurisdictions;
using test::Settings;
using test::SmallWorld;

namespace {

//! What platforms bear, mean over many votes.
double borne(const Settings& changes, int votes = 2'000) {
  Settings settings = changes;
  settings["state.jurisdictions.period"] = std::int64_t{1};
  SmallWorld small(settings);
  double sum = 0.0;
  for (int t = 0; t < votes; ++t) {
    small.once(models::agree, small.world().jurisdictions, t);
    sum += small.world().jurisdictions.borne_by_platforms();
  }
  return sum / votes;
}

}  // namespace

TEST_CASE("jurisdictions: zero: with one regulator, or rates alike, platforms bear the law's rate") {
  CHECK(borne({}, 10) == 1.0);
  CHECK(borne({{"state.jurisdictions.regulators", std::int64_t{5}}, {"state.jurisdictions.spread", 0.0}}, 10) == 1.0);
}

TEST_CASE("jurisdictions: by hand: four regulators, half of the rate waived, four fifths movable") {
  // 1 - 0.8 x 0.5 x 3 / 4 = 0.7.
  SmallWorld small({{"state.jurisdictions.regulators", std::int64_t{4}}, {"state.jurisdictions.spread", 0.5}, {"state.jurisdictions.movable", 0.8}});
  auto& own = small.world().jurisdictions;
  CHECK(own.borne_by_platforms() == Approx(0.7));
  own.common = true;
  CHECK(own.borne_by_platforms() == 1.0);
}

TEST_CASE("jurisdictions: conserves: platforms pay the tax they bear, and producers the law's") {
  SmallWorld small({{"people.count", std::int64_t{2'000}}, {"state.jurisdictions.regulators", std::int64_t{4}}, {"state.jurisdictions.willing", 0.0}});
  for (int t = 0; t < 12; ++t) {
    small.live(1);  // the books close or throw
    const auto& world = small.world();
    double due = 0.0, paid = 0.0;
    for (const auto& cell : small.ledger().month_flows())
      if (cell.name == "profit_tax") paid += cell.amount.eur();
    due = world.taxes.profit_rate * world.taxes.base_now[models::Taxes::on_profit];
    CHECK(paid == Approx(due).epsilon(1e-6));
  }
}

TEST_CASE("jurisdictions: direction: more regulators, more spread and unanimity leave less") {
  const Settings five{{"state.jurisdictions.regulators", std::int64_t{5}}};
  Settings ten = five, wide = five, majority = five;
  ten["state.jurisdictions.regulators"] = std::int64_t{10};
  wide["state.jurisdictions.spread"] = 0.9;
  majority["state.jurisdictions.rule"] = std::string("majority");
  CHECK(borne(ten) < borne(five));
  CHECK(borne(wide) < borne(five));
  CHECK(borne(majority) > borne(five));
}

TEST_CASE("jurisdictions: oracle: the chance of a common rate is a binomial tail") {
  // Three regulators, willing with q = 0.6: unanimity q^3 = 0.216, majority q^3 + 3 q^2 (1 - q) = 0.648. Borne: 1 - (1 - chance) x 0.8 x 0.6 x 2/3.
  const double lost = 0.8 * 0.6 * 2.0 / 3.0;
  for (const auto& [rule, chance] : {std::pair{"unanimity", 0.216}, std::pair{"majority", 0.648}}) {
    const double found = borne({{"state.jurisdictions.regulators", std::int64_t{3}}, {"state.jurisdictions.rule", std::string(rule)}});
    CHECK(found == Approx(1.0 - (1.0 - chance) * lost).margin(4.0 * lost * std::sqrt(chance * (1.0 - chance) / 2'000.0)));
  }
}
