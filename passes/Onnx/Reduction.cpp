//===- Reduction.cpp - ReduceSum, ReduceMean, ReduceL2, ... ---------------===//
//
// Each operator is three scalar functions: what an element contributes, how
// contributions combine, and what becomes of the total.
//
//===----------------------------------------------------------------------===//

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "passes/Onnx/Elementwise.h"
#include "passes/Onnx/Groups.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tensor/Statistics.h"

using namespace mlir;
using namespace sinter;

namespace {

enum class Combine { Sum, Product, Max, Min };

using UnaryFn = Value (*)(ScalarBuilder &, Number, Value);

/// One operator; a null function keeps the value.
struct Reduction {
  Combine combine;
  UnaryFn term;
  UnaryFn finish;
  bool divideByCount, floatOnly;
};

/// The dims that the node reduces, sorted; nothing to do when it says so.
struct Axes {
  SmallVector<int64_t> dims;
  bool isIdentity = false;
};

} // namespace

/// The axes come as an attribute or, in later opsets, as an input.
static FailureOr<Axes> readAxes(NodeConversion &c, bool fromInput) {
  int64_t rank = c.shape(0).size();
  SmallVector<int64_t> given;
  if (!fromInput) {
    given = c.intsAttr("axes").value_or(SmallVector<int64_t>());
  } else if (c.input(1)) {
    std::optional<SmallVector<int64_t>> constant = c.constantInts(1);
    // Axes of which there are none need no value.
    if (!constant && productOf(c.shape(1)) != 0)
      return c.unsupported("axes are not constant", "fold the input 'axes' into an initializer");
    if (constant)
      given = *constant;
  }
  Axes axes;
  if (given.empty() && c.intAttr("noop_with_empty_axes", 0)) {
    axes.isIdentity = true;
    return axes;
  }
  if (given.empty())
    llvm::append_range(given, llvm::seq<int64_t>(0, rank));
  for (int64_t value : given) {
    std::optional<int64_t> dim = c.axis(value, rank);
    if (!dim)
      return failure();
    if (llvm::is_contained(axes.dims, *dim))
      return c.unsupported("axis " + Twine(*dim) + " is given twice");
    axes.dims.push_back(*dim);
  }
  llvm::sort(axes.dims);
  return axes;
}

/// Returns the value that changes nothing.
static TypedAttr neutralOf(NodeConversion &c, Combine combine, Type type, Number number) {
  switch (combine) {
  case Combine::Sum:
    return c.b.getZeroAttr(type);
  case Combine::Product:
    return c.b.getOneAttr(type);
  case Combine::Max:
    return lowestOf(type, number);
  case Combine::Min:
    return highestOf(type, number);
  }
  llvm_unreachable("all combinations are named");
}

static Value combineOf(ScalarBuilder &b, Combine combine, Number number, Value x, Value y) {
  switch (combine) {
  case Combine::Sum:
    return addOf(b, x, y);
  case Combine::Product:
    return mulOf(b, x, y);
  case Combine::Max:
    return maxOf(b, number, x, y);
  case Combine::Min:
    return minOf(b, number, x, y);
  }
  llvm_unreachable("all combinations are named");
}

/// Gives a reduced tensor back its reduced dims with size 1, if the node keeps them.
static LogicalResult replaceReduced(NodeConversion &c, Value reduced, ArrayRef<int64_t> dims) {
  if (c.intAttr("keepdims", 1) == 0)
    return c.replace(reduced);
  SmallVector<int64_t> shape(c.shape(0));
  for (int64_t dim : dims)
    shape[dim] = 1;
  return c.replace(c.reshape(reduced, shape));
}

static LogicalResult reduce(NodeConversion &c, const Reduction &op, bool axesAreInput) {
  bool isOrder = op.combine == Combine::Max || op.combine == Combine::Min;
  SmallVector<Number> allowed = {Number::Float};
  if (!op.floatOnly)
    allowed.append({Number::Signed, Number::Unsigned});
  if (isOrder)
    allowed.push_back(Number::Bool);
  if (failed(checkNumber(c, 0, allowed)))
    return failure();
  FailureOr<Axes> axes = readAxes(c, axesAreInput);
  if (failed(axes))
    return failure();
  if (axes->isIdentity)
    return c.replace(c.input(0));

  Number number = numberOf(c);
  Type element = c.elementType(0), compute = isOrder ? element : accumulatorOf(element);
  SmallVector<int64_t> shape;
  for (int64_t dim : otherDims(c.shape(0).size(), axes->dims))
    shape.push_back(c.shape(0)[dim]);
  Value neutral = arith::ConstantOp::create(c.b, neutralOf(c, op.combine, compute, number));
  Value init = linalg::FillOp::create(c.b, neutral, c.empty(shape, compute)).getResult(0);
  Value total = reduceDims(c, c.input(0), axes->dims, init, [&](ScalarBuilder &b, ValueRange s) {
    Value x = floatCast(b, s[0], compute);
    return combineOf(b, op.combine, number, s[1], op.term ? op.term(b, number, x) : x);
  });

  int64_t count = 1;
  for (int64_t dim : axes->dims)
    count *= c.shape(0)[dim];
  if (op.finish || op.divideByCount || compute != element)
    total = pointwise(c, shape, total, c.b.getMultiDimIdentityMap(shape.size()), element,
                      [&](ScalarBuilder &b, ValueRange s) {
                        Value x = op.finish ? op.finish(b, number, s[0]) : s[0];
                        if (op.divideByCount && number == Number::Float)
                          x = mulOf(b, x, constantOf(b, compute, 1.0 / count));
                        else if (op.divideByCount)
                          x = divOf(b, number, x, constantOf(b, compute, count));
                        return floatCast(b, x, element);
                      });
  return replaceReduced(c, total, axes->dims);
}

//===----------------------------------------------------------------------===//
// Operators
//===----------------------------------------------------------------------===//

static Value squareOf(ScalarBuilder &b, Number, Value x) { return mulOf(b, x, x); }
static Value rootOf(ScalarBuilder &b, Number, Value x) { return math::SqrtOp::create(b, x); }
static Value logOf(ScalarBuilder &b, Number, Value x) { return math::LogOp::create(b, x); }

static constexpr Reduction kSum = {Combine::Sum, nullptr, nullptr, false, false};
static constexpr Reduction kMean = {Combine::Sum, nullptr, nullptr, true, false};
static constexpr Reduction kProd = {Combine::Product, nullptr, nullptr, false, false};
static constexpr Reduction kMax = {Combine::Max, nullptr, nullptr, false, false};
static constexpr Reduction kMin = {Combine::Min, nullptr, nullptr, false, false};
static constexpr Reduction kL1 = {Combine::Sum, absOf, nullptr, false, false};
static constexpr Reduction kL2 = {Combine::Sum, squareOf, rootOf, false, true};
static constexpr Reduction kSumSquare = {Combine::Sum, squareOf, nullptr, false, false};
static constexpr Reduction kLogSum = {Combine::Sum, nullptr, logOf, false, true};

template <const Reduction &op, bool axesAreInput>
static LogicalResult convertReduction(NodeConversion &c) {
  return reduce(c, op, axesAreInput);
}

/// log(sum(exp(x))) relative to the maximum, so that nothing overflows.
template <bool axesAreInput> static LogicalResult convertLogSumExp(NodeConversion &c) {
  if (failed(checkNumber(c, 0, {Number::Float})))
    return failure();
  FailureOr<Axes> axes = readAxes(c, axesAreInput);
  if (failed(axes))
    return failure();
  if (axes->isIdentity)
    return c.replace(c.input(0));
  Type element = c.elementType(0), compute = accumulatorOf(element);
  Value max = maxOver(c, c.input(0), axes->dims);
  SmallVector<int64_t> shape(shapeOf(max));
  AffineMap identity = c.b.getMultiDimIdentityMap(shape.size());
  // An infinite maximum is no reference: inf - inf is not a number.
  max = pointwise(c, shape, max, identity, compute, [&](ScalarBuilder &b, ValueRange s) {
    Value x = floatCast(b, s[0], compute);
    Value isInfinite = compareOf(b, Number::Float, Relation::Equal, absOf(b, Number::Float, x),
                                 constantOf(b, compute, HUGE_VAL));
    return selectOf(b, isInfinite, constantOf(b, compute, 0), x);
  });
  Value exps = mapWithReduced(c, c.input(0), max, axes->dims, compute,
                              [&](ScalarBuilder &b, ValueRange s) -> Value {
                                Value x = floatCast(b, s[0], compute);
                                return math::ExpOp::create(b, subOf(b, x, s[1]));
                              });
  Value sum = sumOver(c, exps, axes->dims, [](ScalarBuilder &, Value x) { return x; });
  Value result = pointwise(c, shape, {sum, max}, {identity, identity}, element,
                           [&](ScalarBuilder &b, ValueRange s) {
                             Value log = math::LogOp::create(b, s[0]);
                             return floatCast(b, addOf(b, log, s[1]), element);
                           });
  return replaceReduced(c, result, axes->dims);
}

/// ReduceSum took its axes as an input from opset 13 on, the others from 18 on.
template <const Reduction &op>
static void add(ConverterTable &table, StringRef name, int64_t axesAreInputSince = 18) {
  table.add(name, 1, convertReduction<op, false>);
  table.add(name, axesAreInputSince, convertReduction<op, true>);
}

void sinter::populateReductionConverters(ConverterTable &table) {
  add<kSum>(table, "ReduceSum", 13);
  add<kMean>(table, "ReduceMean");
  add<kProd>(table, "ReduceProd");
  add<kMax>(table, "ReduceMax");
  add<kMin>(table, "ReduceMin");
  add<kL1>(table, "ReduceL1");
  add<kL2>(table, "ReduceL2");
  add<kSumSquare>(table, "ReduceSumSquare");
  add<kLogSum>(table, "ReduceLogSum");
  table.add("ReduceLogSumExp", 1, convertLogSumExp<false>);
  table.add("ReduceLogSumExp", 18, convertLogSumExp<true>);
  populateArgReductionConverters(table);
  populateLossConverters(table);
  populateCumSumConverters(table);
  populateTopKConverters(table);
}
