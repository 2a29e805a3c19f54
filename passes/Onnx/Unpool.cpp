//===- Unpool.cpp - MaxUnpool, Col2Im -------------------------------------===//
//
// The ways back from windows: maxima to where they were, and columns of a window's
// elements to the image that they were taken from.
//
//===----------------------------------------------------------------------===//

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "passes/Onnx/Elementwise.h"
#include "passes/Onnx/Groups.h"
#include "passes/Onnx/Window.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tensor/HostTensor.h"
#include "passes/Tensor/IndexedReduction.h"
#include "passes/Tensor/Scatter.h"

using namespace mlir;
using namespace sinter;

//===----------------------------------------------------------------------===//
// MaxUnpool
//===----------------------------------------------------------------------===//

/// The shape whose maxima the input holds; positions count in it.
static FailureOr<SmallVector<int64_t>> readPooledShape(NodeConversion &c) {
  ArrayRef<int64_t> input = c.shape(0);
  if (input.size() < 3 || c.shape(1) != input || productOf(input) == 0)
    return c.unsupported("input of shape " + shapeText(input) + " and positions of shape " +
                         shapeText(c.shape(1)) + " do not fit together");
  size_t rank = input.size() - 2;
  FailureOr<SmallVector<int64_t>> kernel, strides, pads;
  if (failed(kernel = readSizes(c, "kernel_shape", rank, 1, kMaxStep)) ||
      failed(strides = readSizes(c, "strides", rank, 1, kMaxStep)) ||
      failed(pads = readSizes(c, "pads", 2 * rank, 0, kMaxPad)))
    return failure();
  SmallVector<int64_t> shape(input);
  for (size_t i = 0; i < rank; ++i) {
    int64_t span = 0;
    bool isHuge =
        llvm::MulOverflow(input[i + 2] - 1, (*strides)[i], span) || span > kMaxTensorBytes;
    shape[i + 2] = isHuge ? 0 : span + (*kernel)[i] - (*pads)[i] - (*pads)[i + rank];
    if (shape[i + 2] < 1)
      return c.unsupported("strides and pads leave no size for dimension " + Twine(i + 2));
  }
  if (failed(c.checkSize(shape, c.elementType(0))))
    return failure();
  return shape;
}

static LogicalResult convertMaxUnpool(NodeConversion &c) {
  if (failed(checkNumber(c, 0, {Number::Float})) || failed(checkNumber(c, 1, {Number::Signed})))
    return failure();
  FailureOr<SmallVector<int64_t>> shape = readPooledShape(c);
  if (failed(shape))
    return failure();
  Type element = c.elementType(0);
  int64_t count = productOf(c.shape(0));
  Value empty = c.filled({productOf(*shape)}, element, 0);
  FailureOr<Value> flat = scatterTuples(c, empty, c.reshape(c.input(1), {count, 1}), false,
                                        c.reshape(c.input(0), {count}), nullptr);
  if (failed(flat))
    return failure();
  Value result = c.reshape(*flat, *shape);
  if (!c.input(2))
    return c.replace(result);
  std::optional<SmallVector<int64_t>> given = c.constantInts(2);
  if (!given)
    return c.unsupported("output_shape is computed at run time",
                         "make it an initializer, or leave it out");
  SmallVector<int64_t> low(shape->size(), 0), high;
  bool fits = given->size() == shape->size();
  for (auto [to, from] : llvm::zip(*given, *shape)) {
    fits &= to >= from && to <= kMaxStep;
    high.push_back(to - from);
  }
  if (!fits)
    return c.unsupported("output_shape " + shapeText(*given) + " does not hold " +
                         shapeText(*shape));
  if (failed(c.checkSize(*given, element)))
    return failure();
  return c.replace(c.pad(result, low, high, 0));
}

//===----------------------------------------------------------------------===//
// Col2Im
//===----------------------------------------------------------------------===//

/// Each element of the image sums what the windows that cover it hold of it.
static LogicalResult convertCol2Im(NodeConversion &c) {
  if (failed(checkNumber(c, 0, {Number::Float, Number::Signed, Number::Unsigned})))
    return failure();
  std::optional<SmallVector<int64_t>> image = c.constantInts(1), block = c.constantInts(2);
  if (!image || !block)
    return c.unsupported("image_shape and block_shape must be constant", "make them initializers");
  size_t rank = image->size();
  for (int64_t dim : llvm::concat<int64_t>(*image, *block))
    if (dim < 1 || dim > kMaxStep)
      return c.unsupported("image_shape or block_shape has the size " + Twine(dim));
  if (rank == 0 || block->size() != rank)
    return c.unsupported("image_shape and block_shape differ in rank");
  Window window;
  FailureOr<SmallVector<int64_t>> strides, dilations, pads;
  if (failed(strides = readSizes(c, "strides", rank, 1, kMaxStep)) ||
      failed(dilations = readSizes(c, "dilations", rank, 1, kMaxStep)) ||
      failed(pads = readSizes(c, "pads", 2 * rank, 0, kMaxPad)))
    return failure();
  window.input = *image;
  window.kernel = *block;
  window.strides = *strides;
  window.dilations = *dilations;
  window.padLow.assign(pads->begin(), pads->begin() + rank);
  window.padHigh.assign(pads->begin() + rank, pads->end());
  if (failed(placeWindow(c, window, WindowPadding::Given)))
    return failure();

  ArrayRef<int64_t> input = c.shape(0);
  int64_t elements = productOf(*block), places = productOf(window.output);
  if (input.size() != 3 || input[1] % elements != 0 || input[2] != places || productOf(input) == 0)
    return c.unsupported("input of shape " + shapeText(input) + " does not hold blocks of " +
                         shapeText(*block) + " at " + shapeText(window.output) + " places");
  int64_t channels = input[1] / elements;
  SmallVector<int64_t> shape = {input[0], channels}, split = {input[0], channels};
  llvm::append_range(shape, *image);
  llvm::append_range(split, *block);
  llvm::append_range(split, window.output);
  if (failed(c.checkSize(shape, c.elementType(0))))
    return failure();
  Value columns = c.reshape(c.input(0), split);
  Type element = c.elementType(0), compute = accumulatorOf(element);
  Value sum = sumIndexed(c, shape, *block, compute, [&](ScalarBuilder &b, ValueRange at) {
    SmallVector<Value> from(at.take_front(2));
    llvm::append_range(from, at.drop_front(2 + rank));
    Value covers = constantOf(b, b.getI1Type(), 1);
    for (size_t i = 0; i < rank; ++i) {
      Value start = addOf(b, at[2 + i], indexOf(b, window.padLow[i]));
      start = subOf(b, start, mulOf(b, at[2 + rank + i], indexOf(b, window.dilations[i])));
      Value stride = indexOf(b, window.strides[i]);
      Value place = divOf(b, Number::Signed, start, stride);
      Value rest = subOf(b, start, mulOf(b, place, stride));
      Value isWhole = compareOf(b, Number::Signed, Relation::Equal, rest, indexOf(b, 0));
      Value inside = isWithin(b, place, 0, window.output[i]);
      covers = arith::AndIOp::create(b, covers, arith::AndIOp::create(b, isWhole, inside));
      from.push_back(selectOf(b, inside, place, indexOf(b, 0)));
    }
    Value read = floatCast(b, tensor::ExtractOp::create(b, columns, from), compute);
    return selectOf(b, covers, read, constantOf(b, compute, 0));
  });
  return c.replace(floatCastTensor(c, sum, element));
}

void sinter::populateUnpoolConverters(ConverterTable &table) {
  table.add("MaxUnpool", 9, convertMaxUnpool, 2);
  table.add("Col2Im", 18, convertCol2Im, 3);
}
