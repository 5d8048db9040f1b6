#include "sim/io/recorder.h"

#include <algorithm>

#include <fmt/format.h>

#include "sim/core/error.h"

namespace sim::io {

bool Recorder::keeps(std::string_view group) const {
  return kept_groups_.empty() || std::find(kept_groups_.begin(), kept_groups_.end(), group) != kept_groups_.end();
}

Recorded& Recorder::next(std::string_view group, const ObservableRow& row, std::span<const sim::Axis> axes, bool integers) {
  // Observables come in the same order every month, save for groups that are shown in some months only.
  for (std::size_t tried = 0; tried < recorded_.size(); ++tried) {
    Recorded& known = recorded_[(next_ + tried) % recorded_.size()];
    if (known.name != row.name || known.group != group) continue;
    next_ = (next_ + tried + 1) % recorded_.size();
    return known;
  }
  ensure(!row.unit.empty() && !row.long_name.empty(), "an observable needs a unit and a name");
  ensure(group != "series" || months_ == 0, "a series must be shown from the first month on");
  Recorded& added = recorded_.emplace_back();
  added.group = group;
  added.name = row.name;
  added.unit = row.unit;
  added.long_name = row.long_name;
  added.formula = row.formula;
  for (const sim::Axis& axis : axes) added.axes.push_back({std::string(axis.name), axis.labels, axis.length});
  if (integers) added.values = std::vector<std::int64_t>{};
  next_ = 0;
  return added;
}

void Recorder::series(const ObservableRow& row, double value) {
  if (!keeps("series")) return;
  std::get<std::vector<double>>(next("series", row, {}, false).values).push_back(value);
}

namespace {

void note_month(std::vector<std::pair<std::string, std::vector<std::int32_t>>>& groups, std::string_view group, int month) {
  auto found = std::find_if(groups.begin(), groups.end(), [&](const auto& entry) { return entry.first == group; });
  if (found == groups.end()) found = groups.emplace(groups.end(), std::string(group), std::vector<std::int32_t>{});
  if (found->second.empty() || found->second.back() != month) found->second.push_back(month);
}

}  // namespace

void Recorder::table(std::string_view group, const ObservableRow& row, std::span<const sim::Axis> axes,
                     std::span<const double> values) {
  if (!keeps(group)) return;
  auto& kept = std::get<std::vector<double>>(next(group, row, axes, false).values);
  kept.insert(kept.end(), values.begin(), values.end());
  note_month(group_months_, group, month);
}

void Recorder::table(std::string_view group, const ObservableRow& row, std::span<const sim::Axis> axes,
                     std::span<const std::int64_t> values) {
  if (!keeps(group)) return;
  auto& kept = std::get<std::vector<std::int64_t>>(next(group, row, axes, true).values);
  kept.insert(kept.end(), values.begin(), values.end());
  note_month(group_months_, group, month);
}

void Recorder::event(std::string_view kind, std::string text) { events_.push_back({month, std::string(kind), std::move(text)}); }

void Recorder::books(const Ledger& ledger) {
  if (!keeps("accounts")) return;
  const auto money = [&](const char* name, const char* long_name, Money amount) {
    const std::int64_t counts[] = {amount.counts()};
    table("accounts", {.name = name, .unit = "0.0001 EUR", .long_name = long_name}, {}, counts);
  };
  std::vector<std::string> names;  // the first month's stay
  std::vector<std::int64_t> amounts;
  for (const Ledger::Cell& cell : ledger.month_flows()) {
    if (months_ == 0) names.push_back(fmt::format("{}: {} to {}", cell.name, cell.from, cell.to));
    amounts.push_back(cell.amount.counts());
  }
  if (!amounts.empty()) {
    const sim::Axis flow{"flow", names, amounts.size()};
    table("accounts", {.name = "flows", .unit = "0.0001 EUR/month", .long_name = "Money that moved in the month"}, std::span(&flow, 1), amounts);
  }
  std::vector<std::int64_t> deposits, loans;
  for (std::size_t sector = 0; sector < ledger.sectors().size(); ++sector) {
    deposits.push_back(ledger.sector_deposits(sector).counts());
    loans.push_back(ledger.sector_loans(sector).counts());
  }
  const sim::Axis sector{"sector", ledger.sectors(), deposits.size()};
  table("accounts", {.name = "deposits", .unit = "0.0001 EUR", .long_name = "Deposits at the end of the month; the bank holds none"}, std::span(&sector, 1), deposits);
  table("accounts", {.name = "loans", .unit = "0.0001 EUR", .long_name = "Loans owed at the end of the month"}, std::span(&sector, 1), loans);
  money("public_debt", "Public debt, held by the bank", ledger.public_debt());
  money("central_bank_money", "Central-bank money", ledger.central_bank_money());
  money("bank_net_worth", "Net worth of the bank", ledger.bank_net_worth());
  money("residual", "Loans + public debt + central-bank money - deposits - bank net worth", ledger.residual());
}

void Recorder::end_month() {
  ++months_;
  next_ = 0;
}

const std::vector<std::int32_t>& Recorder::months_of(std::string_view group) const {
  for (const auto& [name, months] : group_months_)
    if (name == group) return months;
  static const std::vector<std::int32_t> none;
  return none;
}

const std::vector<double>* Recorder::find_series(std::string_view name) const {
  for (const Recorded& recorded : recorded_)
    if (recorded.group == "series" && recorded.name == name) return &std::get<std::vector<double>>(recorded.values);
  return nullptr;
}

bool Recorder::has_shape_of(const Recorder& other) const {
  return months_ == other.months_ && group_months_ == other.group_months_ &&
         std::equal(recorded_.begin(), recorded_.end(), other.recorded_.begin(), other.recorded_.end(),
                    [](const Recorded& a, const Recorded& b) { return a.name == b.name && a.axes == b.axes; });
}

void Recorder::save(ByteWriter& out) const {
  out.number<std::int32_t>(months_);
  out.number<std::uint64_t>(recorded_.size());
  for (const Recorded& r : recorded_) {
    for (const std::string* text : {&r.group, &r.name, &r.unit, &r.long_name, &r.formula}) out.text(*text);
    out.number<std::uint64_t>(r.axes.size());
    for (const Recorded::Axis& axis : r.axes) {
      out.text(axis.name);
      out.number<std::uint64_t>(axis.labels.size());
      for (const std::string& label : axis.labels) out.text(label);
      out.number<std::uint64_t>(axis.length);
    }
    out.number<std::uint8_t>(static_cast<std::uint8_t>(r.values.index()));
    std::visit([&](const auto& values) { out.numbers(values); }, r.values);
  }
  out.number<std::uint64_t>(events_.size());
  for (const Event& event : events_) {
    out.number<std::int32_t>(event.month);
    out.text(event.kind);
    out.text(event.text);
  }
  out.number<std::uint64_t>(group_months_.size());
  for (const auto& [group, months] : group_months_) {
    out.text(group);
    out.numbers(months);
  }
}

void Recorder::load(ByteReader& in) {
  months_ = in.number<std::int32_t>();
  recorded_.resize(in.count(5 * sizeof(std::uint64_t)));
  for (Recorded& r : recorded_) {
    for (std::string* text : {&r.group, &r.name, &r.unit, &r.long_name, &r.formula}) *text = in.text();
    r.axes.resize(in.count(2 * sizeof(std::uint64_t)));
    for (Recorded::Axis& axis : r.axes) {
      axis.name = in.text();
      axis.labels.resize(in.count(sizeof(std::uint64_t)));
      for (std::string& label : axis.labels) label = in.text();
      axis.length = in.number<std::uint64_t>();
    }
    switch (in.number<std::uint8_t>()) {
      case 0: r.values = in.numbers<double>(); break;
      case 1: r.values = in.numbers<std::int64_t>(); break;
      default: throw FileError("the checkpoint holds values of an unknown kind");
    }
  }
  events_.resize(in.count(2 * sizeof(std::uint64_t)));
  for (Event& event : events_) {
    event.month = in.number<std::int32_t>();
    event.kind = in.text();
    event.text = in.text();
  }
  group_months_.resize(in.count(2 * sizeof(std::uint64_t)));
  for (auto& [group, months] : group_months_) {
    group = in.text();
    months = in.numbers<std::int32_t>();
  }
  next_ = 0;
}

}  // namespace sim::io
