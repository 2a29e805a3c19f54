//===- DispatchGroups.cpp - Which operations form a dispatch --------------===//

#include "passes/Dispatch/DispatchGroups.h"

#include "dialects/Exec/IR/ExecDialect.h"
#include "dialects/Exec/IR/SizeDivision.h"
#include "dialects/Exec/IR/SymbolicDims.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/MLProgram/IR/MLProgram.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"
#include "passes/Dispatch/RowAlignment.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/Support/MathExtras.h"

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

bool sinter::isExit(Operation *op) {
  return op->hasTrait<OpTrait::IsTerminator>() ||
         isa<ml_program::GlobalStoreOp, exec::SetDimOp>(op);
}

/// Returns true if a use of the slice or fill needs it in memory of its own.
static bool mustMaterialize(Operation *op) {
  return llvm::any_of(op->getUsers(), [](Operation *user) { return isView(user) || isExit(user); });
}

static bool doesWork(Operation *op) {
  if (op->hasTrait<OpTrait::ConstantLike>() || isExit(op) || isView(op) ||
      isa<ml_program::GlobalLoadOp>(op))
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

Value sinter::getViewSource(Value value) {
  while (Operation *op = value.getDefiningOp()) {
    if (!isView(op))
      break;
    value = op->getOperand(0);
  }
  return value;
}

static int64_t countIterations(Operation *op) {
  int64_t count = 1;
  for (int64_t extent : cast<linalg::LinalgOp>(op).getStaticLoopRanges())
    count *= extent;
  return count;
}

/// Returns true if nothing that `op` multiplies is known at compile time. A constant
/// right-hand side is stored in panels and read in an order of its own.
static bool isDynamicContraction(Operation *op) {
  return isContraction(op) && llvm::none_of(op->getOperands(), [](Value operand) {
           Operation *producer = getViewSource(operand).getDefiningOp();
           return producer && producer->hasTrait<OpTrait::ConstantLike>();
         });
}

/// Returns true if `op` multiplies each pixel with one constant matrix.
static bool isPointwiseConv(Operation *op) {
  auto conv = dyn_cast<linalg::Conv2DNhwcHwcfOp>(op);
  if (!conv || !conv.hasPureTensorSemantics() ||
      !matchPattern(conv.getDpsInputOperand(1)->get(), m_Constant()))
    return false;
  auto weights = cast<RankedTensorType>(conv.getDpsInputOperand(1)->get().getType());
  return weights.getDimSize(0) == 1 && weights.getDimSize(1) == 1 &&
         llvm::all_of(conv.getStrides().getValues<int64_t>(), [](int64_t s) { return s == 1; });
}

/// Returns true if the elementwise operations that follow `op` end in a pad.
static bool isPaddedLater(Operation *op) {
  while (op->hasOneUse()) {
    op = *op->getUsers().begin();
    if (isa<tensor::PadOp>(op))
      return true;
    auto linalgOp = dyn_cast<linalg::LinalgOp>(op);
    if (!linalgOp || !isElementwise(linalgOp))
      return false;
  }
  return false;
}

static int64_t countBytes(Value tensor) {
  auto type = cast<RankedTensorType>(tensor.getType());
  return type.getNumElements() * llvm::divideCeil(type.getElementTypeBitWidth(), 8);
}

/// Returns true if `op` may share rows with others of its dispatch.
static bool canShareRows(Operation *op) {
  return isRowWise(op) && (!isContraction(op) || isDynamicContraction(op));
}

static bool isPlainReduction(Operation *op) {
  auto linalgOp = dyn_cast<linalg::LinalgOp>(op); // A group may end in a pad.
  return linalgOp && !isContraction(op) && linalgOp.getNumReductionLoops() > 0;
}

namespace {

/// With fewer rows, large operations had better be cut among threads one by one.
constexpr int64_t kMinRows = 8, kSmallWork = 1 << 16;

/// Pixels of a row that share the weights of a register tile, and weights for which it does
/// not matter whether they do.
constexpr int64_t kMinPixels = 14, kFewWeights = 2048;

/// Operands of a dispatch that fused elementwise operations fill. Each is an address of its own,
/// and telling them apart takes the backend time by the square of their number: a chain of
/// thousands of operations is cut.
constexpr size_t kMostOperands = 128;

class GroupBuilder {
public:
  SmallVector<DispatchGroup> build(Block &block) {
    dims = exec::SymbolicDims::get(block.getParentOp());
    for (auto setter : block.getOps<exec::SetDimOp>())
      setterOf[setter.getDim()] = setter;
    for (Operation &op : block)
      if (doesWork(&op))
        place(&op);
    llvm::erase_if(groups, [](const DispatchGroup &group) { return group.members.empty(); });
    for (DispatchGroup &group : groups)
      describe(group);
    llvm::sort(groups, [](const DispatchGroup &a, const DispatchGroup &b) {
      return a.members.back()->isBeforeInBlock(b.members.back());
    });
    return std::move(groups);
  }

private:
  void place(Operation *op) {
    std::optional<unsigned> index = findGroupToJoin(op);
    std::optional<unsigned> rows = index ? std::nullopt : joinRows(op);
    if (rows)
      index = rows;
    if (!index)
      index = joinDepthwise(op);
    if (index) {
      groups[*index].members.push_back(op);
      groupOf[op] = *index;
      if (rows && isContraction(op))
        takePacking(op, *index);
      return;
    }
    groupOf[op] = groups.size();
    groups.push_back({{op}, classify(op), 0, ""});
  }

  /// The group whose last member `op` extends, if it is the only user of it.
  std::optional<unsigned> findGroupToJoin(Operation *op) {
    std::optional<unsigned> best;
    for (OpOperand &operand : op->getOpOperands()) {
      Operation *producer = operand.get().getDefiningOp();
      auto found = groupOf.find(producer);
      if (!producer || found == groupOf.end() || !extends(op, operand, groups[found->second]) ||
          dependsOnOthers(op, found->second))
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
    if (!consumer || !isElementwise(consumer) || hasManyOperands(op, group))
      return false;
    return consumer.isDpsInput(&operand) && consumer.getMatchingIndexingMap(&operand).isIdentity();
  }

  static bool hasManyOperands(Operation *op, const DispatchGroup &group) {
    size_t count = op->getNumOperands();
    for (Operation *member : group.members)
      count += member->getNumOperands();
    return count > kMostOperands;
  }

  //===--------------------------------------------------------------------===//
  // Rows
  //===--------------------------------------------------------------------===//

  /// Adds a pointwise convolution to the depthwise one that it alone reads: row by row,
  /// each core reads again what it has just written, and nobody waits in between.
  std::optional<unsigned> joinDepthwise(Operation *op) {
    if (!isPointwiseConv(op))
      return std::nullopt;
    Value image = op->getOperand(0), weights = op->getOperand(1);
    auto producer = image.getDefiningOp<linalg::LinalgOp>();
    auto found = groupOf.find(producer);
    if (!producer || found == groupOf.end() || !image.hasOneUse())
      return std::nullopt;
    DispatchGroup &group = groups[found->second];
    if (group.root != "depthwise" || group.members.back() != producer ||
        dependsOnOthers(op, found->second))
      return std::nullopt;
    auto decline = [&](const char *why) {
      this->decline(group, op, why);
      return std::nullopt;
    };
    auto machine = exec::MachineAttr::get(op);
    int64_t l2Bytes = machine.getUsualL2Bytes();
    auto type = cast<RankedTensorType>(image.getType());
    if (!isa<FloatType>(type.getElementType()))
      return decline("multiplies bytes");
    if (type.getDimSize(0) * type.getDimSize(1) < kMinRows || type.getDimSize(2) < kMinPixels)
      return decline("has too few pixels for its weights");
    if (cast<ShapedType>(weights.getType()).getNumElements() <= kFewWeights)
      return decline("multiplies by few weights");
    if (isPaddedLater(op))
      return decline("is padded, and borders are no part of rows");
    if (countBytes(weights) > l2Bytes / 8)
      return decline("reads too many weights for each row");
    // Images that no cache holds had better be read from begin to end by all channels.
    if (countBytes(group.members.front()->getOperand(0)) + countBytes(image) > l2Bytes)
      return decline("reads an image that leaves the cache");
    group.root = "separable";
    return found->second;
  }

  /// Adds `op` to the last group through whose rows it goes as well, if any. The group
  /// may have fewer rows afterwards.
  std::optional<unsigned> joinRows(Operation *op) {
    if (!canShareRows(op))
      return std::nullopt;
    SmallVector<unsigned> candidates;
    for (Value operand : op->getOperands())
      if (auto found = groupOf.find(getViewSource(operand).getDefiningOp());
          found != groupOf.end() && !llvm::is_contained(candidates, found->second))
        candidates.push_back(found->second);
    llvm::sort(candidates, [&](unsigned a, unsigned b) {
      return groups[b].members.back()->isBeforeInBlock(groups[a].members.back());
    });
    for (unsigned index : candidates)
      if (canShareRowsWith(op, index))
        return index;
    return std::nullopt;
  }

  bool canShareRowsWith(Operation *op, unsigned index) {
    DispatchGroup &group = groups[index];
    if (!llvm::all_of(group.members, canShareRows))
      return false;
    if (hasManyOperands(op, group))
      return decline(group, op, "reads more than a dispatch should");
    // Attention is worth it for what lies between its contractions.
    bool contracts = llvm::any_of(group.members, isContraction);
    if (isContraction(op) && contracts && !llvm::any_of(group.members, isPlainReduction))
      return decline(group, op, "is a second root");
    std::optional<RowLoops> mine = findRows(op, index);
    if (!mine)
      return decline(group, op, "needs several rows at once");
    int64_t work = countIterations(op);
    for (Operation *member : group.members)
      work = std::max(work, countIterations(member));
    if (mine->rows < kMinRows && work > kSmallWork)
      return decline(group, op, "shares too few rows");
    if (dependsOnOthers(op, index))
      return decline(group, op, "waits for another dispatch");

    // All members must be able to go by these rows, in their own loops.
    llvm::DenseMap<Operation *, SmallVector<unsigned>> narrowed;
    for (Operation *member : group.members) {
      std::optional<SmallVector<unsigned>> loops = narrowRows(member, mine->rows);
      if (!loops)
        return decline(group, op, "shares too few rows");
      narrowed[member] = *loops;
    }
    for (auto &[member, loops] : narrowed)
      rowLoops[member] = loops;
    rowLoops[op] = mine->loops;
    group.rows = mine->rows;
    return true;
  }

  /// Takes copies of operands, made for `op` alone, into its group: they run by the rows
  /// of heads, just before what reads them.
  void takePacking(Operation *op, unsigned index) {
    for (OpOperand &operand : op->getOpOperands()) {
      Operation *copy = getViewSource(operand.get()).getDefiningOp();
      auto found = groupOf.find(copy);
      if (found == groupOf.end() || found->second == index ||
          groups[found->second].members.size() != 1 || !isPackedFor(copy, op))
        continue;
      auto match = matchRows(operand, cast<linalg::LinalgOp>(copy), groups[index].rows);
      if (!match || match->rows < kMinRows || dependsOnOthers(copy, index))
        continue;
      llvm::DenseMap<Operation *, SmallVector<unsigned>> narrowed;
      auto &members = groups[index].members;
      bool fits = llvm::all_of(members, [&](Operation *member) {
        auto loops = narrowRows(member, match->rows);
        if (loops)
          narrowed[member] = *loops;
        return loops.has_value();
      });
      auto own = getWrittenRows(cast<linalg::LinalgOp>(copy), match->rows);
      if (!fits || !own)
        continue;
      for (auto &[member, loops] : narrowed)
        rowLoops[member] = loops;
      rowLoops[copy] = *own;
      groups[index].rows = match->rows;
      groups[found->second].members.clear();
      found->second = index;
      members.insert(
          llvm::upper_bound(members, copy,
                            [](Operation *a, Operation *b) { return a->isBeforeInBlock(b); }),
          copy);
    }
  }

  /// Returns true if `copy` moves data that only `reader` reads.
  static bool isPackedFor(Operation *copy, Operation *reader) {
    std::function<bool(Value)> isReadAlone = [&](Value value) {
      return llvm::all_of(value.getUsers(), [&](Operation *user) {
        return isView(user) ? isReadAlone(user->getResult(0)) : user == reader;
      });
    };
    return isa<linalg::GenericOp>(copy) && canShareRows(copy) &&
           copy->getRegion(0).front().getOperations().size() == 1 &&
           isReadAlone(copy->getResult(0));
  }

  /// The rows that `op` has in common with all members of the group that it reads.
  std::optional<RowLoops> findRows(Operation *op, unsigned index) {
    std::optional<RowLoops> common;
    int64_t limit = groups[index].rows;
    // The second round finds each operand's loops for the rows common to all.
    for (int round = 0; round < 2; ++round) {
      for (OpOperand &operand : op->getOpOperands()) {
        Operation *producer = getViewSource(operand.get()).getDefiningOp();
        auto found = groupOf.find(producer);
        if (found == groupOf.end() || found->second != index)
          continue;
        std::optional<RowLoops> match = matchRows(operand, cast<linalg::LinalgOp>(producer), limit);
        if (!match || (round == 1 && (match->rows != limit || match->loops != common->loops)))
          return std::nullopt;
        common = match;
        limit = match->rows;
      }
    }
    return common;
  }

  /// The loops of `member` that make up `rows` rows, a divisor of those it has now.
  std::optional<SmallVector<unsigned>> narrowRows(Operation *member, int64_t rows) {
    auto op = cast<linalg::LinalgOp>(member);
    auto known = rowLoops.find(member);
    if (known == rowLoops.end())
      return getWrittenRows(op, rows);
    SmallVector<int64_t> extents = op.getStaticLoopRanges();
    SmallVector<unsigned> loops;
    for (unsigned loop : known->second) {
      if (rows == 1)
        break;
      if (!exec::isMultiple(exec::SymbolicDims::get(op), rows, extents[loop]))
        return std::nullopt;
      rows /= extents[loop];
      loops.push_back(loop);
    }
    return rows == 1 ? std::make_optional(loops) : std::nullopt;
  }

  /// Returns true if `op` needs, by way of other dispatches, what the group computes:
  /// then it cannot be part of it.
  bool dependsOnOthers(Operation *op, unsigned index) {
    const DispatchGroup &group = groups[index];
    llvm::SmallPtrSet<Operation *, 32> visited;
    SmallVector<Operation *> worklist;
    auto visitProducers = [&](Operation *user, bool direct) {
      for (int64_t dim : dims.findComputed(user))
        if (Operation *setter = setterOf.lookup(dim); setter && visited.insert(setter).second)
          worklist.push_back(setter);
      user->walk([&](Operation *nested) {
        for (Value operand : nested->getOperands()) {
          Operation *producer = (direct ? getViewSource(operand) : operand).getDefiningOp();
          if (!producer || producer->getBlock() != op->getBlock())
            continue;
          auto found = groupOf.find(producer);
          if (direct && found != groupOf.end() && found->second == index)
            continue;
          if (visited.insert(producer).second)
            worklist.push_back(producer);
        }
      });
    };
    visitProducers(op, /*direct=*/true);
    while (!worklist.empty()) {
      Operation *current = worklist.pop_back_val();
      auto found = groupOf.find(current);
      if (found == groupOf.end()) {
        if (isa<exec::SetDimOp>(current) || group.members.front()->isBeforeInBlock(current))
          visitProducers(current, /*direct=*/false);
        continue;
      }
      if (found->second == index)
        return true;
      const DispatchGroup &other = groups[found->second];
      if (group.members.front()->isBeforeInBlock(other.members.back()))
        for (Operation *member : other.members)
          visitProducers(member, /*direct=*/false);
    }
    return false;
  }

  //===--------------------------------------------------------------------===//
  // Reasons
  //===--------------------------------------------------------------------===//

  bool decline(DispatchGroup &group, Operation *op, const Twine &why) {
    if (group.reason.empty())
      group.reason = (op->getName().getStringRef() + " after it " + why).str();
    return false;
  }

  /// Completes the reason: what is together, and why no more.
  void describe(DispatchGroup &group) {
    std::string text;
    if (group.rows) {
      group.root = nameRows(group);
      text = (Twine(group.members.size()) + " operations by " + Twine(group.rows) + " rows").str();
    } else if (group.members.size() > 1) {
      text = (group.root + " and " + Twine(group.members.size() - 1) + " that follow it").str();
    } else {
      text = "alone";
    }
    group.reason = text + "; ends as " + (group.reason.empty() ? findEnd(group) : group.reason);
  }

  /// "attention", "softmax" or "normalize", whichever it looks like.
  StringRef nameRows(const DispatchGroup &group) {
    bool isSoftmax = false, reduces = false;
    for (Operation *op : group.members) {
      reduces |= isPlainReduction(op);
      op->walk([&](Operation *inner) { isSoftmax |= isa<math::ExpOp>(inner); });
    }
    if (llvm::any_of(group.members, isContraction))
      return isSoftmax && reduces ? "attention" : "matmul";
    return !reduces ? group.root : isSoftmax ? "softmax" : "normalize";
  }

  std::string findEnd(const DispatchGroup &group) {
    Operation *last = group.members.back();
    if (last->use_empty())
      return "nothing reads its result";
    if (!last->hasOneUse())
      return "several operations read its result";
    Operation *user = *last->getUsers().begin();
    if (user->hasTrait<OpTrait::IsTerminator>())
      return "its result is returned";
    if (isExit(user))
      return "its result is stored";
    if (isView(user))
      return "its result is reshaped";
    return (user->getName().getStringRef() + " after it starts a dispatch of its own").str();
  }

  exec::SymbolicDims dims;
  llvm::DenseMap<int64_t, Operation *> setterOf; ///< By dim that data decide.
  SmallVector<DispatchGroup> groups;
  llvm::DenseMap<Operation *, unsigned> groupOf;
  llvm::DenseMap<Operation *, SmallVector<unsigned>> rowLoops;
};

} // namespace

SmallVector<DispatchGroup> sinter::formGroups(Block &block) { return GroupBuilder().build(block); }
