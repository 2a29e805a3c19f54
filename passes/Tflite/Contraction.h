//===- Contraction.h - What products of TFLite have in common ---*- C++ -*-===//
//
// Convolutions and matrix products take input, weights and bias in the same types
// and end in the same way.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_TFLITE_CONTRACTION_H
#define PASSES_TFLITE_CONTRACTION_H

#include "passes/Tflite/StoredProduct.h"

namespace sinter {

/// Checks that input `bias` is absent or has one element per filter.
mlir::LogicalResult checkBias(TfliteConversion &c, unsigned bias, int64_t filters);

//===--- Floats -----------------------------------------------------------===//

/// Returns input `i` as floats of input 0's type: itself, or what its constant
/// integers stand for.
mlir::FailureOr<mlir::Value> realWeights(TfliteConversion &c, unsigned i);

/// Adds `bias` (or null) to sums whose last dims are the filters, and bounds them.
mlir::Value finishReal(TensorBuilder &c, mlir::Value sum, mlir::Value bias,
                       llvm::ArrayRef<int64_t> filters, const RealBounds &bounds);

//===--- Integers ---------------------------------------------------------===//

/// Positions of the inputs of a product.
struct ProductInputs {
  unsigned x, w, bias;
};

/// How the factors of sums come from scales where weights have one scale.
enum class SharedScale {
  Double, ///< All products and quotients in f64.
  Float,  ///< The product of the scales of both inputs is rounded to f32.
};

/// A product of quantized tensors.
struct QuantizedProduct {
  ProductOperands operands;
  FixedRequantization requantization;
};

/// Reads types and scales of a product whose weights, rearranged to [filters, ...], are
/// `weights`; in the model `filterAxis` holds the filters.
mlir::FailureOr<QuantizedProduct>
readQuantizedProduct(TfliteConversion &c, const ProductInputs &inputs, int64_t filterAxis,
                     mlir::Value weights, SharedScale sharedScale = SharedScale::Double);

} // namespace sinter

#endif // PASSES_TFLITE_CONTRACTION_H
