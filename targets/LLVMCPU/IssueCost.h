//===- IssueCost.h - How long a function runs -------------------*- C++ -*-===//

#ifndef TARGETS_LLVMCPU_ISSUECOST_H
#define TARGETS_LLVMCPU_ISSUECOST_H

#include "targets/CodeUnit.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/CodeGen/MachineFunction.h"

namespace sinter {

/// How often blocks run in one call of their function. By the IR that they came from: the code
/// generator loses it where returns become conditional.
class BlockRuns {
public:
  explicit BlockRuns(const llvm::MachineFunction &function);

  double get(const llvm::MachineBasicBlock &block) const {
    return runs.lookup_or(block.getBasicBlock(), 1);
  }

private:
  llvm::DenseMap<const llvm::BasicBlock *, double> runs;
};

/// Returns what one call of `function` executes itself: instructions as often as their block runs,
/// and the cycles in which a core issues them that takes them in order, by LLVM's model of it.
RunCost measureRunCost(const llvm::MachineFunction &function, const BlockRuns &runs);

} // namespace sinter

#endif // TARGETS_LLVMCPU_ISSUECOST_H
