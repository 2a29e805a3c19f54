//===- Phases.h - The phases of a compilation -------------------*- C++ -*-===//
//
// A compilation is a walk through these phases in order. It may start from and
// stop at any of them by name; IR between two phases is a file one can keep.
//
//===----------------------------------------------------------------------===//

#ifndef COMPILER_PIPELINE_PHASES_H
#define COMPILER_PIPELINE_PHASES_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <optional>

namespace mlir {
class OpPassManager;
} // namespace mlir

namespace sinter {

enum class Phase {
  Import,   ///< model file -> IR that keeps the model's node names
  Legalize, ///< everything in linalg, tensor, arith, math, scf on static tensors
  Simplify, ///< fold, fuse, propagate layouts, pack weights
  Dispatch, ///< group operations into dispatch functions
  Plan,     ///< lay all buffers out in one arena, set constants apart
  Codegen,  ///< every function in the LLVM dialect
  Link,     ///< native code, linked
  Package,  ///< the module file
};

/// All phases in order.
llvm::ArrayRef<Phase> getPhases();

/// Returns the name by which flags, pipelines and dumps call `phase`.
llvm::StringRef getPhaseName(Phase phase);

/// Returns the phase called `name`, or nothing.
std::optional<Phase> parsePhase(llvm::StringRef name);

/// Returns true if `phase` works on MLIR, so that IR stands before and after it.
inline bool isIRPhase(Phase phase) { return phase <= Phase::Codegen; }

/// What the order of dispatches is to be good for.
enum class Schedule { minPeakMemory, maxConcurrency };

/// How sums of 8-bit products of TFLite models are scaled.
enum class TfliteRounding {
  twice, ///< in fixed point, as TFLite Micro
  once,  ///< in f32, as LiteRT with XNNPACK
};

/// What the phases need to know of the user's wishes.
struct PipelineOptions {
  bool forSize = false; ///< Little code is worth more than little time.
  Schedule schedule = Schedule::minPeakMemory;
  TfliteRounding tfliteRounding = TfliteRounding::twice;
  bool sequential = false;    ///< Workgroups run one after another, as in libraries.
  bool ioInWorkspace = false; ///< Inputs and outputs have places in the workspace.
};

/// Adds the passes of `phase` (an IR phase), which end with a verifier of what
/// the phase promises.
void addPhase(Phase phase, mlir::OpPassManager &manager, const PipelineOptions &options);

/// Makes each IR phase known as pass pipeline `sinter-phase-<name>`.
void registerPhasePipelines();

} // namespace sinter

#endif // COMPILER_PIPELINE_PHASES_H
