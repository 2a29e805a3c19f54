//===- DeformConv.cpp - DeformConv ----------------------------------------===//
//
// A convolution that reads each element of its window at a place of its own, between
// the input's elements: what is read becomes columns, which are multiplied with the
// weights.
//
//===----------------------------------------------------------------------===//

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "passes/Onnx/Convolution.h"
#include "passes/Onnx/Elementwise.h"
#include "passes/Onnx/Groups.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tensor/IndexedReduction.h"
#include "passes/Tensor/MatrixProduct.h"

using namespace mlir;
using namespace sinter;

namespace {

enum Input : unsigned { kInput, kWeights, kOffset, kBias, kMask };

class DeformConvolution {
public:
  explicit DeformConvolution(NodeConversion &c)
      : c(c), element(c.elementType(kInput)), compute(accumulatorOf(element)) {}
  LogicalResult convert();

private:
  LogicalResult readOperands();
  Value readAt(ScalarBuilder &b, Value batch, Value channel, Value y, Value x);
  Value gatherColumns();

  NodeConversion &c;
  Type element, compute;
  Window window;
  int64_t batch = 0, channels = 0, groups = 1, offsetGroups = 1, elements = 0;
  Value offset, mask;
};

} // namespace

LogicalResult DeformConvolution::readOperands() {
  if (failed(checkNumber(c, kInput, {Number::Float})))
    return failure();
  for (unsigned i : {kWeights, kOffset, kBias, kMask})
    if (c.input(i) && c.elementType(i) != element)
      return c.unsupported("inputs differ in element type");
  if (c.shape(kInput).size() != 4)
    return c.unsupported("input of rank " + Twine(c.shape(kInput).size()) + " is not supported",
                         "supported: 4 (batch, channels, height, width)");
  FailureOr<Window> read = readConvolution(c, kInput, kWeights, kBias);
  if (failed(read))
    return failure();
  window = *read;
  batch = c.shape(kInput)[0];
  channels = c.shape(kInput)[1];
  groups = c.intAttr("group", 1);
  offsetGroups = c.intAttr("offset_group", 1);
  elements = productOf(window.kernel);
  if (offsetGroups < 1 || channels % offsetGroups != 0)
    return c.unsupported(Twine(channels) + " channels do not divide into " + Twine(offsetGroups) +
                         " offset groups");
  SmallVector<int64_t> places = {batch, offsetGroups * elements, window.output[0],
                                 window.output[1]};
  if (c.input(kMask) && c.shape(kMask) != ArrayRef<int64_t>(places))
    return c.unsupported("mask has shape " + shapeText(c.shape(kMask)) + ", not " +
                         shapeText(places));
  places[1] *= 2;
  if (c.shape(kOffset) != ArrayRef<int64_t>(places))
    return c.unsupported("offset has shape " + shapeText(c.shape(kOffset)) + ", not " +
                         shapeText(places));
  offset = c.reshape(c.input(kOffset), {batch, offsetGroups, elements, 2, places[2], places[3]});
  if (c.input(kMask))
    mask = c.reshape(c.input(kMask), {batch, offsetGroups, elements, places[2], places[3]});
  return success();
}

/// Reads between four elements; those outside of the input are 0.
Value DeformConvolution::readAt(ScalarBuilder &b, Value batchAt, Value channel, Value y, Value x) {
  Value sum;
  Value floorY = math::FloorOp::create(b, y), floorX = math::FloorOp::create(b, x);
  Value one = constantOf(b, compute, 1);
  for (int dy : {0, 1})
    for (int dx : {0, 1}) {
      auto tap = [&](Value position, Value floor, int step, int64_t size) {
        Value far = subOf(b, position, floor);
        Value weight = step ? far : subOf(b, one, far);
        Value place = step ? addOf(b, floor, one) : floor;
        // Bounded one beyond the border, so that no number is too large for an index.
        Value bounded = clampToIndex(b, addOf(b, place, one), 0, size + 1);
        Value index = subOf(b, bounded, indexOf(b, 1));
        Value inside = isWithin(b, index, 0, size);
        return std::tuple(weight, selectOf(b, inside, index, indexOf(b, 0)), inside);
      };
      auto [weightY, indexY, insideY] = tap(y, floorY, dy, window.input[0]);
      auto [weightX, indexX, insideX] = tap(x, floorX, dx, window.input[1]);
      Value read = tensor::ExtractOp::create(b, c.input(kInput),
                                             ValueRange{batchAt, channel, indexY, indexX});
      Value part = mulOf(b, floatCast(b, read, compute), mulOf(b, weightY, weightX));
      Value inside = arith::AndIOp::create(b, insideY, insideX);
      part = selectOf(b, inside, part, constantOf(b, compute, 0));
      sum = sum ? addOf(b, sum, part) : part;
    }
  return sum;
}

/// What the windows read: [batch, channels, elements of a window, rows, columns].
Value DeformConvolution::gatherColumns() {
  SmallVector<int64_t> shape = {batch, channels, elements, window.output[0], window.output[1]};
  auto toFloat = [&](ScalarBuilder &b, Value index) -> Value {
    Value integer = arith::IndexCastOp::create(b, b.getI64Type(), index);
    return arith::SIToFPOp::create(b, compute, integer);
  };
  return pointwise(c, shape, {}, {}, compute, [&](ScalarBuilder &b, ValueRange) {
    SmallVector<Value> at;
    for (int64_t dim : {0, 1, 2, 3, 4})
      at.push_back(linalg::IndexOp::create(b, dim));
    Value perGroup = indexOf(b, channels / offsetGroups), width = indexOf(b, window.kernel[1]);
    Value group = divOf(b, Number::Signed, at[1], perGroup);
    Value inWindow[] = {divOf(b, Number::Signed, at[2], width),
                        remOf(b, Number::Signed, at[2], width)};
    Value place[2];
    for (int64_t i : {0, 1}) {
      Value start = mulOf(b, at[3 + i], indexOf(b, window.strides[i]));
      Value regular = addOf(b, start, mulOf(b, inWindow[i], indexOf(b, window.dilations[i])));
      regular = subOf(b, regular, indexOf(b, window.padLow[i]));
      Value moved = tensor::ExtractOp::create(
          b, offset, ValueRange{at[0], group, at[2], indexOf(b, i), at[3], at[4]});
      place[i] = addOf(b, toFloat(b, regular), floatCast(b, moved, compute));
    }
    Value read = readAt(b, at[0], at[1], place[0], place[1]);
    if (!mask)
      return read;
    Value factor =
        tensor::ExtractOp::create(b, mask, ValueRange{at[0], group, at[2], at[3], at[4]});
    return mulOf(b, read, floatCast(b, factor, compute));
  });
}

LogicalResult DeformConvolution::convert() {
  if (failed(readOperands()))
    return failure();
  int64_t filters = c.shape(kWeights)[0], perGroup = channels / groups;
  int64_t places = productOf(window.output);
  Value columns = c.reshape(gatherColumns(), {batch, groups, perGroup * elements, places});
  Value weights = c.reshape(floatCastTensor(c, c.input(kWeights), compute),
                            {1, groups, filters / groups, perGroup * elements});
  MatrixProduct product = {
      c.broadcastTo(weights, {batch, groups, filters / groups, perGroup * elements}), columns,
      compute};
  FailureOr<Value> sums = multiplyMatrices(c, product, [](Value sum) { return sum; });
  if (failed(sums))
    return failure();
  Value result = c.reshape(*sums, {batch, filters, window.output[0], window.output[1]});
  if (!c.input(kBias))
    return c.replace(floatCastTensor(c, result, element));
  Value bias = c.reshape(c.input(kBias), {filters, 1, 1});
  return c.replace(*c.elementwise({result, bias}, element, [&](ScalarBuilder &b, ValueRange s) {
    return floatCast(b, addOf(b, s[0], floatCast(b, s[1], compute)), element);
  }));
}

static LogicalResult convertDeformConv(NodeConversion &c) { return DeformConvolution(c).convert(); }

void sinter::populateDeformConvConverters(ConverterTable &table) {
  table.add("DeformConv", 19, convertDeformConv, 3);
}
