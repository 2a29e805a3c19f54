//===- WriteModule.cpp - The module file ----------------------------------===//
//
// The root names segments by offset, and offsets depend on the root's size. As
// segments are structs of fixed size, the root is built twice: with zeros to
// learn its size, and again when segments are written and their checksums known.
//
//===----------------------------------------------------------------------===//

#include "compiler/Package/WriteModule.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace sinter;

constexpr uint64_t kSegmentAlignment = 64;

namespace {
/// FNV-1a with 64 bits.
class Checksum {
public:
  void add(ArrayRef<char> bytes) {
    for (unsigned char byte : bytes)
      value = (value ^ byte) * 0x100000001b3;
  }
  uint64_t get() const { return value; }

private:
  uint64_t value = 0xcbf29ce484222325;
};
} // namespace

static flatbuffers::DetachedBuffer buildRoot(const schema::ModuleT &description) {
  flatbuffers::FlatBufferBuilder builder;
  schema::FinishSizePrefixedModuleBuffer(builder, schema::Module::Pack(builder, &description));
  return builder.Release();
}

static ArrayRef<char> getBytes(const flatbuffers::DetachedBuffer &buffer) {
  return ArrayRef<char>(reinterpret_cast<const char *>(buffer.data()), buffer.size());
}

static void writeZerosUpTo(uint64_t offset, llvm::raw_pwrite_stream &os) {
  os.write_zeros(offset - os.tell());
}

/// Writes what `forEachPiece` yields at the next aligned offset.
template <typename ForEachPiece>
static schema::Segment writeSegment(ForEachPiece forEachPiece, llvm::raw_pwrite_stream &os) {
  writeZerosUpTo(llvm::alignTo(os.tell(), kSegmentAlignment), os);
  uint64_t offset = os.tell();
  Checksum checksum;
  forEachPiece([&](ArrayRef<char> piece) {
    checksum.add(piece);
    os.write(piece.data(), piece.size());
  });
  return schema::Segment(offset, os.tell() - offset, checksum.get());
}

/// Puts root and checksum into the room left for them at the file's beginning.
static void writeRoot(const schema::ModuleT &description, llvm::raw_pwrite_stream &os) {
  flatbuffers::DetachedBuffer root = buildRoot(description);
  Checksum checksum;
  checksum.add(getBytes(root));
  char trailer[8];
  llvm::support::endian::write64le(trailer, checksum.get());
  os.pwrite(getBytes(root).data(), root.size(), 0);
  os.pwrite(trailer, sizeof trailer, root.size());
}

void sinter::writeModule(schema::ModuleT description, ArrayRef<std::string> code,
                         const Constants &constants, llvm::raw_pwrite_stream &os) {
  assert(description.executables.size() == code.size() && "code without description");
  for (auto &executable : description.executables) {
    executable->format = schema::ExecutableFormat::embedded_elf;
    executable->segment = std::make_unique<schema::Segment>();
  }
  description.constants = std::make_unique<schema::Segment>();

  os.write_zeros(buildRoot(description).size() + sizeof(uint64_t));
  for (auto [i, executable] : llvm::enumerate(description.executables)) {
    ArrayRef<char> bytes(code[i].data(), code[i].size());
    *executable->segment = writeSegment([&](auto sink) { sink(bytes); }, os);
  }
  *description.constants = writeSegment([&](auto sink) { constants.forEachPiece(sink); }, os);
  writeRoot(description, os);
}
