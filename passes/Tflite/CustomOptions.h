//===- CustomOptions.h - Options and state of custom operators --*- C++ -*-===//
//
// Custom operators store their options as a FlexBuffers map, which the importer decodes to
// a dictionary, and keep state outside of the model's tensors.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_TFLITE_CUSTOMOPTIONS_H
#define PASSES_TFLITE_CUSTOMOPTIONS_H

#include "passes/Tflite/Conversion.h"

namespace sinter {

/// Reads the option `name` of a custom operator, or declines the operator: where it is
/// missing or no number, or, of integers, does not lie between `low` and `high`.
mlir::FailureOr<int64_t> customInt(TfliteConversion &c, llvm::StringRef name,
                                   int64_t low = INT32_MIN, int64_t high = INT32_MAX);
mlir::FailureOr<double> customFloat(TfliteConversion &c, llvm::StringRef name);

/// The same of an option that may be left out.
mlir::FailureOr<int64_t> customInt(TfliteConversion &c, llvm::StringRef name, int64_t low,
                                   int64_t high, int64_t otherwise);

/// Memory of the operator that goes on from call to call, called `name` among those of the
/// operator. Wherever the operator is converted, it is the same.
class OperatorState {
public:
  /// Creates the state with the elements that the first call sees.
  OperatorState(TfliteConversion &c, llvm::StringRef name, mlir::ElementsAttr initial);

  /// The value before this call.
  mlir::Value load();

  /// Sets the value after this call.
  void store(mlir::Value value) { c.store(symbol, value); }

private:
  TfliteConversion &c;
  mlir::FlatSymbolRefAttr symbol;
  mlir::Type type;
};

/// Elements of `shape` that are all zero.
mlir::ElementsAttr zeroElements(llvm::ArrayRef<int64_t> shape, mlir::Type element);

} // namespace sinter

#endif // PASSES_TFLITE_CUSTOMOPTIONS_H
