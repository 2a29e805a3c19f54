//===- LaneAccess.cpp - Vectors from memory that is not contiguous --------===//
//
// Strided and transposed reads as contiguous loads and shuffles in registers.
//
//===----------------------------------------------------------------------===//

#include "passes/Codegen/LaneAccess.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace sinter::codegen;

static VectorType getVectorType(Value buffer, int64_t width) {
  return VectorType::get({width}, cast<MemRefType>(buffer.getType()).getElementType());
}

Value sinter::codegen::loadShuffled(OpBuilder &builder, Location loc, Value buffer, IndexAt indexAt,
                                    int64_t stride, int64_t width) {
  VectorType type = getVectorType(buffer, width);
  int64_t step = std::abs(stride), span = (width - 1) * step + 1;
  int64_t first = stride < 0 ? -(span - 1) : 0, count = llvm::divideCeil(span, width);
  Value result;
  for (int64_t k = 0; k < count; ++k) {
    // The last vector ends where the span ends.
    int64_t start = k + 1 == count ? span - width : k * width;
    Value part = vector::LoadOp::create(builder, loc, type, buffer, indexAt(first + start));
    SmallVector<int64_t> lanes;
    for (int64_t lane = 0; lane < width; ++lane) {
      int64_t position = (stride < 0 ? width - 1 - lane : lane) * step;
      bool isHere = position >= k * width;
      lanes.push_back(isHere ? std::min(width - 1, std::max<int64_t>(0, position - start)) + width
                             : lane);
    }
    result = vector::ShuffleOp::create(builder, loc, result ? result : part, part, lanes);
  }
  return result;
}

Value sinter::codegen::loadGathered(OpBuilder &builder, Location loc, Value buffer, IndexAt indexAt,
                                    int64_t stride, int64_t width) {
  SmallVector<Value> elements;
  for (int64_t lane = 0; lane < width; ++lane)
    elements.push_back(memref::LoadOp::create(builder, loc, buffer, indexAt(lane * stride)));
  return vector::FromElementsOp::create(builder, loc, getVectorType(buffer, width), elements);
}

/// Transposes a square in place: blocks of growing size change sides.
static void transposeSquare(OpBuilder &builder, Location loc, MutableArrayRef<Value> rows) {
  int64_t size = rows.size();
  for (int64_t distance = 1; distance < size; distance *= 2) {
    SmallVector<int64_t> low, high;
    for (int64_t lane = 0; lane < size; ++lane) {
      bool second = lane & distance;
      low.push_back(second ? size + lane - distance : lane);
      high.push_back(second ? size + lane : lane + distance);
    }
    for (int64_t row = 0; row < size; ++row) {
      if (row & distance)
        continue;
      Value a = rows[row], b = rows[row + distance];
      rows[row] = vector::ShuffleOp::create(builder, loc, a, b, low);
      rows[row + distance] = vector::ShuffleOp::create(builder, loc, a, b, high);
    }
  }
}

/// Joins vectors end to end.
static Value concatenate(OpBuilder &builder, Location loc, ArrayRef<Value> parts) {
  SmallVector<Value> values(parts);
  while (values.size() > 1) {
    SmallVector<Value> joined;
    for (size_t i = 0; i + 1 < values.size(); i += 2) {
      int64_t lanes = 2 * cast<VectorType>(values[i].getType()).getNumElements();
      joined.push_back(vector::ShuffleOp::create(builder, loc, values[i], values[i + 1],
                                                 llvm::to_vector(llvm::seq<int64_t>(0, lanes))));
    }
    values = joined;
  }
  return values.front();
}

SmallVector<Value> sinter::codegen::loadTransposed(OpBuilder &builder, Location loc, Value buffer,
                                                   BlockIndexAt indexAt, int64_t stride,
                                                   int64_t width, int64_t height) {
  int64_t side = std::min(width, height);
  VectorType type = getVectorType(buffer, side);
  SmallVector<SmallVector<Value>> parts(height); // By column: its vectors of `side` lanes.
  for (int64_t top = 0; top < width; top += side) {
    for (int64_t left = 0; left < height; left += side) {
      SmallVector<Value> square;
      for (int64_t row = 0; row < side; ++row)
        square.push_back(vector::LoadOp::create(builder, loc, type, buffer,
                                                indexAt((top + row) * stride, left)));
      transposeSquare(builder, loc, square);
      for (int64_t column = 0; column < side; ++column)
        parts[left + column].push_back(square[column]);
    }
  }
  SmallVector<Value> columns;
  for (ArrayRef<Value> column : parts)
    columns.push_back(concatenate(builder, loc, column));
  return columns;
}
