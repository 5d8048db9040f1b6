#include "sim/io/digest.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <memory>
#include <string_view>
#include <type_traits>

#include "sim/core/error.h"

namespace sim::io {
namespace {

static_assert(std::endian::native == std::endian::little,
              "Digest v1 hashes little-endian values as they lie in memory");

//! SHA-256 by OpenSSL, fed piece by piece.
class Sha256 {
 public:
  Sha256() : context_(EVP_MD_CTX_new(), EVP_MD_CTX_free) {
    ensure(context_ != nullptr && EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) == 1, "SHA-256 starts");
  }

  void bytes(const void* data, std::size_t size) {
    if (size > 0) ensure(EVP_DigestUpdate(context_.get(), data, size) == 1, "SHA-256 takes bytes");
  }
  void u64(std::uint64_t number) { bytes(&number, sizeof number); }
  void text(std::string_view text) {
    u64(text.size());
    bytes(text.data(), text.size());
  }

  std::string hex() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> raw{};
    unsigned size = 0;
    ensure(EVP_DigestFinal_ex(context_.get(), raw.data(), &size) == 1, "SHA-256 finishes");
    std::string digits;
    for (unsigned i = 0; i < size; ++i) {
      digits += "0123456789abcdef"[raw[i] >> 4];
      digits += "0123456789abcdef"[raw[i] & 15];
    }
    return digits;
  }

 private:
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

template <class T>
constexpr std::string_view type_name() {
  if constexpr (std::is_same_v<T, std::int8_t>) return "int8";
  if constexpr (std::is_same_v<T, std::int32_t>) return "int32";
  if constexpr (std::is_same_v<T, std::int64_t>) return "int64";
  if constexpr (std::is_same_v<T, float>) return "float32";
  if constexpr (std::is_same_v<T, double>) return "float64";
  if constexpr (std::is_same_v<T, std::string>) return "text";
}

template <class T>
void hash_values(Sha256& hash, const std::vector<T>& values) {
  if constexpr (std::is_same_v<T, std::string>)
    for (const std::string& value : values) hash.text(value);
  else
    hash.bytes(values.data(), values.size() * sizeof(T));
}

struct HashAttribute {
  Sha256& hash;
  template <class T>
  void operator()(const T& value) const {
    hash.text(type_name<T>());
    if constexpr (std::is_same_v<T, std::string>)
      hash.text(value);
    else
      hash.bytes(&value, sizeof value);
  }
  template <class T>
  void operator()(const std::vector<T>& values) const {
    hash.text(std::string(type_name<T>()) + "[]");
    hash.u64(values.size());
    hash_values(hash, values);
  }
};

void hash_attributes(Sha256& hash, const Attributes& attributes, std::string_view except = {}) {
  std::vector<const Attributes::value_type*> sorted;
  for (const auto& attribute : attributes)
    if (attribute.first != except) sorted.push_back(&attribute);
  std::sort(sorted.begin(), sorted.end(), [](auto* a, auto* b) { return a->first < b->first; });
  hash.u64(sorted.size());
  for (const auto* attribute : sorted) {
    hash.text(attribute->first);
    std::visit(HashAttribute{hash}, attribute->second);
  }
}

//! What the entry of a path stands for: a group, or one of its variables.
struct Object {
  std::string path;
  const Group* group = nullptr;
  const Variable* variable = nullptr;  //!< null: the group itself
};

//! The attribute that holds a digest of the very object it belongs to, or "", which no attribute is called.
std::string_view own_digest(const Object& object) {
  if (object.path == "/") return digest_attribute;
  if (object.path == "/provenance") return checksum_attribute;
  return {};
}

bool is_volatile(const Object& object) {
  if (object.variable && object.variable->name == "run_id") return true;
  return object.path == "/provenance" || object.path.starts_with("/provenance/");
}

void hash_group(Sha256& hash, const Object& object) {
  const std::string_view own = own_digest(object);
  const auto hashed = std::count_if(object.group->attributes.begin(), object.group->attributes.end(),
                                    [&](const auto& attribute) { return attribute.first != own; });
  if (object.group->dimensions.empty() && hashed == 0) return;
  std::vector<Dimension> dimensions = object.group->dimensions;
  std::sort(dimensions.begin(), dimensions.end(), [](auto& a, auto& b) { return a.name < b.name; });
  hash.text("group");
  hash.text(object.path);
  hash.u64(dimensions.size());
  for (const Dimension& dimension : dimensions) {
    hash.text(dimension.name);
    hash.u64(dimension.length);
    hash.u64(dimension.unlimited ? 1 : 0);
  }
  hash_attributes(hash, object.group->attributes, own);
}

void hash_variable(Sha256& hash, const Object& object, const Values& values) {
  const Variable& variable = *object.variable;
  hash.text("variable");
  hash.text(object.path);
  std::visit([&](const auto& all) { hash.text(type_name<typename std::decay_t<decltype(all)>::value_type>()); },
             variable.values);
  hash.u64(variable.dimensions.size());
  for (const std::string& dimension : variable.dimensions) {
    hash.text(dimension);
    hash.u64(length_of(*object.group, dimension));
  }
  hash_attributes(hash, variable.attributes);
  const std::size_t count = count_of(*object.group, variable);
  std::size_t taken = 0;
  hash.u64(count);
  values(*object.group, variable, [&](const Numbers& numbers) {
    ensure(numbers.index() == variable.values.index(), "the values of a variable are of its kind");
    std::visit([&](const auto& all) { taken += all.size(), hash_values(hash, all); }, numbers);
  });
  ensure(taken == count, "a variable has as many values as its dimensions say");
}

void in_memory(const Group&, const Variable& variable, const Take& take) { take(variable.values); }

std::string hash_objects(const std::vector<Group>& groups, std::string_view opening, bool volatile_ones, const Values& values) {
  std::vector<Object> objects;
  for (const Group& group : groups) {
    const std::string path = "/" + group.path;
    objects.push_back({path, &group, nullptr});
    for (const Variable& variable : group.variables)
      objects.push_back({(group.path.empty() ? "" : path) + "/" + variable.name, &group, &variable});
  }
  std::sort(objects.begin(), objects.end(), [](const Object& a, const Object& b) { return a.path < b.path; });
  Sha256 hash;
  hash.text(opening);
  for (const Object& object : objects) {
    if (is_volatile(object) != volatile_ones) continue;
    object.variable ? hash_variable(hash, object, values) : hash_group(hash, object);
  }
  return hash.hex();
}

}  // namespace

std::size_t length_of(const Group& group, const std::string& dimension) {
  const auto found = std::find_if(group.dimensions.begin(), group.dimensions.end(),
                                  [&](const Dimension& d) { return d.name == dimension; });
  ensure(found != group.dimensions.end(), "a variable's dimensions are declared by its group");
  return found->length;
}

std::size_t count_of(const Group& group, const Variable& variable) {
  std::size_t count = 1;
  for (const std::string& dimension : variable.dimensions) count *= length_of(group, dimension);
  return count;
}

std::string digest(const std::vector<Group>& groups) { return digest(groups, in_memory); }

std::string digest(const std::vector<Group>& groups, const Values& values) {
  return hash_objects(groups, "beachhead-digest-1", false, values);
}

std::string provenance_checksum(const std::vector<Group>& groups) { return provenance_checksum(groups, in_memory); }

std::string provenance_checksum(const std::vector<Group>& groups, const Values& values) {
  return hash_objects(groups, "beachhead-provenance-1", true, values);
}

std::string sha256(std::string_view bytes) {
  Sha256 hash;
  hash.bytes(bytes.data(), bytes.size());
  return hash.hex();
}

std::string sha256(const std::vector<std::string_view>& pieces) {
  Sha256 hash;
  for (const std::string_view piece : pieces) hash.bytes(piece.data(), piece.size());
  return hash.hex();
}

std::string sha256(const std::function<std::string_view()>& next_piece) {
  Sha256 hash;
  for (std::string_view piece = next_piece(); !piece.empty(); piece = next_piece()) hash.bytes(piece.data(), piece.size());
  return hash.hex();
}

}  // namespace sim::io
