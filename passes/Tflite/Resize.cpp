//===- Resize.cpp - RESIZE_BILINEAR, RESIZE_NEAREST_NEIGHBOR --------------===//
//
// Positions and weights are computed here as the kernels compute them: in f32 for floats,
// in steps of 1/1024 for integers. Along height and width weights multiply, and sums of
// integers are exact, so that one axis can go after the other.
//
//===----------------------------------------------------------------------===//

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tensor/Resample.h"
#include "passes/Tflite/Groups.h"
#include "passes/Tflite/Operands.h"
#include <cmath>

using namespace mlir;
using namespace sinter;

namespace {

/// How height or width is resized.
struct Axis {
  int64_t in, out;
  bool alignCorners, halfPixel;

  bool alignsCorners() const { return alignCorners && out > 1; }
};

/// The two elements that each output position lies between, and the weight of the second.
template <typename T> struct Neighbours {
  SmallVector<int64_t> low, high;
  SmallVector<T> weights;
};

} // namespace

/// Reads height and width of input and result.
static FailureOr<std::pair<Axis, Axis>> readAxes(TfliteConversion &c) {
  FailureOr<SmallVector<int64_t>> sizes = knownInts(c, 1, "the new size");
  if (failed(sizes))
    return failure();
  ArrayRef<int64_t> shape = c.shape(0);
  if (shape.size() != 4 || sizes->size() != 2)
    return c.unsupported("a tensor of rank 4 and a new height and width are needed");
  // Positions and weights are written out: one set per row and column.
  constexpr int64_t largest = int64_t(1) << 20;
  for (int64_t size : {shape[1], shape[2], (*sizes)[0], (*sizes)[1]})
    if (size < 1 || size > largest)
      return c.unsupported("a height or width of " + Twine(size) + " is not possible");
  bool corners = c.boolOption("align_corners", false);
  bool half = c.boolOption("half_pixel_centers", false);
  if (failed(c.checkSize({shape[0], (*sizes)[0], (*sizes)[1], shape[3]}, c.b.getI32Type())))
    return failure();
  return std::make_pair(Axis{shape[1], (*sizes)[0], corners, half},
                        Axis{shape[2], (*sizes)[1], corners, half});
}

//===----------------------------------------------------------------------===//
// Nearest neighbour
//===----------------------------------------------------------------------===//

static SmallVector<int64_t> nearest(const Axis &axis) {
  float scale = axis.alignsCorners() ? float(axis.in - 1) / float(axis.out - 1)
                                     : float(axis.in) / float(axis.out);
  float offset = axis.halfPixel ? 0.5f : 0.0f;
  SmallVector<int64_t> positions;
  for (int64_t i = 0; i < axis.out; ++i) {
    float at = (float(i) + offset) * scale;
    auto position = int64_t(axis.alignCorners ? std::round(at) : std::floor(at));
    positions.push_back(std::clamp<int64_t>(position, 0, axis.in - 1));
  }
  return positions;
}

static LogicalResult convertNearest(TfliteConversion &c) {
  auto axes = readAxes(c);
  if (failed(axes))
    return failure();
  Value rows = selectAlong(c, c.input(0), 1, nearest(axes->first));
  return c.replace(selectAlong(c, rows, 2, nearest(axes->second)));
}

//===----------------------------------------------------------------------===//
// Bilinear
//===----------------------------------------------------------------------===//

static Neighbours<float> realNeighbours(const Axis &axis) {
  float scale = axis.alignsCorners() ? float(axis.in - 1) / float(axis.out - 1)
                                     : float(axis.in) / float(axis.out);
  Neighbours<float> result;
  for (int64_t i = 0; i < axis.out; ++i) {
    float at = axis.halfPixel ? (float(i) + 0.5f) * scale - 0.5f : float(i) * scale;
    result.low.push_back(std::min(std::max<int64_t>(int64_t(std::floor(at)), 0), axis.in - 1));
    result.high.push_back(std::clamp<int64_t>(int64_t(std::ceil(at)), 0, axis.in - 1));
    result.weights.push_back(at - float(result.low.back()));
  }
  return result;
}

static Neighbours<int32_t> integerNeighbours(const Axis &axis) {
  int64_t from = axis.in, to = axis.out;
  if (axis.alignsCorners()) {
    --from;
    --to;
  }
  int64_t scale = (1024 * from + to / 2) / to;
  Neighbours<int32_t> result;
  for (int64_t i = 0; i < axis.out; ++i) {
    int64_t at = i * scale + (axis.halfPixel ? scale / 2 - 512 : 0);
    result.low.push_back(std::min(std::max<int64_t>(at / 1024, 0), axis.in - 1));
    result.high.push_back(std::clamp<int64_t>((at + 1023) / 1024, 0, axis.in - 1));
    result.weights.push_back(int32_t(at - 1024 * result.low.back()));
  }
  return result;
}

/// Sums both neighbours, where all of the weights is `one`.
template <typename T>
static Value interpolate(TfliteConversion &c, Value tensor, int64_t axis,
                         const Neighbours<T> &neighbours, double one, Type element,
                         bool isUnsigned) {
  Type weight = std::is_same_v<T, float> ? Type(c.b.getF32Type()) : Type(c.b.getI32Type());
  auto type = RankedTensorType::get({int64_t(neighbours.weights.size())}, weight);
  auto table = DenseElementsAttr::get(type, ArrayRef<T>(neighbours.weights));
  return combineAlong(c, tensor, axis, {neighbours.low, neighbours.high}, table, element,
                      [&](ScalarBuilder &b, ValueRange elements, ValueRange numbers) {
                        auto read = [&](Value x) -> Value {
                          if (isa<FloatType>(element) || x.getType() == element)
                            return x;
                          if (isUnsigned)
                            return arith::ExtUIOp::create(b, element, x);
                          return arith::ExtSIOp::create(b, element, x);
                        };
                        Value second = numbers[0];
                        if (second.getType() != element)
                          second = arith::ExtSIOp::create(b, element, second);
                        Value first = subOf(b, constantOf(b, element, one), second);
                        return addOf(b, mulOf(b, read(elements[0]), first),
                                     mulOf(b, read(elements[1]), second));
                      });
}

/// x / 2^20 + zero, to the nearest, ties away from `zero`.
static Value dividedByTotal(ScalarBuilder &b, Value x, double zero) {
  constexpr double kTotal = 1 << 20;
  Type type = x.getType();
  Value steps = subOf(b, x, constantOf(b, type, zero * kTotal));
  Value isPositive = compareOf(b, Number::Signed, Relation::Greater, steps, constantOf(b, type, 0));
  Value half =
      selectOf(b, isPositive, constantOf(b, type, kTotal / 2), constantOf(b, type, -kTotal / 2));
  Value mean = arith::DivSIOp::create(b, addOf(b, steps, half), constantOf(b, type, kTotal));
  return addOf(b, mean, constantOf(b, type, zero));
}

static LogicalResult convertBilinear(TfliteConversion &c) {
  auto axes = readAxes(c);
  if (failed(axes))
    return failure();
  Type element = c.element(0);
  if (element.isF32()) {
    Value rows = interpolate(c, c.input(0), 1, realNeighbours(axes->first), 1, element, false);
    return c.replace(interpolate(c, rows, 2, realNeighbours(axes->second), 1, element, false));
  }
  if (!element.isInteger(8) && !element.isInteger(16))
    return c.unsupportedTypes();
  // Weights add up to at most 2 per axis, so that 8 bits become 30.
  Type wide = element.isInteger(8) ? c.b.getI32Type() : c.b.getI64Type();
  bool isUnsigned = c.isUnsigned(0);
  // Unsigned numbers are rounded as the signed ones that mean the same.
  double zero = isUnsigned ? 1 << (element.getIntOrFloatBitWidth() - 1) : 0;
  Value rows =
      interpolate(c, c.input(0), 1, integerNeighbours(axes->first), 1024, wide, isUnsigned);
  Value sums = interpolate(c, rows, 2, integerNeighbours(axes->second), 1024, wide, isUnsigned);
  return replaceBy(c, c.elementwise({sums}, element, [&](ScalarBuilder &b, ValueRange s) -> Value {
    return arith::TruncIOp::create(b, element, dividedByTotal(b, s[0], zero));
  }));
}

void sinter::populateTfliteResize(TfliteTable &table) {
  table.add("RESIZE_BILINEAR", convertBilinear, 2);
  table.add("RESIZE_NEAREST_NEIGHBOR", convertNearest, 2);
}
