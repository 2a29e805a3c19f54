//===- JsonReport.cpp - What was compiled, for programs to read -----------===//

#include "compiler/Report/JsonReport.h"

#include "dialects/Exec/IR/Tuning.h"
#include "dialects/Flow/IR/FlowDialect.h"
#include "llvm/Support/JSON.h"
#include <array>
#include <charconv>
#include <cmath>

using namespace mlir;
using namespace sinter;

/// Scales with the shortest digits that read back as the same float.
static void writeQuantization(const schema::QuantizationT &quantization,
                              llvm::json::OStream &json) {
  json.object([&] {
    json.attributeArray("scales", [&] {
      for (float scale : quantization.scales) {
        std::array<char, 32> digits;
        char *end = std::to_chars(digits.data(), digits.end(), scale).ptr;
        json.rawValue(llvm::StringRef(digits.data(), end - digits.data()));
      }
    });
    json.attributeArray("zero_points", [&] {
      for (int64_t zeroPoint : quantization.zero_points)
        json.value(zeroPoint);
    });
    if (quantization.axis >= 0)
      json.attribute("axis", quantization.axis);
  });
}

static void writeTensor(const schema::TensorT &tensor, llvm::json::OStream &json) {
  json.object([&] {
    json.attribute("name", tensor.name);
    json.attribute("element_type", schema::EnumNameElementType(tensor.element_type));
    json.attributeArray("dims", [&] {
      for (int64_t dim : tensor.dims)
        json.value(dim);
    });
    if (tensor.quantization) {
      json.attributeBegin("quantization");
      writeQuantization(*tensor.quantization, json);
      json.attributeEnd();
    }
  });
}

static void writeVariable(const schema::VariableT &variable, llvm::json::OStream &json) {
  json.object([&] {
    json.attributeBegin("tensor");
    writeTensor(*variable.tensor, json);
    json.attributeEnd();
    json.attribute("offset", variable.offset);
  });
}

static exec::ExportOp findExport(ModuleOp module, llvm::StringRef function) {
  for (auto exported : module.getOps<exec::ExportOp>())
    if (exported.getName() == function)
      return exported;
  return nullptr;
}

/// What the compiler found out about a function: the least workspace that any plan
/// needs, and where a quantized model leaves integers.
static void writeFindings(exec::ExportOp exported, llvm::json::OStream &json) {
  if (!exported)
    return;
  if (auto bytes = exported->getAttrOfType<IntegerAttr>(exec::kLiveBytes))
    json.attribute("live_bytes", bytes.getInt());
  if (auto nodes = exported->getAttrOfType<ArrayAttr>(exec::kFloatNodes))
    json.attributeArray("float_nodes", [&] {
      for (auto node : nodes.getAsRange<StringAttr>())
        json.value(node.getValue());
    });
}

static void writeFunction(const schema::FunctionT &function, ModuleOp module,
                          llvm::json::OStream &json) {
  json.object([&] {
    json.attribute("name", function.name);
    if (function.workspace_size != ~uint64_t(0)) // else calls decide
      json.attribute("workspace_bytes", function.workspace_size);
    writeFindings(findExport(module, function.name), json);
    json.attributeArray("inputs", [&] {
      for (const auto &tensor : function.inputs)
        writeTensor(*tensor, json);
    });
    json.attributeArray("outputs", [&] {
      for (const auto &tensor : function.outputs)
        writeTensor(*tensor, json);
    });
  });
}

static void writeDispatch(const schema::DispatchT &dispatch, const schema::ModuleT &description,
                          ModuleOp module, llvm::json::OStream &json) {
  Operation *function = module.lookupSymbol(dispatch.name);
  auto root = function ? function->getAttrOfType<StringAttr>(flow::kRoot) : StringAttr();
  auto reason = function ? function->getAttrOfType<StringAttr>(flow::kReason) : StringAttr();
  json.object([&] {
    json.attribute("name", dispatch.name);
    json.attribute("function", description.functions[dispatch.function]->name);
    json.attributeArray("nodes", [&] {
      for (const std::string &node : dispatch.nodes)
        json.value(node);
    });
    json.attribute("root", root ? root.getValue() : "");
    json.attribute("reason", reason ? reason.getValue() : "");
    json.attribute("strategy", dispatch.strategy);
    for (auto [name, member] : {std::pair(exec::kRegion, "region"), {exec::kTuning, "tuning"}})
      if (auto text = function ? function->getAttrOfType<StringAttr>(name) : StringAttr())
        json.attribute(member, text.getValue());
    json.attribute("workgroups", dispatch.workgroups);
    for (auto [name, member] : {std::pair(exec::kEstimatedInstructions, "estimated_instructions"),
                                {exec::kEstimatedCycles, "estimated_cycles"}})
      if (auto count = function ? function->getAttrOfType<IntegerAttr>(name) : IntegerAttr())
        json.attribute(member, count.getInt());
    json.attribute("flops", dispatch.flops);
    json.attribute("bytes_read", dispatch.bytes_read);
    json.attribute("bytes_written", dispatch.bytes_written);
    json.attributeArray("workspace_writes", [&] {
      for (size_t i = 0; i < dispatch.writes.size(); ++i)
        json.object([&] {
          json.attribute("offset", dispatch.writes[i].offset());
          json.attribute("size", dispatch.writes[i].size());
          if (dispatch.writes.size() - i <= dispatch.scratch_writes)
            json.attribute("scratch", true);
        });
    });
  });
}

static void writeTarget(exec::MachineAttr machine, llvm::json::OStream &json) {
  json.attribute("triple", machine.getTriple());
  json.attribute("cpu", machine.getCpu());
  json.attribute("features", machine.getFeatures());
  json.attribute("key", exec::getMachineKey(machine));
  json.attribute("vector_bits", machine.getVectorBits());
  json.attribute("vector_registers", machine.getVectorRegisters());
}

/// Writes what differs between executables as members of an object.
static void writeExecutable(const schema::ModuleT &description, const ReportFacts &facts,
                            size_t index, llvm::json::OStream &json) {
  ModuleOp module = facts.modules[index];
  json.attributeObject("target", [&] { writeTarget(exec::MachineAttr::get(module), json); });
  json.attribute("code_bytes", facts.codeBytes[index]);
  const auto &dispatches = description.debug->dispatches;
  bool isLast = index + 1 == description.executables.size();
  size_t begin = description.executables[index]->first_dispatch;
  size_t end = isLast ? dispatches.size() : description.executables[index + 1]->first_dispatch;
  json.attributeArray("dispatches", [&] {
    for (size_t i = begin; i < end; ++i)
      writeDispatch(*dispatches[i], description, module, json);
  });
}

/// Writes what the last line of a compilation says.
static void writeFootprint(const Footprint &footprint, llvm::json::OStream &json) {
  json.attribute("flash_bytes", footprint.getFlash());
  json.attribute("weights_bytes", footprint.constants);
  json.attribute("code_bytes", footprint.code);
  json.attribute("description_bytes", footprint.description);
  if (!footprint.hasOpenWorkspace()) {
    json.attribute("ram_bytes", footprint.getRam());
    json.attribute("workspace_bytes", footprint.workspace);
  }
  json.attribute("state_bytes", footprint.state);
  if (footprint.stackProblem.empty())
    json.attribute("stack_bytes", footprint.stack);
  if (footprint.cycles > 0)
    json.attribute("estimated_cycles", std::llround(footprint.cycles));
}

void sinter::writeJsonReport(const schema::ModuleT &description, const ReportFacts &facts,
                             llvm::raw_ostream &os) {
  llvm::json::OStream json(os, /*IndentSize=*/2);
  json.object([&] {
    json.attribute("producer", description.producer);
    json.attribute("constants_bytes", facts.footprint.constants);
    json.attribute("state_bytes", description.state_size);
    json.attributeObject("footprint", [&] { writeFootprint(facts.footprint, json); });
    json.attributeArray("variables", [&] {
      for (const auto &variable : description.debug->variables)
        writeVariable(*variable, json);
    });
    json.attributeArray("functions", [&] {
      for (const auto &function : description.functions)
        writeFunction(*function, facts.modules.front(), json);
    });
    writeExecutable(description, facts, 0, json);
    if (facts.modules.size() > 1)
      json.attributeArray("variants", [&] {
        for (size_t i = 1; i < facts.modules.size(); ++i)
          json.object([&] { writeExecutable(description, facts, i, json); });
      });
  });
  os << '\n';
}
