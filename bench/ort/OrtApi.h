//===- OrtApi.h - The functions of ONNX Runtime that we call ----*- C++ -*-===//
//
// The C interface of ONNX Runtime is one table of functions that only ever grows
// at its end, so a program that declares the entries it uses, at their places, runs
// with the library of every release. Types are opaque; nothing has to be installed.
//
//===----------------------------------------------------------------------===//

#ifndef BENCH_ORT_ORTAPI_H
#define BENCH_ORT_ORTAPI_H

#include <cstddef>
#include <cstdint>

namespace sinter::bench::ort {

struct Status;
struct Env;
struct Options;
struct SessionHandle;
struct Value;
struct MemoryInfo;
struct Allocator;
struct TypeInfo;
struct TensorInfo;

/// The first 101 entries of the table, in order; gaps are entries that nobody here calls.
struct Api {
  void *gap0[2];
  const char *(*getErrorMessage)(const Status *);
  Status *(*createEnv)(int severity, const char *name, Env **);
  void *gap4[3];
  Status *(*createSession)(const Env *, const char *path, const Options *, SessionHandle **);
  void *gap8;
  Status *(*run)(SessionHandle *, const void *runOptions, const char *const *inputNames,
                 const Value *const *inputs, size_t inputCount, const char *const *outputNames,
                 size_t outputCount, Value **outputs);
  Status *(*createOptions)(Options **);
  void *gap11[2];
  Status *(*setExecutionMode)(Options *, int mode);
  void *gap14[9];
  Status *(*setOptimization)(Options *, int level);
  Status *(*setIntraOpThreads)(Options *, int count);
  Status *(*setInterOpThreads)(Options *, int count);
  void *gap26[4];
  Status *(*getInputCount)(const SessionHandle *, size_t *);
  Status *(*getOutputCount)(const SessionHandle *, size_t *);
  void *gap32;
  Status *(*getInputType)(const SessionHandle *, size_t index, TypeInfo **);
  void *gap34[2];
  Status *(*getInputName)(const SessionHandle *, size_t index, Allocator *, char **);
  Status *(*getOutputName)(const SessionHandle *, size_t index, Allocator *, char **);
  void *gap38[11];
  Status *(*createTensorOver)(const MemoryInfo *, void *data, size_t size, const int64_t *dims,
                              size_t rank, int elementType, Value **);
  void *gap50;
  Status *(*getData)(Value *, void **);
  void *gap52[3];
  Status *(*asTensor)(const TypeInfo *, const TensorInfo **);
  void *gap56[4];
  Status *(*getElementType)(const TensorInfo *, int *);
  Status *(*getRank)(const TensorInfo *, size_t *);
  Status *(*getDims)(const TensorInfo *, int64_t *, size_t rank);
  void *gap63[2];
  Status *(*getTensorInfo)(const Value *, TensorInfo **);
  void *gap66[3];
  Status *(*createCpuMemory)(int allocator, int kind, MemoryInfo **);
  void *gap70[8];
  Status *(*getAllocator)(Allocator **);
  void *gap79[13];
  void (*releaseEnv)(Env *);
  void (*releaseStatus)(Status *);
  void (*releaseMemory)(MemoryInfo *);
  void (*releaseSession)(SessionHandle *);
  void (*releaseValue)(Value *);
  void *gap97;
  void (*releaseType)(TypeInfo *);
  void (*releaseTensorInfo)(TensorInfo *);
  void (*releaseOptions)(Options *);
};
static_assert(offsetof(Api, releaseOptions) == 100 * sizeof(void *), "entries are out of place");

/// What the library's one exported function, OrtGetApiBase, returns.
struct ApiBase {
  const Api *(*getApi)(uint32_t version);
  const char *(*getVersion)();
};

enum : int { SeverityError = 3, Sequential = 0, OptimizeNothing = 0, OptimizeAll = 99 };
enum : int { ArenaAllocator = 1, DefaultMemory = 0 };

} // namespace sinter::bench::ort

#endif // BENCH_ORT_ORTAPI_H
