//===- WinogradWeights.cpp - Transformed weights of a convolution ---------===//
//
// The method multiplies polynomials by their values at tile + 1 points and at
// infinity. A kernel's row g0 + g1 x + g2 x^2 is evaluated at each point and
// divided by the product of the point's distances to the others; the matching
// transforms of pixels and products are those of `exec.winograd_conv`.
//
//===----------------------------------------------------------------------===//

#include "passes/Dispatch/WinogradWeights.h"

#include "dialects/Exec/IR/Winograd.h"

using namespace mlir;
using namespace sinter;

using Row = std::array<double, 3>;

/// Coefficients by which a row of the kernel enters each of the tile + 2 values.
static SmallVector<Row> getCoefficients(int64_t tile) {
  SmallVector<double> points = exec::getWinogradPoints(tile);
  SmallVector<Row> rows;
  for (double point : points) {
    double distances = 1;
    for (double other : points)
      distances *= other == point ? 1 : point - other;
    rows.push_back({1 / distances, point / distances, point * point / distances});
  }
  rows.push_back({0, 0, 1});
  return rows;
}

HostTensor sinter::transformWeights(const HostTensor &weights, int64_t tile, int64_t panel) {
  HostTensor source = weights.unsplatted();
  int64_t inputs = source.getShape()[2], outputs = source.getShape()[3], side = tile + 2;
  auto type =
      RankedTensorType::get({side * side, outputs / panel, inputs, panel}, source.getElementType());
  HostTensor result = HostTensor::zeros(type);
  ArrayRef<float> from = source.as<float>();
  MutableArrayRef<float> to = result.mutableAs<float>();
  SmallVector<Row> rows = getCoefficients(tile);
  int64_t plane = inputs * outputs;
  std::vector<double> sums(outputs);
  for (int64_t pixel = 0; pixel < side * side; ++pixel) {
    const Row &vertical = rows[pixel / side], &horizontal = rows[pixel % side];
    for (int64_t input = 0; input < inputs; ++input) {
      std::fill(sums.begin(), sums.end(), 0.0);
      for (int64_t tap = 0; tap < 9; ++tap) {
        double factor = vertical[tap / 3] * horizontal[tap % 3];
        const float *taps = from.data() + tap * plane + input * outputs;
        for (int64_t output = 0; output < outputs; ++output)
          sums[output] += factor * taps[output];
      }
      for (int64_t output = 0; output < outputs; ++output)
        to[pixel * plane + (output / panel * inputs + input) * panel + output % panel] =
            static_cast<float>(sums[output]);
    }
  }
  return result;
}
