//===- Constants.h - The constants segment ----------------------*- C++ -*-===//

#ifndef COMPILER_PACKAGE_CONSTANTS_H
#define COMPILER_PACKAGE_CONSTANTS_H

#include "dialects/Plan/IR/PlanDialect.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace sinter {

/// Returns the elements' bytes as the IR keeps them, when that is how the
/// segment needs them: dense, one or more whole bytes each.
std::optional<llvm::ArrayRef<char>> getConstantBytes(mlir::ElementsAttr value);

/// The bytes that all `plan.constant` of a program lay out together. They are
/// handed out piece by piece, straight from where the IR keeps them, for they
/// may be larger than memory has room for twice.
class Constants {
public:
  /// Collects the constants of a program, one module per machine. Checks that they have bytes,
  /// and each its own unless modules share them; reports what is wrong.
  static mlir::FailureOr<Constants> get(llvm::ArrayRef<mlir::ModuleOp> modules);

  /// Bytes of the whole segment.
  uint64_t size() const { return end; }

  using Sink = llvm::function_ref<void(llvm::ArrayRef<char>)>;

  /// Calls `sink` with successive pieces that make up the segment; gaps are zero.
  void forEachPiece(Sink sink) const;

private:
  std::vector<plan::ConstantOp> ops; // by offset
  uint64_t end = 0;
};

} // namespace sinter

#endif // COMPILER_PACKAGE_CONSTANTS_H
