// beachhead digest: one hash per file, over everything but provenance.
#include "sim/io/digest.h"

#include <fmt/format.h>

#include "sim/cli/command_line.h"
#include "sim/core/error.h"
#include "sim/io/hdf5.h"
#include "sim/io/toml.h"

namespace sim::cli {

int digest(const Words& words) {
  if (words.empty()) throw ScenarioError("digest: which file? beachhead digest FILE.h5...");
  if (words[0] == "--help" || words[0] == "-h") {
    fmt::print("beachhead digest FILE.h5...   prints HASH  FILE; equal hashes mean equal content, provenance apart\n");
    return done;
  }
  for (const std::string& path : words) fmt::print("{}  {}\n", io::check_file(path), io::printable(path));
  return done;
}

}  // namespace sim::cli
