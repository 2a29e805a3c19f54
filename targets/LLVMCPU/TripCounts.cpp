//===- TripCounts.cpp - How often loops run -------------------------------===//
//
// How often loops run depends on constants and on the number of the workgroup, never on data:
// each condition outside of loops, and what each loop counts to, is computed for all
// workgroups, and the branch weighed by the mean. Only activations of zero are skipped by their
// values, as often as LLVM guesses.
//
//===----------------------------------------------------------------------===//

#include "targets/LLVMCPU/TripCounts.h"

#include "llvm/Analysis/ConstantFolding.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/Analysis/ScalarEvolutionExpressions.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/ProfDataUtils.h"

using namespace llvm;

namespace {
/// Computes what follows from the number of one workgroup.
class Workgroup {
public:
  Workgroup(Function &function, uint64_t id) : layout(function.getDataLayout()) {
    if (function.hasFnAttribute(sinter::kWorkgroupCount) && function.arg_size() == 2)
      number = {function.getArg(1), ConstantInt::get(function.getArg(1)->getType(), id)};
    known.insert(number);
  }
  /// Knows nothing but the number that `other` has.
  Workgroup(const Workgroup &other) : layout(other.layout), number(other.number) {
    known.insert(number);
  }

  /// Returns the constant that `value` is; null if it depends on memory or on a loop.
  Constant *get(Value *value) {
    if (auto *constant = dyn_cast<Constant>(value))
      return constant;
    if (auto entry = known.find(value); entry != known.end())
      return entry->second;
    known[value] = nullptr;
    auto *instruction = dyn_cast<Instruction>(value);
    if (!instruction || isa<PHINode>(instruction) || instruction->mayReadOrWriteMemory())
      return nullptr;
    SmallVector<Constant *> operands;
    for (Value *operand : instruction->operands()) {
      operands.push_back(get(operand));
      if (!operands.back())
        return nullptr;
    }
    Constant *result =
        isa<CmpInst>(instruction)
            ? ConstantFoldCompareInstOperands(cast<CmpInst>(instruction)->getPredicate(),
                                              operands[0], operands[1], layout)
            : ConstantFoldInstOperands(instruction, operands, layout);
    return known[value] = result;
  }

  /// Returns the number that `count` is, less than 0 if its loop is not entered.
  std::optional<double> get(const SCEV *count, ScalarEvolution &evolution) {
    ValueToSCEVMapTy values;
    visitAll(count, [&](const SCEV *part) {
      auto *unknown = dyn_cast<SCEVUnknown>(part);
      if (auto *constant = unknown ? get(unknown->getValue()) : nullptr)
        values[unknown->getValue()] = evolution.getConstant(constant->getUniqueInteger());
    });
    auto *constant =
        dyn_cast<SCEVConstant>(SCEVParameterRewriter::rewrite(count, evolution, values));
    if (!constant)
      return std::nullopt;
    // A workgroup without work counts from behind its end.
    const APInt &number = constant->getAPInt();
    return number.getBitWidth() == 1 ? number.roundToDouble() : number.signedRoundToDouble();
  }

  /// Returns how often `branch` stays in `loop`, found by following what the loop counts.
  std::optional<double> follow(Loop &loop, BranchInst &branch) const {
    constexpr int most = 1000;
    BasicBlock *before = loop.getLoopPredecessor(), *latch = loop.getLoopLatch();
    if (!before || !latch)
      return std::nullopt;
    SmallVector<std::pair<PHINode *, Constant *>> counters;
    for (PHINode &counter : loop.getHeader()->phis())
      counters.push_back(
          {&counter, Workgroup(*this).get(counter.getIncomingValueForBlock(before))});
    for (int repeats = 0; repeats < most; ++repeats) {
      Workgroup iteration(*this);
      for (auto [counter, value] : counters)
        iteration.known[counter] = value;
      Constant *condition = iteration.get(branch.getCondition());
      if (!condition)
        return std::nullopt;
      if (!loop.contains(branch.getSuccessor(condition->isZeroValue())))
        return repeats;
      for (auto &[counter, value] : counters)
        value = iteration.get(counter->getIncomingValueForBlock(latch));
    }
    return std::nullopt;
  }

private:
  template <typename Visit> static void visitAll(const SCEV *expression, Visit visit) {
    struct Visitor {
      Visit visit;
      bool follow(const SCEV *part) { return visit(part), true; }
      bool isDone() const { return false; }
    } visitor{visit};
    llvm::visitAll(expression, visitor);
  }

  const DataLayout &layout;
  std::pair<Value *, Constant *> number; ///< The argument, and what it is; or null.
  DenseMap<Value *, Constant *> known;
};
} // namespace

/// Weighs the ways out of `branch`; `first` and `second` say how often each is taken.
static void weigh(BranchInst &branch, double first, double second) {
  // Means have three digits behind the point; nothing runs more often than the rest can say.
  constexpr double unit = 1000, most = 4e9;
  if (first * unit > most || second * unit > most)
    return;
  uint32_t weights[] = {static_cast<uint32_t>(first * unit), static_cast<uint32_t>(second * unit)};
  setBranchWeights(branch, weights, /*IsExpected=*/false);
}

/// Weighs what ends the loop by how often it goes back, on average of those that enter it. Returns
/// false if that is not known.
static bool weighLoop(Loop &loop, ScalarEvolution &evolution, MutableArrayRef<Workgroup> groups) {
  BasicBlock *exiting = loop.getExitingBlock();
  auto *branch = exiting ? dyn_cast<BranchInst>(exiting->getTerminator()) : nullptr;
  const SCEV *count = evolution.getBackedgeTakenCount(&loop);
  if (!branch || !branch->isConditional())
    return false;
  double total = 0, entered = 0;
  for (Workgroup &group : groups) {
    std::optional<double> repeats =
        isa<SCEVCouldNotCompute>(count) ? group.follow(loop, *branch) : group.get(count, evolution);
    if (!repeats)
      return false;
    if (*repeats < 0)
      continue;
    total += *repeats;
    ++entered;
  }
  double staying = entered ? total / entered : 0;
  loop.contains(branch->getSuccessor(0)) ? weigh(*branch, staying, 1) : weigh(*branch, 1, staying);
  return true;
}

/// Weighs a condition that no loop decides.
static void weighCondition(BranchInst &branch, MutableArrayRef<Workgroup> groups) {
  double taken = 0;
  for (Workgroup &group : groups) {
    Constant *condition = group.get(branch.getCondition());
    if (!condition)
      return;
    taken += condition->isOneValue();
  }
  weigh(branch, taken, groups.size() - taken);
}

void sinter::weighBranches(Module &module, FunctionAnalysisManager &analyses) {
  for (Function &function : module) {
    if (function.isDeclaration())
      continue;
    std::vector<Workgroup> groups;
    uint64_t count = function.getFnAttributeAsParsedInteger(kWorkgroupCount, 1);
    for (uint64_t id = 0; id < count; ++id)
      groups.emplace_back(function, id);
    for (Instruction &instruction : instructions(function))
      if (auto *branch = dyn_cast<BranchInst>(&instruction); branch && branch->isConditional())
        weighCondition(*branch, groups);
    auto &evolution = analyses.getResult<ScalarEvolutionAnalysis>(function);
    bool countsAll = true;
    for (Loop *loop : analyses.getResult<LoopAnalysis>(function).getLoopsInPreorder())
      countsAll &= weighLoop(*loop, evolution, groups);
    // Loops of builtins depend on numbers, but are short: LLVM's guess will do.
    if (!countsAll && function.hasFnAttribute(kWorkgroupCount))
      function.addFnAttr(kUncountedLoops);
  }
}
