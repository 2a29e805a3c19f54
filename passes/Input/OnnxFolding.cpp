//===- OnnxFolding.cpp - Evaluate ONNX nodes on constants -----------------===//

#include "passes/Input/OnnxFolding.h"

using namespace mlir;

namespace sinter {

bool foldOnnxNode(NodeConversion &node) { return false; }

} // namespace sinter
