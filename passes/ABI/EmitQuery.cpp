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

/// Emits the element types of all functions one after another; the types of
/// function i begin at the sum of the counts before it.
static LLVM::GlobalOp emitElementTypes(AbiBuilder &b, ModuleOp module,
                                       ArrayRef<EntryPoints> functions) {
  SmallVector<int8_t> types;
  for (const EntryPoints &entry : functions)
    llvm::append_range(types, entry.elementTypes);
  types.push_back(0); // an array is never empty
  auto tensor = RankedTensorType::get(int64_t(types.size()), b.getI8Type());
  b.setInsertionPointToEnd(module.getBody());
  return LLVM::GlobalOp::create(b, LLVM::LLVMArrayType::get(b.getI8Type(), types.size()),
                                /*isConstant=*/true, LLVM::Linkage::Internal, kElementTypesTable,
                                DenseElementsAttr::get(tensor, ArrayRef<int8_t>(types)));
}

static LLVM::GlobalOp emitFunctionTable(AbiBuilder &b, ModuleOp module,
                                        ArrayRef<EntryPoints> functions) {
  auto type = LLVM::LLVMArrayType::get(b.functionType(), functions.size());
  LLVM::GlobalOp elementTypes = emitElementTypes(b, module, functions);
  LLVM::GlobalOp table = beginConstant(b, module, type, kFunctionTable);
  int64_t firstType = 0;
  Value value = LLVM::PoisonOp::create(b, type);
  for (auto [index, entry] : llvm::enumerate(functions)) {
    auto insert = [&, index = int64_t(index)](Value field, int64_t position) {
      value = insertField(b, value, field, {index, position});
    };
    insert(LLVM::AddressOfOp::create(b, entry.plan), 0);
    insert(LLVM::AddressOfOp::create(b, entry.run), 1);
    insert(b.addBytes(LLVM::AddressOfOp::create(b, elementTypes), firstType), 2);
    insert(b.constI32(entry.inputCount), 3);
    insert(b.constI32(entry.outputCount), 4);
    insert(b.constI32(entry.inputRankSum), 5);
    insert(b.constI32(entry.outputRankSum), 6);
    firstType += entry.elementTypes.size();
  }
  LLVM::ReturnOp::create(b, value);
  return table;
}

static LLVM::GlobalOp emitExecutable(AbiBuilder &b, ModuleOp module, LLVM::GlobalOp table,
                                     int64_t functionCount, const ExecutableFacts &facts) {
  LLVM::GlobalOp executable = beginConstant(b, module, b.executableType(), kExecutableTable);
  Value value = LLVM::PoisonOp::create(b, b.executableType());
  value = insertField(b, value, LLVM::AddressOfOp::create(b, table), {0});
  Value initialize = LLVM::ZeroOp::create(b, b.pointer);
  if (facts.initialize)
    initialize = LLVM::AddressOfOp::create(b, facts.initialize);
  value = insertField(b, value, initialize, {1});
  value = insertField(b, value, b.constI32(kExecutableVersion), {2});
  value = insertField(b, value, b.constI32(functionCount), {3});
  value = insertField(b, value, b.constI64(facts.constantsSize), {4});
  value = insertField(b, value, b.constI64(facts.stateSize), {5});
  LLVM::ReturnOp::create(b, value);
  return executable;
}

void sinter::emitQuery(AbiBuilder &b, ArrayRef<EntryPoints> functions,
                       const ExecutableFacts &facts) {
  LLVM::LLVMFuncOp query = b.beginFunction(kQueryName, b.pointer, {b.i32});
  // The only name that a system library shows.
  query.setVisibility_(LLVM::Visibility::Default);
  auto module = query->getParentOfType<ModuleOp>();

  LLVM::GlobalOp table = emitFunctionTable(b, module, functions);
  LLVM::GlobalOp executable = emitExecutable(b, module, table, functions.size(), facts);

  b.setInsertionPointToStart(&query.getBody().front());
  Value speaksOurs = LLVM::ICmpOp::create(b, LLVM::ICmpPredicate::eq, query.getArgument(0),
                                          b.constI32(kExecutableVersion));
  Value address = LLVM::AddressOfOp::create(b, executable);
  Value null = LLVM::ZeroOp::create(b, b.pointer);
  Value answer = LLVM::SelectOp::create(b, speaksOurs, address, null);
  LLVM::ReturnOp::create(b, answer);
}
