//===- Reduction.cpp - MEAN, SUM, REDUCE_MAX, REDUCE_MIN, REDUCE_PROD -----===//
//
// Quantized means divide in fixed point: the count is part of the factor. Extremes are
// those of stored integers, which needs equal scales on both sides.
//
//===----------------------------------------------------------------------===//

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tflite/Groups.h"
#include "passes/Tflite/Operands.h"
#include "passes/Tflite/Requantize.h"

using namespace mlir;
using namespace sinter;

namespace {

/// Which dims are reduced, and to what.
struct Axes {
  SmallVector<int64_t> dims;  ///< Sorted, each once.
  SmallVector<int64_t> shape; ///< Of the result.
  SmallVector<int64_t> kept;  ///< The same without reduced dims.
  int64_t count = 1;          ///< Elements that become one.
};

} // namespace

static FailureOr<Axes> readAxes(TfliteConversion &c) {
  FailureOr<SmallVector<int64_t>> given = knownInts(c, 1, "the axes");
  if (failed(given))
    return failure();
  ArrayRef<int64_t> input = c.shape(0);
  Axes axes;
  if (!input.empty()) // Axes of a scalar have no meaning, and no effect.
    for (int64_t axis : *given) {
      std::optional<int64_t> dim = c.axis(axis, input.size());
      if (!dim)
        return failure();
      axes.dims.push_back(*dim);
    }
  llvm::sort(axes.dims);
  axes.dims.erase(llvm::unique(axes.dims), axes.dims.end());
  bool keeps = c.boolOption("keep_dims", false);
  for (auto [dim, size] : llvm::enumerate(input)) {
    bool isReduced = llvm::is_contained(axes.dims, int64_t(dim));
    if (isReduced)
      axes.count = productOf({axes.count, size});
    else
      axes.kept.push_back(size);
    if (!isReduced || keeps)
      axes.shape.push_back(isReduced ? 1 : size);
  }
  if (productOf(input) == 0)
    return c.unsupported("input has the empty shape " + shapeText(input));
  return axes;
}

static LogicalResult finish(TfliteConversion &c, const Axes &axes, Value reduced) {
  return c.replace(c.reshape(reduced, axes.shape));
}

//===----------------------------------------------------------------------===//
// Sums
//===----------------------------------------------------------------------===//

static bool isPlainNumber(TfliteConversion &c) {
  Type element = c.element(0);
  return element.isF32() ||
         (c.number(0) == Number::Signed && (element.isInteger(32) || element.isInteger(64)));
}

/// The factor of a mean: that of a sum divided by the count, with as many bits as the
/// reference keeps.
static FixedMultiplier divideFactor(FixedMultiplier factor, int64_t count) {
  int shift = std::min<int>({int(llvm::Log2_64(count)), 32, 31 + factor.shift});
  shift = std::max(shift, 0);
  return {int32_t((int64_t(factor.fraction) << shift) / count), factor.shift - shift};
}

static LogicalResult sumStored(TfliteConversion &c, const Axes &axes, bool isMean) {
  FailureOr<TfliteQuantization> input = c.tensorQuantization(0);
  FailureOr<StoredBounds> result = readStoredBounds(c);
  if (failed(input) || failed(result))
    return failure();
  Type element = c.element(0), i32 = c.b.getI32Type();
  bool isUnsigned = c.isUnsigned(0);
  if (element != result->element || isUnsigned != result->isUnsigned)
    return c.unsupportedTypes();
  int64_t limit = productOf({reachOf(element, isUnsigned, input->zeroPoint()), axes.count});
  int64_t sum = productOf({reachOf(element, isUnsigned, 0), axes.count});
  if (std::max(limit, sum) >= int64_t(1) << 31)
    return c.unsupported("sums of " + Twine(axes.count) + " elements do not fit 32 bits");
  FixedMultiplier factor = quantizeMultiplier(input->scale() / result->scale);
  FixedRequantization how;
  how.factors = {isMean ? divideFactor(factor, axes.count) : factor};
  if (input->zeroPoint() != 0)
    how.addend = c.integers(RankedTensorType::get({}, i32), -input->zeroPoint() * axes.count);
  how.limit = limit;
  how.result = *result;
  Value total = reduceDims(c, c.input(0), axes.dims, c.filled(axes.kept, i32, 0),
                           [&](ScalarBuilder &b, ValueRange s) {
                             return addOf(b, s[1], widenInteger(b, s[0], isUnsigned));
                           });
  return finish(c, axes, requantizeSums(c, total, {}, how));
}

template <bool isMean> static LogicalResult convertSum(TfliteConversion &c) {
  FailureOr<Axes> axes = readAxes(c);
  if (failed(axes))
    return failure();
  if (c.quantization(0) && c.element(0).getIntOrFloatBitWidth() <= 16)
    return sumStored(c, *axes, isMean);
  if (!isPlainNumber(c))
    return c.unsupportedTypes();
  Type element = c.element(0);
  Number number = c.number(0);
  Value total = reduceDims(c, c.input(0), axes->dims, c.filled(axes->kept, element, 0),
                           [](ScalarBuilder &b, ValueRange s) { return addOf(b, s[1], s[0]); });
  if (!isMean || axes->count == 1)
    return finish(c, *axes, total);
  Value mean = *c.elementwise({total}, element, [&](ScalarBuilder &b, ValueRange s) {
    return divOf(b, number, s[0], constantOf(b, element, double(axes->count)));
  });
  return finish(c, *axes, mean);
}

//===----------------------------------------------------------------------===//
// Extremes and products
//===----------------------------------------------------------------------===//

template <bool isMaximum> static LogicalResult convertExtreme(TfliteConversion &c) {
  FailureOr<Axes> axes = readAxes(c);
  if (failed(axes))
    return failure();
  Type element = c.element(0);
  Number number = c.number(0);
  if (number == Number::Bool || number == Number::Other || element != c.resultElement())
    return c.unsupportedTypes();
  if (std::optional<TfliteQuantization> input = c.quantization(0)) {
    FailureOr<TfliteQuantization> result = c.resultTensorQuantization();
    if (failed(result))
      return failure();
    if (input->scales != result->scales || input->zeroPoints != result->zeroPoints)
      return c.unsupported("input and output differ in scale or zero point");
  }
  TypedAttr first = isMaximum ? lowestOf(element, number) : highestOf(element, number);
  Value fill = arith::ConstantOp::create(c.b, first);
  Value init = linalg::FillOp::create(c.b, fill, c.empty(axes->kept, element)).getResult(0);
  return finish(c, *axes,
                reduceDims(c, c.input(0), axes->dims, init, [&](ScalarBuilder &b, ValueRange s) {
                  return isMaximum ? maxOf(b, number, s[0], s[1]) : minOf(b, number, s[0], s[1]);
                }));
}

static LogicalResult convertProduct(TfliteConversion &c) {
  FailureOr<Axes> axes = readAxes(c);
  if (failed(axes))
    return failure();
  if (c.quantization(0) || !isPlainNumber(c))
    return c.unsupportedTypes();
  return finish(c, *axes,
                reduceDims(c, c.input(0), axes->dims, c.filled(axes->kept, c.element(0), 1),
                           [](ScalarBuilder &b, ValueRange s) { return mulOf(b, s[1], s[0]); }));
}

void sinter::populateTfliteReduction(TfliteTable &table) {
  table.add("MEAN", convertSum<true>, 2);
  table.add("REDUCE_MAX", convertExtreme<true>, 2);
  table.add("REDUCE_MIN", convertExtreme<false>, 2);
  table.add("REDUCE_PROD", convertProduct, 2);
  table.add("SUM", convertSum<false>, 2);
}
