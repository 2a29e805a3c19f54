//===- BatchNorm.cpp - BatchNormalization ---------------------------------===//
//
// y = x * a + offset with a = scale / sqrt(variance + epsilon) and
// offset = bias - mean * a, per channel. Constant parameters make a and offset
// constants, which a convolution before can take in.
//
//===----------------------------------------------------------------------===//

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/Matchers.h"
#include "passes/Onnx/Elementwise.h"
#include "passes/Onnx/Groups.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tensor/HostTensor.h"
#include "passes/Tensor/Statistics.h"

using namespace mlir;
using namespace sinter;

LogicalResult sinter::checkPerChannel(NodeConversion &c, unsigned i) {
  if (!c.input(i) || c.shape(i) != ArrayRef<int64_t>{c.shape(0)[1]})
    return c.unsupported("input " + Twine(i) + " needs the shape " + Twine(c.shape(0)[1]) +
                         ", one value per channel");
  if (!isa<FloatType>(c.elementType(i)))
    return c.unsupported("input " + Twine(i) + " is not of float type");
  return success();
}

LogicalResult sinter::checkChannels(NodeConversion &c, int64_t rank) {
  if (failed(checkNumber(c, 0, {Number::Float})))
    return failure();
  if (int64_t(c.shape(0).size()) < rank)
    return c.unsupported("input of rank " + Twine(c.shape(0).size()) +
                         " is not supported; expected at least " + Twine(rank));
  return success();
}

/// Before opset 14, training showed in the number of results, earlier still in an
/// attribute.
static bool isOldTraining(NodeConversion &c) {
  if (c.opset() >= 14)
    return false;
  return c.opset() >= 7 ? c.node.getNumResults() > 1 : c.intAttr("is_test", 0) == 0;
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

/// Returns scale / sqrt(variance + epsilon) and bias - mean * that.
static std::pair<Value, Value> scaleAndOffset(NodeConversion &c, Value mean, Value variance,
                                              double epsilon) {
  Value scale = c.input(1), bias = c.input(2);
  Type compute = accumulatorOf(c.elementType(0));
  Value a = foldedVector(c, {scale, variance}, compute,
                         [&](ArrayRef<double> v) { return v[0] / std::sqrt(v[1] + epsilon); });
  Value offset = foldedVector(c, {bias, mean, scale, variance}, compute, [&](ArrayRef<double> v) {
    return v[0] - v[1] * v[2] / std::sqrt(v[3] + epsilon);
  });
  AffineMap along = c.b.getMultiDimIdentityMap(1);
  if (!a)
    a = pointwise(c, shapeOf(scale), {scale, variance}, {along, along}, compute,
                  [&](ScalarBuilder &b, ValueRange s) -> Value {
                    Value shifted =
                        addOf(b, floatCast(b, s[1], compute), constantOf(b, compute, epsilon));
                    return arith::DivFOp::create(b, floatCast(b, s[0], compute),
                                                 math::SqrtOp::create(b, shifted));
                  });
  if (!offset)
    offset = pointwise(c, shapeOf(bias), {bias, mean, a}, {along, along, along}, compute,
                       [&](ScalarBuilder &b, ValueRange s) {
                         Value shift = mulOf(b, floatCast(b, s[1], compute), s[2]);
                         return subOf(b, floatCast(b, s[0], compute), shift);
                       });
  return {a, offset};
}

static Value normalize(NodeConversion &c, Value mean, Value variance) {
  auto [a, offset] = scaleAndOffset(c, mean, variance, c.floatAttr("epsilon", 1e-5));
  Type element = c.elementType(0), compute = accumulatorOf(element);
  int64_t rank = c.shape(0).size();
  AffineMap perChannel = selectDims(c, rank, {1});
  return pointwise(c, c.shape(0), {c.input(0), a, offset},
                   {c.b.getMultiDimIdentityMap(rank), perChannel, perChannel}, element,
                   [&](ScalarBuilder &b, ValueRange s) {
                     Value scaled = mulOf(b, floatCast(b, s[0], compute), s[1]);
                     return floatCast(b, addOf(b, scaled, s[2]), element);
                   });
}

/// Normalizes by the statistics of this very input, and carries them into the
/// running ones.
static LogicalResult convertTraining(NodeConversion &c) {
  if (productOf(c.shape(0)) == 0)
    return c.unsupported("input has the empty shape " + shapeText(c.shape(0)));
  Moments moments = momentsOver(c, c.input(0), otherDims(c.shape(0).size(), {1}));
  SmallVector<Value> results = {normalize(c, moments.mean, moments.variance)};
  double momentum = c.floatAttr("momentum", 0.9);
  AffineMap along = c.b.getMultiDimIdentityMap(1);
  for (auto [i, now] : {std::pair<unsigned, Value>(3, moments.mean), {4, moments.variance}}) {
    if (results.size() == c.node.getNumResults())
      break;
    Type element = c.elementType(i), compute = elementOf(now);
    results.push_back(pointwise(c, c.shape(i), {c.input(i), now}, {along, along}, element,
                                [&](ScalarBuilder &b, ValueRange s) {
                                  Value before = floatCast(b, s[0], compute);
                                  Value kept = mulOf(b, before, constantOf(b, compute, momentum));
                                  Value added =
                                      mulOf(b, s[1], constantOf(b, compute, 1 - momentum));
                                  return floatCast(b, addOf(b, kept, added), element);
                                }));
  }
  return c.replace(results);
}

static LogicalResult convertBatchNormalization(NodeConversion &c) {
  if (failed(checkChannels(c, 2)))
    return failure();
  if (c.opset() < 9 && c.intAttr("spatial", 1) == 0)
    return c.unsupported("attribute spatial=0 is not supported");
  for (unsigned i = 1; i <= 4; ++i)
    if (failed(checkPerChannel(c, i)))
      return failure();
  if (c.opset() >= 14 && c.intAttr("training_mode", 0))
    return convertTraining(c);
  if (isOldTraining(c))
    return c.unsupported("training mode is not supported before opset 14",
                         "export the model for inference");
  return c.replace(normalize(c, c.input(3), c.input(4)));
}

void sinter::populateBatchNormConverters(ConverterTable &table) {
  table.add("BatchNormalization", 1, convertBatchNormalization);
}
