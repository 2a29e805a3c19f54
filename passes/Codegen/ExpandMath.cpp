//===- ExpandMath.cpp - Math functions as arithmetic ----------------------===//
//
// Upstream's polynomials serve most functions; PolynomialMath.cpp holds ours
// where they lose accuracy or range.
//
//===----------------------------------------------------------------------===//

#include "passes/Codegen/Passes.h"

#include "mlir/Dialect/Math/Transforms/Passes.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

namespace sinter {
#define GEN_PASS_DEF_EXPANDMATH
#include "passes/Codegen/Passes.h.inc"
} // namespace sinter

using namespace mlir;

namespace {

struct ExpandMath : sinter::impl::ExpandMathBase<ExpandMath> {
  using ExpandMathBase::ExpandMathBase;

  void runOnOperation() override {
    if (!sinter::flow::isDispatchFunction(getOperation()))
      return;
    RewritePatternSet patterns(&getContext());
    auto all = [](StringRef) { return true; };
    populateMathF32ExpansionPatterns(patterns, all);
    populateMathPolynomialApproximationPatterns(patterns, all);
    math::populateExpansionPatterns(patterns, {"sinh", "cosh", "tan", "asinh", "acosh", "atanh",
                                               "powf", "fpowi", "exp2", "rsqrt", "round"});
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};

} // namespace
