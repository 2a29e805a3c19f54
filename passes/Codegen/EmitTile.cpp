//===- EmitTile.cpp - One register tile -----------------------------------===//
//
// A tile is a set of points times a set of lanes. A reduction keeps one
// accumulator per point, vector and output. When the reduction itself runs along
// the lanes, each point has partial results that are combined at the end.
//
//===----------------------------------------------------------------------===//

#include "passes/Codegen/EmitTile.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/Matchers.h"
#include "passes/Codegen/Addend.h"
#include "passes/Codegen/Interleaver.h"
#include "passes/Codegen/OpenSizes.h"
#include "passes/Codegen/SkippedFactor.h"
#include "passes/Codegen/VectorBody.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace sinter::codegen;

namespace {

using Values = SmallVector<Value>;

struct TileEmitter {
  OpBuilder &builder;
  Location loc;
  const Nest &nest;
  const Strategy &strategy;
  AccessTable &accesses;

  bool acrossLanes;                         ///< The reduction runs along the lanes.
  SmallVector<SmallVector<int64_t>> points; ///< Offsets per loop.
  SmallVector<Lanes> vectors;               ///< What each point computes.
  SmallVector<unsigned> reductions;         ///< Loops, outermost first.
  SmallVector<int64_t> extents;             ///< Of all loops, at the current position.
  int64_t width = 1;                        ///< Lanes of an accumulator.
  std::optional<Addend> addend;             ///< What sums start from, besides their start.

  TileEmitter(OpBuilder &builder, const Nest &nest, const Strategy &strategy,
              AccessTable &accesses);
  void emit();

private:
  unsigned getNumOutputs() const { return nest.root().outputs.size(); }
  void findPoints();
  Values evaluate(const Stage &stage, ArrayRef<int64_t> point, Lanes lanes,
                  ValueRange carriedOutputs, ArrayRef<Values> earlier);

  Values reduce();
  Values addRest(size_t depth, Values sums);
  Values startAccumulators();
  Values gatherSums(ValueRange sums);
  Value start(unsigned output, ArrayRef<int64_t> point, Lanes lanes);
  Value startWithoutAddend(unsigned output, ArrayRef<int64_t> point, Lanes lanes);
  Values emitReduction(size_t depth, Values accumulators);
  Values emitIterations(size_t depth, int64_t count, Values accumulators);
  Values emitLoop(size_t depth, int64_t count, int64_t step, Values accumulators,
                  llvm::function_ref<Values(Values)> body);
  Values emitRange(unsigned dim, Value lower, Value upper, int64_t step, Values accumulators,
                   llvm::function_ref<Values(Values)> body);
  Values emitSteps(unsigned dim, int64_t steps, Values accumulators,
                   llvm::function_ref<Values(Values)> step);
  Values emitLaneLoop(size_t depth, Values accumulators);
  Values accumulate(ArrayRef<Lanes> lanes, int64_t firstValid, Values accumulators);
  Values accumulateUnlessZero(ArrayRef<Lanes> lanes, Values accumulators);
  Value addProducts(ArrayRef<int64_t> point, Lanes lanes, Value accumulator);
  Value loadGroup(ArrayRef<int64_t> point);
  Value addWindowColumn(ArrayRef<int64_t> point, Lanes lanes, Value accumulator);
  Value loadRows(unsigned input, ArrayRef<int64_t> point, Lanes lanes, int64_t firstRow);
  void addExcess(ArrayRef<Lanes> lanes, Values &accumulators);
  void subtractExcess(Values &accumulators);
  Values combineLanes(ValueRange accumulators);
};

TileEmitter::TileEmitter(OpBuilder &builder, const Nest &nest, const Strategy &strategy,
                         AccessTable &accesses)
    : builder(builder), loc(nest.loc), nest(nest), strategy(strategy), accesses(accesses),
      acrossLanes(strategy.vectorReduces(nest)), addend(findAddend(nest)) {
  findPoints();
  for (auto [d, dim] : llvm::enumerate(nest.dims)) {
    extents.push_back(dim.extent);
    // One instruction multiplies a whole group.
    if (dim.reduction && !strategy.isInsideOfGroup(d))
      reductions.push_back(d);
  }
  vectors = {{0, 1}};
  if (!strategy.vectorDim)
    return;
  unsigned dim = *strategy.vectorDim;
  if (!acrossLanes) {
    vectors = cutLanes(accesses.getTile(dim), strategy.lanes);
    width = vectors.front().width;
    return;
  }
  width = std::min<int64_t>(strategy.lanes, llvm::bit_floor<uint64_t>(nest.dims[dim].extent));
  vectors.clear();
  for (int64_t offset = 0;
       offset < std::min(strategy.tile[dim], nest.dims[dim].extent / width * width);
       offset += width)
    vectors.push_back({offset, width});
}

void TileEmitter::findPoints() {
  points = {SmallVector<int64_t>(nest.dims.size(), 0)};
  for (auto [d, dim] : llvm::enumerate(nest.dims)) {
    if (dim.reduction || d == strategy.vectorDim)
      continue;
    SmallVector<SmallVector<int64_t>> more;
    for (auto &point : points)
      for (int64_t i = 0; i < accesses.getTile(d); ++i) {
        more.push_back(point);
        more.back()[d] = i;
      }
    points = std::move(more);
  }
}

/// Computes a stage at a point. `carriedOutputs` replace what the output arguments
/// read; `earlier` holds the results of the stages before.
Values TileEmitter::evaluate(const Stage &stage, ArrayRef<int64_t> point, Lanes lanes,
                             ValueRange carriedOutputs, ArrayRef<Values> earlier) {
  auto read = [&](const Operand &operand) {
    if (operand.kind == Operand::Carried)
      return earlier[operand.stage][operand.result];
    return accesses.load(operand, point, lanes);
  };
  Values arguments;
  for (auto [k, argument] : llvm::enumerate(stage.body->getArguments())) {
    if (argument.use_empty()) {
      arguments.push_back(Value());
    } else if (addend && &stage == &nest.stages[addend->stage] && k == addend->input) {
      arguments.push_back(constantLanes(builder, loc, builder.getI32IntegerAttr(0), lanes.width));
    } else if (k < stage.inputs.size()) {
      arguments.push_back(read(stage.inputs[k]));
    } else {
      size_t output = k - stage.inputs.size();
      arguments.push_back(carriedOutputs.empty() ? read(stage.outputArgs[output])
                                                 : carriedOutputs[output]);
    }
  }
  bool fuse = strategy.hasFma && &stage == &nest.root() && nest.hasReduction();
  auto indexLanes = [&](const Operand &operand) { return accesses.load(operand, point, lanes); };
  return emitBody(builder, stage, arguments, indexLanes, lanes.width, fuse);
}

void TileEmitter::emit() {
  size_t cached = accesses.getCacheSize();
  Values reduced;
  if (strategy.claimsResults)
    accesses.claimResults(points, vectors);
  if (nest.hasReduction())
    reduced = reduce();
  // After a reduction across lanes each point is a scalar.
  SmallVector<Lanes> results = acrossLanes ? SmallVector<Lanes>{{0, 1}} : vectors;
  SmallVector<std::function<void()>> stores;
  ArrayRef<Value> remaining = reduced;
  Interleaver interleaver(builder);
  bool storesEach = strategy.lanes == 1 && !mayWriteOperands(nest);
  for (ArrayRef<int64_t> point : points) {
    for (Lanes lanes : results) {
      interleaver.beginChain();
      SmallVector<Values> computed;
      for (unsigned s = 0; s < nest.stages.size(); ++s) {
        if (s == 0 && nest.hasReduction()) {
          computed.push_back(Values(remaining.take_front(getNumOutputs())));
          remaining = remaining.drop_front(getNumOutputs());
        } else {
          computed.push_back(evaluate(nest.stages[s], point, lanes, {}, computed));
        }
        for (unsigned k = 0; k < computed[s].size(); ++k)
          if (nest.stages[s].stored[k])
            stores.push_back(
                [&accesses = accesses, &output = nest.stages[s].outputs[k], point, lanes,
                 value = computed[s][k]] { accesses.store(output, point, lanes, value); });
      }
      if (storesEach)
        for (auto &store : std::exchange(stores, {}))
          store();
    }
  }
  if (strategy.stepwise)
    interleaver.interleave();
  for (auto &store : stores)
    store();
  accesses.trimCache(cached);
}

//===----------------------------------------------------------------------===//
// Reductions
//===----------------------------------------------------------------------===//

/// Returns the results of the root, by point, vector and output.
Values TileEmitter::reduce() {
  Values accumulators = emitReduction(0, startAccumulators());
  if (strategy.dot && strategy.dot->sumsAside())
    return gatherSums(accumulators);
  if (strategy.window && strategy.window->flipsImage)
    subtractExcess(accumulators);
  if (!acrossLanes)
    return accumulators;
  Values sums = combineLanes(accumulators);
  bool isOpen = nest.symbols.isSymbolic(nest.dims[*strategy.vectorDim].extent);
  return isOpen ? addRest(0, std::move(sums)) : sums;
}

/// Adds what does not fill a vector, where only calls know how much that is, one by one.
Values TileEmitter::addRest(size_t depth, Values sums) {
  unsigned outputs = getNumOutputs();
  if (depth == reductions.size()) {
    for (auto [p, point] : llvm::enumerate(points)) {
      Values current(ArrayRef(sums).slice(p * outputs, outputs));
      llvm::copy(evaluate(nest.root(), point, {0, 1}, current, {}), sums.begin() + p * outputs);
    }
    return sums;
  }
  unsigned dim = reductions[depth];
  auto inner = [&](Values values) { return addRest(depth + 1, std::move(values)); };
  if (dim != strategy.vectorDim)
    return emitLoop(depth, extents[dim], 1, std::move(sums), inner);
  Value whole = getOpenRange(builder, loc, {0, width, 0, Piece::OpenTiles}, extents[dim]).second;
  Value lanes = arith::ConstantIndexOp::create(builder, loc, width);
  return emitRange(dim, arith::MulIOp::create(builder, loc, whole, lanes),
                   createSize(builder, loc, extents[dim]), 1, std::move(sums), inner);
}

Values TileEmitter::startAccumulators() {
  Values accumulators;
  if (strategy.dot && strategy.dot->sumsAside()) {
    Value zero = constantLanes(builder, loc, builder.getI32IntegerAttr(0), 1);
    accumulators.assign(points.size() * vectors.size() * width, zero);
    return accumulators;
  }
  for (ArrayRef<int64_t> point : points)
    for (Lanes lanes : vectors)
      for (unsigned k = 0; k < getNumOutputs(); ++k) {
        if (acrossLanes)
          accumulators.push_back(
              constantLanes(builder, loc, getCombiner(nest.root(), k)->second, width));
        else
          accumulators.push_back(start(k, point, lanes));
      }
  if (strategy.window && strategy.window->flipsImage)
    accumulators.append(vectors.size(),
                        constantLanes(builder, loc, builder.getI32IntegerAttr(0), width));
  return accumulators;
}

/// Makes vectors of the sums of their lanes and adds what these start from.
Values TileEmitter::gatherSums(ValueRange sums) {
  Values results;
  for (ArrayRef<int64_t> point : points)
    for (Lanes lanes : vectors) {
      Value sum = sums.front();
      if (width > 1)
        sum = vector::FromElementsOp::create(
            builder, loc, VectorType::get({width}, builder.getI32Type()), sums.take_front(width));
      Value initial = start(0, point, lanes);
      if (!matchPattern(initial, m_Zero()))
        sum = arith::AddIOp::create(builder, loc, sum, initial);
      results.push_back(sum);
      sums = sums.drop_front(width);
    }
  return results;
}

/// Returns what the reduction of a result starts from.
Value TileEmitter::start(unsigned output, ArrayRef<int64_t> point, Lanes lanes) {
  Value initial = startWithoutAddend(output, point, lanes);
  if (!addend)
    return initial;
  Value value = accesses.load(nest.stages[addend->stage].inputs[addend->input], point, lanes);
  return arith::AddIOp::create(builder, loc, value, initial);
}

Value TileEmitter::startWithoutAddend(unsigned output, ArrayRef<int64_t> point, Lanes lanes) {
  if (!nest.prologue.empty())
    return evaluate(nest.prologue.front(), point, lanes, {}, {})[0];
  Value initial = nest.initials[output];
  if (!initial)
    return accesses.load(nest.root().outputs[output], point, lanes);
  if (auto constant = initial.getDefiningOp<arith::ConstantOp>())
    return constantLanes(builder, loc, constant.getValue(), lanes.width);
  return broadcastLanes(builder, loc, initial, lanes.width);
}

/// Emits the reduction loops from position `depth` on.
Values TileEmitter::emitReduction(size_t depth, Values accumulators) {
  if (depth == reductions.size())
    return accumulate(vectors, 0, std::move(accumulators));
  unsigned dim = reductions[depth];
  if (dim == strategy.vectorDim)
    return emitLaneLoop(depth, std::move(accumulators));
  int64_t tail = nest.dims[dim].tail;
  if (!tail)
    return emitIterations(depth, extents[dim], std::move(accumulators));
  // The last block has fewer points.
  int64_t whole = extents[dim] - 1;
  accumulators = emitIterations(depth, whole, std::move(accumulators));
  AccessTable::Snapshot positions = accesses.getPositions();
  accesses.advance(dim, whole);
  std::swap(extents[dim + 1], tail);
  accumulators = emitReduction(depth + 1, std::move(accumulators));
  std::swap(extents[dim + 1], tail);
  accesses.setPositions(std::move(positions));
  return accumulators;
}

/// Emits the first `count` iterations of the reduction loop at `depth`.
Values TileEmitter::emitIterations(size_t depth, int64_t count, Values accumulators) {
  unsigned dim = reductions[depth];
  auto inner = [&](Values values) { return emitReduction(depth + 1, std::move(values)); };
  auto repeat = [&](int64_t times, Values values) {
    AccessTable::Snapshot positions = accesses.getPositions();
    for (int64_t i = 0; i < times; ++i) {
      values = inner(std::move(values));
      accesses.advance(dim, 1);
    }
    accesses.setPositions(std::move(positions));
    return values;
  };
  if (strategy.unroll[dim])
    return repeat(count, std::move(accumulators));
  int64_t steps = depth + 1 == reductions.size() ? strategy.steps : 1;
  if (steps == 1)
    return emitLoop(depth, count, 1, std::move(accumulators), inner);
  accumulators = emitLoop(depth, count / steps, steps, std::move(accumulators),
                          [&](Values values) { return emitSteps(dim, steps, values, inner); });
  AccessTable::Snapshot positions = accesses.getPositions();
  accesses.advance(dim, count / steps * steps);
  accumulators = repeat(count % steps, std::move(accumulators));
  accesses.setPositions(std::move(positions));
  return accumulators;
}

/// Emits the steps of one iteration. What a step loads takes all registers that sums leave, so
/// none is to be loaded before the step is due: a fence, which is no instruction, holds LLVM's
/// scheduler back.
Values TileEmitter::emitSteps(unsigned dim, int64_t steps, Values accumulators,
                              llvm::function_ref<Values(Values)> step) {
  AccessTable::Snapshot positions = accesses.getPositions();
  for (int64_t i = 0; i < steps; ++i) {
    if (i > 0)
      LLVM::FenceOp::create(builder, loc, LLVM::AtomicOrdering::acq_rel, "singlethread");
    accumulators = step(std::move(accumulators));
    accesses.advance(dim, 1);
  }
  accesses.setPositions(std::move(positions));
  return accumulators;
}

/// Emits a loop that carries the accumulators.
Values TileEmitter::emitLoop(size_t depth, int64_t count, int64_t step, Values accumulators,
                             llvm::function_ref<Values(Values)> body) {
  unsigned dim = reductions[depth];
  if (count == 0)
    return accumulators;
  if (count == 1)
    return body(std::move(accumulators));
  return emitRange(dim, arith::ConstantIndexOp::create(builder, loc, 0),
                   createSize(builder, loc, count), step, std::move(accumulators), body);
}

/// Emits the iterations [lower, upper) of a loop over steps of `step` points.
Values TileEmitter::emitRange(unsigned dim, Value lower, Value upper, int64_t step,
                              Values accumulators, llvm::function_ref<Values(Values)> body) {
  Value one = arith::ConstantIndexOp::create(builder, loc, 1);
  auto loop = scf::ForOp::create(builder, loc, lower, upper, one, accumulators);
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(loop.getBody());
  AccessTable::Snapshot positions = accesses.getPositions();
  size_t cached = accesses.getCacheSize();
  accesses.advance(dim, loop.getInductionVar(), step);
  scf::YieldOp::create(builder, loc, body(Values(loop.getRegionIterArgs())));
  accesses.trimCache(cached);
  accesses.setPositions(std::move(positions));
  return Values(loop.getResults());
}

/// The reduction loop along the lanes: whole tiles, then whole vectors, then one
/// vector of which only the last lanes count.
Values TileEmitter::emitLaneLoop(size_t depth, Values accumulators) {
  assert(depth + 1 == reductions.size() || reductions[depth] == strategy.vectorDim);
  unsigned dim = reductions[depth];
  int64_t extent = nest.dims[dim].extent, tile = vectors.size() * width;
  AccessTable::Snapshot positions = accesses.getPositions();
  auto inner = [&](ArrayRef<Lanes> lanes, int64_t firstValid, Values values) {
    // Loops inside of the lane loop see the same lanes.
    std::function<Values(size_t, Values)> descend = [&](size_t next, Values current) {
      if (next == reductions.size())
        return accumulate(lanes, firstValid, std::move(current));
      return emitLoop(next, nest.dims[reductions[next]].extent, 1, std::move(current),
                      [&](Values nested) { return descend(next + 1, std::move(nested)); });
    };
    return descend(depth + 1, std::move(values));
  };
  if (nest.symbols.isSymbolic(extent)) {
    Piece tiles{0, tile, 0, Piece::OpenTiles}, rest{0, width, 0, Piece::OpenTiles};
    auto [first, last] = getOpenRange(builder, loc, tiles, extent);
    accumulators = emitRange(dim, first, last, tile, std::move(accumulators),
                             [&](Values values) { return inner(vectors, 0, std::move(values)); });
    Value perTile = arith::ConstantIndexOp::create(builder, loc, vectors.size());
    first = arith::MulIOp::create(builder, loc, last, perTile);
    last = getOpenRange(builder, loc, rest, extent).second;
    return emitRange(dim, first, last, width, std::move(accumulators),
                     [&](Values values) { return inner({{0, width}}, 0, std::move(values)); });
  }
  int64_t done = extent / tile * tile;
  accumulators = emitLoop(depth, extent / tile, tile, std::move(accumulators),
                          [&](Values values) { return inner(vectors, 0, std::move(values)); });
  accesses.advance(dim, done);
  SmallVector<Lanes> whole;
  for (int64_t offset = 0; done + offset + width <= extent; offset += width)
    whole.push_back({offset, width});
  if (!whole.empty())
    accumulators = inner(whole, 0, std::move(accumulators));
  done += whole.size() * width;
  if (int64_t rest = extent - done) {
    Lanes last{static_cast<int64_t>(whole.size()) * width + rest - width, width};
    accumulators = inner(last, width - rest, std::move(accumulators));
  }
  accesses.setPositions(std::move(positions));
  return accumulators;
}

/// Adds the current iteration at each point; only lanes from `firstValid` on count.
Values TileEmitter::accumulate(ArrayRef<Lanes> lanes, int64_t firstValid, Values accumulators) {
  Value valid;
  if (firstValid) {
    SmallVector<bool> mask;
    for (int64_t lane = 0; lane < width; ++lane)
      mask.push_back(lane >= firstValid);
    auto type = VectorType::get({width}, builder.getI1Type());
    valid = arith::ConstantOp::create(builder, loc, DenseElementsAttr::get(type, ArrayRef(mask)));
  }
  unsigned outputs = getNumOutputs();
  accesses.prefetchAhead();
  if (strategy.prefetchDistance && !reductions.empty())
    accesses.prefetchPanels(reductions.back(), lanes);
  if (strategy.skipped)
    return accumulateUnlessZero(lanes, std::move(accumulators));
  for (auto [p, point] : llvm::enumerate(points))
    for (auto [v, vector] : llvm::enumerate(lanes)) {
      size_t first = (p * vectors.size() + v) * outputs;
      if (strategy.dot && strategy.dot->sumsAside()) {
        for (int64_t lane = 0; lane < width; ++lane) {
          Value &sum = accumulators[first * width + lane];
          sum = addProducts(point, {vector.offset + lane, 1}, sum);
        }
        continue;
      }
      if (strategy.dot || strategy.window) {
        Value &sum = accumulators[first];
        sum = strategy.dot ? addProducts(point, vector, sum) : addWindowColumn(point, vector, sum);
        continue;
      }
      Values current(ArrayRef(accumulators).slice(first, outputs));
      Values next = evaluate(nest.root(), point, vector, current, {});
      for (unsigned k = 0; k < outputs; ++k)
        accumulators[first + k] =
            valid ? arith::SelectOp::create(builder, loc, valid, next[k], current[k]).getResult()
                  : next[k];
    }
  if (strategy.window && strategy.window->flipsImage)
    addExcess(lanes, accumulators);
  return accumulators;
}

/// Adds the current iteration at each point, unless the factor that all its sums share is zero.
Values TileEmitter::accumulateUnlessZero(ArrayRef<Lanes> lanes, Values accumulators) {
  const Stage &root = nest.root();
  size_t cached = accesses.getCacheSize();
  if (strategy.holdsShared)
    for (Lanes vector : lanes)
      accesses.load(root.inputs[1 - *strategy.skipped], points.front(), vector);
  Values results;
  for (ArrayRef<int64_t> point : points) {
    ValueRange current = ValueRange(accumulators).slice(results.size(), lanes.size());
    Value factor = accesses.load(root.inputs[*strategy.skipped], point, {0, 1});
    size_t before = accesses.getCacheSize();
    llvm::append_range(results, emitUnlessZero(builder, loc, root, factor, current, [&] {
                         Values sums;
                         for (auto [sum, vector] : llvm::zip_equal(current, lanes))
                           sums.push_back(evaluate(root, point, vector, sum, {}).front());
                         accesses.trimCache(before);
                         return sums;
                       }));
  }
  accesses.trimCache(cached);
  return results;
}

/// Adds a group of products in each lane.
Value TileEmitter::addProducts(ArrayRef<int64_t> point, Lanes lanes, Value accumulator) {
  const DotProduct &dot = *strategy.dot;
  Value panel = accesses.loadRun(nest.root().inputs[dot.panel], point, lanes, /*distance=*/0,
                                 lanes.width * dot.group);
  return emitDotProduct(builder, loc, dot, accumulator, panel, loadGroup(point));
}

/// Reads the group that all lanes share. One that is cut off ends where the memory
/// may end, so its members are read together with those before.
Value TileEmitter::loadGroup(ArrayRef<int64_t> point) {
  const DotProduct &dot = *strategy.dot;
  const Operand &shared = nest.root().inputs[dot.shared];
  int64_t members = extents[dot.groupDim], missing = dot.group - members;
  if (missing == 0)
    return accesses.loadRun(shared, point, {0, 1}, 0, dot.group);
  if (dot.sumsAside()) // What is missing meets weights of zero, but may not be there to read.
    return accesses.loadFirst(shared, point, members, dot.group);
  if (nest.dims[dot.groupDim - 1].extent > 1)
    return emitPartialGroup(builder, loc,
                            accesses.loadRun(shared, point, {0, 1}, -missing, dot.group), members);
  Values bytes(missing, constantLanes(builder, loc, builder.getI8IntegerAttr(0), 1));
  for (int64_t i = 0; i < members; ++i)
    bytes.push_back(
        vector::ExtractOp::create(builder, loc, accesses.loadRun(shared, point, {0, 1}, i, 1), 0));
  auto type = VectorType::get({dot.group}, builder.getI8Type());
  return emitPartialGroup(builder, loc, vector::FromElementsOp::create(builder, loc, type, bytes),
                          members);
}

/// Adds a column of a window in each lane, by groups of rows.
Value TileEmitter::addWindowColumn(ArrayRef<int64_t> point, Lanes lanes, Value accumulator) {
  const WindowProduct &window = *strategy.window;
  for (int64_t row = 0; row < extents[window.groupDim]; row += WindowProduct::group)
    accumulator = emitWindowProduct(builder, loc, window, accumulator,
                                    loadRows(window.weights, point, lanes, row),
                                    loadRows(window.image, point, lanes, row));
  return accumulator;
}

/// Reads the group of rows of a window's column that starts at `firstRow`. Weights that
/// do not exist are zero.
Value TileEmitter::loadRows(unsigned input, ArrayRef<int64_t> point, Lanes lanes,
                            int64_t firstRow) {
  const WindowProduct &window = *strategy.window;
  int64_t last = std::min(extents[window.groupDim], firstRow + WindowProduct::group);
  SmallVector<int64_t> at(point);
  Values rows;
  for (int64_t row = firstRow; row < last; ++row) {
    at[window.groupDim] = row;
    rows.push_back(accesses.load(nest.root().inputs[input], at, lanes));
  }
  return emitInterleaved(builder, loc, rows, /*isPaddedByAnything=*/input == window.image);
}

/// Adds what a flipped image adds too much in each lane: sums that lie behind the
/// accumulators, one per vector.
void TileEmitter::addExcess(ArrayRef<Lanes> lanes, Values &accumulators) {
  const WindowProduct &window = *strategy.window;
  for (auto [v, vector] : llvm::enumerate(lanes)) {
    Value &excess = accumulators[points.size() * vectors.size() + v];
    for (int64_t row = 0; row < extents[window.groupDim]; row += WindowProduct::group)
      excess = emitFlippedExcess(builder, loc, excess,
                                 loadRows(window.weights, points.front(), vector, row));
  }
}

/// Takes the sums behind the accumulators from them.
void TileEmitter::subtractExcess(Values &accumulators) {
  size_t count = points.size() * vectors.size();
  Values excess(ArrayRef(accumulators).drop_front(count));
  accumulators.truncate(count);
  for (auto [i, accumulator] : llvm::enumerate(accumulators))
    accumulator = arith::SubIOp::create(builder, loc, accumulator, excess[i % vectors.size()]);
}

/// Combines the lanes of each point to the final scalar.
Values TileEmitter::combineLanes(ValueRange accumulators) {
  Values results;
  unsigned outputs = getNumOutputs();
  for (auto [p, point] : llvm::enumerate(points))
    for (unsigned k = 0; k < outputs; ++k) {
      size_t first = p * vectors.size() * outputs + k;
      auto [kind, neutral] = *getCombiner(nest.root(), k);
      Value result = accumulators[first];
      for (size_t v = 1; v < vectors.size(); ++v)
        result = vector::makeArithReduction(builder, loc, kind, result,
                                            accumulators[first + v * outputs]);
      result = combineHalves(builder, loc, kind, result, width);
      Value initial = start(k, point, {0, 1});
      auto constant = initial.getDefiningOp<arith::ConstantOp>();
      if (!constant || constant.getValue() != neutral)
        result = vector::makeArithReduction(builder, loc, kind, result, initial);
      results.push_back(result);
    }
  return results;
}

} // namespace

void sinter::codegen::emitTile(OpBuilder &builder, const Nest &nest, const Strategy &strategy,
                               AccessTable &accesses) {
  TileEmitter(builder, nest, strategy, accesses).emit();
}
