//===- Disassemble.h - Machine code as text ---------------------*- C++ -*-===//

#ifndef TOOLS_SINTER_DUMP_DISASSEMBLE_H
#define TOOLS_SINTER_DUMP_DISASSEMBLE_H

#include "sinter/module.h"
#include <string>

namespace sinter::tools {

/// Prints the code of an executable, with the names of functions where the file
/// has them. Returns why that is impossible, or an empty string.
std::string disassemble(const sinter_module_t *module, uint32_t executable);

} // namespace sinter::tools

#endif // TOOLS_SINTER_DUMP_DISASSEMBLE_H
