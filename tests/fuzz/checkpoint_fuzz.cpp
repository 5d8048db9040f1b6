// A checkpoint is refused, or it is what was written. Its parts are also read without the checksum that guards them: a
// record that is accepted is saved to the same bytes, and a state never reaches beyond its columns.
#include "sim/core/error.h"
#include "sim/io/checkpoint.h"
#include "sim/io/recorder.h"
#include "sim/study/batch.h"
#include "tests/fuzz/targets.h"

namespace {

using Bytes = std::string_view;

void read_file(const std::uint8_t* data, std::size_t size) {
  const std::string path = fuzz::as_file(data, size, ".checkpoint");
  try {
    std::vector<std::string> refused;
    sim::io::Checkpoints(path, {"program", "model", "scenario"}).read(refused);
  } catch (const sim::FileError&) {
  }
}

void read_record(Bytes bytes) {
  try {
    sim::io::ByteReader in(bytes);
    sim::io::Recorder record;
    record.load(in);
    sim::io::ByteWriter out;
    record.save(out);
    fuzz::expect(out.bytes == bytes.substr(0, bytes.size() - in.left()), "a record is saved as it was loaded");
  } catch (const sim::FileError&) {
  }
}

void read_state(Bytes bytes) {
  static const sim::io::Scenario scenario = sim::io::read_scenario_text("[run]\nmodel = \"model-sim\"\n", {"fuzz.toml", {}, {}}, fuzz::known());
  sim::Setup setup;
  for (const sim::Parameter& parameter : fuzz::model_sim().parameters()) setup.settings.push_back(&scenario.timeline(parameter.path));
  setup.start = scenario.start();
  try {
    const auto simulation = fuzz::model_sim().create(setup);
    sim::study::load_state(*simulation, bytes);
    fuzz::expect(sim::study::save_state(*simulation) == bytes, "a state is saved as it was loaded");
  } catch (const sim::FileError&) {
  }
}

}  // namespace

// The first byte says which part the others are read as.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const Bytes rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0]) {
    case 'r': read_record(rest); break;
    case 's': read_state(rest); break;
    default: read_file(data, size);
  }
  return 0;
}
