//===- EmitWave.cpp - Several dispatches in one launch --------------------===//
//
// Independent dispatches share one call of `parallel_for`: their workgroups are
// numbered one after another, and the wave's function finds out whose turn it is.
//
//===----------------------------------------------------------------------===//

#include "passes/ABI/EmitWave.h"

using namespace mlir;
using namespace sinter;

LLVM::LLVMFuncOp sinter::emitWave(AbiBuilder &b, StringRef name, ArrayRef<WaveMember> members) {
  OpBuilder::InsertionGuard guard(b);
  auto voidType = LLVM::LLVMVoidType::get(b.getContext());
  LLVM::LLVMFuncOp function = b.beginFunction(name, voidType, {b.pointer, b.i32});
  Value arguments = function.getArgument(0), workgroup = function.getArgument(1);
  for (auto [index, member] : llvm::enumerate(members)) {
    Block *here = b.getInsertionBlock();
    Block *run = b.createBlock(&function.getBody(), function.getBody().end());
    LLVM::CallOp::create(b, member.dispatch,
                         ValueRange{b.loadPointer(arguments, index), workgroup});
    LLVM::ReturnOp::create(b, ValueRange());
    if (index + 1 == members.size()) {
      b.setInsertionPointToEnd(here);
      LLVM::BrOp::create(b, run);
      break;
    }
    Block *next = b.createBlock(&function.getBody(), function.getBody().end());
    b.setInsertionPointToEnd(here);
    Value count = b.constI32(member.workgroups);
    Value isOurs = LLVM::ICmpOp::create(b, LLVM::ICmpPredicate::ult, workgroup, count);
    Value rest = LLVM::SubOp::create(b, workgroup, count);
    LLVM::CondBrOp::create(b, isOurs, run, next);
    b.setInsertionPointToEnd(next);
    workgroup = rest;
  }
  return function;
}
