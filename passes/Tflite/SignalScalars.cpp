//===- SignalScalars.cpp - Scalars of the audio front end -----------------===//

#include "passes/Tflite/SignalScalars.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace sinter;

bool sinter::isSigned(TfliteConversion &c, unsigned i, unsigned width) {
  return c.element(i).isInteger(width) && !c.isUnsigned(i);
}

bool sinter::isUnsigned(TfliteConversion &c, unsigned i, unsigned width) {
  return c.element(i).isInteger(width) && c.isUnsigned(i);
}

Value sinter::saturate16(ScalarBuilder &b, Value x) {
  x = maxOf(b, Number::Signed, x, constantOf(b, x.getType(), INT16_MIN));
  x = minOf(b, Number::Signed, x, constantOf(b, x.getType(), INT16_MAX));
  return arith::TruncIOp::create(b, b.getI16Type(), x);
}

Value sinter::bitLength(ScalarBuilder &b, Value x, int64_t ofZero) {
  unsigned width = x.getType().getIntOrFloatBitWidth();
  Value length =
      subOf(b, constantOf(b, x.getType(), width), math::CountLeadingZerosOp::create(b, x));
  if (ofZero == 0)
    return length;
  Value zero = constantOf(b, x.getType(), 0);
  Value isZero = compareOf(b, Number::Unsigned, Relation::Equal, x, zero);
  return selectOf(b, isZero, constantOf(b, x.getType(), double(ofZero)), length);
}

Value sinter::readEntry(ScalarBuilder &b, Value table, Value index) {
  Value at = arith::IndexCastUIOp::create(b, b.getIndexType(), index);
  return widenInteger(b, tensor::ExtractOp::create(b, table, at), false);
}

Value sinter::shiftLeft(ScalarBuilder &b, Value x, int64_t bits) {
  return arith::ShLIOp::create(b, x, constantOf(b, x.getType(), double(bits)));
}

Value sinter::shiftRight(ScalarBuilder &b, Value x, int64_t bits) {
  return arith::ShRSIOp::create(b, x, constantOf(b, x.getType(), double(bits)));
}

Value sinter::shiftDown(ScalarBuilder &b, Value x, int64_t bits) {
  return arith::ShRUIOp::create(b, x, constantOf(b, x.getType(), double(bits)));
}
