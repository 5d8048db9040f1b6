//! Result files: groups of labelled variables to and from HDF5 that is also valid netCDF-4.
//!
//! A file under its final name is complete and verified. HDF5 builds the file in memory; plain system calls then write
//! the bytes under a temporary name in the same folder. What is too large for that is built there part by part. Either way
//! HDF5 sees a medium (medium.h), never a file, and a full disk is told with its cause.
//!
//! Text variables are stored as variable-length UTF-8 without filters: ncdump 4.9.0 crashes on arrays of fixed-length
//! strings, and HDF5 refuses Fletcher32 on variable-length ones. Text attributes are of fixed length (netCDF's char).
//!
//! Behind the last byte of HDF5 follows the seal, `beachhead-sha256 ` and the SHA-256 of all before it, which every
//! other reader ignores. It is checked before the library sees the bytes, since HDF5 1.10.8 crashes or hangs on some
//! damaged ones. A file without a seal (repacked by another program) is read, and its digests decide. Since a seal can
//! be forged, every file is first read by a process of its own, which may crash.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sim/io/commit.h"
#include "sim/io/variable.h"

namespace sim::io {

inline constexpr std::string_view result_format = "beachhead-results";
inline constexpr std::int64_t result_version = 1;

struct ReadOptions {
  bool any_format = false;                            //!< accept files whose root does not say result_format, version
  std::uint64_t max_bytes = std::uint64_t{16} << 30;  //!< refuse files whose content would take more memory than this
  bool heads = false;     //!< leave out numbers along two dimensions and more, once the digests have been compared
  std::string only = {};  //!< one group below the root; the digests, which are about the whole, are then not compared
};

//! What is compared before a file takes its final name: the digests of its content, read back by HDF5; or, for files whose
//! content we read and check ourselves before anybody else does, the bytes alone.
enum class Verify { content, bytes };

//! Writes the groups to a new file, and stores the root attribute `content_digest` and, where there is a group
//! "provenance", its attribute `checksum`. Equal groups give equal bytes. Parents of nested groups are added.
//! Committed by commit_file, after reading back and comparing; whether it can be is asked by
//! check_writable. Throws FileError; InternalError where shapes, names and values contradict each other.
void write_file(const std::string& final_path, std::vector<Group> groups, bool overwrite, Verify verify = Verify::content);

//! The same for content that is larger than memory: what the groups leave out (variables without values, whose dimensions say
//! that there are some) is asked for, part by part and each part once, and read back part by part.
void write_file(const std::string& final_path, std::vector<Group> groups, const Rows& rows, bool overwrite);

//! Reads the whole file: the root first, then each group before its subgroups, in order of creation, without the
//! bookkeeping of dimension scales. Verifies the stored digests, which a file of our format must have, and the seal.
//! Throws FileError on anything but the hard-linked groups and datasets, filters and types that write_file writes.
std::vector<Group> read_file(const std::string& path, const ReadOptions& options = {});

//! Asks of a file all that read_file does, part by part, and gives its digest. Throws FileError.
std::string check_file(const std::string& path);

//! A file that read_file has passed, of which values are read part by part. Throws FileError.
class OpenFile {
 public:
  explicit OpenFile(const std::string& path);
  ~OpenFile();

  Numbers rows(const Group& group, const Variable& variable, std::size_t first, std::size_t count);

 private:
  struct Parts;
  std::string path_;
  std::unique_ptr<Parts> parts_;
};

}  // namespace sim::io
