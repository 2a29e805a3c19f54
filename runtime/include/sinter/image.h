//===- sinter/image.h - Load a module's code -----------------------*- C -*-===//
//
// An image is an executable in memory, ready to be called. The loader is
// Sinter's own: position-independent ELF without imports, relative relocations
// only. Memory is never writable and executable at once, and once loaded nothing
// of an image is writable.
//
// Thread safety: a loaded image never changes; instances on any thread share it.
//
//===----------------------------------------------------------------------===//

#ifndef SINTER_IMAGE_H_
#define SINTER_IMAGE_H_

#include "schema/executable_abi.h"
#include "sinter/module.h"

#ifdef __cplusplus
extern "C" {
#endif

/// What the machine can do. `has_feature` is asked by LLVM's names, such as
/// "avx512f"; a name it does not know is a feature it does not have.
typedef struct sinter_cpu {
  bool (*has_feature)(const void *context, const char *name);
  const void *context;
} sinter_cpu_t;

/// The machine that runs this code: asked directly (x86-64), by way of the kernel
/// (Linux), or else what this runtime was compiled for.
extern const sinter_cpu_t sinter_host_cpu;

/// The names of the features that `sinter_host_cpu` can tell of, one after another, each
/// ended by a zero byte; an empty name ends the list.
extern const char sinter_host_cpu_features[];

/// A machine that has every feature: for firmware that carries its own module.
extern const sinter_cpu_t sinter_any_cpu;

/// Finds the best executable that this machine runs: the first in file order
/// whose format, machine and features fit. Fails with SINTER_INCOMPATIBLE;
/// sinter_missing_feature() then says what is missing.
sinter_status_t sinter_select_executable(const sinter_module_t *module, const sinter_cpu_t *cpu,
                                         uint32_t *executable, sinter_reason_t *reason);

/// Returns the `index`th feature that `executable` requires and `cpu` lacks, or
/// null when there are no more.
const char *sinter_missing_feature(const sinter_module_t *module, uint32_t executable,
                                   const sinter_cpu_t *cpu, uint32_t index);

/// Finds the executable for this kind of machine of whose features `cpu` lacks the
/// fewest: the one to speak of when none can be selected. Fails with
/// SINTER_NOT_FOUND when there is none for this kind of machine.
sinter_status_t sinter_closest_executable(const sinter_module_t *module, const sinter_cpu_t *cpu,
                                          uint32_t *executable);

/// Where the memory of images comes from. A machine without memory protection
/// has `page_size` 1 (AArch64: 4096, by which its code takes addresses).
typedef struct sinter_image_memory {
  void *context;
  size_t page_size; ///< Granularity of `protect`; a power of two.
  /// Returns `size` writable bytes filled with zeros, aligned to 64 and to
  /// `page_size`, or null.
  void *(*reserve)(void *context, size_t size);
  /// Makes bytes read-only, or readable and executable; returns false on failure.
  /// Also makes written code visible to instruction fetch. May be null where
  /// there is neither protection nor a cache.
  bool (*protect)(void *context, void *data, size_t size, bool executable);
  /// Takes back what `reserve` gave. May be null.
  void (*release)(void *context, void *data, size_t size);
} sinter_image_memory_t;

/// Memory of the caller as image memory, for one image at a time; `bytes.data` must be
/// aligned to 64 (AArch64: 4096). Without memory protection; writes caches back on AArch64,
/// RISC-V and Cortex-M, on other machines the caller does. `bytes` must outlive the result.
sinter_image_memory_t sinter_caller_memory(const sinter_bytes_t *bytes);

/// An executable in memory.
typedef struct sinter_image {
  const sinter_executable_t *executable; ///< Inside the image.
  sinter_bytes_t bytes;
  sinter_image_memory_t memory;
  uint32_t first_dispatch; ///< Of this executable in the module's table of dispatches.
} sinter_image_t;

/// Returns through `size` how many bytes sinter_image_load() will reserve.
sinter_status_t sinter_image_size(const sinter_module_t *module, uint32_t executable,
                                  size_t page_size, size_t *size, sinter_reason_t *reason);

/// Checks the code's checksum, loads it and holds what it says of itself against
/// the module. Runs the code's query function: load code of those you trust.
sinter_status_t sinter_image_load(const sinter_module_t *module, uint32_t executable,
                                  const sinter_image_memory_t *memory, sinter_image_t *image,
                                  sinter_reason_t *reason);

/// As sinter_image_load(), but code and its constants stay where the module lies, when the
/// code allows it; memory then holds its pointers alone. Else the code is copied as a whole. For
/// modules in flash, or in memory that may be executed.
sinter_status_t sinter_image_load_in_place(const sinter_module_t *module, uint32_t executable,
                                           const sinter_image_memory_t *memory,
                                           sinter_image_t *image, sinter_reason_t *reason);

/// Returns through `size` how many bytes sinter_image_load_in_place() will reserve. Fails with
/// SINTER_INCOMPATIBLE when the code cannot stay where the module lies.
sinter_status_t sinter_image_size_in_place(const sinter_module_t *module, uint32_t executable,
                                           size_t *size, sinter_reason_t *reason);

/// Releases the memory. No call into the image may be active or follow.
void sinter_image_unload(sinter_image_t *image);

#ifdef __cplusplus
}
#endif

#endif // SINTER_IMAGE_H_
