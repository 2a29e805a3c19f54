# QEMU's own board with an AArch64 core.

set(BOARD_TOOLCHAIN aarch64)
set(BOARD_TARGET cortex-a53)
set(BOARD_FLASH 0x40000000)
set(BOARD_FLASH_SIZE 32M)
set(BOARD_RAM 0x42000000)
set(BOARD_RAM_SIZE 32M)
set(BOARD_UART pl011)
set(BOARD_UART_ADDRESS 0x09000000)
set(BOARD_QEMU "qemu-system-aarch64 -M virt -cpu cortex-a53 -m 128M -nic none")
