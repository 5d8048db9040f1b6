#include "models/histogram.h"

namespace models {

Histogram::Summary Histogram::summarise(const sim::Scatter& counts, const sim::Tally& sums) {
  Summary found;
  std::int64_t people = 0;
  double all = 0.0;
  each_occupied(counts, [&](std::size_t bin) {
    people += counts[bin];
    all += sums[bin];
  });
  if (people == 0) return found;
  const auto n = static_cast<double>(people);
  found.mean = all / n;
  double below = 0.0, sum_below = 0.0, area = 0.0;
  std::size_t filled = 0;  // deciles that lie below
  each_occupied(counts, [&](std::size_t bin) {
    const auto heads = static_cast<double>(counts[bin]);
    area += heads * (2.0 * sum_below + sums[bin]);
    const double each = sums[bin] / heads;
    if (below < 0.5 * n && below + heads >= 0.5 * n) found.median = each;
    while (filled < 10 && 0.1 * static_cast<double>(filled + 1) * n <= below) ++filled;
    for (std::size_t d = filled; d < 10; ++d) {  // heads of this bin that belong to decile d
      const double low = std::max(below, 0.1 * static_cast<double>(d) * n);
      const double high = std::min(below + heads, 0.1 * static_cast<double>(d + 1) * n);
      if (high <= low) break;
      found.decile_mean[d] += (high - low) * each / (0.1 * n);
      found.decile_bound[d] = each;
    }
    const auto part_above = [&](double place) { return std::max(below + heads - std::max(below, place * n), 0.0) * each / std::max(all, 1e-300); };
    found.top_hundredth += part_above(0.99);
    found.top_twentieth += part_above(0.95);
    below += heads;
    sum_below += sums[bin];
  });
  found.gini = all > 0.0 ? 1.0 - area / (n * all) : 0.0;
  return found;
}

double Histogram::share_below(const sim::Scatter& counts, double amount) {
  const std::size_t limit = bin(static_cast<float>(amount));
  std::int64_t people = 0, below = 0;
  each_occupied(counts, [&](std::size_t b) {
    people += counts[b];
    if (b < limit) below += counts[b];
  });
  return people > 0 ? static_cast<double>(below) / static_cast<double>(people) : 0.0;
}

}  // namespace models
