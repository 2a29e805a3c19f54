//===- EstimateCost.cpp - How long a model runs ---------------------------===//

#include "compiler/Driver/EstimateCost.h"

#include "dialects/Exec/IR/ExecDialect.h"
#include "targets/Linker/TotalCost.h"
#include "llvm/ADT/StringMap.h"

using namespace mlir;
using namespace sinter;

/// Returns what all workgroups of a dispatch take.
static std::optional<RunCost> getDispatchCost(Operation *function, StringRef name,
                                              TotalCosts &costs) {
  std::optional<RunCost> cost = costs.get(name);
  auto workgroups = function ? function->getAttrOfType<IntegerAttr>(exec::kWorkgroups) : nullptr;
  if (!cost || !workgroups)
    return std::nullopt;
  cost->instructions *= workgroups.getInt();
  cost->cycles *= workgroups.getInt();
  return cost;
}

static void note(Operation *function, const RunCost &cost) {
  Builder builder(function->getContext());
  function->setAttr(exec::kEstimatedInstructions, builder.getI64IntegerAttr(cost.instructions));
  if (cost.knowsCycles)
    function->setAttr(exec::kEstimatedCycles, builder.getI64IntegerAttr(cost.cycles));
}

std::optional<RunCost> sinter::estimateCost(ModuleOp module,
                                            const std::vector<FunctionUse> &linked) {
  TotalCosts costs(linked);
  llvm::StringMap<RunCost> functions;
  for (auto step : module.getOps<exec::StepOp>()) {
    Operation *dispatch = module.lookupSymbol(step.getDispatch());
    auto cost = getDispatchCost(dispatch, step.getDispatch(), costs);
    if (!cost)
      return std::nullopt;
    note(dispatch, *cost);
    RunCost &total = functions.try_emplace(step.getFunction(), RunCost{0, 0, true}).first->second;
    total.instructions += cost->instructions;
    total.cycles += cost->cycles;
    total.knowsCycles &= cost->knowsCycles;
  }
  std::optional<RunCost> most;
  for (const auto &[name, cost] : functions)
    if (!most || cost.instructions > most->instructions)
      most = cost;
  return most;
}
