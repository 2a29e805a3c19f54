//===- EmitInitialize.cpp - The function that fills the first state -------===//
//
// The caller sets state to zero; what begins otherwise is written here: a splat by a
// loop of stores, other values by a loop that copies constants.
//
//===----------------------------------------------------------------------===//

#include "dialects/Plan/IR/PlanDialect.h"
#include "passes/ABI/AbiBuilder.h"
#include "passes/ABI/EmitLoops.h"

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
      kInitializeName, LLVM::LLVMVoidType::get(b.getContext()), {b.pointer, b.pointer});
  // A loop stays a loop: there is no library to call.
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
