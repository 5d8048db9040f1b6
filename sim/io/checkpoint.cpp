#include "sim/io/checkpoint.h"

#include <fmt/format.h>

#include <fstream>
#include <sstream>

#include "sim/core/error.h"
#include "sim/io/bytes.h"
#include "sim/io/commit.h"
#include "sim/io/digest.h"

namespace sim::io {
namespace {

constexpr std::string_view magic = "beachhead-checkpoint-1";

}  // namespace

void write_checkpoint(const std::string& path, std::string_view bytes) {
  ByteWriter out;
  out.text(magic);
  out.text(sha256(bytes));
  out.text(bytes);
  commit_file(path, out.bytes, true);
}

std::string read_checkpoint(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream content;
  if (!file || !(content << file.rdbuf())) throw FileError(fmt::format("{}: there is no checkpoint to go on from", path));
  const std::string all = content.str();
  try {
    ByteReader in(all);
    if (in.text() != magic) throw FileError("it is not a checkpoint of this version");
    const std::string checksum = in.text();
    std::string bytes = in.text();
    if (!in.at_end() || sha256(bytes) != checksum) throw FileError("it is damaged");
    return bytes;
  } catch (const FileError& error) {
    throw FileError(fmt::format("{}: {}", path, error.what()));
  }
}

}  // namespace sim::io
