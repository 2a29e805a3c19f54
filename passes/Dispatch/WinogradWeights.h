//===- WinogradWeights.h - Transformed weights of a convolution -*- C++ -*-===//

#ifndef PASSES_DISPATCH_WINOGRADWEIGHTS_H
#define PASSES_DISPATCH_WINOGRADWEIGHTS_H

#include "passes/Tensor/HostTensor.h"

namespace sinter {

/// Transforms f32 weights [3, 3, C, N] for tiles of `tile` x `tile` results:
/// [(tile + 2)^2, N / panel, C, panel]. Computes in f64 and rounds once.
HostTensor transformWeights(const HostTensor &weights, int64_t tile, int64_t panel);

} // namespace sinter

#endif // PASSES_DISPATCH_WINOGRADWEIGHTS_H
