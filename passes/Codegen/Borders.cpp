//===- Borders.cpp - Fills around what a root writes ----------------------===//

#include "passes/Codegen/Borders.h"

#include "dialects/Exec/IR/SizeDivision.h"

using namespace mlir;
using namespace sinter::codegen;

static MemRefType getBufferType(const Operand &operand) {
  return cast<MemRefType>(operand.value.getType());
}

/// Elements of the last dimension of the buffer behind `operand`; 1 if there is none.
static int64_t countChannels(const Operand &operand) {
  MemRefType type = getBufferType(operand);
  return type.getRank() > 1 ? type.getShape().back() : 1;
}

/// Returns true if `nest` writes constants to one buffer.
static bool isFill(const Nest &nest) {
  return nest.stages.size() == 1 && !nest.hasReduction() && nest.root().outputs.size() == 1 &&
         llvm::none_of(nest.root().inputs,
                       [](const Operand &input) { return input.kind == Operand::Memory; });
}

void sinter::codegen::exposeChannels(MutableArrayRef<Nest> nests) {
  for (Nest &nest : nests) {
    const Operand &output = nest.root().outputs.front();
    int64_t channels = countChannels(output);
    bool isBorder = isFill(nest) && channels > 1 && llvm::any_of(nests, [&](Nest &other) {
                      return !isFill(other) && other.root().outputs.front().value == output.value;
                    });
    for (unsigned dim = 0; isBorder && dim < nest.dims.size(); ++dim)
      if (output.at.strides[dim] == 1 && nest.dims[dim].extent > channels &&
          sinter::exec::isMultiple(nest.symbols, nest.dims[dim].extent, channels)) {
        nest.split(dim, channels);
        break;
      }
  }
}

bool sinter::codegen::runsOverChannels(const Nest &nest, unsigned dim) {
  const Operand &output = nest.root().outputs.front();
  return output.at.strides[dim] * nest.dims[dim].extent <= countChannels(output);
}

double sinter::codegen::getPosition(const Nest &nest) {
  const Operand &output = nest.root().outputs.front();
  double elements = getBufferType(output).getNumElements();
  return elements > 0 ? output.at.offset / elements : 0;
}
