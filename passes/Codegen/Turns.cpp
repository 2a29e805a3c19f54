//===- Turns.cpp - Workgroups that go through a loop together -------------===//

#include "passes/Codegen/Turns.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;
using namespace sinter::codegen;

/// Points of a step that are worth a part: some microseconds, several times what
/// it takes another core to hear that the step is over.
constexpr int64_t kMinTurnPoints = 100'000;

Turns sinter::codegen::findTurns(MutableArrayRef<Nest> nests) {
  Turns turns;
  for (unsigned i = 0; i < nests.size(); ++i) {
    bool joins = !turns.empty() && llvm::none_of(turns.back(), [&](unsigned other) {
      return mayConflict(nests[other], nests[i]);
    });
    if (!joins)
      turns.emplace_back();
    turns.back().push_back(i);
  }
  return turns;
}

int64_t sinter::codegen::chooseTurnParts(ArrayRef<Nest> nests) {
  int64_t most = 0;
  for (const Nest &nest : nests) {
    int64_t points = nest.root().outputs.size();
    for (const Dim &dim : nest.dims)
      points *= dim.extent;
    most = std::max(most, points);
  }
  return std::clamp<int64_t>(most / kMinTurnPoints, 1, exec::kMaxTurnParts);
}

Cut sinter::codegen::cutForTurn(const Nest &nest, const Strategy &strategy, int64_t parts) {
  // Lanes first: their parts read different weights, which stay where they are.
  SmallVector<unsigned> loops(strategy.order);
  if (strategy.vectorDim)
    loops.insert(loops.begin(), *strategy.vectorDim);
  for (unsigned dim : loops) {
    int64_t tiles = 0;
    for (const Piece &piece : cutLoop(nest, strategy, dim))
      tiles += piece.count;
    if (tiles < 2)
      continue;
    Cut cut;
    cut.loops.push_back({dim, std::min(tiles, parts)});
    return cut;
  }
  return Cut();
}

std::optional<int64_t> sinter::codegen::getTripCount(scf::ForOp loop) {
  std::optional<int64_t> lower = getConstantIntValue(loop.getLowerBound());
  std::optional<int64_t> upper = getConstantIntValue(loop.getUpperBound());
  if (lower != 0 || !upper || *upper < 1 || getConstantIntValue(loop.getStep()) != 1)
    return std::nullopt;
  return upper;
}

/// Waits until `isOver` holds.
static void spinUntil(OpBuilder &builder, Location loc, bool isX86,
                      llvm::function_ref<Value(OpBuilder &)> isOver) {
  auto loop = scf::WhileOp::create(builder, loc, TypeRange(), ValueRange());
  OpBuilder::InsertionGuard guard(builder);
  builder.createBlock(&loop.getBefore());
  Value goesOn = arith::XOrIOp::create(builder, loc, isOver(builder),
                                       arith::ConstantIntOp::create(builder, loc, true, 1));
  scf::ConditionOp::create(builder, loc, goesOn, ValueRange());
  builder.createBlock(&loop.getAfter());
  if (isX86)
    LLVM::CallIntrinsicOp::create(builder, loc, builder.getStringAttr("llvm.x86.sse2.pause"),
                                  ValueRange());
  scf::YieldOp::create(builder, loc);
}

void TurnEmitter::emit(OpBuilder &builder, Location loc, const Number &number, int64_t index,
                       llvm::function_ref<void(OpBuilder &, Value part)> body) {
  OpBuilder::InsertionGuard guard(builder);
  auto constant = [&](int64_t value) -> Value {
    return arith::ConstantIndexOp::create(builder, loc, value);
  };
  Type i32 = builder.getI32Type(), i64 = builder.getI64Type();
  auto pointer = LLVM::LLVMPointerType::get(builder.getContext());
  Value base = memref::ExtractAlignedPointerAsIndexOp::create(builder, loc, words);
  // The word after a claim says what is done: one line moves between cores.
  auto wordOf = [&](Value part, int64_t offset) -> Value {
    Value bytes = arith::MulIOp::create(builder, loc, part, constant(exec::kTurnBytes));
    bytes = arith::AddIOp::create(builder, loc, bytes, constant(offset));
    Value address = arith::AddIOp::create(builder, loc, base, bytes);
    address = arith::IndexCastOp::create(builder, loc, i64, address);
    return LLVM::IntToPtrOp::create(builder, loc, pointer, address);
  };

  // Words start at 0, so the first turn is 1.
  Value turn = constant(number.first + index + 1);
  if (number.loop) {
    Value before = arith::MulIOp::create(builder, loc, number.loop->getRegion(0).getArgument(0),
                                         constant(number.perIteration));
    turn = arith::AddIOp::create(builder, loc, before, turn);
  }
  turn = arith::IndexCastOp::create(builder, loc, i32, turn);

  auto loop = scf::ForOp::create(builder, loc, constant(0), constant(parts), constant(1));
  builder.setInsertionPointToStart(loop.getBody());
  // Each workgroup begins with a part of its own.
  Value part = arith::AddIOp::create(builder, loc, workgroup, loop.getInductionVar());
  part = arith::RemUIOp::create(builder, loc, part, constant(parts));
  Value old = LLVM::AtomicRMWOp::create(builder, loc, LLVM::AtomicBinOp::umax, wordOf(part, 0),
                                        turn, LLVM::AtomicOrdering::acq_rel);
  Value isOurs = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ult, old, turn);
  auto guarded = scf::IfOp::create(builder, loc, isOurs, /*withElseRegion=*/false);
  builder.setInsertionPointToStart(guarded.thenBlock());
  body(builder, part);
  LLVM::StoreOp::create(builder, loc, turn, wordOf(part, 4), /*alignment=*/4, /*isVolatile=*/false,
                        /*isNonTemporal=*/false, /*isInvariantGroup=*/false,
                        LLVM::AtomicOrdering::release);

  builder.setInsertionPointAfter(loop);
  auto wait = scf::ForOp::create(builder, loc, constant(0), constant(parts), constant(1));
  builder.setInsertionPointToStart(wait.getBody());
  Value word = wordOf(wait.getInductionVar(), 4);
  auto machine = exec::MachineAttr::get(loop);
  bool isX86 = machine.getTriple().starts_with("x86_64");
  spinUntil(builder, loc, isX86, [&](OpBuilder &b) -> Value {
    Value done = LLVM::LoadOp::create(b, loc, i32, word, /*alignment=*/4, /*isVolatile=*/false,
                                      /*isNonTemporal=*/false, /*isInvariant=*/false,
                                      /*isInvariantGroup=*/false, LLVM::AtomicOrdering::acquire);
    return arith::CmpIOp::create(b, loc, arith::CmpIPredicate::uge, done, turn);
  });
}
