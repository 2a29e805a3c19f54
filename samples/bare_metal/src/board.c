//===- board.c - What boards have in common ---------------------------------===//

#include "board.h"

// Where link.ld puts things.
extern uint8_t data_begin[], data_end[], data_in_flash[], bss_begin[], bss_end[];
extern uint8_t free_begin[], free_end[];

static uint8_t *free_memory = free_begin;

/// Comes from the reset code, with a stack and nothing else.
_Noreturn void board_start(void) {
  volatile uint8_t *from = data_in_flash; // volatile: no call of memcpy before its data is there
  for (volatile uint8_t *to = data_begin; to < data_end;)
    *to++ = *from++;
  for (volatile uint8_t *to = bss_begin; to < bss_end;)
    *to++ = 0;
  uart_start();
  board_exit(main());
}

/// Comes from the vectors.
_Noreturn void board_fault(void) {
  print("fault\n");
  board_exit(99);
}

static uintptr_t semihosting(uintptr_t operation, const void *argument) {
#if defined(__riscv)
  register uintptr_t a0 __asm__("a0") = operation;
  register const void *a1 __asm__("a1") = argument;
  __asm__ volatile(".option push\n.option norvc\n.balign 16\n"
                   "slli x0, x0, 0x1f\nebreak\nsrai x0, x0, 7\n.option pop"
                   : "+r"(a0)
                   : "r"(a1)
                   : "memory");
  return a0;
#elif defined(__aarch64__)
  register uintptr_t x0 __asm__("x0") = operation;
  register const void *x1 __asm__("x1") = argument;
  __asm__ volatile("hlt #0xf000" : "+r"(x0) : "r"(x1) : "memory");
  return x0;
#else
  register uintptr_t r0 __asm__("r0") = operation;
  register const void *r1 __asm__("r1") = argument;
  __asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
  return r0;
#endif
}

_Noreturn void board_exit(int code) {
  const uintptr_t block[] = {0x20026, (uintptr_t)code}; // "the application exited"
  for (;;)
    semihosting(0x20, block); // SYS_EXIT_EXTENDED
}

void print(const char *text) {
  while (*text)
    uart_write((uint8_t)*text++);
}

void print_number(uint64_t number) {
  char digits[21];
  char *digit = digits + sizeof(digits) - 1;
  *digit = 0;
  do
    *--digit = (char)('0' + number % 10);
  while (number /= 10);
  print(digit);
}

void print_bytes(const void *bytes, size_t size) {
  static const char digits[] = "0123456789abcdef";
  for (const uint8_t *byte = bytes, *end = byte + size; byte < end; ++byte) {
    uart_write((uint8_t)digits[*byte >> 4]);
    uart_write((uint8_t)digits[*byte & 15]);
  }
}

void read_bytes(void *bytes, size_t size) {
  // As long as millions of looks take: seconds. There is no clock that all boards have.
  enum { PATIENCE = 1 << 25 };
  static bool has_begun;
  for (size_t i = 0; i < size; ++i) {
    for (uint32_t looks = 0; !uart_has_byte(); ++looks)
      if (has_begun && looks == PATIENCE) {
        print("error: only ");
        print_number(i);
        print(" of ");
        print_number(size);
        print(" bytes came over the UART\n");
        board_exit(1);
      }
    has_begun = true;
    ((uint8_t *)bytes)[i] = uart_read();
  }
}

void *take_memory(size_t size, size_t alignment) {
  uintptr_t begin = ((uintptr_t)free_memory + alignment - 1) & ~(uintptr_t)(alignment - 1);
  if (begin > (uintptr_t)free_end || size > (uintptr_t)free_end - begin)
    return NULL;
  free_memory = (uint8_t *)begin + size;
  return (void *)begin;
}
