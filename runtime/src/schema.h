//===- schema.h - schema/module.fbs as the C reader sees it --------*- C -*-===//
//
// The fields of each table in the order of schema/module.fbs, and what kind of
// value each holds. A test holds this list against the official library.
//
//===----------------------------------------------------------------------===//

#ifndef SINTER_SRC_SCHEMA_H_
#define SINTER_SRC_SCHEMA_H_

#include "flatbuffer.h"

enum { QUANTIZATION_SCALES, QUANTIZATION_ZERO_POINTS, QUANTIZATION_AXIS };
enum { TENSOR_NAME, TENSOR_ELEMENT_TYPE, TENSOR_DIMS, TENSOR_QUANTIZATION };
enum { DIM_NAME, DIM_MIN, DIM_MAX, DIM_USES, DIM_STEP };
enum {
  FUNCTION_NAME,
  FUNCTION_INPUTS,
  FUNCTION_OUTPUTS,
  FUNCTION_WORKSPACE_SIZE,
  FUNCTION_DIMS,
};
enum {
  EXECUTABLE_FORMAT,
  EXECUTABLE_TRIPLE,
  EXECUTABLE_CPU,
  EXECUTABLE_REQUIRED_FEATURES,
  EXECUTABLE_SEGMENT,
  EXECUTABLE_FIRST_DISPATCH,
};
enum {
  DISPATCH_NAME,
  DISPATCH_NODES,
  DISPATCH_STRATEGY,
  DISPATCH_FUNCTION,
  DISPATCH_WORKGROUPS,
  DISPATCH_FLOPS,
  DISPATCH_BYTES_READ,
  DISPATCH_BYTES_WRITTEN,
  DISPATCH_WRITES,
  DISPATCH_SCRATCH_WRITES,
};
enum { VARIABLE_TENSOR, VARIABLE_OFFSET };
enum { DEBUG_DISPATCHES, DEBUG_VARIABLES };
enum {
  MODULE_SCHEMA_VERSION,
  MODULE_PRODUCER,
  MODULE_FUNCTIONS,
  MODULE_EXECUTABLES,
  MODULE_CONSTANTS,
  MODULE_STATE_SIZE,
  MODULE_DEBUG,
};

enum {
  TABLE_QUANTIZATION,
  TABLE_TENSOR,
  TABLE_DIM,
  TABLE_FUNCTION,
  TABLE_EXECUTABLE,
  TABLE_DISPATCH,
  TABLE_VARIABLE,
  TABLE_DEBUG,
  TABLE_MODULE,
  TABLE_MODULE_HEAD, ///< The first field of a module: its schema version.
  TABLE_COUNT,
};

extern const sinter_fb_table_t sinter_schema[TABLE_COUNT];

/// A Segment struct: offset, size and checksum, 8 bytes each.
#define SEGMENT_BYTES 24
/// An ArenaRange struct: offset and size, 8 bytes each.
#define ARENA_RANGE_BYTES 16

#endif // SINTER_SRC_SCHEMA_H_
