//===- local_task.c - Run workgroups on a pool of threads -------------------===//
//
// A dispatch is a job in one of a few slots. Each thread has a share of the job's
// workgroups, the same part of the range every time, so that what a core wrote in
// one dispatch it reads in the next. Who has finished its share takes from
// the ends of others. There is no queue: workers look at the slots' job words.
//
// Every word of a slot carries the number of the job, which only rises. A share
// whose word is of an older job is untouched; a worker whose job is older than
// the word came late and finds nothing to claim. So nothing is reset between jobs,
// and a claim that succeeds proves that the job is still going on.
//
// Lines of memory move between cores as little as possible: one brings the
// job to a worker, one brings the worker's result back. And claims are few, two thirds
// of what is left at a time, since each of them waits until all earlier stores
// have reached the cache.
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

/// How long a thread spins before it sleeps.
#define SPIN_NANOSECONDS 50000

#define MAX_WORKERS 4095u

/// Pieces into which a job is cut at most: what eight bits can count.
#define MAX_UNITS 255u

#define CACHE_LINE 64

/// What one thread does of a slot's job. The job's number fills the upper 48 bits
/// of each word: years of jobs, one per microsecond.
typedef struct share {
  _Alignas(CACHE_LINE) _Atomic uint64_t range; ///< job, first unclaimed unit, end: 48, 8, 8 bits.
  _Atomic uint64_t done;                       ///< job, units that this thread ran: 48, 16 bits.
} share_t;

typedef struct slot {
  _Alignas(CACHE_LINE) _Atomic uint64_t job; ///< number, units: 48, 16 bits. Written last.
  _Atomic(sinter_workgroup_fn_t) workgroup;
  _Atomic(const void *) argument;
  atomic_uint count;                         ///< Workgroups.
  atomic_bool is_awaited;                    ///< The caller sleeps until all units are done.
  _Alignas(CACHE_LINE) atomic_bool is_taken; ///< A caller owns the slot.
  share_t *shares;                           ///< By thread; the first is the caller's.
} slot_t;

struct sinter_task_pool {
  slot_t slots[SLOT_COUNT];
  _Alignas(CACHE_LINE) atomic_uint sleepers;
  atomic_bool is_ending;
  uint32_t thread_count;
  uint32_t useful_workers;                    ///< That have a processor each, besides the caller.
  _Alignas(CACHE_LINE) pthread_mutex_t mutex; ///< Guards going to sleep, for both conditions.
  pthread_cond_t work;                        ///< A job was announced.
  pthread_cond_t left;                        ///< A worker is done with a job whose caller sleeps.
  pthread_t *workers;
  uint32_t worker_count; ///< Running ones; fewer than threads - 1 while they start.
};

/// What a worker is given.
typedef struct worker {
  sinter_task_pool_t *pool;
  uint32_t thread;
} worker_t;

/// A thread's view of a job, read from its slot.
typedef struct job {
  uint64_t number;
  uint32_t units, threads; ///< `threads` have a share of their own.
  uint32_t count;
  sinter_workgroup_fn_t workgroup;
  const void *argument;
} job_t;

static void relax(void) {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

/// Spins until `is_over(argument)` for a while. Returns whether it was.
static bool spin(bool (*is_over)(void *), void *argument) {
  uint64_t deadline = 0;
  for (unsigned round = 1;; ++round) {
    if (is_over(argument))
      return true;
    relax();
    if (round % 64 != 0)
      continue;
    uint64_t now = sinter_clock();
    if (deadline == 0)
      deadline = now + SPIN_NANOSECONDS;
    else if (now >= deadline)
      return false;
  }
}

/// Returns the untouched share of `owner`: first unit and end, in 8 bits each.
/// The caller need not claim the very first unit.
static uint32_t get_fresh_range(const job_t *job, uint32_t owner) {
  uint32_t begin = owner == 0 ? 1 : job->units * owner / job->threads;
  return begin << 8 | job->units * (owner + 1) / job->threads;
}

/// Claims units of the share of `owner`: the first two thirds of what is left, or its
/// last one. Returns how many, from `unit` on.
static uint32_t claim(slot_t *slot, const job_t *job, uint32_t owner, bool last, uint32_t *unit) {
  share_t *share = &slot->shares[owner];
  uint64_t seen = atomic_load_explicit(&share->range, memory_order_relaxed);
  for (;;) {
    uint64_t range = seen;
    if (seen >> 16 > job->number)
      return 0;
    if (seen >> 16 < job->number)
      range = job->number << 16 | get_fresh_range(job, owner);
    uint32_t begin = range >> 8 & 0xff, end = range & 0xff;
    if (begin >= end)
      return 0;
    uint32_t count = last ? 1 : end - begin - (end - begin) / 3;
    *unit = last ? end - 1 : begin;
    if (atomic_compare_exchange_weak_explicit(&share->range, &seen,
                                              last ? range - 1 : range + (count << 8),
                                              memory_order_acq_rel, memory_order_relaxed))
      return count;
  }
}

static void run_units(const job_t *job, uint32_t unit, uint32_t units) {
  uint32_t begin = (uint32_t)((uint64_t)job->count * unit / job->units);
  uint32_t end = (uint32_t)((uint64_t)job->count * (unit + units) / job->units);
  for (uint32_t i = begin; i < end; ++i)
    job->workgroup(job->argument, i);
}

/// Runs the units of the thread's own share. Returns how many.
static uint32_t run_share(slot_t *slot, const job_t *job, uint32_t thread) {
  uint32_t ran = 0, unit, count;
  for (; (count = claim(slot, job, thread, /*last=*/false, &unit)) > 0; ran += count)
    run_units(job, unit, count);
  return ran;
}

/// Runs units of other shares until none is left to claim. Returns how many.
static uint32_t steal(slot_t *slot, const job_t *job, uint32_t thread) {
  uint32_t ran = 0, unit;
  for (uint32_t i = 1; i <= job->threads; ++i) {
    uint32_t victim = (thread + i) % job->threads;
    for (; victim != thread && claim(slot, job, victim, /*last=*/true, &unit); ++ran)
      run_units(job, unit, 1);
  }
  return ran;
}

static uint32_t min(uint32_t a, uint32_t b) { return a < b ? a : b; }

/// Tells the caller that the thread ran `ran` units so far.
static void report(sinter_task_pool_t *pool, slot_t *slot, const job_t *job, uint32_t thread,
                   uint32_t ran) {
  if (ran == 0)
    return;
  // The caller sets `is_awaited` before it looks at `done` a last time.
  atomic_store(&slot->shares[thread].done, job->number << 16 | ran);
  if (!atomic_load(&slot->is_awaited))
    return;
  pthread_mutex_lock(&pool->mutex);
  pthread_cond_broadcast(&pool->left);
  pthread_mutex_unlock(&pool->mutex);
}

/// Works on the job of `slot` that `word` names. What is read here may belong to
/// a later job; then there is nothing left to claim of this one.
static void help(sinter_task_pool_t *pool, slot_t *slot, uint64_t word, uint32_t thread) {
  job_t job = {
      .number = word >> 16,
      .units = word & 0xffff,
      .threads = min(word & 0xffff, pool->thread_count),
      .count = atomic_load_explicit(&slot->count, memory_order_relaxed),
      .workgroup = atomic_load_explicit(&slot->workgroup, memory_order_relaxed),
      .argument = atomic_load_explicit(&slot->argument, memory_order_relaxed),
  };
  // A share is reported before others are looked at: that takes time.
  uint32_t ran = thread < job.threads ? run_share(slot, &job, thread) : 0;
  report(pool, slot, &job, thread, ran);
  uint32_t stolen = steal(slot, &job, thread);
  if (stolen > 0)
    report(pool, slot, &job, thread, ran + stolen);
}

/// What a worker has seen of the slots.
typedef struct watch {
  sinter_task_pool_t *pool;
  uint64_t seen[SLOT_COUNT];
} watch_t;

/// Returns true if there is a job that the worker has not seen, or the pool ends.
static bool is_called(void *argument) {
  watch_t *watch = argument;
  for (int i = 0; i < SLOT_COUNT; ++i)
    if (atomic_load(&watch->pool->slots[i].job) != watch->seen[i])
      return true;
  return atomic_load(&watch->pool->is_ending);
}

/// Workers that work or spin.
static uint32_t count_awake(sinter_task_pool_t *pool) {
  return pool->thread_count - 1 - atomic_load(&pool->sleepers);
}

/// Returns when there is something new to look at. Who would only keep others off
/// their processor sleeps at once.
static void await_work(sinter_task_pool_t *pool, watch_t *watch) {
  if (count_awake(pool) <= pool->useful_workers && spin(is_called, watch))
    return;
  pthread_mutex_lock(&pool->mutex);
  // Who announces a job looks for sleepers after that: one of us sees the other.
  atomic_fetch_add(&pool->sleepers, 1);
  while (!is_called(watch))
    pthread_cond_wait(&pool->work, &pool->mutex);
  atomic_fetch_sub(&pool->sleepers, 1);
  pthread_mutex_unlock(&pool->mutex);
}

static void *run_worker(void *argument) {
  worker_t worker = *(worker_t *)argument;
  free(argument);
  watch_t watch = {.pool = worker.pool};
  while (!atomic_load(&worker.pool->is_ending)) {
    await_work(worker.pool, &watch);
    for (int i = 0; i < SLOT_COUNT; ++i) {
      uint64_t word = atomic_load(&worker.pool->slots[i].job);
      if (word != watch.seen[i])
        help(worker.pool, &worker.pool->slots[i], word, worker.thread);
      watch.seen[i] = word;
    }
  }
  return NULL;
}

static slot_t *take_slot(sinter_task_pool_t *pool) {
  for (int i = 0; i < SLOT_COUNT; ++i) {
    atomic_bool *is_taken = &pool->slots[i].is_taken;
    bool expected = atomic_load_explicit(is_taken, memory_order_relaxed);
    if (!expected && atomic_compare_exchange_strong(is_taken, &expected, true))
      return &pool->slots[i];
  }
  return NULL;
}

/// Wakes as many sleepers as the job and the machine can keep busy.
static void wake_workers(sinter_task_pool_t *pool, const job_t *job) {
  uint32_t wanted = min(job->threads - 1, pool->useful_workers), awake = count_awake(pool);
  if (awake >= wanted)
    return;
  pthread_mutex_lock(&pool->mutex);
  for (; awake < wanted; ++awake)
    pthread_cond_signal(&pool->work);
  pthread_mutex_unlock(&pool->mutex);
}

/// What the caller waits for.
typedef struct wait {
  const slot_t *slot;
  uint64_t number;
  uint32_t threads, missing; ///< Units that workers run.
} wait_t;

static bool is_done(void *argument) {
  const wait_t *wait = argument;
  uint32_t done = 0;
  for (uint32_t i = 1; i < wait->threads; ++i) {
    uint64_t word = atomic_load(&wait->slot->shares[i].done);
    done += word >> 16 == wait->number ? word & 0xffff : 0;
  }
  return done == wait->missing;
}

/// Returns when workers have run `missing` units.
static void await_workers(sinter_task_pool_t *pool, slot_t *slot, const job_t *job,
                          uint32_t missing) {
  wait_t wait = {slot, job->number, pool->thread_count, missing};
  if (missing == 0 || spin(is_done, &wait))
    return;
  pthread_mutex_lock(&pool->mutex);
  atomic_store(&slot->is_awaited, true);
  while (!is_done(&wait))
    pthread_cond_wait(&pool->left, &pool->mutex);
  atomic_store(&slot->is_awaited, false);
  pthread_mutex_unlock(&pool->mutex);
}

static void parallel_for(void *context, sinter_workgroup_fn_t workgroup, const void *argument,
                         uint32_t count) {
  sinter_task_pool_t *pool = context;
  slot_t *slot = count > 1 && pool->thread_count > 1 ? take_slot(pool) : NULL;
  if (!slot) {
    sinter_local_sync.parallel_for(NULL, workgroup, argument, count);
    return;
  }
  uint32_t units = min(count, MAX_UNITS);
  job_t job = {
      .number = (atomic_load_explicit(&slot->job, memory_order_relaxed) >> 16) + 1,
      .units = units,
      .threads = min(units, pool->thread_count),
      .count = count,
      .workgroup = workgroup,
      .argument = argument,
  };
  atomic_store_explicit(&slot->workgroup, workgroup, memory_order_relaxed);
  atomic_store_explicit(&slot->argument, argument, memory_order_relaxed);
  atomic_store_explicit(&slot->count, count, memory_order_relaxed);
  atomic_store(&slot->job, job.number << 16 | units);
  wake_workers(pool, &job);
  run_units(&job, 0, 1);
  uint32_t ran = 1 + run_share(slot, &job, /*thread=*/0);
  ran += steal(slot, &job, /*thread=*/0);
  await_workers(pool, slot, &job, units - ran);
  atomic_store_explicit(&slot->is_taken, false, memory_order_release);
}

static bool start_worker(sinter_task_pool_t *pool) {
  worker_t *worker = malloc(sizeof(*worker));
  if (!worker)
    return false;
  *worker = (worker_t){pool, pool->worker_count + 1};
  if (pthread_create(&pool->workers[pool->worker_count], NULL, run_worker, worker) != 0) {
    free(worker);
    return false;
  }
  ++pool->worker_count;
  return true;
}

static bool allocate_tables(sinter_task_pool_t *pool) {
  uint32_t threads = pool->thread_count;
  share_t *shares = aligned_alloc(CACHE_LINE, SLOT_COUNT * threads * sizeof(share_t));
  pool->workers = malloc(threads * sizeof(pthread_t));
  pool->slots[0].shares = shares;
  if (!shares || !pool->workers)
    return false;
  for (uint32_t i = 0; i < SLOT_COUNT * threads; ++i) {
    atomic_init(&shares[i].range, 0);
    atomic_init(&shares[i].done, 0);
  }
  for (uint32_t i = 0; i < SLOT_COUNT; ++i) {
    slot_t *slot = &pool->slots[i];
    atomic_init(&slot->job, 0);
    atomic_init(&slot->workgroup, NULL);
    atomic_init(&slot->argument, NULL);
    atomic_init(&slot->count, 0);
    atomic_init(&slot->is_awaited, false);
    atomic_init(&slot->is_taken, false);
    slot->shares = shares + i * threads;
  }
  return true;
}

sinter_status_t sinter_task_pool_create(uint32_t threads, sinter_task_pool_t **pool) {
  uint32_t processors = sinter_processor_count();
  threads = threads ? threads : processors;
  if (threads - 1 > MAX_WORKERS)
    return SINTER_OUT_OF_MEMORY;
  sinter_task_pool_t *created = aligned_alloc(CACHE_LINE, sizeof(*created));
  if (!created)
    return SINTER_OUT_OF_MEMORY;
  atomic_init(&created->sleepers, 0);
  atomic_init(&created->is_ending, false);
  created->thread_count = threads;
  created->useful_workers = min(threads, processors) - 1;
  created->worker_count = 0;
  pthread_mutex_init(&created->mutex, NULL);
  pthread_cond_init(&created->work, NULL);
  pthread_cond_init(&created->left, NULL);
  bool is_complete = allocate_tables(created);
  while (is_complete && created->worker_count + 1 < threads)
    is_complete = start_worker(created);
  if (!is_complete) {
    sinter_task_pool_destroy(created);
    return SINTER_OUT_OF_MEMORY;
  }
  *pool = created;
  return SINTER_OK;
}

void sinter_task_pool_destroy(sinter_task_pool_t *pool) {
  if (!pool)
    return;
  pthread_mutex_lock(&pool->mutex);
  atomic_store(&pool->is_ending, true);
  pthread_cond_broadcast(&pool->work);
  pthread_mutex_unlock(&pool->mutex);
  for (uint32_t i = 0; i < pool->worker_count; ++i)
    pthread_join(pool->workers[i], NULL);
  pthread_cond_destroy(&pool->left);
  pthread_cond_destroy(&pool->work);
  pthread_mutex_destroy(&pool->mutex);
  free(pool->workers);
  free(pool->slots[0].shares);
  free(pool);
}

sinter_device_t sinter_task_pool_device(sinter_task_pool_t *pool) {
  sinter_device_t device = {pool, parallel_for, pool->thread_count};
  return device;
}
