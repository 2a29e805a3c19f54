//===- Random.cpp - RandomUniform, RandomNormal, Bernoulli, Dropout, ... --===//
//
// The numbers follow from the seed and an element's position alone (SplitMix64 as
// counter-based generator), so that elements need no order and a run gives what any
// other run gave. Without a seed the node's name is one.
//
//===----------------------------------------------------------------------===//

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "passes/Onnx/DataType.h"
#include "passes/Onnx/Elementwise.h"
#include "passes/Onnx/Groups.h"
#include "passes/Tensor/BestPosition.h"
#include "passes/Tensor/Generics.h"
#include "llvm/Support/xxhash.h"

using namespace mlir;
using namespace sinter;

static constexpr uint64_t kGamma = 0x9e3779b97f4a7c15;

namespace {

/// The random numbers of one node, within a loop over `shape`.
class Generator {
public:
  Generator(NodeConversion &c, ArrayRef<int64_t> shape) : shape(shape) {
    // Dropout's is an integer.
    Attribute given = c.node.getNodeAttributes().get("seed");
    if (auto integer = dyn_cast_or_null<IntegerAttr>(given)) {
      seed = uint64_t(integer.getInt());
    } else if (given) {
      seed = llvm::bit_cast<uint64_t>(c.floatAttr("seed", 0));
    } else if (auto name = c.node.getLoc()->findInstanceOf<NameLoc>()) {
      StringRef text = name.getName().getValue();
      seed = llvm::xxh3_64bits(ArrayRef(text.bytes_begin(), text.size()));
    }
  }

  /// A number of `type` (f32 or f64) from 0 on, below 1; those of two streams are independent.
  Value uniform(ScalarBuilder &b, Type type, unsigned stream = 0);
  /// One of the normal distribution, f32.
  Value normal(ScalarBuilder &b);

private:
  Value integer(ScalarBuilder &b, uint64_t value) {
    return arith::ConstantOp::create(b, b.getI64IntegerAttr(int64_t(value)));
  }

  SmallVector<int64_t> shape;
  uint64_t seed = 0;
};

} // namespace

Value Generator::uniform(ScalarBuilder &b, Type type, unsigned stream) {
  Value position = integer(b, 0);
  for (auto [dim, size] : llvm::enumerate(shape)) {
    Value index =
        arith::IndexCastOp::create(b, b.getI64Type(), linalg::IndexOp::create(b, dim).getResult());
    position = addOf(b, mulOf(b, position, integer(b, uint64_t(size))), index);
  }
  auto fold = [&](Value z, unsigned bits) -> Value {
    return arith::XOrIOp::create(b, z, arith::ShRUIOp::create(b, z, integer(b, bits)));
  };
  // The seed is scattered, so that neighbouring seeds give no neighbouring sequences.
  uint64_t start = (seed ^ (seed >> 32)) * 0xd6e8feb86659fd93 + (stream + 1) * 0xa0761d6478bd642f;
  Value z = addOf(b, mulOf(b, position, integer(b, kGamma)), integer(b, start + kGamma));
  z = mulOf(b, fold(z, 30), integer(b, 0xbf58476d1ce4e5b9));
  z = mulOf(b, fold(z, 27), integer(b, 0x94d049bb133111eb));
  z = fold(z, 31);
  unsigned digits = type.isF64() ? 53 : 24;
  Value high = arith::ShRUIOp::create(b, z, integer(b, 64 - digits));
  Value number = arith::SIToFPOp::create(b, type, high);
  return mulOf(b, number, constantOf(b, type, std::ldexp(1.0, -int(digits))));
}

/// Box and Muller's transform.
Value Generator::normal(ScalarBuilder &b) {
  Type f32 = b.getF32Type();
  Value one = constantOf(b, f32, 1);
  Value radius = math::LogOp::create(b, subOf(b, one, uniform(b, f32, 0))); // of (0, 1]
  radius = math::SqrtOp::create(b, mulOf(b, radius, constantOf(b, f32, -2)));
  Value angle = mulOf(b, uniform(b, f32, 1), constantOf(b, f32, 2 * llvm::numbers::pi));
  return mulOf(b, radius, math::CosOp::create(b, angle));
}

/// The element type that the attribute names, a float; that of input 0, if any, without.
static FailureOr<Type> readFloatType(NodeConversion &c) {
  int64_t number = c.intAttr("dtype", 0);
  std::optional<CastType> type = getDataType(c.b, number);
  if (number == 0)
    type = CastType{c.numInputs() != 0 ? c.elementType(0) : Type(c.b.getF32Type()), false};
  if (type && isa<FloatType>(type->element))
    return type->element;
  return c.unsupported("the numbers' type is no float (attribute 'dtype')");
}

static FailureOr<SmallVector<int64_t>> readShape(NodeConversion &c) {
  if (c.numInputs() != 0)
    return SmallVector<int64_t>(c.shape(0));
  std::optional<SmallVector<int64_t>> shape = c.intsAttr("shape");
  if (!shape)
    return c.unsupported("attribute 'shape' is missing");
  return *shape;
}

/// A tensor of what `number` makes of the generator, in f32 or wider.
static LogicalResult
replaceWithNumbers(NodeConversion &c,
                   llvm::function_ref<Value(ScalarBuilder &, Generator &, Type)> number) {
  FailureOr<Type> element = readFloatType(c);
  FailureOr<SmallVector<int64_t>> shape = readShape(c);
  if (failed(element) || failed(shape) || failed(c.checkSize(*shape, *element)))
    return failure();
  Generator generator(c, *shape);
  Value result = pointwise(c, *shape, {}, {}, *element, [&](ScalarBuilder &b, ValueRange) {
    return floatCast(b, number(b, generator, accumulatorOf(*element)), *element);
  });
  return c.replace(result, false);
}

static LogicalResult convertUniform(NodeConversion &c) {
  double low = c.floatAttr("low", 0), high = c.floatAttr("high", 1);
  return replaceWithNumbers(c, [&](ScalarBuilder &b, Generator &generator, Type type) {
    Value share = mulOf(b, generator.uniform(b, type), constantOf(b, type, high - low));
    return addOf(b, share, constantOf(b, type, low));
  });
}

static LogicalResult convertNormal(NodeConversion &c) {
  double mean = c.floatAttr("mean", 0), scale = c.floatAttr("scale", 1);
  return replaceWithNumbers(c, [&](ScalarBuilder &b, Generator &generator, Type type) {
    Value number = floatCast(b, generator.normal(b), type);
    return addOf(b, mulOf(b, number, constantOf(b, type, scale)), constantOf(b, type, mean));
  });
}

/// 1 as often as the input says.
static LogicalResult convertBernoulli(NodeConversion &c) {
  if (failed(checkNumber(c, 0, {Number::Float})))
    return failure();
  Type from = c.elementType(0), compute = accumulatorOf(from);
  int64_t number = c.intAttr("dtype", 0);
  std::optional<CastType> to = getDataType(c.b, number);
  if (number == 0)
    to = CastType{from, false};
  if (!to)
    return c.unsupported("data type " + Twine(number) + " is not supported (attribute 'dtype')");
  Generator generator(c, c.shape(0));
  Value result = *c.elementwise(c.input(0), to->element, [&](ScalarBuilder &b, ValueRange s) {
    Value isOne = compareOf(b, Number::Float, Relation::Less, generator.uniform(b, compute),
                            floatCast(b, s[0], compute));
    return castScalar(b, isOne, true, *to);
  });
  return c.replace(result, to->isUnsigned);
}

/// A class whose logarithm of probability, with noise of Gumbel's distribution, is largest.
static LogicalResult convertMultinomial(NodeConversion &c) {
  if (failed(checkNumber(c, 0, {Number::Float})))
    return failure();
  int64_t samples = c.intAttr("sample_size", 1), number = c.intAttr("dtype", 6);
  ArrayRef<int64_t> input = c.shape(0);
  if (input.size() != 2 || productOf(input) == 0 || samples < 1)
    return c.unsupported("input of shape " + shapeText(input) + " with sample_size " +
                             Twine(samples) + " is not supported",
                         "supported: (batch, classes) and one sample at least");
  std::optional<CastType> to = getDataType(c.b, number);
  if (!to || (!to->element.isInteger(32) && !to->element.isInteger(64)))
    return c.unsupported("dtype " + Twine(number) + " is neither int32 nor int64");
  SmallVector<int64_t> shape = {input[0], samples, input[1]};
  Type f32 = c.b.getF32Type();
  if (failed(c.checkSize(shape, f32)))
    return failure();
  Generator generator(c, shape);
  Value scores = pointwise(c, shape, c.input(0), selectDims(c, 3, {0, 2}), f32,
                           [&](ScalarBuilder &b, ValueRange s) {
                             Value u = subOf(b, constantOf(b, f32, 1), generator.uniform(b, f32));
                             // At 1 the noise is infinite: as likely as that number.
                             Value decay = arith::NegFOp::create(b, math::LogOp::create(b, u));
                             Value noise = math::LogOp::create(b, decay);
                             return subOf(b, floatCast(b, s[0], f32), noise);
                           });
  Value best =
      bestPosition(c, scores, Number::Float, 2, /*isMax=*/true, /*last=*/false, to->element);
  return c.replace(best, to->isUnsigned);
}

//===----------------------------------------------------------------------===//
// Dropout
//===----------------------------------------------------------------------===//

/// In training: zeros as often as the ratio says, and the rest grows to keep the mean.
static LogicalResult dropElements(NodeConversion &c) {
  Type element = c.elementType(0), compute = accumulatorOf(element), i1 = c.b.getI1Type();
  std::optional<double> ratio = c.input(1) ? c.constantFloat(1) : 0.5;
  if (failed(checkNumber(c, 0, {Number::Float})))
    return failure();
  if (!ratio || !(*ratio >= 0 && *ratio < 1))
    return c.unsupported("the ratio must be a constant from 0 on, below 1",
                         "make it an initializer");
  Generator generator(c, c.shape(0));
  Value mask = pointwise(c, c.shape(0), {}, {}, i1, [&](ScalarBuilder &b, ValueRange) {
    Type f32 = b.getF32Type();
    return compareOf(b, Number::Float, Relation::GreaterOrEqual, generator.uniform(b, f32),
                     constantOf(b, f32, *ratio));
  });
  Value kept = *c.elementwise({c.input(0), mask}, element, [&](ScalarBuilder &b, ValueRange s) {
    Value grown = mulOf(b, floatCast(b, s[0], compute), constantOf(b, compute, 1 / (1 - *ratio)));
    return selectOf(b, s[1], floatCast(b, grown, element), constantOf(b, element, 0));
  });
  return c.replace({kept, mask}, false);
}

static LogicalResult convertDropout(NodeConversion &c) {
  if (c.opset() >= 12 && c.input(2)) {
    std::optional<SmallVector<int64_t>> training = c.constantInts(2);
    bool dropsNone = c.input(1) && c.constantFloat(1) == 0.0;
    if (!dropsNone && (!training || training->size() != 1))
      return c.unsupported("training_mode must be constant", "export the model for inference");
    if (!dropsNone && training->front() != 0)
      return dropElements(c);
  }
  SmallVector<Value> results{c.input(0)};
  if (c.node.getNumResults() > 1 && !c.node.getResult(1).use_empty()) {
    Type mask = c.opset() >= 10 ? Type(c.b.getI1Type()) : c.elementType(0);
    results.push_back(c.splat(RankedTensorType::get(c.shape(0), mask), 1));
  }
  return c.replace(results);
}

void sinter::populateRandomConverters(ConverterTable &table) {
  table.add("Bernoulli", 15, convertBernoulli);
  table.add("Dropout", 1, convertDropout);
  table.add("Multinomial", 7, convertMultinomial);
  table.add("RandomNormal", 1, convertNormal, 0);
  table.add("RandomNormalLike", 1, convertNormal);
  table.add("RandomUniform", 1, convertUniform, 0);
  table.add("RandomUniformLike", 1, convertUniform);
}
