//! A file appears under its final name whole, verified and lasting, or not at all.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace sim::io {

//! Writes `bytes` under a temporary name in the same folder, lets `verify` look at that file, synchronises, renames, and
//! synchronises the folder; after any failure the folder is as before. Throws FileError naming the path and the cause.
void commit_file(const std::string& final_path, std::string_view bytes, bool overwrite,
                 const std::function<void(const std::string& temporary)>& verify = {});

//! Asks before long work whether commit_file could create this file. Leaves nothing behind. Throws FileError.
void check_writable(const std::string& path, bool overwrite);

}  // namespace sim::io
