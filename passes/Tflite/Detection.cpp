//===- Detection.cpp - TFLite_Detection_PostProcess -----------------------===//
//
// What follows object detectors: boxes are decoded from their anchors, then the best ones
// are taken one after the other, each of which rules out those that it overlaps. The regular
// form does so for every class and then takes the best of all classes; the fast one
// looks at each box's best class only.
//
//===----------------------------------------------------------------------===//

#include "passes/Tflite/Detection.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "passes/Tensor/BestPosition.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tflite/CustomOptions.h"
#include "passes/Tflite/Groups.h"

using namespace mlir;
using namespace sinter;

namespace {

enum Input : unsigned { kEncodings, kScores, kAnchors };
/// The order of numbers in encodings and anchors.
enum Coordinate : int64_t { kY, kX, kHeight, kWidth };

class Detection {
public:
  explicit Detection(TfliteConversion &c) : c(c) {}

  LogicalResult convert();

private:
  LogicalResult readOptions();
  LogicalResult readShapes();
  FailureOr<Value> floats(unsigned i);
  FailureOr<Value> decodeBoxes();
  FailureOr<Value> classScores();
  Picks pickFast(Value scores, Value boxes, Value &classes);
  Picks pickRegular(Value scores, Value boxes, Value &classes);
  Value gather(Value table, Value positions);
  SmallVector<Value> results(Picks picks, Value boxes, Value classes);

  TfliteConversion &c;
  int64_t boxCount = 0, classes = 0, most = 0, perClass = 0;
  bool isRegular = false;
  double scales[4] = {}, scoreThreshold = 0, overlapThreshold = 0;
};

} // namespace

LogicalResult Detection::readOptions() {
  FailureOr<int64_t> count = customInt(c, "max_detections", 1, 1 << 16);
  FailureOr<int64_t> perBox = customInt(c, "max_classes_per_detection", 1, 1 << 16);
  FailureOr<int64_t> each = customInt(c, "detections_per_class", 1, 1 << 16, 100);
  FailureOr<int64_t> regular = customInt(c, "use_regular_nms", 0, 1, 0);
  FailureOr<int64_t> number = customInt(c, "num_classes", 1, 1 << 16);
  FailureOr<double> threshold = customFloat(c, "nms_score_threshold");
  FailureOr<double> overlap = customFloat(c, "nms_iou_threshold");
  if (failed(count) || failed(perBox) || failed(each) || failed(regular) || failed(number) ||
      failed(threshold) || failed(overlap))
    return failure();
  static constexpr StringLiteral names[] = {"y_scale", "x_scale", "h_scale", "w_scale"};
  for (auto [scale, name] : llvm::zip_equal(scales, names)) {
    FailureOr<double> value = customFloat(c, name);
    if (failed(value))
      return failure();
    scale = *value;
  }
  isRegular = *regular != 0;
  if (!isRegular && std::min(*perBox, *number) != 1)
    return c.unsupported("more than one class per detection is not supported",
                         "supported: max_classes_per_detection = 1, or use_regular_nms");
  if (!(*overlap > 0 && *overlap <= 1))
    return c.unsupported("option 'nms_iou_threshold' must lie between 0 and 1");
  most = *count;
  perClass = *each;
  classes = *number;
  scoreThreshold = *threshold;
  overlapThreshold = *overlap;
  return success();
}

LogicalResult Detection::readShapes() {
  if (c.shape(kEncodings).size() != 3 || c.shape(kScores).size() != 3 ||
      c.shape(kAnchors).size() != 2 || c.numResults() != 4)
    return c.unsupported("boxes and scores must have rank 3 and anchors rank 2");
  boxCount = c.shape(kEncodings)[1];
  int64_t given = c.shape(kScores)[2];
  if (boxCount == 0 || c.shape(kEncodings)[0] != 1 || c.shape(kEncodings)[2] < 4 ||
      c.shape(kScores)[0] != 1 || c.shape(kScores)[1] != boxCount ||
      (given != classes && given != classes + 1) ||
      c.shape(kAnchors) != ArrayRef<int64_t>({boxCount, 4}))
    return c.unsupported("boxes, scores, anchors and " + Twine(classes) +
                         " classes do not fit each other");
  for (unsigned i = 0; i < 4; ++i)
    if (!c.resultElement(i).isF32())
      return c.unsupportedTypes();
  return c.checkSize({classes, boxCount, most}, c.b.getF32Type());
}

/// The real numbers of an input of floats or of quantized bytes.
FailureOr<Value> Detection::floats(unsigned i) {
  if (c.element(i).isF32())
    return Value(c.input(i));
  if (!c.element(i).isInteger(8)) {
    (void)c.unsupportedTypes();
    return failure();
  }
  FailureOr<TfliteQuantization> q = c.tensorQuantization(i);
  if (failed(q))
    return failure();
  Type f32 = c.b.getF32Type();
  return pointwise(c, c.shape(i), c.input(i), c.b.getMultiDimIdentityMap(c.shape(i).size()), f32,
                   [&](ScalarBuilder &b, ValueRange s) {
                     Value wide = widenInteger(b, s[0], c.isUnsigned(i));
                     wide = subOf(b, wide, constantOf(b, wide.getType(), double(q->zeroPoint())));
                     return mulOf(b, arith::SIToFPOp::create(b, f32, wide),
                                  constantOf(b, f32, q->scale()));
                   });
}

/// The corners of all boxes, [4, boxes]: y and x of the low ones, then of the high ones.
FailureOr<Value> Detection::decodeBoxes() {
  FailureOr<Value> encodings = floats(kEncodings), anchors = floats(kAnchors);
  if (failed(encodings) || failed(anchors))
    return failure();
  AffineExpr box = c.b.getAffineDimExpr(0);
  SmallVector<Value> inputs;
  SmallVector<AffineMap> maps;
  Value rows = c.reshape(*encodings, {boxCount, c.shape(kEncodings)[2]});
  for (Value table : {rows, *anchors})
    for (int64_t i = 0; i < 4; ++i) {
      inputs.push_back(table);
      maps.push_back(AffineMap::get(1, 0, {box, c.b.getAffineConstantExpr(i)}, c.b.getContext()));
    }
  Type f32 = c.b.getF32Type();
  SmallVector<Value> corners;
  for (int64_t corner = 0; corner < 4; ++corner) {
    int64_t at = corner % 2 == 0 ? kY : kX, extent = at == kY ? kHeight : kWidth;
    Value numbers =
        pointwise(c, {boxCount}, {inputs[at], inputs[extent], inputs[4 + at], inputs[4 + extent]},
                  {maps[at], maps[extent], maps[4 + at], maps[4 + extent]}, f32,
                  [&](ScalarBuilder &b, ValueRange s) {
                    auto scaled = [&](Value x, int64_t by) {
                      return divOf(b, Number::Float, x, constantOf(b, f32, scales[by]));
                    };
                    Value center = addOf(b, mulOf(b, scaled(s[0], at), s[3]), s[2]);
                    Value half = mulOf(b, math::ExpOp::create(b, scaled(s[1], extent)),
                                       mulOf(b, s[3], constantOf(b, f32, 0.5)));
                    return corner < 2 ? subOf(b, center, half) : addOf(b, center, half);
                  });
    corners.push_back(c.reshape(numbers, {1, boxCount}));
  }
  return c.concat(corners, 0);
}

/// The scores without those of the background, [boxes, classes].
FailureOr<Value> Detection::classScores() {
  FailureOr<Value> scores = floats(kScores);
  if (failed(scores))
    return failure();
  int64_t given = c.shape(kScores)[2];
  return c.slice(c.reshape(*scores, {boxCount, given}), {0, given - classes}, {boxCount, classes});
}

/// table[positions]; positions that are none read the first entry.
Value Detection::gather(Value table, Value positions) {
  return pointwise(c, shapeOf(positions), positions,
                   c.b.getMultiDimIdentityMap(shapeOf(positions).size()), elementOf(table),
                   [&](ScalarBuilder &b, ValueRange s) -> Value {
                     Value at = arith::IndexCastOp::create(b, b.getIndexType(), s[0]);
                     return tensor::ExtractOp::create(b, table, at);
                   });
}

Picks Detection::pickFast(Value scores, Value boxes, Value &found) {
  Type i32 = c.b.getI32Type();
  Value best = bestPosition(c, scores, Number::Float, 1, /*isMax=*/true, /*last=*/false, i32);
  Value score = pointwise(c, {1, boxCount}, best, selectDims(c, 2, {1}), c.b.getF32Type(),
                          [&](ScalarBuilder &b, ValueRange s) -> Value {
                            Value box = linalg::IndexOp::create(b, 1);
                            Value at = arith::IndexCastOp::create(b, b.getIndexType(), s[0]);
                            return tensor::ExtractOp::create(b, scores, ValueRange{box, at});
                          });
  Picks picks =
      pickBest(c, score, std::min(most, boxCount), {boxes, overlapThreshold}, scoreThreshold);
  found = gather(best, picks.positions);
  return picks;
}

Picks Detection::pickRegular(Value scores, Value boxes, Value &found) {
  Type i32 = c.b.getI32Type();
  int64_t each = std::min({most, perClass, boxCount});
  Picks inClass =
      pickBest(c, c.transpose(scores, {1, 0}), each, {boxes, overlapThreshold}, scoreThreshold);
  // Ties go to the lower class.
  auto flatten = [&](Value picks) {
    return c.reshape(c.transpose(picks, {1, 0}), {classes * each});
  };
  Value positions = flatten(inClass.positions), values = flatten(inClass.scores);
  Picks picks = pickBest(c, c.reshape(values, {1, classes * each}), std::min(most, classes * each),
                         {}, scoreThreshold);
  found = pointwise(c, shapeOf(picks.positions), picks.positions, c.b.getMultiDimIdentityMap(2),
                    i32, [&](ScalarBuilder &b, ValueRange s) {
                      return divOf(b, Number::Unsigned, s[0], constantOf(b, i32, double(each)));
                    });
  picks.positions = gather(positions, picks.positions);
  return picks;
}

/// Boxes, classes and scores of the picks, zeros after the last one, and their number.
SmallVector<Value> Detection::results(Picks picks, Value boxes, Value found) {
  Type f32 = c.b.getF32Type(), i32 = c.b.getI32Type();
  int64_t count = shapeOf(picks.scores)[0];
  Value positions = c.reshape(picks.positions, {count}), scores = c.reshape(picks.scores, {count});
  found = c.reshape(found, {count});
  auto orZero = [&](ScalarBuilder &b, Value score, Value x) {
    return selectOf(b, isPick(b, score), x, constantOf(b, f32, 0));
  };
  auto padded = [&](Value x) { // To the number of rows that the results have.
    SmallVector<int64_t> low(shapeOf(x).size(), 0), high(low);
    high[0] = most - count;
    return c.pad(x, low, high, 0);
  };
  Value corners =
      pointwise(c, {count, 4}, {positions, scores}, {selectDims(c, 2, {0}), selectDims(c, 2, {0})},
                f32, [&](ScalarBuilder &b, ValueRange s) {
                  Value corner = linalg::IndexOp::create(b, 1);
                  Value box = arith::IndexCastOp::create(b, b.getIndexType(), s[0]);
                  Value x = tensor::ExtractOp::create(b, boxes, ValueRange{corner, box});
                  return orZero(b, s[1], x);
                });
  AffineMap row = c.b.getMultiDimIdentityMap(1);
  Value classNumbers =
      pointwise(c, {count}, {found, scores}, {row, row}, f32, [&](ScalarBuilder &b, ValueRange s) {
        return orZero(b, s[1], arith::SIToFPOp::create(b, f32, s[0]));
      });
  Value shown = pointwise(c, {count}, scores, row, f32,
                          [&](ScalarBuilder &b, ValueRange s) { return orZero(b, s[0], s[0]); });
  Value number =
      reduceDims(c, scores, {0}, c.filled({}, i32, 0), [&](ScalarBuilder &b, ValueRange s) {
        return addOf(b, s[1], arith::ExtUIOp::create(b, i32, isPick(b, s[0])));
      });
  number = pointwise(c, {}, number, c.b.getMultiDimIdentityMap(0), f32,
                     [&](ScalarBuilder &b, ValueRange s) -> Value {
                       return arith::SIToFPOp::create(b, f32, s[0]);
                     });
  return {c.reshape(padded(corners), {1, most, 4}), c.reshape(padded(classNumbers), {1, most}),
          c.reshape(padded(shown), {1, most}), c.reshape(number, {1})};
}

LogicalResult Detection::convert() {
  if (failed(readOptions()) || failed(readShapes()))
    return failure();
  FailureOr<Value> boxes = decodeBoxes(), scores = classScores();
  if (failed(boxes) || failed(scores))
    return failure();
  Value found;
  Picks picks = isRegular ? pickRegular(*scores, *boxes, found) : pickFast(*scores, *boxes, found);
  return c.replace(results(picks, *boxes, found));
}

static LogicalResult convertDetection(TfliteConversion &c) { return Detection(c).convert(); }

void sinter::populateTfliteDetection(TfliteTable &table) {
  table.add("CUSTOM:TFLite_Detection_PostProcess", convertDetection, 3);
}
