//===- VerifyPhase.cpp - Verify what a phase promises ---------------------===//
//
// A mistake is reported by the phase that made it rather than by whichever pass
// stumbles over it later. After import the mistake is the user's: then the
// message says what is accepted.
//
//===----------------------------------------------------------------------===//

#include "compiler/Pipeline/Passes.h"

#include "compiler/Pipeline/Phases.h"
#include "dialects/Exec/IR/ExecDialect.h"
#include "dialects/Flow/IR/FlowDialect.h"
#include "dialects/Plan/IR/OpenArena.h"
#include "dialects/Plan/IR/PlanDialect.h"
#include "mlir/Dialect/MLProgram/IR/MLProgram.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "schema/executable_abi.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;

namespace sinter {
#define GEN_PASS_DEF_VERIFYPHASE
#include "compiler/Pipeline/Passes.h.inc"
} // namespace sinter

using namespace sinter;

/// Dialects whose operations may remain after a phase; empty for any.
static ArrayRef<StringRef> getDialectsAfter(Phase phase) {
  static const StringRef import[] = {"arith", "builtin", "func",   "linalg", "math", "ml_program",
                                     "onnx",  "scf",     "tensor", "tflite", "tosa"};
  static const StringRef legalize[] = {"arith", "builtin",    "exec", "func",  "linalg",
                                       "math",  "ml_program", "scf",  "tensor"};
  static const StringRef dispatch[] = {"arith",  "builtin", "exec",       "flow", "func",
                                       "linalg", "math",    "ml_program", "scf",  "tensor"};
  static const StringRef codegen[] = {"builtin", "exec", "llvm", "plan"};
  switch (phase) {
  case Phase::Import:
    return import;
  case Phase::Legalize:
  case Phase::Simplify:
    return legalize;
  case Phase::Dispatch:
    return dispatch;
  case Phase::Codegen:
    return codegen;
  default:
    return {};
  }
}

static LogicalResult verifyDialects(ModuleOp module, Phase phase) {
  ArrayRef<StringRef> dialects = getDialectsAfter(phase);
  if (dialects.empty())
    return success();

  bool ok = true;
  llvm::SmallDenseSet<OperationName> reported;
  module.walk([&](Operation *op) {
    if (llvm::is_contained(dialects, op->getName().getDialectNamespace()))
      return;
    if (!reported.insert(op->getName()).second) // one report per kind of operation
      return;
    ok = false;
    InFlightDiagnostic diagnostic = op->emitError()
                                    << "operation '" << op->getName() << "' is not ";
    if (phase == Phase::Import)
      diagnostic << "accepted as input, which may use " << llvm::join(dialects, ", ");
    else
      diagnostic << "expected after phase '" << getPhaseName(phase) << "'";
  });
  return success(ok);
}

/// Whatever names a function names one that exists.
static LogicalResult verifySymbols(ModuleOp module) {
  SymbolTable symbols(module);
  std::optional<SymbolTable::UseRange> uses = SymbolTable::getSymbolUses(&module.getBodyRegion());
  for (SymbolTable::SymbolUse use : uses.value_or(SymbolTable::UseRange({})))
    if (!symbols.lookup(use.getSymbolRef().getRootReference()))
      return use.getUser()->emitError("refers to ")
             << use.getSymbolRef() << ", which does not exist";
  return success();
}

//===----------------------------------------------------------------------===//
// After import: the model as the user wrote it
//===----------------------------------------------------------------------===//

/// Attributes of our own dialects steer later phases, which trust them. Names and
/// signedness of inputs, on arguments, are for models to give.
static LogicalResult verifyNoForeignMarks(Operation *op) {
  for (NamedAttribute attribute : op->getDiscardableAttrs()) {
    Dialect *dialect = attribute.getNameDialect();
    if (isa_and_present<flow::FlowDialect, plan::PlanDialect>(dialect) ||
        (isa_and_present<exec::ExecDialect>(dialect) && !isa<ModuleOp>(op)))
      return op->emitError("attribute '")
             << attribute.getName().getValue() << "' is the compiler's own; models may not set it";
  }
  return success();
}

static bool isStateOp(Operation *op) {
  return isa<ml_program::GlobalOp, ml_program::GlobalLoadOp, ml_program::GlobalLoadConstOp,
             ml_program::GlobalStoreOp>(op);
}

static bool isStatic(Type type) {
  auto shaped = dyn_cast<ShapedType>(type);
  return !shaped || shaped.hasStaticShape();
}

/// Inputs have static shapes: the user fixes them before anything else follows.
static LogicalResult verifyStaticInputs(FunctionOpInterface function) {
  for (auto [index, type] : llvm::enumerate(function.getArgumentTypes()))
    if (!isStatic(type))
      return function.emitError("input ")
             << index << " has the dynamic shape " << type
             << ", which is not available yet; fix its dims with --input-shape";
  return success();
}

/// Callers see names, and tools print them; the runtime takes no others.
static LogicalResult verifyName(FunctionOpInterface function, StringRef what, StringAttr name) {
  constexpr size_t longest = 1023;
  auto isControl = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  if (!name || (!name.empty() && name.size() <= longest && llvm::none_of(name.strref(), isControl)))
    return success();
  return function.emitError(what) << " of function '" << function.getName().take_front(80)
                                  << "' has a name that is empty, longer than " << longest
                                  << " bytes or holds control characters";
}

static LogicalResult verifyNames(FunctionOpInterface function) {
  if (failed(verifyName(function, "the symbol", function.getNameAttr())))
    return failure();
  for (unsigned i = 0; i < function.getNumArguments(); ++i)
    if (failed(verifyName(function, ("input " + Twine(i)).str(),
                          function.getArgAttrOfType<StringAttr>(i, exec::kName))))
      return failure();
  for (unsigned i = 0; i < function.getNumResults(); ++i)
    if (failed(verifyName(function, ("output " + Twine(i)).str(),
                          function.getResultAttrOfType<StringAttr>(i, exec::kName))))
      return failure();
  return success();
}

static LogicalResult verifyModel(ModuleOp module) {
  bool hasExport = false;
  for (auto function : module.getOps<FunctionOpInterface>()) {
    if (function.isExternal())
      return function.emitError("function '") << function.getName() << "' has no body";
    hasExport |= function.isPublic();
    // Others get their shapes from whoever names them.
    if (function.isPublic() &&
        (failed(verifyNames(function)) || failed(verifyStaticInputs(function))))
      return failure();
  }
  if (!hasExport)
    return module.emitError("the model has no public function to compile");
  WalkResult result = module.walk([&](Operation *op) {
    if (op != module && op->getName().getDialectNamespace() == "builtin") {
      op->emitError("operation '") << op->getName() << "' is not accepted inside of a model";
      return WalkResult::interrupt();
    }
    if (op->getName().getDialectNamespace() == "ml_program" && !isStateOp(op)) {
      op->emitError("operation '")
          << op->getName() << "' is not accepted; of ml_program, models may use variables "
          << "(global, global_load, global_load_const and global_store)";
      return WalkResult::interrupt();
    }
    return failed(verifyNoForeignMarks(op)) ? WalkResult::interrupt() : WalkResult::advance();
  });
  return failure(result.wasInterrupted());
}

//===----------------------------------------------------------------------===//
// After later phases
//===----------------------------------------------------------------------===//

/// Between a load of a variable on entry and a store on exit, nothing depends on the order of
/// accesses: a function has at most one of each, outside of all branches and loops, the load first.
static LogicalResult verifyState(FunctionOpInterface function) {
  llvm::SmallDenseSet<Attribute> loaded, stored;
  WalkResult result = function->walk([&](Operation *op) {
    auto load = dyn_cast<ml_program::GlobalLoadOp>(op);
    auto store = dyn_cast<ml_program::GlobalStoreOp>(op);
    if (!load && !store)
      return WalkResult::advance();
    SymbolRefAttr name = load ? load.getGlobal() : store.getGlobal();
    bool isFirst =
        load ? loaded.insert(name).second && !stored.contains(name) : stored.insert(name).second;
    if (isFirst && op->getParentOp() == function)
      return WalkResult::advance();
    op->emitError("access of ") << name << " out of order: a function loads a variable once, on "
                                << "entry, and stores it once, on exit";
    return WalkResult::interrupt();
  });
  return failure(result.wasInterrupted());
}

/// From `legalize` on, all shapes are static, functions call no other and variables are values.
static LogicalResult verifyLegal(ModuleOp module) {
  for (auto function : module.getOps<FunctionOpInterface>())
    if (failed(verifyStaticInputs(function)) || failed(verifyState(function)))
      return failure();
  WalkResult result = module.walk([](Operation *op) {
    if (auto call = dyn_cast<func::CallOp>(op)) {
      call.emitError("the call of '") << call.getCallee() << "' cannot be resolved: functions that "
                                      << "call themselves are not available yet";
      return WalkResult::interrupt();
    }
    for (Type type : op->getResultTypes())
      if (!isStatic(type)) {
        op->emitError("result has the dynamic shape ") << type << ", which is not available yet";
        return WalkResult::interrupt();
      }
    return WalkResult::advance();
  });
  return failure(result.wasInterrupted());
}

/// After `plan` all memory is the arena, the constants or the caller's.
static LogicalResult verifyPlanned(ModuleOp module) {
  for (auto function : module.getOps<FunctionOpInterface>()) {
    if (flow::isDispatchFunction(function))
      continue;
    WalkResult result = function->walk([](Operation *op) {
      if (!isa<memref::AllocOp, memref::AllocaOp, memref::DeallocOp>(op))
        return WalkResult::advance();
      op->emitError("'") << op->getName() << "' remains after phase 'plan'";
      return WalkResult::interrupt();
    });
    if (result.wasInterrupted())
      return failure();
  }
  for (auto exported : module.getOps<exec::ExportOp>())
    if (!exported.getWorkspace() && !exported->hasAttr(plan::kArena))
      return exported.emitError("function '") << exported.getName() << "' has no planned workspace";
  return success();
}

/// After `codegen` the module says how to call it and for which machine it is.
static LogicalResult verifyLowered(ModuleOp module) {
  if (module.getOps<exec::ExportOp>().empty())
    return module.emitError("the module exports no function ('exec.export')");
  if (!module.lookupSymbol(SINTER_EXECUTABLE_QUERY))
    return module.emitError("the module lacks function '" SINTER_EXECUTABLE_QUERY "'");
  if (!module->getAttrOfType<exec::MachineAttr>(exec::MachineAttr::kName))
    return module.emitError("the module lacks attribute '")
           << exec::MachineAttr::kName << "', the machine it is for";
  return success();
}

namespace {
struct VerifyPhasePass : sinter::impl::VerifyPhaseBase<VerifyPhasePass> {
  using VerifyPhaseBase::VerifyPhaseBase;

  LogicalResult verify(ModuleOp module) {
    std::optional<Phase> ended = parsePhase(phase);
    if (!ended)
      return module.emitError("unknown phase '") << phase.getValue() << "'";
    if (failed(verifyDialects(module, *ended)) || failed(verifySymbols(module)))
      return failure();
    switch (*ended) {
    case Phase::Import:
      return verifyModel(module);
    case Phase::Legalize:
    case Phase::Simplify:
    case Phase::Dispatch:
      return verifyLegal(module);
    case Phase::Plan:
      return verifyPlanned(module);
    case Phase::Codegen:
      return verifyLowered(module);
    default:
      return success();
    }
  }

  void runOnOperation() override {
    if (failed(verify(getOperation())))
      signalPassFailure();
    markAllAnalysesPreserved();
  }
};
} // namespace
