#include "sim/io/hdf5/reader.h"

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <new>
#include <optional>
#include <set>
#include <utility>

namespace sim::io::hdf5 {
namespace {

//! Memory for variable-length strings as HDF5 reads them, up to a bound; it lives as long as this object.
class StringArena {
 public:
  explicit StringArena(std::uint64_t& budget) : budget_(budget) {}

  Handle transfer() {
    Handle plist = transfer_list();
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
  FileReader(hid_t file, const ReadOptions& options, bool heads) : file_(file), budget_(options.max_bytes), only_(options.only), heads_(heads) {}

  std::vector<Group> read() {
    read_group(Handle(H5Gopen2(file_, "/", H5P_DEFAULT), H5Gclose, "open", "/"), "", 0);
    return std::move(groups_);
  }

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

}  // namespace

std::vector<Group> read_groups(hid_t file, const ReadOptions& options, bool heads) { return FileReader(file, options, heads).read(); }

Numbers read_rows(hid_t file, const std::string& object, std::size_t first, std::size_t count) {
  return FileReader(file, {.max_bytes = UINT64_MAX}, false).rows(object, first, count);
}

}  // namespace sim::io::hdf5
