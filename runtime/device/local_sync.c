//===- local_sync.c - Run workgroups on the calling thread ------------------===//

#include "sinter/device.h"

static void run_in_order(void *context, sinter_workgroup_fn_t workgroup, const void *argument,
                         uint32_t count) {
  (void)context;
  for (uint32_t i = 0; i < count; ++i)
    workgroup(argument, i);
}

const sinter_device_t sinter_local_sync = {NULL, run_in_order, 1};
