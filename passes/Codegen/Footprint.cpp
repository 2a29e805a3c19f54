//===- Footprint.cpp - Which elements of a buffer an access touches -------===//
//
// Answers whether two operations may touch the same memory, precisely enough to
// see that the slabs of a padding or the parts of a concatenation are disjoint.
//
//===----------------------------------------------------------------------===//

#include "passes/Codegen/Nest.h"

#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace sinter::codegen;

bool Footprint::operator==(const Footprint &other) const {
  return buffer == other.buffer && offset == other.offset && dynamic == other.dynamic &&
         walk == other.walk;
}

Footprint sinter::codegen::getFootprint(const Nest &nest, const Operand &access) {
  Footprint footprint{access.value, access.at.offset, access.at.dynamic, {}};
  SmallVector<std::pair<int64_t, int64_t>> walk;
  for (auto [dim, stride] : llvm::zip_equal(nest.dims, access.at.strides)) {
    if (stride == 0 || dim.extent == 1)
      continue;
    if (stride < 0)
      footprint.offset += stride * (dim.extent - 1);
    walk.push_back({std::abs(stride), dim.extent});
  }
  llvm::sort(walk, std::greater<>());
  for (auto [stride, extent] : walk) {
    if (!footprint.walk.empty() && footprint.walk.back().first == stride * extent)
      footprint.walk.back() = {stride, footprint.walk.back().second * extent};
    else
      footprint.walk.push_back({stride, extent});
  }
  return footprint;
}

/// The half-open interval of residues modulo `modulus` that the elements of
/// `footprint` have, unless it wraps around. Modulus 0 stands for infinity.
static std::optional<std::pair<int64_t, int64_t>> getResidues(const Footprint &footprint,
                                                              int64_t modulus) {
  int64_t span = 1;
  for (auto [stride, extent] : footprint.walk)
    if (modulus == 0 || stride % modulus != 0)
      span += stride * (extent - 1);
  if (modulus == 0)
    return std::make_pair(footprint.offset, footprint.offset + span);
  int64_t first = llvm::mod(footprint.offset, modulus);
  if (first + span > modulus)
    return std::nullopt;
  return std::make_pair(first, first + span);
}

static bool areDisjoint(const Footprint &a, const Footprint &b, int64_t modulus) {
  auto residuesA = getResidues(a, modulus), residuesB = getResidues(b, modulus);
  return residuesA && residuesB &&
         (residuesA->second <= residuesB->first || residuesB->second <= residuesA->first);
}

/// Returns the bytes of the scratch buffer that a memref.view shows.
static std::optional<std::pair<int64_t, int64_t>> getBytes(memref::ViewOp view) {
  std::optional<int64_t> shift = getConstantIntValue(view.getByteShift());
  MemRefType type = view.getType();
  if (!shift || !type.hasStaticShape())
    return std::nullopt;
  int64_t bits = type.getElementType().isIndex() ? 64 : type.getElementTypeBitWidth();
  return std::make_pair(*shift, *shift + type.getNumElements() * llvm::divideCeil(bits, 8));
}

bool sinter::codegen::mayShareBytes(Value a, Value b) {
  auto viewA = a.getDefiningOp<memref::ViewOp>(), viewB = b.getDefiningOp<memref::ViewOp>();
  Value sourceA = viewA ? viewA.getSource() : a, sourceB = viewB ? viewB.getSource() : b;
  if (sourceA != sourceB)
    return false;
  if (!viewA || !viewB)
    return true;
  auto bytesA = getBytes(viewA), bytesB = getBytes(viewB);
  return !bytesA || !bytesB || (bytesA->first < bytesB->second && bytesB->first < bytesA->second);
}

bool sinter::codegen::mayOverlap(const Footprint &a, const Footprint &b) {
  if (a.buffer != b.buffer)
    return mayShareBytes(a.buffer, b.buffer);
  if (a.dynamic != b.dynamic)
    return true;
  SmallVector<int64_t> moduli = {0};
  for (const Footprint *footprint : {&a, &b})
    for (auto [stride, extent] : footprint->walk)
      moduli.push_back(stride);
  return llvm::none_of(moduli, [&](int64_t modulus) { return areDisjoint(a, b, modulus); });
}

bool sinter::codegen::mayConflict(Nest &a, Nest &b) {
  bool conflict = false;
  a.forEachAccess([&](Operand &accessA, bool writesA) {
    b.forEachAccess([&](Operand &accessB, bool writesB) {
      if (!conflict && (writesA || writesB))
        conflict = mayOverlap(getFootprint(a, accessA), getFootprint(b, accessB));
    });
  });
  return conflict;
}

bool sinter::codegen::mayWriteOperands(const Nest &nest) {
  for (const Stage &writer : nest.stages)
    for (const Operand &output : writer.outputs)
      for (const Stage &reader : nest.stages)
        for (auto *list : {&reader.inputs, &reader.outputArgs})
          for (const Operand &input : *list)
            if (input.kind == Operand::Memory && mayShareBytes(input.value, output.value))
              return true;
  return false;
}
