//===- AccessTable.h - Running addresses of a nest --------------*- C++ -*-===//
//
// While loops are emitted from the outside in, each access keeps the index of the
// current tile: a value that grows with every loop and a static offset.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_CODEGEN_ACCESSTABLE_H
#define PASSES_CODEGEN_ACCESSTABLE_H

#include "passes/Codegen/Strategy.h"

namespace sinter::codegen {

/// What a cache loads at once.
constexpr int64_t kLineBytes = 64;

class AccessTable {
public:
  /// Where an access stands: dynamic + offset + all of `open`; dynamic may be null.
  struct Position {
    mlir::Value dynamic;
    int64_t offset = 0;
    llvm::SmallVector<int64_t, 0> open{}; ///< Multiples of strides that calls decide.

    bool operator==(const Position &other) const {
      return dynamic == other.dynamic && offset == other.offset && open == other.open;
    }
  };
  using Snapshot = llvm::SmallVector<Position>;

  /// Makes one-dimensional views of all buffers at the insertion point.
  AccessTable(mlir::OpBuilder &builder, const Nest &nest, const Strategy &strategy);

  /// Moves all accesses `iterations` tiles of `step` points along `dim`.
  void advance(unsigned dim, mlir::Value iterations, int64_t step);
  void advance(unsigned dim, int64_t points);

  /// Sets the points that the current tile holds along `dim`.
  void setTile(unsigned dim, int64_t points) { tile[dim] = points; }
  int64_t getTile(unsigned dim) const { return tile[dim]; }

  Snapshot getPositions() const { return positions; }
  void setPositions(Snapshot snapshot) { positions = std::move(snapshot); }
  /// Loaded values are valid until memory is written or their block ends.
  size_t getCacheSize() const { return cache.size(); }
  void trimCache(size_t size) { cache.resize(size); }

  /// Reads `operand` at `point` (an offset per loop) and the lanes from there on.
  mlir::Value load(const Operand &operand, llvm::ArrayRef<int64_t> point, Lanes lanes);
  /// Reads `count` neighbours in memory, from `distance` elements after where
  /// `operand` is at `point` and the first of `lanes`.
  mlir::Value loadRun(const Operand &operand, llvm::ArrayRef<int64_t> point, Lanes lanes,
                      int64_t distance, int64_t count);
  /// Reads the first `count` of `width` neighbours; the others are zero.
  mlir::Value loadFirst(const Operand &operand, llvm::ArrayRef<int64_t> point, int64_t count,
                        int64_t width);
  /// Writes `value` where `operand` is at `point`.
  void store(const Operand &operand, llvm::ArrayRef<int64_t> point, Lanes lanes, mlir::Value value);

  /// Asks for the memory of `operand` at `point`, which need not exist.
  void prefetch(const Operand &operand, llvm::ArrayRef<int64_t> point, Lanes lanes,
                bool isWrite = false);
  /// Asks for the rows of panels that a later iteration of loop `innermost` reads.
  void prefetchPanels(unsigned innermost, llvm::ArrayRef<Lanes> lanes);
  /// Asks for the memory that the tile will write.
  void claimResults(llvm::ArrayRef<llvm::SmallVector<int64_t>> points,
                    llvm::ArrayRef<Lanes> vectors);
  /// Asks for the current step's share of what the strategy walks ahead.
  void prefetchAhead();

private:
  struct Entry {
    mlir::Value buffer; ///< One-dimensional; null for indices.
    Linear at;
  };
  struct Cached {
    unsigned entry;
    Position position;
    int64_t width; ///< Lanes; negative for a run of neighbours in memory.
    mlir::Value value;
  };

  unsigned getEntry(const Operand &operand);
  void move(Position &position, int64_t stride, int64_t points) const;
  Position getPosition(unsigned entry, llvm::ArrayRef<int64_t> point, Lanes lanes) const;
  int64_t getLaneStride(unsigned entry) const;
  mlir::Value getIndex(const Position &position, int64_t distance);
  mlir::Value loadLanes(unsigned entry, const Position &position, int64_t width);
  mlir::Value loadIndices(unsigned entry, const Position &position, int64_t width);
  mlir::Value loadBlock(unsigned entry, unsigned dim, llvm::ArrayRef<int64_t> point, Lanes lanes);
  mlir::Value findCached(unsigned entry, const Position &position, int64_t width);

  mlir::OpBuilder &builder;
  mlir::Location loc;
  const Nest &nest;
  const Strategy &strategy;
  llvm::DenseMap<const Operand *, unsigned> ids;
  llvm::SmallVector<unsigned> ahead; ///< Entries of what the strategy walks ahead.
  llvm::SmallVector<Entry> entries;
  llvm::SmallVector<Position> positions;
  llvm::SmallVector<int64_t> tile;
  std::vector<Cached> cache;
};

} // namespace sinter::codegen

#endif // PASSES_CODEGEN_ACCESSTABLE_H
