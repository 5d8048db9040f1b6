#include "sim/study/arms.h"

#include "models/world.h"
#include "sim/core/error.h"
#include "sim/core/run.h"
#include "tests/catch.h"

namespace {

namespace io = sim::io;
namespace study = sim::study;

const sim::ModelOf<models::World> model;

study::Arm arm(const std::string& name, std::vector<std::string> sets) {
  sets.insert(sets.begin(), {"people.count=300", "run.months=12"});
  const io::Models known{{std::string(model.name())}, [](std::string_view) { return &model.parameters(); }};
  return {name, io::read_scenario_text("[run]\nmodel = \"peer-production\"\n", {"test", {}, sets}, known)};
}

std::string refusal(const std::vector<study::Arm>& arms, const std::vector<std::string>& outcomes = {}) {
  try {
    study::check_arms(model, arms, outcomes, "here");
  } catch (const sim::ScenarioError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("arms: other values and longer axes without names stand side by side") {
  CHECK(refusal({arm("baseline", {}), arm("more", {"state.basic_income.amount=280", "measures.panel_size=120", "people.count=400"})}).empty());
}

TEST_CASE("arms: another set of names is refused with the arm, what differs and where it was set") {
  const std::string said = refusal({arm("baseline", {}), arm("flat", {"producers.goods_market.classes=1"})});
  INFO(said);
  CHECK(said.find("arm 'flat' cannot stand beside 'baseline': it records /classes/") == 0);
  CHECK(said.find("producers.goods_market.classes = 1 (--set producers.goods_market.classes=1") != said.npos);
}

TEST_CASE("arms: an outcome that is no series is refused with the nearest") {
  CHECK(refusal({arm("baseline", {})}, {"real_gdp", "gini_incom"}) == "here: outcomes: the model shows no series 'gini_incom'; nearest: 'gini_income'");
}
