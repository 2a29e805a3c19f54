//===- LeastSizes.cpp - How small calls may make a size -------------------===//

#include "passes/Tensor/LeastSizes.h"

#include "dialects/Exec/IR/LeastUnits.h"
#include "dialects/Exec/IR/SymbolicDims.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace sinter;

static func::FuncOp getFunction(TensorBuilder &c) {
  Operation *op = c.b.getInsertionBlock()->getParentOp();
  auto function = dyn_cast<func::FuncOp>(op);
  return function ? function : op->getParentOfType<func::FuncOp>();
}

/// Returns what `product` is where calls give the fewest units.
static int64_t getLeast(const exec::SymbolicDims &dims, const exec::SizeProduct &product) {
  int64_t least = product.factor;
  for (const exec::SizeTerm &term : product.terms)
    least *= term.multiple * dims.getDims()[term.dim].getMinUnits() + term.addend;
  return least;
}

LogicalResult sinter::needAtLeast(TensorBuilder &c, int64_t size, int64_t least) {
  func::FuncOp function = getFunction(c);
  exec::SymbolicDims dims = exec::SymbolicDims::get(function);
  std::optional<exec::SizeProduct> product = dims.decode(size);
  if (!product || getLeast(dims, *product) >= least)
    return success();
  const exec::SizeTerm &term = product->terms.front();
  const exec::SymbolicDim &dim = dims.getDims()[term.dim];
  if (dim.isComputed())
    return c.unsupported("it needs at least " + Twine(least) + " elements where there are " +
                         Twine(size) + ", which data may make fewer");
  if (product->terms.size() != 1 || product->factor < 1)
    return c.unsupported("it needs at least " + Twine(least) + " elements where there are " +
                             Twine(size) + ", which calls may make fewer",
                         "bound it with --dim=" + dim.name + ":MIN..MAX");
  int64_t units =
      llvm::divideCeil(llvm::divideCeil(least, product->factor) - term.addend, term.multiple);
  if (dim.max && units > dim.getMaxUnits())
    return c.unsupported("it needs at least " + Twine(least) + " elements where there are " +
                             Twine(size) + ", which are always fewer",
                         "allow more with --dim=" + dim.name + ":" + Twine(units * dim.step));
  auto known = function->getAttrOfType<DenseI64ArrayAttr>(exec::kLeastUnits);
  SmallVector<int64_t> all(dims.getDims().size(), 1);
  if (known)
    llvm::copy(known.asArrayRef(), all.begin()); // Data may have decided more since.
  all[term.dim] = std::max(all[term.dim], units);
  function->setAttr(exec::kLeastUnits, c.b.getDenseI64ArrayAttr(all));
  return success();
}

LogicalResult sinter::needAtMost(TensorBuilder &c, int64_t size, int64_t most) {
  exec::SymbolicDims dims = exec::SymbolicDims::get(getFunction(c));
  std::optional<exec::SizeProduct> product = dims.decode(size);
  if (!product)
    return success();
  int64_t largest = product->factor;
  bool isBounded = true;
  for (const exec::SizeTerm &term : product->terms) {
    const exec::SymbolicDim &dim = dims.getDims()[term.dim];
    isBounded &=
        dim.max != 0 &&
        !llvm::MulOverflow(largest, term.multiple * dim.getMaxUnits() + term.addend, largest);
  }
  if (isBounded && largest <= most)
    return success();
  const exec::SizeTerm &term = product->terms.front();
  const exec::SymbolicDim &dim = dims.getDims()[term.dim];
  return c.unsupported("it takes at most " + Twine(most) + " of " + Twine(size) +
                           " elements, which calls may make more",
                       "bound it with --dim=" + dim.name + ":1.." + Twine(most));
}
