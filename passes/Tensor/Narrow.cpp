//===- Narrow.cpp - Numbers of 8 bits and less ----------------------------===//

#include "passes/Tensor/Narrow.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/Matchers.h"
#include "passes/Tensor/Generics.h"
#include "llvm/ADT/APFloat.h"

using namespace mlir;

namespace sinter {

namespace {

/// What a float has besides its sign, and the bytes that mean no finite number.
struct FloatLayout {
  unsigned mantissa;
  int bias;
  uint8_t largest;  ///< Finite.
  uint8_t overflow; ///< What a number beyond it becomes without saturation.
  uint8_t nan;
  bool isUnsignedZero; ///< One zero and one NaN: the byte 0x80.
};

struct Facts {
  StringRef name;
  unsigned bits;
  const llvm::fltSemantics *semantics; ///< Null for integers.
  bool isUnsigned;
  FloatLayout layout;
};

} // namespace

static const Facts &factsOf(Narrow narrow) {
  static const Facts facts[] = {
      {"int8", 8, nullptr, false, {}},
      {"int4", 4, nullptr, false, {}},
      {"uint4", 4, nullptr, true, {}},
      {"int2", 2, nullptr, false, {}},
      {"uint2", 2, nullptr, true, {}},
      {"float8e4m3fn", 8, &APFloat::Float8E4M3FN(), true, {3, 7, 0x7e, 0x7f, 0x7f, false}},
      {"float8e4m3fnuz", 8, &APFloat::Float8E4M3FNUZ(), true, {3, 8, 0x7f, 0x80, 0x80, true}},
      {"float8e5m2", 8, &APFloat::Float8E5M2(), true, {2, 15, 0x7b, 0x7c, 0x7e, false}},
      {"float8e5m2fnuz", 8, &APFloat::Float8E5M2FNUZ(), true, {2, 16, 0x7f, 0x80, 0x80, true}},
      {"float8e8m0", 8, &APFloat::Float8E8M0FNU(), true, {}},
      // It has no NaN: what becomes of one is not defined.
      {"float4e2m1", 4, &APFloat::Float4E2M1FN(), true, {1, 1, 0x7, 0x7, 0x8, false}},
  };
  return facts[unsigned(narrow)];
}

StringRef nameOf(Narrow narrow) { return factsOf(narrow).name; }

Narrow narrowNamed(StringRef name) {
  for (unsigned i = 1; i <= unsigned(Narrow::Float4E2M1); ++i)
    if (nameOf(Narrow(i)) == name)
      return Narrow(i);
  return Narrow::None;
}

unsigned bitsOf(Narrow narrow) { return factsOf(narrow).bits; }
bool isNarrowFloat(Narrow narrow) { return factsOf(narrow).semantics != nullptr; }
bool isNarrowUnsigned(Narrow narrow) { return factsOf(narrow).isUnsigned; }

//===----------------------------------------------------------------------===//
// Decoding
//===----------------------------------------------------------------------===//

float decodeNarrow(uint8_t byte, Narrow narrow) {
  const Facts &facts = factsOf(narrow);
  APFloat value(*facts.semantics, APInt(facts.bits, byte & ((1u << facts.bits) - 1)));
  bool lossy;
  value.convert(APFloat::IEEEsingle(), APFloat::rmNearestTiesToEven, &lossy);
  return value.convertToFloat();
}

/// An i32.
static Value integer(ScalarBuilder &b, int64_t value) {
  return constantOf(b, b.getI32Type(), value);
}

static Value equals(ScalarBuilder &b, Value x, int64_t value) {
  return arith::CmpIOp::create(b, arith::CmpIPredicate::eq, x, integer(b, value));
}

static Value fromBits(ScalarBuilder &b, Value bits) {
  return arith::BitcastOp::create(b, b.getF32Type(), bits);
}

static Value notANumber(ScalarBuilder &b) {
  Type f32 = b.getF32Type();
  return arith::ConstantOp::create(b, b.getFloatAttr(f32, APFloat::getNaN(APFloat::IEEEsingle())));
}

/// 2 to the power of byte - 127, of which the lowest has no exponent of its own in f32.
static Value decodePower(ScalarBuilder &b, Value byte) {
  Value bits = arith::ShLIOp::create(b, byte, integer(b, 23));
  bits = selectOf(b, equals(b, byte, 0), integer(b, 0x400000), bits);
  return selectOf(b, equals(b, byte, 255), notANumber(b), fromBits(b, bits));
}

Value decodeNarrow(ScalarBuilder &b, Value byte, Narrow narrow) {
  Type i32 = b.getI32Type(), f32 = b.getF32Type();
  Value wide = arith::ExtUIOp::create(b, i32, byte);
  if (narrow == Narrow::Float8E8M0)
    return decodePower(b, wide);
  const FloatLayout &layout = factsOf(narrow).layout;
  unsigned signBit = factsOf(narrow).bits - 1;
  Value magnitude = arith::AndIOp::create(b, wide, integer(b, (1 << signBit) - 1));
  Value sign = arith::ShLIOp::create(b, arith::ShRUIOp::create(b, wide, integer(b, signBit)),
                                     integer(b, 31));

  // Of the lowest exponent are the multiples of the least number; others get f32's bias.
  Value multiple = arith::SIToFPOp::create(b, f32, magnitude);
  Value least = constantOf(b, f32, std::ldexp(1.0, 1 - layout.bias - int(layout.mantissa)));
  Value small = arith::BitcastOp::create(b, i32, mulOf(b, multiple, least));
  Value normal = arith::ShLIOp::create(b, magnitude, integer(b, 23 - layout.mantissa));
  normal = addOf(b, normal, integer(b, int64_t(127 - layout.bias) << 23));
  Value isSmall = arith::CmpIOp::create(b, arith::CmpIPredicate::ult, magnitude,
                                        integer(b, 1 << layout.mantissa));
  Value bits = selectOf(b, isSmall, small, normal);
  Value result = fromBits(b, arith::OrIOp::create(b, bits, sign));
  if (narrow == Narrow::Float4E2M1)
    return result;
  if (layout.isUnsignedZero)
    return selectOf(b, equals(b, wide, layout.nan), notANumber(b), result);
  if (narrow == Narrow::Float8E4M3FN)
    return selectOf(b, equals(b, magnitude, layout.nan), notANumber(b), result);
  Value isInfinite = equals(b, magnitude, layout.overflow);
  Value infinity = fromBits(b, arith::OrIOp::create(b, integer(b, 0x7f800000), sign));
  Value isNan =
      arith::CmpIOp::create(b, arith::CmpIPredicate::ugt, magnitude, integer(b, layout.overflow));
  return selectOf(b, isInfinite, infinity, selectOf(b, isNan, notANumber(b), result));
}

Value decodeNarrowTensor(TensorBuilder &c, Value tensor, Narrow narrow) {
  Type f32 = c.b.getF32Type();
  ElementsAttr elements;
  if (matchPattern(tensor, m_Constant(&elements)))
    if (std::optional<HostTensor> bytes = HostTensor::from(elements)) {
      HostTensor result = HostTensor::zeros(bytes->getType().clone(f32), bytes->isSplat());
      llvm::transform(bytes->as<uint8_t>(), result.mutableAs<float>().begin(),
                      [&](uint8_t byte) { return decodeNarrow(byte, narrow); });
      return c.constantValue(result.toAttr());
    }
  ArrayRef<int64_t> shape = shapeOf(tensor);
  return pointwise(c, shape, tensor, c.b.getMultiDimIdentityMap(shape.size()), f32,
                   [&](ScalarBuilder &b, ValueRange x) { return decodeNarrow(b, x[0], narrow); });
}

//===----------------------------------------------------------------------===//
// Encoding
//===----------------------------------------------------------------------===//

/// The exponent of |x| as float8e8m0 has it.
static Value encodePower(ScalarBuilder &b, Value x, NarrowRounding rounding) {
  Value bits = arith::BitcastOp::create(b, b.getI32Type(), x);
  bits = arith::AndIOp::create(b, bits, integer(b, 0x7fffffff));
  Value exponent = arith::ShRUIOp::create(b, bits, integer(b, 23));
  Value fraction = arith::AndIOp::create(b, bits, integer(b, 0x7fffff));
  auto isAbove = [&](Value value, Value bound) {
    return arith::CmpIOp::create(b, arith::CmpIPredicate::ugt, value, bound).getResult();
  };
  // The lowest power, 2 to the power of -127, is the fraction 0x400000 of exponent 0 in f32.
  Value isLowest = equals(b, exponent, 0);
  Value whole = selectOf(b, isLowest, integer(b, 0x400000), integer(b, 0));
  Value limit = selectOf(b, isLowest, integer(b, 0x5fffff), integer(b, 0x3fffff));
  Value more = integer(b, 0);
  if (rounding.mode != NarrowRounding::Down) {
    Value isMore = isAbove(fraction, rounding.mode == NarrowRounding::Up ? whole : limit);
    more = arith::ExtUIOp::create(b, b.getI32Type(), isMore);
  }
  Value rounded = addOf(b, exponent, more);
  Value tooLarge = isAbove(rounded, integer(b, 254));
  rounded = selectOf(b, tooLarge, integer(b, rounding.saturates ? 254 : 255), rounded);
  if (!rounding.saturates) {
    Value isBelow = isAbove(integer(b, 0x400000), bits);
    rounded = selectOf(b, isBelow, integer(b, 255), rounded);
  }
  return selectOf(b, isAbove(bits, integer(b, 0x7f800000)), integer(b, 255), rounded);
}

/// Rounds |x| to the format's bits by arithmetic on the bits of f32: half a unit is added, and
/// to odd numbers one more of its last bits, so that a tie goes to the even one.
static Value encodeMagnitude(ScalarBuilder &b, Value bits, const FloatLayout &layout) {
  unsigned dropped = 23 - layout.mantissa;
  Value odd =
      arith::AndIOp::create(b, arith::ShRUIOp::create(b, bits, integer(b, dropped)), integer(b, 1));
  Value half = addOf(b, integer(b, (1 << (dropped - 1)) - 1), odd);
  Value normal = arith::ShRUIOp::create(b, addOf(b, bits, half), integer(b, dropped));
  normal = subOf(b, normal, integer(b, int64_t(127 - layout.bias) << layout.mantissa));
  // Below the least exponent numbers are multiples of the least; its bits go on seamlessly.
  double scale = std::ldexp(1.0, layout.bias - 1 + int(layout.mantissa));
  Value small = mulOf(b, fromBits(b, bits), constantOf(b, b.getF32Type(), scale));
  Value bound = integer(b, int64_t(128 - layout.bias) << 23);
  Value isSmall = arith::CmpIOp::create(b, arith::CmpIPredicate::ult, bits, bound);
  // What is large stays away from the conversion, which has no result for it.
  small = selectOf(b, isSmall, small, constantOf(b, b.getF32Type(), 0));
  small = arith::FPToSIOp::create(b, b.getI32Type(), math::RoundEvenOp::create(b, small));
  return selectOf(b, isSmall, small, normal);
}

Value encodeNarrow(ScalarBuilder &b, Value x, Narrow narrow, NarrowRounding rounding) {
  Type i32 = b.getI32Type();
  if (narrow == Narrow::Float8E8M0)
    return arith::TruncIOp::create(b, b.getI8Type(), encodePower(b, x, rounding));
  const FloatLayout &layout = factsOf(narrow).layout;
  unsigned signBit = factsOf(narrow).bits - 1;
  Value all = arith::BitcastOp::create(b, i32, x);
  Value bits = arith::AndIOp::create(b, all, integer(b, 0x7fffffff));
  Value sign =
      arith::ShLIOp::create(b, arith::ShRUIOp::create(b, all, integer(b, 31)), integer(b, signBit));

  Value magnitude = encodeMagnitude(b, bits, layout);
  Value tooLarge =
      arith::CmpIOp::create(b, arith::CmpIPredicate::ugt, magnitude, integer(b, layout.largest));
  Value isNan = arith::CmpIOp::create(b, arith::CmpIPredicate::ugt, bits, integer(b, 0x7f800000));
  Value beyond = integer(b, rounding.saturates ? layout.largest : layout.overflow);
  magnitude = selectOf(b, tooLarge, beyond, magnitude);
  magnitude = selectOf(b, isNan, integer(b, layout.nan), magnitude);
  Value result = arith::OrIOp::create(b, magnitude, sign);
  if (layout.isUnsignedZero) {
    // The byte 0x80 is NaN, so that zero has no sign, and NaN has it always.
    result = selectOf(b, equals(b, magnitude, 0), integer(b, 0), result);
    result = selectOf(b, isNan, integer(b, layout.nan), result);
  } else if (narrow == Narrow::Float4E2M1) {
    result = selectOf(b, isNan, integer(b, layout.nan), result);
  }
  return arith::TruncIOp::create(b, b.getI8Type(), result);
}

Value wrapNarrow(ScalarBuilder &b, Value byte, Narrow narrow) {
  Value unused = constantOf(b, b.getI8Type(), 8 - bitsOf(narrow));
  Value high = arith::ShLIOp::create(b, byte, unused);
  if (isNarrowUnsigned(narrow))
    return arith::ShRUIOp::create(b, high, unused);
  return arith::ShRSIOp::create(b, high, unused);
}

//===----------------------------------------------------------------------===//
// Files
//===----------------------------------------------------------------------===//

std::optional<HostTensor> unpackNarrow(RankedTensorType type, ArrayRef<char> packed,
                                       Narrow narrow) {
  unsigned bits = bitsOf(narrow), perByte = 8 / bits;
  if (packed.size() != llvm::divideCeil(uint64_t(type.getNumElements()), uint64_t(perByte)))
    return std::nullopt;
  bool isSigned = !isNarrowUnsigned(narrow);
  HostTensor result = HostTensor::zeros(type);
  for (auto [i, value] : llvm::enumerate(result.mutableAs<uint8_t>())) {
    uint8_t high = uint8_t(uint8_t(packed[i / perByte]) >> (i % perByte * bits)) << (8 - bits);
    value = isSigned ? uint8_t(int8_t(high) >> (8 - bits)) : uint8_t(high >> (8 - bits));
  }
  return result;
}

} // namespace sinter
