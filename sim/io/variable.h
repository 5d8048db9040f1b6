//! Labelled data on their way to a result file: what the recorder makes and the file writer writes.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace sim::io {

using Text = std::vector<std::string>;
using Numbers = std::variant<std::vector<std::int8_t>, std::vector<std::int32_t>, std::vector<std::int64_t>,
                             std::vector<float>, std::vector<double>, Text>;
using Attribute = std::variant<std::int64_t, double, std::string, std::vector<std::int8_t>, std::vector<std::string>>;
using Attributes = std::vector<std::pair<std::string, Attribute>>;

//! One array with named dimensions, row-major, and its attributes (units, long_name, ...).
struct Variable {
  std::string name;
  std::vector<std::string> dimensions;
  Numbers values;
  Attributes attributes;
};

//! A dimension of a group with its length; a variable of the same name, where there is one, holds its coordinates.
struct Dimension {
  std::string name;
  std::size_t length = 0;
  bool unlimited = false;
};

//! A group of variables over shared dimensions, readable alone by `xarray.open_dataset(file, group=path)`.
struct Group {
  std::string path;  //!< "series"; "" is the root
  std::vector<Dimension> dimensions;
  std::vector<Variable> variables;
  Attributes attributes;
  int deflate_level = 1;  //!< 0: stored as they are
};

//! Values that are not in memory all at once: those of a variable of a group, for so many rows of its first dimension.
using Rows = std::function<Numbers(const Group& group, const Variable& variable, std::size_t first, std::size_t count)>;

//! How many values a variable has, as the dimensions of its group say.
std::size_t count_of(const Group& group, const Variable& variable);
//! The length of a dimension of the group. Throws InternalError where there is none.
std::size_t length_of(const Group& group, const std::string& dimension);

}  // namespace sim::io
