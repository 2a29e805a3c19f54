//===- OnnxNormalization.cpp - BatchNormalization, LRN, LayerNorm ---------===//

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/Matchers.h"
#include "passes/Input/HostTensor.h"
#include "passes/Input/OnnxElementwise.h"
#include "passes/Input/OnnxGenerics.h"
#include "passes/Input/OnnxReductions.h"
#include "passes/Input/OnnxWindow.h"

using namespace mlir;
using namespace sinter;

/// Declines the node unless input `i` is a vector of the channels of input 0.
static LogicalResult checkPerChannel(NodeConversion &c, unsigned i) {
  if (!c.input(i) || c.shape(i) != ArrayRef<int64_t>{c.shape(0)[1]})
    return c.unsupported("input " + Twine(i) + " needs the shape " + Twine(c.shape(0)[1]) +
                         ", one value per channel");
  if (!isa<FloatType>(c.elementType(i)))
    return c.unsupported("input " + Twine(i) + " is not of float type");
  return success();
}

static LogicalResult checkChannels(NodeConversion &c, int64_t rank) {
  if (failed(checkNumber(c, 0, {Number::Float})))
    return failure();
  if (int64_t(c.shape(0).size()) < rank)
    return c.unsupported("input of rank " + Twine(c.shape(0).size()) +
                         " is not supported; expected at least " + Twine(rank));
  return success();
}

//===----------------------------------------------------------------------===//
// BatchNormalization
//===----------------------------------------------------------------------===//

/// Says whether the node asks for the statistics of this batch, as only training
/// needs them; each opset says it in its own way.
static bool isTraining(NodeConversion &c) {
  if (c.opset() >= 14)
    return c.intAttr("training_mode", 0) != 0;
  if (c.opset() >= 7)
    return c.node.getNumResults() > 1;
  return c.intAttr("is_test", 0) == 0;
}

/// Returns the elements of a constant float vector, else nothing.
static std::optional<SmallVector<double>> constantVector(Value vector) {
  ElementsAttr elements;
  if (!matchPattern(vector, m_Constant(&elements)))
    return std::nullopt;
  std::optional<HostTensor> tensor = HostTensor::from(elements);
  if (!tensor)
    return std::nullopt;
  auto type = cast<FloatType>(tensor->getElementType());
  SmallVector<double> values;
  for (int64_t i = 0; i < tensor->size(); ++i) {
    uint64_t bits = 0;
    std::memcpy(&bits, tensor->bytes().data() + tensor->index(i) * tensor->elementSize(),
                tensor->elementSize());
    APFloat value(type.getFloatSemantics(), APInt(type.getWidth(), bits));
    bool lossy;
    value.convert(APFloat::IEEEdouble(), APFloat::rmNearestTiesToEven, &lossy);
    values.push_back(value.convertToDouble());
  }
  return values;
}

/// Evaluates `function` for each channel when all `vectors` are constants, else
/// returns null.
static Value foldedVector(NodeConversion &c, ArrayRef<Value> vectors, Type element,
                          llvm::function_ref<double(ArrayRef<double>)> function) {
  SmallVector<SmallVector<double>> columns;
  for (Value vector : vectors) {
    std::optional<SmallVector<double>> values = constantVector(vector);
    if (!values)
      return {};
    columns.push_back(*values);
  }
  SmallVector<Attribute> results;
  for (size_t i = 0; i < columns[0].size(); ++i) {
    SmallVector<double> arguments;
    for (const SmallVector<double> &column : columns)
      arguments.push_back(column[i]);
    results.push_back(c.b.getFloatAttr(element, function(arguments)));
  }
  return c.constantValue(
      DenseElementsAttr::get(RankedTensorType::get(shapeOf(vectors[0]), element), results));
}

/// y = x * a + b with a = scale / sqrt(variance + epsilon), b = bias - mean * a.
static LogicalResult convertBatchNormalization(NodeConversion &c) {
  if (failed(checkChannels(c, 2)))
    return failure();
  if (isTraining(c))
    return c.unsupported("training mode is not supported", "export the model for inference");
  if (c.opset() < 9 && c.intAttr("spatial", 1) == 0)
    return c.unsupported("attribute spatial=0 is not supported");
  for (unsigned i = 1; i <= 4; ++i)
    if (failed(checkPerChannel(c, i)))
      return failure();

  Type element = c.elementType(0), compute = accumulatorOf(element);
  double epsilon = c.floatAttr("epsilon", 1e-5);
  SmallVector<int64_t> channels = {c.shape(0)[1]};
  // Constant parameters fold: both vectors are elementwise on constants.
  Value a = foldedVector(c, {c.input(1), c.input(4)}, compute,
                         [&](ArrayRef<double> v) { return v[0] / std::sqrt(v[1] + epsilon); });
  Value offset;
  if (a)
    offset = foldedVector(
        c, {c.input(2), c.input(3), c.input(1), c.input(4)}, compute,
        [&](ArrayRef<double> v) { return v[0] - v[1] * v[2] / std::sqrt(v[3] + epsilon); });
  AffineMap along = c.b.getMultiDimIdentityMap(1);
  if (!a)
    a = pointwise(c, channels, {c.input(1), c.input(4)}, {along, along}, compute,
                  [&](ScalarBuilder &b, ValueRange s) -> Value {
                    Value variance =
                        addOf(b, floatCast(b, s[1], compute), constantOf(b, compute, epsilon));
                    return arith::DivFOp::create(b, floatCast(b, s[0], compute),
                                                 math::SqrtOp::create(b, variance));
                  });
  if (!offset)
    offset = pointwise(c, channels, {c.input(2), c.input(3), a}, {along, along, along}, compute,
                       [&](ScalarBuilder &b, ValueRange s) {
                         Value shift = mulOf(b, floatCast(b, s[1], compute), s[2]);
                         return subOf(b, floatCast(b, s[0], compute), shift);
                       });

  int64_t rank = c.shape(0).size();
  AffineMap perChannel = selectDims(c, rank, {1});
  Value result = pointwise(c, c.shape(0), {c.input(0), a, offset},
                           {c.b.getMultiDimIdentityMap(rank), perChannel, perChannel}, element,
                           [&](ScalarBuilder &b, ValueRange s) {
                             Value scaled = mulOf(b, floatCast(b, s[0], compute), s[1]);
                             return floatCast(b, addOf(b, scaled, s[2]), element);
                           });
  return c.replace(result);
}

//===----------------------------------------------------------------------===//
// LRN
//===----------------------------------------------------------------------===//

/// Sums `size` neighbours along the last dim of `input`, which is padded.
static Value slidingSum(NodeConversion &c, Value input, int64_t size) {
  SmallVector<int64_t> shape(shapeOf(input));
  shape.back() -= size - 1;
  int64_t rank = shape.size();
  SmallVector<AffineExpr> read;
  for (int64_t i = 0; i < rank; ++i)
    read.push_back(c.b.getAffineDimExpr(i));
  read.back() = read.back() + c.b.getAffineDimExpr(rank);
  SmallVector<int64_t> write = llvm::to_vector(llvm::seq<int64_t>(0, rank));
  SmallVector<utils::IteratorType> iterators(rank, utils::IteratorType::parallel);
  iterators.push_back(utils::IteratorType::reduction);
  Type element = elementOf(input);
  // The window's extent comes from an operand that is never read.
  return structuredLoops(c, {input, c.empty({size}, element)}, c.filled(shape, element, 0),
                         {AffineMap::get(rank + 1, 0, read, c.b.getContext()),
                          selectDims(c, rank + 1, {rank}), selectDims(c, rank + 1, write)},
                         iterators,
                         [](ScalarBuilder &b, ValueRange s) { return addOf(b, s[2], s[0]); });
}

/// y = x / (bias + alpha / size * (sum of squares over nearby channels)) ^ beta,
/// channels-last so that the transposes cancel with those of convolutions.
static LogicalResult convertLRN(NodeConversion &c) {
  if (failed(checkChannels(c, 3)))
    return failure();
  if (productOf(c.shape(0)) == 0)
    return c.unsupported("input has the empty shape " + shapeText(c.shape(0)));
  int64_t size = c.intAttr("size", 0);
  if (size < 1 || size > (1 << 20))
    return c.unsupported("size " + Twine(size) + " is not a number of channels");
  double alpha = c.floatAttr("alpha", 1e-4), beta = c.floatAttr("beta", 0.75);
  double bias = c.floatAttr("bias", 1);

  Type element = c.elementType(0), compute = accumulatorOf(element);
  Value input = toChannelsLast(c, c.input(0));
  int64_t rank = shapeOf(input).size();
  AffineMap identity = c.b.getMultiDimIdentityMap(rank);
  Value squares =
      pointwise(c, shapeOf(input), input, identity, compute, [&](ScalarBuilder &b, ValueRange s) {
        Value x = floatCast(b, s[0], compute);
        return mulOf(b, x, x);
      });
  SmallVector<int64_t> low(rank, 0), high(rank, 0);
  low.back() = (size - 1) / 2;
  high.back() = size - 1 - low.back();
  Value sums = slidingSum(c, c.pad(squares, low, high, 0), size);
  Value result =
      pointwise(c, shapeOf(input), {input, sums}, {identity, identity}, element,
                [&](ScalarBuilder &b, ValueRange s) {
                  Value scaled = mulOf(b, s[1], constantOf(b, compute, alpha / size));
                  Value factor = powerOf(b, addOf(b, scaled, constantOf(b, compute, bias)), -beta);
                  return floatCast(b, mulOf(b, floatCast(b, s[0], compute), factor), element);
                });
  return c.replace(toChannelsFirst(c, result));
}

//===----------------------------------------------------------------------===//
// InstanceNormalization
//===----------------------------------------------------------------------===//

static LogicalResult convertInstanceNormalization(NodeConversion &c) {
  if (failed(checkChannels(c, 3)))
    return failure();
  if (productOf(c.shape(0)) == 0)
    return c.unsupported("input has the empty shape " + shapeText(c.shape(0)));
  for (unsigned i : {1, 2})
    if (failed(checkPerChannel(c, i)))
      return failure();
  Type element = c.elementType(0), compute = accumulatorOf(element);
  int64_t rank = c.shape(0).size();
  SmallVector<int64_t> spatial = llvm::to_vector(llvm::seq<int64_t>(2, rank));
  Moments moments = momentsOver(c, c.input(0), spatial, c.floatAttr("epsilon", 1e-5));
  AffineMap perInstance = selectDims(c, rank, {0, 1}), perChannel = selectDims(c, rank, {1});
  Value result = pointwise(
      c, c.shape(0), {c.input(0), moments.mean, moments.inverseDeviation, c.input(1), c.input(2)},
      {c.b.getMultiDimIdentityMap(rank), perInstance, perInstance, perChannel, perChannel}, element,
      [&](ScalarBuilder &b, ValueRange s) {
        Value off = subOf(b, floatCast(b, s[0], compute), s[1]);
        Value scale = mulOf(b, s[2], floatCast(b, s[3], compute));
        Value y = addOf(b, mulOf(b, off, scale), floatCast(b, s[4], compute));
        return floatCast(b, y, element);
      });
  return c.replace(result);
}

void sinter::populateNormalizationConverters(ConverterTable &table) {
  table.add("BatchNormalization", 1, convertBatchNormalization);
  table.add("LRN", 1, convertLRN);
  table.add("InstanceNormalization", 1, convertInstanceNormalization);
  populateLayerNormConverters(table);
  populateSoftmaxConverters(table);
}
