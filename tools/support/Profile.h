//===- Profile.h - Time spent in each dispatch ------------------*- C++ -*-===//

#ifndef TOOLS_SUPPORT_PROFILE_H
#define TOOLS_SUPPORT_PROFILE_H

#include "sinter/runtime.h"
#include <string>
#include <vector>

namespace sinter::tools {

/// Adds up the time between a session's trace calls, dispatch by dispatch.
class Profile {
public:
  struct Entry {
    uint64_t nanoseconds = 0;
    uint64_t calls = 0;
  };

  /// Listens to `session` as long as this object lives.
  Profile(const sinter_module_t *module, sinter_session_t *session);
  ~Profile();
  Profile(const Profile &) = delete;

  /// Forgets everything so far.
  void reset();

  /// By dispatch index.
  const std::vector<Entry> &entries() const { return byDispatch; }

  /// Writes a table, most expensive first, of `runs` runs.
  std::string format(uint64_t runs) const;

private:
  static void listen(void *context, uint32_t dispatch, uint32_t isEnd);

  const sinter_module_t *module;
  sinter_session_t *session;
  std::vector<Entry> byDispatch;
  uint64_t begin = 0;
};

} // namespace sinter::tools

#endif // TOOLS_SUPPORT_PROFILE_H
