//===- HostArithmetic.h - Compute with constants at compile time *- C++ -*-===//
//
// Results are what ONNX defines for the element type: floats are rounded to it
// after every operation, integers wrap. Where ONNX leaves the result undefined
// (division of integers by zero) nothing is returned.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_TENSOR_HOSTARITHMETIC_H
#define PASSES_TENSOR_HOSTARITHMETIC_H

#include "passes/Tensor/HostTensor.h"

namespace sinter {

/// Returns `tensor` converted to `element` as ONNX's Cast does.
std::optional<HostTensor> castTo(const HostTensor &tensor, bool fromUnsigned, mlir::Type element,
                                 bool toUnsigned);

/// Evaluates the elementwise operator called `op` in ONNX, or returns nothing if
/// it is not known for this element type.
std::optional<HostTensor> evaluateUnary(llvm::StringRef op, const HostTensor &tensor);

/// Evaluates the elementwise operator called `op` in ONNX (or FloorDiv, a quotient
/// rounded down) with broadcast, or returns nothing if it is not known for these
/// operands.
std::optional<HostTensor> evaluateBinary(llvm::StringRef op, const HostTensor &lhs,
                                         const HostTensor &rhs, bool isUnsigned);

/// Returns elements of `lhs` where `condition` is true, of `rhs` elsewhere, or
/// nothing if the operands do not broadcast.
std::optional<HostTensor> evaluateWhere(const HostTensor &condition, const HostTensor &lhs,
                                        const HostTensor &rhs);

/// Evaluates ReduceSum, ReduceProd, ReduceMin, ReduceMax or ReduceMean (`op`)
/// over `axes`; reduced dimensions stay with size 1.
std::optional<HostTensor> evaluateReduce(llvm::StringRef op, const HostTensor &tensor,
                                         llvm::ArrayRef<int64_t> axes, bool isUnsigned);

/// Returns start, start + delta, ... up to but without limit (all scalars of one
/// type), or nothing if delta is zero or there are more than `maxSize`.
std::optional<HostTensor> evaluateRange(const HostTensor &start, const HostTensor &limit,
                                        const HostTensor &delta, int64_t maxSize);

} // namespace sinter

#endif // PASSES_TENSOR_HOSTARITHMETIC_H
