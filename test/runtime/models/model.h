/* How the models of these tests are written: the executable ABI by hand, as a
   compiler would emit it. */

#ifndef TEST_RUNTIME_MODELS_MODEL_H
#define TEST_RUNTIME_MODELS_MODEL_H

#include "schema/executable_abi.h"

/* Numbers of ElementType in schema/module.fbs. */
enum { F32 = 3, I32 = 7, I64 = 8 };

#define COUNT(array) (sizeof(array) / sizeof(array[0]))

/* Defines the entry point of a model with the given functions; `initialize` may be null. */
#define EXECUTABLE(functions, initialize, constants_size, state_size)                              \
  static const sinter_executable_t executable = {                                                  \
      functions,        initialize,     SINTER_EXECUTABLE_VERSION,                                 \
      COUNT(functions), constants_size, state_size};                                               \
  __attribute__((visibility("default"))) const sinter_executable_t *sinter_executable_query(       \
      uint32_t version) {                                                                          \
    return version == SINTER_EXECUTABLE_VERSION ? &executable : 0;                                 \
  }

/* Defines the entry point of a model with the function `run` alone: one f32 to one f32, no
   workspace. */
#define ONE_FUNCTION(run)                                                                          \
  static int32_t plan(const int64_t *dims, sinter_plan_t *plan) {                                  \
    (void)dims;                                                                                    \
    plan->workspace_size = 0;                                                                      \
    return SINTER_CALL_OK;                                                                         \
  }                                                                                                \
  static const uint8_t types[] = {F32, F32};                                                       \
  static const sinter_function_t functions[] = {{plan, run, types, 1, 1, 0, 0}};                   \
  EXECUTABLE(functions, 0, 0, 0)

#endif
