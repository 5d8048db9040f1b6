//! Parameters as data: one declared row gives the default, the scenario key, the check, the help and the documentation.
//!
//! A room keeps its parameters in a plain struct and declares each member once:
//!
//!     struct Parameters {
//!       double take_rate;
//!       void declare(sim::ParameterVisitor& parameter) {
//!         parameter(take_rate, {.name = "take_rate", .initial = 0.10, .unit = "1", .range = sim::share,
//!                               .doc = "Share of each sale that the platform keeps", .source = "S25"});
//!       }
//!     };
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "sim/core/calendar.h"

namespace sim {

//! Closed interval a number must lie in.
struct Range {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  bool operator==(const Range&) const = default;
};
inline constexpr Range any_number{};
inline constexpr Range share{0.0, 1.0};
inline constexpr Range non_negative{0.0, std::numeric_limits<double>::infinity()};

//! What a money parameter follows after the start date, so that nothing dies of inflation by accident.
enum class Indexed { no, to_prices, to_wages };

struct RealRow {
  std::string_view name;
  double initial = 0.0;
  std::string_view unit;  //!< required; "1" for pure numbers
  Range range;
  std::string_view doc;
  std::string_view source;  //!< a key of docs/sources.md, or "assumption:<key>"
  Indexed indexed = Indexed::no;
  bool at_setup = false;  //!< acts only when the world is set up, so refuses dated values
};

struct IntegerRow {
  std::string_view name;
  std::int64_t initial = 0;
  std::string_view unit;
  Range range;
  std::string_view doc;
  std::string_view source;
  bool at_setup = false;
};

struct SwitchRow {
  std::string_view name;
  bool initial = false;
  std::string_view doc;
  std::string_view source;
  bool at_setup = false;
};

struct ChoiceRow {
  std::string_view name;
  int initial = 0;  //!< index into `choices`
  std::vector<std::string_view> choices;
  std::string_view doc;
  std::string_view source;
  bool at_setup = false;
};

//! Calls back once for every declared parameter. Readers, writers, documentation and checks all derive from it.
class ParameterVisitor {
 public:
  virtual ~ParameterVisitor() = default;

  void operator()(double& member, const RealRow& row) { real(member, row); }
  void operator()(std::int64_t& member, const IntegerRow& row) { integer(member, row); }
  void operator()(bool& member, const SwitchRow& row) { toggle(member, row); }
  template <class Enum>
    requires std::is_enum_v<Enum>
  void operator()(Enum& member, const ChoiceRow& row) {
    int index = static_cast<int>(member);
    choice(index, row);
    member = static_cast<Enum>(index);
  }

  //! The section of the rows that follow, "people.time_use".
  virtual void section(std::string_view path) = 0;

 protected:
  virtual void real(double& member, const RealRow& row) = 0;
  virtual void integer(std::int64_t& member, const IntegerRow& row) = 0;
  virtual void toggle(bool& member, const SwitchRow& row) = 0;
  virtual void choice(int& member, const ChoiceRow& row) = 0;
};

//! A parameter's value: a switch, a whole number, a real number, or a word (choice, text, date).
using Value = std::variant<bool, std::int64_t, double, std::string>;

enum class Kind { toggle, integer, real, choice, text, date };

//! A declared parameter, apart from the struct member that holds it.
struct Parameter {
  std::string path;  //!< "people.time_use.consumption_weight"
  Kind kind = Kind::real;
  Value initial;
  std::string unit = "1";
  Range range;
  std::string doc;
  std::string source;
  Indexed indexed = Indexed::no;
  bool at_setup = false;
  std::vector<std::string> choices;
};

//! The values one parameter takes through a run: `initial` until the first step, then each step's value from its date on.
struct Timeline {
  struct Step {
    Date from;
    Value value;
    bool operator==(const Step&) const = default;
  };
  Value initial;
  std::vector<Step> steps;  //!< strictly later dates
  bool operator==(const Timeline&) const = default;

  const Value& at(Date date) const;
};

//! Collects the rows that a declaration visits, in declared order.
class ParameterCollector : public ParameterVisitor {
 public:
  std::vector<Parameter> parameters;

  void section(std::string_view path) override { section_ = path; }

 protected:
  void real(double&, const RealRow& row) override;
  void integer(std::int64_t&, const IntegerRow& row) override;
  void toggle(bool&, const SwitchRow& row) override;
  void choice(int&, const ChoiceRow& row) override;

 private:
  Parameter& add(std::string_view name, std::string_view doc, std::string_view source, bool at_setup);
  std::string section_;
};

}  // namespace sim
