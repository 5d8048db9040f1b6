// beachhead export: a result file as tidy tables, one CSV file per group and shape.
#include <sys/stat.h>

#include <boost/program_options.hpp>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <iostream>
#include <map>

#include <fmt/format.h>

#include "sim/cli/command_line.h"
#include "sim/core/error.h"
#include "sim/io/commit.h"
#include "sim/io/hdf5.h"

namespace sim::cli {
namespace {

namespace po = boost::program_options;
using io::Group;
using io::Variable;

std::string quoted(const std::string& text) {
  if (text.find_first_of(",\"\n\r") == std::string::npos) return text;
  std::string safe(1, '"');
  for (const char c : text) safe.append(c == '"' ? 2 : 1, c);
  safe.push_back('"');
  return safe;
}

std::string cell(const Variable& variable, std::size_t row) {
  return std::visit(
      [&](const auto& values) -> std::string {
        using T = typename std::decay_t<decltype(values)>::value_type;
        if constexpr (std::is_same_v<T, std::string>) return quoted(values[row]);
        else if constexpr (std::is_floating_point_v<T>) return std::isnan(values[row]) ? "" : fmt::format("{}", values[row]);
        else return fmt::format("{}", static_cast<std::int64_t>(values[row]));
      },
      variable.values);
}

const Variable* coordinate(const Group& group, const std::string& dimension) {
  for (const Variable& variable : group.variables)
    if (variable.name == dimension && variable.dimensions == std::vector{dimension}) return &variable;
  return nullptr;
}

// Rows are the cells of `dimensions`, columns their coordinates and then every variable over exactly them.
std::string table_of(const Group& group, const std::vector<std::string>& dimensions, const std::vector<const Variable*>& variables) {
  std::string text;
  std::vector<std::size_t> lengths;
  std::size_t rows = 1;
  for (const std::string& dimension : dimensions) {
    text.append(quoted(dimension)).push_back(',');
    lengths.push_back(io::length_of(group, dimension));
    rows *= lengths.back();
  }
  for (const Variable* variable : variables) text.append(quoted(variable->name)).push_back(',');
  text.back() = '\n';
  for (std::size_t row = 0; row < rows; ++row) {
    std::size_t stride = rows;
    for (std::size_t k = 0; k < dimensions.size(); ++k) {
      stride /= lengths[k];
      const std::size_t place = row / stride % lengths[k];
      const Variable* labels = coordinate(group, dimensions[k]);
      text.append(labels ? cell(*labels, place) : std::to_string(place)).push_back(',');
    }
    for (const Variable* variable : variables) text.append(cell(*variable, row)).push_back(',');
    text.back() = '\n';
  }
  return text;
}

void export_group(const Group& group, const std::string& folder, bool overwrite) {
  std::map<std::vector<std::string>, std::vector<const Variable*>> shapes;
  for (const Variable& variable : group.variables)
    if (!variable.dimensions.empty() && !coordinate(group, variable.name)) shapes[variable.dimensions].push_back(&variable);
  for (const auto& [dimensions, variables] : shapes) {
    std::string name = group.path;
    std::replace(name.begin(), name.end(), '/', '_');
    std::string shape;
    for (const std::string& dimension : dimensions) shape += fmt::format("_{}", dimension);
    const std::string path = shapes.size() > 1 ? fmt::format("{}/{}_by{}.csv", folder, name, shape) : fmt::format("{}/{}.csv", folder, name);
    io::commit_file(path, {table_of(group, dimensions, variables)}, overwrite);
  }
}

}  // namespace

int export_tables(const Words& words) {
  po::options_description described("beachhead export FILE.h5 --csv DIR");
  described.add_options()("help,h", "this text")("file", po::value<std::string>(), "result file")(
      "csv", po::value<std::string>(), "folder for the tables; made where it is missing")("force", "replace existing tables");
  po::variables_map given;
  po::store(po::command_line_parser(words).options(described).positional(po::positional_options_description().add("file", 1)).run(), given);
  if (given.count("help")) {
    std::cout << described;
    return done;
  }
  if (!given.count("file") || !given.count("csv")) throw ScenarioError("export: beachhead export FILE.h5 --csv DIR");
  const std::string folder = given["csv"].as<std::string>();
  const std::vector<Group> groups = io::read_file(given["file"].as<std::string>());
  if (::mkdir(folder.c_str(), 0777) != 0 && errno != EEXIST) throw FileError(fmt::format("cannot make the folder '{}': {}", folder, std::strerror(errno)));
  for (const Group& group : groups)
    if (group.path != "provenance") export_group(group, folder, given.count("force") > 0);
  return done;
}

}  // namespace sim::cli
