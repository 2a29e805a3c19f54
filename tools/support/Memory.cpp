//===- Memory.cpp - Resident memory of this process -----------------------===//

#include "tools/support/Memory.h"
#include <cstdio>

using namespace sinter::tools;

ResidentMemory ResidentMemory::now() {
  ResidentMemory memory;
  std::FILE *file = std::fopen("/proc/self/status", "r");
  if (!file)
    return memory;
  char line[256];
  while (std::fgets(line, sizeof(line), file)) {
    unsigned long long kilobytes = 0;
    if (std::sscanf(line, "VmHWM: %llu", &kilobytes) == 1)
      memory.peak = kilobytes * 1024;
    else if (std::sscanf(line, "RssAnon: %llu", &kilobytes) == 1)
      memory.anonymous = kilobytes * 1024;
    else if (std::sscanf(line, "RssFile: %llu", &kilobytes) == 1)
      memory.file = kilobytes * 1024;
  }
  std::fclose(file);
  return memory;
}

std::string ResidentMemory::formatJson() const {
  char text[160];
  std::snprintf(text, sizeof(text),
                "\"peak_resident_bytes\": %llu, \"anonymous_bytes\": %llu, \"file_bytes\": %llu",
                static_cast<unsigned long long>(peak), static_cast<unsigned long long>(anonymous),
                static_cast<unsigned long long>(file));
  return text;
}
