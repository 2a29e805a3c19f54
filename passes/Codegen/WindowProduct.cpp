//===- WindowProduct.cpp - Groups of bytes from rows of a window ----------===//

#include "passes/Codegen/WindowProduct.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "passes/Codegen/ByteContraction.h"

using namespace mlir;
using namespace sinter::codegen;

/// Returns true if `weights` are the same in all windows of a lane.
static bool standStill(const Nest &nest, const Operand &weights, unsigned vectorDim) {
  for (auto [d, dim] : llvm::enumerate(nest.dims))
    if (!dim.reduction && d != vectorDim && weights.at.strides[d] != 0)
      return false;
  return true;
}

/// Returns the outermost of the window's loops that is short enough: windows next to
/// one another then share the groups of a column.
static std::optional<unsigned> findGroupDim(const Nest &nest, const Operand &image) {
  static constexpr int64_t mostRows = 8;
  std::optional<unsigned> best;
  for (auto [d, dim] : llvm::enumerate(nest.dims))
    if (dim.reduction && !nest.isBlocked(d) && dim.extent > 1 && dim.extent <= mostRows &&
        (!best || image.at.strides[d] > image.at.strides[*best]))
      best = d;
  return best;
}

std::optional<WindowProduct> sinter::codegen::matchWindowProduct(const Nest &nest,
                                                                 exec::MachineAttr machine,
                                                                 unsigned vectorDim) {
  if (!nest.hasReduction() || nest.root().inputs.size() != 2 || nest.dims[vectorDim].reduction ||
      nest.dims[vectorDim].extent < 4 ||
      getDotInstruction(machine, true, false) != DotInstruction::vpdpbusd)
    return std::nullopt;
  auto body = matchByteContraction(*nest.root().body);
  if (!body || body->factors[0].flip || body->factors[1].flip)
    return std::nullopt;
  for (const Operand &input : nest.root().inputs)
    if (input.kind != Operand::Memory || input.at.strides[vectorDim] != 1)
      return std::nullopt;
  for (unsigned weights : {1, 0}) {
    unsigned image = 1 - weights;
    bool isSigned = body->factors[weights].isSigned, imageIsSigned = body->factors[image].isSigned;
    auto groupDim = findGroupDim(nest, nest.root().inputs[image]);
    if (!groupDim || !standStill(nest, nest.root().inputs[weights], vectorDim) ||
        (!isSigned && !imageIsSigned))
      continue;
    return WindowProduct{*groupDim, weights, image, !isSigned, isSigned && imageIsSigned};
  }
  return std::nullopt;
}

/// Returns a vector of bytes that are all `value`.
static Value splatByte(OpBuilder &builder, Location loc, int64_t bytes, int8_t value) {
  auto type = VectorType::get({bytes}, builder.getI8Type());
  return arith::ConstantOp::create(builder, loc,
                                   DenseElementsAttr::get(type, builder.getI8IntegerAttr(value)));
}

Value sinter::codegen::emitInterleaved(OpBuilder &builder, Location loc, ArrayRef<Value> rows,
                                       bool isPaddedByAnything) {
  constexpr int64_t group = WindowProduct::group;
  int64_t lanes = cast<VectorType>(rows.front().getType()).getNumElements();
  SmallVector<Value> members(rows);
  while (static_cast<int64_t>(members.size()) < group)
    members.push_back(isPaddedByAnything ? rows.back() : splatByte(builder, loc, lanes, 0));
  auto join = [&](Value a, Value b) -> Value {
    return vector::ShuffleOp::create(builder, loc, a, b,
                                     llvm::to_vector(llvm::seq<int64_t>(0, 2 * lanes)));
  };
  // A member that may be anything is the last row's again, so that it costs no lookup.
  int64_t last = isPaddedByAnything ? rows.size() - 1 : group - 1;
  SmallVector<int64_t> order;
  for (int64_t lane = 0; lane < lanes; ++lane)
    for (int64_t member = 0; member < group; ++member)
      order.push_back(std::min(member, last) * lanes + lane);
  Value low = join(members[0], members[1]), high = join(members[2], members[3]);
  return vector::ShuffleOp::create(builder, loc, low, high, order);
}

/// Emits accumulator + unsigned bytes * signed bytes.
static Value multiply(OpBuilder &builder, Location loc, Value accumulator, Value unsignedBytes,
                      Value signedBytes) {
  auto type = cast<VectorType>(accumulator.getType());
  std::string name = "llvm.x86.avx512.vpdpbusd." + std::to_string(type.getNumElements() * 32);
  return LLVM::CallIntrinsicOp::create(builder, loc, type, builder.getStringAttr(name),
                                       ValueRange{accumulator, unsignedBytes, signedBytes})
      .getResults();
}

Value sinter::codegen::emitWindowProduct(OpBuilder &builder, Location loc,
                                         const WindowProduct &window, Value accumulator,
                                         Value weights, Value image) {
  if (window.flipsImage) {
    int64_t bytes = cast<VectorType>(image.getType()).getNumElements();
    image = arith::XOrIOp::create(builder, loc, image, splatByte(builder, loc, bytes, -128));
  }
  if (window.weightsAreUnsigned)
    std::swap(weights, image);
  return multiply(builder, loc, accumulator, image, weights);
}

Value sinter::codegen::emitFlippedExcess(OpBuilder &builder, Location loc, Value accumulator,
                                         Value weights) {
  int64_t bytes = cast<VectorType>(weights.getType()).getNumElements();
  return multiply(builder, loc, accumulator, splatByte(builder, loc, bytes, -128), weights);
}
