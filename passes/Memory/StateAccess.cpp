//===- StateAccess.cpp - When old state is read and new state written -----===//

#include "passes/Memory/StateAccess.h"

#include "dialects/Plan/IR/PlanDialect.h"
#include "passes/Memory/InPlace.h"
#include "passes/Memory/Parts.h"

using namespace mlir;
using namespace sinter;
using ml_program::GlobalLoadOp;
using ml_program::GlobalStoreOp;

Steps sinter::getSteps(func::FuncOp function) {
  Steps steps;
  int64_t step = -1;
  Attribute last;
  for (auto call : function.getOps<flow::DispatchOp>()) {
    Attribute wave = call->getAttr(plan::kWave);
    step += !wave || wave != last;
    steps[call] = step;
    last = wave;
  }
  return steps;
}

/// Calls `visit` for what uses `value` or another value in its memory.
static void forEachUser(Value value, llvm::function_ref<void(Operation *)> visit) {
  for (Operation *user : value.getUsers()) {
    if (isa<tensor::ExpandShapeOp, tensor::CollapseShapeOp, tensor::ConcatOp>(user))
      forEachUser(user->getResult(0), visit);
    else
      visit(user);
  }
}

/// Returns the first step that writes into the memory of `value`, or nothing if it is
/// not computed by dispatches alone.
static std::optional<int64_t> findFirstWrite(Value value, const Steps &steps) {
  Operation *op = value.getDefiningOp();
  if (auto call = steps.find(op); call != steps.end())
    return call->second;
  if (!isa_and_nonnull<tensor::ExpandShapeOp, tensor::CollapseShapeOp, tensor::ConcatOp>(op))
    return std::nullopt;
  std::optional<int64_t> first;
  for (Value operand : op->getOperands()) {
    std::optional<int64_t> step = findFirstWrite(operand, steps);
    if (!step)
      return std::nullopt;
    first = std::min(first.value_or(*step), *step);
  }
  return first;
}

/// Returns true if `call`, which computes `root`, overwrites the content of `load`.
static bool isOverwrittenBy(Operation *call, GlobalLoadOp load, Value root) {
  auto inPlace = call->getAttrOfType<DenseI64ArrayAttr>(kInPlace);
  if (!inPlace || inPlace.size() != 2 || root.getDefiningOp() != call)
    return false;
  auto isLoaded = [&](Value operand) { return getRoot(operand) == load; };
  return call->getResult(inPlace[0]) == root && isLoaded(call->getOperand(inPlace[1])) &&
         llvm::count_if(call->getOperands(), isLoaded) == 1;
}

bool sinter::canWriteInPlace(GlobalStoreOp store, const Steps &steps) {
  Value root = getRoot(store.getValue());
  std::optional<int64_t> firstWrite = findFirstWrite(root, steps);
  // A larger root is a concatenation that the value is part of.
  if (!firstWrite || plan::getByteSize(cast<ShapedType>(root.getType())) !=
                         plan::getByteSize(cast<ShapedType>(store.getValue().getType())))
    return false;
  bool isFree = true;
  forEachUser(root, [&](Operation *user) {
    bool isOther = isa<GlobalStoreOp>(user) && user != store;
    isFree &= !isOther && !user->hasTrait<OpTrait::IsTerminator>();
  });
  auto function = store->getParentOfType<func::FuncOp>();
  for (auto load : function.getOps<GlobalLoadOp>())
    if (load.getGlobal() == store.getGlobal())
      forEachUser(load, [&](Operation *user) {
        auto step = steps.find(user);
        isFree &= step != steps.end() &&
                  (step->second < *firstWrite || isOverwrittenBy(user, load, root));
      });
  return isFree;
}
