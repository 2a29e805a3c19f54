//===- SymbolicDims.cpp - Dimensions that calls decide --------------------===//

#include "dialects/Exec/IR/SymbolicDims.h"

#include "dialects/Exec/IR/ExecDialect.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/raw_ostream.h"
#include <numeric>

using namespace mlir;
using namespace sinter::exec;

/// What a model may add to a dim and still have a size of its own: a class token, a past token,
/// the padding of a window. Beside a multiple of a dim's units, where there are many numbers to
/// tell from others, it is less.
constexpr int64_t kMostAddend = 4, kMostAddendOfUnits = 3;

/// Strides and blocks that divide dims, and what they leave out at the border. Of small witnesses
/// further fractions would be like other numbers.
constexpr int64_t kMostDivisor = 16, kMostDivisorOfSmall = 4, kMostBorder = 3;
constexpr int64_t kLargeWitness = 35000;

/// Primes like those that stand for dims of inputs.
constexpr int64_t kComputedWitnesses[SymbolicDims::kMostComputed] = {
    36587, 37159, 38561, 40213, 41047, 47207, 49523, 51631,
    52553, 55399, 57259, 58337, 58921, 59557, 60107, 60661};

bool SymbolicDim::forEachTerm(llvm::function_ref<bool(int64_t, int64_t)> visit) const {
  if (!visit(1, 0))
    return false;
  int64_t most = step == 1 ? kMostAddend : kMostAddendOfUnits;
  for (int64_t multiple = 1; multiple <= step; ++multiple) {
    if (step % multiple != 0)
      continue;
    for (int64_t distance = 1; distance <= most; ++distance)
      if (std::gcd(multiple, distance) == 1 &&
          (!visit(multiple, distance) || !visit(multiple, -distance)))
        return false;
  }
  return true;
}

bool SymbolicDim::forEachFraction(llvm::function_ref<bool(int64_t)> visit) const {
  int64_t most = witness > kLargeWitness ? kMostDivisor : kMostDivisorOfSmall;
  for (int64_t divisor = 2; divisor <= most; ++divisor)
    for (int64_t border = -kMostBorder; border <= kMostBorder; ++border)
      if (!visit(witness / divisor + border))
        return false;
  return true;
}

int64_t SymbolicDims::getComputedWitness(size_t index) { return kComputedWitnesses[index]; }

/// Returns the list that holds for `op`: that of its function, if it has one, or of its module.
static ArrayAttr findAttr(Operation *op) {
  for (; op; op = op->getParentOp())
    if (isa<ModuleOp, FunctionOpInterface>(op))
      if (auto attribute = op->getAttrOfType<ArrayAttr>(kDims))
        return attribute;
  return {};
}

SymbolicDims SymbolicDims::get(Operation *op) {
  SymbolicDims result;
  ArrayAttr attribute = findAttr(op);
  if (!attribute)
    return result;
  for (auto dim : attribute.getAsRange<DictionaryAttr>()) {
    auto step = dim.getAs<IntegerAttr>("step");
    result.dims.push_back({dim.getAs<StringAttr>("name").str(),
                           dim.getAs<IntegerAttr>("witness").getInt(),
                           dim.getAs<IntegerAttr>("min").getInt(),
                           dim.getAs<IntegerAttr>("max").getInt(), step ? step.getInt() : 1});
    if (auto bound = dim.getAs<DenseI64ArrayAttr>("bound"))
      result.dims.back().bound = SmallVector<int64_t, 1>(bound.asArrayRef());
  }
  return result;
}

ArrayAttr SymbolicDims::toAttr(Builder &b) const {
  SmallVector<Attribute> entries;
  for (const SymbolicDim &dim : dims) {
    SmallVector<NamedAttribute> entry = {
        b.getNamedAttr("name", b.getStringAttr(dim.name)),
        b.getNamedAttr("witness", b.getI64IntegerAttr(dim.witness)),
        b.getNamedAttr("min", b.getI64IntegerAttr(dim.min)),
        b.getNamedAttr("max", b.getI64IntegerAttr(dim.max))};
    if (dim.step != 1)
      entry.push_back(b.getNamedAttr("step", b.getI64IntegerAttr(dim.step)));
    if (dim.isComputed())
      entry.push_back(b.getNamedAttr("bound", b.getDenseI64ArrayAttr(dim.bound)));
    entries.push_back(b.getDictionaryAttr(entry));
  }
  return b.getArrayAttr(entries);
}

std::optional<SizeProduct> SymbolicDims::decode(int64_t size) const {
  SizeProduct product;
  if (dims.empty() || size == 0)
    return std::nullopt;
  for (unsigned index = 0; index < dims.size(); ++index)
    dims[index].forEachTerm([&](int64_t multiple, int64_t addend) {
      int64_t number = multiple * dims[index].witness + addend;
      while (size % number == 0) {
        size /= number;
        product.terms.push_back({index, multiple, addend});
      }
      return true;
    });
  if (product.terms.empty())
    return std::nullopt;
  product.factor = size;
  return product;
}

int64_t SymbolicDims::evaluate(int64_t size, int64_t more) const {
  std::optional<SizeProduct> product = decode(size);
  if (!product)
    return size;
  int64_t result = product->factor;
  for (const SizeTerm &term : product->terms)
    result *= term.multiple * (dims[term.dim].witness + more) + term.addend;
  return result;
}

bool SymbolicDims::isSymbolic(ArrayRef<int64_t> sizes) const {
  return !empty() && llvm::any_of(sizes, [&](int64_t size) { return isSymbolic(size); });
}

bool SymbolicDims::isSymbolic(Type type) const {
  auto shaped = dyn_cast<ShapedType>(type);
  return shaped && shaped.hasRank() && isSymbolic(shaped.getShape());
}

bool SymbolicDims::isComputed(int64_t size) const {
  std::optional<SizeProduct> product = decode(size);
  return product &&
         llvm::any_of(product->terms, [&](auto &term) { return dims[term.dim].isComputed(); });
}

bool SymbolicDims::isComputed(ArrayRef<int64_t> sizes) const {
  return llvm::any_of(sizes, [&](int64_t size) { return isComputed(size); });
}

bool SymbolicDims::hasComputed() const {
  return llvm::any_of(dims, [](const SymbolicDim &dim) { return dim.isComputed(); });
}

SmallVector<int64_t> SymbolicDims::findComputed(Operation *op) const {
  SmallVector<int64_t> found;
  if (!hasComputed())
    return found;
  auto note = [&](int64_t size) {
    if (std::optional<SizeProduct> product = decode(size))
      for (const SizeTerm &term : product->terms)
        if (dims[term.dim].isComputed() && !llvm::is_contained(found, int64_t(term.dim)))
          found.push_back(term.dim);
  };
  auto noteType = [&](Type type) {
    if (auto shaped = dyn_cast<ShapedType>(type); shaped && shaped.hasRank())
      llvm::for_each(shaped.getShape(), note);
  };
  op->walk([&](Operation *nested) {
    if (auto size = dyn_cast<SizeOp>(nested))
      note(size.getValue());
    llvm::for_each(nested->getOperandTypes(), noteType);
    llvm::for_each(nested->getResultTypes(), noteType);
  });
  llvm::sort(found);
  return found;
}

const SymbolicDim *SymbolicDims::findFraction(int64_t size) const {
  for (const SymbolicDim &dim : dims)
    if (!dim.forEachFraction([&](int64_t fraction) { return fraction != size; }))
      return &dim;
  return nullptr;
}

/// Writes `term`; takes from `factor` what a dim in units has in common with it.
static void print(raw_ostream &os, const SymbolicDim &dim, SizeTerm term, int64_t &factor) {
  int64_t part = dim.step / term.multiple;
  if (term.addend) {
    os << '(' << dim.name;
    if (part != 1)
      os << '/' << part;
    os << (term.addend > 0 ? "+" : "") << term.addend << ')';
    return;
  }
  int64_t common = std::gcd(part, factor);
  factor /= common;
  os << dim.name;
  if (part != common)
    os << '/' << part / common;
}

std::string SymbolicDims::print(int64_t size) const {
  std::optional<SizeProduct> product = decode(size);
  if (!product)
    return std::to_string(size);
  std::string text;
  llvm::raw_string_ostream os(text);
  int64_t factor = product->factor;
  llvm::interleave(
      product->terms, os, [&](const SizeTerm &term) { ::print(os, dims[term.dim], term, factor); },
      "*");
  return factor == 1 ? text : std::to_string(factor) + "*" + text;
}

std::string SymbolicDims::print(ArrayRef<int64_t> shape) const {
  std::string text;
  llvm::raw_string_ostream os(text);
  llvm::interleave(shape, os, [&](int64_t dim) { os << print(dim); }, "x");
  return text;
}
