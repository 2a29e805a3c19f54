//===- BufferizeWinograd.h - exec.winograd_conv on buffers ------*- C++ -*-===//

#ifndef PASSES_MEMORY_BUFFERIZEWINOGRAD_H
#define PASSES_MEMORY_BUFFERIZEWINOGRAD_H

namespace mlir {
class DialectRegistry;
} // namespace mlir

namespace sinter {

/// Lets bufferization see what operations of the exec dialect read and write.
void registerExecBufferization(mlir::DialectRegistry &registry);

} // namespace sinter

#endif // PASSES_MEMORY_BUFFERIZEWINOGRAD_H
