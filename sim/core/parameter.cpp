#include "sim/core/parameter.h"

#include "sim/core/error.h"

namespace sim {

const Value& Timeline::at(Date date) const {
  const Value* value = &initial;
  for (const Step& step : steps)
    if (step.from <= date) value = &step.value;
  return *value;
}

Parameter& ParameterCollector::add(std::string_view name, std::string_view doc, std::string_view source, bool at_setup) {
  ensure(!name.empty() && !doc.empty() && !source.empty(), "a parameter needs a name, a meaning and a source");
  Parameter& added = parameters.emplace_back();
  added.path = section_ + "." + std::string(name);
  added.doc = doc;
  added.source = source;
  added.at_setup = at_setup;
  return added;
}

void ParameterCollector::real(double&, const RealRow& row) {
  ensure(!row.unit.empty(), "a parameter needs a unit");
  Parameter& added = add(row.name, row.doc, row.source, row.at_setup);
  added.kind = Kind::real;
  added.initial = row.initial;
  added.unit = row.unit;
  added.range = row.range;
  added.indexed = row.indexed;
}

void ParameterCollector::integer(std::int64_t&, const IntegerRow& row) {
  ensure(!row.unit.empty(), "a parameter needs a unit");
  Parameter& added = add(row.name, row.doc, row.source, row.at_setup);
  added.kind = Kind::integer;
  added.initial = row.initial;
  added.unit = row.unit;
  added.range = row.range;
}

void ParameterCollector::toggle(bool&, const SwitchRow& row) {
  Parameter& added = add(row.name, row.doc, row.source, row.at_setup);
  added.kind = Kind::toggle;
  added.initial = row.initial;
}

void ParameterCollector::choice(int&, const ChoiceRow& row) {
  Parameter& added = add(row.name, row.doc, row.source, row.at_setup);
  added.kind = Kind::choice;
  added.initial = std::string(row.choices.at(static_cast<std::size_t>(row.initial)));
  added.choices.assign(row.choices.begin(), row.choices.end());
}

}  // namespace sim
