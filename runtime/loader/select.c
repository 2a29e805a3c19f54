//===- select.c - Choose the executable for this machine --------------------===//

#include "elf_layout.h"
#include "src/support.h"

const char *sinter_missing_feature(const sinter_module_t *module, uint32_t executable,
                                   const sinter_cpu_t *cpu, uint32_t index) {
  const char *name;
  for (uint32_t i = 0; sinter_module_required_feature(module, executable, i, &name) == SINTER_OK;
       ++i)
    if (!cpu->has_feature(cpu->context, name) && index-- == 0)
      return name;
  return NULL;
}

sinter_status_t sinter_select_executable(const sinter_module_t *module, const sinter_cpu_t *cpu,
                                         uint32_t *executable, sinter_reason_t *reason) {
  // The reason names the obstacle of the executable that came closest.
  const char *why = "no executable has a format that this runtime loads", *foreign;
  bool is_native_known = false;
  sinter_executable_info_t info;
  for (uint32_t i = 0; sinter_module_executable(module, i, &info) == SINTER_OK; ++i) {
    if (info.format != SINTER_EMBEDDED_ELF)
      continue;
    foreign = elf_why_foreign(info.code);
    if (foreign) {
      if (!is_native_known)
        why = foreign;
      continue;
    }
    if (!sinter_missing_feature(module, i, cpu, 0)) {
      *executable = i;
      return SINTER_OK;
    }
    is_native_known = true;
    why = "this CPU lacks features that every executable requires";
  }
  return sinter_fail(SINTER_INCOMPATIBLE, why, reason);
}

sinter_status_t sinter_closest_executable(const sinter_module_t *module, const sinter_cpu_t *cpu,
                                          uint32_t *executable) {
  uint32_t fewest = UINT32_MAX;
  sinter_executable_info_t info;
  for (uint32_t i = 0; sinter_module_executable(module, i, &info) == SINTER_OK; ++i) {
    if (info.format != SINTER_EMBEDDED_ELF || elf_why_foreign(info.code))
      continue;
    uint32_t missing = 0;
    const char *name;
    for (uint32_t k = 0; sinter_module_required_feature(module, i, k, &name) == SINTER_OK; ++k)
      missing += !cpu->has_feature(cpu->context, name);
    // Of equals the last: executables stand in order of preference, the least demanding behind.
    if (missing > fewest)
      continue;
    fewest = missing;
    *executable = i;
  }
  return fewest == UINT32_MAX ? SINTER_NOT_FOUND : SINTER_OK;
}

static bool has_any_feature(const void *context, const char *name) {
  (void)context;
  (void)name;
  return true;
}

const sinter_cpu_t sinter_any_cpu = {has_any_feature, NULL};
