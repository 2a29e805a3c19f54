//===- TileRegisters.cpp - Linalg operations to register tiles ------------===//
//
// Collects runs of linalg operations, fuses them to nests, and emits the loops of
// each nest. Nests that depend on one another share a loop over rows if they can;
// if not, their function has one workgroup.
//
//===----------------------------------------------------------------------===//

#include "passes/Codegen/Passes.h"

#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "passes/Codegen/Borders.h"
#include "passes/Codegen/EmitNest.h"
#include "passes/Codegen/FuseNests.h"
#include "passes/Codegen/RowChain.h"
#include "llvm/ADT/StringExtras.h"

namespace sinter {
#define GEN_PASS_DEF_TILEREGISTERS
#include "passes/Codegen/Passes.h.inc"
} // namespace sinter

using namespace mlir;
using namespace sinter;
using namespace sinter::codegen;

namespace {

/// Nests that follow one another without anything else that touches memory.
struct Run {
  std::vector<Nest> nests;
  Operation *end;                   ///< The nests are emitted before it.
  std::optional<RowChain> chain;    ///< How dependent nests share a loop.
  bool isIndependent = true;        ///< No nest touches what another writes.
  std::vector<Strategy> strategies; ///< By nest.
  SmallVector<Cut> cuts;            ///< By nest, unless there is a chain.

  /// The nest as it is tiled: without the loop that a chain shares.
  Nest getTiled(OpBuilder &builder, unsigned nest, Value block) const {
    return chain ? sliceNest(builder, nests[nest], chain->blockLoops[nest], block) : nests[nest];
  }
};

struct TileRegisters : sinter::impl::TileRegistersBase<TileRegisters> {
  using TileRegistersBase::TileRegistersBase;
  void runOnOperation() override;

private:
  void collectRuns(Block &block);
  void relateNests(Run &run);
  LogicalResult chooseStrategies();
  void chooseWorkgroups();
  void emitRun(Run &run, Value workgroup);

  std::vector<Run> runs;
  int64_t workgroups = 1;
  bool onlyNests = true; ///< Nothing else in the function touches memory.
};

} // namespace

/// Copies are nests like any other.
static void convertCopies(func::FuncOp function) {
  SmallVector<memref::CopyOp> copies;
  function.walk([&](memref::CopyOp copy) { copies.push_back(copy); });
  for (memref::CopyOp copy : copies) {
    OpBuilder builder(copy);
    linalg::CopyOp::create(builder, copy.getLoc(), copy.getSource(), copy.getTarget());
    copy.erase();
  }
}

void TileRegisters::collectRuns(Block &block) {
  Run run{};
  auto finish = [&](Operation *end) {
    run.end = end;
    if (!run.nests.empty())
      runs.push_back(std::move(run));
    run = Run{};
  };
  for (Operation &op : llvm::make_early_inc_range(block)) {
    if (std::optional<Nest> nest = buildNest(&op)) {
      run.nests.push_back(std::move(*nest));
      continue;
    }
    bool isPure = isMemoryEffectFree(&op) && op.getNumRegions() == 0;
    if (isPure && !op.hasTrait<OpTrait::IsTerminator>())
      continue;
    finish(&op);
    onlyNests &= op.hasTrait<OpTrait::IsTerminator>() && block.getParentOp() == getOperation();
    if (!isa<linalg::LinalgOp>(op))
      for (Region &region : op.getRegions())
        for (Block &inner : region)
          collectRuns(inner);
  }
}

/// Fuses what can be fused and finds out how the rest depends on one another.
void TileRegisters::relateNests(Run &run) {
  fuseNests(run.nests);
  for (unsigned a = 0; a < run.nests.size(); ++a)
    for (unsigned b = a + 1; b < run.nests.size(); ++b)
      run.isIndependent &= !mayConflict(run.nests[a], run.nests[b]);
  if (run.isIndependent)
    exposeChannels(run.nests);
  else
    run.chain = findRowChain(run.nests);
}

LogicalResult TileRegisters::chooseStrategies() {
  func::FuncOp function = getOperation();
  auto machine = exec::MachineAttr::get(function);
  auto given = function->getAttrOfType<StringAttr>(kStrategy);
  SmallVector<StringRef> texts;
  if (given)
    given.getValue().split(texts, ';');
  OpBuilder builder(function);
  SmallVector<std::string> printed;
  for (Run &run : runs) {
    for (unsigned i = 0; i < run.nests.size(); ++i) {
      Nest nest = run.getTiled(builder, i, /*block=*/Value());
      Strategy strategy = chooseStrategy(nest, machine);
      if (given && (printed.size() >= texts.size() ||
                    failed(overrideStrategy(nest, texts[printed.size()], strategy))))
        return function.emitError()
               << kStrategy << " does not fit the function; the default is \""
               << printStrategy(nest, strategy) << "\" for operation " << printed.size();
      printed.push_back(printStrategy(nest, strategy));
      run.strategies.push_back(std::move(strategy));
    }
  }
  if (!printed.empty())
    function->setAttr(kStrategy, StringAttr::get(&getContext(), llvm::join(printed, "; ")));
  return success();
}

void TileRegisters::chooseWorkgroups() {
  if (!onlyNests || runs.size() != 1)
    return;
  Run &run = runs.front();
  if (run.chain) {
    int64_t blocks = run.chain->rows / run.chain->block;
    int64_t limit = getWorkgroupLimit(run.nests, run.strategies);
    workgroups = chooseParts(blocks, std::min(limit, blocks));
  } else if (run.isIndependent) {
    auto machine = exec::MachineAttr::get(getOperation());
    run.cuts = cutNests(run.nests, run.strategies, machine);
    for (const Cut &cut : run.cuts)
      workgroups = std::max(workgroups, cut.getCells());
  }
}

void TileRegisters::emitRun(Run &run, Value workgroup) {
  OpBuilder builder(run.end);
  Location loc = run.nests.front().loc;
  Value block;
  if (run.chain) {
    int64_t blocks = run.chain->rows / run.chain->block;
    Value first = arith::ConstantIndexOp::create(builder, loc, 0);
    Value last = arith::ConstantIndexOp::create(builder, loc, blocks);
    Value one = arith::ConstantIndexOp::create(builder, loc, 1);
    if (workgroup)
      std::tie(first, last) = getShare(builder, loc, workgroup, blocks, workgroups);
    auto loop = scf::ForOp::create(builder, loc, first, last, one);
    builder.setInsertionPointToStart(loop.getBody());
    block = loop.getInductionVar();
  }
  bool isCut = workgroup && !run.chain;
  for (unsigned i = 0; i < run.nests.size(); ++i)
    emitNest(builder, run.getTiled(builder, i, block), run.strategies[i],
             isCut ? run.cuts[i] : Cut(), isCut ? workgroup : Value(), workgroups);
  for (Nest &nest : run.nests)
    for (Operation *op : nest.replaced)
      op->erase();
}

void TileRegisters::runOnOperation() {
  func::FuncOp function = getOperation();
  if (!flow::isDispatchFunction(function) || function.isExternal())
    return;
  runs.clear();
  workgroups = 1;
  onlyNests = true;

  convertCopies(function);
  for (Block &block : function.getBody())
    collectRuns(block);
  for (Run &run : runs)
    relateNests(run);
  if (failed(chooseStrategies()))
    return signalPassFailure();
  chooseWorkgroups();
  Value workgroup;
  if (workgroups > 1) {
    auto builder = OpBuilder::atBlockBegin(&function.getBody().front());
    workgroup = exec::WorkgroupIdOp::create(builder, function.getLoc());
  }
  for (Run &run : runs)
    emitRun(run, workgroup);
  function->setAttr(exec::kWorkgroups,
                    IntegerAttr::get(IntegerType::get(&getContext(), 64), workgroups));
}
