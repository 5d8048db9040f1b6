#include "models/textbook/firm_forms.h"

#include <algorithm>

namespace models {
namespace {

using W = FirmFormsWorld;

constexpr std::array expanding_month{
    sim::once<&W::forms, fail_and_expand>("fail_and_expand", "plants fail; those left look for empty places"),
    sim::once<&W::forms, take_places>("take_places", "empty places are taken by expansion or by founders"),
};

// The place that the plant at `place` looks at.
std::size_t place_seen(const FirmForms::Parameters& p, std::size_t place, double drawn) {
  const auto side = static_cast<std::size_t>(p.side);
  if (p.mixing) return static_cast<std::size_t>(drawn * static_cast<double>(side * side));
  const auto k = static_cast<std::size_t>(drawn * 8.0);
  const std::size_t of_nine = k < 4 ? k : k + 1;  // without the place itself, in the middle
  return (place / side + side + of_nine / 3 - 1) % side * side + (place % side + side + of_nine % 3 - 1) % side;
}

}  // namespace

std::span<const sim::Process<FirmFormsWorld>> FirmFormsWorld::schedule() { return expanding_month; }

std::size_t FirmFormsWorld::size(std::string_view dimension) const {
  return dimension == "place" ? static_cast<std::size_t>(forms.parameters.side * forms.parameters.side) : dimension.empty();
}

void FirmFormsWorld::set_up(const sim::Month& start) {
  for (std::size_t place = 0; place < forms.form.size(); ++place)
    forms.form[place] = start.draws.uniform(opening, start.number, place) < 0.5 ? FirmForms::owners : FirmForms::members;
  forms.claims.fill(0);
  forms.claims_of_members.fill(0);
}

void fail_and_expand(FirmForms& own, const FirmFormsWorld&, const sim::Month& month) {
  const FirmForms::Parameters& p = own.parameters;
  for (std::size_t place = 0; place < own.form.size(); ++place)
    if (month.draws.uniform(W::failure, month.number, place) < p.bankruptcy) own.form[place] = FirmForms::empty;
  for (std::size_t place = 0; place < own.form.size(); ++place) {
    if (own.form[place] == FirmForms::empty) continue;
    const std::size_t seen = place_seen(p, place, month.draws.uniform(W::look, month.number, place));
    const bool of_members = own.form[place] == FirmForms::members;
    if (own.form[seen] != FirmForms::empty) continue;
    if (month.draws.uniform(W::expansion, month.number, place) >= p.expansion * (of_members ? 1.0 - p.gap : 1.0)) continue;
    ++own.claims[seen];
    own.claims_of_members[seen] = static_cast<std::int16_t>(own.claims_of_members[seen] + of_members);
  }
}

void take_places(FirmForms& own, const FirmFormsWorld&, const sim::Month& month) {
  for (std::size_t place = 0; place < own.form.size(); ++place) {
    if (own.form[place] != FirmForms::empty) continue;
    const double claims = own.claims[place], of_members = claims > 0.0 ? own.claims_of_members[place] / claims : 0.5;
    if (claims == 0.0 && month.draws.uniform(W::founder, month.number, place) >= own.parameters.founding) continue;
    own.form[place] = month.draws.uniform(W::taker, month.number, place) < of_members ? FirmForms::members : FirmForms::owners;
  }
  own.claims.fill(0);
  own.claims_of_members.fill(0);
}

void observe(const FirmForms& own, const FirmFormsWorld&, sim::Observer& show) {
  const auto count = [&](FirmForms::Form form) { return static_cast<double>(std::count(own.form.begin(), own.form.end(), static_cast<std::int8_t>(form))); };
  const double owners = count(FirmForms::owners), members = count(FirmForms::members);
  show.series({.name = "cooperative_share", .unit = "1", .long_name = "Share of cooperatives among plants"}, owners + members > 0.0 ? members / (owners + members) : 0.0);
  show.series({.name = "empty_share", .unit = "1", .long_name = "Share of empty places"}, count(FirmForms::empty) / static_cast<double>(own.form.size()));
}

}  // namespace models
