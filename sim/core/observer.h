//! Observables: what a room shows of itself at the end of a month, each with its unit, name and formula.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sim {

//! The description of one observable; it travels into the result file beside the values.
struct ObservableRow {
  std::string_view name;
  std::string_view unit;  //!< required; "1" for pure numbers
  std::string_view long_name;
  std::string_view formula = "";  //!< how it is computed, or its source
};

//! A labelled axis of a table of observables.
struct Axis {
  std::string_view name;
  std::vector<std::string> labels;  //!< empty: numbered rows
  std::size_t length = 0;
};

class Observer {
 public:
  virtual ~Observer() = default;

  int month = 0;  //!< number of the month that is shown; 0 is the first

  //! One number a month.
  virtual void series(const ObservableRow& row, double value) = 0;

  //! One array at a time in `group` ("distribution", "organisations", ...), row-major over `axes`. All tables of a group are
  //! shown together: every month, or in the same chosen months.
  virtual void table(std::string_view group, const ObservableRow& row, std::span<const Axis> axes,
                     std::span<const double> values) = 0;
  virtual void table(std::string_view group, const ObservableRow& row, std::span<const Axis> axes,
                     std::span<const std::int64_t> values) = 0;

  //! Something that happened this month.
  virtual void event(std::string_view kind, std::string text) = 0;
};

}  // namespace sim
