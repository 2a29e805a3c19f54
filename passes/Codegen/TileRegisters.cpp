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
#include "passes/Codegen/OpenSizes.h"
#include "passes/Codegen/RowChain.h"
#include "passes/Codegen/Turns.h"
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
  bool isIndependent = true;        ///< No nest touches what another writes.
  RowPlan rows;                     ///< How nests run if they are not independent.
  std::vector<Nest> tiled;          ///< By nest: without the loops that rows share.
  std::vector<Strategy> strategies; ///< By nest.
  SmallVector<Cut> cuts;            ///< By nest, if they are independent.
  Turns turns;                      ///< If the function's workgroups take turns.
  TurnEmitter::Number firstTurn;
};

/// The chains around all nests of a plan, outermost first: what workgroups share.
SmallVector<const RowChain *> getSharedChains(const RowPlan &rows) {
  SmallVector<const RowChain *> chains;
  for (const RowPlan *plan = &rows; plan->chain; plan = &plan->parts.front())
    chains.push_back(&*plan->chain);
  return chains;
}

/// Emits nests by a plan; `nests` are those at the plan's place, from `plan.first` on.
struct RowEmitter {
  OpBuilder &builder;
  const std::vector<Strategy> &strategies;
  Location loc;

  void emit(const RowPlan &plan, ArrayRef<Nest> nests);
  void emitShare(const RowPlan &plan, ArrayRef<Nest> nests, Value workgroup, int64_t workgroups);

private:
  Value constant(int64_t value) { return createSize(builder, loc, value); }
  std::vector<Nest> enter(const RowChain &chain, ArrayRef<Nest> nests, Value index, Value slot);
  void emitParts(const RowPlan &plan, ArrayRef<Nest> nests);
};

struct TileRegisters : sinter::impl::TileRegistersBase<TileRegisters> {
  using TileRegistersBase::TileRegistersBase;
  void runOnOperation() override;

private:
  void collectRuns(Block &block);
  void relateNests(Run &run);
  LogicalResult chooseStrategies();
  bool canTakeTurns();
  void chooseTurns();
  void chooseWorkgroups();
  void emitRun(Run &run, Value workgroup);
  void emitTurns(Run &run, Value workgroup);

  std::vector<Run> runs;
  exec::Tuning tuning;
  int64_t workgroups = 1;
  bool isCut = false;    ///< Loops that workgroups share are already there.
  bool onlyNests = true; ///< Nothing else in the function touches memory.
  bool onlyLoops = true; ///< The same of the function and of loops in it.
  bool takesTurns = false;
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
    bool isOutside = block.getParentOp() == getOperation();
    onlyNests &= op.hasTrait<OpTrait::IsTerminator>() && isOutside;
    auto loop = dyn_cast<scf::ForOp>(op);
    onlyLoops &= op.hasTrait<OpTrait::IsTerminator>() ||
                 (loop && isOutside && loop->getNumResults() == 0 && getTripCount(loop));
    if (!isa<linalg::LinalgOp>(op))
      for (Region &region : op.getRegions())
        for (Block &inner : region)
          collectRuns(inner);
  }
}

/// Fuses what can be fused and finds out how the rest depends on one another.
void TileRegisters::relateNests(Run &run) {
  OpBuilder builder(run.end);
  fuseNests(run.nests);
  if (isCut) { // What depends on what is settled: nests run in sequence.
    run.tiled = run.nests;
    return;
  }
  for (unsigned a = 0; a < run.nests.size(); ++a)
    for (unsigned b = a + 1; b < run.nests.size(); ++b)
      run.isIndependent &= !mayConflict(run.nests[a], run.nests[b]);
  if (takesTurns)
    run.turns = findTurns(run.nests);
  else if (run.isIndependent)
    exposeChannels(run.nests);
  run.tiled = run.nests;
  if (takesTurns || run.isIndependent)
    return;
  run.rows = planRows(builder, run.nests);
  std::function<void(const RowPlan &, std::vector<Nest>)> tile = [&](const RowPlan &plan,
                                                                     std::vector<Nest> nests) {
    if (plan.chain)
      for (auto [position, nest] : llvm::enumerate(nests))
        nest = plan.chain->enter(builder, nest, position, Value(), Value());
    if (plan.parts.empty())
      run.tiled[plan.first] = nests.front();
    for (const RowPlan &part : plan.parts)
      tile(part,
           {nests.begin() + (part.first - plan.first), nests.begin() + (part.last - plan.first)});
  };
  tile(run.rows, run.nests);
}

/// Returns true if the function loops over steps that are worth sharing.
bool TileRegisters::canTakeTurns() {
  if (!getOperation()->hasAttr(exec::kTurns) || !onlyLoops)
    return false;
  for (const Run &run : runs)
    if (isa<scf::ForOp>(run.end->getParentOp()))
      workgroups = std::max(workgroups, chooseTurnParts(run.nests));
  return workgroups > 1;
}

/// Numbers all turns in the order of execution, and cuts the nests.
void TileRegisters::chooseTurns() {
  int64_t next = 0;
  scf::ForOp open;
  int64_t perIteration = 0;
  auto close = [&] {
    if (!open)
      return;
    for (Run &run : runs)
      if (run.firstTurn.loop == open)
        run.firstTurn.perIteration = perIteration;
    next += perIteration * (*getTripCount(open) - 1);
  };
  for (Run &run : runs) {
    auto loop = dyn_cast<scf::ForOp>(run.end->getParentOp());
    if (loop != open) {
      close();
      open = loop;
      perIteration = 0;
    }
    run.firstTurn.first = next;
    run.firstTurn.loop = loop;
    next += run.turns.size();
    perIteration += run.turns.size();
    for (auto [nest, strategy] : llvm::zip_equal(run.nests, run.strategies))
      run.cuts.push_back(cutForTurn(nest, strategy, workgroups));
  }
  close();
}

void TileRegisters::emitTurns(Run &run, Value workgroup) {
  OpBuilder builder(run.end);
  func::FuncOp function = getOperation();
  Value scratch = function.getArguments().back();
  Location loc = run.nests.front().loc;
  TurnEmitter emitter(scratch, workgroup, workgroups);
  for (size_t index = 0; index < run.turns.size(); ++index)
    emitter.emit(builder, loc, run.firstTurn, index, [&](OpBuilder &inner, Value part) {
      for (unsigned i : run.turns[index])
        emitNest(inner, run.nests[i], run.strategies[i], run.cuts[i], part, workgroups);
    });
}

LogicalResult TileRegisters::chooseStrategies() {
  func::FuncOp function = getOperation();
  auto machine = exec::MachineAttr::get(function);
  auto given = function->getAttrOfType<StringAttr>(kStrategy);
  SmallVector<StringRef> texts;
  if (given)
    given.getValue().split(texts, ';');
  SmallVector<std::string> printed;
  for (Run &run : runs) {
    for (const Nest &nest : run.tiled) {
      Strategy strategy = chooseStrategy(nest, machine, tuning);
      if (forSize)
        preferSize(nest, strategy);
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
  if (takesTurns)
    return chooseTurns();
  if (isCut || !onlyNests || runs.size() != 1)
    return;
  Run &run = runs.front();
  if (!run.isIndependent) {
    int64_t blocks = 1;
    for (const RowChain *chain : getSharedChains(run.rows))
      blocks *= chain->getBlocks();
    SmallVector<int64_t> repeats;
    for (auto [whole, tiled] : llvm::zip_equal(run.nests, run.tiled))
      repeats.push_back(whole.countPoints() / tiled.countPoints());
    auto machine = sequential ? exec::MachineAttr() : exec::MachineAttr::get(getOperation());
    int64_t limit =
        tuning.workgroups.value_or(getWorkgroupLimit(run.tiled, run.strategies, machine, repeats));
    workgroups = chooseParts(blocks, std::min(limit, blocks));
  } else {
    auto machine = exec::MachineAttr::get(getOperation());
    std::optional<int64_t> limit = tuning.workgroups;
    if (sequential && !limit)
      limit = getWorkgroupLimit(run.nests, run.strategies, exec::MachineAttr());
    run.cuts = cutNests(run.nests, run.strategies, machine, limit);
    for (const Cut &cut : run.cuts)
      workgroups = std::max(workgroups, cut.getCells());
  }
}

std::vector<Nest> RowEmitter::enter(const RowChain &chain, ArrayRef<Nest> nests, Value index,
                                    Value slot) {
  std::vector<Nest> inside;
  for (auto [position, nest] : llvm::enumerate(nests))
    inside.push_back(chain.enter(builder, nest, position, index, slot));
  return inside;
}

void RowEmitter::emitParts(const RowPlan &plan, ArrayRef<Nest> nests) {
  if (plan.parts.empty())
    emitNest(builder, nests.front(), strategies[plan.first], Cut(), Value(), 1);
  for (const RowPlan &part : plan.parts)
    emit(part, nests.slice(part.first - plan.first, part.last - part.first));
}

void RowEmitter::emit(const RowPlan &plan, ArrayRef<Nest> nests) {
  if (!plan.chain)
    return emitParts(plan, nests);
  auto loop =
      scf::ForOp::create(builder, loc, constant(0), constant(plan.chain->getBlocks()), constant(1));
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(loop.getBody());
  emitParts(plan, enter(*plan.chain, nests, loop.getInductionVar(), Value()));
}

/// Emits the blocks of one workgroup: the chains around everything are one loop, which
/// all workgroups share.
void RowEmitter::emitShare(const RowPlan &plan, ArrayRef<Nest> nests, Value workgroup,
                           int64_t workgroups) {
  SmallVector<const RowChain *> chains = getSharedChains(plan);
  int64_t blocks = 1;
  for (const RowChain *chain : chains)
    blocks *= chain->getBlocks();
  auto [first, last] = getBlockShare(builder, loc, workgroup, blocks, workgroups);
  auto loop = scf::ForOp::create(builder, loc, first, last, constant(1));
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(loop.getBody());

  // A workgroup's scratch is that of the block whose number is its own.
  const RowPlan *inner = &plan;
  std::vector<Nest> inside(nests.begin(), nests.end());
  Value index = loop.getInductionVar(), slot = workgroup;
  for (const RowChain *chain : chains) {
    blocks /= chain->getBlocks();
    Value block = index, ownSlot = slot;
    if (blocks > 1) {
      Value below = constant(blocks);
      block = arith::DivUIOp::create(builder, loc, index, below);
      index = arith::RemUIOp::create(builder, loc, index, below);
      ownSlot = arith::DivUIOp::create(builder, loc, slot, below);
      slot = arith::RemUIOp::create(builder, loc, slot, below);
    }
    inside = enter(*chain, inside, block, ownSlot);
    inner = &inner->parts.front();
  }
  // The innermost plan has no chain of its own: a chain's only part is what it holds.
  emitParts(*inner, inside);
}

void TileRegisters::emitRun(Run &run, Value workgroup) {
  OpBuilder builder(run.end);
  Location loc = run.nests.front().loc;
  RowEmitter emitter{builder, run.strategies, loc};
  if (!run.isIndependent && workgroup)
    emitter.emitShare(run.rows, run.nests, workgroup, workgroups);
  else if (!run.isIndependent)
    emitter.emit(run.rows, run.nests);
  for (unsigned i = 0; i < run.nests.size() && run.isIndependent; ++i)
    emitNest(builder, run.nests[i], run.strategies[i], workgroup ? run.cuts[i] : Cut(), workgroup,
             workgroups);
}

void TileRegisters::runOnOperation() {
  func::FuncOp function = getOperation();
  if (!flow::isDispatchFunction(function) || function.isExternal())
    return;
  runs.clear();
  workgroups = 1;
  isCut = function->hasAttr(exec::kWorkgroups);
  onlyNests = onlyLoops = true;

  FailureOr<exec::Tuning> measured = exec::Tuning::get(function);
  if (failed(measured))
    return signalPassFailure();
  tuning = *measured;
  convertCopies(function);
  for (Block &block : function.getBody())
    collectRuns(block);
  takesTurns = !isCut && canTakeTurns();
  if (takesTurns)
    function->setAttr(exec::kTurns, Builder(function).getI64IntegerAttr(workgroups));
  else
    function->removeAttr(exec::kTurns);
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
    takesTurns ? emitTurns(run, workgroup) : emitRun(run, workgroup);
  for (Run &run : runs)
    for (Nest &nest : run.nests)
      for (Operation *op : nest.replaced)
        op->erase();
  if (!isCut)
    function->setAttr(exec::kWorkgroups,
                      IntegerAttr::get(IntegerType::get(&getContext(), 64), workgroups));
}
