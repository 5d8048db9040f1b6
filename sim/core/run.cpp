#include "sim/core/run.h"

namespace sim {

void ParameterBinder::real(double& member, const RealRow& row) {
  const Value& found = value();
  const auto* whole = std::get_if<std::int64_t>(&found);
  member = whole ? static_cast<double>(*whole) : std::get<double>(found);
  if (row.indexed == Indexed::to_prices) member *= price_index_;
  if (row.indexed == Indexed::to_wages) member *= wage_index_;
}

void ParameterBinder::integer(std::int64_t& member, const IntegerRow&) {
  member = std::get<std::int64_t>(value());
}

void ParameterBinder::toggle(bool& member, const SwitchRow&) { member = std::get<bool>(value()); }

void ParameterBinder::choice(int& member, const ChoiceRow& row) {
  const auto& word = std::get<std::string>(value());
  for (std::size_t index = 0; index < row.choices.size(); ++index)
    if (row.choices[index] == word) {
      member = static_cast<int>(index);
      return;
    }
  throw InternalError("a choice was not checked: " + word);
}

}  // namespace sim
