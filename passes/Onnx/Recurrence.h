//===- Recurrence.h - Frame of LSTM, GRU and RNN ----------------*- C++ -*-===//
//
// All recurrent operators do the same around different cells: they project all
// time steps at once (one matmul), then walk over time, in one or two directions,
// with state that lives from step to step. The frame is here; a cell says how
// one step computes the next state.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_ONNX_RECURRENCE_H
#define PASSES_ONNX_RECURRENCE_H

#include "passes/Onnx/Conversion.h"
#include "passes/Tensor/Scalars.h"

namespace sinter {

/// A function that the attribute `activations` names.
struct RecurrentActivation {
  std::string name; ///< In lower case: ONNX compares names without case.
  double alpha = 0, beta = 0;

  mlir::Value apply(ScalarBuilder &b, mlir::Value x) const;
};

/// Returns the functions of all directions, or `defaults` for each direction;
/// declines the node when a name is unknown or the count is wrong.
mlir::FailureOr<llvm::SmallVector<RecurrentActivation>>
readRecurrentActivations(NodeConversion &c, llvm::ArrayRef<llvm::StringRef> defaults,
                         int64_t directions);

/// What a cell sees of one step in one direction. All tensors have the type in
/// which the recurrence is computed; values are built at `c.b`, inside of the loop.
struct RecurrentStep {
  NodeConversion &c;
  int64_t batch, hidden;
  mlir::Value projection;            ///< [batch, gates, hidden]: W*x and the biases.
  mlir::Value weights;               ///< [gates, hidden (summed), hidden]: R.
  mlir::Value lateBias;              ///< [hidden]: the bias that `lateGate` asked for, or null.
  mlir::Value peepholes;             ///< [3, hidden], or null.
  llvm::ArrayRef<mlir::Value> state; ///< [batch, hidden] each.
  llvm::ArrayRef<RecurrentActivation> functions;
  std::optional<double> clip;

  /// Function `i` of the cell, applied to the clipped `x`.
  mlir::Value activate(ScalarBuilder &b, unsigned i, mlir::Value x) const;

  /// The products of `vector` ([batch, hidden]) with the weights of `gates`.
  llvm::SmallVector<mlir::Value> multiply(mlir::Value vector, llvm::ArrayRef<int64_t> gates) const;

  /// The products of the first state with the weights of all `gates`, and the projections
  /// that are added to them; `maps` says how each is read.
  llvm::SmallVector<mlir::Value> multiplyAll(llvm::ArrayRef<int64_t> gates,
                                             llvm::SmallVectorImpl<mlir::AffineMap> &maps) const;

  /// An elementwise operation over [batch, hidden] with several results. Each
  /// input is read at its own map: `at()`, `gate(i)` of three loops, or `channel()`.
  using BodyFn =
      llvm::function_ref<llvm::SmallVector<mlir::Value>(ScalarBuilder &, mlir::ValueRange)>;
  llvm::SmallVector<mlir::Value> map(mlir::ValueRange inputs, llvm::ArrayRef<mlir::AffineMap> maps,
                                     unsigned results, BodyFn body) const;
  mlir::AffineMap at() const;                ///< (b, n) -> (b, n)
  mlir::AffineMap gate(int64_t i) const;     ///< (b, n) -> (b, i, n)
  mlir::AffineMap channel() const;           ///< (b, n) -> (n)
  mlir::AffineMap peephole(int64_t i) const; ///< (b, n) -> (i, n)
};

/// What makes an operator of the frame.
struct RecurrentCell {
  int64_t gates;
  int64_t states;                            ///< 1: h; 2: h and c.
  llvm::ArrayRef<llvm::StringRef> functions; ///< Default activations of a direction.
  std::optional<int64_t> lateGate; ///< The gate whose recurrence bias the cell adds itself.
  /// Returns the next states.
  llvm::function_ref<llvm::SmallVector<mlir::Value>(const RecurrentStep &)> step;
};

/// Converts the node as a recurrence of `cell`s: inputs X, W, R, B, sequence_lens,
/// initial states and peepholes; results Y and the last states.
mlir::LogicalResult convertRecurrence(NodeConversion &c, const RecurrentCell &cell);

} // namespace sinter

#endif // PASSES_ONNX_RECURRENCE_H
