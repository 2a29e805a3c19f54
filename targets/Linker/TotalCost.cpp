//===- TotalCost.cpp - How long calls run ---------------------------------===//

#include "targets/Linker/TotalCost.h"

using namespace sinter;

TotalCosts::TotalCosts(std::vector<FunctionUse> linked) : functions(std::move(linked)) {
  for (const FunctionUse &function : functions)
    byName.try_emplace(function.name, &function);
}

std::optional<RunCost> TotalCosts::get(llvm::StringRef name) {
  auto [entry, isNew] = known.try_emplace(name);
  if (!isNew)
    return entry->second;
  const FunctionUse *function = byName.lookup(name);
  if (!function || !function->cost)
    return std::nullopt;
  RunCost total = *function->cost;
  for (const Callee &callee : function->callees) {
    std::optional<RunCost> inner = get(callee.name);
    if (!inner)
      return std::nullopt;
    total.instructions += callee.calls * inner->instructions;
    total.cycles += callee.calls * inner->cycles;
    total.knowsCycles &= inner->knowsCycles;
  }
  return known[name] = total;
}
