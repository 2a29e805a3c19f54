//===- ModelCheck.h - Whether a .tflite model makes sense -------*- C++ -*-===//

#ifndef COMPILER_IMPORT_TFLITE_MODELCHECK_H
#define COMPILER_IMPORT_TFLITE_MODELCHECK_H

#include "compiler/Import/TFLite/GraphRoles.h"

namespace sinter {

/// Checks what FlatBuffers' verifier cannot know: that numbers refer to something, that
/// shapes are possible, that operators come in order, that types are whole. Returns what
/// is known of each subgraph; that holds only if nothing was appended to `problems`.
std::vector<TfliteGraph> checkTfliteModel(mlir::MLIRContext *context,
                                          const tflite_format::Model &model, size_t fileSize,
                                          const TfliteConstants &constants,
                                          std::vector<std::string> &problems);

} // namespace sinter

#endif // COMPILER_IMPORT_TFLITE_MODELCHECK_H
