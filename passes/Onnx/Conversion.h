//===- Conversion.h - How one ONNX node becomes tensor IR -------*- C++ -*-===//
//
// `convert-onnx` walks a function's `onnx.node`s in order. Every value before
// the node already has a static type, so a converter is a plain function from
// typed inputs to typed results: shape inference falls out of the conversion.
// A node whose inputs are all constants is evaluated first (Folding.h) and
// never reaches its converter when that succeeds.
//
// An operator file offers one `void populate<Group>Converters(ConverterTable &)`.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_ONNX_CONVERSION_H
#define PASSES_ONNX_CONVERSION_H

#include "dialects/Exec/IR/SymbolicDims.h"
#include "dialects/Onnx/IR/OnnxDialect.h"
#include "passes/Tensor/Narrow.h"
#include "passes/Tensor/Scalars.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/StringMap.h"

namespace sinter {

/// Why a node was declined; empty strings when it was not.
struct OnnxRefusal {
  std::string reason, wayOut;
  bool isInside = false; ///< A node of a subgraph is to blame and has been reported.
};

/// Converts the nodes of a subgraph where they are; fails when its outputs cannot
/// be computed, which has been reported.
using ConvertGraphFn = std::function<mlir::LogicalResult(mlir::Region &)>;

/// What is known of values of a function while its nodes are converted.
struct OnnxValues {
  /// Integer tensors whose elements are unsigned; `replace` keeps it up to date.
  llvm::DenseSet<mlir::Value> unsignedValues;
  /// What the bytes of tensors of i8 hold, if not integers of 8 bits.
  llvm::DenseMap<mlir::Value, Narrow> narrowValues;
  /// Sequences of tensors, by the result of the node that makes one: no operation stands for
  /// them, those that take from a sequence get the tensor itself.
  llvm::DenseMap<mlir::Value, llvm::SmallVector<mlir::Value>> sequences;
  /// Dims that calls decide.
  exec::SymbolicDims dims;
};

/// The node under conversion: its inputs, attributes and a builder that stands
/// before it, with the node's location.
class NodeConversion : public TensorBuilder {
public:
  NodeConversion(onnx::NodeOp node, mlir::OpBuilder &builder, OnnxValues &values,
                 ConvertGraphFn convertGraph = {})
      : TensorBuilder({node.getLoc(), builder}), node(node), values(values),
        convertGraphFn(std::move(convertGraph)) {}

  onnx::NodeOp node;

  int64_t opset() { return node.getOpset(); }

  //===--- Inputs ---------------------------------------------------------===//

  /// Number of inputs written in the node, absent ones included.
  unsigned numInputs() { return node.getInputs().size(); }

  /// Returns input `i`, or null if it is absent (`onnx.none` or not written).
  mlir::TypedValue<mlir::RankedTensorType> input(unsigned i);

  /// Returns the static shape of input `i`, which must be present.
  llvm::ArrayRef<int64_t> shape(unsigned i);

  /// Returns the element type of input `i`, which must be present.
  mlir::Type elementType(unsigned i);

  /// Says whether input `i` holds unsigned integers: the IR's integers carry no
  /// sign, so division, comparison, widening and conversion to float must ask.
  bool isUnsigned(unsigned i);

  /// Returns what the bytes of input `i` hold; None if they are integers of 8 bits.
  Narrow narrow(unsigned i);

  /// Returns the elements of input `i` if it is a constant, else null.
  mlir::ElementsAttr constant(unsigned i);

  /// Returns the integers of input `i` if it is a constant integer tensor of
  /// any width (rank 0 or 1), else nothing.
  std::optional<llvm::SmallVector<int64_t>> constantInts(unsigned i);

  /// Returns the value of input `i` if it is a constant float tensor with one
  /// element, else nothing.
  std::optional<double> constantFloat(unsigned i);

  /// Returns the dims that calls decide.
  const exec::SymbolicDims &dims() const { return values.dims; }

  /// Returns the tensors of input `i`, or null if it is no sequence.
  const llvm::SmallVector<mlir::Value> *sequence(unsigned i);

  //===--- Attributes -----------------------------------------------------===//
  // An attribute of another kind than asked for declines the node.

  int64_t intAttr(llvm::StringRef name, int64_t otherwise);
  double floatAttr(llvm::StringRef name, double otherwise);
  llvm::StringRef stringAttr(llvm::StringRef name, llvm::StringRef otherwise);
  std::optional<llvm::SmallVector<int64_t>> intsAttr(llvm::StringRef name);
  std::optional<llvm::SmallVector<double>> floatsAttr(llvm::StringRef name);
  mlir::ElementsAttr tensorAttr(llvm::StringRef name);
  bool hasAttr(llvm::StringRef name);

  //===--- Outcome --------------------------------------------------------===//

  mlir::LogicalResult unsupported(const llvm::Twine &reason,
                                  const llvm::Twine &wayOut = "") override;

  const OnnxRefusal &refusal() const { return declined; }

  /// Gives the node its results; trailing results may be left out when unused.
  /// A result is unsigned if an input of its element type is.
  mlir::LogicalResult replace(mlir::ValueRange results);

  /// The same, with the sign of all integer results stated.
  mlir::LogicalResult replace(mlir::ValueRange results, bool isUnsigned);

  /// The same of one result whose bytes hold such numbers.
  mlir::LogicalResult replace(mlir::Value result, Narrow narrow);

  /// Makes result `i` a sequence; the tensors keep their signs.
  void setSequence(unsigned i, llvm::ArrayRef<mlir::Value> tensors);

  //===--- Dims that data decide ------------------------------------------===//

  /// Returns the size that stands for as many elements as `count`, a tensor of one i64, will hold:
  /// no more than the sum of `bound`. Nothing after declining the node: too many, or in a loop.
  std::optional<int64_t> countedDim(mlir::Value count, llvm::ArrayRef<int64_t> bound);

  //===--- Subgraphs ------------------------------------------------------===//

  /// Converts a subgraph of the node in place; declines the node on failure.
  mlir::LogicalResult convertGraph(mlir::Region &graph);
  /// Says whether `value` holds unsigned integers.
  bool isUnsignedValue(mlir::Value value) { return values.unsignedValues.contains(value); }
  /// Returns what the bytes of `value` hold.
  Narrow narrowOf(mlir::Value value) { return values.narrowValues.lookup(value); }
  /// States the sign of a value that the converter has built.
  void setUnsigned(mlir::Value value) { values.unsignedValues.insert(value); }
  /// Gives the node results that other nodes have computed, with their signs.
  mlir::LogicalResult forward(mlir::ValueRange results);

private:
  /// How the bits of a result are to be read.
  struct Meaning {
    bool isUnsigned = false;
    Narrow narrow = Narrow::None;
  };
  mlir::LogicalResult replace(mlir::ValueRange results,
                              llvm::function_ref<Meaning(mlir::Type)> meaningOf);

  OnnxValues &values;
  ConvertGraphFn convertGraphFn;
  OnnxRefusal declined;
};

/// From operator names to converters, by the opset in which a meaning began.
class ConverterTable {
public:
  using Convert = mlir::LogicalResult (*)(NodeConversion &);

  /// From `sinceOpset` on (until a later entry of the same name), `convert`
  /// handles operator `name`; of another domain than ai.onnx as "domain.name".
  /// The framework declines nodes that leave out one of the first
  /// `requiredInputs` inputs.
  void add(llvm::StringRef name, int64_t sinceOpset, Convert convert, unsigned requiredInputs = 1);

  /// The same for operators whose inputs may be sequences.
  void addOfSequences(llvm::StringRef name, int64_t sinceOpset, Convert convert,
                      unsigned requiredInputs = 1);

  /// Says that the operators `names`, which have been added, take numbers of less than 8 bits
  /// and floats of 8.
  void allowNarrow(llvm::ArrayRef<llvm::StringRef> names);

  struct Entry {
    int64_t sinceOpset;
    Convert convert;
    unsigned requiredInputs;
    bool takesSequences;
    bool takesNarrow = false;
  };

  /// Returns the entry for the node, or null when there is none.
  const Entry *lookup(onnx::NodeOp node) const;

  /// Returns all names, sorted.
  llvm::SmallVector<llvm::StringRef> names() const;

private:
  llvm::StringMap<llvm::SmallVector<Entry, 2>> entries;
};

/// Returns the number kind of input `i`. The operands of one node that share a
/// type share a sign, so one unsigned input of that type makes all unsigned.
Number numberOf(NodeConversion &c, unsigned i = 0);

void populateAttentionConverters(ConverterTable &table);     ///< Attention, RotaryEmbedding
void populateControlConverters(ConverterTable &table);       ///< If, Loop
void populateConvolutionConverters(ConverterTable &table);   ///< Conv
void populatePoolingConverters(ConverterTable &table);       ///< MaxPool, AveragePool, Global*
void populateNormalizationConverters(ConverterTable &table); ///< BatchNormalization, LRN, Softmax
void populateElementwiseConverters(ConverterTable &table);   ///< Add, Relu, Erf, Clip, ...
void populateMatmulConverters(ConverterTable &table);        ///< MatMul, Gemm
void populateMicrosoftConverters(ConverterTable &table);     ///< Of the domain com.microsoft
void populateReductionConverters(ConverterTable &table);     ///< ReduceMean, ReduceSum, ...
void populateTensorListConverters(ConverterTable &table);    ///< SequenceConstruct, ...
void populateSelectionConverters(ConverterTable &table);     ///< NonZero, Compress, Unique, ...
void populateShapeConverters(ConverterTable &table);         ///< Reshape, Squeeze, Flatten, ...
void populateDataConverters(ConverterTable &table);          ///< Concat, Slice, Transpose, ...
void populateConstantConverters(ConverterTable &table);      ///< Constant, ConstantOfShape, Range
void populateGatherConverters(ConverterTable &table);        ///< Gather, GatherElements, GatherND
void populateRecurrentConverters(ConverterTable &table);     ///< LSTM, GRU, RNN, ReverseSequence
void populateScatterConverters(ConverterTable &table);       ///< ScatterND, ScatterElements
void populatePadConverters(ConverterTable &table);           ///< Pad
void populateResizeConverters(ConverterTable &table);        ///< Resize, Upsample
void populateCastConverters(ConverterTable &table);          ///< Cast, CastLike
void populateQuantizedConverters(ConverterTable &table);     ///< QuantizeLinear, QLinearConv, ...

} // namespace sinter

#endif // PASSES_ONNX_CONVERSION_H
