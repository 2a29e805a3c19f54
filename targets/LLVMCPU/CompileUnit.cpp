//===- CompileUnit.cpp - From one LLVM module to its code -----------------===//

#include "targets/LLVMCPU/CompileUnit.h"

#include "targets/LLVMCPU/Families.h"
#include "targets/LLVMCPU/StackUse.h"
#include "targets/LLVMCPU/Subtarget.h"
#include "llvm/IR/Module.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/SmallVectorMemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

using namespace sinter;

static llvm::FPOpFusion::FPOpFusionMode getFusionMode(FpContract contract) {
  switch (contract) {
  case FpContract::off:
    return llvm::FPOpFusion::Strict;
  case FpContract::on:
    return llvm::FPOpFusion::Standard;
  case FpContract::fast:
    return llvm::FPOpFusion::Fast;
  }
  llvm_unreachable("unknown contraction");
}

static llvm::CodeGenOptLevel getCodeGenLevel(unsigned optLevel) {
  return *llvm::CodeGenOpt::getLevel(std::min(optLevel, 3u));
}

std::unique_ptr<llvm::TargetMachine> sinter::createTargetMachine(exec::MachineAttr machine,
                                                                 const CodegenOptions &options) {
  llvm::Triple triple(machine.getTriple());
  llvm::Expected<const llvm::Target *> target = lookupTarget(triple);
  if (!target) {
    llvm::consumeError(target.takeError());
    return nullptr;
  }
  llvm::TargetOptions targetOptions;
  targetOptions.AllowFPOpFusion = getFusionMode(options.fpContract);
  // One section per function and table lets the linker drop what nobody calls.
  targetOptions.MCOptions.ABIName = machine.getAbi().str();
  targetOptions.FunctionSections = targetOptions.DataSections = true;
  return std::unique_ptr<llvm::TargetMachine>((*target)->createTargetMachine(
      triple, machine.getCpu(), machine.getFeatures(), targetOptions, llvm::Reloc::PIC_,
      /*CodeModel=*/std::nullopt, getCodeGenLevel(options.optLevel)));
}

/// Nobody outside of the code sees a symbol but of a public function, so every reference
/// is relative to the code: no relocation, no indirection.
static void hideSymbols(llvm::Module &module) {
  for (llvm::GlobalValue &value : module.global_values()) {
    if (value.hasLocalLinkage() || value.getName().starts_with("llvm."))
      continue;
    auto *function = llvm::dyn_cast<llvm::Function>(&value);
    if (function && function->hasFnAttribute(kPublicFunction))
      continue;
    value.setVisibility(llvm::GlobalValue::HiddenVisibility);
    value.setDSOLocal(true);
  }
}

/// Returns the CPU's features, and how LLVM is to order instructions. For RISC-V it would load all
/// operands of a tile before it uses the first, whatever registers there are.
static std::string getFeatures(exec::MachineAttr machine) {
  std::string features = machine.getFeatures().str();
  if (machine.getTriple().starts_with("riscv"))
    features += std::string(features.empty() ? "" : ",") +
                "+disable-latency-sched-heuristic,+disable-misched-load-clustering";
  return features;
}

static void setFunctionAttributes(llvm::Module &module, exec::MachineAttr machine, bool forSize) {
  std::string features = getFeatures(machine);
  std::string width = std::to_string(machine.getVectorBits());
  for (llvm::Function &function : module) {
    if (function.isDeclaration())
      continue;
    function.addFnAttr("target-cpu", machine.getCpu());
    if (!features.empty())
      function.addFnAttr("target-features", features);
    // Loops stay loops: no memcpy or memset made of them, no library function guessed.
    function.addFnAttr("no-builtins");
    if (forSize) {
      function.addFnAttr(llvm::Attribute::OptimizeForSize);
      function.addFnAttr(llvm::Attribute::MinSize);
      // What LLVM outlines pushes return addresses that no frame tells of.
      function.addFnAttr("nooutline");
    }
    function.setDoesNotThrow();
    function.removeFnAttr(llvm::Attribute::UWTable);
    if (machine.getVectorBits() == 0)
      continue;
    // Vectors longer than NEON's are SVE's, whatever registers hold beyond them.
    if (llvm::Triple(machine.getTriple()).isAArch64() && machine.getVectorBits() > kNeonBits)
      function.addFnAttr(llvm::Attribute::getWithVScaleRangeArgs(
          module.getContext(), machine.getVectorBits() / kNeonBits, kMostSveBits / kNeonBits));
    // Some CPUs with AVX-512 are tuned for 256 bits; our kernels are laid out
    // for the full width.
    function.addFnAttr("prefer-vector-width", width);
    function.addFnAttr("min-legal-vector-width", width);
  }
}

static std::string printModule(llvm::Module &module) {
  std::string text;
  llvm::raw_string_ostream os(text);
  module.print(os, nullptr);
  return text;
}

llvm::Expected<CodeUnit> sinter::compileUnit(llvm::Module &module, llvm::TargetMachine &target,
                                             exec::MachineAttr machine,
                                             const CodegenOptions &options, CodeKind kind) {
  module.setTargetTriple(target.getTargetTriple());
  module.setDataLayout(target.createDataLayout());
  hideSymbols(module);
  setFunctionAttributes(module, machine, options.forSize);
  optimizeModule(module, target, machine, options.optLevel);
  if (kind == CodeKind::llvmIR)
    return CodeUnit{module.getSourceFileName(), printModule(module), {}};

  llvm::SmallVector<char, 0> bytes;
  llvm::raw_svector_ostream os(bytes);
  CodeUnit unit{module.getSourceFileName(), {}, {}};
  // What caches do to the others is not to be told.
  bool estimatesCost = machine.isMicrocontroller() && options.optLevel > 0;
  MeasuringPassManager manager(unit.functions, estimatesCost);
  if (target.addPassesToEmitFile(manager, os, nullptr,
                                 kind == CodeKind::assembly ? llvm::CodeGenFileType::AssemblyFile
                                                            : llvm::CodeGenFileType::ObjectFile))
    return llvm::createStringError("target " + machine.getTriple() + " has no code generator");
  manager.run(module);
  unit.bytes.assign(bytes.data(), bytes.size());
  return unit;
}
