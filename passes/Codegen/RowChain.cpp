//===- RowChain.cpp - Dependent operations, row by row --------------------===//
//
// Starts from each parallel loop of the first nest and follows shared buffers to
// the loops of the others that step through them by the same stride.
//
//===----------------------------------------------------------------------===//

#include "passes/Codegen/RowChain.h"

using namespace mlir;
using namespace sinter::codegen;

namespace {

/// Elements of a block that are worth one trip through the chain.
constexpr int64_t kBlockElements = 2048;

/// Whole vectors of every machine, should rows become lanes.
constexpr int64_t kLaneBlock = 64;

struct RowSearch {
  std::vector<Nest> nests; ///< A copy: loops are split on trial.
  SmallVector<std::optional<unsigned>> rowLoops;
  int64_t rows = 0;

  bool start(unsigned dim);
  bool spread();
  bool follow(unsigned from, unsigned to);
  bool assign(unsigned nest, Operand &access, int64_t stride);
  bool verify();
  bool staysInRow(unsigned nest, const Operand &access);
};

/// Makes loop `dim` of the first nest its row loop and finds the others'.
bool RowSearch::start(unsigned dim) {
  rowLoops.assign(nests.size(), std::nullopt);
  rowLoops[0] = dim;
  rows = nests[0].dims[dim].extent;
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
    if (nest.dims[dim].reduction || step <= 0 || stride % step != 0)
      continue;
    int64_t inner = stride / step;
    if (extent != rows * inner)
      continue;
    if (inner > 1)
      nest.split(dim, inner);
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

/// Returns true if all rows read the same large operand, as those of a matmul do.
bool sharesPanel(const Nest &nest, unsigned row) {
  return llvm::any_of(nest.root().inputs, [&](const Operand &input) {
    return input.kind == Operand::Memory && input.at.strides[row] == 0 &&
           cast<MemRefType>(input.value.getType()).getNumElements() > kBlockElements;
  });
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
    if (sharesPanel(nest, *row))
      least = 32;
    if (runsAlongLanes(nest, *row))
      least = unit = kLaneBlock;
  }
  int64_t most = std::max(least, kBlockElements / perRow), block = 0;
  for (int64_t divisor = unit; divisor <= std::min(most, search.rows); divisor += unit)
    if (search.rows % divisor == 0)
      block = divisor;
  return block ? block : search.rows;
}

} // namespace

std::optional<RowChain> sinter::codegen::findRowChain(std::vector<Nest> &nests) {
  for (unsigned dim = 0; dim < nests.front().dims.size(); ++dim) {
    if (nests.front().dims[dim].reduction)
      continue;
    RowSearch search{nests, {}, 0};
    if (!search.start(dim) || search.rows < 2)
      continue;
    RowChain chain{search.rows, chooseBlock(search.nests, search), {}};
    for (auto [nest, row] : llvm::zip_equal(search.nests, search.rowLoops)) {
      nest.split(*row, chain.block);
      chain.blockLoops.push_back(*row);
    }
    nests = std::move(search.nests);
    return chain;
  }
  return std::nullopt;
}

Nest sinter::codegen::sliceNest(OpBuilder &builder, const Nest &nest, unsigned dim, Value index) {
  Nest slice = nest;
  auto flags = arith::IntegerOverflowFlags::nsw;
  SmallVector<std::tuple<Value, int64_t, Value>> known;
  slice.forEachLinear([&](Linear &linear) {
    int64_t stride = linear.strides[dim];
    linear.strides.erase(linear.strides.begin() + dim);
    if (!index || stride == 0)
      return;
    for (auto &[from, by, to] : known)
      if (from == linear.dynamic && by == stride) {
        linear.dynamic = to;
        return;
      }
    Value moved = arith::MulIOp::create(
        builder, nest.loc, index, arith::ConstantIndexOp::create(builder, nest.loc, stride), flags);
    if (linear.dynamic)
      moved = arith::AddIOp::create(builder, nest.loc, linear.dynamic, moved, flags);
    known.push_back({linear.dynamic, stride, moved});
    linear.dynamic = moved;
  });
  slice.dims.erase(slice.dims.begin() + dim);
  slice.simplify();
  return slice;
}
