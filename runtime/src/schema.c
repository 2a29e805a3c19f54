//===- schema.c - The tables of schema/module.fbs ---------------------------===//

#include "schema.h"

#define INLINE(size, alignment) {FB_INLINE, size, alignment, 0}
#define STRING {FB_STRING, 0, 0, 0}
#define TABLE(table) {FB_TABLE, 0, 0, table}
#define VECTOR(size, alignment) {FB_VECTOR, size, alignment, 0}
#define STRINGS {FB_VECTOR_OF_STRING, 0, 0, 0}
#define TABLES(table) {FB_VECTOR_OF_TABLE, 0, 0, table}

static const sinter_fb_field_t quantization[] = {
    [QUANTIZATION_SCALES] = VECTOR(4, 4),
    [QUANTIZATION_ZERO_POINTS] = VECTOR(8, 8),
    [QUANTIZATION_AXIS] = INLINE(4, 4),
};

static const sinter_fb_field_t tensor[] = {
    [TENSOR_NAME] = STRING,
    [TENSOR_ELEMENT_TYPE] = INLINE(1, 1),
    [TENSOR_DIMS] = VECTOR(8, 8),
    [TENSOR_QUANTIZATION] = TABLE(TABLE_QUANTIZATION),
};

static const sinter_fb_field_t dim[] = {
    [DIM_NAME] = STRING,       [DIM_MIN] = INLINE(8, 8),  [DIM_MAX] = INLINE(8, 8),
    [DIM_USES] = VECTOR(4, 4), [DIM_STEP] = INLINE(8, 8),
};

static const sinter_fb_field_t function[] = {
    [FUNCTION_NAME] = STRING,
    [FUNCTION_INPUTS] = TABLES(TABLE_TENSOR),
    [FUNCTION_OUTPUTS] = TABLES(TABLE_TENSOR),
    [FUNCTION_WORKSPACE_SIZE] = INLINE(8, 8),
    [FUNCTION_DIMS] = TABLES(TABLE_DIM),
};

static const sinter_fb_field_t executable[] = {
    [EXECUTABLE_FORMAT] = INLINE(1, 1),
    [EXECUTABLE_TRIPLE] = STRING,
    [EXECUTABLE_CPU] = STRING,
    [EXECUTABLE_REQUIRED_FEATURES] = STRINGS,
    [EXECUTABLE_SEGMENT] = INLINE(SEGMENT_BYTES, 8),
    [EXECUTABLE_FIRST_DISPATCH] = INLINE(4, 4),
};

static const sinter_fb_field_t dispatch[] = {
    [DISPATCH_NAME] = STRING,
    [DISPATCH_NODES] = STRINGS,
    [DISPATCH_STRATEGY] = STRING,
    [DISPATCH_FUNCTION] = INLINE(4, 4),
    [DISPATCH_WORKGROUPS] = INLINE(4, 4),
    [DISPATCH_FLOPS] = INLINE(8, 8),
    [DISPATCH_BYTES_READ] = INLINE(8, 8),
    [DISPATCH_BYTES_WRITTEN] = INLINE(8, 8),
    [DISPATCH_WRITES] = VECTOR(ARENA_RANGE_BYTES, 8),
    [DISPATCH_SCRATCH_WRITES] = INLINE(4, 4),
};

static const sinter_fb_field_t variable[] = {
    [VARIABLE_TENSOR] = TABLE(TABLE_TENSOR),
    [VARIABLE_OFFSET] = INLINE(8, 8),
};

static const sinter_fb_field_t debug[] = {
    [DEBUG_DISPATCHES] = TABLES(TABLE_DISPATCH),
    [DEBUG_VARIABLES] = TABLES(TABLE_VARIABLE),
};

static const sinter_fb_field_t module[] = {
    [MODULE_SCHEMA_VERSION] = INLINE(4, 4),        [MODULE_PRODUCER] = STRING,
    [MODULE_FUNCTIONS] = TABLES(TABLE_FUNCTION),   [MODULE_EXECUTABLES] = TABLES(TABLE_EXECUTABLE),
    [MODULE_CONSTANTS] = INLINE(SEGMENT_BYTES, 8), [MODULE_STATE_SIZE] = INLINE(8, 8),
    [MODULE_DEBUG] = TABLE(TABLE_DEBUG),
};

#define FIELDS(array) {array, sizeof(array) / sizeof(array[0])}

const sinter_fb_table_t sinter_schema[TABLE_COUNT] = {
    [TABLE_QUANTIZATION] = FIELDS(quantization),
    [TABLE_TENSOR] = FIELDS(tensor),
    [TABLE_DIM] = FIELDS(dim),
    [TABLE_FUNCTION] = FIELDS(function),
    [TABLE_EXECUTABLE] = FIELDS(executable),
    [TABLE_DISPATCH] = FIELDS(dispatch),
    [TABLE_VARIABLE] = FIELDS(variable),
    [TABLE_DEBUG] = FIELDS(debug),
    [TABLE_MODULE] = FIELDS(module),
    [TABLE_MODULE_HEAD] = {module, 1},
};
