//===- ClaimScratch.cpp - A dispatch's allocations become an argument -----===//

#include "dialects/Exec/IR/BufferAlignment.h"
#include "dialects/Exec/IR/SymbolicDims.h"
#include "passes/Memory/Passes.h"

#include "mlir/Dialect/SCF/IR/SCF.h"
#include "llvm/Support/MathExtras.h"

namespace sinter {
#define GEN_PASS_DEF_CLAIMSCRATCH
#include "passes/Memory/Passes.h.inc"
} // namespace sinter

using namespace mlir;
using namespace sinter;

/// Returns true if the dispatch loops over structured operations: then workgroups
/// may share the steps, if code generation finds it worth while.
static bool mayTakeTurns(func::FuncOp function) {
  return exec::SymbolicDims::get(function).empty() &&
         llvm::any_of(function.getOps<scf::ForOp>(), [](scf::ForOp loop) {
           return !loop.getBody()->getOps<linalg::LinalgOp>().empty();
         });
}

namespace {

struct ClaimScratch : sinter::impl::ClaimScratchBase<ClaimScratch> {
  void runOnOperation() override {
    func::FuncOp function = getOperation();
    if (!flow::isDispatchFunction(function))
      return;
    function.walk([](memref::DeallocOp dealloc) { dealloc.erase(); });

    SmallVector<std::pair<memref::AllocOp, int64_t>> placements;
    int64_t end = 0;
    if (mayTakeTurns(function)) {
      end = exec::kMaxTurnParts * exec::kTurnBytes;
      function->setAttr(exec::kTurns, Builder(&getContext()).getI64IntegerAttr(0));
    }
    auto result = function.walk([&](memref::AllocOp alloc) {
      std::optional<int64_t> size = plan::getByteSize(alloc.getType());
      if (!size) {
        alloc.emitError("intermediate buffer of type ") << alloc.getType() << " has no static size";
        return WalkResult::interrupt();
      }
      placements.push_back({alloc, end});
      end = llvm::alignTo(end + *size, exec::getBufferAlignment(function));
      return WalkResult::advance();
    });
    if (result.wasInterrupted())
      return signalPassFailure();
    if (end != 0)
      replaceByViews(function, placements, end);
  }

  static void replaceByViews(func::FuncOp function,
                             ArrayRef<std::pair<memref::AllocOp, int64_t>> placements,
                             int64_t size) {
    OpBuilder builder(function.getContext());
    auto type = MemRefType::get({size}, builder.getI8Type());
    unsigned index = function.getNumArguments();
    (void)function.insertArgument(
        index, type,
        builder.getDictionaryAttr(builder.getNamedAttr(plan::kScratch, builder.getUnitAttr())),
        function.getLoc());
    Value scratch = function.getArgument(index);
    for (auto [alloc, offset] : placements) {
      builder.setInsertionPoint(alloc);
      Value byte = arith::ConstantIndexOp::create(builder, alloc.getLoc(), offset);
      Value view = memref::ViewOp::create(builder, alloc.getLoc(), alloc.getType(), scratch, byte,
                                          ValueRange{});
      alloc.replaceAllUsesWith(view);
      alloc.erase();
    }
  }
};

} // namespace
