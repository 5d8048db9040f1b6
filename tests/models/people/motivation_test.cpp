#include "models/people/motivation.h"

#include <algorithm>
#include <cmath>

#include "tests/catch.h"
#include "tests/models/small_world.h"

using models::Motivation;
using test::SmallWorld;

namespace {

constexpr Motivation::Parameters usual{.contributor_share = 0.3,
                                       .median_hours = 2.0,
                                       .hours_dispersion = 1.0,
                                       .output_dispersion = 0.8,
                                       .most_hours = 60.0};

// Traits alone, without the rest of a world of that size.
Motivation traits(const Motivation::Parameters& parameters, std::size_t people) {
  SmallWorld small({{"people.count", std::int64_t{50}}, {"commons.projects.reserve", 0.0}});
  Motivation own;
  own.parameters = parameters;
  own.committed_hours.allocate(people);
  own.output_per_hour.allocate(people);
  models::set_up(own, small.world(), small.month(-1));
  return own;
}

double mean(const sim::Column<float>& column) {
  double sum = 0.0;
  for (const float value : column) sum += static_cast<double>(value);
  return sum / static_cast<double>(column.size());
}

long contributors(const Motivation& own) {
  return std::count_if(own.output_per_hour.begin(), own.output_per_hour.end(),
                       [](float output) { return output > 0.0f; });
}

double normal_below(double z) { return 0.5 * std::erfc(-z / std::sqrt(2.0)); }

}  // namespace

TEST_CASE("motivation: zero: a contributor share or median hours of zero leave the commons without givers") {
  Motivation::Parameters none = usual;
  none.contributor_share = 0.0;
  CHECK(contributors(traits(none, 500)) == 0);
  Motivation::Parameters idle = usual;
  idle.median_hours = 0.0;
  for (const float hours : traits(idle, 500).committed_hours) CHECK(hours == 0.0f);
}

TEST_CASE("motivation: by hand: without dispersion three people give the median hours at an output of one") {
  // Hours: the median of 5; at a median of 50 the cap of 20. Output per hour exp(0 z - 0) = 1, its mean.
  const Motivation three = traits({1.0, 5.0, 0.0, 0.0, 20.0}, 3), capped = traits({0.0, 50.0, 0.0, 0.0, 20.0}, 3);
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(three.committed_hours[i] == 5.0f);
    CHECK(three.output_per_hour[i] == 1.0f);
    CHECK(three.contributes(i));
    CHECK(capped.committed_hours[i] == 20.0f);
    CHECK_FALSE(capped.contributes(i));
  }
}

TEST_CASE("motivation: conserves: commitment depends neither on pay nor on time") {
  SmallWorld poor({{"producers.labour_market.opening_wage", 10.0}}),
      rich({{"producers.labour_market.opening_wage", 20.0}});
  const Motivation opening = poor.world().motivation;
  rich.live(2);
  const Motivation& later = rich.world().motivation;
  CHECK(std::equal(opening.committed_hours.begin(), opening.committed_hours.end(), later.committed_hours.begin()));
  CHECK(std::equal(opening.output_per_hour.begin(), opening.output_per_hour.end(), later.output_per_hour.begin()));
  const Motivation many = traits(usual, 5000);
  CHECK(*std::max_element(many.committed_hours.begin(), many.committed_hours.end()) == 60.0f);
  CHECK(*std::min_element(many.committed_hours.begin(), many.committed_hours.end()) > 0.0f);
}

TEST_CASE("motivation: direction: shares add contributors, medians and caps hours, dispersions spread") {
  const Motivation normal = traits(usual, 2000);
  const auto with = [](double Motivation::Parameters::*member, double value) {
    Motivation::Parameters changed = usual;
    changed.*member = value;
    return traits(changed, 2000);
  };
  const auto highest = [](const sim::Column<float>& column) { return *std::max_element(column.begin(), column.end()); };
  CHECK(contributors(with(&Motivation::Parameters::contributor_share, 0.5)) > contributors(normal));
  CHECK(mean(with(&Motivation::Parameters::median_hours, 3.0).committed_hours) > mean(normal.committed_hours));
  CHECK(mean(with(&Motivation::Parameters::hours_dispersion, 1.3).committed_hours) > mean(normal.committed_hours));
  CHECK(highest(with(&Motivation::Parameters::output_dispersion, 1.2).output_per_hour) >
        highest(normal.output_per_hour));
  CHECK(highest(with(&Motivation::Parameters::most_hours, 100.0).committed_hours) > highest(normal.committed_hours));
  CHECK(mean(with(&Motivation::Parameters::most_hours, 4.0).committed_hours) < mean(normal.committed_hours));
}

TEST_CASE("motivation: oracle: moments of output and of hours cut at a cap") {
  // Output per hour has mean 1 at any dispersion b, variance exp(b^2) - 1. Hours min(m exp(s z), c) have mean
  // m exp(s^2/2) Phi(ln(c/m)/s - s) + c (1 - Phi(ln(c/m)/s)); below c. Tolerances are four standard errors.
  constexpr std::size_t people = 40'000;
  const double n = people;
  Motivation::Parameters all = usual;
  all.contributor_share = 1.0;
  const Motivation own = traits(all, people);
  CHECK(std::abs(mean(own.output_per_hour) - 1.0) < 4.0 * std::sqrt((std::exp(0.64) - 1.0) / n));
  const double z = std::log(60.0 / 2.0);
  const double expected = 2.0 * std::exp(0.5) * normal_below(z - 1.0) + 60.0 * (1.0 - normal_below(z));
  CHECK(std::abs(mean(own.committed_hours) - expected) <
        4.0 * 2.0 * std::sqrt((std::exp(1.0) - 1.0) * std::exp(1.0) / n));
  const auto contributing = static_cast<double>(contributors(traits(usual, people)));
  CHECK(std::abs(contributing / n - 0.3) < 4.0 * std::sqrt(0.3 * 0.7 / n));
}
