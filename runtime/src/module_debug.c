//===- module_debug.c - Look up dispatches, variables and quantization -----------------===//
//
// What profilers, dumps and messages ask of a module, and calls never do.
//
//===----------------------------------------------------------------------===//

#include "module_check.h"
#include "module_tables.h"

static bool find_dispatch(const sinter_module_t *module, uint32_t index, uint32_t *dispatch) {
  uint32_t debug = sinter_fb_reference(module->bytes.data, module->root, MODULE_DEBUG);
  return debug && sinter_find_table(module, debug, DEBUG_DISPATCHES, index, dispatch);
}

sinter_status_t sinter_module_dispatch(const sinter_module_t *module, uint32_t dispatch,
                                       sinter_dispatch_info_t *info) {
  const uint8_t *data = module->bytes.data;
  uint32_t table;
  if (!find_dispatch(module, dispatch, &table))
    return SINTER_INVALID_ARGUMENT;
  info->name = sinter_fb_string(data, table, DISPATCH_NAME);
  info->strategy = sinter_fb_string(data, table, DISPATCH_STRATEGY);
  info->node_count = sinter_fb_length(data, sinter_fb_reference(data, table, DISPATCH_NODES));
  info->function = sinter_fb_u32(data, table, DISPATCH_FUNCTION, 0);
  info->workgroups = sinter_fb_u32(data, table, DISPATCH_WORKGROUPS, 0);
  info->flops = sinter_fb_u64(data, table, DISPATCH_FLOPS);
  info->bytes_read = sinter_fb_u64(data, table, DISPATCH_BYTES_READ);
  info->bytes_written = sinter_fb_u64(data, table, DISPATCH_BYTES_WRITTEN);
  info->write_count = sinter_fb_length(data, sinter_fb_reference(data, table, DISPATCH_WRITES));
  info->scratch_write_count = sinter_fb_u32(data, table, DISPATCH_SCRATCH_WRITES, 0);
  return SINTER_OK;
}

sinter_status_t sinter_module_dispatch_node(const sinter_module_t *module, uint32_t dispatch,
                                            uint32_t index, const char **name) {
  uint32_t table, string;
  if (!find_dispatch(module, dispatch, &table) ||
      !sinter_find_table(module, table, DISPATCH_NODES, index, &string))
    return SINTER_INVALID_ARGUMENT;
  *name = (const char *)module->bytes.data + string + 4;
  return SINTER_OK;
}

sinter_status_t sinter_module_dispatch_write(const sinter_module_t *module, uint32_t dispatch,
                                             uint32_t index, sinter_arena_range_t *range) {
  const uint8_t *data = module->bytes.data;
  uint32_t table;
  if (!find_dispatch(module, dispatch, &table))
    return SINTER_INVALID_ARGUMENT;
  uint32_t writes = sinter_fb_reference(data, table, DISPATCH_WRITES);
  if (index >= sinter_fb_length(data, writes))
    return SINTER_INVALID_ARGUMENT;
  uint32_t position = sinter_fb_element(writes, index, ARENA_RANGE_BYTES);
  range->offset = sinter_load64(data + position);
  range->size = sinter_load64(data + position + 8);
  return SINTER_OK;
}

sinter_status_t sinter_module_variable(const sinter_module_t *module, uint32_t index,
                                       sinter_variable_info_t *info) {
  const uint8_t *data = module->bytes.data;
  uint32_t debug = sinter_fb_reference(data, module->root, MODULE_DEBUG), table;
  if (!debug || !sinter_find_table(module, debug, DEBUG_VARIABLES, index, &table))
    return SINTER_INVALID_ARGUMENT;
  // Checked here, for programs that do not ask have no need of it.
  uint32_t tensor = sinter_fb_reference(data, table, VARIABLE_TENSOR);
  if (!tensor || sinter_check_tensor(data, tensor))
    return SINTER_INVALID_MODULE;
  sinter_variable_info_t found;
  sinter_read_tensor(module, tensor, &found.tensor);
  found.offset = sinter_fb_u64(data, table, VARIABLE_OFFSET);
  uint64_t size;
  if (!sinter_tensor_size(found.tensor.element_type, found.tensor.rank, found.tensor.dims, &size) ||
      size > module->state_size || found.offset > module->state_size - size)
    return SINTER_INVALID_MODULE;
  *info = found;
  return SINTER_OK;
}

/// Sets `*quantization` to that of a tensor, 0 when it has none.
static bool find_quantization(const sinter_module_t *module, uint32_t function, bool is_output,
                              uint32_t index, uint32_t *quantization) {
  uint32_t tensor;
  uint32_t field = is_output ? FUNCTION_OUTPUTS : FUNCTION_INPUTS;
  if (!sinter_find_tensor(module, function, field, index, &tensor))
    return false;
  *quantization = sinter_fb_reference(module->bytes.data, tensor, TENSOR_QUANTIZATION);
  return true;
}

sinter_status_t sinter_module_quantization(const sinter_module_t *module, uint32_t function,
                                           bool is_output, uint32_t index,
                                           sinter_quantization_info_t *info) {
  const uint8_t *data = module->bytes.data;
  uint32_t table;
  if (!find_quantization(module, function, is_output, index, &table))
    return SINTER_INVALID_ARGUMENT;
  info->count = 0;
  info->axis = -1;
  if (table) {
    info->count = sinter_fb_length(data, sinter_fb_reference(data, table, QUANTIZATION_SCALES));
    info->axis = (int32_t)sinter_fb_u32(data, table, QUANTIZATION_AXIS, UINT32_MAX);
  }
  return SINTER_OK;
}

sinter_status_t sinter_module_scale(const sinter_module_t *module, uint32_t function,
                                    bool is_output, uint32_t index, uint32_t channel, float *scale,
                                    int64_t *zero_point) {
  const uint8_t *data = module->bytes.data;
  uint32_t table;
  if (!find_quantization(module, function, is_output, index, &table) || !table)
    return SINTER_INVALID_ARGUMENT;
  uint32_t scales = sinter_fb_reference(data, table, QUANTIZATION_SCALES);
  uint32_t zero_points = sinter_fb_reference(data, table, QUANTIZATION_ZERO_POINTS);
  if (channel >= sinter_fb_length(data, scales))
    return SINTER_INVALID_ARGUMENT;
  memcpy(scale, data + sinter_fb_element(scales, channel, 4), sizeof(*scale));
  *zero_point = 0; // what a missing vector means
  if (sinter_fb_length(data, zero_points) > 0)
    *zero_point = (int64_t)sinter_load64(data + sinter_fb_element(zero_points, channel, 8));
  return SINTER_OK;
}

static bool find_dim(const sinter_module_t *module, uint32_t function, uint32_t index,
                     uint32_t *dim) {
  uint32_t table;
  return sinter_find_table(module, module->root, MODULE_FUNCTIONS, function, &table) &&
         sinter_find_table(module, table, FUNCTION_DIMS, index, dim) &&
         sinter_is_name(module->bytes.data, sinter_fb_reference(module->bytes.data, *dim, DIM_NAME),
                        1);
}

sinter_status_t sinter_module_dim(const sinter_module_t *module, uint32_t function, uint32_t dim,
                                  sinter_dim_info_t *info) {
  const uint8_t *data = module->bytes.data;
  uint32_t table;
  if (!find_dim(module, function, dim, &table))
    return SINTER_INVALID_ARGUMENT;
  info->name = sinter_fb_string(data, table, DIM_NAME);
  info->min = (int64_t)sinter_fb_u64(data, table, DIM_MIN);
  info->max = (int64_t)sinter_fb_u64(data, table, DIM_MAX);
  info->use_count = sinter_fb_length(data, sinter_fb_reference(data, table, DIM_USES)) / 2;
  int64_t step = (int64_t)sinter_fb_u64(data, table, DIM_STEP);
  info->step = step > 0 ? step : 1; // What is absent is zero.
  return SINTER_OK;
}

sinter_status_t sinter_module_dim_use(const sinter_module_t *module, uint32_t function,
                                      uint32_t dim, uint32_t index, uint32_t *input,
                                      uint32_t *axis) {
  const uint8_t *data = module->bytes.data;
  uint32_t table;
  if (!find_dim(module, function, dim, &table))
    return SINTER_INVALID_ARGUMENT;
  uint32_t uses = sinter_fb_reference(data, table, DIM_USES);
  if (index >= sinter_fb_length(data, uses) / 2)
    return SINTER_INVALID_ARGUMENT;
  *input = sinter_load32(data + sinter_fb_element(uses, 2 * index, 4));
  *axis = sinter_load32(data + sinter_fb_element(uses, 2 * index + 1, 4));
  return SINTER_OK;
}
