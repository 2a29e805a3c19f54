# QEMU's own board with a RISC-V core of 64 bits, with vectors of 256 bits.

set(BOARD_TOOLCHAIN rv64gcv)
set(BOARD_TARGET rv64gcv)
set(BOARD_FLASH 0x80000000)
set(BOARD_FLASH_SIZE 16M)
set(BOARD_RAM 0x81000000)
set(BOARD_RAM_SIZE 16M)
set(BOARD_UART ns16550)
set(BOARD_UART_ADDRESS 0x10000000)
set(BOARD_QEMU "qemu-system-riscv64 -M virt -bios none -cpu rv64,v=true,vlen=256,vext_spec=v1.0")
