//===- Parts.cpp - Tensors that live inside of others ---------------------===//

#include "passes/Memory/Parts.h"

using namespace mlir;
using namespace sinter;

/// The concatenation of the same block that uses `value`, or null.
static tensor::ConcatOp findConcat(Value value) {
  for (Operation *user : value.getUsers())
    if (auto concat = dyn_cast<tensor::ConcatOp>(user);
        concat && isa<func::FuncOp>(concat->getParentOp()))
      return concat;
  return {};
}

std::optional<Part> sinter::findPart(Value value) {
  std::optional<Part> part;
  while (tensor::ConcatOp concat = findConcat(value)) {
    if (!part)
      part = Part{value, SmallVector<int64_t>(concat.getResultType().getRank(), 0)};
    for (Value operand : concat.getInputs()) {
      if (operand == value)
        break;
      part->offsets[concat.getDim()] +=
          cast<RankedTensorType>(operand.getType()).getDimSize(concat.getDim());
    }
    value = part->whole = concat.getResult();
  }
  return part;
}

Value sinter::getRoot(Value tensor) {
  while (true) {
    Operation *op = tensor.getDefiningOp();
    if (isa_and_nonnull<tensor::ExpandShapeOp, tensor::CollapseShapeOp>(op))
      tensor = op->getOperand(0);
    else if (std::optional<Part> part = findPart(tensor))
      return part->whole;
    else
      return tensor;
  }
}

Attribute sinter::getPartAttr(const Part &part) {
  Builder builder(part.whole.getContext());
  return builder.getArrayAttr(
      {TypeAttr::get(part.whole.getType()), builder.getDenseI64ArrayAttr(part.offsets)});
}

std::optional<std::pair<RankedTensorType, ArrayRef<int64_t>>> sinter::readPartAttr(Attribute attr) {
  auto pair = dyn_cast_or_null<ArrayAttr>(attr);
  if (!pair || pair.size() != 2)
    return std::nullopt;
  auto type = dyn_cast<TypeAttr>(pair[0]);
  auto whole = type ? dyn_cast<RankedTensorType>(type.getValue()) : RankedTensorType();
  auto offsets = dyn_cast<DenseI64ArrayAttr>(pair[1]);
  if (!whole || !offsets || int64_t(offsets.size()) != whole.getRank())
    return std::nullopt;
  return std::make_pair(whole, offsets.asArrayRef());
}
