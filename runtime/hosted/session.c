//===- session.c - Calls of one function on one set of shapes ---------------===//
//
// Everything a call needs is one allocation made when the session is created:
// dims, tables of pointers and sizes, state and workspace.
//
//===----------------------------------------------------------------------===//

#include "message.h"

#include <stdlib.h>
#include <string.h>

struct sinter_session {
  const sinter_module_t *module;
  sinter_function_info_t function;
  sinter_instance_t instance;
  sinter_call_t call;
  sinter_arguments_t arguments;
  int64_t *dims; ///< Of all inputs, then of all outputs, then of all outputs as the last run told.
  const void **inputs;
  void **outputs;
  size_t *sizes; ///< Of all inputs, then of all outputs.
  void *state;
  void *workspace;
};

/// Allocates `size` bytes aligned to 64; of an empty buffer, one unit.
static void *allocate_buffer(uint64_t size) {
  if (size > SIZE_MAX - SINTER_BUFFER_ALIGNMENT)
    return NULL;
  size_t rounded =
      ((size_t)size + SINTER_BUFFER_ALIGNMENT - 1) & ~(size_t)(SINTER_BUFFER_ALIGNMENT - 1);
  return aligned_alloc(SINTER_BUFFER_ALIGNMENT, rounded ? rounded : SINTER_BUFFER_ALIGNMENT);
}

/// Allocates what depends on the function's signature and the module's state.
static sinter_status_t allocate_tables(sinter_session_t *session) {
  const sinter_function_info_t *info = &session->function;
  size_t dims = (size_t)info->input_rank_sum + 2 * (size_t)info->output_rank_sum;
  size_t buffers = (size_t)info->input_count + info->output_count;
  session->dims = calloc(dims + 1, sizeof(*session->dims));
  session->inputs = calloc((size_t)info->input_count + 1, sizeof(*session->inputs));
  session->outputs = calloc((size_t)info->output_count + 1, sizeof(*session->outputs));
  session->sizes = calloc(buffers + 1, sizeof(*session->sizes));
  session->state = allocate_buffer(session->module->state_size);
  bool complete =
      session->dims && session->inputs && session->outputs && session->sizes && session->state;
  return complete ? SINTER_OK : SINTER_OUT_OF_MEMORY;
}

/// Takes the dims given, or those of the module where all are static.
static sinter_status_t set_input_dims(sinter_session_t *session, uint32_t function,
                                      const int64_t *dims, sinter_message_t *message) {
  if (dims) {
    memcpy(session->dims, dims, session->function.input_rank_sum * sizeof(*dims));
    return SINTER_OK;
  }
  int64_t *next = session->dims;
  for (uint32_t i = 0; i < session->function.input_count; ++i) {
    sinter_tensor_info_t info;
    sinter_module_input(session->module, function, i, &info);
    for (uint32_t d = 0; d < info.rank; ++d)
      if (info.dims[d] == -1) {
        SINTER_SAY(message, "input '%s' has dynamic dims: say which", info.name);
        return SINTER_WRONG_SHAPE;
      }
    memcpy(next, info.dims, info.rank * sizeof(*next));
    next += info.rank;
  }
  return SINTER_OK;
}

/// Finds the size that a call gives to the use `use` of a dimension; false if there is none.
static bool find_use(const sinter_session_t *session, uint32_t function, uint32_t dim, uint32_t use,
                     sinter_tensor_info_t *info, int64_t *size) {
  uint32_t input, axis;
  if (sinter_module_dim_use(session->module, function, dim, use, &input, &axis) != SINTER_OK)
    return false;
  const int64_t *dims = session->dims;
  for (uint32_t i = 0; i <= input; ++i) {
    if (sinter_module_input(session->module, function, i, info) != SINTER_OK)
      return false;
    if (i < input)
      dims += info->rank;
  }
  if (axis >= info->rank)
    return false;
  *size = dims[axis];
  return true;
}

/// Says which dimension is why dims are refused, if the module knows.
static bool blame_dim(const sinter_session_t *session, uint32_t function,
                      sinter_message_t *message) {
  sinter_dim_info_t dim;
  for (uint32_t d = 0; sinter_module_dim(session->module, function, d, &dim) == SINTER_OK; ++d) {
    sinter_tensor_info_t first, other;
    int64_t size, next;
    if (!find_use(session, function, d, 0, &first, &size))
      continue;
    for (uint32_t use = 1; use < dim.use_count; ++use)
      if (find_use(session, function, d, use, &other, &next) && next != size) {
        SINTER_SAY(message, "dimension '%s' is %lld in input '%s', but %lld in input '%s'",
                   dim.name, (long long)size, first.name, (long long)next, other.name);
        return true;
      }
    bool is_within = size >= dim.min && (dim.max == 0 || size <= dim.max);
    if (is_within && size % dim.step == 0)
      continue;
    if (is_within)
      SINTER_SAY(message,
                 "dimension '%s' is %lld in input '%s', but the model takes multiples of "
                 "%lld",
                 dim.name, (long long)size, first.name, (long long)dim.step);
    else if (dim.max)
      SINTER_SAY(message, "dimension '%s' is %lld in input '%s', but the model takes %lld to %lld",
                 dim.name, (long long)size, first.name, (long long)dim.min, (long long)dim.max);
    else
      SINTER_SAY(message, "dimension '%s' is %lld in input '%s', but the model takes %lld or more",
                 dim.name, (long long)size, first.name, (long long)dim.min);
    return true;
  }
  return false;
}

/// Until a run says otherwise, outputs have the dims that were planned.
static void forget_results(sinter_session_t *session) {
  memcpy(session->arguments.output_dims, session->call.output_dims,
         session->function.output_rank_sum * sizeof(*session->dims));
}

static sinter_status_t prepare(sinter_session_t *session, const sinter_model_t *model,
                               const sinter_device_t *device, uint32_t function,
                               const int64_t *input_dims, sinter_message_t *message) {
  sinter_status_t status = allocate_tables(session);
  if (status != SINTER_OK) {
    SINTER_SAY(message, "no memory for %llu bytes of state",
               (unsigned long long)session->module->state_size);
    return status;
  }
  status = set_input_dims(session, function, input_dims, message);
  if (status != SINTER_OK)
    return status;

  sinter_reason_t reason = "";
  sinter_bytes_t state = {session->state, (size_t)session->module->state_size};
  status = sinter_instance_init(session->module, sinter_model_image(model), device, state,
                                &session->instance, &reason);
  if (status == SINTER_OK)
    status =
        sinter_call_plan(&session->instance, function, session->dims,
                         session->dims + session->function.input_rank_sum, &session->call, &reason);
  if (status != SINTER_OK) {
    if (status != SINTER_WRONG_SHAPE || !blame_dim(session, function, message))
      SINTER_SAY(message, "function '%s': %s", session->function.name, reason);
    return status;
  }
  session->workspace = allocate_buffer(session->call.workspace_size);
  if (!session->workspace) {
    SINTER_SAY(message, "function '%s': no memory for %llu bytes of workspace",
               session->function.name, (unsigned long long)session->call.workspace_size);
    return SINTER_OUT_OF_MEMORY;
  }
  session->arguments = (sinter_arguments_t){
      .inputs = session->inputs,
      .input_sizes = session->sizes,
      .outputs = session->outputs,
      .output_sizes = session->sizes + session->function.input_count,
      .workspace = {session->workspace, (size_t)session->call.workspace_size},
      .output_dims =
          session->dims + session->function.input_rank_sum + session->function.output_rank_sum,
  };
  forget_results(session);
  return SINTER_OK;
}

sinter_status_t sinter_session_create(const sinter_model_t *model, const sinter_device_t *device,
                                      uint32_t function, const int64_t *input_dims,
                                      sinter_session_t **session, sinter_message_t *message) {
  sinter_function_info_t info;
  if (sinter_module_function(sinter_model_module(model), function, &info) != SINTER_OK) {
    SINTER_SAY(message, "the module has no function %u", function);
    return SINTER_INVALID_ARGUMENT;
  }
  sinter_session_t *created = calloc(1, sizeof(*created));
  if (!created) {
    SINTER_SAY(message, "out of memory");
    return SINTER_OUT_OF_MEMORY;
  }
  created->module = sinter_model_module(model);
  created->function = info;
  sinter_status_t status = prepare(created, model, device, function, input_dims, message);
  if (status == SINTER_OK)
    *session = created;
  else
    sinter_session_destroy(created);
  return status;
}

void sinter_session_destroy(sinter_session_t *session) {
  if (!session)
    return;
  free(session->workspace);
  free(session->state);
  free(session->sizes);
  free(session->outputs);
  free(session->inputs);
  free(session->dims);
  free(session);
}

void sinter_session_reset(sinter_session_t *session) { sinter_instance_reset(&session->instance); }

typedef sinter_status_t (*describe_fn_t)(const sinter_module_t *, uint32_t, uint32_t,
                                         sinter_tensor_info_t *);

/// Describes a tensor with the dims of this session.
static sinter_status_t describe(const sinter_session_t *session, describe_fn_t describe_static,
                                const int64_t *dims, uint32_t index, sinter_tensor_info_t *info) {
  for (uint32_t i = 0; i <= index; ++i) {
    sinter_status_t status = describe_static(session->module, session->call.function, i, info);
    if (status != SINTER_OK)
      return status;
    memcpy(info->dims, dims, info->rank * sizeof(*dims));
    dims += info->rank;
  }
  return SINTER_OK;
}

sinter_status_t sinter_session_input(const sinter_session_t *session, uint32_t index,
                                     sinter_tensor_info_t *info) {
  return describe(session, sinter_module_input, session->dims, index, info);
}

sinter_status_t sinter_session_output(const sinter_session_t *session, uint32_t index,
                                      sinter_tensor_info_t *info) {
  return describe(session, sinter_module_output, session->dims + session->function.input_rank_sum,
                  index, info);
}

sinter_status_t sinter_session_result(const sinter_session_t *session, uint32_t index,
                                      sinter_tensor_info_t *info) {
  return describe(session, sinter_module_output, session->arguments.output_dims, index, info);
}

size_t sinter_session_workspace_size(const sinter_session_t *session) {
  return (size_t)session->call.workspace_size;
}

void sinter_session_set_trace(sinter_session_t *session, sinter_trace_fn_t trace, void *context) {
  session->arguments.trace = trace;
  session->arguments.trace_context = context;
}

sinter_status_t sinter_session_run(sinter_session_t *session, const sinter_const_bytes_t *inputs,
                                   const sinter_bytes_t *outputs, sinter_message_t *message) {
  uint32_t input_count = session->function.input_count;
  for (uint32_t i = 0; i < input_count; ++i) {
    session->inputs[i] = inputs[i].data;
    session->sizes[i] = inputs[i].size;
  }
  for (uint32_t i = 0; i < session->function.output_count; ++i) {
    session->outputs[i] = outputs[i].data;
    session->sizes[input_count + i] = outputs[i].size;
  }
  sinter_reason_t reason = "";
  forget_results(session);
  sinter_status_t status = sinter_call_run(&session->call, &session->arguments, &reason);
  if (status != SINTER_OK)
    SINTER_SAY(message, "function '%s': %s", session->function.name, reason);
  return status;
}
