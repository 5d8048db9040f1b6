#include "sim/io/toml.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <sstream>

#include <fmt/format.h>

#include "sim/io/commit.h"

// The shared library, not the headers: those of 3.3.0 abort on some malformed texts.
#ifndef TOML_HEADER_ONLY
#define TOML_HEADER_ONLY 0
#endif
#include <toml++/toml.h>

namespace sim::io {
namespace {

constexpr std::uintmax_t largest_file = 8'000'000;  // [byte]
constexpr int deepest_key = 16;                     // dots in one key: the parser would recurse through each
constexpr int deepest_value = 32;                   // tables and arrays inside each other

//! Bytes of the UTF-8 character at the start of `text` that is no control character; 0 where there is none.
std::size_t character_length(std::string_view text) {
  const auto byte = [&](std::size_t at) { return at < text.size() ? static_cast<unsigned char>(text[at]) : 0u; };
  const unsigned first = byte(0);
  if (first < 0x80) return first >= 0x20 && first != 0x7f ? 1 : 0;
  const std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || (first == 0xc2 && byte(1) < 0xa0)) return 0;
  for (std::size_t at = 1; at < length; ++at)
    if ((byte(at) & 0xc0) != 0x80) return 0;
  return length;
}

//! Where byte number `at` of `text` stands.
Spot spot_of(std::string_view text, std::size_t at) {
  const std::string_view before = text.substr(0, at);
  const auto lines = std::count(before.begin(), before.end(), '\n');
  const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
  return {static_cast<int>(lines) + 1, static_cast<int>(at - line_start) + 1};
}

//! The end of the comment or quoted text that begins at `at`; `at` where none begins there.
std::size_t skip_quoted(std::string_view text, std::size_t at) {
  const char quote = text[at];
  if (quote == '#') return std::min(text.find('\n', at), text.size());
  if (quote != '"' && quote != '\'') return at;
  const bool many_lines = text.substr(at, 3) == std::string(3, quote);
  const std::string close(many_lines ? 3 : 1, quote);
  for (std::size_t next = at + close.size(); next < text.size(); ++next) {
    if (text[next] == '\\' && quote == '"') ++next;
    else if (text.substr(next, close.size()) == close) return next + close.size() - 1;
    else if (text[next] == '\n' && !many_lines) return next;
  }
  return text.size();
}

//! Refuses keys of very many parts, which the parser cannot take apart without running out of stack.
void refuse_deep_keys(std::string_view text, const std::string& file) {
  const auto in_key = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
           c == ' ' || c == '\t' || c == '"' || c == '\'';
  };
  int dots = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    at = skip_quoted(text, at);
    if (at >= text.size()) return;
    if (text[at] == '.') ++dots;
    else if (!in_key(text[at])) dots = 0;
    if (dots > deepest_key) throw TomlError(file, spot_of(text, at), "a key has too many parts");
  }
}

Spot spot(const toml::source_region& source) {
  return {static_cast<int>(source.begin.line), static_cast<int>(source.begin.column)};
}

template <class Moment>
std::string moment_text(const Moment& moment) {
  std::ostringstream text;
  text << moment;
  return text.str();
}

void take_scalar(TomlValue& value, const toml::node& node) {
  using Type = TomlValue::Type;
  const auto take = [&](Type type, Value scalar) { value.type = type, value.scalar = std::move(scalar); };
  if (const auto* toggle = node.as_boolean()) take(Type::toggle, toggle->get());
  if (const auto* integer = node.as_integer()) take(Type::integer, integer->get());
  if (const auto* real = node.as_floating_point()) take(Type::real, real->get());
  if (const auto* text = node.as_string()) take(Type::text, text->get());
  if (const auto* date = node.as_date()) take(Type::moment, moment_text(date->get()));
  if (const auto* time = node.as_time()) take(Type::moment, moment_text(time->get()));
  if (const auto* both = node.as_date_time()) take(Type::moment, moment_text(both->get()));
}

TomlValue converted(const toml::node& node, const std::string& file, int depth) {
  TomlValue value;
  value.at = spot(node.source());
  if (depth > deepest_value) throw TomlError(file, value.at, "tables and lists are nested too deep");
  if (const toml::array* array = node.as_array()) {
    value.type = TomlValue::Type::array;
    for (const toml::node& item : *array) value.items.push_back(converted(item, file, depth + 1));
  } else if (const toml::table* table = node.as_table()) {
    value.type = TomlValue::Type::table;
    for (const auto& [key, item] : *table) {
      TomlValue& added = value.items.emplace_back(converted(item, file, depth + 1));
      added.key = key.str();
      added.key_at = spot(key.source());
    }
    // The parser sorts its tables by name; people expect the order that they wrote.
    std::stable_sort(value.items.begin(), value.items.end(),
                     [](const TomlValue& one, const TomlValue& other) { return one.key_at < other.key_at; });
  } else {
    take_scalar(value, node);
  }
  return value;
}

std::string basic_string(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += {'\\', c};
    else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) result += fmt::format("\\u{:04X}", c);
    else result += c;
  }
  return result + '"';
}

}  // namespace

TomlError::TomlError(const std::string& file, Spot place, const std::string& finding)
    : ScenarioError(place.line == 0 ? fmt::format("{}: {}", printable(file), finding)
                                    : fmt::format("{}:{}:{}: {}", printable(file), place.line, place.column, finding)),
      at(place),
      text(finding) {}

const TomlValue* TomlValue::find(std::string_view name) const {
  if (type != Type::table) return nullptr;
  const auto found = std::find_if(items.begin(), items.end(), [&](const TomlValue& item) { return item.key == name; });
  return found == items.end() ? nullptr : &*found;
}

std::string read_text(const std::string& path) {
  if (path.find('\0') != std::string::npos) throw TomlError(path, {}, "a file name cannot hold a NUL byte");
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (status.type() == std::filesystem::file_type::not_found) throw TomlError(path, {}, "no such file");
  if (error == std::errc::permission_denied)
    throw FileError(fmt::format("{}: cannot be read: {}", printable(path), error.message()));
  if (error) throw TomlError(path, {}, error.message());
  if (std::filesystem::is_directory(status)) throw TomlError(path, {}, "is a folder, expected a TOML file");
  if (!std::filesystem::is_regular_file(status)) throw TomlError(path, {}, "is not a regular file");
  if (std::filesystem::file_size(path, error) > largest_file && !error)
    throw TomlError(path, {}, fmt::format("is larger than {} MB, expected a TOML file", largest_file / 1'000'000));
  try {
    return whole_file(path, largest_file);
  } catch (const FileError& failure) {
    throw FileError(fmt::format("{}: cannot be read: {}", printable(path), failure.what()));
  }
}

TomlValue parse_toml(std::string_view text, const std::string& file) {
  if (const std::size_t nul = text.find('\0'); nul != std::string_view::npos)
    throw TomlError(file, spot_of(text, nul), "NUL byte: not a text file");
  refuse_deep_keys(text, file);
  try {
    return converted(toml::parse(text, std::string_view()), file, 0);
  } catch (const toml::parse_error& error) {
    throw TomlError(file, spot(error.source()), printable(error.description(), 400));
  }
}

std::string printable(std::string_view text, std::size_t limit) {
  std::string result;
  while (!text.empty()) {
    if (result.size() >= limit) return result + "...";
    const std::size_t length = character_length(text);
    if (length > 0) result += text.substr(0, length);
    else if (text[0] == '\n') result += "\\n";
    else result += fmt::format("\\x{:02x}", static_cast<unsigned char>(text[0]));
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return result;
}

std::string toml_literal(const Value& value) {
  if (const bool* toggle = std::get_if<bool>(&value)) return *toggle ? "true" : "false";
  if (const auto* integer = std::get_if<std::int64_t>(&value)) return fmt::format("{}", *integer);
  if (const auto* text = std::get_if<std::string>(&value)) return basic_string(*text);
  const double real = std::get<double>(value);
  const std::string digits = fmt::format("{}", real);
  const bool whole = std::isfinite(real) && digits.find_first_of(".e") == std::string::npos;
  return whole ? digits + ".0" : digits;
}

}  // namespace sim::io
