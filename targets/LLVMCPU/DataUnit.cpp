//===- DataUnit.cpp - An object that holds nothing but data ---------------===//

#include "targets/LLVMCPU/CompileUnit.h"

#include "llvm/IR/Constants.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"

using namespace sinter;

llvm::Expected<CodeUnit> sinter::compileDataUnit(const DataObject &data, exec::MachineAttr machine,
                                                 const CodegenOptions &options) {
  llvm::LLVMContext context;
  llvm::Module module(data.symbol, context);
  auto bytes =
      llvm::ArrayRef(reinterpret_cast<const uint8_t *>(data.bytes.data()), data.bytes.size());
  llvm::Constant *value = llvm::ConstantDataArray::get(context, bytes);
  auto *global = new llvm::GlobalVariable(module, value->getType(), /*isConstant=*/true,
                                          llvm::GlobalValue::ExternalLinkage, value, data.symbol);
  global->setSection(data.section);
  global->setAlignment(llvm::Align(data.alignment));
  std::unique_ptr<llvm::TargetMachine> target = createTargetMachine(machine, options);
  return compileUnit(module, *target, machine, options, CodeKind::object);
}
