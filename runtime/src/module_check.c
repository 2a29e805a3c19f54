//===- module_check.c - Check the meaning of a module -----------------------===//
//
// Runs after sinter_fb_verify(): every position is sound, so this file only
// asks whether the values make sense.
//
//===----------------------------------------------------------------------===//

#include "module_check.h"
#include "schema.h"
#include "schema/executable_abi.h"

/// Longest name of anything that the runtime compares or prints.
#define MAX_NAME 1023u

bool sinter_is_name(const uint8_t *root, uint32_t string, uint32_t min_length) {
  uint32_t length = sinter_fb_length(root, string);
  if (length < min_length || length > MAX_NAME)
    return false;
  for (uint32_t i = 0; i < length; ++i)
    if (root[string + 4 + i] < 0x20 || root[string + 4 + i] == 0x7f)
      return false;
  return true;
}

static bool is_quantization(const uint8_t *root, uint32_t quantization, uint32_t rank) {
  if (!quantization)
    return true;
  uint32_t scales =
      sinter_fb_length(root, sinter_fb_reference(root, quantization, QUANTIZATION_SCALES));
  uint32_t zero_points =
      sinter_fb_length(root, sinter_fb_reference(root, quantization, QUANTIZATION_ZERO_POINTS));
  int32_t axis =
      (int32_t)sinter_fb_u32(root, quantization, QUANTIZATION_AXIS, (uint32_t)INT32_C(-1));
  return (zero_points == 0 || zero_points == scales) && axis >= -1 && axis < (int32_t)rank &&
         (axis >= 0 || scales <= 1);
}

const char *sinter_check_tensor(const uint8_t *root, uint32_t tensor) {
  if (!sinter_is_name(root, sinter_fb_reference(root, tensor, TENSOR_NAME), 1))
    return "a tensor has no valid name";
  uint32_t type = sinter_fb_u8(root, tensor, TENSOR_ELEMENT_TYPE, 0);
  if (sinter_element_size((sinter_element_type_t)type) == 0)
    return "a tensor has an unknown element type";
  uint32_t dims = sinter_fb_reference(root, tensor, TENSOR_DIMS);
  uint32_t rank = sinter_fb_length(root, dims);
  if (rank > SINTER_MAX_RANK)
    return "a tensor has more than 16 dimensions";

  int64_t known[SINTER_MAX_RANK];
  for (uint32_t i = 0; i < rank; ++i) {
    known[i] = (int64_t)sinter_load64(root + sinter_fb_element(dims, i, 8));
    if (known[i] == -1)
      known[i] = 1; // dynamic: judged when a call is planned
  }
  uint64_t size;
  if (!sinter_tensor_size((sinter_element_type_t)type, rank, known, &size))
    return "a tensor has impossible dims";
  if (!is_quantization(root, sinter_fb_reference(root, tensor, TENSOR_QUANTIZATION), rank))
    return "a tensor has an inconsistent quantization";
  return NULL;
}

static const char *check_tensors(const uint8_t *root, uint32_t tensors) {
  uint32_t count = sinter_fb_length(root, tensors);
  for (uint32_t i = 0; i < count; ++i) {
    const char *why = sinter_check_tensor(root, sinter_fb_element_reference(root, tensors, i));
    if (why)
      return why;
  }
  return NULL;
}

static const char *check_function(const uint8_t *root, uint32_t function) {
  if (!sinter_is_name(root, sinter_fb_reference(root, function, FUNCTION_NAME), 1))
    return "a function has no valid name";
  const char *why = check_tensors(root, sinter_fb_reference(root, function, FUNCTION_INPUTS));
  return why ? why : check_tensors(root, sinter_fb_reference(root, function, FUNCTION_OUTPUTS));
}

static const char *check_segment(const sinter_module_t *module, uint32_t segment,
                                 uint64_t content) {
  const uint8_t *root = module->bytes.data;
  uint64_t offset = sinter_load64(root + segment);
  uint64_t size = sinter_load64(root + segment + 8);
  if (offset % SINTER_BUFFER_ALIGNMENT != 0)
    return "a segment is not aligned to 64 bytes";
  if (offset < content || offset > module->bytes.size || size > module->bytes.size - offset)
    return "a segment lies outside the file";
  return NULL;
}

static const char *check_executable(const sinter_module_t *module, uint32_t executable,
                                    uint64_t content) {
  const uint8_t *root = module->bytes.data;
  if (sinter_fb_u8(root, executable, EXECUTABLE_FORMAT, 0) > SINTER_PORTABLE)
    return "an executable has an unknown format";
  if (!sinter_is_name(root, sinter_fb_reference(root, executable, EXECUTABLE_TRIPLE), 1))
    return "an executable has no valid target triple";
  if (!sinter_is_name(root, sinter_fb_reference(root, executable, EXECUTABLE_CPU), 0))
    return "an executable has no valid CPU name";
  uint32_t features = sinter_fb_reference(root, executable, EXECUTABLE_REQUIRED_FEATURES);
  uint32_t count = sinter_fb_length(root, features);
  for (uint32_t i = 0; i < count; ++i)
    if (!sinter_is_name(root, sinter_fb_element_reference(root, features, i), 1))
      return "an executable requires a feature without a valid name";
  if (module->dispatch_count > 0 &&
      sinter_fb_u32(root, executable, EXECUTABLE_FIRST_DISPATCH, 0) > module->dispatch_count)
    return "an executable's dispatches lie outside the table";
  uint32_t segment = sinter_fb_field(root, executable, EXECUTABLE_SEGMENT);
  return segment ? check_segment(module, segment, content) : "an executable has no code";
}

/// Names of dispatches appear in profiles.
static const char *check_debug(const uint8_t *root, uint32_t debug) {
  if (!debug)
    return NULL;
  uint32_t dispatches = sinter_fb_reference(root, debug, DEBUG_DISPATCHES);
  uint32_t count = sinter_fb_length(root, dispatches);
  for (uint32_t i = 0; i < count; ++i) {
    uint32_t dispatch = sinter_fb_element_reference(root, dispatches, i);
    if (!sinter_is_name(root, sinter_fb_reference(root, dispatch, DISPATCH_NAME), 0) ||
        !sinter_is_name(root, sinter_fb_reference(root, dispatch, DISPATCH_STRATEGY), 0))
      return "a dispatch has no valid name";
  }
  return NULL;
}

sinter_status_t sinter_module_check(const sinter_module_t *module, uint64_t content,
                                    sinter_reason_t *reason) {
  const uint8_t *root = module->bytes.data;
  const char *why = NULL;
  uint32_t functions = sinter_fb_reference(root, module->root, MODULE_FUNCTIONS);
  uint32_t executables = sinter_fb_reference(root, module->root, MODULE_EXECUTABLES);
  uint32_t constants = sinter_fb_field(root, module->root, MODULE_CONSTANTS);
  if (module->function_count == 0)
    why = "the module has no function";
  else if (module->executable_count == 0)
    why = "the module has no executable";
  else if (!sinter_is_name(root, sinter_fb_reference(root, module->root, MODULE_PRODUCER), 0))
    why = "the producer has no valid name";
  else if (constants)
    why = check_segment(module, constants, content);

  for (uint32_t i = 0; !why && i < module->function_count; ++i)
    why = check_function(root, sinter_fb_element_reference(root, functions, i));
  for (uint32_t i = 0; !why && i < module->executable_count; ++i)
    why = check_executable(module, sinter_fb_element_reference(root, executables, i), content);
  if (!why)
    why = check_debug(root, sinter_fb_reference(root, module->root, MODULE_DEBUG));
  return why ? sinter_fail(SINTER_INVALID_MODULE, why, reason) : SINTER_OK;
}
