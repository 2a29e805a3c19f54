//===- SectionSizes.cpp - What code takes of a program's memory -----------===//

#include "targets/Linker/SectionSizes.h"

#include "llvm/BinaryFormat/ELF.h"
#include "llvm/Object/ELFObjectFile.h"

using namespace llvm;
using namespace llvm::object;

Expected<uint64_t> sinter::getLoadedBytes(StringRef elf) {
  Expected<std::unique_ptr<ObjectFile>> file =
      ObjectFile::createELFObjectFile(MemoryBufferRef(elf, "code"));
  if (!file)
    return file.takeError();
  uint64_t bytes = 0;
  for (const ELFSectionRef section : (*file)->sections())
    if (section.getFlags() & ELF::SHF_ALLOC)
      bytes += section.getSize();
  return bytes;
}
