//===- Nest.h - Loop nests with linear memory accesses ----------*- C++ -*-===//
//
// The form in which the vectoriser sees a linalg operation: an iteration space
// of static extent, and operands whose addresses are linear in the iteration.
// Strides and dilations of convolutions, broadcasts (stride 0), transposes,
// subviews and reshapes all become strides, so loops can be split, merged and
// reordered without looking at indexing maps again.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_CODEGEN_NEST_H
#define PASSES_CODEGEN_NEST_H

#include "dialects/Exec/IR/SymbolicDims.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace sinter::codegen {

/// A linear function of the iteration: offset + dynamic + sum(strides[d] * d).
struct Linear {
  int64_t offset = 0;
  mlir::Value dynamic; ///< An index that is added, or null.
  llvm::SmallVector<int64_t> strides;
  /// Parts of `offset` that calls decide: each is a product, their sum is not.
  llvm::SmallVector<int64_t, 0> open{};

  bool operator==(const Linear &other) const {
    return offset == other.offset && dynamic == other.dynamic && strides == other.strides &&
           open == other.open;
  }
};

/// Where a body argument comes from, or where a result goes to.
struct Operand {
  enum Kind {
    Memory,  ///< Element `at` of the buffer `value`, seen as one dimension.
    Scalar,  ///< The scalar `value`, the same at every point.
    Index,   ///< The index `at` itself.
    Carried, ///< Result `result` of stage `stage` at the same point.
  };
  Kind kind = Scalar;
  mlir::Value value;
  Linear at;
  unsigned stage = 0;
  unsigned result = 0;
};

/// One linalg body that runs at each point of the nest.
struct Stage {
  mlir::Operation *op;                ///< The operation it came from.
  mlir::Block *body;                  ///< Ends in linalg.yield.
  llvm::SmallVector<Operand> inputs;  ///< By input block argument.
  llvm::SmallVector<Operand> outputs; ///< By output block argument; all of kind Memory.
  /// What the output block arguments read; of a reduction, only if it continues from
  /// what memory holds.
  llvm::SmallVector<Operand> outputArgs;
  llvm::SmallVector<bool> stored; ///< By output: whether it must reach memory.
  llvm::SmallVector<std::pair<mlir::Operation *, Operand>> indices; ///< linalg.index in the body.
};

/// One loop of a nest.
struct Dim {
  int64_t extent;
  bool reduction;
  /// For a reduction over blocks: the iterations of the next loop, which runs
  /// inside of a block, in the last block; 0 if all blocks are whole.
  int64_t tail = 0;
};

/// A root operation and the elementwise operations that follow it at the same
/// points. Only the root may reduce; the other stages run once the reduction of
/// a point is complete.
struct Nest {
  mlir::Location loc;
  llvm::SmallVector<Dim> dims;
  std::vector<Stage> stages;
  /// By output of the root: the scalar from which its reduction starts, or null
  /// if it continues from what memory holds.
  llvm::SmallVector<mlir::Value> initials;
  /// At most one stage, which computes what the reduction of the root's only output
  /// starts from.
  std::vector<Stage> prologue;
  /// Dims that calls decide; extents and strides may be products of them.
  exec::SymbolicDims symbols;
  /// The operations that the nest replaces, in program order.
  llvm::SmallVector<mlir::Operation *> replaced;

  Stage &root() { return stages.front(); }
  const Stage &root() const { return stages.front(); }
  bool hasReduction() const;
  /// Iterations of all loops.
  int64_t countPoints() const;

  /// Calls `visit` with each operand that has an address or index.
  void forEachAddress(llvm::function_ref<void(Operand &)> visit);
  /// Calls `visit` with each linear function of the nest.
  void forEachLinear(llvm::function_ref<void(Linear &)> visit);
  /// Calls `visit` with each operand in memory; `isWrite` for outputs.
  void forEachAccess(llvm::function_ref<void(Operand &, bool isWrite)> visit);

  /// Makes two loops of loop `dim`: `dim` runs over blocks of `inner` points, the
  /// new loop `dim + 1` inside a block. `inner` divides the extent.
  void split(unsigned dim, int64_t inner);
  /// Drops loops of one iteration and merges loops that together walk every
  /// access in one stride.
  void simplify();

  /// Returns true if `dim` runs over blocks of which the last is not whole, or
  /// inside of such a block.
  bool isBlocked(unsigned dim) const { return dims[dim].tail || (dim > 0 && dims[dim - 1].tail); }

private:
  void erase(unsigned dim);
  bool canMerge(unsigned outer, unsigned inner);
};

/// Returns the nest of `op` (a linalg operation or memref.copy on static
/// buffers), or nothing if its body or an address has no such form.
std::optional<Nest> buildNest(mlir::Operation *op);

/// The elements of a buffer that an access touches: its (stride, extent) pairs
/// by falling stride, without repeats.
struct Footprint {
  mlir::Value buffer;
  int64_t offset;
  mlir::Value dynamic;
  llvm::SmallVector<std::pair<int64_t, int64_t>> walk;

  bool operator==(const Footprint &other) const;
};
Footprint getFootprint(const Nest &nest, const Operand &access);

/// Returns true if two buffers may have bytes in common: views of scratch memory know theirs.
bool mayShareBytes(mlir::Value a, mlir::Value b);

/// Returns true if the two footprints may share a byte.
bool mayOverlap(const Footprint &a, const Footprint &b);

/// Returns true if one of the nests may write what the other touches.
bool mayConflict(Nest &a, Nest &b);

/// Returns true if some result of the nest may replace one of its operands in place.
bool mayWriteOperands(const Nest &nest);

} // namespace sinter::codegen

#endif // PASSES_CODEGEN_NEST_H
