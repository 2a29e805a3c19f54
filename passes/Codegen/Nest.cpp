//===- Nest.cpp - Loop nests with linear memory accesses ------------------===//
//
// Splitting and merging of loops. Both only rewrite strides, and both keep the
// order in which a reduction adds.
//
//===----------------------------------------------------------------------===//

#include "passes/Codegen/Nest.h"

using namespace mlir;
using namespace sinter::codegen;

bool Nest::hasReduction() const {
  return llvm::any_of(dims, [](const Dim &dim) { return dim.reduction; });
}

int64_t Nest::countPoints() const {
  int64_t points = 1;
  for (const Dim &dim : dims)
    points *= dim.extent;
  return points;
}

void Nest::forEachAddress(llvm::function_ref<void(Operand &)> visit) {
  for (auto *part : {&prologue, &stages})
    for (Stage &stage : *part) {
      for (auto *list : {&stage.inputs, &stage.outputs, &stage.outputArgs})
        for (Operand &operand : *list)
          if (operand.kind == Operand::Memory || operand.kind == Operand::Index)
            visit(operand);
      for (auto &[op, operand] : stage.indices)
        visit(operand);
    }
}

void Nest::forEachLinear(llvm::function_ref<void(Linear &)> visit) {
  forEachAddress([&](Operand &operand) { visit(operand.at); });
}

void Nest::forEachAccess(llvm::function_ref<void(Operand &, bool)> visit) {
  for (auto *part : {&prologue, &stages})
    for (Stage &stage : *part) {
      for (auto *list : {&stage.inputs, &stage.outputArgs})
        for (Operand &operand : *list)
          if (operand.kind == Operand::Memory)
            visit(operand, /*isWrite=*/false);
      for (Operand &operand : stage.outputs)
        visit(operand, /*isWrite=*/true);
    }
}

void Nest::split(unsigned dim, int64_t inner) {
  assert(dims[dim].extent % inner == 0 && "blocks must fill the loop");
  dims.insert(dims.begin() + dim + 1, Dim{inner, dims[dim].reduction});
  dims[dim].extent /= inner;
  forEachLinear([&](Linear &linear) {
    int64_t stride = linear.strides[dim];
    linear.strides.insert(linear.strides.begin() + dim + 1, stride);
    linear.strides[dim] = stride * inner;
  });
}

void Nest::erase(unsigned dim) {
  dims.erase(dims.begin() + dim);
  forEachLinear([&](Linear &linear) { linear.strides.erase(linear.strides.begin() + dim); });
}

bool Nest::canMerge(unsigned outer, unsigned inner) {
  if (dims[outer].reduction != dims[inner].reduction || isBlocked(outer) || isBlocked(inner))
    return false;
  // A reduction adds in the order of its loops: only neighbours may merge.
  if (dims[outer].reduction)
    for (unsigned between = outer + 1; between < inner; ++between)
      if (dims[between].reduction)
        return false;
  if (dims[outer].reduction && outer > inner)
    return false;
  bool linear = true;
  forEachLinear([&](Linear &access) {
    linear &= access.strides[outer] == access.strides[inner] * dims[inner].extent;
  });
  return linear;
}

void Nest::simplify() {
  for (unsigned dim = dims.size(); dim-- > 0;)
    if (dims[dim].extent == 1 && !isBlocked(dim))
      erase(dim);
  for (unsigned inner = dims.size(); inner-- > 0;) {
    for (unsigned outer = dims.size(); outer-- > 0;) {
      if (outer == inner || !canMerge(outer, inner))
        continue;
      dims[inner].extent *= dims[outer].extent;
      erase(outer);
      // Start over: the merged loop may merge again.
      inner = dims.size();
      break;
    }
  }
}
