//===- Registration.h - Dialects and passes of the compiler -----*- C++ -*-===//
//
// One list of what the compiler speaks, shared by sinter-compile and
// sinter-opt. It is kept short: every dialect registered costs start-up time.
//
//===----------------------------------------------------------------------===//

#ifndef COMPILER_PIPELINE_REGISTRATION_H
#define COMPILER_PIPELINE_REGISTRATION_H

namespace mlir {
class DialectRegistry;
} // namespace mlir

namespace sinter {

/// Adds every dialect that IR may hold between import and code generation,
/// with the interfaces that tiling, bufferization and lowering ask for.
void registerDialects(mlir::DialectRegistry &registry);

/// Makes our passes known by name, for pass pipelines written as text.
void registerPasses();

} // namespace sinter

#endif // COMPILER_PIPELINE_REGISTRATION_H
