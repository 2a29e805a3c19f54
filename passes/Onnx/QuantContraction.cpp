//===- QuantContraction.cpp - Operands of integer products ----------------===//

#include "passes/Onnx/QuantContraction.h"

#include "passes/Tensor/Generics.h"
#include "passes/Tensor/HostMovement.h"
#include "passes/Tensor/HostTensor.h"
#include "passes/Tensor/Scalars.h"

using namespace mlir;
using namespace sinter;

namespace {

/// Constant weights less their zero points.
struct Weights {
  SmallVector<int64_t> values; ///< In the order of the tensor.
  ArrayRef<int64_t> shape;
  int64_t filterAxis;

  int64_t filterOf(int64_t i) const {
    return i / productOf(shape.drop_front(filterAxis + 1)) % shape[filterAxis];
  }
};

} // namespace

static std::optional<Weights> readWeights(NodeConversion &c, unsigned w, const Quantization &wq,
                                          int64_t filterAxis) {
  std::optional<HostTensor> constant = HostTensor::from(c.constant(w));
  if (!constant || !wq.zeros)
    return std::nullopt;
  Weights weights = {readIntegers(constant->unsplatted(), c.isUnsigned(w)), c.shape(w), filterAxis};
  const SmallVector<int64_t> &zeros = *wq.zeros;
  for (auto [i, value] : llvm::enumerate(weights.values))
    value -= zeros[zeros.size() == 1 ? 0 : weights.filterOf(i)];
  return weights;
}

template <typename T>
static Value constantOf(NodeConversion &c, ArrayRef<int64_t> shape, ArrayRef<int64_t> values) {
  auto type = RankedTensorType::get(shape, c.b.getIntegerType(8 * sizeof(T)));
  HostTensor tensor = HostTensor::zeros(type);
  llvm::transform(values, tensor.template mutableAs<T>().begin(),
                  [](int64_t value) { return T(value); });
  return c.constantValue(tensor.toAttr());
}

/// Stores the weights in the narrowest type that holds them.
static Value storeWeights(NodeConversion &c, const Weights &weights, bool &isUnsigned) {
  auto [low, high] = std::minmax_element(weights.values.begin(), weights.values.end());
  bool isEmpty = weights.values.empty();
  if (isEmpty || (*low >= -128 && *high <= 127)) {
    isUnsigned = false;
    return constantOf<int8_t>(c, weights.shape, weights.values);
  }
  isUnsigned = *low >= 0;
  if (isUnsigned)
    return constantOf<uint8_t>(c, weights.shape, weights.values);
  return constantOf<int16_t>(c, weights.shape, weights.values);
}

/// -zx * sum(w) per filter, for a zero point that may be computed.
static Value offsetSums(NodeConversion &c, const Weights &weights, const Quantization &xq) {
  SmallVector<int64_t> sums(weights.shape[weights.filterAxis], 0);
  for (auto [i, value] : llvm::enumerate(weights.values))
    sums[weights.filterOf(i)] -= value;
  if (xq.zeros) {
    for (int64_t &sum : sums)
      sum *= xq.zeros->front();
    return constantOf<int32_t>(c, {int64_t(sums.size())}, sums);
  }
  FailureOr<Value> zero =
      c.elementwise(xq.zero, c.b.getI32Type(), [&](ScalarBuilder &b, ValueRange s) {
        return widenInteger(b, s[0], xq.isZeroUnsigned);
      });
  return combine(c, "Mul", constantOf<int32_t>(c, {int64_t(sums.size())}, sums), *zero);
}

/// Returns x - zero as i32; `zero` goes along dimension `axis` if it has a rank.
static Value offset(NodeConversion &c, unsigned input, const Quantization &q, int64_t axis) {
  Value x = c.input(input);
  ArrayRef<int64_t> shape = shapeOf(x);
  SmallVector<Value> inputs = {x};
  SmallVector<AffineMap> maps = {c.b.getMultiDimIdentityMap(shape.size())};
  if (q.zero) {
    SmallVector<int64_t> dims;
    if (!shapeOf(q.zero).empty())
      dims.push_back(axis);
    inputs.push_back(q.zero);
    maps.push_back(selectDims(c, shape.size(), dims));
  }
  return pointwise(c, shape, inputs, maps, c.b.getI32Type(), [&](ScalarBuilder &b, ValueRange s) {
    Value wide = widenInteger(b, s[0], c.isUnsigned(input));
    return s.size() == 1 ? wide : subOf(b, wide, widenInteger(b, s[1], q.isZeroUnsigned));
  });
}

IntegerOperands sinter::prepareOperands(NodeConversion &c, const IntegerProduct &product,
                                        Value bias) {
  auto [x, xq, w, wq, filterAxis, isPadded, isBatched] = product;
  bool isPlain = xq.isSymmetric() && wq.isSymmetric();
  std::optional<Weights> weights;
  if (!isPlain)
    weights = readWeights(c, w, wq, filterAxis);
  if (!isPlain && (!weights || isBatched || (isPadded && !xq.zeros))) {
    Type i32 = c.b.getI32Type();
    return {offset(c, x, xq, 0),
            offset(c, w, wq, filterAxis),
            false,
            false,
            c.b.getZeroAttr(i32),
            bias};
  }

  int64_t padding = isPadded ? xq.zeros->front() : 0;
  IntegerOperands result = {c.input(x),
                            c.input(w),
                            c.isUnsigned(x),
                            c.isUnsigned(w),
                            c.b.getIntegerAttr(c.b.getI8Type(), int8_t(padding)),
                            bias};
  if (!wq.isSymmetric())
    result.w = storeWeights(c, *weights, result.isWUnsigned);
  if (!xq.isSymmetric()) {
    Value sums = offsetSums(c, *weights, xq);
    result.addend = bias ? combine(c, "Add", sums, bias) : sums;
  }
  return result;
}
