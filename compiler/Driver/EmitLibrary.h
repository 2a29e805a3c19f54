//===- EmitLibrary.h - A program as a library for C -------------*- C++ -*-===//

#ifndef COMPILER_DRIVER_EMITLIBRARY_H
#define COMPILER_DRIVER_EMITLIBRARY_H

#include "compiler/Driver/LinkCode.h"
#include "compiler/Package/Constants.h"
#include "compiler/Package/LibraryFacts.h"
#include "passes/ABI/EmitCFunctions.h"

namespace sinter {

/// A program whose entry points are functions for C.
class LibraryProgram {
public:
  /// Replaces the entry points of `variant`. Reports failures as diagnostics.
  static mlir::FailureOr<LibraryProgram> get(const Variant &variant,
                                             const schema::ModuleT &description,
                                             const Constants &constants, const Options &options);

  /// Hides all but the public functions of linked code. Reports failures as diagnostics.
  mlir::LogicalResult hideInternals(LinkedCode &code) const;

  /// Returns the symbols that the code leaves for another object to define.
  std::vector<std::string> getImports() const;

  mlir::ModuleOp module;
  LibraryFacts facts; ///< But for the footprint.
  LibrarySymbols symbols;
};

/// Writes the library of `options.emit` and its header.
mlir::LogicalResult emitLibrary(const LibraryProgram &program, const LinkedVariant &linked,
                                const Constants &constants, const Footprint &footprint,
                                const TargetBackend &backend, const Options &options,
                                llvm::raw_pwrite_stream &os, llvm::raw_pwrite_stream &header);

} // namespace sinter

#endif // COMPILER_DRIVER_EMITLIBRARY_H
