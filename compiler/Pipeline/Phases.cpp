//===- Phases.cpp - Which passes run, in which order ----------------------===//
//
// The only place that orders passes: one function per phase. `addPhase` ends
// each with a verifier, so a function lists nothing but its own passes.
//
//===----------------------------------------------------------------------===//

#include "compiler/Pipeline/Phases.h"

#include "compiler/Pipeline/Passes.h"
#include "mlir/Conversion/AffineToStandard/AffineToStandard.h"
#include "mlir/Conversion/SCFToControlFlow/SCFToControlFlow.h"
#include "mlir/Conversion/TosaToArith/TosaToArith.h"
#include "mlir/Conversion/TosaToLinalg/TosaToLinalg.h"
#include "mlir/Conversion/TosaToSCF/TosaToSCF.h"
#include "mlir/Conversion/TosaToTensor/TosaToTensor.h"
#include "mlir/Dialect/Linalg/Passes.h"
#include "mlir/Dialect/MemRef/Transforms/Passes.h"
#include "mlir/Dialect/Tosa/Transforms/Passes.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Transforms/Passes.h"
#include "passes/ABI/Passes.h"
#include "passes/Codegen/Passes.h"
#include "passes/Dispatch/Passes.h"
#include "passes/Graph/Passes.h"
#include "passes/Input/Passes.h"
#include "passes/Memory/Passes.h"
#include "passes/Onnx/Passes.h"
#include "passes/Tflite/Passes.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace sinter;

static void addCleanup(OpPassManager &manager) {
  manager.addNestedPass<func::FuncOp>(createCanonicalizerPass());
  manager.addNestedPass<func::FuncOp>(createCSEPass());
}

static void addTosa(OpPassManager &manager) {
  OpPassManager &function = manager.nest<func::FuncOp>();
  function.addPass(tosa::createTosaInferShapesPass());
  function.addPass(tosa::createTosaMakeBroadcastablePass());
  TosaToLinalgNamedOptions layout;
  layout.preferConv2DKernelLayoutHWCF = true;
  function.addPass(tosa::createTosaToLinalgNamed(layout));
  function.addPass(tosa::createTosaToLinalg());
  function.addPass(createTosaToArithPass());
  function.addPass(createTosaToTensorPass());
  function.addPass(createTosaToSCFPass());
}

/// The importer has done the work; what it made is only verified.
static void addImport(OpPassManager &manager, const PipelineOptions &options) {}

/// Quantized ONNX graphs become integer operators first; ONNX, TFLite and TOSA become linalg;
/// helper functions are inlined; variables become values; what remains public is described to
/// callers.
static void addLegalize(OpPassManager &manager, const PipelineOptions &options) {
  manager.addNestedPass<func::FuncOp>(createRecognizeQuantized());
  manager.addNestedPass<func::FuncOp>(createConvertOnnx());
  manager.addNestedPass<func::FuncOp>(createExposeSizes());
  manager.addPass(createConvertTflite({options.tfliteRounding == TfliteRounding::once}));
  addTosa(manager);
  manager.addPass(createInlinerPass());
  manager.addPass(createSymbolDCEPass());
  manager.addPass(createPromoteState());
  manager.addNestedPass<func::FuncOp>(createConvertElementwiseToLinalgPass());
  manager.addNestedPass<func::FuncOp>(createWrapScalars());
  manager.addPass(createExportFunctions());
  addCleanup(manager);
}

/// Transposes cancel while operations still have names; then elementwise work
/// takes one form and is fused.
static void addSimplify(OpPassManager &manager, const PipelineOptions &options) {
  manager.addNestedPass<func::FuncOp>(createPropagateTransposes());
  manager.addNestedPass<func::FuncOp>(createAbsorbTransposes());
  manager.addNestedPass<func::FuncOp>(createGeneralizeElementwise());
  addCleanup(manager);
  manager.addNestedPass<func::FuncOp>(createFuseElementwise());
  manager.addNestedPass<func::FuncOp>(createReadPaddedInterior());
  manager.addNestedPass<func::FuncOp>(createStoreBooleansAsBytes());
  addCleanup(manager);
}

static void addDispatch(OpPassManager &manager, const PipelineOptions &options) {
  manager.addNestedPass<func::FuncOp>(createIsolateResults());
  manager.addNestedPass<func::FuncOp>(createComputeSplats());
  manager.addNestedPass<func::FuncOp>(createFormDispatchRegions());
  manager.addPass(createOutlineDispatchRegions());
  manager.addPass(createDeduplicateDispatches());
  manager.addPass(createApplyTuning());
  manager.addPass(createPackBytes());
  manager.addPass(createSkipZeros());
  manager.addPass(createDoubleMultipliers());
  manager.addPass(createInterleaveTables());
  manager.addPass(createUseWinograd());
  manager.addPass(createPackWeights());
  manager.addPass(createVerifyDispatched());
}

/// Dispatch functions turn to buffers and loops first: then their scratch memory is
/// known when the model functions' buffers are placed. These keep equal dispatches: each
/// writes a result of its own.
static void addPlan(OpPassManager &manager, const PipelineOptions &options) {
  manager.addNestedPass<func::FuncOp>(
      createScheduleDispatches({options.schedule == Schedule::maxConcurrency}));
  manager.addPass(createPlaceState());
  manager.addPass(createMeasureLiveBytes({options.ioInWorkspace}));
  manager.addPass(createPlaceParts());
  OpPassManager &dispatch = manager.nest<func::FuncOp>();
  dispatch.addPass(createDecomposePads());
  dispatch.addPass(createReuseRootBuffers());
  dispatch.addPass(createYieldInPlace());
  dispatch.addPass(createExposeDestinations());
  dispatch.addPass(createBufferizeDispatches());
  dispatch.addPass(createCanonicalizerPass());
  dispatch.addPass(createClaimScratch());
  dispatch.addPass(createExpandWinograd());
  dispatch.addPass(createPeelPanels());
  dispatch.addPass(createTileRegisters({options.sequential, options.forSize}));
  dispatch.addPass(createCanonicalizerPass());
  dispatch.addPass(createReleaseScratch());
  manager.addPass(createPlanMemory({options.sequential, options.ioInWorkspace}));
  manager.addPass(createVerifyPlanned());
}

/// What has no vector form stays linalg after tiling and becomes scalar loops.
/// Model functions come last: they need to know how many workgroups a dispatch has.
static void addCodegen(OpPassManager &manager, const PipelineOptions &options) {
  OpPassManager &dispatch = manager.nest<func::FuncOp>();
  dispatch.addPass(createResolveSizes());
  dispatch.addPass(createConvertLinalgToLoopsPass());
  dispatch.addPass(memref::createExpandStridedMetadataPass());
  dispatch.addPass(createLowerAffinePass());
  dispatch.addPass(createCanonicalizerPass());
  dispatch.addPass(createCSEPass());
  dispatch.addPass(createExpandMath());
  dispatch.addPass(createSCFToControlFlowPass());
  manager.addPass(createLowerDispatches());
  manager.addPass(createLowerModelFunctions());
}

namespace {
struct PhaseEntry {
  Phase phase;
  llvm::StringLiteral name;
  void (*add)(OpPassManager &, const PipelineOptions &); // null: not passes but targets/, Package/
};
} // namespace

static constexpr PhaseEntry kEntries[] = {
    {Phase::Import, "import", addImport},
    {Phase::Legalize, "legalize", addLegalize},
    {Phase::Simplify, "simplify", addSimplify},
    {Phase::Dispatch, "dispatch", addDispatch},
    {Phase::Plan, "plan", addPlan},
    {Phase::Codegen, "codegen", addCodegen},
    {Phase::Link, "link", nullptr},
    {Phase::Package, "package", nullptr},
};

static const PhaseEntry &getEntry(Phase phase) { return kEntries[static_cast<unsigned>(phase)]; }

llvm::ArrayRef<Phase> sinter::getPhases() {
  static const auto phases =
      llvm::map_to_vector<8>(kEntries, [](auto &entry) { return entry.phase; });
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
