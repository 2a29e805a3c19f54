//===- Pack.cpp - Write modules for tests ---------------------------------===//

#include "test/runtime/support/Pack.h"
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <sstream>

using namespace sinter;
using namespace sinter::test;

File sinter::test::makeFile(const std::string &content) {
  void *data = nullptr;
  if (posix_memalign(&data, 64, content.size() ? content.size() : 1) != 0)
    std::abort();
  std::memcpy(data, content.data(), content.size());
  File file;
  file.data.reset(static_cast<char *>(data));
  file.size = content.size();
  return file;
}

std::unique_ptr<schema::TensorT>
sinter::test::tensor(const std::string &name, schema::ElementType type, std::vector<int64_t> dims) {
  auto result = std::make_unique<schema::TensorT>();
  result->name = name;
  result->element_type = type;
  result->dims = std::move(dims);
  return result;
}

static std::unique_ptr<schema::FunctionT>
function(const std::string &name, std::vector<std::unique_ptr<schema::TensorT>> inputs,
         std::unique_ptr<schema::TensorT> output, uint64_t workspace) {
  auto result = std::make_unique<schema::FunctionT>();
  result->name = name;
  result->inputs = std::move(inputs);
  result->outputs.push_back(std::move(output));
  result->workspace_size = workspace;
  return result;
}

template <typename... T> static std::vector<std::unique_ptr<schema::TensorT>> list(T... tensors) {
  std::vector<std::unique_ptr<schema::TensorT>> result;
  (result.push_back(std::move(tensors)), ...);
  return result;
}

static std::unique_ptr<schema::DispatchT> dispatch(const std::string &name,
                                                   const std::string &node) {
  auto result = std::make_unique<schema::DispatchT>();
  result->name = name;
  result->nodes = {node, "rows"};
  result->strategy = "scalar";
  result->function = 2;
  result->workgroups = 100;
  result->flops = 800;
  result->bytes_read = 1616;
  result->bytes_written = 400;
  result->writes.emplace_back(0, 400);
  return result;
}

schema::ModuleT sinter::test::describeBasic() {
  using schema::ElementType;
  schema::ModuleT module;
  module.schema_version = 1;
  module.producer = "test";
  module.state_size = 8;
  module.functions.push_back(function("abs", list(tensor("x", ElementType::f32, {})),
                                      tensor("y", ElementType::f32, {}), 0));
  module.functions.push_back(function(
      "add", list(tensor("a", ElementType::f32, {2, 3}), tensor("b", ElementType::f32, {2, 3})),
      tensor("sum", ElementType::f32, {2, 3}), 0));
  auto x = tensor("x", ElementType::i32, {100, 4});
  x->quantization = std::make_unique<schema::QuantizationT>();
  x->quantization->scales = {0.5f, 0.25f, 2, 4};
  x->quantization->zero_points = {1, -2, 3, 4};
  x->quantization->axis = 1;
  module.functions.push_back(
      function("sums", list(std::move(x)), tensor("rows", ElementType::i32, {100}), 400));
  module.functions.push_back(function("count", {}, tensor("calls", ElementType::i64, {}), 0));
  module.functions.push_back(function("halve", list(tensor("x", ElementType::f32, {-1})),
                                      tensor("y", ElementType::f32, {-1}), 4000));
  auto executable = std::make_unique<schema::ExecutableT>();
  executable->format = schema::ExecutableFormat::embedded_elf;
  executable->triple = "x86_64-unknown-linux-elf";
  executable->cpu = "x86-64";
  executable->required_features = {"sse2"};
  module.executables.push_back(std::move(executable));
  module.debug = std::make_unique<schema::DebugT>();
  module.debug->dispatches.push_back(dispatch("dispatch_0_sum", "sum"));
  module.debug->dispatches.push_back(dispatch("dispatch_1_reverse", "reverse"));
  auto calls = std::make_unique<schema::VariableT>();
  calls->tensor = tensor("calls", ElementType::i64, {});
  module.debug->variables.push_back(std::move(calls));
  return module;
}

uint64_t sinter::test::fnv1a(const char *data, size_t size) {
  uint64_t hash = 14695981039346656037u;
  for (size_t i = 0; i < size; ++i) {
    hash ^= static_cast<unsigned char>(data[i]);
    hash *= 1099511628211u;
  }
  return hash;
}

static uint64_t align(uint64_t offset) { return (offset + 63) / 64 * 64; }

static std::string packRoot(const schema::ModuleT &module) {
  flatbuffers::FlatBufferBuilder builder;
  schema::FinishSizePrefixedModuleBuffer(builder, schema::CreateModule(builder, &module));
  return std::string(reinterpret_cast<const char *>(builder.GetBufferPointer()), builder.GetSize());
}

std::string sinter::test::pack(schema::ModuleT module, const std::vector<std::string> &code,
                               const std::string &constants) {
  // Segments are structs of fixed size: the root's size is known before them.
  for (auto &executable : module.executables)
    executable->segment = std::make_unique<schema::Segment>(0, 0, 0);
  if (!constants.empty())
    module.constants = std::make_unique<schema::Segment>(0, 0, 0);
  uint64_t end = align(packRoot(module).size() + 8);
  auto place = [&](const std::string &bytes) {
    auto segment =
        std::make_unique<schema::Segment>(end, bytes.size(), fnv1a(bytes.data(), bytes.size()));
    end = align(end + bytes.size());
    return segment;
  };
  for (size_t i = 0; i < code.size(); ++i)
    module.executables[i]->segment = place(code[i]);
  if (!constants.empty())
    module.constants = place(constants);

  std::string file = packRoot(module);
  file.resize(file.size() + 8);
  fixRootChecksum(file);
  for (const std::string &bytes : code)
    file.resize(align(file.size())), file += bytes;
  if (!constants.empty())
    file.resize(align(file.size())), file += constants;
  return file;
}

void sinter::test::fixRootChecksum(std::string &file) {
  uint32_t size;
  if (file.size() < 12)
    return;
  std::memcpy(&size, file.data(), sizeof(size));
  if (size > file.size() - 12)
    return; // the size itself was changed: there is no place for a checksum
  uint64_t checksum = fnv1a(file.data(), size + 4);
  std::memcpy(&file[size + 4], &checksum, sizeof(checksum));
}

std::string sinter::test::readFile(const std::string &path) {
  std::ifstream stream(path, std::ios::binary);
  std::stringstream content;
  content << stream.rdbuf();
  return content.str();
}

std::string sinter::test::readModel(const std::string &name) {
  return readFile(std::string(SINTER_TEST_MODELS) + "/" + name + ".elf");
}

std::string sinter::test::packBasic() {
  const int32_t weights[] = {1, 10, 100, 1000};
  return pack(describeBasic(), {readModel("basic")},
              std::string(reinterpret_cast<const char *>(weights), sizeof(weights)));
}
