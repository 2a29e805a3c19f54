//===- Pack.h - Write modules for tests -------------------------*- C++ -*-===//
//
// Writes the file format of schema/module.fbs with the official FlatBuffers
// library, so that the runtime's own reader is held against it.
//
//===----------------------------------------------------------------------===//

#ifndef TEST_RUNTIME_SUPPORT_PACK_H
#define TEST_RUNTIME_SUPPORT_PACK_H

#include "schema/module_generated.h"
#include <string>
#include <vector>

namespace sinter::test {

/// Bytes aligned as a mapped file is.
struct FreeBytes {
  void operator()(char *bytes) const { std::free(bytes); }
};
struct File {
  std::unique_ptr<char, FreeBytes> data;
  size_t size = 0;
};

/// Copies `content` to exactly as many bytes, so that a sanitizer sees the first
/// byte that is read beyond them.
File makeFile(const std::string &content);

/// The description of test/runtime/models/basic.c, without segments.
schema::ModuleT describeBasic();

/// Describes a tensor.
std::unique_ptr<schema::TensorT> tensor(const std::string &name, schema::ElementType type,
                                        std::vector<int64_t> dims);

/// Packs `module` with the given code (one per executable of `module`) and
/// constants. Fills in segments and checksums.
std::string pack(schema::ModuleT module, const std::vector<std::string> &code,
                 const std::string &constants);

/// Writes the checksum of the root anew after its bytes were changed.
void fixRootChecksum(std::string &file);

uint64_t fnv1a(const char *data, size_t size);

/// Returns the content of a file, or "" when there is none.
std::string readFile(const std::string &path);

/// Returns the ELF file that was built of test/runtime/models/NAME.c.
std::string readModel(const std::string &name);

/// The packed basic model.
std::string packBasic();

} // namespace sinter::test

#endif // TEST_RUNTIME_SUPPORT_PACK_H
