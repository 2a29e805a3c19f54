//===- CallDims.cpp - The dims of a call in entry points ------------------===//
//
// Straight lines of arithmetic in 64 bits: a dim is what the first input with it says, sizes are
// products, and a buffer's offset is where the highest one below it ends.
//
//===----------------------------------------------------------------------===//

#include "passes/ABI/CallDims.h"

using namespace mlir;
using namespace sinter;

/// The most bytes of a buffer: sums of some hundred of them still fit 64 bits.
constexpr int64_t kMostOfBuffer = int64_t(1) << 56;

CallDims::CallDims(AbiBuilder &b, exec::SymbolicDims symbolic, ArrayRef<int64_t> inputDims,
                   Value pointer)
    : b(b), dims(std::move(symbolic)), expected(inputDims), values(dims.getDims().size()) {
  for (auto [index, dim] : llvm::enumerate(expected)) {
    actual.push_back(LLVM::LoadOp::create(b, b.i64, b.addressOf(pointer, b.i64, index)));
    for (auto [symbol, value] : llvm::zip_equal(dims.getDims(), values))
      if (!value && dim == symbol.getSize())
        value = symbol.step == 1
                    ? actual.back()
                    : LLVM::UDivOp::create(b, actual.back(), b.constI64(symbol.step)).getResult();
  }
  // In the order of the list: bounds are made of dims before.
  for (auto [index, dim] : llvm::enumerate(dims.getDims()))
    if (dim.isComputed())
      values[index] = emitBound(index);
    else if (!values[index]) // of another function's inputs
      values[index] = b.constI64(1);
}

Value CallDims::emitBound(unsigned index) {
  Value sum;
  for (int64_t part : dims.getDims()[index].bound) {
    Value size = emitSize(part);
    sum = sum ? LLVM::AddOp::create(b, sum, size).getResult() : size;
  }
  return sum;
}

void CallDims::reload(Value array) {
  for (auto [index, dim] : llvm::enumerate(dims.getDims()))
    if (dim.isComputed())
      values[index] = LLVM::LoadOp::create(b, b.i64, b.addressOf(array, b.i64, index));
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
    if (dim.isComputed())
      continue;
    require(LLVM::ICmpPredicate::sge, value, b.constI64(dim.getMinUnits()));
    require(LLVM::ICmpPredicate::sle, value,
            b.constI64(dim.max ? dim.getMaxUnits() : exec::SymbolicDims::kMaxSize / dim.step));
  }
  return matches;
}

Value CallDims::emitTerm(const exec::SizeTerm &part) {
  Value term = values[part.dim];
  if (part.multiple != 1)
    term = LLVM::MulOp::create(b, term, b.constI64(part.multiple));
  if (part.addend)
    term = LLVM::AddOp::create(b, term, b.constI64(part.addend));
  return term;
}

Value CallDims::emitSize(int64_t size) {
  std::optional<exec::SizeProduct> product = dims.decode(size);
  if (!product)
    return b.constI64(size);
  Value result;
  for (const exec::SizeTerm &part : product->terms) {
    Value term = emitTerm(part);
    result = result ? LLVM::MulOp::create(b, result, term).getResult() : term;
  }
  if (product->factor != 1)
    result = LLVM::MulOp::create(b, result, b.constI64(product->factor));
  return result;
}

/// Returns the most that `size` may be.
static double getMost(const exec::SymbolicDims &dims, int64_t size) {
  std::optional<exec::SizeProduct> product = dims.decode(size);
  if (!product)
    return double(size);
  double most = product->factor;
  for (const exec::SizeTerm &term : product->terms) {
    const exec::SymbolicDim &dim = dims.getDims()[term.dim];
    double units = double(dim.max ? dim.getMaxUnits() : exec::SymbolicDims::kMaxSize / dim.step);
    if (dim.isComputed())
      units = 0;
    for (int64_t part : dim.bound)
      units += getMost(dims, part);
    most *= double(term.multiple) * units + double(term.addend);
  }
  return most;
}

Value CallDims::emitFits(ArrayRef<int64_t> sizes) {
  Value fits;
  auto require = [&](Value condition) {
    fits = fits ? LLVM::AndOp::create(b, fits, condition) : condition;
  };
  auto pair = LLVM::LLVMStructType::getLiteral(b.getContext(), {b.i64, b.getI1Type()});
  llvm::SmallDenseSet<int64_t> seen;
  for (int64_t size : sizes) {
    std::optional<exec::SizeProduct> product = dims.decode(size);
    if (!product || !seen.insert(size).second || getMost(dims, size) <= kMostOfBuffer)
      continue;
    Value bytes = b.constI64(product->factor);
    for (const exec::SizeTerm &part : product->terms) {
      Value both = LLVM::UMulWithOverflowOp::create(b, pair, bytes, emitTerm(part));
      bytes = LLVM::ExtractValueOp::create(b, both, 0);
      Value never = LLVM::ConstantOp::create(b, b.getI1Type(), b.getBoolAttr(false));
      Value overflows = LLVM::ExtractValueOp::create(b, both, 1);
      require(LLVM::ICmpOp::create(b, LLVM::ICmpPredicate::eq, overflows, never));
    }
    require(LLVM::ICmpOp::create(b, LLVM::ICmpPredicate::ule, bytes, b.constI64(kMostOfBuffer)));
  }
  return fits;
}

void CallDims::emitStores(Value array) {
  for (auto [index, dim] : llvm::enumerate(dims.getDims()))
    LLVM::StoreOp::create(b, dim.isComputed() ? b.constI64(0) : values[index],
                          b.addressOf(array, b.i64, index));
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
  std::optional<CallDims> call;
  auto emitTotal = [&] {
    Value total;
    (void)call->emitOffsets(arena, alignment, total);
    return total;
  };
  return emitPlanWith(b, name, [&](Value pointer) {
    call.emplace(b, dims, inputDims, pointer);
    Value matches = call->emitMatches();
    SmallVector<int64_t> sizes(outputDims);
    for (const plan::OpenBuffer &buffer : arena)
      llvm::append_range(sizes, buffer.sizes);
    for (const exec::SymbolicDim &dim : dims.getDims())
      llvm::append_range(sizes, dim.bound);
    if (Value fits = call->emitFits(sizes))
      matches = LLVM::AndOp::create(b, matches, fits);
    return PlanAnswer{matches, emitTotal,
                      llvm::map_to_vector(outputDims, [&](int64_t dim) -> EmitValue {
                        return [&, dim] { return call->emitSize(dim); };
                      })};
  });
}
