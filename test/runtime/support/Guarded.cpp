//===- Guarded.cpp - Memory that notices overruns -------------------------===//

#include "test/runtime/support/Guarded.h"
#include <cstdlib>
#include <cstring>
#include <sys/mman.h>
#include <unistd.h>

using namespace sinter::test;

static constexpr uint8_t pattern = 0xa5;

Guarded::Guarded(size_t size, size_t alignment) : byteCount(size) {
  size_t page = size_t(sysconf(_SC_PAGESIZE));
  size_t usable = (size + alignment + page - 1) / page * page;
  mappingSize = usable + page;
  void *memory =
      mmap(nullptr, mappingSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED)
    std::abort();
  mapping = static_cast<uint8_t *>(memory);
  mprotect(mapping + usable, page, PROT_NONE);
  std::memset(mapping, pattern, usable);
  begin = mapping + (usable - size) / alignment * alignment;
  std::memset(begin, 0, size);
}

Guarded::~Guarded() {
  if (mapping)
    munmap(mapping, mappingSize);
}

Guarded::Guarded(Guarded &&other)
    : mapping(other.mapping), mappingSize(other.mappingSize), begin(other.begin),
      byteCount(other.byteCount) {
  other.mapping = nullptr;
}

bool Guarded::isIntact() const {
  size_t page = size_t(sysconf(_SC_PAGESIZE));
  for (uint8_t *at = mapping; at != begin; ++at)
    if (*at != pattern)
      return false;
  for (uint8_t *at = begin + byteCount; at != mapping + mappingSize - page; ++at)
    if (*at != pattern)
      return false;
  return true;
}
