//===- module.c - Open a module and look up its parts -----------------------===//

#include "sinter/module.h"
#include "module_check.h"
#include "module_tables.h"
#include "schema/executable_abi.h"

static const char identifier[4] = {'S', 'N', 'T', 'R'};

sinter_status_t sinter_module_open(sinter_const_bytes_t bytes, sinter_module_t *module,
                                   sinter_reason_t *reason) {
  const uint8_t *data = bytes.data;
  if (!sinter_is_aligned(data, SINTER_BUFFER_ALIGNMENT))
    return sinter_fail(SINTER_INVALID_ARGUMENT, "the module's bytes are not aligned to 64", reason);
  // Size prefix, root offset, identifier; then the checksum after the root.
  if (bytes.size < 12)
    return sinter_fail(SINTER_INVALID_MODULE, "the file is too short for a module", reason);
  for (int i = 0; i < 4; ++i)
    if (data[8 + i] != (uint8_t)identifier[i])
      return sinter_fail(SINTER_INVALID_MODULE, "the file is not a module", reason);
  uint64_t root_end = UINT64_C(4) + sinter_load32(data);
  if (root_end > INT32_MAX || root_end + 8 > bytes.size)
    return sinter_fail(SINTER_INVALID_MODULE, "the file is cut short", reason);
  if (root_end < 12 || sinter_checksum(data, (size_t)root_end) != sinter_load64(data + root_end))
    return sinter_fail(SINTER_INVALID_MODULE, "the description's checksum is wrong", reason);

  // The version says how to understand everything else.
  if (!sinter_fb_verify(data, (uint32_t)root_end, 4, sinter_schema, TABLE_MODULE_HEAD))
    return sinter_fail(SINTER_INVALID_MODULE, "the description is damaged", reason);
  uint32_t root = 4 + sinter_load32(data + 4);
  uint32_t version = sinter_fb_u32(data, root, MODULE_SCHEMA_VERSION, 0);
  if (version > SINTER_SCHEMA_VERSION)
    return sinter_fail(SINTER_INCOMPATIBLE, "the module is newer than this runtime", reason);
  if (version == 0 || !sinter_fb_verify(data, (uint32_t)root_end, 4, sinter_schema, TABLE_MODULE))
    return sinter_fail(SINTER_INVALID_MODULE, "the description is damaged", reason);

  sinter_module_t opened = {bytes, root, 0, 0, 0, 0};
  opened.function_count = sinter_fb_length(data, sinter_fb_reference(data, root, MODULE_FUNCTIONS));
  opened.executable_count =
      sinter_fb_length(data, sinter_fb_reference(data, root, MODULE_EXECUTABLES));
  uint32_t debug = sinter_fb_reference(data, root, MODULE_DEBUG);
  if (debug)
    opened.dispatch_count =
        sinter_fb_length(data, sinter_fb_reference(data, debug, DEBUG_DISPATCHES));
  opened.state_size = sinter_fb_u64(data, root, MODULE_STATE_SIZE);
  sinter_status_t status = sinter_module_check(&opened, root_end + 8, reason);
  if (status == SINTER_OK)
    *module = opened;
  return status;
}

const char *sinter_module_producer(const sinter_module_t *module) {
  return sinter_fb_string(module->bytes.data, module->root, MODULE_PRODUCER);
}

bool sinter_find_table(const sinter_module_t *module, uint32_t parent, uint32_t field,
                       uint32_t index, uint32_t *table) {
  const uint8_t *data = module->bytes.data;
  uint32_t vector = sinter_fb_reference(data, parent, field);
  if (index >= sinter_fb_length(data, vector))
    return false;
  *table = sinter_fb_element_reference(data, vector, index);
  return true;
}

static uint32_t rank_sum(const sinter_module_t *module, uint32_t function, uint32_t field,
                         uint32_t *count) {
  const uint8_t *data = module->bytes.data;
  uint32_t sum = 0, tensor;
  for (*count = 0; sinter_find_table(module, function, field, *count, &tensor); ++*count)
    sum += sinter_fb_length(data, sinter_fb_reference(data, tensor, TENSOR_DIMS));
  return sum;
}

sinter_status_t sinter_module_function(const sinter_module_t *module, uint32_t function,
                                       sinter_function_info_t *info) {
  const uint8_t *data = module->bytes.data;
  uint32_t table;
  if (!sinter_find_table(module, module->root, MODULE_FUNCTIONS, function, &table))
    return SINTER_INVALID_ARGUMENT;
  info->name = sinter_fb_string(data, table, FUNCTION_NAME);
  info->input_rank_sum = rank_sum(module, table, FUNCTION_INPUTS, &info->input_count);
  info->output_rank_sum = rank_sum(module, table, FUNCTION_OUTPUTS, &info->output_count);
  info->workspace_size = sinter_fb_u64(data, table, FUNCTION_WORKSPACE_SIZE);
  return SINTER_OK;
}

bool sinter_find_tensor(const sinter_module_t *module, uint32_t function, uint32_t field,
                        uint32_t index, uint32_t *tensor) {
  uint32_t table;
  return sinter_find_table(module, module->root, MODULE_FUNCTIONS, function, &table) &&
         sinter_find_table(module, table, field, index, tensor);
}

void sinter_read_tensor(const sinter_module_t *module, uint32_t tensor,
                        sinter_tensor_info_t *info) {
  const uint8_t *data = module->bytes.data;
  uint32_t dims = sinter_fb_reference(data, tensor, TENSOR_DIMS);
  info->name = sinter_fb_string(data, tensor, TENSOR_NAME);
  info->element_type = (sinter_element_type_t)sinter_fb_u8(data, tensor, TENSOR_ELEMENT_TYPE, 0);
  info->rank = sinter_fb_length(data, dims);
  for (uint32_t i = 0; i < info->rank; ++i)
    info->dims[i] = (int64_t)sinter_load64(data + sinter_fb_element(dims, i, 8));
}

static sinter_status_t describe_tensor(const sinter_module_t *module, uint32_t function,
                                       uint32_t field, uint32_t index, sinter_tensor_info_t *info) {
  uint32_t tensor;
  if (!sinter_find_tensor(module, function, field, index, &tensor))
    return SINTER_INVALID_ARGUMENT;
  sinter_read_tensor(module, tensor, info);
  return SINTER_OK;
}

sinter_status_t sinter_module_input(const sinter_module_t *module, uint32_t function,
                                    uint32_t index, sinter_tensor_info_t *info) {
  return describe_tensor(module, function, FUNCTION_INPUTS, index, info);
}

sinter_status_t sinter_module_output(const sinter_module_t *module, uint32_t function,
                                     uint32_t index, sinter_tensor_info_t *info) {
  return describe_tensor(module, function, FUNCTION_OUTPUTS, index, info);
}

sinter_status_t sinter_module_find_function(const sinter_module_t *module, const char *name,
                                            uint32_t *function) {
  uint32_t table;
  for (uint32_t i = 0; sinter_find_table(module, module->root, MODULE_FUNCTIONS, i, &table); ++i) {
    if (!sinter_strings_equal(sinter_fb_string(module->bytes.data, table, FUNCTION_NAME), name))
      continue;
    *function = i;
    return SINTER_OK;
  }
  return SINTER_NOT_FOUND;
}

/// Returns the bytes that the Segment struct at `position` names.
static sinter_const_bytes_t segment_bytes(const sinter_module_t *module, uint32_t position) {
  const uint8_t *data = module->bytes.data;
  sinter_const_bytes_t bytes = {NULL, 0};
  if (position) {
    bytes.data = data + sinter_load64(data + position);
    bytes.size = (size_t)sinter_load64(data + position + 8);
  }
  return bytes;
}

sinter_status_t sinter_module_executable(const sinter_module_t *module, uint32_t executable,
                                         sinter_executable_info_t *info) {
  const uint8_t *data = module->bytes.data;
  uint32_t table;
  if (!sinter_find_table(module, module->root, MODULE_EXECUTABLES, executable, &table))
    return SINTER_INVALID_ARGUMENT;
  info->format = (sinter_executable_format_t)sinter_fb_u8(data, table, EXECUTABLE_FORMAT, 0);
  info->triple = sinter_fb_string(data, table, EXECUTABLE_TRIPLE);
  info->cpu = sinter_fb_string(data, table, EXECUTABLE_CPU);
  info->required_feature_count =
      sinter_fb_length(data, sinter_fb_reference(data, table, EXECUTABLE_REQUIRED_FEATURES));
  info->first_dispatch = sinter_fb_u32(data, table, EXECUTABLE_FIRST_DISPATCH, 0);
  info->code = segment_bytes(module, sinter_fb_field(data, table, EXECUTABLE_SEGMENT));
  return SINTER_OK;
}

sinter_status_t sinter_module_required_feature(const sinter_module_t *module, uint32_t executable,
                                               uint32_t index, const char **name) {
  const uint8_t *data = module->bytes.data;
  uint32_t table, string;
  if (!sinter_find_table(module, module->root, MODULE_EXECUTABLES, executable, &table) ||
      !sinter_find_table(module, table, EXECUTABLE_REQUIRED_FEATURES, index, &string))
    return SINTER_INVALID_ARGUMENT;
  *name = (const char *)data + string + 4;
  return SINTER_OK;
}

sinter_const_bytes_t sinter_module_constants(const sinter_module_t *module) {
  return segment_bytes(module, sinter_fb_field(module->bytes.data, module->root, MODULE_CONSTANTS));
}

static sinter_status_t verify_segment(const sinter_module_t *module, uint32_t position) {
  sinter_const_bytes_t bytes = segment_bytes(module, position);
  if (!position || sinter_checksum(bytes.data, bytes.size) ==
                       sinter_load64((const uint8_t *)module->bytes.data + position + 16))
    return SINTER_OK;
  return SINTER_INVALID_MODULE;
}

sinter_status_t sinter_module_verify_executable(const sinter_module_t *module,
                                                uint32_t executable) {
  uint32_t table;
  if (!sinter_find_table(module, module->root, MODULE_EXECUTABLES, executable, &table))
    return SINTER_INVALID_ARGUMENT;
  return verify_segment(module, sinter_fb_field(module->bytes.data, table, EXECUTABLE_SEGMENT));
}

sinter_status_t sinter_module_verify_constants(const sinter_module_t *module) {
  return verify_segment(module,
                        sinter_fb_field(module->bytes.data, module->root, MODULE_CONSTANTS));
}
