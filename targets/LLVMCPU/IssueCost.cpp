//===- IssueCost.cpp - How long a function runs ---------------------------===//
//
// Microcontrollers issue instructions in the order of the program, and most have no caches that
// matter: an instruction waits until its operands and its unit are ready. What memory makes them
// wait besides, and what one block leaves to the next, is not counted.
//
//===----------------------------------------------------------------------===//

#include "targets/LLVMCPU/IssueCost.h"

#include "llvm/Analysis/BlockFrequencyInfo.h"
#include "llvm/Analysis/BranchProbabilityInfo.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/CodeGen/MachineBranchProbabilityInfo.h"
#include "llvm/CodeGen/TargetRegisterInfo.h"
#include "llvm/CodeGen/TargetSchedule.h"
#include "llvm/CodeGen/TargetSubtargetInfo.h"
#include "llvm/IR/Dominators.h"

using namespace sinter;
using namespace llvm;

namespace {
/// Issues the instructions of one block.
class BlockIssue {
public:
  BlockIssue(const TargetSchedModel &model, const TargetRegisterInfo &registers)
      : model(model), registers(registers) {}

  void issue(const MachineInstr &instruction) {
    waitForOperands(instruction);
    unsigned operations = std::max(1u, model.getNumMicroOps(&instruction));
    if (issued > 0 && issued + operations > model.getIssueWidth())
      advanceTo(cycle + 1);
    claimUnits(instruction);
    issued += operations;
    while (issued > model.getIssueWidth()) {
      ++cycle;
      issued -= model.getIssueWidth();
    }
    unsigned latency = model.computeInstrLatency(&instruction);
    for (const MachineOperand &operand : instruction.all_defs())
      forEachUnit(operand, [&](unsigned unit) { ready[unit] = cycle + latency; });
  }

  uint64_t getCycles() const { return cycle + (issued > 0); }

private:
  void advanceTo(uint64_t when) {
    if (when <= cycle)
      return;
    cycle = when;
    issued = 0;
  }

  template <typename Visit> void forEachUnit(const MachineOperand &operand, Visit visit) {
    if (operand.isReg() && operand.getReg().isPhysical())
      for (MCRegUnit unit : registers.regunits(operand.getReg().asMCReg()))
        visit(static_cast<unsigned>(unit));
  }

  void waitForOperands(const MachineInstr &instruction) {
    uint64_t when = cycle;
    for (const MachineOperand &operand : instruction.all_uses())
      forEachUnit(operand, [&](unsigned unit) { when = std::max(when, ready.lookup(unit)); });
    advanceTo(when);
  }

  /// Waits for units of which there is one, and takes them.
  void claimUnits(const MachineInstr &instruction) {
    const MCSchedClassDesc *kind = model.resolveSchedClass(&instruction);
    if (!kind || !kind->isValid())
      return;
    auto uses = make_range(model.getWriteProcResBegin(kind), model.getWriteProcResEnd(kind));
    auto isOne = [&](const MCWriteProcResEntry &use) {
      return model.getProcResource(use.ProcResourceIdx)->NumUnits == 1;
    };
    uint64_t when = cycle;
    for (const MCWriteProcResEntry &use : uses)
      if (isOne(use))
        when = std::max(when, free.lookup(use.ProcResourceIdx));
    advanceTo(when);
    for (const MCWriteProcResEntry &use : uses)
      if (isOne(use))
        free[use.ProcResourceIdx] = cycle + use.ReleaseAtCycle;
  }

  const TargetSchedModel &model;
  const TargetRegisterInfo &registers;
  uint64_t cycle = 0;
  unsigned issued = 0;                      ///< Operations in the current cycle.
  DenseMap<unsigned, uint64_t> ready, free; ///< When: registers' units, and the core's.
};
} // namespace

/// Cycles that a core without branch prediction loses when it goes elsewhere.
static unsigned getBranchPenalty(const TargetSubtargetInfo &target) {
  constexpr unsigned refill = 2;
  return target.getTargetTriple().isARM() || target.getTargetTriple().isThumb()
             ? (target.checkFeatures("+no-branch-predictor") ? refill : 0)
             : 0;
}

BlockRuns::BlockRuns(const MachineFunction &machineFunction) {
  const Function &function = machineFunction.getFunction();
  DominatorTree dominators(const_cast<Function &>(function));
  LoopInfo loops(dominators);
  BranchProbabilityInfo probabilities(function, loops);
  BlockFrequencyInfo frequencies(function, probabilities, loops);
  auto entry = static_cast<double>(frequencies.getEntryFreq().getFrequency());
  for (const BasicBlock &block : function)
    runs[&block] = frequencies.getBlockFreq(&block).getFrequency() / entry;
}

RunCost sinter::measureRunCost(const MachineFunction &function, const BlockRuns &blockRuns) {
  const TargetSubtargetInfo &target = function.getSubtarget();
  TargetSchedModel model;
  model.init(&target);
  bool isKnown = model.hasInstrSchedModel() && model.getMicroOpBufferSize() == 0;
  unsigned penalty = getBranchPenalty(target);
  MachineBranchProbabilityInfo probabilities;
  RunCost cost;
  for (const MachineBasicBlock &block : function) {
    double runs = blockRuns.get(block);
    BlockIssue issue(model, *target.getRegisterInfo());
    for (const MachineInstr &instruction : block.instrs()) {
      if (instruction.isMetaInstruction() || instruction.isBundle())
        continue;
      cost.instructions += runs;
      if (isKnown)
        issue.issue(instruction);
      if (instruction.isCall(MachineInstr::IgnoreBundle))
        cost.cycles += runs * penalty;
    }
    cost.cycles += runs * issue.getCycles();
    for (const MachineBasicBlock *next : block.successors())
      if (!block.isLayoutSuccessor(next))
        cost.cycles += runs * penalty *
                       probabilities.getEdgeProbability(&block, next).getNumerator() /
                       BranchProbability::getDenominator();
  }
  cost.knowsCycles = isKnown;
  return cost;
}
