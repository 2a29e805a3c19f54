//===- DispatchGroups.cpp - Which operations form a dispatch --------------===//

#include "passes/Dispatch/DispatchGroups.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "llvm/ADT/DenseMap.h"

using namespace mlir;
using namespace sinter;

bool sinter::isView(Operation *op) {
  return isa<tensor::ExpandShapeOp, tensor::CollapseShapeOp>(op);
}

bool sinter::isCarriedAlong(Operation *op) {
  if (isa<tensor::EmptyOp, tensor::ExtractSliceOp, linalg::FillOp>(op))
    return true;
  return llvm::none_of(op->getResultTypes(), [](Type type) { return isa<TensorType>(type); });
}

/// Returns true if a use of the slice or fill needs it in memory of its own.
static bool mustMaterialize(Operation *op) {
  return llvm::any_of(op->getUsers(), [](Operation *user) {
    return isView(user) || user->hasTrait<OpTrait::IsTerminator>();
  });
}

static bool doesWork(Operation *op) {
  if (op->hasTrait<OpTrait::ConstantLike>() || op->hasTrait<OpTrait::IsTerminator>() || isView(op))
    return false;
  if (isa<tensor::ExtractSliceOp, linalg::FillOp>(op))
    return mustMaterialize(op);
  return !isCarriedAlong(op);
}

static bool isElementwise(linalg::LinalgOp op) {
  return op.getNumLoops() == op.getNumParallelLoops() && op->getNumResults() == 1 &&
         op.getMatchingIndexingMap(op.getDpsInitOperand(0)).isIdentity();
}

static StringRef classify(Operation *op) {
  auto linalgOp = dyn_cast<linalg::LinalgOp>(op);
  if (!linalgOp)
    return llvm::StringSwitch<StringRef>(op->getName().getStringRef())
        .Case("tensor.pad", "pad")
        .Cases({"tensor.concat", "tensor.insert_slice"}, "concat")
        .Case("tensor.extract_slice", "slice")
        .Default("general");
  if (linalg::isaConvolutionOpInterface(linalgOp)) {
    if (op->getName().stripDialect().starts_with("pooling"))
      return "pool";
    if (op->getName().stripDialect().starts_with("depthwise"))
      return "depthwise";
    return "conv";
  }
  if (linalg::isaContractionOpInterface(linalgOp))
    return "matmul";
  if (isa<linalg::FillOp>(op))
    return "fill";
  if (linalgOp.getNumParallelLoops() != linalgOp.getNumLoops())
    return "reduce";
  if (isa<linalg::TransposeOp>(op) ||
      !llvm::all_of(linalgOp.getIndexingMapsArray(),
                    [](AffineMap map) { return !map.isPermutation() || map.isIdentity(); }))
    return "transpose";
  return "elementwise";
}

namespace {

class GroupBuilder {
public:
  SmallVector<DispatchGroup> build(Block &block) {
    for (Operation &op : block)
      if (doesWork(&op))
        place(&op);
    llvm::sort(groups, [](const DispatchGroup &a, const DispatchGroup &b) {
      return a.members.back()->isBeforeInBlock(b.members.back());
    });
    return std::move(groups);
  }

private:
  void place(Operation *op) {
    if (std::optional<unsigned> index = findGroupToJoin(op)) {
      groups[*index].members.push_back(op);
      groupOf[op] = *index;
      return;
    }
    unsigned index = groups.size();
    groups.push_back({{op}, classify(op)});
    groupOf[op] = index;
  }

  /// The group whose last member `op` extends, if it is the only user of it.
  std::optional<unsigned> findGroupToJoin(Operation *op) {
    std::optional<unsigned> best;
    for (OpOperand &operand : op->getOpOperands()) {
      Operation *producer = operand.get().getDefiningOp();
      auto found = groupOf.find(producer);
      if (!producer || found == groupOf.end() || !extends(op, operand, groups[found->second]))
        continue;
      if (!best || groups[*best].members.back()->isBeforeInBlock(producer))
        best = found->second;
    }
    return best;
  }

  bool extends(Operation *op, OpOperand &operand, const DispatchGroup &group) {
    Operation *producer = operand.get().getDefiningOp();
    bool onlyUse = operand.get().hasOneUse() && producer->getNumResults() == 1;
    if (!onlyUse || producer != group.members.back())
      return false;
    if (auto insert = dyn_cast<tensor::InsertSliceOp>(op))
      return insert.getDest() == operand.get() && isa<tensor::InsertSliceOp>(producer);

    if (!isa<linalg::LinalgOp>(producer))
      return false;
    // The root writes into the middle of a padded buffer as well as anywhere.
    if (auto pad = dyn_cast<tensor::PadOp>(op))
      return pad.getConstantPaddingValue() != nullptr;
    auto consumer = dyn_cast<linalg::GenericOp>(op);
    if (!consumer || !isElementwise(consumer))
      return false;
    return consumer.isDpsInput(&operand) && consumer.getMatchingIndexingMap(&operand).isIdentity();
  }

  SmallVector<DispatchGroup> groups;
  llvm::DenseMap<Operation *, unsigned> groupOf;
};

} // namespace

SmallVector<DispatchGroup> sinter::formGroups(Block &block) { return GroupBuilder().build(block); }
