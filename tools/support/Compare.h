//===- Compare.h - Hold a result against what was expected ------*- C++ -*-===//

#ifndef TOOLS_SUPPORT_COMPARE_H
#define TOOLS_SUPPORT_COMPARE_H

#include "tools/support/Tensor.h"

namespace sinter::tools {

/// An element matches when |actual - expected| <= atol + rtol * |expected|.
/// With both 0 it must be equal. NaN matches NaN and nothing else; an infinity
/// matches the same infinity only; -0 equals 0.
struct Tolerance {
  double relative = 0;
  double absolute = 0;
};

struct Comparison {
  uint64_t mismatches = 0;
  uint64_t worst = 0;           ///< Index of the element furthest outside the tolerance.
  double largestDifference = 0; ///< Of all elements that are numbers on both sides.
};

/// Compares two tensors of the same type.
Comparison compare(const Tensor &actual, const Tensor &expected, Tolerance tolerance);

/// Writes "3 of 10 elements differ; worst at [0 5]: expected 1, got 2 (largest difference 1)".
std::string describeMismatch(const Comparison &comparison, const Tensor &actual,
                             const Tensor &expected);

/// Writes the largest difference as users read it.
std::string formatDifference(const Comparison &comparison);

} // namespace sinter::tools

#endif // TOOLS_SUPPORT_COMPARE_H
