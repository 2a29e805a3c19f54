//===- convert-tflite.cpp - Convert any bytes as a TFLite model -----------===//
//
// Import is total, so what operators, shapes and options make no sense together is for
// the converters to refuse.
//
//===----------------------------------------------------------------------===//

#include "compiler/Import/TFLite/TfliteImport.h"
#include "mlir/Pass/PassManager.h"
#include "passes/Tflite/Passes.h"
#include "test/fuzz/Import.h"

using namespace mlir;

static FailureOr<OwningOpRef<ModuleOp>> importAndConvert(MLIRContext &context,
                                                         llvm::MemoryBufferRef model) {
  FailureOr<OwningOpRef<ModuleOp>> module = sinter::importTflite(context, model);
  if (failed(module))
    return failure();
  PassManager manager(&context);
  manager.addPass(sinter::createConvertTflite());
  if (failed(manager.run(**module)))
    return failure();
  return module;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  return sinter::test::checkImport(data, size, "fuzz.tflite", importAndConvert);
}
