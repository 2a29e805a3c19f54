//===- Lstm.h - What one step of an LSTM computes ---------------*- C++ -*-===//
//
// UNIDIRECTIONAL_SEQUENCE_LSTM multiplies all steps of the input at once and walks over
// time with the state; a cell, of floats or of integers, computes the next state.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_TFLITE_LSTM_H
#define PASSES_TFLITE_LSTM_H

#include "passes/Tflite/Conversion.h"
#include "passes/Tflite/Sigmoid16.h"

namespace sinter {

namespace lstm {

/// Positions of inputs; weights and biases of the four gates follow each other.
enum Input : unsigned {
  kX = 0,
  kInputWeights = 1,
  kRecurrentWeights = 5,
  kPeepholes = 9,
  kBiases = 12,
  kProjection = 16,
  kHidden = 18,
  kCell = 19,
  kNormalization = 20,
  kInputs = 24
};

/// The order of gates in inputs and in products.
enum Gate : unsigned { kInputGate, kForgetGate, kCellGate, kOutputGate, kGates };

} // namespace lstm

/// The arithmetic of one kind of elements.
class LstmCell {
public:
  explicit LstmCell(TfliteConversion &c) : c(c) {}
  virtual ~LstmCell() = default;

  /// Reads types, scales and options; declines the operator where they do not fit.
  virtual mlir::LogicalResult read() = 0;

  /// The products of `rows` with the weights of all gates that start at input `weights`:
  /// [rows, gates * hidden].
  virtual mlir::Value multiply(mlir::Value rows, unsigned weights) = 0;

  /// What is added to each column of the product of the input, [gates * hidden], and to
  /// that of the state, which may be null.
  virtual mlir::Value inputAddend() = 0;
  virtual mlir::Value stateAddend() = 0;

  /// Makes what `step` needs, before the loop.
  virtual void prepare() {}

  /// Computes hidden and cell state, as they are stored, from the four sums of the
  /// input, the four of the state, and the cell state before.
  virtual llvm::SmallVector<mlir::Value> step(ScalarBuilder &b, mlir::ValueRange input,
                                              mlir::ValueRange state, mlir::Value cell) = 0;

protected:
  TfliteConversion &c;
};

/// Of f32.
std::unique_ptr<LstmCell> createFloatLstmCell(TfliteConversion &c);
/// Of i8 or i16 with a cell state of i16.
std::unique_ptr<LstmCell> createIntegerLstmCell(TfliteConversion &c);

} // namespace sinter

#endif // PASSES_TFLITE_LSTM_H
