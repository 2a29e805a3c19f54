//===- ByteContraction.h - Sums of products of bytes ------------*- C++ -*-===//
//
// Quantized matmuls and convolutions say their signedness in the body: each
// factor is an 8-bit argument, extended with or without sign to 32 bits. The
// packing of weights and the choice of instructions both start from here.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_CODEGEN_BYTECONTRACTION_H
#define PASSES_CODEGEN_BYTECONTRACTION_H

#include "dialects/Exec/IR/ExecDialect.h"
#include "mlir/Dialect/Arith/IR/Arith.h"

namespace sinter::codegen {

/// One factor of the product: an 8-bit argument of the body.
struct ByteFactor {
  unsigned argument = 0;
  bool isSigned = false;
  uint8_t flip = 0; ///< Bits that the body inverts before it extends the argument.
};

/// The body `accumulator + extend(factors[0]) * extend(factors[1])`.
struct ByteContraction {
  ByteFactor factors[2]; ///< Arguments 0 and 1.
};

/// Returns what `body`, which takes two inputs and an accumulator first, multiplies
/// and adds; nothing if it is another computation.
std::optional<ByteContraction> matchByteContraction(mlir::Block &body);

/// Returns how many neighbours along the sum one lane of the machine's instruction
/// for dot products takes, for factors of these signs; 0 if it has none for them.
int64_t getDotGroup(exec::MachineAttr machine, bool isSigned0, bool isSigned1);

} // namespace sinter::codegen

#endif // PASSES_CODEGEN_BYTECONTRACTION_H
