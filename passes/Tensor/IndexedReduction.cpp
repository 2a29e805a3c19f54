//===- IndexedReduction.cpp - Sums of elements at any positions -----------===//

#include "passes/Tensor/IndexedReduction.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "passes/Tensor/Generics.h"

using namespace mlir;
using namespace sinter;

Value sinter::reduceIndexed(TensorBuilder &c, ArrayRef<int64_t> shape, ArrayRef<int64_t> extents,
                            TypedAttr init, TermFn term, MergeFn merge) {
  int64_t kept = shape.size(), rank = kept + extents.size();
  auto dims = [](int64_t from, int64_t to) { return llvm::to_vector(llvm::seq(from, to)); };
  SmallVector<utils::IteratorType> iterators(kept, utils::IteratorType::parallel);
  iterators.resize(rank, utils::IteratorType::reduction);
  auto type = RankedTensorType::get(shape, init.getType());
  Value start = c.constantValue(DenseElementsAttr::get(type, Attribute(init)));
  // Nobody reads the window: its shape tells how far the reduction goes.
  Value window = c.empty(extents, c.b.getI8Type());
  return structuredLoops(
      c, window, start, {selectDims(c, rank, dims(kept, rank)), selectDims(c, rank, dims(0, kept))},
      iterators, [&](ScalarBuilder &b, ValueRange s) {
        SmallVector<Value> at;
        for (int64_t dim : llvm::seq<int64_t>(0, rank))
          at.push_back(linalg::IndexOp::create(b, dim));
        return merge(b, term(b, at), s.back());
      });
}

Value sinter::sumIndexed(TensorBuilder &c, ArrayRef<int64_t> shape, ArrayRef<int64_t> extents,
                         Type element, TermFn term) {
  return reduceIndexed(c, shape, extents, cast<TypedAttr>(c.b.getZeroAttr(element)), term,
                       [](ScalarBuilder &b, Value x, Value sum) { return addOf(b, sum, x); });
}

Value sinter::indexOf(ScalarBuilder &b, int64_t value) {
  return arith::ConstantIndexOp::create(b, value);
}

Value sinter::isWithin(ScalarBuilder &b, Value position, int64_t low, int64_t high) {
  Value above = compareOf(b, Number::Signed, Relation::GreaterOrEqual, position, indexOf(b, low));
  Value below = compareOf(b, Number::Signed, Relation::Less, position, indexOf(b, high));
  return arith::AndIOp::create(b, above, below);
}

Value sinter::clampToIndex(ScalarBuilder &b, Value position, int64_t low, int64_t high) {
  Type type = position.getType();
  Value raised = arith::MaxNumFOp::create(b, position, constantOf(b, type, double(low)));
  Value bounded = arith::MinNumFOp::create(b, raised, constantOf(b, type, double(high)));
  Value integer = arith::FPToSIOp::create(b, b.getI64Type(), bounded);
  return arith::IndexCastOp::create(b, b.getIndexType(), integer);
}
