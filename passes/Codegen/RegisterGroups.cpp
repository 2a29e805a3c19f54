//===- RegisterGroups.cpp - Lanes of an operand ---------------------------===//
//
// Where registers are many the results decide: what is wider in between takes several of them.
// Lanes that are gathered, or are one sum in the end, have nothing of groups.
//
//===----------------------------------------------------------------------===//

#include "passes/Codegen/RegisterGroups.h"

#include "passes/Codegen/HighProduct.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace sinter;
using namespace sinter::codegen;

/// Lanes of the widest number that the bodies compute with, 1 if vectors cannot hold it.
static int64_t getBodyLanes(const Nest &nest, exec::MachineAttr machine) {
  int64_t lanes = machine.getVectorBits() / 8;
  auto take = [&](Type type) {
    if (type.isIntOrFloat() && !type.isInteger(1))
      lanes = std::min(lanes, machine.getLanes(type));
  };
  auto takeBody = [&](const Stage &stage) {
    SmallPtrSet<Operation *, 16> inside; // of what is one instruction on vectors
    for (auto narrowed : stage.body->getOps<arith::TruncIOp>())
      if (auto high = matchHighProduct(narrowed); high && hasHighProduct(machine)) {
        inside.insert(std::begin(high->steps), std::end(high->steps));
        inside.insert({high->x, high->y});
      }
    for (Type type : stage.body->getArgumentTypes())
      take(type);
    for (Operation &op : *stage.body) {
      if (!inside.contains(&op) && !isa<arith::ConstantOp>(op))
        for (Type type : op.getResultTypes())
          take(type);
      if (isa<arith::RemFOp>(op)) // computed in f64
        take(Float64Type::get(op.getContext()));
    }
  };
  llvm::for_each(nest.stages, takeBody);
  llvm::for_each(nest.prologue, takeBody);
  return std::max<int64_t>(1, lanes);
}

int64_t sinter::codegen::getRegisterLanes(const Nest &nest, exec::MachineAttr machine) {
  int64_t lanes = 0;
  for (const Stage &stage : nest.stages)
    for (const Operand &output : stage.outputs) {
      Type type = cast<MemRefType>(output.value.getType()).getElementType();
      if (type.isInteger(1) && stage.body->getNumArguments() > 1)
        type = stage.body->getArgument(0).getType();
      int64_t fits = machine.getLanes(type);
      lanes = lanes ? std::min(lanes, fits) : fits;
    }
  // With few registers, or where 64-bit numbers are none of a vector's, every step counts.
  if (machine.getLaneBits() < 64 || machine.getVectorGroup() > 1)
    lanes = std::min(lanes, getBodyLanes(nest, machine));
  return llvm::bit_floor<uint64_t>(std::max<int64_t>(1, lanes));
}

int64_t sinter::codegen::chooseRegisterGroup(const Nest &nest, const Strategy &strategy,
                                             exec::MachineAttr machine) {
  int64_t group = machine.getVectorGroup();
  if (group == 1 || !strategy.vectorDim || strategy.vectorReduces(nest))
    return 1;
  unsigned dim = *strategy.vectorDim;
  for (const Stage &stage : nest.stages)
    for (const Operand &input : stage.inputs) {
      bool isGathered =
          input.kind == Operand::Memory && input.at.strides[dim] != 0 && input.at.strides[dim] != 1;
      if (isGathered || input.kind == Operand::Index)
        return 1;
    }
  for (const Stage &stage : nest.stages)
    for (Operation &op : stage.body->without_terminator()) {
      if (op.getName().getDialectNamespace() == "math") // polynomials of many terms
        group = std::min<int64_t>(group, 2);
      if (llvm::any_of(op.getResultTypes(), [](Type type) { return isa<FloatType>(type); }))
        group = std::min<int64_t>(group, 4);
    }
  int64_t extent = nest.dims[dim].extent;
  while (group > 1 && strategy.lanes * group > extent)
    group /= 2;
  if (group > 1 && extent % (strategy.lanes * group) != 0 &&
      extent % (strategy.lanes * group / 2) == 0)
    group /= 2;
  return group;
}
