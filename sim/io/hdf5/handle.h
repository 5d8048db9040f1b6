//! What reading and writing share: HDF5's identifiers and errors, types, spaces, and the conventions of netCDF-4.
#pragma once

#define H5_USE_110_API
#include <hdf5.h>

#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "sim/core/error.h"
#include "sim/io/hdf5.h"

namespace sim::io::hdf5 {

//! The innermost cause in HDF5's error stack, in its own words.
std::string cause();

[[noreturn]] inline void fail(const std::string& what) { throw FileError(what); }

//! Passes on what HDF5 returns; a negative value is an error. `object` is the path within the file.
template <class T>
T checked(T returned, const char* verb, const std::string& object) {
  if (returned < 0) fail(std::string("cannot ") + verb + " " + object + ": " + cause());
  return returned;
}

//! Owns an HDF5 identifier.
class Handle {
 public:
  using Close = herr_t (*)(hid_t);
  Handle(hid_t id, Close closer, const char* verb, const std::string& object)
      : id_(checked(id, verb, object)), close_(closer) {}
  Handle(Handle&& other) noexcept : id_(std::exchange(other.id_, H5I_INVALID_HID)), close_(other.close_) {}
  Handle& operator=(Handle&&) = delete;
  ~Handle() {
    if (id_ >= 0) close_(id_);
  }
  operator hid_t() const { return id_; }

  void close(const std::string& object) { checked(close_(std::exchange(id_, H5I_INVALID_HID)), "close", object); }

 private:
  hid_t id_;
  Close close_;
};

Handle property_list(hid_t type);
//! How values are moved. HDF5 would convert texts in a megabyte, which it clears for every array of them.
Handle transfer_list();

//! HDF5 as we want it: silent (we report errors ourselves), and without filters loaded from who knows where.
void quieten_hdf5();

Handle copy_of(hid_t type);
Handle string_type(std::size_t size, H5T_cset_t characters = H5T_CSET_UTF8, H5T_str_t padding = H5T_STR_NULLPAD);

//! Types in the file.
template <class T>
Handle file_type() {
  if constexpr (std::is_same_v<T, std::int8_t>) return copy_of(H5T_STD_I8LE);
  if constexpr (std::is_same_v<T, std::int32_t>) return copy_of(H5T_STD_I32LE);
  if constexpr (std::is_same_v<T, std::int64_t>) return copy_of(H5T_STD_I64LE);
  if constexpr (std::is_same_v<T, float>) return copy_of(H5T_IEEE_F32LE);
  if constexpr (std::is_same_v<T, double>) return copy_of(H5T_IEEE_F64LE);
  if constexpr (std::is_same_v<T, std::string>) return string_type(H5T_VARIABLE);
}

Handle scalar_space();
Handle simple_space(const std::vector<hsize_t>& lengths, const std::vector<hsize_t>& limits);

//! So many rows of the slowest dimension of a dataset, in the file and in memory.
struct Selection {
  Selection(hid_t dataset, std::vector<hsize_t> lengths, hsize_t first, const std::string& object);
  Handle in_file, in_memory;
};

//! Whether this is an attribute that HDF5 dimension scales and netCDF-4 keep for themselves.
bool is_bookkeeping(const std::string& name);

//! How netCDF-4 names a dimension that no variable belongs to.
inline constexpr const char* no_variable = "This is a netCDF dimension but not a netCDF variable.";

}  // namespace sim::io::hdf5
