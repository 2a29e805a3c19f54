//===- AbiBuilder.cpp - The executable ABI in the LLVM dialect ------------===//

#include "passes/ABI/AbiBuilder.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace sinter;

AbiBuilder::AbiBuilder(Location loc, ModuleOp module)
    : ImplicitLocOpBuilder(loc, module.getContext()),
      pointer(LLVM::LLVMPointerType::get(module.getContext())), i32(getI32Type()),
      i64(getI64Type()), module(module) {}

LLVM::LLVMStructType AbiBuilder::planType() {
  return LLVM::LLVMStructType::getLiteral(getContext(), {i64, pointer});
}

LLVM::LLVMStructType AbiBuilder::functionType() {
  return LLVM::LLVMStructType::getLiteral(getContext(),
                                          {pointer, pointer, pointer, i32, i32, i32, i32});
}

LLVM::LLVMStructType AbiBuilder::executableType() {
  return LLVM::LLVMStructType::getLiteral(getContext(), {pointer, pointer, i32, i32, i64, i64});
}

Value AbiBuilder::constI32(int64_t value) {
  return LLVM::ConstantOp::create(*this, i32, getI32IntegerAttr(value));
}

Value AbiBuilder::constI64(int64_t value) {
  return LLVM::ConstantOp::create(*this, i64, getI64IntegerAttr(value));
}

Value AbiBuilder::loadPointer(Value base, int64_t index) {
  return LLVM::LoadOp::create(*this, pointer, addressOf(base, pointer, index));
}

Value AbiBuilder::loadField(Value frame, FrameField field) {
  return loadPointer(frame, static_cast<int64_t>(field));
}

Value AbiBuilder::loadField(Value host, HostField field) {
  return loadPointer(host, static_cast<int64_t>(field));
}

Value AbiBuilder::addBytes(Value base, int64_t offset) {
  if (offset == 0)
    return base;
  // A value, not an immediate index: those hold 32 bits only.
  return LLVM::GEPOp::create(*this, pointer, getI8Type(), base,
                             ArrayRef<LLVM::GEPArg>{constI64(offset)});
}

Value AbiBuilder::addressOf(Value base, Type element, int64_t index) {
  if (index == 0)
    return base;
  return LLVM::GEPOp::create(*this, pointer, element, base,
                             ArrayRef<LLVM::GEPArg>{static_cast<int32_t>(index)});
}

int8_t sinter::getElementTypeNumber(Type type) {
  if (type.isF16())
    return 1;
  if (type.isBF16())
    return 2;
  if (type.isF32())
    return 3;
  if (type.isF64())
    return 4;
  if (type.isInteger(1))
    return 13;
  // i8, i16, i32, i64 follow one another, as do u8 to u64.
  int8_t width = llvm::Log2_32(type.getIntOrFloatBitWidth() / 8);
  return (type.isUnsignedInteger() ? 9 : 5) + width;
}

SmallVector<int64_t> sinter::flattenDims(ArrayAttr types) {
  SmallVector<int64_t> dims;
  for (Type type : types.getAsValueRange<TypeAttr>())
    llvm::append_range(dims, cast<RankedTensorType>(type).getShape());
  return dims;
}

LLVM::LLVMFuncOp AbiBuilder::beginFunction(StringRef name, Type result, ArrayRef<Type> arguments) {
  setInsertionPointToEnd(module.getBody());
  auto function =
      LLVM::LLVMFuncOp::create(*this, name, LLVM::LLVMFunctionType::get(result, arguments));
  function.setVisibility_(LLVM::Visibility::Hidden);
  setInsertionPointToStart(function.addEntryBlock(*this));
  return function;
}
