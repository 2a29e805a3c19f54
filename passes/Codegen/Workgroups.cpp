//===- Workgroups.cpp - The cut of a dispatch among workgroups ------------===//
//
// Enough cells that threads of unequal speed finish together, few enough that a
// call costs nothing against its work. Cells are whole register tiles, so a cut
// changes neither the code of a tile nor any result.
//
// Threads take contiguous runs of cells, so the loop that is cut first decides
// what a core finds in its own cache: cut by rows, it reads the activations
// that it wrote, and all weights; cut by channels, it reads its part of the weights, and
// activations that other cores wrote. The smaller of the two is what all read.
//
// An even number of cells makes two threads meet in the middle of that loop, the
// same place in all dispatches: what one core writes and another reads has to
// travel twice, there and when it is written again.
//
//===----------------------------------------------------------------------===//

#include "passes/Codegen/Workgroups.h"

#include "dialects/Exec/IR/SizeDivision.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "passes/Codegen/Borders.h"
#include "passes/Codegen/OpenSizes.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace sinter;
using namespace sinter::codegen;

constexpr int64_t kMaxWorkgroups = 48;

/// Cells that balance threads well, if the work is enough for as many.
constexpr int64_t kGoodCells = 16;

/// Estimated nanoseconds of work that are worth a second thread, which hears of
/// it half a microsecond later and brings half of the data to another cache; and
/// a cell of their own.
constexpr double kMinSharedTime = 8000, kMinCellTime = 2000;

/// What a core does in a nanosecond, roughly: operations on vectors, bytes from a
/// cache that is not the closest.
constexpr double kVectorOps = 6, kBytes = 20;

/// Arithmetic that a math function expands to.
constexpr double kMathOps = 12;

/// Points that must share a weight which a cell reads from the second cache, or from
/// behind it.
constexpr int64_t kMinWeightReuse = 28, kMinStreamedReuse = 256;

/// Rows of a window that a cell computes one after another, if there are many.
constexpr int64_t kMinRows = 3;

int64_t Cut::getCells() const {
  int64_t cells = 1;
  for (auto [loop, parts] : loops)
    cells *= parts;
  return cells;
}

int64_t Cut::getParts(unsigned dim) const {
  for (auto [loop, parts] : loops)
    if (loop == dim)
      return parts;
  return 1;
}

static double getBytes(const Operand &operand) {
  if (operand.kind != Operand::Memory)
    return 0;
  auto type = cast<MemRefType>(operand.value.getType());
  double bytes =
      type.getElementType().isIntOrFloat() ? llvm::divideCeil(type.getElementTypeBitWidth(), 8) : 8;
  return bytes * type.getNumElements();
}

/// Bytes of the elements that an operand of `nest` touches.
static double getBytes(const Nest &nest, const Operand &operand) {
  double touched = 1, whole = getBytes(operand);
  if (whole == 0)
    return 0;
  for (auto [dim, stride] : llvm::zip_equal(nest.dims, operand.at.strides))
    touched *= stride ? dim.extent : 1;
  double elements = cast<MemRefType>(operand.value.getType()).getNumElements();
  return std::min(whole, touched * whole / elements);
}

/// Operations of a body, by their weight.
static double countOps(Block &body) {
  double count = 0;
  for (Operation &op : body.without_terminator())
    count += isa<math::MathDialect>(op.getDialect()) ? kMathOps : 1;
  return count;
}

/// A register tile of a contraction loads next to nothing per multiply-add.
static bool reusesLoads(const Nest &nest, const Strategy &strategy) {
  return nest.hasReduction() && strategy.vectorDim &&
         llvm::any_of(nest.root().inputs, [&](const Operand &input) {
           return input.kind == Operand::Memory && input.at.strides[*strategy.vectorDim] == 0;
         });
}

/// Estimated nanoseconds that one thread needs for `nest` if one operation computes `lanes`
/// results.
static double estimateTime(const Nest &nest, const Strategy &strategy, int64_t lanes) {
  double ops = 0, bytes = 0, points = 1, results = 1;
  for (const Dim &dim : nest.dims) {
    points *= dim.extent;
    results *= dim.reduction ? 1 : dim.extent;
  }
  for (const Stage &stage : nest.stages) {
    bool isRoot = &stage == &nest.root();
    double perPoint = countOps(*stage.body);
    if (isRoot && reusesLoads(nest, strategy))
      perPoint /= strategy.hasFma ? 2 : 1;
    else
      perPoint += stage.inputs.size() + stage.outputs.size();
    ops += perPoint * (isRoot ? points : results);
    for (const Operand &input : stage.inputs)
      bytes += getBytes(nest, input);
    for (const Operand &output : stage.outputs)
      bytes += getBytes(nest, output);
  }
  return std::max(ops / lanes / kVectorOps, bytes / kBytes);
}

static double estimateTime(const Nest &nest, const Strategy &strategy) {
  return estimateTime(nest, strategy, strategy.vectorDim ? strategy.lanes : 1);
}

/// Into how many cells work of `time` nanoseconds is worth cutting.
static int64_t getLimit(double time) {
  if (time < kMinSharedTime)
    return 1;
  // An even number: most often two or four threads share it.
  return std::clamp<int64_t>(time / kMinCellTime, 2, kMaxWorkgroups) & ~int64_t(1);
}

int64_t sinter::codegen::getWorkgroupLimit(ArrayRef<Nest> nests, ArrayRef<Strategy> strategies,
                                           exec::MachineAttr machine, ArrayRef<int64_t> runs) {
  // A microcontroller pays for each workgroup: constants are loaded again, bounds computed.
  if (machine && machine.isMicrocontroller())
    return 1;
  // Workgroups that run in order are there to save memory, which vectors take no less of.
  double time = 0;
  for (auto [i, nest] : llvm::enumerate(nests))
    time += (machine ? estimateTime(nest, strategies[i]) : estimateTime(nest, strategies[i], 1)) *
            (runs.empty() ? 1 : runs[i]);
  return getLimit(time);
}

static int64_t getTiles(const Nest &nest, const Strategy &strategy, unsigned dim) {
  int64_t tiles = 0;
  for (const Piece &piece : cutLoop(nest, strategy, dim))
    tiles += piece.count;
  return tiles;
}

int64_t sinter::codegen::chooseParts(int64_t tiles, int64_t most, int64_t multiple) {
  most = std::max(multiple, most / multiple * multiple);
  int64_t best = multiple;
  double bestIdle = 1e9;
  for (int64_t parts = most; parts >= (most + 1) / 2; parts -= multiple) {
    double idle = static_cast<double>(llvm::divideCeil(tiles, parts) * parts) / tiles;
    if (idle < bestIdle - 0.05) {
      bestIdle = idle;
      best = parts;
    }
  }
  return best;
}

std::pair<Value, Value> sinter::codegen::getShare(OpBuilder &builder, Location loc, Value part,
                                                  int64_t tiles, int64_t parts) {
  auto constant = [&](int64_t value) {
    return arith::ConstantIndexOp::create(builder, loc, value);
  };
  auto symbols = exec::SymbolicDims::get(builder.getInsertionBlock()->getParentOp());
  auto boundary = [&](Value index) -> Value {
    bool divides = exec::isMultiple(symbols, tiles, parts);
    Value product = arith::MulIOp::create(
        builder, loc, index, createSize(builder, loc, divides ? tiles / parts : tiles));
    if (divides)
      return product;
    return arith::DivUIOp::create(builder, loc, product, constant(parts));
  };
  Value first = boundary(part);
  Value next = arith::AddIOp::create(builder, loc, part, constant(1));
  return {first, boundary(next)};
}

std::pair<Value, Value> sinter::codegen::getShare(OpBuilder &builder, Location loc, Value part,
                                                  Value tiles, Value parts) {
  auto boundary = [&](Value index) -> Value {
    Value product = arith::MulIOp::create(builder, loc, index, tiles);
    return arith::DivUIOp::create(builder, loc, product, parts);
  };
  Value one = arith::ConstantIndexOp::create(builder, loc, 1);
  return {boundary(part), boundary(arith::AddIOp::create(builder, loc, part, one))};
}

std::pair<Value, Value> sinter::codegen::getBlockShare(OpBuilder &builder, Location loc, Value part,
                                                       int64_t blocks, int64_t parts) {
  Operation *function = builder.getInsertionBlock()->getParentOp();
  if (!sinter::exec::SymbolicDims::get(function).isSymbolic(blocks))
    return getShare(builder, loc, part, blocks, parts);
  Value count = createSize(builder, loc, blocks);
  Value all = arith::ConstantIndexOp::create(builder, loc, parts);
  Value most = arith::MinUIOp::create(builder, loc, all, count);
  auto [first, last] =
      getShare(builder, loc, arith::MinUIOp::create(builder, loc, part, most), count, most);
  return {first, arith::MinUIOp::create(builder, loc, last, count)};
}

/// Bytes that every thread would read, or get from other cores later, if `dim` is
/// cut among them.
static double getSharedBytes(const Nest &nest, const Strategy &strategy, unsigned dim) {
  double shared = 0;
  for (const Stage &stage : nest.stages)
    for (const Operand &input : stage.inputs)
      if (input.kind == Operand::Memory && input.at.strides[dim] == 0)
        shared += getBytes(nest, input);
  if (!strategy.vectorDim || strategy.vectorReduces(nest))
    return shared;
  bool isWindow = nest.hasReduction() && !reusesLoads(nest, strategy);
  if (runsOverChannels(nest, dim)) {
    // What follows sums over channels, as a rule; what comes before a window would
    // have been cut by channels, too, and written the image.
    double exchanged = getBytes(nest, nest.root().outputs.front());
    for (const Operand &input : nest.root().inputs)
      exchanged = std::max(exchanged, isWindow ? getBytes(nest, input) : 0);
    return shared + exchanged;
  }
  double channels = 1;
  for (unsigned other : strategy.order)
    channels *= runsOverChannels(nest, other) ? nest.dims[other].extent : 1;
  // Without weights for all channels of its own, a window is cut as the matmuls
  // before and behind it are, of which one has a seventh of the channels or so.
  return shared + (isWindow ? channels * channels * 4 / 7 : 0);
}

/// The loops of more than one tile, the one that threads should share first; the
/// others in their order.
static SmallVector<unsigned> orderLoops(const Nest &nest, const Strategy &strategy) {
  SmallVector<unsigned> loops;
  for (unsigned dim : strategy.order)
    if (getTiles(nest, strategy, dim) > 1)
      loops.push_back(dim);
  auto best = llvm::min_element(loops, [&](unsigned a, unsigned b) {
    return getSharedBytes(nest, strategy, a) < getSharedBytes(nest, strategy, b);
  });
  if (best != loops.end())
    std::rotate(loops.begin(), best, best + 1);
  return loops;
}

/// Into how many parts loop `dim` may be cut before cells read their weights too
/// often: those of loops outside of it are read once per part.
static int64_t getMostParts(const Nest &nest, const Strategy &strategy,
                            sinter::exec::MachineAttr machine, unsigned dim) {
  int64_t l1Bytes = machine.getUsualL1Bytes();
  int64_t l2Bytes = machine.getUsualL2Bytes();
  double weights = 0, streamed = 0; // the latter while loops outside run
  int64_t sharing = 1;
  auto outside = ArrayRef(strategy.order).take_until([&](unsigned d) { return d == dim; });
  for (const Operand &input : nest.root().inputs) {
    if (input.kind != Operand::Memory || input.at.strides[dim] != 0)
      continue;
    weights += getBytes(nest, input);
    if (llvm::any_of(outside, [&](unsigned other) { return input.at.strides[other] != 0; }))
      streamed += getBytes(nest, input);
  }
  for (unsigned other : strategy.order)
    if (llvm::all_of(nest.root().inputs, [&](const Operand &input) {
          return input.kind != Operand::Memory || input.at.strides[dim] != 0 ||
                 input.at.strides[other] == 0;
        }))
      sharing *= nest.dims[other].extent;
  // A window keeps its weights in registers from row to row.
  if (nest.hasReduction() && !reusesLoads(nest, strategy) && dim != strategy.vectorDim)
    return std::max<int64_t>(2, nest.dims[dim].extent / kMinRows);
  if (weights <= l1Bytes / 2)
    return kMaxWorkgroups;
  return std::max<int64_t>(2, sharing /
                                  (streamed > l2Bytes / 2 ? kMinStreamedReuse : kMinWeightReuse));
}

static Cut cutNest(const Nest &nest, const Strategy &strategy, sinter::exec::MachineAttr machine,
                   int64_t limit) {
  Cut cut;
  int64_t cells = 1;
  SmallVector<unsigned> loops = orderLoops(nest, strategy);
  for (unsigned dim : loops) {
    int64_t tiles = getTiles(nest, strategy, dim), most = limit / cells;
    bool hasRoom = 2 * tiles <= most;
    if (cells == 1)
      most = std::min(most, getMostParts(nest, strategy, machine, dim));
    else
      most = std::min<int64_t>(most, llvm::divideCeil(kGoodCells, cells));
    // An odd number of tiles may be cells by themselves if the next loop has two parts.
    bool nextIsEven = hasRoom && tiles <= most && tiles < kGoodCells && dim != loops.back();
    int64_t multiple = cells % 2 && !nextIsEven && most > 1 ? 2 : 1;
    int64_t parts = tiles <= most && tiles % multiple == 0
                        ? tiles
                        : chooseParts(tiles, std::min(tiles, most), multiple);
    if (parts > 1)
      cut.loops.push_back({dim, parts});
    cells *= parts;
    if (cells >= kGoodCells)
      break;
  }
  return cut;
}

/// Cuts a small nest such that `main`, cut by `mainCut`, finds in the same
/// workgroups what borders on its parts.
static Cut cutAlike(const Nest &nest, const Strategy &strategy, const Nest &main,
                    const Cut &mainCut) {
  Cut cut;
  int64_t cells = mainCut.getCells();
  if (cells == 1)
    return cut;
  cut.only = getPosition(nest) * cells;
  unsigned mainDim = mainCut.loops.front().first;
  bool byChannels = runsOverChannels(main, mainDim);
  int64_t mainStride = main.root().outputs.front().at.strides[mainDim];
  const Linear &at = nest.root().outputs.front().at;
  for (unsigned dim : strategy.order) {
    int64_t tiles = getTiles(nest, strategy, dim);
    if (tiles == 1 || runsOverChannels(nest, dim) != byChannels)
      continue;
    // Pixels of one row are all near to one workgroup.
    bool isNear = !byChannels && at.strides[dim] < mainStride;
    if (int64_t parts = std::min(tiles, cells); !isNear)
      cut.loops.push_back({dim, parts});
    break;
  }
  return cut;
}

SmallVector<Cut> sinter::codegen::cutNests(ArrayRef<Nest> nests, ArrayRef<Strategy> strategies,
                                           exec::MachineAttr machine,
                                           std::optional<int64_t> tuned) {
  SmallVector<double> times;
  for (auto [nest, strategy] : llvm::zip_equal(nests, strategies))
    times.push_back(estimateTime(nest, strategy));
  size_t main = llvm::max_element(times) - times.begin();
  int64_t limit = tuned.value_or(getWorkgroupLimit(nests, strategies, machine));
  SmallVector<Cut> cuts(nests.size());
  cuts[main] = cutNest(nests[main], strategies[main], machine, limit);
  for (size_t i = 0; i < nests.size(); ++i)
    if (i != main && times[i] <= times[main] / 4)
      cuts[i] = cutAlike(nests[i], strategies[i], nests[main], cuts[main]);
    else if (i != main)
      cuts[i] = cutNest(nests[i], strategies[i], machine, cuts[main].getCells());
  return cuts;
}
