//===- FormDispatchRegions.cpp - Group operations into dispatch regions ---===//

#include "passes/Dispatch/DispatchGroups.h"
#include "passes/Dispatch/Passes.h"

#include "mlir/Analysis/TopologicalSortUtils.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
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
  RegionWriter(const DispatchGroup &group)
      : group(group), members(group.members.begin(), group.members.end()) {}

  void write() {
    Operation *last = group.members.back();
    OpBuilder builder(last);
    SmallVector<Location> locations;
    SmallVector<Value> results;
    for (Operation *op : group.members) {
      locations.push_back(op->getLoc());
      for (Value result : op->getResults())
        if (op == last || isUsedElsewhere(result))
          results.push_back(result);
    }
    auto region = flow::RegionOp::create(builder, builder.getFusedLoc(locations),
                                         ValueRange(results).getTypes(), group.root);
    region->setAttr(flow::kReason, builder.getStringAttr(group.reason));
    Block *body = builder.createBlock(&region.getBody());

    for (Operation *op : group.members) {
      carryAlong(op, builder);
      builder.setInsertionPointToEnd(body);
      Operation *copy = builder.clone(*op, mapping);
      copy->setLoc(op->getLoc());
      // Each member gets a destination of its own: none overwrites another's.
      for (Value value : destinations)
        mapping.erase(value);
      destinations.clear();
    }
    SmallVector<Value> yielded;
    for (Value result : results)
      yielded.push_back(mapping.lookup(result));
    flow::YieldOp::create(builder, last->getLoc(), yielded);

    for (auto [result, replacement] : llvm::zip_equal(results, region.getResults()))
      result.replaceAllUsesWith(replacement);
    for (Operation *op : llvm::reverse(group.members)) {
      eraseViews(op);
      op->erase();
    }
  }

private:
  /// Returns true if anything but the members, or views that only they use, reads `value`.
  bool isUsedElsewhere(Value value) {
    return llvm::any_of(value.getUsers(), [&](Operation *user) {
      return isView(user) ? isUsedElsewhere(user->getResult(0)) : !members.contains(user);
    });
  }

  static void eraseViews(Operation *op) {
    for (Operation *user : llvm::make_early_inc_range(op->getUsers())) {
      eraseViews(user);
      user->erase();
    }
  }

  /// Clones what `op` (or code nested in it) uses and cannot get as an argument.
  void carryAlong(Operation *op, OpBuilder &builder) {
    llvm::SetVector<Value> used;
    getUsedValuesDefinedAbove(op->getRegions(), used);
    used.insert(op->operand_begin(), op->operand_end());
    for (Value value : used) {
      if (mapping.contains(value))
        continue;
      // Views of what the region computes are formed inside of it.
      Operation *producer = value.getDefiningOp();
      bool isInner = producer && isView(producer) && mapping.contains(getViewSource(value));
      if (!isInner && !mustBeCloned(value, group.members.back()))
        continue;
      carryAlong(producer, builder);
      // What is cloned again must not find its block's arguments mapped already.
      IRMapping own = mapping;
      mapping.map(producer->getResults(), builder.clone(*producer, own)->getResults());
      if (isa<tensor::EmptyOp, linalg::FillOp>(producer))
        destinations.push_back(value);
    }
  }

  const DispatchGroup &group;
  llvm::SmallPtrSet<Operation *, 8> members;
  SmallVector<Value> destinations; ///< Carried along for the current member.
  IRMapping mapping;
};

/// Returns true if `group` is a concatenation whose operands can be computed where
/// they belong in its result: regions write and read parts of buffers, views of them
/// would not be dense.
bool canConcatInPlace(const DispatchGroup &group) {
  auto concat = dyn_cast<tensor::ConcatOp>(group.members.front());
  if (!concat || group.members.size() != 1)
    return false;
  auto isPlaceable = [](Value operand) {
    // A concatenation that is still here is one between regions.
    if (!isa_and_nonnull<flow::RegionOp, tensor::ConcatOp>(operand.getDefiningOp()))
      return false;
    unsigned concats = 0;
    for (Operation *user : operand.getUsers()) {
      if (isView(user) || isExit(user))
        return false;
      concats += isa<tensor::ConcatOp>(user);
    }
    return concats == 1;
  };
  return llvm::all_of(concat.getInputs(), isPlaceable);
}

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
      if (!canConcatInPlace(group))
        RegionWriter(group).write();
    // What reads one result of a region may stand before that region's last member.
    sortTopologically(&block);

    // What was carried into its users has no use left here.
    for (Operation &op : llvm::make_early_inc_range(llvm::reverse(block)))
      if (isOpTriviallyDead(&op))
        op.erase();
  }
};

} // namespace
