#include "sim/io/hdf5/handle.h"

#include <algorithm>
#include <array>

namespace sim::io::hdf5 {

std::string cause() {
  std::string text;
  H5Ewalk2(
      H5E_DEFAULT, H5E_WALK_UPWARD,
      [](unsigned depth, const H5E_error2_t* error, void* result) -> herr_t {
        if (depth == 0 && error->desc) *static_cast<std::string*>(result) = error->desc;
        return 0;
      },
      &text);
  return text.empty() ? "HDF5 gives no cause" : "HDF5: " + text;
}

Handle property_list(hid_t type) { return {H5Pcreate(type), H5Pclose, "create", "a property list"}; }

Handle transfer_list() {
  constexpr std::size_t buffer = 64 << 10;
  Handle plist = property_list(H5P_DATASET_XFER);
  checked(H5Pset_buffer(plist, buffer, nullptr, nullptr), "set up", "a buffer");
  return plist;
}

void quieten_hdf5() {
  checked(H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr), "silence", "HDF5");
  checked(H5PLset_loading_state(0), "switch off", "plugins");
}

Handle copy_of(hid_t type) { return {H5Tcopy(type), H5Tclose, "copy", "a type"}; }

Handle string_type(std::size_t size, H5T_cset_t characters, H5T_str_t padding) {
  Handle type = copy_of(H5T_C_S1);
  checked(H5Tset_size(type, size), "size", "a text type");
  checked(H5Tset_cset(type, characters), "encode", "a text type");
  checked(H5Tset_strpad(type, size == H5T_VARIABLE ? H5T_STR_NULLTERM : padding), "pad", "a text type");
  return type;
}

Handle scalar_space() { return {H5Screate(H5S_SCALAR), H5Sclose, "create", "a scalar space"}; }

Handle simple_space(const std::vector<hsize_t>& lengths, const std::vector<hsize_t>& limits) {
  if (lengths.empty()) return scalar_space();
  return {H5Screate_simple(static_cast<int>(lengths.size()), lengths.data(), limits.data()), H5Sclose, "create",
          "a space"};
}

Selection::Selection(hid_t dataset, std::vector<hsize_t> lengths, hsize_t first, const std::string& object)
    : in_file(H5Dget_space(dataset), H5Sclose, "look at", object), in_memory(simple_space(lengths, lengths)) {
  if (lengths.empty()) return;
  std::vector<hsize_t> start(lengths.size(), 0);
  start[0] = first;
  checked(H5Sselect_hyperslab(in_file, H5S_SELECT_SET, start.data(), nullptr, lengths.data(), nullptr), "select in", object);
}

bool is_bookkeeping(const std::string& name) {
  static constexpr std::array bookkeeping{"CLASS",
                                 "NAME",
                                 "REFERENCE_LIST",
                                 "DIMENSION_LIST",
                                 "DIMENSION_LABELS",
                                 "_Netcdf4Dimid",
                                 "_Netcdf4Coordinates",
                                 "_NCProperties"};
  return std::find(bookkeeping.begin(), bookkeeping.end(), name) != bookkeeping.end();
}

}  // namespace sim::io::hdf5
