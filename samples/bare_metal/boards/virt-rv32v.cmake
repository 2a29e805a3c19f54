# QEMU's own board with a RISC-V core of 32 bits, with FPU and vectors of 128 bits.

set(BOARD_TOOLCHAIN rv32imafc_zve32f)
set(BOARD_TARGET rv32imafc_zve32f)
set(BOARD_FLASH 0x80000000)
set(BOARD_FLASH_SIZE 16M)
set(BOARD_RAM 0x81000000)
set(BOARD_RAM_SIZE 16M)
set(BOARD_UART ns16550)
set(BOARD_UART_ADDRESS 0x10000000)
set(BOARD_QEMU "qemu-system-riscv32 -M virt -bios none -cpu rv32,v=true,vlen=128,vext_spec=v1.0")
