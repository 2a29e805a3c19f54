//===- LowerModelFunctions.cpp - Entry points of the executable ABI -------===//

#include "dialects/Exec/IR/BufferAlignment.h"
#include "passes/ABI/CallDims.h"
#include "passes/ABI/EmitRun.h"
#include "passes/ABI/Passes.h"

namespace sinter {
#define GEN_PASS_DEF_LOWERMODELFUNCTIONS
#include "passes/ABI/Passes.h.inc"
} // namespace sinter

using namespace mlir;
using namespace sinter;

static SmallVector<int8_t> getElementTypes(exec::ExportOp exported) {
  SmallVector<int8_t> numbers;
  for (ArrayAttr types : {exported.getInputTypes(), exported.getOutputTypes()})
    for (Type type : types.getAsValueRange<TypeAttr>())
      numbers.push_back(getElementTypeNumber(
          exec::getPassedElement(cast<RankedTensorType>(type).getElementType())));
  return numbers;
}

/// Bytes of the constants segment: the end of its last constant.
static int64_t getConstantsSize(ModuleOp module) {
  int64_t size = 0;
  for (auto constant : module.getOps<plan::ConstantOp>())
    size = std::max(size, int64_t(constant.getOffset()) +
                              plan::getByteSize(constant.getValue().getShapedType()).value_or(0));
  return size;
}

namespace {

struct LowerModelFunctions : sinter::impl::LowerModelFunctionsBase<LowerModelFunctions> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    AbiBuilder builder(module.getLoc(), module);
    emitLaunch(builder);

    exec::SymbolicDims dims = exec::SymbolicDims::get(module);
    SmallVector<EntryPoints> entryPoints;
    int64_t step = 0;
    for (auto exported : llvm::to_vector(module.getOps<exec::ExportOp>())) {
      auto function = module.lookupSymbol<func::FuncOp>(exported.getName());
      builder.setLoc(function.getLoc());
      SmallVector<int64_t> inputDims = flattenDims(exported.getInputTypes());
      SmallVector<int64_t> outputDims = flattenDims(exported.getOutputTypes());
      LLVM::LLVMFuncOp plan =
          dims.empty() ? emitPlan(builder, exported.getName(), inputDims, outputDims,
                                  exported.getWorkspace().value_or(0))
                       : emitOpenPlan(builder, exported.getName(), dims, inputDims, outputDims,
                                      plan::getArena(exported), exec::getBufferAlignment(module));
      LLVM::LLVMFuncOp run = emitRun(builder, function, exported, step);
      step += llvm::range_size(function.getOps<exec::CallOp>());
      function.erase();
      entryPoints.push_back({plan, run, getElementTypes(exported),
                             int64_t(exported.getInputTypes().size()),
                             int64_t(exported.getOutputTypes().size()), int64_t(inputDims.size()),
                             int64_t(outputDims.size())});
    }
    builder.setLoc(module.getLoc());
    LLVM::LLVMFuncOp initialize = emitInitialize(builder, module);
    emitQuery(builder, entryPoints,
              {getConstantsSize(module), plan::getStateSize(module), initialize});
  }
};

} // namespace
