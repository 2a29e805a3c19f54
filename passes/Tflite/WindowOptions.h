//===- WindowOptions.h - Windows as options tell them -----------*- C++ -*-===//

#ifndef PASSES_TFLITE_WINDOWOPTIONS_H
#define PASSES_TFLITE_WINDOWOPTIONS_H

#include "passes/Tensor/Window.h"
#include "passes/Tflite/Conversion.h"

namespace sinter {

/// Returns how a window of `kernel` slides over `input` (height and width each) by the
/// options for strides, padding and, if it has them, dilation.
mlir::FailureOr<Window> readWindow(TfliteConversion &c, llvm::ArrayRef<int64_t> input,
                                   llvm::ArrayRef<int64_t> kernel, bool hasDilation);

/// Reads a size or step from 1 on.
mlir::FailureOr<int64_t> readStep(TfliteConversion &c, llvm::StringRef option, int64_t otherwise);

} // namespace sinter

#endif // PASSES_TFLITE_WINDOWOPTIONS_H
