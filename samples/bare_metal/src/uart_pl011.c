//===- uart_pl011.c - The UART of Arm's systems with AArch64 ----------------===//

#include "board.h"

enum { DATA = 0, STATE = 0x18 / 4, CONTROL = 0x30 / 4 };
static volatile uint32_t *const registers = (volatile uint32_t *)UART;

void uart_start(void) { registers[CONTROL] = 0x301; } // on, sends and receives

void uart_write(uint8_t byte) {
  while (registers[STATE] & 0x20)
    ;
  registers[DATA] = byte;
}

bool uart_has_byte(void) { return !(registers[STATE] & 0x10); }

uint8_t uart_read(void) { return (uint8_t)registers[DATA]; }
