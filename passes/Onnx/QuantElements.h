//===- QuantElements.h - Parameters of Quantize- and DequantizeLinear *- C++ -*-===//
//
// The two operators that stand between real and stored numbers: both have one scale
// and zero point for all of the tensor, for an index of an axis, or for a block of
// indices of an axis.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_ONNX_QUANTELEMENTS_H
#define PASSES_ONNX_QUANTELEMENTS_H

#include "passes/Onnx/QuantParameters.h"
#include "passes/Tensor/Scalars.h"

namespace sinter {

/// Which elements of input 0 share a scale.
struct Granularity {
  int64_t axis = -1; ///< Which has more than one scale; -1: there is one for all.
  int64_t block = 0; ///< Neighbours on the axis that share one; 0: none do.

  /// Scales that the axis has.
  int64_t channels(NodeConversion &c) const { return axis < 0 ? 1 : c.shape(0)[axis]; }
};

/// Reads it from the attributes and the shape of input 1; declines what does not fit.
mlir::FailureOr<Granularity> readGranularity(NodeConversion &c);

/// Reads scale and zero point (inputs 1 and 2) of the tensor (`isResult`: what the node
/// computes; else input 0). In blocks both get the shape of input 0.
mlir::FailureOr<Quantization> readGranular(NodeConversion &c, const Granularity &granularity,
                                           bool isResult);

/// An elementwise operation on input 0 with scale and zero point (null if none is
/// needed; i32, or f32 where narrow floats are stored).
mlir::Value convertElements(NodeConversion &c, const Granularity &granularity,
                            const Quantization &q, mlir::Type element,
                            llvm::function_ref<mlir::Value(ScalarBuilder &, mlir::Value x,
                                                           mlir::Value scale, mlir::Value zero)>
                                body);

} // namespace sinter

#endif // PASSES_ONNX_QUANTELEMENTS_H
