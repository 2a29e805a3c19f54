//===- ConvTranspose.cpp - ConvTranspose ----------------------------------===//
//
// A transposed convolution is a convolution of stride 1 whose input has stride-1
// zeros between its elements, with the window turned around.
//
//===----------------------------------------------------------------------===//

#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"
#include "passes/Onnx/Convolution.h"
#include "passes/Onnx/Groups.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tensor/HostTensor.h"

using namespace mlir;
using namespace sinter;

namespace {

/// Where the output lies relative to everything the input reaches; one entry per
/// spatial dimension.
struct Placement {
  SmallVector<int64_t> strides, dilations, kernel;
  /// Elements cut off at both ends; a negative end is filled with the bias.
  SmallVector<int64_t> cutLow, cutHigh;
  SmallVector<int64_t> output;

  int64_t reach(size_t i) const { return dilations[i] * (kernel[i] - 1) + 1; }
};

} // namespace

/// Cuts dimension `i` so that `size` elements are left of the full result.
static void cutTo(Placement &place, size_t i, int64_t full, int64_t size, bool moreAtEnd) {
  int64_t total = full - size;
  place.output[i] = size;
  place.cutLow[i] = total < 0 ? 0 : moreAtEnd ? total / 2 : total - total / 2;
  place.cutHigh[i] = total - place.cutLow[i];
}

static FailureOr<Placement> readPlacement(NodeConversion &c) {
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
  Placement place{*strides, *dilations, SmallVector<int64_t>(c.shape(1).drop_front(2)),
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

//===----------------------------------------------------------------------===//
// Input
//===----------------------------------------------------------------------===//

/// Puts stride-1 zeros behind each element of the spatial dims: channels-last.
static Value spread(NodeConversion &c, Value input, ArrayRef<int64_t> strides) {
  if (llvm::all_of(strides, [](int64_t stride) { return stride == 1; }))
    return input;
  ArrayRef<int64_t> shape = shapeOf(input);
  SmallVector<int64_t> single = {shape.front()}, high = {0}, merged = {shape.front()};
  for (auto [size, stride] : llvm::zip(shape.drop_front().drop_back(), strides)) {
    single.append({size, 1});
    high.append({0, stride - 1});
    merged.push_back(size * stride);
  }
  single.push_back(shape.back());
  high.push_back(0);
  merged.push_back(shape.back());
  SmallVector<int64_t> low(high.size(), 0);
  return c.reshape(c.pad(c.reshape(input, single), low, high, 0), merged);
}

/// Gives the spatial dims of a channels-last tensor more elements (zeros) at both
/// ends, or fewer where the amount is negative. Padding goes first: an end may be
/// cut by more than the tensor has.
static Value padOrCrop(NodeConversion &c, Value input, ArrayRef<int64_t> low,
                       ArrayRef<int64_t> high) {
  SmallVector<int64_t> sizes(shapeOf(input)), offsets(sizes.size(), 0), strides(sizes.size(), 1);
  SmallVector<int64_t> padLow(sizes.size(), 0), padHigh(sizes.size(), 0);
  for (size_t i = 0; i < low.size(); ++i) {
    sizes[i + 1] += low[i] + high[i];
    offsets[i + 1] = std::max<int64_t>(-low[i], 0);
    padLow[i + 1] = std::max<int64_t>(low[i], 0);
    padHigh[i + 1] = std::max<int64_t>(high[i], 0);
  }
  Value padded = c.pad(input, padLow, padHigh, 0);
  if (shapeOf(padded) == ArrayRef<int64_t>(sizes))
    return padded;
  MLIRContext *context = c.b.getContext();
  return tensor::ExtractSliceOp::create(c.b, padded, getAsIndexOpFoldResult(context, offsets),
                                        getAsIndexOpFoldResult(context, sizes),
                                        getAsIndexOpFoldResult(context, strides));
}

//===----------------------------------------------------------------------===//
// Weights
//===----------------------------------------------------------------------===//

/// Reverses the dims from `first` on; a constant at compile time.
static Value reverse(NodeConversion &c, Value tensor, int64_t first) {
  SmallVector<int64_t> shape(shapeOf(tensor));
  int64_t count = productOf(ArrayRef(shape).drop_front(first));
  ElementsAttr elements;
  std::optional<HostTensor> constant;
  if (matchPattern(tensor, m_Constant(&elements)))
    constant = HostTensor::from(elements);
  if (count == 1 || (constant && constant->isSplat()))
    return tensor;
  if (constant) {
    // Turning all trailing dims around is reversing their elements.
    HostTensor turned = HostTensor::zeros(constant->getType());
    size_t size = constant->elementSize();
    for (int64_t i = 0, e = constant->size(); i < e; ++i) {
      int64_t row = i / count, from = row * count + (count - 1 - i % count);
      std::memcpy(turned.data() + i * size, constant->bytes().data() + from * size, size);
    }
    return c.constantValue(turned.toAttr());
  }
  SmallVector<AffineExpr> read;
  for (int64_t i = 0, e = shape.size(); i < e; ++i) {
    AffineExpr dim = c.b.getAffineDimExpr(i);
    read.push_back(i < first ? dim : shape[i] - 1 - dim);
  }
  return pointwise(c, shape, tensor, AffineMap::get(shape.size(), 0, read, c.b.getContext()),
                   elementOf(tensor), [](ImplicitLocOpBuilder &, ValueRange s) { return s[0]; });
}

/// From [IC, OC / groups, kernel...] to the turned [OC, IC / groups, kernel...].
static Value turnWeights(NodeConversion &c, Value weights, int64_t groups) {
  ArrayRef<int64_t> shape = shapeOf(weights), kernel = shape.drop_front(2);
  int64_t groupInputs = shape[0] / groups, groupFilters = shape[1];
  SmallVector<int64_t> split = {groups, groupInputs, groupFilters}, permutation = {0, 2, 1};
  SmallVector<int64_t> joined = {groups * groupFilters, groupInputs};
  llvm::append_range(split, kernel);
  llvm::append_range(joined, kernel);
  llvm::append_range(permutation, llvm::seq<int64_t>(3, split.size()));
  return reverse(c, c.reshape(c.transpose(c.reshape(weights, split), permutation), joined), 2);
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
  FailureOr<Placement> place = readPlacement(c);
  if (failed(place))
    return failure();
  size_t rank = place->output.size();
  int64_t groups = c.intAttr("group", 1);

  bool is1D = rank == 1;
  Value input = is1D ? insertUnitHeight(c, c.input(0)) : Value(c.input(0));
  Value weights = is1D ? insertUnitHeight(c, c.input(1)) : Value(c.input(1));
  SmallVector<int64_t> low, high;
  Window window;
  for (size_t i = 0; i < rank; ++i) {
    // The spread input ends with stride-1 zeros that no window needs.
    low.push_back(place->reach(i) - 1 - place->cutLow[i]);
    high.push_back(place->reach(i) - 1 - place->cutHigh[i] - (place->strides[i] - 1));
    window.input.push_back(place->output[i] + place->reach(i) - 1);
  }
  window.kernel = place->kernel;
  window.dilations = place->dilations;
  window.output = place->output;
  window.strides.assign(rank, 1);
  for (auto *pads : {&window.padLow, &window.padHigh, &window.reachHigh})
    pads->assign(rank, 0);
  if (is1D) {
    window.prependUnit();
    low.insert(low.begin(), 0);
    high.insert(high.begin(), 0);
    place->strides.insert(place->strides.begin(), 1);
  }
  Value prepared = padOrCrop(c, spread(c, toChannelsLast(c, input), place->strides), low, high);
  Value result = toChannelsFirst(
      c, convolve(c, {prepared, turnWeights(c, weights, groups), groups, window},
                  [&](Value sum, ArrayRef<int64_t> filters) {
                    return addBias(c, sum, c.input(2), filters, elementOf(prepared));
                  }));
  return c.replace(is1D ? dropUnitHeight(c, result) : result);
}

void sinter::populateConvTransposeConverters(ConverterTable &table) {
  table.add("ConvTranspose", 1, convertConvTranspose);
}
