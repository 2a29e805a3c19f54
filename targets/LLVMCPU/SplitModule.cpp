//===- SplitModule.cpp - Cut a module into units of compilation -----------===//
//
// Units compile in parallel and, since they are small, in time linear in the
// model's size. Functions that several units share are few and small, so each
// unit gets its own copy.
//
//===----------------------------------------------------------------------===//

#include "targets/LLVMCPU/SplitModule.h"

#include "dialects/Flow/IR/FlowDialect.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/SymbolTable.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;
using namespace sinter;

/// A function that only functions of this module call.
static bool isHelper(LLVM::LLVMFuncOp function) {
  return function.getLinkage() == LLVM::Linkage::Internal ||
         function.getLinkage() == LLVM::Linkage::Private;
}

namespace {
/// Copies functions of `source` and what they need into a module of their own.
class UnitBuilder {
public:
  UnitBuilder(ModuleOp source, SymbolTable &symbols, DictionaryAttr attributes)
      : symbols(symbols), unit(ModuleOp::create(source.getLoc())),
        builder(OpBuilder::atBlockEnd(unit->getBody())) {
    unit->getOperation()->setAttrs(attributes);
  }

  LogicalResult build(ArrayRef<Operation *> roots) {
    needed.insert(roots.begin(), roots.end());
    for (unsigned i = 0; i < needed.size(); ++i) // grows while we walk
      if (failed(copy(needed[i], /*isRoot=*/i < roots.size())))
        return failure();
    return success();
  }

  OwningOpRef<ModuleOp> take() { return std::move(unit); }

private:
  LogicalResult copy(Operation *op, bool isRoot) {
    if (auto function = dyn_cast<LLVM::LLVMFuncOp>(op))
      return copyFunction(function, isRoot);
    if (auto global = dyn_cast<LLVM::GlobalOp>(op))
      return copyGlobal(global);
    return op->emitError("'") << op->getName() << "' has no place in native code";
  }

  LogicalResult copyFunction(LLVM::LLVMFuncOp function, bool isRoot) {
    if (!isRoot && (!isHelper(function) || flow::isDispatchFunction(function))) {
      auto declaration = cast<LLVM::LLVMFuncOp>(builder.insert(function->cloneWithoutRegions()));
      declaration.setLinkage(LLVM::Linkage::External);
      // Debug information of a function stands with its body alone.
      declaration->setLoc(builder.getUnknownLoc());
      return success();
    }
    auto copied = cast<LLVM::LLVMFuncOp>(builder.clone(*function));
    if (!function.isExternal())
      copied.setLinkage(isRoot ? LLVM::Linkage::External : LLVM::Linkage::Internal);
    return needSymbolsOf(function);
  }

  LogicalResult copyGlobal(LLVM::GlobalOp global) {
    bool isDeclaration = !global.getValueOrNull() && !global.getInitializerBlock();
    if (isDeclaration) {
      builder.clone(*global);
      return success();
    }
    if (!global.getConstant())
      return global.emitError("global '")
             << global.getSymName() << "' is mutable, but code keeps no state";
    cast<LLVM::GlobalOp>(builder.clone(*global)).setLinkage(LLVM::Linkage::Internal);
    return needSymbolsOf(global);
  }

  LogicalResult needSymbolsOf(Operation *op) {
    std::optional<SymbolTable::UseRange> uses = SymbolTable::getSymbolUses(op);
    if (!uses)
      return op->emitError("uses symbols in a way that we can not follow");
    for (SymbolTable::SymbolUse use : *uses) {
      Operation *symbol = symbols.lookup(use.getSymbolRef().getRootReference());
      if (!symbol)
        return use.getUser()->emitError("uses '")
               << use.getSymbolRef() << "', which does not exist";
      needed.insert(symbol);
    }
    return success();
  }

  SymbolTable &symbols;
  OwningOpRef<ModuleOp> unit;
  OpBuilder builder;
  llvm::SetVector<Operation *> needed;
};
} // namespace

FailureOr<std::vector<SourceUnit>> sinter::splitModule(ModuleOp module, DictionaryAttr attributes) {
  std::vector<std::pair<std::string, SmallVector<Operation *>>> rootsOf;
  SmallVector<Operation *> host;
  for (auto function : module.getOps<LLVM::LLVMFuncOp>()) {
    if (function.isExternal())
      continue;
    if (flow::isDispatchFunction(function))
      rootsOf.push_back({function.getSymName().str(), {function}});
    else if (!isHelper(function))
      host.push_back(function);
  }
  rootsOf.push_back({kHostUnit.str(), host});

  SymbolTable symbols(module);
  std::vector<SourceUnit> units;
  for (auto &[name, roots] : rootsOf) {
    UnitBuilder builder(module, symbols, attributes);
    if (failed(builder.build(roots)))
      return failure();
    units.push_back({name, builder.take()});
  }
  return units;
}
