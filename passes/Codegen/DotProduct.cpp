//===- DotProduct.cpp - Groups of bytes per lane --------------------------===//
//
// vpdpbusd and usdot multiply unsigned by signed bytes and add without saturation; sdot
// and udot take bytes of one sign. pmaddwd does the same for pairs of 16-bit numbers, to
// which bytes are extended first; its byte form (pmaddubsw) saturates and is of no use.
//
// smlad is pmaddwd for one lane in an integer register. Bytes 0 and 2 of a word become
// one pair (sxtb16), bytes 1 and 3, after a rotation that costs nothing, another.
//
// vmladava sums up the products of two whole vectors in an integer register.
//
//===----------------------------------------------------------------------===//

#include "passes/Codegen/DotProduct.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace sinter::codegen;

/// Returns the loop over `group` bytes that lie side by side in both operands.
static std::optional<unsigned> findGroupDim(const Nest &nest, int64_t group, const Operand &a,
                                            const Operand &b) {
  for (auto [d, dim] : llvm::enumerate(nest.dims))
    if (dim.reduction && dim.extent == group && a.at.strides[d] == 1 && b.at.strides[d] == 1)
      return d;
  return std::nullopt;
}

/// Returns the loop along which `panel` steps by whole groups, `shared` stands still
/// and every result is contiguous.
static std::optional<unsigned> findVectorDim(const Nest &nest, int64_t group, int64_t leastLanes,
                                             const Operand &panel, const Operand &shared) {
  for (auto [d, dim] : llvm::enumerate(nest.dims)) {
    bool isContiguous = llvm::all_of(nest.stages, [d = d](const Stage &stage) {
      return llvm::all_of(stage.outputs, [d](auto &output) { return output.at.strides[d] == 1; });
    });
    if (!dim.reduction && dim.extent >= leastLanes && isContiguous &&
        panel.at.strides[d] == group && shared.at.strides[d] == 0)
      return d;
  }
  return std::nullopt;
}

std::optional<DotProduct> sinter::codegen::matchDotProduct(const Nest &nest,
                                                           exec::MachineAttr machine) {
  if (!nest.hasReduction() || nest.root().inputs.size() < 2)
    return std::nullopt;
  auto body = matchByteContraction(*nest.root().body);
  if (!body)
    return std::nullopt;
  DotInstruction instruction =
      getDotInstruction(machine, body->factors[0].isSigned, body->factors[1].isSigned);
  int64_t group = getDotGroup(instruction);
  const Operand *inputs[] = {&nest.root().inputs[0], &nest.root().inputs[1]};
  if (group == 0 || inputs[0]->kind != Operand::Memory || inputs[1]->kind != Operand::Memory)
    return std::nullopt;
  auto groupDim = findGroupDim(nest, group, *inputs[0], *inputs[1]);
  for (unsigned side : {1, 0}) {
    auto vectorDim =
        findVectorDim(nest, group, getLeastDotLanes(machine), *inputs[side], *inputs[1 - side]);
    if (groupDim && vectorDim)
      return DotProduct{instruction, *vectorDim, *groupDim,           group,
                        side,        1 - side,   body->factors[side], body->factors[1 - side]};
  }
  return std::nullopt;
}

/// Emits value ^ flip on every byte.
static Value flipBits(OpBuilder &builder, Location loc, Value value, uint8_t flip) {
  if (!flip)
    return value;
  Value bits = arith::ConstantOp::create(
      builder, loc,
      DenseElementsAttr::get(cast<ShapedType>(value.getType()),
                             builder.getI8IntegerAttr(static_cast<int8_t>(flip))));
  return arith::XOrIOp::create(builder, loc, value, bits);
}

/// Emits the one group of `group` in each of `lanes` lanes.
static Value spreadGroup(OpBuilder &builder, Location loc, Value group, int64_t lanes) {
  int64_t bytes = cast<VectorType>(group.getType()).getNumElements();
  Type word = builder.getIntegerType(8 * bytes);
  Value scalar = vector::ExtractOp::create(
      builder, loc, vector::BitCastOp::create(builder, loc, VectorType::get({1}, word), group), 0);
  Value all = vector::BroadcastOp::create(builder, loc, VectorType::get({lanes}, word), scalar);
  return vector::BitCastOp::create(builder, loc,
                                   VectorType::get({lanes * bytes}, builder.getI8Type()), all);
}

static Value call(OpBuilder &builder, Location loc, StringRef name, Type type, ValueRange args) {
  return LLVM::CallIntrinsicOp::create(builder, loc, type, builder.getStringAttr(name), args)
      .getResults();
}

/// Emits the bytes as 16-bit numbers.
static Value widen(OpBuilder &builder, Location loc, Value bytes, bool isSigned) {
  Type type = cast<VectorType>(bytes.getType()).clone(builder.getI16Type());
  if (isSigned)
    return arith::ExtSIOp::create(builder, loc, type, bytes);
  return arith::ExtUIOp::create(builder, loc, type, bytes);
}

static Value emitPmaddwd(OpBuilder &builder, Location loc, const DotProduct &dot, Value accumulator,
                         Value panel, Value shared) {
  Type type = accumulator.getType();
  int64_t lanes = cast<VectorType>(type).getNumElements();
  StringRef name = lanes == 16  ? "llvm.x86.avx512.pmaddw.d.512"
                   : lanes == 8 ? "llvm.x86.avx2.pmadd.wd"
                                : "llvm.x86.sse2.pmadd.wd";
  panel = widen(builder, loc, panel, dot.panelFactor.isSigned);
  shared = widen(builder, loc, shared, dot.sharedFactor.isSigned);
  return arith::AddIOp::create(builder, loc, accumulator,
                               call(builder, loc, name, type, {panel, shared}));
}

/// Emits the four bytes of `group` as two words of two 16-bit numbers each.
static std::pair<Value, Value> splitWord(OpBuilder &builder, Location loc, Value group,
                                         bool isSigned) {
  Type word = builder.getI32Type();
  Value bytes = vector::ExtractOp::create(
      builder, loc, vector::BitCastOp::create(builder, loc, VectorType::get({1}, word), group), 0);
  StringRef name = isSigned ? "llvm.arm.sxtb16" : "llvm.arm.uxtb16";
  Value eight = arith::ConstantIntOp::create(builder, loc, word, 8);
  Value rotated = call(builder, loc, "llvm.fshr.i32", word, {bytes, bytes, eight});
  return {call(builder, loc, name, word, bytes), call(builder, loc, name, word, rotated)};
}

static Value emitSmlad(OpBuilder &builder, Location loc, const DotProduct &dot, Value accumulator,
                       Value panel, Value shared) {
  auto [even, odd] = splitWord(builder, loc, panel, dot.panelFactor.isSigned);
  auto [sharedEven, sharedOdd] = splitWord(builder, loc, shared, dot.sharedFactor.isSigned);
  Type word = builder.getI32Type();
  Value sum = call(builder, loc, "llvm.arm.smlad", word, {even, sharedEven, accumulator});
  return call(builder, loc, "llvm.arm.smlad", word, {odd, sharedOdd, sum});
}

/// Emits `value` as the first elements of a register of SVE, or back.
static Value resize(OpBuilder &builder, Location loc, Value value, VectorType type) {
  if (!type.isScalable())
    return vector::ScalableExtractOp::create(builder, loc, type, value, 0);
  Value rest = LLVM::PoisonOp::create(builder, loc, type);
  return vector::ScalableInsertOp::create(builder, loc, value, rest, 0);
}

/// NEON's instructions have four lanes; SVE's have as many as the registers, of which there may
/// be more than the code knows.
static Value emitSdot(OpBuilder &builder, Location loc, StringRef name, Value accumulator,
                      Value panel, Value shared) {
  auto type = cast<VectorType>(accumulator.getType());
  if (type.getNumElements() == 4)
    return call(builder, loc, ("llvm.aarch64.neon." + name + ".v4i32.v16i8").str(), type,
                {accumulator, panel, shared});
  auto sums = VectorType::get({4}, builder.getI32Type(), true);
  auto bytes = VectorType::get({16}, builder.getI8Type(), true);
  Value result = call(builder, loc, ("llvm.aarch64.sve." + name + ".nxv4i32").str(), sums,
                      {resize(builder, loc, accumulator, sums), resize(builder, loc, panel, bytes),
                       resize(builder, loc, shared, bytes)});
  return resize(builder, loc, result, type);
}

static Value emitVmladava(OpBuilder &builder, Location loc, const DotProduct &dot,
                          Value accumulator, Value panel, Value shared) {
  auto constant = [&](int64_t value) {
    return arith::ConstantIntOp::create(builder, loc, builder.getI32Type(), value);
  };
  Value isUnsigned = constant(!dot.panelFactor.isSigned), no = constant(0);
  return call(builder, loc, "llvm.arm.mve.vmldava.v16i8", builder.getI32Type(),
              {isUnsigned, no, no, accumulator, panel, shared});
}

Value sinter::codegen::emitDotProduct(OpBuilder &builder, Location loc, const DotProduct &dot,
                                      Value accumulator, Value panel, Value shared) {
  Type type = accumulator.getType();
  int64_t lanes = 1; // without vectors, one lane is a plain number
  if (auto vector = dyn_cast<VectorType>(type)) {
    lanes = vector.getNumElements();
    shared = spreadGroup(builder, loc, shared, lanes);
  }
  panel = flipBits(builder, loc, panel, dot.panelFactor.flip);
  shared = flipBits(builder, loc, shared, dot.sharedFactor.flip);
  switch (dot.instruction) {
  case DotInstruction::vpdpbusd: {
    std::string name = "llvm.x86.avx512.vpdpbusd." + std::to_string(lanes * 32);
    if (dot.panelFactor.isSigned)
      std::swap(panel, shared);
    return call(builder, loc, name, type, {accumulator, panel, shared});
  }
  case DotInstruction::pmaddwd:
    return emitPmaddwd(builder, loc, dot, accumulator, panel, shared);
  case DotInstruction::sdot:
    return emitSdot(builder, loc, "sdot", accumulator, panel, shared);
  case DotInstruction::udot:
    return emitSdot(builder, loc, "udot", accumulator, panel, shared);
  case DotInstruction::usdot:
    if (dot.panelFactor.isSigned)
      std::swap(panel, shared);
    return emitSdot(builder, loc, "usdot", accumulator, panel, shared);
  case DotInstruction::smlad:
    return emitSmlad(builder, loc, dot, accumulator, panel, shared);
  case DotInstruction::vmladava:
    return emitVmladava(builder, loc, dot, accumulator, panel, shared);
  case DotInstruction::none:
    break;
  }
  llvm_unreachable("matched without an instruction");
}

Value sinter::codegen::emitPartialGroup(OpBuilder &builder, Location loc, Value bytes,
                                        int64_t members) {
  auto type = cast<VectorType>(bytes.getType());
  // The first byte in memory is the lowest one.
  auto word = VectorType::get({1}, builder.getIntegerType(8 * type.getNumElements()));
  int64_t missing = 8 * (type.getNumElements() - members);
  Value shift = arith::ConstantOp::create(
      builder, loc,
      DenseElementsAttr::get(word, builder.getIntegerAttr(word.getElementType(), missing)));
  Value value = vector::BitCastOp::create(builder, loc, word, bytes);
  value = arith::ShRUIOp::create(builder, loc, value, shift);
  return vector::BitCastOp::create(builder, loc, type, value);
}
