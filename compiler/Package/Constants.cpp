//===- Constants.cpp - The constants segment ------------------------------===//

#include "compiler/Package/Constants.h"

#include "mlir/IR/DialectResourceBlobManager.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace sinter;

static ShapedType getType(plan::ConstantOp op) { return cast<ShapedType>(op.getValue().getType()); }

static uint64_t getSize(plan::ConstantOp op) { return *plan::getByteSize(getType(op)); }

std::optional<ArrayRef<char>> sinter::getConstantBytes(ElementsAttr value) {
  if (auto resource = dyn_cast<DenseResourceElementsAttr>(value)) {
    AsmResourceBlob *blob = resource.getRawHandle().getBlob();
    return blob ? std::optional(blob->getData()) : std::nullopt;
  }
  auto dense = dyn_cast<DenseElementsAttr>(value);
  if (!dense || dense.isSplat() || dense.getElementType().isInteger(1))
    return std::nullopt;
  return dense.getRawData();
}

static LogicalResult verify(plan::ConstantOp op) {
  std::optional<int64_t> size = plan::getByteSize(getType(op));
  if (!size)
    return op.emitError("constant of type ") << getType(op) << " has no byte size";
  if (std::optional<ArrayRef<char>> bytes = getConstantBytes(op.getValue())) {
    if (bytes->size() != uint64_t(*size))
      return op.emitError("constant of ") << *size << " bytes holds " << bytes->size();
    return success();
  }
  if (!isa<DenseElementsAttr>(op.getValue()))
    return op.emitError("constant has no bytes; only dense and loaded resource constants do");
  return success();
}

/// Returns true if `a` and `b` are the same bytes at the same place, as equal constants of
/// several modules, and of one, are once they are pooled.
static bool isShared(plan::ConstantOp a, plan::ConstantOp b) {
  if (a.getOffset() != b.getOffset() || getSize(a) != getSize(b))
    return false;
  std::optional<ArrayRef<char>> bytes = getConstantBytes(a.getValue());
  return a.getValue() == b.getValue() || (bytes && bytes == getConstantBytes(b.getValue()));
}

FailureOr<Constants> Constants::get(ArrayRef<ModuleOp> modules) {
  Constants constants;
  std::vector<plan::ConstantOp> ops;
  for (ModuleOp module : modules)
    for (auto op : module.getOps<plan::ConstantOp>()) {
      if (failed(verify(op)))
        return failure();
      ops.push_back(op);
    }
  llvm::sort(ops, [](plan::ConstantOp a, plan::ConstantOp b) {
    return std::pair(a.getOffset(), getSize(a)) < std::pair(b.getOffset(), getSize(b));
  });
  for (plan::ConstantOp op : ops) {
    if (!constants.ops.empty() && isShared(constants.ops.back(), op))
      continue;
    constants.ops.push_back(op);
    if (op.getOffset() < constants.end)
      return op.emitError("constant at byte ") << op.getOffset() << " overlaps another one";
    constants.end = op.getOffset() + getSize(op);
  }
  return constants;
}

static void passZeros(uint64_t count, Constants::Sink sink) {
  static const char zeros[64] = {};
  for (; count > 0; count -= std::min<uint64_t>(count, sizeof zeros))
    sink(ArrayRef<char>(zeros, std::min<uint64_t>(count, sizeof zeros)));
}

/// Passes `element` as often as fills `size` bytes.
static void passRepeated(ArrayRef<char> element, uint64_t size, Constants::Sink sink) {
  SmallVector<char, 0> block;
  uint64_t blockSize = std::min<uint64_t>(size, llvm::alignTo(4096, element.size()));
  while (block.size() < blockSize)
    block.append(element.begin(), element.end());
  for (; size > 0; size -= std::min<uint64_t>(size, block.size()))
    sink(ArrayRef<char>(block).take_front(size));
}

/// Booleans are packed into bits in the IR; callers see a byte each.
static void passBooleans(DenseElementsAttr value, Constants::Sink sink) {
  for (bool element : value.getValues<bool>()) {
    char byte = element;
    sink(ArrayRef<char>(byte));
  }
}

static void passValue(plan::ConstantOp op, Constants::Sink sink) {
  if (std::optional<ArrayRef<char>> bytes = getConstantBytes(op.getValue()))
    return sink(*bytes);
  auto value = cast<DenseElementsAttr>(op.getValue());
  if (value.getElementType().isInteger(1))
    return passBooleans(value, sink);
  if (getSize(op) > 0)
    passRepeated(value.getRawData(), getSize(op), sink);
}

void Constants::forEachPiece(Sink sink) const {
  uint64_t position = 0;
  for (plan::ConstantOp op : ops) {
    passZeros(op.getOffset() - position, sink);
    passValue(op, sink);
    position = op.getOffset() + getSize(op);
  }
}
