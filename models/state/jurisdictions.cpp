#include "models/state/jurisdictions.h"

#include "models/purposes.h"
#include "models/world.h"

namespace models {

void Jurisdictions::Parameters::declare(sim::ParameterVisitor& parameter) {
  parameter(regulators, {.name = "regulators", .initial = 1, .unit = "1", .range = {1, 200}, .doc = "Regulators with a rate of their own",
                         .source = "assumption:jurisdictions"});
  parameter(spread, {.name = "spread", .initial = 0.6, .unit = "1", .range = sim::share,
                     .doc = "Part of the law's rate on profit that the laxest of many regulators waives", .source = "assumption:jurisdictions"});
  parameter(movable, {.name = "movable", .initial = 0.8, .unit = "1", .range = sim::share,
                      .doc = "Part of platforms' profit that can be booked anywhere", .source = "assumption:jurisdictions"});
  parameter(rule, {.name = "rule", .initial = 1, .choices = {"majority", "unanimity"}, .doc = "What a common rate takes",
                   .source = "assumption:jurisdictions"});
  parameter(willing, {.name = "willing", .initial = 0.6, .unit = "1", .range = sim::share,
                      .doc = "Chance that a regulator votes for a common rate", .source = "assumption:jurisdictions"});
  parameter(period, {.name = "period", .initial = 48, .unit = "month", .range = {1, 480}, .doc = "Months between two votes",
                     .source = "assumption:jurisdictions"});
}

void Jurisdictions::declare(sim::ColumnVisitor& column) {
  column(common, {.name = "common", .per = "", .unit = "1", .doc = "whether a common rate is in force"});
}

double Jurisdictions::borne_by_platforms() const {
  if (common || parameters.regulators == 1) return 1.0;
  const auto n = static_cast<double>(parameters.regulators);
  return 1.0 - parameters.movable * parameters.spread * (n - 1.0) / n;
}

void agree(Jurisdictions& own, const World&, const sim::Month& month) {
  const Jurisdictions::Parameters& p = own.parameters;
  if (p.regulators == 1 || !month.every(static_cast<int>(p.period))) return;
  std::int64_t in_favour = 0;
  for (std::int64_t r = 0; r < p.regulators; ++r)
    in_favour += month.draws.uniform(purpose::regulators, month.number, static_cast<std::uint64_t>(r)) < p.willing;
  const bool before = own.common;
  own.common = p.rule == Jurisdictions::Rule::unanimity ? in_favour == p.regulators : 2 * in_favour > p.regulators;
  if (own.common != before) month.event("common_rate", own.common ? "regulators agree on a common rate" : "regulators part again");
}

void observe(const Jurisdictions& own, const World& world, sim::Observer& show) {
  show.series({.name = "platform_profit_tax_rate", .unit = "1", .long_name = "Tax rate on profit that platforms bear"},
              world.taxes.profit_rate * own.borne_by_platforms());
}

}  // namespace models
