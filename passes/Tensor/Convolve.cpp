//===- Convolve.cpp - Convolutions as linalg operations -------------------===//
//
// Weights are [KH, KW, IC, OC]. One channel per group is a depthwise convolution;
// a 3-D window of one element is a matrix product; other groups, and 3-D, are a
// linalg.generic with the group as a dimension. Integers take a generic as well:
// the named operations widen both sides by the same sign.
//
//===----------------------------------------------------------------------===//

#include "passes/Tensor/Convolve.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tensor/Scalars.h"

using namespace mlir;
using namespace sinter;

namespace {

class ConvolutionBuilder {
public:
  ConvolutionBuilder(TensorBuilder &c, const Convolution &convolution,
                     ConvolutionEpilogue epilogue);
  Value build();

private:
  bool isPointwise() const;
  Value matmul();
  Value dense();
  Value depthwise();
  Value integerDepthwise(Value filter);
  Value grouped();
  template <typename OpT> Value named(Value filter);
  Value zeros(ArrayRef<int64_t> shape) { return c.filled(shape, accumulator, 0); }
  Value sumOfProducts(Value source, Value filter, ArrayRef<int64_t> shape, ArrayRef<AffineMap> maps,
                      ArrayRef<utils::IteratorType> iterators);
  Value widen(ScalarBuilder &b, Value x, bool isUnsigned);

  TensorBuilder &c;
  Value input, weights;
  ConvolutionEpilogue epilogue;
  const Window &window;
  int64_t groups, batch, channels, filters;
  Type element, accumulator;
  bool isInputUnsigned, areWeightsUnsigned;
};

} // namespace

Value sinter::convolve(TensorBuilder &c, const Convolution &convolution,
                       ConvolutionEpilogue epilogue) {
  return ConvolutionBuilder(c, convolution, epilogue).build();
}

ConvolutionBuilder::ConvolutionBuilder(TensorBuilder &c, const Convolution &convolution,
                                       ConvolutionEpilogue epilogue)
    : c(c), input(convolution.input), weights(convolution.weights), epilogue(epilogue),
      window(convolution.window), groups(convolution.groups), batch(shapeOf(input).front()),
      channels(shapeOf(input).back()), filters(shapeOf(weights).front()), element(elementOf(input)),
      accumulator(convolution.accumulator   ? convolution.accumulator
                  : isa<FloatType>(element) ? accumulatorOf(element)
                                            : c.b.getI32Type()),
      isInputUnsigned(convolution.isInputUnsigned),
      areWeightsUnsigned(convolution.areWeightsUnsigned) {}

Value ConvolutionBuilder::build() {
  bool isDepthwise = groups > 1 && groups == channels && filters == channels;
  Value result = window.rank() > 2 && isPointwise()                             ? matmul()
                 : isDepthwise && window.rank() == 2                            ? depthwise()
                 : groups > 1 || window.rank() > 2 || isa<IntegerType>(element) ? grouped()
                                                                                : dense();
  SmallVector<int64_t> shape = {batch};
  llvm::append_range(shape, window.output);
  shape.push_back(filters);
  return c.reshape(result, shape);
}

/// Says whether each output element sees the input element at its own place.
bool ConvolutionBuilder::isPointwise() const {
  auto isOne = [](int64_t value) { return value == 1; };
  return groups == 1 && !window.isPadded() && llvm::all_of(window.kernel, isOne) &&
         llvm::all_of(window.strides, isOne);
}

/// [N * H * W, IC] x [IC, OC].
Value ConvolutionBuilder::matmul() {
  int64_t positions = batch * productOf(window.output);
  Value rows = c.reshape(input, {positions, channels});
  Value columns = c.transpose(c.reshape(weights, {filters, channels}), {1, 0});
  if (isa<IntegerType>(element)) {
    auto parallel = utils::IteratorType::parallel, reduction = utils::IteratorType::reduction;
    auto product = sumOfProducts(
        rows, columns, {positions, filters},
        {selectDims(c, 3, {0, 2}), selectDims(c, 3, {2, 1}), selectDims(c, 3, {0, 1})},
        {parallel, parallel, reduction});
    return epilogue(product, filters);
  }
  Value product =
      linalg::MatmulOp::create(c.b, ValueRange{rows, columns}, zeros({positions, filters}))
          .getResult(0);
  return epilogue(product, filters);
}

template <typename OpT> Value ConvolutionBuilder::named(Value filter) {
  Value init = zeros({batch, window.output[0], window.output[1], filters});
  return OpT::create(c.b, TypeRange{init.getType()}, ValueRange{input, filter}, ValueRange{init},
                     c.b.getI64TensorAttr(window.strides), c.b.getI64TensorAttr(window.dilations))
      .getResult(0);
}

Value ConvolutionBuilder::dense() {
  Value filter = c.transpose(weights, {2, 3, 1, 0});
  return epilogue(named<linalg::Conv2DNhwcHwcfOp>(filter), filters);
}

Value ConvolutionBuilder::depthwise() {
  Value perChannel = c.reshape(weights, {filters, window.kernel[0], window.kernel[1]});
  Value filter = c.transpose(perChannel, {1, 2, 0});
  return epilogue(isa<IntegerType>(element) ? integerDepthwise(filter)
                                            : named<linalg::DepthwiseConv2DNhwcHwcOp>(filter),
                  filters);
}

/// The loops of linalg.depthwise_conv_2d_nhwc_hwc: (n, h, w, c, kh, kw).
Value ConvolutionBuilder::integerDepthwise(Value filter) {
  auto parallel = utils::IteratorType::parallel, reduction = utils::IteratorType::reduction;
  auto dim = [&](int64_t i) { return c.b.getAffineDimExpr(i); };
  auto position = [&](int64_t i) {
    return dim(1 + i) * window.strides[i] + dim(4 + i) * window.dilations[i];
  };
  AffineMap read =
      AffineMap::get(6, 0, {dim(0), position(0), position(1), dim(3)}, c.b.getContext());
  return sumOfProducts(input, filter, {batch, window.output[0], window.output[1], filters},
                       {read, selectDims(c, 6, {4, 5, 3}), selectDims(c, 6, {0, 1, 2, 3})},
                       {parallel, parallel, parallel, parallel, reduction, reduction});
}

/// A generic over (n, out..., g, f, kernel..., c) on tensors with the channels
/// split by group; without g when there is one group.
Value ConvolutionBuilder::grouped() {
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
  Value source = c.reshape(input, inputShape);

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

  Value sum = sumOfProducts(source, filter, out, maps, iterators);
  if (split)
    return epilogue(sum, {groups, groupFilters});
  return epilogue(sum, filters);
}

Value ConvolutionBuilder::sumOfProducts(Value source, Value filter, ArrayRef<int64_t> shape,
                                        ArrayRef<AffineMap> maps,
                                        ArrayRef<utils::IteratorType> iterators) {
  return structuredLoops(c, {source, filter}, zeros(shape), maps, iterators,
                         [&](ScalarBuilder &b, ValueRange s) {
                           Value x = widen(b, s[0], isInputUnsigned);
                           Value w = widen(b, s[1], areWeightsUnsigned);
                           Value product = mulOf(b, x, w);
                           if (accumulator.isInteger(64))
                             product = arith::ExtSIOp::create(b, accumulator, product);
                           return addOf(b, s[2], product);
                         });
}

Value ConvolutionBuilder::widen(ScalarBuilder &b, Value x, bool isUnsigned) {
  return isa<FloatType>(accumulator) ? floatCast(b, x, accumulator)
                                     : widenInteger(b, x, isUnsigned);
}

/// Adds the bias along the last dims and narrows to the element type.
Value sinter::addBias(TensorBuilder &c, Value sum, Value bias, ArrayRef<int64_t> filters,
                      Type element) {
  if (!bias)
    return floatCastTensor(c, sum, element);
  int64_t rank = shapeOf(sum).size();
  SmallVector<int64_t> last = llvm::to_vector(llvm::seq<int64_t>(rank - filters.size(), rank));
  return pointwise(c, shapeOf(sum), {sum, c.reshape(bias, filters)},
                   {c.b.getMultiDimIdentityMap(rank), selectDims(c, rank, last)}, element,
                   [&](ScalarBuilder &b, ValueRange s) {
                     return floatCast(b, addOf(b, s[0], floatCast(b, s[1], elementOf(sum))),
                                      element);
                   });
}
