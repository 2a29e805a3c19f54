//===- TfliteDialect.h - The tflite dialect ---------------------*- C++ -*-===//

#ifndef DIALECTS_TFLITE_IR_TFLITEDIALECT_H
#define DIALECTS_TFLITE_IR_TFLITEDIALECT_H

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/Dialect/Quant/IR/Quant.h"
#include "mlir/Dialect/Quant/IR/QuantTypes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

#include "dialects/Tflite/IR/TfliteDialect.h.inc"

#define GET_TYPEDEF_CLASSES
#include "dialects/Tflite/IR/TfliteTypes.h.inc"

#define GET_OP_CLASSES
#include "dialects/Tflite/IR/TfliteOps.h.inc"

namespace sinter::tflite {

/// What the name of a custom operator starts with.
constexpr llvm::StringLiteral kCustom = "CUSTOM:";

/// Option of a custom operator: its own options, a dictionary if the model stores
/// a FlexBuffers map, else an array of bytes.
constexpr llvm::StringLiteral kCustomOptions = "custom_options";

/// Option of any operator: the types of its internal tensors (array of types).
constexpr llvm::StringLiteral kIntermediates = "intermediates";

/// Returns what elements of a type are stored as: the signless integer under a
/// quantized or unsigned type, any other type itself.
mlir::Type getStorageElementType(mlir::Type element);

} // namespace sinter::tflite

#endif // DIALECTS_TFLITE_IR_TFLITEDIALECT_H
