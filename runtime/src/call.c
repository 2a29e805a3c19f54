//===- call.c - Plan and run calls ------------------------------------------===//
//
// The code decides how much workspace it needs and what shapes it returns; the
// module's description only has to agree. So a description that was altered can
// make a call fail, but cannot make the code leave its buffers.
//
//===----------------------------------------------------------------------===//

#include "sinter/call.h"
#include "support.h"

sinter_status_t sinter_instance_init(const sinter_module_t *module, const sinter_image_t *image,
                                     const sinter_device_t *device, sinter_bytes_t state,
                                     sinter_instance_t *instance, sinter_reason_t *reason) {
  if (state.size < module->state_size || !sinter_is_aligned(state.data, SINTER_BUFFER_ALIGNMENT))
    return sinter_fail(SINTER_INVALID_ARGUMENT,
                       "the state's memory is too small or not aligned to 64", reason);
  sinter_instance_t made = {module, image, sinter_module_constants(module).data, NULL, *device};
  if (module->state_size > 0)
    made.state = state.data;
  sinter_instance_reset(&made);
  *instance = made;
  return SINTER_OK;
}

void sinter_instance_reset(const sinter_instance_t *instance) {
  if (!instance->state)
    return;
  memset(instance->state, 0, (size_t)instance->module->state_size);
  sinter_initialize_fn_t initialize = instance->image->executable->initialize;
  if (initialize)
    initialize(instance->state, instance->constants);
}

typedef sinter_status_t (*describe_fn_t)(const sinter_module_t *, uint32_t, uint32_t,
                                         sinter_tensor_info_t *);

/// Checks that `dims` are such as the module describes and that each tensor's
/// size makes sense on this machine.
static bool dims_match(const sinter_module_t *module, uint32_t function, describe_fn_t describe,
                       uint32_t count, const int64_t *dims) {
  for (uint32_t i = 0; i < count; ++i) {
    sinter_tensor_info_t info;
    describe(module, function, i, &info);
    for (uint32_t d = 0; d < info.rank; ++d)
      if (!dims || (info.dims[d] != -1 && dims[d] != info.dims[d]))
        return false;
    uint64_t size;
    if (!sinter_tensor_size(info.element_type, info.rank, dims, &size) || size > SIZE_MAX / 2)
      return false;
    dims += info.rank;
  }
  return true;
}

sinter_status_t sinter_call_plan(const sinter_instance_t *instance, uint32_t function,
                                 const int64_t *input_dims, int64_t *output_dims,
                                 sinter_call_t *call, sinter_reason_t *reason) {
  const sinter_module_t *module = instance->module;
  sinter_function_info_t info;
  if (sinter_module_function(module, function, &info) != SINTER_OK)
    return sinter_fail(SINTER_INVALID_ARGUMENT, "the module has no such function", reason);
  if (!dims_match(module, function, sinter_module_input, info.input_count, input_dims))
    return sinter_fail(SINTER_WRONG_SHAPE, "an input has other dims than the function takes",
                       reason);

  sinter_plan_t plan = {0, output_dims};
  int32_t status = instance->image->executable->functions[function].plan(input_dims, &plan);
  if (status == SINTER_CALL_WRONG_SHAPE)
    return sinter_fail(SINTER_WRONG_SHAPE, "the function was not compiled for these dims", reason);
  if (status != SINTER_CALL_OK)
    return sinter_fail(SINTER_INVALID_MODULE, "the code failed to plan the call", reason);
  if (!dims_match(module, function, sinter_module_output, info.output_count, output_dims))
    return sinter_fail(SINTER_INVALID_MODULE,
                       "the code returns other dims than the module describes", reason);
  if (plan.workspace_size > info.workspace_size)
    return sinter_fail(SINTER_INVALID_MODULE, "the code needs more workspace than the module says",
                       reason);
  if (plan.workspace_size > SIZE_MAX / 2)
    return sinter_fail(SINTER_OUT_OF_MEMORY, "the workspace exceeds this machine's memory", reason);
  *call = (sinter_call_t){instance, input_dims, output_dims, plan.workspace_size, function};
  return SINTER_OK;
}

/// Checks that the buffers of all inputs or outputs are there, aligned to their
/// elements and of the size that `dims` give.
static bool buffers_match(const sinter_module_t *module, uint32_t function, describe_fn_t describe,
                          uint32_t count, const int64_t *dims, const void *const *buffers,
                          const size_t *sizes) {
  for (uint32_t i = 0; i < count; ++i) {
    sinter_tensor_info_t info;
    uint64_t size;
    describe(module, function, i, &info);
    if (!sinter_tensor_size(info.element_type, info.rank, dims, &size) || sizes[i] != size ||
        (size > 0 && !buffers[i]) ||
        !sinter_is_aligned(buffers[i], sinter_element_size(info.element_type)))
      return false;
    dims += info.rank;
  }
  return true;
}

/// A device and a listener behind the one context that code passes along.
typedef struct traced_device {
  const sinter_device_t *device;
  sinter_trace_fn_t trace;
  void *trace_context;
  uint32_t first_dispatch;
} traced_device_t;

static void traced_parallel_for(void *context, sinter_workgroup_fn_t workgroup,
                                const void *argument, uint32_t count) {
  const sinter_device_t *device = ((traced_device_t *)context)->device;
  device->parallel_for(device->context, workgroup, argument, count);
}

static void forward_trace(void *context, uint32_t dispatch, uint32_t is_end) {
  const traced_device_t *traced = context;
  traced->trace(traced->trace_context, traced->first_dispatch + dispatch, is_end);
}

sinter_status_t sinter_call_run(const sinter_call_t *call, const sinter_arguments_t *arguments,
                                sinter_reason_t *reason) {
  const sinter_instance_t *instance = call->instance;
  const sinter_module_t *module = instance->module;
  const sinter_function_t *function = &instance->image->executable->functions[call->function];
  if (!buffers_match(module, call->function, sinter_module_input, function->input_count,
                     call->input_dims, arguments->inputs, arguments->input_sizes))
    return sinter_fail(SINTER_INVALID_ARGUMENT,
                       "an input's buffer is missing, misaligned or of the wrong size", reason);
  if (!buffers_match(module, call->function, sinter_module_output, function->output_count,
                     call->output_dims, (const void *const *)arguments->outputs,
                     arguments->output_sizes))
    return sinter_fail(SINTER_INVALID_ARGUMENT,
                       "an output's buffer is missing, misaligned or of the wrong size", reason);
  if (arguments->workspace.size < call->workspace_size ||
      !sinter_is_aligned(arguments->workspace.data, SINTER_BUFFER_ALIGNMENT))
    return sinter_fail(SINTER_INVALID_ARGUMENT, "the workspace is too small or not aligned to 64",
                       reason);

  traced_device_t traced = {&instance->device, arguments->trace, arguments->trace_context,
                            instance->image->first_dispatch};
  sinter_host_services_t host = {instance->device.context, instance->device.parallel_for, NULL};
  if (arguments->trace)
    host = (sinter_host_services_t){&traced, traced_parallel_for, forward_trace};
  sinter_frame_t frame = {arguments->inputs,         arguments->outputs,    instance->constants,
                          arguments->workspace.data, instance->state,       &host,
                          call->input_dims,          arguments->output_dims};
  switch (function->run(&frame)) {
  case SINTER_CALL_OK:
    return SINTER_OK;
  case SINTER_CALL_WRONG_SHAPE:
    return sinter_fail(SINTER_WRONG_SHAPE, "the function was not compiled for these dims", reason);
  default:
    return sinter_fail(SINTER_INVALID_MODULE, "the code reported a failure it has no word for",
                       reason);
  }
}
