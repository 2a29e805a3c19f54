//===- generic.c - Image memory without an operating system -----------------===//

#include "loader/elf_format.h"
#include "sinter/image.h"
#include "src/support.h"

static void *reserve(void *context, size_t size) {
  const sinter_bytes_t *bytes = context;
  if (size > bytes->size || !sinter_is_aligned(bytes->data, ELF_SLIDE_ALIGNMENT))
    return NULL;
  return memset(bytes->data, 0, size);
}

#if defined(__aarch64__)
/// Writes bytes that data caches hold back to where instructions are fetched from.
static void publish(uintptr_t data, size_t size) {
  uint64_t sizes; // of the smallest lines, as powers of two of words
  __asm__("mrs %0, ctr_el0" : "=r"(sizes));
  uintptr_t data_line = (uintptr_t)4 << (sizes >> 16 & 15),
            code_line = (uintptr_t)4 << (sizes & 15);
  for (uintptr_t line = data & ~(data_line - 1); line < data + size; line += data_line)
    __asm__ volatile("dc cvau, %0" : : "r"(line) : "memory");
  __asm__ volatile("dsb ish" : : : "memory");
  for (uintptr_t line = data & ~(code_line - 1); line < data + size; line += code_line)
    __asm__ volatile("ic ivau, %0" : : "r"(line) : "memory");
  __asm__ volatile("dsb ish\n isb" : : : "memory");
}
#elif defined(__arm__) && !defined(__ARM_ARCH_ISA_ARM) && __ARM_ARCH_ISA_THUMB == 2
/// The same on Cortex-M from v7-M on, whose caches are registers of the system control block.
static void publish(uintptr_t data, size_t size) {
  volatile uint32_t *block = (volatile uint32_t *)(uintptr_t)0xe000e000;
  enum { CLIDR = 0xd78 / 4, ICIALLU = 0xf50 / 4, DCCMVAU = 0xf64 / 4, LINE = 32 };
  __asm__ volatile("dsb" : : : "memory");
  if (block[CLIDR] & 7) { // there are caches
    for (uintptr_t line = data & ~(uintptr_t)(LINE - 1); line < data + size; line += LINE)
      block[DCCMVAU] = (uint32_t)line;
    __asm__ volatile("dsb" : : : "memory");
    block[ICIALLU] = 0;
  }
  __asm__ volatile("dsb\n isb" : : : "memory");
}
#elif defined(__riscv)
static void publish(uintptr_t data, size_t size) {
  (void)data, (void)size;
  __asm__ volatile(".4byte 0x0000100f" : : : "memory"); // fence.i
}
#else
/// x86 keeps its caches coherent; Cortex-M0 has none.
static void publish(uintptr_t data, size_t size) { (void)data, (void)size; }
#endif

static bool protect(void *context, void *data, size_t size, bool executable) {
  (void)context;
  if (executable)
    publish((uintptr_t)data, size);
  return true;
}

sinter_image_memory_t sinter_caller_memory(const sinter_bytes_t *bytes) {
  size_t page_size = ELF_SLIDE_ALIGNMENT > 64 ? ELF_SLIDE_ALIGNMENT : 1;
  sinter_image_memory_t memory = {(void *)(uintptr_t)bytes, page_size, reserve, protect, NULL};
  return memory;
}
