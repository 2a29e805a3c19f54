//===- LinkCode.h - From lowered IR to linked code --------------*- C++ -*-===//

#ifndef COMPILER_DRIVER_LINKCODE_H
#define COMPILER_DRIVER_LINKCODE_H

#include "compiler/Driver/Variants.h"
#include "mlir/IR/BuiltinOps.h"

namespace sinter {

/// Linked code, and what became of each unit of it.
struct LinkedVariant {
  struct UnitSize {
    std::string name;
    uint64_t bytes;
  };
  LinkedCode code;
  std::vector<UnitSize> units;
};

/// Returns what `options` say to code generation.
CodegenOptions getCodegenOptions(const Options &options);

/// Generates and links the code of `variant`, and dumps both on request. Only `provided` symbols
/// may be missing. Reports failures as diagnostics.
mlir::FailureOr<LinkedVariant> linkVariant(const Variant &variant, const TargetBackend &backend,
                                           const Options &options, LinkKind kind,
                                           llvm::ArrayRef<std::string> provided = {});

/// Writes the code of every unit of `variant` in each of its forms to the folder for dumps.
mlir::LogicalResult dumpUnits(const Variant &variant, const TargetBackend &backend,
                              const Options &options);

} // namespace sinter

#endif // COMPILER_DRIVER_LINKCODE_H
