//===- uart_cmsdk.c - The UART of Arm's boards ------------------------------===//

#include "board.h"

enum { DATA, STATE, CONTROL, INTERRUPT, DIVIDER };
static volatile uint32_t *const registers = (volatile uint32_t *)UART;

void uart_start(void) {
  registers[DIVIDER] = 16;
  registers[CONTROL] = 3; // sends and receives
}

void uart_write(uint8_t byte) {
  while (registers[STATE] & 1)
    ;
  registers[DATA] = byte;
}

bool uart_has_byte(void) { return registers[STATE] & 2; }

uint8_t uart_read(void) { return (uint8_t)registers[DATA]; }
