//===- CallOnce.cpp - CALL_ONCE -------------------------------------------===//
//
// The first call of a model runs a subgraph that initializes variables. Where it assigns
// constants, those are what the variables start with, and nothing is left to run.
//
//===----------------------------------------------------------------------===//

#include "mlir/Dialect/MLProgram/IR/MLProgram.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "passes/Tensor/HostTensor.h"
#include "passes/Tflite/Conversion.h"
#include "passes/Tflite/Groups.h"

using namespace mlir;
using namespace sinter;

/// Says whether the function uses the variable before `end`.
static bool isUsedBefore(Block *block, Block::iterator end, StringRef variable) {
  auto uses = [&](Operation *op) {
    auto load = dyn_cast<ml_program::GlobalLoadOp>(op);
    auto store = dyn_cast<ml_program::GlobalStoreOp>(op);
    bool isIt = (load && load.getGlobal().getRootReference() == variable) ||
                (store && store.getGlobal().getRootReference() == variable);
    return isIt ? WalkResult::interrupt() : WalkResult::advance();
  };
  for (Operation &op : llvm::make_range(block->begin(), end))
    if (op.walk(uses).wasInterrupted())
      return true;
  return false;
}

/// Makes a constant that the subgraph assigns what the variable starts with.
static LogicalResult initialize(TfliteConversion &c, ml_program::GlobalStoreOp store,
                                Block::iterator start) {
  StringRef name = store.getGlobal().getRootReference();
  ElementsAttr elements;
  if (!matchPattern(store.getValue(), m_Constant(&elements)))
    return c.unsupported("its subgraph computes what variable '" + name + "' starts with",
                         "assign constants there");
  auto module = c.node->getParentOfType<ModuleOp>();
  auto global = module.lookupSymbol<ml_program::GlobalOp>(name);
  if (!global)
    return c.unsupported("its subgraph assigns to variable '" + name + "', which is unknown");
  if (isUsedBefore(store->getBlock(), start, name))
    return c.unsupported("variable '" + name + "' is used before it is initialized");
  global.setValueAttr(elements);
  return success();
}

static LogicalResult convertCallOnce(TfliteConversion &c) {
  auto graph = dyn_cast_or_null<FlatSymbolRefAttr>(c.node.getOption("init_subgraph_index"));
  if (!graph)
    return c.unsupported("it names no subgraph");
  Block *block = c.b.getInsertionBlock();
  if (!isa_and_nonnull<FunctionOpInterface>(block->getParentOp()))
    return c.unsupported("it stands inside of a branch or loop");
  bool isFirst = c.b.getInsertionPoint() == block->begin();
  Operation *last = isFirst ? nullptr : &*std::prev(c.b.getInsertionPoint());
  if (failed(c.inlineGraph(c.b, graph.getValue(), {})))
    return failure();

  // What the subgraph became.
  auto start = last ? std::next(Block::iterator(last)) : block->begin();
  SmallVector<Operation *> emitted;
  for (Operation &op : llvm::make_range(start, c.b.getInsertionPoint()))
    emitted.push_back(&op);
  for (Operation *op : emitted) {
    if (auto store = dyn_cast<ml_program::GlobalStoreOp>(op)) {
      if (failed(initialize(c, store, start)))
        return failure();
    } else if (!isPure(op)) {
      return c.unsupported("its subgraph does more than to assign constants to variables");
    }
  }
  for (Operation *op : llvm::reverse(emitted))
    op->erase();
  return c.replace({});
}

void sinter::populateTfliteCallOnce(TfliteTable &table) {
  table.add("CALL_ONCE", convertCallOnce, 0);
}
