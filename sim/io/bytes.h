//! A plain byte stream for checkpoints: little-endian numbers and length-prefixed text.
#pragma once

#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/error.h"

namespace sim::io {

class ByteWriter {
 public:
  std::string bytes;

  void raw(const void* data, std::size_t size) {
    if (size > 0) bytes.append(static_cast<const char*>(data), size);
  }
  template <class T>
    requires std::is_arithmetic_v<T>
  void number(T value) {
    raw(&value, sizeof value);
  }
  void text(std::string_view value) {
    number<std::uint64_t>(value.size());
    raw(value.data(), value.size());
  }
  template <class T>
  void numbers(const std::vector<T>& values) {
    number<std::uint64_t>(values.size());
    raw(values.data(), values.size() * sizeof(T));
  }
};

//! Throws FileError where the stream ends too early.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : bytes_(bytes) {}

  std::string_view raw(std::uint64_t size) {
    if (size > bytes_.size()) throw FileError("the checkpoint ends too early");
    const std::string_view taken = bytes_.substr(0, size);
    bytes_.remove_prefix(size);
    return taken;
  }
  template <class T>
    requires std::is_arithmetic_v<T>
  T number() {
    T value;
    std::memcpy(&value, raw(sizeof value).data(), sizeof value);
    return value;
  }
  //! A number of things of which each takes at least `smallest` bytes; no more than there can be.
  std::size_t count(std::size_t smallest) {
    const auto size = number<std::uint64_t>();
    if (size > bytes_.size() / smallest) throw FileError("the checkpoint ends too early");
    return static_cast<std::size_t>(size);
  }
  std::string text() { return std::string(raw(number<std::uint64_t>())); }
  template <class T>
  std::vector<T> numbers() {
    const std::size_t size = count(sizeof(T));
    std::vector<T> values(size);
    const std::string_view taken = raw(size * sizeof(T));
    if (size > 0) std::memcpy(values.data(), taken.data(), taken.size());
    return values;
  }
  bool at_end() const { return bytes_.empty(); }
  std::size_t left() const { return bytes_.size(); }

 private:
  std::string_view bytes_;
};

}  // namespace sim::io
