//===- Builtins.cpp - Functions that generated code may call --------------===//

#include "targets/LLVMCPU/Builtins.h"

#include "targets/LLVMCPU/BuiltinsBitcode.inc"
#include "targets/LLVMCPU/CompileUnit.h"
#include "targets/Linker/ElfCheck.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/Bitcode/BitcodeReader.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"

#include <set>

using namespace sinter;

//===----------------------------------------------------------------------===//
// Bitcode
//===----------------------------------------------------------------------===//

static llvm::StringRef getBitcode(const llvm::Triple &triple) {
#define BYTES(family)                                                                              \
  llvm::StringRef(reinterpret_cast<const char *>(kBytes_##family), sizeof(kBytes_##family))
  switch (triple.getArch()) {
  case llvm::Triple::x86_64:
    return BYTES(x86_64);
  case llvm::Triple::aarch64:
    return BYTES(aarch64);
  case llvm::Triple::arm:
  case llvm::Triple::thumb:
    return BYTES(arm);
  case llvm::Triple::riscv32:
    return BYTES(riscv32);
  case llvm::Triple::riscv64:
    return BYTES(riscv64);
  default:
    return "";
  }
#undef BYTES
}

/// Takes away what clang has written of the CPU and ABI that it compiled for: the machine's own
/// take their place.
static void forgetCpu(llvm::Module &module) {
  if (llvm::NamedMDNode *flags = module.getModuleFlagsMetadata())
    flags->eraseFromParent();
  for (llvm::Function &function : module)
    for (llvm::Attribute attribute : function.getAttributes().getFnAttrs())
      if (attribute.isStringAttribute())
        function.removeFnAttr(attribute.getKindAsString());
}

/// Returns the module that defines all builtins for `triple`, an empty one if there are none.
static std::unique_ptr<llvm::Module> readBuiltins(const llvm::Triple &triple,
                                                  llvm::LLVMContext &context) {
  llvm::StringRef bitcode = getBitcode(triple);
  if (bitcode.empty())
    return std::make_unique<llvm::Module>("builtins", context);
  // Part of this program, so tests have seen it parse.
  std::unique_ptr<llvm::Module> module =
      llvm::cantFail(llvm::parseBitcodeFile(llvm::MemoryBufferRef(bitcode, "builtins"), context));
  module->setSourceFileName("builtins");
  forgetCpu(*module);
  return module;
}

static bool isPublic(const llvm::Function &function) {
  return !function.isDeclaration() && !function.hasLocalLinkage();
}

std::vector<std::string> sinter::listBuiltins(const llvm::Triple &triple) {
  llvm::LLVMContext context;
  std::unique_ptr<llvm::Module> module = readBuiltins(triple, context);
  std::vector<std::string> names;
  for (const llvm::Function &function : *module)
    if (isPublic(function))
      names.push_back(function.getName().str());
  llvm::sort(names);
  return names;
}

//===----------------------------------------------------------------------===//
// Compile
//===----------------------------------------------------------------------===//

/// Removes all functions but `names` and what these refer to.
static void keepOnly(llvm::Module &module, const std::set<std::string> &names) {
  llvm::SetVector<llvm::Function *> kept;
  for (const std::string &name : names)
    if (llvm::Function *function = module.getFunction(name))
      kept.insert(function);
  for (size_t i = 0; i < kept.size(); ++i)
    for (llvm::Instruction &instruction : llvm::instructions(*kept[i]))
      for (llvm::Value *operand : instruction.operands())
        if (auto *function = llvm::dyn_cast<llvm::Function>(operand))
          kept.insert(function);

  for (llvm::Function &function : module)
    if (!kept.contains(&function))
      function.dropAllReferences();
  for (llvm::Function &function : llvm::make_early_inc_range(module))
    if (!kept.contains(&function))
      function.eraseFromParent();
}

static llvm::Expected<CodeUnit> compileOnly(const std::set<std::string> &names,
                                            exec::MachineAttr machine,
                                            const CodegenOptions &options) {
  llvm::LLVMContext context;
  std::unique_ptr<llvm::Module> module = readBuiltins(llvm::Triple(machine.getTriple()), context);
  keepOnly(*module, names);
  // Weak, so that an object file can be linked beside a C library.
  for (llvm::Function &function : *module)
    if (isPublic(function))
      function.setLinkage(llvm::GlobalValue::WeakAnyLinkage);
  std::unique_ptr<llvm::TargetMachine> target = createTargetMachine(machine, options);
  return compileUnit(*module, *target, machine, options, CodeKind::object);
}

llvm::Expected<CodeUnit> sinter::compileBuiltins(llvm::ArrayRef<std::string> names,
                                                 exec::MachineAttr machine,
                                                 const CodegenOptions &options) {
  // On a CPU with few instructions the code of a builtin calls others, which only its code tells.
  std::set<std::string> wanted(names.begin(), names.end());
  while (true) {
    llvm::Expected<CodeUnit> unit = compileOnly(wanted, machine, options);
    if (!unit)
      return unit.takeError();
    unit->name = "builtins";
    llvm::Expected<std::vector<UndefinedSymbol>> missing = findUndefinedSymbols(*unit);
    if (!missing)
      return missing.takeError();
    if (missing->empty())
      return unit;
    for (const UndefinedSymbol &symbol : *missing)
      if (!wanted.insert(symbol.name).second)
        return llvm::createStringError("builtin functions call '" + symbol.name +
                                       "', which none provides on " + machine.getTriple());
  }
}
