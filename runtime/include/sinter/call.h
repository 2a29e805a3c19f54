//===- sinter/call.h - Call a model's functions --------------------*- C -*-===//
//
// An instance is a loaded model with its own state. Instances share code and
// constants and nothing else; any number of them may run at once. Calling takes
// two steps: plan (from the inputs' dims to the outputs' dims and the size of
// the workspace), then run, as often as wanted. Nothing here allocates.
//
//   int64_t dims[] = {1, 4}, output_dims[2];
//   sinter_call_t call;
//   sinter_call_plan(&instance, 0, dims, output_dims, &call, NULL);
//   // provide call.workspace_size bytes, aligned to 64
//   sinter_call_run(&call, &arguments, NULL);
//
//===----------------------------------------------------------------------===//

#ifndef SINTER_CALL_H_
#define SINTER_CALL_H_

#include "sinter/device.h"
#include "sinter/image.h"

#ifdef __cplusplus
extern "C" {
#endif

/// A model that can be called. Holds pointers to what it was made of, which must
/// stay in place. Threads may call one instance at once when its module has no
/// state and each brings its own workspace and outputs.
typedef struct sinter_instance {
  const sinter_module_t *module;
  const sinter_image_t *image;
  const void *constants;
  void *state;
  sinter_device_t device;
} sinter_instance_t;

/// Makes an instance. `state` holds module->state_size bytes or more, aligned to
/// 64, and is set to what the model begins with; it must outlive the instance. The device is
/// copied.
sinter_status_t sinter_instance_init(const sinter_module_t *module, const sinter_image_t *image,
                                     const sinter_device_t *device, sinter_bytes_t state,
                                     sinter_instance_t *instance, sinter_reason_t *reason);

/// Sets the state to what the model begins with, as in a new instance. No call of the instance
/// may run meanwhile.
void sinter_instance_reset(const sinter_instance_t *instance);

/// Called before (`is_end` 0) and after (1) each dispatch, on the calling thread,
/// with the dispatch's index in the module.
typedef void (*sinter_trace_fn_t)(void *context, uint32_t dispatch, uint32_t is_end);

/// A planned call. Refers to the caller's dims, which must stay unchanged.
typedef struct sinter_call {
  const sinter_instance_t *instance;
  const int64_t *input_dims;
  const int64_t *output_dims;
  uint64_t workspace_size; ///< Bytes that sinter_call_run() needs.
  uint32_t function;
} sinter_call_t;

/// The buffers of a call. Dense, row-major, aligned to their element type;
/// sizes are in bytes and must be exactly those of the planned dims. No output may overlap another
/// buffer.
typedef struct sinter_arguments {
  const void *const *inputs;
  const size_t *input_sizes;
  void *const *outputs;
  const size_t *output_sizes;
  sinter_bytes_t workspace; ///< Aligned to 64.
  sinter_trace_fn_t trace;  ///< Null when nobody listens.
  void *trace_context;
  /// Of all outputs, one after another; null when nobody asks. Begins as a copy of what
  /// sinter_call_plan() told: where data decide a dim, that is the most that it may be, and
  /// sinter_call_run() replaces it by what it is. The output then begins with a dense tensor of
  /// the true dims.
  int64_t *output_dims;
} sinter_arguments_t;

/// Plans a call of `function`. `input_dims` holds the dims of all inputs one
/// after another (info.input_rank_sum of them), `output_dims` has room for
/// those of all outputs; either may be null where these have no dims. The code
/// decides; where it differs from the module's description the call is refused. Fails with
/// SINTER_WRONG_SHAPE when the function was not compiled for these dims. `output_dims` is written
/// even on failure.
sinter_status_t sinter_call_plan(const sinter_instance_t *instance, uint32_t function,
                                 const int64_t *input_dims, int64_t *output_dims,
                                 sinter_call_t *call, sinter_reason_t *reason);

/// Runs a planned call. Fails before running anything when a buffer is missing,
/// misaligned or of the wrong size. Allocates nothing.
sinter_status_t sinter_call_run(const sinter_call_t *call, const sinter_arguments_t *arguments,
                                sinter_reason_t *reason);

#ifdef __cplusplus
}
#endif

#endif // SINTER_CALL_H_
