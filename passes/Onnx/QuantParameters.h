//===- QuantParameters.h - Scales and zero points of a node -----*- C++ -*-===//
//
// real = scale * (stored - zero point). Quantized operators carry scale and zero
// point of each operand as inputs, mostly constants. What can be computed from
// constants while compiling is; the same formulas serve computed scales.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_ONNX_QUANTPARAMETERS_H
#define PASSES_ONNX_QUANTPARAMETERS_H

#include "passes/Onnx/Conversion.h"

namespace sinter {

/// How a tensor is quantized: once, or per index of one dimension ("channels").
struct Quantization {
  mlir::Value scale; ///< f32: rank 0, or one per channel.
  /// Integers, or f32 where narrow floats are stored: rank 0, or one per channel. Null means 0.
  mlir::Value zero;
  bool isZeroUnsigned = false;
  /// The zero points when they are known: one, or one per channel.
  std::optional<llvm::SmallVector<int64_t>> zeros;

  /// Says whether the zero point is known to be 0 everywhere.
  bool isSymmetric() const { return !zero; }
};

/// A tensor operand: which inputs of the node are itself, its scale, its zero point.
/// Operators on plain integers have no scale.
struct QuantizedInput {
  unsigned tensor;
  std::optional<unsigned> scale;
  unsigned zero;
};

/// Instead of a number of channels: the shapes of scale and zero point have been checked.
inline constexpr int64_t kAnyShape = -1;

/// Reads how `input` is quantized; `channels` is the size of the dimension that
/// may have scales of its own (1: none). Declines the node when types or shapes do
/// not fit or a constant scale is not a positive number.
mlir::FailureOr<Quantization> readQuantization(NodeConversion &c, QuantizedInput input,
                                               int64_t channels = 1);

/// Reads how the result is to be quantized: inputs `scale` and `zero`.
mlir::FailureOr<Quantization> readResultQuantization(NodeConversion &c, unsigned scale,
                                                     unsigned zero, int64_t channels = 1);

/// Declines the node unless input `i` holds 8-bit integers.
mlir::LogicalResult checkQuantized(NodeConversion &c, unsigned i);

/// Evaluates the ONNX operator `op` ("Mul", "Add", ...) on two tensors of one type
/// that broadcast: while compiling if both are constants.
mlir::Value combine(NodeConversion &c, llvm::StringRef op, mlir::Value x, mlir::Value y);

/// An f32 constant of rank 0.
mlir::Value numberTensor(NodeConversion &c, double value);

} // namespace sinter

#endif // PASSES_ONNX_QUANTPARAMETERS_H
