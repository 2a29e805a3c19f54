//===- sinter/runtime.h - Load and run a model on a hosted system --*- C -*-===//
//
// The short way for programs with files and a heap. What it does can be done
// step by step, without either, through the other headers.
//
//   sinter_message_t message;
//   sinter_model_t *model;
//   sinter_session_t *session;
//   if (sinter_model_open("digits.sinter", &model, &message) != SINTER_OK)
//     return puts(message.text);
//   sinter_session_create(model, &sinter_local_sync, 0, NULL, &session, &message);
//   sinter_session_run(session, inputs, outputs, &message);
//
//===----------------------------------------------------------------------===//

#ifndef SINTER_RUNTIME_H_
#define SINTER_RUNTIME_H_

#include "sinter/call.h"

#ifdef __cplusplus
extern "C" {
#endif

/// One sentence for people: what failed, on what, and the way out. Lower case,
/// without full stop.
typedef struct sinter_message {
  char text[512];
} sinter_message_t;

/// A model file with its code loaded: mapped and read-only. Any number of
/// sessions on any threads share it.
typedef struct sinter_model sinter_model_t;

/// Maps, checks and loads the module in file `path`, with the best executable
/// for this machine. The caller closes it. `message` may be null.
sinter_status_t sinter_model_open(const char *path, sinter_model_t **model,
                                  sinter_message_t *message);

/// The same for a machine that is described: `sinter_host_cpu` with features taken
/// away chooses among a module's executables as a lesser machine would.
sinter_status_t sinter_model_open_for(const char *path, const sinter_cpu_t *cpu,
                                      sinter_model_t **model, sinter_message_t *message);

/// Closes a model that no session uses any more. Null is allowed.
void sinter_model_close(sinter_model_t *model);

/// Returns the description; lives as long as the model.
const sinter_module_t *sinter_model_module(const sinter_model_t *model);

/// Returns the index of the executable that was chosen for this machine.
uint32_t sinter_model_executable(const sinter_model_t *model);

/// Calls of one function on one set of shapes, with workspace and state.
/// One thread at a time may use a session.
typedef struct sinter_session sinter_session_t;

/// Makes a session for function `function`. `input_dims` holds the dims of all
/// inputs one after another; null takes those of the module, which then must
/// be static. The device must outlive the session. The caller destroys it.
sinter_status_t sinter_session_create(const sinter_model_t *model, const sinter_device_t *device,
                                      uint32_t function, const int64_t *input_dims,
                                      sinter_session_t **session, sinter_message_t *message);

/// Null is allowed.
void sinter_session_destroy(sinter_session_t *session);

/// Sets the state to what the model begins with, as in a new session.
void sinter_session_reset(sinter_session_t *session);

/// Describe the session's inputs and outputs; no dim is -1. Fail with
/// SINTER_INVALID_ARGUMENT when `index` is too large.
sinter_status_t sinter_session_input(const sinter_session_t *session, uint32_t index,
                                     sinter_tensor_info_t *info);
sinter_status_t sinter_session_output(const sinter_session_t *session, uint32_t index,
                                      sinter_tensor_info_t *info);

/// Describes output `index` as the last run left it: where data decide dims, those that
/// sinter_session_output() tells are the most that they may be, and the output's buffer begins with
/// a dense tensor of these. Before the first run, as planned. Fails as above.
sinter_status_t sinter_session_result(const sinter_session_t *session, uint32_t index,
                                      sinter_tensor_info_t *info);

/// Returns how many bytes of workspace the session holds.
size_t sinter_session_workspace_size(const sinter_session_t *session);

/// Has `trace` called around each dispatch; null switches it off.
void sinter_session_set_trace(sinter_session_t *session, sinter_trace_fn_t trace, void *context);

/// Runs the function once. `inputs` and `outputs` are dense, row-major, in
/// signature order, one per input and output; sizes must be exact.
/// Allocates nothing.
sinter_status_t sinter_session_run(sinter_session_t *session, const sinter_const_bytes_t *inputs,
                                   const sinter_bytes_t *outputs, sinter_message_t *message);

#ifdef __cplusplus
}
#endif

#endif // SINTER_RUNTIME_H_
