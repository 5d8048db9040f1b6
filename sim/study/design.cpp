#include "sim/study/design.h"

#include <algorithm>
#include <cmath>
#include <filesystem>

#include <boost/algorithm/string/join.hpp>
#include <boost/algorithm/string/split.hpp>
#include <boost/algorithm/string/trim.hpp>
#include <fmt/format.h>

#include "sim/core/math.h"
#include "sim/io/toml.h"

namespace sim::study {
namespace {

using io::TomlValue;
using Type = TomlValue::Type;
using Kind = Design::Kind;

constexpr std::size_t most_points = 10'000'000, most_runs = most_points;

//! Whether a factor may be called this: its values become a variable in /runs.
bool is_name(const std::string& name) {
  static const std::vector<std::string> taken{".", "..", "run", "arm", "arm_name", "replicate", "seed", "status", "failure", "run_id"};
  return name.size() <= 200 && name.find('/') == name.npos && io::printable(name) == name && std::count(taken.begin(), taken.end(), name) == 0;
}

const std::vector<std::string> kind_names{"grid", "list", "one_at_a_time", "latin_hypercube", "sobol", "morris", "file"};
const std::vector<std::string> distribution_names{"uniform", "log_uniform", "normal", "lognormal", "triangular"};

bool is_sampled(Kind kind) { return kind == Kind::latin_hypercube || kind == Kind::sobol || kind == Kind::morris; }

//! Reads the tables of a study and keeps what is wrong with them.
class Reader {
 public:
  Reader(std::string path, const io::Scenario& base) : path_(std::move(path)), base_(base) {}

  Design read() {
    root_ = io::parse_toml(io::read_text(path_), path_);
    if (root_.find("comparison") || root_.find("arm")) return read_comparison();
    const TomlValue* table = root_.find("design");
    if (!table || table->type != Type::table) throw io::TomlError(path_, {}, "a study has a table [design] with its kind, a comparison a table [comparison] and its [[arm]]s");
    known_keys(*table, {"kind", "points", "replicates", "seed", "levels", "outcomes", "record", "file"});
    read_kind(*table);
    design_.replicates = static_cast<int>(whole(*table, "replicates", base_.replicates(), 1, 1'000'000));
    design_.seed = static_cast<std::uint32_t>(whole(*table, "seed", 1, 0, 4'294'967'295));
    read_outcomes(*table);
    design_.record = names(*table, "record", "groups of the result file");
    read_factors();
    throw_findings();
    lay_out(*table);
    const double runs = static_cast<double>(design_.points.size()) * design_.replicates;
    if (runs > static_cast<double>(most_runs))
      find(table->at, fmt::format("{} points x {} replicates = {:.0f} runs, more than {}", design_.points.size(), design_.replicates, runs,
                                  most_runs));
    throw_findings();
    return std::move(design_);
  }

 private:
  //! Arms are points of one factor of policies that bears no name in /runs: the file has arms for that.
  Design read_comparison() {
    static const TomlValue nothing;
    const TomlValue* given = root_.find("comparison");
    for (const char* other : {"design", "factor"})
      if (const TomlValue* found = root_.find(other)) find(found->key_at, fmt::format("'{}': a file is a study or a comparison, not both", other));
    if (given && given->type != Type::table) find(given->at, "comparison: expected a table [comparison]");
    const TomlValue& table = given && given->type == Type::table ? *given : nothing;
    known_keys(table, {"replicates", "confidence", "outcomes", "budget_neutral", "record"});
    design_.kind = Kind::comparison;
    design_.replicates = static_cast<int>(whole(table, "replicates", base_.replicates(), 1, 1'000'000));
    read_outcomes(table);
    design_.record = names(table, "record", "groups of the result file");
    if (const TomlValue* confidence = table.find("confidence")) {
      design_.confidence = number(table, "confidence").value_or(design_.confidence);
      if (!(design_.confidence > 0.0 && design_.confidence < 1.0)) find(confidence->at, "confidence: expected a number between 0 and 1, such as 0.95");
    }
    if (const TomlValue* neutral = table.find("budget_neutral")) {
      if (neutral->type == Type::toggle) design_.budget_neutral = std::get<bool>(neutral->scalar);
      else find(neutral->at, "budget_neutral: expected true or false");
    }
    read_arms(given ? given->at : io::Spot{});
    throw_findings();
    return std::move(design_);
  }

  void read_arms(io::Spot comparison) {
    design_.factors.emplace_back().name = "policies";
    design_.arms.emplace_back("baseline");
    design_.points.push_back({std::nullopt});
    const TomlValue* list = root_.find("arm");
    if (!list || (list->type == Type::array && list->items.empty())) return find(comparison, "a comparison has at least one [[arm]]");
    if (list->type != Type::array) return find(list->at, "arm: expected [[arm]] tables");
    for (const TomlValue& table : list->items) {
      if (table.type != Type::table) {
        find(table.at, "arm: expected [[arm]] tables");
        continue;
      }
      known_keys(table, {"name", "policies"});
      const TomlValue* named = table.find("name");
      const std::string name = text(table, "name");
      if (name.empty() || name.size() > 60 || io::printable(name) != name)
        find(named ? named->at : table.at, "name: an arm has a name of at most 60 printable characters");
      else if (name == "baseline") find(named->at, "name: 'baseline' is the scenario without policies; give the arm another name");
      else if (std::count(design_.arms.begin(), design_.arms.end(), name) > 0) find(named->at, fmt::format("name: two arms are called '{}'", name));
      const TomlValue* files = table.find("policies");
      if (!files || files->type != Type::array) {
        find(files ? files->at : table.at, fmt::format("arm '{}': policies: expected a list of policy files", name));
        continue;
      }
      design_.arms.push_back(name);
      design_.points.push_back({read_level(*files, {})});
    }
  }

  void find(io::Spot at, const std::string& text) { findings_.push_back(io::TomlError(path_, at, text).what()); }
  void throw_findings() {
    if (!findings_.empty()) throw ScenarioError(boost::algorithm::join(findings_, "\n"));
  }

  void known_keys(const TomlValue& table, const std::vector<std::string>& keys) {
    for (const TomlValue& item : table.items)
      if (std::find(keys.begin(), keys.end(), item.key) == keys.end()) {
        const std::vector<std::string> near = io::nearest(item.key, keys);
        find(item.key_at, fmt::format("unknown key '{}'{}", io::printable(item.key, 200),
                                      near.empty() ? "; known are " + boost::algorithm::join(keys, ", ") : "; nearest: '" + near[0] + "'"));
      }
  }

  std::int64_t whole(const TomlValue& table, std::string_view key, std::int64_t otherwise, std::int64_t least, std::int64_t most) {
    const TomlValue* given = table.find(key);
    if (!given) return otherwise;
    const auto* value = std::get_if<std::int64_t>(&given->scalar);
    if (given->type == Type::integer && value && *value >= least && *value <= most) return *value;
    find(given->at, fmt::format("{}: expected a whole number in [{}, {}]", key, least, most));
    return otherwise;
  }

  std::optional<double> number(const TomlValue& table, std::string_view key) {
    const TomlValue* given = table.find(key);
    if (given && given->type == Type::integer) return static_cast<double>(std::get<std::int64_t>(given->scalar));
    if (given && given->type == Type::real && std::isfinite(std::get<double>(given->scalar))) return std::get<double>(given->scalar);
    find(given ? given->at : table.at, fmt::format("{}: expected a number", key));
    return std::nullopt;
  }

  std::string text(const TomlValue& table, std::string_view key) {
    const TomlValue* given = table.find(key);
    if (!given) return "";
    if (given->type == Type::text) return std::get<std::string>(given->scalar);
    find(given->at, fmt::format("{}: expected text", key));
    return "";
  }

  void read_kind(const TomlValue& table) {
    const std::string kind = text(table, "kind");
    const auto found = std::find(kind_names.begin(), kind_names.end(), kind);
    if (found != kind_names.end()) design_.kind = static_cast<Kind>(found - kind_names.begin());
    else find(table.find("kind") ? table.find("kind")->at : table.at, "kind: expected one of " + boost::algorithm::join(kind_names, ", "));
  }

  std::vector<std::string> names(const TomlValue& table, std::string_view key, std::string_view of) {
    std::vector<std::string> all;
    const TomlValue* given = table.find(key);
    if (!given) return all;
    const auto is_text = [](const TomlValue& item) { return item.type == Type::text; };
    if (given->type != Type::array || !std::all_of(given->items.begin(), given->items.end(), is_text))
      find(given->at, fmt::format("{}: expected a list of names of {}", key, of));
    else
      for (const TomlValue& item : given->items) all.push_back(std::get<std::string>(item.scalar));
    return all;
  }

  void read_outcomes(const TomlValue& table) {
    design_.outcomes = names(table, "outcomes", "series");
    if (const TomlValue* given = table.find("outcomes")) design_.outcomes_at = fmt::format("{}:{}:{}", path_, given->at.line, given->at.column);
  }

  void read_factors() {
    const TomlValue* list = root_.find("factor");
    if (!list && design_.kind != Kind::file) find({}, "a study has at least one [[factor]]");
    if (!list) return;
    if (list->type != Type::array) return find(list->at, "factor: expected [[factor]] tables");
    for (const TomlValue& table : list->items) {
      known_keys(table, {"path", "name", "coupled", "values", "range", "linspace", "logspace", "distribution", "policies", "from"});
      const std::size_t before = findings_.size();
      Factor factor = read_factor(table);
      if (findings_.size() > before) continue;
      for (const Factor& other : design_.factors)
        if (other.name == factor.name) find(table.at, fmt::format("two factors are called '{}'; give one another name", factor.name));
      design_.factors.push_back(std::move(factor));
    }
  }

  Factor read_factor(const TomlValue& table) {
    Factor factor;
    factor.path = text(table, "path");
    factor.name = text(table, "name");
    const bool of_policies = table.find("policies") != nullptr;
    if (factor.name.empty()) factor.name = of_policies ? "policies" : factor.path;
    if (!is_name(factor.name)) find(table.at, "name: expected a name of at most 200 printable characters, without '/', that /runs does not hold already");
    factor.group = text(table, "coupled");
    if (factor.group.empty()) factor.group = "\n" + factor.name;  // no other factor can name it
    if (of_policies) read_policies(table, factor);
    else if (known_path(table, factor)) read_values(table, factor);
    return factor;
  }

  bool known_path(const TomlValue& table, Factor& factor) {
    std::vector<std::string> paths;
    for (const Parameter& parameter : base_.parameters()) {
      if (parameter.path == factor.path) {
        factor.whole = parameter.kind == sim::Kind::integer;
        if (factor.path != "run.model" && factor.path != "run.replicates") return true;
      }
      paths.push_back(parameter.path);
    }
    const TomlValue* given = table.find("path");
    const std::vector<std::string> near = io::nearest(factor.path, paths);
    find(given ? given->at : table.at, fmt::format("path: no parameter '{}' to vary{}", io::printable(factor.path, 200),
                                                  near.empty() ? "" : "; nearest: '" + boost::algorithm::join(near, "', '") + "'"));
    return false;
  }

  //! A value that the parameter takes, checked against its range.
  void add_level(const TomlValue& at, Factor& factor, const Value& value) {
    try {
      factor.levels.push_back({base_.accepted(factor.path, value), {}});
    } catch (const ScenarioError& error) {
      find(at.at, error.what());
    }
  }

  void read_values(const TomlValue& table, Factor& factor) {
    int given = 0;
    for (const char* key : {"values", "range", "linspace", "logspace", "distribution"}) given += table.find(key) != nullptr;
    if (given != 1 && !(given == 0 && design_.kind == Kind::file))
      return find(table.at, fmt::format("factor '{}': expected one of values, range, linspace, logspace, distribution, policies", factor.name));
    if (const TomlValue* values = table.find("values")) {
      if (values->type != Type::array || values->items.empty()) return find(values->at, "values: expected a list of values");
      for (const TomlValue& item : values->items) {
        if (item.type == Type::array || item.type == Type::table || item.type == Type::moment) find(item.at, "values: expected plain values");
        else add_level(item, factor, item.scalar);
      }
    }
    if (const TomlValue* range = table.find("range")) read_range(*range, factor);
    if (const TomlValue* space = table.find("linspace")) read_space(*space, factor, false);
    if (const TomlValue* space = table.find("logspace")) read_space(*space, factor, true);
    if (const TomlValue* distribution = table.find("distribution")) read_distribution(*distribution, factor);
  }

  Value number_value(const Factor& factor, double value) const {
    if (factor.whole) return static_cast<std::int64_t>(std::floor(value + 0.5));
    return value;
  }

  void read_range(const TomlValue& table, Factor& factor) {
    known_keys(table, {"from", "to", "step"});
    const auto from = number(table, "from"), to = number(table, "to"), step = number(table, "step");
    if (!from || !to || !step) return;
    const double steps = std::floor((*to - *from) / *step + 1e-9);
    if (!(*step != 0.0 && steps >= 0.0 && steps < 1e6)) return find(table.at, "range: expected from, to and a step that leads from one to the other");
    for (int k = 0; k <= static_cast<int>(steps); ++k) add_level(table, factor, number_value(factor, *from + k * *step));
  }

  void read_space(const TomlValue& table, Factor& factor, bool logarithmic) {
    known_keys(table, {"from", "to", "points"});
    const auto from = number(table, "from"), to = number(table, "to");
    const std::int64_t points = whole(table, "points", 2, 2, 1'000'000);
    if (!from || !to) return;
    if (*from >= *to || (logarithmic && *from <= 0.0))
      return find(table.at, logarithmic ? "logspace: expected 0 < from < to" : "linspace: expected from < to");
    for (std::int64_t k = 0; k < points; ++k) {
      const double part = static_cast<double>(k) / static_cast<double>(points - 1);
      double value = k == points - 1 ? *to : *from + part * (*to - *from);
      if (logarithmic && k > 0 && k < points - 1) value = *from * sim::pow(*to / *from, part);
      add_level(table, factor, number_value(factor, value));
    }
    factor.distribution = Distribution{logarithmic ? Distribution::Kind::log_uniform : Distribution::Kind::uniform, *from, *to};
  }

  void read_distribution(const TomlValue& table, Factor& factor) {
    known_keys(table, {"kind", "from", "to", "mode", "mean", "median", "sd"});
    if (!is_sampled(design_.kind))
      return find(table.at, fmt::format("distribution: a {} visits levels; give values, range, linspace or logspace", kind_names[static_cast<std::size_t>(design_.kind)]));
    const std::string kind = text(table, "kind");
    const auto found = std::find(distribution_names.begin(), distribution_names.end(), kind);
    if (found == distribution_names.end()) return find(table.at, "distribution: kind is one of " + boost::algorithm::join(distribution_names, ", "));
    Distribution d;
    d.kind = static_cast<Distribution::Kind>(found - distribution_names.begin());
    const bool by_moments = kind == "normal" || kind == "lognormal";
    const auto a = number(table, kind == "normal" ? "mean" : kind == "lognormal" ? "median" : "from");
    const auto b = number(table, by_moments ? "sd" : "to");
    const auto mode = kind == "triangular" ? number(table, "mode") : std::optional(0.0);
    if (!a || !b || !mode) return;
    d.a = *a, d.b = *b, d.mode = *mode;
    const bool fine = by_moments ? *b >= 0.0 && (kind == "normal" || *a > 0.0)
                                 : *a < *b && (kind != "log_uniform" || *a > 0.0) && (kind != "triangular" || (*a <= *mode && *mode <= *b));
    if (!fine) return find(table.at, "distribution: expected from < to (and mode between them), or sd >= 0 (and median > 0)");
    factor.distribution = d;
    for (const double u : {1e-6, 1.0 - 1e-6}) {  // what lies beyond is refused when the point is laid out
      Factor copy = factor;
      add_level(table, copy, number_value(factor, d.quantile(u)));
    }
  }

  void read_policies(const TomlValue& table, Factor& factor) {
    if (!factor.path.empty()) find(table.find("path")->at, "path: a factor of policies has none");
    std::vector<Date> dates;
    if (const TomlValue* from = table.find("from")) {
      for (const TomlValue& item : from->items) {
        const auto date = item.type == Type::text ? parse_date(std::get<std::string>(item.scalar)) : std::nullopt;
        if (date) dates.push_back(*date);
        else find(item.at, "from: expected dates as text, \"YYYY-MM\"");
      }
    }
    const TomlValue& sets = *table.find("policies");
    if (sets.type != Type::array || sets.items.empty()) return find(sets.at, "policies: expected a list of lists of policy files");
    for (const TomlValue& set : sets.items) {
      if (set.type != Type::array) find(set.at, "policies: expected a list of lists of policy files");
      if (!dates.empty() && set.items.size() > dates.size()) find(set.at, "policies: more files than dates in `from`");
      factor.levels.push_back(read_level(set, dates));
    }
  }

  //! A set of policy files, found from the folder of the study.
  Level read_level(const TomlValue& set, const std::vector<Date>& dates) {
    const std::filesystem::path folder = std::filesystem::path(path_).parent_path();
    Level level;
    std::vector<std::string> names;
    for (const TomlValue& file : set.items) {
      if (file.type != Type::text) {
        find(file.at, "policies: expected paths as text");
        continue;
      }
      const auto relative = std::filesystem::path(std::get<std::string>(file.scalar));
      level.patches.push_back({(folder / relative).lexically_normal().string()});
      if (level.patches.size() <= dates.size()) level.patches.back().from = dates[level.patches.size() - 1];
      names.push_back(relative.stem().string());
    }
    level.value = names.empty() ? std::string("none") : boost::algorithm::join(names, "+");
    return level;
  }

  // --- points

  //! Names of the groups in order of appearance, and the group of each factor.
  std::pair<std::vector<std::string>, std::vector<std::size_t>> groups() const {
    std::vector<std::string> names;
    std::vector<std::size_t> of;
    for (const Factor& factor : design_.factors) {
      const auto found = std::find(names.begin(), names.end(), factor.group);
      of.push_back(static_cast<std::size_t>(found - names.begin()));
      if (found == names.end()) names.push_back(factor.group);
    }
    return {names, of};
  }

  std::size_t limited(const TomlValue& table, double points) {
    if (points <= static_cast<double>(most_points)) return static_cast<std::size_t>(points);
    find(table.at, fmt::format("the design has {:.0f} points, more than {}", points, most_points));
    return 0;
  }

  void lay_out(const TomlValue& table) {
    if (design_.kind == Kind::file) return read_points(table);
    if (is_sampled(design_.kind)) return sample(table);
    const auto [names, of] = groups();
    std::vector<std::size_t> sizes(names.size(), 0);
    for (std::size_t f = 0; f < of.size(); ++f) {
      std::size_t& size = sizes[of[f]];
      const std::size_t levels = design_.factors[f].levels.size();
      if (size != 0 && size != levels) find(table.at, fmt::format("factors of the group '{}' have different numbers of levels", names[of[f]]));
      size = levels;
    }
    if (!findings_.empty()) return;
    if (design_.kind == Kind::grid) lay_out_grid(table, of, sizes);
    if (design_.kind == Kind::list) lay_out_list(table, sizes);
    if (design_.kind == Kind::one_at_a_time) lay_out_one_at_a_time(of, sizes);
  }

  //! All combinations, the last group changing fastest.
  void lay_out_grid(const TomlValue& table, const std::vector<std::size_t>& of, const std::vector<std::size_t>& sizes) {
    double all = 1.0;
    for (const std::size_t size : sizes) all *= static_cast<double>(size);
    const std::size_t n = limited(table, all);
    for (std::size_t index = 0; index < n; ++index) {
      std::vector<std::size_t> level(sizes.size());
      for (std::size_t g = sizes.size(), rest = index; g-- > 0; rest /= sizes[g]) level[g] = rest % sizes[g];
      Point& point = design_.points.emplace_back();
      for (std::size_t f = 0; f < of.size(); ++f) point.push_back(design_.factors[f].levels[level[of[f]]]);
    }
  }

  //! The first levels together, the second levels together, and so on.
  void lay_out_list(const TomlValue& table, const std::vector<std::size_t>& sizes) {
    if (std::adjacent_find(sizes.begin(), sizes.end(), std::not_equal_to<>()) != sizes.end())
      return find(table.at, "a list takes the same number of values from every factor");
    for (std::size_t k = 0; k < sizes.front(); ++k) {
      Point& point = design_.points.emplace_back();
      for (const Factor& factor : design_.factors) point.push_back(factor.levels[k]);
    }
  }

  //! The scenario itself, then each level of each group while the others stay.
  void lay_out_one_at_a_time(const std::vector<std::size_t>& of, const std::vector<std::size_t>& sizes) {
    design_.points.emplace_back(of.size());
    for (std::size_t g = 0; g < sizes.size(); ++g)
      for (std::size_t k = 0; k < sizes[g]; ++k) {
        Point& point = design_.points.emplace_back(of.size());
        for (std::size_t f = 0; f < of.size(); ++f)
          if (of[f] == g) point[f] = design_.factors[f].levels[k];
      }
  }

  void sample(const TomlValue& table) {
    const auto [names, of] = groups();
    if (!table.find("points")) find(table.at, "points: how many? (of morris: how many trajectories)");
    const auto n = static_cast<std::size_t>(whole(table, "points", 1, 1, most_points));
    const auto levels = static_cast<std::size_t>(whole(table, "levels", 4, 2, 1000));
    if (levels % 2 != 0) find(table.at, "levels: expected an even number, so that every step stays on the grid");
    if (design_.kind == Kind::sobol && names.size() > 3667) find(table.at, "a Sobol sequence has at most 3667 factors");
    if (design_.kind == Kind::morris) limited(table, static_cast<double>(n) * static_cast<double>(names.size() + 1));
    if (!findings_.empty()) return;
    const std::vector<std::vector<double>> rows = design_.kind == Kind::sobol             ? sobol(n, names.size())
                                                  : design_.kind == Kind::latin_hypercube ? latin_hypercube(n, names.size(), design_.seed)
                                                                                          : morris(n, names.size(), levels, design_.seed);
    for (const std::vector<double>& row : rows) {
      Point& point = design_.points.emplace_back();
      for (std::size_t f = 0; f < of.size(); ++f) {
        Level level = design_.factors[f].at(row[of[f]]);
        try {
          if (level.patches.empty() && !design_.factors[f].path.empty()) base_.accepted(design_.factors[f].path, level.value);
        } catch (const ScenarioError& error) {
          return find(table.at, error.what());
        }
        point.push_back(std::move(level));
      }
    }
  }

  //! A table of points: a first line of parameter paths, then a line of values for each point.
  void read_points(const TomlValue& table) {
    const std::string file = text(table, "file");
    if (file.empty()) return find(table.at, "file: which file holds the points?");
    const std::string path = (std::filesystem::path(path_).parent_path() / file).lexically_normal().string();
    std::vector<std::string> lines;
    const std::string content = io::read_text(path);
    boost::algorithm::split(lines, content, [](char c) { return c == '\n'; });
    const auto cells = [](const std::string& line) {
      std::vector<std::string> found;
      boost::algorithm::split(found, line, [](char c) { return c == ','; });
      for (std::string& cell : found) boost::algorithm::trim(cell);
      return found;
    };
    const std::vector<std::string> heads = cells(lines.front());
    design_.factors.clear();
    for (const std::string& head : heads) {
      Factor factor{head, head, head, {}, {}};
      if (known_path(table, factor)) design_.factors.push_back(std::move(factor));
    }
    if (!findings_.empty()) return;
    for (std::size_t row = 1; row < lines.size(); ++row) {
      if (boost::algorithm::trim_copy(lines[row]).empty()) continue;
      const std::vector<std::string> values = cells(lines[row]);
      const std::string place = fmt::format("{}:{}", path, row + 1);
      if (values.size() != heads.size()) {
        findings_.push_back(fmt::format("{}: {} values for {} columns", place, values.size(), heads.size()));
        continue;
      }
      Point& point = design_.points.emplace_back();
      for (std::size_t f = 0; f < values.size(); ++f) point.push_back(read_cell(design_.factors[f], values[f], place));
    }
    if (design_.points.empty()) findings_.push_back(path + ": no points");
  }

  Level read_cell(const Factor& factor, const std::string& cell, const std::string& place) {
    Value value = cell;
    try {
      value = io::parse_toml("value = " + cell, place).items.at(0).scalar;
    } catch (const ScenarioError&) {  // a bare word stands for text
    }
    try {
      return {base_.accepted(factor.path, value), {}};
    } catch (const ScenarioError& error) {
      findings_.push_back(fmt::format("{}: {}", place, error.what()));
      return {};
    }
  }

  std::string path_;
  const io::Scenario& base_;
  TomlValue root_;
  Design design_;
  std::vector<std::string> findings_;
};

}  // namespace

Level Factor::at(double u) const {
  if (!distribution) return levels[std::min(static_cast<std::size_t>(u * static_cast<double>(levels.size())), levels.size() - 1)];
  if (!whole) return {distribution->quantile(u), {}};
  // Whole numbers of a uniform range are all equally likely, both ends included.
  Distribution wider = *distribution;
  if (wider.kind == Distribution::Kind::uniform) wider.a -= 0.5, wider.b += 0.5;
  const double value = std::floor(wider.quantile(u) + 0.5);
  return {static_cast<std::int64_t>(wider.kind == Distribution::Kind::uniform ? std::clamp(value, distribution->a, distribution->b) : value), {}};
}

Design read_design(const std::string& path, const io::Scenario& base) { return Reader(path, base).read(); }

}  // namespace sim::study
