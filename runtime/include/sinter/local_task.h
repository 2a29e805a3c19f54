//===- sinter/local_task.h - A device with a pool of threads -------*- C -*-===//
//
// Runs workgroups on the calling thread and on workers. Each thread has its part
// of every dispatch, so that it finds in its cache what it wrote in the last one,
// and takes over from others when it is done. A worker without work spins for
// some 50 microseconds, then it sleeps and costs nothing; workers for which the
// machine has no processor sleep at once. Models on any number of threads may
// share one pool: each call gets help from the workers that are free, and never
// waits for another model's work.
//
//===----------------------------------------------------------------------===//

#ifndef SINTER_LOCAL_TASK_H_
#define SINTER_LOCAL_TASK_H_

#include "sinter/device.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct sinter_task_pool sinter_task_pool_t;

/// Starts a pool whose calls run on up to `threads` threads: the caller and
/// threads - 1 workers; 0 means one per processor that this process may use.
/// Fails with SINTER_OUT_OF_MEMORY. The caller destroys the pool.
sinter_status_t sinter_task_pool_create(uint32_t threads, sinter_task_pool_t **pool);

/// Ends the workers and waits for them. No call may be active. Null is allowed.
void sinter_task_pool_destroy(sinter_task_pool_t *pool);

/// Returns the pool as a device; it is valid as long as the pool.
sinter_device_t sinter_task_pool_device(sinter_task_pool_t *pool);

#ifdef __cplusplus
}
#endif

#endif // SINTER_LOCAL_TASK_H_
