#include "models/value/matched_members.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "tests/catch.h"
#include "tests/models/small_world.h"

using models::MatchedMembers;
using test::Settings;
using test::SmallWorld;

namespace {

// Twelve commoners who give five hours, earn the median and are of orientation one half, some of them in a phyle; a test says what each has of
// income and stipend and who stays.
struct Twelve : SmallWorld {
  explicit Twelve(std::size_t members, Settings changes = {}) : SmallWorld(twelve(std::move(changes))) {
    auto& w = world();
    w.measures.income.median = 1000.0;
    w.livelihood.income.fill(1000.0f);
    w.influence.orientation.current.fill(0.5f);
    w.projects.contribution.fill(5.0f);
    w.labour_market.employer.fill(-1);
    w.phyles.phyle.fill(-1);
    for (std::size_t i = 0; i < members; ++i) w.phyles.phyle[i] = 0;
    for (std::size_t i = 0; i < 12; ++i) w.livelihood.before.set(i, (ledger().deposit_of_person(i) - sim::Money::of(1000.0)).counts());
  }
  static Settings twelve(Settings changes) {
    changes.emplace("people.count", std::int64_t{12});
    return changes;
  }
  MatchedMembers& own() { return world().matched_members; }
  void month_of(int number) {
    each(models::follow_members, own(), number);
    once(models::compare_members, own(), number);
  }
  void year() {
    for (int number = 0; number <= 12; ++number) {
      if (number == 12) world().projects.contribution[0] = world().projects.contribution[8] = world().projects.contribution[9] = 0.0f;
      month_of(number);
    }
  }
};

}  // namespace

TEST_CASE("matched_members: zero: without phyles nobody is followed, without members nobody is matched") {
  SmallWorld none({{"cooperation.phyles.density", 0.0}});
  none.live(14);
  CHECK(none.world().matched_members.cell.size() == 0);
  CHECK(std::isnan(none.series("members_stay").back()));
  Twelve alone(0);
  alone.year();
  CHECK(std::isnan(alone.own().others.stay));
  CHECK(alone.own().matched == 0.0);
}

TEST_CASE("matched_members: by hand: eight members, of whom one leaves, and four others, of whom two do") {
  // Stipends of 200 EUR in an income of 1000 to two of eight members: 400 of 8000.
  Twelve small(8);
  small.world().phyles.stipend[1] = small.world().phyles.stipend[2] = sim::Money::of(200.0);
  small.year();
  CHECK(small.own().members.stay == Approx(7.0 / 8.0));
  CHECK(small.own().others.stay == Approx(0.5));
  CHECK(small.own().members.livelihood == Approx(0.05));
  CHECK(small.own().others.livelihood == 0.0);
  CHECK(small.own().matched == 1.0);
}

TEST_CASE("matched_members: by hand: others count as often as members like them") {
  // Members 0 to 7: six of orientation 1/2, two of .9. Others: 8 and 9 of 1/2, 10 and 11 of .9. Of the former 8 and 9 leave, so that others stay
  // with (6 x 0 + 2 x 1) / 8; raw shares would say 1/2. A member who gives far more has nobody like it.
  Twelve small(8);
  for (const std::size_t i : {6u, 7u, 10u, 11u}) small.world().influence.orientation[i] = 0.9f;
  small.year();
  CHECK(small.own().others.stay == Approx(0.25));
  CHECK(small.own().members.stay == Approx(7.0 / 8.0));
  Twelve lonely(8);
  lonely.world().projects.contribution[3] = 50.0f;
  lonely.year();
  CHECK(lonely.own().matched == Approx(7.0 / 8.0));
  CHECK(lonely.own().members.stay == Approx(6.0 / 7.0));
}

TEST_CASE("matched_members: conserves: whoever is followed is counted, and nothing in the economy changes") {
  SmallWorld small({{"people.count", std::int64_t{3'000}}, {"people.generations.mortality", 0.0}});
  small.live(13);
  const MatchedMembers& own = small.world().matched_members;
  std::int64_t followed = 0, stayed = 0, commoners = 0;
  for (std::size_t cell = 0; cell < MatchedMembers::n_cells; ++cell) {
    followed += own.followed[cell];
    stayed += own.stayed[cell];
    CHECK(own.stayed[cell] <= own.followed[cell]);
  }
  for (std::size_t i = 0; i < own.cell.size(); ++i) {
    commoners += small.world().projects.is_commoner(i);
    CHECK((own.cell[i] > 0) == small.world().projects.is_commoner(i));
  }
  CHECK(stayed <= commoners);
  CHECK(followed > 0);
}

TEST_CASE("matched_members: direction: narrower steps leave fewer who can be matched") {
  const auto matched = [](const char* step, double value) {
    Twelve small(6, {{step, value}});
    for (std::size_t i = 0; i < 6; ++i) {
      small.world().influence.orientation[i] = 0.52f;
      small.world().livelihood.income[i] = 1100.0f;
      small.world().projects.contribution[i] = 3.5f;
    }
    for (int number = 0; number <= 12; ++number) small.month_of(number);
    return small.own().matched;
  };
  CHECK(matched("value.matched_members.orientation_step", 0.1) > matched("value.matched_members.orientation_step", 0.01));
  CHECK(matched("value.matched_members.income_step", 1.25) > matched("value.matched_members.income_step", 1.05));
  CHECK(matched("value.matched_members.hours_step", 2.0) > matched("value.matched_members.hours_step", 1.5));
}

TEST_CASE("matched_members: oracle: with membership by the toss of a coin there is no difference but by chance") {
  // Members are every other person, chosen for nothing: a stay that differs by more than four standard errors would be the measure's own doing.
  SmallWorld small({{"people.count", std::int64_t{6'000}}, {"cooperation.phyles.join", 0.0}, {"cooperation.phyles.leave", 0.0},
                    {"cooperation.phyles.dues", 0.0}, {"cooperation.phyles.stipend", 0.0}});
  auto& phyle = small.world().phyles.phyle;
  for (std::size_t i = 0; i < phyle.size(); ++i) phyle[i] = i % 2 == 0 ? 0 : -1;
  small.live(13);
  const MatchedMembers& own = small.world().matched_members;
  double n = 0.0;
  for (std::size_t cell = 0; cell < MatchedMembers::n_cells; ++cell) n += static_cast<double>(own.followed[cell]);
  CHECK(own.members.stay == Approx(own.others.stay).margin(4.0 * std::sqrt(4.0 * 0.25 / n)));
  CHECK(own.members.livelihood == Approx(own.others.livelihood).margin(0.08));
}
