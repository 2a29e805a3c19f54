//===- try-module.cpp - Attack a compiled module --------------------------===//
//
// try-module MODULE: runs all functions of a module on guarded buffers, then
// every truncation of the file and every flipped bit of its description, with the
// checksum stale and computed anew. Fails unless each is refused or harmless.
//
//===----------------------------------------------------------------------===//

#include "test/runtime/support/Attempt.h"
#include "test/runtime/support/Pack.h"
#include <cstdio>
#include <cstring>

using namespace sinter::test;

static int complain(const char *what, size_t where, const Attempt &result) {
  std::printf("%s at byte %zu: reached %d, intact %d, official %d: %s\n", what, where,
              int(result.reached), result.isIntact, result.isOfficial, result.reason.c_str());
  return 1;
}

static int tryTruncations(const std::string &file) {
  int failures = 0;
  // Every length up to the end of the description, then a thousand more.
  uint32_t size;
  std::memcpy(&size, file.data(), sizeof(size));
  size_t step = 1 + (file.size() - size) / 1000;
  for (size_t length = 0; length < file.size(); length += length < size + 64 ? 1 : step) {
    Attempt result = attempt(file.substr(0, length));
    if (result.reached != Reached::refused)
      failures += complain("truncated", length, result);
  }
  return failures;
}

static int tryFlips(const std::string &file) {
  int failures = 0;
  uint32_t size;
  std::memcpy(&size, file.data(), sizeof(size));
  for (size_t byte = 0; byte < size + 12; ++byte)
    for (int bit = 0; bit < 8; ++bit) {
      std::string changed = file;
      changed[byte] ^= char(1 << bit);
      Attempt result = attempt(changed);
      if (result.reached != Reached::refused)
        failures += complain("flipped", byte, result);
      if (byte >= size + 4)
        continue; // the checksum itself
      fixRootChecksum(changed);
      result = attempt(changed);
      if (!result.isIntact || !result.isOfficial)
        failures += complain("forged", byte, result);
    }
  return failures;
}

int main(int argc, char **argv) {
  std::string file = argc == 2 ? readFile(argv[1]) : "";
  Attempt whole = attempt(file);
  if (whole.reached != Reached::ran || !whole.isIntact || !whole.isOfficial)
    return complain("unchanged", 0, whole);
  int failures = tryTruncations(file) + tryFlips(file);
  if (failures == 0)
    std::printf("harmless: every truncation and every flipped bit\n");
  return failures != 0;
}
