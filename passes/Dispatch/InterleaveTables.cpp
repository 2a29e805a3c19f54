//===- InterleaveTables.cpp - One table for what a channel needs ----------===//
//
// A requantization reads a number per channel from each of several tables: bias,
// multiplier, rounding and shift. An integer unit has few registers, and each table takes
// one for its address. Stored as [channels][tables], the numbers of a channel lie side by
// side: one address, and loads of two words at once.
//
//===----------------------------------------------------------------------===//

#include "passes/Dispatch/Passes.h"

#include "dialects/Exec/IR/ExecDialect.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "passes/Dispatch/CallConstants.h"

namespace sinter {
#define GEN_PASS_DEF_INTERLEAVETABLES
#include "passes/Dispatch/Passes.h.inc"
} // namespace sinter

using namespace mlir;
using namespace sinter;

namespace {

/// Inputs of one operation that step through one loop.
struct Tables {
  linalg::GenericOp op;
  unsigned loop = 0;
  SmallVector<unsigned> inputs; ///< Of the operation.
};

} // namespace

/// Returns the input of the dispatch function that operand `i` reads and nothing else, if
/// it is a table of words.
static BlockArgument getTable(linalg::GenericOp op, unsigned i) {
  auto table = dyn_cast<BlockArgument>(op.getDpsInputOperand(i)->get());
  if (!table || !table.hasOneUse() || !isa<func::FuncOp>(table.getOwner()->getParentOp()))
    return BlockArgument();
  auto type = cast<RankedTensorType>(table.getType());
  bool isTable = type.getRank() == 1 && type.hasStaticShape() && type.getDimSize(0) > 1 &&
                 type.getElementType().isInteger(32);
  return isTable ? table : BlockArgument();
}

static std::optional<unsigned> getLoop(linalg::GenericOp op, unsigned i) {
  AffineMap map = op.getMatchingIndexingMap(op.getDpsInputOperand(i));
  if (auto dim = map.getNumResults() == 1 ? dyn_cast<AffineDimExpr>(map.getResult(0)) : nullptr)
    return dim.getPosition();
  return std::nullopt;
}

/// Returns the tables of the first loop that has any.
static Tables findTables(linalg::GenericOp op, ArrayRef<flow::DispatchOp> calls) {
  Tables tables{op, 0, {}};
  for (unsigned i = 0; i < op.getNumDpsInputs(); ++i) {
    BlockArgument table = getTable(op, i);
    std::optional<unsigned> loop = getLoop(op, i);
    if (!table || !loop || (!tables.inputs.empty() && *loop != tables.loop) ||
        !getCallConstants(calls, table.getArgNumber()))
      continue;
    tables.loop = *loop;
    tables.inputs.push_back(i);
  }
  return tables;
}

/// Passes one table at every call instead of those at `positions`.
static void interleaveAtCalls(ArrayRef<unsigned> positions, RankedTensorType type,
                              ArrayRef<flow::DispatchOp> calls) {
  SmallVector<HostTensor> joined;
  for (size_t at = 0; at < calls.size(); ++at)
    joined.push_back(HostTensor::zeros(type));
  for (auto [column, position] : llvm::enumerate(positions))
    for (auto [to, from] : llvm::zip_equal(joined, *getCallConstants(calls, position)))
      for (int64_t row = 0; row < from.size(); ++row)
        to.mutableAs<int32_t>()[row * positions.size() + column] =
            from.as<int32_t>()[from.index(row)];
  for (auto [at, call] : llvm::enumerate(calls)) {
    flow::DispatchOp dispatch = call;
    OpBuilder builder(dispatch);
    dispatch->setOperand(positions.front(),
                         arith::ConstantOp::create(builder, dispatch.getLoc(),
                                                   cast<TypedAttr>(joined[at].toAttr())));
    llvm::BitVector unused(dispatch->getNumOperands());
    for (unsigned position : positions.drop_front())
      unused.set(position);
    dispatch->eraseOperands(unused);
  }
}

static void interleave(func::FuncOp function, const Tables &tables,
                       ArrayRef<flow::DispatchOp> calls) {
  linalg::GenericOp op = tables.op;
  SmallVector<unsigned> positions;
  for (unsigned i : tables.inputs)
    positions.push_back(getTable(op, i).getArgNumber());
  BlockArgument table = getTable(op, tables.inputs.front());
  Type word = IntegerType::get(op.getContext(), 32);
  auto type = RankedTensorType::get(
      {cast<RankedTensorType>(table.getType()).getDimSize(0), int64_t(positions.size())}, word);

  SmallVector<AffineMap> maps = op.getIndexingMapsArray();
  MLIRContext *context = op.getContext();
  for (auto [column, i] : llvm::enumerate(tables.inputs)) {
    maps[i] = AffineMap::get(
        op.getNumLoops(), 0,
        {getAffineDimExpr(tables.loop, context), getAffineConstantExpr(int64_t(column), context)},
        context);
    op.getDpsInputOperand(i)->set(table);
  }
  op.setIndexingMapsAttr(Builder(context).getAffineMapArrayAttr(maps));
  interleaveAtCalls(positions, type, calls);
  table.setType(type);
  llvm::BitVector unused(function.getNumArguments());
  for (unsigned position : ArrayRef(positions).drop_front())
    unused.set(position);
  function.getBody().front().eraseArguments(unused);
  function.setType(Builder(context).getFunctionType(function.getBody().getArgumentTypes(),
                                                    function.getResultTypes()));
}

namespace {

struct InterleaveTables : sinter::impl::InterleaveTablesBase<InterleaveTables> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    if (exec::MachineAttr::get(module).getVectorBits() != 0)
      return;
    DispatchCalls callsOf = collectCalls(module);
    for (auto function : module.getOps<func::FuncOp>()) {
      if (!flow::isDispatchFunction(function))
        continue;
      ArrayRef<flow::DispatchOp> calls = callsOf[function.getName()];
      for (auto op : function.getOps<linalg::GenericOp>()) {
        Tables tables = findTables(op, calls);
        if (tables.inputs.size() > 1)
          interleave(function, tables, calls);
      }
    }
  }
};

} // namespace
