#include "models/people/influence.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "models/purposes.h"
#include "tests/catch.h"
#include "tests/models/small_world.h"

using models::Influence;
using test::SmallWorld;

namespace {

constexpr std::size_t links = Influence::acquaintances;

// Three people in a row: the outer ones know only the middle one, who knows four of each. With orientations (0, .2, 1).
struct ThreeInARow : SmallWorld {
  explicit ThreeInARow(double stubbornness)
      : SmallWorld({{"people.count", std::int64_t{3}},
                    {"people.influence.stubbornness", stubbornness},
                    {"people.influence.period", std::int64_t{1}}}) {
    Influence& own = world().influence;
    for (std::size_t k = 0; k < links; ++k) {
      own.neighbours[k] = own.neighbours[2 * links + k] = 1;
      own.neighbours[links + k] = k < links / 2 ? 0 : 2;
    }
    for (std::size_t i = 0; i < 3; ++i) own.orientation[i] = own.first_orientation[i] = std::array{0.0f, 0.2f, 1.0f}[i];
  }
};

void one_round(SmallWorld& small, int month = 0) {
  small.once(models::recall_orientation, small.world().influence, month);
  small.each(models::spread_orientation, small.world().influence, month);
}

double orientation(SmallWorld& small, std::size_t i) {
  return static_cast<double>(small.world().influence.orientation[i]);
}

double variance(const sim::Column<float>& column) {
  double sum = 0.0, squares = 0.0;
  for (const float x : column)
    sum += static_cast<double>(x), squares += static_cast<double>(x) * static_cast<double>(x);
  const auto n = static_cast<double>(column.size());
  return squares / n - sum / n * (sum / n);
}

// How far apart acquaintances live on the ring of people, in rows.
std::vector<double> distances(SmallWorld& small) {
  const Influence& own = small.world().influence;
  const auto people = static_cast<double>(own.first_orientation.size());
  std::vector<double> all;
  for (std::size_t k = 0; k < own.neighbours.size(); ++k) {
    const double apart = std::abs(static_cast<double>(own.neighbours[k]) - static_cast<double>(k / links));
    all.push_back(std::min(apart, people - apart));
  }
  return all;
}

}  // namespace

TEST_CASE("influence: zero: who gives others no weight keeps the first orientation, and off months change nothing") {
  SmallWorld stubborn({{"people.influence.stubbornness", 1.0}, {"people.influence.period", std::int64_t{3}}});
  Influence& own = stubborn.world().influence;
  one_round(stubborn);
  CHECK(std::equal(own.first_orientation.begin(), own.first_orientation.end(), own.orientation.current.begin()));
  own.parameters.stubbornness = 0.0;
  const sim::Column<float> before = own.orientation.current;
  one_round(stubborn, 1);
  one_round(stubborn, 2);
  CHECK(std::equal(before.begin(), before.end(), own.orientation.current.begin()));
  one_round(stubborn, 3);
  CHECK_FALSE(std::equal(before.begin(), before.end(), own.orientation.current.begin()));
}

TEST_CASE("influence: by hand: three people in a row") {
  // Open-minded: half of oneself, half of what is heard. (0 + .2)/2, (.2 + .5)/2, (1 + .2)/2 = .1, .35, .6.
  // Half stubborn: the mean of that and of (0, .2, 1): .05, .275, .8.
  ThreeInARow open(0.0), half(0.5);
  one_round(open);
  one_round(half);
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(orientation(open, i) == Approx(std::array{0.1, 0.35, 0.6}[i]).epsilon(1e-6));
    CHECK(orientation(half, i) == Approx(std::array{0.05, 0.275, 0.8}[i]).epsilon(1e-6));
  }
}

TEST_CASE("influence: conserves: opinions weighted by the stationary law of the row of three, and bounds elsewhere") {
  // W = [.5 .5 0; .25 .5 .25; 0 .5 .5] has the left vector (1/4, 1/2, 1/4): its mean of .35 stays, stubborn or not.
  for (const double stubbornness : {0.0, 0.3, 0.8}) {
    ThreeInARow small(stubbornness);
    double worst = 0.0;
    for (int month = 0; month < 50; ++month) {
      one_round(small, month);
      const double mean = 0.25 * orientation(small, 0) + 0.5 * orientation(small, 1) + 0.25 * orientation(small, 2);
      worst = std::max(worst, std::abs(mean - 0.35));
    }
    CHECK(worst < 1e-6);
  }
  SmallWorld small({{"people.influence.stubbornness", 0.0}});
  const Influence& own = small.world().influence;
  const auto [least, most] = std::minmax_element(own.first_orientation.begin(), own.first_orientation.end());
  small.live(13);
  CHECK(*std::min_element(own.orientation.current.begin(), own.orientation.current.end()) >= *least);
  CHECK(*std::max_element(own.orientation.current.begin(), own.orientation.current.end()) <= *most);
}

TEST_CASE("influence: direction: stubbornness keeps apart, rewiring and reach lead further, a long period slows") {
  SmallWorld open({{"people.influence.stubbornness", 0.1}}), stubborn({{"people.influence.stubbornness", 0.6}});
  CHECK(variance(stubborn.world().influence.orientation.current) >
        variance(open.world().influence.orientation.current));
  const auto farthest = [](double rewired, std::int64_t reach) {
    SmallWorld small({{"people.influence.rewired", rewired}, {"people.influence.reach", reach}});
    const std::vector<double> all = distances(small);
    return *std::max_element(all.begin(), all.end());
  };
  CHECK(farthest(0.0, 5) == 5.0);
  CHECK(farthest(0.0, 20) == 20.0);
  CHECK(farthest(0.1, 5) > 20.0);
  double spread[2];
  for (const int slow : {0, 1}) {
    ThreeInARow small(0.0);
    small.world().influence.parameters.period = slow ? 6 : 1;
    for (int month = 0; month < 4; ++month) one_round(small, month);
    spread[slow] = orientation(small, 2) - orientation(small, 0);
  }
  CHECK(spread[1] > spread[0]);
}

TEST_CASE("influence: oracle: V2, DeGroot's consensus, and the fixed point of the stubborn") {
  // Consensus .25 x 0 + .5 x .2 + .25 x 1 = .35; the eigenvalues 1, .5, 0 of W halve the error (-.25, 0, .25) each
  // round.
  ThreeInARow small(0.0);
  for (int round = 0; round < 20; ++round) {
    one_round(small, round);
    const double error = 0.25 * std::pow(0.5, round);
    CHECK(orientation(small, 0) == Approx(0.35 - error).margin(2e-7));
    CHECK(orientation(small, 1) == Approx(0.35).margin(2e-7));
    CHECK(orientation(small, 2) == Approx(0.35 + error).margin(2e-7));
  }
  // x = s x0 + (1 - s) W x. Along (1, 0, -1), of eigenvalue 1/2: s / (1 - (1 - s)/2) of the first difference stays;
  // along (1, -1, 1), of eigenvalue 0: s of it. x0 = .35 (1, 1, 1) - .5 (1, 0, -1) + .15 (1, -1, 1).
  const double s = 0.3, slow = 0.5 * s / (1.0 - 0.5 * (1.0 - s)), fast = 0.15 * s;
  ThreeInARow stubborn(s);
  for (int round = 0; round < 60; ++round) one_round(stubborn, round);
  CHECK(orientation(stubborn, 0) == Approx(0.35 - slow + fast).epsilon(1e-6));
  CHECK(orientation(stubborn, 1) == Approx(0.35 - fast).epsilon(1e-6));
  CHECK(orientation(stubborn, 2) == Approx(0.35 + slow + fast).epsilon(1e-6));
}

TEST_CASE("influence: by hand: bounded confidence moves half-way to one who is near, and not at all to one who is far") {
  CHECK(models::compromise(0.2, 0.4, 0.25, 0.5) == Approx(0.3));
  CHECK(models::compromise(0.4, 0.2, 0.25, 0.25) == Approx(0.35));
  CHECK(models::compromise(0.2, 0.5, 0.25, 0.5) == 0.2);
  // The outer two know only the middle one at .2: the first moves to .1, the last, .8 away, stays.
  ThreeInARow small(0.0);
  small.world().influence.parameters.law = Influence::Law::bounded_confidence;
  one_round(small);
  CHECK(orientation(small, 0) == Approx(0.1));
  CHECK(orientation(small, 2) == 1.0);
  CHECK((orientation(small, 1) == Approx(0.1) || orientation(small, 1) == Approx(0.2)));
}

TEST_CASE("influence: direction: orientation answers to conditions in the direction asked for, and stays in its bounds") {
  const auto mean_after = [](const std::string& response, double value, bool worse) {
    SmallWorld small({{"people.influence." + response, value}, {"people.influence.period", std::int64_t{1}}});
    models::World& world = small.world();
    world.measures.income.gini = 0.3;
    one_round(small);
    if (worse) world.labour_market.unemployment = 0.2, world.measures.income.gini = 0.5;
    for (int month = 1; month < 6; ++month) one_round(small, month);
    double sum = 0.0;
    for (const float x : world.influence.orientation.current) {
      CHECK((x >= 0.0f && x <= 1.0f));
      sum += static_cast<double>(x) / 400.0;
    }
    return sum;
  };
  for (const char* response : {"unemployment_response", "inequality_response"}) {
    CHECK(mean_after(response, 0.0, true) == mean_after(response, 0.0, false));
    CHECK(mean_after(response, 0.2, true) > mean_after(response, 0.0, true) + 0.01);
    CHECK(mean_after(response, -0.2, true) < mean_after(response, 0.0, true) - 0.01);
    CHECK(mean_after(response, 2.0, true) > mean_after(response, 0.2, true));
  }
}

TEST_CASE("influence: oracle: V3, clusters of opinion under bounded confidence") {
  // 1,000 people, random pairs, both move half-way; clusters hold more than a twentieth of people.
  const auto clusters = [](double confidence, std::uint32_t seed) {
    const sim::Draws draws(seed, 0);
    sim::Stream stream = draws.stream(models::purpose::meeting, 0, 0);
    std::vector<double> opinion(1000);
    for (double& x : opinion) x = sim::uniform(stream);
    for (int meeting = 0; meeting < 150'000; ++meeting) {
      double& one = opinion[sim::integer(stream, 1000)];
      double& other = opinion[sim::integer(stream, 1000)];
      const double before = one;
      one = models::compromise(one, other, confidence, 0.5);
      other = models::compromise(other, before, confidence, 0.5);
    }
    std::sort(opinion.begin(), opinion.end());
    int found = 0;
    for (std::size_t first = 0; first < opinion.size();) {
      std::size_t last = first + 1;
      while (last < opinion.size() && opinion[last] - opinion[last - 1] < 0.02) ++last;
      found += last - first > 50;
      first = last;
    }
    return found;
  };
  const std::vector<std::pair<double, std::array<int, 2>>> expected{{0.5, {1, 1}}, {0.3, {1, 1}}, {0.25, {2, 2}}, {0.2, {2, 2}}, {0.15, {3, 3}}, {0.1, {4, 5}}};
  for (const auto& [confidence, range] : expected) {
    int as_expected = 0;
    for (std::uint32_t seed = 1; seed <= 40; ++seed) {
      const int found = clusters(confidence, seed);
      as_expected += found >= range[0] && found <= range[1];
    }
    INFO("confidence " << confidence << ", as expected " << as_expected);
    CHECK(as_expected >= 36);
  }
}
