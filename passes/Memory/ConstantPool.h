//===- ConstantPool.h - Offsets in the constants segment --------*- C++ -*-===//

#ifndef PASSES_MEMORY_CONSTANTPOOL_H
#define PASSES_MEMORY_CONSTANTPOOL_H

#include "mlir/IR/BuiltinAttributeInterfaces.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/MapVector.h"

namespace sinter {

/// Collects the constants of all functions of a module; equal constants share
/// their bytes. Offsets are final as soon as they are given.
class ConstantPool {
public:
  /// Elements of type index have `indexBits` on the machine; constants begin at multiples of
  /// `alignment` bytes.
  ConstantPool(int64_t indexBits, int64_t alignment) : indexBits(indexBits), alignment(alignment) {}

  /// Returns the offset of `value` in the segment, or failure when it has no
  /// byte size. `user` says which node needs it.
  mlir::FailureOr<int64_t> getOffset(mlir::ElementsAttr value, mlir::Location user);

  /// Size of the segment so far, in bytes.
  int64_t getSize() const { return end; }

  /// Appends a `plan.constant` for every constant to `module`.
  void writeTo(mlir::ModuleOp module) const;

private:
  struct Place {
    int64_t offset;
    mlir::Location user; ///< The first.
  };
  llvm::MapVector<mlir::ElementsAttr, Place> places;
  int64_t indexBits, alignment, end = 0;
};

} // namespace sinter

#endif // PASSES_MEMORY_CONSTANTPOOL_H
