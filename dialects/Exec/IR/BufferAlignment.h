//===- BufferAlignment.h - Where a machine wants buffers to begin *- C++ -*-===//

#ifndef DIALECTS_EXEC_IR_BUFFERALIGNMENT_H
#define DIALECTS_EXEC_IR_BUFFERALIGNMENT_H

#include "dialects/Exec/IR/ExecDialect.h"

namespace sinter::exec {

/// Returns the number of bytes, a power of two, of which the places of all buffers in a program
/// for `machine` are multiples. Null stands for any machine.
int64_t getBufferAlignment(MachineAttr machine);

/// Returns that of a program that runs on one thread, which shares no line with another.
int64_t getVectorAlignment(MachineAttr machine);

/// Returns getBufferAlignment of the module that `op` is or is part of.
int64_t getBufferAlignment(mlir::Operation *op);

} // namespace sinter::exec

#endif // DIALECTS_EXEC_IR_BUFFERALIGNMENT_H
