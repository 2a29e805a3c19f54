//===- cpu_generic.c - Features of a processor that cannot be asked ---------===//
//
// Without an operating system, the processor has what the compiler of this
// runtime was told it has.
//
//===----------------------------------------------------------------------===//

#include "sinter/image.h"
#include "src/support.h"

#if !defined(__x86_64__) && !defined(__i386__) && !defined(__linux__)

const char sinter_host_cpu_features[] =
#include "cpu_built_for.h"
    "";

static bool has_feature(const void *context, const char *name) {
  (void)context;
  const char *known = sinter_host_cpu_features;
  while (*known) {
    if (sinter_strings_equal(known, name))
      return true;
    while (*known++)
      ;
  }
  return false;
}

const sinter_cpu_t sinter_host_cpu = {has_feature, NULL};

#endif // neither x86 nor Linux
