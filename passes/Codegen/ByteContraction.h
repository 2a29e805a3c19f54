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
  uint8_t flip = 0;   ///< Bits that the body inverts before it extends the argument.
  int32_t center = 0; ///< What the body subtracts after it has extended the argument.
};

/// The body `accumulator + (extend(factors[0]) - center) * (extend(factors[1]) - center)`.
struct ByteContraction {
  ByteFactor factors[2]; ///< Arguments 0 and 1.
};

/// Returns what `body`, which takes two inputs and an accumulator first, multiplies
/// and adds; nothing if it is another computation. No factor has a center.
std::optional<ByteContraction> matchByteContraction(mlir::Block &body);

/// The same if factors may have a center.
std::optional<ByteContraction> matchCenteredContraction(mlir::Block &body);

/// How a lane sums products of neighbours.
enum class DotInstruction {
  none,
  vpdpbusd, ///< x86: four bytes, unsigned by signed.
  pmaddwd,  ///< x86: two 16-bit numbers, to which bytes are widened.
  sdot,     ///< AArch64: four signed bytes.
  udot,     ///< AArch64: four unsigned bytes.
  usdot,    ///< AArch64: four bytes, unsigned by signed.
  smlad,    ///< ARM: two 16-bit numbers of one integer register, to which bytes are widened.
  vmladava, ///< Helium: sixteen bytes of one sign, summed up in an integer register.
};

/// Returns the machine's instruction for factors of these signs.
DotInstruction getDotInstruction(exec::MachineAttr machine, bool isSigned0, bool isSigned1);

/// Returns how many neighbours along the sum one lane takes at once; 0 for `none`.
int64_t getDotGroup(DotInstruction instruction);

/// Returns the fewest lanes that an instruction has on this machine.
int64_t getLeastDotLanes(exec::MachineAttr machine);

} // namespace sinter::codegen

#endif // PASSES_CODEGEN_BYTECONTRACTION_H
