//===- executable_abi.h - How compiled code is called ---------------*- C -*-===//
//
// The contract between generated code and whoever calls it: the compiler emits
// these structures, the runtime (or a user's program) reads and calls them.
// Versioned like a file format: any change of layout or meaning raises
// SINTER_EXECUTABLE_VERSION.
//
// Pointers have the width of the machine that runs the code. Structures hold no
// padding that depends on the compiler: fields are ordered by size.
//
//===----------------------------------------------------------------------===//

#ifndef SINTER_SCHEMA_EXECUTABLE_ABI_H_
#define SINTER_SCHEMA_EXECUTABLE_ABI_H_

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define SINTER_EXECUTABLE_VERSION 3u

/// Alignment that code may assume of constants, workspace and state, in bytes.
/// Inputs and outputs need only the alignment of their element type.
#define SINTER_BUFFER_ALIGNMENT 64u

/// What compiled functions return.
enum {
  SINTER_CALL_OK = 0,
  SINTER_CALL_WRONG_SHAPE = 1, ///< An input's dims are not those compiled for.
};

/// One workgroup of a dispatch. Workgroups of a dispatch are independent and
/// may run in any order, on any thread.
typedef void (*sinter_workgroup_fn_t)(const void *argument, uint32_t workgroup);

/// What the caller does for the code while `run` is active.
typedef struct sinter_host_services {
  void *context;
  /// Calls `workgroup(argument, i)` once for every i in [0, count); returns when
  /// all calls have returned and their writes are visible to the caller.
  void (*parallel_for)(void *context, sinter_workgroup_fn_t workgroup, const void *argument,
                       uint32_t count);
  /// Called before (`is_end` = 0) and after (`is_end` = 1) each dispatch with
  /// its index in the module's dispatch table. Null when nobody listens.
  void (*trace)(void *context, uint32_t dispatch, uint32_t is_end);
} sinter_host_services_t;

/// Everything a call works on. Buffers are dense, row-major and little endian.
typedef struct sinter_frame {
  const void *const *inputs; ///< In signature order.
  void *const *outputs;      ///< In signature order; no two may overlap.
  const void *constants;     ///< constants_size bytes.
  void *workspace;           ///< As many bytes as `plan` asked for.
  void *state;               ///< state_size bytes, see `initialize`; null when there are none.
  const sinter_host_services_t *host;
  const int64_t *input_dims; ///< As accepted by `plan`; code for static shapes does not look.
  /// What `plan` answered. Code whose data decide dims of outputs replaces these, which are bounds
  /// before, by the true ones; the others it leaves. Null when nobody asks.
  int64_t *output_dims;
} sinter_frame_t;

/// What `plan` computes for a call.
typedef struct sinter_plan {
  uint64_t workspace_size; ///< Bytes that `run` needs as workspace.
  int64_t *output_dims;    ///< In: room for all outputs' dims, one after another.
} sinter_plan_t;

/// Computes workspace and result shapes from the inputs' dims, which follow one
/// another in signature order. Returns SINTER_CALL_WRONG_SHAPE when the code was
/// not compiled for these dims.
typedef int32_t (*sinter_plan_fn_t)(const int64_t *input_dims, sinter_plan_t *plan);

/// Runs the function. Never allocates; keeps nothing between calls but state.
typedef int32_t (*sinter_run_fn_t)(const sinter_frame_t *frame);

/// One exported model function.
typedef struct sinter_function {
  sinter_plan_fn_t plan;
  sinter_run_fn_t run;
  /// Of all inputs, then of all outputs: numbers of `ElementType` in module.fbs.
  const uint8_t *element_types;
  uint32_t input_count;
  uint32_t output_count;
  uint32_t input_rank_sum;  ///< Number of int64_t that `plan` reads.
  uint32_t output_rank_sum; ///< Number of int64_t that `plan` writes.
} sinter_function_t;

/// Writes the initial values of variables that do not begin as zeros. All state_size bytes
/// of `state` must be zero before, all constants_size bytes of `constants` be there; both are
/// aligned to SINTER_BUFFER_ALIGNMENT.
typedef void (*sinter_initialize_fn_t)(void *state, const void *constants);

/// What an executable holds. Lives in the executable's read-only memory.
typedef struct sinter_executable {
  const sinter_function_t *functions;
  /// Completes state that was set to zero, for a new instance or to begin anew. Null when
  /// zeros are all it takes.
  sinter_initialize_fn_t initialize;
  uint32_t version; ///< SINTER_EXECUTABLE_VERSION of the compiler.
  uint32_t function_count;
  uint64_t constants_size; ///< Bytes of constants that the code reads.
  uint64_t state_size;     ///< Bytes of state that the code keeps.
} sinter_executable_t;

/// The one entry point of an executable (an embedded ELF's e_entry; the symbol
/// SINTER_EXECUTABLE_QUERY of a system library). Returns null when the code
/// cannot serve a caller that speaks `version`.
typedef const sinter_executable_t *(*sinter_executable_query_fn_t)(uint32_t version);

#define SINTER_EXECUTABLE_QUERY "sinter_executable_query"

#ifdef __cplusplus
}
#endif

#endif // SINTER_SCHEMA_EXECUTABLE_ABI_H_
