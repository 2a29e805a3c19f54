//===- ReleaseScratch.cpp - Give back scratch that no loop touches --------===//
//
// What one operation of a dispatch hands to the next has scratch memory until the
// loops are known. Most of it then stays in registers: the sums of a convolution on
// bytes are four times as large as its result and never stored.
//
//===----------------------------------------------------------------------===//

#include "dialects/Exec/IR/BufferAlignment.h"
#include "dialects/Exec/IR/SymbolicDims.h"
#include "dialects/Plan/IR/OpenArena.h"
#include "passes/Memory/Passes.h"

#include "mlir/IR/Matchers.h"
#include "llvm/Support/MathExtras.h"

namespace sinter {
#define GEN_PASS_DEF_RELEASESCRATCH
#include "passes/Memory/Passes.h.inc"
} // namespace sinter

using namespace mlir;
using namespace sinter;

namespace {

/// A view of scratch memory that somebody uses.
struct UsedView {
  memref::ViewOp view;
  int64_t begin, end; ///< Bytes of the scratch memory.

  int64_t getSize() const { return end - begin; }
};

struct ReleaseScratch : sinter::impl::ReleaseScratchBase<ReleaseScratch> {
  void runOnOperation() override {
    func::FuncOp function = getOperation();
    if (!flow::isDispatchFunction(function) || function.getNumArguments() == 0)
      return;
    unsigned index = function.getNumArguments() - 1;
    if (!function.getArgAttr(index, plan::kScratch))
      return;
    BlockArgument scratch = function.getArgument(index);
    std::optional<SmallVector<UsedView>> views = findUsedViews(scratch);
    if (!views)
      return; // words that workgroups share lie at its begin
    int64_t alignment = exec::getBufferAlignment(function), size = moveTogether(*views, alignment);
    exec::SymbolicDims dims = exec::SymbolicDims::get(function);
    if (size && llvm::any_of(*views, [&](auto &used) { return dims.isSymbolic(used.getSize()); }))
      stack(*views, alignment);
    if (size == 0)
      return (void)function.eraseArgument(index);
    auto type = MemRefType::get({size}, IntegerType::get(&getContext(), 8));
    scratch.setType(type);
    SmallVector<Type> inputs(function.getArgumentTypes());
    inputs.back() = type;
    function.setFunctionType(FunctionType::get(&getContext(), inputs, function.getResultTypes()));
  }

  /// Erases views that nobody uses and returns the others by address; nothing if scratch
  /// memory is used in any other way than through views at fixed places.
  static std::optional<SmallVector<UsedView>> findUsedViews(Value scratch) {
    SmallVector<UsedView> views;
    for (Operation *user : llvm::make_early_inc_range(scratch.getUsers())) {
      auto view = dyn_cast<memref::ViewOp>(user);
      APInt begin;
      if (!view || !matchPattern(view.getByteShift(), m_ConstantInt(&begin)))
        return std::nullopt;
      std::optional<int64_t> size = plan::getByteSize(view.getType());
      if (!size)
        return std::nullopt;
      if (view->use_empty())
        view.erase();
      else
        views.push_back({view, begin.getSExtValue(), begin.getSExtValue() + *size});
    }
    llvm::stable_sort(views, [](auto &a, auto &b) { return a.begin < b.begin; });
    return views;
  }

  /// Lets each view begin where the one before ends, wherever calls let that be.
  void stack(ArrayRef<UsedView> views, int64_t alignment) {
    func::FuncOp function = getOperation();
    auto b = OpBuilder::atBlockBegin(&function.getBody().front());
    Location loc = function.getLoc();
    exec::SymbolicDims dims = exec::SymbolicDims::get(function);
    auto constant = [&](int64_t value) -> Value {
      return arith::ConstantIndexOp::create(b, loc, value);
    };
    SmallVector<int64_t> sizes;
    Value begin = constant(0);
    for (UsedView used : views) {
      used.view.getByteShiftMutable().assign(begin);
      sizes.push_back(used.getSize());
      Value size = dims.isSymbolic(sizes.back())
                       ? exec::SizeOp::create(b, loc, sizes.back()).getResult()
                       : constant(sizes.back());
      Value behind = arith::AddIOp::create(b, loc, size, constant(alignment - 1));
      Value whole = arith::AndIOp::create(b, loc, behind, constant(-alignment));
      begin = arith::AddIOp::create(b, loc, begin, whole);
    }
    function->setAttr(plan::kScratchSizes, b.getDenseI64ArrayAttr(sizes));
  }

  /// Closes the gaps between views, which are in order; those that overlap move as one.
  /// Returns the bytes that remain.
  static int64_t moveTogether(ArrayRef<UsedView> views, int64_t alignment) {
    int64_t end = 0, oldEnd = 0, shift = 0;
    for (UsedView used : views) {
      if (used.begin >= oldEnd)
        shift = used.begin - llvm::alignTo(end, alignment);
      oldEnd = std::max(oldEnd, used.end);
      end = oldEnd - shift;
      OpBuilder builder(used.view);
      Value begin = arith::ConstantIndexOp::create(builder, used.view.getLoc(), used.begin - shift);
      used.view.getByteShiftMutable().assign(begin);
    }
    return end;
  }
};

} // namespace
