//===- EmitLoops.cpp - Loops over memory in entry points ------------------===//
//
// Words of 64 bits where they fit. A loop stays a loop: there is no library to call.
//
//===----------------------------------------------------------------------===//

#include "passes/ABI/EmitLoops.h"

using namespace mlir;
using namespace sinter;

void sinter::emitLoop(AbiBuilder &b, IntegerType index, int64_t count,
                      llvm::function_ref<void(Value)> emitBody) {
  if (count == 0)
    return;
  auto constant = [&](int64_t value) -> Value {
    return LLVM::ConstantOp::create(b, index, b.getIntegerAttr(index, value));
  };
  Block *here = b.getInsertionBlock();
  Region *body = here->getParent();
  Block *loop = b.createBlock(body, body->end(), {index}, {b.getLoc()});
  Block *rest = b.createBlock(body, body->end());
  b.setInsertionPointToEnd(here);
  LLVM::BrOp::create(b, constant(0), loop);

  b.setInsertionPointToEnd(loop);
  Value pass = loop->getArgument(0);
  emitBody(pass);
  Value next = LLVM::AddOp::create(b, pass, constant(1));
  Value isLast = LLVM::ICmpOp::create(b, LLVM::ICmpPredicate::eq, next, constant(count));
  LLVM::CondBrOp::create(b, isLast, rest, ValueRange(), loop, ValueRange(next));
  b.setInsertionPointToEnd(rest);
}

static Value getElement(AbiBuilder &b, Type type, Value base, Value index) {
  return LLVM::GEPOp::create(b, b.pointer, type, base, ArrayRef<LLVM::GEPArg>{index});
}

void sinter::emitFill(AbiBuilder &b, Value target, int64_t bytes, uint64_t word) {
  emitLoop(b, b.i64, bytes / 8, [&](Value index) {
    LLVM::StoreOp::create(b, b.constI64(word), getElement(b, b.i64, target, index));
  });
  Type byte = b.getI8Type();
  Value rest = b.addBytes(target, bytes / 8 * 8);
  emitLoop(b, b.i64, bytes % 8, [&](Value index) {
    // The rest of the word, byte by byte.
    Value shift = LLVM::ShlOp::create(b, index, b.constI64(3));
    Value part = LLVM::TruncOp::create(b, byte, LLVM::LShrOp::create(b, b.constI64(word), shift));
    LLVM::StoreOp::create(b, part, getElement(b, byte, rest, index));
  });
}

void sinter::emitCopy(AbiBuilder &b, Value target, Value source, int64_t bytes) {
  auto copy = [&](Type type, int64_t offset, int64_t count) {
    Value from = b.addBytes(source, offset), to = b.addBytes(target, offset);
    emitLoop(b, b.i64, count, [&](Value index) {
      Value element = LLVM::LoadOp::create(b, type, getElement(b, type, from, index));
      LLVM::StoreOp::create(b, element, getElement(b, type, to, index));
    });
  };
  copy(b.i64, 0, bytes / 8);
  copy(b.getI8Type(), bytes / 8 * 8, bytes % 8);
}
