//===- Conversion.h - How one TFLite operator becomes tensor IR -*- C++ -*-===//
//
// `convert-tflite` walks a function's operators in order. Every value before the
// operator already has a static type, so a converter is a plain function from typed
// inputs to typed results. Values under conversion hold elements as they are stored;
// how those are quantized is read from the model's types, which stay with the
// operator.
//
// An operator file offers one `void populate<Group>Converters(TfliteTable &)`.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_TFLITE_CONVERSION_H
#define PASSES_TFLITE_CONVERSION_H

#include "dialects/Tflite/IR/TfliteDialect.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "passes/Tensor/Scalars.h"
#include "llvm/ADT/StringMap.h"

namespace sinter {

/// How stored integers stand for real numbers: real = scale * (stored - zero point),
/// with one entry for the tensor or one per index of dimension `axis`.
struct TfliteQuantization {
  llvm::SmallVector<double> scales; ///< As the model stores them: exactly f32.
  llvm::SmallVector<int64_t> zeroPoints;
  int64_t axis = -1;

  bool isPerAxis() const { return axis >= 0; }
  /// Of a tensor that is quantized as a whole.
  double scale() const { return scales.front(); }
  int64_t zeroPoint() const { return zeroPoints.front(); }

  /// Reads an element type of the model, or returns nothing if it is not quantized.
  static std::optional<TfliteQuantization> of(mlir::Type element);
};

/// Converts function `name` of the model, called with `arguments`, where the builder
/// stands. Returns its results, or fails, having reported why.
using TfliteInlineFn = std::function<mlir::FailureOr<llvm::SmallVector<mlir::Value>>(
    mlir::OpBuilder &, llvm::StringRef name, mlir::ValueRange arguments)>;

/// Names an element type of the model as users know it: "bool", "u8", "i8 (quantized)", "STRING".
std::string tfliteElementText(mlir::Type element);

/// Why an operator was declined.
struct TfliteRefusal {
  std::string reason, wayOut;
  bool isInside = false; ///< An operator of a subgraph is to blame and has been reported.
};

/// The operator under conversion.
class TfliteConversion : public TensorBuilder {
public:
  /// `inputs` are the converted operands, null where one is left out.
  TfliteConversion(tflite::NodeOp node, mlir::OpBuilder &builder,
                   llvm::ArrayRef<mlir::Value> inputs, TfliteInlineFn inlineFn)
      : TensorBuilder({node.getLoc(), builder}), node(node), inputs(inputs),
        inlineFn(std::move(inlineFn)) {}

  tflite::NodeOp node;

  /// Sums of 8-bit products are rounded once, in f32: not what TFLite Micro does.
  bool roundsOnce = false;

  llvm::StringRef op() { return node.getOpType(); }

  //===--- Inputs ---------------------------------------------------------===//

  /// Number of inputs written in the operator, absent ones included.
  unsigned numInputs() const { return inputs.size(); }

  /// Returns input `i` (storage elements), or null if it is absent.
  mlir::TypedValue<mlir::RankedTensorType> input(unsigned i);

  /// Returns the static shape of input `i`, which must be present.
  llvm::ArrayRef<int64_t> shape(unsigned i);

  /// Returns the type that elements of input `i` are stored in, without sign.
  mlir::Type element(unsigned i);

  /// Says whether input `i` is stored in unsigned integers.
  bool isUnsigned(unsigned i);

  /// Returns how input `i` is to be read.
  Number number(unsigned i);

  /// Returns how input `i` is quantized, or nothing.
  std::optional<TfliteQuantization> quantization(unsigned i);

  /// The same of an input or result (named in the message) that must be quantized
  /// as a whole; else declines the operator.
  mlir::FailureOr<TfliteQuantization> tensorQuantization(unsigned i);
  mlir::FailureOr<TfliteQuantization> resultTensorQuantization(unsigned i = 0);

  /// Returns the elements of input `i` if it is a constant, else null.
  mlir::ElementsAttr constant(unsigned i);

  /// Returns the integers of input `i`, in row-major order, if it is a constant
  /// integer tensor; else nothing.
  std::optional<llvm::SmallVector<int64_t>> constantInts(unsigned i);

  /// Returns the variable that input `i` is the value of, or a null symbol.
  mlir::FlatSymbolRefAttr variable(unsigned i);

  /// Makes `value` the new value of a variable.
  void store(mlir::FlatSymbolRefAttr variable, mlir::Value value);

  //===--- Results --------------------------------------------------------===//
  // What the model declares; shapes follow from the conversion instead.

  unsigned numResults() { return node.getNumResults(); }
  /// Returns the storage element type of result `i`, without sign; none if there is no
  /// such result, or it has no tensor type.
  mlir::Type resultElement(unsigned i = 0);
  bool isResultUnsigned(unsigned i = 0);
  Number resultNumber(unsigned i = 0);
  std::optional<TfliteQuantization> resultQuantization(unsigned i = 0);

  //===--- Options --------------------------------------------------------===//
  // By the format's names. One of another kind than asked for declines the operator.

  int64_t intOption(llvm::StringRef name, int64_t otherwise);
  double floatOption(llvm::StringRef name, double otherwise);
  bool boolOption(llvm::StringRef name, bool otherwise);
  llvm::StringRef stringOption(llvm::StringRef name, llvm::StringRef otherwise);
  std::optional<llvm::SmallVector<int64_t>> intsOption(llvm::StringRef name);

  //===--- Outcome --------------------------------------------------------===//

  mlir::LogicalResult unsupported(const llvm::Twine &reason,
                                  const llvm::Twine &wayOut = "") override;

  /// Declines the operator because of its element types, which are named.
  mlir::LogicalResult unsupportedTypes();

  const TfliteRefusal &refusal() const { return declined; }

  /// Gives the operator its results, of the storage types that it declares.
  mlir::LogicalResult replace(mlir::ValueRange results);

  llvm::ArrayRef<mlir::Value> getResults() const { return results; }

  /// Converts a subgraph here, called with `arguments`; declines on failure.
  mlir::FailureOr<llvm::SmallVector<mlir::Value>>
  inlineGraph(mlir::OpBuilder &builder, llvm::StringRef name, mlir::ValueRange arguments);

private:
  mlir::Type modelElement(unsigned i);
  mlir::Type modelResultElement(unsigned i);

  llvm::ArrayRef<mlir::Value> inputs;
  llvm::SmallVector<mlir::Value> results;
  TfliteInlineFn inlineFn;
  TfliteRefusal declined;
};

/// From operator names to converters.
class TfliteTable {
public:
  using Convert = mlir::LogicalResult (*)(TfliteConversion &);

  /// `convert` handles operator `name`, a custom one as "CUSTOM:name". The framework
  /// declines operators that leave out one of the first `requiredInputs` inputs.
  void add(llvm::StringRef name, Convert convert, unsigned requiredInputs = 1);

  struct Entry {
    Convert convert;
    unsigned requiredInputs;
  };

  /// Returns the entry for the operator, or null when there is none.
  const Entry *lookup(llvm::StringRef name) const;

private:
  llvm::StringMap<Entry> entries;
};

} // namespace sinter

#endif // PASSES_TFLITE_CONVERSION_H
