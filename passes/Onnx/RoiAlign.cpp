//===- RoiAlign.cpp - RoiAlign --------------------------------------------===//
//
// Pools boxes of an image to one size: each bin of a box averages samples between
// the image's elements, or takes the largest of what they are made of. Their number
// is fixed, or grows with the box; then each bin has a loop of its own.
//
//===----------------------------------------------------------------------===//

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "passes/Onnx/Elementwise.h"
#include "passes/Onnx/Groups.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tensor/IndexedReduction.h"
#include "passes/Tensor/Indices.h"
#include "passes/Tensor/Scatter.h"

using namespace mlir;
using namespace sinter;

namespace {

/// A side of a box: where its bins begin, how long each is, and how many samples it has.
struct Side {
  Value start, bin, samples; ///< Floats.
};

class RoiAlignment {
public:
  explicit RoiAlignment(NodeConversion &c)
      : c(c), element(c.elementType(0)), compute(accumulatorOf(element)) {}
  LogicalResult convert();

private:
  LogicalResult readOperands();
  Side sideOf(ScalarBuilder &b, Value box, int64_t dim);
  Value coordinate(ScalarBuilder &b, const Side &side, Value bin, Value sample);
  Value sampleAt(ScalarBuilder &b, Value image, Value channel, Value y, Value x);
  Value imageOf(ScalarBuilder &b, Value box);
  Value merge(ScalarBuilder &b, Value x, Value y);
  Value poolFixed();
  Value poolAdaptive();

  Value real(ScalarBuilder &b, double value) { return constantOf(b, compute, value); }
  Value toFloat(ScalarBuilder &b, Value index) {
    Value integer = arith::IndexCastOp::create(b, b.getI64Type(), index);
    return arith::SIToFPOp::create(b, compute, integer);
  }

  NodeConversion &c;
  Type element, compute;
  bool isMax = false, isHalfPixel = true;
  int64_t ratio = 0;
  double scale = 1;
  SmallVector<int64_t> size, shape; ///< Of the image: height and width; of the result.
  Value boxes;
};

} // namespace

LogicalResult RoiAlignment::readOperands() {
  if (failed(checkNumber(c, 0, {Number::Float})))
    return failure();
  ArrayRef<int64_t> image = c.shape(0), rois = c.shape(1);
  if (image.size() != 4 || rois.size() != 2 || rois[1] != 4 ||
      c.shape(2) != ArrayRef<int64_t>{rois[0]} || productOf(image) == 0 || rois[0] == 0)
    return c.unsupported("images of shape " + shapeText(image) + ", rois of " + shapeText(rois) +
                         " and batch_indices of " + shapeText(c.shape(2)) + " do not fit together");
  if (c.elementType(1) != element || failed(checkIndices(c, c.input(2))))
    return c.unsupported("rois are not of the image's element type, or batch_indices no integers");
  StringRef mode = c.stringAttr("mode", "avg");
  if (mode != "avg" && mode != "max")
    return c.unsupported("mode '" + mode + "' is not known", "supported: avg, max");
  isMax = mode == "max";
  // Before opset 16 there was no shift.
  StringRef shift = c.stringAttr("coordinate_transformation_mode",
                                 c.opset() < 16 ? "output_half_pixel" : "half_pixel");
  if (shift != "half_pixel" && shift != "output_half_pixel")
    return c.unsupported("coordinate_transformation_mode '" + shift + "' is not known",
                         "supported: half_pixel, output_half_pixel");
  isHalfPixel = shift == "half_pixel";
  ratio = c.intAttr("sampling_ratio", 0);
  scale = c.floatAttr("spatial_scale", 1);
  int64_t height = c.intAttr("output_height", 1), width = c.intAttr("output_width", 1);
  constexpr int64_t most = 1 << 20;
  if (height < 1 || width < 1 || height > most || width > most || ratio < 0 || ratio > most)
    return c.unsupported("output_height, output_width or sampling_ratio is out of range");
  size.assign(image.begin() + 2, image.end());
  shape = {rois[0], image[1], height, width};
  boxes = c.input(1);
  return c.checkSize(shape, element);
}

Side RoiAlignment::sideOf(ScalarBuilder &b, Value box, int64_t dim) {
  auto edge = [&](int64_t at) {
    Value given = tensor::ExtractOp::create(b, boxes, ValueRange{box, indexOf(b, at)});
    Value scaled = mulOf(b, floatCast(b, given, compute), real(b, scale));
    return isHalfPixel ? subOf(b, scaled, real(b, 0.5)) : scaled;
  };
  // Boxes are x1, y1, x2, y2; the first side is the height.
  Value start = edge(1 - dim), length = subOf(b, edge(3 - dim), start);
  if (!isHalfPixel)
    length = maxOf(b, Number::Float, length, real(b, 1));
  Value bin = divOf(b, Number::Float, length, real(b, double(shape[2 + dim])));
  Value samples = ratio > 0 ? real(b, double(ratio)) : Value(math::CeilOp::create(b, bin));
  return {start, bin, samples};
}

Value RoiAlignment::coordinate(ScalarBuilder &b, const Side &side, Value bin, Value sample) {
  Value first = addOf(b, side.start, mulOf(b, toFloat(b, bin), side.bin));
  Value middle = mulOf(b, addOf(b, toFloat(b, sample), real(b, 0.5)), side.bin);
  return addOf(b, first, divOf(b, Number::Float, middle, side.samples));
}

Value RoiAlignment::merge(ScalarBuilder &b, Value x, Value y) {
  return isMax ? maxOf(b, Number::Float, x, y) : addOf(b, x, y);
}

Value RoiAlignment::imageOf(ScalarBuilder &b, Value box) {
  Value index = tensor::ExtractOp::create(b, c.input(2), box);
  return positionOf(b, index, c.isUnsigned(2), c.shape(0)[0]);
}

/// The four elements around a place, each times its weight: their sum, or the largest.
/// Places more than one element outside of the image are 0.
Value RoiAlignment::sampleAt(ScalarBuilder &b, Value image, Value channel, Value y, Value x) {
  struct Axis {
    Value low, high, near, far, inside;
  };
  auto place = [&](Value at, int64_t count) {
    Value above = compareOf(b, Number::Float, Relation::GreaterOrEqual, at, real(b, -1));
    Value below = compareOf(b, Number::Float, Relation::LessOrEqual, at, real(b, double(count)));
    Axis axis;
    axis.inside = arith::AndIOp::create(b, above, below);
    axis.low = clampToIndex(b, at, 0, count - 1);
    Value raised = arith::MaxNumFOp::create(b, at, real(b, 0));
    Value bounded = arith::MinNumFOp::create(b, raised, real(b, double(count - 1)));
    axis.far = subOf(b, bounded, toFloat(b, axis.low));
    axis.near = subOf(b, real(b, 1), axis.far);
    Value next = addOf(b, axis.low, indexOf(b, 1));
    axis.high = arith::MinSIOp::create(b, next, indexOf(b, count - 1));
    return axis;
  };
  Axis rows = place(y, size[0]), columns = place(x, size[1]);
  Value result;
  for (bool isHigh : {false, true})
    for (bool isRight : {false, true}) {
      Value at[] = {image, channel, isHigh ? rows.high : rows.low,
                    isRight ? columns.high : columns.low};
      Value read = floatCast(b, tensor::ExtractOp::create(b, c.input(0), at), compute);
      Value weight = mulOf(b, isHigh ? rows.far : rows.near, isRight ? columns.far : columns.near);
      Value part = mulOf(b, weight, read);
      result = result ? merge(b, result, part) : part;
    }
  Value inside = arith::AndIOp::create(b, rows.inside, columns.inside);
  return selectOf(b, inside, result, real(b, 0));
}

/// As many samples for each bin.
Value RoiAlignment::poolFixed() {
  TypedAttr init =
      isMax ? lowestOf(compute, Number::Float) : cast<TypedAttr>(c.b.getZeroAttr(compute));
  Value pooled = reduceIndexed(
      c, shape, {ratio, ratio}, init,
      [&](ScalarBuilder &b, ValueRange at) {
        Value y = coordinate(b, sideOf(b, at[0], 0), at[2], at[4]);
        Value x = coordinate(b, sideOf(b, at[0], 1), at[3], at[5]);
        return sampleAt(b, imageOf(b, at[0]), at[1], y, x);
      },
      [&](ScalarBuilder &b, Value term, Value sum) { return merge(b, sum, term); });
  return *c.elementwise(pooled, element, [&](ScalarBuilder &b, ValueRange s) {
    Value mean = isMax ? s[0] : mulOf(b, s[0], real(b, 1.0 / double(ratio * ratio)));
    return floatCast(b, mean, element);
  });
}

/// As many as the box tells: none, if it is empty, which makes 0.
Value RoiAlignment::poolAdaptive() {
  ScalarBuilder &b = c.b;
  return loopOver(c, shape, c.empty(shape, element), [&](ValueRange at, Value tensor) -> Value {
    Side sides[] = {sideOf(b, at[0], 0), sideOf(b, at[0], 1)};
    Value image = imageOf(b, at[0]), zero = indexOf(b, 0), one = indexOf(b, 1);
    constexpr int64_t most = 1 << 16;
    Value counts[] = {clampToIndex(b, sides[0].samples, 0, most),
                      clampToIndex(b, sides[1].samples, 0, most)};
    Value start =
        isMax ? Value(arith::ConstantOp::create(b, lowestOf(compute, Number::Float))) : real(b, 0);
    auto rows = scf::ForOp::create(b, zero, counts[0], one, start);
    OpBuilder::InsertPoint behind = b.saveInsertionPoint();
    b.setInsertionPointToStart(rows.getBody());
    auto columns = scf::ForOp::create(b, zero, counts[1], one, rows.getRegionIterArg(0));
    scf::YieldOp::create(b, columns.getResults());
    b.setInsertionPointToStart(columns.getBody());
    Value y = coordinate(b, sides[0], at[2], rows.getInductionVar());
    Value x = coordinate(b, sides[1], at[3], columns.getInductionVar());
    Value sample = sampleAt(b, image, at[1], y, x);
    scf::YieldOp::create(b, merge(b, columns.getRegionIterArg(0), sample));
    b.restoreInsertionPoint(behind);
    Value count = arith::MulIOp::create(b, counts[0], counts[1]), result = rows.getResult(0);
    Value isEmpty = compareOf(b, Number::Signed, Relation::Equal, count, zero);
    Value number = maxOf(b, Number::Signed, count, one);
    if (!isMax)
      result = divOf(b, Number::Float, result, toFloat(b, number));
    result = selectOf(b, isEmpty, real(b, 0), result);
    return tensor::InsertOp::create(b, floatCast(b, result, element), tensor, at);
  });
}

LogicalResult RoiAlignment::convert() {
  if (failed(readOperands()))
    return failure();
  return c.replace(ratio > 0 ? poolFixed() : poolAdaptive());
}

static LogicalResult convertRoiAlign(NodeConversion &c) { return RoiAlignment(c).convert(); }

void sinter::populateRoiAlignConverters(ConverterTable &table) {
  table.add("RoiAlign", 10, convertRoiAlign, 3);
}
