//===- WindowProduct.h - Groups of bytes from rows of a window --*- C++ -*-===//
//
// In a depthwise convolution every operand moves along the lanes, so a group for the
// dot-product instruction has no neighbours in memory. It is made in registers: the
// bytes of up to four rows of the window, interleaved, are one group per lane, and
// one instruction multiplies a column of the window. Neighbouring windows share the
// interleaved columns, and the weights stay in registers.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_CODEGEN_WINDOWPRODUCT_H
#define PASSES_CODEGEN_WINDOWPRODUCT_H

#include "dialects/Exec/IR/ExecDialect.h"
#include "passes/Codegen/Nest.h"

namespace sinter::codegen {

struct WindowProduct {
  unsigned groupDim;       ///< The window loop whose iterations become groups.
  unsigned weights, image; ///< The inputs that stand still between windows, and move.
  bool weightsAreUnsigned; ///< The image is signed then.
  bool flipsImage;         ///< Both are signed: the image counts 128 too many.
  static constexpr int64_t group = 4;
};

/// Returns how the root of `nest`, with lanes along `vectorDim`, is computed by the
/// dot-product instruction of `machine`; nothing if it is no depthwise convolution of
/// bytes or the instruction does not take their signs.
std::optional<WindowProduct> matchWindowProduct(const Nest &nest, exec::MachineAttr machine,
                                                unsigned vectorDim);

/// Emits the groups of `rows` (at most four vectors of bytes) in each lane. Members
/// that are missing are zero, or anything with `isPaddedByAnything`.
mlir::Value emitInterleaved(mlir::OpBuilder &builder, mlir::Location loc,
                            llvm::ArrayRef<mlir::Value> rows, bool isPaddedByAnything);

/// Emits the sum of `accumulator` (a vector of i32) and the products of groups.
mlir::Value emitWindowProduct(mlir::OpBuilder &builder, mlir::Location loc,
                              const WindowProduct &window, mlir::Value accumulator,
                              mlir::Value weights, mlir::Value image);

/// Emits the sum of `accumulator` and 128 times the weights of each group: what a
/// flipped image adds to each result.
mlir::Value emitFlippedExcess(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value accumulator,
                              mlir::Value weights);

} // namespace sinter::codegen

#endif // PASSES_CODEGEN_WINDOWPRODUCT_H
