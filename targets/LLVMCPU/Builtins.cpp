//===- Builtins.cpp - Functions that generated code may call --------------===//

#include "targets/LLVMCPU/Builtins.h"

#include "targets/LLVMCPU/BuiltinsText.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/AsmParser/Parser.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/SourceMgr.h"

using namespace sinter;

std::unique_ptr<llvm::Module> sinter::parseBuiltins(llvm::LLVMContext &context) {
  llvm::SMDiagnostic diagnostic;
  std::unique_ptr<llvm::Module> module =
      llvm::parseAssemblyString(kBuiltinsText, diagnostic, context);
  if (!module) // part of this program, so tests have seen it parse
    llvm::report_fatal_error("builtins do not parse: " + diagnostic.getMessage());
  module->setModuleIdentifier("builtins");
  module->setSourceFileName("builtins");
  return module;
}

bool sinter::isBuiltin(llvm::StringRef name) {
  static const llvm::StringSet<> names = [] {
    llvm::LLVMContext context;
    std::unique_ptr<llvm::Module> module = parseBuiltins(context);
    llvm::StringSet<> defined;
    for (const llvm::Function &function : *module)
      if (!function.isDeclaration())
        defined.insert(function.getName());
    return defined;
  }();
  return names.contains(name);
}
