#include "models/textbook/coordination.h"

#include <cmath>

#include "tests/catch.h"
#include "tests/models/textbook/textbook_world.h"

using models::Coordination;
using Organisations = test::TextbookWorld<models::CoordinationWorld>;

namespace {

test::Settings settings(double talk, double crowding, double cheapening = 0.0, double revision = 1.0) {
  return {{"textbook.coordination.count", std::int64_t{5'000}}, {"textbook.coordination.talk_cost", talk},
          {"textbook.coordination.crowding", crowding},         {"textbook.coordination.cheapening", cheapening},
          {"textbook.coordination.revision", revision}};
}

double last(const char* series, const test::Settings& changes, int months) {
  Organisations small(changes);
  small.pass(months - 1);
  small.live(1);
  return small.series(series).back();
}

}  // namespace

TEST_CASE("coordination: zero: who never looks keeps its form, and talk as dear as ever moves nothing") {
  Organisations small(settings(0.1, 0.0, 0.0, 0.0));
  small.live(5);
  CHECK(small.series("network_share").back() == 0.0);
  CHECK(small.series("smallest_network").front() == small.series("smallest_network").back());
}

TEST_CASE("coordination: by hand: costs of thirty-six people with a span of six") {
  // Two levels at 5 hours are 10 hours each; a network at 2 hours with x = 1/2 is 2 x 6 = 12 hours, with x = 0 it is 2.
  Organisations small(settings(2.0, 0.5));
  Coordination& own = small.world().coordinating;
  CHECK(cost_of_hierarchy(own.parameters, 36.0) == Approx(10.0));
  CHECK(cost_of_network(own.parameters, own.talk, 36.0) == Approx(12.0));
  own.size.fill(36.0);
  small.live(1);
  CHECK(small.series("network_share").back() == 0.0);
  CHECK(small.series("coordination_cost").back() == Approx(10.0));
  Organisations flat(settings(2.0, 0.0));
  flat.world().coordinating.size.fill(36.0);
  flat.live(1);
  CHECK(flat.series("people_in_networks").back() == 1.0);
  CHECK(flat.series("coordination_cost").back() == Approx(2.0));
}

TEST_CASE("coordination: conserves: sizes never change, and who looks never pays more than the dearer form") {
  Organisations small(settings(10.0, 0.1, 0.01, 0.2));
  const std::vector<double> before(small.world().coordinating.size.begin(), small.world().coordinating.size.end());
  small.live(60);
  CHECK(std::equal(before.begin(), before.end(), small.world().coordinating.size.begin()));
  for (const double size : before) CHECK(size >= 2.0);
  const auto& cost = small.series("coordination_cost");
  for (std::size_t t = 1; t < cost.size(); ++t) CHECK(cost[t] <= cost[t - 1] * (1.0 + 1e-12));
}

TEST_CASE("coordination: direction: cheaper talk, dearer levels and a narrower span favour networks, crowding does not") {
  const auto share = [](test::Settings changes, const char* name, double value) {
    changes[std::string("textbook.coordination.") + name] = value;
    return last("people_in_networks", changes, 3);
  };
  const test::Settings usual = settings(6.0, 0.1);
  const double then = last("people_in_networks", usual, 3);
  CHECK(share(usual, "talk_cost", 4.0) > then);
  CHECK(share(usual, "level_cost", 8.0) > then);
  CHECK(share(usual, "span", 3.0) > then);
  CHECK(share(usual, "crowding", 0.3) < then);
  CHECK(last("smallest_network", settings(6.0, 0.1, 0.01), 60) < last("smallest_network", settings(6.0, 0.1, 0.01), 2));
  CHECK(last("largest_network", settings(2.5, 0.4, 0.01), 60) > last("largest_network", settings(2.5, 0.4, 0.01), 2));
}

TEST_CASE("coordination: oracle: without crowding networks win above s^(c_n / c_h), with it where c_n < c_h / (e x ln s)") {
  Organisations flat(settings(10.0, 0.0));
  CHECK(network_sizes(flat.world().coordinating.parameters, 10.0)[0] == Approx(36.0).epsilon(1e-12));  // 6^(10 / 5)
  flat.live(1);
  // Of Pareto sizes from 2 on, (2 / 36)^1.06 are larger than 36: 0.0467, with a standard error of .003 over 5,000.
  CHECK(flat.series("network_share").back() == Approx(std::pow(2.0 / 36.0, 1.06)).margin(0.01));
  for (const double x : {0.2, 0.5, 1.0}) {
    Organisations crowded(settings(10.0, x));
    const Coordination::Parameters& p = crowded.world().coordinating.parameters;
    const double highest = p.level_cost / (std::exp(1.0) * x * std::log(p.span));
    CHECK(network_sizes(p, 1.001 * highest)[0] == 0.0);
    const auto sizes = network_sizes(p, 0.9 * highest);
    CHECK(sizes[0] < std::exp(1.0 / x));
    CHECK(sizes[1] > std::exp(1.0 / x));
    for (const double size : sizes) CHECK(p.level_cost * std::log(size) / std::log(p.span) == Approx(0.9 * highest * std::pow(size, x)).epsilon(1e-9));
  }
}
