#include "models/textbook/file_sharing.h"

#include <cmath>

#include "tests/catch.h"
#include "tests/models/textbook/textbook_world.h"

using models::FileSharing;
using Market = test::TextbookWorld<models::FileSharingWorld>;

namespace {

test::Settings numbers(const test::Settings& changes = {}) {
  test::Settings settings;
  for (const auto& [name, value] : changes) settings["textbook.file_sharing." + name] = value;
  return settings;
}

sim::Value months(int number) { return std::int64_t{number}; }

double settled(const char* series, const test::Settings& changes = {}) {
  Market small(numbers(changes));
  small.live(360);
  return small.series(series).back();
}

}  // namespace

TEST_CASE("file_sharing: zero: who never reconsiders stays, and a service that never enters draws nobody") {
  CHECK(settled("sharing", {{"reconsider", 0.0}}) == 0.5);
  CHECK(settled("service", {{"entry", months(1'000)}}) == 0.0);
  CHECK(settled("sharing", {{"company", 0.0}, {"copies_price", 0.0}, {"risk", 0.0}, {"entry", months(1'000)}}) == Approx(0.5).margin(0.01));
}

TEST_CASE("file_sharing: by hand: worth of three ways") {
  // With a half of people sharing: 10 - 2 + 2/2 = 9 and 10 - 8 + 10 = 12 EUR, over a noise of 3: e^3 and e^4 to 1 for copies.
  FileSharing::Parameters p{};
  p.copies_price = 10.0, p.service_price = 8.0, p.convenience = 10.0, p.risk = 2.0, p.company = 2.0, p.noise = 3.0;
  const double all = 1.0 + std::exp(3.0) + std::exp(4.0);
  CHECK(models::chances(p, 0.5, true)[FileSharing::copies] == Approx(1.0 / all).epsilon(1e-12));
  CHECK(models::chances(p, 0.5, true)[FileSharing::sharing] == Approx(std::exp(3.0) / all).epsilon(1e-12));
  CHECK(models::chances(p, 0.5, true)[FileSharing::service] == Approx(std::exp(4.0) / all).epsilon(1e-12));
  CHECK(models::chances(p, 0.5, false)[FileSharing::sharing] == Approx(std::exp(3.0) / (1.0 + std::exp(3.0))).epsilon(1e-12));
}

TEST_CASE("file_sharing: conserves: everybody has one way") {
  Market small(numbers({{"entry", months(5)}}));
  for (int t = 0; t < 40; ++t) {
    small.live(1);
    const auto& own = small.world().market;
    CHECK(own.people[0] + own.people[1] + own.people[2] == 100'000);
    CHECK(own.share[0] + own.share[1] + own.share[2] == Approx(1.0).epsilon(1e-14));
    if (t < 5) CHECK(own.people[FileSharing::service] == 0);
  }
}

TEST_CASE("file_sharing: direction: convenience and the law absorb, price and company hold") {
  const double usual = settled("sharing");
  CHECK(settled("sharing", {{"convenience", 12.0}}) < usual);
  CHECK(settled("sharing", {{"service_price", 10.0}}) > usual);
  CHECK(settled("sharing", {{"risk", 4.0}}) < usual);
  CHECK(settled("sharing", {{"company", 4.0}}) > usual);
  CHECK(settled("copies", {{"copies_price", 4.0}}) > settled("copies"));
  CHECK(settled("sharing", {{"noise", 8.0}}) > usual);
  // The same offer absorbs a small network and fails against a large one, where company is worth much.
  const auto left = [](double opening) {
    return settled("sharing", {{"company", 10.0}, {"convenience", 11.0}, {"entry", months(0)}, {"opening_share", opening}, {"noise", 1.0}});
  };
  CHECK(left(0.1) < 0.05);
  CHECK(left(0.95) > 0.9);
}

TEST_CASE("file_sharing: oracle: claim 65, those who share are absorbed where convenience exceeds price, along an exponential path") {
  // Without company the chances are constant from entry on, so that the share goes to them as s* + (s_0 - s*) (1 - r)^t; four standard
  // deviations of a share among 100,000 people are .006.
  const test::Settings alone{{"company", 0.0}, {"risk", 0.0}, {"noise", 0.5}};
  for (const double convenience : {4.0, 7.0, 9.0, 12.0}) {
    test::Settings settings = alone;
    settings["convenience"] = convenience;
    Market small(numbers(settings));
    small.live(160);
    const std::vector<double>& sharing = small.series("sharing");
    const double odds = std::exp((10.0 - 0.0) / 0.5), licensed = std::exp((10.0 - 8.0 + convenience) / 0.5);
    const double rest = odds / (1.0 + odds + licensed);
    for (const std::size_t t : {65, 80, 120, 159})
      CHECK(sharing[t] == Approx(rest + (sharing[59] - rest) * std::pow(0.9, static_cast<double>(t) - 59.0)).margin(0.006));
    if (convenience > 8.0) CHECK(sharing[159] < 0.2);
    else CHECK(sharing[159] > 0.8);
  }
  // With company it rests at the fixed point of its own chances.
  Market small(numbers());
  small.live(360);
  double share = 0.5;
  const FileSharing::Parameters& p = small.world().market.parameters;
  for (int t = 0; t < 2'000; ++t) share += 0.1 * (models::chances(p, share, true)[FileSharing::sharing] - share);
  CHECK(small.series("sharing").back() == Approx(share).margin(0.006));
}
