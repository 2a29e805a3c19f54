//===- Selection.cpp - Elements that a condition keeps --------------------===//

#include "passes/Tensor/Selection.h"

#include "dialects/Exec/IR/ExecDialect.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "passes/Tensor/Generics.h"

using namespace mlir;
using namespace sinter;

int64_t sinter::leastOf(const exec::SymbolicDims &dims, int64_t size) {
  std::optional<exec::SizeProduct> product = dims.decode(size);
  if (!product)
    return size;
  int64_t least = product->factor;
  for (const exec::SizeTerm &term : product->terms) {
    int64_t units = dims.getDims()[term.dim].getMinUnits();
    least *= std::max<int64_t>(term.multiple * units + term.addend, 0);
  }
  return least;
}

Value sinter::sizeOf(ScalarBuilder &b, int64_t size) {
  if (exec::SymbolicDims::get(b.getInsertionBlock()->getParentOp()).isSymbolic(size))
    return exec::SizeOp::create(b, size);
  return arith::ConstantIndexOp::create(b, size);
}

Selection sinter::selectWhere(TensorBuilder &c, Value flat,
                              llvm::function_ref<Value(ScalarBuilder &, Value)> isKept) {
  int64_t size = shapeOf(flat)[0];
  Type position = c.b.getI64Type();
  auto index = [&](int64_t value) { return arith::ConstantIndexOp::create(c.b, value); };
  Value inits[] = {c.empty({size}, position), c.filled({1}, position, 0)};
  auto loop = scf::ForOp::create(c.b, index(0), sizeOf(c.b, size), index(1), inits);
  OpBuilder::InsertionGuard guard(c.b);
  c.b.setInsertionPointToStart(loop.getBody());
  ScalarBuilder &b = c.b;
  Value at = loop.getInductionVar(), zero = index(0);
  Value count = tensor::ExtractOp::create(b, loop.getRegionIterArg(1), zero);
  // Each position is written, and stays if the next one goes behind it.
  Value place = arith::IndexCastOp::create(b, b.getIndexType(), count);
  Value number = arith::IndexCastOp::create(b, position, at);
  Value positions = tensor::InsertOp::create(b, number, loop.getRegionIterArg(0), place);
  Value kept = isKept(b, tensor::ExtractOp::create(b, flat, at));
  Value next = addOf(b, count, arith::ExtUIOp::create(b, position, kept));
  Value counts = tensor::InsertOp::create(b, next, loop.getRegionIterArg(1), zero);
  scf::YieldOp::create(b, ValueRange{positions, counts});
  return {loop.getResult(0), loop.getResult(1)};
}

Value sinter::takeSelected(TensorBuilder &c, Value data, int64_t axis, Value positions,
                           int64_t count) {
  SmallVector<int64_t> shape(shapeOf(data));
  shape[axis] = count;
  return c.indexed(data, shape, [&](ScalarBuilder &b, ValueRange at) {
    SmallVector<Value> from(at);
    Value position = tensor::ExtractOp::create(b, positions, at[axis]);
    from[axis] = arith::IndexCastOp::create(b, b.getIndexType(), position);
    return from;
  });
}

Value sinter::takeFirst(TensorBuilder &c, Value data, int64_t count) {
  SmallVector<int64_t> shape(shapeOf(data));
  shape[0] = count;
  return c.indexed(data, shape,
                   [](ScalarBuilder &, ValueRange at) { return SmallVector<Value>(at); });
}
