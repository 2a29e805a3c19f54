//===- Compare.cpp - Hold a result against what was expected --------------===//

#include "tools/support/Compare.h"
#include <cmath>
#include <cstdio>
#include <cstring>

using namespace sinter::tools;

/// Returns how far an element lies outside its tolerance; 0 or less matches.
static double excess(double actual, double expected, Tolerance tolerance) {
  if (std::isnan(actual) || std::isnan(expected))
    return std::isnan(actual) == std::isnan(expected) ? 0 : INFINITY;
  if (actual == expected)
    return 0;
  if (std::isinf(actual) || std::isinf(expected))
    return INFINITY;
  return std::fabs(actual - expected) -
         (tolerance.absolute + tolerance.relative * std::fabs(expected));
}

Comparison sinter::tools::compare(const Tensor &actual, const Tensor &expected,
                                  Tolerance tolerance) {
  Comparison result;
  double worst = 0;
  size_t size = sinter_element_size(actual.type());
  bool is64BitInteger = actual.type() == SINTER_I64 || actual.type() == SINTER_U64;
  for (uint64_t i = 0; i < expected.count(); ++i) {
    double a = actual.number(i);
    double e = expected.number(i);
    double outside = excess(a, e, tolerance);
    // Integers of 64 bits may differ where their nearest doubles do not.
    if (is64BitInteger && a == e && tolerance.absolute < 1 && tolerance.relative == 0 &&
        std::memcmp(actual.data() + i * size, expected.data() + i * size, size) != 0)
      outside = 1;
    if (std::isfinite(a) && std::isfinite(e))
      result.largestDifference = std::fmax(result.largestDifference, std::fabs(a - e));
    if (!(outside > 0))
      continue;
    ++result.mismatches;
    if (outside > worst) {
      worst = outside;
      result.worst = i;
    }
  }
  return result;
}

std::string sinter::tools::formatDifference(const Comparison &comparison) {
  char text[64];
  std::snprintf(text, sizeof(text), "%.3g", comparison.largestDifference);
  return text;
}

std::string sinter::tools::describeMismatch(const Comparison &comparison, const Tensor &actual,
                                            const Tensor &expected) {
  return std::to_string(comparison.mismatches) + " of " + std::to_string(actual.count()) +
         " elements differ; worst at " + formatIndex(comparison.worst, actual.dims()) +
         ": expected " + expected.format(comparison.worst) + ", got " +
         actual.format(comparison.worst) + " (largest difference " + formatDifference(comparison) +
         ")";
}
