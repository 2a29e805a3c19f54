//===- EmitInitialize.cpp - The function that fills the first state -------===//
//
// The caller sets state to zero; what begins otherwise is written here: a splat by a
// loop of stores, other values by a loop that copies constants. Words of 64 bits where
// they fit, for every variable is aligned.
//
//===----------------------------------------------------------------------===//

#include "dialects/Plan/IR/PlanDialect.h"
#include "passes/ABI/AbiBuilder.h"

using namespace mlir;
using namespace sinter;

/// Returns the bytes of a splat's element, repeated to fill a word.
static uint64_t getSplatWord(DenseElementsAttr value) {
  if (value.getElementType().isInteger(1))
    return value.getSplatValue<bool>() ? 0x0101010101010101 : 0;
  ArrayRef<char> element = value.getRawData();
  uint64_t word = 0;
  for (size_t i = 0; i < sizeof(word); ++i)
    word |= uint64_t(uint8_t(element[i % element.size()])) << (8 * i);
  return word;
}

/// Emits a loop over `count` numbers of `type` at `target`; `getValue` returns number i.
static void emitLoop(AbiBuilder &b, Type type, Value target, int64_t count,
                     llvm::function_ref<Value(Value)> getValue) {
  if (count == 0)
    return;
  Block *here = b.getInsertionBlock();
  Region *body = here->getParent();
  Block *loop = b.createBlock(body, body->end(), {b.i64}, {b.getLoc()});
  Block *rest = b.createBlock(body, body->end());
  b.setInsertionPointToEnd(here);
  LLVM::BrOp::create(b, b.constI64(0), loop);

  b.setInsertionPointToEnd(loop);
  Value index = loop->getArgument(0);
  Value address = LLVM::GEPOp::create(b, b.pointer, type, target, ArrayRef<LLVM::GEPArg>{index});
  LLVM::StoreOp::create(b, getValue(index), address);
  Value next = LLVM::AddOp::create(b, index, b.constI64(1));
  Value isLast = LLVM::ICmpOp::create(b, LLVM::ICmpPredicate::eq, next, b.constI64(count));
  LLVM::CondBrOp::create(b, isLast, rest, ValueRange(), loop, ValueRange(next));
  b.setInsertionPointToEnd(rest);
}

static void emitFill(AbiBuilder &b, Value target, int64_t bytes, uint64_t word) {
  emitLoop(b, b.i64, target, bytes / 8, [&](Value) { return b.constI64(word); });
  Type byte = b.getI8Type();
  emitLoop(b, byte, b.addBytes(target, bytes / 8 * 8), bytes % 8, [&](Value index) -> Value {
    // The rest of the word, byte by byte.
    Value shift = LLVM::ShlOp::create(b, index, b.constI64(3));
    return LLVM::TruncOp::create(b, byte, LLVM::LShrOp::create(b, b.constI64(word), shift));
  });
}

static void emitCopy(AbiBuilder &b, Value target, Value source, int64_t bytes) {
  auto copy = [&](Type type, int64_t offset, int64_t count) {
    Value from = b.addBytes(source, offset);
    emitLoop(b, type, b.addBytes(target, offset), count, [&](Value index) -> Value {
      Value address = LLVM::GEPOp::create(b, b.pointer, type, from, ArrayRef<LLVM::GEPArg>{index});
      return LLVM::LoadOp::create(b, type, address);
    });
  };
  copy(b.i64, 0, bytes / 8);
  copy(b.getI8Type(), bytes / 8 * 8, bytes % 8);
}

/// Returns true if the variable is there once the state is zero.
static bool isZero(plan::VariableOp variable) {
  if (plan::getByteSize(variable.getValue().getShapedType()) == 0)
    return true;
  auto splat = dyn_cast<DenseElementsAttr>(variable.getValue());
  return !variable.getConstants() && splat && getSplatWord(splat) == 0;
}

LLVM::LLVMFuncOp sinter::emitInitialize(AbiBuilder &b, ModuleOp module) {
  SmallVector<plan::VariableOp> variables;
  for (auto variable : module.getOps<plan::VariableOp>())
    if (!isZero(variable))
      variables.push_back(variable);
  if (variables.empty())
    return {};
  LLVM::LLVMFuncOp function = b.beginFunction(
      "initialize_state", LLVM::LLVMVoidType::get(b.getContext()), {b.pointer, b.pointer});
  // A loop that copies stays a loop: there is no library to call.
  function.setPassthroughAttr(b.getArrayAttr({b.getStringAttr("no-builtins")}));
  Value state = function.getArgument(0), constants = function.getArgument(1);
  for (plan::VariableOp variable : variables) {
    Value target = b.addBytes(state, variable.getOffset());
    int64_t bytes = *plan::getByteSize(variable.getValue().getShapedType());
    if (std::optional<uint64_t> source = variable.getConstants())
      emitCopy(b, target, b.addBytes(constants, *source), bytes);
    else
      emitFill(b, target, bytes, getSplatWord(cast<DenseElementsAttr>(variable.getValue())));
  }
  LLVM::ReturnOp::create(b, ValueRange());
  return function;
}
