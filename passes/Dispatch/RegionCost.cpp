//===- RegionCost.cpp - Arithmetic in a piece of tensor IR ----------------===//

#include "passes/Dispatch/RegionCost.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;

static int64_t countBodyOps(linalg::LinalgOp op) {
  int64_t count = 0;
  for (Operation &inner : op.getBlock()->without_terminator())
    if (isa<arith::ArithDialect, math::MathDialect>(inner.getDialect()) &&
        !isa<arith::ConstantOp, CastOpInterface>(inner))
      ++count;
  return count;
}

int64_t sinter::countFlops(Region &region) {
  int64_t flops = 0;
  region.walk([&](linalg::LinalgOp op) {
    int64_t iterations = 1;
    for (int64_t range : op.getStaticLoopRanges())
      iterations *= ShapedType::isDynamic(range) ? 1 : range;
    flops += iterations * countBodyOps(op);
  });
  return flops;
}
