// A scenario text is refused with a place, or resolves to a scenario that reads back to itself, complete and minimal.
#include "sim/core/error.h"
#include "tests/fuzz/targets.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    const sim::io::Scenario scenario = sim::io::read_scenario_text(text, {"fuzz.toml", {}, {}}, fuzz::known(), sim::io::Design::allowed);
    for (const std::string& again : {scenario.complete_toml(), scenario.minimal_toml()}) {
      const sim::io::Scenario back = sim::io::read_scenario_text(again, {"again.toml", {}, {}}, fuzz::known());
      fuzz::expect(back.complete_toml() == scenario.complete_toml(), "a scenario reads back to itself");
    }
  } catch (const sim::ScenarioError& error) {
    fuzz::expect(std::string_view(error.what()).starts_with("fuzz.toml"), "an error names the file");
  }
  return 0;
}
