//! The recorder: takes what a run shows month by month and keeps it, small, until the result file is written.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "sim/core/ledger.h"
#include "sim/core/observer.h"
#include "sim/io/bytes.h"

namespace sim::io {

//! One observable over the months of a run: a series, or a table with axes.
struct Recorded {
  struct Axis {
    std::string name;
    std::vector<std::string> labels;
    std::uint64_t length = 0;
    bool operator==(const Axis&) const = default;
  };
  std::string group, name, unit, long_name, formula;
  std::vector<Axis> axes;
  std::variant<std::vector<double>, std::vector<std::int64_t>> values;  // months, then axes, row-major
};

struct Event {
  int month = 0;
  std::string kind, text;
};

class Recorder final : public Observer {
 public:
  void series(const ObservableRow& row, double value) override;
  void table(std::string_view group, const ObservableRow& row, std::span<const sim::Axis> axes,
             std::span<const double> values) override;
  void table(std::string_view group, const ObservableRow& row, std::span<const sim::Axis> axes,
             std::span<const std::int64_t> values) override;
  void event(std::string_view kind, std::string text) override;

  //! Takes the books of the month that has closed.
  void books(const Ledger& ledger);

  //! From now on takes these groups only. Called before the first month; what is loaded stays as it is.
  void keep_only(std::vector<std::string> groups) { kept_groups_ = std::move(groups); }

  //! Ends a month: the next one starts with the first observable again.
  void end_month();

  int months() const { return months_; }
  const std::vector<Recorded>& all() const { return recorded_; }
  const std::vector<Event>& events() const { return events_; }
  //! Months in which a group was shown, where not in every month.
  const std::vector<std::int32_t>& months_of(std::string_view group) const;
  //! A series by name; null where there is none.
  const std::vector<double>* find_series(std::string_view name) const;

  //! Whether both hold the same observables of the same lengths.
  bool has_shape_of(const Recorder& other) const;

  void save(ByteWriter& out) const;
  void load(ByteReader& in);

 private:
  bool keeps(std::string_view group) const;
  Recorded& next(std::string_view group, const ObservableRow& row, std::span<const sim::Axis> axes, bool integers);

  std::vector<std::string> kept_groups_;  // empty: all
  std::vector<Recorded> recorded_;
  std::vector<Event> events_;
  std::vector<std::pair<std::string, std::vector<std::int32_t>>> group_months_;
  std::size_t next_ = 0;
  int months_ = 0;
};

}  // namespace sim::io
