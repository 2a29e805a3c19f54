//===- TensorBuilder.cpp - Building blocks of ONNX conversions ------------===//

#include "passes/Tensor/TensorBuilder.h"

#include "dialects/Exec/IR/SymbolicDims.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StructuredOpsUtils.h"
#include "mlir/IR/Matchers.h"
#include "passes/Tensor/HostMovement.h"

using namespace mlir;

namespace sinter {

/// What 64 bits can count the bits of.
static constexpr int64_t kMaxSymbolicElements = int64_t(1) << 56;

/// Returns true if a tensor of `shape` has at most `most` elements.
static bool isWithin(ArrayRef<int64_t> shape, int64_t most) {
  for (int64_t dim : shape)
    if (dim != 0)
      most /= dim;
  return most > 0;
}

LogicalResult TensorBuilder::checkSize(ArrayRef<int64_t> shape, Type element) {
  if (tensorBytes(shape, element))
    return success();
  // Sizes that stand for those of calls are large; products of them are, too.
  if (exec::SymbolicDims::get(b.getInsertionBlock()->getParentOp()).isSymbolic(shape) &&
      isWithin(shape, kMaxSymbolicElements))
    return success();
  return unsupported("the result is too large");
}

std::optional<int64_t> TensorBuilder::axis(int64_t axis, int64_t rank) {
  if (axis >= -rank && axis < rank)
    return axis < 0 ? axis + rank : axis;
  (void)unsupported("axis " + Twine(axis) + " is out of range for a tensor of rank " + Twine(rank));
  return std::nullopt;
}

//===----------------------------------------------------------------------===//
// Constants
//===----------------------------------------------------------------------===//

static TypedAttr numberAttr(Type type, double value) {
  if (auto floatType = dyn_cast<FloatType>(type))
    return FloatAttr::get(floatType, value);
  return IntegerAttr::get(type,
                          APInt(type.getIntOrFloatBitWidth(), int64_t(value), /*isSigned=*/true,
                                /*implicitTrunc=*/true));
}

Value TensorBuilder::constantValue(ElementsAttr elements) {
  return arith::ConstantOp::create(b, cast<TypedAttr>(elements));
}

Value TensorBuilder::integers(RankedTensorType type, ArrayRef<int64_t> values) {
  HostTensor tensor = HostTensor::zeros(type);
  size_t size = tensor.elementSize();
  for (auto [i, value] : llvm::enumerate(values)) // Low bytes come first.
    for (size_t byte = 0; byte < size; ++byte)
      tensor.data()[i * size + byte] = char(uint64_t(value) >> (8 * byte));
  return constantValue(tensor.toAttr());
}

Value TensorBuilder::scalar(Type type, double value) {
  return arith::ConstantOp::create(b, numberAttr(type, value));
}

Value TensorBuilder::splat(RankedTensorType type, double value) {
  return constantValue(
      DenseElementsAttr::get(type, Attribute(numberAttr(type.getElementType(), value))));
}

Value TensorBuilder::empty(ArrayRef<int64_t> shape, Type element) {
  return tensor::EmptyOp::create(b, shape, element);
}

Value TensorBuilder::filled(ArrayRef<int64_t> shape, Type element, double value) {
  return linalg::FillOp::create(b, scalar(element, value), empty(shape, element)).getResult(0);
}

static std::optional<HostTensor> constantOf(Value value) {
  ElementsAttr elements;
  if (matchPattern(value, m_Constant(&elements)))
    return HostTensor::from(elements);
  return std::nullopt;
}

/// An elementwise linalg.generic over `shape`, which `inputs` broadcast to.
static Value broadcastGeneric(TensorBuilder &node, ValueRange inputs, ArrayRef<int64_t> shape,
                              Type element, TensorBuilder::BodyFn body) {
  ImplicitLocOpBuilder &b = node.b;
  int64_t rank = shape.size();
  SmallVector<Value> operands;
  SmallVector<AffineMap> maps;
  for (Value input : inputs) {
    ArrayRef<int64_t> dims = cast<RankedTensorType>(input.getType()).getShape();
    int64_t missing = rank - dims.size();
    SmallVector<int64_t> kept;
    SmallVector<AffineExpr> exprs;
    for (auto [i, dim] : llvm::enumerate(dims)) {
      if (dim == 1 && shape[missing + i] != 1)
        continue;
      kept.push_back(dim);
      exprs.push_back(b.getAffineDimExpr(missing + i));
    }
    operands.push_back(node.reshape(input, kept));
    maps.push_back(AffineMap::get(rank, 0, exprs, b.getContext()));
  }
  maps.push_back(b.getMultiDimIdentityMap(rank));
  Value init = node.empty(shape, element);
  SmallVector<utils::IteratorType> iterators(rank, utils::IteratorType::parallel);
  auto generic =
      linalg::GenericOp::create(b, init.getType(), operands, init, maps, iterators,
                                [&](OpBuilder &builder, Location loc, ValueRange args) {
                                  ImplicitLocOpBuilder inner(loc, builder);
                                  linalg::YieldOp::create(inner, body(inner, args.drop_back()));
                                });
  return generic.getResult(0);
}

//===----------------------------------------------------------------------===//
// Movement
//===----------------------------------------------------------------------===//

/// Groups the dimensions of two shapes into the shortest runs with equal
/// products; both shapes have the same, non-zero element count.
static void groupDims(ArrayRef<int64_t> from, ArrayRef<int64_t> to,
                      SmallVector<ReassociationIndices> &fromGroups,
                      SmallVector<ReassociationIndices> &toGroups, SmallVector<int64_t> &common) {
  size_t i = 0, j = 0;
  while (i < from.size() && j < to.size()) {
    ReassociationIndices &source = fromGroups.emplace_back(), &target = toGroups.emplace_back();
    int64_t sourceSize = from[i], targetSize = to[j];
    source.push_back(i++);
    target.push_back(j++);
    while (sourceSize != targetSize) {
      if (sourceSize < targetSize) {
        sourceSize *= from[i];
        source.push_back(i++);
      } else {
        targetSize *= to[j];
        target.push_back(j++);
      }
    }
    common.push_back(sourceSize);
  }
  // What is left are ones.
  for (; i < from.size(); ++i)
    fromGroups.back().push_back(i);
  for (; j < to.size(); ++j)
    toGroups.back().push_back(j);
}

Value TensorBuilder::reshape(Value tensor, ArrayRef<int64_t> shape) {
  // Of several reshapes in a row the last one counts.
  while (Operation *op = tensor.getDefiningOp()) {
    if (!isa<tensor::ExpandShapeOp, tensor::CollapseShapeOp>(op))
      break;
    tensor = op->getOperand(0);
  }
  auto type = cast<RankedTensorType>(tensor.getType());
  RankedTensorType target = type.clone(shape);
  if (type == target)
    return tensor;
  if (std::optional<HostTensor> constant = constantOf(tensor))
    return constantValue(constant->reshaped(shape).toAttr());
  if (target.getNumElements() == 0)
    return empty(shape, type.getElementType());

  SmallVector<ReassociationIndices> collapse, expand;
  SmallVector<int64_t> common;
  if (type.getRank() != 0 && target.getRank() != 0)
    groupDims(type.getShape(), shape, collapse, expand, common);
  if (int64_t(common.size()) != type.getRank())
    tensor = tensor::CollapseShapeOp::create(b, type.clone(common), tensor, collapse);
  if (int64_t(common.size()) != target.getRank())
    tensor = tensor::ExpandShapeOp::create(b, target, tensor, expand);
  return tensor;
}

Value TensorBuilder::transpose(Value tensor, ArrayRef<int64_t> permutation) {
  if (llvm::equal(permutation, llvm::seq<int64_t>(0, permutation.size())))
    return tensor;
  if (std::optional<HostTensor> constant = constantOf(tensor))
    return constantValue(transposed(*constant, permutation).toAttr());

  auto type = cast<RankedTensorType>(tensor.getType());
  SmallVector<int64_t> shape;
  for (int64_t dim : permutation)
    shape.push_back(type.getDimSize(dim));
  // Moving only unit dimensions moves no data.
  SmallVector<int64_t> moved;
  for (int64_t dim : permutation)
    if (type.getDimSize(dim) != 1)
      moved.push_back(dim);
  if (llvm::is_sorted(moved))
    return reshape(tensor, shape);
  Value init = empty(shape, type.getElementType());
  return linalg::TransposeOp::create(b, tensor, init, permutation).getResult()[0];
}

Value TensorBuilder::slice(Value tensor, ArrayRef<int64_t> starts, ArrayRef<int64_t> sizes) {
  return slice(tensor, starts, sizes, SmallVector<int64_t>(starts.size(), 1));
}

Value TensorBuilder::slice(Value tensor, ArrayRef<int64_t> starts, ArrayRef<int64_t> sizes,
                           ArrayRef<int64_t> steps) {
  auto type = cast<RankedTensorType>(tensor.getType());
  RankedTensorType target = type.clone(sizes);
  if (target.getNumElements() == 0)
    return empty(sizes, type.getElementType());
  SmallVector<int64_t> strides(steps);
  for (auto [stride, size] : llvm::zip(strides, sizes))
    stride = size == 1 ? 1 : stride; // A single element has no step.
  auto isOne = [](int64_t step) { return step == 1; };
  if (type == target && llvm::all_of(strides, isOne))
    return tensor;
  if (std::optional<HostTensor> constant = constantOf(tensor))
    return constantValue(sliced(*constant, starts, sizes, strides).toAttr());
  if (llvm::all_of(strides, [](int64_t step) { return step > 0; }))
    return tensor::ExtractSliceOp::create(b, tensor, getAsIndexOpFoldResult(b.getContext(), starts),
                                          getAsIndexOpFoldResult(b.getContext(), sizes),
                                          getAsIndexOpFoldResult(b.getContext(), strides));
  return indexed(tensor, sizes, [&](ImplicitLocOpBuilder &b, ValueRange at) {
    SmallVector<Value> from;
    for (auto [index, start, stride] : llvm::zip(at, starts, strides)) {
      Value step = arith::MulIOp::create(b, index, arith::ConstantIndexOp::create(b, stride));
      from.push_back(arith::AddIOp::create(b, step, arith::ConstantIndexOp::create(b, start)));
    }
    return from;
  });
}

/// Says whether joining the constants is worth their memory.
static bool canFold(ArrayRef<HostTensor> constants, int64_t axis) {
  SmallVector<int64_t> shape(constants.front().getShape());
  size_t bytes = 0;
  shape[axis] = 0;
  for (const HostTensor &constant : constants) {
    shape[axis] += constant.getShape()[axis];
    bytes += constant.bytes().size();
  }
  return isFoldable(shape, constants.front().getElementType(), bytes);
}

Value TensorBuilder::concat(ValueRange tensors, int64_t axis) {
  SmallVector<Value> parts;
  SmallVector<HostTensor> constants;
  for (Value tensor : tensors)
    if (cast<RankedTensorType>(tensor.getType()).getDimSize(axis) != 0)
      parts.push_back(tensor);
  if (parts.empty())
    return tensors.front();
  if (parts.size() == 1)
    return parts.front();
  for (Value tensor : parts)
    if (std::optional<HostTensor> constant = constantOf(tensor))
      constants.push_back(std::move(*constant));
  if (constants.size() == parts.size() && canFold(constants, axis))
    return constantValue(concatenated(constants, axis).toAttr());
  return tensor::ConcatOp::create(b, axis, parts);
}

Value TensorBuilder::broadcastTo(Value tensor, ArrayRef<int64_t> shape) {
  auto type = cast<RankedTensorType>(tensor.getType());
  if (type.getShape() == shape)
    return tensor;
  if (type.clone(shape).getNumElements() == type.getNumElements())
    return reshape(tensor, shape);
  std::optional<HostTensor> constant = constantOf(tensor);
  if (constant &&
      (constant->isSplat() || isFoldable(shape, type.getElementType(), constant->bytes().size())))
    return constantValue(broadcast(*constant, shape).toAttr());
  return broadcastGeneric(*this, {tensor}, shape, type.getElementType(),
                          [](ImplicitLocOpBuilder &, ValueRange args) { return args[0]; });
}

/// A dimension d that repeats becomes (repeat, d), which broadcasts.
Value TensorBuilder::tile(Value tensor, ArrayRef<int64_t> repeats) {
  SmallVector<int64_t> split, repeated, merged;
  for (auto [dim, repeat] :
       llvm::zip(cast<RankedTensorType>(tensor.getType()).getShape(), repeats)) {
    if (repeat != 1) {
      split.push_back(1);
      repeated.push_back(repeat);
    }
    split.push_back(dim);
    repeated.push_back(dim);
    merged.push_back(repeat * dim);
  }
  return reshape(broadcastTo(reshape(tensor, split), repeated), merged);
}

Value TensorBuilder::select(Value tensor, int64_t axis, ArrayRef<int64_t> indices) {
  auto type = cast<RankedTensorType>(tensor.getType());
  SmallVector<int64_t> starts(type.getRank(), 0), shape(type.getShape()), steps(type.getRank(), 1);
  shape[axis] = indices.size();
  std::optional<HostTensor> constant = constantOf(tensor);
  if (constant && isFoldable(shape, type.getElementType(), constant->bytes().size()))
    return constantValue(gathered(*constant, axis, indices, {int64_t(indices.size())}).toAttr());

  if (indices.empty())
    return empty(shape, type.getElementType());
  // Evenly spaced indices are a slice.
  int64_t step = indices.size() > 1 ? indices[1] - indices[0] : 1;
  bool even = step != 0;
  for (size_t i = 1; i < indices.size(); ++i)
    even &= indices[i] - indices[i - 1] == step;
  if (even) {
    starts[axis] = indices[0];
    steps[axis] = step;
    return slice(tensor, starts, shape, steps);
  }
  Value table = constantValue(DenseElementsAttr::get(
      RankedTensorType::get({int64_t(indices.size())}, b.getIndexType()), indices));
  return indexed(tensor, shape, [&](ImplicitLocOpBuilder &b, ValueRange at) {
    SmallVector<Value> from(at);
    from[axis] = tensor::ExtractOp::create(b, table, at[axis]);
    return from;
  });
}

Value TensorBuilder::indexed(Value source, ArrayRef<int64_t> shape, IndexFn index) {
  int64_t rank = shape.size();
  Value init = empty(shape, cast<RankedTensorType>(source.getType()).getElementType());
  SmallVector<utils::IteratorType> iterators(rank, utils::IteratorType::parallel);
  auto generic = linalg::GenericOp::create(
      b, init.getType(), ValueRange(), init, b.getMultiDimIdentityMap(rank), iterators,
      [&](OpBuilder &builder, Location loc, ValueRange) {
        ImplicitLocOpBuilder inner(loc, builder);
        SmallVector<Value> at;
        for (int64_t dim = 0; dim < rank; ++dim)
          at.push_back(linalg::IndexOp::create(inner, dim));
        Value element = tensor::ExtractOp::create(inner, source, index(inner, at));
        linalg::YieldOp::create(inner, element);
      });
  return generic.getResult(0);
}

Value TensorBuilder::pad(Value tensor, ArrayRef<int64_t> low, ArrayRef<int64_t> high,
                         double value) {
  auto isZero = [](int64_t amount) { return amount == 0; };
  if (llvm::all_of(low, isZero) && llvm::all_of(high, isZero))
    return tensor;
  auto type = cast<RankedTensorType>(tensor.getType());
  SmallVector<int64_t> shape(type.getShape());
  for (auto [dim, before, after] : llvm::zip(shape, low, high))
    dim += before + after;
  Value fill = scalar(type.getElementType(), value);
  return tensor::PadOp::create(b, type.clone(shape), tensor,
                               getAsIndexOpFoldResult(b.getContext(), low),
                               getAsIndexOpFoldResult(b.getContext(), high), fill);
}

//===----------------------------------------------------------------------===//
// Elementwise
//===----------------------------------------------------------------------===//

std::optional<SmallVector<int64_t>> broadcastShapes(ArrayRef<ArrayRef<int64_t>> shapes) {
  SmallVector<int64_t> result;
  for (ArrayRef<int64_t> shape : shapes) {
    if (shape.size() > result.size())
      result.insert(result.begin(), shape.size() - result.size(), 1);
    MutableArrayRef<int64_t> tail = MutableArrayRef<int64_t>(result).take_back(shape.size());
    for (auto [dim, other] : llvm::zip(tail, shape)) {
      if (dim != other && dim != 1 && other != 1)
        return std::nullopt;
      dim = dim == 1 ? other : dim;
    }
  }
  return result;
}

static std::string shapesText(ValueRange inputs) {
  std::string text;
  llvm::raw_string_ostream os(text);
  llvm::interleave(
      inputs, os,
      [&](Value input) {
        os << '[';
        llvm::interleave(cast<RankedTensorType>(input.getType()).getShape(), os, "x");
        os << ']';
      },
      " and ");
  return text;
}

FailureOr<Value> TensorBuilder::elementwise(ValueRange inputs, Type element, BodyFn body) {
  SmallVector<ArrayRef<int64_t>> shapes;
  for (Value input : inputs)
    shapes.push_back(cast<RankedTensorType>(input.getType()).getShape());
  std::optional<SmallVector<int64_t>> shape = broadcastShapes(shapes);
  if (!shape) {
    (void)unsupported("shapes " + shapesText(inputs) + " do not broadcast");
    return failure();
  }

  return broadcastGeneric(*this, inputs, *shape, element, body);
}

} // namespace sinter
