//===- EmitCFunctions.cpp - Entry points for C programs -------------------===//
//
// A library needs no tables: its functions are found by name, its constants too. Nor does it
// need a host: `run` calls its dispatches itself, so that every call is known to who adds up
// the stack, and what nobody calls is dropped.
//
//===----------------------------------------------------------------------===//

#include "passes/ABI/EmitCFunctions.h"

#include "dialects/Exec/IR/BufferAlignment.h"
#include "dialects/Exec/IR/SymbolicDims.h"
#include "dialects/Plan/IR/PlanDialect.h"
#include "mlir/IR/Matchers.h"
#include "passes/ABI/EmitLoops.h"
#include "passes/ABI/EmitRun.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace sinter;

namespace {

/// A pointer that a caller passes.
struct Passed {
  Value address;
  int64_t alignment;
};

class LibraryBuilder {
public:
  LibraryBuilder(ModuleOp module, const LibrarySymbols &names)
      : module(module), names(names), symbols(module), b(module.getLoc(), module),
        machine(exec::MachineAttr::get(module)), stateSize(plan::getStateSize(module)) {}

  LogicalResult build() {
    exec::SymbolicDims dims = exec::SymbolicDims::get(module);
    for (const exec::SymbolicDim &dim : dims.getDims())
      return module.emitError("a library has results of fixed shape, but ")
             << (dim.isComputed() ? "data decide '" : "calls decide '") << dim.name
             << "'; emit a module";
    if (!names.weights.empty())
      weights = declareWeights();
    for (auto [index, exported] : llvm::enumerate(module.getOps<exec::ExportOp>()))
      if (failed(buildRun(exported, names.runs[index])))
        return failure();
    if (stateSize > 0)
      buildInit();
    dropTables();
    return success();
  }

private:
  LLVM::GlobalOp declareWeights() {
    b.setInsertionPointToEnd(module.getBody());
    auto global = LLVM::GlobalOp::create(b, LLVM::LLVMArrayType::get(b.getI8Type(), 0),
                                         /*isConstant=*/true, LLVM::Linkage::External,
                                         names.weights, Attribute());
    global.setVisibility_(LLVM::Visibility::Hidden);
    return global;
  }

  Value getWeights() {
    return weights ? LLVM::AddressOfOp::create(b, weights).getResult()
                   : LLVM::ZeroOp::create(b, b.pointer).getResult();
  }

  LLVM::LLVMFuncOp beginPublic(StringRef name, Type result, ArrayRef<Type> arguments) {
    LLVM::LLVMFuncOp function = b.beginFunction(name, result, arguments);
    function.setVisibility_(LLVM::Visibility::Default);
    function.setPassthroughAttr(
        b.getArrayAttr({b.getStringAttr("no-builtins"), b.getStringAttr(kPublicAttribute)}));
    return function;
  }

  LogicalResult buildRun(exec::ExportOp exported, StringRef name) {
    auto inner = symbols.lookup<LLVM::LLVMFuncOp>((exported.getName() + "__run").str());
    if (!inner || inner.isExternal())
      return exported.emitError("function '") << exported.getName() << "' has no code";
    if (failed(callByName(inner)))
      return failure();

    bool passesIo = !exported->hasAttr(exec::kIoOffsets);
    SmallVector<Type> arguments(1 + passesIo + (stateSize > 0), b.pointer);
    if (symbols.lookup(name))
      return exported.emitError("code has a function '") << name << "' of its own; choose another "
                                                         << "prefix with --symbol-prefix";
    LLVM::LLVMFuncOp run = beginPublic(name, b.i32, arguments);
    // First of all, so that it is part of the function's frame.
    Value frame = LLVM::AllocaOp::create(b, b.pointer, b.pointer, b.constI32(8));
    Value workspace = run.getArgument(passesIo);
    Value null = LLVM::ZeroOp::create(b, b.pointer);
    Value state = stateSize > 0 ? Value(run.getArgument(passesIo + 1)) : null;

    Value inputs = null, outputs = null;
    SmallVector<Passed> passed;
    if (passesIo) {
      inputs = run.getArgument(0);
      refuseNull(run, {{inputs, 1}});
      passed = loadBuffers(exported, inputs);
      outputs = b.addressOf(inputs, b.pointer, exported.getInputTypes().size());
    }
    if (exported.getWorkspace().value_or(0) > 0)
      passed.push_back({workspace, exec::getBufferAlignment(machine)});
    if (stateSize > 0)
      passed.push_back({state, exec::getBufferAlignment(machine)});
    refuseNull(run, passed);
    refuseMisaligned(run, passed);

    Value fields[] = {inputs, outputs, getWeights(), workspace, state, null, null, null};
    for (auto [index, field] : llvm::enumerate(fields))
      LLVM::StoreOp::create(b, field, b.addressOf(frame, b.pointer, index));
    auto call = LLVM::CallOp::create(b, inner, ValueRange(frame));
    LLVM::ReturnOp::create(b, call.getResults());
    return success();
  }

  SmallVector<Passed> loadBuffers(exec::ExportOp exported, Value io) {
    SmallVector<Passed> passed;
    for (ArrayAttr types : {exported.getInputTypes(), exported.getOutputTypes()})
      for (Type type : types.getAsValueRange<TypeAttr>()) {
        Type element = exec::getPassedElement(cast<RankedTensorType>(type).getElementType());
        int64_t bytes = llvm::divideCeil(element.getIntOrFloatBitWidth(), 8);
        passed.push_back({b.loadPointer(io, passed.size()), bytes});
      }
    return passed;
  }

  /// Returns from `function` with `status` if `isWrong`; else goes on.
  void returnIf(LLVM::LLVMFuncOp function, Value isWrong, LibraryStatus status) {
    Block *here = b.getInsertionBlock();
    Block *refuse = b.createBlock(&function.getBody(), function.getBody().end());
    LLVM::ReturnOp::create(b, b.constI32(status));
    Block *rest = b.createBlock(&function.getBody(), function.getBody().end());
    b.setInsertionPointToEnd(here);
    LLVM::CondBrOp::create(b, isWrong, refuse, rest);
    b.setInsertionPointToEnd(rest);
  }

  void refuseNull(LLVM::LLVMFuncOp function, ArrayRef<Passed> pointers) {
    Value null = LLVM::ZeroOp::create(b, b.pointer);
    Value isWrong;
    for (const Passed &pointer : pointers) {
      Value isNull = LLVM::ICmpOp::create(b, LLVM::ICmpPredicate::eq, pointer.address, null);
      isWrong = isWrong ? LLVM::OrOp::create(b, isWrong, isNull).getResult() : isNull;
    }
    if (isWrong)
      returnIf(function, isWrong, kLibraryNullPointer);
  }

  void refuseMisaligned(LLVM::LLVMFuncOp function, ArrayRef<Passed> pointers) {
    IntegerType word = b.getIntegerType(machine.getIndexBits());
    auto constant = [&](int64_t value) -> Value {
      return LLVM::ConstantOp::create(b, word, b.getIntegerAttr(word, value));
    };
    Value lowBits;
    for (const Passed &pointer : pointers) {
      if (pointer.alignment == 1)
        continue;
      Value number = LLVM::PtrToIntOp::create(b, word, pointer.address);
      Value bits = LLVM::AndOp::create(b, number, constant(pointer.alignment - 1));
      lowBits = lowBits ? LLVM::OrOp::create(b, lowBits, bits).getResult() : bits;
    }
    if (!lowBits)
      return;
    Value isWrong = LLVM::ICmpOp::create(b, LLVM::ICmpPredicate::ne, lowBits, constant(0));
    returnIf(function, isWrong, kLibraryMisaligned);
  }

  /// Replaces what hands workgroups to the host by calls of the workgroups.
  LogicalResult callByName(LLVM::LLVMFuncOp run) {
    SmallVector<LLVM::CallOp> launches, parts;
    auto collect = [&](LLVM::CallOp call) {
      (call.getCallee() == kLaunchName ? launches : parts).push_back(call);
    };
    run.walk(collect);
    for (LLVM::CallOp part : llvm::to_vector(parts))
      symbols.lookup<LLVM::LLVMFuncOp>(*part.getCallee()).walk(collect);
    for (LLVM::CallOp launch : launches) {
      auto callee = launch.getOperand(1).getDefiningOp<LLVM::AddressOfOp>();
      APInt count;
      if (!callee || !matchPattern(launch.getOperand(3), m_ConstantInt(&count)))
        return launch.emitError("launches what is not known before it runs");
      runWorkgroups(launch, symbols.lookup<LLVM::LLVMFuncOp>(callee.getGlobalName()),
                    count.getSExtValue());
    }
    return success();
  }

  void runWorkgroups(LLVM::CallOp launch, LLVM::LLVMFuncOp workgroup, int64_t count) {
    b.setLoc(launch.getLoc());
    Value argument = launch.getOperand(2);
    b.setInsertionPoint(launch);
    if (count == 1) {
      LLVM::CallOp::create(b, workgroup, ValueRange{argument, b.constI32(0)});
      launch.erase();
      return;
    }
    Block *rest = launch->getBlock()->splitBlock(launch);
    b.setInsertionPointToEnd(rest->getPrevNode());
    bool isDescending = launch->hasAttr(plan::kDescending);
    emitLoop(b, b.i32, count, [&](Value index) {
      if (isDescending)
        index = LLVM::SubOp::create(b, b.constI32(count - 1), index);
      LLVM::CallOp::create(b, workgroup, ValueRange{argument, index});
    });
    LLVM::BrOp::create(b, rest);
    launch.erase();
  }

  void buildInit() {
    LLVM::LLVMFuncOp init =
        beginPublic(names.init, LLVM::LLVMVoidType::get(b.getContext()), {b.pointer});
    Value state = init.getArgument(0);
    emitFill(b, state, stateSize, 0);
    if (auto initialize = symbols.lookup<LLVM::LLVMFuncOp>(kInitializeName))
      LLVM::CallOp::create(b, initialize, ValueRange{state, getWeights()});
    LLVM::ReturnOp::create(b, ValueRange());
  }

  void dropTables() {
    auto drop = [&](StringRef name) {
      if (Operation *function = symbols.lookup(name))
        symbols.erase(function);
    };
    drop(kQueryName);
    drop(kLaunchName);
    for (auto exported : module.getOps<exec::ExportOp>())
      drop((exported.getName() + "__plan").str());
    for (StringRef table : {kExecutableTable, kFunctionTable, kElementTypesTable})
      drop(table);
  }

  ModuleOp module;
  const LibrarySymbols &names;
  SymbolTable symbols;
  AbiBuilder b;
  exec::MachineAttr machine;
  int64_t stateSize;
  LLVM::GlobalOp weights;
};

} // namespace

LogicalResult sinter::emitCFunctions(ModuleOp module, const LibrarySymbols &symbols) {
  return LibraryBuilder(module, symbols).build();
}
