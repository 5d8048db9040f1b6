// A study file is refused with a place, or lays out points whose values the parameters take.
#include "sim/core/error.h"
#include "sim/study/design.h"
#include "tests/fuzz/targets.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string path = fuzz::as_file(data, size, ".toml");
  try {
    const sim::io::Scenario base = sim::io::read_scenario({path, {}, {}}, fuzz::known(), sim::io::Design::allowed);
    const sim::study::Design design = sim::study::read_design(path, base);
    fuzz::expect(design.replicates >= 1, "a design has replicates");
    for (const sim::study::Point& point : design.points) fuzz::expect(point.size() == design.factors.size(), "a point has a level for each factor");
  } catch (const sim::ScenarioError&) {
  } catch (const sim::FileError&) {
  }
  return 0;
}
