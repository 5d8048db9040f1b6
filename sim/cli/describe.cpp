// beachhead describe: the model as data, for reading, for documentation, for other programs.
#include <algorithm>
#include <boost/program_options.hpp>
#include <iostream>

#include <boost/algorithm/string/join.hpp>
#include <fmt/format.h>

#include "sim/cli/command_line.h"
#include "sim/core/error.h"
#include "sim/io/recorder.h"

namespace sim::cli {
namespace {

namespace po = boost::program_options;

//! A table in three dresses.
struct Table {
  std::string title, key;
  Words head;
  std::vector<Words> rows;
};

std::string escaped(const std::string& text, char special, const char* replacement) {
  std::string safe;
  for (const char c : text) safe += c == special ? std::string(replacement) : std::string(1, c);
  return safe;
}

std::string json_text(const std::string& text) { return "\"" + escaped(escaped(text, '\\', "\\\\"), '"', "\\\"") + "\""; }

std::string as_text(const Table& table) {
  std::vector<std::size_t> widths(table.head.size(), 0);
  const auto widen = [&](const Words& row) {
    for (std::size_t k = 0; k + 1 < row.size(); ++k) widths[k] = std::max(widths[k], std::min<std::size_t>(row[k].size(), 60));
  };
  widen(table.head);
  for (const Words& row : table.rows) widen(row);
  std::string text;
  const auto print = [&](const Words& row) {
    for (std::size_t k = 0; k < row.size(); ++k) text += k + 1 < row.size() ? fmt::format("{:<{}}  ", row[k], widths[k]) : row[k] + "\n";
  };
  print(table.head);
  for (const Words& row : table.rows) print(row);
  return text;
}

std::string as_markdown(const Table& table) {
  const auto line = [](const Words& cells) { return fmt::format("| {} |\n", boost::algorithm::join(cells, " | ")); };
  std::string text = fmt::format("## {}\n\n", table.title);
  text += line(table.head);
  text += line(Words(table.head.size(), "---"));
  for (Words row : table.rows) {
    for (std::string& cell : row) cell = escaped(cell, '|', "\\|");
    text += line(row);
  }
  return text;
}

std::string as_json(const Table& table) {
  std::string text = json_text(table.key) + ": [";
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    text += r ? ",\n  {" : "\n  {";
    for (std::size_t k = 0; k < table.head.size(); ++k)
      text += (k ? ", " : "") + json_text(table.head[k]) + ": " + json_text(table.rows[r][k]);
    text += "}";
  }
  return text + "\n]";
}

Table parameters(const Model& model) {
  Table table{"Parameters", "parameters", {"path", "default", "unit", "range", "follows", "source", "meaning"}, {}};
  std::vector<Parameter> all = io::run_parameters();
  all.insert(all.end(), model.parameters().begin(), model.parameters().end());
  for (const Parameter& p : all) {
    const bool bounded = p.kind == Kind::real || p.kind == Kind::integer;
    const std::string range = bounded ? fmt::format("[{:g}, {:g}]", p.range.low, p.range.high) : boost::algorithm::join(p.choices, " | ");
    const char* follows = p.indexed == Indexed::to_prices ? "prices" : p.indexed == Indexed::to_wages ? "wages" : p.at_setup ? "set-up only" : "";
    table.rows.push_back({p.path, io::shown(p.initial), p.unit, range, follows, p.source, p.doc});
  }
  return table;
}

class ColumnLister : public ColumnVisitor {
 public:
  Table table{"State variables", "columns", {"column", "per", "unit", "meaning"}, {}};
  void section(std::string_view path) override { section_ = path; }

 protected:
  void bytes(const ColumnRow& row, std::span<std::byte>, std::size_t) override {
    const std::string name = section_ + "." + std::string(row.name);
    if (!table.rows.empty() && table.rows.back()[0] == name) return;  // parts of one thing
    table.rows.push_back({name, std::string(row.per.empty() ? "world" : row.per), std::string(row.unit), std::string(row.doc)});
  }

 private:
  std::string section_;
};

//! A small world with its defaults, for asking what it has.
struct Example {
  std::vector<Timeline> defaults;
  std::unique_ptr<Simulation> simulation;
  io::Recorder record;

  explicit Example(const Model& model) {
    for (const Parameter& p : model.parameters()) {
      Timeline& timeline = defaults.emplace_back();
      timeline.initial = p.initial;
      if (p.path.ends_with(".count") && p.kind == Kind::integer) timeline.initial = std::clamp<std::int64_t>(std::get<std::int64_t>(p.initial), 1, 1000);
    }
    Setup setup;
    for (const Timeline& timeline : defaults) setup.settings.push_back(&timeline);
    simulation = model.create(setup);
    simulation->set_up();
    simulation->step(record);
    simulation->observe(record);
    record.books(simulation->ledger());
  }
};

Table columns(const Model& model) {
  Example example(model);
  ColumnLister lister;
  example.simulation->visit(lister);
  return lister.table;
}

Table series(const Model& model) {
  Table table{"Observables", "series", {"name", "group", "unit", "axes", "meaning", "formula"}, {}};
  const Example example(model);
  for (const io::Recorded& r : example.record.all()) {
    Words axes;
    for (const auto& axis : r.axes) axes.push_back(axis.name);
    table.rows.push_back({r.name, r.group, r.unit, boost::algorithm::join(axes, ", "), r.long_name, r.formula});
  }
  return table;
}

Table flows(const Model& model) {
  Table table{"Flows of money", "flows", {"flow", "from", "to", "mode", "meaning"}, {}};
  const Example example(model);
  for (const Ledger::Cell& cell : example.simulation->ledger().month_flows())
    table.rows.push_back({std::string(cell.name), std::string(cell.from), std::string(cell.to), std::string(cell.mode),
                          std::string(cell.doc)});
  return table;
}

Table schedule(const Model& model) {
  Table table{"Schedule of a month", "schedule", {"process", "kind", "what happens"}, {}};
  for (const ScheduleRow& row : model.schedule()) table.rows.push_back({row.process, row.kind, row.sentence});
  return table;
}

Table format() {
  return {"Groups of a result file", "format", {"group", "dimensions", "content"},
          {{"/", "", "format, version, title, question, content_digest"},
           {"/provenance", "process", "version, revision, command line, host, time and memory; not part of the digest"},
           {"/runs", "run", "arm, replicate, seed, status, failure, run_id"},
           {"/scenario", "arm", "the resolved scenario, complete and minimal, as TOML"},
           {"/series", "run, time", "one variable per observable; burn_in marks the first months"},
           {"/distribution", "run, time, decile, use", "income, consumption, wealth and hours by decile"},
           {"/accounts", "run, time, flow, sector, creator, captor", "every flow of money, deposits, loans, debts; created_captured; residuals"},
           {"/panel", "run, sample_time, person", "the same people followed through time"},
           {"/organisations", "run, time, slot", "platforms, phyles and the largest producers; id -1 is an empty slot"},
           {"/events", "event", "run, time, kind, text"},
           {"/parameters", "arm, parameter", "value, unit, range, meaning, source of every parameter"},
           {"/schedule", "process", "the month, one sentence per process"}}};
}

Table model_list(const ModelList& models) {
  Table table{"Models", "models", {"model", "what it is"}, {}};
  for (const Model* model : models) table.rows.push_back({std::string(model->name()), std::string(model->summary())});
  return table;
}

std::vector<Table> chosen(const std::string& topic, const Model& model, const ModelList& models) {
  const std::vector<std::pair<std::string, std::function<Table()>>> topics{
      {"parameters", [&] { return parameters(model); }}, {"columns", [&] { return columns(model); }}, {"series", [&] { return series(model); }},
      {"schedule", [&] { return schedule(model); }},     {"flows", [&] { return flows(model); }},     {"format", [] { return format(); }},
      {"models", [&] { return model_list(models); }}};
  std::vector<Table> tables;
  Words names;
  for (const auto& [name, make] : topics) {
    names.push_back(name);
    if (topic.empty() || topic == name) tables.push_back(make());
  }
  if (tables.empty()) throw ScenarioError(fmt::format("describe: unknown topic '{}'; expected one of {}", topic, boost::algorithm::join(names, ", ")));
  return tables;
}

}  // namespace

int describe(const Words& words, const ModelList& models) {
  po::options_description described("beachhead describe [parameters|columns|series|schedule|flows|format|models]");
  described.add_options()("help,h", "this text")("topic", po::value<std::string>()->default_value(""), "what to describe; everything without it")(
      "model", po::value<std::string>()->default_value(std::string(models.front()->name())), "model")(
      "format", po::value<std::string>()->default_value("text"), "text, markdown or json");
  po::variables_map given;
  po::store(po::command_line_parser(words).options(described).positional(po::positional_options_description().add("topic", 1)).run(), given);
  if (given.count("help")) {
    std::cout << described;
    return done;
  }
  const std::string dress = given["format"].as<std::string>();
  if (dress != "text" && dress != "markdown" && dress != "json") throw ScenarioError("describe: --format is text, markdown or json");
  const std::vector<Table> tables = chosen(given["topic"].as<std::string>(), find_model(models, given["model"].as<std::string>()), models);
  std::string text = dress == "json" ? "{" : "";
  for (std::size_t k = 0; k < tables.size(); ++k) {
    if (k) text += dress == "json" ? ",\n" : "\n";
    text += dress == "json" ? as_json(tables[k]) : dress == "markdown" ? as_markdown(tables[k]) : as_text(tables[k]);
  }
  fmt::print("{}{}", text, dress == "json" ? "}\n" : "");
  return done;
}

}  // namespace sim::cli
