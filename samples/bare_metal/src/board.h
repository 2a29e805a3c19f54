//===- board.h - What every board offers ---------------------------*- C -*-===//
//
// A UART for bytes, semihosting for the exit code, and the memory that is left.
//
//===----------------------------------------------------------------------===//

#ifndef SAMPLES_BARE_METAL_BOARD_H_
#define SAMPLES_BARE_METAL_BOARD_H_

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Starts what board_start() leaves to the program; what it returns is the exit code.
int main(void);

void uart_start(void);
void uart_write(uint8_t byte);
bool uart_has_byte(void);
uint8_t uart_read(void); ///< Returns the byte that is there, and takes it.

/// Reads what the UART sends. The first byte may take any time; when others do not follow, says how
/// many came and ends the program.
void read_bytes(void *bytes, size_t size);

/// Prints text, a number in decimal, bytes in hexadecimal.
void print(const char *text);
void print_number(uint64_t number);
void print_bytes(const void *bytes, size_t size);

/// Takes memory that is never given back, or returns null when none is left.
void *take_memory(size_t size, size_t alignment);

/// Ends the program. Under an emulator or a debugger, `code` is its exit code.
_Noreturn void board_exit(int code);

#endif // SAMPLES_BARE_METAL_BOARD_H_
