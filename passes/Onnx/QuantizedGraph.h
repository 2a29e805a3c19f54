//===- QuantizedGraph.h - Quantization as nodes tell it ---------*- C++ -*-===//
//
// What DequantizeLinear and QuantizeLinear nodes say, read before any conversion:
// most values have no known type then, but scales and zero points are constants.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_ONNX_QUANTIZEDGRAPH_H
#define PASSES_ONNX_QUANTIZEDGRAPH_H

#include "dialects/Onnx/IR/OnnxDialect.h"
#include "mlir/IR/Builders.h"
#include "passes/Tensor/HostTensor.h"

namespace sinter {

/// A constant operand of a node: an initializer or a Constant node.
struct GraphConstant {
  HostTensor tensor;
  bool isUnsigned = false;
};

std::optional<GraphConstant> readConstant(mlir::Value value);

/// A constant with the elements of `tensor`.
mlir::Value createConstant(mlir::OpBuilder &builder, mlir::Location loc, const HostTensor &tensor,
                           bool isUnsigned);

/// Width and sign of stored integers.
struct StoredType {
  unsigned width = 8;
  bool isUnsigned = true;

  bool operator==(const StoredType &other) const {
    return width == other.width && isUnsigned == other.isUnsigned;
  }
};

/// One DequantizeLinear or QuantizeLinear with constant, positive scales of f32.
struct LinearNode {
  onnx::NodeOp node;
  llvm::SmallVector<float> scales;
  llvm::SmallVector<int64_t> zeros; ///< As many as scales, or one.
  int64_t axis = 0;                 ///< Counts when there are several scales.
  std::optional<StoredType> stored; ///< Unless nothing tells.

  mlir::Value input() { return node.getInputs()[0]; }
  mlir::Value scale() { return node.getInputs()[1]; }
  bool isPerTensor() const { return scales.size() == 1; }
  /// Says whether both store a number in the same way, per tensor.
  bool isLike(const LinearNode &other) const;
  /// Returns `real` as it is stored, for 8 bits per tensor.
  int64_t store(double real) const;
};

/// Reads the DequantizeLinear that computes `value`, or nothing.
std::optional<LinearNode> readDequantize(mlir::Value value);

/// Reads `node` if it is a QuantizeLinear to 8 bits, or nothing.
std::optional<LinearNode> readQuantize(onnx::NodeOp node);

/// The zero point of `linear` as an operand for another node: a constant even where
/// the node leaves it out.
mlir::Value createZero(mlir::OpBuilder &builder, const LinearNode &linear);

/// Builds a node whose results have no known types.
onnx::NodeOp createNode(mlir::OpBuilder &builder, mlir::Location loc, llvm::StringRef type,
                        llvm::StringRef domain, mlir::ValueRange inputs,
                        mlir::DictionaryAttr attributes, uint64_t opset, unsigned results = 1);

} // namespace sinter

#endif // PASSES_ONNX_QUANTIZEDGRAPH_H
