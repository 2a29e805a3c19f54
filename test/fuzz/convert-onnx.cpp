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
#include "test/fuzz/MutateOnnx.h"
#include <cstring>

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

/// libFuzzer's own changes of bytes; there are none where it is not linked.
extern "C" __attribute__((weak)) size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t most);

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed) {
  std::optional<std::string> model;
  if (!LLVMFuzzerMutate || seed % 4 != 0)
    model = sinter::test::mutateOnnx(std::string(reinterpret_cast<char *>(data), size), seed);
  if (!model || model->size() > most)
    return LLVMFuzzerMutate ? LLVMFuzzerMutate(data, size, most) : 0;
  std::memcpy(data, model->data(), model->size());
  return model->size();
}
