// A result file is refused, or its content has a digest, can be joined run by run, and written again to the same digest.
#include "sim/core/error.h"
#include "sim/io/digest.h"
#include "sim/io/hdf5.h"
#include "sim/io/join.h"
#include "tests/fuzz/targets.h"

namespace {

//! Whether the digests agree, apart from those that a file stores about itself.
bool is_same(std::vector<sim::io::Group> one, std::vector<sim::io::Group> other) {
  for (auto* groups : {&one, &other})
    for (sim::io::Group& group : *groups)
      std::erase_if(group.attributes, [](const auto& attribute) { return attribute.first == sim::io::digest_attribute || attribute.first == sim::io::checksum_attribute; });
  return sim::io::digest(one) == sim::io::digest(other);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string path = fuzz::as_file(data, size, ".h5");
  try {
    const std::vector<sim::io::Group> groups = sim::io::read_file(path, {.any_format = true, .max_bytes = 1u << 26});
    try {
      sim::io::join_runs({groups}, {{0, 0}});
    } catch (const sim::FileError&) {  // it holds no runs
    }
    sim::io::write_file(path, groups, true);
    fuzz::expect(is_same(sim::io::read_file(path, {.any_format = true}), groups), "what was written reads back the same");
  } catch (const sim::FileError&) {
  }
  return 0;
}
