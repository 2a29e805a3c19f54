# BBC micro:bit, with a Cortex-M0: 256 KiB of flash, 16 KiB of RAM.

set(BOARD_TOOLCHAIN cortex-m0)
set(BOARD_TARGET cortex-m0)
set(BOARD_FLASH 0x00000000)
set(BOARD_FLASH_SIZE 256K)
set(BOARD_RAM 0x20000000)
set(BOARD_RAM_SIZE 16K)
set(BOARD_UART nrf51)
set(BOARD_UART_ADDRESS 0x40002000)
set(BOARD_QEMU "qemu-system-arm -M microbit")
