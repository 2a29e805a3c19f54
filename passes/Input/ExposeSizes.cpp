//===- ExposeSizes.cpp - Sizes that became numbers ------------------------===//
//
// Converters count elements (a mean divides by them), wrap negative positions and return
// shapes. Where calls decide a dimension, what they wrote is the size that stands for it; here
// such numbers become operations, before anything computes with them.
//
//===----------------------------------------------------------------------===//

#include "passes/Input/Passes.h"

#include "dialects/Exec/IR/SymbolicDims.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StructuredOpsUtils.h"

namespace sinter {
#define GEN_PASS_DEF_EXPOSESIZES
#include "passes/Input/Passes.h.inc"
} // namespace sinter

using namespace mlir;
using namespace sinter;

/// No model multiplies a dim by more and uses the product as a number.
constexpr int64_t kMostFactor = 4096;

/// Tensors of more elements hold no sizes, but weights.
constexpr int64_t kMostSizes = 16;

/// What lies this near to small multiples of a witness has come from it.
/// Witnesses of dims with a step are smaller, and have many multiples.
constexpr int64_t kMostMultiple = 4, kNear = 256, kNearUnits = 16;

namespace {

/// A number that stands for a size, or for one over a size.
struct Number {
  int64_t size;
  bool isReciprocal = false;
};

class NumberFinder {
public:
  explicit NumberFinder(exec::SymbolicDims dims) : dims(std::move(dims)) {}

  bool isSize(int64_t value) const {
    std::optional<exec::SizeProduct> product = dims.decode(value);
    return product && std::abs(product->factor) <= kMostFactor;
  }

  /// Returns what the scalar `value` stands for; nothing if it is just a number.
  std::optional<Number> find(Attribute value) const {
    if (auto integer = dyn_cast<IntegerAttr>(value)) {
      if (integer.getType().isInteger(1) || integer.getValue().getSignificantBits() > 64)
        return std::nullopt;
      int64_t number = integer.getValue().getSExtValue();
      return isSize(number) ? std::optional(Number{number}) : std::nullopt;
    }
    auto real = dyn_cast<FloatAttr>(value);
    if (!real || real.getType().getIntOrFloatBitWidth() < 32)
      return std::nullopt;
    double number = real.getValueAsDouble(), most = 0x1p53;
    if (std::abs(number) < most && number == std::trunc(number) && isSize(int64_t(number)))
      return Number{int64_t(number)};
    if (number == 0 || std::abs(1 / number) > most)
      return std::nullopt;
    auto size = int64_t(std::round(1 / number));
    bool isExact = real.getType().isF32() ? float(1.0 / double(size)) == float(number)
                                          : 1.0 / double(size) == number;
    return isExact && isSize(size) ? std::optional(Number{size, true}) : std::nullopt;
  }

  const exec::SymbolicDims dims;
};

/// Returns the dim that `size`, which is no product, is so near to (or a fraction of) that it
/// must have come from it. Null if there is none.
const exec::SymbolicDim *findNeighbour(const exec::SymbolicDims &dims, int64_t size) {
  if (dims.isSymbolic(size))
    return nullptr;
  for (const exec::SymbolicDim &dim : dims.getDims())
    for (int64_t multiple = 1; multiple <= kMostMultiple * dim.step; ++multiple)
      if (kMostMultiple * dim.step % multiple == 0 &&
          std::abs(size - multiple * dim.witness) <= (dim.step == 1 ? kNear : kNearUnits))
        return &dim;
  return dims.findFraction(size);
}

struct ExposeSizes : sinter::impl::ExposeSizesBase<ExposeSizes> {
  void runOnOperation() override {
    NumberFinder finder(exec::SymbolicDims::get(getOperation()));
    if (finder.dims.empty())
      return;
    WalkResult known = getOperation().walk([&](Operation *op) {
      for (Type type : op->getResultTypes())
        if (auto tensor = dyn_cast<RankedTensorType>(type))
          for (int64_t size : tensor.getShape())
            if (const exec::SymbolicDim *dim = findNeighbour(finder.dims, size)) {
              op->emitError("has a size that follows from dimension '")
                  << dim->name << "', which calls decide, in a way that is not supported; fix it "
                  << "with --dim=" << dim->name << ":" << std::max<int64_t>(dim->max, 1);
              return WalkResult::interrupt();
            }
      return WalkResult::advance();
    });
    if (known.wasInterrupted())
      return signalPassFailure();
    SmallVector<arith::ConstantOp> constants;
    getOperation().walk([&](arith::ConstantOp constant) { constants.push_back(constant); });
    for (arith::ConstantOp constant : constants)
      if (failed(expose(constant, finder)))
        signalPassFailure();
  }

private:
  LogicalResult expose(arith::ConstantOp constant, const NumberFinder &finder);
  static Value build(OpBuilder &b, Location loc, Number number, Type type);
  static Value buildTensor(OpBuilder &b, Location loc, RankedTensorType type,
                           ArrayRef<Attribute> elements, const NumberFinder &finder);
};

} // namespace

/// Computes a number where the call's dims are known.
Value ExposeSizes::build(OpBuilder &b, Location loc, Number number, Type type) {
  Value size = exec::SizeOp::create(b, loc, number.size);
  if (type.isIndex())
    return size;
  auto integer = dyn_cast<IntegerType>(type);
  Value cast = arith::IndexCastOp::create(b, loc, integer ? Type(integer) : b.getI64Type(), size);
  if (integer)
    return cast;
  Value real = arith::SIToFPOp::create(b, loc, type, cast);
  if (!number.isReciprocal)
    return real;
  Value one = arith::ConstantOp::create(b, loc, b.getFloatAttr(type, 1));
  return arith::DivFOp::create(b, loc, one, real);
}

/// Computes a small tensor, element by element, in a loop like any other.
Value ExposeSizes::buildTensor(OpBuilder &b, Location loc, RankedTensorType type,
                               ArrayRef<Attribute> elements, const NumberFinder &finder) {
  Value init = tensor::EmptyOp::create(b, loc, type.getShape(), type.getElementType());
  SmallVector<utils::IteratorType> loops(type.getRank(), utils::IteratorType::parallel);
  AffineMap map = AffineMap::getMultiDimIdentityMap(type.getRank(), b.getContext());
  auto generic = linalg::GenericOp::create(
      b, loc, type, ValueRange(), init, map, loops, [&](OpBuilder &b, Location loc, ValueRange) {
        auto element = [&](Attribute value) -> Value {
          if (std::optional<Number> number = finder.find(value))
            return build(b, loc, *number, type.getElementType());
          return arith::ConstantOp::create(b, loc, cast<TypedAttr>(value));
        };
        Value result = element(elements.back());
        for (size_t i = elements.size() - 1; i-- > 0;) {
          Value at = linalg::IndexOp::create(b, loc, 0);
          Value isHere = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::eq, at,
                                               arith::ConstantIndexOp::create(b, loc, i));
          result = arith::SelectOp::create(b, loc, isHere, element(elements[i]), result);
        }
        linalg::YieldOp::create(b, loc, result);
      });
  return generic.getResult(0);
}

LogicalResult ExposeSizes::expose(arith::ConstantOp constant, const NumberFinder &finder) {
  OpBuilder b(constant);
  Value value;
  auto elements = dyn_cast<ElementsAttr>(constant.getValue());
  if (!elements) {
    if (std::optional<Number> number = finder.find(constant.getValue()))
      value = build(b, constant.getLoc(), *number, constant.getType());
  } else {
    auto type = cast<RankedTensorType>(constant.getType());
    if (!elements.isSplat() && finder.dims.isSymbolic(type))
      return constant.emitError("a constant of shape ")
             << finder.dims.print(type.getShape())
             << " has other values for each size that calls may decide; fix it with --dim";
    bool isSplat = elements.isSplat() && type.getNumElements() > 0;
    if (!isSplat && (type.getRank() != 1 || type.getNumElements() > kMostSizes ||
                     !type.getElementType().isIntOrIndex()))
      return success();
    SmallVector<Attribute> values;
    if (isSplat)
      values.push_back(elements.getSplatValue<Attribute>());
    else
      llvm::append_range(values, elements.getValues<Attribute>());
    // One value for all elements is written by a loop: their number is not known.
    if ((isSplat && finder.dims.isSymbolic(type)) ||
        llvm::any_of(values, [&](Attribute each) { return finder.find(each).has_value(); }))
      value = buildTensor(b, constant.getLoc(), type, values, finder);
  }
  if (!value)
    return success();
  constant.replaceAllUsesWith(value);
  constant.erase();
  return success();
}
