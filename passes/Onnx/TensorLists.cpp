//===- TensorLists.cpp - Sequences and optional values --------------------===//
//
// Sequences exist while compiling only: their length is known, and so is the place of each tensor
// that is taken. Sequence.cpp has ReverseSequence, which is about tensors.
//
//===----------------------------------------------------------------------===//

#include "passes/Onnx/Conversion.h"
#include "passes/Tensor/Generics.h"

using namespace mlir;
using namespace sinter;

/// Declines the node unless input `i` is a sequence.
static const SmallVector<Value> *readSequence(NodeConversion &c, unsigned i) {
  const SmallVector<Value> *tensors = c.sequence(i);
  if (!tensors)
    (void)c.unsupported("input " + Twine(i) + " is no sequence that is known when compiling");
  return tensors;
}

/// Returns the place that input `i` says, from the end when negative; `otherwise` without it. At
/// most `last`.
static std::optional<int64_t> readPlace(NodeConversion &c, unsigned i, int64_t otherwise,
                                        int64_t size, int64_t last) {
  bool isGiven = i < c.numInputs() && !isa<NoneType>(c.node.getInputs()[i].getType());
  if (!isGiven)
    return otherwise;
  std::optional<SmallVector<int64_t>> given = c.constantInts(i);
  if (!given || given->size() != 1) {
    (void)c.unsupported("the position is not one constant number",
                        "fold the input 'position' into an initializer");
    return std::nullopt;
  }
  int64_t place = given->front() < 0 ? given->front() + size : given->front();
  if (place >= 0 && place <= last)
    return place;
  (void)c.unsupported("position " + Twine(given->front()) + " is not in a sequence of " +
                      Twine(size) + " tensors");
  return std::nullopt;
}

static LogicalResult convertConstruct(NodeConversion &c) {
  SmallVector<Value> tensors;
  for (unsigned i = 0; i < c.numInputs(); ++i) {
    if (!c.input(i))
      return c.unsupported("input " + Twine(i) + " is missing or no tensor");
    tensors.push_back(c.input(i));
  }
  c.setSequence(0, tensors);
  return success();
}

static LogicalResult convertEmpty(NodeConversion &c) {
  c.setSequence(0, {});
  return success();
}

static LogicalResult convertAt(NodeConversion &c) {
  const SmallVector<Value> *tensors = readSequence(c, 0);
  if (!tensors)
    return failure();
  int64_t size = tensors->size();
  std::optional<int64_t> place = readPlace(c, 1, -1, size, size - 1);
  return place ? c.forward((*tensors)[*place]) : failure();
}

static LogicalResult convertInsert(NodeConversion &c) {
  const SmallVector<Value> *tensors = readSequence(c, 0);
  if (!tensors)
    return failure();
  if (!c.input(1))
    return c.unsupported("input 1 is no tensor");
  int64_t size = tensors->size();
  std::optional<int64_t> place = readPlace(c, 2, size, size, size);
  if (!place)
    return failure();
  SmallVector<Value> longer(*tensors);
  longer.insert(longer.begin() + *place, c.input(1));
  c.setSequence(0, longer);
  return success();
}

static LogicalResult convertErase(NodeConversion &c) {
  const SmallVector<Value> *tensors = readSequence(c, 0);
  if (!tensors)
    return failure();
  int64_t size = tensors->size();
  std::optional<int64_t> place = readPlace(c, 1, size - 1, size, size - 1);
  if (!place || *place < 0)
    return c.unsupported("there is nothing to erase in an empty sequence");
  SmallVector<Value> shorter(*tensors);
  shorter.erase(shorter.begin() + *place);
  c.setSequence(0, shorter);
  return success();
}

static LogicalResult convertLength(NodeConversion &c) {
  const SmallVector<Value> *tensors = readSequence(c, 0);
  if (!tensors)
    return failure();
  auto type = RankedTensorType::get({}, c.b.getI64Type());
  return c.replace(c.integers(type, int64_t(tensors->size())), /*isUnsigned=*/false);
}

/// Cuts a tensor along an axis into parts of given sizes, of one size, or of size 1.
static LogicalResult convertSplitToSequence(NodeConversion &c) {
  SmallVector<int64_t> shape(c.shape(0)), starts(shape.size(), 0);
  std::optional<int64_t> axis = c.axis(c.intAttr("axis", 0), shape.size());
  if (!axis)
    return failure();
  int64_t size = shape[*axis];
  SmallVector<int64_t> parts(size, 1);
  bool hasSizes = c.numInputs() > 1 && c.input(1);
  if (hasSizes) {
    std::optional<SmallVector<int64_t>> given = c.constantInts(1);
    if (!given)
      return c.unsupported("the sizes of the parts are not constant",
                           "fold the input 'split' into an initializer");
    parts = *given;
    if (c.shape(1).empty()) {
      int64_t part = given->front();
      if (part < 1)
        return c.unsupported("parts of " + Twine(part) + " elements are not possible");
      parts.assign(size / part, part);
      if (size % part)
        parts.push_back(size % part);
    }
  }
  int64_t sum = 0;
  for (int64_t part : parts)
    sum = part < 0 || part > size ? size + 1 : std::min(sum + part, size + 1);
  if (sum != size)
    return c.unsupported("the sizes of the parts do not add up to the axis of size " + Twine(size));
  bool dropsAxis = !hasSizes && c.intAttr("keepdims", 1) == 0;
  SmallVector<Value> tensors;
  for (int64_t part : parts) {
    SmallVector<int64_t> sizes = shape;
    sizes[*axis] = part;
    Value cut = c.slice(c.input(0), starts, sizes);
    if (dropsAxis) {
      sizes.erase(sizes.begin() + *axis);
      cut = c.reshape(cut, sizes);
    }
    if (c.isUnsigned(0))
      c.setUnsigned(cut);
    tensors.push_back(cut);
    starts[*axis] += part;
  }
  c.setSequence(0, tensors);
  return success();
}

/// Joins tensors along an axis that they have, or a new one.
static LogicalResult convertConcatFromSequence(NodeConversion &c) {
  const SmallVector<Value> *given = readSequence(c, 0);
  if (!given)
    return failure();
  if (given->empty())
    return c.unsupported("there is nothing to join in an empty sequence");
  SmallVector<Value> tensors(*given);
  bool isNew = c.intAttr("new_axis", 0) != 0;
  ArrayRef<int64_t> first = shapeOf(tensors.front());
  std::optional<int64_t> axis = c.axis(c.intAttr("axis", 0), first.size() + isNew);
  if (!axis)
    return failure();
  SmallVector<int64_t> result(first);
  int64_t length = 0;
  for (Value &tensor : tensors) {
    SmallVector<int64_t> shape(shapeOf(tensor));
    if (isNew)
      shape.insert(shape.begin() + *axis, 1);
    if (shape.size() != first.size() + isNew || elementOf(tensor) != elementOf(tensors.front()))
      return c.unsupported("the tensors of the sequence differ in rank or element type");
    length += shape[*axis];
    SmallVector<int64_t> others = shape;
    others[*axis] = 0;
    if (&tensor == tensors.begin())
      result = others;
    if (others != result)
      return c.unsupported("the tensors of the sequence differ in another dimension than " +
                           Twine(*axis));
    tensor = c.reshape(tensor, shape);
  }
  result[*axis] = length;
  if (failed(c.checkSize(result, elementOf(tensors.front()))))
    return failure();
  return c.replace(c.concat(tensors, *axis), c.isUnsignedValue(given->front()));
}

/// What has no value is known: an input that is left out.
static LogicalResult convertHasElement(NodeConversion &c) {
  bool has = c.numInputs() > 0 && (c.input(0) || c.sequence(0));
  auto type = RankedTensorType::get({}, c.b.getI1Type());
  return c.replace(c.constantValue(DenseElementsAttr::get(type, has)), /*isUnsigned=*/false);
}

/// Optional values are the values.
static LogicalResult convertToSame(NodeConversion &c) {
  if (const SmallVector<Value> *tensors = c.sequence(0)) {
    c.setSequence(0, SmallVector<Value>(*tensors));
    return success();
  }
  if (!c.input(0))
    return c.unsupported("the optional value is absent");
  return c.forward(Value(c.input(0)));
}

void sinter::populateTensorListConverters(ConverterTable &table) {
  table.add("SequenceConstruct", 11, convertConstruct, 0);
  table.add("SequenceEmpty", 11, convertEmpty, 0);
  table.add("SplitToSequence", 11, convertSplitToSequence);
  table.addOfSequences("SequenceAt", 11, convertAt, 2);
  table.addOfSequences("SequenceInsert", 11, convertInsert, 2);
  table.addOfSequences("SequenceErase", 11, convertErase);
  table.addOfSequences("SequenceLength", 11, convertLength);
  table.addOfSequences("ConcatFromSequence", 11, convertConcatFromSequence);
  table.addOfSequences("Optional", 15, convertToSame, 0);
  table.addOfSequences("OptionalGetElement", 15, convertToSame);
  table.addOfSequences("OptionalHasElement", 15, convertHasElement, 0);
}
