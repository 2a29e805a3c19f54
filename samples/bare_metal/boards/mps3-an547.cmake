# Arm MPS3 board with a Cortex-M55, which starts secure.

set(BOARD_TOOLCHAIN cortex-m55)
set(BOARD_TARGET cortex-m55)
set(BOARD_FLASH 0x01000000)
set(BOARD_FLASH_SIZE 2M)
set(BOARD_RAM 0x21000000)
set(BOARD_RAM_SIZE 4M)
set(BOARD_UART cmsdk)
set(BOARD_UART_ADDRESS 0x59303000)
set(BOARD_QEMU "qemu-system-arm -M mps3-an547")
# Vectors are read from here, whatever lies there; code is elsewhere.
set(BOARD_VECTORS 0x00000000)
