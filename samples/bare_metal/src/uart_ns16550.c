//===- uart_ns16550.c - The 16550, known from PCs ---------------------------===//

#include "board.h"

enum { DATA = 0, STATE = 5 };
static volatile uint8_t *const registers = (volatile uint8_t *)UART;

/// Ready from reset. To switch its FIFO on would drop what has come already.
void uart_start(void) {}

void uart_write(uint8_t byte) {
  while (!(registers[STATE] & 0x20))
    ;
  registers[DATA] = byte;
}

bool uart_has_byte(void) { return registers[STATE] & 1; }

uint8_t uart_read(void) { return registers[DATA]; }
