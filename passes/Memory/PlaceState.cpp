//===- PlaceState.cpp - Write new state without losing the old ------------===//
//
// What is stored to a variable is computed in place if nobody reads the old content
// after that, or if it is computed element by element from the old content. Otherwise it is
// computed elsewhere and copied when all other calls are done: two variables that are swapped, or a
// window that moves, need that.
//
//===----------------------------------------------------------------------===//

#include "passes/Memory/InPlace.h"
#include "passes/Memory/Parts.h"
#include "passes/Memory/Passes.h"
#include "passes/Memory/StateAccess.h"

namespace sinter {
#define GEN_PASS_DEF_PLACESTATE
#include "passes/Memory/Passes.h.inc"
} // namespace sinter

using namespace mlir;
using namespace sinter;
using ml_program::GlobalStoreOp;

namespace {

struct PlaceState : sinter::impl::PlaceStateBase<PlaceState> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    copies.clear();
    SymbolTable symbols(module);
    // Dispatch functions come and go on the way.
    SmallVector<func::FuncOp> models;
    for (auto function : module.getOps<func::FuncOp>())
      if (!flow::isDispatchFunction(function) && !function.isExternal())
        models.push_back(function);
    for (func::FuncOp function : models)
      placeStores(function, symbols);
  }

  void placeStores(func::FuncOp function, SymbolTable &symbols) {
    Steps steps = getSteps(function);
    SmallVector<GlobalStoreOp> copied;
    for (auto store : function.getOps<GlobalStoreOp>())
      if (!canWriteInPlace(store, steps) && !overwriteState(store, steps, symbols))
        copied.push_back(store);
    Operation *end = function.getBody().front().getTerminator();
    Attribute wave = getNextWave(function);
    for (GlobalStoreOp store : copied) {
      store->moveBefore(end);
      OpBuilder builder(store);
      func::FuncOp copy = getCopyFunction(store.getValue().getType(), store, symbols);
      auto call = flow::DispatchOp::create(builder, store.getLoc(), store.getValue().getType(),
                                           copy.getSymName(), store.getValue());
      call->setAttr(flow::kNodes, builder.getArrayAttr({}));
      if (wave)
        call->setAttr(plan::kWave, wave);
      store.getValueMutable().assign(call.getResult(0));
    }
  }

  /// Lets the call that computes what `store` stores overwrite what it reads of the same
  /// variable. Returns whether that is all that stood in the way.
  static bool overwriteState(GlobalStoreOp store, const Steps &steps, SymbolTable &symbols) {
    auto result = dyn_cast<OpResult>(getRoot(store.getValue()));
    auto call = result ? dyn_cast<flow::DispatchOp>(result.getOwner()) : flow::DispatchOp();
    if (!call || call.getNumResults() != 1)
      return false;
    for (auto [index, operand] : llvm::enumerate(call.getInputs())) {
      auto load = getRoot(operand).getDefiningOp<ml_program::GlobalLoadOp>();
      if (!load || load.getGlobal() != store.getGlobal())
        continue;
      auto function = symbols.lookup<func::FuncOp>(call.getDispatch());
      if (!findOverwrite(function, index))
        return false;
      Builder builder(call.getContext());
      call->setAttr(kInPlace, builder.getDenseI64ArrayAttr({0, int64_t(index)}));
      if (canWriteInPlace(store, steps)) {
        call.setDispatch(makeOverwriting(function, index, symbols).getSymName());
        if (SymbolTable::symbolKnownUseEmpty(function, symbols.getOp()))
          symbols.erase(function);
        return true;
      }
      call->removeAttr(kInPlace);
    }
    return false;
  }

  /// Returns the use of argument `index` that the result of `function` may overwrite: the
  /// function is a single elementwise operation.
  static OpOperand *findOverwrite(func::FuncOp function, unsigned index) {
    Block &body = function.getBody().front();
    BlockArgument argument = body.getArgument(index);
    auto op = body.getTerminator()->getOperand(0).getDefiningOp<linalg::GenericOp>();
    bool isAlone = op && llvm::all_of(body.without_terminator(), [&](Operation &other) {
                     return &other == op || isa<tensor::EmptyOp>(other) ||
                            other.hasTrait<OpTrait::ConstantLike>();
                   });
    if (!isAlone || !argument.hasOneUse())
      return nullptr;
    OpOperand *use = &*argument.getUses().begin();
    return use->getOwner() == op && canOverwrite(op, use) ? use : nullptr;
  }

  /// Returns a function like `function` that writes its result to argument `index`.
  static func::FuncOp makeOverwriting(func::FuncOp function, unsigned index, SymbolTable &symbols) {
    func::FuncOp copy = function.clone();
    symbols.insert(copy, std::next(function->getIterator()));
    OpOperand *use = findOverwrite(copy, index);
    overwrite(cast<linalg::GenericOp>(use->getOwner()), use);
    copy.setResultAttr(0, kInPlace, Builder(copy.getContext()).getI64IntegerAttr(index));
    return copy;
  }

  /// Copies depend on nothing but what comes before all of them: one wave more.
  static Attribute getNextWave(func::FuncOp function) {
    IntegerAttr last;
    for (auto call : function.getOps<flow::DispatchOp>())
      if (auto wave = call->getAttrOfType<IntegerAttr>(plan::kWave))
        last = !last || last.getInt() < wave.getInt() ? wave : last;
    return last ? IntegerAttr::get(last.getType(), last.getInt() + 1) : IntegerAttr();
  }

  /// Returns the dispatch function that copies tensors of `type`.
  func::FuncOp getCopyFunction(Type type, GlobalStoreOp store, SymbolTable &symbols) {
    func::FuncOp &function = copies[type];
    if (function)
      return function;
    OpBuilder builder(type.getContext());
    auto tensor = cast<RankedTensorType>(type);
    function =
        func::FuncOp::create(store.getLoc(), "copy_to_state", builder.getFunctionType(type, type));
    function.setPrivate();
    int64_t bytes = plan::getByteSize(tensor).value_or(0);
    function->setAttr(flow::kRoot, builder.getStringAttr("elementwise"));
    function->setAttr(flow::kNodes, builder.getArrayAttr({}));
    function->setAttr(flow::kReason,
                      builder.getStringAttr("alone; the old state is read until here"));
    function->setAttr(flow::kFlops, builder.getI64IntegerAttr(0));
    function->setAttr(flow::kBytesRead, builder.getI64IntegerAttr(bytes));
    function->setAttr(flow::kBytesWritten, builder.getI64IntegerAttr(bytes));
    builder.setInsertionPointToStart(function.addEntryBlock());
    writeCopy(function.getArgument(0), builder);
    symbols.insert(function, symbols.getOp()->getRegion(0).front().end());
    return function;
  }

  static void writeCopy(Value source, OpBuilder &builder) {
    auto type = cast<RankedTensorType>(source.getType());
    Location loc = source.getLoc();
    Value init = tensor::EmptyOp::create(builder, loc, type.getShape(), type.getElementType());
    AffineMap identity = builder.getMultiDimIdentityMap(type.getRank());
    SmallVector<utils::IteratorType> loops(type.getRank(), utils::IteratorType::parallel);
    auto copy = linalg::GenericOp::create(builder, loc, type, source, init,
                                          ArrayRef<AffineMap>{identity, identity}, loops,
                                          [](OpBuilder &inner, Location at, ValueRange args) {
                                            linalg::YieldOp::create(inner, at, args[0]);
                                          });
    func::ReturnOp::create(builder, loc, copy.getResults());
  }

  llvm::DenseMap<Type, func::FuncOp> copies;
};

} // namespace
