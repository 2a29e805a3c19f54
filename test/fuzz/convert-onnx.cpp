//===- convert-onnx.cpp - Convert any bytes as an ONNX model --------------===//
//
// Import is total, so what operators, shapes and attributes make no sense together is for
// the converters to refuse.
//
//===----------------------------------------------------------------------===//

#include "compiler/Import/ONNX/OnnxImport.h"
#include "mlir/Pass/PassManager.h"
#include "passes/Onnx/Passes.h"
#include "test/fuzz/Import.h"

using namespace mlir;

static FailureOr<OwningOpRef<ModuleOp>> importAndConvert(MLIRContext &context,
                                                         llvm::MemoryBufferRef model) {
  FailureOr<OwningOpRef<ModuleOp>> module = sinter::importOnnx(context, model);
  if (failed(module))
    return failure();
  PassManager manager(&context);
  manager.addNestedPass<func::FuncOp>(sinter::createRecognizeQuantized());
  manager.addNestedPass<func::FuncOp>(sinter::createConvertOnnx());
  if (failed(manager.run(**module)))
    return failure();
  return module;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  return sinter::test::checkImport(data, size, "fuzz.onnx", importAndConvert);
}
