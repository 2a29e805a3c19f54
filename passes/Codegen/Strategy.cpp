//===- Strategy.cpp - How a nest is tiled for registers -------------------===//
//
// The rules are few. Lanes run along the loop where addresses are cheapest. A
// contraction keeps rows * vectors accumulators, `vectors` operands and one
// broadcast in registers; what only streams is unrolled a little.
//
//===----------------------------------------------------------------------===//

#include "passes/Codegen/Strategy.h"

#include "passes/Codegen/OpenSizes.h"
#include "passes/Codegen/RegisterGroups.h"
#include "passes/Codegen/SkippedFactor.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace sinter::codegen;

namespace {

/// What a root does, as far as tiling cares.
struct Shape {
  int64_t bodyOps = 0;         ///< Operations of all bodies.
  int64_t reductionPoints = 1; ///< Iterations of all reduction loops.
  bool isContraction = false;  ///< Multiplies two inputs and adds.
};

bool readsMemory(const Operand &operand) { return operand.kind == Operand::Memory; }

Shape getShape(const Nest &nest) {
  Shape shape;
  for (const Stage &stage : nest.stages)
    shape.bodyOps += std::distance(stage.body->begin(), stage.body->end()) - 1;
  for (const Dim &dim : nest.dims)
    shape.reductionPoints *= dim.reduction ? dim.extent : 1;
  bool multiplies = llvm::any_of(
      *nest.root().body, [](Operation &op) { return isa<arith::MulFOp, arith::MulIOp>(op); });
  shape.isContraction =
      nest.hasReduction() && multiplies && llvm::count_if(nest.root().inputs, readsMemory) == 2;
  return shape;
}

/// Relative cost of one vector access with `stride` along the lanes.
double getAccessCost(const Nest &nest, const Operand &access, unsigned dim, int64_t width,
                     bool isWrite) {
  int64_t stride = access.at.strides[dim];
  if (stride == 0 || stride == 1)
    return 1;
  if (isWrite)
    return 3.0 * width;
  if (std::abs(stride) <= kMaxShuffledStride)
    return 2.0 * std::abs(stride);
  if (!nest.hasReduction())
    for (auto [other, otherStride] : llvm::enumerate(access.at.strides))
      if (otherStride == 1 && other != dim && nest.dims[other].extent >= 4)
        return 4;
  return 1.5 * width;
}

/// Cost of one point of the nest when `dim` becomes lanes.
double getCost(const Nest &nest, const Shape &shape, unsigned dim, int64_t lanes) {
  int64_t extent = nest.dims[dim].extent;
  int64_t width = std::min<int64_t>(lanes, llvm::bit_floor<uint64_t>(extent));
  double perVector = shape.bodyOps, perResult = 0;
  for (const Stage &stage : nest.stages) {
    bool isRoot = &stage == &nest.root();
    for (const Operand &input : stage.inputs)
      if (readsMemory(input))
        (isRoot ? perVector : perResult) += getAccessCost(nest, input, dim, width, false);
    for (const Operand &output : stage.outputs)
      perResult += getAccessCost(nest, output, dim, width, true);
  }
  if (nest.dims[dim].reduction) // Lanes are summed at the end, one result at a time.
    perResult = perResult * width + 10.0 * width;
  double vectors = static_cast<double>(llvm::divideCeil(extent, width)) / extent;
  return (perVector + perResult / shape.reductionPoints) * vectors;
}

std::optional<unsigned> chooseVectorDim(const Nest &nest, const Shape &shape, int64_t lanes) {
  std::optional<unsigned> best;
  double bestCost = 0;
  for (unsigned d = nest.dims.size(); d-- > 0;) {
    bool usable = (lanes > 1 || !nest.dims[d].reduction) && !nest.isBlocked(d);
    if (nest.dims[d].reduction)
      for (unsigned k = 0; k < nest.root().outputs.size(); ++k)
        usable &= getCombiner(nest.root(), k).has_value();
    // Lanes along an output that is not contiguous would have to be scattered.
    for (const Stage &stage : nest.stages)
      for (const Operand &output : stage.outputs)
        usable &= nest.dims[d].reduction || output.at.strides[d] == 1;
    if (!usable)
      continue;
    double cost = getCost(nest, shape, d, lanes);
    if (!best || cost < bestCost) {
      best = d;
      bestCost = cost;
    }
  }
  return best;
}

/// Returns the parallel loops by falling stride of the root's first output.
SmallVector<unsigned> getOutputOrder(const Nest &nest) {
  SmallVector<unsigned> order;
  for (unsigned d = 0; d < nest.dims.size(); ++d)
    if (!nest.dims[d].reduction)
      order.push_back(d);
  const Linear &at = nest.root().outputs.front().at;
  llvm::sort(order, [&](unsigned a, unsigned b) {
    return std::make_pair(-at.strides[a], a) < std::make_pair(-at.strides[b], b);
  });
  return order;
}

/// Returns true if some input of the root moves along the loop `by` but not along
/// `dim`, so that one load serves several points.
bool isReusedAlong(const Nest &nest, unsigned dim, unsigned by) {
  return llvm::any_of(nest.root().inputs, [&](const Operand &input) {
    return readsMemory(input) && input.at.strides[dim] == 0 && input.at.strides[by] != 0;
  });
}

/// Returns true if neighbours along the parallel loop `dim` read overlapping
/// windows.
bool isWindowed(const Nest &nest, unsigned dim) {
  for (const Operand &input : nest.root().inputs) {
    if (!readsMemory(input))
      continue;
    int64_t stride = input.at.strides[dim];
    for (auto [loop, other] : llvm::zip_equal(nest.dims, input.at.strides))
      if (loop.reduction && stride && other && other <= stride && loop.extent > 1 &&
          other * (loop.extent - 1) >= stride)
        return true;
  }
  return false;
}

struct Chooser {
  const Nest &nest;
  Shape shape;
  int64_t scalarWindows;               ///< Of which integer registers hold what they share.
  int64_t registers, l1Bytes, l2Bytes; ///< Caches of unknown size count as usual ones.
  Strategy &strategy;
  const sinter::exec::Tuning &tuning;
  bool grouped; ///< An operand may be several registers: it is one that counts as one.

  Chooser(const Nest &nest, sinter::exec::MachineAttr machine, const sinter::exec::Tuning &tuning,
          Strategy &strategy, int64_t group)
      : nest(nest), shape(getShape(nest)),
        scalarWindows(machine.getDotProduct() == "smlad" ? 4 : 2),
        registers(machine.getVectorRegisters() / group), l1Bytes(machine.getUsualL1Bytes()),
        l2Bytes(machine.getUsualL2Bytes()), strategy(strategy), tuning(tuning),
        grouped(machine.getVectorGroup() > 1) {}

  int64_t extent(unsigned dim) const { return nest.dims[dim].extent; }

  /// Gives `rows` points to the loops of `candidates`, first loop first, in
  /// balanced tiles.
  void tileRows(ArrayRef<unsigned> candidates, int64_t rows) {
    for (unsigned dim : candidates) {
      if (rows < 2)
        return;
      int64_t count = llvm::divideCeil(extent(dim), rows);
      int64_t size = llvm::divideCeil(extent(dim), count);
      strategy.tile[dim] = size;
      rows /= size;
    }
  }

  /// Returns true if an input of the root stays the same along `dim`.
  bool hasBroadcast(unsigned dim) {
    return llvm::any_of(nest.root().inputs, [&](const Operand &input) {
      return readsMemory(input) && input.at.strides[dim] == 0;
    });
  }

  /// Loops that reuse what lies along the lanes, innermost first.
  SmallVector<unsigned> getRowLoops() {
    SmallVector<unsigned> rows;
    SmallVector<unsigned> order = getOutputOrder(nest);
    for (unsigned dim : llvm::reverse(order))
      if (dim != strategy.vectorDim && isReusedAlong(nest, dim, *strategy.vectorDim))
        rows.push_back(dim);
    return rows;
  }

  void unrollReductions(int64_t limit) {
    if (shape.reductionPoints > limit)
      return;
    for (unsigned d = 0; d < nest.dims.size(); ++d)
      strategy.unroll[d] = nest.dims[d].reduction;
  }

  int64_t countBytes(const Operand &operand) {
    return cast<MemRefType>(operand.value.getType()).getNumElements() * getElementBytes(operand);
  }

  /// Bytes of the root's operands that move along `dim` (or do not), with or
  /// without its results.
  int64_t countBytes(unsigned dim, bool moving) {
    int64_t total = 0;
    for (const Operand &input : nest.root().inputs)
      if (readsMemory(input) && (input.at.strides[dim] != 0) == moving)
        total += countBytes(input);
    return total;
  }

  /// Bytes of all operands of the root and its results.
  int64_t countBytes() {
    int64_t total = 0;
    for (auto *list : {&nest.root().inputs, &nest.root().outputs})
      for (const Operand &operand : *list)
        total += readsMemory(operand) ? countBytes(operand) : 0;
    return total;
  }

  /// Batch loops outermost, where nothing is shared. Then panels of the vector
  /// loop, so that one panel serves all rows; but rows first when all panels stay
  /// in cache and what the rows read and write does not.
  void orderContraction() {
    unsigned vectorDim = *strategy.vectorDim;
    SmallVector<unsigned> batch, panels, rows;
    for (unsigned dim : getOutputOrder(nest)) {
      if (dim == vectorDim)
        continue;
      bool sharesPanel = isReusedAlong(nest, dim, vectorDim);
      (sharesPanel ? rows : hasBroadcast(dim) ? panels : batch).push_back(dim);
    }
    panels.push_back(vectorDim);
    int64_t panelBytes = countBytes(vectorDim, /*moving=*/true);
    bool rowsFirst = panelBytes <= l1Bytes / 2 ||
                     (panelBytes <= l2Bytes / 4 && countBytes() - panelBytes > l2Bytes / 2);
    // Rows stay in registers while panels go by, or else what scales the sums of a panel.
    if (strategy.dot && strategy.dot->sumsAside())
      rowsFirst = countGroups() <= 4;
    if (tuning.order)
      rowsFirst = *tuning.order == sinter::exec::Tuning::Order::Rows;
    strategy.order = batch;
    strategy.order.append(rowsFirst ? rows : panels);
    strategy.order.append(rowsFirst ? panels : rows);
  }

  /// Vectors of the panel and rows of a register tile: all accumulators, one
  /// panel row and one broadcast must fit.
  void tileContraction() {
    unsigned vectorDim = *strategy.vectorDim;
    int64_t lanes = strategy.lanes, n = extent(vectorDim);
    SmallVector<unsigned> rowLoops = getRowLoops();
    int64_t rows = 1;
    for (unsigned dim : rowLoops)
      rows *= extent(dim);

    if (strategy.dot && strategy.dot->sumsAside())
      return tileSumsAside();
    int64_t vectors =
        strategy.dot ? chooseDotVectors(rows) : chooseVectors(rows, prefersWidePanel(rowLoops));
    if (tuning.vectors && 2 * *tuning.vectors + countSpare() <= registers)
      vectors = *tuning.vectors;
    vectors = std::min<int64_t>(vectors, llvm::divideCeil(n, lanes));
    strategy.tile[vectorDim] = vectors * lanes;
    orderContraction();
    // Panels inside of the row loops take the rows as they are: then the remainder,
    // which may be one vector wider, has to fit too.
    if (!rowLoops.empty() &&
        llvm::find(strategy.order, vectorDim) > llvm::find(strategy.order, rowLoops.front()))
      for (const Piece &piece : cutVector(n, vectors * lanes, lanes))
        vectors = std::max<int64_t>(vectors, cutLanes(piece.size, lanes).size());
    int64_t fit = std::max<int64_t>(1, (registers - countSpare() - vectors) / vectors);
    if (strategy.dot && lanes == 1) {
      fit = std::min<int64_t>(fit, 2);
      preferEvenRows(rowLoops, fit);
      strategy.steps = 2;
    }
    if (hasManyScalars()) {
      strategy.holdsShared = strategy.skipped && !rowLoops.empty();
      strategy.steps = rowLoops.empty() ? 2 : 1;
    }
    int64_t most = lanes > 1 ? 14 : hasManyScalars() ? 4 : hasFewScalars() ? 1 : 3;
    tileRows(rowLoops, std::min<int64_t>(fit, tuning.rows.value_or(most)));
    if (lanes > 1)
      choosePrefetch(nest, l1Bytes, l2Bytes, strategy);
  }

  /// Each lane's sum takes one of few integer registers: four lanes share what they multiply
  /// with.
  void tileSumsAside() {
    unsigned vectorDim = *strategy.vectorDim;
    strategy.tile[vectorDim] = std::min<int64_t>(extent(vectorDim), 4);
    // Short sums are unrolled from the inside out; more would be code and addresses.
    static constexpr int64_t mostGroups = 8;
    int64_t groups = 1;
    for (unsigned d = nest.dims.size(); d-- > 0;) {
      if (!nest.dims[d].reduction || strategy.isInsideOfGroup(d))
        continue;
      groups *= extent(d);
      strategy.unroll[d] = groups <= mostGroups;
    }
    orderContraction();
  }

  /// Groups of a dot product that one result sums up.
  int64_t countGroups() const {
    int64_t groups = 1;
    for (unsigned d = 0; d < nest.dims.size(); ++d)
      groups *= nest.dims[d].reduction && !strategy.isInsideOfGroup(d) ? nest.dims[d].extent : 1;
    return groups;
  }

  /// Returns true if integer registers, or those of an FPU, hold sixteen sums and what is added
  /// to them.
  bool hasManyScalars() {
    Type sum = cast<MemRefType>(nest.root().outputs.front().value.getType()).getElementType();
    return strategy.lanes == 1 && registers >= 26 && (sum.isInteger(32) || strategy.hasFma);
  }

  /// Returns true if integer registers hold four sums, the factor that they share, a product and
  /// two addresses, and nothing else.
  bool hasFewScalars() const { return strategy.lanes == 1 && registers <= 8; }

  /// Sums of one row that share a factor: sixteen, or what divides the results evenly.
  int64_t chooseScalars(int64_t rows) {
    int64_t n = extent(*strategy.vectorDim);
    if (rows > 1)
      return n % 4 != 0 && n % 3 == 0 ? 3 : 4;
    for (int64_t sums = 16; sums > 8; --sums)
      if (n % sums == 0)
        return sums;
    return 8;
  }

  /// Puts the loop first that leaves the least over when it is cut in tiles of `rows`.
  void preferEvenRows(SmallVector<unsigned> &loops, int64_t rows) {
    auto waste = [&](unsigned dim) {
      return static_cast<double>(llvm::alignTo(extent(dim), rows)) / extent(dim);
    };
    auto best =
        llvm::min_element(loops, [&](unsigned a, unsigned b) { return waste(a) < waste(b); });
    if (best != loops.end())
      std::rotate(loops.begin(), best, best + 1);
  }

  /// Vectors per row. Few rows: as many as keep all rows in one tile, so that the
  /// panel is read once. Many rows: two, which leaves registers for most rows.
  int64_t chooseVectors(int64_t rows, bool wide) {
    int64_t n = extent(*strategy.vectorDim), lanes = strategy.lanes;
    if (grouped)
      return rows == 1 ? 2 : 1;
    if (hasManyScalars())
      return chooseScalars(rows);
    if (hasFewScalars()) // six sums: what a zero costs counts more than two spills
      return rows == 1 ? 6 : 4;
    auto divides = [&](int64_t vectors) { return n % (vectors * lanes) == 0; };
    if (rows <= (registers - 3) / 2)
      for (int64_t vectors : {8, 6, 4, 3})
        if ((rows + 1) * vectors + 1 <= registers && (divides(vectors) || rows == 1))
          return vectors;
    if (registers >= 32 && wide && n >= 4 * lanes)
      return 4;
    // Packed weights that come from memory anew in each call: a tile is as wide as
    // their panels, so that panels follow one another and can be asked for ahead.
    if (registers >= 32 && n <= 4 * lanes && n % lanes == 0 && streamsPanels())
      return n / lanes;
    if (registers >= 32 && divides(3) && !divides(2))
      return 3;
    return 2;
  }

  /// Returns true if the operand along the lanes does not stay in cache.
  bool streamsPanels() { return countBytes(*strategy.vectorDim, /*moving=*/true) > l2Bytes / 2; }

  /// Panels of groups were packed to fit a register tile.
  int64_t chooseDotVectors(int64_t rows) {
    int64_t vectors = llvm::divideCeil(extent(*strategy.vectorDim), strategy.lanes);
    return vectors <= (rows == 1 ? 8 : 6) ? vectors : 4;
  }

  /// Registers for what is neither an accumulator nor part of the panel.
  int64_t countSpare() {
    if (!strategy.dot)
      return 1;
    // Two words of pairs per operand, and addresses.
    if (strategy.dot->instruction == DotInstruction::smlad)
      return 7;
    return 1 + (strategy.dot->sharedFactor.flip != 0) + (strategy.dot->group == 2);
  }

  /// Rows whose distance is a multiple of the page size compete for the same cache
  /// sets; a wide panel needs fewer of them at once.
  bool prefersWidePanel(ArrayRef<unsigned> rowLoops) {
    return !rowLoops.empty() && llvm::any_of(nest.root().inputs, [&](const Operand &input) {
      int64_t distance = readsMemory(input) ? input.at.strides[rowLoops.front()] : 0;
      return distance && distance * getElementBytes(input) % 4096 == 0;
    });
  }

  static int64_t getElementBytes(const Operand &input) {
    Type type = cast<MemRefType>(input.value.getType()).getElementType();
    return type.isIntOrFloat() ? llvm::divideCeil(type.getIntOrFloatBitWidth(), 8) : 8;
  }

  /// Both operands lie along the sum: lanes add up, tiles of results share loads.
  void tileDot() {
    unsigned vectorDim = *strategy.vectorDim;
    SmallVector<unsigned> rows = getRowLoops();
    strategy.tile[vectorDim] = strategy.lanes;
    int64_t side = registers >= 32 ? 4 : 2;
    if (rows.size() == 1)
      tileRows(rows, 8);
    for (unsigned dim : ArrayRef(rows).take_front(2))
      if (rows.size() > 1)
        strategy.tile[dim] = std::min(extent(dim), side);
    if (rows.empty())
      strategy.tile[vectorDim] = strategy.lanes * 4;
    // The larger operand is read once: its loop is the outer one.
    strategy.order = getOutputOrder(nest);
    llvm::sort(strategy.order, [&](unsigned a, unsigned b) {
      return std::make_pair(-countBytes(a, true), a) < std::make_pair(-countBytes(b, true), b);
    });
  }

  /// Every operand moves along the lanes: neighbours share parts of their windows.
  void tileWindow() {
    SmallVector<unsigned> windowed;
    SmallVector<unsigned> order = getOutputOrder(nest);
    for (unsigned dim : llvm::reverse(order))
      if (dim != strategy.vectorDim && isWindowed(nest, dim))
        windowed.push_back(dim);
    // Two vectors are one pair of cache lines.
    int64_t vectors = registers >= 32 && !grouped ? 2 : 1;
    strategy.tile[*strategy.vectorDim] = strategy.lanes * vectors;
    if (!windowed.empty() && shape.reductionPoints <= 64)
      tileRows(ArrayRef(windowed).take_front(1), strategy.lanes == 1 ? scalarWindows
                                                 : strategy.window && registers >= 32 ? 8
                                                 : grouped ? std::min<int64_t>(registers / 2, 4)
                                                 : registers <= 8 ? 3
                                                                  : 4);
    // Groups of registers leave no room for the weights of a window: its loops remain.
    if (!grouped)
      unrollReductions(windowed.empty() ? 16 : 64);
    strategy.order = getOutputOrder(nest);
    if (windowed.empty() && !grouped)
      strategy.tile[*strategy.vectorDim] = strategy.lanes * 4;
    if (!shape.isContraction)
      return;
    llvm::erase(strategy.order, *strategy.vectorDim);
    bool staysInCache = countBytes() <= l2Bytes;
    // What computes next to nothing per result waits for the memory of its results.
    strategy.claimsResults = staysInCache && l2Bytes > 0 && strategy.lanes > 1;
    // An image that comes from memory is read from its begin to its end, two rows of
    // windows at once: they share what they load as two vectors share weights.
    if (!staysInCache && windowed.size() == 2 && registers >= 32 && !strategy.window) {
      strategy.tile[windowed[1]] = std::min<int64_t>(2, extent(windowed[1]));
      strategy.tile[*strategy.vectorDim] = strategy.lanes;
      strategy.order.push_back(*strategy.vectorDim);
      return;
    }
    // The weights of a channel block stay in registers, where there is room for them: for the
    // whole image if that stays in cache meanwhile, else for a row.
    size_t outer = staysInCache && !grouped ? 0 : strategy.order.size();
    if (outer && !windowed.empty() && !grouped)
      outer = llvm::find(strategy.order, windowed.front()) - strategy.order.begin();
    strategy.order.insert(strategy.order.begin() + outer, *strategy.vectorDim);
  }

  void tileStream() {
    strategy.order = getOutputOrder(nest);
    int64_t vectors = grouped ? 1 : shape.bodyOps <= 4 ? 4 : shape.bodyOps <= 10 ? 2 : 1;
    strategy.tile[*strategy.vectorDim] = strategy.lanes * tuning.vectors.value_or(vectors);
    llvm::erase(strategy.order, *strategy.vectorDim);
    strategy.order.push_back(*strategy.vectorDim);
    for (const Stage &stage : nest.stages)
      for (const Operand &input : stage.inputs) {
        if (!readsMemory(input))
          continue;
        if (auto dim = getTransposedDim(nest, strategy, input.at)) {
          strategy.kind = "transpose";
          strategy.tile[*strategy.vectorDim] = strategy.lanes;
          strategy.tile[*dim] = strategy.lanes;
        }
      }
  }

  void tileRowReduction() {
    strategy.order = getOutputOrder(nest);
    // Rows side by side hide the latency of combining lanes, vectors that of a long row.
    bool isLong = extent(*strategy.vectorDim) >= 32 * strategy.lanes;
    if (!isLong && !strategy.order.empty())
      tileRows(ArrayRef(strategy.order).take_back(1), strategy.lanes == 1 ? 1 : 4);
    strategy.tile[*strategy.vectorDim] = strategy.lanes * (isLong ? 4 : 2);
  }

  void choose() {
    if (!strategy.vectorDim) {
      strategy.kind = "scalar";
      strategy.order = getOutputOrder(nest);
    } else if (!nest.hasReduction()) {
      strategy.kind = shape.bodyOps ? "elementwise" : "copy";
      tileStream();
    } else if (strategy.vectorReduces(nest)) {
      strategy.kind = shape.isContraction ? "dot" : "row-reduction";
      shape.isContraction ? tileDot() : tileRowReduction();
    } else if (shape.isContraction && hasBroadcast(*strategy.vectorDim)) {
      bool windowed = false;
      int64_t sums = 0;
      for (unsigned d = 0; d < nest.dims.size(); ++d) {
        windowed |= !nest.dims[d].reduction && isWindowed(nest, d);
        sums += nest.dims[d].reduction;
      }
      if (strategy.dot)
        sums -= extent(strategy.dot->groupDim) == shape.reductionPoints ? 0 : 1;
      strategy.kind = windowed || sums > 1 ? "direct-conv" : "matmul";
      if (strategy.dot)
        strategy.kind += "-i8x" + std::to_string(strategy.dot->group);
      if (strategy.skipped)
        strategy.kind += "-nonzero";
      tileContraction();
    } else {
      strategy.kind = shape.isContraction ? "depthwise" : "pooling";
      if (strategy.window)
        strategy.kind += "-i8x" + std::to_string(WindowProduct::group);
      tileWindow();
    }
  }
};

} // namespace

std::optional<unsigned>
sinter::codegen::getTransposedDim(const Nest &nest, const Strategy &strategy, const Linear &at) {
  if (!strategy.vectorDim || strategy.lanes == 1 || nest.hasReduction() ||
      std::abs(at.strides[*strategy.vectorDim]) <= kMaxShuffledStride)
    return std::nullopt;
  for (auto [dim, stride] : llvm::enumerate(at.strides))
    if (stride == 1 && nest.dims[dim].extent >= 4)
      return dim;
  return std::nullopt;
}

bool sinter::codegen::isPanel(const Nest &nest, const Strategy &strategy, const Operand &input) {
  if (!readsMemory(input) || !strategy.vectorDim || strategy.vectorReduces(nest) ||
      input.at.strides[*strategy.vectorDim] != (strategy.dot ? strategy.dot->group : 1))
    return false;
  for (unsigned dim = nest.dims.size(); dim-- > 0;)
    if (nest.dims[dim].reduction && !(strategy.dot && dim == strategy.dot->groupDim))
      return input.at.strides[dim] != 0 && !strategy.unroll[dim];
  return false;
}

Strategy sinter::codegen::chooseStrategy(const Nest &nest, exec::MachineAttr machine,
                                         const exec::Tuning &tuning) {
  Strategy strategy;
  strategy.hasFma = machine.getHasFma();
  strategy.stepwise = machine.getVectorGroup() > 1;
  strategy.tile.assign(nest.dims.size(), 1);
  strategy.unroll.assign(nest.dims.size(), false);
  strategy.lanes = getRegisterLanes(nest, machine);
  Shape shape = getShape(nest);
  strategy.dot = matchDotProduct(nest, machine);
  strategy.vectorDim =
      strategy.dot ? strategy.dot->vectorDim : chooseVectorDim(nest, shape, strategy.lanes);
  // Helium knows no vectors of two.
  if (strategy.vectorDim && machine.getLaneBits() < 64 && nest.dims[*strategy.vectorDim].extent < 4)
    strategy.lanes = 1;
  if (strategy.vectorDim)
    strategy.window = matchWindowProduct(nest, machine, *strategy.vectorDim);
  int64_t group = chooseRegisterGroup(nest, strategy, machine);
  strategy.lanes *= group;
  if (strategy.vectorDim && strategy.lanes == 1)
    strategy.skipped = findSkippedFactor(nest, *strategy.vectorDim);
  Chooser(nest, machine, tuning, strategy, group).choose();
  adaptToOpenSizes(nest, strategy);
  if (auto part = nest.root().op->getAttrOfType<StringAttr>(kPart))
    strategy.kind = part.getValue().str();
  return strategy;
}
