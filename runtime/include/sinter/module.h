//===- sinter/module.h - Read a compiled model ---------------------*- C -*-===//
//
// A module is one file: a description (functions, signatures, executables,
// dispatches), code and constants. It is read where it lies; nothing is copied
// or allocated. Any bytes are safe to open: a module that fails the check is
// reported, never followed. Strings are UTF-8, end in a zero byte and live as
// long as the module's bytes.
//
// Thread safety: an opened module never changes; any thread may read it.
//
//===----------------------------------------------------------------------===//

#ifndef SINTER_MODULE_H_
#define SINTER_MODULE_H_

#include "sinter/status.h"

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The module format that this runtime reads. Older ones are read too.
#define SINTER_SCHEMA_VERSION 1u

/// No tensor has more dimensions.
#define SINTER_MAX_RANK 16u

/// What a tensor is made of. Little endian; a bool is a byte, 0 or 1.
typedef enum sinter_element_type {
  SINTER_F16 = 1,
  SINTER_BF16,
  SINTER_F32,
  SINTER_F64,
  SINTER_I8,
  SINTER_I16,
  SINTER_I32,
  SINTER_I64,
  SINTER_U8,
  SINTER_U16,
  SINTER_U32,
  SINTER_U64,
  SINTER_BOOL,
} sinter_element_type_t;

/// Returns the size of one element in bytes, or 0 for an unknown type.
size_t sinter_element_size(sinter_element_type_t type);

/// Returns a constant string such as "f32", or "none" for an unknown type.
const char *sinter_element_type_name(sinter_element_type_t type);

/// Multiplies `rank` dims and the element size. Returns false when a dim is
/// negative or the product does not fit in 63 bits.
bool sinter_tensor_size(sinter_element_type_t type, uint32_t rank, const int64_t *dims,
                        uint64_t *size);

/// How compiled code is stored.
typedef enum sinter_executable_format {
  SINTER_EMBEDDED_ELF = 0,
  SINTER_SYSTEM_LIBRARY,
  SINTER_PORTABLE,
} sinter_executable_format_t;

/// A module in memory. Owns nothing; copy it freely.
typedef struct sinter_module {
  sinter_const_bytes_t bytes; ///< The whole file.
  uint32_t root;              ///< Where the description's first table begins.
  uint32_t function_count;
  uint32_t executable_count;
  uint32_t dispatch_count; ///< 0 when the module was stripped.
  uint64_t state_size;     ///< Bytes of state that each instance needs.
} sinter_module_t;

/// An input or output. A dim of -1 is any size, the same in every call's dims
/// that the function accepts.
typedef struct sinter_tensor_info {
  const char *name;
  sinter_element_type_t element_type;
  uint32_t rank;
  int64_t dims[SINTER_MAX_RANK];
} sinter_tensor_info_t;

/// real = scale * (stored - zero_point). One scale per tensor, or one for each
/// index of dimension `axis`.
typedef struct sinter_quantization_info {
  uint32_t count; ///< Number of scales; 0 when the tensor is not quantized.
  int32_t axis;   ///< -1 when one scale serves the whole tensor.
} sinter_quantization_info_t;

/// A dimension that calls decide: the dims of inputs that are it have one size.
typedef struct sinter_dim_info {
  const char *name;
  int64_t min;
  int64_t max;  ///< 0 when the module does not say.
  int64_t step; ///< Calls give a multiple of it; at least 1.
  uint32_t use_count;
} sinter_dim_info_t;

typedef struct sinter_function_info {
  const char *name;
  uint32_t input_count;
  uint32_t output_count;
  uint32_t input_rank_sum;  ///< Number of dims that all inputs have together.
  uint32_t output_rank_sum; ///< Number of dims that all outputs have together.
  uint64_t workspace_size;  ///< The largest workspace that a call can need.
} sinter_function_info_t;

typedef struct sinter_executable_info {
  sinter_executable_format_t format;
  const char *triple;
  const char *cpu; ///< Empty when the code was made for no CPU in particular.
  uint32_t required_feature_count;
  /// Its dispatches in the module's table begin here and end where those of the next begin.
  uint32_t first_dispatch;
  sinter_const_bytes_t code; ///< Not yet held against its checksum.
} sinter_executable_info_t;

/// What a dispatch does, for profiles. Strings are empty where unknown.
typedef struct sinter_dispatch_info {
  const char *name;
  const char *strategy;
  uint32_t node_count;
  uint32_t function;
  uint32_t workgroups;
  uint64_t flops;
  uint64_t bytes_read;
  uint64_t bytes_written;
  uint32_t write_count;
  uint32_t
      scratch_write_count; ///< The last of the writes, which hold what no other dispatch reads.
} sinter_dispatch_info_t;

/// Bytes [offset, offset + size) of the workspace.
typedef struct sinter_arena_range {
  uint64_t offset;
  uint64_t size;
} sinter_arena_range_t;

/// A variable at byte `offset` of the state, inside of which it lies. Its dims are static.
typedef struct sinter_variable_info {
  sinter_tensor_info_t tensor;
  uint64_t offset;
} sinter_variable_info_t;

/// Checks `bytes` and sets `module` to refer to them. `bytes` must be aligned
/// to 64 and stay unchanged while `module` is in use. The description is checked
/// wholly; code is checked when it is loaded, constants when asked for.
/// Fails with SINTER_INVALID_MODULE, or SINTER_INCOMPATIBLE when the module is
/// newer than this runtime.
sinter_status_t sinter_module_open(sinter_const_bytes_t bytes, sinter_module_t *module,
                                   sinter_reason_t *reason);

/// Returns what compiled the module, such as "sinter-compile 0.1.0", or "".
const char *sinter_module_producer(const sinter_module_t *module);

/// The following fail with SINTER_INVALID_ARGUMENT when an index is too large.
sinter_status_t sinter_module_function(const sinter_module_t *module, uint32_t function,
                                       sinter_function_info_t *info);
sinter_status_t sinter_module_input(const sinter_module_t *module, uint32_t function,
                                    uint32_t index, sinter_tensor_info_t *info);
sinter_status_t sinter_module_output(const sinter_module_t *module, uint32_t function,
                                     uint32_t index, sinter_tensor_info_t *info);
sinter_status_t sinter_module_executable(const sinter_module_t *module, uint32_t executable,
                                         sinter_executable_info_t *info);
sinter_status_t sinter_module_required_feature(const sinter_module_t *module, uint32_t executable,
                                               uint32_t index, const char **name);
sinter_status_t sinter_module_dispatch(const sinter_module_t *module, uint32_t dispatch,
                                       sinter_dispatch_info_t *info);
sinter_status_t sinter_module_dispatch_node(const sinter_module_t *module, uint32_t dispatch,
                                            uint32_t index, const char **name);
sinter_status_t sinter_module_dispatch_write(const sinter_module_t *module, uint32_t dispatch,
                                             uint32_t index, sinter_arena_range_t *range);

/// Fails with SINTER_INVALID_MODULE when the variable makes no sense: it is not checked before.
sinter_status_t sinter_module_variable(const sinter_module_t *module, uint32_t index,
                                       sinter_variable_info_t *info);

/// Describes a dimension of function `function` that calls decide. Fails with
/// SINTER_INVALID_ARGUMENT when there are not so many, or when its name is not fit for messages.
sinter_status_t sinter_module_dim(const sinter_module_t *module, uint32_t function, uint32_t dim,
                                  sinter_dim_info_t *info);

/// Gives the `index`-th dim of an input that is the dimension `dim`, as the inputs' and
/// the dim's numbers. They may be larger than the function's if the module was altered.
sinter_status_t sinter_module_dim_use(const sinter_module_t *module, uint32_t function,
                                      uint32_t dim, uint32_t index, uint32_t *input,
                                      uint32_t *axis);

/// Quantization of an input (`is_output` false) or output.
sinter_status_t sinter_module_quantization(const sinter_module_t *module, uint32_t function,
                                           bool is_output, uint32_t index,
                                           sinter_quantization_info_t *info);
sinter_status_t sinter_module_scale(const sinter_module_t *module, uint32_t function,
                                    bool is_output, uint32_t index, uint32_t channel, float *scale,
                                    int64_t *zero_point);

/// Finds the function called `name`. Fails with SINTER_NOT_FOUND.
sinter_status_t sinter_module_find_function(const sinter_module_t *module, const char *name,
                                            uint32_t *function);

/// Returns the constants, where they lie in the module; aligned to 64.
sinter_const_bytes_t sinter_module_constants(const sinter_module_t *module);

/// Holds the code of an executable against its checksum: reads all its bytes.
sinter_status_t sinter_module_verify_executable(const sinter_module_t *module, uint32_t executable);

/// Holds the constants against their checksum: reads all their bytes, which
/// loading a module never does.
sinter_status_t sinter_module_verify_constants(const sinter_module_t *module);

#ifdef __cplusplus
}
#endif

#endif // SINTER_MODULE_H_
