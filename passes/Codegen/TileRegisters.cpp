//===- TileRegisters.cpp - Linalg operations to register tiles ------------===//
//
// Collects runs of linalg operations, fuses them to nests, and emits the loops of
// each nest. Operations whose nests conflict run one after another, so their
// function has one workgroup.
//
//===----------------------------------------------------------------------===//

#include "passes/Codegen/Passes.h"

#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "passes/Codegen/EmitNest.h"
#include "passes/Codegen/FuseNests.h"
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
  Operation *end; ///< The nests are emitted before it.
};

struct TileRegisters : sinter::impl::TileRegistersBase<TileRegisters> {
  using TileRegistersBase::TileRegistersBase;
  void runOnOperation() override;

private:
  void collectRuns(Block &block);
  LogicalResult chooseStrategies();
  void chooseWorkgroups();
  void emitRuns();

  std::vector<Run> runs;
  std::vector<std::vector<Strategy>> strategies; ///< By run and nest.
  SmallVector<Cut> cuts;                         ///< By nest; empty without workgroups.
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
  Run run;
  auto finish = [&](Operation *end) {
    run.end = end;
    if (!run.nests.empty())
      runs.push_back(std::move(run));
    run = Run();
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

LogicalResult TileRegisters::chooseStrategies() {
  auto machine = exec::MachineAttr::get(getOperation());
  auto given = getOperation()->getAttrOfType<StringAttr>(kStrategy);
  SmallVector<StringRef> texts;
  if (given)
    given.getValue().split(texts, ';');
  SmallVector<std::string> printed;
  for (Run &run : runs) {
    fuseNests(run.nests);
    strategies.emplace_back();
    for (Nest &nest : run.nests) {
      Strategy strategy = chooseStrategy(nest, machine);
      if (given && (printed.size() >= texts.size() ||
                    failed(overrideStrategy(nest, texts[printed.size()], strategy))))
        return getOperation().emitError()
               << kStrategy << " does not fit the function; the default is \""
               << printStrategy(nest, strategy) << "\" for operation " << printed.size();
      printed.push_back(printStrategy(nest, strategy));
      strategies.back().push_back(std::move(strategy));
    }
  }
  if (!printed.empty())
    getOperation()->setAttr(kStrategy, StringAttr::get(&getContext(), llvm::join(printed, "; ")));
  return success();
}

void TileRegisters::chooseWorkgroups() {
  if (!onlyNests || runs.size() != 1)
    return;
  MutableArrayRef<Nest> nests = runs.front().nests;
  for (unsigned a = 0; a < nests.size(); ++a)
    for (unsigned b = a + 1; b < nests.size(); ++b)
      if (mayConflict(nests[a], nests[b]))
        return;
  int64_t limit = getWorkgroupLimit(nests);
  for (auto [nest, strategy] : llvm::zip_equal(nests, strategies.front())) {
    cuts.push_back(cutNest(nest, strategy, limit));
    workgroups = std::max(workgroups, cuts.back().getCells());
  }
}

void TileRegisters::emitRuns() {
  Value workgroup;
  if (workgroups > 1) {
    auto builder = OpBuilder::atBlockBegin(&getOperation().getBody().front());
    workgroup = exec::WorkgroupIdOp::create(builder, getOperation().getLoc());
  }
  for (auto [run, chosen] : llvm::zip_equal(runs, strategies)) {
    OpBuilder builder(run.end);
    for (auto [i, nest] : llvm::enumerate(run.nests))
      emitNest(builder, nest, chosen[i], workgroup ? cuts[i] : Cut(), workgroup, workgroups);
    for (Nest &nest : run.nests)
      for (Operation *op : nest.replaced)
        op->erase();
  }
}

void TileRegisters::runOnOperation() {
  func::FuncOp function = getOperation();
  if (!flow::isDispatchFunction(function) || function.isExternal())
    return;
  runs.clear();
  strategies.clear();
  cuts.clear();
  workgroups = 1;
  onlyNests = true;

  convertCopies(function);
  for (Block &block : function.getBody())
    collectRuns(block);
  if (failed(chooseStrategies()))
    return signalPassFailure();
  chooseWorkgroups();
  emitRuns();
  function->setAttr(exec::kWorkgroups,
                    IntegerAttr::get(IntegerType::get(&getContext(), 64), workgroups));
}
