/* The model that most tests of the runtime run:

     abs   (x: f32) -> (y: f32)
     add   (a: 2x3xf32, b: 2x3xf32) -> (sum: 2x3xf32)
     sums  (x: 100x4xi32) -> (rows: 100xi32)   two dispatches, workspace, constants
     count () -> (calls: i64)                  state
     halve (x: ?xf32) -> (y: ?xf32)            shapes from plan: it halves the length */

#include "model.h"

enum { ROWS = 100, COLUMNS = 4 };

static int32_t plan_abs(const int64_t *dims, sinter_plan_t *plan) {
  (void)dims;
  plan->workspace_size = 0;
  return SINTER_CALL_OK;
}

static int32_t run_abs(const sinter_frame_t *frame) {
  float x = *(const float *)frame->inputs[0];
  *(float *)frame->outputs[0] = x < 0 ? -x : x;
  return SINTER_CALL_OK;
}

static int32_t plan_add(const int64_t *dims, sinter_plan_t *plan) {
  for (int i = 0; i < 4; ++i)
    if (dims[i] != (i % 2 ? 3 : 2))
      return SINTER_CALL_WRONG_SHAPE;
  plan->workspace_size = 0;
  plan->output_dims[0] = 2;
  plan->output_dims[1] = 3;
  return SINTER_CALL_OK;
}

static int32_t run_add(const sinter_frame_t *frame) {
  const float *a = frame->inputs[0], *b = frame->inputs[1];
  float *sum = frame->outputs[0];
  for (int i = 0; i < 6; ++i)
    sum[i] = a[i] + b[i];
  return SINTER_CALL_OK;
}

static int32_t plan_sums(const int64_t *dims, sinter_plan_t *plan) {
  if (dims[0] != ROWS || dims[1] != COLUMNS)
    return SINTER_CALL_WRONG_SHAPE;
  plan->workspace_size = ROWS * sizeof(int32_t);
  plan->output_dims[0] = ROWS;
  return SINTER_CALL_OK;
}

typedef struct sums_argument {
  const int32_t *x, *weights;
  int32_t *sums, *rows;
} sums_argument_t;

static void sum_row(const void *argument, uint32_t row) {
  const sums_argument_t *a = argument;
  int32_t sum = 0;
  for (int i = 0; i < COLUMNS; ++i)
    sum += a->x[COLUMNS * row + i] * a->weights[i];
  a->sums[row] = sum;
}

/* Reads the row opposite, which another workgroup of the first dispatch wrote. */
static void reverse_rows(const void *argument, uint32_t row) {
  const sums_argument_t *a = argument;
  a->rows[row] = a->sums[ROWS - 1 - row];
}

/* One dispatch, as generated code makes it. */
static void dispatch(const sinter_host_services_t *host, uint32_t index,
                     sinter_workgroup_fn_t workgroup, const void *argument, uint32_t count) {
  if (host->trace)
    host->trace(host->context, index, 0);
  host->parallel_for(host->context, workgroup, argument, count);
  if (host->trace)
    host->trace(host->context, index, 1);
}

static int32_t run_sums(const sinter_frame_t *frame) {
  sums_argument_t argument = {frame->inputs[0], frame->constants, frame->workspace,
                              frame->outputs[0]};
  dispatch(frame->host, 0, sum_row, &argument, ROWS);
  dispatch(frame->host, 1, reverse_rows, &argument, ROWS);
  return SINTER_CALL_OK;
}

static int32_t run_count(const sinter_frame_t *frame) {
  int64_t *calls = frame->state;
  *(int64_t *)frame->outputs[0] = ++*calls;
  return SINTER_CALL_OK;
}

static int32_t plan_halve(const int64_t *dims, sinter_plan_t *plan) {
  if (dims[0] > 1000)
    return SINTER_CALL_WRONG_SHAPE;
  plan->workspace_size = 4 * (uint64_t)dims[0];
  plan->output_dims[0] = dims[0] / 2;
  return SINTER_CALL_OK;
}

static int32_t run_halve(const sinter_frame_t *frame) {
  (void)frame; /* what it computes does not matter: outputs stay as they were */
  return SINTER_CALL_OK;
}

static const uint8_t floats[] = {F32, F32, F32}, ints[] = {I32, I32}, counts[] = {I64};

static const sinter_function_t functions[] = {
    {plan_abs, run_abs, floats, 1, 1, 0, 0},     {plan_add, run_add, floats, 2, 1, 4, 2},
    {plan_sums, run_sums, ints, 1, 1, 2, 1},     {plan_abs, run_count, counts, 0, 1, 0, 0},
    {plan_halve, run_halve, floats, 1, 1, 1, 1},
};

EXECUTABLE(functions, 0, COLUMNS * sizeof(int32_t), sizeof(int64_t))
