//===- EmitRun.cpp - The run function of a model --------------------------===//
//
// A straight line: per dispatch call the buffers' addresses go into an array on
// the stack, then `launch` runs the workgroups.
//
//===----------------------------------------------------------------------===//

#include "passes/ABI/EmitRun.h"

#include "dialects/Plan/IR/PlanDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;
using namespace sinter;

constexpr llvm::StringLiteral kLaunchName = "launch_dispatch";

/// Calls trace(context, step, isEnd) if there is a hook.
static void emitTrace(AbiBuilder &b, LLVM::LLVMFuncOp function, Value host, Value step,
                      bool isEnd) {
  Value hook = b.loadField(host, HostField::Trace);
  Value listens =
      LLVM::ICmpOp::create(b, LLVM::ICmpPredicate::ne, hook, LLVM::ZeroOp::create(b, b.pointer));
  Block *here = b.getInsertionBlock();
  Block *call = b.createBlock(&function.getBody(), function.getBody().end());
  Block *rest = b.createBlock(&function.getBody(), function.getBody().end());
  b.setInsertionPointToEnd(here);
  LLVM::CondBrOp::create(b, listens, call, rest);

  b.setInsertionPointToEnd(call);
  auto type = LLVM::LLVMFunctionType::get(LLVM::LLVMVoidType::get(b.getContext()),
                                          {b.pointer, b.i32, b.i32});
  Value context = b.loadField(host, HostField::Context);
  LLVM::CallOp::create(b, type, ValueRange{hook, context, step, b.constI32(isEnd)});
  LLVM::BrOp::create(b, rest);
  b.setInsertionPointToEnd(rest);
}

LLVM::LLVMFuncOp sinter::emitLaunch(AbiBuilder &b) {
  auto voidType = LLVM::LLVMVoidType::get(b.getContext());
  LLVM::LLVMFuncOp function =
      b.beginFunction(kLaunchName, voidType, {b.pointer, b.pointer, b.pointer, b.i32, b.i32});
  Value host = function.getArgument(0), workgroup = function.getArgument(1);
  Value arguments = function.getArgument(2), count = function.getArgument(3);
  Value step = function.getArgument(4);

  emitTrace(b, function, host, step, /*isEnd=*/false);
  auto type = LLVM::LLVMFunctionType::get(voidType, {b.pointer, b.pointer, b.pointer, b.i32});
  Value parallelFor = b.loadField(host, HostField::ParallelFor);
  Value context = b.loadField(host, HostField::Context);
  LLVM::CallOp::create(b, type, ValueRange{parallelFor, context, workgroup, arguments, count});
  emitTrace(b, function, host, step, /*isEnd=*/true);
  LLVM::ReturnOp::create(b, ValueRange());
  return function;
}

namespace {

/// Knows where each buffer of the planned function is, once the frame is loaded.
class BufferAddresses {
public:
  BufferAddresses(AbiBuilder &b, func::FuncOp function, exec::ExportOp description, Value frame)
      : b(b) {
    unsigned inputs = description.getInputTypes().size();
    unsigned outputs = description.getOutputTypes().size();
    Value inputArray = b.loadField(frame, FrameField::Inputs);
    Value outputArray = b.loadField(frame, FrameField::Outputs);
    for (unsigned i = 0; i < inputs; ++i)
      addresses[function.getArgument(i)] = b.loadPointer(inputArray, i);
    for (unsigned i = 0; i < outputs; ++i)
      addresses[function.getArgument(inputs + i)] = b.loadPointer(outputArray, i);
    addresses[function.getArgument(inputs + outputs)] = b.loadField(frame, FrameField::Constants);
    addresses[function.getArgument(inputs + outputs + 1)] =
        b.loadField(frame, FrameField::Workspace);
  }

  Value get(Value buffer) {
    if (auto slice = buffer.getDefiningOp<plan::SliceOp>())
      return b.addBytes(get(slice.getSource()), slice.getOffset());
    if (auto cast = buffer.getDefiningOp<memref::ReinterpretCastOp>())
      return get(cast.getSource());
    return addresses.lookup(buffer);
  }

private:
  AbiBuilder &b;
  llvm::DenseMap<Value, Value> addresses;
};

} // namespace

/// Returns how many pointers the largest call passes.
static int64_t countLargestCall(func::FuncOp function) {
  int64_t largest = 1;
  for (auto call : function.getOps<exec::CallOp>())
    largest = std::max<int64_t>(largest, call.getBuffers().size());
  return largest;
}

static void recordStep(AbiBuilder &b, exec::CallOp call, StringRef function) {
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToEnd(call->getParentOfType<ModuleOp>().getBody());
  exec::StepOp::create(b, b.getStringAttr(function), call.getDispatchAttr(), call.getNodesAttr(),
                       call.getWritesAttr());
}

LLVM::LLVMFuncOp sinter::emitRun(AbiBuilder &b, func::FuncOp function, exec::ExportOp description,
                                 int64_t firstStep) {
  auto module = function->getParentOfType<ModuleOp>();
  SymbolTable symbols(module);
  auto launch = symbols.lookup<LLVM::LLVMFuncOp>(kLaunchName);
  LLVM::LLVMFuncOp run =
      b.beginFunction((description.getName() + "__run").str(), b.i32, {b.pointer});
  Value frame = run.getArgument(0);
  Value arguments =
      LLVM::AllocaOp::create(b, b.pointer, b.pointer, b.constI32(countLargestCall(function)));
  Value host = b.loadField(frame, FrameField::Host);
  BufferAddresses addresses(b, function, description, frame);

  for (auto [index, call] : llvm::enumerate(function.getOps<exec::CallOp>())) {
    b.setLoc(call.getLoc());
    auto dispatch = symbols.lookup<LLVM::LLVMFuncOp>(call.getDispatch());
    for (auto [position, buffer] : llvm::enumerate(call.getBuffers()))
      LLVM::StoreOp::create(b, addresses.get(buffer), b.addressOf(arguments, b.pointer, position));
    auto workgroups = dispatch->getAttrOfType<IntegerAttr>(exec::kWorkgroups);
    int64_t count = workgroups ? workgroups.getInt() : 1;
    LLVM::CallOp::create(b, launch,
                         ValueRange{host, LLVM::AddressOfOp::create(b, dispatch), arguments,
                                    b.constI32(count), b.constI32(firstStep + index)});
    recordStep(b, call, description.getName());
  }
  b.setLoc(function.getLoc());
  LLVM::ReturnOp::create(b, b.constI32(kCallOk));
  return run;
}
