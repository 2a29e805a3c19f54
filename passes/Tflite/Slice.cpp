//===- Slice.cpp - Operators that cut and replace parts -------------------===//
//
// SLICE, STRIDED_SLICE, DYNAMIC_UPDATE_SLICE. Where a part begins may be computed at run
// time; its size must be known then, and the part is kept inside of the tensor.
//
//===----------------------------------------------------------------------===//

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tensor/Scatter.h"
#include "passes/Tflite/Groups.h"
#include "passes/Tflite/Operands.h"

using namespace mlir;
using namespace sinter;

/// Element `k` of input `i` as an index from 0 to `last`; negative ones count from
/// `size` if that is given.
static Value startAt(TfliteConversion &c, ImplicitLocOpBuilder &b, unsigned i, int64_t k,
                     int64_t last, std::optional<int64_t> size = {}) {
  auto constant = [&](int64_t value) { return arith::ConstantIndexOp::create(b, value); };
  Value element = tensor::ExtractOp::create(b, c.input(i), ValueRange{constant(k)});
  Value start = arith::IndexCastOp::create(b, b.getIndexType(), element);
  if (size) {
    Value isNegative = arith::CmpIOp::create(b, arith::CmpIPredicate::slt, start, constant(0));
    Value fromEnd = arith::AddIOp::create(b, start, constant(*size));
    start = arith::SelectOp::create(b, isNegative, fromEnd, start);
  }
  start = arith::MaxSIOp::create(b, start, constant(0));
  return arith::MinSIOp::create(b, start, constant(last));
}

//===----------------------------------------------------------------------===//
// SLICE
//===----------------------------------------------------------------------===//

/// A size of -1 means all that is left.
static LogicalResult convertSlice(TfliteConversion &c) {
  ArrayRef<int64_t> dims = c.shape(0);
  FailureOr<SmallVector<int64_t>> sizes = knownInts(c, 2, "the size of the slice");
  if (failed(sizes))
    return failure();
  if (sizes->size() != dims.size() || productOf(c.shape(1)) != int64_t(dims.size()))
    return c.unsupported("there must be one begin and one size per dimension");
  std::optional<SmallVector<int64_t>> starts = c.constantInts(1);
  if (!starts && dims.empty())
    starts.emplace();
  for (auto [i, size, dim] : llvm::enumerate(*sizes, dims)) {
    if (size == -1 && starts)
      size = dim - (*starts)[i];
    else if (size == -1)
      return c.unsupported("the slice begins where run time tells and goes to the end",
                           "fix dynamic inputs with --input-shape so that it folds");
    if (size < 0 || size > dim || (starts && ((*starts)[i] < 0 || (*starts)[i] > dim - size)))
      return c.unsupported("the slice leaves dimension " + Twine(i) + " of " + Twine(dim) +
                           " elements");
  }
  if (starts)
    return c.replace(c.slice(c.input(0), *starts, *sizes));
  if (!isa<IntegerType>(c.element(1)))
    return c.unsupported("where the slice begins must be integers");
  if (llvm::is_contained(*sizes, 0))
    return c.replace(c.empty(*sizes, c.element(0)));
  return c.replace(c.indexed(c.input(0), *sizes, [&](ImplicitLocOpBuilder &b, ValueRange at) {
    SmallVector<Value> from;
    for (auto [i, index] : llvm::enumerate(at))
      from.push_back(arith::AddIOp::create(b, index, startAt(c, b, 1, i, dims[i] - (*sizes)[i])));
    return from;
  }));
}

//===----------------------------------------------------------------------===//
// STRIDED_SLICE
//===----------------------------------------------------------------------===//

namespace {

/// What happens to one dimension of the input.
struct Cut {
  int64_t size;          ///< Of the dimension.
  int64_t entry = -1;    ///< Where begin, end and strides are listed; -1 takes all.
  bool isShrunk = false; ///< One element is taken, and the dimension goes.
};

/// The masks and how they lay the entries over dimensions.
struct CutPlan {
  SmallVector<Cut> cuts;
  /// For each dimension of the result, the input's, or -1 for a new one.
  SmallVector<int64_t> results;
};

} // namespace

static FailureOr<CutPlan> planCuts(TfliteConversion &c, int64_t entries) {
  int64_t ellipsis = c.intOption("ellipsis_mask", 0), fresh = c.intOption("new_axis_mask", 0);
  int64_t shrink = c.intOption("shrink_axis_mask", 0);
  ArrayRef<int64_t> dims = c.shape(0);
  int64_t rank = dims.size(), named = 0;
  if (entries > 32)
    return c.unsupported("more than 32 dimensions are cut");
  bool hasEllipsis = false;
  for (int64_t i = 0; i < entries; ++i) {
    bool isEllipsis = ellipsis >> i & 1;
    if (isEllipsis && hasEllipsis)
      return c.unsupported("more than one ellipsis is given");
    hasEllipsis |= isEllipsis;
    named += !isEllipsis && !(fresh >> i & 1);
  }
  if (named > rank)
    return c.unsupported(Twine(named) + " dimensions are cut, but the input has " + Twine(rank));
  CutPlan plan;
  auto takeAll = [&](int64_t count) {
    for (int64_t i = 0; i < count; ++i) {
      plan.results.push_back(plan.cuts.size());
      plan.cuts.push_back({dims[plan.cuts.size()]});
    }
  };
  for (int64_t i = 0; i < entries; ++i) {
    if (ellipsis >> i & 1) {
      takeAll(rank - named);
    } else if (fresh >> i & 1) {
      plan.results.push_back(-1);
    } else {
      bool isShrunk = shrink >> i & 1;
      if (!isShrunk)
        plan.results.push_back(plan.cuts.size());
      plan.cuts.push_back({dims[plan.cuts.size()], i, isShrunk});
    }
  }
  takeAll(rank - plan.cuts.size());
  return plan;
}

/// The shape of the result, given how many elements of each dimension are taken.
static SmallVector<int64_t> resultShape(const CutPlan &plan, ArrayRef<int64_t> sizes) {
  SmallVector<int64_t> shape;
  for (int64_t dim : plan.results)
    shape.push_back(dim < 0 ? 1 : sizes[dim]);
  return shape;
}

/// Begin is computed at run time: the shape that the model tells must do.
static LogicalResult sliceFrom(TfliteConversion &c, const CutPlan &plan) {
  auto declared = dyn_cast<RankedTensorType>(c.node.getResult(0).getType());
  StringRef wayOut = "fix dynamic inputs with --input-shape so that it folds";
  FailureOr<SmallVector<int64_t>> strides = knownInts(c, 3, "the stride");
  if (failed(strides))
    return failure();
  if (!declared || !declared.hasStaticShape() ||
      declared.getRank() != int64_t(plan.results.size()) || !isa<IntegerType>(c.element(1)) ||
      c.boolOption("offset", false))
    return c.unsupported("where the slice begins is computed at run time, and its shape is not "
                         "known",
                         wayOut);
  int64_t wholes = c.intOption("begin_mask", 0);
  SmallVector<int64_t> sizes(plan.cuts.size(), 1);
  for (auto [dim, size] : llvm::zip_equal(plan.results, declared.getShape()))
    if (dim >= 0)
      sizes[dim] = size;
  for (auto [cut, size] : llvm::zip_equal(plan.cuts, sizes)) {
    int64_t step = cut.entry < 0 || cut.isShrunk ? 1 : (*strides)[cut.entry];
    if (step < 1 || size > cut.size || (size > 0 && (size - 1) > (cut.size - 1) / step))
      return c.unsupported("where the slice begins is computed at run time, and it does not fit",
                           wayOut);
  }
  if (llvm::is_contained(sizes, 0))
    return c.replace(c.empty(resultShape(plan, sizes), c.element(0)));
  Value result = c.indexed(c.input(0), sizes, [&](ImplicitLocOpBuilder &b, ValueRange at) {
    SmallVector<Value> from;
    for (auto [index, cut, size] : llvm::zip_equal(at, plan.cuts, sizes)) {
      from.push_back(index);
      if (cut.entry < 0)
        continue;
      int64_t step = cut.isShrunk ? 1 : (*strides)[cut.entry];
      if (step != 1)
        from.back() = arith::MulIOp::create(b, index, arith::ConstantIndexOp::create(b, step));
      if (!(wholes >> cut.entry & 1) || cut.isShrunk)
        from.back() = arith::AddIOp::create(
            b, from.back(),
            startAt(c, b, 1, cut.entry, cut.size - 1 - (size - 1) * step, cut.size));
    }
    return from;
  });
  return c.replace(c.reshape(result, resultShape(plan, sizes)));
}

static LogicalResult convertStridedSlice(TfliteConversion &c) {
  int64_t entries = productOf(c.shape(1));
  FailureOr<CutPlan> plan = planCuts(c, entries);
  if (failed(plan))
    return failure();
  if (productOf(c.shape(2)) != entries || productOf(c.shape(3)) != entries)
    return c.unsupported("begin, end and strides differ in length");
  if (entries > 0 && (!c.constantInts(1) || !c.constantInts(2)))
    return sliceFrom(c, *plan);
  FailureOr<SmallVector<int64_t>> begins = knownInts(c, 1, "where the slice begins"),
                                  ends = knownInts(c, 2, "where the slice ends"),
                                  strides = knownInts(c, 3, "the stride");
  if (failed(begins) || failed(ends) || failed(strides))
    return failure();
  int64_t firsts = c.intOption("begin_mask", 0), lasts = c.intOption("end_mask", 0);
  bool isOffset = c.boolOption("offset", false);

  SmallVector<int64_t> starts, sizes, steps;
  for (const Cut &cut : plan->cuts) {
    starts.push_back(0);
    sizes.push_back(cut.size);
    steps.push_back(1);
    if (cut.entry < 0)
      continue;
    int64_t step = (*strides)[cut.entry], size = cut.size;
    if (step == 0 || std::abs(step) > (int64_t(1) << 31))
      return c.unsupported("a stride of " + Twine(step) + " is not possible");
    int64_t lowest = step > 0 ? 0 : -1, highest = step > 0 ? size : size - 1;
    auto place = [&](int64_t given) {
      given = std::clamp<int64_t>(given, -(int64_t(1) << 48), int64_t(1) << 48);
      return std::clamp(given < 0 ? given + size : given, std::min(lowest, highest), highest);
    };
    bool isWhole = firsts >> cut.entry & 1;
    int64_t start = isWhole ? (step > 0 ? 0 : size - 1) : place((*begins)[cut.entry]);
    if (cut.isShrunk) {
      if (start < 0 || start >= size)
        return c.unsupported("index " + Twine((*begins)[cut.entry]) +
                             " is out of range for a dimension of " + Twine(size) + " elements");
      starts.back() = start;
      sizes.back() = 1;
      continue;
    }
    int64_t end = (*ends)[cut.entry] + (isOffset ? start : 0);
    end = lasts >> cut.entry & 1 ? (step > 0 ? size : -1) : place(end);
    int64_t distance = size == 0 ? 0 : (step > 0 ? end - start : start - end);
    sizes.back() = distance <= 0 ? 0 : (distance - 1) / std::abs(step) + 1;
    starts.back() = sizes.back() == 0 ? 0 : start;
    steps.back() = step;
  }
  Value result = c.slice(c.input(0), starts, sizes, steps);
  return c.replace(c.reshape(result, resultShape(*plan, sizes)));
}

//===----------------------------------------------------------------------===//
// DYNAMIC_UPDATE_SLICE
//===----------------------------------------------------------------------===//

static LogicalResult convertUpdateSlice(TfliteConversion &c) {
  ArrayRef<int64_t> dims = c.shape(0), sizes = c.shape(1);
  if (failed(checkSameElement(c, 0, 1)))
    return failure();
  if (dims.size() != sizes.size() || productOf(c.shape(2)) != int64_t(dims.size()) ||
      !isa<IntegerType>(c.element(2)))
    return c.unsupported("an update of shape " + shapeText(sizes) + " at " + shapeText(c.shape(2)) +
                         " indices does not fit into " + shapeText(dims));
  for (auto [dim, size] : llvm::zip_equal(dims, sizes))
    if (size > dim)
      return c.unsupported("an update of shape " + shapeText(sizes) + " is larger than " +
                           shapeText(dims));
  if (productOf(sizes) == 0)
    return c.replace(Value(c.input(0)));
  if (dims == sizes)
    return c.replace(Value(c.input(1)));
  SmallVector<OpFoldResult> starts;
  if (std::optional<SmallVector<int64_t>> known = c.constantInts(2)) {
    for (auto [start, dim, size] : llvm::zip_equal(*known, dims, sizes))
      starts.push_back(c.b.getIndexAttr(std::clamp<int64_t>(start, 0, dim - size)));
    return c.replace(insertBox(c, c.input(1), c.input(0), starts, sizes));
  }
  // One trip, so that what is computed from values stays with the update.
  return c.replace(loopOver(c, {1}, c.input(0), [&](ValueRange, Value tensor) -> Value {
    for (auto [i, dim] : llvm::enumerate(dims))
      starts.push_back(startAt(c, c.b, 2, i, dim - sizes[i]));
    return insertBox(c, c.input(1), tensor, starts, sizes);
  }));
}

void sinter::populateTfliteSlice(TfliteTable &table) {
  table.add("DYNAMIC_UPDATE_SLICE", convertUpdateSlice, 3);
  table.add("SLICE", convertSlice, 3);
  table.add("STRIDED_SLICE", convertStridedSlice, 4);
}
