# Arm MPS2 board with a Cortex-M3, which also runs code for smaller cores.

set(BOARD_TOOLCHAIN cortex-m3)
set(BOARD_TARGET cortex-m3)
set(BOARD_FLASH 0x00000000)
set(BOARD_FLASH_SIZE 4M)
set(BOARD_RAM 0x20000000)
set(BOARD_RAM_SIZE 4M)
set(BOARD_UART cmsdk)
set(BOARD_UART_ADDRESS 0x40004000)
set(BOARD_QEMU "qemu-system-arm -M mps2-an385")
