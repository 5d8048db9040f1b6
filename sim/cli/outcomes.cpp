#include "sim/cli/outcomes.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace sim::cli {
namespace {

double mean_of(std::span<const double> values) {
  double sum = 0.0;
  std::size_t n = 0;
  for (const double value : values)
    if (!std::isnan(value)) sum += value, ++n;
  return n > 0 ? sum / static_cast<double>(n) : std::numeric_limits<double>::quiet_NaN();
}

// The first year after the burn-in, as long as the run outlasts it.
std::span<const double> first_year(std::span<const double> series, int burn_in) {
  const auto skipped = static_cast<std::size_t>(burn_in);
  const std::span<const double> settled = series.size() >= skipped + 24 ? series.subspan(skipped) : series;
  return settled.first(std::min<std::size_t>(12, settled.size()));
}
std::span<const double> last_year(std::span<const double> series) { return series.last(std::min<std::size_t>(12, series.size())); }

std::vector<double> mean_series(const study::Batch& batch, std::size_t arm, const std::string& name) {
  std::vector<double> mean;
  double runs = 0.0;
  for (const study::Run& run : batch.runs()) {
    const std::vector<double>* series = run.arm == arm ? run.record.find_series(name) : nullptr;
    if (!series) continue;
    mean.resize(series->size(), 0.0);
    for (std::size_t t = 0; t < mean.size(); ++t) mean[t] += (*series)[t];
    runs += 1.0;
  }
  for (double& value : mean) value /= runs;
  return mean;
}

std::string number(double value) {
  if (std::isnan(value)) return "-";
  const double size = std::abs(value);
  if (size >= 1000.0) return fmt::format("{:.0f}", value);
  return fmt::format("{:.{}f}", value, size >= 10.0 ? 1 : size >= 1.0 ? 2 : 4);
}

std::string unit_of(const study::Batch& batch, const std::string& name) {
  for (const io::Recorded& recorded : batch.runs().front().record.all())
    if (recorded.group == "series" && recorded.name == name) return recorded.unit;
  return "";
}

}  // namespace

std::string sparkline(std::span<const double> series, std::size_t width) {
  static constexpr const char* bars[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  width = std::min(width, series.size());
  std::vector<double> points;
  for (std::size_t k = 0; k < width; ++k) {
    const std::size_t first = k * series.size() / width, last = (k + 1) * series.size() / width;
    points.push_back(mean_of(series.subspan(first, last - first)));
  }
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const double point : points)
    if (!std::isnan(point)) low = std::min(low, point), high = std::max(high, point);
  std::string line;
  for (const double point : points) {
    const double place = high > low ? (point - low) / (high - low) : 0.0;
    line += std::isnan(point) ? " " : bars[std::clamp(static_cast<int>(place * 7.999), 0, 7)];
  }
  return line;
}

std::string outcome_table(const study::Batch& batch, std::size_t arm) {
  std::string table = fmt::format("{:<26} {:>10} {:>10} {:>10}  {:<10} {}\n", "outcome (means of a year)", "start", "end", "change", "unit", "course");
  for (const std::string& name : batch.model().headlines()) {
    const std::vector<double> series = mean_series(batch, arm, name);
    if (series.empty()) continue;
    const double start = mean_of(first_year(series, batch.arms()[arm].scenario.burn_in())), end = mean_of(last_year(series));
    table += fmt::format("{:<26} {:>10} {:>10} {:>10}  {:<10} {}\n", name, number(start), number(end), number(end - start), unit_of(batch, name),
                         sparkline(series, 40));
  }
  return table;
}

std::string paired_table(const study::Batch& batch) {
  const std::size_t replicates = batch.runs().size() / 2;
  std::string table = fmt::format("{:<26} {:>10} {:>10} {:>10}  {:>10} {:>10}  {}\n", "last year, mean of runs", batch.arms()[0].name,
                                  batch.arms()[1].name, "difference", "least", "most", "course of the difference");
  for (const std::string& name : batch.model().headlines()) {
    const std::vector<double> base = mean_series(batch, 0, name), other = mean_series(batch, 1, name);
    if (base.empty()) continue;
    std::vector<double> differences, course(base.size());
    for (std::size_t r = 0; r < replicates; ++r)
      differences.push_back(mean_of(last_year(*batch.runs()[replicates + r].record.find_series(name))) -
                            mean_of(last_year(*batch.runs()[r].record.find_series(name))));
    for (std::size_t t = 0; t < course.size(); ++t) course[t] = other[t] - base[t];
    const auto [least, most] = std::minmax_element(differences.begin(), differences.end());
    table += fmt::format("{:<26} {:>10} {:>10} {:>10}  {:>10} {:>10}  {}\n", name, number(mean_of(last_year(base))),
                         number(mean_of(last_year(other))), number(mean_of(differences)), number(*least), number(*most), sparkline(course, 30));
  }
  return table;
}

}  // namespace sim::cli
