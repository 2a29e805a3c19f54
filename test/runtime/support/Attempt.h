//===- Attempt.h - Load bytes and run all they offer ------------*- C++ -*-===//

#ifndef TEST_RUNTIME_SUPPORT_ATTEMPT_H
#define TEST_RUNTIME_SUPPORT_ATTEMPT_H

#include "sinter/status.h"
#include <string>

namespace sinter::test {

/// How far bytes got.
enum class Reached { refused, opened, loaded, ran };

struct Attempt {
  Reached reached = Reached::refused;
  std::string reason;     ///< Of the last refusal.
  bool isIntact = true;   ///< No call wrote beside its buffers.
  bool isOfficial = true; ///< FlatBuffers' own verifier agrees with ours.
};

/// Opens `content` as a module, loads its code and runs every function on
/// guarded buffers of exactly the sizes that the module and its plan ask for.
Attempt attempt(const std::string &content);

} // namespace sinter::test

#endif // TEST_RUNTIME_SUPPORT_ATTEMPT_H
