//===- DotProduct.h - Groups of bytes per lane ------------------*- C++ -*-===//
//
// A dot-product instruction multiplies groups of neighbours of two vectors of
// bytes and adds each group to one lane of 32 bits. Weights packed in such groups
// ([K / group][n][group]) are one operand; a group of activations, the same in all
// lanes, is the other. The loop over the members of a group is the instruction.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_CODEGEN_DOTPRODUCT_H
#define PASSES_CODEGEN_DOTPRODUCT_H

#include "passes/Codegen/ByteContraction.h"
#include "passes/Codegen/Nest.h"

namespace sinter::codegen {

struct DotProduct {
  DotInstruction instruction;
  unsigned vectorDim;     ///< The loop that becomes lanes.
  unsigned groupDim;      ///< The loop over the members of a group.
  int64_t group;          ///< Members of a whole group.
  unsigned panel, shared; ///< The inputs that move along the lanes, and do not.
  ByteFactor panelFactor, sharedFactor;

  /// The instruction adds to an integer register: a lane's sum is a plain number.
  bool sumsAside() const { return instruction == DotInstruction::vmladava; }
};

/// Returns how the root of `nest` is computed by the dot-product instruction of
/// `machine`; nothing if it is something else or its operands lie otherwise.
std::optional<DotProduct> matchDotProduct(const Nest &nest, exec::MachineAttr machine);

/// Emits the sum of `accumulator` (a vector of i32) and the products of the groups
/// in `panel` (`group` bytes per lane) with the one group in `shared`.
mlir::Value emitDotProduct(mlir::OpBuilder &builder, mlir::Location loc, const DotProduct &dot,
                           mlir::Value accumulator, mlir::Value panel, mlir::Value shared);

/// Emits a group of which only `members` exist: the last ones of `bytes`, followed by
/// zeros.
mlir::Value emitPartialGroup(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value bytes,
                             int64_t members);

} // namespace sinter::codegen

#endif // PASSES_CODEGEN_DOTPRODUCT_H
