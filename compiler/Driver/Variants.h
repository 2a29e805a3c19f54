//===- Variants.h - A program for each machine that was asked for -*- C++ -*-===//

#ifndef COMPILER_DRIVER_VARIANTS_H
#define COMPILER_DRIVER_VARIANTS_H

#include "compiler/Driver/Options.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/ADT/SmallVector.h"

namespace sinter {

/// The program on its way to one machine.
struct Variant {
  std::string name; ///< The user's word for the machine; empty when there is only one.
  exec::MachineAttr machine;
  mlir::OwningOpRef<mlir::ModuleOp> module;
};

/// Resolves the machines that `options` name, in the order in which a module offers them: wider
/// vectors first, then more features. Reports unknown machines, and equal ones.
mlir::FailureOr<llvm::SmallVector<Variant>> resolveVariants(const Options &options,
                                                            mlir::MLIRContext &context);

/// Runs the IR phases on `module` for each variant; several share one constants segment. Constants
/// that neither they nor `others` use are freed.
mlir::LogicalResult compileVariants(mlir::OwningOpRef<mlir::ModuleOp> module,
                                    llvm::MutableArrayRef<Variant> variants, const Options &options,
                                    llvm::ArrayRef<mlir::ModuleOp> others);

} // namespace sinter

#endif // COMPILER_DRIVER_VARIANTS_H
