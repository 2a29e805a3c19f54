//===- EmitRun.cpp - The run function of a model --------------------------===//
//
// A straight line: per dispatch call the buffers' addresses go into an array on
// the stack, then `launch` runs the workgroups. Calls of one wave are launched
// together. Dims that data decide are stored among those of the call as soon as they are counted.
//
//===----------------------------------------------------------------------===//

#include "passes/ABI/EmitRun.h"

#include "dialects/Exec/IR/BufferAlignment.h"
#include "dialects/Plan/IR/PlanDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "passes/ABI/CallDims.h"
#include "passes/ABI/EmitWave.h"

using namespace mlir;
using namespace sinter;

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
  BufferAddresses(AbiBuilder &b, func::FuncOp function, exec::ExportOp description, Value frame,
                  ArrayRef<Value> offsets)
      : b(b), offsets(offsets) {
    unsigned inputs = description.getInputTypes().size();
    unsigned outputs = description.getOutputTypes().size();
    Value inputArray = b.loadField(frame, FrameField::Inputs);
    Value outputArray = b.loadField(frame, FrameField::Outputs);
    // Those that lie in the workspace are reached from there.
    bool areElsewhere = !description->hasAttr(exec::kIoOffsets);
    for (unsigned i = 0; areElsewhere && i < inputs; ++i)
      addresses[function.getArgument(i)] = b.loadPointer(inputArray, i);
    for (unsigned i = 0; areElsewhere && i < outputs; ++i)
      addresses[function.getArgument(inputs + i)] = b.loadPointer(outputArray, i);
    addresses[function.getArgument(inputs + outputs)] = b.loadField(frame, FrameField::Constants);
    addresses[function.getArgument(inputs + outputs + 1)] =
        b.loadField(frame, FrameField::Workspace);
    addresses[function.getArgument(inputs + outputs + 2)] = b.loadField(frame, FrameField::State);
  }

  Value get(Value buffer) {
    auto slice = buffer.getDefiningOp<plan::SliceOp>();
    if (auto place = slice ? slice->getAttrOfType<IntegerAttr>(plan::kBuffer) : IntegerAttr())
      return LLVM::GEPOp::create(b, b.pointer, b.getI8Type(), get(slice.getSource()),
                                 ArrayRef<LLVM::GEPArg>{offsets[place.getInt()]});
    if (slice)
      return b.addBytes(get(slice.getSource()), slice.getOffset());
    if (auto cast = buffer.getDefiningOp<memref::ReinterpretCastOp>())
      return get(cast.getSource());
    return addresses.lookup(buffer);
  }

private:
  AbiBuilder &b;
  SmallVector<Value> offsets; ///< Of the buffers of an open arena.
  llvm::DenseMap<Value, Value> addresses;
};

} // namespace

namespace {

/// Calls that are launched together, and the dims that they decide.
struct Launch {
  SmallVector<exec::CallOp> calls;
  SmallVector<exec::SetDimOp> setters;
};

} // namespace

/// Returns how many pointers the calls that are launched together pass, at most:
/// those of the calls, one per call to its dims, and one per call that leads there.
static int64_t countLargestLaunch(ArrayRef<Launch> launches, Value dims) {
  int64_t largest = 1;
  for (const Launch &launch : launches) {
    int64_t pointers = launch.calls.size() * (dims ? 2 : 1);
    for (exec::CallOp call : launch.calls)
      pointers += call.getBuffers().size();
    largest = std::max(largest, pointers);
  }
  return largest;
}

static int64_t countWorkgroups(exec::CallOp call, SymbolTable &symbols) {
  auto count = symbols.lookup(call.getDispatch())->getAttrOfType<IntegerAttr>(exec::kWorkgroups);
  return count ? count.getInt() : 1;
}

/// Groups the calls of `function` into launches. What takes a few microseconds, a
/// single workgroup, has to find something larger to go along with.
static std::vector<Launch> groupCalls(func::FuncOp function, SymbolTable &symbols) {
  std::vector<Launch> launches;
  Attribute last;
  for (Operation &op : function.getOps()) {
    if (auto setter = dyn_cast<exec::SetDimOp>(op)) {
      if (launches.empty()) // An input tells.
        launches.emplace_back();
      launches.back().setters.push_back(setter);
    }
    auto call = dyn_cast<exec::CallOp>(op);
    if (!call)
      continue;
    Attribute wave = call->getAttr(plan::kWave);
    if (wave && wave == last)
      launches.back().calls.push_back(call);
    else
      launches.push_back({{call}, {}});
    last = wave;
  }
  std::vector<Launch> result;
  for (Launch &launch : launches) {
    if (launch.calls.size() <= 1 || llvm::any_of(launch.calls, [&](exec::CallOp call) {
          return countWorkgroups(call, symbols) > 1;
        })) {
      result.push_back(std::move(launch));
      continue;
    }
    for (exec::CallOp call : launch.calls)
      result.push_back({{call}, {}});
    result.back().setters = launch.setters;
  }
  return result;
}

static void recordStep(AbiBuilder &b, exec::CallOp call, StringRef function) {
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToEnd(call->getParentOfType<ModuleOp>().getBody());
  auto step = exec::StepOp::create(b, b.getStringAttr(function), call.getDispatchAttr(),
                                   call.getNodesAttr(), call.getWritesAttr());
  if (Attribute scratch = call->getAttr(plan::kScratch))
    step->setAttr(plan::kScratch, scratch);
}

/// Before workgroups take turns, no turn is claimed.
static void clearTurns(AbiBuilder &b, exec::CallOp call, SymbolTable &symbols,
                       BufferAddresses &addresses) {
  auto dispatch = symbols.lookup<LLVM::LLVMFuncOp>(call.getDispatch());
  auto turns = dispatch->getAttrOfType<IntegerAttr>(exec::kTurns);
  if (!turns)
    return;
  Value scratch = addresses.get(call.getBuffers().back());
  for (int64_t part = 0; part < turns.getInt(); ++part)
    LLVM::StoreOp::create(b, b.constI64(0), b.addBytes(scratch, part * exec::kTurnBytes));
}

/// Emits the stores of dims that have been counted: never more than memory was planned for.
static void setDims(AbiBuilder &b, CallDims &call, Value dims, BufferAddresses &addresses,
                    ArrayRef<exec::SetDimOp> setters) {
  for (exec::SetDimOp setter : setters) {
    b.setLoc(setter.getLoc());
    Value count = LLVM::LoadOp::create(b, b.i64, addresses.get(setter.getCount()));
    count = LLVM::SMaxOp::create(b, count, b.constI64(0));
    count = LLVM::SMinOp::create(b, count, call.emitBound(setter.getDim()));
    LLVM::StoreOp::create(b, count, b.addressOf(dims, b.i64, setter.getDim()));
  }
}

/// Tells the caller the dims of outputs that data have decided, if it asks.
static void emitOutputDims(AbiBuilder &b, CallDims &call, const exec::SymbolicDims &symbolic,
                           exec::ExportOp description, LLVM::LLVMFuncOp function, Value dims) {
  SmallVector<int64_t> outputDims = flattenDims(description.getOutputTypes());
  if (!symbolic.isComputed(outputDims))
    return;
  Value told = b.loadField(function.getArgument(0), FrameField::OutputDims);
  Value asks =
      LLVM::ICmpOp::create(b, LLVM::ICmpPredicate::ne, told, LLVM::ZeroOp::create(b, b.pointer));
  Block *here = b.getInsertionBlock();
  Block *tell = b.createBlock(&function.getBody(), function.getBody().end());
  Block *rest = b.createBlock(&function.getBody(), function.getBody().end());
  b.setInsertionPointToEnd(here);
  LLVM::CondBrOp::create(b, asks, tell, rest);
  b.setInsertionPointToEnd(tell);
  call.reload(dims);
  for (auto [index, dim] : llvm::enumerate(outputDims))
    if (symbolic.isComputed(dim))
      LLVM::StoreOp::create(b, call.emitSize(dim), b.addressOf(told, b.i64, index));
  LLVM::BrOp::create(b, rest);
  b.setInsertionPointToEnd(rest);
}

/// Returns the dims that `run` was called with.
static CallDims readCallDims(AbiBuilder &b, const exec::SymbolicDims &symbolic,
                             exec::ExportOp description, Value frame) {
  return CallDims(b, symbolic, flattenDims(description.getInputTypes()),
                  b.loadField(frame, FrameField::InputDims));
}

/// Emits `launches` into the function that `frame` is an argument of. `shared` is where the call's
/// dims are, if other functions decide some of them. Returns the step behind them.
static int64_t emitLaunches(AbiBuilder &b, func::FuncOp function, exec::ExportOp description,
                            LLVM::LLVMFuncOp run, Value shared, ArrayRef<Launch> launches,
                            int64_t step) {
  Value frame = run.getArgument(0);
  auto module = function->getParentOfType<ModuleOp>();
  SymbolTable symbols(module);
  auto launch = symbols.lookup<LLVM::LLVMFuncOp>(kLaunchName);
  exec::SymbolicDims symbolic = exec::SymbolicDims::get(module);
  Value dims = shared;
  if (size_t count = symbolic.getDims().size(); count && !shared)
    dims = LLVM::AllocaOp::create(b, b.pointer, b.i64, b.constI32(count));
  Value arguments = LLVM::AllocaOp::create(b, b.pointer, b.pointer,
                                           b.constI32(countLargestLaunch(launches, dims)));
  Value host = b.loadField(frame, FrameField::Host);
  SmallVector<Value> offsets;
  std::optional<CallDims> callDims;
  if (dims) {
    Value ignored;
    callDims.emplace(readCallDims(b, symbolic, description, frame));
    if (!shared)
      callDims->emitStores(dims);
    offsets = callDims->emitOffsets(plan::getArena(description), exec::getBufferAlignment(module),
                                    ignored);
  }
  BufferAddresses addresses(b, function, description, frame, offsets);

  for (const Launch &launched : launches) {
    ArrayRef<exec::CallOp> launchedCalls = launched.calls;
    if (launchedCalls.empty()) {
      setDims(b, *callDims, dims, addresses, launched.setters);
      continue;
    }
    SmallVector<WaveMember> members;
    SmallVector<Value> starts;
    int64_t total = 0, position = 0;
    for (exec::CallOp call : launchedCalls) {
      b.setLoc(call.getLoc());
      starts.push_back(b.addressOf(arguments, b.pointer, position));
      for (Value buffer : call.getBuffers())
        LLVM::StoreOp::create(b, addresses.get(buffer),
                              b.addressOf(arguments, b.pointer, position++));
      if (symbols.lookup(call.getDispatch())->hasAttr(exec::kReadsDims))
        LLVM::StoreOp::create(b, dims, b.addressOf(arguments, b.pointer, position++));
      clearTurns(b, call, symbols, addresses);
      int64_t workgroups = countWorkgroups(call, symbols);
      members.push_back({symbols.lookup<LLVM::LLVMFuncOp>(call.getDispatch()), workgroups});
      total += workgroups;
    }
    LLVM::LLVMFuncOp callee = members.front().dispatch;
    Value argument = arguments;
    if (members.size() > 1) {
      callee = emitWave(b, (description.getName() + "__wave" + Twine(step)).str(), members);
      argument = b.addressOf(arguments, b.pointer, position);
      for (Value start : starts)
        LLVM::StoreOp::create(b, start, b.addressOf(arguments, b.pointer, position++));
    }
    // The trace hook hears of a wave by its first call.
    auto launchCall =
        LLVM::CallOp::create(b, launch,
                             ValueRange{host, LLVM::AddressOfOp::create(b, callee), argument,
                                        b.constI32(total), b.constI32(step)});
    if (launchedCalls.front()->hasAttr(plan::kDescending))
      launchCall->setAttr(plan::kDescending, b.getUnitAttr());
    for (exec::CallOp call : launchedCalls)
      recordStep(b, call, description.getName());
    step += launchedCalls.size();
    if (callDims)
      setDims(b, *callDims, dims, addresses, launched.setters);
  }
  if (callDims && !shared)
    emitOutputDims(b, *callDims, symbolic, description, run, dims);
  return step;
}

/// Launches in one function, at most: LLVM takes time that grows with the square of a block.
static constexpr size_t kMaxLaunches = 512;

LLVM::LLVMFuncOp sinter::emitRun(AbiBuilder &b, func::FuncOp function, exec::ExportOp description,
                                 int64_t firstStep) {
  SymbolTable symbols(function->getParentOfType<ModuleOp>());
  std::vector<Launch> launches = groupCalls(function, symbols);
  std::string name = (description.getName() + "__run").str();
  exec::SymbolicDims symbolic = exec::SymbolicDims::get(description);
  // Parts of `run` share the dims, if data decide some.
  bool shares = launches.size() > kMaxLaunches && symbolic.hasComputed();
  auto begin = [&](const Twine &name, bool shares = false) {
    return b.beginFunction(name.str(), b.i32, SmallVector<Type>(shares ? 2 : 1, b.pointer));
  };
  auto finish = [&] {
    b.setLoc(function.getLoc());
    LLVM::ReturnOp::create(b, b.constI32(kCallOk));
  };
  SmallVector<LLVM::LLVMFuncOp> parts;
  ArrayRef<Launch> rest = launches;
  int64_t step = firstStep;
  while (launches.size() > kMaxLaunches && !rest.empty()) {
    LLVM::LLVMFuncOp part = parts.emplace_back(begin(name + "_part" + Twine(parts.size()), shares));
    part.setNoInline(true);
    ArrayRef<Launch> own = rest.take_front(kMaxLaunches);
    Value shared = shares ? Value(part.getArgument(1)) : Value();
    step = emitLaunches(b, function, description, part, shared, own, step);
    rest = rest.drop_front(own.size());
    finish();
  }
  LLVM::LLVMFuncOp run = begin(name);
  if (parts.empty())
    emitLaunches(b, function, description, run, Value(), launches, step);
  SmallVector<Value> arguments = {run.getArgument(0)};
  if (shares) {
    arguments.push_back(
        LLVM::AllocaOp::create(b, b.pointer, b.i64, b.constI32(symbolic.getDims().size())));
    readCallDims(b, symbolic, description, run.getArgument(0)).emitStores(arguments[1]);
  }
  for (LLVM::LLVMFuncOp part : parts)
    LLVM::CallOp::create(b, part, arguments);
  if (shares) {
    CallDims call = readCallDims(b, symbolic, description, run.getArgument(0));
    emitOutputDims(b, call, symbolic, description, run, arguments[1]);
  }
  finish();
  return run;
}
