//===- CountedDims.cpp - Dims that data decide ----------------------------===//
//
// A node whose results are as long as its data says counts first. The count becomes a dim like
// those that calls decide by their inputs' shapes, with a size that stands for it and a bound.
//
//===----------------------------------------------------------------------===//

#include "dialects/Exec/IR/ExecDialect.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "passes/Onnx/Conversion.h"

using namespace mlir;
using namespace sinter;

std::optional<int64_t> NodeConversion::countedDim(Value count, ArrayRef<int64_t> bound) {
  for (Operation *parent = node->getParentOp(); parent; parent = parent->getParentOp())
    if (auto outer = dyn_cast<onnx::NodeOp>(parent); outer && outer.getOpType() != "If") {
      (void)unsupported("how many elements the result has is decided in each turn of a " +
                        outer.getOpType());
      return std::nullopt;
    }
  auto func = node->getParentOfType<func::FuncOp>();
  ArrayRef<exec::SymbolicDim> known = values.dims.getDims();
  size_t computed = llvm::count_if(known, [](const auto &dim) { return dim.isComputed(); });
  if (computed == exec::SymbolicDims::kMostComputed) {
    (void)unsupported("more than " + Twine(computed) +
                      " nodes have results of a shape that data "
                      "decide");
    return std::nullopt;
  }
  auto name = node.getLoc()->findInstanceOf<NameLoc>();
  SmallVector<exec::SymbolicDim> dims(known);
  exec::SymbolicDim dim{((name ? name.getName() : node.getOpType()).str() + ".count"),
                        exec::SymbolicDims::getComputedWitness(computed)};
  dim.min = 0;
  // A neighbour must not be like what stands for a dim of the inputs.
  for (int64_t more = -4; more <= 4; ++more)
    if (values.dims.isSymbolic(dim.witness + more)) {
      (void)unsupported("how many elements the result has cannot be told from the model's open "
                        "dimensions; fix one with --dim");
      return std::nullopt;
    }
  dim.bound.assign(bound.begin(), bound.end());
  dims.push_back(dim);
  values.dims = exec::SymbolicDims(dims);
  func->setAttr(exec::kDims, values.dims.toAttr(b));
  exec::SetDimOp::create(b, dims.size() - 1, count);
  return dim.witness;
}
