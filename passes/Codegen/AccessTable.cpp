//===- AccessTable.cpp - Running addresses of a nest ----------------------===//
//
// Equal addresses are loaded once: neighbours in a tile share what their windows
// have in common, without any analysis but the comparison of offsets.
//
//===----------------------------------------------------------------------===//

#include "passes/Codegen/AccessTable.h"

#include "passes/Codegen/LaneAccess.h"
#include "passes/Codegen/OpenSizes.h"
#include "passes/Codegen/VectorBody.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace sinter::codegen;

AccessTable::AccessTable(OpBuilder &builder, const Nest &nest, const Strategy &strategy)
    : builder(builder), loc(nest.loc), nest(nest), strategy(strategy), tile(nest.dims.size(), 1) {
  for (auto *part : {&nest.prologue, &nest.stages})
    for (const Stage &stage : *part) {
      for (auto *list : {&stage.inputs, &stage.outputs, &stage.outputArgs})
        for (const Operand &operand : *list)
          if (operand.kind == Operand::Memory || operand.kind == Operand::Index)
            ids[&operand] = getEntry(operand);
      for (auto &index : stage.indices)
        ids[&index.second] = getEntry(index.second);
    }
  for (const Operand &operand : strategy.ahead)
    ahead.push_back(getEntry(operand));
}

unsigned AccessTable::getEntry(const Operand &operand) {
  Value flat;
  if (operand.kind == Operand::Memory) {
    auto type = cast<MemRefType>(operand.value.getType());
    flat = operand.value;
    if (type.getRank() != 1) {
      // One view per buffer.
      for (const Entry &entry : entries)
        if (entry.buffer)
          if (auto view = entry.buffer.getDefiningOp<memref::ReinterpretCastOp>();
              view && view.getSource() == operand.value)
            flat = entry.buffer;
      if (flat == operand.value) {
        int64_t size = type.getNumElements();
        auto flatType =
            MemRefType::get({size}, type.getElementType(), AffineMap(), type.getMemorySpace());
        flat = memref::ReinterpretCastOp::create(builder, loc, flatType, operand.value,
                                                 /*offset=*/int64_t(0), ArrayRef<int64_t>{size},
                                                 ArrayRef<int64_t>{1});
      }
    }
  }
  for (auto [id, entry] : llvm::enumerate(entries))
    if (entry.buffer == flat && entry.at == operand.at)
      return id;
  entries.push_back({flat, operand.at});
  positions.push_back({operand.at.dynamic});
  int64_t rest = operand.at.offset;
  for (int64_t part : operand.at.open) {
    move(positions.back(), part, 1);
    rest -= part;
  }
  positions.back().offset += rest;
  return entries.size() - 1;
}

/// Moves `position` by `points` points of `stride`.
void AccessTable::move(Position &position, int64_t stride, int64_t points) const {
  if (points && nest.symbols.isSymbolic(stride))
    position.open.push_back(stride * points);
  else
    position.offset += stride * points;
}

void AccessTable::advance(unsigned dim, int64_t points) {
  for (auto [entry, position] : llvm::zip_equal(entries, positions))
    move(position, entry.at.strides[dim], points);
}

void AccessTable::advance(unsigned dim, Value iterations, int64_t step) {
  // Accesses that move alike share the arithmetic.
  SmallVector<std::tuple<Value, int64_t, Value>> known;
  auto flags = arith::IntegerOverflowFlags::nsw;
  for (auto [entry, position] : llvm::zip_equal(entries, positions)) {
    int64_t stride = entry.at.strides[dim] * step;
    if (stride == 0)
      continue;
    Value next;
    for (auto &[from, by, to] : known)
      if (from == position.dynamic && by == stride)
        next = to;
    if (!next) {
      next = iterations;
      if (stride != 1)
        next = arith::MulIOp::create(builder, loc, iterations, createSize(builder, loc, stride),
                                     flags);
      if (position.dynamic)
        next = arith::AddIOp::create(builder, loc, position.dynamic, next, flags);
      known.push_back({position.dynamic, stride, next});
    }
    position.dynamic = next;
  }
}

int64_t AccessTable::getLaneStride(unsigned entry) const {
  return strategy.vectorDim ? entries[entry].at.strides[*strategy.vectorDim] : 0;
}

AccessTable::Position AccessTable::getPosition(unsigned entry, ArrayRef<int64_t> point,
                                               Lanes lanes) const {
  Position position = positions[entry];
  for (auto [offset, stride] : llvm::zip_equal(point, entries[entry].at.strides))
    move(position, stride, offset);
  move(position, getLaneStride(entry), lanes.offset);
  return position;
}

Value AccessTable::getIndex(const Position &position, int64_t distance) {
  auto flags = arith::IntegerOverflowFlags::nsw;
  Position at = position;
  move(at, distance, 1);
  Value base = at.dynamic;
  for (int64_t step : at.open) {
    Value by = createSize(builder, loc, step);
    base = base ? arith::AddIOp::create(builder, loc, base, by, flags) : by;
  }
  if (!base)
    return arith::ConstantIndexOp::create(builder, loc, at.offset);
  if (at.offset == 0)
    return base;
  return arith::AddIOp::create(builder, loc, base,
                               arith::ConstantIndexOp::create(builder, loc, at.offset), flags);
}

Value AccessTable::findCached(unsigned entry, const Position &position, int64_t width) {
  for (const Cached &cached : cache)
    if (cached.entry == entry && cached.width == width && cached.position == position)
      return cached.value;
  return Value();
}

Value AccessTable::load(const Operand &operand, ArrayRef<int64_t> point, Lanes lanes) {
  if (operand.kind == Operand::Scalar)
    return broadcastLanes(builder, loc, operand.value, lanes.width);
  unsigned entry = ids.lookup(&operand);
  Position position = getPosition(entry, point, lanes);
  if (Value value = findCached(entry, position, lanes.width))
    return value;
  if (entries[entry].buffer && lanes.width > 1)
    if (auto dim = getTransposedDim(nest, strategy, entries[entry].at))
      return loadBlock(entry, *dim, point, lanes);
  Value value = entries[entry].buffer ? loadLanes(entry, position, lanes.width)
                                      : loadIndices(entry, position, lanes.width);
  cache.push_back({entry, position, lanes.width, value});
  return value;
}

Value AccessTable::loadIndices(unsigned entry, const Position &position, int64_t width) {
  Value first = broadcastLanes(builder, loc, getIndex(position, 0), width);
  int64_t stride = getLaneStride(entry);
  if (width == 1 || stride == 0)
    return first;
  SmallVector<int64_t> steps;
  for (int64_t lane = 0; lane < width; ++lane)
    steps.push_back(lane * stride);
  auto type = cast<VectorType>(first.getType());
  Value offsets =
      arith::ConstantOp::create(builder, loc, DenseElementsAttr::get(type, ArrayRef(steps)));
  return arith::AddIOp::create(builder, loc, first, offsets);
}

Value AccessTable::loadLanes(unsigned entry, const Position &position, int64_t width) {
  Value buffer = entries[entry].buffer;
  int64_t stride = getLaneStride(entry);
  auto indexAt = [&](int64_t distance) { return getIndex(position, distance); };
  if (width == 1 || stride == 0)
    return broadcastLanes(builder, loc, memref::LoadOp::create(builder, loc, buffer, indexAt(0)),
                          width);
  Type elementType = cast<MemRefType>(buffer.getType()).getElementType();
  if (stride == 1)
    return vector::LoadOp::create(builder, loc, VectorType::get({width}, elementType), buffer,
                                  indexAt(0));
  if (std::abs(stride) <= kMaxShuffledStride)
    return loadShuffled(builder, loc, buffer, indexAt, stride, width);
  return loadGathered(builder, loc, buffer, indexAt, stride, width);
}

Value AccessTable::loadBlock(unsigned entry, unsigned dim, ArrayRef<int64_t> point, Lanes lanes) {
  // The tile's points along `dim` are cut into blocks of powers of two.
  int64_t first = 0, height = 0;
  for (int64_t rest = tile[dim]; first + height <= point[dim]; rest -= height) {
    first += height;
    height = llvm::bit_floor<uint64_t>(rest);
  }
  SmallVector<int64_t> corner(point);
  corner[dim] = first;
  Position position = getPosition(entry, corner, lanes);
  // A distance is rows, whose stride a call may decide, and columns.
  auto indexAt = [&](int64_t distance) {
    int64_t stride = getLaneStride(entry);
    Position at = position;
    if (nest.symbols.isSymbolic(stride)) {
      move(at, stride, distance / stride);
      distance %= stride;
    }
    return getIndex(at, distance);
  };
  SmallVector<Value> columns;
  if (height == 1)
    columns.push_back(loadGathered(builder, loc, entries[entry].buffer, indexAt,
                                   getLaneStride(entry), lanes.width));
  else
    columns = loadTransposed(
        builder, loc, entries[entry].buffer,
        [&](int64_t rows, int64_t elements) {
          Position at = position;
          at.offset += elements;
          return getIndex(at, rows);
        },
        getLaneStride(entry), lanes.width, height);
  for (auto [column, value] : llvm::enumerate(columns)) {
    corner[dim] = first + column;
    cache.push_back({entry, getPosition(entry, corner, lanes), lanes.width, value});
  }
  return columns[point[dim] - first];
}

Value AccessTable::loadRun(const Operand &operand, ArrayRef<int64_t> point, Lanes lanes,
                           int64_t distance, int64_t count) {
  unsigned entry = ids.lookup(&operand);
  Position position = getPosition(entry, point, lanes);
  position.offset += distance;
  if (Value value = findCached(entry, position, -count))
    return value;
  Value buffer = entries[entry].buffer;
  auto type = VectorType::get({count}, cast<MemRefType>(buffer.getType()).getElementType());
  Value value = vector::LoadOp::create(builder, loc, type, buffer, getIndex(position, 0));
  cache.push_back({entry, position, -count, value});
  return value;
}

Value AccessTable::loadFirst(const Operand &operand, ArrayRef<int64_t> point, int64_t count,
                             int64_t width) {
  unsigned entry = ids.lookup(&operand);
  Position position = getPosition(entry, point, {0, 1});
  if (Value value = findCached(entry, position, -width))
    return value;
  Value buffer = entries[entry].buffer;
  auto type = VectorType::get({width}, cast<MemRefType>(buffer.getType()).getElementType());
  SmallVector<bool> isRead;
  for (int64_t i = 0; i < width; ++i)
    isRead.push_back(i < count);
  Value mask = arith::ConstantOp::create(
      builder, loc,
      DenseElementsAttr::get(VectorType::get({width}, builder.getI1Type()), ArrayRef(isRead)));
  Value zeros = arith::ConstantOp::create(builder, loc, builder.getZeroAttr(type));
  Value value =
      vector::MaskedLoadOp::create(builder, loc, type, buffer, getIndex(position, 0), mask, zeros);
  cache.push_back({entry, position, -width, value});
  return value;
}

void AccessTable::store(const Operand &operand, ArrayRef<int64_t> point, Lanes lanes, Value value) {
  unsigned entry = ids.lookup(&operand);
  Value index = getIndex(getPosition(entry, point, lanes), 0);
  if (lanes.width == 1)
    memref::StoreOp::create(builder, loc, value, entries[entry].buffer, index);
  else
    vector::StoreOp::create(builder, loc, value, entries[entry].buffer, index);
}

void AccessTable::prefetch(const Operand &operand, ArrayRef<int64_t> point, Lanes lanes,
                           bool isWrite) {
  unsigned entry = ids.lookup(&operand);
  Value index = getIndex(getPosition(entry, point, lanes), 0);
  memref::PrefetchOp::create(builder, loc, entries[entry].buffer, index, isWrite,
                             /*localityHint=*/3, /*isDataCache=*/true);
}

void AccessTable::prefetchPanels(unsigned innermost, ArrayRef<Lanes> lanes) {
  SmallVector<int64_t> later(nest.dims.size(), 0);
  later[innermost] = strategy.prefetchDistance;
  for (const Operand &input : nest.root().inputs)
    if (isPanel(nest, strategy, input))
      for (Lanes vector : lanes)
        prefetch(input, later, vector);
}

void AccessTable::claimResults(ArrayRef<SmallVector<int64_t>> points, ArrayRef<Lanes> vectors) {
  for (const Stage &stage : nest.stages)
    for (auto [output, isStored] : llvm::zip_equal(stage.outputs, stage.stored)) {
      Type type = cast<MemRefType>(output.value.getType()).getElementType();
      if (!isStored || !type.isIntOrFloat())
        continue;
      int64_t line = kLineBytes * 8 / type.getIntOrFloatBitWidth();
      for (ArrayRef<int64_t> point : points)
        for (Lanes lanes : vectors)
          if ((lanes.offset - vectors.front().offset) % line == 0)
            prefetch(output, point, lanes, /*isWrite=*/true);
    }
}

void AccessTable::prefetchAhead() {
  for (unsigned id : ahead) {
    const Entry &entry = entries[id];
    int64_t step = 0; // elements per step of the innermost reduction
    for (auto [dim, stride] : llvm::zip_equal(nest.dims, entry.at.strides))
      step = dim.reduction ? stride : step;
    Type type = cast<MemRefType>(entry.buffer.getType()).getElementType();
    int64_t line = kLineBytes * 8 / type.getIntOrFloatBitWidth();
    for (int64_t offset = 0; offset < step; offset += line)
      memref::PrefetchOp::create(builder, loc, entry.buffer, getIndex(positions[id], offset),
                                 /*isWrite=*/false, /*localityHint=*/2, /*isDataCache=*/true);
  }
}
