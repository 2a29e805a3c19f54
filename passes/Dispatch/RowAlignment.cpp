//===- RowAlignment.cpp - Operations that share rows ----------------------===//

#include "passes/Dispatch/RowAlignment.h"

#include "dialects/Exec/IR/SizeDivision.h"

using namespace mlir;
using namespace sinter;

/// The parallel loops that index the leading dimensions, up to the first dimension
/// that is indexed by anything else.
static SmallVector<unsigned> getLeadingLoops(linalg::LinalgOp op, OpOperand &operand) {
  SmallVector<unsigned> loops;
  SmallVector<utils::IteratorType> types = op.getIteratorTypesArray();
  auto shape = cast<ShapedType>(operand.get().getType()).getShape();
  for (auto [expr, extent] : llvm::zip(op.getMatchingIndexingMap(&operand).getResults(), shape)) {
    if (extent == 1)
      continue;
    auto dim = dyn_cast<AffineDimExpr>(expr);
    if (!dim || types[dim.getPosition()] != utils::IteratorType::parallel ||
        llvm::is_contained(loops, dim.getPosition()))
      break;
    loops.push_back(dim.getPosition());
  }
  return loops;
}

/// Returns true if every use of `loop` by `operand` is the leading one.
static bool isUsedOnce(linalg::LinalgOp op, OpOperand &operand, unsigned loop) {
  return llvm::count_if(op.getMatchingIndexingMap(&operand).getResults(),
                        [&](AffineExpr expr) { return expr.isFunctionOfDim(loop); }) == 1;
}

/// The products of the extents of one, two, ... leading loops.
static SmallVector<int64_t> getProducts(linalg::LinalgOp op, ArrayRef<unsigned> loops) {
  SmallVector<int64_t> extents = op.getStaticLoopRanges(), products;
  int64_t product = 1;
  for (unsigned loop : loops)
    products.push_back(product *= extents[loop]);
  return products;
}

bool sinter::isRowWise(Operation *op) {
  auto linalgOp = dyn_cast<linalg::LinalgOp>(op);
  if (!linalgOp || op->getNumResults() != 1 || isa<linalg::FillOp>(op) ||
      !linalgOp.hasPureTensorSemantics() ||
      llvm::any_of(linalgOp.getStaticLoopRanges(), ShapedType::isDynamic) ||
      !llvm::all_of(linalgOp.getIndexingMapsArray(),
                    [](AffineMap map) { return map.isProjectedPermutation(); }))
    return false;
  for (Operation &inner : linalgOp.getBlock()->without_terminator())
    if (!isa<arith::ConstantOp, linalg::IndexOp>(inner) &&
        !OpTrait::hasElementwiseMappableTraits(&inner))
      return false;
  return true;
}

bool sinter::isContraction(Operation *op) {
  auto linalgOp = dyn_cast<linalg::LinalgOp>(op);
  return linalgOp && linalg::isaContractionOpInterface(linalgOp);
}

std::optional<RowLoops> sinter::matchRows(OpOperand &operand, linalg::LinalgOp producer,
                                          int64_t limit) {
  auto op = cast<linalg::LinalgOp>(operand.getOwner());
  if (!op.isDpsInput(&operand))
    return std::nullopt;
  SmallVector<unsigned> reads = getLeadingLoops(op, operand);
  SmallVector<int64_t> readProducts = getProducts(op, reads);
  SmallVector<int64_t> written =
      getProducts(producer, getLeadingLoops(producer, *producer.getDpsInitOperand(0)));
  for (size_t count = reads.size(); count > 0; --count) {
    int64_t rows = readProducts[count - 1];
    bool fits =
        limit == 0 || (rows <= limit && exec::isMultiple(exec::SymbolicDims::get(op), limit, rows));
    ArrayRef<unsigned> loops = ArrayRef(reads).take_front(count);
    if (fits && rows > 1 && llvm::is_contained(written, rows) &&
        llvm::all_of(loops, [&](unsigned loop) { return isUsedOnce(op, operand, loop); }))
      return RowLoops{SmallVector<unsigned>(loops), rows};
  }
  return std::nullopt;
}

std::optional<SmallVector<unsigned>> sinter::getWrittenRows(linalg::LinalgOp op, int64_t rows) {
  SmallVector<unsigned> loops = getLeadingLoops(op, *op.getDpsInitOperand(0));
  SmallVector<int64_t> products = getProducts(op, loops);
  auto found = llvm::find(products, rows);
  if (found == products.end())
    return std::nullopt;
  loops.resize(found - products.begin() + 1);
  return loops;
}
