//===- QuantElements.cpp - Parameters of Quantize- and DequantizeLinear ---===//

#include "passes/Onnx/QuantElements.h"

#include "passes/Tensor/Generics.h"

using namespace mlir;
using namespace sinter;

/// Checks that input `i` is as input 0 with an element per block along the axis.
static LogicalResult checkBlocks(NodeConversion &c, unsigned i, const Granularity &granularity) {
  SmallVector<int64_t> expected(c.shape(0));
  expected[granularity.axis] = llvm::divideCeil(expected[granularity.axis], granularity.block);
  if (c.shape(i) == ArrayRef<int64_t>(expected))
    return success();
  return c.unsupported("input " + Twine(i) + " has shape " + shapeText(c.shape(i)) +
                       ", but blocks of " + Twine(granularity.block) + " take " +
                       shapeText(expected));
}

FailureOr<Granularity> sinter::readGranularity(NodeConversion &c) {
  Granularity result;
  result.block = c.intAttr("block_size", 0);
  if (result.block < 0)
    return c.unsupported("block_size " + Twine(result.block) + " is negative");
  if (result.block == 0 && productOf(c.shape(1)) == 1)
    return result;
  std::optional<int64_t> axis = c.axis(c.intAttr("axis", 1), c.shape(0).size());
  if (!axis)
    return failure();
  result.axis = *axis;
  if (result.block != 0 &&
      (failed(checkBlocks(c, 1, result)) || (c.input(2) && failed(checkBlocks(c, 2, result)))))
    return failure();
  return result;
}

/// Repeats what there is once per block for each of its elements.
static Value repeatBlocks(NodeConversion &c, Value perBlock, const Granularity &granularity) {
  if (!perBlock || shapeOf(perBlock).empty())
    return perBlock;
  SmallVector<int64_t> block;
  for (int64_t i : llvm::seq<int64_t>(0, c.shape(0)[granularity.axis]))
    block.push_back(i / granularity.block);
  return c.select(perBlock, granularity.axis, block);
}

FailureOr<Quantization> sinter::readGranular(NodeConversion &c, const Granularity &granularity,
                                             bool isResult) {
  bool isBlocked = granularity.block != 0;
  int64_t channels = isBlocked ? kAnyShape : granularity.channels(c);
  FailureOr<Quantization> q = isResult ? readResultQuantization(c, 1, 2, channels)
                                       : readQuantization(c, {0, 1, 2}, channels);
  if (failed(q) || !isBlocked)
    return q;
  q->scale = repeatBlocks(c, q->scale, granularity);
  q->zero = repeatBlocks(c, q->zero, granularity);
  return q;
}

Value sinter::convertElements(
    NodeConversion &c, const Granularity &granularity, const Quantization &q, Type element,
    llvm::function_ref<Value(ScalarBuilder &, Value x, Value scale, Value zero)> body) {
  Value input = c.input(0);
  SmallVector<int64_t> shape(shapeOf(input).size(), 1);
  if (granularity.axis >= 0)
    shape[granularity.axis] = shapeOf(input)[granularity.axis];
  auto along = [&](Value value) {
    bool isWhole = shapeOf(value).empty() || granularity.block != 0;
    return isWhole ? value : c.reshape(value, shape);
  };
  SmallVector<Value> inputs = {input, along(q.scale)};
  if (q.zero)
    inputs.push_back(along(q.zero));
  return *mapElements(c, inputs, element, [&](ScalarBuilder &b, ValueRange s) {
    Value zero = q.zero ? s[2] : Value();
    if (zero && !isa<FloatType>(zero.getType()))
      zero = widenInteger(b, zero, q.isZeroUnsigned);
    return body(b, s[0], s[1], zero);
  });
}
