//===- Expansion.h - One node as a graph of other nodes ---------*- C++ -*-===//
//
// Operators that exporters and optimizers add beside ONNX's own mostly mean a few of
// these in a row. A converter writes them down; they are converted like the model's,
// and fused again where that makes code fast.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_ONNX_EXPANSION_H
#define PASSES_ONNX_EXPANSION_H

#include "passes/Onnx/Conversion.h"

namespace sinter {

/// Nodes that take the place of the one under conversion. They mean what ONNX's operator set
/// `kOpset` says; their values have no types before `finish`.
class NodeExpansion {
public:
  explicit NodeExpansion(NodeConversion &c);

  static constexpr int64_t kOpset = 24;

  using Attributes = llvm::ArrayRef<mlir::NamedAttribute>;

  /// Adds a node and returns its results. A null input is one that is left out.
  llvm::SmallVector<mlir::Value> nodes(llvm::StringRef type, mlir::ValueRange inputs,
                                       unsigned numResults, Attributes attributes = {});
  mlir::Value node(llvm::StringRef type, mlir::ValueRange inputs, Attributes attributes = {}) {
    return nodes(type, inputs, 1, attributes).front();
  }
  /// A node of the domain com.microsoft with one result.
  mlir::Value ownNode(llvm::StringRef type, mlir::ValueRange inputs, Attributes attributes = {});

  mlir::NamedAttribute integer(llvm::StringRef name, int64_t value);
  mlir::NamedAttribute real(llvm::StringRef name, double value);
  mlir::NamedAttribute integers(llvm::StringRef name, llvm::ArrayRef<int64_t> values);
  mlir::NamedAttribute text(llvm::StringRef name, llvm::StringRef value);
  /// The attributes of the node under conversion, but those called `without`.
  llvm::SmallVector<mlir::NamedAttribute> keep(llvm::ArrayRef<llvm::StringRef> without);

  /// Constants: int64 of rank 1, and a number of rank 0.
  mlir::Value list(llvm::ArrayRef<int64_t> values);
  mlir::Value number(mlir::Type element, double value);

  //===--- Nodes that are often needed ------------------------------------===//

  mlir::Value add(mlir::Value x, mlir::Value y) { return node("Add", {x, y}); }
  mlir::Value mul(mlir::Value x, mlir::Value y) { return node("Mul", {x, y}); }
  mlir::Value reshape(mlir::Value x, llvm::ArrayRef<int64_t> shape);
  mlir::Value transpose(mlir::Value x, llvm::ArrayRef<int64_t> permutation);
  /// Positions [begin, end) of one axis.
  mlir::Value slice(mlir::Value x, int64_t axis, int64_t begin, int64_t end);
  mlir::Value concat(mlir::ValueRange values, int64_t axis);
  /// `type` is one of ONNX's numbers of element types.
  mlir::Value cast(mlir::Value x, int64_t type);

  /// Converts the nodes and makes `results` those of the node under conversion. Results that are
  /// null or left out must not be used.
  mlir::LogicalResult finish(mlir::ValueRange results);

private:
  mlir::Value create(llvm::StringRef domain, llvm::StringRef type, mlir::ValueRange inputs,
                     unsigned numResults, Attributes attributes,
                     llvm::SmallVectorImpl<mlir::Value> &results);

  NodeConversion &c;
  onnx::NodeOp scope; ///< Holds the nodes until they are converted.
  mlir::OpBuilder b;
};

/// Expands a node of com.microsoft whose input 0 has its channels last to the same node with
/// channels first.
mlir::LogicalResult convertChannelsLast(NodeConversion &c);

} // namespace sinter

#endif // PASSES_ONNX_EXPANSION_H
