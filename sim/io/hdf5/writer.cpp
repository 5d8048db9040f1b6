#include "sim/io/hdf5/writer.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <set>
#include <utility>

#include "sim/io/digest.h"
#include "sim/io/hdf5/driver.h"

namespace sim::io::hdf5 {
namespace {

std::vector<const char*> pointers(const Text& text) {
  std::vector<const char*> result;
  for (const std::string& value : text) result.push_back(value.c_str());
  return result;
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

//! The slowest dimension is written and read in parts of about this size.
constexpr std::size_t part_bytes = 16u << 20;

std::size_t value_size(const Numbers& numbers) {
  return std::visit([](const auto& values) { return sizeof(values[0]); }, numbers);
}

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
  checked(H5Dwrite(dataset, file_type<T>(), selected.in_memory, selected.in_file, transfer_list(), data), "write", object);
}

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

}  // namespace

std::string path_of(const Group& group, const Variable& variable) { return (group.path.empty() ? "" : "/" + group.path) + "/" + variable.name; }

bool is_left_out(const Group& group, const Variable& variable) {
  return !variable.dimensions.empty() && std::visit([](const auto& values) { return values.empty(); }, variable.values) &&
         count_of(group, variable) > 0;
}

void in_parts(const Group& group, const Variable& variable, const std::function<void(std::size_t first, std::size_t count)>& function) {
  std::vector<hsize_t> lengths;
  for (const std::string& dimension : variable.dimensions) lengths.push_back(length_of(group, dimension));
  const std::size_t size = value_size(variable.values), rows = lengths.at(0), chunk = chunk_shape(lengths, size)[0];
  const std::size_t row_bytes = std::max<std::size_t>(count_of(group, variable) / std::max<std::size_t>(rows, 1) * size, 1);
  const std::size_t part = std::max(part_bytes / row_bytes / chunk * chunk, chunk);
  for (std::size_t first = 0; first < rows; first += part) function(first, std::min(part, rows - first));
}

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

}  // namespace sim::io::hdf5
