//===- WriteArchive.cpp - An archive of objects ---------------------------===//

#include "compiler/Package/WriteArchive.h"

#include "llvm/Object/ArchiveWriter.h"

using namespace sinter;

llvm::Error sinter::writeArchive(llvm::ArrayRef<CodeUnit> objects, llvm::raw_ostream &os) {
  std::vector<llvm::NewArchiveMember> members;
  for (const CodeUnit &object : objects)
    members.emplace_back(llvm::MemoryBufferRef(object.bytes, object.name));
  return llvm::writeArchiveToStream(os, members, llvm::SymtabWritingMode::NormalSymtab,
                                    llvm::object::Archive::K_GNU, /*Deterministic=*/true,
                                    /*Thin=*/false);
}
