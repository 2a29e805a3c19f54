//===- CallDims.cpp - The dims of a call in entry points ------------------===//
//
// Straight lines of arithmetic in 64 bits: a dim is what the first input with it says, sizes are
// products, and a buffer's offset is where the highest one below it ends.
//
//===----------------------------------------------------------------------===//

#include "passes/ABI/CallDims.h"

using namespace mlir;
using namespace sinter;

/// The most that a dim may be where nothing else bounds it: products of a few stay in 64 bits.
constexpr int64_t kMostOfDim = int64_t(1) << 30;

CallDims::CallDims(AbiBuilder &b, exec::SymbolicDims symbolic, ArrayRef<int64_t> inputDims,
                   Value pointer)
    : b(b), dims(std::move(symbolic)), expected(inputDims), values(dims.getDims().size()) {
  for (auto [index, dim] : llvm::enumerate(expected)) {
    actual.push_back(LLVM::LoadOp::create(b, b.i64, b.addressOf(pointer, b.i64, index)));
    for (auto [symbol, value] : llvm::zip_equal(dims.getDims(), values))
      if (!value && dim == symbol.witness)
        value = actual.back();
  }
  for (Value &value : values)
    if (!value) // of another function's inputs
      value = b.constI64(1);
}

Value CallDims::emitMatches() {
  Value matches = LLVM::ConstantOp::create(b, b.getI1Type(), b.getBoolAttr(true));
  auto require = [&](LLVM::ICmpPredicate predicate, Value left, Value right) {
    Value holds = LLVM::ICmpOp::create(b, predicate, left, right);
    matches = LLVM::AndOp::create(b, matches, holds);
  };
  for (auto [dim, value] : llvm::zip_equal(expected, actual))
    require(LLVM::ICmpPredicate::eq, value, emitSize(dim));
  for (auto [dim, value] : llvm::zip_equal(dims.getDims(), values)) {
    require(LLVM::ICmpPredicate::sge, value, b.constI64(dim.min));
    require(LLVM::ICmpPredicate::sle, value, b.constI64(dim.max ? dim.max : kMostOfDim));
  }
  return matches;
}

Value CallDims::emitSize(int64_t size) {
  std::optional<exec::SizeProduct> product = dims.decode(size);
  if (!product)
    return b.constI64(size);
  Value result;
  for (auto [index, addend] : product->terms) {
    Value term = values[index];
    if (addend)
      term = LLVM::AddOp::create(b, term, b.constI64(addend));
    result = result ? LLVM::MulOp::create(b, result, term).getResult() : term;
  }
  if (product->factor != 1)
    result = LLVM::MulOp::create(b, result, b.constI64(product->factor));
  return result;
}

void CallDims::emitStores(Value array) {
  for (auto [index, value] : llvm::enumerate(values))
    LLVM::StoreOp::create(b, value, b.addressOf(array, b.i64, index));
}

SmallVector<Value> CallDims::emitOffsets(const plan::OpenArena &arena, int64_t alignment,
                                         Value &total) {
  auto max = [&](Value x, Value y) -> Value { return LLVM::UMaxOp::create(b, x, y); };
  SmallVector<Value> offsets, ends;
  total = b.constI64(0);
  for (const plan::OpenBuffer &buffer : arena) {
    Value end;
    for (int64_t below : buffer.below)
      end = end ? max(end, ends[below]) : ends[below];
    offsets.push_back(end ? end : b.constI64(0));
    end = offsets.back();
    for (int64_t size : buffer.sizes) {
      Value behind = LLVM::AddOp::create(b, emitSize(size), b.constI64(alignment - 1));
      end = LLVM::AddOp::create(b, end, LLVM::AndOp::create(b, behind, b.constI64(-alignment)));
    }
    ends.push_back(end);
    total = max(total, end);
  }
  return offsets;
}

LLVM::LLVMFuncOp sinter::emitOpenPlan(AbiBuilder &b, StringRef name, const exec::SymbolicDims &dims,
                                      ArrayRef<int64_t> inputDims, ArrayRef<int64_t> outputDims,
                                      const plan::OpenArena &arena, int64_t alignment) {
  LLVM::LLVMFuncOp function =
      b.beginFunction((name + "__plan").str(), b.i32, {b.pointer, b.pointer});
  Value plan = function.getArgument(1);
  CallDims call(b, dims, inputDims, function.getArgument(0));
  Value matches = call.emitMatches();
  Block *answer = b.createBlock(&function.getBody(), function.getBody().end());
  Value total;
  (void)call.emitOffsets(arena, alignment, total);
  LLVM::StoreOp::create(b, total, plan);
  Value planDims =
      LLVM::GEPOp::create(b, b.pointer, b.planType(), plan, ArrayRef<LLVM::GEPArg>{0, 1});
  Value results = LLVM::LoadOp::create(b, b.pointer, planDims);
  for (auto [index, dim] : llvm::enumerate(outputDims))
    LLVM::StoreOp::create(b, call.emitSize(dim), b.addressOf(results, b.i64, index));
  LLVM::ReturnOp::create(b, b.constI32(kCallOk));

  Block *refuse = b.createBlock(&function.getBody(), function.getBody().end());
  LLVM::ReturnOp::create(b, b.constI32(kCallWrongShape));
  b.setInsertionPointToEnd(&function.getBody().front());
  LLVM::CondBrOp::create(b, matches, answer, refuse);
  return function;
}
