//===- Einsum.cpp - Sums of products by subscripts ------------------------===//
//
// Each letter is a loop; a letter that the result lacks is summed over. That is a linalg.generic
// with one indexing map per operand, in which code generation finds matrix products by itself.
//
//===----------------------------------------------------------------------===//

#include "passes/Onnx/Elementwise.h"
#include "passes/Onnx/Groups.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tensor/Scalars.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace sinter;

namespace {

/// Loops of an equation by name: letters, and for the dims of "..." numbers from their last one on.
using Label = int64_t;
using Labels = SmallVector<Label>;

struct Equation {
  SmallVector<Labels> inputs;
  Labels output;
  llvm::MapVector<Label, int64_t> extents; ///< In order of first use.
};

class Parser {
public:
  explicit Parser(NodeConversion &c) : c(c) {}
  FailureOr<Equation> parse();

private:
  FailureOr<Labels> parseTerm(StringRef term, int64_t ellipsisRank);
  LogicalResult addInput(StringRef term, unsigned i);
  void completeOutput();

  NodeConversion &c;
  Equation equation;
  int64_t ellipsisRank = 0;
};

} // namespace

/// Labels of the dims of "..." count from 1 at the last one, so that those of operands line up.
FailureOr<Labels> Parser::parseTerm(StringRef term, int64_t rank) {
  Labels labels;
  bool hasEllipsis = false;
  while (!term.empty()) {
    if (term.consume_front("...") && !hasEllipsis) {
      hasEllipsis = true;
      for (int64_t i = rank; i > 0; --i)
        labels.push_back(i);
      continue;
    }
    if (term.empty() || !llvm::isAlpha(term.front()))
      return c.unsupported("equation '" + c.stringAttr("equation", "") +
                           "' is not made of letters, '...', ',' and '->'");
    labels.push_back(-int64_t(term.front()));
    term = term.drop_front();
  }
  return labels;
}

LogicalResult Parser::addInput(StringRef term, unsigned i) {
  ArrayRef<int64_t> shape = c.shape(i);
  int64_t letters = llvm::count_if(term, [](char letter) { return llvm::isAlpha(letter); });
  int64_t rank = term.contains("...") ? int64_t(shape.size()) - letters : 0;
  ellipsisRank = std::max(ellipsisRank, rank);
  FailureOr<Labels> labels = parseTerm(term, std::max<int64_t>(rank, 0));
  if (failed(labels))
    return failure();
  if (labels->size() != shape.size())
    return c.unsupported("term '" + term + "' of the equation does not match input " + Twine(i) +
                         " of shape " + shapeText(shape));
  for (auto [label, dim] : llvm::zip(*labels, shape)) {
    int64_t &extent = equation.extents.try_emplace(label, dim).first->second;
    if (extent != dim && extent != 1 && dim != 1)
      return c.unsupported("operands of the equation differ in a shared dimension: " +
                           Twine(extent) + " and " + Twine(dim));
    extent = extent == 1 ? dim : extent;
  }
  equation.inputs.push_back(*labels);
  return success();
}

/// Without "->" the result has the dims of "..." and then the letters that occur once, sorted.
void Parser::completeOutput() {
  for (int64_t i = ellipsisRank; i > 0; --i)
    equation.output.push_back(i);
  Labels once;
  for (auto &[label, extent] : equation.extents) {
    int64_t uses = 0;
    for (const Labels &labels : equation.inputs)
      uses += llvm::count(labels, label);
    if (label < 0 && uses == 1)
      once.push_back(label);
  }
  llvm::sort(once, std::greater<>()); // labels of letters are negative
  llvm::append_range(equation.output, once);
}

FailureOr<Equation> Parser::parse() {
  std::string text = c.stringAttr("equation", "").str();
  llvm::erase(text, ' ');
  auto [left, right] = StringRef(text).split("->");
  SmallVector<StringRef> terms;
  left.split(terms, ',');
  if (terms.size() != c.numInputs())
    return c.unsupported("the equation has " + Twine(terms.size()) + " operands, the node " +
                         Twine(c.numInputs()));
  for (auto [i, term] : llvm::enumerate(terms)) {
    if (!c.input(i) || c.elementType(i) != c.elementType(0))
      return c.unsupported("inputs differ in element type");
    if (failed(addInput(term, i)))
      return failure();
  }
  if (!StringRef(text).contains("->")) {
    completeOutput();
    return equation;
  }
  FailureOr<Labels> output = parseTerm(right, ellipsisRank);
  if (failed(output))
    return failure();
  equation.output = *output;
  for (auto [i, label] : llvm::enumerate(equation.output))
    if (!equation.extents.contains(label) ||
        llvm::is_contained(ArrayRef(equation.output).take_front(i), label))
      return c.unsupported("the result of the equation names a dimension that no operand has, or "
                           "one twice");
  return equation;
}

/// Returns `operand` without dims of size 1 that others have larger: they are read at 0.
static Value dropBroadcast(NodeConversion &c, Value operand, Labels &labels,
                           const Equation &equation) {
  SmallVector<int64_t> shape;
  Labels kept;
  for (auto [label, dim] : llvm::zip(labels, shapeOf(operand)))
    if (dim == equation.extents.lookup(label)) {
      shape.push_back(dim);
      kept.push_back(label);
    }
  labels = kept;
  return c.reshape(operand, shape);
}

/// Multiplies as many operands as there are, in the accumulator type.
static LogicalResult convertEinsum(NodeConversion &c) {
  if (failed(checkNumber(c, 0, {Number::Float, Number::Signed, Number::Unsigned})))
    return failure();
  FailureOr<Equation> equation = Parser(c).parse();
  if (failed(equation))
    return failure();
  SmallVector<int64_t> shape;
  for (Label label : equation->output)
    shape.push_back(equation->extents.lookup(label));
  Type element = c.elementType(0), accumulator = accumulatorOf(element);
  if (failed(c.checkSize(shape, accumulator)))
    return failure();

  // Loops of the result first, then the sums: the order that matrix products have.
  Labels loops = equation->output;
  for (auto &[label, extent] : equation->extents)
    if (!llvm::is_contained(loops, label))
      loops.push_back(label);
  SmallVector<utils::IteratorType> iterators(loops.size(), utils::IteratorType::reduction);
  std::fill_n(iterators.begin(), shape.size(), utils::IteratorType::parallel);
  SmallVector<Value> operands;
  SmallVector<AffineMap> maps;
  auto addMap = [&](ArrayRef<Label> labels) {
    SmallVector<int64_t> dims;
    for (Label label : labels)
      dims.push_back(llvm::find(loops, label) - loops.begin());
    maps.push_back(selectDims(c, loops.size(), dims));
  };
  for (auto [i, labels] : llvm::enumerate(equation->inputs)) {
    operands.push_back(dropBroadcast(c, c.input(i), labels, *equation));
    addMap(labels);
  }
  addMap(equation->output);
  Value sum = structuredLoops(c, operands, c.filled(shape, accumulator, 0), maps, iterators,
                              [&](ScalarBuilder &b, ValueRange s) {
                                Value product = floatCast(b, s[0], accumulator);
                                for (Value factor : s.drop_front().drop_back())
                                  product = mulOf(b, product, floatCast(b, factor, accumulator));
                                return addOf(b, s.back(), product);
                              });
  return c.replace(floatCastTensor(c, sum, element));
}

void sinter::populateEinsumConverters(ConverterTable &table) {
  table.add("Einsum", 12, convertEinsum);
}
