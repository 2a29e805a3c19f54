//===- SymbolicDims.cpp - Dimensions that calls decide --------------------===//

#include "dialects/Exec/IR/SymbolicDims.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/BuiltinTypes.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace sinter::exec;

/// Primes whose neighbours up to kMostAddend have large prime factors, too: a product of usual
/// sizes is a multiple of none of them. They are small enough for products of three, in bits of
/// a tensor, and far enough apart that none is another one's multiple.
constexpr int64_t kWitnesses[SymbolicDims::kMost] = {48523, 39227, 53917, 44683,
                                                     50773, 36007, 42793, 46523};

/// What a model may add to a dim and still have a size of its own: a class token, a past token.
constexpr int64_t kMostAddend = 4;

/// Strides and blocks that divide dims, and what they leave out at the border.
constexpr int64_t kMostDivisor = 16, kMostBorder = 3;

int64_t SymbolicDims::getWitness(size_t index) { return kWitnesses[index]; }

SymbolicDims SymbolicDims::get(Operation *op) {
  auto module = dyn_cast<ModuleOp>(op);
  if (!module)
    module = op->getParentOfType<ModuleOp>();
  SymbolicDims result;
  auto attribute = module ? module->getAttrOfType<ArrayAttr>(kDims) : ArrayAttr();
  if (!attribute)
    return result;
  for (auto dim : attribute.getAsRange<DictionaryAttr>())
    result.dims.push_back(
        {dim.getAs<StringAttr>("name").str(), dim.getAs<IntegerAttr>("witness").getInt(),
         dim.getAs<IntegerAttr>("min").getInt(), dim.getAs<IntegerAttr>("max").getInt()});
  return result;
}

ArrayAttr SymbolicDims::toAttr(Builder &b) const {
  SmallVector<Attribute> entries;
  for (const SymbolicDim &dim : dims)
    entries.push_back(
        b.getDictionaryAttr({b.getNamedAttr("name", b.getStringAttr(dim.name)),
                             b.getNamedAttr("witness", b.getI64IntegerAttr(dim.witness)),
                             b.getNamedAttr("min", b.getI64IntegerAttr(dim.min)),
                             b.getNamedAttr("max", b.getI64IntegerAttr(dim.max))}));
  return b.getArrayAttr(entries);
}

std::optional<SizeProduct> SymbolicDims::decode(int64_t size) const {
  SizeProduct product;
  if (dims.empty() || size == 0)
    return std::nullopt;
  for (auto [index, dim] : llvm::enumerate(dims)) {
    // The dim itself first, then its neighbours by distance.
    for (int64_t distance = 0; distance <= kMostAddend; ++distance)
      for (int64_t addend : {distance, -distance})
        while (size % (dim.witness + addend) == 0) {
          size /= dim.witness + addend;
          product.terms.push_back({index, addend});
        }
  }
  if (product.terms.empty())
    return std::nullopt;
  product.factor = size;
  return product;
}

bool SymbolicDims::isSymbolic(ArrayRef<int64_t> sizes) const {
  return !empty() && llvm::any_of(sizes, [&](int64_t size) { return isSymbolic(size); });
}

bool SymbolicDims::isSymbolic(Type type) const {
  auto shaped = dyn_cast<ShapedType>(type);
  return shaped && shaped.hasRank() && isSymbolic(shaped.getShape());
}

const SymbolicDim *SymbolicDims::findFraction(int64_t size) const {
  for (const SymbolicDim &dim : dims)
    for (int64_t divisor = 2; divisor <= kMostDivisor; ++divisor)
      if (std::abs(size - dim.witness / divisor) <= kMostBorder)
        return &dim;
  return nullptr;
}

std::string SymbolicDims::print(int64_t size) const {
  std::optional<SizeProduct> product = decode(size);
  if (!product)
    return std::to_string(size);
  std::string text;
  llvm::raw_string_ostream os(text);
  if (product->factor != 1)
    os << product->factor << '*';
  llvm::interleave(
      product->terms, os,
      [&](auto &term) {
        auto [index, addend] = term;
        if (addend)
          os << '(' << dims[index].name << (addend > 0 ? "+" : "") << addend << ')';
        else
          os << dims[index].name;
      },
      "*");
  return text;
}

std::string SymbolicDims::print(ArrayRef<int64_t> shape) const {
  std::string text;
  llvm::raw_string_ostream os(text);
  llvm::interleave(shape, os, [&](int64_t dim) { os << print(dim); }, "x");
  return text;
}
