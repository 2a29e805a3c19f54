//===- PlanMemory.cpp - Place every buffer of the model functions ---------===//
//
// A tensor lives where its root lives: the argument, constant or dispatch
// result that its chain of reshapes starts from, or the concatenation that it
// is part of. Results that the function
// returns are written to the caller's buffer at once, new state to the variable; the
// others share the workspace by live range, measured in dispatch calls.
//
//===----------------------------------------------------------------------===//

#include "dialects/Exec/IR/BufferAlignment.h"
#include "dialects/Plan/IR/OpenArena.h"
#include "passes/Memory/ArenaPlanner.h"
#include "passes/Memory/ConstantPool.h"
#include "passes/Memory/InPlace.h"
#include "passes/Memory/OverlapFinder.h"
#include "passes/Memory/Parts.h"
#include "passes/Memory/Passes.h"
#include "passes/Memory/StateAccess.h"
#include "passes/Memory/StateLayout.h"

#include "mlir/IR/Matchers.h"

namespace sinter {
#define GEN_PASS_DEF_PLANMEMORY
#include "passes/Memory/Passes.h.inc"
} // namespace sinter

using namespace mlir;
using namespace sinter;

static MemRefType getBufferType(Type tensor) {
  auto type = cast<RankedTensorType>(tensor);
  return MemRefType::get(type.getShape(), type.getElementType());
}

/// Returns the type of the scratch argument of `dispatch`, or null.
static MemRefType getScratchType(func::FuncOp dispatch) {
  unsigned count = dispatch.getNumArguments();
  if (count == 0 || !dispatch.getArgAttr(count - 1, plan::kScratch))
    return {};
  return cast<MemRefType>(dispatch.getArgumentTypes().back());
}

namespace {

/// Rewrites one model function from tensors to placed buffers.
class FunctionPlanner {
public:
  /// `finder` is null where workgroups may run at the same time.
  FunctionPlanner(func::FuncOp function, ConstantPool &constants, const StateLayout &layout,
                  OverlapFinder *finder, bool ioInWorkspace)
      : function(function), constants(constants), layout(layout), finder(finder),
        ioInWorkspace(ioInWorkspace), builder(function.getContext()),
        symbols(function->getParentOp()), dims(exec::SymbolicDims::get(function)) {}

  /// Places all buffers and describes the workspace in `exported`.
  LogicalResult plan(exec::ExportOp exported) {
    for (auto call : function.getOps<flow::DispatchOp>())
      calls.push_back(call);
    steps = getSteps(function);
    if (failed(collectOutputs()) || failed(collectState()) || failed(collectLiveBuffers()))
      return failure();
    if (finder)
      collectOverlaps();
    bool isAlone = finder && !ioInWorkspace;
    int64_t alignment = isAlone ? exec::getVectorAlignment(exec::MachineAttr::get(function))
                                : exec::getBufferAlignment(function);
    int64_t workspaceSize = planArena(buffers, alignment, overlaps);
    if (!dims.empty())
      orderBuffers();
    else if (failed(checkAddresses(exported, workspaceSize)))
      return failure();
    if (failed(placeConstants()))
      return failure();
    if (ioInWorkspace)
      collectOffsets();
    addArguments(workspaceSize);
    for (auto [index, call] : llvm::enumerate(calls))
      lowerCall(call, index);
    for (auto setter : function.getOps<exec::SetDimOp>()) {
      builder.setInsertionPoint(setter);
      setter.getCountMutable().assign(getBuffer(setter.getCount(), setter.getLoc()));
    }
    finish();
    exported.setWorkspace(workspaceSize);
    if (!dims.empty())
      describeArena(exported);
    if (ioInWorkspace)
      exported->setAttr(exec::kIoOffsets, builder.getDenseI64ArrayAttr(ioOffsets));
    if (finder)
      exported->setAttr(exec::kSequential, builder.getUnitAttr());
    return success();
  }

private:
  /// Refuses buffers that are larger than what the machine can address.
  LogicalResult checkAddresses(exec::ExportOp exported, int64_t workspaceSize) {
    auto machine = exec::MachineAttr::get(function);
    if (!machine || machine.getIndexBits() > 32)
      return success();
    int64_t largest = workspaceSize;
    for (Type type :
         llvm::concat<const Type>(function.getArgumentTypes(), function.getResultTypes()))
      if (auto shaped = dyn_cast<ShapedType>(type))
        largest = std::max(largest, plan::getByteSize(shaped).value_or(INT64_MAX));
    if (largest <= INT32_MAX)
      return success();
    return exported.emitError("function '")
           << exported.getName() << "' needs a buffer of " << largest
           << " bytes, more than a machine of 32 bits can address";
  }

  /// Tells which buffers each buffer lies above, for calls that decide how large they are.
  void describeArena(exec::ExportOp exported) {
    plan::OpenArena arena(buffers.size());
    SmallVector<int64_t> position(buffers.size());
    for (auto [index, buffer] : llvm::enumerate(byOffset))
      position[buffer] = index;
    for (auto [index, buffer] : llvm::enumerate(byOffset)) {
      arena[index].sizes = pieces[buffer];
      arena[index].below = findBelow(ArrayRef(byOffset).take_front(index), buffer, position, arena);
    }
    exported->setAttr(plan::kArena, plan::toAttr(arena, builder));
    exported.removeWorkspaceAttr();
    if (auto size = plan::getLargestSize(arena, dims, exec::getBufferAlignment(function)))
      exported.setWorkspace(*size);
  }

  /// The buffers among `lower` that end below `upper` and are alive with it; without those that
  /// others of them lie above.
  SmallVector<int64_t> findBelow(ArrayRef<unsigned> lower, unsigned upper,
                                 ArrayRef<int64_t> position, const plan::OpenArena &arena) {
    SmallVector<int64_t> below;
    llvm::SmallDenseSet<int64_t> reached;
    for (unsigned candidate : llvm::reverse(lower)) {
      const LiveBuffer &low = buffers[candidate], &high = buffers[upper];
      int64_t index = position[candidate];
      bool areTogether = low.first <= high.last && high.first <= low.last;
      if (reached.contains(index)) {
        reached.insert(arena[index].below.begin(), arena[index].below.end());
      } else if (areTogether && low.offset + low.size <= high.offset) {
        below.push_back(index);
        reached.insert(arena[index].below.begin(), arena[index].below.end());
      }
    }
    return below;
  }

  LogicalResult collectOutputs() {
    ret = cast<func::ReturnOp>(function.getBody().front().getTerminator());
    for (auto [index, value] : llvm::enumerate(ret.getOperands())) {
      Value root = getRoot(value);
      if (!isa_and_nonnull<flow::DispatchOp, tensor::ConcatOp>(root.getDefiningOp()) ||
          !outputOf.try_emplace(root, index).second)
        return ret.emitError("result ") << index << " has no dispatch of its own that writes it";
    }
    return success();
  }

  /// What is loaded lies in the state, and so does what is stored.
  LogicalResult collectState() {
    for (auto load : function.getOps<ml_program::GlobalLoadOp>())
      stateOf[load] = layout.getOffset(load.getGlobal().getLeafReference());
    for (auto store : function.getOps<ml_program::GlobalStoreOp>()) {
      if (!canWriteInPlace(store, steps))
        return store.emitError("variable ")
               << store.getGlobal() << " would be written while its old content is read";
      stateOf[getRoot(store.getValue())] = layout.getOffset(store.getGlobal().getLeafReference());
    }
    return success();
  }

  /// One buffer per dispatch result that is no output and no state, one per scratch.
  LogicalResult collectLiveBuffers() {
    if (ioInWorkspace)
      for (BlockArgument input : function.getArguments()) {
        bufferOf[input] = buffers.size();
        int64_t size = plan::getByteSize(cast<ShapedType>(input.getType())).value_or(0);
        buffers.push_back({size, -1, findLastUse(input, -1)});
      }
    for (flow::DispatchOp call : calls) {
      int64_t step = steps.lookup(call);
      for (Value result : call.getResults()) {
        Value root = getRoot(result);
        std::optional<int64_t> size = plan::getByteSize(cast<ShapedType>(root.getType()));
        if (!size)
          return call.emitError("result of type ") << result.getType() << " has no static size";
        bool isOutput = outputOf.count(root);
        if ((isOutput && !ioInWorkspace) || stateOf.count(root))
          continue;
        // The first part begins the life of the whole, the last use of any part ends it.
        auto [position, isNew] = bufferOf.try_emplace(root, buffers.size());
        if (isNew)
          buffers.push_back({*size, step, step});
        int64_t &last = buffers[position->second].last;
        last = isOutput ? getEnd() : findLastUse(result, std::max(last, step));
      }
      if (MemRefType scratch = getScratchType(symbols.lookup<func::FuncOp>(call.getDispatch()))) {
        scratchOf[call] = buffers.size();
        buffers.push_back({scratch.getNumElements(), step, step});
        if (auto sizes = symbols.lookup(call.getDispatch())
                             ->getAttrOfType<DenseI64ArrayAttr>(plan::kScratchSizes))
          scratchPieces[scratchOf[call]] = llvm::to_vector<1>(sizes.asArrayRef());
      }
    }
    return success();
  }

  /// Buffers get numbers in the open arena by where they lie.
  void orderBuffers() {
    byOffset = llvm::to_vector(llvm::seq<unsigned>(0, buffers.size()));
    llvm::sort(byOffset, [&](unsigned a, unsigned b) {
      return std::make_pair(buffers[a].offset, a) < std::make_pair(buffers[b].offset, b);
    });
    for (auto [index, buffer] : llvm::enumerate(buffers))
      pieces.push_back(scratchPieces.contains(index) ? scratchPieces.lookup(index)
                                                     : SmallVector<int64_t, 1>{buffer.size});
  }

  /// Shows buffer `index` of the workspace.
  Value createSlice(MemRefType type, unsigned index, Location loc) {
    auto slice = plan::SliceOp::create(builder, loc, type, workspace, buffers[index].offset);
    if (!dims.empty())
      slice->setAttr(plan::kBuffer,
                     builder.getI64IntegerAttr(llvm::find(byOffset, index) - byOffset.begin()));
    return slice;
  }

  /// Results may lie on what dies in the call that computes them.
  void collectOverlaps() {
    for (flow::DispatchOp call : calls) {
      auto dispatch = symbols.lookup<func::FuncOp>(call.getDispatch());
      int64_t step = steps.lookup(call);
      if (call->hasAttr(kInPlace) || call->hasAttr(plan::kWave))
        continue;
      llvm::MapVector<unsigned, SmallVector<unsigned>> dying; // buffers and their arguments
      for (auto [index, input] : llvm::enumerate(call.getInputs()))
        if (auto buffer = bufferOf.find(getRoot(input));
            buffer != bufferOf.end() && buffers[buffer->second].last == step)
          dying[buffer->second].push_back(index);
      for (OpResult result : call.getResults()) {
        auto born = bufferOf.find(getRoot(result));
        if (born == bufferOf.end() || buffers[born->second].first != step)
          continue;
        unsigned output = call.getInputs().size() + result.getResultNumber();
        for (auto &[buffer, inputs] : dying) {
          overlaps.push_back({buffer, born->second,
                              finder->findDistance(dispatch, inputs, output, false), std::nullopt});
          // One order has to do for all pairs of a call.
          if (dying.size() == 1 && call->getNumResults() == 1)
            overlaps.back().bornAbove = finder->findDistance(dispatch, inputs, output, true);
        }
      }
    }
  }

  /// The step after all calls.
  int64_t getEnd() const { return calls.size(); }

  /// Notes where inputs and outputs lie.
  void collectOffsets() {
    for (BlockArgument input : function.getArguments())
      ioOffsets.push_back(buffers[bufferOf.lookup(input)].offset);
    for (Value output : ret.getOperands())
      ioOffsets.push_back(buffers[bufferOf.lookup(getRoot(output))].offset);
  }

  int64_t findLastUse(Value value, int64_t last) {
    for (Operation *user : value.getUsers()) {
      if (auto step = steps.find(user); step != steps.end())
        last = std::max(last, step->second);
      else if (user->getNumResults() == 1)
        last = findLastUse(user->getResult(0), last);
    }
    return last;
  }

  LogicalResult placeConstants() {
    for (flow::DispatchOp call : calls)
      for (Value input : call.getInputs()) {
        ElementsAttr value;
        if (!matchPattern(getRoot(input), m_Constant(&value)))
          continue;
        FailureOr<int64_t> offset = constants.getOffset(value, call.getLoc());
        if (failed(offset))
          return call.emitError("constant of type ") << input.getType() << " has no byte size";
        constantOf[getRoot(input)] = *offset;
      }
    return success();
  }

  void addArguments(int64_t workspaceSize) {
    Block &body = function.getBody().front();
    // A copy: adding arguments moves the list.
    for (BlockArgument input : llvm::to_vector(body.getArguments()))
      inputs.push_back(body.addArgument(getBufferType(input.getType()), input.getLoc()));
    for (Value output : ret.getOperands())
      outputs.push_back(body.addArgument(getBufferType(output.getType()), output.getLoc()));
    auto bytes = [&](int64_t size) { return MemRefType::get({size}, builder.getI8Type()); };
    // The segment is known to be this large at least; later functions may add to it.
    constantBytes = body.addArgument(bytes(constants.getSize()), function.getLoc());
    workspace = body.addArgument(bytes(workspaceSize), function.getLoc());
    state = body.addArgument(bytes(layout.getSize()), function.getLoc());
  }

  void lowerCall(flow::DispatchOp call, unsigned step) {
    builder.setInsertionPoint(call);
    SmallVector<Value> arguments;
    SmallVector<int64_t> writes;
    for (Value input : call.getInputs())
      arguments.push_back(getBuffer(input, call.getLoc()));
    auto inPlace = call->getAttrOfType<DenseI64ArrayAttr>(kInPlace);
    for (OpResult result : call.getResults()) {
      if (!isOverwriting(inPlace, result.getResultNumber()))
        arguments.push_back(getBuffer(result, call.getLoc()));
      if (auto buffer = bufferOf.find(getRoot(result)); buffer != bufferOf.end())
        writes.append({buffers[buffer->second].offset, buffers[buffer->second].size});
    }
    if (auto scratch = scratchOf.find(call); scratch != scratchOf.end()) {
      const LiveBuffer &buffer = buffers[scratch->second];
      auto type = MemRefType::get({buffer.size}, builder.getI8Type());
      arguments.push_back(createSlice(type, scratch->second, call.getLoc()));
      writes.append({buffer.offset, buffer.size});
    }
    auto nodes = call->getAttrOfType<ArrayAttr>(flow::kNodes);
    auto placed = exec::CallOp::create(
        builder, call.getLoc(), call.getDispatchAttr(), arguments,
        nodes ? nodes : builder.getArrayAttr({}),
        // Calls decide what else it would be.
        builder.getDenseI64ArrayAttr(dims.empty() ? ArrayRef(writes) : ArrayRef<int64_t>()));
    if (needsDescending(call))
      placed->setAttr(plan::kDescending, builder.getUnitAttr());
    if (scratchOf.contains(call))
      placed->setAttr(plan::kScratch, builder.getUnitAttr());
    if (Attribute wave = call->getAttr(plan::kWave))
      placed->setAttr(plan::kWave, wave);
  }

  /// Returns true if workgroups of `call` have to run from the last to the first, because its
  /// result lies above what it is made of.
  bool needsDescending(flow::DispatchOp call) {
    auto born =
        call->getNumResults() == 1 ? bufferOf.find(getRoot(call->getResult(0))) : bufferOf.end();
    if (born == bufferOf.end() || buffers[born->second].first != steps.lookup(call))
      return false;
    const LiveBuffer &result = buffers[born->second];
    return llvm::any_of(overlaps, [&](const Overlap &overlap) {
      const LiveBuffer &source = buffers[overlap.dying];
      bool areApart = source.offset + source.size <= result.offset ||
                      result.offset + result.size <= source.offset;
      bool isAscending = overlap.dyingAbove && source.offset - result.offset >= *overlap.dyingAbove;
      return overlap.born == born->second && !areApart && !isAscending;
    });
  }

  /// Returns true if the call passes the result's memory as an argument already.
  static bool isOverwriting(DenseI64ArrayAttr inPlace, unsigned result) {
    for (size_t i = 0; inPlace && i < size_t(inPlace.size()); i += 2)
      if (inPlace[i] == result)
        return true;
    return false;
  }

  /// Returns the memory of `tensor`, typed as `tensor` is.
  Value getBuffer(Value tensor, Location loc) {
    Value root = getRoot(tensor);
    // Who works on a part gets the whole.
    MemRefType type = getBufferType(findPart(tensor) ? root.getType() : tensor.getType());
    if (auto buffer = bufferOf.find(root); buffer != bufferOf.end())
      return createSlice(type, buffer->second, loc);
    if (auto variable = stateOf.find(root); variable != stateOf.end())
      return plan::SliceOp::create(builder, loc, type, state, variable->second);
    if (auto constant = constantOf.find(root); constant != constantOf.end())
      return plan::SliceOp::create(builder, loc, type, constantBytes, constant->second);
    if (auto output = outputOf.find(root); output != outputOf.end())
      return reinterpret(outputs[output->second], type, loc);
    return reinterpret(inputs[cast<BlockArgument>(root).getArgNumber()], type, loc);
  }

  Value reinterpret(Value buffer, MemRefType type, Location loc) {
    if (buffer.getType() == type)
      return buffer;
    return memref::ReinterpretCastOp::create(builder, loc, type, buffer, /*offset=*/0,
                                             type.getShape(), type.getStridesAndOffset().first);
  }

  void finish() {
    builder.setInsertionPoint(ret);
    func::ReturnOp::create(builder, ret.getLoc());
    Block &body = function.getBody().front();
    for (Operation &op : llvm::make_early_inc_range(llvm::reverse(body)))
      if (isa<flow::DispatchOp, tensor::ExpandShapeOp, tensor::CollapseShapeOp, tensor::ConcatOp,
              ml_program::GlobalLoadOp, ml_program::GlobalStoreOp>(op) ||
          &op == ret.getOperation() || op.hasTrait<OpTrait::ConstantLike>())
        op.erase();
    body.eraseArguments(0, inputs.size());
    function.removeArgAttrsAttr();
    function.removeResAttrsAttr();
    function.setType(builder.getFunctionType(body.getArgumentTypes(), {}));
  }

  func::FuncOp function;
  ConstantPool &constants;
  const StateLayout &layout;
  OverlapFinder *finder;
  bool ioInWorkspace;
  OpBuilder builder;
  SymbolTable symbols;

  SmallVector<flow::DispatchOp> calls;
  Steps steps;
  func::ReturnOp ret;
  SmallVector<LiveBuffer> buffers;
  SmallVector<Overlap> overlaps;
  exec::SymbolicDims dims;                     ///< Which calls decide.
  SmallVector<unsigned> byOffset;              ///< Buffers in the order of the open arena.
  std::vector<SmallVector<int64_t, 1>> pieces; ///< Sizes of each buffer.
  llvm::DenseMap<unsigned, SmallVector<int64_t, 1>> scratchPieces;
  SmallVector<int64_t> ioOffsets;
  llvm::DenseMap<Value, unsigned> bufferOf, outputOf;
  llvm::DenseMap<Operation *, unsigned> scratchOf;
  llvm::DenseMap<Value, int64_t> constantOf, stateOf;
  SmallVector<Value> inputs, outputs;
  Value constantBytes, workspace, state;
};

struct PlanMemory : sinter::impl::PlanMemoryBase<PlanMemory> {
  using PlanMemoryBase::PlanMemoryBase;

  void runOnOperation() override {
    ModuleOp module = getOperation();
    SymbolTable symbols(module);
    ConstantPool constants(exec::MachineAttr::get(getOperation()).getIndexBits(),
                           exec::getBufferAlignment(module));
    OverlapFinder finder;
    FailureOr<StateLayout> layout = StateLayout::get(module);
    if (failed(layout))
      return signalPassFailure();
    for (auto exported : module.getOps<exec::ExportOp>()) {
      auto function = symbols.lookup<func::FuncOp>(exported.getName());
      if (failed(FunctionPlanner(function, constants, *layout, sequential ? &finder : nullptr,
                                 ioInWorkspace)
                     .plan(exported)))
        return signalPassFailure();
    }
    if (failed(layout->writeTo(module, constants)))
      return signalPassFailure();
    constants.writeTo(module);
  }
};

} // namespace
