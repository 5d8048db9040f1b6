#include "models/politics/unions.h"

#include <cmath>

#include "tests/catch.h"
#include "tests/models/small_world.h"

using models::Unions;
using test::Settings;
using test::SmallWorld;

namespace {

double density(const Settings& changes) {
  Settings settings = changes;
  settings.emplace("people.count", std::int64_t{4'000});
  SmallWorld small(settings);
  small.live(36);
  return small.recent("union_density", 12);
}

}  // namespace

TEST_CASE("unions: zero: where nobody joins or leaves, members stay who they were") {
  SmallWorld small({{"politics.unions.join", 0.0}, {"politics.unions.leave", 0.0}, {"politics.unions.lapse", 0.0}, {"people.generations.renewal", false}});
  std::vector<std::uint8_t> before(small.world().unions.member.current.begin(), small.world().unions.member.current.end());
  small.live(6);
  CHECK(std::equal(before.begin(), before.end(), small.world().unions.member.current.begin()));
}

TEST_CASE("unions: by hand: acquaintances, jobs lost, and density") {
  // Person 0 has work and eight members around: worth 0.5 + 0.5, joins for certain. Person 1 has work and nobody: worth 0.5, joins
  // where the draw is below 0.5. Person 2, a member without work, is dropped; person 3, of a networked union, stays.
  SmallWorld small({{"people.count", std::int64_t{40}}, {"politics.unions.join", 1.0}, {"politics.unions.worth", 0.5}, {"politics.unions.neighbours", 0.5},
                    {"politics.unions.leave", 0.0}, {"politics.unions.lapse", 1.0}, {"politics.unions.networked_share", 0.0}});
  auto& world = small.world();
  auto& own = world.unions;
  own.member.current.fill(Unions::none);
  for (std::size_t i = 0; i < 40; ++i) world.labour_market.employer[i] = -1;
  world.labour_market.employer[0] = world.labour_market.employer[1] = 0;
  own.member.current[2] = Unions::hierarchical;
  own.member.current[3] = Unions::networked;
  own.member.turn();
  for (std::size_t k = 0; k < 8; ++k) {
    world.influence.neighbours[k] = 3;
    world.influence.neighbours[8 + k] = 10;
  }
  small.each(models::organise, own, 1);
  small.once(models::count_union_members, own, 1);
  const bool second = small.month(1).draws.uniform(models::purpose::unions, 1, 1) < 0.5;
  CHECK(own.member.current[0] == Unions::hierarchical);
  CHECK(own.member.current[1] == (second ? Unions::hierarchical : Unions::none));
  CHECK(own.member.current[2] == Unions::none);
  CHECK(own.member.current[3] == Unions::networked);
  CHECK(own.density == Approx(second ? 1.0 : 0.5));
}

TEST_CASE("unions: conserves: kinds add up to members") {
  SmallWorld small({{"people.count", std::int64_t{2'000}}});
  small.live(6);
  auto& world = small.world();
  small.once(models::recall_members, world.unions, 7);
  small.each(models::organise, world.unions, 7);
  small.once(models::count_union_members, world.unions, 7);
  std::int64_t members = 0, employees = 0;
  for (std::size_t i = 0; i < 2'000; ++i) {
    if (world.labour_market.employer[i] < 0) continue;
    ++employees;
    members += world.unions.member.current[i] != Unions::none;
  }
  CHECK(members > 0);
  CHECK(world.unions.counts[1] + world.unions.counts[2] == members);
  CHECK(world.unions.counts[0] == employees);
  CHECK(world.unions.density == Approx(static_cast<double>(members) / static_cast<double>(employees)));
}

TEST_CASE("unions: direction: worth, company and loyalty raise density; density raises wages above the median producer's") {
  const double usual = density({});
  CHECK(density({{"politics.unions.worth", 0.6}}) > usual);
  CHECK(density({{"politics.unions.neighbours", 3.0}}) > usual);
  CHECK(density({{"politics.unions.join", 0.002}}) < usual);
  CHECK(density({{"politics.unions.leave", 0.05}}) < usual);
  CHECK(density({{"politics.unions.lapse", 1.0}}) < usual);
  CHECK(density({{"producers.labour_market.union_density", 0.5}}) > usual);
}

TEST_CASE("unions: oracle: without company density rests where joining meets leaving") {
  // u' = j w (1 - u) - l u rests at j w / (j w + l) = 0.02 x 0.5 / (0.01 + 0.03) = 0.25, reached at rate 0.04: e^-4.8 is left after 120.
  // Jobs lost and heirs add to leaving: heirs are switched off and nothing lapses, so that people keep membership through joblessness.
  SmallWorld small({{"people.count", std::int64_t{4'000}}, {"politics.unions.join", 0.02}, {"politics.unions.worth", 0.5}, {"politics.unions.neighbours", 0.0},
                    {"politics.unions.leave", 0.03}, {"politics.unions.lapse", 0.0}, {"people.generations.renewal", false}});
  small.live(132);
  CHECK(small.recent("union_density", 24) == Approx(0.25).margin(0.025));
}
