//===- Contraction.cpp - What products of TFLite have in common -----------===//

#include "passes/Tflite/Contraction.h"

#include "passes/Tensor/Generics.h"
#include "passes/Tflite/Quantize.h"

using namespace mlir;
using namespace sinter;

LogicalResult sinter::checkBias(TfliteConversion &c, unsigned bias, int64_t filters) {
  if (c.input(bias) && productOf(c.shape(bias)) != filters)
    return c.unsupported("bias of shape " + shapeText(c.shape(bias)) + " does not fit " +
                         Twine(filters) + " filters");
  return success();
}

//===----------------------------------------------------------------------===//
// Floats
//===----------------------------------------------------------------------===//

FailureOr<Value> sinter::realWeights(TfliteConversion &c, unsigned i) {
  Type element = c.element(0);
  if (c.element(i) == element && c.number(i) == Number::Float)
    return Value(c.input(i));
  std::optional<TfliteQuantization> quantization = c.quantization(i);
  if (!quantization || !element.isF32() || !isa<IntegerType>(c.element(i)))
    return c.unsupportedTypes();
  return dequantizeConstant(c, i, *quantization);
}

Value sinter::finishReal(TensorBuilder &c, Value sum, Value bias, ArrayRef<int64_t> filters,
                         const RealBounds &bounds) {
  if (!bias)
    return clampRealTensor(c, sum, bounds);
  int64_t rank = shapeOf(sum).size();
  auto last = llvm::to_vector(llvm::seq<int64_t>(rank - filters.size(), rank));
  return pointwise(
      c, shapeOf(sum), {sum, c.reshape(bias, filters)},
      {c.b.getMultiDimIdentityMap(rank), selectDims(c, rank, last)}, elementOf(sum),
      [&](ScalarBuilder &b, ValueRange s) { return clampReal(b, addOf(b, s[0], s[1]), bounds); });
}

//===----------------------------------------------------------------------===//
// Integers
//===----------------------------------------------------------------------===//

/// Checks the combination of element types; says whether sums have 64 bits.
static FailureOr<bool> readTypes(TfliteConversion &c, const ProductInputs &inputs) {
  Type x = c.element(inputs.x), w = c.element(inputs.w);
  bool isShort = x.isInteger(16);
  if ((!x.isInteger(8) && !isShort) || !w.isInteger(8) || c.resultElement() != x ||
      c.isResultUnsigned() != c.isUnsigned(inputs.x) ||
      (isShort ? c.isUnsigned(inputs.x) || c.isUnsigned(inputs.w)
               : c.isUnsigned(inputs.x) != c.isUnsigned(inputs.w)))
    return c.unsupportedTypes();
  if (!c.input(inputs.bias))
    return isShort && c.stringOption("quantized_bias_type", "FLOAT32") != "INT32";
  Type bias = c.element(inputs.bias);
  if (!bias.isInteger(32) && !(isShort && bias.isInteger(64)))
    return c.unsupportedTypes();
  return bias.isInteger(64);
}

/// Checks that weights have one scale, or one per filter and no zero points.
static FailureOr<TfliteQuantization> readWeights(TfliteConversion &c, unsigned w,
                                                 int64_t filterAxis) {
  std::optional<TfliteQuantization> quantization = c.quantization(w);
  if (!quantization)
    return c.unsupported("weights (input " + Twine(w) + ") are not quantized, but the input is");
  if (!quantization->isPerAxis())
    return *quantization;
  if (quantization->axis != filterAxis)
    return c.unsupported("weights (input " + Twine(w) + ") are quantized along dimension " +
                         Twine(quantization->axis) + ", expected " + Twine(filterAxis));
  if (llvm::any_of(quantization->zeroPoints, [](int64_t zero) { return zero != 0; }))
    return c.unsupported("weights (input " + Twine(w) + ") have a zero point per filter");
  return *quantization;
}

FailureOr<QuantizedProduct> sinter::readQuantizedProduct(TfliteConversion &c,
                                                         const ProductInputs &inputs,
                                                         int64_t filterAxis, Value weights,
                                                         SharedScale sharedScale) {
  FailureOr<bool> isWide = readTypes(c, inputs);
  if (failed(isWide))
    return failure();
  FailureOr<TfliteQuantization> x = c.tensorQuantization(inputs.x);
  FailureOr<TfliteQuantization> w = readWeights(c, inputs.w, filterAxis);
  FailureOr<StoredBounds> result = readFusedBounds(c);
  if (failed(x) || failed(w) || failed(result))
    return failure();
  if (c.element(inputs.x).isInteger(16) && (x->zeroPoint() != 0 || result->zeroPoint != 0))
    return c.unsupported("a zero point of 16-bit integers is not supported");

  StoredProduct product;
  product.x = c.input(inputs.x);
  product.isXUnsigned = c.isUnsigned(inputs.x);
  product.xZero = x->zeroPoint();
  product.w = weights;
  product.isWUnsigned = c.isUnsigned(inputs.w);
  product.wZero = w->zeroPoint();
  product.bias = c.input(inputs.bias);
  product.isWide = *isWide;

  QuantizedProduct made;
  made.operands = prepareOperands(c, product);
  if (sharedScale == SharedScale::Float && !w->isPerAxis())
    made.requantization.factors = {
        quantizeMultiplier(double(float(x->scale()) * float(w->scale())) / result->scale)};
  else
    made.requantization.factors = productFactors(x->scale(), w->scales, result->scale);
  if (c.roundsOnce && result->element.isInteger(8) && !*isWide)
    made.requantization.realFactors = realProductFactors(x->scale(), w->scales, result->scale);
  made.requantization.addend = made.operands.addend;
  made.requantization.isWide = *isWide;
  made.requantization.limit = made.operands.limit;
  made.requantization.result = *result;
  return made;
}
