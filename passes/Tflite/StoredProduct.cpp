//===- StoredProduct.cpp - Operands of integer products ------------------===//

#include "passes/Tflite/StoredProduct.h"

#include "mlir/IR/Matchers.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tensor/HostTensor.h"

using namespace mlir;
using namespace sinter;

namespace {

/// Constant weights less their zero point.
struct Weights {
  SmallVector<int64_t> values; ///< Filter after filter.
  int64_t perFilter;

  ArrayRef<int64_t> filter(int64_t i) const {
    return ArrayRef(values).slice(i * perFilter, perFilter);
  }
};

} // namespace

static std::optional<SmallVector<int64_t>> readConstant(Value value, bool isUnsigned) {
  ElementsAttr elements;
  if (!value || !matchPattern(value, m_Constant(&elements)))
    return std::nullopt;
  std::optional<HostTensor> tensor = HostTensor::from(elements);
  if (!tensor || !isa<IntegerType>(tensor->getElementType()))
    return std::nullopt;
  return readIntegers(tensor->unsplatted(), isUnsigned);
}

static std::optional<Weights> readWeights(const StoredProduct &product) {
  std::optional<SmallVector<int64_t>> values = readConstant(product.w, product.isWUnsigned);
  if (!values)
    return std::nullopt;
  for (int64_t &value : *values)
    value -= product.wZero;
  ArrayRef<int64_t> shape = shapeOf(product.w);
  return Weights{std::move(*values), productOf(shape.drop_front())};
}

/// Stores the weights in the narrowest type that holds them.
static Value storeWeights(TensorBuilder &c, Value w, const Weights &weights, bool &isUnsigned) {
  auto [low, high] = std::minmax_element(weights.values.begin(), weights.values.end());
  bool isEmpty = weights.values.empty();
  bool fits = isEmpty || (*low >= -128 && *high <= 127);
  isUnsigned = !fits && *low >= 0 && *high <= 255;
  Type element = c.b.getIntegerType(fits || isUnsigned ? 8 : 16);
  return c.integers(RankedTensorType::get(shapeOf(w), element), weights.values);
}

/// x - zero in i32.
static Value offset(TensorBuilder &c, Value x, bool isUnsigned, int64_t zero) {
  ArrayRef<int64_t> shape = shapeOf(x);
  return pointwise(
      c, shape, x, c.b.getMultiDimIdentityMap(shape.size()), c.b.getI32Type(),
      [&](ScalarBuilder &b, ValueRange s) { return stepsOf(b, s[0], isUnsigned, zero); });
}

static ProductOperands prepareComputed(TensorBuilder &c, const StoredProduct &product) {
  Type i32 = c.b.getI32Type();
  Type accumulator = product.isWide ? Type(c.b.getI64Type()) : i32;
  bool isPlain = product.xZero == 0 && product.wZero == 0;
  ProductOperands operands = {product.x, product.w,    product.isXUnsigned, product.isWUnsigned,
                              {},        product.bias, accumulator};
  if (!isPlain) {
    operands.x = offset(c, product.x, product.isXUnsigned, product.xZero);
    operands.w = offset(c, product.w, product.isWUnsigned, product.wZero);
    operands.isXUnsigned = operands.isWUnsigned = false;
  }
  operands.padding = cast<TypedAttr>(c.b.getZeroAttr(elementOf(operands.x)));
  return operands;
}

ProductOperands sinter::prepareOperands(TensorBuilder &c, const StoredProduct &product) {
  std::optional<Weights> weights = readWeights(product);
  if (!weights)
    return prepareComputed(c, product);
  std::optional<SmallVector<int64_t>> bias = readConstant(product.bias, false);

  // Sums of int64_t wrap as the kernels' 32-bit ones do, once they are cut.
  int64_t filters = shapeOf(product.w).front(), largestSum = 0, limit = 0;
  int64_t most = reachOf(elementOf(product.x), product.isXUnsigned, product.xZero);
  SmallVector<int64_t> addends(filters, 0);
  for (int64_t i = 0; i < filters; ++i) {
    int64_t sum = 0, magnitude = 0;
    for (int64_t value : weights->filter(i)) {
      sum += value;
      magnitude += std::abs(value);
    }
    // What is summed is stored integers: the zero point's share comes with the addend.
    largestSum = std::max(largestSum, magnitude * (most + std::abs(product.xZero)));
    int64_t own = bias ? (*bias)[i] : 0;
    addends[i] = own - product.xZero * sum;
    limit = std::max(limit, magnitude * most +
                                int64_t(std::min<uint64_t>(own < 0 ? -uint64_t(own) : uint64_t(own),
                                                           uint64_t(1) << 62)));
  }

  Type i32 = c.b.getI32Type(), i64 = c.b.getI64Type();
  bool fitsSum = largestSum < (int64_t(1) << 31), fits = limit < (int64_t(1) << 31);
  ProductOperands operands;
  operands.x = product.x;
  operands.isXUnsigned = product.isXUnsigned;
  operands.w = product.w;
  operands.isWUnsigned = product.isWUnsigned;
  if (product.wZero != 0)
    operands.w = storeWeights(c, product.w, *weights, operands.isWUnsigned);
  operands.padding = c.b.getIntegerAttr(elementOf(product.x), product.xZero);
  operands.accumulator = product.isWide && !fitsSum ? i64 : i32;
  if (product.bias && !bias) {
    // A computed bias, which can be of any size.
    operands.addend = product.bias;
    if (product.xZero != 0) {
      auto type = cast<RankedTensorType>(product.bias.getType());
      operands.addend =
          *c.elementwise({product.bias, c.integers(type, addends)}, type.getElementType(),
                         [](ScalarBuilder &b, ValueRange s) { return addOf(b, s[0], s[1]); });
    }
    return operands;
  }
  operands.limit = limit;
  // Where everything fits 32 bits, additions do as well.
  Type element = product.isWide && !(fits && fitsSum) ? i64 : i32;
  bool isZero = llvm::all_of(addends, [](int64_t value) { return value == 0; });
  if (!isZero)
    operands.addend = c.integers(RankedTensorType::get({filters}, element), addends);
  return operands;
}
