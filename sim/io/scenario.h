//! Scenarios: what a person wrote in files and options, merged over the declared defaults and checked as a whole.
//!
//! A scenario file sets parameters under dotted paths and may extend another; policies patch it, later ones win;
//! `--set` comes last. A plain value replaces everything inherited. A dated list,
//!
//!     amount = [{ from = "2017-01", value = 560.0 }, { from = "2020-01", value = 0.0 }]
//!
//! replaces what is inherited from its first date on; `from = "start"` in its first entry means from the beginning.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/calendar.h"
#include "sim/core/error.h"
#include "sim/core/parameter.h"

namespace sim::io {

//! A policy file; with a date its plain values take effect from then on.
struct Patch {
  std::string path;
  std::optional<Date> from = {};
  bool operator==(const Patch&) const = default;
};

//! What the user gave, in order of application.
struct Sources {
  std::string scenario;          //!< path of the scenario file
  std::vector<Patch> policies;
  std::vector<std::string> sets;  //!< "path=value"
};

//! The models a scenario can name, and their parameters without [run]; `declared` gives null for an unknown name.
struct Models {
  std::vector<std::string> names;
  std::function<const std::vector<Parameter>*(std::string_view model)> declared;
};

//! Whether the scenario file may be a study or comparison: hold `design`, `factor`, `comparison`, `arm`.
enum class Design { refused, allowed };

//! A parameter's values through the run and who said so.
struct Setting {
  Timeline timeline;
  std::string where = "default";  //!< place of the last change: "file:line:column" or "--set path=value"
};

//! A complete, checked set of parameter values.
class Scenario {
 public:
  //! `settings` go with `parameters`, row by row.
  Scenario(std::string path, std::string question, std::vector<Parameter> parameters, std::vector<Setting> settings,
           std::vector<std::string> notes);

  const std::string& path() const { return path_; }
  std::string name() const;  //!< the file's name without folder and ending
  //! From the comment "# Question: ..." that opens the file itself; may be empty.
  const std::string& question() const { return question_; }
  const std::string& model() const;
  Date start() const;
  int months() const;
  int burn_in() const;  //!< [month]
  std::uint32_t seed() const;
  int replicates() const;

  //! The rows of [run], then the model's in declared order.
  const std::vector<Parameter>& parameters() const { return declared_->parameters; }
  //! Throws InternalError where no parameter has this path; the same for `where`.
  const Timeline& timeline(std::string_view path) const { return setting(path).timeline; }
  const std::string& where(std::string_view path) const { return setting(path).where; }
  //! One more plain value. Throws ScenarioError where the parameter does not take it.
  void set(std::string_view path, const Value& value);
  //! The value as the parameter takes it (2 as 2.0). Throws ScenarioError where it does not.
  Value accepted(std::string_view path, const Value& value) const;

  //! What the user should know though nothing is wrong: policies in conflict, dates after the end.
  const std::vector<std::string>& notes() const { return notes_; }

  std::string complete_toml() const { return toml(true); }  //!< every parameter; reads back to the same scenario
  std::string minimal_toml() const { return toml(false); }  //!< what differs from defaults; reads back to the same

 private:
  std::size_t row(std::string_view path) const;
  const Setting& setting(std::string_view path) const { return settings_[row(path)]; }
  std::int64_t run_integer(std::string_view path) const { return std::get<std::int64_t>(timeline(path).initial); }
  std::string toml(bool complete) const;

  //! What never changes is shared by copies, since a study makes one for every run.
  struct Declared {
    std::vector<Parameter> parameters;
    std::map<std::string, std::size_t, std::less<>> row_of;
  };

  std::string path_;
  std::string question_;
  std::shared_ptr<const Declared> declared_;
  std::vector<Setting> settings_;
  std::vector<std::string> notes_;
};

//! A value as people read it.
std::string shown(const Value& value);

//! The engine's own parameters: run.model, start, months, burn_in, seed, replicates.
std::vector<Parameter> run_parameters();

//! Reads, merges and checks. Throws ScenarioError with every finding, sorted by source and line, or FileError.
Scenario read_scenario(const Sources& sources, const Models& models, Design design = Design::refused);

//! The same for a scenario kept as text, which may not extend another; `sources.scenario` names it in messages.
Scenario read_scenario_text(std::string_view text, const Sources& sources, const Models& models,
                            Design design = Design::refused);

//! The candidates nearest to a mistyped `word`, best first, at most three: by edit distance, or by the last part of a
//! dotted path. Empty where none is near.
std::vector<std::string> nearest(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace sim::io
