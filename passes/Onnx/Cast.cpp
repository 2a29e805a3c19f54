//===- Cast.cpp - Cast, CastLike ------------------------------------------===//

#include "passes/Onnx/Conversion.h"
#include "passes/Tensor/HostArithmetic.h"
#include "passes/Tensor/Scalars.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace sinter {

namespace {
struct Target {
  Type element;
  bool isUnsigned;
};
} // namespace

/// Returns the type that attribute `to` (a TensorProto.DataType) names.
static std::optional<Target> targetType(Builder &b, int64_t dataType) {
  switch (dataType) {
  case 1:
    return Target{b.getF32Type(), false};
  case 2:
    return Target{b.getI8Type(), true};
  case 3:
    return Target{b.getI8Type(), false};
  case 4:
    return Target{b.getI16Type(), true};
  case 5:
    return Target{b.getI16Type(), false};
  case 6:
    return Target{b.getI32Type(), false};
  case 7:
    return Target{b.getI64Type(), false};
  case 9:
    return Target{b.getI1Type(), false};
  case 10:
    return Target{b.getF16Type(), false};
  case 11:
    return Target{b.getF64Type(), false};
  case 12:
    return Target{b.getI32Type(), true};
  case 13:
    return Target{b.getI64Type(), true};
  case 16:
    return Target{b.getBF16Type(), false};
  default:
    return std::nullopt;
  }
}

static Value floatToFloat(ScalarBuilder &b, Value x, Type to) {
  unsigned from = x.getType().getIntOrFloatBitWidth(), width = to.getIntOrFloatBitWidth();
  if (from == width) // f16 and bf16: neither holds the other.
    return arith::TruncFOp::create(b, to, arith::ExtFOp::create(b, b.getF32Type(), x));
  if (from < width)
    return arith::ExtFOp::create(b, to, x);
  return arith::TruncFOp::create(b, to, x);
}

/// What is out of range is undefined in ONNX. Narrow types go through a wider
/// one, so that negative numbers wrap in unsigned types as users expect.
static Value floatToInteger(ScalarBuilder &b, Value x, const Target &to) {
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

static Value castScalar(ScalarBuilder &b, Value x, bool fromUnsigned, const Target &to) {
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

static LogicalResult castInput(NodeConversion &node, const Target &to) {
  bool fromUnsigned = node.isUnsigned(0);
  if (node.elementType(0) == to.element)
    return node.replace(Value(node.input(0)), to.isUnsigned);
  if (std::optional<HostTensor> constant = HostTensor::from(node.constant(0)))
    if (std::optional<HostTensor> result =
            castTo(*constant, fromUnsigned, to.element, to.isUnsigned))
      return node.replace(node.constantValue(result->toAttr()), to.isUnsigned);
  FailureOr<Value> result =
      node.elementwise(Value(node.input(0)), to.element, [&](ScalarBuilder &b, ValueRange args) {
        return castScalar(b, args[0], fromUnsigned, to);
      });
  return failed(result) ? failure() : node.replace(*result, to.isUnsigned);
}

static LogicalResult convertCast(NodeConversion &node) {
  std::optional<Target> to = targetType(node.b, node.intAttr("to", 0));
  if (!to)
    return node.unsupported("conversion to data type " + Twine(node.intAttr("to", 0)) +
                            " is not supported");
  return castInput(node, *to);
}

static LogicalResult convertCastLike(NodeConversion &node) {
  return castInput(node, {node.elementType(1), node.isUnsigned(1)});
}

void populateCastConverters(ConverterTable &table) {
  table.add("Cast", 6, convertCast);
  table.add("CastLike", 15, convertCastLike, 2);
}

} // namespace sinter
