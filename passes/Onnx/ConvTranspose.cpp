//===- ConvTranspose.cpp - ConvTranspose ----------------------------------===//
//
// What is computed is told in passes/Tensor/TransposedConvolution.cpp.
//
//===----------------------------------------------------------------------===//

#include "passes/Onnx/Convolution.h"
#include "passes/Onnx/Groups.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tensor/TransposedConvolution.h"

using namespace mlir;
using namespace sinter;

/// Cuts dimension `i` so that `size` elements are left of the full result.
static void cutTo(TransposedWindow &place, size_t i, int64_t full, int64_t size, bool moreAtEnd) {
  int64_t total = full - size;
  place.output[i] = size;
  place.cutLow[i] = total < 0 ? 0 : moreAtEnd ? total / 2 : total - total / 2;
  place.cutHigh[i] = total - place.cutLow[i];
}

static FailureOr<TransposedWindow> readTransposedWindow(NodeConversion &c) {
  ArrayRef<int64_t> input = c.shape(0).drop_front(2);
  size_t rank = input.size();
  FailureOr<SmallVector<int64_t>> strides = readSizes(c, "strides", rank, 1, kMaxStep);
  FailureOr<SmallVector<int64_t>> dilations = readSizes(c, "dilations", rank, 1, kMaxStep);
  FailureOr<SmallVector<int64_t>> pads = readSizes(c, "pads", 2 * rank, 0, kMaxPad);
  FailureOr<SmallVector<int64_t>> extra = readSizes(c, "output_padding", rank, 0, kMaxPad);
  FailureOr<SmallVector<int64_t>> sizes = readSizes(c, "output_shape", rank, 0, kMaxStep);
  if (failed(strides) || failed(dilations) || failed(pads) || failed(extra) || failed(sizes))
    return failure();
  StringRef autoPad = c.stringAttr("auto_pad", "NOTSET");
  if (!isKnownAutoPad(autoPad))
    return c.unsupported("auto_pad '" + autoPad + "' is unknown",
                         "known: NOTSET, VALID, SAME_UPPER, SAME_LOWER");
  bool usesPads = autoPad == "NOTSET" || autoPad.empty();

  SmallVector<int64_t> zeros(rank, 0);
  TransposedWindow place{*strides, *dilations, SmallVector<int64_t>(c.shape(1).drop_front(2)),
                         zeros,    zeros,      zeros};
  for (size_t i = 0; i < rank; ++i) {
    int64_t full = (*strides)[i] * (input[i] - 1) + place.reach(i) + (*extra)[i];
    bool moreAtEnd = autoPad == "SAME_UPPER";
    if (c.hasAttr("output_shape")) {
      cutTo(place, i, full, (*sizes)[i], moreAtEnd);
    } else if (autoPad.starts_with("SAME")) {
      cutTo(place, i, full, input[i] * (*strides)[i], moreAtEnd);
    } else {
      place.cutLow[i] = usesPads ? (*pads)[i] : 0;
      place.cutHigh[i] = usesPads ? (*pads)[rank + i] : 0;
      place.output[i] = full - place.cutLow[i] - place.cutHigh[i];
    }
    place.cutHigh[i] -= (*extra)[i];
    if (place.output[i] < 1)
      return c.unsupported("padding leaves no output in spatial dimension " + Twine(i));
  }
  return place;
}

/// From [IC, OC / groups, kernel...] to [OC, IC / groups, kernel...].
static Value swapChannels(NodeConversion &c, Value weights, int64_t groups) {
  ArrayRef<int64_t> shape = shapeOf(weights), kernel = shape.drop_front(2);
  int64_t groupInputs = shape[0] / groups, groupFilters = shape[1];
  SmallVector<int64_t> split = {groups, groupInputs, groupFilters}, permutation = {0, 2, 1};
  SmallVector<int64_t> joined = {groups * groupFilters, groupInputs};
  llvm::append_range(split, kernel);
  llvm::append_range(joined, kernel);
  llvm::append_range(permutation, llvm::seq<int64_t>(3, split.size()));
  return c.reshape(c.transpose(c.reshape(weights, split), permutation), joined);
}

//===----------------------------------------------------------------------===//
// ConvTranspose
//===----------------------------------------------------------------------===//

static LogicalResult checkConvTranspose(NodeConversion &c) {
  if (c.numInputs() < 2 || !c.input(0) || !c.input(1))
    return c.unsupported("input and weights are required");
  ArrayRef<int64_t> input = c.shape(0), weights = c.shape(1);
  if (!isa<FloatType>(c.elementType(0)) || c.elementType(1) != c.elementType(0))
    return c.unsupported("element types of input and weights are not one float type");
  if (input.size() < 3 || input.size() > 5)
    return c.unsupported("input of rank " + Twine(input.size()) + " is not supported",
                         "supported: 3, 4, 5 (batch, channels and 1 to 3 spatial dimensions)");
  if (weights.size() != input.size() || weights[0] != input[1])
    return c.unsupported("weights of shape " + shapeText(weights) + " do not fit input " +
                         shapeText(input));
  if (productOf(weights) == 0 || productOf(input) == 0)
    return c.unsupported("empty tensors are not supported: input " + shapeText(input) +
                         ", weights " + shapeText(weights));
  int64_t groups = c.intAttr("group", 1);
  if (groups < 1 || weights[0] % groups != 0)
    return c.unsupported(Twine(weights[0]) + " channels do not divide into " + Twine(groups) +
                         " groups");
  std::optional<SmallVector<int64_t>> kernel = c.intsAttr("kernel_shape");
  if (kernel && !kernel->empty() && ArrayRef<int64_t>(*kernel) != weights.drop_front(2))
    return c.unsupported("kernel_shape " + shapeText(*kernel) + " differs from weights of shape " +
                         shapeText(weights));
  if (c.input(2) && (c.shape(2) != ArrayRef<int64_t>{weights[1] * groups} ||
                     c.elementType(2) != c.elementType(0)))
    return c.unsupported("bias of shape " + shapeText(c.shape(2)) + " does not fit " +
                         Twine(weights[1] * groups) + " filters");
  return success();
}

static LogicalResult convertConvTranspose(NodeConversion &c) {
  if (failed(checkConvTranspose(c)))
    return failure();
  FailureOr<TransposedWindow> place = readTransposedWindow(c);
  if (failed(place))
    return failure();
  size_t rank = place->output.size();
  int64_t groups = c.intAttr("group", 1);

  bool is1D = rank == 1;
  Value input = is1D ? insertUnitHeight(c, c.input(0)) : Value(c.input(0));
  Value weights = is1D ? insertUnitHeight(c, c.input(1)) : Value(c.input(1));
  if (is1D) {
    for (auto *sizes : {&place->strides, &place->dilations, &place->kernel, &place->output})
      sizes->insert(sizes->begin(), 1);
    for (auto *cuts : {&place->cutLow, &place->cutHigh})
      cuts->insert(cuts->begin(), 0);
  }
  Convolution convolution;
  convolution.input = toChannelsLast(c, input);
  convolution.weights = swapChannels(c, weights, groups);
  convolution.groups = groups;
  Value result = toChannelsFirst(
      c, convolveTransposed(c, convolution, *place, 0, [&](Value sum, ArrayRef<int64_t> filters) {
        return addBias(c, sum, c.input(2), filters, elementOf(input));
      }));
  return c.replace(is1D ? dropUnitHeight(c, result) : result);
}

void sinter::populateConvTransposeConverters(ConverterTable &table) {
  table.add("ConvTranspose", 1, convertConvTranspose);
}
