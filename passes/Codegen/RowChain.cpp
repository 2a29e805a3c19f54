//===- RowChain.cpp - Dependent operations, row by row --------------------===//
//
// Starts from each parallel loop of each nest and follows shared buffers to the loops
// of the others that step through them by the same stride.
//
//===----------------------------------------------------------------------===//

#include "passes/Codegen/RowChain.h"

#include "dialects/Exec/IR/SizeDivision.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "passes/Codegen/OpenSizes.h"

using namespace mlir;
using namespace sinter;
using namespace sinter::codegen;

namespace {

/// Elements of a block that are worth one trip through the chain.
constexpr int64_t kBlockElements = 2048;

/// Points that are worth reading a panel for, if they are one row.
constexpr int64_t kTileRows = 14;

/// Whole vectors of every machine, should rows become lanes.
constexpr int64_t kLaneBlock = 64;

struct RowSearch {
  std::vector<Nest> nests; ///< A copy: loops are split on trial.
  SmallVector<std::optional<unsigned>> rowLoops;
  SmallVector<int64_t> inner; ///< By nest: points of a row in the loop that was split.
  int64_t rows = 0;

  bool start(unsigned nest, unsigned dim);
  bool spread();
  bool follow(unsigned from, unsigned to);
  bool assign(unsigned nest, Operand &access, int64_t stride);
  bool verify();
  bool staysInRow(unsigned nest, const Operand &access);
};

/// Makes loop `dim` of one nest its row loop and finds the others'.
bool RowSearch::start(unsigned nest, unsigned dim) {
  rowLoops.assign(nests.size(), std::nullopt);
  inner.assign(nests.size(), 1);
  rowLoops[nest] = dim;
  rows = nests[nest].dims[dim].extent;
  return spread() && verify();
}

bool RowSearch::spread() {
  bool changed = true;
  while (changed) {
    changed = false;
    for (unsigned from = 0; from < nests.size(); ++from)
      for (unsigned to = 0; to < nests.size(); ++to)
        if (rowLoops[from] && !rowLoops[to])
          changed |= follow(from, to);
  }
  return llvm::all_of(rowLoops, [](auto &loop) { return loop.has_value(); });
}

/// Finds the row loop of nest `to` by a buffer that it shares with nest `from`.
bool RowSearch::follow(unsigned from, unsigned to) {
  bool found = false;
  nests[from].forEachAccess([&](Operand &known, bool) {
    int64_t stride = known.at.strides[*rowLoops[from]];
    if (found || stride <= 0)
      return;
    Operand *shared = nullptr;
    nests[to].forEachAccess([&](Operand &access, bool) {
      if (!shared && access.value == known.value)
        shared = &access;
    });
    found = shared && assign(to, *shared, stride);
  });
  return found;
}

/// Makes the loop that moves `access` by `stride` the row loop of `nest`, splitting
/// a longer loop if need be.
bool RowSearch::assign(unsigned index, Operand &access, int64_t stride) {
  Nest &nest = nests[index];
  for (unsigned dim = 0; dim < nest.dims.size(); ++dim) {
    int64_t step = access.at.strides[dim], extent = nest.dims[dim].extent;
    if (nest.dims[dim].reduction || step <= 0 || !exec::isMultiple(nest.symbols, stride, step))
      continue;
    if (extent != rows * (stride / step))
      continue;
    inner[index] = stride / step;
    if (inner[index] > 1)
      nest.split(dim, inner[index]);
    rowLoops[index] = dim;
    return true;
  }
  return false;
}

/// Returns true if what `access` touches in one row does not reach into the next.
bool RowSearch::staysInRow(unsigned index, const Operand &access) {
  unsigned row = *rowLoops[index];
  int64_t low = 0, high = 0;
  for (auto [dim, loop] : llvm::enumerate(nests[index].dims)) {
    int64_t reach = dim == row ? 0 : access.at.strides[dim] * (loop.extent - 1);
    (reach < 0 ? low : high) += reach;
  }
  return high - low < access.at.strides[row];
}

bool RowSearch::verify() {
  bool ok = true;
  for (unsigned a = 0; a < nests.size(); ++a) {
    if (nests[a].dims[*rowLoops[a]].reduction || nests[a].dims[*rowLoops[a]].extent != rows)
      return false;
    for (unsigned b = a + 1; b < nests.size(); ++b)
      nests[a].forEachAccess([&](Operand &first, bool writesFirst) {
        nests[b].forEachAccess([&](Operand &second, bool writesSecond) {
          if (!(writesFirst || writesSecond) ||
              !mayOverlap(getFootprint(nests[a], first), getFootprint(nests[b], second)))
            return;
          // Both step alike from the same place, each within its row.
          ok &= first.value == second.value && first.at.offset == second.at.offset &&
                first.at.dynamic == second.at.dynamic &&
                first.at.strides[*rowLoops[a]] == second.at.strides[*rowLoops[b]] &&
                staysInRow(a, first) && staysInRow(b, second);
        });
      });
  }
  return ok;
}

/// If all rows read the same large operand, as those of a matmul do: the points of a row
/// that share it; else 0.
int64_t countSharing(const Nest &nest, unsigned row) {
  int64_t fewest = 0;
  for (const Operand &input : nest.root().inputs) {
    if (input.kind != Operand::Memory || input.at.strides[row] != 0 ||
        cast<MemRefType>(input.value.getType()).getNumElements() <= kBlockElements)
      continue;
    int64_t points = 1;
    for (auto [loop, stride] : llvm::zip_equal(nest.dims, input.at.strides))
      points *= loop.reduction || stride != 0 ? 1 : loop.extent;
    points /= nest.dims[row].extent;
    fewest = fewest ? std::min(fewest, points) : points;
  }
  return fewest;
}

/// Returns true if neighbours along `row` lie side by side in an operand of more
/// loops: then these "rows" are what becomes lanes.
bool runsAlongLanes(const Nest &nest, unsigned row) {
  bool found = false;
  auto visit = [&](const Operand &operand) {
    found |= operand.kind == Operand::Memory && operand.at.strides[row] == 1 &&
             llvm::count_if(operand.at.strides, [](int64_t stride) { return stride; }) > 1;
  };
  for (const Stage &stage : nest.stages) {
    llvm::for_each(stage.inputs, visit);
    llvm::for_each(stage.outputs, visit);
  }
  return found;
}

/// Rows that go through the chain together: a divisor of all rows, so that a block
/// is worth the trip but stays in cache.
int64_t chooseBlock(ArrayRef<Nest> nests, const RowSearch &search) {
  int64_t perRow = 1, least = 1, unit = 1;
  for (auto [nest, row] : llvm::zip_equal(nests, search.rowLoops)) {
    int64_t points = 1;
    for (const Dim &dim : nest.dims)
      points *= dim.extent;
    perRow = std::max(perRow, points / search.rows);
    if (int64_t points = countSharing(nest, *row))
      least = std::max<int64_t>(least, points >= kTileRows ? 1 : 32);
    if (runsAlongLanes(nest, *row))
      least = unit = kLaneBlock;
  }
  int64_t most = std::max(least, kBlockElements / perRow), block = 0;
  for (int64_t divisor = unit; divisor <= std::min(most, search.rows); divisor += unit)
    if (exec::isMultiple(nests.front().symbols, search.rows, divisor))
      block = divisor;
  return block ? block : search.rows;
}

/// Returns true if only `nests` touch the scratch buffer `buffer`, and all of them step
/// through it by one stride.
bool isReusable(ArrayRef<Nest> nests, const RowSearch &search, Value buffer) {
  auto view = buffer.getDefiningOp<memref::ViewOp>();
  if (!view)
    return false;
  int64_t stride = 0;
  bool ok = true;
  for (auto entry : llvm::zip_equal(search.nests, search.rowLoops)) {
    unsigned row = *std::get<1>(entry);
    const_cast<Nest &>(std::get<0>(entry)).forEachAccess([&](Operand &access, bool) {
      if (access.value != buffer)
        return;
      stride = stride ? stride : access.at.strides[row];
      ok &= access.at.strides[row] == stride;
    });
  }
  std::function<bool(Value)> isOurs = [&](Value value) {
    return llvm::all_of(value.getUsers(), [&](Operation *user) {
      if (isMemoryEffectFree(user) && user->getNumResults() == 1)
        return isOurs(user->getResult(0));
      return llvm::any_of(
          nests, [&](const Nest &nest) { return llvm::is_contained(nest.replaced, user); });
    });
  };
  return ok && stride > 0 && isOurs(buffer);
}

SmallVector<Value> findReusable(ArrayRef<Nest> nests, const RowSearch &search) {
  llvm::SetVector<Value> buffers;
  for (const Nest &nest : nests)
    const_cast<Nest &>(nest).forEachAccess(
        [&](Operand &access, bool) { buffers.insert(access.value); });
  SmallVector<Value> reusable;
  llvm::copy_if(buffers, std::back_inserter(reusable),
                [&](Value buffer) { return isReusable(nests, search, buffer); });
  return reusable;
}

} // namespace

std::optional<RowChain> sinter::codegen::findRowChain(ArrayRef<Nest> nests) {
  for (auto [index, nest] : llvm::enumerate(nests)) {
    for (auto [dim, loop] : llvm::enumerate(nest.dims)) {
      if (loop.reduction || loop.extent < 2)
        continue;
      RowSearch search{std::vector<Nest>(nests.begin(), nests.end()), {}, {}, 0};
      if (!search.start(index, dim))
        continue;
      RowChain chain{search.rows, chooseBlock(search.nests, search), {}, {}};
      if (chain.getBlocks() < 2)
        continue;
      for (auto [row, inner] : llvm::zip_equal(search.rowLoops, search.inner))
        chain.loops.push_back({*row, inner});
      chain.reused = findReusable(nests, search);
      return chain;
    }
  }
  return std::nullopt;
}

Nest RowChain::enter(OpBuilder &builder, const Nest &nest, unsigned position, Value index,
                     Value slot) const {
  Nest slice = nest;
  unsigned dim = loops[position].dim;
  if (loops[position].inner > 1)
    slice.split(dim, loops[position].inner);
  slice.split(dim, block);

  auto flags = arith::IntegerOverflowFlags::nsw;
  SmallVector<std::tuple<Value, Value, int64_t, Value>> known;
  auto move = [&](Linear &linear, Value by) {
    int64_t stride = linear.strides[dim];
    linear.strides.erase(linear.strides.begin() + dim);
    if (!by || stride == 0)
      return;
    for (auto &[from, step, size, to] : known)
      if (from == linear.dynamic && step == by && size == stride) {
        linear.dynamic = to;
        return;
      }
    Value moved =
        arith::MulIOp::create(builder, nest.loc, by, createSize(builder, nest.loc, stride), flags);
    if (linear.dynamic)
      moved = arith::AddIOp::create(builder, nest.loc, linear.dynamic, moved, flags);
    known.push_back({linear.dynamic, by, stride, moved});
    linear.dynamic = moved;
  };
  slice.forEachAddress([&](Operand &operand) {
    bool isReused = operand.kind == Operand::Memory && llvm::is_contained(reused, operand.value);
    move(operand.at, isReused ? slot : index);
  });
  slice.dims.erase(slice.dims.begin() + dim);
  slice.simplify();
  return slice;
}

/// Nests whose buffers fit into the first cache run in sequence.
constexpr int64_t kLargeNest = 8192;

RowPlan sinter::codegen::planRows(OpBuilder &builder, ArrayRef<Nest> nests, unsigned first) {
  unsigned count = nests.size();
  RowPlan plan{first, first + count, std::nullopt, {}};
  if (count == 1)
    return plan;
  plan.chain = findRowChain(nests);
  if (plan.chain) {
    std::vector<Nest> inside;
    for (auto [position, nest] : llvm::enumerate(nests))
      inside.push_back(plan.chain->enter(builder, nest, position, Value(), Value()));
    plan.parts.push_back(planRows(builder, inside, first));
    return plan;
  }
  bool isLarge = llvm::any_of(nests, [](const Nest &nest) {
    return !nest.hasReduction() && nest.countPoints() >= kLargeNest;
  });
  // The longest chain that leaves out something before or behind it.
  for (unsigned length = count - 1; isLarge && length > 1; --length)
    for (unsigned start = 0; start + length <= count; ++start) {
      if (!findRowChain(nests.slice(start, length)))
        continue;
      if (start)
        plan.parts.push_back(planRows(builder, nests.take_front(start), first));
      plan.parts.push_back(planRows(builder, nests.slice(start, length), first + start));
      if (start + length < count)
        plan.parts.push_back(
            planRows(builder, nests.drop_front(start + length), first + start + length));
      return plan;
    }
  for (unsigned i = 0; i < count; ++i)
    plan.parts.push_back({first + i, first + i + 1, std::nullopt, {}});
  return plan;
}
