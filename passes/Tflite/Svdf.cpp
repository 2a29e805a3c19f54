//===- Svdf.cpp - SVDF ----------------------------------------------------===//
//
// A layer with memory: each filter of features gives one number per call, the last of
// which are kept in a variable; the results are sums of what is kept, weighted by age.
//
//===----------------------------------------------------------------------===//

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tensor/HostTensor.h"
#include "passes/Tensor/MatrixProduct.h"
#include "passes/Tflite/Conversion.h"
#include "passes/Tflite/FixedPoint.h"
#include "passes/Tflite/Groups.h"

using namespace mlir;
using namespace sinter;

namespace {

enum Input : unsigned { kX, kFeatures, kTime, kBias, kState };

class Svdf {
public:
  explicit Svdf(TfliteConversion &c) : c(c) {}

  LogicalResult convert();

private:
  LogicalResult readShapes();
  LogicalResult readScales();
  Value applyFilters();
  Value offsetOfFilters();
  Value sumOverTime(Value state);
  FailureOr<Value> activate(Value sums);

  bool isFloat() { return c.number(kX) == Number::Float; }

  TfliteConversion &c;
  int64_t batch, features, filters, units, rank, memory;
  FixedMultiplier toState, toResult;
  int64_t inputZero = 0, stateZero = 0, resultZero = 0;
};

} // namespace

LogicalResult Svdf::readShapes() {
  if (c.numInputs() != 5 || !c.variable(kState))
    return c.unsupported("the state must be a variable tensor");
  for (unsigned i : {kX, kFeatures, kTime, kState})
    if (c.shape(i).size() != 2)
      return c.unsupported("input " + Twine(i) + " must have rank 2");
  batch = c.shape(kX)[0];
  features = c.shape(kX)[1];
  filters = c.shape(kFeatures)[0];
  memory = c.shape(kTime)[1];
  rank = c.intOption("rank", 1);
  if (rank <= 0 || filters % rank != 0)
    return c.unsupported("rank " + Twine(rank) + " does not divide the " + Twine(filters) +
                         " filters");
  units = filters / rank;
  if (batch == 0 || features == 0 || filters == 0 || memory == 0)
    return c.unsupported("there must be a batch, features, filters and a memory");
  bool fits = c.shape(kFeatures)[1] == features && c.shape(kTime)[0] == filters &&
              c.shape(kState) == ArrayRef({batch, productOf({filters, memory})}) &&
              (!c.input(kBias) || c.shape(kBias) == ArrayRef(units));
  return fits ? success() : c.unsupported("shapes of the inputs do not fit each other");
}

/// Scales are multiplied as floats, as the reference does.
LogicalResult Svdf::readScales() {
  Type time = c.element(kTime);
  bool fits = c.element(kX).isInteger(8) && c.element(kFeatures).isInteger(8) &&
              (time.isInteger(8) || time.isInteger(16)) && c.element(kState) == time &&
              c.input(kBias) && c.element(kBias).isInteger(32) && c.resultElement().isInteger(8);
  for (unsigned i : {kX, kFeatures, kTime, kState})
    fits &= c.number(i) == Number::Signed;
  if (!fits)
    return c.unsupportedTypes();
  FailureOr<TfliteQuantization> x = c.tensorQuantization(kX), y = c.resultTensorQuantization();
  FailureOr<TfliteQuantization> w = c.tensorQuantization(kFeatures),
                                t = c.tensorQuantization(kTime);
  FailureOr<TfliteQuantization> s = c.tensorQuantization(kState);
  if (failed(x) || failed(y) || failed(w) || failed(t) || failed(s))
    return failure();
  auto scale = [](const TfliteQuantization &q) { return float(q.scale()); };
  float first = scale(*x) * scale(*w), second = scale(*s) * scale(*t);
  toState = quantizeMultiplier(double(first / scale(*s)));
  toResult = quantizeMultiplier(double(second / scale(*y)));
  inputZero = x->zeroPoint();
  stateZero = s->zeroPoint();
  resultZero = y->zeroPoint();
  if (inputZero != 0 && !c.constant(kFeatures))
    return c.unsupported("the filters are not a constant");
  return success();
}

/// -zero * sum(w) of each filter, or null.
Value Svdf::offsetOfFilters() {
  if (inputZero == 0)
    return {};
  HostTensor sums = HostTensor::zeros(RankedTensorType::get({filters}, c.b.getI32Type()));
  SmallVector<int64_t> weights = *c.constantInts(kFeatures);
  for (auto [i, weight] : llvm::enumerate(weights))
    sums.mutableAs<int32_t>()[i / features] -= int32_t(weight * inputZero);
  return c.constantValue(sums.toAttr());
}

static Value clampTo(ScalarBuilder &b, Value x, Type element) {
  unsigned width = element.getIntOrFloatBitWidth();
  Type type = x.getType();
  x = maxOf(b, Number::Signed, x,
            constantOf(b, type, double(APInt::getSignedMinValue(width).getSExtValue())));
  return minOf(b, Number::Signed, x,
               constantOf(b, type, double(APInt::getSignedMaxValue(width).getSExtValue())));
}

/// What the filters give now, [batch, filters], as elements of the state.
Value Svdf::applyFilters() {
  Value w = c.transpose(c.input(kFeatures), {1, 0});
  if (isFloat())
    return multiplyMatrix(c, c.input(kX), w);
  MatrixProduct product = {c.input(kX), w, c.b.getI32Type(), true, false, false};
  Type element = c.element(kState);
  return *multiplyMatrices(c, product, [&](Value sum) {
    SmallVector<Value> inputs = {sum};
    SmallVector<AffineMap> maps = {c.b.getMultiDimIdentityMap(2)};
    if (Value offset = offsetOfFilters()) {
      inputs.push_back(offset);
      maps.push_back(selectDims(c, 2, {1}));
    }
    return pointwise(
        c, {batch, filters}, inputs, maps, element, [&](ScalarBuilder &b, ValueRange s) {
          Value all = s.size() == 1 ? s[0] : addOf(b, s[0], s[1]);
          Value scaled = clampTo(b, multiplyByFixed(b, all, toState), element);
          Value stored = addOf(b, scaled, constantOf(b, scaled.getType(), double(stateZero)));
          return arith::TruncIOp::create(b, element, stored);
        });
  });
}

/// Sums of each unit over its filters and their memories, [batch, units].
Value Svdf::sumOverTime(Value state) {
  Type sum = isFloat() ? Type(c.b.getF32Type()) : Type(c.b.getI32Type());
  Value weights = c.reshape(c.input(kTime), {units, rank, memory});
  Value init = c.input(kBias) ? c.broadcastTo(c.input(kBias), {batch, units})
                              : c.filled({batch, units}, sum, 0);
  using utils::IteratorType;
  return structuredLoops(
      c, {c.reshape(state, {batch, units, rank, memory}), weights}, init,
      {c.b.getMultiDimIdentityMap(4), selectDims(c, 4, {1, 2, 3}), selectDims(c, 4, {0, 1})},
      {IteratorType::parallel, IteratorType::parallel, IteratorType::reduction,
       IteratorType::reduction},
      [&](ScalarBuilder &b, ValueRange s) {
        Value kept = s[0], weight = s[1];
        if (!isFloat()) {
          kept = widenInteger(b, kept, false);
          kept = subOf(b, kept, constantOf(b, sum, double(stateZero)));
          weight = widenInteger(b, weight, false);
        }
        return addOf(b, s[2], mulOf(b, kept, weight));
      });
}

/// The fused activation of floats; integers have none, whatever the option says.
FailureOr<Value> Svdf::activate(Value sums) {
  AffineMap all = c.b.getMultiDimIdentityMap(2);
  if (!isFloat())
    return pointwise(
        c, {batch, units}, sums, all, c.resultElement(), [&](ScalarBuilder &b, ValueRange s) {
          Value scaled = multiplyByFixed(b, s[0], toResult);
          scaled = addOf(b, scaled, constantOf(b, scaled.getType(), double(resultZero)));
          return arith::TruncIOp::create(b, c.resultElement(),
                                         clampTo(b, scaled, c.resultElement()));
        });
  StringRef name = c.stringOption("fused_activation_function", "NONE");
  if (name == "NONE")
    return sums;
  std::optional<double> low, high;
  if (name == "RELU" || name == "RELU6")
    low = 0;
  else if (name == "RELU_N1_TO_1")
    low = -1;
  else
    return c.unsupported("activation '" + name + "' is not supported by this operator");
  if (name != "RELU")
    high = name == "RELU6" ? 6 : 1;
  return pointwise(
      c, {batch, units}, sums, all, c.b.getF32Type(), [&](ScalarBuilder &b, ValueRange s) {
        Value x = maxOf(b, Number::Float, s[0], constantOf(b, s[0].getType(), *low));
        return high ? minOf(b, Number::Float, x, constantOf(b, x.getType(), *high)) : x;
      });
}

LogicalResult Svdf::convert() {
  if (failed(readShapes()))
    return failure();
  if (isFloat()) {
    for (unsigned i = 0; i < c.numInputs(); ++i)
      if (c.input(i) && !c.element(i).isF32())
        return c.unsupportedTypes();
  } else if (failed(readScales())) {
    return failure();
  }
  Value before = c.reshape(c.input(kState), {batch, filters, memory});
  Value kept = c.slice(before, {0, 0, 1}, {batch, filters, memory - 1});
  Value state = c.concat({kept, c.reshape(applyFilters(), {batch, filters, 1})}, 2);
  c.store(c.variable(kState), c.reshape(state, {batch, filters * memory}));
  FailureOr<Value> result = activate(sumOverTime(state));
  return failed(result) ? failure() : c.replace(*result);
}

static LogicalResult convertSvdf(TfliteConversion &c) { return Svdf(c).convert(); }

void sinter::populateTfliteSvdf(TfliteTable &table) { table.add("SVDF", convertSvdf, 3); }
