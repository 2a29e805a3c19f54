//===- Phases.cpp - Which passes run, in which order ----------------------===//
//
// The only place that orders passes: one function per phase. `addPhase` ends
// each with a verifier, so a function lists nothing but its own passes.
//
//===----------------------------------------------------------------------===//

#include "compiler/Pipeline/Phases.h"

#include "compiler/Pipeline/Passes.h"
#include "llvm/ADT/STLExtras.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;
using namespace sinter;

/// The importer has done the work; what it made is only verified.
static void addImport(OpPassManager &manager, const PipelineOptions &options) {}

static void addLegalize(OpPassManager &manager, const PipelineOptions &options) {}

static void addSimplify(OpPassManager &manager, const PipelineOptions &options) {
  manager.addPass(createCanonicalizerPass());
  manager.addPass(createCSEPass());
}

static void addDispatch(OpPassManager &manager, const PipelineOptions &options) {}

static void addPlan(OpPassManager &manager, const PipelineOptions &options) {}

static void addCodegen(OpPassManager &manager, const PipelineOptions &options) {}

namespace {
struct PhaseEntry {
  Phase phase;
  llvm::StringLiteral name;
  void (*add)(OpPassManager &, const PipelineOptions &); // null: not passes but targets/, Package/
};
} // namespace

static constexpr PhaseEntry kEntries[] = {
    {Phase::Import, "import", addImport},       {Phase::Legalize, "legalize", addLegalize},
    {Phase::Simplify, "simplify", addSimplify}, {Phase::Dispatch, "dispatch", addDispatch},
    {Phase::Plan, "plan", addPlan},             {Phase::Codegen, "codegen", addCodegen},
    {Phase::Link, "link", nullptr},             {Phase::Package, "package", nullptr},
};

static const PhaseEntry &getEntry(Phase phase) { return kEntries[static_cast<unsigned>(phase)]; }

llvm::ArrayRef<Phase> sinter::getPhases() {
  static const auto phases = llvm::map_to_vector<8>(kEntries, [](auto &entry) { return entry.phase; });
  return phases;
}

llvm::StringRef sinter::getPhaseName(Phase phase) { return getEntry(phase).name; }

std::optional<Phase> sinter::parsePhase(llvm::StringRef name) {
  for (const PhaseEntry &entry : kEntries)
    if (entry.name == name)
      return entry.phase;
  return std::nullopt;
}

void sinter::addPhase(Phase phase, OpPassManager &manager, const PipelineOptions &options) {
  assert(isIRPhase(phase) && "not a phase of passes");
  getEntry(phase).add(manager, options);
  manager.addPass(createVerifyPhase({getPhaseName(phase).str()}));
}

void sinter::registerPhasePipelines() {
  for (const PhaseEntry &entry : kEntries)
    if (entry.add)
      PassPipelineRegistration<>(("sinter-phase-" + entry.name).str(),
                                 ("Run phase '" + entry.name + "' of the compiler").str(),
                                 [phase = entry.phase](OpPassManager &manager) {
                                   addPhase(phase, manager, PipelineOptions());
                                 });
}
