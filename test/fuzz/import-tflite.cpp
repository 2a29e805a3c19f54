//===- import-tflite.cpp - Import any bytes as a TFLite model -------------===//

#include "compiler/Import/TFLite/TfliteImport.h"
#include "test/fuzz/Import.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  return sinter::test::checkImport(data, size, "fuzz.tflite", [](auto &context, auto model) {
    return sinter::importTflite(context, model);
  });
}
