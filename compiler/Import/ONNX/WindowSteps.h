//===- WindowSteps.h - What strides divide open dims ------------*- C++ -*-===//
//
// Behind a window with a stride an open dim is a fraction, which is a whole number for all calls
// only if each call gives a multiple of the stride. Which multiple a graph asks for is read off
// its attributes, before there are shapes.
//
//===----------------------------------------------------------------------===//

#ifndef COMPILER_IMPORT_ONNX_WINDOWSTEPS_H
#define COMPILER_IMPORT_ONNX_WINDOWSTEPS_H

#include "compiler/Import/Shapes/OpenDims.h"
#include "onnx/onnx_pb.h"

namespace sinter {

/// Returns, by the name of each open dim of `inputs` behind which the strides of convolutions,
/// pools and blocks multiply to more than 1, that product, less what upsampling takes back.
DimSteps findWindowSteps(const ::onnx::GraphProto &graph, llvm::ArrayRef<ModelInput> inputs);

} // namespace sinter

#endif // COMPILER_IMPORT_ONNX_WINDOWSTEPS_H
