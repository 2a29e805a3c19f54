//===- Subtarget.h - What LLVM knows of a CPU -------------------*- C++ -*-===//
//
// LLVM prints to stderr, or ends the program, when a CPU or feature is unknown.
// Here every name is checked against LLVM's own tables first.
//
//===----------------------------------------------------------------------===//

#ifndef TARGETS_LLVMCPU_SUBTARGET_H
#define TARGETS_LLVMCPU_SUBTARGET_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/TargetParser/Triple.h"
#include <memory>
#include <string>
#include <vector>

namespace llvm {
class MCSubtargetInfo;
class Target;
} // namespace llvm

namespace sinter {

/// Makes LLVM's code generators known; any thread may call it at any time.
void initializeTargets();

/// Returns LLVM's code generator for `triple`.
llvm::Expected<const llvm::Target *> lookupTarget(const llvm::Triple &triple);

/// A CPU with its features switched on.
class Subtarget {
public:
  /// Fails with a message for the user when `cpu` or one of `features`
  /// ("+a,-b") is unknown to the code generator of `triple`.
  static llvm::Expected<Subtarget> get(const llvm::Triple &triple, llvm::StringRef cpu,
                                       llvm::StringRef features);
  ~Subtarget();
  Subtarget(Subtarget &&);

  /// Returns the triple that code is generated for.
  const llvm::Triple &getTriple() const;

  /// Returns LLVM's name of the CPU.
  llvm::StringRef getCpu() const;

  /// Returns true if the CPU has LLVM's feature `name`.
  bool has(llvm::StringRef name) const;

  /// Returns the names of all features the CPU has, sorted.
  std::vector<llvm::StringRef> getFeatures() const;

  /// Returns the names of all features that LLVM knows for the triple, sorted.
  std::vector<llvm::StringRef> getKnownFeatures() const;

private:
  explicit Subtarget(std::unique_ptr<llvm::MCSubtargetInfo> info);
  std::unique_ptr<llvm::MCSubtargetInfo> info;
};

/// Returns the sorted names of the CPUs that code can be generated for.
llvm::Expected<std::vector<std::string>> listCpus(const llvm::Triple &triple);

/// Returns true if LLVM chooses instructions by feature `name` of `triple`;
/// others concern the system or the speed of instructions.
bool selectsInstructions(const llvm::Triple &triple, llvm::StringRef name);

/// Returns the sorted names of capabilities that the CPU has beyond the least
/// one of its triple, as far as they change which instructions are generated.
std::vector<std::string> listRequiredFeatures(const llvm::Triple &triple, llvm::StringRef cpu,
                                              llvm::StringRef features);

} // namespace sinter

#endif // TARGETS_LLVMCPU_SUBTARGET_H
