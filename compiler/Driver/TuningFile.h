//===- TuningFile.h - Choices that were measured, in a file -----*- C++ -*-===//
//
//   sinter-tuning 1
//   machine 5d0f83a2c1b4e697 sapphirerapids
//   region 0c9d1e2b44555f3a panel=2 rows=13 vectors=2   # dispatch_3_matmul: 712 us, 655 us
//
// One file holds choices for any number of machines and models. Words after # are
// for people.
//
//===----------------------------------------------------------------------===//

#ifndef COMPILER_DRIVER_TUNINGFILE_H
#define COMPILER_DRIVER_TUNINGFILE_H

#include "dialects/Exec/IR/ExecDialect.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace sinter {

struct TuningFile {
  struct Region {
    std::string key;     ///< `exec.region` of the dispatch function.
    std::string choices; ///< As `exec::Tuning::parse` reads them.
    std::string comment; ///< For people; may be empty.
  };
  struct Machine {
    std::string key;
    std::string cpu; ///< For people.
    std::vector<Region> regions;

    /// Replaces the choices of the region, or adds them.
    void set(Region region);
  };
  std::vector<Machine> machines;

  /// Reads a file. The error names the file and the line: nothing in it is guessed.
  static llvm::Expected<TuningFile> read(const std::string &path);
  static llvm::Expected<TuningFile> parse(llvm::StringRef text, llvm::StringRef path);

  /// Returns the file's text: equal choices, equal text.
  std::string print() const;

  /// Returns the entries for a machine, or null.
  const Machine *find(llvm::StringRef key) const;
  /// Returns the entries for a machine, which may be new.
  Machine &get(llvm::StringRef key, llvm::StringRef cpu);
};

/// Reads file `path` and attaches the choices for the module's machine to `module`.
/// Reports a file that is no good; warns if it has nothing for the machine.
mlir::LogicalResult attachTuning(mlir::ModuleOp module, const std::string &path);

} // namespace sinter

#endif // COMPILER_DRIVER_TUNINGFILE_H
