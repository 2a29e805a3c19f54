//===- Lookup.h - Functions of stored integers as tables --------*- C++ -*-===//
//
// A function of 8 bits has 256 values, which are computed while compiling as the
// kernels compute them at run time. Functions of 16 bits interpolate 513 values.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_TFLITE_LOOKUP_H
#define PASSES_TFLITE_LOOKUP_H

#include "passes/Tflite/FusedActivation.h"

namespace sinter {

/// From a stored integer to a stored integer.
using StoredFn = llvm::function_ref<int64_t(int64_t)>;
/// A function of real numbers, in f32.
using RealFn = llvm::function_ref<float(float)>;

/// A constant vector of integers of type `element`.
mlir::Value tableOf(TensorBuilder &c, llvm::ArrayRef<int64_t> values, mlir::Type element);

/// Element `index` of a table, read as an unsigned integer.
mlir::Value readTable(ScalarBuilder &b, mlir::Value table, mlir::Value index);

/// Applies `fn` to each byte of input 0, read by its sign; results are of type `element`.
mlir::Value mapBytes(TfliteConversion &c, mlir::Type element, StoredFn fn);

/// The stored form of fn(real), for a stored byte; rounded in f32 as kernels do.
int64_t mapThroughReal(int64_t stored, const TfliteQuantization &input, const StoredBounds &result,
                       RealFn fn);

/// The 513 values of `fn` between which functions of 16 bits interpolate: the domain is
/// `scale` * (i16 - zero), results are of `resultScale`.
llvm::SmallVector<int64_t> tabulateWords(float scale, int32_t zero, float resultScale,
                                         int32_t resultZero, RealFn fn);

/// Interpolates such a table (of i32) at x (i32 that holds 16 bits).
mlir::Value interpolate(ScalarBuilder &b, mlir::Value table, mlir::Value x);

} // namespace sinter

#endif // PASSES_TFLITE_LOOKUP_H
