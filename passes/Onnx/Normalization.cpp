//===- Normalization.cpp - LRN, InstanceNormalization ---------------------===//

#include "passes/Onnx/Elementwise.h"
#include "passes/Onnx/Groups.h"
#include "passes/Onnx/Window.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tensor/Statistics.h"

using namespace mlir;
using namespace sinter;

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
  Moments moments = momentsOver(c, c.input(0), spatial);
  Value inverse = inverseDeviation(c, moments.variance, c.floatAttr("epsilon", 1e-5));
  AffineMap perInstance = selectDims(c, rank, {0, 1}), perChannel = selectDims(c, rank, {1});
  Value result = pointwise(
      c, c.shape(0), {c.input(0), moments.mean, inverse, c.input(1), c.input(2)},
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
  table.add("LRN", 1, convertLRN);
  table.add("InstanceNormalization", 1, convertInstanceNormalization);
  populateBatchNormConverters(table);
  populateGroupNormConverters(table);
  populateLayerNormConverters(table);
  populateSoftmaxConverters(table);
}
