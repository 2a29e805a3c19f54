//===- EmitCFunctions.h - Entry points for C programs -----------*- C++ -*-===//

#ifndef PASSES_ABI_EMITCFUNCTIONS_H
#define PASSES_ABI_EMITCFUNCTIONS_H

#include "mlir/IR/BuiltinOps.h"
#include <string>
#include <vector>

namespace sinter {

/// What `run` of a library returns.
enum LibraryStatus : int32_t { kLibraryOk = 0, kLibraryNullPointer = 1, kLibraryMisaligned = 2 };

/// Attribute of LLVM functions that C programs call, so that their names stay visible.
constexpr llvm::StringLiteral kPublicAttribute = "sinter-public";

/// Names of a library's symbols.
struct LibrarySymbols {
  std::vector<std::string> runs; ///< Per exported function, in their order.
  std::string init;              ///< For the state, if there is any.
  std::string weights;           ///< Declared; another object defines it. If there are constants.
};

/// Replaces the entry points of the executable ABI in `module`, IR after phase `codegen`, by
/// functions for C:
///
///   int32_t run(const void *const *io, void *workspace, void *state); // state if there is any
///   void init(void *state);
///
/// `io` holds the addresses of all inputs, then of all outputs. Workgroups run one after
/// another, called by name.
mlir::LogicalResult emitCFunctions(mlir::ModuleOp module, const LibrarySymbols &symbols);

} // namespace sinter

#endif // PASSES_ABI_EMITCFUNCTIONS_H
