#include "sim/io/join.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <span>

#include <fmt/format.h>

#include "sim/core/error.h"

namespace sim::io {
namespace {

const Variable* find_variable(const Group& group, const std::string& name) {
  for (const Variable& variable : group.variables)
    if (variable.name == name) return &variable;
  return nullptr;
}

bool has_dimension(const Group& group, const std::string& name) {
  return std::any_of(group.dimensions.begin(), group.dimensions.end(), [&](const Dimension& known) { return known.name == name; });
}

bool is_along_runs(const Variable& variable) { return !variable.dimensions.empty() && variable.dimensions.front() == "run"; }

//! What a part keeps to itself until it is asked.
bool is_left_out(const Variable& variable) { return is_along_runs(variable) && variable.dimensions.size() > 1; }

void forget_values(Variable& variable) {
  std::visit([](auto& values) { values.clear(); }, variable.values);
}

std::vector<Group> heads_of(const std::vector<Group>& groups) {
  std::vector<Group> heads;
  for (const Group& group : groups) {
    Group& head = heads.emplace_back(Group{group.path, group.dimensions, {}, group.attributes, group.deflate_level});
    for (const Variable& variable : group.variables) {
      const auto none_of = [](const auto& values) -> Numbers { return std::decay_t<decltype(values)>(); };
      head.variables.push_back({variable.name, variable.dimensions, is_left_out(variable) ? std::visit(none_of, variable.values) : variable.values, variable.attributes});
    }
  }
  return heads;
}

std::size_t product(std::span<const std::size_t> extents) {
  return std::accumulate(extents.begin(), extents.end(), std::size_t{1}, std::multiplies<>());
}

//! What a variable spans for each run.
std::vector<std::size_t> extents_of_run(const Group& group, const Variable& variable) {
  std::vector<std::size_t> extents;
  for (std::size_t d = 1; d < variable.dimensions.size(); ++d) extents.push_back(length_of(group, variable.dimensions[d]));
  return extents;
}

//! Refuses two parts' groups of one name that cannot stand in one file.
void check_alike(const Group& known, const Group& other) {
  for (const Variable& variable : other.variables)
    if (!find_variable(known, variable.name)) throw FileError(fmt::format("/{}/{} is not in every part", other.path, variable.name));
  for (const Variable& variable : known.variables) {
    const Variable* same = find_variable(other, variable.name);
    if (!same || same->values.index() != variable.values.index() || (known.path != "events" && same->dimensions != variable.dimensions))
      throw FileError(fmt::format("/{}/{} is not in every part, or of another kind", known.path, variable.name));
    const bool is_axis = variable.dimensions == std::vector<std::string>{variable.name} && variable.name != "run";
    if (is_axis && same->values != variable.values)
      throw FileError(fmt::format("/{}: runs differ in the coordinates of '{}'; a study needs the same months and names in all", known.path, variable.name));
  }
}

template <class T>
T filler(const std::string& variable) {
  if constexpr (std::is_floating_point_v<T>) return std::numeric_limits<T>::quiet_NaN();
  else if constexpr (std::is_arithmetic_v<T>) return variable == "id" || variable == "kind" ? T(-1) : T(0);
  else return {};
}

//! Copies a block of `from` extents into one of `to` extents that are at least as large.
template <class T>
void copy_block(const T* source, std::span<const std::size_t> from, T* target, std::span<const std::size_t> to) {
  if (from.empty()) {
    *target = *source;
    return;
  }
  if (std::equal(from.begin() + 1, from.end(), to.begin() + 1)) {
    std::copy_n(source, product(from), target);
    return;
  }
  const std::size_t one = product(from.subspan(1)), larger = product(to.subspan(1));
  for (std::size_t k = 0; k < from[0]; ++k) copy_block(source + k * one, from.subspan(1), target + k * larger, to.subspan(1));
}

//! The run that each event belongs to. Refuses a group in which events are not told one by one.
std::size_t owner_column(const Group& events) {
  const auto found = std::find_if(events.variables.begin(), events.variables.end(), [](const Variable& any) {
    return any.name == "run" && std::holds_alternative<std::vector<std::int32_t>>(any.values);
  });
  const bool one_by_one = events.dimensions.size() == 1 && std::all_of(events.variables.begin(), events.variables.end(), [&](const Variable& any) {
    return any.dimensions == std::vector<std::string>{events.dimensions[0].name};
  });
  if (found == events.variables.end() || !one_by_one) throw FileError(fmt::format("/{} is not a list of events of runs", events.path));
  return static_cast<std::size_t>(found - events.variables.begin());
}

}  // namespace

void Join::add(std::vector<Group> groups, Rows rows) {
  Part& part = parts_.emplace_back();
  part.rows = std::move(rows);
  for (const Group& group : groups) {
    part.dimensions[group.path] = group.dimensions;
    if (group.path == "events") part.events = group;
    for (const Group& known : pattern_)
      if (known.path == group.path && (group.path == "events" || has_dimension(known, "run"))) check_alike(known, group);
  }
  if (groups.size() > pattern_.size()) pattern_ = std::move(groups);
}

std::vector<Group> Join::heads() const {
  std::vector<Group> all;
  for (const Group& group : pattern_) {
    if (group.path == "events") all.push_back(joined_events(group));
    else if (has_dimension(group, "run")) all.push_back(joined(group));
    else all.push_back(group);
  }
  return all;
}

//! With numbered axes as long as the longest.
Group Join::joined(const Group& pattern) const {
  Group group = pattern;
  for (const Part& part : parts_)
    if (const auto found = part.dimensions.find(group.path); found != part.dimensions.end())
      for (const Dimension& other : found->second)
        for (Dimension& dimension : group.dimensions)
          if (dimension.name == other.name) dimension.length = std::max(dimension.length, other.length);
  for (Dimension& dimension : group.dimensions)
    if (dimension.name == "run") dimension.length = runs_.size();
  for (Variable& variable : group.variables) {
    if (!is_along_runs(variable)) continue;
    forget_values(variable);
    if (is_left_out(variable)) continue;
    if (variable.name == "run") {
      std::vector<std::int64_t> numbers(runs_.size());
      std::iota(numbers.begin(), numbers.end(), std::int64_t{0});
      variable.values = std::move(numbers);
    } else {
      variable.values = rows(group, variable, 0, runs_.size());
    }
  }
  return group;
}

Numbers Join::rows(const Group& group, const Variable& variable, std::size_t first, std::size_t count) const {
  std::map<std::size_t, std::vector<std::size_t>> wanted;  // places in what is asked for, by part
  for (std::size_t place = 0; place < count; ++place) wanted[runs_.at(first + place).part].push_back(place);
  const std::vector<std::size_t> extents = extents_of_run(group, variable);
  const std::size_t one = product(extents);
  Numbers all = variable.values;
  const auto take = [&]<class T>(std::vector<T>& values) {
    values.assign(count * one, filler<T>(variable.name));
    for (const auto& [number, places] : wanted) {
      const Part& part = parts_.at(number);
      const auto found = part.dimensions.find(group.path);
      if (found == part.dimensions.end()) continue;  // every run of it failed
      const Group shape{.path = group.path, .dimensions = found->second, .variables = {}, .attributes = {}};
      const auto row_of = [&](std::size_t place) { return runs_[first + place].row; };
      const auto [lowest, highest] = std::minmax_element(places.begin(), places.end(), [&](auto a, auto b) { return row_of(a) < row_of(b); });
      const std::size_t low = row_of(*lowest), taken = row_of(*highest) - low + 1;
      if (low + taken > length_of(shape, "run")) throw FileError(fmt::format("/{} does not hold every run", group.path));
      const std::vector<std::size_t> own = extents_of_run(shape, variable);
      const Numbers part_of_it = part.rows(shape, variable, low, taken);
      const auto* source = std::get_if<std::vector<T>>(&part_of_it);
      if (!source || source->size() != taken * product(own)) throw FileError(fmt::format("/{}/{} is of another kind in another part", group.path, variable.name));
      if (source->empty()) continue;
      for (const std::size_t place : places)
        copy_block(source->data() + (row_of(place) - low) * product(own), std::span<const std::size_t>(own), values.data() + place * one, std::span<const std::size_t>(extents));
    }
  };
  std::visit(take, all);
  return all;
}

//! Events belong to runs by their number.
Group Join::joined_events(const Group& pattern) const {
  Group joined = pattern;
  const std::size_t owner = owner_column(pattern);
  for (Variable& variable : joined.variables) forget_values(variable);
  for (std::size_t r = 0; r < runs_.size(); ++r) {
    const Group& events = parts_.at(runs_[r].part).events;
    if (events.variables.empty()) continue;
    const auto& owners = std::get<std::vector<std::int32_t>>(events.variables[owner_column(events)].values);
    for (std::size_t event = 0; event < owners.size(); ++event) {
      if (static_cast<std::size_t>(owners[event]) != runs_[r].row) continue;
      for (std::size_t v = 0; v < joined.variables.size(); ++v)
        std::visit(
            [&](auto& values) {
              using Values = std::remove_reference_t<decltype(values)>;
              values.push_back(std::get<Values>(find_variable(events, joined.variables[v].name)->values).at(event));
            },
            joined.variables[v].values);
      std::get<std::vector<std::int32_t>>(joined.variables[owner].values).back() = static_cast<std::int32_t>(r);
    }
  }
  joined.dimensions.front().length = std::get<std::vector<std::int32_t>>(joined.variables[owner].values).size();
  return joined;
}

std::vector<Group> join_runs(const std::vector<std::vector<Group>>& parts, const std::vector<RunAddress>& runs) {
  Join join(runs);
  for (const std::vector<Group>& part : parts)
    join.add(heads_of(part), [&part](const Group& asked, const Variable& variable, std::size_t first, std::size_t count) {
      const auto group = std::find_if(part.begin(), part.end(), [&](const Group& any) { return any.path == asked.path; });
      const Variable* found = find_variable(*group, variable.name);
      if (!found) throw FileError(fmt::format("/{}/{} is not in every part", asked.path, variable.name));
      const std::size_t runs_of_part = length_of(*group, "run");
      return std::visit(
          [&](const auto& values) -> Numbers {
            const auto start = [&](std::size_t run) { return values.begin() + static_cast<std::ptrdiff_t>(values.size() / runs_of_part * run); };
            return std::decay_t<decltype(values)>(start(first), start(first + count));
          },
          found->values);
    });
  std::vector<Group> joined = join.heads();
  for (Group& group : joined)
    for (Variable& variable : group.variables)
      if (is_left_out(variable)) variable.values = join.rows(group, variable, 0, runs.size());
  return joined;
}

}  // namespace sim::io
