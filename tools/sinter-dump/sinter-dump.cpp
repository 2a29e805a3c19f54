//===- sinter-dump.cpp - Print what a module holds ------------------------===//

#include "sinter/image.h"
#include "sinter/posix.h"
#include "tools/sinter-dump/Disassemble.h"
#include "tools/support/Invocation.h"
#include "tools/support/Options.h"
#include <array>
#include <charconv>
#include <cstdio>

using namespace sinter::tools;

namespace {
struct Arguments {
  std::string modulePath;
  bool functions = false, memory = false, executables = false, constants = false;
  bool dispatches = false, disassembly = false;
};

using ull = unsigned long long;

int refuse(std::string_view message) { return fail("sinter-dump", message); }

/// The shortest digits that read back as the same float.
std::string formatScale(float scale) {
  std::array<char, 32> digits;
  return {digits.data(), std::to_chars(digits.data(), digits.end(), scale).ptr};
}

void printQuantization(const sinter_module_t *module, uint32_t function, bool isOutput,
                       uint32_t index, const char *name) {
  sinter_quantization_info_t info;
  sinter_module_quantization(module, function, isOutput, index, &info);
  for (uint32_t channel = 0; channel < info.count; ++channel) {
    float scale;
    int64_t zeroPoint;
    sinter_module_scale(module, function, isOutput, index, channel, &scale, &zeroPoint);
    std::printf("  %s%s: scale %s, zero point %lld\n", name,
                info.axis < 0 ? "" : ("[" + std::to_string(channel) + "]").c_str(),
                formatScale(scale).c_str(), static_cast<long long>(zeroPoint));
  }
}

void printFunctions(const sinter_module_t *module) {
  for (uint32_t i = 0; i < module->function_count; ++i) {
    std::printf("%s\n", formatSignature(module, i).c_str());
    sinter_tensor_info_t info;
    for (uint32_t k = 0; sinter_module_input(module, i, k, &info) == SINTER_OK; ++k)
      printQuantization(module, i, false, k, info.name);
    for (uint32_t k = 0; sinter_module_output(module, i, k, &info) == SINTER_OK; ++k)
      printQuantization(module, i, true, k, info.name);
  }
}

/// Says whose dispatches follow, in a module for several machines.
void printExecutableOf(const sinter_module_t *module, uint32_t dispatch) {
  sinter_executable_info_t info;
  for (uint32_t i = 0; i < module->executable_count && module->executable_count > 1; ++i)
    if (sinter_module_executable(module, i, &info) == SINTER_OK && info.first_dispatch == dispatch)
      std::printf("of executable %u (%s):\n", i, *info.cpu ? info.cpu : "any");
}

/// Where in its function's workspace each dispatch writes, in the order of calls.
void printMemory(const sinter_module_t *module) {
  for (uint32_t i = 0; i < module->function_count; ++i) {
    sinter_function_info_t info;
    sinter_module_function(module, i, &info);
    std::printf("workspace of %s: %llu bytes\n", info.name, ull(info.workspace_size));
    sinter_dispatch_info_t dispatch;
    for (uint32_t d = 0; sinter_module_dispatch(module, d, &dispatch) == SINTER_OK; ++d) {
      printExecutableOf(module, d);
      sinter_arena_range_t range;
      for (uint32_t w = 0; dispatch.function == i && w < dispatch.write_count; ++w) {
        sinter_module_dispatch_write(module, d, w, &range);
        bool isScratch = dispatch.write_count - w <= dispatch.scratch_write_count;
        std::printf("  [%llu, %llu) %s%s\n", ull(range.offset), ull(range.offset + range.size),
                    dispatch.name, isScratch ? " (scratch)" : "");
      }
    }
  }
  std::printf("constants: %llu bytes\nstate: %llu bytes per instance\n",
              ull(sinter_module_constants(module).size), ull(module->state_size));
  sinter_variable_info_t variable;
  for (uint32_t i = 0; sinter_module_variable(module, i, &variable) == SINTER_OK; ++i) {
    uint64_t size = 0;
    const sinter_tensor_info_t &tensor = variable.tensor;
    sinter_tensor_size(tensor.element_type, tensor.rank, tensor.dims, &size);
    std::printf("  [%llu, %llu) %s: %s\n", ull(variable.offset), ull(variable.offset + size),
                tensor.name, formatType(tensor).c_str());
  }
}

void printExecutables(const sinter_module_t *module) {
  const char *formats[] = {"embedded-elf", "system-library", "portable"};
  for (uint32_t i = 0; i < module->executable_count; ++i) {
    sinter_executable_info_t info;
    sinter_module_executable(module, i, &info);
    std::printf("%u: %s, %s, cpu %s, %zu bytes\n", i, formats[info.format], info.triple,
                *info.cpu ? info.cpu : "any", info.code.size);
    std::printf("   requires:");
    const char *name;
    for (uint32_t k = 0; sinter_module_required_feature(module, i, k, &name) == SINTER_OK; ++k)
      std::printf(" %s", name);
    std::printf("%s\n", info.required_feature_count ? "" : " nothing beyond the triple");
    if (sinter_module_verify_executable(module, i) != SINTER_OK)
      std::printf("   damaged: its checksum is wrong\n");
  }
  uint32_t chosen;
  sinter_reason_t reason = "";
  if (sinter_select_executable(module, &sinter_host_cpu, &chosen, &reason) == SINTER_OK)
    std::printf("this machine runs %u\n", chosen);
  else
    std::printf("this machine runs none: %s\n", reason);
}

void printConstants(const sinter_module_t *module) {
  sinter_const_bytes_t constants = sinter_module_constants(module);
  if (constants.size == 0) {
    std::printf("none\n");
    return;
  }
  ull offset = ull(static_cast<const char *>(constants.data) -
                   static_cast<const char *>(module->bytes.data));
  bool isSound = sinter_module_verify_constants(module) == SINTER_OK;
  std::printf("%zu bytes at %llu of the file, checksum %s\n", constants.size, offset,
              isSound ? "right" : "wrong");
}

void printDispatches(const sinter_module_t *module) {
  if (module->dispatch_count == 0)
    std::printf("none recorded (the module was stripped, or calls none)\n");
  sinter_dispatch_info_t info;
  for (uint32_t i = 0; sinter_module_dispatch(module, i, &info) == SINTER_OK; ++i) {
    printExecutableOf(module, i);
    std::printf("%u: %s%s%s, %u workgroups, %llu flops, reads %llu, writes %llu bytes\n", i,
                info.name, *info.strategy ? ", " : "", info.strategy, info.workgroups,
                ull(info.flops), ull(info.bytes_read), ull(info.bytes_written));
    const char *node;
    for (uint32_t k = 0; sinter_module_dispatch_node(module, i, k, &node) == SINTER_OK; ++k)
      std::printf("   %s\n", node);
  }
}

int printDisassembly(const sinter_module_t *module) {
  for (uint32_t i = 0; i < module->executable_count; ++i) {
    std::fflush(stdout);
    std::string error = disassemble(module, i);
    if (!error.empty())
      return refuse("executable " + std::to_string(i) + ": " + error);
  }
  return ExitSuccess;
}

int dump(Arguments arguments, const sinter_module_t *module) {
  bool isAll = !arguments.functions && !arguments.memory && !arguments.executables &&
               !arguments.constants && !arguments.dispatches && !arguments.disassembly;
  auto section = [&](bool isWanted, const char *title, void (*print)(const sinter_module_t *)) {
    if (isAll)
      std::printf("%s== %s\n", title[0] == 'f' ? "" : "\n", title);
    if (isAll || isWanted)
      print(module);
  };
  if (isAll)
    std::printf("compiled by %s\n\n", sinter_module_producer(module));
  section(arguments.functions, "functions", printFunctions);
  section(arguments.memory, "memory", printMemory);
  section(arguments.executables, "executables", printExecutables);
  section(arguments.constants, "constants", printConstants);
  section(arguments.dispatches, "dispatches", printDispatches);
  return arguments.disassembly ? printDisassembly(module) : ExitSuccess;
}
} // namespace

int main(int argc, char **argv) {
  Arguments arguments;
  CommandLine line = {"sinter-dump",
                      "MODULE",
                      "Prints what a module holds: all but the disassembly, or what you ask for.",
                      {}};
  line.options = {
      flag("functions", "names, types and quantization", arguments.functions),
      flag("memory", "the memory plan: where each dispatch writes, where each variable lies",
           arguments.memory),
      flag("executables", "code by CPU, and which one this machine runs", arguments.executables),
      flag("constants", "size, place and soundness", arguments.constants),
      flag("dispatches", "what each dispatch computes and costs", arguments.dispatches),
      flag("disassembly", "machine code as text", arguments.disassembly),
  };
  if (std::optional<int> code = line.parse(argc, argv, arguments.modulePath))
    return *code;
  if (arguments.modulePath.empty())
    return line.refuse("no module given");

  sinter_const_bytes_t file;
  sinter_module_t module;
  sinter_reason_t reason = "";
  if (sinter_file_map(arguments.modulePath.c_str(), &file, &reason) != SINTER_OK ||
      sinter_module_open(file, &module, &reason) != SINTER_OK)
    return refuse(arguments.modulePath + ": " + reason);
  int code = dump(arguments, &module);
  sinter_file_unmap(file);
  return finish(line.tool, code);
}
