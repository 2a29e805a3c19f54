//===- uart_nrf51.c - The UART of Nordic's nRF51 ----------------------------===//

#include "board.h"

enum {
  START_RECEIVING = 0x000 / 4,
  START_SENDING = 0x008 / 4,
  RECEIVED = 0x108 / 4,
  SENT = 0x11c / 4,
  ENABLE = 0x500 / 4,
  RECEIVE = 0x518 / 4,
  SEND = 0x51c / 4,
};
static volatile uint32_t *const registers = (volatile uint32_t *)UART;

void uart_start(void) {
  registers[ENABLE] = 4;
  registers[START_RECEIVING] = 1;
  registers[START_SENDING] = 1;
}

void uart_write(uint8_t byte) {
  registers[SENT] = 0;
  registers[SEND] = byte;
  while (!registers[SENT])
    ;
}

bool uart_has_byte(void) { return registers[RECEIVED]; }

uint8_t uart_read(void) {
  registers[RECEIVED] = 0;
  return (uint8_t)registers[RECEIVE];
}
