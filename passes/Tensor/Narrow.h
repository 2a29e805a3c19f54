//===- Narrow.h - Numbers of 8 bits and less --------------------*- C++ -*-===//
//
// Floats of 8 and 4 bits and integers of 4 and 2 bits. A tensor of such numbers is
// one of i8 here, a byte per number: movement needs no code of its own, integers
// (extended to the byte) compute as those of 8 bits do, and only conversions ask
// what the bytes mean.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_TENSOR_NARROW_H
#define PASSES_TENSOR_NARROW_H

#include "passes/Tensor/HostTensor.h"
#include "passes/Tensor/Scalars.h"

namespace sinter {

/// What the bytes of a tensor of i8 hold.
enum class Narrow : uint8_t {
  None, ///< Integers of 8 bits.
  Int4,
  UInt4,
  Int2,
  UInt2,
  Float8E4M3FN,
  Float8E4M3FNUZ,
  Float8E5M2,
  Float8E5M2FNUZ,
  Float8E8M0,
  Float4E2M1
};

/// How numbers beyond the range of a narrow float are stored, and which neighbour
/// float8e8m0, which has no fraction, takes.
struct NarrowRounding {
  bool saturates = true;
  enum Mode { Up, Down, Nearest } mode = Up;
};

/// Returns the name, such as "float8e4m3fn"; `narrowNamed` is the inverse, None for other names.
llvm::StringRef nameOf(Narrow narrow);
Narrow narrowNamed(llvm::StringRef name);

/// Bits that a number has; those of integers are extended to a byte, those of floats with zeros.
unsigned bitsOf(Narrow narrow);
bool isNarrowFloat(Narrow narrow);
/// Integers without sign; bytes of floats count as such.
bool isNarrowUnsigned(Narrow narrow);

/// The number that the byte of a narrow float means, as f32, which holds all exactly.
float decodeNarrow(uint8_t byte, Narrow narrow);
/// The same of a scalar i8.
mlir::Value decodeNarrow(ScalarBuilder &b, mlir::Value byte, Narrow narrow);
/// The same of each element of a tensor; constants are decoded right away.
mlir::Value decodeNarrowTensor(TensorBuilder &c, mlir::Value tensor, Narrow narrow);

/// The i8 that holds the number nearest to `x` (f32), the even one of two.
mlir::Value encodeNarrow(ScalarBuilder &b, mlir::Value x, Narrow narrow, NarrowRounding rounding);

/// Cuts an i8 to the low bits of a narrow integer and extends them again.
mlir::Value wrapNarrow(ScalarBuilder &b, mlir::Value byte, Narrow narrow);

/// Takes apart `packed`, in which the first number has the lowest bits of the first byte, to
/// `count` bytes; nothing if their number is not that of `packed`.
std::optional<HostTensor> unpackNarrow(mlir::RankedTensorType type, llvm::ArrayRef<char> packed,
                                       Narrow narrow);

} // namespace sinter

#endif // PASSES_TENSOR_NARROW_H
