#include "sim/io/join.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <span>

#include <fmt/format.h>

#include "sim/core/error.h"

namespace sim::io {
namespace {

using Parts = std::vector<std::vector<Group>>;

const Group* find_group(const std::vector<Group>& groups, const std::string& path) {
  for (const Group& group : groups)
    if (group.path == path) return &group;
  return nullptr;
}

const Variable* find_variable(const Group& group, const std::string& name) {
  for (const Variable& variable : group.variables)
    if (variable.name == name) return &variable;
  return nullptr;
}

std::size_t length_of(const Group& group, const std::string& dimension) {
  for (const Dimension& known : group.dimensions)
    if (known.name == dimension) return known.length;
  throw FileError(fmt::format("/{} has no dimension '{}'", group.path, dimension));
}

bool has_dimension(const Group& group, const std::string& name) {
  return std::any_of(group.dimensions.begin(), group.dimensions.end(), [&](const Dimension& known) { return known.name == name; });
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
  const auto size = [](std::span<const std::size_t> extents) {
    return std::accumulate(extents.begin() + 1, extents.end(), std::size_t{1}, std::multiplies<>());
  };
  if (std::equal(from.begin() + 1, from.end(), to.begin() + 1)) {
    std::copy_n(source, from[0] * size(from), target);
    return;
  }
  for (std::size_t k = 0; k < from[0]; ++k) copy_block(source + k * size(from), from.subspan(1), target + k * size(to), to.subspan(1));
}

//! One group of the joined file.
class Joiner {
 public:
  Joiner(const Parts& parts, const std::vector<RunAddress>& runs, const Group& pattern)
      : parts_(parts), runs_(runs), joined_(pattern) {}

  Group join() {
    for (const auto& part : parts_)
      if (const Group* group = find_group(part, joined_.path)) widen(*group);
    for (Dimension& dimension : joined_.dimensions)
      if (dimension.name == "run") dimension.length = runs_.size();
    for (Variable& variable : joined_.variables) {
      if (variable.name == "run" && variable.dimensions == std::vector<std::string>{"run"}) number(variable);
      else if (!variable.dimensions.empty() && variable.dimensions.front() == "run") gather(variable);
    }
    return std::move(joined_);
  }

 private:
  //! Takes over longer numbered axes; labels and dates must be the same.
  void widen(const Group& group) {
    for (Dimension& dimension : joined_.dimensions) {
      if (dimension.name == "run") continue;
      const Variable* labels = find_variable(joined_, dimension.name);
      const Variable* others = find_variable(group, dimension.name);
      if (labels && others && labels->values != others->values)
        throw FileError(fmt::format("/{}: runs differ in the coordinates of '{}'; a study needs the same months and names in all", group.path, dimension.name));
      if (has_dimension(group, dimension.name)) dimension.length = std::max(dimension.length, length_of(group, dimension.name));
    }
    for (const Variable& variable : group.variables)
      if (!find_variable(joined_, variable.name)) throw FileError(fmt::format("/{}/{} is not in every part", group.path, variable.name));
  }

  void number(Variable& variable) const {
    std::vector<std::int64_t> numbers(runs_.size());
    std::iota(numbers.begin(), numbers.end(), std::int64_t{0});
    variable.values = std::move(numbers);
  }

  void gather(Variable& variable) const {
    std::visit(
        [&](auto& values) {
          using T = typename std::remove_reference_t<decltype(values)>::value_type;
          std::vector<std::size_t> extents;
          for (std::size_t d = 1; d < variable.dimensions.size(); ++d) extents.push_back(length_of(joined_, variable.dimensions[d]));
          const std::size_t one = std::accumulate(extents.begin(), extents.end(), std::size_t{1}, std::multiplies<>());
          values.assign(runs_.size() * one, filler<T>(variable.name));
          for (std::size_t r = 0; r < runs_.size(); ++r) take(variable, runs_[r], values.data() + r * one, extents);
        },
        variable.values);
  }

  template <class T>
  void take(const Variable& variable, const RunAddress& run, T* target, const std::vector<std::size_t>& extents) const {
    const Group* group = find_group(parts_[run.part], joined_.path);
    if (!group) return;
    const Variable* found = find_variable(*group, variable.name);
    const auto* values = found ? std::get_if<std::vector<T>>(&found->values) : nullptr;
    if (!values || found->dimensions != variable.dimensions)
      throw FileError(fmt::format("/{}/{} is of another kind in another part", joined_.path, variable.name));
    std::vector<std::size_t> own;
    for (std::size_t d = 1; d < found->dimensions.size(); ++d) own.push_back(length_of(*group, found->dimensions[d]));
    const std::size_t one = std::accumulate(own.begin(), own.end(), std::size_t{1}, std::multiplies<>());
    if ((run.row + 1) * one > values->size()) throw FileError(fmt::format("/{} does not hold every run", joined_.path));
    if (one > 0) copy_block(values->data() + run.row * one, std::span<const std::size_t>(own), target, std::span<const std::size_t>(extents));
  }

  const Parts& parts_;
  const std::vector<RunAddress>& runs_;
  Group joined_;
};

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

//! Events belong to runs by their number.
Group join_events(const Parts& parts, const std::vector<RunAddress>& runs, const Group& pattern) {
  Group joined = pattern;
  const std::size_t owner = owner_column(pattern);
  for (Variable& variable : joined.variables) std::visit([](auto& values) { values.clear(); }, variable.values);
  for (std::size_t r = 0; r < runs.size(); ++r) {
    const Group* group = find_group(parts[runs[r].part], "events");
    if (!group) continue;
    const auto& owners = std::get<std::vector<std::int32_t>>(group->variables[owner_column(*group)].values);
    for (const Variable& variable : joined.variables)
      if (const Variable* found = find_variable(*group, variable.name); !found || found->values.index() != variable.values.index())
        throw FileError(fmt::format("/events/{} is not in every part, or of another kind", variable.name));
    for (std::size_t event = 0; event < owners.size(); ++event) {
      if (static_cast<std::size_t>(owners[event]) != runs[r].row) continue;
      for (std::size_t v = 0; v < joined.variables.size(); ++v)
        std::visit(
            [&](auto& values) {
              using Values = std::remove_reference_t<decltype(values)>;
              values.push_back(std::get<Values>(find_variable(*group, joined.variables[v].name)->values).at(event));
            },
            joined.variables[v].values);
      std::get<std::vector<std::int32_t>>(joined.variables[owner].values).back() = static_cast<std::int32_t>(r);
    }
  }
  joined.dimensions.front().length = std::get<std::vector<std::int32_t>>(joined.variables[owner].values).size();
  return joined;
}

}  // namespace

std::vector<Group> join_runs(const Parts& parts, const std::vector<RunAddress>& runs) {
  // The part with most groups knows them all and their order: one in which some run was whole.
  const auto pattern = std::max_element(parts.begin(), parts.end(), [](const auto& a, const auto& b) { return a.size() < b.size(); });
  std::vector<Group> joined;
  if (pattern == parts.end()) return joined;
  for (const Group& group : *pattern) {
    if (group.path == "events") joined.push_back(join_events(parts, runs, group));
    else if (has_dimension(group, "run")) joined.push_back(Joiner(parts, runs, group).join());
    else joined.push_back(group);
  }
  return joined;
}

}  // namespace sim::io
