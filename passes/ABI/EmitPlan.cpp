//===- EmitPlan.cpp - The plan function of a static model -----------------===//

#include "passes/ABI/AbiBuilder.h"

using namespace mlir;
using namespace sinter;

/// Returns whether all dims at `dims` are the expected ones.
static Value compareDims(AbiBuilder &b, Value dims, ArrayRef<int64_t> expected) {
  Value same = LLVM::ConstantOp::create(b, b.getI1Type(), b.getBoolAttr(true));
  for (auto [index, dim] : llvm::enumerate(expected)) {
    Value actual = LLVM::LoadOp::create(b, b.i64, b.addressOf(dims, b.i64, index));
    Value equal = LLVM::ICmpOp::create(b, LLVM::ICmpPredicate::eq, actual, b.constI64(dim));
    same = LLVM::AndOp::create(b, same, equal);
  }
  return same;
}

LLVM::LLVMFuncOp sinter::emitPlan(AbiBuilder &b, StringRef name, ArrayRef<int64_t> inputDims,
                                  ArrayRef<int64_t> outputDims, int64_t workspace) {
  return emitPlanWith(b, name, [&](Value dims) {
    Value matches = compareDims(b, dims, inputDims);
    return PlanAnswer{matches, [&, workspace] { return b.constI64(workspace); },
                      llvm::map_to_vector(outputDims, [&](int64_t dim) -> EmitValue {
                        return [&, dim] { return b.constI64(dim); };
                      })};
  });
}

LLVM::LLVMFuncOp sinter::emitPlanWith(AbiBuilder &b, StringRef name,
                                      llvm::function_ref<PlanAnswer(Value dims)> emitAnswer) {
  LLVM::LLVMFuncOp function =
      b.beginFunction((name + "__plan").str(), b.i32, {b.pointer, b.pointer});
  Value plan = function.getArgument(1);
  PlanAnswer given = emitAnswer(function.getArgument(0));

  Block *answer = b.createBlock(&function.getBody(), function.getBody().end());
  LLVM::StoreOp::create(b, given.workspace(), plan);
  Value planDims =
      LLVM::GEPOp::create(b, b.pointer, b.planType(), plan, ArrayRef<LLVM::GEPArg>{0, 1});
  Value results = LLVM::LoadOp::create(b, b.pointer, planDims);
  for (auto [index, dim] : llvm::enumerate(given.outputDims))
    LLVM::StoreOp::create(b, dim(), b.addressOf(results, b.i64, index));
  LLVM::ReturnOp::create(b, b.constI32(kCallOk));

  Block *refuse = b.createBlock(&function.getBody(), function.getBody().end());
  LLVM::ReturnOp::create(b, b.constI32(kCallWrongShape));

  b.setInsertionPointToEnd(&function.getBody().front());
  LLVM::CondBrOp::create(b, given.matches, answer, refuse);
  return function;
}
