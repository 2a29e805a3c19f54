//===- ReleaseConstantsTest.cpp - Constants that nothing uses are freed ---===//

#include "compiler/Driver/ReleaseConstants.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/AsmState.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "mlir/IR/OwningOpRef.h"
#include "gtest/gtest.h"

using namespace mlir;

namespace {

struct ReleaseConstantsTest : testing::Test {
  ReleaseConstantsTest() { context.loadDialect<arith::ArithDialect>(); }

  /// A resource that counts when its bytes are freed.
  DenseResourceElementsAttr makeResource() {
    auto type = RankedTensorType::get({4}, Float32Type::get(&context));
    auto free = [this](void *, size_t, size_t) { ++freed; };
    return DenseResourceElementsAttr::get(
        type, "constant",
        AsmResourceBlob(ArrayRef<char>(bytes, sizeof(bytes)), 16, free, /*dataIsMutable=*/false));
  }

  OwningOpRef<ModuleOp> makeModule(Attribute attribute) {
    OwningOpRef<ModuleOp> module = ModuleOp::create(UnknownLoc::get(&context));
    (*module)->setAttr("test.list", ArrayAttr::get(&context, {attribute}));
    return module;
  }

  alignas(16) char bytes[16] = {1, 2, 3};
  int freed = 0;
  MLIRContext context;
};

TEST_F(ReleaseConstantsTest, FreesWhatNoModuleRefersTo) {
  DenseResourceElementsAttr first = makeResource(), second = makeResource(), third = makeResource();
  OwningOpRef<ModuleOp> one = makeModule(first), other = makeModule(third);
  OpBuilder builder = OpBuilder::atBlockEnd(one->getBody());
  auto constant = arith::ConstantOp::create(builder, one->getLoc(), second);

  sinter::releaseUnusedConstants({*one, *other});
  EXPECT_EQ(freed, 0) << "all are used: nested, by an operation, by another module";

  constant.erase();
  sinter::releaseUnusedConstants({*one, *other});
  EXPECT_EQ(freed, 1);
  EXPECT_TRUE(second.getRawHandle().getBlob()->getData().empty());
  EXPECT_EQ(first.getRawHandle().getBlob()->getData().size(), sizeof(bytes));

  sinter::releaseUnusedConstants({*one});
  EXPECT_EQ(freed, 2);
  EXPECT_EQ(first.getRawHandle().getBlob()->getData().front(), 1);
}
} // namespace
