//===- LossFunctions.cpp - NegativeLogLikelihoodLoss, SoftmaxCrossEntropyLoss ===//
//
// A loss picks the entry of its label from the class dim (1) of each row: the sum over the classes
// of what is selected at the label's position. Labels that are to be ignored weigh nothing.
//
//===----------------------------------------------------------------------===//

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "passes/Onnx/Elementwise.h"
#include "passes/Onnx/Groups.h"
#include "passes/Onnx/Softmax.h"
#include "passes/Tensor/Casts.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tensor/Statistics.h"

using namespace mlir;
using namespace sinter;

namespace {
enum class Reduction { None, Sum, Mean };
} // namespace

static FailureOr<Reduction> readReduction(NodeConversion &c) {
  StringRef name = c.stringAttr("reduction", "mean");
  if (name == "none")
    return Reduction::None;
  if (name == "sum")
    return Reduction::Sum;
  if (name == "mean")
    return Reduction::Mean;
  return c.unsupported("attribute 'reduction' is none of none, sum, mean");
}

static LogicalResult checkOperands(NodeConversion &c) {
  if (failed(checkNumber(c, 0, {Number::Float})) || failed(checkNumber(c, 1, {Number::Signed})))
    return failure();
  ArrayRef<int64_t> scores = c.shape(0);
  if (scores.size() < 2 || productOf(scores) == 0)
    return c.unsupported("input of shape " + shapeText(scores) + " has no classes in dimension 1");
  SmallVector<int64_t> labels(scores);
  labels.erase(labels.begin() + 1);
  if (c.shape(1) != ArrayRef(labels))
    return c.unsupported("labels of shape " + shapeText(c.shape(1)) + " do not match scores of " +
                         shapeText(scores));
  if (!c.input(2))
    return success();
  if (c.shape(2) != scores.slice(1, 1) || c.elementType(2) != c.elementType(0))
    return c.unsupported("there must be one weight of the scores' type per class");
  return success();
}

/// Emits whether class dim 1 stands at `label`, which counts.
static Value isLabel(ScalarBuilder &b, Value label, std::optional<int64_t> ignored) {
  Value here = arith::IndexCastOp::create(b, b.getI64Type(), linalg::IndexOp::create(b, 1));
  Value isIt = compareOf(b, Number::Signed, Relation::Equal, here, label);
  if (!ignored)
    return isIt;
  Value none = arith::ConstantOp::create(b, b.getI64IntegerAttr(*ignored));
  Value counts = arith::CmpIOp::create(b, arith::CmpIPredicate::ne, label, none);
  return arith::AndIOp::create(b, isIt, counts);
}

/// Sums over the classes of `pick(score, weight)` where the label stands.
static Value sumAtLabels(NodeConversion &c, Value scores, Value labels,
                         llvm::function_ref<Value(ScalarBuilder &, Value, Value)> pick) {
  int64_t rank = shapeOf(scores).size();
  Type compute = elementOf(scores);
  std::optional<int64_t> ignored;
  if (c.hasAttr("ignore_index"))
    ignored = c.intAttr("ignore_index", 0);
  SmallVector<Value> inputs = {scores, labels};
  SmallVector<AffineMap> maps = {c.b.getMultiDimIdentityMap(rank),
                                 selectDims(c, rank, otherDims(rank, {1}))};
  if (c.input(2)) {
    inputs.push_back(c.input(2));
    maps.push_back(selectDims(c, rank, {1}));
  }
  Value picked =
      pointwise(c, shapeOf(scores), inputs, maps, compute, [&](ScalarBuilder &b, ValueRange s) {
        Value one = constantOf(b, compute, 1);
        Value weight = s.size() > 2 ? floatCast(b, s[2], compute) : one;
        return selectOf(b, isLabel(b, s[1], ignored), pick(b, s[0], weight),
                        constantOf(b, compute, 0));
      });
  return sumOver(c, picked, {1}, [](ScalarBuilder &, Value x) { return x; });
}

static Value sumOfAll(NodeConversion &c, Value values) {
  int64_t rank = shapeOf(values).size();
  return sumOver(c, values, llvm::to_vector(llvm::seq<int64_t>(0, rank)),
                 [](ScalarBuilder &, Value x) { return x; });
}

/// Returns the loss for logarithms of probabilities in the accumulator type; operands are checked.
static FailureOr<Value> computeLoss(NodeConversion &c, Value logarithms) {
  FailureOr<Reduction> reduction = readReduction(c);
  if (failed(reduction))
    return failure();
  Type element = c.elementType(0), compute = elementOf(logarithms);
  Value labels = castTensor(c, c.input(1), /*isUnsigned=*/false, {c.b.getI64Type(), false});
  Value loss = sumAtLabels(c, logarithms, labels, [&](ScalarBuilder &b, Value score, Value weight) {
    return mulOf(b, subOf(b, constantOf(b, compute, 0), score), weight);
  });
  if (*reduction == Reduction::None)
    return floatCastTensor(c, loss, element);
  loss = sumOfAll(c, loss);
  if (*reduction == Reduction::Sum)
    return floatCastTensor(c, loss, element);
  Value weights =
      sumOfAll(c, sumAtLabels(c, logarithms, labels,
                              [](ScalarBuilder &, Value, Value weight) { return weight; }));
  return c.elementwise({loss, weights}, element, [&](ScalarBuilder &b, ValueRange s) {
    return floatCast(b, divOf(b, Number::Float, s[0], s[1]), element);
  });
}

static LogicalResult convertNegativeLogLikelihoodLoss(NodeConversion &c) {
  if (failed(checkOperands(c)))
    return failure();
  FailureOr<Value> loss =
      computeLoss(c, floatCastTensor(c, c.input(0), accumulatorOf(c.elementType(0))));
  return failed(loss) ? failure() : c.replace(*loss, /*isUnsigned=*/false);
}

static LogicalResult convertSoftmaxCrossEntropyLoss(NodeConversion &c) {
  if (failed(checkOperands(c)))
    return failure();
  Type element = c.elementType(0);
  Value logarithms = softmaxOver(c, floatCastTensor(c, c.input(0), accumulatorOf(element)), 1,
                                 /*logarithm=*/true);
  FailureOr<Value> loss = computeLoss(c, logarithms);
  if (failed(loss))
    return failure();
  SmallVector<Value> results = {*loss};
  if (c.node.getNumResults() > 1)
    results.push_back(floatCastTensor(c, logarithms, element));
  return c.replace(results, /*isUnsigned=*/false);
}

void sinter::populateLossConverters(ConverterTable &table) {
  table.add("NegativeLogLikelihoodLoss", 12, convertNegativeLogLikelihoodLoss, 2);
  table.add("SoftmaxCrossEntropyLoss", 12, convertSoftmaxCrossEntropyLoss, 2);
}
