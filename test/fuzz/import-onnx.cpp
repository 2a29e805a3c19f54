//===- import-onnx.cpp - Import any bytes as an ONNX model ----------------===//

#include "compiler/Import/ONNX/OnnxImport.h"
#include "test/fuzz/Import.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  return sinter::test::checkImport(data, size, "fuzz.onnx", [](auto &context, auto model) {
    return sinter::importOnnx(context, model);
  });
}
