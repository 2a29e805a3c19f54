//===- Statistics.h - What many measurements say ----------------*- C++ -*-===//

#ifndef TOOLS_SUPPORT_STATISTICS_H
#define TOOLS_SUPPORT_STATISTICS_H

#include <algorithm>
#include <cmath>
#include <vector>

namespace sinter::tools {

struct Statistics {
  double min = 0, median = 0, p90 = 0, mean = 0, deviation = 0;

  /// Of one sample or more, in any order.
  static Statistics of(std::vector<double> samples) {
    std::sort(samples.begin(), samples.end());
    Statistics result;
    result.min = samples.front();
    result.median = quantile(samples, 0.5);
    result.p90 = quantile(samples, 0.9);
    for (double sample : samples)
      result.mean += sample / double(samples.size());
    for (double sample : samples)
      result.deviation += (sample - result.mean) * (sample - result.mean);
    // Of the population that these are a sample of.
    size_t freedom = samples.size() > 1 ? samples.size() - 1 : 1;
    result.deviation = std::sqrt(result.deviation / double(freedom));
    return result;
  }

private:
  /// Interpolates between the two nearest samples.
  static double quantile(const std::vector<double> &sorted, double fraction) {
    double position = fraction * double(sorted.size() - 1);
    size_t below = size_t(position);
    size_t above = std::min(below + 1, sorted.size() - 1);
    return sorted[below] + (sorted[above] - sorted[below]) * (position - double(below));
  }
};

} // namespace sinter::tools

#endif // TOOLS_SUPPORT_STATISTICS_H
