//===- FuseNests.cpp - Chains of operations in one nest -------------------===//
//
// What is fused never goes through memory between its stages: accumulators start
// in registers and the epilogue reads them there.
//
//===----------------------------------------------------------------------===//

#include "passes/Codegen/FuseNests.h"

#include "dialects/Exec/IR/SizeDivision.h"

using namespace mlir;
using namespace sinter;
using namespace sinter::codegen;

namespace {

/// Returns the scalar that `nest` writes to every element, if it is a plain fill.
Value getFillValue(const Nest &nest) {
  if (nest.stages.size() != 1 || nest.hasReduction())
    return Value();
  auto fill = dyn_cast<linalg::FillOp>(nest.root().op);
  if (!fill || nest.root().outputs.size() != 1 || isa<MemRefType>(fill.getInputs()[0].getType()))
    return Value();
  return fill.getInputs()[0];
}

/// Returns true if nothing between positions `first` and `second` conflicts with
/// `nest`, so that it may move from one to the other.
bool canMoveAcross(Nest &nest, MutableArrayRef<Nest> nests, unsigned first, unsigned second) {
  for (unsigned between = first + 1; between < second; ++between)
    if (mayConflict(nest, nests[between]))
      return false;
  return true;
}

/// Makes the fill at `fillIndex` the initial value of the reduction at `rootIndex`.
bool fuseFill(MutableArrayRef<Nest> nests, unsigned fillIndex, unsigned rootIndex) {
  Nest &fill = nests[fillIndex], &nest = nests[rootIndex];
  Value value = getFillValue(fill);
  if (!value || !nest.hasReduction() || !canMoveAcross(fill, nests, fillIndex, rootIndex))
    return false;
  Footprint filled = getFootprint(fill, fill.root().outputs[0]);
  std::optional<unsigned> match;
  for (auto [index, output] : llvm::enumerate(nest.root().outputs))
    if (!nest.initials[index] && getFootprint(nest, output) == filled)
      match = index;
  if (!match)
    return false;
  // Nothing else of the nest may look at the filled buffer.
  for (Stage &stage : nest.stages)
    for (Operand &input : stage.inputs)
      if (input.kind == Operand::Memory && mayOverlap(getFootprint(nest, input), filled))
        return false;
  nest.initials[*match] = value;
  nest.root().outputArgs[*match] = Operand{};
  nest.replaced.insert(nest.replaced.begin(), fill.replaced.begin(), fill.replaced.end());
  return true;
}

/// Splits parallel loops of both nests until those that move along the two
/// accesses correspond one to one; returns, per loop of `b`, the loop of `a`.
std::optional<SmallVector<unsigned>> alignLoops(Nest &a, Operand &accessA, Nest &b,
                                                Operand &accessB) {
  auto order = [](Nest &nest, Operand &access) {
    SmallVector<unsigned> loops;
    for (unsigned d = 0; d < nest.dims.size(); ++d)
      if (!nest.dims[d].reduction)
        loops.push_back(d);
    llvm::sort(loops, [&](unsigned x, unsigned y) {
      return std::make_pair(access.at.strides[x], x) < std::make_pair(access.at.strides[y], y);
    });
    return loops;
  };
  while (true) {
    SmallVector<unsigned> loopsA = order(a, accessA), loopsB = order(b, accessB);
    SmallVector<unsigned> mapping(b.dims.size(), 0);
    bool changed = false;
    for (unsigned i = 0; i < std::min(loopsA.size(), loopsB.size()) && !changed; ++i) {
      unsigned loopA = loopsA[i], loopB = loopsB[i];
      int64_t extentA = a.dims[loopA].extent, extentB = b.dims[loopB].extent;
      if (accessA.at.strides[loopA] != accessB.at.strides[loopB])
        return std::nullopt;
      mapping[loopB] = loopA;
      if (extentA == extentB)
        continue;
      if (extentA > extentB && exec::isMultiple(a.symbols, extentA, extentB))
        a.split(loopA, extentB);
      else if (extentB > extentA && exec::isMultiple(a.symbols, extentB, extentA))
        b.split(loopB, extentA);
      else
        return std::nullopt;
      changed = true;
    }
    if (changed)
      continue;
    if (loopsA.size() != loopsB.size())
      return std::nullopt;
    return mapping;
  }
}

/// Returns true if each element that one stage writes and another touches is
/// touched at the same point of the nest.
bool isPointwiseSafe(Nest &nest) {
  bool safe = true;
  nest.forEachAccess([&](Operand &write, bool isWrite) {
    if (!isWrite)
      return;
    nest.forEachAccess([&](Operand &other, bool) {
      if (safe && !(other.value == write.value && other.at == write.at))
        safe = !mayOverlap(getFootprint(nest, write), getFootprint(nest, other));
    });
  });
  return safe;
}

/// Returns true if every result of the nest is contiguous along one loop, which
/// can then become lanes.
bool hasCommonLanes(const Nest &nest) {
  for (unsigned d = 0; d < nest.dims.size(); ++d)
    if (llvm::all_of(nest.stages, [&](const Stage &stage) {
          return llvm::all_of(stage.outputs,
                              [&](const Operand &output) { return output.at.strides[d] == 1; });
        }))
      return true;
  return false;
}

/// Returns the accumulated result that the nest holds for memory at `operand`.
std::optional<std::pair<unsigned, unsigned>> findCarried(const Nest &nest, unsigned stages,
                                                         const Operand &operand) {
  for (unsigned stage = stages; stage-- > 0;)
    for (auto [result, output] : llvm::enumerate(nest.stages[stage].outputs))
      if (output.value == operand.value && output.at == operand.at)
        return std::make_pair(stage, static_cast<unsigned>(result));
  return std::nullopt;
}

/// Rewrites the stage of an elementwise nest for a nest of `loops` loops; `mapping`
/// gives, by loop of the former, the loop of the latter.
void remap(Stage &stage, ArrayRef<unsigned> mapping, unsigned loops) {
  auto remapLinear = [&](Linear &linear) {
    SmallVector<int64_t> strides(loops, 0);
    for (auto [loop, target] : llvm::enumerate(mapping))
      strides[target] = linear.strides[loop];
    linear.strides = strides;
  };
  for (auto &[op, operand] : stage.indices)
    remapLinear(operand.at);
  for (auto *list : {&stage.inputs, &stage.outputs, &stage.outputArgs})
    for (Operand &operand : *list)
      if (operand.kind == Operand::Memory || operand.kind == Operand::Index)
        remapLinear(operand.at);
}

/// Makes the elementwise nest at `firstIndex`, which writes what the reduction at
/// `rootIndex` adds to, the prologue of the latter.
bool fusePrologue(MutableArrayRef<Nest> nests, unsigned firstIndex, unsigned rootIndex) {
  Nest first = nests[firstIndex], root = nests[rootIndex];
  if (first.hasReduction() || !root.hasReduction() || first.stages.size() != 1 ||
      first.root().outputs.size() != 1 || root.root().outputs.size() != 1 ||
      first.root().outputArgs[0].kind == Operand::Memory || root.initials[0] ||
      !root.prologue.empty() || !canMoveAcross(first, nests, firstIndex, rootIndex))
    return false;
  Operand &written = first.root().outputs[0], &output = root.root().outputs[0];
  if (!(getFootprint(first, written) == getFootprint(root, output)))
    return false;
  auto mapping = alignLoops(root, output, first, written);
  if (!mapping)
    return false;
  Nest joined = root;
  joined.prologue = first.stages;
  joined.root().outputArgs[0] = Operand{};
  remap(joined.prologue.front(), *mapping, joined.dims.size());
  if (!isPointwiseSafe(joined))
    return false;
  joined.replaced.insert(joined.replaced.begin(), first.replaced.begin(), first.replaced.end());
  joined.simplify();
  nests[rootIndex] = std::move(joined);
  return true;
}

/// Returns true if the first stage of `nest` reads memory of `buffer`.
bool mayRead(Nest &nest, Value buffer) {
  auto reads = [&](const Operand &operand) {
    return operand.kind == Operand::Memory && operand.value == buffer;
  };
  return llvm::any_of(nest.root().inputs, reads) || llvm::any_of(nest.root().outputArgs, reads);
}

/// Appends the elementwise nest `tail` to `nest`, whose loops correspond by
/// `mapping`; `tail`'s reads of what `nest` computes become carried values.
Nest append(const Nest &nest, const Nest &tail, ArrayRef<unsigned> mapping) {
  Nest result = nest;
  unsigned first = result.stages.size();
  result.stages.insert(result.stages.end(), tail.stages.begin(), tail.stages.end());
  for (unsigned s = first; s < result.stages.size(); ++s) {
    Stage &stage = result.stages[s];
    remap(stage, mapping, result.dims.size());
    for (auto *list : {&stage.inputs, &stage.outputArgs})
      for (Operand &operand : *list)
        if (operand.kind == Operand::Carried)
          operand.stage += first;
    for (auto *list : {&stage.inputs, &stage.outputArgs})
      for (Operand &operand : *list) {
        if (operand.kind != Operand::Memory)
          continue;
        if (auto carried = findCarried(result, s, operand)) {
          operand = Operand{Operand::Carried, Value(), {}, carried->first, carried->second};
        }
      }
    // What a later stage overwrites need not be stored before.
    for (Operand &output : stage.outputs)
      for (unsigned earlier = 0; earlier < s; ++earlier)
        for (auto [k, old] : llvm::enumerate(result.stages[earlier].outputs))
          if (old.value == output.value && old.at == output.at)
            result.stages[earlier].stored[k] = false;
  }
  result.replaced.append(tail.replaced.begin(), tail.replaced.end());
  return result;
}

/// Makes the elementwise nest at `tailIndex` a further stage of the one at `rootIndex`.
bool fuseTail(MutableArrayRef<Nest> nests, unsigned rootIndex, unsigned tailIndex) {
  if (nests[tailIndex].hasReduction())
    return false;
  for (unsigned s = 0; s < nests[rootIndex].stages.size(); ++s) {
    for (unsigned k = 0; k < nests[rootIndex].stages[s].outputs.size(); ++k) {
      if (!mayRead(nests[tailIndex], nests[rootIndex].stages[s].outputs[k].value))
        continue;
      Nest root = nests[rootIndex], tail = nests[tailIndex];
      Operand &output = root.stages[s].outputs[k];
      Footprint written = getFootprint(root, output);
      auto reads = [&](Operand &operand) {
        return operand.kind == Operand::Memory && getFootprint(tail, operand) == written;
      };
      Operand *read = nullptr;
      for (auto *list : {&tail.root().inputs, &tail.root().outputArgs})
        for (Operand &operand : *list)
          read = !read && reads(operand) ? &operand : read;
      if (!read)
        continue;
      if (!canMoveAcross(tail, nests, rootIndex, tailIndex))
        return false;
      auto mapping = alignLoops(root, output, tail, *read);
      if (!mapping)
        continue;
      Nest joined = append(root, tail, *mapping);
      if (!isPointwiseSafe(joined) ||
          (hasCommonLanes(root) && hasCommonLanes(tail) && !hasCommonLanes(joined)))
        continue;
      joined.simplify();
      nests[rootIndex] = std::move(joined);
      return true;
    }
  }
  return false;
}

/// Returns true if `buffer` is a view of scratch memory that only `nest` uses and
/// never reads.
bool isPrivate(Nest &nest, Value buffer) {
  auto view = buffer.getDefiningOp<memref::ViewOp>();
  if (!view)
    return false;
  bool isRead = false;
  nest.forEachAccess(
      [&](Operand &access, bool isWrite) { isRead |= !isWrite && access.value == buffer; });
  auto isOurs = [&](Operation *user) { return llvm::is_contained(nest.replaced, user); };
  // Another view may show the same bytes.
  auto isElsewhere = [&](Operation *user) {
    auto other = dyn_cast<memref::ViewOp>(user);
    return other && (other == view || other->use_empty() || !mayShareBytes(view, other));
  };
  return !isRead && llvm::all_of(view->getUsers(), isOurs) &&
         llvm::all_of(view.getSource().getUsers(), isElsewhere);
}

/// Stops storing what nobody reads.
void dropDeadStores(Nest &nest) {
  for (Stage &stage : nest.stages)
    for (unsigned k = 0; k < stage.outputs.size(); ++k)
      if (isPrivate(nest, stage.outputs[k].value))
        stage.stored[k] = false;
}

} // namespace

void sinter::codegen::fuseNests(std::vector<Nest> &nests) {
  for (unsigned second = 1; second < nests.size(); ++second) {
    for (unsigned first = second; first-- > 0;) {
      if (fuseFill(nests, first, second) || fusePrologue(nests, first, second)) {
        nests.erase(nests.begin() + first);
        --second;
      } else if (fuseTail(nests, first, second)) {
        nests.erase(nests.begin() + second);
        --second;
        break;
      }
    }
  }
  for (Nest &nest : nests)
    dropDeadStores(nest);
}
