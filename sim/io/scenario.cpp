#include "sim/io/scenario.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <filesystem>
#include <numeric>
#include <optional>
#include <tuple>

#include <boost/algorithm/string/join.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "sim/io/toml.h"

namespace sim::io {
namespace {

using Type = TomlValue::Type;

constexpr std::size_t longest_chain = 64;   // files that extend one another
constexpr std::size_t most_findings = 200;  // a broken file of many megabytes still gives a readable answer

//! Edits (insert, delete, replace, swap neighbours) that turn one word into the other.
std::size_t edit_distance(std::string_view one, std::string_view other) {
  std::vector<std::size_t> before(other.size() + 1), last(other.size() + 1), row(other.size() + 1);
  std::iota(last.begin(), last.end(), std::size_t{0});
  for (std::size_t i = 1; i <= one.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= other.size(); ++j) {
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (one[i - 1] == other[j - 1] ? 0u : 1u)});
      if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
        row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before.swap(last), last.swap(row);
  }
  return last.back();
}

std::string_view last_part(std::string_view path) { return path.substr(path.rfind('.') + 1); }

std::string nearest_hint(std::string_view word, const std::vector<std::string>& candidates) {
  const std::vector<std::string> near = nearest(word, candidates);
  return near.empty() ? "" : fmt::format("; nearest: '{}'", boost::algorithm::join(near, "', '"));
}

//! The question in the comment that opens a file; it may run over several lines, up to the question mark.
std::string leading_question(std::string_view text) {
  std::string question;
  const auto trim = [](std::string_view line) {
    const std::size_t first = line.find_first_not_of(" \t\r");
    return first == line.npos ? "" : line.substr(first, line.find_last_not_of(" \t\r") + 1 - first);
  };
  if (text.substr(0, 3) == "\xEF\xBB\xBF") text.remove_prefix(3);
  while (!text.empty()) {
    const std::string_view line = trim(text.substr(0, text.find('\n')));
    text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
    if (line.empty() && question.empty()) continue;
    if (line.empty() || line[0] != '#') break;
    const std::string_view words = trim(line.substr(1));
    constexpr std::string_view opening = "Question:";
    const bool opens = question.empty() && words.substr(0, opening.size()) == opening;
    if (opens) question = trim(words.substr(opening.size()));
    else if (words.empty() && !question.empty()) break;
    else if (!question.empty()) question += fmt::format(" {}", words);
    if (question.ends_with('?')) break;
  }
  return question;
}

std::string shown(const TomlValue& value) {
  if (value.type == Type::array) return "[...]";
  if (value.type == Type::table) return "{...}";
  if (value.type == Type::moment) return std::get<std::string>(value.scalar);
  return printable(toml_literal(value.scalar), 120);
}

std::string interval(const Range& range) {
  return fmt::format("{}{}, {}{}", std::isinf(range.low) ? '(' : '[', range.low, range.high,
                     std::isinf(range.high) ? ')' : ']');
}

std::string expectation(const Parameter& parameter) {
  switch (parameter.kind) {
    case Kind::toggle: return "true or false";
    case Kind::integer: return "a whole number in " + interval(parameter.range);
    case Kind::real: return "a number in " + interval(parameter.range);
    case Kind::choice: return fmt::format("one of \"{}\"", boost::algorithm::join(parameter.choices, "\", \""));
    case Kind::text: return "text";
    case Kind::date: return "a date as text, \"YYYY-MM\"";
  }
  return "";
}

bool is_number(const Parameter& parameter) { return parameter.kind == Kind::integer || parameter.kind == Kind::real; }

bool within(const Range& range, double number) {
  return std::isfinite(number) && range.low <= number && number <= range.high;
}

//! The value as the parameter's kind; nothing where it does not fit.
std::optional<Value> fitting(const Parameter& parameter, const TomlValue& given) {
  if (given.type == Type::array || given.type == Type::table || given.type == Type::moment) return std::nullopt;
  const bool* toggle = std::get_if<bool>(&given.scalar);
  const auto* integer = std::get_if<std::int64_t>(&given.scalar);
  const auto* real = std::get_if<double>(&given.scalar);
  const auto* text = std::get_if<std::string>(&given.scalar);
  const double number = real ? *real + 0.0 : integer ? static_cast<double>(*integer) : 0.0;  // + 0.0: no negative zero
  bool fits = false;
  switch (parameter.kind) {
    case Kind::toggle: fits = toggle; break;
    case Kind::integer: fits = integer && within(parameter.range, number); break;
    case Kind::real:
      if ((real || integer) && within(parameter.range, number)) return number;
      break;
    case Kind::choice: fits = text && std::count(parameter.choices.begin(), parameter.choices.end(), *text); break;
    case Kind::text: fits = text; break;
    case Kind::date: fits = text && parse_date(*text); break;
  }
  return fits ? std::optional(given.scalar) : std::nullopt;
}

bool is_bare_key(std::string_view key) {
  return !key.empty() && std::all_of(key.begin(), key.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

bool is_design_key(std::string_view key) {
  return key == "design" || key == "factor" || key == "comparison" || key == "arm";
}

//! A timeline as TOML: one value, or a dated list that begins with the first value where that must be said.
std::string timeline_literal(const Timeline& timeline, bool with_initial) {
  if (timeline.steps.empty()) return toml_literal(timeline.initial);
  std::vector<std::string> entries;
  const auto add = [&](const std::string& from, const Value& value) {
    entries.push_back(fmt::format("{{ from = \"{}\", value = {} }}", from, toml_literal(value)));
  };
  if (with_initial) add("start", timeline.initial);
  for (const Timeline::Step& step : timeline.steps) add(to_string(step.from), step.value);
  return fmt::format("[{}]", boost::algorithm::join(entries, ", "));
}

//! A file or an option that sets parameters.
struct Source {
  enum class Part { ancestor, scenario, policy, set };
  Part part;
  std::string label;  //!< the file's path, or "--set path=value"
  int order = 0;      //!< of application
  TomlValue root;
  std::optional<Date> from = {};  //!< of a policy's plain values

  std::string place(Spot at) const {
    return at.line == 0 || part == Part::set ? label : fmt::format("{}:{}:{}", label, at.line, at.column);
  }
};

//! Reads sources, applies them in order and keeps what is wrong with them.
class Reader {
 public:
  Reader(const Sources& sources, const Models& models, Design design)
      : given_(sources), models_(models), design_(design) {}

  void load_chain();
  void load_text(std::string_view text);
  Scenario resolved();

 private:
  struct Finding {
    int order;
    Spot at;
    std::string text;
    auto operator<=>(const Finding&) const = default;
  };
  struct DatedStep {
    const Source* source;
    Spot at;
    std::size_t row;
    Timeline::Step step;
  };

  bool load(Source::Part part, const std::string& path, int order, std::optional<Date> from = {});
  void load_set(const std::string& text, int order);
  void declare();
  void add_row(const Parameter& parameter);
  bool is_section(std::string_view path) const;
  void check_top_level(const Source& source);
  void visit(const Source& source, const TomlValue& table, const std::string& prefix);
  void unknown(const Source& source, const TomlValue& item, const std::string& path);
  void assign(const Source& source, const TomlValue& item, std::size_t row);
  void assign_dated(const Source& source, const TomlValue& list, std::size_t row);
  void add_step(const Source& source, Spot at, std::size_t row, Timeline::Step step);
  std::optional<Value> take(const Source& source, const TomlValue& given, std::size_t row, const std::string& when);
  void find(const Source& source, Spot at, const std::string& text);
  void throw_findings();
  std::vector<std::string> notes() const;

  const Sources& given_;
  const Models& models_;
  Design design_;
  std::deque<Source> sources_;  //!< in order of application
  std::string question_;
  bool chain_is_whole_ = true;
  bool model_is_known_ = false;
  std::vector<Parameter> parameters_;
  std::vector<Setting> settings_;
  std::vector<std::string> paths_, sections_;
  std::map<std::string, std::size_t, std::less<>> row_of_;
  std::map<std::size_t, std::vector<std::string>> policies_setting_;  //!< by row
  std::vector<DatedStep> dated_;
  std::vector<Finding> findings_;
  std::size_t unlisted_findings_ = 0;
};

void Reader::find(const Source& source, Spot at, const std::string& text) {
  if (findings_.size() < most_findings) findings_.push_back({source.order, at, source.place(at) + ": " + text});
  else ++unlisted_findings_;
}

//! Reads a file as the next source; false where it cannot be used.
bool Reader::load(Source::Part part, const std::string& path, int order, std::optional<Date> from) {
  try {
    const std::string text = read_text(path);
    Source source{part, printable(path), order, parse_toml(text, path), from};
    if (part == Source::Part::scenario) question_ = leading_question(text);
    if (order <= 0) sources_.push_front(std::move(source));
    else sources_.push_back(std::move(source));
    return true;
  } catch (const TomlError& error) {
    if (part == Source::Part::ancestor && error.at.line == 0)
      find(sources_.front(), sources_.front().root.find("extends")->at, fmt::format("extends: {}", error.what()));
    else findings_.push_back({order, error.at, error.what()});
    return false;
  }
}

//! Reads the scenario file and those it extends, which apply before it.
void Reader::load_chain() {
  std::vector<std::string> visited, labels;
  std::string path = given_.scenario;
  for (int order = 0;; --order) {
    const auto part = order == 0 ? Source::Part::scenario : Source::Part::ancestor;
    if (!load(part, path, order)) break;
    const Source& source = sources_.front();
    std::error_code error;
    visited.push_back(std::filesystem::weakly_canonical(path, error).string());
    labels.push_back(source.label);
    const TomlValue* extends = source.root.find("extends");
    if (!extends) return;
    if (extends->type != Type::text) {
      find(source, extends->at, "extends: expected the path of a scenario file as text");
      break;
    }
    const std::filesystem::path parent = std::get<std::string>(extends->scalar);
    path = (std::filesystem::path(path).parent_path() / parent).lexically_normal().string();
    labels.push_back(printable(path));
    if (std::count(visited.begin(), visited.end(), std::filesystem::weakly_canonical(path, error).string()) > 0) {
      find(source, extends->at, fmt::format("extends goes round in a circle: {}", boost::algorithm::join(labels, " -> ")));
      break;
    }
    labels.pop_back();
    if (visited.size() == longest_chain) {
      find(source, extends->at, fmt::format("more than {} files extend one another", longest_chain));
      break;
    }
  }
  chain_is_whole_ = false;
}

void Reader::load_text(std::string_view text) {
  question_ = leading_question(text);
  try {
    sources_.push_back({Source::Part::scenario, printable(given_.scenario), 0, parse_toml(text, given_.scenario), {}});
  } catch (const TomlError& error) {
    chain_is_whole_ = false;
    findings_.push_back({0, error.at, error.what()});
    return;
  }
  if (const TomlValue* extends = sources_.back().root.find("extends"))
    find(sources_.back(), extends->at, "extends: a stored scenario is complete and cannot extend another");
}

//! "path=value": a TOML value, or else a bare word that stands for text.
void Reader::load_set(const std::string& text, int order) {
  Source source{Source::Part::set, "--set " + printable(text, 200), order, {}, {}};
  const auto trim = [](std::string part) {
    part.erase(part.find_last_not_of(" \t") + 1);
    return part.erase(0, part.find_first_not_of(" \t"));
  };
  const std::size_t equals = text.find('=');
  const std::string path = trim(text.substr(0, equals));
  const std::string value = equals == text.npos ? "" : trim(text.substr(equals + 1));
  const bool is_path = std::all_of(path.begin(), path.end(), [](char c) { return c == '.' || is_bare_key({&c, 1}); });
  if (path.empty() || !is_path || value.empty()) {
    find(source, {}, "expected path=value, for example --set run.seed=2");
    return;
  }
  const bool is_word = std::all_of(value.begin(), value.end(), [](char c) {
    return is_bare_key({&c, 1}) || c == '.' || c == '/' || c == ':' || c == '+';
  });
  // The value alone first, so that what looks like more keys cannot slip in with it.
  const auto parse = [&](const std::string& given) {
    if (parse_toml("value = " + given, "").items.size() != 1) throw TomlError("", {1, 1}, "expected one value");
    source.root = parse_toml(path + " = " + given, "");
  };
  try {
    try {
      parse(value);
    } catch (const TomlError&) {
      if (!is_word) throw;
      parse(toml_literal(value));
    }
    sources_.push_back(std::move(source));
  } catch (const TomlError& error) {
    find(source, {}, error.text);
  }
}

//! Finds the model, and with it the parameters that can be set.
void Reader::declare() {
  const Source* set_by = nullptr;
  const TomlValue* model = nullptr;
  for (const Source& source : sources_) {
    const TomlValue* run = source.part == Source::Part::policy ? nullptr : source.root.find("run");
    if (const TomlValue* given = run ? run->find("model") : nullptr) model = given, set_by = &source;
  }
  parameters_ = run_parameters();
  const std::string names = fmt::format("; the models are: {}", boost::algorithm::join(models_.names, ", "));
  if (model && model->type == Type::text) {
    const std::string& name = std::get<std::string>(model->scalar);
    const bool is_listed = std::count(models_.names.begin(), models_.names.end(), name) > 0;
    const std::vector<Parameter>* declared = is_listed ? models_.declared(name) : nullptr;
    model_is_known_ = declared != nullptr;
    if (declared) parameters_.insert(parameters_.end(), declared->begin(), declared->end());
    else
      find(*set_by, model->at,
           fmt::format("unknown model {}{}", shown(*model), nearest_hint(name, models_.names)) + names);
  } else if (!model && chain_is_whole_) {
    findings_.push_back({0, {}, printable(given_.scenario) + ": the file sets no run.model" + names});
  }
  for (const Parameter& parameter : parameters_) add_row(parameter);
}

void Reader::add_row(const Parameter& parameter) {
  const std::string& path = parameter.path;
  const bool is_new = row_of_.emplace(path, settings_.size()).second;
  ensure(is_new && path.find('.') != path.npos, "parameters have different paths, each with a section");
  settings_.push_back({{parameter.initial, {}}});
  paths_.push_back(path);
  for (std::size_t dot = path.find('.'); dot != path.npos; dot = path.find('.', dot + 1))
    if (const std::string section = path.substr(0, dot); !is_section(section)) sections_.push_back(section);
}

bool Reader::is_section(std::string_view path) const {
  return std::find(sections_.begin(), sections_.end(), path) != sections_.end();
}

//! What only some sources may hold: extends, run.model, and the tables of studies and comparisons.
void Reader::check_top_level(const Source& source) {
  using Part = Source::Part;
  for (const TomlValue& item : source.root.items) {
    if (source.part == Part::policy && item.key == "extends")
      find(source, item.key_at, "a policy patches a scenario and cannot extend one");
    if (source.part == Part::policy && item.key == "run" && item.find("model"))
      find(source, item.find("model")->key_at, "run.model: a policy cannot change the model");
    if (!is_design_key(item.key) || source.part == Part::set) continue;
    if (source.part == Part::policy)
      find(source, item.key_at, fmt::format("'{}': a policy holds parameters, not a study or comparison", item.key));
    else if (source.part == Part::ancestor)
      find(source, item.key_at, fmt::format("'{}': a study or comparison cannot be extended", item.key));
    else if (design_ == Design::refused)
      find(
          source, item.key_at,
          fmt::format("'{}': this file is a {}, not a single scenario", item.key,
                      item.key == "design" || item.key == "factor" ? "study (see sweep)" : "comparison (see compare)"));
  }
}

//! Applies what a table sets, and what the tables in it set.
void Reader::visit(const Source& source, const TomlValue& table, const std::string& prefix) {
  for (const TomlValue& item : table.items) {
    if (prefix.empty()) {
      const bool is_form = item.key == "extends" || is_design_key(item.key);
      if ((is_form && source.part != Source::Part::set) || (!model_is_known_ && item.key != "run")) continue;
    }
    const std::string path = prefix + (is_bare_key(item.key) ? item.key : toml_literal(item.key));
    const auto row = row_of_.find(path);
    const bool is_table = item.type == Type::table;
    if (row != row_of_.end()) assign(source, item, row->second);
    else if (is_table && (is_section(path) || !item.items.empty())) visit(source, item, path + ".");
    else if (is_section(path)) find(source, item.at, fmt::format("{} is a section, expected a table", path));
    else unknown(source, item, path);
  }
}

void Reader::unknown(const Source& source, const TomlValue& item, const std::string& path) {
  const bool is_section_name = item.type == Type::table;
  const bool is_listed = findings_.size() < most_findings;  // else spare the search
  const std::string hint = is_listed ? nearest_hint(path, is_section_name ? sections_ : paths_) : "";
  find(source, item.key_at,
       fmt::format("unknown {} '{}'{}", is_section_name ? "section" : "key", printable(path, 200), hint));
}

void Reader::assign(const Source& source, const TomlValue& item, std::size_t row) {
  if (source.part == Source::Part::policy) policies_setting_[row].push_back(source.label);
  if (item.type == Type::array) {
    if (source.from) find(source, item.at, parameters_[row].path + " has dates of its own in a policy that is given a date");
    else assign_dated(source, item, row);
  } else if (source.from) {
    if (parameters_[row].at_setup) find(source, item.at, parameters_[row].path + " acts only at set-up, so a policy cannot set it from a date on");
    else if (auto value = take(source, item, row, "")) add_step(source, item.at, row, {*source.from, *std::move(value)});
  } else if (auto value = take(source, item, row, "")) {
    settings_[row].timeline = {*std::move(value), {}};
  }
  settings_[row].where = source.place(item.at);
}

//! A list of dated values: what is inherited stays in force before the first date.
void Reader::assign_dated(const Source& source, const TomlValue& list, std::size_t row) {
  const Parameter& parameter = parameters_[row];
  const std::string& path = parameter.path;
  if (parameter.at_setup) return find(source, list.at, path + " acts only at set-up, expected one value without dates");
  if (list.items.empty()) return find(source, list.at, path + " = []: an empty list sets nothing");
  Timeline& timeline = settings_[row].timeline;
  std::optional<Date> last;
  for (const TomlValue& entry : list.items) {
    const bool is_first = &entry == &list.items.front();
    const TomlValue* from = entry.find("from");
    const TomlValue* given = entry.find("value");
    if (!from || !given || entry.items.size() != 2)
      return find(source, entry.at, path + ": expected entries of exactly { from = \"YYYY-MM\", value = ... }");
    const std::string* text = from->type == Type::text ? std::get_if<std::string>(&from->scalar) : nullptr;
    const std::optional<Date> date = text ? parse_date(*text) : std::nullopt;
    const bool is_start = is_first && text && *text == "start";
    if (!date && !is_start)
      find(source, from->at, fmt::format("{}: from = {}: expected a date as text, \"YYYY-MM\"", path, shown(*from)));
    else if (date && last && *date <= *last)
      find(source, from->at, fmt::format("{}: from = {}: dates must be later and later", path, shown(*from)));
    if (date) last = date;
    std::optional<Value> value = take(source, *given, row, text ? " from " + printable(*text, 40) : "");
    if (!value) continue;
    if (is_start) timeline = {*std::move(value), {}};
    else if (date) add_step(source, entry.at, row, {*date, *std::move(value)});
  }
}

//! Steps from this one's date on give way to it: inherited ones, since a list's own dates increase.
void Reader::add_step(const Source& source, Spot at, std::size_t row, Timeline::Step step) {
  std::vector<Timeline::Step>& steps = settings_[row].timeline.steps;
  while (!steps.empty() && steps.back().from >= step.from) steps.pop_back();
  dated_.push_back({&source, at, row, step});
  steps.push_back(std::move(step));
}

std::optional<Value> Reader::take(const Source& source, const TomlValue& given, std::size_t row,
                                  const std::string& when) {
  const Parameter& parameter = parameters_[row];
  std::optional<Value> value = fitting(parameter, given);
  if (value) return value;
  const std::string unit = is_number(parameter) ? fmt::format(" [{}]", parameter.unit) : "";
  const bool is_word = given.type == Type::text && parameter.kind == Kind::choice;
  const std::string hint = is_word ? nearest_hint(std::get<std::string>(given.scalar), parameter.choices) : "";
  find(source, given.at,
       fmt::format("{}{} = {}{}: expected {}{}; {}", parameter.path, when, shown(given), unit, expectation(parameter),
                   hint, parameter.doc));
  return std::nullopt;
}

void Reader::throw_findings() {
  if (findings_.empty()) return;
  std::sort(findings_.begin(), findings_.end());
  std::string text;
  for (const Finding& finding : findings_) text += (text.empty() ? "" : "\n") + finding.text;
  if (unlisted_findings_ > 0) text += fmt::format("\nand {} findings more", unlisted_findings_);
  throw ScenarioError(text);
}

std::vector<std::string> Reader::notes() const {
  const auto run = [&](const char* path) { return settings_[row_of_.find(path)->second].timeline.initial; };
  const Date start = parse_date(std::get<std::string>(run("run.start"))).value();
  const Date last = after(start, static_cast<int>(std::get<std::int64_t>(run("run.months"))) - 1);
  std::vector<std::string> notes;
  for (const auto& [row, labels] : policies_setting_)
    if (labels.size() > 1)
      notes.push_back(fmt::format("{} is set by more than one policy, later ones win: {}", parameters_[row].path,
                                  boost::algorithm::join(labels, ", ")));
  for (const DatedStep& dated : dated_) {
    const auto& steps = settings_[dated.row].timeline.steps;
    if (dated.step.from > last && std::find(steps.begin(), steps.end(), dated.step) != steps.end())
      notes.push_back(fmt::format("{}: {} from {}: after the end of the run, {}", dated.source->place(dated.at),
                                  parameters_[dated.row].path, to_string(dated.step.from), to_string(last)));
  }
  return notes;
}

Scenario Reader::resolved() {
  int order = 0;
  for (const Patch& patch : given_.policies) load(Source::Part::policy, patch.path, ++order, patch.from);
  for (const std::string& set : given_.sets) load_set(set, ++order);
  declare();
  for (const Source& source : sources_) {
    check_top_level(source);
    visit(source, source.root, "");
  }
  throw_findings();
  return {given_.scenario, question_, parameters_, settings_, notes()};
}

}  // namespace

Scenario::Scenario(std::string path, std::string question, std::vector<Parameter> parameters, std::vector<Setting> settings,
                   std::vector<std::string> notes)
    : path_(std::move(path)), question_(std::move(question)), settings_(std::move(settings)), notes_(std::move(notes)) {
  ensure(parameters.size() == settings_.size(), "every parameter has a setting");
  Declared declared{std::move(parameters), {}};
  for (std::size_t row = 0; row < settings_.size(); ++row) declared.row_of.emplace(declared.parameters[row].path, row);
  declared_ = std::make_shared<const Declared>(std::move(declared));
}

std::string Scenario::name() const { return std::filesystem::path(path_).stem().string(); }
const std::string& Scenario::model() const { return std::get<std::string>(timeline("run.model").initial); }
Date Scenario::start() const { return parse_date(std::get<std::string>(timeline("run.start").initial)).value(); }
int Scenario::months() const { return static_cast<int>(run_integer("run.months")); }
int Scenario::burn_in() const { return static_cast<int>(run_integer("run.burn_in")); }
std::uint32_t Scenario::seed() const { return static_cast<std::uint32_t>(run_integer("run.seed")); }
int Scenario::replicates() const { return static_cast<int>(run_integer("run.replicates")); }

std::size_t Scenario::row(std::string_view path) const {
  const auto found = declared_->row_of.find(path);
  if (found == declared_->row_of.end()) throw InternalError(fmt::format("no parameter '{}'", path));
  return found->second;
}

Value Scenario::accepted(std::string_view path, const Value& value) const {
  const Parameter& parameter = parameters()[row(path)];
  TomlValue given;
  given.scalar = value;
  given.type = static_cast<Type>(value.index());  // toggle, integer, real, text: the alternatives' order
  std::optional<Value> fits = fitting(parameter, given);
  if (!fits) throw ScenarioError(fmt::format("{} = {} [{}]: expected {}", path, shown(given), parameter.unit, expectation(parameter)));
  return *std::move(fits);
}

void Scenario::set(std::string_view path, const Value& value) { settings_[row(path)] = {{accepted(path, value), {}}, "design"}; }

std::string Scenario::toml(bool complete) const {
  std::vector<std::pair<std::string, std::string>> sections;  // name and lines, in order of first appearance
  for (std::size_t row = 0; row < settings_.size(); ++row) {
    const Parameter& parameter = parameters()[row];
    const Timeline& timeline = settings_[row].timeline;
    if (!complete && timeline == Timeline{parameter.initial, {}}) continue;
    const std::size_t dot = parameter.path.rfind('.');
    const std::string name = parameter.path.substr(0, dot);
    auto section = std::find_if(sections.begin(), sections.end(), [&](const auto& any) { return any.first == name; });
    if (section == sections.end()) section = sections.insert(section, {name, ""});
    section->second += fmt::format("{} = {}", parameter.path.substr(dot + 1),
                                   timeline_literal(timeline, complete || timeline.initial != parameter.initial));
    section->second += is_number(parameter) ? fmt::format("  # [{}]\n", parameter.unit) : "\n";
  }
  std::string text = question_.empty() ? "" : fmt::format("# Question: {}\n", question_);
  for (const auto& [name, lines] : sections) text += fmt::format("{}[{}]\n{}", text.empty() ? "" : "\n", name, lines);
  return text;
}

std::vector<Parameter> run_parameters() {
  const auto integer = [](const char* name, std::int64_t initial, const char* unit, Range range, const char* doc) {
    return Parameter{
        std::string("run.") + name, Kind::integer, initial, unit, range, doc, "convention", Indexed::no, true, {}};
  };
  const auto word = [](const char* name, Kind kind, const char* initial, const char* doc) {
    return Parameter{
        std::string("run.") + name, kind, std::string(initial), "1", {}, doc, "convention", Indexed::no, true, {}};
  };
  return {word("model", Kind::text, "", "Model that is run"),
          word("start", Kind::date, "2012-01", "First month of the run"),
          integer("months", 480, "month", {1.0, 12'000.0}, "Length of the run"),
          integer("burn_in", 60, "month", {0.0, 12'000.0}, "First months, left out of summaries"),
          integer("seed", 1, "1", {0.0, 4'294'967'295.0}, "Number that all random draws derive from"),
          integer("replicates", 1, "1", {1.0, 1'000'000.0}, "Runs with the same values and different draws")};
}

Scenario read_scenario(const Sources& sources, const Models& models, Design design) {
  Reader reader(sources, models, design);
  reader.load_chain();
  return reader.resolved();
}

Scenario read_scenario_text(std::string_view text, const Sources& sources, const Models& models, Design design) {
  Reader reader(sources, models, design);
  reader.load_text(text);
  return reader.resolved();
}

std::vector<std::string> nearest(std::string_view word, const std::vector<std::string>& candidates) {
  if (word.size() > 100) return {};
  const std::string_view word_part = last_part(word);
  std::vector<std::tuple<std::size_t, std::size_t, std::string>> near;  // score, edits of the whole, candidate
  for (const std::string& candidate : candidates) {
    const std::size_t whole = edit_distance(word, candidate);
    const std::size_t part = edit_distance(word_part, last_part(candidate));
    std::size_t score = whole <= std::max<std::size_t>(2, word.size() / 3) ? whole : candidate.npos;
    if (part <= word_part.size() / 4) score = std::min(score, part + 2);  // right name, wrong section
    if (score != candidate.npos) near.emplace_back(score, whole, candidate);
  }
  std::stable_sort(near.begin(), near.end(), [](const auto& one, const auto& other) {
    return std::tie(std::get<0>(one), std::get<1>(one)) < std::tie(std::get<0>(other), std::get<1>(other));
  });
  std::vector<std::string> names;
  for (const auto& [score, whole, candidate] : near)
    if (score == std::get<0>(near.front()) && names.size() < 3) names.push_back(candidate);
  return names;
}

std::string shown(const Value& value) {
  return std::visit([](const auto& held) { return fmt::format("{}", held); }, value);
}

}  // namespace sim::io
