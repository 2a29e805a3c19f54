//===- Variants.cpp - A program for each machine that was asked for -------===//
//
// Machines part after import: how a program is cut into dispatches and laid out in
// memory may depend on the machine. They meet once more, between the phases `plan`
// and `codegen`, to share their constants.
//
//===----------------------------------------------------------------------===//

#include "compiler/Driver/Variants.h"

#include "compiler/Driver/Compiler.h"
#include "compiler/Driver/Diagnostics.h"
#include "compiler/Driver/ReleaseConstants.h"
#include "compiler/Driver/RunPhases.h"
#include "compiler/Driver/TuningFile.h"
#include "compiler/Package/PoolConstants.h"
#include "targets/LLVMCPU/Machine.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace sinter;

static bool isTargetGiven(const Options &options) {
  return !options.targets.empty() || !options.targetTriple.empty() || !options.targetCpu.empty() ||
         !options.targetCpuFeatures.empty() || !options.targetAbi.empty();
}

/// Attaches the machine that the user chose. IR of a later phase names the one
/// that it was made for.
static LogicalResult setMachine(ModuleOp module, const Options &options,
                                exec::MachineAttr machine) {
  if (!module->hasAttr(exec::MachineAttr::kName)) {
    module->setAttr(exec::MachineAttr::kName, machine);
    return success();
  }
  if (isTargetGiven(options))
    return emitError(getFileLocation(module.getContext(), options.input))
           << "the input names the machine it is for ('" << exec::MachineAttr::kName
           << "'); leave the --target options out";
  return success();
}

/// Puts machines that others can do everything of behind those; else keeps the user's order.
static void sortByPreference(SmallVectorImpl<Variant> &variants) {
  std::unique_ptr<TargetBackend> backend = createLLVMCPUBackend();
  using Rank = std::tuple<int64_t, size_t, ptrdiff_t>;
  std::vector<std::pair<Rank, Variant>> ranked;
  for (auto [i, variant] : llvm::enumerate(variants)) {
    size_t features = backend->getRequiredFeatures(variant.machine).size();
    ranked.emplace_back(Rank(variant.machine.getVectorBits(), features, -ptrdiff_t(i)),
                        std::move(variant));
  }
  llvm::sort(ranked, [](auto &a, auto &b) { return a.first > b.first; });
  for (auto [variant, entry] : llvm::zip_equal(variants, ranked))
    variant = std::move(entry.second);
}

FailureOr<SmallVector<Variant>> sinter::resolveVariants(const Options &options,
                                                        MLIRContext &context) {
  Location file = getFileLocation(&context, options.input);
  SmallVector<Variant> variants;
  for (const TargetSelection &selection : getTargetSelections(options)) {
    llvm::Expected<exec::MachineAttr> machine = resolveMachine(selection, &context);
    if (!machine)
      return emitError(file) << llvm::toString(machine.takeError());
    auto equal = llvm::find_if(variants, [&](Variant &v) { return v.machine == *machine; });
    if (equal != variants.end())
      return emitError(file) << "--target=" << equal->name << " and --target=" << selection.preset
                             << " are the same machine; leave one out";
    variants.push_back({selection.preset, *machine, {}});
  }
  if (variants.size() == 1)
    variants.front().name.clear();
  sortByPreference(variants);
  return variants;
}

/// Runs the phases from `first` to `last` on each variant.
static LogicalResult runAll(llvm::MutableArrayRef<Variant> variants, const Options &options,
                            ArrayRef<ModuleOp> others, Phase first, Phase last) {
  auto modules = llvm::map_to_vector(variants, [](Variant &v) { return *v.module; });
  llvm::append_range(modules, others);
  auto release = [&] { releaseUnusedConstants(modules); };
  for (Variant &variant : variants)
    if (failed(runPhases(*variant.module, options, first, last, variant.name, release)))
      return failure();
  return success();
}

LogicalResult sinter::compileVariants(OwningOpRef<ModuleOp> module,
                                      llvm::MutableArrayRef<Variant> variants,
                                      const Options &options, ArrayRef<ModuleOp> others) {
  for (Variant &variant : variants) {
    bool isLast = &variant == &variants.back();
    variant.module = isLast ? std::move(module) : OwningOpRef<ModuleOp>(module->clone());
    if (failed(setMachine(*variant.module, options, variant.machine)))
      return failure();
    if (!options.tuningFile.empty() && failed(attachTuning(*variant.module, options.tuningFile)))
      return failure();
  }
  Phase first = options.compileFrom.value_or(Phase::Import), last = getLastPhase(options);
  if (variants.size() == 1)
    return runAll(variants, options, others, first, last);

  if (failed(runAll(variants, options, others, first, std::min(last, Phase::Plan))))
    return failure();
  if (first <= Phase::Codegen)
    poolConstants(llvm::map_to_vector(variants, [](Variant &v) { return *v.module; }));
  return runAll(variants, options, others, std::max(first, Phase::Codegen), last);
}
