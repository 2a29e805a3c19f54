//===- ZeroFloor.h - Activations that end at zero ---------------*- C++ -*-===//
//
// A quantized ReLU leaves nothing below zero, so about half of what it yields is the zero
// point itself. Requantization shows that: the least result is the number that was added.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_DISPATCH_ZEROFLOOR_H
#define PASSES_DISPATCH_ZEROFLOOR_H

#include "mlir/IR/Value.h"
#include <optional>

namespace sinter {

/// Returns the zero point of `activations`, a tensor of bytes in a model function, if another
/// dispatch computes them and cuts them off there.
std::optional<int64_t> findZeroFloor(mlir::Value activations);

} // namespace sinter

#endif // PASSES_DISPATCH_ZEROFLOOR_H
