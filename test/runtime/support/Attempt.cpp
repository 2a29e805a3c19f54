//===- Attempt.cpp - Load bytes and run all they offer --------------------===//

#include "test/runtime/support/Attempt.h"
#include "sinter/call.h"
#include "sinter/posix.h"
#include "test/runtime/support/Guarded.h"
#include "test/runtime/support/Pack.h"

using namespace sinter;
using namespace sinter::test;

/// No test needs more; a module may ask for any amount.
static constexpr uint64_t mostMemory = 1 << 24;

namespace {
/// All inputs or all outputs of a call.
struct Buffers {
  std::vector<Guarded> guarded;
  std::vector<void *> pointers;
  std::vector<size_t> sizes;

  /// Adds a buffer aligned to its element only, as a caller may. Returns false
  /// when it would be too large to try.
  bool add(const sinter_tensor_info_t &info, const int64_t *dims) {
    uint64_t size;
    if (!sinter_tensor_size(info.element_type, info.rank, dims, &size) || size > mostMemory)
      return false;
    guarded.emplace_back(size, sinter_element_size(info.element_type));
    pointers.push_back(guarded.back().data());
    sizes.push_back(size);
    return true;
  }

  bool isIntact() const {
    for (const Guarded &buffer : guarded)
      if (!buffer.isIntact())
        return false;
    return true;
  }
};
} // namespace

/// The dims to call a function with: as described, 8 where dynamic.
static std::vector<int64_t> chooseDims(const sinter_module_t &module, uint32_t function) {
  std::vector<int64_t> dims;
  sinter_tensor_info_t info;
  for (uint32_t i = 0; sinter_module_input(&module, function, i, &info) == SINTER_OK; ++i)
    for (uint32_t d = 0; d < info.rank; ++d)
      dims.push_back(info.dims[d] == -1 ? 8 : info.dims[d]);
  dims.push_back(0); // never without data
  return dims;
}

static bool run(const sinter_instance_t &instance, uint32_t function, Attempt &result) {
  sinter_function_info_t info;
  sinter_module_function(instance.module, function, &info);
  std::vector<int64_t> inputDims = chooseDims(*instance.module, function);
  std::vector<int64_t> outputDims(info.output_rank_sum + 1);
  sinter_reason_t reason = "";
  sinter_call_t call;
  if (sinter_call_plan(&instance, function, inputDims.data(), outputDims.data(), &call, &reason) !=
      SINTER_OK) {
    result.reason = reason;
    return false;
  }

  Buffers inputs, outputs;
  sinter_tensor_info_t tensor;
  const int64_t *dims = inputDims.data();
  for (uint32_t i = 0; i < info.input_count; ++i, dims += tensor.rank) {
    sinter_module_input(instance.module, function, i, &tensor);
    if (!inputs.add(tensor, dims))
      return false;
  }
  dims = outputDims.data();
  for (uint32_t i = 0; i < info.output_count; ++i, dims += tensor.rank) {
    sinter_module_output(instance.module, function, i, &tensor);
    if (!outputs.add(tensor, dims))
      return false;
  }
  if (call.workspace_size > mostMemory)
    return false;
  Guarded workspace(call.workspace_size);
  std::vector<int64_t> toldDims = outputDims;
  sinter_arguments_t arguments = {inputs.pointers.data(),
                                  inputs.sizes.data(),
                                  outputs.pointers.data(),
                                  outputs.sizes.data(),
                                  {workspace.data(), workspace.size()},
                                  nullptr,
                                  nullptr,
                                  toldDims.data()};
  bool hasRun = sinter_call_run(&call, &arguments, &reason) == SINTER_OK;
  if (!hasRun)
    result.reason = reason;
  result.isIntact &= inputs.isIntact() && outputs.isIntact() && workspace.isIntact();
  return hasRun;
}

static bool isOfficial(const File &file) {
  auto *data = reinterpret_cast<const uint8_t *>(file.data.get());
  size_t size = 4 + flatbuffers::ReadScalar<flatbuffers::uoffset_t>(data);
  flatbuffers::Verifier verifier(data, size);
  return schema::VerifySizePrefixedModuleBuffer(verifier);
}

Attempt sinter::test::attempt(const std::string &content) {
  Attempt result;
  File file = makeFile(content);
  sinter_reason_t reason = "";
  sinter_module_t module;
  if (sinter_module_open({file.data.get(), file.size}, &module, &reason) != SINTER_OK) {
    result.reason = reason;
    return result;
  }
  result.reached = Reached::opened;
  result.isOfficial = isOfficial(file);

  uint32_t executable;
  sinter_image_t image;
  sinter_image_memory_t memory = sinter_posix_memory();
  if (sinter_select_executable(&module, &sinter_host_cpu, &executable, &reason) != SINTER_OK ||
      sinter_image_load(&module, executable, &memory, &image, &reason) != SINTER_OK) {
    result.reason = reason;
    return result;
  }
  result.reached = Reached::loaded;
  if (module.state_size <= mostMemory) {
    Guarded state(module.state_size);
    sinter_instance_t instance;
    if (sinter_instance_init(&module, &image, &sinter_local_sync, {state.data(), state.size()},
                             &instance, &reason) != SINTER_OK)
      std::abort(); // the state is what the module asks for
    for (uint32_t i = 0; i < module.function_count; ++i)
      if (run(instance, i, result))
        result.reached = Reached::ran;
    result.isIntact &= state.isIntact();
  }
  sinter_image_unload(&image);
  return result;
}
