//===- Sigmoid16.cpp - Logistic and tanh of 16-bit integers ---------------===//

#include "passes/Tflite/Sigmoid16.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "passes/Tensor/HostTensor.h"
#include <cmath>

using namespace mlir;
using namespace sinter;

/// The table is 2^16 * sigmoid(i / 24), to the nearest; entries of this set of bits are
/// one higher in the reference.
static constexpr uint64_t kHigher[] = {0xc0467baefa7bd110, 0x0011009020440005, 0x80,
                                       0x8000000000000000};
static constexpr int64_t kEntries = 256;

Value sinter::sigmoidTable(TensorBuilder &c) {
  HostTensor table = HostTensor::zeros(RankedTensorType::get({kEntries}, c.b.getI32Type()));
  MutableArrayRef<int32_t> entries = table.mutableAs<int32_t>();
  for (int64_t i = 0; i < kEntries; ++i)
    entries[i] =
        std::min(65535, int32_t(std::floor(65536 / (1 + std::exp(-double(i) / 24)) + 0.5))) +
        int32_t(kHigher[i / 64] >> (i % 64) & 1);
  return c.constantValue(table.toAttr("sigmoid"));
}

static Value i32(ScalarBuilder &b, int64_t value) {
  return arith::ConstantOp::create(b, b.getI32IntegerAttr(int32_t(value)));
}

namespace {

/// The sigmoid of |x|, with `bits` fractional bits of the index after the entries' 16.
struct Interpolation {
  Value isNegative, value;
};

} // namespace

static Interpolation interpolate(ScalarBuilder &b, Value x, Sigmoid16Scale scale, Value table,
                                 int64_t bits, int64_t saturated) {
  Value scaled = arith::MulIOp::create(b, x, i32(b, scale.multiplier));
  if (scale.shift > 0) {
    Value rounded = arith::AddIOp::create(b, scaled, i32(b, int64_t(1) << (scale.shift - 1)));
    scaled = arith::ShRSIOp::create(b, rounded, i32(b, scale.shift));
  }
  Value isNegative = arith::CmpIOp::create(b, arith::CmpIPredicate::slt, scaled, i32(b, 0));
  Value magnitude = math::AbsIOp::create(b, scaled);
  Value entry = arith::ShRUIOp::create(b, magnitude, i32(b, bits));
  Value isInside = arith::CmpIOp::create(b, arith::CmpIPredicate::ult, entry, i32(b, 255));
  entry = arith::MinUIOp::create(b, entry, i32(b, 254));
  auto read = [&](Value i) -> Value {
    Value index = arith::IndexCastUIOp::create(b, b.getIndexType(), i);
    return tensor::ExtractOp::create(b, table, index);
  };
  Value low = read(entry), high = read(arith::AddIOp::create(b, entry, i32(b, 1)));
  Value rest = arith::AndIOp::create(b, magnitude, i32(b, (1 << bits) - 1));
  Value slope = arith::MulIOp::create(b, rest, arith::SubIOp::create(b, high, low));
  Value value = arith::AddIOp::create(b, arith::ShLIOp::create(b, low, i32(b, bits)), slope);
  return {isNegative, arith::SelectOp::create(b, isInside, value, i32(b, saturated))};
}

Value sinter::logistic16(ScalarBuilder &b, Value x, Sigmoid16Scale scale, Value table) {
  Interpolation sigmoid = interpolate(b, x, scale, table, 9, 0x7FFF << 10);
  // sigmoid(-x) = 1 - sigmoid(x); ties round down there.
  Value positive = arith::AddIOp::create(b, sigmoid.value, i32(b, 1 << 9));
  Value negative = arith::SubIOp::create(b, i32(b, (1 << 25) + (1 << 9) - 1), sigmoid.value);
  Value sum = arith::SelectOp::create(b, sigmoid.isNegative, negative, positive);
  return arith::ShRUIOp::create(b, sum, i32(b, 10));
}

Value sinter::tanh16(ScalarBuilder &b, Value x, Sigmoid16Scale scale, Value table) {
  Interpolation sigmoid = interpolate(b, x, scale, table, 8, 0xFFFF << 8);
  // tanh(x) = 2 sigmoid(2x) - 1.
  Value positive = arith::SubIOp::create(b, sigmoid.value, i32(b, (1 << 23) - (1 << 7)));
  Value negative = arith::SubIOp::create(b, i32(b, (1 << 23) + (1 << 7) - 1), sigmoid.value);
  Value sum = arith::SelectOp::create(b, sigmoid.isNegative, negative, positive);
  return arith::ShRSIOp::create(b, sum, i32(b, 8));
}
