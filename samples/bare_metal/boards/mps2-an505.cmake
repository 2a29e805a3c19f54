# Arm MPS2 board with a Cortex-M33, which starts secure.

set(BOARD_TOOLCHAIN cortex-m33)
set(BOARD_TARGET cortex-m33)
set(BOARD_FLASH 0x10000000)
set(BOARD_FLASH_SIZE 4M)
set(BOARD_RAM 0x38000000)
set(BOARD_RAM_SIZE 4M)
set(BOARD_UART cmsdk)
set(BOARD_UART_ADDRESS 0x50200000)
set(BOARD_QEMU "qemu-system-arm -M mps2-an505")
