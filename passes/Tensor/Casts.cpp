//===- Casts.cpp - Conversions between element types ----------------------===//

#include "passes/Tensor/Casts.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Matchers.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tensor/HostArithmetic.h"

using namespace mlir;
using namespace sinter;

static Value floatToFloat(ScalarBuilder &b, Value x, Type to) {
  unsigned from = x.getType().getIntOrFloatBitWidth(), width = to.getIntOrFloatBitWidth();
  if (from == width) // f16 and bf16: neither holds the other.
    return arith::TruncFOp::create(b, to, arith::ExtFOp::create(b, b.getF32Type(), x));
  if (from < width)
    return arith::ExtFOp::create(b, to, x);
  return arith::TruncFOp::create(b, to, x);
}

/// Narrow types go through a wider one, so that negative numbers wrap in unsigned types
/// as users expect.
static Value floatToInteger(ScalarBuilder &b, Value x, const CastType &to) {
  unsigned width = to.element.getIntOrFloatBitWidth();
  if (x.getType().getIntOrFloatBitWidth() < 32)
    x = arith::ExtFOp::create(b, b.getF32Type(), x);
  if (width == 64 && to.isUnsigned)
    return arith::FPToUIOp::create(b, to.element, x);
  unsigned through = width == 64 || (width == 32 && to.isUnsigned) ? 64 : 32;
  Value wide = arith::FPToSIOp::create(b, b.getIntegerType(through), x);
  return through == width ? wide : arith::TruncIOp::create(b, to.element, wide);
}

static Value integerToInteger(ScalarBuilder &b, Value x, bool isUnsigned, Type to) {
  unsigned from = x.getType().getIntOrFloatBitWidth(), width = to.getIntOrFloatBitWidth();
  if (from > width)
    return arith::TruncIOp::create(b, to, x);
  if (isUnsigned)
    return arith::ExtUIOp::create(b, to, x);
  return arith::ExtSIOp::create(b, to, x);
}

static Value toBool(ScalarBuilder &b, Value x) {
  Value zero = arith::ConstantOp::create(b, b.getZeroAttr(x.getType()));
  if (isa<FloatType>(x.getType()))
    return arith::CmpFOp::create(b, arith::CmpFPredicate::UNE, x, zero);
  return arith::CmpIOp::create(b, arith::CmpIPredicate::ne, x, zero);
}

Value sinter::castScalar(ScalarBuilder &b, Value x, bool fromUnsigned, const CastType &to) {
  if (x.getType() == to.element)
    return x;
  bool fromFloat = isa<FloatType>(x.getType()), toFloat = isa<FloatType>(to.element);
  fromUnsigned |= x.getType().isInteger(1);
  if (to.element.isInteger(1))
    return toBool(b, x);
  if (fromFloat && toFloat)
    return floatToFloat(b, x, to.element);
  if (fromFloat)
    return floatToInteger(b, x, to);
  if (!toFloat)
    return integerToInteger(b, x, fromUnsigned, to.element);
  if (fromUnsigned)
    return arith::UIToFPOp::create(b, to.element, x);
  return arith::SIToFPOp::create(b, to.element, x);
}

Value sinter::castTensor(TensorBuilder &c, Value tensor, bool fromUnsigned, const CastType &to) {
  if (elementOf(tensor) == to.element)
    return tensor;
  ElementsAttr elements;
  std::optional<HostTensor> constant;
  if (matchPattern(tensor, m_Constant(&elements)))
    constant = HostTensor::from(elements);
  if (constant)
    if (std::optional<HostTensor> result =
            castTo(*constant, fromUnsigned, to.element, to.isUnsigned))
      return c.constantValue(result->toAttr());
  ArrayRef<int64_t> shape = shapeOf(tensor);
  return pointwise(
      c, shape, tensor, c.b.getMultiDimIdentityMap(shape.size()), to.element,
      [&](ScalarBuilder &b, ValueRange x) { return castScalar(b, x[0], fromUnsigned, to); });
}
