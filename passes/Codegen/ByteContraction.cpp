//===- ByteContraction.cpp - Sums of products of bytes --------------------===//

#include "passes/Codegen/ByteContraction.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace sinter::codegen;

/// Matches extend(argument) or extend(argument xor constant), or the sum of that and a constant.
static std::optional<ByteFactor> matchFactor(Value value, Block &body) {
  ByteFactor factor;
  if (auto moved = value.getDefiningOp<arith::AddIOp>()) {
    APInt addend;
    if (!matchPattern(moved.getRhs(), m_ConstantInt(&addend)) ||
        addend.abs().ugt(std::numeric_limits<uint8_t>::max()))
      return std::nullopt;
    factor.center = -addend.getSExtValue();
    value = moved.getLhs();
  }
  Operation *extension = value.getDefiningOp();
  if (!isa_and_nonnull<arith::ExtSIOp, arith::ExtUIOp>(extension))
    return std::nullopt;
  factor.isSigned = isa<arith::ExtSIOp>(extension);
  Value source = extension->getOperand(0);
  if (auto flipped = source.getDefiningOp<arith::XOrIOp>()) {
    APInt bits;
    if (!matchPattern(flipped.getRhs(), m_ConstantInt(&bits)) || bits.getBitWidth() != 8)
      return std::nullopt;
    factor.flip = bits.getZExtValue();
    source = flipped.getLhs();
  }
  auto argument = dyn_cast<BlockArgument>(source);
  if (!argument || argument.getOwner() != &body || !argument.getType().isInteger(8))
    return std::nullopt;
  factor.argument = argument.getArgNumber();
  return factor;
}

std::optional<ByteContraction> sinter::codegen::matchCenteredContraction(Block &body) {
  Operation *yield = body.getTerminator();
  if (body.getNumArguments() < 3 || yield->getNumOperands() != 1 ||
      !yield->getOperand(0).getType().isInteger(32))
    return std::nullopt;
  auto sum = yield->getOperand(0).getDefiningOp<arith::AddIOp>();
  BlockArgument accumulator = body.getArguments().back();
  if (!sum || (sum.getLhs() != accumulator && sum.getRhs() != accumulator))
    return std::nullopt;
  Value other = sum.getLhs() == accumulator ? sum.getRhs() : sum.getLhs();
  auto product = other.getDefiningOp<arith::MulIOp>();
  if (!product)
    return std::nullopt;
  auto first = matchFactor(product.getLhs(), body), second = matchFactor(product.getRhs(), body);
  if (!first || !second || first->argument + second->argument != 1)
    return std::nullopt;
  if (first->argument == 1)
    std::swap(first, second);
  return ByteContraction{{*first, *second}};
}

std::optional<ByteContraction> sinter::codegen::matchByteContraction(Block &body) {
  auto contraction = matchCenteredContraction(body);
  if (!contraction || contraction->factors[0].center || contraction->factors[1].center)
    return std::nullopt;
  return contraction;
}

DotInstruction sinter::codegen::getDotInstruction(exec::MachineAttr machine, bool isSigned0,
                                                  bool isSigned1) {
  StringRef name = machine.getDotProduct();
  if (name == "vpdpbusd" && isSigned0 != isSigned1) // either way round
    return DotInstruction::vpdpbusd;
  // Bytes of any sign fit 16 bits; their pair sums fit 32.
  if (name == "vpdpbusd" || name == "pmaddwd")
    return DotInstruction::pmaddwd;
  if (name == "smlad")
    return DotInstruction::smlad;
  if (name == "vmladava" && isSigned0 == isSigned1)
    return DotInstruction::vmladava;
  if ((name == "sdot" || name == "usdot") && isSigned0 == isSigned1)
    return isSigned0 ? DotInstruction::sdot : DotInstruction::udot;
  if (name == "usdot")
    return DotInstruction::usdot;
  return DotInstruction::none;
}

int64_t sinter::codegen::getDotGroup(DotInstruction instruction) {
  switch (instruction) {
  case DotInstruction::none:
    return 0;
  case DotInstruction::pmaddwd:
    return 2;
  case DotInstruction::smlad: // one word of bytes becomes two pairs
  case DotInstruction::vpdpbusd:
  case DotInstruction::sdot:
  case DotInstruction::udot:
  case DotInstruction::usdot:
    return 4;
  case DotInstruction::vmladava:
    return 16;
  }
  llvm_unreachable("unknown instruction");
}

int64_t sinter::codegen::getLeastDotLanes(exec::MachineAttr machine) {
  StringRef name = machine.getDotProduct();
  return name == "smlad" || name == "vmladava" ? 1 : 4;
}
