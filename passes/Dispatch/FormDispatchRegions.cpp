//===- FormDispatchRegions.cpp - Group operations into dispatch regions ---===//

#include "passes/Dispatch/DispatchGroups.h"
#include "passes/Dispatch/Passes.h"

#include "mlir/IR/IRMapping.h"
#include "mlir/Transforms/RegionUtils.h"

namespace sinter {
#define GEN_PASS_DEF_FORMDISPATCHREGIONS
#include "passes/Dispatch/Passes.h.inc"
} // namespace sinter

using namespace mlir;
using namespace sinter;

/// Returns true if the value's producer must be cloned into a region that uses
/// it: scalars, slices and empty tensors; scalar constants as well.
static bool mustBeCloned(Value value, Operation *user) {
  Operation *producer = value.getDefiningOp();
  if (!producer || producer->getBlock() != user->getBlock())
    return false;
  return isCarriedAlong(producer);
}

namespace {

/// Moves one group into a region that stands at its last member.
class RegionWriter {
public:
  RegionWriter(const DispatchGroup &group) : group(group) {}

  void write() {
    Operation *last = group.members.back();
    OpBuilder builder(last);
    SmallVector<Location> locations;
    for (Operation *op : group.members)
      locations.push_back(op->getLoc());
    auto region = flow::RegionOp::create(builder, builder.getFusedLoc(locations),
                                         last->getResultTypes(), group.root);
    Block *body = builder.createBlock(&region.getBody());

    for (Operation *op : group.members) {
      carryAlong(op, builder);
      builder.setInsertionPointToEnd(body);
      Operation *copy = builder.clone(*op, mapping);
      copy->setLoc(op->getLoc());
    }
    SmallVector<Value> results;
    for (Value result : last->getResults())
      results.push_back(mapping.lookup(result));
    flow::YieldOp::create(builder, last->getLoc(), results);

    last->replaceAllUsesWith(region.getResults());
    for (Operation *op : llvm::reverse(group.members))
      op->erase();
  }

private:
  /// Clones what `op` (or code nested in it) uses and cannot get as an argument.
  void carryAlong(Operation *op, OpBuilder &builder) {
    llvm::SetVector<Value> used;
    getUsedValuesDefinedAbove(op->getRegions(), used);
    used.insert(op->operand_begin(), op->operand_end());
    for (Value value : used) {
      if (mapping.contains(value) || !mustBeCloned(value, group.members.back()))
        continue;
      Operation *producer = value.getDefiningOp();
      carryAlong(producer, builder);
      builder.clone(*producer, mapping);
    }
  }

  const DispatchGroup &group;
  IRMapping mapping;
};

struct FormDispatchRegions : sinter::impl::FormDispatchRegionsBase<FormDispatchRegions> {
  void runOnOperation() override {
    func::FuncOp function = getOperation();
    if (function.isExternal() || flow::isDispatchFunction(function))
      return;
    if (!function.getBody().hasOneBlock()) {
      function.emitError("has branches between blocks, which no dispatch can hold; "
                         "use structured control flow (scf)");
      return signalPassFailure();
    }
    Block &block = function.getBody().front();
    for (const DispatchGroup &group : formGroups(block))
      RegionWriter(group).write();

    // What was carried into its users has no use left here.
    for (Operation &op : llvm::make_early_inc_range(llvm::reverse(block)))
      if (isOpTriviallyDead(&op))
        op.erase();
  }
};

} // namespace
