//! Every patch in scenarios/policies is a policy announced for a date: before it nothing changes, to the last bit; after it
//! something does. And money is a unit: doubling all sums that parameters state changes nothing that is real.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <set>

#include "tests/catch.h"
#include "tests/models/small_world.h"

namespace {

namespace io = sim::io;
using test::Settings;
using test::SmallWorld;

constexpr int announced = 60;  // months from 2012-01 to 2017-01

// Act from the start, by design: thresholds are low before anything breaks.
const std::set<std::string> from_the_start{"rupture"};
// Begin later than 2017, take longer than half a year to be felt among so few, or act only where platforms rise.
const std::set<std::string> later{"antitrust", "energy-shock", "copyfair", "phyle-retention-high", "support-withdrawn", "demutualisation", "indivisible-reserve"};

io::Recorder live(const std::vector<std::string>& patches, int months) {
  const sim::Model& model = SmallWorld::model();
  const io::Models models{{std::string(model.name())}, [&](std::string_view) { return &model.parameters(); }};
  std::vector<io::Patch> policies;
  for (const std::string& patch : patches) policies.push_back({patch});
  return test::live<models::World>(
      io::read_scenario_text("[run]\nmodel = \"peer-production\"\nstart = \"2012-01\"\n", {"test", policies, {"people.count=800"}}, models), months);
}

//! First month in which a series differs in a bit, and its name; what a trial says of its receivers does not count.
std::pair<int, std::string> first_difference(const io::Recorder& one, const io::Recorder& other, int months) {
  std::pair<int, std::string> first{months, "none"};
  for (std::size_t k = 0; k < one.all().size(); ++k) {
    const io::Recorded& a = one.all()[k];
    if (a.group != "series" || a.name.find("_of_receivers") != std::string::npos || a.name.find("_of_others") != std::string::npos) continue;
    const auto *x = one.find_series(a.name), *y = other.find_series(a.name);
    for (int t = 0; t < first.first; ++t)
      if (std::memcmp(&(*x)[static_cast<std::size_t>(t)], &(*y)[static_cast<std::size_t>(t)], sizeof(double)) != 0) first = {t, a.name};
  }
  return first;
}

}  // namespace

TEST_CASE("policies: announced for a date, each changes nothing before it and something after it") {
  const int months = announced + 6;
  const io::Recorder without = live({}, months);
  for (const auto& file : std::filesystem::directory_iterator(std::filesystem::path(BEACHHEAD_SOURCE_DIR) / "scenarios/policies")) {
    const std::string name = file.path().stem().string();
    if (from_the_start.contains(name)) continue;
    const auto [month, series] = first_difference(live({file.path().string()}, months), without, months);
    INFO(name << ": " << series << " in month " << month);
    CHECK(month >= announced);
    if (!later.contains(name)) CHECK(month < months);
  }
}

TEST_CASE("policies: doubling all money leaves everything real as it was, within rounding") {
  // Every parameter in EUR is doubled, the wage among them. Sums are rounded to 0.0001 EUR, people decide by thresholds that nobody
  // is expected to meet within a year.
  Settings doubled{{"people.count", std::int64_t{1'000}}};
  for (const sim::Parameter& parameter : SmallWorld::model().parameters())
    if (parameter.kind == sim::Kind::real && parameter.unit.find("EUR") == 0) doubled[parameter.path] = 2.0 * std::get<double>(parameter.initial);
  SmallWorld one({{"people.count", std::int64_t{1'000}}}), two(doubled);
  one.live(12);
  two.live(12);
  for (const char* name : {"unemployment_rate", "hours_leisure", "hours_commons", "knowledge", "gini_income", "price_level", "wage_share", "take_rate",
                           "public_debt_to_gdp", "mobilised"})
    for (std::size_t t = 0; t < 12; ++t) {
      INFO(name << " in month " << t);
      CHECK(two.series(name)[t] == Approx(one.series(name)[t]).epsilon(1e-4).margin(1e-9));
    }
  CHECK(two.series("real_gdp").back() == Approx(2.0 * one.series("real_gdp").back()).epsilon(1e-4));  // in EUR of the opening
}
