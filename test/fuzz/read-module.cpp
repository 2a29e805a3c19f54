//===- read-module.cpp - Read all that any bytes tell as a module ---------===//
//
// Whoever alters a module can also write its checksum anew, so the target does that
// first: what is behind the checksum is the interesting part.
//
//===----------------------------------------------------------------------===//

#include "sinter/module.h"
#include "test/runtime/support/Pack.h"
#include <cstdio>
#include <cstring>

using namespace sinter;

namespace {
/// Reads a string to its end, as a printer would.
void read(const char *text) {
  volatile size_t length = std::strlen(text);
  (void)length;
}
} // namespace

static void readTensors(const sinter_module_t &module, uint32_t function, bool areOutputs) {
  sinter_tensor_info_t tensor;
  auto *get = areOutputs ? sinter_module_output : sinter_module_input;
  for (uint32_t i = 0; get(&module, function, i, &tensor) == SINTER_OK; ++i) {
    read(tensor.name);
    uint64_t size;
    sinter_tensor_size(tensor.element_type, tensor.rank, tensor.dims, &size);
    sinter_quantization_info_t quantization;
    if (sinter_module_quantization(&module, function, areOutputs, i, &quantization) != SINTER_OK)
      continue;
    for (uint32_t channel = 0; channel < quantization.count; ++channel) {
      float scale;
      int64_t zeroPoint;
      sinter_module_scale(&module, function, areOutputs, i, channel, &scale, &zeroPoint);
    }
  }
}

static void readFunctions(const sinter_module_t &module) {
  sinter_function_info_t info;
  for (uint32_t i = 0; sinter_module_function(&module, i, &info) == SINTER_OK; ++i) {
    read(info.name);
    uint32_t found;
    sinter_module_find_function(&module, info.name, &found);
    readTensors(module, i, /*areOutputs=*/false);
    readTensors(module, i, /*areOutputs=*/true);
  }
}

static void readExecutables(const sinter_module_t &module) {
  sinter_executable_info_t info;
  for (uint32_t i = 0; sinter_module_executable(&module, i, &info) == SINTER_OK; ++i) {
    read(info.triple);
    read(info.cpu);
    const char *name;
    for (uint32_t j = 0; sinter_module_required_feature(&module, i, j, &name) == SINTER_OK; ++j)
      read(name);
    sinter_module_verify_executable(&module, i);
  }
}

static void readDispatches(const sinter_module_t &module) {
  sinter_dispatch_info_t info;
  for (uint32_t i = 0; sinter_module_dispatch(&module, i, &info) == SINTER_OK; ++i) {
    read(info.name);
    read(info.strategy);
    const char *name;
    for (uint32_t j = 0; sinter_module_dispatch_node(&module, i, j, &name) == SINTER_OK; ++j)
      read(name);
    sinter_arena_range_t range;
    for (uint32_t j = 0; sinter_module_dispatch_write(&module, i, j, &range) == SINTER_OK; ++j)
      continue;
  }
}

/// What our reader accepts, FlatBuffers' own verifier accepts.
static void checkOfficial(const test::File &file) {
  auto *data = reinterpret_cast<const uint8_t *>(file.data.get());
  flatbuffers::Verifier verifier(data, 4 + flatbuffers::ReadScalar<flatbuffers::uoffset_t>(data));
  if (schema::VerifySizePrefixedModuleBuffer(verifier))
    return;
  std::fprintf(stderr, "FlatBuffers' verifier refuses what the reader accepts\n");
  std::abort();
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  std::string content(reinterpret_cast<const char *>(data), size);
  test::fixRootChecksum(content);
  test::File file = test::makeFile(content);
  sinter_module_t module;
  sinter_reason_t reason;
  if (sinter_module_open({file.data.get(), file.size}, &module, &reason) != SINTER_OK) {
    read(reason);
    return 0;
  }
  checkOfficial(file);
  read(sinter_module_producer(&module));
  readFunctions(module);
  readExecutables(module);
  readDispatches(module);
  sinter_module_verify_constants(&module);
  return 0;
}
