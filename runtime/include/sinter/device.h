//===- sinter/device.h - What runs the workgroups ------------------*- C -*-===//
//
// A device runs the workgroups of a dispatch. Results do not depend on it:
// workgroups are independent and each does the same work wherever it runs.
//
//===----------------------------------------------------------------------===//

#ifndef SINTER_DEVICE_H_
#define SINTER_DEVICE_H_

#include "schema/executable_abi.h"
#include "sinter/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/// A device. Copy it freely; it must outlive the calls that use it.
typedef struct sinter_device {
  void *context;
  /// See sinter_host_services_t. Any number of threads may call it at once.
  void (*parallel_for)(void *context, sinter_workgroup_fn_t workgroup, const void *argument,
                       uint32_t count);
  uint32_t threads; ///< How many workgroups can run at once.
} sinter_device_t;

/// Runs workgroups one after another on the calling thread.
extern const sinter_device_t sinter_local_sync;

#ifdef __cplusplus
}
#endif

#endif // SINTER_DEVICE_H_
