//===- Disassemble.cpp - Machine code as text -----------------------------===//
//
// Through LLVM's MC library, so for every target that LLVM was built with. An
// embedded ELF may have no section table; code is what its segments say it is.
//
//===----------------------------------------------------------------------===//

#include "tools/sinter-dump/Disassemble.h"
#include "llvm/MC/MCAsmInfo.h"
#include "llvm/MC/MCContext.h"
#include "llvm/MC/MCDisassembler/MCDisassembler.h"
#include "llvm/MC/MCInst.h"
#include "llvm/MC/MCInstPrinter.h"
#include "llvm/MC/MCInstrInfo.h"
#include "llvm/MC/MCRegisterInfo.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/MC/MCTargetOptions.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Object/ELFObjectFile.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Support/raw_ostream.h"
#include <map>

using namespace llvm;
using namespace sinter::tools;

namespace {
/// Everything that MC needs to print instructions of one machine.
struct Printer {
  Triple triple;
  MCTargetOptions options;
  const Target *target = nullptr;
  std::unique_ptr<MCRegisterInfo> registers;
  std::unique_ptr<MCAsmInfo> assembly;
  std::unique_ptr<MCSubtargetInfo> subtarget;
  std::unique_ptr<MCInstrInfo> instructions;
  std::unique_ptr<MCContext> context;
  std::unique_ptr<MCDisassembler> disassembler;
  std::unique_ptr<MCInstPrinter> printer;

  std::string create(const sinter_module_t *module, uint32_t executable);
};
} // namespace

std::string Printer::create(const sinter_module_t *module, uint32_t executable) {
  sinter_executable_info_t info;
  sinter_module_executable(module, executable, &info);
  std::string features, error;
  const char *name;
  for (uint32_t i = 0; sinter_module_required_feature(module, executable, i, &name) == SINTER_OK;
       ++i)
    features += (features.empty() ? "+" : ",+") + std::string(name);

  InitializeAllTargetInfos();
  InitializeAllTargetMCs();
  InitializeAllDisassemblers();
  triple = Triple(info.triple);
  target = TargetRegistry::lookupTarget(triple, error);
  if (!target)
    return error;
  registers.reset(target->createMCRegInfo(triple));
  assembly.reset(target->createMCAsmInfo(*registers, triple, options));
  subtarget.reset(target->createMCSubtargetInfo(triple, info.cpu, features));
  instructions.reset(target->createMCInstrInfo());
  context = std::make_unique<MCContext>(triple, assembly.get(), registers.get(), subtarget.get());
  disassembler.reset(target->createMCDisassembler(*subtarget, *context));
  if (!disassembler)
    return "LLVM has no disassembler for " + triple.str();
  printer.reset(target->createMCInstPrinter(triple, assembly->getAssemblerDialect(), *assembly,
                                            *instructions, *registers));
  printer->setPrintBranchImmAsAddress(true);
  return "";
}

/// Prints the instructions of `code`, which begins at `address`.
static void printCode(Printer &p, ArrayRef<uint8_t> code, uint64_t address,
                      const std::map<uint64_t, std::string> &names) {
  while (!code.empty()) {
    if (auto name = names.find(address); name != names.end())
      outs() << "\n" << name->second << ":\n";
    MCInst instruction;
    uint64_t size = 0;
    auto status = p.disassembler->getInstruction(instruction, size, code, address, nulls());
    size = std::clamp<uint64_t>(size, 1, code.size());
    outs() << format_hex_no_prefix(address, 8) << ":";
    if (status == MCDisassembler::Fail)
      outs() << "\t<not code>";
    else
      p.printer->printInst(&instruction, address, "", *p.subtarget, outs());
    outs() << "\n";
    address += size;
    code = code.drop_front(size);
  }
}

/// The names of addresses, from the symbol table where there is one.
static std::map<uint64_t, std::string> readNames(const object::ELFObjectFileBase &file,
                                                 uint64_t entry) {
  std::map<uint64_t, std::string> names;
  for (const object::ELFSymbolRef &symbol : file.symbols()) {
    Expected<uint64_t> address = symbol.getAddress();
    Expected<StringRef> name = symbol.getName();
    if (address && name && !name->empty() && symbol.getELFType() == ELF::STT_FUNC)
      names[*address] = name->str();
    consumeError(address.takeError());
    consumeError(name.takeError());
  }
  names.emplace(entry, "sinter_executable_query");
  return names;
}

template <typename ElfType>
static std::string printSegments(Printer &p, const object::ELFObjectFile<ElfType> &file) {
  auto segments = file.getELFFile().program_headers();
  if (!segments)
    return toString(segments.takeError());
  auto names = readNames(file, file.getELFFile().getHeader().e_entry);
  for (const auto &segment : *segments) {
    if (segment.p_type != ELF::PT_LOAD || !(segment.p_flags & ELF::PF_X))
      continue;
    auto code = file.getELFFile().getSegmentContents(segment);
    if (!code)
      return toString(code.takeError());
    printCode(p, *code, segment.p_vaddr, names);
  }
  return "";
}

std::string sinter::tools::disassemble(const sinter_module_t *module, uint32_t executable) {
  sinter_executable_info_t info;
  Printer printer;
  std::string error = printer.create(module, executable);
  if (!error.empty())
    return error;
  sinter_module_executable(module, executable, &info);
  StringRef bytes(static_cast<const char *>(info.code.data), info.code.size);
  auto file = object::ObjectFile::createELFObjectFile(MemoryBufferRef(bytes, "executable"));
  if (!file)
    return toString(file.takeError());
  if (auto *elf = dyn_cast<object::ELF64LEObjectFile>(file->get()))
    return printSegments(printer, *elf);
  if (auto *elf = dyn_cast<object::ELF32LEObjectFile>(file->get()))
    return printSegments(printer, *elf);
  return "the code is not little endian";
}
