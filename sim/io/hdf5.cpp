#include "sim/io/hdf5.h"

#define H5_USE_110_API
#include <fcntl.h>
#include <hdf5.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <iterator>
#include <map>
#include <memory>
#include <new>
#include <optional>
#include <set>
#include <type_traits>
#include <utility>

#include "sim/core/error.h"
#include "sim/io/commit.h"
#include "sim/io/digest.h"
#include "sim/io/medium.h"
#include "sim/io/toml.h"

namespace sim::io {
namespace {

// ---- handles and errors ------------------------------------------------------------------------------------------

//! The innermost cause in HDF5's error stack, in its own words.
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

[[noreturn]] void fail(const std::string& what) { throw FileError(what); }

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

Handle property_list(hid_t type) { return {H5Pcreate(type), H5Pclose, "create", "a property list"}; }

//! HDF5 as we want it: silent (we report errors ourselves), and without filters loaded from who knows where.
void quieten_hdf5() {
  checked(H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr), "silence", "HDF5");
  checked(H5PLset_loading_state(0), "switch off", "plugins");
}

// ---- types and spaces --------------------------------------------------------------------------------------------

Handle copy_of(hid_t type) { return {H5Tcopy(type), H5Tclose, "copy", "a type"}; }

//! Types in the file, and as they lie in memory.
template <class T>
Handle file_type() {
  if constexpr (std::is_same_v<T, std::int8_t>) return copy_of(H5T_STD_I8LE);
  if constexpr (std::is_same_v<T, std::int32_t>) return copy_of(H5T_STD_I32LE);
  if constexpr (std::is_same_v<T, std::int64_t>) return copy_of(H5T_STD_I64LE);
  if constexpr (std::is_same_v<T, float>) return copy_of(H5T_IEEE_F32LE);
  if constexpr (std::is_same_v<T, double>) return copy_of(H5T_IEEE_F64LE);
}

Handle string_type(std::size_t size, H5T_cset_t characters = H5T_CSET_UTF8, H5T_str_t padding = H5T_STR_NULLPAD) {
  Handle type = copy_of(H5T_C_S1);
  checked(H5Tset_size(type, size), "size", "a text type");
  checked(H5Tset_cset(type, characters), "encode", "a text type");
  checked(H5Tset_strpad(type, size == H5T_VARIABLE ? H5T_STR_NULLTERM : padding), "pad", "a text type");
  return type;
}

template <>
Handle file_type<std::string>() {
  return string_type(H5T_VARIABLE);
}

//! Whether the values are not in memory, but asked for.
bool is_left_out(const Group& group, const Variable& variable) {
  return !variable.dimensions.empty() && std::visit([](const auto& values) { return values.empty(); }, variable.values) &&
         count_of(group, variable) > 0;
}

Handle scalar_space() { return {H5Screate(H5S_SCALAR), H5Sclose, "create", "a scalar space"}; }

Handle simple_space(const std::vector<hsize_t>& lengths, const std::vector<hsize_t>& limits) {
  if (lengths.empty()) return scalar_space();
  return {H5Screate_simple(static_cast<int>(lengths.size()), lengths.data(), limits.data()), H5Sclose, "create",
          "a space"};
}

std::vector<const char*> pointers(const Text& text) {
  std::vector<const char*> result;
  for (const std::string& value : text) result.push_back(value.c_str());
  return result;
}

// ---- writing -----------------------------------------------------------------------------------------------------

//! Attributes that HDF5 dimension scales and netCDF-4 keep for themselves.
constexpr std::array bookkeeping{"CLASS",
                                 "NAME",
                                 "REFERENCE_LIST",
                                 "DIMENSION_LIST",
                                 "DIMENSION_LABELS",
                                 "_Netcdf4Dimid",
                                 "_Netcdf4Coordinates",
                                 "_NCProperties"};
constexpr const char* no_variable = "This is a netCDF dimension but not a netCDF variable.";

bool is_bookkeeping(const std::string& name) {
  return std::find(bookkeeping.begin(), bookkeeping.end(), name) != bookkeeping.end();
}

void refuse_zero_byte(const std::string& text, const std::string& object) {
  if (text.find('\0') != std::string::npos) fail("cannot write " + object + ": text with a zero byte");
}

void write_attribute_data(hid_t owner, const std::string& name, hid_t type, hid_t space, const void* data,
                          const std::string& object) {
  Handle attribute(H5Acreate2(owner, name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose, "create attribute",
                   object);
  checked(H5Awrite(attribute, type, data), "write attribute", object);
  attribute.close(object);
}

struct WriteAttribute {
  hid_t owner;
  const std::string& name;
  std::string object;

  void write(hid_t type, hid_t space, const void* data) const {
    write_attribute_data(owner, name, type, space, data, object);
  }
  template <class T>
  void operator()(const T& number) const {
    write(file_type<T>(), scalar_space(), &number);
  }
  void operator()(const std::string& text) const {
    refuse_zero_byte(text, object);
    write(string_type(std::max<std::size_t>(text.size(), 1)), scalar_space(), text.c_str());
  }
  void operator()(const std::vector<std::int8_t>& values) const {
    write(file_type<std::int8_t>(), simple_space({values.size()}, {values.size()}), values.data());
  }
  void operator()(const std::vector<std::string>& values) const {
    for (const std::string& value : values) refuse_zero_byte(value, object);
    write(file_type<std::string>(), simple_space({values.size()}, {values.size()}), pointers(values).data());
  }
};

void write_attributes(hid_t owner, const Attributes& attributes, const std::string& object) {
  for (const auto& [name, value] : attributes) {
    ensure(!name.empty() && !is_bookkeeping(name), "an attribute has a name of its own");
    std::visit(WriteAttribute{owner, name, object + ":" + name}, value);
  }
}

//! Chunks of at most 1 MiB: whole rows, as many of the slowest dimension as fit.
std::vector<hsize_t> chunk_shape(std::vector<hsize_t> lengths, std::size_t value_size) {
  hsize_t bytes = value_size;
  for (hsize_t& length : lengths) bytes *= length = std::max<hsize_t>(length, 1);
  for (hsize_t& length : lengths)
    while (bytes > (1u << 20) && length > 1) {
      bytes /= length;
      length = (length + 1) / 2;
      bytes *= length;
    }
  return lengths;
}

//! How a variable is stored: arrays beyond 1 KiB in chunks with checksums, small ones as they are, text unfiltered.
Handle storage(const std::vector<hsize_t>& lengths, bool unlimited, std::size_t value_size, bool is_text, int level) {
  Handle plist = property_list(H5P_DATASET_CREATE);
  checked(H5Pset_obj_track_times(plist, false), "set", "storage");
  checked(H5Pset_attr_creation_order(plist, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED), "set", "storage");
  hsize_t bytes = value_size;
  for (const hsize_t length : lengths) bytes *= length;
  const bool filtered = !is_text && !lengths.empty() && bytes > 1024;
  if (!filtered && !unlimited) return plist;
  const std::vector<hsize_t> chunk = chunk_shape(lengths, value_size);
  checked(H5Pset_chunk(plist, static_cast<int>(chunk.size()), chunk.data()), "set", "chunks");
  if (filtered && level > 0 && value_size > 1) checked(H5Pset_shuffle(plist), "set", "the filter shuffle");
  if (filtered && level > 0) checked(H5Pset_deflate(plist, static_cast<unsigned>(level)), "set", "the filter deflate");
  if (!is_text) checked(H5Pset_fletcher32(plist), "set", "the filter Fletcher32");
  return plist;
}

//! A dataset in the making, and which dimensions it spans.
struct Written {
  Handle dataset;
  std::string object;
  std::vector<std::size_t> dimensions;  //!< indices into the group's
};

//! Writes one group but for the values. Dimensions without a variable come first, as netCDF-4 likes them, then the variables in order.
class GroupWriter {
 public:
  GroupWriter(hid_t file, const Group& group, int first_dimension_id)
      : group_(group),
        object_("/" + group.path),
        id_(open(file, group.path)),
        first_dimension_id_(first_dimension_id),
        scales_(group.dimensions.size(), nullptr) {}

  void write() {
    written_.reserve(group_.dimensions.size() + group_.variables.size());
    for (std::size_t i = 0; i < group_.dimensions.size(); ++i)
      if (!has_variable(group_.dimensions[i].name)) write_bare_dimension(i);
    const std::size_t bare = written_.size();
    for (const Variable& variable : group_.variables) declare_variable(variable);
    for (std::size_t i = bare; i < written_.size(); ++i) attach_scales(written_[i]);
    for (std::size_t i = 0; i < scales_.size(); ++i) list_references(i);
    for (std::size_t i = bare; i < written_.size(); ++i)
      write_attributes(written_[i].dataset, group_.variables[i - bare].attributes, written_[i].object);
    write_attributes(id_, group_.attributes, object_);
    for (Written& written : written_) written.dataset.close(written.object);
    id_.close(object_);
  }

 private:
  //! Creates the group; its parent exists already.
  static Handle open(hid_t file, const std::string& path) {
    if (path.empty()) return {H5Gopen2(file, "/", H5P_DEFAULT), H5Gclose, "open", "/"};
    Handle plist = property_list(H5P_GROUP_CREATE);
    constexpr unsigned order = H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED;
    checked(H5Pset_obj_track_times(plist, false), "set up", path);
    checked(H5Pset_link_creation_order(plist, order), "set up", path);
    checked(H5Pset_attr_creation_order(plist, order), "set up", path);
    return {H5Gcreate2(file, path.c_str(), H5P_DEFAULT, plist, H5P_DEFAULT), H5Gclose, "create", path};
  }

  std::string path_of(const std::string& name) const { return (group_.path.empty() ? "" : object_) + "/" + name; }

  bool has_variable(const std::string& name) const {
    return std::any_of(group_.variables.begin(), group_.variables.end(), [&](auto& v) { return v.name == name; });
  }

  std::size_t index_of(const std::string& dimension) const {
    const auto found = std::find_if(group_.dimensions.begin(), group_.dimensions.end(),
                                    [&](const Dimension& d) { return d.name == dimension; });
    ensure(found != group_.dimensions.end(), "a variable's dimensions are declared by its group");
    return static_cast<std::size_t>(found - group_.dimensions.begin());
  }

  Written& create(const std::string& name, std::vector<std::size_t> dimensions, hid_t type, bool is_text, int level) {
    ensure(!name.empty() && name != "." && name.find('/') == std::string::npos,
           "dimensions and variables have plain names");
    refuse_zero_byte(name, path_of(name));
    std::vector<hsize_t> lengths, limits;
    for (const std::size_t i : dimensions) {
      lengths.push_back(group_.dimensions[i].length);
      limits.push_back(group_.dimensions[i].unlimited ? H5S_UNLIMITED : lengths.back());
    }
    const bool unlimited = std::find(limits.begin(), limits.end(), H5S_UNLIMITED) != limits.end();
    const Handle space = simple_space(lengths, limits);
    const Handle plist = storage(lengths, unlimited, H5Tget_size(type), is_text, level);
    Handle dataset(H5Dcreate2(id_, name.c_str(), type, space, H5P_DEFAULT, plist, H5P_DEFAULT), H5Dclose, "create",
                   path_of(name));
    return written_.emplace_back(Written{std::move(dataset), path_of(name), std::move(dimensions)});
  }

  void write_bare_dimension(std::size_t i) {
    const Dimension& dimension = group_.dimensions[i];
    std::array<char, 80> name{};
    std::snprintf(name.data(), name.size(), "%s%10zu", no_variable, dimension.length);
    make_scale(create(dimension.name, {i}, copy_of(H5T_IEEE_F32BE), false, 0), i, name.data());
  }

  void declare_variable(const Variable& variable) {
    std::vector<std::size_t> dimensions;
    for (const std::string& dimension : variable.dimensions) dimensions.push_back(index_of(dimension));
    std::visit(
        [&]<class T>(const std::vector<T>&) {
          create(variable.name, dimensions, file_type<T>(), std::is_same_v<T, std::string>, group_.deflate_level);
        },
        variable.values);
    for (std::size_t i = 0; i < group_.dimensions.size(); ++i) {
      if (group_.dimensions[i].name != variable.name) continue;
      ensure(dimensions == std::vector{i}, "a variable named like a dimension holds its coordinates");
      make_scale(written_.back(), i, variable.name);
    }
  }

  //! Marks a dataset as the scale of dimension i, as the HDF5 dimension scale specification and netCDF-4 say.
  void make_scale(const Written& written, std::size_t i, const std::string& name) {
    const auto ascii = [](std::size_t size) { return string_type(size, H5T_CSET_ASCII, H5T_STR_NULLTERM); };
    const int id = first_dimension_id_ + static_cast<int>(i);
    write_attribute_data(written.dataset, "CLASS", ascii(16), scalar_space(), "DIMENSION_SCALE", written.object);
    write_attribute_data(written.dataset, "NAME", ascii(name.size() + 1), scalar_space(), name.c_str(), written.object);
    write_attribute_data(written.dataset, "_Netcdf4Dimid", copy_of(H5T_STD_I32LE), scalar_space(), &id, written.object);
    scales_[i] = &written;
  }

  static hobj_ref_t reference_to(const Written& written) {
    hobj_ref_t reference = 0;
    checked(H5Rcreate(&reference, written.dataset, ".", H5R_OBJECT, -1), "refer to", written.object);
    return reference;
  }

  //! Names a variable's dimensions by references to their scales; a coordinate variable is its own.
  void attach_scales(const Written& written) {
    const std::size_t rank = written.dimensions.size();
    if (rank == 0 || scales_[written.dimensions[0]] == &written) return;
    std::vector<hobj_ref_t> references(rank);
    std::vector<hvl_t> lists(rank);
    for (std::size_t k = 0; k < rank; ++k) {
      references[k] = reference_to(*scales_[written.dimensions[k]]);
      lists[k] = {1, &references[k]};
    }
    const Handle type(H5Tvlen_create(H5T_STD_REF_OBJ), H5Tclose, "create", "a list type");
    write_attribute_data(written.dataset, "DIMENSION_LIST", type, simple_space({rank}, {rank}), lists.data(),
                         written.object);
  }

  //! The reverse of attach_scales: which variables span dimension i, and at which place.
  void list_references(std::size_t i) {
    struct Entry {
      hobj_ref_t dataset = 0;
      std::int64_t place = 0;  // eight bytes, so that no unset padding reaches the file
    };
    std::vector<Entry> entries;
    for (const Written& written : written_)
      for (std::size_t k = 0; k < written.dimensions.size(); ++k)
        if (written.dimensions[k] == i && scales_[i] != &written)
          entries.push_back({reference_to(written), static_cast<std::int64_t>(k)});
    if (entries.empty()) return;
    const Handle type(H5Tcreate(H5T_COMPOUND, sizeof(Entry)), H5Tclose, "create", "a list type");
    checked(H5Tinsert(type, "dataset", offsetof(Entry, dataset), H5T_STD_REF_OBJ), "set", "a list type");
    checked(H5Tinsert(type, "dimension", offsetof(Entry, place), H5T_STD_I32LE), "set", "a list type");
    write_attribute_data(scales_[i]->dataset, "REFERENCE_LIST", type, simple_space({entries.size()}, {entries.size()}),
                         entries.data(), scales_[i]->object);
  }

  const Group& group_;
  std::string object_;
  Handle id_;
  int first_dimension_id_;
  std::vector<Written> written_;
  std::vector<const Written*> scales_;  //!< per dimension
};

// ---- media -------------------------------------------------------------------------------------------------------

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

// ---- building ----------------------------------------------------------------------------------------------------

std::string path_of(const Group& group, const Variable& variable) { return (group.path.empty() ? "" : "/" + group.path) + "/" + variable.name; }

//! The slowest dimension is written and read in parts of about this size.
constexpr std::size_t part_bytes = 16u << 20;

std::size_t value_size(const Numbers& numbers) {
  return std::visit([](const auto& values) { return sizeof(values[0]); }, numbers);
}

//! Hands over so many rows at a time as make up `part_bytes`; whole chunks, since those are compressed.
void in_parts(const Group& group, const Variable& variable, const std::function<void(std::size_t first, std::size_t count)>& function) {
  std::vector<hsize_t> lengths;
  for (const std::string& dimension : variable.dimensions) lengths.push_back(length_of(group, dimension));
  const std::size_t size = value_size(variable.values), rows = lengths.at(0), chunk = chunk_shape(lengths, size)[0];
  const std::size_t row_bytes = std::max<std::size_t>(count_of(group, variable) / std::max<std::size_t>(rows, 1) * size, 1);
  const std::size_t part = std::max(part_bytes / row_bytes / chunk * chunk, chunk);
  for (std::size_t first = 0; first < rows; first += part) function(first, std::min(part, rows - first));
}

//! So many rows of the slowest dimension of a dataset, in the file and in memory.
struct Selection {
  Selection(hid_t dataset, std::vector<hsize_t> lengths, hsize_t first, const std::string& object)
      : in_file(H5Dget_space(dataset), H5Sclose, "look at", object), in_memory(simple_space(lengths, lengths)) {
    if (lengths.empty()) return;
    std::vector<hsize_t> start(lengths.size(), 0);
    start[0] = first;
    checked(H5Sselect_hyperslab(in_file, H5S_SELECT_SET, start.data(), nullptr, lengths.data(), nullptr), "select in", object);
  }
  Handle in_file, in_memory;
};

//! Writes values to a dataset that is there: from row `first` on as many rows as they fill.
template <class T>
void write_rows(hid_t dataset, const std::vector<T>& values, std::vector<hsize_t> lengths, hsize_t first, const std::string& object) {
  if (values.empty()) return;
  const void* data = values.data();
  std::vector<const char*> texts;
  if constexpr (std::is_same_v<T, std::string>) {
    for (const std::string& value : values) refuse_zero_byte(value, object);
    texts = pointers(values);
    data = texts.data();
  }
  const Selection selected(dataset, std::move(lengths), first, object);
  checked(H5Dwrite(dataset, file_type<T>(), selected.in_memory, selected.in_file, H5P_DEFAULT, data), "write", object);
}

//! The two digests that a file stores.
struct Digests {
  std::string content, provenance;
  bool operator==(const Digests&) const = default;
};

//! Stores the digests where they belong, as the last attributes.
void write_digests(hid_t file, const std::vector<Group>& groups, const Digests& digests) {
  for (const Group& group : groups)
    if (group.path.empty() || group.path == "provenance") {
      Handle id(H5Gopen2(file, ("/" + group.path).c_str(), H5P_DEFAULT), H5Gclose, "open", group.path);
      if (group.path.empty()) write_attributes(id, {{digest_attribute, digests.content}}, "/");
      else write_attributes(id, {{checksum_attribute, digests.provenance}}, group.path);
      id.close(group.path);
    }
}

//! Fills the medium with the file that holds these groups. Values that they leave out are asked for, part by part.
Digests build(Medium& medium, const std::vector<Group>& groups, const Rows& rows) {
  Handle file = create_on(medium);
  int dimension_id = 0;
  for (const Group& group : groups) {
    GroupWriter(file, group, dimension_id).write();
    dimension_id += static_cast<int>(group.dimensions.size());
  }
  const Values written = [&](const Group& group, const Variable& variable, const Take& take) {
    const std::string object = path_of(group, variable);
    Handle dataset(H5Dopen2(file, object.c_str(), H5P_DEFAULT), H5Dclose, "open", object);
    std::vector<hsize_t> lengths;
    for (const std::string& dimension : variable.dimensions) lengths.push_back(length_of(group, dimension));
    const auto write = [&](const Numbers& numbers, std::size_t first) {
      take(numbers);
      std::visit([&](const auto& values) { write_rows(dataset, values, lengths, first, object); }, numbers);
    };
    if (!is_left_out(group, variable)) write(variable.values, 0);
    else
      in_parts(group, variable, [&](std::size_t first, std::size_t count) {
        lengths[0] = count;
        write(rows(group, variable, first, count), first);
        medium.check();
      });
    dataset.close(object);
  };
  const Digests digests{digest(groups, written), provenance_checksum(groups, written)};
  write_digests(file, groups, digests);
  file.close("the file");
  medium.check();
  return digests;
}

//! The same groups with root and parents, without digests.
std::vector<Group> completed(std::vector<Group> groups) {
  std::set<std::string> present;
  std::vector<Group> result;
  const auto add = [&](const std::string& path) {
    if (present.insert(path).second)
      result.push_back({.path = path, .dimensions = {}, .variables = {}, .attributes = {}});
  };
  const auto has_root = std::find_if(groups.begin(), groups.end(), [](auto& group) { return group.path.empty(); });
  if (has_root == groups.end()) add("");
  for (Group& group : groups) {
    for (auto slash = group.path.find('/'); slash != std::string::npos; slash = group.path.find('/', slash + 1))
      add(group.path.substr(0, slash));
    ensure(present.insert(group.path).second, "a group comes once, and after its parents");
    const std::string_view own = group.path.empty() ? digest_attribute : group.path == "provenance" ? checksum_attribute : "";
    std::erase_if(group.attributes, [&](const auto& attribute) { return attribute.first == own; });
    result.push_back(std::move(group));
  }
  return result;
}

// ---- reading -----------------------------------------------------------------------------------------------------

//! Memory for variable-length strings as HDF5 reads them, up to a bound; it lives as long as this object.
class StringArena {
 public:
  explicit StringArena(std::uint64_t& budget) : budget_(budget) {}

  Handle transfer() {
    Handle plist = property_list(H5P_DATASET_XFER);
    checked(H5Pset_vlen_mem_manager(plist, allocate, this, free, nullptr), "set up", "text memory");
    return plist;
  }

 private:
  static void* allocate(std::size_t size, void* arena) {
    auto* self = static_cast<StringArena*>(arena);
    if (size > self->budget_) return nullptr;
    std::unique_ptr<char[]> block(new (std::nothrow) char[size]());
    if (!block) return nullptr;
    self->budget_ -= size;
    self->blocks_.push_back(std::move(block));
    return self->blocks_.back().get();
  }
  static void free(void*, void*) {}

  std::uint64_t& budget_;
  std::vector<std::unique_ptr<char[]>> blocks_;
};

class FileReader {
 public:
  FileReader(hid_t file, const ReadOptions& options, bool heads = false) : file_(file), budget_(options.max_bytes), only_(options.only), heads_(heads) {}

  //! With `heads`, numbers along two dimensions and more are left out.
  std::vector<Group> read() {
    read_group(Handle(H5Gopen2(file_, "/", H5P_DEFAULT), H5Gclose, "open", "/"), "", 0);
    return std::move(groups_);
  }

  //! So many rows from `first` on of a dataset that has been looked at.
  Numbers rows(const std::string& object, std::size_t first, std::size_t count) {
    const Handle id(H5Dopen2(file_, object.c_str(), H5P_DEFAULT), H5Dclose, "open", object);
    std::vector<hsize_t> limits, lengths = shape(id, object, limits);
    if (lengths.empty() || count > lengths[0] || first > lengths[0] - count) fail("cannot read " + object + ": it has fewer rows");
    lengths[0] = count;
    first_ = first;
    return read_values(id, lengths, object);
  }

 private:
  //! What a group's datasets say about dimensions before they are put together, by address in the file.
  struct Scale {
    std::string name;
    Dimension dimension;
    std::int64_t id = 0;
  };
  struct Pending {
    Variable variable;
    std::vector<haddr_t> scales;  //!< per dimension
    std::vector<hsize_t> lengths;
  };
  struct Content {
    std::map<haddr_t, Scale> scales;
    std::vector<Pending> variables;
    std::vector<std::string> subgroups;
    std::optional<int> deflate_level;
  };

  void spend(std::uint64_t count, std::uint64_t size, const std::string& object) {
    if (size > 0 && count > budget_ / size) fail("cannot read " + object + ": larger than the limit of memory");
    budget_ -= count * size;
  }

  //! Where an object lies; an object that is met again is refused, since groups could hold one another.
  haddr_t visit(hid_t id, const std::string& object) {
    H5O_info_t info;
    checked(H5Oget_info2(id, &info, H5O_INFO_BASIC), "look at", object);
    if (!seen_.insert(info.addr).second) fail("cannot read " + object + ": the same object has two names");
    return info.addr;
  }

  void read_group(const Handle& id, const std::string& path, int depth) {
    const std::string object = "/" + path;
    if (depth > 8) fail("cannot read " + object + ": groups nested too deep");
    visit(id, object);
    Content content;
    const std::vector<std::string> names = links(id, object);
    for (const std::string& name : names)
      read_object(
          Handle(H5Oopen(id, name.c_str(), H5P_DEFAULT), H5Oclose, "open", (path.empty() ? "" : object) + "/" + name),
          name, (path.empty() ? "" : object) + "/" + name, content);
    groups_.push_back(assemble(path, content));
    groups_.back().attributes = read_attributes(id, object);
    for (const std::string& name : content.subgroups) {
      if (path.empty() && !only_.empty() && name != only_) continue;
      const std::string child = path.empty() ? name : path + "/" + name;
      read_group(Handle(H5Gopen2(id, name.c_str(), H5P_DEFAULT), H5Gclose, "open", child), child, depth + 1);
    }
  }

  //! Names in a group, in order of creation where that was tracked. Links that lead elsewhere are refused.
  std::vector<std::string> links(hid_t id, const std::string& object) {
    H5G_info_t info;
    checked(H5Gget_info(id, &info), "look at", object);
    if (info.nlinks > max_objects) fail("cannot read " + object + ": too many objects");
    const Handle plist(H5Gget_create_plist(id), H5Pclose, "look at", object);
    unsigned order = 0;
    checked(H5Pget_link_creation_order(plist, &order), "look at", object);
    const H5_index_t index = order & H5P_CRT_ORDER_TRACKED ? H5_INDEX_CRT_ORDER : H5_INDEX_NAME;
    std::vector<std::string> names;
    for (hsize_t i = 0; i < info.nlinks; ++i) {
      std::array<char, 1024> name{};
      const auto size = checked(
          H5Lget_name_by_idx(id, ".", index, H5_ITER_INC, i, name.data(), name.size(), H5P_DEFAULT), "list", object);
      if (static_cast<std::size_t>(size) >= name.size()) fail("cannot read " + object + ": a name is too long");
      names.emplace_back(name.data());
      H5L_info_t link;
      checked(H5Lget_info(id, name.data(), &link, H5P_DEFAULT), "look at a link in", object);
      if (link.type != H5L_TYPE_HARD)
        fail("cannot read " + object + ": '" + names.back() + "' is a soft or external link");
    }
    return names;
  }

  void read_object(const Handle& id, const std::string& name, const std::string& object, Content& content) {
    const H5I_type_t type = H5Iget_type(id);
    if (type == H5I_GROUP) {
      content.subgroups.push_back(name);
    } else if (type == H5I_DATASET) {
      read_dataset(id, name, object, content);
    } else {
      fail("cannot read " + object + ": neither group nor dataset");
    }
  }

  void read_dataset(hid_t id, const std::string& name, const std::string& object, Content& content) {
    const haddr_t address = visit(id, object);
    std::vector<hsize_t> limits, lengths = shape(id, object, limits);
    const int level = check_storage(id, lengths.size(), object);
    if (level >= 0) content.deflate_level = std::max(content.deflate_level.value_or(0), level);
    if (text_attribute(id, "CLASS", object) == "DIMENSION_SCALE") {
      if (lengths.size() != 1) fail("cannot read " + object + ": a dimension scale of other than one dimension");
      Dimension dimension{name, static_cast<std::size_t>(lengths[0]), limits[0] == H5S_UNLIMITED};
      content.scales[address] = {name, dimension, dimension_id(id, object)};
      if (text_attribute(id, "NAME", object).value_or("").starts_with(no_variable)) return;
      content.variables.push_back({{name, {}, {}, {}}, {address}, lengths});
    } else {
      content.variables.push_back({{name, {}, {}, {}}, dimension_list(id, lengths.size(), object), lengths});
    }
    leaving_out_ = heads_ && lengths.size() > 1;
    content.variables.back().variable.values = read_values(id, lengths, object);
    leaving_out_ = false;
    content.variables.back().variable.attributes = read_attributes(id, object);
  }

  std::vector<hsize_t> shape(hid_t id, const std::string& object, std::vector<hsize_t>& limits) {
    const Handle space(H5Dget_space(id), H5Sclose, "look at", object);
    const H5S_class_t kind = H5Sget_simple_extent_type(space);
    if (kind != H5S_SCALAR && kind != H5S_SIMPLE) fail("cannot read " + object + ": it has no extent");
    const auto rank = static_cast<std::size_t>(checked(H5Sget_simple_extent_ndims(space), "look at", object));
    std::vector<hsize_t> lengths(rank);
    limits.resize(rank);
    if (rank > 0) checked(H5Sget_simple_extent_dims(space, lengths.data(), limits.data()), "look at", object);
    return lengths;
  }

  //! Refuses what write_file does not write. Returns the deflate level (0: chunks without), or -1 if not in chunks.
  static int check_storage(hid_t id, std::size_t rank, const std::string& object) {
    const Handle plist(H5Dget_create_plist(id), H5Pclose, "look at", object);
    const H5D_layout_t layout = H5Pget_layout(plist);
    if (layout != H5D_CONTIGUOUS && layout != H5D_CHUNKED && layout != H5D_COMPACT)
      fail("cannot read " + object + ": a virtual dataset, whose values lie in other files");
    if (checked(H5Pget_external_count(plist), "look at", object) > 0)
      fail("cannot read " + object + ": its values lie in other files");
    if (layout != H5D_CHUNKED) return -1;
    std::vector<hsize_t> chunk(rank);
    checked(H5Pget_chunk(plist, static_cast<int>(rank), chunk.data()), "look at", object);
    hsize_t values = 1;
    for (const hsize_t length : chunk)
      if (length == 0 || (values *= length) > (1u << 27)) fail("cannot read " + object + ": chunks of absurd size");
    int level = 0;
    const int filters = checked(H5Pget_nfilters(plist), "look at", object);
    for (unsigned i = 0; i < static_cast<unsigned>(filters); ++i)
      level = std::max(level, check_filter(plist, i, object));
    return level;
  }

  static int check_filter(hid_t plist, unsigned i, const std::string& object) {
    std::array<unsigned, 8> options{};
    std::size_t count = options.size();
    unsigned flags = 0, config = 0;
    const H5Z_filter_t filter =
        checked(H5Pget_filter2(plist, i, &flags, &count, options.data(), 0, nullptr, &config), "look at", object);
    if (filter != H5Z_FILTER_SHUFFLE && filter != H5Z_FILTER_DEFLATE && filter != H5Z_FILTER_FLETCHER32)
      fail("cannot read " + object + ": filter " + std::to_string(filter) + " is unknown here");
    return filter == H5Z_FILTER_DEFLATE && count > 0 ? static_cast<int>(std::min(options[0], 9u)) : 0;
  }

  Numbers read_values(hid_t id, const std::vector<hsize_t>& lengths, const std::string& object) {
    const Handle type(H5Dget_type(id), H5Tclose, "look at", object);
    const H5T_class_t kind = H5Tget_class(type);
    const std::size_t size = H5Tget_size(type);
    if (kind == H5T_STRING && H5Tis_variable_str(type) > 0) return read_text(id, lengths, object);
    if (kind == H5T_INTEGER && H5Tget_sign(type) == H5T_SGN_2) {
      if (size == 1) return read_numbers<std::int8_t>(id, lengths, object);
      if (size == 4) return read_numbers<std::int32_t>(id, lengths, object);
      if (size == 8) return read_numbers<std::int64_t>(id, lengths, object);
    }
    if (kind == H5T_FLOAT && size == 4) return read_numbers<float>(id, lengths, object);
    if (kind == H5T_FLOAT && size == 8) return read_numbers<double>(id, lengths, object);
    fail("cannot read " + object + ": a type other than signed integers, floating point and text of any length");
  }

  //! Number of values, after asking whether they fit, and whether so many can lie in what the file stores of them.
  std::size_t count_of(hid_t id, const std::vector<hsize_t>& lengths, std::size_t size, const std::string& object) {
    std::uint64_t count = std::find(lengths.begin(), lengths.end(), hsize_t{0}) == lengths.end();
    for (const hsize_t length : lengths) {
      if (count > 0 && length > budget_ / count) fail("cannot read " + object + ": larger than the limit of memory");
      count *= length;
    }
    spend(count, size, object);
    constexpr std::uint64_t best_compression = 1100;  // deflate cannot do better than 1032
    if (count * size / best_compression > H5Dget_storage_size(id))
      fail("cannot read " + object + ": claims more values than the file stores");
    return static_cast<std::size_t>(count);
  }

  template <class T>
  std::vector<T> read_numbers(hid_t id, const std::vector<hsize_t>& lengths, const std::string& object) {
    if (leaving_out_) return {};
    std::vector<T> values(count_of(id, lengths, sizeof(T), object));
    const Handle type(H5Tget_native_type(file_type<T>(), H5T_DIR_ASCEND), H5Tclose, "translate", object);
    if (values.empty()) return values;
    const Selection selected(id, lengths, first_, object);
    checked(H5Dread(id, type, selected.in_memory, selected.in_file, H5P_DEFAULT, values.data()), "read", object);
    return values;
  }

  Text read_text(hid_t id, const std::vector<hsize_t>& lengths, const std::string& object) {
    std::vector<char*> texts(count_of(id, lengths, sizeof(char*) + sizeof(std::string), object));
    if (texts.empty()) return {};
    StringArena arena(budget_);
    const Handle transfer = arena.transfer();
    const Selection selected(id, lengths, first_, object);
    checked(H5Dread(id, file_type<std::string>(), selected.in_memory, selected.in_file, transfer, texts.data()), "read", object);
    Text result;
    for (const char* text : texts) result.emplace_back(text ? text : "");
    return result;
  }

  // attributes

  Attributes read_attributes(hid_t owner, const std::string& object) {
    H5O_info_t info;
    checked(H5Oget_info2(owner, &info, H5O_INFO_NUM_ATTRS), "look at", object);
    if (info.num_attrs > max_objects) fail("cannot read " + object + ": too many attributes");
    const H5_index_t index = attributes_in_order(owner, object) ? H5_INDEX_CRT_ORDER : H5_INDEX_NAME;
    Attributes result;
    for (hsize_t i = 0; i < info.num_attrs; ++i) {
      const Handle attribute(H5Aopen_by_idx(owner, ".", index, H5_ITER_INC, i, H5P_DEFAULT, H5P_DEFAULT), H5Aclose,
                             "open an attribute of", object);
      std::array<char, 1024> name{};
      const auto size = checked(H5Aget_name(attribute, name.size(), name.data()), "list attributes of", object);
      if (static_cast<std::size_t>(size) >= name.size()) fail("cannot read " + object + ": a name is too long");
      if (!is_bookkeeping(name.data()))
        result.emplace_back(name.data(), read_attribute(attribute, object + ":" + name.data()));
    }
    return result;
  }

  static bool attributes_in_order(hid_t owner, const std::string& object) {
    const bool is_group = H5Iget_type(owner) == H5I_GROUP;
    const Handle plist(is_group ? H5Gget_create_plist(owner) : H5Dget_create_plist(owner), H5Pclose, "look at", object);
    unsigned order = 0;
    checked(H5Pget_attr_creation_order(plist, &order), "look at", object);
    return order & H5P_CRT_ORDER_TRACKED;
  }

  //! Number of values of an attribute; none for a single value.
  std::optional<std::size_t> attribute_length(hid_t attribute, hid_t type, const std::string& object) {
    const Handle space(H5Aget_space(attribute), H5Sclose, "look at", object);
    const H5S_class_t kind = H5Sget_simple_extent_type(space);
    spend(1, H5Tget_size(type), object);
    if (kind == H5S_SCALAR) return std::nullopt;
    hsize_t length = 0;
    if (kind != H5S_SIMPLE || H5Sget_simple_extent_ndims(space) != 1)
      fail("cannot read " + object + ": neither value nor list");
    checked(H5Sget_simple_extent_dims(space, &length, nullptr), "look at", object);
    if (length > max_objects) fail("cannot read " + object + ": a list of absurd length");
    spend(length, H5Tget_size(type), object);
    return static_cast<std::size_t>(length);
  }

  Attribute read_attribute(hid_t attribute, const std::string& object) {
    const Handle type(H5Aget_type(attribute), H5Tclose, "look at", object);
    const H5T_class_t kind = H5Tget_class(type);
    const std::optional<std::size_t> length = attribute_length(attribute, type, object);
    if (kind == H5T_STRING) {
      Text text = attribute_text(attribute, type, length, object);
      return length ? Attribute(std::move(text)) : Attribute(std::move(text[0]));
    }
    if (kind == H5T_INTEGER && length && H5Tget_size(type) == 1) {
      std::vector<std::int8_t> values(*length);
      if (*length > 0) checked(H5Aread(attribute, H5T_NATIVE_INT8, values.data()), "read", object);
      return values;
    }
    if (kind == H5T_INTEGER && !length) return attribute_number<std::int64_t>(attribute, H5T_NATIVE_INT64, object);
    if (kind == H5T_FLOAT && !length) return attribute_number<double>(attribute, H5T_NATIVE_DOUBLE, object);
    fail("cannot read " + object + ": a type of attribute that is unknown here");
  }

  template <class T>
  static T attribute_number(hid_t attribute, hid_t type, const std::string& object) {
    T value{};
    checked(H5Aread(attribute, type, &value), "read", object);
    return value;
  }

  static Text attribute_text(hid_t attribute, hid_t type, std::optional<std::size_t> length,
                             const std::string& object) {
    const std::size_t count = length.value_or(1);
    if (H5Tis_variable_str(type) <= 0) {
      if (length) fail("cannot read " + object + ": a list of texts of fixed length");
      std::string text(H5Tget_size(type), '\0');
      checked(H5Aread(attribute, type, text.data()), "read", object);
      return {text.substr(0, text.find('\0'))};
    }
    if (count == 0) return {};
    std::vector<char*> texts(count);
    const Handle space(H5Aget_space(attribute), H5Sclose, "look at", object);
    const Handle memory_type = file_type<std::string>();
    checked(H5Aread(attribute, memory_type, texts.data()), "read", object);
    Text result;
    for (const char* text : texts) result.emplace_back(text ? text : "");
    checked(H5Dvlen_reclaim(memory_type, space, H5P_DEFAULT, texts.data()), "free", object);
    return result;
  }

  // dimensions

  std::optional<std::string> text_attribute(hid_t owner, const char* name, const std::string& object) {
    if (checked(H5Aexists(owner, name), "look at", object) == 0) return std::nullopt;
    const Handle attribute(H5Aopen(owner, name, H5P_DEFAULT), H5Aclose, "open an attribute of", object);
    const Attribute value = read_attribute(attribute, object + ":" + name);
    if (!std::holds_alternative<std::string>(value)) fail("cannot read " + object + ":" + name + ": not a text");
    return std::get<std::string>(value);
  }

  std::int64_t dimension_id(hid_t owner, const std::string& object) {
    if (checked(H5Aexists(owner, "_Netcdf4Dimid"), "look at", object) == 0) return 0;
    const Handle attribute(H5Aopen(owner, "_Netcdf4Dimid", H5P_DEFAULT), H5Aclose, "open an attribute of", object);
    const Attribute value = read_attribute(attribute, object + ":_Netcdf4Dimid");
    return std::holds_alternative<std::int64_t>(value) ? std::get<std::int64_t>(value) : 0;
  }

  //! The addresses of the scales of a dataset's dimensions.
  std::vector<haddr_t> dimension_list(hid_t id, std::size_t rank, const std::string& object) {
    if (rank == 0) return {};
    const std::string what = object + ":DIMENSION_LIST";
    if (checked(H5Aexists(id, "DIMENSION_LIST"), "look at", what) == 0)
      fail("cannot read " + object + ": no named dimensions");
    const Handle attribute(H5Aopen(id, "DIMENSION_LIST", H5P_DEFAULT), H5Aclose, "open", what);
    const Handle type(H5Aget_type(attribute), H5Tclose, "look at", what);
    if (H5Tget_class(type) != H5T_VLEN) fail("cannot read " + what + ": not a list of references");
    const Handle item(H5Tget_super(type), H5Tclose, "look at", what);
    if (H5Tequal(item, H5T_STD_REF_OBJ) <= 0 || attribute_length(attribute, type, what) != rank)
      fail("cannot read " + what + ": not one reference for each dimension");
    std::vector<hvl_t> lists(rank);
    const Handle space(H5Aget_space(attribute), H5Sclose, "look at", what);
    checked(H5Aread(attribute, type, lists.data()), "read", what);
    std::vector<hobj_ref_t> references;
    for (const hvl_t& list : lists)
      if (list.len == 1 && list.p) references.push_back(*static_cast<const hobj_ref_t*>(list.p));
    checked(H5Dvlen_reclaim(type, space, H5P_DEFAULT, lists.data()), "free", what);
    if (references.size() != rank) fail("cannot read " + what + ": not one reference for each dimension");
    return {references.begin(), references.end()};  // an object reference is the object's address
  }

  static Group assemble(const std::string& path, Content& content) {
    Group group{.path = path, .dimensions = {}, .variables = {}, .attributes = {}};
    std::vector<const Scale*> scales;
    for (const auto& [address, scale] : content.scales) scales.push_back(&scale);
    std::stable_sort(scales.begin(), scales.end(), [](auto* a, auto* b) { return a->id < b->id; });
    for (const Scale* scale : scales) group.dimensions.push_back(scale->dimension);
    for (Pending& pending : content.variables) {
      for (std::size_t k = 0; k < pending.scales.size(); ++k) {
        const auto scale = content.scales.find(pending.scales[k]);
        if (scale == content.scales.end() || scale->second.dimension.length != pending.lengths[k])
          fail("cannot read /" + path + ": a dimension of '" + pending.variable.name + "' is not one of its group");
        pending.variable.dimensions.push_back(scale->second.name);
      }
      group.variables.push_back(std::move(pending.variable));
    }
    if (content.deflate_level) group.deflate_level = *content.deflate_level;
    return group;
  }

  static constexpr std::uint64_t max_objects = 1u << 16;

  hid_t file_;
  std::uint64_t budget_;
  std::string only_;
  bool heads_, leaving_out_ = false;
  hsize_t first_ = 0;  //!< row from which values are read
  std::set<haddr_t> seen_;
  std::vector<Group> groups_;
};

const Attribute* find(const std::vector<Group>& groups, const std::string& path, std::string_view name) {
  for (const Group& group : groups)
    for (const auto& attribute : group.attributes)
      if (group.path == path && attribute.first == name) return &attribute.second;
  return nullptr;
}

void check_format(const std::vector<Group>& groups) {
  const Attribute* format = find(groups, "", "format");
  if (!format || *format != Attribute(std::string(result_format)))
    fail("not a result of this program: the root attribute 'format' is not \"" + std::string(result_format) + "\"");
  const Attribute* version = find(groups, "", "version");
  if (!version || *version != Attribute(result_version))
    fail("another version of the format than " + std::to_string(result_version) + ", which this program reads");
}

void check_digest(const std::vector<Group>& groups, const std::string& path, const char* name, bool required, const std::string& computed) {
  const Attribute* stored = find(groups, path, name);
  if (!stored && required) fail(std::string("the file is damaged: no attribute '") + name + "' in /" + path);
  if (stored && *stored != Attribute(computed))
    fail(std::string("the file is damaged: its content does not agree with '") + name + "' of /" + path);
}

constexpr std::string_view seal_start = "beachhead-sha256 ";
constexpr std::size_t seal_size = seal_start.size() + 64 + 1;

//! What stands behind the bytes of HDF5, the first `size` of the medium.
std::string seal(Medium& medium, std::uint64_t size) {
  std::string block(1u << 20, '\0');
  std::uint64_t at = 0;
  const std::string hash = sha256([&]() -> std::string_view {
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(block.size(), size - at));
    medium.read(at, block.data(), count);
    at += count;
    return {block.data(), count};
  });
  medium.check();
  return std::string(seal_start) + hash + "\n";
}

void add_seal(Medium& medium) {
  const std::string text = seal(medium, medium.size());
  medium.write(medium.size(), text.data(), text.size());
  medium.check();
}

constexpr std::string_view hdf5_signature = "\x89HDF\r\n\x1a\n";

//! Refuses what is not HDF5, and bytes whose seal is broken. Bytes without one pass.
void check_bytes(Medium& medium) {
  std::string start(hdf5_signature.size(), '\0'), stored(seal_size, '\0');
  medium.read(0, start.data(), start.size());
  if (medium.size() >= seal_size) medium.read(medium.size() - seal_size, stored.data(), stored.size());
  medium.check();
  if (start != hdf5_signature) fail("not an HDF5 file");
  if (stored.starts_with(seal_start) && stored != seal(medium, medium.size() - seal_size))
    fail("the file is damaged: its bytes do not agree with its seal");
}

//! An HDF5 file on a medium. What cannot be read for a reason of the medium is told with that reason.
class OpenMedium {
 public:
  explicit OpenMedium(Medium& medium) : medium_(medium), file_(telling([&] { return open_on(medium); })) {}

  std::vector<Group> groups(const ReadOptions& options, bool heads) {
    return telling([&] { return FileReader(file_, options, heads).read(); });
  }
  Numbers rows(const std::string& object, std::size_t first, std::size_t count) {
    return telling([&] { return FileReader(file_, {.max_bytes = UINT64_MAX}).rows(object, first, count); });
  }
  //! Values for digests: those that the groups leave out come from the file.
  Values values() {
    return [this](const Group& group, const Variable& variable, const Take& take) {
      if (!is_left_out(group, variable)) return take(variable.values);
      in_parts(group, variable, [&](std::size_t first, std::size_t count) { take(rows(path_of(group, variable), first, count)); });
    };
  }

 private:
  template <class Function>
  auto telling(Function&& function) -> decltype(function()) {
    try {
      return function();
    } catch (const FileError&) {
      medium_.check();
      throw;
    }
  }

  Medium& medium_;
  Handle file_;
};

//! Compares what a file says of itself with what its digests are. Returns those.
Digests verify(OpenMedium& file, const std::vector<Group>& groups, const ReadOptions& options) {
  if (!options.any_format) check_format(groups);
  const Digests digests{digest(groups, file.values()), provenance_checksum(groups, file.values())};
  const bool has_provenance =
      std::any_of(groups.begin(), groups.end(), [](const Group& group) { return group.path == "provenance"; });
  check_digest(groups, "", digest_attribute, !options.any_format, digests.content);
  check_digest(groups, "provenance", checksum_attribute, !options.any_format && has_provenance, digests.provenance);
  return digests;
}

using Leave = std::function<void(const std::string& said)>;

constexpr std::string_view sound = "sound ";

//! Reads in a process of its own, and gives what `work` says of it. Where reading fails, HDF5 crashes or never ends, that process
//! alone is lost: HDF5 frees lists twice after some failures, and what it freed wrongly is met when it gives all of it back.
std::string rehearse(std::uint64_t bytes, const std::function<std::string(const Leave& leave)>& work) {
  int answer[2];
  if (::pipe2(answer, O_CLOEXEC) != 0) fail(std::string("cannot be tried out: ") + std::strerror(errno));
  const pid_t process = ::fork();
  if (process == 0) {
    const rlimit no_core{0, 0}, patience{3 + bytes / 1'000'000, RLIM_INFINITY};  // [s] of processor time, far more than a sound file takes
    ::setrlimit(RLIMIT_CORE, &no_core);
    ::setrlimit(RLIMIT_CPU, &patience);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    for (const int number : {SIGINT, SIGTERM}) std::signal(number, SIG_IGN);  // the parent is told and decides
    for (const int number : {SIGSEGV, SIGBUS, SIGFPE, SIGABRT, SIGILL, SIGXCPU}) std::signal(number, SIG_DFL);
    const Leave leave = [&](const std::string& said) {
      const std::string line = said + "\n";
      ::_exit(::write(answer[1], line.data(), line.size()) == static_cast<ssize_t>(line.size()) ? 0 : 1);
    };
    try {
      const std::string said = std::string(sound) + work(leave);
      H5garbage_collect();
      leave(said);
    } catch (const std::bad_alloc&) {
      leave("not enough memory");
    } catch (const std::exception& error) {
      leave(error.what());
    }
  }
  const std::string reason = std::strerror(errno);
  ::close(answer[1]);
  std::string said;
  for (std::array<char, 4096> block{}; process > 0;) {
    const ssize_t count = ::read(answer[0], block.data(), block.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    said.append(block.data(), static_cast<std::size_t>(count));
  }
  ::close(answer[0]);
  if (process < 0) fail("cannot be tried out: " + reason);
  int status = 0;
  while (::waitpid(process, &status, 0) < 0 && errno == EINTR) continue;
  if (said.ends_with('\n')) {
    said.pop_back();
    if (!said.starts_with(sound)) fail(said);
    return said.substr(sound.size());
  }
  const int ended_by = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  if (ended_by == SIGKILL) fail("its reading was killed, as when memory runs out");
  fail(ended_by == SIGXCPU ? "the file is damaged: reading it does not come to an end" : "the file is damaged: HDF5 crashes on it");
}

//! What a file's digests are, found to be those that it stores; in a process of its own.
Digests rehearsed(Medium& medium, const ReadOptions& options) {
  const std::string both = rehearse(medium.size(), [&](const Leave& leave) {
    medium.on_failed_read = leave;
    OpenMedium file(medium);
    const Digests digests = verify(file, file.groups(options, true), options);
    return digests.content + digests.provenance;
  });
  return {both.substr(0, both.size() / 2), both.substr(both.size() / 2)};
}

std::vector<Group> read_verified(const std::string& path, const ReadOptions& options) {
  const std::string bytes = whole_file(path);
  View view(bytes);
  check_bytes(view);
  if (options.heads) {
    rehearsed(view, options);
    return OpenMedium(view).groups(options, true);
  }
  rehearse(bytes.size(), [&](const Leave&) {
    OpenMedium(view).groups(options, false);
    return std::string();
  });
  OpenMedium file(view);
  std::vector<Group> groups = file.groups(options, false);
  if (options.only.empty()) verify(file, groups, options);
  else if (!options.any_format) check_format(groups);
  return groups;
}

// ---- in sum --------------------------------------------------------------------------------------------------------

//! Does something for a path, and opens whatever goes wrong with what was attempted and the path.
template <class Function>
auto for_path(const char* attempt, const std::string& path, Function&& function) {
  try {
    return function();
  } catch (const FileError& error) {
    throw FileError(std::string("cannot ") + attempt + " '" + printable(path) + "': " + error.what());
  } catch (const std::bad_alloc&) {
    throw FileError(std::string("cannot ") + attempt + " '" + printable(path) + "': not enough memory");
  }
}

}  // namespace

void write_file(const std::string& final_path, std::vector<Group> groups, bool overwrite, Verify verification) {
  check_writable(final_path, overwrite);
  Memory memory;
  const Digests digests = for_path("write", final_path, [&] {
    const Digests written = build(memory, completed(std::exchange(groups, {})), {});
    add_seal(memory);
    return written;
  });
  commit_file(final_path, {memory.bytes}, overwrite, [&](const std::string& temporary) {
    for_path("write", final_path, [&] {
      const auto content = [&] {
        OpenMedium file(memory);
        const ReadOptions options{.any_format = true, .max_bytes = UINT64_MAX};
        return verify(file, file.groups(options, true), options);
      };
      if (!file_holds(temporary, memory.bytes) || (verification == Verify::content && content() != digests))
        fail("what was written reads back differently");
    });
  });
}

void write_file(const std::string& final_path, std::vector<Group> groups, const Rows& rows, bool overwrite) {
  check_writable(final_path, overwrite);
  groups = completed(std::move(groups));
  Digests digests;
  const auto write = [&](int descriptor) {
    for_path("write", final_path, [&] {
      Disk disk(descriptor);
      digests = build(disk, groups, rows);
      add_seal(disk);
    });
  };
  commit_file(final_path, overwrite, write, [&](const std::string& temporary) {
    for_path("write", final_path, [&] {
      const Input input(temporary);
      Disk disk(input.descriptor());
      if (rehearsed(disk, {.any_format = true, .max_bytes = UINT64_MAX}) != digests) fail("what was written reads back differently");
    });
  });
}

std::vector<Group> read_file(const std::string& path, const ReadOptions& options) {
  return for_path("read", path, [&] { return read_verified(path, options); });
}

std::string check_file(const std::string& path) {
  return for_path("read", path, [&] {
    const Input input(path);
    Disk disk(input.descriptor());
    check_bytes(disk);
    return rehearsed(disk, {.max_bytes = UINT64_MAX}).content;
  });
}

struct OpenFile::Parts {
  explicit Parts(const std::string& path) : input(path), disk(input.descriptor()), file(disk) {}
  Input input;
  Disk disk;
  OpenMedium file;
};

OpenFile::OpenFile(const std::string& path) : path_(path), parts_(for_path("read", path, [&] { return std::make_unique<Parts>(path); })) {}
OpenFile::~OpenFile() = default;

Numbers OpenFile::rows(const Group& group, const Variable& variable, std::size_t first, std::size_t count) {
  return for_path("read", path_, [&] { return parts_->file.rows(path_of(group, variable), first, count); });
}

}  // namespace sim::io
