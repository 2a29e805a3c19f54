//===- PoolConstants.cpp - One constants segment for several machines -----===//
//
// Machines differ in how they want weights packed; everything else, and weights
// for machines with equal tiles, is the same for all and is stored once.
//
//===----------------------------------------------------------------------===//

#include "compiler/Package/PoolConstants.h"

#include "compiler/Package/Constants.h"
#include "dialects/Exec/IR/BufferAlignment.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Builders.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/xxhash.h"
#include <map>

using namespace mlir;
using namespace sinter;

namespace {

/// Gives each content a place. Attributes are unique in their context, but for resources, which
/// are known by their bytes.
class Pool {
public:
  explicit Pool(int64_t alignment) : alignment(alignment) {}

  int64_t getOffset(plan::ConstantOp op) {
    auto [place, isNew] = byAttribute.try_emplace(op.getValue());
    if (!isNew)
      return place->second;
    int64_t size = *plan::getByteSize(op.getValue().getShapedType());
    std::optional<ArrayRef<char>> bytes = getConstantBytes(op.getValue());
    int64_t offset = bytes ? placeBytes(*bytes) : append(size);
    return byAttribute[op.getValue()] = offset;
  }

private:
  int64_t placeBytes(ArrayRef<char> bytes) {
    auto &candidates = byHash[llvm::xxh3_64bits(
        ArrayRef(reinterpret_cast<const uint8_t *>(bytes.data()), bytes.size()))];
    for (auto [other, offset] : candidates)
      if (other == bytes)
        return offset;
    candidates.emplace_back(bytes, append(bytes.size()));
    return candidates.back().second;
  }

  int64_t append(int64_t size) {
    int64_t offset = llvm::alignTo(end, alignment);
    end = offset + size;
    return offset;
  }

  llvm::DenseMap<Attribute, int64_t> byAttribute;
  llvm::DenseMap<uint64_t, SmallVector<std::pair<ArrayRef<char>, int64_t>, 1>> byHash;
  int64_t alignment, end = 0;
};

/// Where the constants of one module were, and where they are now.
class Moves {
public:
  void add(int64_t from, int64_t size, int64_t to) {
    places[from] = to;
    end = std::max(end, to + size);
  }

  /// A slice may begin inside of a constant.
  int64_t get(int64_t from) const {
    auto next = places.upper_bound(from);
    assert(next != places.begin() && "a slice before the first constant");
    auto [begin, to] = *std::prev(next);
    return to + (from - begin);
  }

  int64_t getEnd() const { return end; }

private:
  std::map<int64_t, int64_t> places;
  int64_t end = 0;
};

} // namespace

/// Lets a model function read its constants at their new places. They are its argument before
/// workspace and state, which come last.
static void moveSlices(func::FuncOp function, const Moves &moves) {
  BlockArgument constants = function.getArgument(function.getNumArguments() - 3);
  Builder builder(function.getContext());
  constants.setType(MemRefType::get({moves.getEnd()}, builder.getI8Type()));
  for (Operation *user : constants.getUsers()) {
    auto slice = cast<plan::SliceOp>(user);
    slice.setOffset(moves.get(slice.getOffset()));
  }
  function.setType(builder.getFunctionType(function.getBody().getArgumentTypes(), {}));
}

void sinter::poolConstants(ArrayRef<ModuleOp> modules) {
  int64_t alignment = 1;
  for (ModuleOp module : modules)
    alignment = std::max(alignment, exec::getBufferAlignment(module));
  Pool pool(alignment);
  for (ModuleOp module : modules) {
    Moves moves;
    for (auto op : module.getOps<plan::ConstantOp>()) {
      int64_t to = pool.getOffset(op);
      moves.add(op.getOffset(), *plan::getByteSize(op.getValue().getShapedType()), to);
      op.setOffset(to);
    }
    for (auto variable : module.getOps<plan::VariableOp>())
      if (std::optional<uint64_t> from = variable.getConstants())
        variable.setConstants(moves.get(*from));
    SymbolTable symbols(module);
    for (auto exported : module.getOps<exec::ExportOp>())
      moveSlices(symbols.lookup<func::FuncOp>(exported.getName()), moves);
  }
}
