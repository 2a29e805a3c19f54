//===- HostArithmetic.cpp - Compute with constants at compile time --------===//

#include "passes/Tensor/HostArithmetic.h"

#include "passes/Onnx/Conversion.h"
#include "passes/Tensor/HostMovement.h"
#include "passes/Tensor/HostTypes.h"

#include "llvm/ADT/StringSwitch.h"
#include <cmath>

using namespace mlir;

namespace sinter {

//===----------------------------------------------------------------------===//
// Unary
//===----------------------------------------------------------------------===//

using FloatFn = double (*)(double);

/// Functions of one float. Computed in double and rounded, which is the correctly
/// rounded result but for rare ties.
static FloatFn floatFunction(StringRef op) {
  return llvm::StringSwitch<FloatFn>(op)
      .Case("Neg", [](double x) { return -x; })
      .Case("Abs", [](double x) { return std::fabs(x); })
      .Case("Sign", [](double x) { return std::isnan(x) ? x : double((x > 0) - (x < 0)); })
      .Case("Floor", [](double x) { return std::floor(x); })
      .Case("Ceil", [](double x) { return std::ceil(x); })
      .Case("Round", [](double x) { return std::nearbyint(x); })
      .Case("Sqrt", [](double x) { return std::sqrt(x); })
      .Case("Reciprocal", [](double x) { return 1 / x; })
      .Case("Exp", [](double x) { return std::exp(x); })
      .Case("Log", [](double x) { return std::log(x); })
      .Case("Sin", [](double x) { return std::sin(x); })
      .Case("Cos", [](double x) { return std::cos(x); })
      .Case("Tanh", [](double x) { return std::tanh(x); })
      .Case("Erf", [](double x) { return std::erf(x); })
      .Case("Sigmoid", [](double x) { return 1 / (1 + std::exp(-x)); })
      .Case("Relu", [](double x) { return x < 0 ? 0 : x; })
      .Default(nullptr);
}

static int64_t negate(int64_t x) { return int64_t(0 - uint64_t(x)); }

using IntFn = int64_t (*)(int64_t);

static IntFn intFunction(StringRef op) {
  return llvm::StringSwitch<IntFn>(op)
      .Case("Neg", negate)
      .Case("Abs", [](int64_t x) { return x < 0 ? negate(x) : x; })
      .Case("Sign", [](int64_t x) { return int64_t((x > 0) - (x < 0)); })
      .Case("Relu", [](int64_t x) { return x < 0 ? int64_t(0) : x; })
      .Default(nullptr);
}

std::optional<HostTensor> evaluateUnary(StringRef op, const HostTensor &tensor) {
  Type element = tensor.getElementType();
  if (isShortFloat(element)) {
    std::optional<HostTensor> result = evaluateUnary(op, shortToFloat(tensor));
    return result ? std::optional(floatToShort(*result, element)) : std::nullopt;
  }
  HostTensor result = HostTensor::zeros(tensor.getType(), tensor.isSplat());
  bool done = withHostType<bool>(element, /*isUnsigned=*/false, [&](auto zero) {
    using T = decltype(zero);
    MutableArrayRef<T> to = result.mutableAs<T>();
    if constexpr (std::is_same_v<T, bool>) {
      if (op == "Not")
        llvm::transform(tensor.as<T>(), to.begin(), std::logical_not<T>());
      return op == "Not";
    } else if constexpr (std::is_floating_point_v<T>) {
      FloatFn fn = floatFunction(op);
      if (fn)
        llvm::transform(tensor.as<T>(), to.begin(), [&](T x) { return T(fn(x)); });
      return fn != nullptr;
    } else {
      IntFn fn = intFunction(op);
      if (fn)
        llvm::transform(tensor.as<T>(), to.begin(), [&](T x) { return T(fn(x)); });
      return fn != nullptr;
    }
  });
  return done ? std::optional(result) : std::nullopt;
}

//===----------------------------------------------------------------------===//
// Binary
//===----------------------------------------------------------------------===//

/// Calls `fn` on pairs of elements of two tensors of one shape.
template <typename T, typename R, typename Fn>
static HostTensor zip(const HostTensor &lhs, const HostTensor &rhs, Type element, Fn fn) {
  HostTensor result = HostTensor::zeros(RankedTensorType::get(lhs.getShape(), element),
                                        lhs.isSplat() && rhs.isSplat());
  ArrayRef<T> a = lhs.as<T>(), b = rhs.as<T>();
  for (auto [i, value] : llvm::enumerate(result.mutableAs<R>()))
    value = fn(a[lhs.index(i)], b[rhs.index(i)]);
  return result;
}

template <typename T> static T modulo(T a, T b) {
  if constexpr (std::is_signed_v<T>) {
    if (b == T(-1))
      return 0;
    T rest = a % b;
    return rest != 0 && (rest < 0) != (b < 0) ? T(rest + b) : rest;
  }
  return T(a % b);
}

template <typename T> static T quotient(T a, T b) {
  if constexpr (std::is_signed_v<T>)
    if (b == T(-1))
      return T(negate(a));
  return T(a / b);
}

/// The quotient rounded down.
template <typename T> static T floorQuotient(T a, T b) {
  T rounded = quotient(a, b);
  if constexpr (std::is_signed_v<T>)
    if (b != T(-1) && a % b != 0 && (a % b < 0) != (b < 0))
      return T(rounded - 1);
  return rounded;
}

/// Operators whose result has the operands' type.
template <typename T>
static std::optional<HostTensor> arithmetic(StringRef op, const HostTensor &lhs,
                                            const HostTensor &rhs) {
  using Pair = T (*)(T, T);
  Pair fn = nullptr;
  if constexpr (std::is_same_v<T, bool>) {
    fn = llvm::StringSwitch<Pair>(op)
             .Case("And", [](T a, T b) { return a && b; })
             .Case("Or", [](T a, T b) { return a || b; })
             .Case("Xor", [](T a, T b) { return a != b; })
             .Default(nullptr);
  } else if constexpr (std::is_floating_point_v<T>) {
    fn = llvm::StringSwitch<Pair>(op)
             .Case("Add", [](T a, T b) { return a + b; })
             .Case("Sub", [](T a, T b) { return a - b; })
             .Case("Mul", [](T a, T b) { return a * b; })
             .Case("Div", [](T a, T b) { return a / b; })
             .Case("FloorDiv", [](T a, T b) { return T(std::floor(double(a) / double(b))); })
             .Case("Pow", [](T a, T b) { return T(std::pow(double(a), double(b))); })
             .Case("Min", [](T a, T b) { return a < b || std::isnan(a) ? a : b; })
             .Case("Max", [](T a, T b) { return a > b || std::isnan(a) ? a : b; })
             .Default(nullptr);
  } else {
    if ((op == "Div" || op == "FloorDiv" || op == "Mod") && llvm::is_contained(rhs.as<T>(), T(0)))
      return std::nullopt;
    fn = llvm::StringSwitch<Pair>(op)
             .Case("Add", [](T a, T b) { return T(uint64_t(a) + uint64_t(b)); })
             .Case("Sub", [](T a, T b) { return T(uint64_t(a) - uint64_t(b)); })
             .Case("Mul", [](T a, T b) { return T(uint64_t(a) * uint64_t(b)); })
             .Case("Div", quotient<T>)
             .Case("FloorDiv", floorQuotient<T>)
             .Case("Mod", modulo<T>)
             .Case("Min", [](T a, T b) { return std::min(a, b); })
             .Case("Max", [](T a, T b) { return std::max(a, b); })
             .Default(nullptr);
  }
  if (!fn)
    return std::nullopt;
  return zip<T, T>(lhs, rhs, lhs.getElementType(), fn);
}

template <typename T>
static std::optional<HostTensor> comparison(StringRef op, const HostTensor &lhs,
                                            const HostTensor &rhs) {
  using Test = bool (*)(T, T);
  Test fn = llvm::StringSwitch<Test>(op)
                .Case("Equal", [](T a, T b) { return a == b; })
                .Case("Less", [](T a, T b) { return a < b; })
                .Case("LessOrEqual", [](T a, T b) { return a <= b; })
                .Case("Greater", [](T a, T b) { return a > b; })
                .Case("GreaterOrEqual", [](T a, T b) { return a >= b; })
                .Default(nullptr);
  if (!fn)
    return std::nullopt;
  return zip<T, bool>(lhs, rhs, IntegerType::get(lhs.getType().getContext(), 1), fn);
}

std::optional<HostTensor> evaluateBinary(StringRef op, const HostTensor &lhs, const HostTensor &rhs,
                                         bool isUnsigned) {
  Type element = lhs.getElementType();
  std::optional<SmallVector<int64_t>> shape = broadcastShapes({lhs.getShape(), rhs.getShape()});
  if (element != rhs.getElementType() || !shape)
    return std::nullopt;
  if (!(lhs.isSplat() && rhs.isSplat()) &&
      !isFoldable(*shape, element, lhs.bytes().size() + rhs.bytes().size()))
    return std::nullopt;
  if (isShortFloat(element)) {
    std::optional<HostTensor> result =
        evaluateBinary(op, shortToFloat(lhs), shortToFloat(rhs), false);
    return result && result->getElementType().isF32() ? floatToShort(*result, element) : result;
  }
  HostTensor a = broadcast(lhs, *shape), b = broadcast(rhs, *shape);
  return withHostType<std::optional<HostTensor>>(element, isUnsigned, [&](auto zero) {
    using T = decltype(zero);
    std::optional<HostTensor> result = arithmetic<T>(op, a, b);
    return result ? result : comparison<T>(op, a, b);
  });
}

std::optional<HostTensor> evaluateWhere(const HostTensor &condition, const HostTensor &lhs,
                                        const HostTensor &rhs) {
  std::optional<SmallVector<int64_t>> shape =
      broadcastShapes({condition.getShape(), lhs.getShape(), rhs.getShape()});
  if (!shape || lhs.getElementType() != rhs.getElementType() ||
      !condition.getElementType().isInteger(1) ||
      !isFoldable(*shape, lhs.getElementType(), lhs.bytes().size() + rhs.bytes().size()))
    return std::nullopt;
  HostTensor which = broadcast(condition, *shape), a = broadcast(lhs, *shape),
             b = broadcast(rhs, *shape);
  if (which.isSplat())
    return which.as<bool>()[0] ? a : b;
  HostTensor result = HostTensor::zeros(lhs.getType().clone(*shape));
  size_t step = result.elementSize();
  for (auto [i, isTrue] : llvm::enumerate(which.as<bool>())) {
    const HostTensor &from = isTrue ? a : b;
    std::memcpy(result.data() + i * step, from.bytes().data() + from.index(i) * step, step);
  }
  return result;
}

//===----------------------------------------------------------------------===//
// Reductions and ranges
//===----------------------------------------------------------------------===//

/// Combines the elements of each row of a matrix. Floats accumulate in double.
template <typename T>
static bool reduceRows(StringRef op, const HostTensor &matrix, HostTensor &result) {
  using Wide = std::conditional_t<std::is_floating_point_v<T>, double, T>;
  int64_t columns = matrix.getShape()[1];
  if (columns == 0)
    return false;
  ArrayRef<T> from = matrix.as<T>();
  for (auto [row, value] : llvm::enumerate(result.mutableAs<T>())) {
    Wide sum = from[row * columns];
    for (T next : from.slice(row * columns, columns).drop_front()) {
      if (op == "ReduceSum" || op == "ReduceMean")
        sum = std::is_integral_v<T> ? Wide(uint64_t(sum) + uint64_t(next)) : Wide(sum + next);
      else if (op == "ReduceProd")
        sum = std::is_integral_v<T> ? Wide(uint64_t(sum) * uint64_t(next)) : Wide(sum * next);
      else if (op == "ReduceMin")
        sum = std::min<Wide>(sum, next);
      else if (op == "ReduceMax")
        sum = std::max<Wide>(sum, next);
      else
        return false;
    }
    value = T(op == "ReduceMean" ? Wide(sum / Wide(columns)) : sum);
  }
  return true;
}

std::optional<HostTensor> evaluateReduce(StringRef op, const HostTensor &tensor,
                                         ArrayRef<int64_t> axes, bool isUnsigned) {
  SmallVector<int64_t> permutation, kept(tensor.getShape());
  int64_t rows = 1, columns = 1;
  for (auto [i, dim] : llvm::enumerate(tensor.getShape()))
    if (!llvm::is_contained(axes, int64_t(i))) {
      permutation.push_back(i);
      rows *= dim;
    }
  for (int64_t axis : axes) {
    permutation.push_back(axis);
    columns *= kept[axis];
    kept[axis] = 1;
  }
  if (!isFoldable(tensor.getShape(), tensor.getElementType(), tensor.bytes().size()))
    return std::nullopt;
  HostTensor matrix = transposed(tensor, permutation).unsplatted().reshaped({rows, columns});
  HostTensor result = HostTensor::zeros(tensor.getType().clone(kept));
  bool done = withHostType<bool>(tensor.getElementType(), isUnsigned, [&](auto zero) {
    using T = decltype(zero);
    if constexpr (std::is_same_v<T, bool>)
      return false;
    else
      return reduceRows<T>(op, matrix, result);
  });
  return done ? std::optional(result) : std::nullopt;
}

std::optional<HostTensor> evaluateRange(const HostTensor &start, const HostTensor &limit,
                                        const HostTensor &delta, int64_t maxSize) {
  Type element = start.getElementType();
  if (element != limit.getElementType() || element != delta.getElementType() || start.size() != 1 ||
      limit.size() != 1 || delta.size() != 1)
    return std::nullopt;
  if (isShortFloat(element)) {
    std::optional<HostTensor> wide =
        evaluateRange(shortToFloat(start), shortToFloat(limit), shortToFloat(delta), maxSize);
    return wide ? std::optional(floatToShort(*wide, element)) : std::nullopt;
  }
  return withHostType<std::optional<HostTensor>>(
      element, /*isUnsigned=*/false, [&](auto zero) -> std::optional<HostTensor> {
        using T = decltype(zero);
        T from = start.as<T>()[0], to = limit.as<T>()[0], step = delta.as<T>()[0];
        double count = std::ceil((double(to) - double(from)) / double(step));
        if (step == T(0) || !(count <= double(maxSize)))
          return std::nullopt;
        int64_t size = std::max<int64_t>(int64_t(count), 0);
        HostTensor result = HostTensor::zeros(RankedTensorType::get({size}, element));
        for (auto [i, value] : llvm::enumerate(result.mutableAs<T>()))
          value = T(from + T(i) * step);
        return result;
      });
}

} // namespace sinter
