//! Checkpoint files: a length, a version and a checksum around the bytes, written whole or not at all.
#pragma once

#include <string>
#include <string_view>

namespace sim::io {

//! Throws FileError.
void write_checkpoint(const std::string& path, std::string_view bytes);
//! Throws FileError where the file is missing, cut short, altered, or of another version.
std::string read_checkpoint(const std::string& path);

}  // namespace sim::io
