//! From an HDF5 file to groups. Refuses links that lead elsewhere, foreign storage, unknown filters and absurd sizes.
#pragma once

#include <string>
#include <vector>

#include "sim/io/hdf5/handle.h"

namespace sim::io::hdf5 {

//! All groups that the options ask for; with `heads`, numbers along two dimensions and more are left out.
std::vector<Group> read_groups(hid_t file, const ReadOptions& options, bool heads);

//! So many rows from `first` on of a dataset that has been looked at.
Numbers read_rows(hid_t file, const std::string& object, std::size_t first, std::size_t count);

}  // namespace sim::io::hdf5
