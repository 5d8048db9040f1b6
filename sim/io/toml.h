//! TOML text as a tree of values that remember where they were written. Only toml.cpp knows the parser.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/core/error.h"
#include "sim/core/parameter.h"

namespace sim::io {

//! A place in a text, counted from 1; line 0 is the text as a whole.
struct Spot {
  int line = 0;
  int column = 0;
  auto operator<=>(const Spot&) const = default;
};

//! A text that cannot be read or is not TOML; what() says "file:line:column: ...".
struct TomlError : ScenarioError {
  TomlError(const std::string& file, Spot place, const std::string& finding);
  Spot at;
  std::string text;  //!< the finding without its place
};

//! One value of a TOML document, and below it those that it holds.
struct TomlValue {
  enum class Type { toggle, integer, real, text, moment, array, table };
  Type type = Type::table;
  Value scalar;                  //!< toggle to text; of a moment (a TOML date or time) its text
  std::vector<TomlValue> items;  //!< of an array, in order; of a table, in order of appearance
  std::string key;               //!< its name in the table that holds it
  Spot key_at;
  Spot at;

  //! The value under `name` in this table, or null.
  const TomlValue* find(std::string_view name) const;
};

//! The text of a file a person wrote. Throws TomlError where it is missing, no regular file, or larger than 8 MB;
//! FileError where it cannot be read.
std::string read_text(const std::string& path);

//! The table that `text` describes; `file` names it in messages. Throws TomlError at the first mistake in syntax.
TomlValue parse_toml(std::string_view text, const std::string& file);

//! `text` fit for a message: control characters and broken UTF-8 as \xNN, no longer than about `limit` bytes.
std::string printable(std::string_view text, std::size_t limit = 4096);

//! A value as TOML, on one line: reals in the shortest form that reads back to the same bits.
std::string toml_literal(const Value& value);

}  // namespace sim::io
