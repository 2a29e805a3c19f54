//===- EmitQuery.cpp - The executable's tables and its entry point --------===//

#include "passes/ABI/AbiBuilder.h"

using namespace mlir;
using namespace sinter;

static Value insertField(AbiBuilder &b, Value aggregate, Value field, ArrayRef<int64_t> position) {
  return LLVM::InsertValueOp::create(b, aggregate, field, position);
}

/// Creates a constant of `type` whose value the insertion point then builds.
static LLVM::GlobalOp beginConstant(AbiBuilder &b, ModuleOp module, Type type, StringRef name) {
  b.setInsertionPointToEnd(module.getBody());
  auto global = LLVM::GlobalOp::create(b, type, /*isConstant=*/true, LLVM::Linkage::Internal, name,
                                       Attribute());
  b.createBlock(&global.getInitializerRegion());
  return global;
}

static LLVM::GlobalOp emitFunctionTable(AbiBuilder &b, ModuleOp module,
                                        ArrayRef<EntryPoints> functions) {
  auto type = LLVM::LLVMArrayType::get(b.functionType(), functions.size());
  LLVM::GlobalOp table = beginConstant(b, module, type, "function_table");
  Value value = LLVM::PoisonOp::create(b, type);
  for (auto [index, entry] : llvm::enumerate(functions)) {
    auto insert = [&, index = int64_t(index)](Value field, int64_t position) {
      value = insertField(b, value, field, {index, position});
    };
    insert(LLVM::AddressOfOp::create(b, entry.plan), 0);
    insert(LLVM::AddressOfOp::create(b, entry.run), 1);
    insert(b.constI32(entry.inputCount), 2);
    insert(b.constI32(entry.outputCount), 3);
    insert(b.constI32(entry.inputRankSum), 4);
    insert(b.constI32(entry.outputRankSum), 5);
  }
  LLVM::ReturnOp::create(b, value);
  return table;
}

static LLVM::GlobalOp emitExecutable(AbiBuilder &b, ModuleOp module, LLVM::GlobalOp table,
                                     int64_t functionCount, int64_t constantsSize,
                                     int64_t stateSize) {
  LLVM::GlobalOp executable = beginConstant(b, module, b.executableType(), "executable");
  Value value = LLVM::PoisonOp::create(b, b.executableType());
  value = insertField(b, value, LLVM::AddressOfOp::create(b, table), {0});
  value = insertField(b, value, b.constI32(kExecutableVersion), {1});
  value = insertField(b, value, b.constI32(functionCount), {2});
  value = insertField(b, value, b.constI64(constantsSize), {3});
  value = insertField(b, value, b.constI64(stateSize), {4});
  LLVM::ReturnOp::create(b, value);
  return executable;
}

void sinter::emitQuery(AbiBuilder &b, ArrayRef<EntryPoints> functions, int64_t constantsSize,
                       int64_t stateSize) {
  LLVM::LLVMFuncOp query = b.beginFunction(kQueryName, b.pointer, {b.i32});
  // The only name that a system library shows.
  query.setVisibility_(LLVM::Visibility::Default);
  auto module = query->getParentOfType<ModuleOp>();

  LLVM::GlobalOp table = emitFunctionTable(b, module, functions);
  LLVM::GlobalOp executable =
      emitExecutable(b, module, table, functions.size(), constantsSize, stateSize);

  b.setInsertionPointToStart(&query.getBody().front());
  Value speaksOurs = LLVM::ICmpOp::create(b, LLVM::ICmpPredicate::eq, query.getArgument(0),
                                          b.constI32(kExecutableVersion));
  Value address = LLVM::AddressOfOp::create(b, executable);
  Value null = LLVM::ZeroOp::create(b, b.pointer);
  Value answer = LLVM::SelectOp::create(b, speaksOurs, address, null);
  LLVM::ReturnOp::create(b, answer);
}
