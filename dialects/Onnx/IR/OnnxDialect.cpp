//===- OnnxDialect.cpp - The onnx dialect ---------------------------------===//

#include "dialects/Onnx/IR/OnnxDialect.h"

using namespace mlir;
using namespace sinter::onnx;

#include "dialects/Onnx/IR/OnnxDialect.cpp.inc"

void OnnxDialect::initialize() {
  addOperations<
#define GET_OP_LIST
#include "dialects/Onnx/IR/OnnxOps.cpp.inc"
      >();
}
