//===- Guarded.h - Memory that notices overruns -----------------*- C++ -*-===//
//
// Sanitizers do not watch compiled models: their code is not instrumented. A
// guarded buffer ends where a page without access begins, so a read or write
// beyond it ends the test; slack before that page (at most 63 bytes) and before
// the buffer holds a pattern that is checked.
//
//===----------------------------------------------------------------------===//

#ifndef TEST_RUNTIME_SUPPORT_GUARDED_H
#define TEST_RUNTIME_SUPPORT_GUARDED_H

#include <cstddef>
#include <cstdint>

namespace sinter::test {

class Guarded {
public:
  /// `size` bytes aligned to `alignment`, a power of two up to 64.
  explicit Guarded(size_t size, size_t alignment = 64);
  ~Guarded();
  Guarded(const Guarded &) = delete;
  Guarded(Guarded &&other);

  void *data() const { return begin; }
  size_t size() const { return byteCount; }

  /// Returns whether nothing beside the buffer was written.
  bool isIntact() const;

private:
  uint8_t *mapping = nullptr;
  size_t mappingSize = 0;
  uint8_t *begin = nullptr;
  size_t byteCount = 0;
};

} // namespace sinter::test

#endif // TEST_RUNTIME_SUPPORT_GUARDED_H
