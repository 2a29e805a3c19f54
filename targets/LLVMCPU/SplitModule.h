//===- SplitModule.h - Cut a module into units of compilation ---*- C++ -*-===//

#ifndef TARGETS_LLVMCPU_SPLITMODULE_H
#define TARGETS_LLVMCPU_SPLITMODULE_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include <string>
#include <vector>

namespace sinter {

/// Functions that are compiled together, with all that they refer to: helpers
/// and constants as copies, the rest as declarations.
struct SourceUnit {
  std::string name;
  mlir::OwningOpRef<mlir::ModuleOp> module;
};

/// The unit that holds every function but the dispatches.
constexpr llvm::StringLiteral kHostUnit = "host";

/// Returns one unit for each dispatch function of `module`, in its order, and
/// the host unit last. Each unit's module has `attributes`.
mlir::FailureOr<std::vector<SourceUnit>> splitModule(mlir::ModuleOp module,
                                                     mlir::DictionaryAttr attributes);

} // namespace sinter

#endif // TARGETS_LLVMCPU_SPLITMODULE_H
