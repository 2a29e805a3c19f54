//===- StackUse.cpp - What compiled functions take of the stack -----------===//
//
// Frames and calls are read from the machine code just before it is printed, when spills,
// saved registers and calls of the support library are all there.
//
//===----------------------------------------------------------------------===//

#include "targets/LLVMCPU/StackUse.h"

#include "targets/LLVMCPU/IssueCost.h"
#include "targets/LLVMCPU/TripCounts.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/CodeGen/AsmPrinter.h"
#include "llvm/CodeGen/MachineFrameInfo.h"
#include "llvm/CodeGen/MachineFunction.h"
#include "llvm/CodeGen/MachineFunctionPass.h"
#include "llvm/CodeGen/TargetFrameLowering.h"
#include "llvm/CodeGen/TargetInstrInfo.h"
#include "llvm/CodeGen/TargetRegisterInfo.h"
#include "llvm/CodeGen/TargetSubtargetInfo.h"
#include "llvm/IR/Function.h"

using namespace sinter;
using namespace llvm;

/// Bytes of the frame whose size depends on the length of vector registers, at the greatest
/// length that an architecture allows unless the function says better; with what may lie between
/// them and the rest of the frame.
static uint64_t getScalableBytes(const MachineFunction &function) {
  const MachineFrameInfo &frame = function.getFrameInfo();
  uint64_t bytes = 0;
  for (int i = frame.getObjectIndexBegin(); i < frame.getObjectIndexEnd(); ++i)
    if (!frame.isDeadObjectIndex(i) &&
        (frame.getStackID(i) == TargetStackID::ScalableVector ||
         frame.getStackID(i) == TargetStackID::ScalablePredicateVector))
      bytes += alignTo(frame.getObjectSize(i), 16);
  if (bytes == 0)
    return 0;
  constexpr unsigned greatest = 16;
  auto attributes = function.getFunction().getAttributes().getFnAttrs();
  return bytes * attributes.getVScaleRangeMax().value_or(greatest) +
         function.getSubtarget().getFrameLowering()->getStackAlign().value();
}

/// Bytes down to the lowest object. That lies below the frame where functions that call none may
/// use memory which they did not claim.
static uint64_t getLowestByte(const MachineFrameInfo &frame) {
  int64_t lowest = 0;
  for (int i = frame.getObjectIndexBegin(); i < frame.getObjectIndexEnd(); ++i)
    if (!frame.isDeadObjectIndex(i) && frame.getStackID(i) == TargetStackID::Default)
      lowest = std::min(lowest, frame.getObjectOffset(i));
  return -lowest;
}

/// Where code is to be small on x86-64, constants come to registers by way of the stack.
static uint64_t getPassingBytes(const MachineFunction &function) {
  const TargetSubtargetInfo &target = function.getSubtarget();
  if (!target.getTargetTriple().isX86_64() || !function.getFunction().hasMinSize())
    return 0;
  constexpr uint64_t word = 8;
  for (const MachineBasicBlock &block : function)
    for (const MachineInstr &instruction : block)
      if (!instruction.getFlag(MachineInstr::FrameSetup) &&
          target.getInstrInfo()->getName(instruction.getOpcode()).starts_with("PUSH"))
        return word;
  return 0;
}

static uint64_t getStackBytes(const MachineFunction &function) {
  const MachineFrameInfo &frame = function.getFrameInfo();
  const TargetSubtargetInfo &target = function.getSubtarget();
  const TargetFrameLowering &lowering = *target.getFrameLowering();
  uint64_t bytes = frame.getStackSize() + frame.getUnsafeStackSize() + getScalableBytes(function);
  bytes -= lowering.getOffsetOfLocalArea(); // what a call instruction pushes; negative
  bytes = std::max(bytes, getLowestByte(frame));
  if (!lowering.hasReservedCallFrame(function))
    bytes += frame.getMaxCallFrameSize(); // pushed around calls
  bytes += getPassingBytes(function);
  if (target.getRegisterInfo()->hasStackRealignment(function))
    bytes += frame.getMaxAlign().value() - lowering.getStackAlign().value();
  return bytes;
}

/// Adds `calls` calls of the function that `call` names; returns false if it names none.
static bool addCallee(const MachineInstr &call, double calls,
                      MapVector<StringRef, double> &callees) {
  for (const MachineOperand &operand : call.operands()) {
    if (operand.isGlobal())
      return callees[operand.getGlobal()->getName()] += calls, true;
    if (operand.isSymbol())
      return callees[operand.getSymbolName()] += calls, true;
  }
  return false;
}

namespace {
class MeasureStack : public MachineFunctionPass {
public:
  MeasureStack(std::vector<FunctionUse> &functions, bool estimatesCost)
      : MachineFunctionPass(ID), functions(functions), estimatesCost(estimatesCost) {}

  bool runOnMachineFunction(MachineFunction &function) override {
    std::optional<BlockRuns> runs;
    if (estimatesCost)
      runs.emplace(function);
    MapVector<StringRef, double> callees;
    FunctionUse use{function.getName().str(), getStackBytes(function), {}, false, {}};
    for (const MachineBasicBlock &block : function)
      for (const MachineInstr &instruction : block.instrs())
        if (instruction.isCall(MachineInstr::IgnoreBundle) &&
            !addCallee(instruction, runs ? runs->get(block) : 0, callees))
          use.callsByAddress = true;
    for (auto [callee, calls] : callees)
      use.callees.push_back({callee.str(), calls});
    if (runs && !function.getFunction().hasFnAttribute(kUncountedLoops))
      use.cost = measureRunCost(function, *runs);
    functions.push_back(std::move(use));
    return false;
  }

  StringRef getPassName() const override { return "Measure stack use"; }
  void getAnalysisUsage(AnalysisUsage &usage) const override {
    usage.setPreservesAll();
    MachineFunctionPass::getAnalysisUsage(usage);
  }

private:
  static char ID;
  std::vector<FunctionUse> &functions;
  bool estimatesCost;
};
} // namespace

char MeasureStack::ID = 0;

void MeasuringPassManager::add(Pass *pass) {
  // The printer comes when nothing changes code any more.
  if (dynamic_cast<AsmPrinter *>(pass))
    PassManager::add(new MeasureStack(functions, estimatesCost));
  PassManager::add(pass);
}
