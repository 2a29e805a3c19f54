//===- OpenDims.cpp - Dimensions that calls decide ------------------------===//

#include "compiler/Import/Shapes/OpenDims.h"

#include "mlir/IR/BuiltinTypes.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"

using namespace mlir;

namespace sinter {

/// Calls `visit` with each open dim and its name.
template <typename Visit> static void forEachOpen(MutableArrayRef<ModelInput> inputs, Visit visit) {
  for (ModelInput &input : inputs)
    for (auto [axis, dim] : llvm::enumerate(input.shape))
      if (dim == ShapedType::kDynamic)
        visit(input, input.dimNames[axis], dim);
}

void nameOpenDims(MutableArrayRef<ModelInput> inputs) {
  for (ModelInput &input : inputs) {
    input.dimNames.resize(input.shape.size());
    for (auto [axis, name] : llvm::enumerate(input.dimNames))
      if (name.empty() && input.shape[axis] == ShapedType::kDynamic)
        name = input.name + "." + std::to_string(axis);
  }
}

/// Says which dims there are, for who named another.
static std::string listOpenDims(MutableArrayRef<ModelInput> inputs) {
  std::vector<std::string> names;
  forEachOpen(inputs, [&](ModelInput &, const std::string &name, int64_t) {
    if (!llvm::is_contained(names, "'" + name + "'"))
      names.push_back("'" + name + "'");
  });
  return names.empty() ? "it has no open dimensions" : "it has " + llvm::join(names, ", ");
}

void fixOpenDims(MutableArrayRef<ModelInput> inputs, llvm::StringMap<int64_t> &sizes,
                 ArrayRef<GivenDim> given, std::vector<std::string> &problems) {
  llvm::StringSet<> known;
  forEachOpen(inputs, [&](ModelInput &, const std::string &name, int64_t) { known.insert(name); });
  std::string list = listOpenDims(inputs);
  for (const GivenDim &dim : given) {
    if (!known.contains(dim.name) && !sizes.contains(dim.name))
      problems.push_back("--dim names '" + dim.name +
                         "', which is not an open dimension of the model's inputs; " + list);
    else if (auto size = sizes.find(dim.name);
             size != sizes.end() && (size->second < dim.min || size->second > dim.max))
      problems.push_back("dimension '" + dim.name + "' is " + std::to_string(size->second) +
                         " by --input-shape, which --dim does not allow");
    else if (dim.min == dim.max)
      sizes[dim.name] = dim.min;
  }
  forEachOpen(inputs, [&](ModelInput &, const std::string &name, int64_t &dim) {
    if (auto size = sizes.find(name); size != sizes.end())
      dim = size->second;
  });
}

/// Bounds and step of an open dim; what the user gives goes before what the graph asks for.
static exec::SymbolicDim describeDim(const std::string &name, ArrayRef<GivenDim> given,
                                     const DimSteps &steps) {
  exec::SymbolicDim dim{name, 0};
  if (auto step = steps.find(name); step != steps.end())
    dim.step = step->second;
  for (const GivenDim &bounds : given)
    if (bounds.name == name) {
      dim.min = bounds.min, dim.max = bounds.max;
      if (bounds.step)
        dim.step = bounds.step;
    }
  return dim;
}

exec::SymbolicDims makeSymbolic(MutableArrayRef<ModelInput> inputs, ArrayRef<GivenDim> given,
                                const DimSteps &steps, std::vector<std::string> &problems) {
  SmallVector<exec::SymbolicDim> dims;
  auto find = [&](const std::string &name) {
    return llvm::find_if(dims, [&](auto &dim) { return dim.name == name; });
  };
  forEachOpen(inputs, [&](ModelInput &, const std::string &name, int64_t) {
    if (find(name) != dims.end())
      return;
    if (dims.size() == exec::SymbolicDims::kMost)
      return problems.push_back("dimension '" + name + "' is one too many: calls may decide " +
                                std::to_string(exec::SymbolicDims::kMost) +
                                "; fix some with --dim=" + name + ":1");
    exec::SymbolicDim dim = describeDim(name, given, steps);
    if (dim.max && dim.getMaxUnits() < dim.getMinUnits())
      return problems.push_back("dimension '" + name + "' is a multiple of " +
                                std::to_string(dim.step) + ", but from " + std::to_string(dim.min) +
                                " to " + std::to_string(dim.max) + " there is none");
    dims.push_back(dim);
  });
  if (std::optional<size_t> index = exec::SymbolicDims::assignWitnesses(dims)) {
    problems.push_back("dimension '" + dims[*index].name + "' cannot be a multiple of " +
                       std::to_string(dims[*index].step) + " whose number calls decide; fix it " +
                       "with --dim=" + dims[*index].name + ":" + std::to_string(dims[*index].step));
    return {};
  }
  forEachOpen(inputs, [&](ModelInput &, const std::string &name, int64_t &size) {
    if (auto dim = find(name); dim != dims.end())
      size = dim->getSize();
  });
  return exec::SymbolicDims(dims);
}

} // namespace sinter
