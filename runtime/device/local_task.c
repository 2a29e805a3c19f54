//===- local_task.c - Run workgroups on a pool of threads -------------------===//
//
// A dispatch is a job in one of a few slots. The caller fills a slot, opens it,
// works on it itself, closes it, and waits until the last worker has left.
// Threads claim workgroups by an atomic counter. There is no queue: workers look
// through the slots for one that is open and has workgroups left.
//
// A slot is filled again by the next caller, so a worker must not read a job
// that was closed. It enters first (workers + 1), then looks whether the slot
// is open; the caller closes first, then looks whether anyone is inside. Both use
// sequentially consistent operations, so at least one sees the other.
//
// Workers without work spin for some microseconds, since the next dispatch of a
// model follows at once, and then sleep on a condition variable.
//
//===----------------------------------------------------------------------===//

#include "sinter/local_task.h"
#include "sinter/posix.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>

/// Calls that can be helped at once. Further ones run on their caller alone.
#define SLOT_COUNT 8

/// Rounds that a thread spins before it sleeps: about 50 microseconds.
#define SPIN_ROUNDS 2000

/// Threads that find a job exhausted have counted `next` up once more each.
#define MAX_WORKERS 4095u
#define MAX_COUNT (UINT32_MAX - MAX_WORKERS - 1)

#define CACHE_LINE 64

typedef struct slot {
  _Alignas(CACHE_LINE) atomic_uint next;    ///< First workgroup that nobody claimed.
  _Alignas(CACHE_LINE) atomic_uint workers; ///< Workers inside.
  atomic_bool is_taken;                     ///< A caller owns the slot.
  atomic_bool is_open;                      ///< Workers may read the job.
  atomic_bool is_awaited;                   ///< The caller sleeps until `workers` is 0.
  // The job: written while closed, read while open.
  sinter_workgroup_fn_t workgroup;
  const void *argument;
  uint32_t count;
} slot_t;

struct sinter_task_pool {
  slot_t slots[SLOT_COUNT];
  _Alignas(CACHE_LINE) atomic_uint epoch; ///< Rises whenever there is work to look for.
  atomic_uint sleepers;
  atomic_bool is_ending;
  pthread_mutex_t mutex; ///< Guards going to sleep, for both conditions.
  pthread_cond_t work;   ///< `epoch` rose.
  pthread_cond_t left;   ///< A worker left a slot whose caller sleeps.
  uint32_t worker_count;
  pthread_t workers[];
};

static void relax(void) {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

/// Runs workgroups until none is left to claim.
static void work_on(slot_t *slot) {
  uint32_t count = slot->count;
  for (;;) {
    uint32_t i = atomic_fetch_add_explicit(&slot->next, 1, memory_order_relaxed);
    if (i >= count)
      return;
    slot->workgroup(slot->argument, i);
  }
}

static bool has_work(slot_t *slot) {
  return atomic_load_explicit(&slot->next, memory_order_relaxed) < slot->count;
}

/// Enters a slot, works, leaves. Returns whether there was work.
static bool help(sinter_task_pool_t *pool, slot_t *slot) {
  if (!atomic_load(&slot->is_open))
    return false;
  atomic_fetch_add(&slot->workers, 1);
  bool has_helped = atomic_load(&slot->is_open) && has_work(slot);
  if (has_helped)
    work_on(slot);
  if (atomic_fetch_sub(&slot->workers, 1) == 1 && atomic_load(&slot->is_awaited)) {
    pthread_mutex_lock(&pool->mutex);
    pthread_cond_broadcast(&pool->left);
    pthread_mutex_unlock(&pool->mutex);
  }
  return has_helped;
}

static bool help_anyone(sinter_task_pool_t *pool) {
  bool has_helped = false;
  for (int i = 0; i < SLOT_COUNT; ++i)
    has_helped |= help(pool, &pool->slots[i]);
  return has_helped;
}

/// Returns when `epoch` differs from `seen`, or the pool ends.
static void await_work(sinter_task_pool_t *pool, unsigned seen) {
  for (int i = 0; i < SPIN_ROUNDS; ++i) {
    if (atomic_load_explicit(&pool->epoch, memory_order_relaxed) != seen)
      return;
    relax();
  }
  pthread_mutex_lock(&pool->mutex);
  atomic_fetch_add(&pool->sleepers, 1);
  while (atomic_load(&pool->epoch) == seen && !atomic_load(&pool->is_ending))
    pthread_cond_wait(&pool->work, &pool->mutex);
  atomic_fetch_sub(&pool->sleepers, 1);
  pthread_mutex_unlock(&pool->mutex);
}

static void *run_worker(void *argument) {
  sinter_task_pool_t *pool = argument;
  while (!atomic_load(&pool->is_ending)) {
    unsigned seen = atomic_load(&pool->epoch);
    if (!help_anyone(pool))
      await_work(pool, seen);
  }
  return NULL;
}

static slot_t *take_slot(sinter_task_pool_t *pool) {
  for (int i = 0; i < SLOT_COUNT; ++i) {
    bool expected = false;
    if (atomic_compare_exchange_strong(&pool->slots[i].is_taken, &expected, true))
      return &pool->slots[i];
  }
  return NULL;
}

/// Tells workers that there is work; wakes as many as it can keep busy.
static void announce(sinter_task_pool_t *pool, uint32_t count) {
  atomic_fetch_add(&pool->epoch, 1);
  if (atomic_load(&pool->sleepers) == 0)
    return;
  pthread_mutex_lock(&pool->mutex);
  if (count > pool->worker_count)
    pthread_cond_broadcast(&pool->work);
  else
    for (uint32_t i = 1; i < count; ++i)
      pthread_cond_signal(&pool->work);
  pthread_mutex_unlock(&pool->mutex);
}

/// Returns when no worker is inside a closed slot.
static void await_workers(sinter_task_pool_t *pool, slot_t *slot) {
  for (int i = 0; i < SPIN_ROUNDS; ++i) {
    if (atomic_load(&slot->workers) == 0)
      return;
    relax();
  }
  pthread_mutex_lock(&pool->mutex);
  atomic_store(&slot->is_awaited, true);
  while (atomic_load(&slot->workers) != 0)
    pthread_cond_wait(&pool->left, &pool->mutex);
  atomic_store(&slot->is_awaited, false);
  pthread_mutex_unlock(&pool->mutex);
}

static void parallel_for(void *context, sinter_workgroup_fn_t workgroup, const void *argument,
                         uint32_t count) {
  sinter_task_pool_t *pool = context;
  bool may_share = count > 1 && count <= MAX_COUNT && pool->worker_count > 0;
  slot_t *slot = may_share ? take_slot(pool) : NULL;
  if (!slot) {
    sinter_local_sync.parallel_for(NULL, workgroup, argument, count);
    return;
  }
  slot->workgroup = workgroup;
  slot->argument = argument;
  slot->count = count;
  atomic_store(&slot->next, 0);
  atomic_store(&slot->is_open, true);
  announce(pool, count);
  work_on(slot);
  atomic_store(&slot->is_open, false);
  await_workers(pool, slot);
  atomic_store(&slot->is_taken, false);
}

sinter_status_t sinter_task_pool_create(uint32_t threads, sinter_task_pool_t **pool) {
  uint32_t count = (threads ? threads : sinter_processor_count()) - 1;
  if (count > MAX_WORKERS)
    return SINTER_OUT_OF_MEMORY;
  size_t size = sizeof(sinter_task_pool_t) + count * sizeof(pthread_t);
  size = (size + CACHE_LINE - 1) / CACHE_LINE * CACHE_LINE;
  sinter_task_pool_t *created = aligned_alloc(CACHE_LINE, size);
  if (!created)
    return SINTER_OUT_OF_MEMORY;
  for (int i = 0; i < SLOT_COUNT; ++i)
    created->slots[i] = (slot_t){.count = 0};
  atomic_init(&created->epoch, 0);
  atomic_init(&created->sleepers, 0);
  atomic_init(&created->is_ending, false);
  pthread_mutex_init(&created->mutex, NULL);
  pthread_cond_init(&created->work, NULL);
  pthread_cond_init(&created->left, NULL);
  created->worker_count = 0;
  // Workers never read `worker_count`, so it may grow while they start.
  while (created->worker_count < count) {
    if (pthread_create(&created->workers[created->worker_count], NULL, run_worker, created) != 0) {
      sinter_task_pool_destroy(created);
      return SINTER_OUT_OF_MEMORY;
    }
    ++created->worker_count;
  }
  *pool = created;
  return SINTER_OK;
}

void sinter_task_pool_destroy(sinter_task_pool_t *pool) {
  if (!pool)
    return;
  pthread_mutex_lock(&pool->mutex);
  atomic_store(&pool->is_ending, true);
  atomic_fetch_add(&pool->epoch, 1);
  pthread_cond_broadcast(&pool->work);
  pthread_mutex_unlock(&pool->mutex);
  for (uint32_t i = 0; i < pool->worker_count; ++i)
    pthread_join(pool->workers[i], NULL);
  pthread_cond_destroy(&pool->left);
  pthread_cond_destroy(&pool->work);
  pthread_mutex_destroy(&pool->mutex);
  free(pool);
}

sinter_device_t sinter_task_pool_device(sinter_task_pool_t *pool) {
  sinter_device_t device = {pool, parallel_for, pool->worker_count + 1};
  return device;
}
