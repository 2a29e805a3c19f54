//===- PromoteState.cpp - State is read on entry and written on exit ------===//
//
// Between its first load and its last store, a variable is a value like any other:
// so all that is known of values (use, order, dead code) holds of state, and no later
// pass has to keep accesses in order. In branches and loops, what is stored becomes a
// result.
//
//===----------------------------------------------------------------------===//

#include "passes/Input/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MLProgram/IR/MLProgram.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "mlir/IR/SymbolTable.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"

namespace sinter {
#define GEN_PASS_DEF_PROMOTESTATE
#include "passes/Input/Passes.h.inc"
} // namespace sinter

using namespace mlir;
using ml_program::GlobalLoadConstOp;
using ml_program::GlobalLoadOp;
using ml_program::GlobalOp;
using ml_program::GlobalStoreOp;

using Names = llvm::SmallSetVector<StringAttr, 4>;
using Values = llvm::SmallMapVector<StringAttr, Value, 4>;

/// Returns the variable that `op` reads or writes, or null.
static StringAttr getVariable(Operation *op) {
  if (auto load = dyn_cast<GlobalLoadOp>(op))
    return load.getGlobal().getLeafReference();
  if (auto store = dyn_cast<GlobalStoreOp>(op))
    return store.getGlobal().getLeafReference();
  return {};
}

static Names findVariables(Operation *root, bool onlyStored) {
  Names names;
  root->walk([&](Operation *op) {
    if (StringAttr name = getVariable(op); name && (!onlyStored || isa<GlobalStoreOp>(op)))
      names.insert(name);
  });
  return names;
}

//===----------------------------------------------------------------------===//
// Variables
//===----------------------------------------------------------------------===//

/// Returns what the variable holds at first: zeros unless the model says.
static ElementsAttr getInitialValue(GlobalOp global) {
  if (std::optional<Attribute> value = global.getValue())
    return dyn_cast<ElementsAttr>(*value);
  auto type = cast<RankedTensorType>(global.getType());
  return cast<ElementsAttr>(Builder(type.getContext()).getZeroAttr(type));
}

static LogicalResult verifyVariable(GlobalOp global) {
  auto type = dyn_cast<RankedTensorType>(global.getType());
  Type element = type ? type.getElementType() : Type();
  if (!type || !type.hasStaticShape() || !(element.isSignlessInteger() || isa<FloatType>(element)))
    return global.emitError("variable '")
           << global.getSymName() << "' has type " << global.getType()
           << "; supported are tensors of static shape of signless integers and floats";
  ElementsAttr value = getInitialValue(global);
  if (!isa_and_nonnull<DenseElementsAttr, DenseResourceElementsAttr>(value))
    return global.emitError("variable '") << global.getSymName() << "' has an initial value that "
                                          << "is not stored with the model";
  if (value.getType() != type)
    return global.emitError("variable '") << global.getSymName() << "' has type " << type
                                          << ", but its initial value " << value.getType();
  return success();
}

/// Makes bytes of a variable of booleans, as they are stored; its accesses convert.
static void storeBooleansAsBytes(ModuleOp module, GlobalOp global) {
  auto type = cast<RankedTensorType>(global.getType());
  if (!type.getElementType().isInteger(1))
    return;
  OpBuilder builder(global);
  Type bytes = type.clone(builder.getI8Type());
  ElementsAttr value = getInitialValue(global);
  global.setTypeAttr(TypeAttr::get(bytes));
  if (auto dense = dyn_cast<DenseElementsAttr>(value))
    global.setValueAttr(dense.mapValues(
        builder.getI8Type(), [](const APInt &bit) { return APInt(8, bit.getBoolValue()); }));
  else if (auto resource = dyn_cast<DenseResourceElementsAttr>(value)) // bytes already
    global.setValueAttr(
        DenseResourceElementsAttr::get(cast<ShapedType>(bytes), resource.getRawHandle()));
  module.walk([&](Operation *op) {
    if (getVariable(op) != global.getSymNameAttr())
      return;
    if (auto store = dyn_cast<GlobalStoreOp>(op)) {
      builder.setInsertionPoint(store);
      store.getValueMutable().assign(
          arith::ExtUIOp::create(builder, store.getLoc(), bytes, store.getValue()));
      return;
    }
    Value loaded = op->getResult(0);
    builder.setInsertionPointAfter(op);
    loaded.setType(bytes);
    Value bits = arith::TruncIOp::create(builder, op->getLoc(), type, loaded);
    loaded.replaceAllUsesExcept(bits, bits.getDefiningOp());
  });
}

/// Replaces loads of what nobody stores by its value.
static void replaceConstants(ModuleOp module) {
  SymbolTable symbols(module);
  Names stored = findVariables(module, /*onlyStored=*/true);
  module.walk([&](Operation *op) {
    auto constant = dyn_cast<GlobalLoadConstOp>(op);
    StringAttr name = constant ? constant.getGlobal().getLeafReference() : getVariable(op);
    if (!name || stored.contains(name))
      return;
    OpBuilder builder(op);
    auto value = cast<TypedAttr>(getInitialValue(symbols.lookup<GlobalOp>(name)));
    op->getResult(0).replaceAllUsesWith(
        arith::ConstantOp::create(builder, op->getLoc(), value).getResult());
    op->erase();
  });
}

/// Erases variables that no function reads, and what is stored to them.
static void eraseUnread(ModuleOp module) {
  llvm::DenseSet<StringAttr> read;
  module.walk([&](GlobalLoadOp load) { read.insert(getVariable(load)); });
  module.walk([&](GlobalStoreOp store) {
    if (!read.contains(getVariable(store)))
      store.erase();
  });
  for (auto global : llvm::make_early_inc_range(module.getOps<GlobalOp>()))
    if (!read.contains(global.getSymNameAttr()))
      global.erase();
}

//===----------------------------------------------------------------------===//
// Accesses
//===----------------------------------------------------------------------===//

static LogicalResult promote(Block &block, Values &values);

/// Returns a copy of `op`, with its regions, that takes and returns more; replaces `op`.
static Operation *extend(Operation *op, ValueRange operands, TypeRange types) {
  OpBuilder builder(op);
  OperationState state(op->getLoc(), op->getName());
  state.addOperands(op->getOperands());
  state.addOperands(operands);
  state.addTypes(op->getResultTypes());
  state.addTypes(types);
  state.addAttributes(op->getAttrs());
  for (Region &region : op->getRegions())
    state.addRegion()->takeBody(region);
  Operation *extended = builder.create(state);
  op->replaceAllUsesWith(extended->getResults().take_front(op->getNumResults()));
  op->erase();
  return extended;
}

/// Promotes the accesses in a branch or body. What it stores arrives as further
/// arguments of the block if `asArguments`, and leaves through its terminator.
static LogicalResult promoteNested(Block &block, Values values, const Names &stored,
                                   bool asArguments) {
  for (StringAttr name : stored)
    if (asArguments)
      values[name] = block.addArgument(values[name].getType(), values[name].getLoc());
  if (failed(promote(block, values)))
    return failure();
  Operation *end = block.getTerminator();
  SmallVector<Value> leaving(end->getOperands());
  for (StringAttr name : stored)
    leaving.push_back(values[name]);
  end->setOperands(leaving);
  return success();
}

static LogicalResult promoteRegions(Operation *op, Values &values) {
  Names stored = findVariables(op, /*onlyStored=*/true);
  bool isLoop = isa<scf::ForOp, scf::WhileOp>(op);
  if (!isLoop && !isa<scf::IfOp>(op))
    return op->emitError("variables cannot be accessed inside of '")
           << op->getName() << "', only in functions and in scf.if, scf.for and scf.while";
  SmallVector<Value> before;
  for (StringAttr name : stored)
    before.push_back(values[name]);
  if (!stored.empty())
    op = extend(op, isLoop ? ValueRange(before) : ValueRange(), ValueRange(before).getTypes());
  for (Region &region : op->getRegions()) {
    if (region.empty() && stored.empty())
      continue;
    if (region.empty()) { // an scf.if without else
      OpBuilder builder(op->getContext());
      builder.createBlock(&region);
      scf::YieldOp::create(builder, op->getLoc());
    }
    if (failed(promoteNested(region.front(), values, stored, isLoop)))
      return failure();
  }
  for (auto [name, value] : llvm::zip_equal(stored, op->getResults().take_back(stored.size())))
    values[name] = value;
  return success();
}

/// Replaces the accesses of `block`, at whose beginning variables have `values`; leaves
/// those at its end in `values`.
static LogicalResult promote(Block &block, Values &values) {
  for (Operation &op : llvm::make_early_inc_range(block)) {
    if (auto load = dyn_cast<GlobalLoadOp>(op)) {
      load.replaceAllUsesWith(values[getVariable(load)]);
      load.erase();
    } else if (auto store = dyn_cast<GlobalStoreOp>(op)) {
      values[getVariable(store)] = store.getValue();
      store.erase();
    } else if (!findVariables(&op, /*onlyStored=*/false).empty()) {
      if (failed(promoteRegions(&op, values)))
        return failure();
    }
  }
  return success();
}

static LogicalResult promoteFunction(func::FuncOp function, SymbolTable &symbols) {
  // Branches between blocks are refused later, with what is meant for them.
  if (function.isExternal() || !function.getBody().hasOneBlock())
    return success();
  Block &block = function.getBody().front();
  Names names = findVariables(function, /*onlyStored=*/false);
  if (names.empty())
    return success();
  Values values;
  SmallVector<GlobalLoadOp> loads;
  OpBuilder builder(function.getContext());
  for (StringAttr name : names)
    values[name] = Value();
  // In the order of the module, whatever the order of accesses.
  Operation *last = nullptr;
  for (auto global : function->getParentOfType<ModuleOp>().getOps<GlobalOp>()) {
    if (!names.contains(global.getSymNameAttr()))
      continue;
    last ? builder.setInsertionPointAfter(last) : builder.setInsertionPointToStart(&block);
    auto load = GlobalLoadOp::create(builder, global.getLoc(), global.getType(),
                                     FlatSymbolRefAttr::get(global.getSymNameAttr()));
    last = load;
    loads.push_back(load);
    values[global.getSymNameAttr()] = load;
  }
  Block *rest = block.splitBlock(std::next(last->getIterator()));
  LogicalResult result = promote(*rest, values);
  block.getOperations().splice(block.end(), rest->getOperations());
  rest->erase();
  if (failed(result))
    return failure();

  builder.setInsertionPoint(block.getTerminator());
  for (GlobalLoadOp load : loads) {
    StringAttr name = getVariable(load);
    if (values[name] != load)
      GlobalStoreOp::create(builder, load.getLoc(), load.getGlobal(), values[name]);
  }
  for (GlobalLoadOp load : loads)
    if (load->use_empty())
      load.erase();
  return success();
}

namespace {

struct PromoteState : sinter::impl::PromoteStateBase<PromoteState> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    bool valid = true;
    for (auto global : module.getOps<GlobalOp>())
      valid &= succeeded(verifyVariable(global));
    if (!valid)
      return signalPassFailure();
    for (auto global : module.getOps<GlobalOp>())
      global.setValueAttr(getInitialValue(global));
    replaceConstants(module);
    for (auto global : module.getOps<GlobalOp>())
      storeBooleansAsBytes(module, global);
    SymbolTable symbols(module);
    for (auto function : module.getOps<func::FuncOp>())
      valid &= succeeded(promoteFunction(function, symbols));
    if (!valid)
      return signalPassFailure();
    eraseUnread(module);
  }
};

} // namespace
