//===- OnnxOps.cpp - Operations of the onnx dialect -----------------------===//

#include "dialects/Onnx/IR/OnnxDialect.h"

#include "mlir/IR/Builders.h"

#define GET_OP_CLASSES
#include "dialects/Onnx/IR/OnnxOps.cpp.inc"
