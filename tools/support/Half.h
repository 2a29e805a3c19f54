//===- Half.h - 16-bit floats to and from 32 bits ---------------*- C++ -*-===//

#ifndef TOOLS_SUPPORT_HALF_H
#define TOOLS_SUPPORT_HALF_H

#include <cmath>
#include <cstdint>
#include <cstring>

namespace sinter::tools {

inline float bitsToFloat(uint32_t bits) {
  float value;
  std::memcpy(&value, &bits, sizeof(value));
  return value;
}

inline uint32_t floatToBits(float value) {
  uint32_t bits;
  std::memcpy(&bits, &value, sizeof(bits));
  return bits;
}

inline float bfloatToFloat(uint16_t bits) { return bitsToFloat(uint32_t(bits) << 16); }

/// Rounds to nearest, ties to even.
inline uint16_t floatToBfloat(float value) {
  uint32_t bits = floatToBits(value);
  if (std::isnan(value))
    return uint16_t(bits >> 16 | 0x40);
  return uint16_t((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
}

inline float halfToFloat(uint16_t bits) {
  int exponent = bits >> 10 & 31;
  int mantissa = bits & 1023;
  float magnitude;
  if (exponent == 31)
    magnitude = mantissa ? NAN : INFINITY;
  else if (exponent == 0)
    magnitude = std::ldexp(float(mantissa), -24);
  else
    magnitude = std::ldexp(float(mantissa + 1024), exponent - 25);
  return bits & 0x8000 ? -magnitude : magnitude;
}

/// Rounds to nearest, ties to even.
inline uint16_t floatToHalf(float value) {
  uint16_t sign = std::signbit(value) ? 0x8000 : 0;
  float magnitude = std::fabs(value);
  if (std::isnan(value))
    return sign | 0x7e00;
  if (magnitude >= 65520.0f) // rounds to infinity
    return sign | 0x7c00;
  if (magnitude < 0x1p-14f) // denormal: a multiple of 2^-24
    return sign | uint16_t(std::nearbyint(std::ldexp(magnitude, 24)));
  int exponent;
  float mantissa = std::frexp(magnitude, &exponent); // in [0.5, 1)
  // A mantissa that rounds up to 2048 carries into the exponent by itself.
  int bits = int(std::nearbyint(std::ldexp(mantissa, 11)));
  return sign | uint16_t(((exponent + 13) << 10) + bits);
}

} // namespace sinter::tools

#endif // TOOLS_SUPPORT_HALF_H
