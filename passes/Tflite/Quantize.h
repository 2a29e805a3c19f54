//===- Quantize.h - From real numbers to stored ones and back ---*- C++ -*-===//

#ifndef PASSES_TFLITE_QUANTIZE_H
#define PASSES_TFLITE_QUANTIZE_H

#include "passes/Tflite/Conversion.h"

namespace sinter {

/// Returns what input `i`, a constant of integers, stands for, in f32; declines the
/// operator if it is computed.
mlir::FailureOr<mlir::Value> dequantizeConstant(TfliteConversion &c, unsigned i,
                                                const TfliteQuantization &quantization);

} // namespace sinter

#endif // PASSES_TFLITE_QUANTIZE_H
