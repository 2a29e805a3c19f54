//===- ElfCheck.cpp - What ELF files need and promise ---------------------===//

#include "targets/Linker/ElfCheck.h"

#include "llvm/ADT/StringSet.h"
#include "llvm/BinaryFormat/ELF.h"
#include "llvm/Object/ELFObjectFile.h"
#include <map>

using namespace sinter;
using namespace llvm::object;

static llvm::MemoryBufferRef asBuffer(const CodeUnit &unit) {
  return llvm::MemoryBufferRef(unit.bytes, unit.name);
}

llvm::Expected<std::vector<UndefinedSymbol>>
sinter::findUndefinedSymbols(llvm::ArrayRef<CodeUnit> objects) {
  llvm::StringSet<> defined;
  std::map<std::string, std::string> users;
  for (const CodeUnit &unit : objects) {
    llvm::Expected<std::unique_ptr<ObjectFile>> object =
        ObjectFile::createObjectFile(asBuffer(unit));
    if (!object)
      return object.takeError();
    for (const SymbolRef &symbol : (*object)->symbols()) {
      llvm::Expected<llvm::StringRef> name = symbol.getName();
      llvm::Expected<uint32_t> flags = symbol.getFlags();
      if (!name)
        return name.takeError();
      if (!flags)
        return flags.takeError();
      if (name->empty())
        continue;
      if (*flags & BasicSymbolRef::SF_Undefined)
        users.emplace(name->str(), unit.name);
      else if (*flags & BasicSymbolRef::SF_Global)
        defined.insert(*name);
    }
  }
  std::vector<UndefinedSymbol> undefined;
  for (const auto &[name, unit] : users)
    if (!defined.contains(name))
      undefined.push_back({name, unit});
  return undefined;
}

namespace {
/// The checks of one ELF class.
template <class ELFT> class ExecutableVerifier {
public:
  explicit ExecutableVerifier(const ELFFile<ELFT> &file) : file(file) {}

  llvm::Error verify() {
    if (llvm::Error error = verifySegments())
      return error;
    return verifyDynamicSection();
  }

private:
  static llvm::Error broken(const llvm::Twine &what) {
    return llvm::createStringError("linked code breaks a promise to loaders: " + what);
  }

  llvm::Error verifySegments() {
    auto headers = file.program_headers();
    if (!headers)
      return headers.takeError();
    bool hasEntry = false;
    uint64_t writableBytes = 0, relocatedBytes = 0;
    for (const auto &header : *headers) {
      if (header.p_type == llvm::ELF::PT_INTERP || header.p_type == llvm::ELF::PT_TLS)
        return broken("it needs an interpreter or thread-local memory");
      if (header.p_type == llvm::ELF::PT_GNU_RELRO)
        relocatedBytes += header.p_filesz;
      if (header.p_type != llvm::ELF::PT_LOAD)
        continue;
      bool isExecutable = header.p_flags & llvm::ELF::PF_X;
      if (isExecutable && (header.p_flags & llvm::ELF::PF_W))
        return broken("memory is writable and executable");
      if (header.p_flags & llvm::ELF::PF_W)
        writableBytes += header.p_filesz;
      uint64_t entry = file.getHeader().e_entry;
      hasEntry |=
          isExecutable && entry >= header.p_vaddr && entry < header.p_vaddr + header.p_memsz;
    }
    if (writableBytes > relocatedBytes)
      return broken("it keeps data that code writes");
    return hasEntry ? llvm::Error::success() : broken("its entry is not executable");
  }

  llvm::Error verifyDynamicSection() {
    auto sections = file.sections();
    if (!sections)
      return sections.takeError();
    for (const auto &section : *sections) {
      if (section.sh_type == llvm::ELF::SHT_REL)
        return broken("relocations without addend");
      if (section.sh_type == llvm::ELF::SHT_RELA)
        if (llvm::Error error = verifyRelocations(section))
          return error;
      if (section.sh_type == llvm::ELF::SHT_DYNSYM)
        if (llvm::Error error = verifyDynamicSymbols(section))
          return error;
    }
    return llvm::Error::success();
  }

  llvm::Error verifyRelocations(const typename ELFT::Shdr &section) {
    auto relocations = file.relas(section);
    if (!relocations)
      return relocations.takeError();
    uint32_t relative = file.getRelativeRelocationType();
    for (const auto &relocation : *relocations)
      if (relocation.getType(/*IsMips64EL=*/false) != relative)
        return broken("a relocation is not relative");
    return llvm::Error::success();
  }

  llvm::Error verifyDynamicSymbols(const typename ELFT::Shdr &section) {
    auto symbols = file.symbols(&section);
    if (!symbols)
      return symbols.takeError();
    for (const auto &symbol : symbols->drop_front()) // the first one is always null
      if (symbol.st_shndx == llvm::ELF::SHN_UNDEF)
        return broken("it imports a symbol");
    return llvm::Error::success();
  }

  const ELFFile<ELFT> &file;
};
} // namespace

llvm::Error sinter::verifyExecutable(llvm::StringRef elf) {
  auto object = ObjectFile::createELFObjectFile(llvm::MemoryBufferRef(elf, "linked code"));
  if (!object)
    return object.takeError();
  if (auto *elf64 = llvm::dyn_cast<ELF64LEObjectFile>(object->get()))
    return ExecutableVerifier<ELF64LE>(elf64->getELFFile()).verify();
  if (auto *elf32 = llvm::dyn_cast<ELF32LEObjectFile>(object->get()))
    return ExecutableVerifier<ELF32LE>(elf32->getELFFile()).verify();
  return llvm::createStringError("linked code is not a little-endian ELF file");
}
