# QEMU's own board with a RISC-V core of 32 bits, without FPU.

set(BOARD_TOOLCHAIN rv32imac)
set(BOARD_TARGET rv32imac)
set(BOARD_FLASH 0x80000000)
set(BOARD_FLASH_SIZE 16M)
set(BOARD_RAM 0x81000000)
set(BOARD_RAM_SIZE 16M)
set(BOARD_UART ns16550)
set(BOARD_UART_ADDRESS 0x10000000)
set(BOARD_QEMU "qemu-system-riscv32 -M virt -bios none -cpu rv32")
