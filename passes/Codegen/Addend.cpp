//===- Addend.cpp - What is added to a sum of bytes -----------------------===//

#include "passes/Codegen/Addend.h"

#include "passes/Codegen/ByteContraction.h"

using namespace mlir;
using namespace sinter::codegen;

/// Returns the input of `stage` that its body adds to input `sum`, if neither is used
/// otherwise.
static std::optional<unsigned> findSummand(const Stage &stage, unsigned sum) {
  BlockArgument argument = stage.body->getArgument(sum);
  if (!argument.hasOneUse())
    return std::nullopt;
  auto add = dyn_cast<arith::AddIOp>(*argument.user_begin());
  if (!add)
    return std::nullopt;
  auto other = dyn_cast<BlockArgument>(add.getLhs() == argument ? add.getRhs() : add.getLhs());
  if (!other || other.getOwner() != stage.body || !other.hasOneUse() ||
      other.getArgNumber() >= stage.inputs.size() ||
      stage.inputs[other.getArgNumber()].kind != Operand::Memory)
    return std::nullopt;
  return other.getArgNumber();
}

std::optional<Addend> sinter::codegen::findAddend(const Nest &nest) {
  const Stage &root = nest.root();
  if (!nest.hasReduction() || root.inputs.size() < 2 || root.outputs.size() != 1 ||
      root.stored[0] || !matchCenteredContraction(*root.body))
    return std::nullopt;
  std::optional<Addend> found;
  unsigned uses = 0;
  for (auto [s, stage] : llvm::enumerate(nest.stages)) {
    auto isSum = [](const Operand &operand) {
      return operand.kind == Operand::Carried && operand.stage == 0;
    };
    uses += llvm::count_if(stage.inputs, isSum) + llvm::count_if(stage.outputArgs, isSum);
    for (auto [k, input] : llvm::enumerate(stage.inputs))
      if (isSum(input))
        if (auto summand = findSummand(stage, k))
          found = Addend{static_cast<unsigned>(s), *summand};
  }
  return uses == 1 ? found : std::nullopt;
}
