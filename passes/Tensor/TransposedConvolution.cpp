//===- TransposedConvolution.cpp - Convolutions turned around -------------===//
//
// A transposed convolution is a convolution of stride 1 whose input has stride-1
// zeros between its elements, with the window turned around.
//
//===----------------------------------------------------------------------===//

#include "passes/Tensor/TransposedConvolution.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tensor/HostTensor.h"

using namespace mlir;
using namespace sinter;

//===----------------------------------------------------------------------===//
// Input
//===----------------------------------------------------------------------===//

/// Puts stride-1 elements that stand for zero behind each element of the spatial dims:
/// channels-last.
static Value spread(TensorBuilder &c, Value input, ArrayRef<int64_t> strides, double zero) {
  if (llvm::all_of(strides, [](int64_t stride) { return stride == 1; }))
    return input;
  ArrayRef<int64_t> shape = shapeOf(input);
  SmallVector<int64_t> single = {shape.front()}, high = {0}, merged = {shape.front()};
  for (auto [size, stride] : llvm::zip(shape.drop_front().drop_back(), strides)) {
    single.append({size, 1});
    high.append({0, stride - 1});
    merged.push_back(size * stride);
  }
  single.push_back(shape.back());
  high.push_back(0);
  merged.push_back(shape.back());
  SmallVector<int64_t> low(high.size(), 0);
  return c.reshape(c.pad(c.reshape(input, single), low, high, zero), merged);
}

/// Gives the spatial dims of a channels-last tensor more elements (of zero) at both
/// ends, or fewer where the amount is negative. Padding goes first: an end may be
/// cut by more than the tensor has.
static Value padOrCrop(TensorBuilder &c, Value input, ArrayRef<int64_t> low, ArrayRef<int64_t> high,
                       double zero) {
  SmallVector<int64_t> sizes(shapeOf(input)), offsets(sizes.size(), 0), strides(sizes.size(), 1);
  SmallVector<int64_t> padLow(sizes.size(), 0), padHigh(sizes.size(), 0);
  for (size_t i = 0; i < low.size(); ++i) {
    sizes[i + 1] += low[i] + high[i];
    offsets[i + 1] = std::max<int64_t>(-low[i], 0);
    padLow[i + 1] = std::max<int64_t>(low[i], 0);
    padHigh[i + 1] = std::max<int64_t>(high[i], 0);
  }
  Value padded = c.pad(input, padLow, padHigh, zero);
  if (shapeOf(padded) == ArrayRef<int64_t>(sizes))
    return padded;
  MLIRContext *context = c.b.getContext();
  return tensor::ExtractSliceOp::create(c.b, padded, getAsIndexOpFoldResult(context, offsets),
                                        getAsIndexOpFoldResult(context, sizes),
                                        getAsIndexOpFoldResult(context, strides));
}

//===----------------------------------------------------------------------===//
// Weights
//===----------------------------------------------------------------------===//

/// Reverses the dims from `first` on; a constant at compile time.
static Value reverse(TensorBuilder &c, Value tensor, int64_t first) {
  SmallVector<int64_t> shape(shapeOf(tensor));
  int64_t count = productOf(ArrayRef(shape).drop_front(first));
  ElementsAttr elements;
  std::optional<HostTensor> constant;
  if (matchPattern(tensor, m_Constant(&elements)))
    constant = HostTensor::from(elements);
  if (count == 1 || (constant && constant->isSplat()))
    return tensor;
  if (constant) {
    // Turning all trailing dims around is reversing their elements.
    HostTensor turned = HostTensor::zeros(constant->getType());
    size_t size = constant->elementSize();
    for (int64_t i = 0, e = constant->size(); i < e; ++i) {
      int64_t row = i / count, from = row * count + (count - 1 - i % count);
      std::memcpy(turned.data() + i * size, constant->bytes().data() + from * size, size);
    }
    return c.constantValue(turned.toAttr());
  }
  SmallVector<AffineExpr> read;
  for (int64_t i = 0, e = shape.size(); i < e; ++i) {
    AffineExpr dim = c.b.getAffineDimExpr(i);
    read.push_back(i < first ? dim : shape[i] - 1 - dim);
  }
  return pointwise(c, shape, tensor, AffineMap::get(shape.size(), 0, read, c.b.getContext()),
                   elementOf(tensor), [](ImplicitLocOpBuilder &, ValueRange s) { return s[0]; });
}

//===----------------------------------------------------------------------===//
// Convolution
//===----------------------------------------------------------------------===//

Value sinter::convolveTransposed(TensorBuilder &c, Convolution convolution,
                                 const TransposedWindow &place, double zero,
                                 ConvolutionEpilogue epilogue) {
  size_t rank = place.output.size();
  SmallVector<int64_t> low, high;
  Window window;
  for (size_t i = 0; i < rank; ++i) {
    // The spread input ends with stride-1 zeros that no window needs.
    low.push_back(place.reach(i) - 1 - place.cutLow[i]);
    high.push_back(place.reach(i) - 1 - place.cutHigh[i] - (place.strides[i] - 1));
    window.input.push_back(place.output[i] + place.reach(i) - 1);
  }
  window.kernel = place.kernel;
  window.dilations = place.dilations;
  window.output = place.output;
  window.strides.assign(rank, 1);
  for (auto *pads : {&window.padLow, &window.padHigh, &window.reachHigh})
    pads->assign(rank, 0);
  convolution.window = window;
  Value wide = spread(c, convolution.input, place.strides, zero);
  convolution.input = padOrCrop(c, wide, low, high, zero);
  convolution.weights = reverse(c, convolution.weights, 2);
  return convolve(c, convolution, epilogue);
}
