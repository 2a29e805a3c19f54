//===- MeasureLiveBytes.cpp - How much of the activations is alive at once ===//
//
// A figure to hold plans against: it knows nothing of places, padding and scratch memory, so a
// plan that is much larger wastes memory. One that is smaller lets results lie on what they
// are made of.
//
//===----------------------------------------------------------------------===//

#include "dialects/Exec/IR/SymbolicDims.h"
#include "passes/Memory/ArenaPlanner.h"
#include "passes/Memory/Parts.h"
#include "passes/Memory/Passes.h"
#include "passes/Memory/StateAccess.h"

namespace sinter {
#define GEN_PASS_DEF_MEASURELIVEBYTES
#include "passes/Memory/Passes.h.inc"
} // namespace sinter

using namespace mlir;
using namespace sinter;

/// Returns the bytes of result `index` of `dispatch`, without the padding that it adds.
static int64_t getUnpaddedBytes(func::FuncOp dispatch, unsigned index) {
  auto type = cast<ShapedType>(dispatch.getResultTypes()[index]);
  if (!dispatch.isExternal()) {
    Value value = dispatch.getBody().back().getTerminator()->getOperand(index);
    if (auto pad = value.getDefiningOp<tensor::PadOp>())
      type = pad.getSourceType();
  }
  return plan::getByteSize(type).value_or(0);
}

static int64_t findLastUse(Value value, const Steps &steps, int64_t last) {
  for (Operation *user : value.getUsers()) {
    if (auto step = steps.find(user); step != steps.end())
      last = std::max(last, step->second);
    else if (user->getNumResults() == 1)
      last = findLastUse(user->getResult(0), steps, last);
  }
  return last;
}

/// Returns what lies outside of the workspace: what is returned or stored.
static llvm::DenseSet<Value> findElsewhere(func::FuncOp function) {
  llvm::DenseSet<Value> roots;
  for (Value value : function.getBody().front().getTerminator()->getOperands())
    roots.insert(getRoot(value));
  for (auto store : function.getOps<ml_program::GlobalStoreOp>())
    roots.insert(getRoot(store.getValue()));
  return roots;
}

static int64_t measure(func::FuncOp function, const SymbolTable &symbols, bool ioInWorkspace) {
  Steps steps = getSteps(function);
  llvm::DenseSet<Value> elsewhere = findElsewhere(function);
  SmallVector<LiveBuffer> buffers;
  if (ioInWorkspace) {
    for (BlockArgument input : function.getArguments())
      buffers.push_back({plan::getByteSize(cast<ShapedType>(input.getType())).value_or(0), -1,
                         findLastUse(input, steps, -1)});
    for (Value output : function.getBody().front().getTerminator()->getOperands())
      if (auto call = getRoot(output).getDefiningOp())
        buffers.push_back({plan::getByteSize(cast<ShapedType>(output.getType())).value_or(0),
                           steps.lookup(call), int64_t(steps.size())});
  }
  for (auto call : function.getOps<flow::DispatchOp>()) {
    auto dispatch = symbols.lookup<func::FuncOp>(call.getDispatch());
    int64_t step = steps.lookup(call);
    for (OpResult result : call.getResults())
      if (!elsewhere.contains(getRoot(result)))
        buffers.push_back({getUnpaddedBytes(dispatch, result.getResultNumber()), step,
                           findLastUse(result, steps, step)});
  }
  return getLiveBytes(buffers, /*alignment=*/1);
}

namespace {
struct MeasureLiveBytes : sinter::impl::MeasureLiveBytesBase<MeasureLiveBytes> {
  using MeasureLiveBytesBase::MeasureLiveBytesBase;

  void runOnOperation() override {
    if (!exec::SymbolicDims::get(getOperation()).empty())
      return; // calls decide
    SymbolTable symbols(getOperation());
    Builder builder(&getContext());
    for (auto exported : getOperation().getOps<exec::ExportOp>()) {
      auto function = symbols.lookup<func::FuncOp>(exported.getName());
      exported->setAttr(exec::kLiveBytes,
                        builder.getI64IntegerAttr(measure(function, symbols, ioInWorkspace)));
    }
  }
};
} // namespace
