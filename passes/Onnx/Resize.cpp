//===- Resize.cpp - Resize, Upsample --------------------------------------===//
//
// Every form is separable: along each axis, an output element is a weighted sum
// of a few input elements. Positions and weights depend on sizes only, so they
// are tables computed here. One tap of weight one is a selection.
//
//===----------------------------------------------------------------------===//

#include "passes/Onnx/Groups.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tensor/HostTensor.h"
#include "passes/Tensor/Resample.h"
#include "passes/Tensor/Scalars.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include <cmath>

using namespace mlir;

namespace sinter {

namespace {
/// How one axis is resized.
struct Axis {
  int64_t in, out;
  double scale;
  double roiStart = 0, roiEnd = 1;
};

/// What the attributes say.
struct ResizeMode {
  StringRef kind;       ///< nearest, linear, cubic
  StringRef coordinate; ///< from output to input positions
  StringRef nearest;
  double cubicA = -0.75;
  double outsideValue = 0;
  bool excludeOutside = false, antialias = false;
};

/// The taps of each output position: `count` positions and weights for each.
struct Taps {
  int64_t count = 0;
  SmallVector<int64_t> positions;
  SmallVector<float> weights;
  SmallVector<bool> outside; ///< Output positions that get `outsideValue`.
};
} // namespace

//===----------------------------------------------------------------------===//
// Tables
//===----------------------------------------------------------------------===//

/// Returns the input position that output position `x` stands for.
static double sourcePosition(const Axis &axis, StringRef mode, double x) {
  if (mode == "half_pixel")
    return (x + 0.5) / axis.scale - 0.5;
  if (mode == "half_pixel_symmetric") {
    double adjustment = axis.out / (axis.scale * axis.in);
    return axis.in / 2.0 * (1 - adjustment) + (x + 0.5) / axis.scale - 0.5;
  }
  if (mode == "pytorch_half_pixel")
    return axis.out > 1 ? (x + 0.5) / axis.scale - 0.5 : 0;
  // Scales that do not give a whole number of elements count as they are.
  double out = axis.scale * axis.in;
  if (mode == "align_corners")
    return out == 1 ? 0 : x * (axis.in - 1) / (out - 1);
  if (mode == "tf_half_pixel_for_nn")
    return (x + 0.5) / axis.scale;
  if (mode == "tf_crop_and_resize") {
    double last = axis.in - 1;
    if (out == 1)
      return 0.5 * (axis.roiStart + axis.roiEnd) * last;
    return axis.roiStart * last + x * (axis.roiEnd - axis.roiStart) * last / (out - 1);
  }
  return x / axis.scale; // asymmetric
}

static double nearestOf(StringRef mode, double position) {
  if (mode == "round_prefer_ceil")
    return std::floor(position + 0.5);
  if (mode == "floor")
    return std::floor(position);
  if (mode == "ceil")
    return std::ceil(position);
  return std::ceil(position - 0.5);
}

/// The interpolation kernel at distance `t`.
static double kernel(const ResizeMode &mode, double t) {
  t = std::fabs(t);
  if (mode.kind == "linear")
    return std::max(0.0, 1 - t);
  double a = mode.cubicA;
  if (t <= 1)
    return ((a + 2) * t - (a + 3)) * t * t + 1;
  return t < 2 ? ((a * t - 5 * a) * t + 8 * a) * t - 4 * a : 0;
}

static Taps makeTaps(const Axis &axis, const ResizeMode &mode) {
  Taps taps;
  double stretch = mode.antialias ? std::min(axis.scale, 1.0) : 1.0;
  int64_t radius = std::ceil((mode.kind == "cubic" ? 2 : 1) / stretch);
  taps.count = mode.kind == "nearest" ? 1 : 2 * radius;
  for (int64_t x = 0; x < axis.out; ++x) {
    double position = sourcePosition(axis, mode.coordinate, x);
    taps.outside.push_back(mode.coordinate == "tf_crop_and_resize" &&
                           (position < 0 || position > axis.in - 1));
    auto clamped = [&](double at) { return int64_t(std::clamp(at, 0.0, axis.in - 1.0)); };
    if (mode.kind == "nearest") {
      taps.positions.push_back(clamped(nearestOf(mode.nearest, position)));
      continue;
    }
    SmallVector<double> weights;
    double sum = 0, first = std::floor(position) - radius + 1;
    for (double at = first; at < first + taps.count; ++at) {
      bool isOutside = at < 0 || at >= axis.in;
      double weight = kernel(mode, (at - position) * stretch);
      weights.push_back(isOutside && mode.excludeOutside ? 0 : weight);
      taps.positions.push_back(clamped(at));
      sum += weights.back();
    }
    bool normalize = (mode.excludeOutside || mode.antialias) && sum != 0;
    for (double weight : weights)
      taps.weights.push_back(normalize ? weight / sum : weight);
  }
  return taps;
}

//===----------------------------------------------------------------------===//
// Operations
//===----------------------------------------------------------------------===//

/// Sums the taps.
static Value interpolateAlong(NodeConversion &node, Value tensor, int64_t axis, const Taps &taps,
                              double outsideValue) {
  int64_t out = taps.outside.size();
  auto element = cast<FloatType>(elementOf(tensor));
  SmallVector<SmallVector<int64_t>> positions(taps.count);
  SmallVector<DenseElementsAttr> tables;
  for (int64_t tap = 0; tap < taps.count; ++tap) {
    SmallVector<float> weights;
    for (int64_t x = 0; x < out; ++x) {
      positions[tap].push_back(taps.positions[x * taps.count + tap]);
      weights.push_back(taps.weights[x * taps.count + tap]);
    }
    tables.push_back(DenseElementsAttr::get(RankedTensorType::get({out}, node.b.getF32Type()),
                                            ArrayRef<float>(weights)));
  }
  bool hasOutside = llvm::is_contained(taps.outside, true);
  if (hasOutside)
    tables.push_back(DenseElementsAttr::get(RankedTensorType::get({out}, node.b.getI1Type()),
                                            ArrayRef<bool>(taps.outside)));
  return combineAlong(
      node, tensor, axis, positions, tables, element,
      [&](ImplicitLocOpBuilder &b, ValueRange elements, ValueRange numbers) -> Value {
        Value sum;
        for (auto [x, weight] : llvm::zip(elements, numbers)) {
          Value product = arith::MulFOp::create(b, floatCast(b, x, b.getF32Type()), weight);
          sum = sum ? Value(arith::AddFOp::create(b, sum, product)) : product;
        }
        if (hasOutside) {
          Value outside = arith::ConstantOp::create(b, b.getF32FloatAttr(outsideValue));
          sum = arith::SelectOp::create(b, numbers.back(), outside, sum);
        }
        return floatCast(b, sum, element);
      });
}

/// Positions and weights are written out: one set per output element of an axis.
static constexpr int64_t kMaxSize = int64_t(1) << 20, kMaxTaps = 64;

static LogicalResult resize(NodeConversion &node, ArrayRef<Axis> axes, const ResizeMode &mode) {
  Value tensor = node.input(0);
  bool isFloat = isa<FloatType>(node.elementType(0));
  if (mode.kind != "nearest" && !isFloat)
    return node.unsupported("mode '" + mode.kind + "' needs elements of float type");
  SmallVector<int64_t> shape;
  for (const Axis &axis : axes)
    shape.push_back(axis.out);
  if (failed(node.checkSize(shape, node.elementType(0))))
    return failure();
  if (llvm::is_contained(shape, 0))
    return node.replace(node.empty(shape, node.elementType(0)));
  for (auto [i, axis] : llvm::enumerate(axes)) {
    if (axis.in == axis.out && axis.scale == 1 && mode.coordinate != "tf_crop_and_resize")
      continue;
    if (axis.in == 0)
      return node.unsupported("an empty dimension cannot be resized");
    if (axis.out > kMaxSize)
      return node.unsupported("a size of " + Twine(axis.out) + " is too large to resize to");
    if (mode.antialias && axis.scale * kMaxTaps < 1)
      return node.unsupported("shrinking this much with antialias is not supported");
    Taps taps = makeTaps(axis, mode);
    if (mode.kind == "nearest" && !llvm::is_contained(taps.outside, true)) {
      tensor = selectAlong(node, tensor, i, taps.positions);
      continue;
    }
    if (taps.count > kMaxTaps)
      return node.unsupported("shrinking this much with antialias is not supported");
    if (mode.kind == "nearest" && !isFloat)
      return node.unsupported("extrapolation needs elements of float type");
    if (mode.kind == "nearest")
      taps.weights.assign(taps.positions.size(), 1.0f);
    tensor = interpolateAlong(node, tensor, i, taps, mode.outsideValue);
  }
  return node.replace(tensor);
}

//===----------------------------------------------------------------------===//
// Attributes and inputs
//===----------------------------------------------------------------------===//

/// Returns input `i` as numbers if it is a constant float vector.
static std::optional<SmallVector<double>> constantFloats(NodeConversion &node, unsigned i) {
  std::optional<HostTensor> tensor = HostTensor::from(node.constant(i));
  if (!tensor || !tensor->getElementType().isF32() || tensor->getShape().size() > 1)
    return std::nullopt;
  SmallVector<double> values;
  for (int64_t at = 0; at < tensor->size(); ++at)
    values.push_back(tensor->as<float>()[tensor->index(at)]);
  return values;
}

/// Sets the axes' output sizes from scales.
static LogicalResult applyScales(NodeConversion &node, ArrayRef<double> scales,
                                 ArrayRef<int64_t> which, MutableArrayRef<Axis> axes) {
  if (scales.size() != which.size())
    return node.unsupported("there must be one scale per axis");
  for (auto [axis, scale] : llvm::zip(which, scales)) {
    if (!(scale > 0) || !(scale * axes[axis].in <= double(kMaxTensorBytes)))
      return node.unsupported("a scale must be positive");
    axes[axis].scale = scale;
    axes[axis].out = std::floor(axes[axis].in * scale);
  }
  return success();
}

/// Sets the axes' output sizes and the scales that follow from them.
static LogicalResult applySizes(NodeConversion &node, ArrayRef<int64_t> sizes,
                                ArrayRef<int64_t> which, MutableArrayRef<Axis> axes) {
  if (sizes.size() != which.size())
    return node.unsupported("there must be one size per axis");
  StringRef policy = node.stringAttr("keep_aspect_ratio_policy", "stretch");
  double common = policy == "not_larger" ? HUGE_VAL : 0;
  for (auto [axis, size] : llvm::zip(which, sizes)) {
    if (size < 0 || size > kMaxTensorBytes || (axes[axis].in == 0 && size != 0))
      return node.unsupported("a size of " + Twine(size) + " is not possible");
    axes[axis].out = size;
    axes[axis].scale = axes[axis].in == 0 ? 1 : double(size) / axes[axis].in;
    common = policy == "not_larger" ? std::min(common, axes[axis].scale)
                                    : std::max(common, axes[axis].scale);
  }
  if (policy == "stretch")
    return success();
  for (int64_t axis : which) {
    axes[axis].scale = common;
    axes[axis].out = std::floor(common * axes[axis].in + 0.5);
  }
  return success();
}

static LogicalResult convertResize(NodeConversion &node) {
  SmallVector<Axis> axes;
  for (int64_t dim : node.shape(0))
    axes.push_back({dim, dim, 1.0});
  SmallVector<int64_t> which = llvm::to_vector(llvm::seq<int64_t>(0, axes.size()));
  if (std::optional<SmallVector<int64_t>> given = node.intsAttr("axes")) {
    which.clear();
    for (int64_t axis : *given) {
      std::optional<int64_t> checked = node.axis(axis, axes.size());
      if (!checked)
        return failure();
      which.push_back(*checked);
    }
  }
  bool isFirst = node.opset() < 11;
  ResizeMode mode;
  mode.kind = node.stringAttr("mode", "nearest");
  mode.coordinate =
      isFirst ? "asymmetric" : node.stringAttr("coordinate_transformation_mode", "half_pixel");
  mode.nearest = isFirst ? "floor" : node.stringAttr("nearest_mode", "round_prefer_floor");
  mode.cubicA = node.floatAttr("cubic_coeff_a", -0.75);
  mode.outsideValue = node.floatAttr("extrapolation_value", 0);
  mode.excludeOutside = node.intAttr("exclude_outside", 0) != 0;
  mode.antialias = node.intAttr("antialias", 0) != 0;
  if (mode.kind != "nearest" && mode.kind != "linear" && mode.kind != "cubic")
    return node.unsupported("mode '" + mode.kind + "' is not supported",
                            "supported: nearest, linear, cubic");

  if (mode.coordinate == "tf_crop_and_resize") {
    std::optional<SmallVector<double>> roi = constantFloats(node, 1);
    if (!roi || roi->size() != 2 * which.size())
      return node.unsupported("the region of interest must be constant, two numbers per axis");
    for (auto [i, axis] : llvm::enumerate(which)) {
      axes[axis].roiStart = (*roi)[i];
      axes[axis].roiEnd = (*roi)[i + which.size()];
    }
  }
  unsigned scalesInput = isFirst ? 1 : 2;
  bool hasScales = node.input(scalesInput) && node.input(scalesInput).getType().getNumElements();
  if (hasScales) {
    std::optional<SmallVector<double>> scales = constantFloats(node, scalesInput);
    if (!scales)
      return node.unsupported("the scales must be constant");
    if (failed(applyScales(node, *scales, which, axes)))
      return failure();
  } else {
    std::optional<SmallVector<int64_t>> sizes = node.constantInts(3);
    if (!sizes)
      return node.unsupported("scales or sizes must be given and constant");
    if (failed(applySizes(node, *sizes, which, axes)))
      return failure();
  }
  return resize(node, axes, mode);
}

static LogicalResult convertUpsample(NodeConversion &node) {
  SmallVector<Axis> axes;
  for (int64_t dim : node.shape(0))
    axes.push_back({dim, dim, 1.0});
  std::optional<SmallVector<double>> scales =
      node.opset() >= 9 ? constantFloats(node, 1) : node.floatsAttr("scales");
  if (!scales)
    return node.unsupported("the scales must be constant");
  SmallVector<int64_t> which = llvm::to_vector(llvm::seq<int64_t>(0, axes.size()));
  if (failed(applyScales(node, *scales, which, axes)))
    return failure();
  ResizeMode mode;
  mode.kind = node.stringAttr("mode", "nearest");
  mode.coordinate = "asymmetric";
  mode.nearest = "floor";
  if (mode.kind != "nearest" && mode.kind != "linear")
    return node.unsupported("mode '" + mode.kind + "' is not supported",
                            "supported: nearest, linear");
  return resize(node, axes, mode);
}

void populateResizeConverters(ConverterTable &table) {
  table.add("Resize", 10, convertResize);
  table.add("Upsample", 7, convertUpsample);
  populateGridConverters(table);
}

} // namespace sinter
