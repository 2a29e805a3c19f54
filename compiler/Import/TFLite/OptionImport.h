//===- OptionImport.h - Options of .tflite operators ------------*- C++ -*-===//

#ifndef COMPILER_IMPORT_TFLITE_OPTIONIMPORT_H
#define COMPILER_IMPORT_TFLITE_OPTIONIMPORT_H

#include "compiler/Import/TFLite/tflite_generated.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace sinter {

/// Calls `visit` with each field that numbers a subgraph, and the number.
void visitSubgraphs(const tflite_format::Operator &op,
                    llvm::function_ref<void(llvm::StringRef field, int64_t index)> visit);

/// Returns the options of a builtin operator in the form that tflite.node describes.
/// `symbols` are the names of subgraphs, by their numbers, which must be in range.
mlir::NamedAttrList importTfliteOptions(mlir::MLIRContext *context,
                                        const tflite_format::Operator &op,
                                        llvm::ArrayRef<mlir::FlatSymbolRefAttr> symbols);

} // namespace sinter

#endif // COMPILER_IMPORT_TFLITE_OPTIONIMPORT_H
