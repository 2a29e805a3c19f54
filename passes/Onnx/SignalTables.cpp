//===- SignalTables.cpp - HannWindow, HammingWindow, BlackmanWindow, MelWeightMatrix ===//
//
// Tables of signal processing: they depend on numbers that are constant, and so are constants.
//
//===----------------------------------------------------------------------===//

#include "passes/Onnx/DataType.h"
#include "passes/Onnx/Groups.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace sinter;

/// Larger tables than this are no window.
static constexpr int64_t kMost = int64_t(1) << 24;

/// Gives the node a table of `shape` with the element type that `output_datatype` names.
static LogicalResult replaceWithTable(NodeConversion &c, ArrayRef<int64_t> shape,
                                      ArrayRef<double> values) {
  int64_t dataType = c.intAttr("output_datatype", 1);
  std::optional<CastType> type = getDataType(c.b, dataType);
  if (!type || type->element.isInteger(1))
    return c.unsupported("data type " + Twine(dataType) + " is not supported");
  Value table = c.constantValue(
      DenseElementsAttr::get(RankedTensorType::get(shape, c.b.getF64Type()), values));
  return c.replace(castTensor(c, table, /*fromUnsigned=*/false, *type), type->isUnsigned);
}

/// A sum of cosines: term i has i periods within the window.
static LogicalResult makeWindow(NodeConversion &c, ArrayRef<double> terms) {
  std::optional<SmallVector<int64_t>> size = c.constantInts(0);
  if (!size || size->size() != 1)
    return c.unsupported("the size is not constant", "fold the input 'size' into an initializer");
  int64_t count = size->front();
  if (count < 0 || count > kMost)
    return c.unsupported("size " + Twine(count) + " is not possible");
  double period = c.intAttr("periodic", 1) ? count : std::max<int64_t>(count - 1, 1);
  SmallVector<double> values;
  for (int64_t i = 0; i < count; ++i) {
    double sum = 0;
    for (auto [k, term] : llvm::enumerate(terms))
      sum += term * std::cos(2 * llvm::numbers::pi * k * i / period);
    values.push_back(sum);
  }
  return replaceWithTable(c, count, values);
}

static LogicalResult convertHannWindow(NodeConversion &c) { return makeWindow(c, {0.5, -0.5}); }

static LogicalResult convertHammingWindow(NodeConversion &c) {
  return makeWindow(c, {25.0 / 46, -21.0 / 46});
}

static LogicalResult convertBlackmanWindow(NodeConversion &c) {
  return makeWindow(c, {0.42, -0.5, 0.08});
}

/// Triangles that are equally wide on the mel scale, one per column; rows are frequencies.
static LogicalResult convertMelWeightMatrix(NodeConversion &c) {
  SmallVector<int64_t> integers;
  for (unsigned i : {0, 1, 2}) {
    std::optional<SmallVector<int64_t>> value = c.constantInts(i);
    if (!value || value->size() != 1)
      return c.unsupported("input " + Twine(i) + " is not one constant number");
    integers.push_back(value->front());
  }
  std::optional<double> low = c.constantFloat(3), high = c.constantFloat(4);
  int64_t bands = integers[0], length = integers[1], rate = integers[2];
  if (!low || !high)
    return c.unsupported("the edges in hertz are not constant numbers");
  int64_t rows = length / 2 + 1;
  if (bands < 1 || length < 1 || rate < 1 || bands > kMost || length > kMost ||
      bands * rows > kMost || !(*low >= 0 && *low <= *high && *high <= rate))
    return c.unsupported("there is no such matrix of " + Twine(bands) + " bands");

  auto toMel = [](double hertz) { return 2595 * std::log10(1 + hertz / 700); };
  double first = toMel(*low), step = (toMel(*high) - first) / (bands + 2);
  SmallVector<int64_t> corners;
  for (int64_t i = 0; i < bands + 2; ++i) {
    double hertz = 700 * (std::pow(10, (first + i * step) / 2595) - 1);
    corners.push_back(std::clamp<int64_t>(std::floor((length + 1) * hertz / rate), 0, rows - 1));
  }
  SmallVector<double> values(rows * bands, 0);
  for (int64_t band = 0; band < bands; ++band) {
    int64_t from = corners[band], top = corners[band + 1], to = corners[band + 2];
    values[top * bands + band] = 1;
    for (int64_t row = from; row < top; ++row)
      values[row * bands + band] = double(row - from) / (top - from);
    for (int64_t row = top; row < to; ++row)
      values[row * bands + band] = double(to - row) / (to - top);
  }
  return replaceWithTable(c, {rows, bands}, values);
}

void sinter::populateSignalTableConverters(ConverterTable &table) {
  table.add("HannWindow", 17, convertHannWindow);
  table.add("HammingWindow", 17, convertHammingWindow);
  table.add("BlackmanWindow", 17, convertBlackmanWindow);
  table.add("MelWeightMatrix", 17, convertMelWeightMatrix, 5);
}
