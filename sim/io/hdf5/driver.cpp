#include "sim/io/hdf5/driver.h"

#include <algorithm>
#include <iterator>
#include <new>

namespace sim::io::hdf5 {
namespace {

//! A file as HDF5 knows it: a medium, and how much of it is in use.
struct OnMedium {
  H5FD_t head;
  Medium* medium;
  haddr_t in_use;
};

OnMedium* on(H5FD_t* file) { return reinterpret_cast<OnMedium*>(file); }
const OnMedium* on(const H5FD_t* file) { return reinterpret_cast<const OnMedium*>(file); }

//! How HDF5 reaches media: a file driver.
hid_t medium_driver() {
  static const H5FD_class_t functions = [] {
    H5FD_class_t own{};
    own.name = "beachhead-medium";
    own.maxaddr = (haddr_t{1} << 62) - 1;
    own.fc_degree = H5F_CLOSE_SEMI;
    own.fapl_size = sizeof(Medium*);
    own.open = [](const char*, unsigned flags, hid_t access, haddr_t) -> H5FD_t* {
      auto* file = new (std::nothrow) OnMedium{};
      if (!file) return nullptr;
      file->medium = *static_cast<Medium* const*>(H5Pget_driver_info(access));
      if (flags & H5F_ACC_TRUNC) file->medium->resize(0);
      return &file->head;
    };
    own.close = [](H5FD_t* file) -> herr_t { return delete on(file), 0; };
    own.query = [](const H5FD_t*, unsigned long* features) -> herr_t {
      *features = H5FD_FEAT_AGGREGATE_METADATA | H5FD_FEAT_ACCUMULATE_METADATA | H5FD_FEAT_DATA_SIEVE | H5FD_FEAT_AGGREGATE_SMALLDATA;
      return 0;
    };
    own.get_eoa = [](const H5FD_t* file, H5FD_mem_t) -> haddr_t { return on(file)->in_use; };
    own.set_eoa = [](H5FD_t* file, H5FD_mem_t, haddr_t end) -> herr_t { return on(file)->in_use = end, 0; };
    own.get_eof = [](const H5FD_t* file, H5FD_mem_t) -> haddr_t { return on(file)->medium->size(); };
    own.read = [](H5FD_t* file, H5FD_mem_t, hid_t, haddr_t at, std::size_t size, void* to) -> herr_t {
      return on(file)->medium->read(at, static_cast<char*>(to), size) ? 0 : -1;
    };
    own.write = [](H5FD_t* file, H5FD_mem_t, hid_t, haddr_t at, std::size_t size, const void* from) -> herr_t {
      return on(file)->medium->write(at, static_cast<const char*>(from), size), 0;
    };
    own.truncate = [](H5FD_t* file, hid_t, hbool_t) -> herr_t { return on(file)->medium->resize(on(file)->in_use), 0; };
    const H5FD_mem_t kinds[H5FD_MEM_NTYPES] = H5FD_FLMAP_DICHOTOMY;
    std::copy(std::begin(kinds), std::end(kinds), own.fl_map);
    return own;
  }();
  static const hid_t driver = checked(H5FDregister(&functions), "register", "the file driver");
  return driver;
}

Handle access_to(Medium& medium) {
  quieten_hdf5();
  Handle access = property_list(H5P_FILE_ACCESS);
  Medium* const info = &medium;
  checked(H5Pset_driver(access, medium_driver(), &info), "set up", "a file");
  checked(H5Pset_fclose_degree(access, H5F_CLOSE_SEMI), "set up", "closing");
  return access;
}

constexpr const char* no_name = "beachhead";  // HDF5 wants one; media have none

}  // namespace

Handle create_on(Medium& medium) {
  const Handle access = access_to(medium);
  Handle creation = property_list(H5P_FILE_CREATE);
  constexpr unsigned order = H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED;
  checked(H5Pset_libver_bounds(access, H5F_LIBVER_V18, H5F_LIBVER_V18), "set up", "the format");
  checked(H5Pset_obj_track_times(creation, false), "set up", "times");
  checked(H5Pset_link_creation_order(creation, order), "set up", "the order of links");
  checked(H5Pset_attr_creation_order(creation, order), "set up", "the order of attributes");
  return {H5Fcreate(no_name, H5F_ACC_TRUNC, creation, access), H5Fclose, "create", "a file"};
}

Handle open_on(Medium& medium) { return {H5Fopen(no_name, H5F_ACC_RDONLY, access_to(medium)), H5Fclose, "open", "the file"}; }

}  // namespace sim::io::hdf5
