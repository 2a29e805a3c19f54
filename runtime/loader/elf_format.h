//===- elf_format.h - ELF structures of this machine's width -------*- C -*-===//
//
// From the ELF specification: only what the loader reads, for the class (32 or
// 64 bits) and machine that this runtime is compiled for.
//
//===----------------------------------------------------------------------===//

#ifndef SINTER_LOADER_ELF_FORMAT_H_
#define SINTER_LOADER_ELF_FORMAT_H_

#include <stdint.h>

typedef uintptr_t elf_word_t; ///< An address, offset or size.

typedef struct elf_header {
  uint8_t ident[16];
  uint16_t type;
  uint16_t machine;
  uint32_t version;
  elf_word_t entry;
  elf_word_t program_header_offset;
  elf_word_t section_header_offset;
  uint32_t flags;
  uint16_t header_size;
  uint16_t program_header_size;
  uint16_t program_header_count;
  uint16_t section_header_size;
  uint16_t section_header_count;
  uint16_t section_names;
} elf_header_t;

typedef struct elf_program_header {
  uint32_t type;
#if UINTPTR_MAX > UINT32_MAX
  uint32_t flags;
#endif
  elf_word_t offset;
  elf_word_t address;
  elf_word_t physical_address;
  elf_word_t file_size;
  elf_word_t memory_size;
#if UINTPTR_MAX == UINT32_MAX
  uint32_t flags;
#endif
  elf_word_t alignment;
} elf_program_header_t;

typedef struct elf_dynamic {
  elf_word_t tag;
  elf_word_t value;
} elf_dynamic_t;

/// A relocation; `addend` exists in RELA tables only.
typedef struct elf_relocation {
  elf_word_t address;
  elf_word_t info;
  elf_word_t addend;
} elf_relocation_t;

#define ELF_REL_SIZE (2 * sizeof(elf_word_t))
#define ELF_RELA_SIZE (3 * sizeof(elf_word_t))

#if UINTPTR_MAX == UINT32_MAX
#define ELF_CLASS 1
#define ELF_RELOCATION_TYPE(info) ((uint32_t)(info) & 0xff)
#else
#define ELF_CLASS 2
#define ELF_RELOCATION_TYPE(info) ((uint32_t)(info))
#endif

enum { ELF_LITTLE_ENDIAN = 1, ELF_SHARED_OBJECT = 3 };

enum {
  PT_LOAD = 1,
  PT_DYNAMIC = 2,
  PT_INTERP = 3,
  PT_TLS = 7,
  PT_GNU_RELRO = 0x6474e552,
};

enum { PF_X = 1, PF_W = 2 };

enum {
  DT_NULL = 0,
  DT_NEEDED = 1,
  DT_PLTRELSZ = 2,
  DT_RELA = 7,
  DT_RELASZ = 8,
  DT_INIT = 12,
  DT_FINI = 13,
  DT_REL = 17,
  DT_RELSZ = 18,
  DT_TEXTREL = 22,
  DT_INIT_ARRAYSZ = 27,
  DT_FINI_ARRAYSZ = 28,
  DT_PREINIT_ARRAYSZ = 33,
  DT_RELRSZ = 35,
};

// The machine, and its relocation "base + addend".
#if defined(__x86_64__)
enum { ELF_MACHINE = 62, ELF_RELATIVE = 8 };
#elif defined(__i386__)
enum { ELF_MACHINE = 3, ELF_RELATIVE = 8 };
#elif defined(__aarch64__)
enum { ELF_MACHINE = 183, ELF_RELATIVE = 1027 };
#elif defined(__arm__)
enum { ELF_MACHINE = 40, ELF_RELATIVE = 23 };
#elif defined(__riscv)
enum { ELF_MACHINE = 243, ELF_RELATIVE = 3 };
#else
enum { ELF_MACHINE = 0, ELF_RELATIVE = 0 }; // loads nothing
#endif

// The bits of the header's flags that say in which registers numbers are passed, what they
// must be for code that this runtime calls, and what that is called.
#if defined(__arm__)
enum { ELF_ABI_MASK = 0x400 }; // hard float
#ifdef __ARM_PCS_VFP
enum { ELF_ABI = 0x400 };
#define ELF_ABI_NAME "eabihf"
#else
enum { ELF_ABI = 0 };
#define ELF_ABI_NAME "eabi"
#endif
#elif defined(__riscv)
enum { ELF_ABI_MASK = 0xe }; // registers for floating-point numbers, and RVE
#if __riscv_xlen == 32
#define ELF_ABI_BASE "ilp32"
#else
#define ELF_ABI_BASE "lp64"
#endif
#if defined(__riscv_float_abi_double)
enum { ELF_ABI = 4 };
#define ELF_ABI_NAME ELF_ABI_BASE "d"
#elif defined(__riscv_float_abi_single)
enum { ELF_ABI = 2 };
#define ELF_ABI_NAME ELF_ABI_BASE "f"
#elif defined(__riscv_abi_rve)
enum { ELF_ABI = 8 };
#define ELF_ABI_NAME ELF_ABI_BASE "e"
#else
enum { ELF_ABI = 0 };
#define ELF_ABI_NAME ELF_ABI_BASE
#endif
#else
enum { ELF_ABI_MASK = 0, ELF_ABI = 0 };
#define ELF_ABI_NAME ""
#endif

// Where code may be moved to: by multiples of this. AArch64 takes addresses by pages.
#if defined(__aarch64__)
#define ELF_SLIDE_ALIGNMENT ((uintptr_t)4096)
#else
#define ELF_SLIDE_ALIGNMENT ((uintptr_t)64)
#endif

// The lowest bit of a code address that says "Thumb" rather than where.
#if defined(__arm__)
#define ELF_CODE_MODE_BIT ((uintptr_t)1)
#if !defined(__ARM_ARCH_ISA_ARM)
#define ELF_THUMB_ONLY 1 // Cortex-M
#endif
#else
#define ELF_CODE_MODE_BIT ((uintptr_t)0)
#endif

#endif // SINTER_LOADER_ELF_FORMAT_H_
