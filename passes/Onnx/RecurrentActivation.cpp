//===- RecurrentActivation.cpp - Activations by name ----------------------===//
//
// LSTM, GRU and RNN name their functions in attributes, for all directions in one
// list. `activation_alpha` and `activation_beta` hold values for those functions
// that take one, in their order.
//
//===----------------------------------------------------------------------===//

#include "passes/Onnx/Recurrence.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace sinter;

namespace {

Value constantLike(ScalarBuilder &b, Value x, double value) {
  return constantOf(b, x.getType(), value);
}

/// alpha * x + beta.
Value affineOf(ScalarBuilder &b, Value x, double alpha, double beta) {
  Value scaled = alpha == 1 ? x : mulOf(b, x, constantLike(b, x, alpha));
  return beta == 0 ? scaled : addOf(b, scaled, constantLike(b, x, beta));
}

Value orIfNegative(ScalarBuilder &b, Value x, Value negative) {
  Value isNegative = compareOf(b, Number::Float, Relation::Less, x, constantLike(b, x, 0));
  return selectOf(b, isNegative, negative, x);
}

using ApplyFn = Value (*)(ScalarBuilder &, Value, double alpha, double beta);

/// A function, the values that it takes, and their defaults.
struct Function {
  StringRef name;
  bool takesAlpha, takesBeta;
  double alpha, beta;
  ApplyFn apply;
};

} // namespace

static ArrayRef<Function> getFunctions() {
  static const Function functions[] = {
      {"sigmoid", false, false, 0, 0,
       [](ScalarBuilder &b, Value x, double, double) { return sigmoidOf(b, x); }},
      {"tanh", false, false, 0, 0,
       [](ScalarBuilder &b, Value x, double, double) -> Value {
         return math::TanhOp::create(b, x);
       }},
      {"relu", false, false, 0, 0,
       [](ScalarBuilder &b, Value x, double, double) {
         return maxOf(b, Number::Float, x, constantLike(b, x, 0));
       }},
      {"affine", true, true, 1, 0, affineOf},
      {"leakyrelu", true, false, 0.01, 0,
       [](ScalarBuilder &b, Value x, double alpha, double) {
         return orIfNegative(b, x, affineOf(b, x, alpha, 0));
       }},
      {"thresholdedrelu", true, false, 1, 0,
       [](ScalarBuilder &b, Value x, double alpha, double) {
         Value above = compareOf(b, Number::Float, Relation::Greater, x, constantLike(b, x, alpha));
         return selectOf(b, above, x, constantLike(b, x, 0));
       }},
      {"scaledtanh", true, true, 1, 1,
       [](ScalarBuilder &b, Value x, double alpha, double beta) {
         Value inner = math::TanhOp::create(b, affineOf(b, x, beta, 0));
         return affineOf(b, inner, alpha, 0);
       }},
      {"hardsigmoid", true, true, 0.2, 0.5,
       [](ScalarBuilder &b, Value x, double alpha, double beta) {
         Value low = minOf(b, Number::Float, affineOf(b, x, alpha, beta), constantLike(b, x, 1));
         return maxOf(b, Number::Float, low, constantLike(b, x, 0));
       }},
      {"elu", true, false, 1, 0,
       [](ScalarBuilder &b, Value x, double alpha, double) {
         return orIfNegative(b, x, affineOf(b, math::ExpM1Op::create(b, x), alpha, 0));
       }},
      {"softsign", false, false, 0, 0,
       [](ScalarBuilder &b, Value x, double, double) {
         Value size = affineOf(b, absOf(b, Number::Float, x), 1, 1);
         return divOf(b, Number::Float, x, size);
       }},
      {"softplus", false, false, 0, 0,
       [](ScalarBuilder &b, Value x, double, double) { return softplusOf(b, x); }},
  };
  return functions;
}

static const Function *findFunction(StringRef name) {
  for (const Function &function : getFunctions())
    if (function.name == name)
      return &function;
  return nullptr;
}

Value RecurrentActivation::apply(ScalarBuilder &b, Value x) const {
  return findFunction(name)->apply(b, x, alpha, beta);
}

/// Returns the names that the node gives, or the defaults for each direction.
static FailureOr<SmallVector<std::string>>
readNames(NodeConversion &c, ArrayRef<StringRef> defaults, int64_t directions) {
  SmallVector<std::string> names;
  Attribute given = c.node.getNodeAttributes().get("activations");
  if (!given) {
    for (int64_t i = 0; i < directions; ++i)
      for (StringRef name : defaults)
        names.push_back(name.lower());
    return names;
  }
  auto list = dyn_cast<ArrayAttr>(given);
  if (!list || !llvm::all_of(list, llvm::IsaPred<StringAttr>))
    return c.unsupported("attribute 'activations' must be a list of strings");
  if (int64_t(list.size()) != int64_t(defaults.size()) * directions)
    return c.unsupported("attribute 'activations' names " + Twine(list.size()) +
                         " functions, but there are " + Twine(defaults.size() * directions));
  for (auto name : list.getAsRange<StringAttr>()) {
    names.push_back(name.getValue().lower());
    if (!findFunction(names.back()))
      return c.unsupported("activation '" + name.getValue() + "' is not known");
  }
  return names;
}

FailureOr<SmallVector<RecurrentActivation>>
sinter::readRecurrentActivations(NodeConversion &c, ArrayRef<StringRef> defaults,
                                 int64_t directions) {
  FailureOr<SmallVector<std::string>> names = readNames(c, defaults, directions);
  if (failed(names))
    return failure();
  SmallVector<double> alphas = c.floatsAttr("activation_alpha").value_or(SmallVector<double>());
  SmallVector<double> betas = c.floatsAttr("activation_beta").value_or(SmallVector<double>());
  auto take = [](ArrayRef<double> &values, bool takes, double otherwise) {
    if (!takes || values.empty())
      return otherwise;
    double value = values.front();
    values = values.drop_front();
    return value;
  };
  ArrayRef<double> alphasLeft = alphas, betasLeft = betas;
  SmallVector<RecurrentActivation> result;
  for (const std::string &name : *names) {
    const Function *function = findFunction(name);
    result.push_back({name, take(alphasLeft, function->takesAlpha, function->alpha),
                      take(betasLeft, function->takesBeta, function->beta)});
  }
  return result;
}
