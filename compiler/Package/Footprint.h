//===- Footprint.h - What a model takes of a machine's memory ---*- C++ -*-===//

#ifndef COMPILER_PACKAGE_FOOTPRINT_H
#define COMPILER_PACKAGE_FOOTPRINT_H

#include "llvm/Support/raw_ostream.h"
#include <cstdint>
#include <string>

namespace sinter {

/// What a model takes; all but the last in bytes.
struct Footprint {
  uint64_t constants = 0;
  uint64_t code = 0;        ///< With its tables and small constants.
  uint64_t description = 0; ///< What a module file holds besides.
  uint64_t workspace = 0;   ///< At most; all ones where calls decide without bounds.
  uint64_t state = 0;
  uint64_t stack = 0;       ///< At most, of any function.
  std::string stackProblem; ///< Why `stack` is not known; else empty.
  double cycles = 0;        ///< About as many in a call of any function; 0 if that is not known.

  uint64_t getFlash() const { return constants + code + description; }
  bool hasOpenWorkspace() const { return workspace == ~uint64_t(0); }
  uint64_t getRam() const { return hasOpenWorkspace() ? workspace : workspace + state; }
};

/// Returns `number` as people read it: 53,120.
std::string printBytes(uint64_t number);

/// Prints one line without its end: "flash 53,120 bytes (...), RAM ..., stack <= 512".
void print(const Footprint &footprint, llvm::raw_ostream &os);

} // namespace sinter

#endif // COMPILER_PACKAGE_FOOTPRINT_H
