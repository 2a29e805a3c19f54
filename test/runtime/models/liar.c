/* Says wrong things of itself; LIE chooses which. */

#include "model.h"

#ifndef LIE
#define LIE 0
#endif

static int32_t plan(const int64_t *dims, sinter_plan_t *plan) {
  (void)dims;
  plan->workspace_size = 0;
  return SINTER_CALL_OK;
}

static int32_t run(const sinter_frame_t *frame) {
  (void)frame;
  return 77; /* no status */
}

static const uint8_t types[] = {F32, LIE == 12 ? I32 : F32, F32};
#if LIE == 13
#define TYPES ((const uint8_t *)&types + (1 << 20))
#else
#define TYPES types
#endif

static const sinter_function_t functions[] = {
#if LIE == 1
    {(sinter_plan_fn_t)8, run, TYPES, 1, 1, 0, 0}, /* outside */
#elif LIE == 2
    {plan, (sinter_run_fn_t)&functions, TYPES, 1, 1, 0, 0}, /* data */
#elif LIE == 3
    {plan, run, TYPES, 2, 1, 0, 0}, /* signature */
#else
    {plan, run, TYPES, 1, 1, 0, 0},
#endif
};

static const sinter_executable_t executable = {
#if LIE == 4
    (const sinter_function_t *)(UINTPTR_MAX - 8),
#else
    functions,
#endif
#if LIE == 14 || LIE == 15
    (sinter_initialize_fn_t)&functions, /* no code */
#else
    0,
#endif
#if LIE == 5
    SINTER_EXECUTABLE_VERSION + 1,
#else
    SINTER_EXECUTABLE_VERSION,
#endif
#if LIE == 6
    UINT32_MAX,
#else
    1,
#endif
#if LIE == 7
    UINT64_MAX,
#else
    0,
#endif
#if LIE == 8
    9,
#elif LIE == 15
    8,
#else
    0,
#endif
};

__attribute__((visibility("default"))) const sinter_executable_t *
sinter_executable_query(uint32_t version) {
  (void)version;
#if LIE == 9
  return 0;
#elif LIE == 10
  return (const sinter_executable_t *)"on no stack of ours" + 4096;
#elif LIE == 11
  return (const sinter_executable_t *)((const char *)&executable + 1);
#else
  return &executable;
#endif
}
