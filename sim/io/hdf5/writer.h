//! From groups to the bytes of an HDF5 file that is valid netCDF-4.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "sim/io/hdf5/handle.h"
#include "sim/io/medium.h"

namespace sim::io::hdf5 {

//! The two digests that a file stores.
struct Digests {
  std::string content, provenance;
  bool operator==(const Digests&) const = default;
};

//! Fills the medium with the file that holds these groups. Values that they leave out are asked for, part by part.
Digests build(Medium& medium, const std::vector<Group>& groups, const Rows& rows);

//! The same groups with root and parents, without digests.
std::vector<Group> completed(std::vector<Group> groups);

std::string path_of(const Group& group, const Variable& variable);

//! Whether the values are not in memory, but asked for.
bool is_left_out(const Group& group, const Variable& variable);

//! Hands over so many rows at a time as make up a part of some 16 MB; whole chunks, since those are compressed.
void in_parts(const Group& group, const Variable& variable, const std::function<void(std::size_t first, std::size_t count)>& function);

}  // namespace sim::io::hdf5
