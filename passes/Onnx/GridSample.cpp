//===- GridSample.cpp - GridSample ----------------------------------------===//
//
// Each output place reads its input at a position of its own: a number per spatial dim, from -1 at
// one border to 1 at the other. What lies around it is weighed by the distance (one element, two or
// four per dim). Positions come from the model's input, so whatever they are, reads stay inside.
//
//===----------------------------------------------------------------------===//

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "passes/Onnx/Elementwise.h"
#include "passes/Onnx/Groups.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tensor/Scalars.h"

using namespace mlir;
using namespace sinter;

namespace {

enum class Mode { Nearest, Linear, Cubic };
enum class Outside { Zeros, Border, Reflection };

/// An element beside a position along one dim.
struct Tap {
  Value index;  ///< Inside of the dim.
  Value weight; ///< Null for 1.
  Value exists; ///< Null for always; else the element is 0 where it is false.
};

class Sampler {
public:
  explicit Sampler(NodeConversion &c) : c(c), compute(accumulatorOf(c.elementType(0))) {}
  LogicalResult run();

private:
  LogicalResult readAttributes();
  Value real(double value) { return constantOf(*b, compute, value); }
  Value bound(Value x, double low, double high);
  Value findPosition(Value coordinate, int64_t size);
  Value reflect(Value x, int64_t size);
  Tap makeTap(Value place, Value weight, int64_t size);
  SmallVector<Tap> findTaps(Value coordinate, int64_t size);
  Value sum(ArrayRef<SmallVector<Tap>> taps, SmallVector<Value> &at);

  NodeConversion &c;
  Type compute;
  Mode mode = Mode::Linear;
  Outside outside = Outside::Zeros;
  bool alignCorners = false;
  ScalarBuilder *b = nullptr; ///< While a body is built.
};

} // namespace

LogicalResult Sampler::readAttributes() {
  StringRef name = c.stringAttr("mode", c.opset() < 20 ? "bilinear" : "linear");
  if (name == "nearest")
    mode = Mode::Nearest;
  else if (name == "linear" || name == "bilinear")
    mode = Mode::Linear;
  else if (name == "cubic" || name == "bicubic")
    mode = Mode::Cubic;
  else
    return c.unsupported("mode '" + name + "' is not supported");
  StringRef padding = c.stringAttr("padding_mode", "zeros");
  if (padding != "zeros" && padding != "border" && padding != "reflection")
    return c.unsupported("padding_mode '" + padding + "' is not supported");
  outside = padding == "zeros"    ? Outside::Zeros
            : padding == "border" ? Outside::Border
                                  : Outside::Reflection;
  alignCorners = c.intAttr("align_corners", 0) != 0;
  return success();
}

/// What is no number becomes `low`.
Value Sampler::bound(Value x, double low, double high) {
  Value raised = arith::MaxNumFOp::create(*b, x, real(low));
  return arith::MinNumFOp::create(*b, raised, real(high));
}

/// Folds `x` back at the borders, which lie on the outermost elements or half an element beyond.
Value Sampler::reflect(Value x, int64_t size) {
  double low = alignCorners ? 0 : -0.5, range = alignCorners ? size - 1 : size;
  if (range == 0)
    return real(0);
  // The distance from the lower border, on a zigzag of period 2 * range.
  Value distance = absOf(*b, Number::Float, subOf(*b, x, real(low)));
  Value turns = math::FloorOp::create(*b, mulOf(*b, distance, real(0.5 / range)));
  Value rest = subOf(*b, distance, mulOf(*b, turns, real(2 * range)));
  Value back = subOf(*b, real(2 * range), rest);
  return addOf(*b, arith::MinNumFOp::create(*b, rest, back), real(low));
}

/// Returns the position in elements, not far outside of the dim.
Value Sampler::findPosition(Value coordinate, int64_t size) {
  Value shifted = addOf(*b, floatCast(*b, coordinate, compute), real(1));
  Value x = alignCorners ? mulOf(*b, shifted, real((size - 1) / 2.0))
                         : subOf(*b, mulOf(*b, shifted, real(size / 2.0)), real(0.5));
  if (outside == Outside::Reflection)
    x = reflect(x, size);
  // As far as that, every element that is looked at lies outside.
  return bound(x, -4, double(size) + 4);
}

Tap Sampler::makeTap(Value place, Value weight, int64_t size) {
  Value exists;
  if (outside == Outside::Reflection)
    place = math::RoundEvenOp::create(*b, reflect(place, size));
  Value inside = bound(place, 0, size - 1);
  if (outside == Outside::Zeros)
    exists = compareOf(*b, Number::Float, Relation::Equal, inside, place);
  Value integer = arith::FPToSIOp::create(*b, b->getI64Type(), inside);
  return {arith::IndexCastOp::create(*b, b->getIndexType(), integer), weight, exists};
}

SmallVector<Tap> Sampler::findTaps(Value coordinate, int64_t size) {
  Value x = findPosition(coordinate, size);
  if (mode == Mode::Nearest)
    return {makeTap(math::RoundEvenOp::create(*b, x), {}, size)};
  Value first = math::FloorOp::create(*b, x), t = subOf(*b, x, first);
  Value rest = subOf(*b, real(1), t);
  if (mode == Mode::Linear)
    return {makeTap(first, rest, size), makeTap(addOf(*b, first, real(1)), t, size)};
  // Keys' kernel with a = -0.75, near and far of the position.
  constexpr double a = -0.75;
  auto near = [&](Value d) {
    Value inner = subOf(*b, mulOf(*b, real(a + 2), d), real(a + 3));
    return addOf(*b, mulOf(*b, inner, mulOf(*b, d, d)), real(1));
  };
  auto far = [&](Value d) { // of distance 1 + d
    Value e = addOf(*b, d, real(1));
    Value sum = addOf(*b, mulOf(*b, subOf(*b, mulOf(*b, real(a), e), real(5 * a)), e), real(8 * a));
    return subOf(*b, mulOf(*b, sum, e), real(4 * a));
  };
  Value weights[] = {far(t), near(t), near(rest), far(rest)};
  SmallVector<Tap> taps;
  for (auto [i, weight] : llvm::enumerate(weights))
    taps.push_back(makeTap(addOf(*b, first, real(double(i) - 1)), weight, size));
  return taps;
}

/// Sums what the taps of the remaining dims read; `at` holds the indices of those before.
Value Sampler::sum(ArrayRef<SmallVector<Tap>> taps, SmallVector<Value> &at) {
  if (taps.empty())
    return floatCast(*b, tensor::ExtractOp::create(*b, c.input(0), at), compute);
  Value total;
  for (const Tap &tap : taps.front()) {
    at.push_back(tap.index);
    Value part = sum(taps.drop_front(), at);
    at.pop_back();
    if (tap.weight)
      part = mulOf(*b, part, tap.weight);
    if (tap.exists)
      part = selectOf(*b, tap.exists, part, real(0));
    total = total ? addOf(*b, total, part) : part;
  }
  return total;
}

LogicalResult Sampler::run() {
  if (failed(checkNumber(c, 0, {Number::Float})) || failed(readAttributes()))
    return failure();
  ArrayRef<int64_t> input = c.shape(0), grid = c.shape(1);
  int64_t rank = input.size(), spatial = rank - 2;
  if (spatial < 1 || int64_t(grid.size()) != rank || grid[0] != input[0] ||
      grid.back() != spatial || !isa<FloatType>(c.elementType(1)))
    return c.unsupported("grid of shape " + shapeText(grid) + " does not fit the input of shape " +
                         shapeText(input));
  if (productOf(input) == 0)
    return c.unsupported("input has the empty shape " + shapeText(input));
  if (spatial > 3)
    return c.unsupported("at most 3 spatial dimensions are supported");
  SmallVector<int64_t> shape = {input[0], input[1]};
  llvm::append_range(shape, grid.drop_front().drop_back());

  // One tensor of coordinates per spatial dim; the grid has those of the last dim first.
  SmallVector<int64_t> starts(rank, 0), sizes(grid), dims = {0};
  sizes.back() = 1;
  llvm::append_range(dims, llvm::seq<int64_t>(2, rank));
  SmallVector<Value> coordinates;
  for (int64_t i = 0; i < spatial; ++i) {
    starts.back() = spatial - 1 - i;
    Value one = c.slice(c.input(1), starts, sizes);
    coordinates.push_back(c.reshape(one, ArrayRef<int64_t>(sizes).drop_back()));
  }
  SmallVector<AffineMap> maps(spatial, selectDims(c, rank, dims));
  Type element = c.elementType(0);
  return c.replace(
      pointwise(c, shape, coordinates, maps, element, [&](ScalarBuilder &builder, ValueRange s) {
        b = &builder;
        SmallVector<SmallVector<Tap>> taps;
        for (int64_t i = 0; i < spatial; ++i)
          taps.push_back(findTaps(s[i], input[2 + i]));
        SmallVector<Value> at = {linalg::IndexOp::create(builder, 0),
                                 linalg::IndexOp::create(builder, 1)};
        return floatCast(builder, sum(taps, at), element);
      }));
}

static LogicalResult convertGridSample(NodeConversion &c) { return Sampler(c).run(); }

//===----------------------------------------------------------------------===//
// AffineGrid
//===----------------------------------------------------------------------===//

/// Positions for GridSample: an affine map (input 0) of the places of an image of the given size.
static LogicalResult convertAffineGrid(NodeConversion &c) {
  std::optional<SmallVector<int64_t>> size = c.constantInts(1);
  if (!size)
    return c.unsupported("the size is not constant", "fold the input 'size' into an initializer");
  int64_t spatial = int64_t(size->size()) - 2;
  if (failed(checkNumber(c, 0, {Number::Float})))
    return failure();
  if ((spatial != 2 && spatial != 3) || llvm::any_of(*size, [](int64_t dim) { return dim < 1; }) ||
      c.shape(0) != ArrayRef<int64_t>{size->front(), spatial, spatial + 1})
    return c.unsupported("theta of shape " + shapeText(c.shape(0)) + " does not fit size " +
                         shapeText(*size));
  Type element = c.elementType(0), compute = accumulatorOf(element);
  SmallVector<int64_t> shape = {size->front()};
  llvm::append_range(shape, ArrayRef<int64_t>(*size).drop_front(2));
  shape.push_back(spatial);
  if (failed(c.checkSize(shape, element)))
    return failure();
  bool alignCorners = c.intAttr("align_corners", 0) != 0;
  SmallVector<Value> columns;
  for (int64_t i = 0; i <= spatial; ++i)
    columns.push_back(
        c.reshape(c.slice(c.input(0), {0, 0, i}, {shape[0], spatial, 1}), {shape[0], spatial}));
  int64_t rank = shape.size();
  SmallVector<AffineMap> maps(columns.size(), selectDims(c, rank, {0, rank - 1}));
  return c.replace(pointwise(c, shape, columns, maps, element, [&](ScalarBuilder &b, ValueRange s) {
    Value sum = floatCast(b, s[spatial], compute);
    for (int64_t i = 0; i < spatial; ++i) {
      int64_t dim = spatial - i; // x belongs to the last one
      double length = shape[dim], step = alignCorners ? 2 / std::max(length - 1, 1.0) : 2 / length;
      double first = length == 1 ? 0 : alignCorners ? -1 : 1 / length - 1;
      Value index = arith::IndexCastOp::create(b, b.getI64Type(), linalg::IndexOp::create(b, dim));
      Value place = arith::SIToFPOp::create(b, compute, index);
      Value at =
          addOf(b, mulOf(b, place, constantOf(b, compute, step)), constantOf(b, compute, first));
      sum = addOf(b, sum, mulOf(b, floatCast(b, s[i], compute), at));
    }
    return floatCast(b, sum, element);
  }));
}

void sinter::populateGridConverters(ConverterTable &table) {
  table.add("GridSample", 16, convertGridSample, 2);
  table.add("AffineGrid", 20, convertAffineGrid, 2);
}
