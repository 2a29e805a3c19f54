//===- OnnxConvolution.cpp - Conv -----------------------------------------===//
//
// Convolutions run channels-last with weights [KH, KW, IC, OC]. A window of one
// element is a matrix product; one channel per group is a depthwise convolution;
// other groups, and 3-D, are a linalg.generic with the group as a dimension.
// 1-D convolutions are 2-D ones of height 1. The bias is an elementwise epilogue
// before the transpose back, where it fuses with its convolution.
//
//===----------------------------------------------------------------------===//

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "passes/Input/OnnxGenerics.h"
#include "passes/Input/OnnxScalars.h"
#include "passes/Input/OnnxWindow.h"

using namespace mlir;
using namespace sinter;

namespace {

/// A Conv whose shapes have been checked.
class Convolution {
public:
  Convolution(NodeConversion &c, Window window) : c(c), window(std::move(window)) {}

  LogicalResult convert();

private:
  bool isPointwise() const;
  Value matmul(Value input);
  Value dense(Value input);
  Value depthwise(Value input);
  Value grouped(Value input);
  Value reordered(ArrayRef<int64_t> shape, ArrayRef<int64_t> permutation);
  Value zeros(ArrayRef<int64_t> shape) { return c.filled(shape, accumulator, 0); }
  Value finish(Value sum, ArrayRef<int64_t> biasShape);

  NodeConversion &c;
  Window window;
  Value weights; ///< As in ONNX: [OC, IC / groups, spatial...].
  Type element, accumulator;
  int64_t batch = 0, channels = 0, filters = 0, groups = 0;
};

} // namespace

LogicalResult Convolution::convert() {
  Value input = c.input(0);
  weights = c.input(1);
  element = c.elementType(0);
  accumulator = accumulatorOf(element);
  groups = c.intAttr("group", 1);
  batch = c.shape(0)[0];
  channels = c.shape(0)[1];
  filters = c.shape(1)[0];

  bool is1D = window.rank() == 1;
  if (is1D) {
    SmallVector<int64_t> kernel(c.shape(1));
    kernel.insert(kernel.begin() + 2, 1);
    weights = c.reshape(weights, kernel);
    input = c.reshape(input, {batch, channels, 1, window.input[0]});
    window.prependUnit();
  }

  input = padChannelsLast(c, toChannelsLast(c, input), window, c.b.getZeroAttr(element));
  Value result = isPointwise() ? matmul(input)
                 : groups > 1 && groups == channels && filters == channels && window.rank() == 2
                     ? depthwise(input)
                 : groups > 1 || window.rank() > 2 ? grouped(input)
                                                   : dense(input);
  SmallVector<int64_t> shape = {batch};
  llvm::append_range(shape, window.output);
  shape.push_back(filters);
  result = toChannelsFirst(c, c.reshape(result, shape));
  if (is1D)
    result = c.reshape(result, {batch, filters, window.output[1]});
  return c.replace(result);
}

/// Says whether each output element sees the input element at its own place.
bool Convolution::isPointwise() const {
  auto isOne = [](int64_t value) { return value == 1; };
  return groups == 1 && !window.isPadded() && llvm::all_of(window.kernel, isOne) &&
         llvm::all_of(window.strides, isOne);
}

/// [N * H * W, IC] x [IC, OC].
Value Convolution::matmul(Value input) {
  int64_t positions = batch * productOf(window.output);
  Value rows = c.reshape(input, {positions, channels});
  Value columns = c.transpose(c.reshape(weights, {filters, channels}), {1, 0});
  Value product =
      linalg::MatmulOp::create(c.b, ValueRange{rows, columns}, zeros({positions, filters}))
          .getResult(0);
  return finish(product, {filters});
}

Value Convolution::dense(Value input) {
  SmallVector<int64_t> out = {batch, window.output[0], window.output[1], filters};
  Value init = zeros(out);
  Value filter = c.transpose(weights, {2, 3, 1, 0});
  Value sum = linalg::Conv2DNhwcHwcfOp::create(
                  c.b, TypeRange{init.getType()}, ValueRange{input, filter}, ValueRange{init},
                  c.b.getI64TensorAttr(window.strides), c.b.getI64TensorAttr(window.dilations))
                  .getResult(0);
  return finish(sum, {filters});
}

Value Convolution::depthwise(Value input) {
  SmallVector<int64_t> out = {batch, window.output[0], window.output[1], filters};
  Value init = zeros(out);
  Value filter =
      c.transpose(c.reshape(weights, {filters, window.kernel[0], window.kernel[1]}), {1, 2, 0});
  Value sum = linalg::DepthwiseConv2DNhwcHwcOp::create(
                  c.b, TypeRange{init.getType()}, ValueRange{input, filter}, ValueRange{init},
                  c.b.getI64TensorAttr(window.strides), c.b.getI64TensorAttr(window.dilations))
                  .getResult(0);
  return finish(sum, {filters});
}

/// A generic over (n, out..., g, f, kernel..., c) on tensors with the channels
/// split by group; without g when there is one group.
Value Convolution::grouped(Value input) {
  int64_t rank = window.rank();
  bool split = groups > 1;
  int64_t groupInputs = channels / groups, groupFilters = filters / groups;

  // Weights: [G, kernel..., IC, F].
  SmallVector<int64_t> shape, permutation;
  if (split)
    shape.push_back(groups);
  shape.append({groupFilters, groupInputs});
  llvm::append_range(shape, window.kernel);
  if (split)
    permutation.push_back(0);
  for (int64_t i = 0; i < rank; ++i)
    permutation.push_back(split + 2 + i);
  permutation.append({split + 1, split});
  Value filter = c.transpose(c.reshape(weights, shape), permutation);

  SmallVector<int64_t> inputShape(shapeOf(input).drop_back()), out = {batch};
  llvm::append_range(out, window.output);
  for (auto *dims : {&inputShape, &out})
    if (split)
      dims->push_back(groups);
  inputShape.push_back(groupInputs);
  out.push_back(groupFilters);
  input = c.reshape(input, inputShape);

  // Dims: 0 n, 1.. out, then g, f, kernel.., c.
  int64_t g = rank + 1, f = g + split, k = f + 1, ic = k + rank, dims = ic + 1;
  auto dim = [&](int64_t i) { return c.b.getAffineDimExpr(i); };
  SmallVector<AffineExpr> read = {dim(0)}, filterRead, write = {dim(0)};
  for (int64_t i = 0; i < rank; ++i) {
    read.push_back(dim(1 + i) * window.strides[i] + dim(k + i) * window.dilations[i]);
    write.push_back(dim(1 + i));
  }
  if (split)
    for (auto *exprs : {&read, &filterRead, &write})
      exprs->push_back(dim(g));
  read.push_back(dim(ic));
  for (int64_t i = 0; i < rank; ++i)
    filterRead.push_back(dim(k + i));
  filterRead.append({dim(ic), dim(f)});
  write.push_back(dim(f));

  SmallVector<AffineMap> maps;
  for (const SmallVector<AffineExpr> &exprs : {read, filterRead, write})
    maps.push_back(AffineMap::get(dims, 0, exprs, c.b.getContext()));
  SmallVector<utils::IteratorType> iterators(k, utils::IteratorType::parallel);
  iterators.append(rank + 1, utils::IteratorType::reduction);

  Value sum = structuredLoops(c, {input, filter}, zeros(out), maps, iterators,
                              [&](ScalarBuilder &b, ValueRange s) {
                                Value x = floatCast(b, s[0], accumulator);
                                Value w = floatCast(b, s[1], accumulator);
                                return addOf(b, s[2], mulOf(b, x, w));
                              });
  if (split)
    return finish(sum, {groups, groupFilters});
  return finish(sum, {filters});
}

/// Adds the bias along the last dims and narrows to the element type.
Value Convolution::finish(Value sum, ArrayRef<int64_t> biasShape) {
  if (!c.input(2))
    return floatCastTensor(c, sum, element);
  int64_t rank = shapeOf(sum).size();
  SmallVector<int64_t> last = llvm::to_vector(llvm::seq<int64_t>(rank - biasShape.size(), rank));
  return pointwise(c, shapeOf(sum), {sum, c.reshape(c.input(2), biasShape)},
                   {c.b.getMultiDimIdentityMap(rank), selectDims(c, rank, last)}, element,
                   [&](ScalarBuilder &b, ValueRange s) {
                     return floatCast(b, addOf(b, s[0], floatCast(b, s[1], accumulator)), element);
                   });
}

static LogicalResult convertConv(NodeConversion &c) {
  if (c.numInputs() < 2 || !c.input(0) || !c.input(1))
    return c.unsupported("input and weights are required");
  ArrayRef<int64_t> input = c.shape(0), weights = c.shape(1);
  if (!isa<FloatType>(c.elementType(0)) || c.elementType(1) != c.elementType(0))
    return c.unsupported("element types of input and weights are not one float type");
  if (input.size() < 3 || input.size() > 5)
    return c.unsupported("input of rank " + Twine(input.size()) + " is not supported",
                         "supported: 3, 4, 5 (batch, channels and 1 to 3 spatial dimensions)");
  if (weights.size() != input.size())
    return c.unsupported("weights of shape " + shapeText(weights) + " do not fit input " +
                         shapeText(input));

  int64_t groups = c.intAttr("group", 1);
  if (groups < 1 || weights[0] % groups != 0)
    return c.unsupported(Twine(weights[0]) + " filters do not divide into " + Twine(groups) +
                         " groups");
  // Not a product: a hostile group count must not overflow.
  if (input[1] % groups != 0 || input[1] / groups != weights[1])
    return c.unsupported("input has " + Twine(input[1]) + " channels, but weights of shape " +
                         shapeText(weights) + " in " + Twine(groups) + " groups expect " +
                         Twine(weights[1]) + " per group");
  if (productOf(weights) == 0 || input[0] == 0)
    return c.unsupported("empty tensors are not supported: input " + shapeText(input) +
                         ", weights " + shapeText(weights));
  std::optional<SmallVector<int64_t>> kernel = c.intsAttr("kernel_shape");
  if (kernel && !kernel->empty() && ArrayRef<int64_t>(*kernel) != weights.drop_front(2))
    return c.unsupported("kernel_shape " + shapeText(*kernel) + " differs from weights of shape " +
                         shapeText(weights));
  if (c.input(2) &&
      (c.shape(2) != ArrayRef<int64_t>{weights[0]} || c.elementType(2) != c.elementType(0)))
    return c.unsupported("bias of shape " + shapeText(c.shape(2)) + " does not fit " +
                         Twine(weights[0]) + " filters");

  FailureOr<Window> window = readWindow(c, input.drop_front(2), weights.drop_front(2));
  if (failed(window))
    return failure();
  return Convolution(c, *window).convert();
}

void sinter::populateConvolutionConverters(ConverterTable &table) {
  table.add("Conv", 1, convertConv);
}
